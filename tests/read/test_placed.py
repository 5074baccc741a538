"""Tables as people keep them: columns by their usual names, spreadsheets, marks, encodings, and what is asked back."""

from __future__ import annotations

import contextlib
import datetime
import json
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyogrio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoevents.errors import GeoEventsError, TableError
from geoevents.read.placed import REASON, Placed, read_placed
from geoevents.read.table import looked
from geoevents.write.rows import write_rows
from geoevents.write.shapes import shapes_of


def read(folder: Path, name: str, content: str | bytes, **options: Any) -> Placed:
    place = folder / name
    place.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_placed(place, **options)


def spots(rows: Placed) -> list[tuple[float, float] | None]:
    return [None if one is None else (one.x, one.y) for one in shapes_of(rows.geometry)]


@pytest.mark.parametrize(
    "head",
    [
        "lat,lon", "Latitude,Longitude", "LAT,LNG", "decimalLatitude,decimalLongitude", "y,x", "lat,long",
        "Breite,Länge", "широта,долгота", "широта,довгота", "latitud,longitud", "خط العرض,خط الطول", "纬度,经度",
        " lat , lon ", "Point_Y,Point_X",
    ],
)  # fmt: skip
def test_usual_names_are_known(tmp_path: Path, head: str) -> None:
    assert spots(read(tmp_path, "a.csv", f"id,{head}\n1,19.9,2.9\n".encode())) == [(2.9, 19.9)]


def test_planes_give_way_to_degrees_and_two_of_a_kind_are_asked_about(tmp_path: Path) -> None:
    assert spots(read(tmp_path, "a.csv", "x,y,lat,lon\n500000,2200000,19.9,2.9\n")) == [(2.9, 19.9)]
    rows = read(tmp_path, "a.csv", "x,y\n500000,2200000\n")
    assert rows.unplaced == {"longitude is beyond 180": 1}
    with pytest.raises(TableError, match=r"lon, lng could each be the longitude\. Choose with --lon"):
        read(tmp_path, "a.csv", "lat,lon,lng\n1,2,3\n")
    assert spots(read(tmp_path, "a.csv", "lat,lon,lng\n1,2,3\n", lon="lng")) == [(3.0, 1.0)]


@pytest.mark.parametrize("kind", ["csv", "tsv", "parquet", "xlsx"])
def test_wkt_and_wkb_columns_are_geometries(tmp_path: Path, kind: str) -> None:
    rows = read(tmp_path, "a.csv", 'id,wkt\n1,POINT (2.9 19.9)\n2,"LINESTRING(1 2, 3 4)"\n3,\n4,CIRCLE(1)\n')
    write_rows(rows, tmp_path / f"b.{kind}")
    found = read_placed(tmp_path / f"b.{kind}")
    assert [one and one.wkt for one in shapes_of(found.geometry)] == [
        "POINT (2.9 19.9)", "LINESTRING (1 2, 3 4)", None, None,
    ]  # fmt: skip
    assert found.columns[REASON].to_pylist()[3] == "geometry is no point, line or area in WGS84 degrees"
    hexed = read(tmp_path, "c.csv", "id,the_geom\n1,0101000020E610000033333333333307406666666666E63340\n")
    assert spots(hexed) == [(2.9, 19.9)]
    other = read(tmp_path, "c.csv", "id,the_geom\n1,SRID=3857;POINT(1 2)\n")
    assert other.columns[REASON].to_pylist() == ["geometry is in EPSG:3857, not in WGS84 degrees"]


