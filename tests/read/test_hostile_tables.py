"""Tables made to harm: refused in a second and little memory with a clear message, or read right.

Each is read in a process of its own (`guarded.py`). The cases are those of the usual attacks on readers of files (S33
to S59 of our list of attacks): no file but the one that is named is opened, no socket is made, and nothing ends by a
signal.
"""

from __future__ import annotations

import io
import json
import struct
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from .guarded import MEGABYTES, SECONDS, Guard

HIDDEN = "hidden-7c1f"


def zipped(*members: tuple[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", packing) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


def bomb() -> bytes:
    return zipped(("doc.kml", b"<kml>" + b" " * (300 << 20) + b"</kml>"))


def lying(packing: int) -> bytes:
    """A zip file whose entry says that 100 MB are 100 bytes."""
    made = bytearray(zipped(("doc.kml", b" " * (100 << 20)), packing=packing))
    for at in (22, made.rfind(b"PK\x01\x02") + 24):
        struct.pack_into("<I", made, at, 100)
    return bytes(made)


def entries() -> bytes:
    """A zip file of 9,000 entries that share one member."""
    made = zipped(("doc.kml", b"<kml>" + b" " * (7 << 20) + b"</kml>"))
    begin, end = made.rfind(b"PK\x01\x02"), made.rfind(b"PK\x05\x06")
    listed = made[begin:end] * 9_000
    return made[:begin] + listed + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 9_000, 9_000, len(listed), begin, 0)


def folders() -> bytes:
    inner = b"<Placemark/>" * 20_000
    return b"<kml>" + (b"<Folder><name>" + b"x" * 900 + b"</name>") * 60 + inner + b"</Folder>" * 60 + b"</kml>"


def cut_off() -> bytes:
    """A name that is cut off, beside many data that could begin so."""
    data = b"".join(b'<Data name="k%d"><value>%s</value></Data>' % (n, b"y " * 1_000) for n in range(4_000))
    name = b"x " * 2_000_000 + "…".encode()
    return b"<kml><Placemark><name>" + name + b"</name><ExtendedData>" + data + b"</ExtendedData></Placemark></kml>"


WORDS = (b"", b"POINT", b"SRID=4326;")
VRT = '<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource>{}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'
PIPELINE = {
    "type": "gdal_streamed_alg",
    "command_line": "gdal vector sql --input secret.csv --sql 'select * from secret'",
}
SPOT = '{"type":"Feature","properties":{},"geometry":%s}'


def collection(geometry: str) -> bytes:
    return ('{"type":"FeatureCollection","features":[' + SPOT % geometry + "]}").encode()


def parquet_bomb() -> bytes:
    stream = io.BytesIO()
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 3_000_000, pa.int32()), pa.array(["x" * 2_000]))
    pq.write_table(pa.table({"lat": [1.0] * 3_000_000, "lon": [2.0] * 3_000_000, "text": column}), stream)
    return stream.getvalue()


def parquet(**options: object) -> bytes:
    """Rows of a long text, which pack to almost nothing."""
    stream = io.BytesIO()
    text = pa.array(["x" * 5_000] * 70_000)
    pq.write_table(pa.table({"lat": [1.0] * 70_000, "lon": [2.0] * 70_000, "text": text}), stream, **options)
    return stream.getvalue()


def same_rows(value: float | None, rows: int) -> bytes:
    stream = io.BytesIO()
    column = pa.array([value], pa.float64()).take(pa.array([0] * rows, pa.int32()))
    pq.write_table(pa.table({"lat": column, "lon": column}), stream, row_group_size=rows)
    return stream.getvalue()


def lists() -> bytes:
    stream = io.BytesIO()
    many = pa.array([[0] * 100_000], pa.list_(pa.int8())).take(pa.array([0] * 400, pa.int32()))
    pq.write_table(pa.table({"lat": [1.0] * 400, "lon": [2.0] * 400, "many": many}), stream)
    return stream.getvalue()


