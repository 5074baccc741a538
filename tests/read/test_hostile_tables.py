"""Tables made to harm: refused in a second and little memory with a clear message, in a process of its own.

The cases are those of the usual attacks on readers of files (S24 to S59 of our list of attacks): no file but the one
that is named is opened, no socket is made, and nothing ends by a signal.
"""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

HIDDEN = "hidden-7c1f"
GUARD = """
import resource, sys, os, time
place, folder = sys.argv[1:]
def look(event, arguments):
    if event.startswith("socket.") and event != "socket.gethostname":
        os.write(2, b"SOCKET " + event.encode()); os._exit(9)
    if event == "open" and isinstance(arguments[0], str) and "secret" in arguments[0]:
        os.write(2, b"SECRET OPENED"); os._exit(9)
import geoevents.read.placed as placed, geoevents.write.rows
from geoevents.errors import GeoEventsError
import pyarrow.parquet, pyogrio, openpyxl, shapely
sys.addaudithook(look)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
began = time.perf_counter()
try:
    rows = placed.read_placed(place)
    print("READ", len(rows), rows.unplaced, str(rows.columns.slice(0, 20).to_pydict())[:2000])
except GeoEventsError as error:
    print("REFUSED", str(error)[:600])
more = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print("took", round(time.perf_counter() - began, 2), more >> 10)
"""


def read(folder: Path, name: str, content: bytes) -> tuple[str, float, int]:
    """Read a file in a process of its own: what it says, seconds, and megabytes more than before."""
    (folder / name).write_bytes(content)
    (folder / "secret.csv").write_text(f"id,lat,lon\n{HIDDEN},1,2\n")
    ran = subprocess.run(
        [sys.executable, "-c", GUARD, str(folder / name), str(folder)], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    assert HIDDEN not in ran.stdout
    *said, last = ran.stdout.splitlines()
    return "\n".join(said), float(last.split()[1]), int(last.split()[2])


def zipped(*members: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


def bomb() -> bytes:
    return zipped(("doc.kml", b"<kml>" + b" " * (300 << 20) + b"</kml>"))


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
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_hostile_files_do_nothing(tmp_path: Path, name: str) -> None:
    make, expected = CASES[name]
    said, seconds, megabytes = read(tmp_path, name, make())
    assert expected in said, said
    assert "Traceback" not in said
    assert seconds < 1.5
    assert megabytes < 512
    assert {one.name for one in tmp_path.iterdir()} == {name, "secret.csv"}