@pytest.mark.parametrize(
    ("content", "options"),
    [
        (b"id;lat;lon;land\n007;19,868;2,894;C\xc3\xb4te, d'Ivoire\n", {}),
        ("sep=;\r\nid;lat;lon;land\r\n007;19,868;2,894;Côte, d'Ivoire\r\n".encode("utf-8-sig"), {}),
        ("id;lat;lon;land\n007;19.868;2.894;Côte, d'Ivoire\n".encode("utf-16"), {}),
        (b"\xfe\xff" + "id\tlat\tlon\tland\n007\t19.868\t2.894\tCôte, d'Ivoire\n".encode("utf-16-be"), {}),
        (b'id;"lat";"lon";land;"name, first"\n007;19,868;2,894;C\xc3\xb4te, d\'Ivoire;x\n', {}),
        ("id|lat|lon|land\n007|19.868|2.894|Côte, d'Ivoire\n".encode(), {}),
        ('id,lat,lon,land\n007,"19,868",2.894,"Côte, d\'Ivoire"\n'.encode("cp1252"), {"encoding": "windows-1252"}),
        ('id,lat,lon,land\n007,"19,868",2.894,"Côte, d\'Ivoire"\n'.encode("latin-1"), {"encoding": "latin-1"}),
        ("id;lat;lon;land\n007;19.868;2.894;Côte, d'Ivoire\n".encode("utf-16-le"), {"encoding": "utf-16-le"}),
    ],
)  # fmt: skip
def test_separators_commas_and_encodings_are_read_right(tmp_path: Path, content: bytes, options: Any) -> None:
    rows = read(tmp_path, "a.csv", content, **options)
    assert rows.columns["id"].to_pylist() == ["007"]
    assert rows.columns["land"].to_pylist() == ["Côte, d'Ivoire"]
    assert spots(rows) == [(2.894, 19.868)]


def test_a_name_over_two_lines_and_the_line_of_a_quote_that_stays_open(tmp_path: Path) -> None:
    rows = read(tmp_path, "a.csv", '"ID,\nno";"Latitude\n(dd)";"Longitude\n(dd)"\n1;19,9;2,9\n')
    assert spots(rows) == [(2.9, 19.9)]
    with pytest.raises(TableError, match=r"a\.csv:3: a quote that opens here is not closed"):
        read(tmp_path, "a.csv", 'id,lat,lon\n1,1,2\n2,1,"3\n4,1,2\n5,1,2\n')
    with pytest.raises(TableError, match=r"a\.csv:3: a quote that opens here is not closed"):
        read(tmp_path, "a.csv", '"i\nd",lat,lon\n1,1,"3\n4,1,2\n')


def test_another_encoding_is_asked_for_and_not_guessed(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"a\.csv:2: not UTF-8 text. Is it Windows-1252 or Latin-1\? Say so"):
        read(tmp_path, "a.csv", "id,lat,lon\né,1,2\n".encode("latin-1"))
    with pytest.raises(TableError, match=r"NUL bytes\. Is it UTF-16"):
        read(tmp_path, "a.csv", "id,lat,lon\n1,1,2\n".encode("utf-16-le"))
    with pytest.raises(TableError, match="says its encoding itself"):
        read(tmp_path, "a.geojson", "{}", encoding="latin-1")


@pytest.mark.parametrize("ending", ["csv", "tsv", "ndjson", "geojson", "parquet", "fgb", "gpkg", "kml", "gpx", "xlsx"])
def test_text_that_programs_change_stays(tmp_path: Path, ending: str) -> None:
    texts = [
        "NA",
        "NO",
        "007",
        "1e3",
        "9007199254740993",
        "07/08/2024",
        "2024-08-07",
        "TRUE",
        "null",
        "1,5",
        "-",
        "nan",
    ]
    rows = read(tmp_path, "a.csv", "t,lat,lon\n" + "".join(f'"{text}",1,{n}\n' for n, text in enumerate(texts)))
    write_rows(rows, tmp_path / f"b.{ending}", formulas="keep")
    found = read_placed(tmp_path / f"b.{ending}")
    by_place = dict(zip([spot[0] for spot in spots(found) if spot], found.columns["t"].to_pylist(), strict=True))
    assert [by_place[float(n)] for n in range(len(texts))] == texts


def test_whole_numbers_of_features_stay_exact(tmp_path: Path) -> None:
    spot = {"type": "Point", "coordinates": [1, 2]}
    features = [
        {"type": "Feature", "geometry": spot, "properties": {"big": 9007199254740993, "huge": 10**30, "n": 1}},
        {"type": "Feature", "geometry": spot, "properties": {"big": None, "n": 2.5}},
    ]
    rows = read(tmp_path, "a.geojson", json.dumps({"type": "FeatureCollection", "features": features}))
    assert rows.columns.to_pydict() == {"big": [9007199254740993, None], "huge": [str(10**30), None], "n": [1.0, 2.5]}
    for ending in ("fgb", "gpkg", "parquet", "xlsx"):
        write_rows(rows, tmp_path / f"b.{ending}")
        found = read_placed(tmp_path / f"b.{ending}").columns["big"].to_pylist()
        assert str(found[0]) == "9007199254740993"