def no_text() -> bytes:
    stream = io.BytesIO()
    text = pa.array([b"\xff\xfe"]).view(pa.string())
    pq.write_table(pa.table({"lat": [1.0], "lon": [2.0], "text": text}), stream)
    return stream.getvalue()


def footer() -> bytes:
    """A footer whose statistics of sizes contradict the schema, which ends the process where Arrow looks at columns."""
    stream = io.BytesIO()
    pq.write_table(pa.table({"lat": [1.0], "lon": [2.0], "text": ["abc"]}), stream)
    made = stream.getvalue()
    # Two counts by level of definition become counts by level of repetition, of which there is one.
    assert made.count(b"\x29\x06\x19\x26\x00\x02") == 2
    return made.replace(b"\x29\x06\x19\x26\x00\x02", b"\x29\x26\x00\x02\x19\x06")


def before() -> bytes:
    """A footer whose first page begins before the file does."""
    stream = io.BytesIO()
    pq.write_table(pa.table({"lat": [1.0], "lon": [2.0]}), stream)
    made = stream.getvalue()
    assert made.count(b"&8&\x08") == 1
    return made.replace(b"&8&\x08", b"&7&\x08")


def columns() -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.table({f"c{number}": [1] for number in range(5_000)}), stream)
    return stream.getvalue()


NAMESPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
HEAD = b'<row r="1"><c t="inlineStr"><is><t>lat</t></is></c><c t="inlineStr"><is><t>lon</t></is></c></row>'


def book(rows: bytes, **parts: bytes) -> bytes:
    """A workbook of one sheet, with other parts beside it."""
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    called = {"book": "sheet.main", "sheet": "worksheet", "styles": "styles", "sharedStrings": "sharedStrings"}
    types = "".join(
        f'<Override PartName="/{part}.xml" ContentType="{kinds}{called[part]}+xml"/>'
        for part in called
        if part in ("book", "sheet", *parts)
    )
    sheets = f'<sheets><sheet name="a" sheetId="1" r:id="r1" xmlns:r="{links}"/></sheets>'.encode()
    made = {
        "[Content_Types].xml": (
            f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{types}</Types>'.encode()
        ),
        "_rels/.rels": relations((f"{links}/officeDocument", "book.xml")),
        "_rels/book.xml.rels": relations((f"{links}/worksheet", "sheet.xml")),
        "book.xml": b"<workbook %s>%s</workbook>" % (NAMESPACE, parts.pop("sheets", sheets)),
        "sheet.xml": b"%s<worksheet %s><sheetData>%s</sheetData></worksheet>"
        % (parts.pop("before", b""), NAMESPACE, HEAD + rows),
        **{f"{part}.xml": content for part, content in parts.items()},
    }
    return zipped(*made.items())


def relations(*wanted: tuple[str, str]) -> bytes:
    listed = "".join(
        f'<Relationship Id="r{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(wanted, start=1)
    )
    where = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{where}">{listed}</Relationships>'.encode()


def styles(content: bytes) -> bytes:
    return b"<styleSheet %s>%s</styleSheet>" % (NAMESPACE, content)


def meant_often() -> bytes:
    """A text of 40,000 letters that is stored once, in 10,000 cells."""
    text = b"<sst %s><si><t>%s</t></si></sst>" % (NAMESPACE, b"x" * 40_000)
    cell = b"<row><c t='s'><v>0</v></c><c><v>%d</v></c></row>"
    return book(b"".join(cell % n for n in range(10_000)), sharedStrings=text)