def test_workbooks_as_people_keep_them(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([])
    sheet.append(["id", "lat", "lon", "when", "at", "n", "mixed", None])
    sheet.append(["007", 19.9, 2.9, datetime.datetime(2024, 8, 7), datetime.datetime(2024, 8, 7, 10, 30), 1, 1])
    sheet.append(["NA", "19,5", "2,5", None, None, 2, "x"])
    sheet.append([None] * 7)
    sheet.append([7, None, None, None, None, None, True])
    book.create_sheet("empty")
    book.save(tmp_path / "a.xlsx")
    rows = read_placed(tmp_path / "a.xlsx")
    assert spots(rows) == [(2.9, 19.9), (2.5, 19.5), None]
    assert rows.columns["id"].to_pylist() == ["007", "NA", "7"]
    assert rows.columns["when"].to_pylist() == ["2024-08-07", None, None]
    assert rows.columns["at"].to_pylist() == ["2024-08-07T10:30:00", None, None]
    assert rows.columns["n"].to_pylist() == [1, 2, None]
    assert rows.columns["mixed"].to_pylist() == ["1", "x", "true"]
    book["empty"].append(["lat", "lon"])
    book.save(tmp_path / "b.xlsx")
    with pytest.raises(TableError, match=r"2 sheets: Sheet, empty\. Choose one with --layer"):
        read_placed(tmp_path / "b.xlsx")
    assert len(read_placed(tmp_path / "b.xlsx", layer="Sheet")) == 3


def test_titles_above_the_head_and_columns_without_a_name(tmp_path: Path) -> None:
    """A column that nobody named and that holds nothing is none; what it holds is kept."""
    book = openpyxl.Workbook()
    for row in [["Incidents"], [], ["id", "lat", "lon", None, None], [1, 19.9, 2.9, None, "kept", "too"]]:
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    rows = read_placed(tmp_path / "a.xlsx", head=3)
    assert spots(rows) == [(2.9, 19.9)]
    assert rows.columns.column_names == ["id", "lat", "lon", "column_5", "column_6"]
    assert rows.notes == (f"{tmp_path / 'a.xlsx'}: columns 5, 6 have no name, and are called column_5 ….",)
    assert read_placed(tmp_path / "a.xlsx", head=1).columns.num_columns == 5
    with pytest.raises(TableError, match="has nothing in row 2"):
        read_placed(tmp_path / "a.xlsx", head=2)
    lines = "Incidents;;;\n\nid;lat;lon;\n1;19,9;2,9;x\n"
    with pytest.raises(TableError, match="--head 3"):
        read(tmp_path, "a.csv", lines)
    rows = read(tmp_path, "a.csv", lines, head=3)
    assert rows.columns.to_pylist() == [{"id": "1", "lat": "19,9", "lon": "2,9", "column_4": "x"}]
    assert rows.degrees == ("lon", "lat")
    with pytest.raises(TableError, match=r"a\.csv:4: 3 fields where the first line has 4"):
        read(tmp_path, "a.csv", lines.replace("2,9;x", "2,9"), head=3)
    assert read(tmp_path, "a.csv", "\n\nid,lat,lon\n1,2,3\n").columns.num_columns == 3
    with pytest.raises(TableError, match="names its columns itself"):
        read(tmp_path, "a.geojson", '{"type":"FeatureCollection","features":[]}', head=2)


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ([], "is empty"),
        ([["a", "a"], [1, 2]], "'a' is there twice"),
        ([["a", None, "column_2"], [1, 2, 3]], "'column_2' is there twice"),
        ([["Incidents"], ["as of May"], [], ["id", "Lat", "Lon"], [1, 19.9, 2.9]], r"row 4 looks .* --head 4"),
        ([["Event", None, "Position", None], ["id", "what", "lat", "lon"]], r"row 1 \('Event'\) .* --head 2"),
        ([["Incidents"], ["id", "Coordinates"], [1, "19.9, 2.9"]], r"--head 2"),
    ],
)
def test_workbooks_that_lack_a_head_are_refused(tmp_path: Path, rows: list[list[Any]], wrong: str) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(TableError, match=wrong):
        read_placed(tmp_path / "a.xlsx")


KML = """<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>
<name>doc</name><Style id="s"><IconStyle><Icon><href>http://127.0.0.1:9/x.png</href></Icon></IconStyle></Style>
<NetworkLink><Link><href>http://127.0.0.1:9/more.kml</href></Link></NetworkLink>
<Folder><name>North</name><Folder><name>Kidal</name>
<Placemark id="p1"><name>Wreck</name><description><![CDATA[<b>bold</b>]]></description>
<TimeSpan><begin>2025-03-31</begin><end>2025-04-01</end></TimeSpan>
<ExtendedData><Data name="n"><value> 1.50</value></Data><SchemaData><SimpleData name="code">NO</SimpleData></SchemaData>
</ExtendedData><Point><coordinates> 2.9,19.9,0 </coordinates></Point></Placemark></Folder></Folder>
<Placemark><name>Area</name><Polygon><outerBoundaryIs><LinearRing><coordinates>0,0 3,0 3,3 0,0</coordinates>
</LinearRing></outerBoundaryIs></Polygon></Placemark>
<Placemark><MultiGeometry><Point><coordinates>1,2</coordinates></Point><LineString><coordinates>1,2 3,4</coordinates>
</LineString></MultiGeometry></Placemark><Placemark><name>Nowhere</name></Placemark></Document></kml>"""


@pytest.mark.parametrize(
    "text",
    [
        '[{"id":"007","lat":19.90,"lon":2.9,"tags":["a"]},{"lon":null,"id":"NO"}]',
        '\ufeff {"status":200,"count":2,"filters":[],"data":[\n{"id":"007","lat":19.90,"lon":2.9,"tags":["a"]},'
        '{"lon":null,"id":"NO"}]}',
    ],
)
def test_lists_of_objects_are_rows(tmp_path: Path, text: str) -> None:
    """As scripts write tables, and as the interfaces of ACLED ("data") and UCDP ("Result") answer."""
    rows = read(tmp_path, "a.json", text)
    assert spots(rows) == [(2.9, 19.9), None]
    assert rows.columns["id"].to_pylist() == ["007", "NO"]
    assert rows.columns["tags"].to_pylist() == ['["a"]', None]
    assert rows.degrees == ("lon", "lat")
    with pytest.raises(TableError, match="object 2: it is no object"):
        read(tmp_path, "a.json", "[{},1]")


def test_one_feature_a_line_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    line = '{"type":"Feature","properties":{"id":"007"},"geometry":{"type":"Point","coordinates":[2.9,19.9]}}'
    assert spots(read(tmp_path, "a.geojson", f"{line}\n{line}\n")) == [(2.9, 19.9)] * 2
    assert spots(read(tmp_path, "b.geojson", line)) == [(2.9, 19.9)]


@pytest.mark.parametrize(
    ("name", "cure"),
    [
        ("a.txt", "Name it .csv"),
        ("a.zip", "Unpack it first"),
        ("a.csv.gz", "Unpack"),
        ("a.XLS", "Save it as .xlsx"),
        ("a.shp", "ogr2ogr"),
    ],
)
def test_files_that_people_have_and_that_are_not_read_say_what_to_do(tmp_path: Path, name: str, cure: str) -> None:
    with pytest.raises(TableError) as error:
        read(tmp_path, name, "x")
    assert cure in error.value.cure


def test_one_of_two_degrees_is_no_position_and_every_row_is_kept(tmp_path: Path) -> None:
    rows = read(tmp_path, "a.csv", "id,lat\n1,19.9\n")
    assert rows.columns.to_pylist() == [{"id": "1", "lat": "19.9"}]
    assert rows.geometry.null_count == 1


def test_tables_of_a_geopackage_that_have_no_geometries_say_so(tmp_path: Path) -> None:
    pyogrio.write_dataframe(
        pd.DataFrame({"lat": [1.0], "lon": [2.0]}), tmp_path / "a.gpkg", layer="bare", driver="GPKG"
    )
    for layer in (None, "bare"):
        with pytest.raises(TableError, match="'bare' is a table without geometries"):
            read_placed(tmp_path / "a.gpkg", layer=layer)


def test_placemarks_are_rows(tmp_path: Path) -> None:
    rows = read(tmp_path, "a.kml", KML)
    first = {key: values[0] for key, values in rows.columns.to_pydict().items() if values[0] is not None}
    assert first == {
        "n": " 1.50", "code": "NO", "name": "Wreck", "description": "<b>bold</b>", "begin": "2025-03-31",
        "end": "2025-04-01", "id": "p1", "folder": "North / Kidal",
    }  # fmt: skip
    assert [one and one.geom_type for one in shapes_of(rows.geometry)] == ["Point", "Polygon", None, None]
    assert rows.columns[REASON].to_pylist()[2].startswith("geometry is a mixture")
    assert rows.notes[0].endswith("a.kml: 1 link or overlay was not read: nothing is fetched.")
    with zipfile.ZipFile(tmp_path / "a.kmz", "w") as packed:
        packed.writestr("../../evil.kml", "<kml/>")
        packed.writestr("doc.kml", KML)
    packed = read_placed(tmp_path / "a.kmz")
    assert packed.columns.equals(rows.columns)
    assert "only doc.kml was read, of 2" in packed.notes[-1]