TWO = b"<row><c><v>1</v></c><c><v>2</v></c></row>"
CASES = {
    "vrt.geojson": (lambda: VRT.format("secret.csv").encode(), "REFUSED"),
    "vrt.csv": (lambda: VRT.format("secret.csv").encode(), "REFUSED"),
    "vrt.kml": (lambda: VRT.format("secret.csv").encode(), "REFUSED"),
    "vrt.fgb": (lambda: VRT.format("/vsicurl/http://127.0.0.1:9/a.csv").encode(), "REFUSED"),
    "vrt.gpkg": (lambda: VRT.format("secret.csv").encode(), "REFUSED"),
    "pipeline.geojson": (lambda: json.dumps(PIPELINE).encode(), "REFUSED"),
    "xxe.kml": (lambda: b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:secret.csv">]><kml><name>&x;</name></kml>', "REFUSED"),
    "laughs.kml": (
        lambda: b"<!DOCTYPE a [<!ENTITY a 'ha'>" + b"<!ENTITY b '&a;&a;&a;&a;'>" + b"]><kml>&b;</kml>", "REFUSED"
    ),
    "laughs16.gpx": (lambda: "<!DOCTYPE a [<!ENTITY a 'ha'>]><gpx>&a;</gpx>".encode("utf-16"), "REFUSED"),
    "deep.kml": (lambda: b"<kml>" + b"<Folder>" * 100_000, "REFUSED"),
    "deep-inside.kml": (lambda: b"<kml><Placemark>" + b"<a>" * 100_000, "REFUSED"),
    "links.kml": (
        lambda: b"<kml><NetworkLink><Link><href>http://127.0.0.1:9/a</href></Link></NetworkLink></kml>", "READ 0"
    ),
    "bomb.kmz": (bomb, "REFUSED"),
    "bomb.xlsx": (lambda: zipped(("[Content_Types].xml", b"<Types/>"), ("a.xml", b" " * (300 << 20))), "REFUSED"),
    "path.kmz": (lambda: zipped(("../../evil.kml", b"<kml/>"), ("/abs.kml", b"<kml/>")), "READ 0"),
    "doctype.xlsx": (
        lambda: zipped(("[Content_Types].xml", b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:secret.csv'>]><a/>")), "REFUSED"
    ),
    "parquet.parquet": (parquet_bomb, "REFUSED"),
    "nan.geojson": (lambda: collection('{"type":"Point","coordinates":[NaN,1]}'), "REFUSED"),
    "huge.geojson": (lambda: collection('{"type":"Point","coordinates":[1e400,1]}'), "READ 1"),
    "beyond.geojson": (lambda: collection('{"type":"Point","coordinates":[500,991]}'), "latitude is beyond 90"),
    "crs.geojson": (
        lambda: b'{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"EPSG:3857"}},"features":[]}',
        "REFUSED",
    ),
    "nested.geojson": (
        lambda: collection('{"type":"GeometryCollection","geometries":[' * 50_000 + "]}" * 50_000), "REFUSED"
    ),
    "properties.ndjson": (
        lambda: b'{"type":"Feature","properties":' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001, "REFUSED"
    ),
    "twice.geojson": (lambda: collection('{"type":"Point","type":"Point","coordinates":[1,2]}'), "REFUSED"),
    "digits.geojson": (lambda: collection("9" * 6_000), "REFUSED"),
    "surrogate.ndjson": (
        lambda: b'{"type":"Feature","geometry":null,"properties":{"\\ud800":"\\udfff","n":"\\u0000"}}', "READ 1"
    ),
    "keys.ndjson": (
        lambda: b"\n".join(b'{"type":"Feature","geometry":null,"properties":{"k%d":1}}' % n for n in range(20_000)),
        "REFUSED",
    ),
    "wkt.csv": (lambda: b'wkt\n"' + b"GEOMETRYCOLLECTION(" * 50_000 + b'"\n', "no point, line or area"),
    "wkb.csv": (
        lambda: b"wkb_geometry\n" + (struct.pack("<BII", 1, 7, 1) * 20_000).hex().encode() + b"\n", "READ 1"
    ),
    "claims.csv": (lambda: b"wkt\n" + (struct.pack("<BII", 1, 3, 2**31)).hex().encode() + b"00" * 40 + b"\n", "READ 1"),
    "line.csv": (lambda: b"lat,lon\n" + b"1" * (60 << 20), "REFUSED"),
    "columns.csv": (lambda: b"a," * 1_000_000 + b"b\n", "REFUSED"),
    "nul.csv": (lambda: b"lat,lon\n1,2\x00\n", "REFUSED"),
    "quotes.csv": (lambda: b'lat,lon\n"' + b'""' * 5_000_000, "REFUSED"),
    "gz.csv": (lambda: b"\x1f\x8b" + b"\x00" * 100, "REFUSED"),
    "page-zstd.parquet": (lambda: parquet(compression="zstd", use_dictionary=False), "unpacks to more than"),
    "page-gzip.parquet": (lambda: parquet(compression="gzip", use_dictionary=False), "unpacks to more than"),
    "page-brotli.parquet": (lambda: parquet(compression="brotli", use_dictionary=False), "unpacks to more than"),
    "large-page.parquet": (
        lambda: parquet(compression="zstd", use_dictionary=False, data_page_size=1 << 30, max_rows_per_page=10**9),
        "a page of",
    ),
    "once.parquet": (lambda: parquet(), "unpacks to more than"),
    "rows.parquet": (lambda: same_rows(1.0, 20_000_000), "unpacks to more than"),
    "nulls.parquet": (lambda: same_rows(None, 20_000_000), "unpacks to more than"),
    "lists.parquet": (lists, "40,000,000 values in"),
    "no-text.parquet": (no_text, "UTF8"),
    "footer.parquet": (footer, "histogram size mismatch"),
    "before.parquet": (before, "cannot be read"),
    "columns.parquet": (columns, "5,000 columns"),
    "encrypted.parquet": (lambda: no_text()[:-1] + b"E", "encrypted"),
    "footer-length.parquet": (lambda: no_text()[:-8] + b"\xff\xff\xff\x7fPAR1", "its footer is not there"),
    "sheet.xlsx": (lambda: book(TWO), "'lat': [1]"),
    "row.xlsx": (lambda: book(TWO + b'<row r="999999999"><c><v>1</v></c></row>'), "has a row 999999999"),
    "last-row.xlsx": (lambda: book(TWO + b'<row r="1048576"><c><v>1</v></c></row>'), "READ 1"),
    "far-cells.xlsx": (lambda: book(b'<row><c r="XFD1"/></row>' * 2_000), "empty cells"),
    "no-cells.xlsx": (lambda: book(b"<row/>" * 1_000_000), "far more elements"),
    "cells.xlsx": (lambda: book(b"<row>" + b"<c/>" * 1_000_000 + b"</row>"), "a row of more than 16,384 cells"),
    "runs.xlsx": (
        lambda: book(b'<row><c t="inlineStr"><is>' + b"<r><t>x</t></r>" * 500_000 + b"</is></c></row>"),
        "far more elements",
    ),
    "often.xlsx": (meant_often, "letters"),
    "format.xlsx": (
        lambda: book(TWO, styles=styles(b'<numFmts><numFmt formatCode="%s"/></numFmts>' % (b"[" * 1_000_000))),
        "a number format of more than",
    ),
    "styles.xlsx": (
        lambda: book(TWO, styles=styles(b"<cellXfs>" + b"<xf/>" * 500_000 + b"</cellXfs>")), "60,000 elements"
    ),
    "sheets.xlsx": (
        lambda: book(TWO, sheets=b"<sheets>" + b'<sheet name="a" sheetId="1"/>' * 3_000 + b"</sheets>"), "256 sheets"
    ),
    "late.xlsx": (
        lambda: book(TWO, before=b"<!--%s--><!DOCTYPE a [<!ENTITY x SYSTEM 'file:secret.csv'>]>" % (b"x" * 70_000)),
        "has a document type",
    ),
    "comment.xlsx": (lambda: book(TWO, before=b"<!--%s-->" % bytes(range(33, 45)) * 10_000_000), "REFUSED"),
    "deep.xlsx": (lambda: book(b"<a>" * 100_000), "is nested deeper than 64 levels"),
    "own-keys.geojson": (
        lambda: b'{"type":"FeatureCollection","features":['
        + b",".join(b'{"type":"Feature","properties":{"k%d":1}}' % (n % 4_096) for n in range(24_000)) + b"]}",
        "values in them",
    ),
    "own-keys.kml": (
        lambda: b"<kml>"
        + b"".join(b'<Placemark><ExtendedData><Data name="k%d"><value>1</value></Data></ExtendedData></Placemark>'
                   % (n % 4_096) for n in range(24_000)) + b"</kml>",
        "values in them",
    ),
    "one-feature.geojson": (
        lambda: collection('{"type":"Polygon","coordinates":[' + "[]," * 10_000_000 + "[]]}"),
        "a value of more than 16 MB",
    ),
    "no-features.geojson": (
        lambda: b'{"type":"FeatureCollection","features":[' + b"[]," * 20_000_000 + b"[]]}", "it is no Feature"
    ),
    "no-end.geojson": (
        lambda: b'{"type":"FeatureCollection","features":[{"type":"Feature","id":"' + b"x" * (60 << 20),
        "a value of more than 16 MB",
    ),
    "member.geojson": (lambda: b'{"x":' + b"{}" * 20_000_000, "no , or }"),
    "objects.json": (lambda: b"[" + b"{}," * 15_000_000 + b"{}]", "lists and objects"),
    "system.geojson": (
        lambda: b'{"type":"FeatureCollection","crs":{"properties":{"name":"EPSG:43261"}},"features":[]}', "not in WGS84"
    ),
    "list.ndjson": (lambda: b'{"type":"Feature","geometry":null,"properties":[]}', "its properties are no object"),
    "members.kmz": (lambda: zipped(("doc.kml", b"<kml>" + b"<a/>" * 2_000_000 + b"</kml>")), "far more elements"),
    # A pattern that may share blanks out in many ways takes their square.
    "blanks.csv": (lambda: b"wkt\n" + b"".join(b'"%s%sx"\n' % (word, b" " * 5_000_000) for word in WORDS), "READ 3"),
    # Expat reads a tag or a comment from its beginning whenever a piece of it comes.
    "comment.kml": (lambda: b"<kml><!--" + b"x" * (80 << 20), "a tag or a comment of more than 1 MB"),
    "attribute.gpx": (lambda: b'<gpx a="' + b"x" * (80 << 20), "a tag or a comment of more than 1 MB"),
    "instruction.kml": (lambda: b"<kml><?a " + b"x" * (80 << 20), "a tag or a comment of more than 1 MB"),
    "elements.kml": (lambda: b"<kml><Placemark>" + b"<a/>" * 2_000_000, "REFUSED"),
    "text.kml": (lambda: b"<kml><name>" + b"x&#10;" * 5_000_000 + b"</name><Placemark/></kml>", "READ 1"),
    "extensions.gpx": (
        lambda: b'<gpx><wpt lat="1">' + b"<extensions><a>1</a></extensions>" * 20_000 + b"</wpt></gpx>", "READ 1"
    ),
    "folders.kml": (folders, "the folders around it are named with"),
    "cut.kml": (cut_off, "READ 1"),
    "lzma.kmz": (lambda: lying(zipfile.ZIP_LZMA), "REFUSED"),
    "bzip2.kmz": (lambda: lying(zipfile.ZIP_BZIP2), "REFUSED"),
    "lying.kmz": (lambda: lying(zipfile.ZIP_DEFLATED), "REFUSED"),
    "entries.kmz": (entries, "REFUSED"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_hostile_files_do_nothing(guard: Guard, tmp_path: Path, name: str) -> None:
    make, expected = CASES[name]
    (tmp_path / name).write_bytes(make())
    (tmp_path / "secret.csv").write_text(f"id,lat,lon\n{HIDDEN},1,2\n")
    told = guard.read("table", str(tmp_path / name))
    assert expected in told.said, told.said
    assert HIDDEN not in told.said
    assert not told.beside
    assert told.seconds < SECONDS
    assert told.megabytes < MEGABYTES
    assert {one.name for one in tmp_path.iterdir()} == {name, "secret.csv"}