def test_layers_that_a_kmz_links_to_within_itself_are_read(tmp_path: Path) -> None:
    # As GDAL and QGIS write them: doc.kml has nothing but links to its layers.
    link = "<NetworkLink><Link><href>{}</href></Link></NetworkLink>".format
    links = ("layers/a.kml", "layers/b%20c.kml", "gone.kml", "../out.kml", "http://127.0.0.1:9/x.kml", "layers/a.kml")
    spot = "<Placemark><name>{}</name><Point><coordinates>2,3</coordinates></Point></Placemark>".format
    with zipfile.ZipFile(tmp_path / "a.kmz", "w") as packed:
        packed.writestr("doc.kml", f"<kml><Document>{''.join(map(link, links))}</Document></kml>")
        packed.writestr("layers/a.kml", f"<kml>{spot('a')}{link('../doc.kml')}{link('b c.kml')}</kml>")
        packed.writestr("layers/b c.kml", f"<kml>{spot('b')}</kml>")
        packed.writestr("layers/other.kml", f"<kml>{spot('other')}</kml>")
    rows = read_placed(tmp_path / "a.kmz")
    assert rows.columns.column("name").to_pylist() == ["a", "b"]
    told = "; ".join(rows.notes)
    assert "2 links or overlays were not read: nothing is fetched" in told
    assert "1 linked file is not in it" in told
    assert "doc.kml and what it links to were read, of 4 KML files" in told


def test_a_geopackages_own_key_is_no_column_and_a_persons_is(tmp_path: Path) -> None:
    line = '{"type":"Feature","properties":{"fid":7,"yes":true},"geometry":{"type":"Point","coordinates":[2,3]}}\n'
    rows = read(tmp_path, "a.ndjson", line)
    write_rows(rows, tmp_path / "a.gpkg")
    again = read_placed(tmp_path / "a.gpkg").columns.to_pylist()
    assert again == [{"fid": 7, "yes": True}]
    assert again[0]["yes"] is True


def test_a_collection_on_one_line_is_told_from_features_one_a_line() -> None:
    feature = b'{"type":"Feature","properties":{"features":[1]},"geometry":null}'
    assert looked(feature + b"\n" + feature) == "ndjson"
    # As fio writes it.
    assert looked(b'{"features":[' + feature + b'],"type":"FeatureCollection"}') == "geojson"


def test_waypoints_are_rows(tmp_path: Path) -> None:
    rows = read(
        tmp_path,
        "a.gpx",
        '<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="19.9" lon="2.9"><ele>400.5</ele>'
        "<time>2025-04-01T00:00:00Z</time><name>007</name><cmt>x</cmt><link href='http://a'/><extensions><a><b>7</b></a>"
        "</extensions></wpt><wpt lat='x' lon='2'/><trk><trkseg><trkpt lat='1' lon='2'/></trkseg></trk><rte/></gpx>",
    )
    first = shapes_of(rows.geometry)[0]
    assert (first.x, first.y, first.z) == (2.9, 19.9, 400.5)
    assert rows.columns["name"].to_pylist() == ["007", None]
    assert rows.columns["b"].to_pylist() == ["7", None]
    assert rows.columns[REASON].to_pylist()[1] == "lat 'x' is not a number"
    assert "1 track and 1 route left out" in rows.notes[0]


@pytest.mark.parametrize(
    ("name", "content", "wrong"),
    [
        ("a.kml", "<gpx/>", "is no KML"),
        ("a.gpx", "<kml/>", "is no GPX"),
        ("a.kml", "<kml>", "not well formed"),
        ("a.kml", "lat,lon\n1,2\n", "not well formed"),
        ("a.kml", "<kml><Placemark><Point/><Point/></Placemark></kml>", "2 geometries"),
        ("a.kmz", b"PK\x03\x04", "cannot be unpacked"),
        ("a.xlsx", b"lat,lon\n", "cannot be unpacked"),
        ("a.fgb", b"fgb\x03fgb\x00" + b"\xff" * 200, "cannot be read"),
        ("a.fgb", b"<OGRVRTDataSource>", "is no FlatGeobuf"),
        ("a.gpkg", b"SQLite format 3\x00" + b"\xff" * 200, "cannot be read|a.gpkg"),
        ("a.geojson", '{"type":"FeatureCollection","features":[]}x', "no JSON"),
        ("a.csv", "", "is empty"),
        ("a.doc", "x", "does not say what it is"),
    ],
)
def test_what_is_none_is_refused(tmp_path: Path, name: str, content: str | bytes, wrong: str) -> None:
    with pytest.raises(TableError, match=wrong):
        read(tmp_path, name, content)


def test_tables_without_positions_are_rows_all_the_same(tmp_path: Path) -> None:
    for name, content in (("a.csv", "by,says\nx,y\n"), ("a.geojson", '{"type":"FeatureCollection","features":[]}')):
        rows = read(tmp_path, name, content)
        assert rows.geometry.null_count == len(rows)


SEEDS = {
    "kml": KML.encode(),
    "gpx": b'<gpx><wpt lat="1" lon="2"><name>a</name></wpt></gpx>',
    "geojson": b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":1},"geometry":'
    b'{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}}]}',
    "ndjson": b'{"type":"Feature","properties":{"a":[1]},"geometry":{"type":"Point","coordinates":[1,2]}}\n',
    "csv": b"id,lat,lon\n1,2,3\n",
    "tsv": b"id\twkt\n1\tPOINT (1 2)\n",
}
PIECES = [
    b"", b"\x00", b"\xff\xfe", b'"', b"<", b"&a;", b"<!DOCTYPE a>", b"]]>", b"{", b"[[", b"1e999", b"NaN",
    b"\xef\xbb\xbf", b"\r", b"\n", b",", b";", b"\t", b"-181", b"null", b"\\ud800", b"POINT", b"(((", b"9" * 400,
]  # fmt: skip


@pytest.mark.parametrize("ending", sorted(SEEDS))
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_whatever_stands_in_a_file_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, ending: str, data: st.DataObject
) -> None:
    content = bytearray(SEEDS[ending])
    for _ in range(data.draw(st.integers(1, 5))):
        start = data.draw(st.integers(0, len(content)))
        end = min(len(content), start + data.draw(st.integers(0, 20)))
        content[start:end] = data.draw(st.sampled_from(PIECES) | st.binary(max_size=4))
    place = tmp_path_factory.getbasetemp() / f"fuzz.{ending}"
    place.write_bytes(bytes(content))
    try:
        rows = read_placed(place)
    except GeoEventsError:
        return
    for shape in shapes_of(rows.geometry):
        assert shape is None or shape.is_empty or max(abs(side) for side in shape.bounds) <= 180.000001


@pytest.mark.parametrize("ending", ["kmz", "xlsx", "fgb", "gpkg", "parquet"])
@settings(max_examples=600, deadline=None)
@given(data=st.data())
def test_whatever_bytes_a_file_has_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, ending: str, data: st.DataObject
) -> None:
    folder = tmp_path_factory.getbasetemp()
    seed = folder / f"seed.{ending}"
    if not seed.exists():
        (folder / "seed.csv").write_text("id,lat,lon,note\n1,2,3,a\n2,3,4,b\n")
        write_rows(read_placed(folder / "seed.csv"), seed)
    content = bytearray(seed.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(content) - 1))
        end = min(len(content), start + data.draw(st.integers(0, 8)))
        content[start:end] = data.draw(st.binary(min_size=end - start, max_size=end - start + 1))
    place = folder / f"fuzz.{ending}"
    place.write_bytes(bytes(content))
    with contextlib.suppress(GeoEventsError):
        read_placed(place)


def test_sheets_that_say_they_are_large_are_read_as_they_are(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["lat", "lon"])
    book.active.append([1, 2])
    book.active.cell(3, 16_000).number_format = "0.0"
    book.save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as old, zipfile.ZipFile(tmp_path / "b.xlsx", "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("sheet1.xml"):
                begin, _, rest = content.partition(b'<dimension ref="')
                content = begin + b'<dimension ref="A1:XFD1048576"' + rest[rest.index(b'"') + 1 :]
            new.writestr(name, content)
    assert spots(read_placed(tmp_path / "b.xlsx")) == [(2.0, 1.0)]
