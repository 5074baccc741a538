"""Rows through every pair of formats, and every output opened by a reader that is not ours."""

from __future__ import annotations

import csv
import datetime
import json
import math
import os
import sys
import tempfile
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import duckdb
import geopandas
import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
import shapely
from pyproj import Geod
from shapely import LineString, MultiPoint, MultiPolygon, Point, Polygon, box

from geoevents.errors import OutputError, TableError
from geoevents.read.placed import REASON, Placed, read_placed
from geoevents.read.table import FORMATS as READ
from geoevents.write.rows import FORMATS, target_format, write_rows
from geoevents.write.shapes import shapes_of, wkb_of

ENDINGS = ("csv", "tsv", "geojson", "ndjson", "parquet", "fgb", "gpkg", "kml", "kmz", "gpx", "xlsx")
KML = "{http://www.opengis.net/kml/2.2}"
GPX = "{http://www.topografix.com/GPX/1/1}"
IDS = ["007", "NA", "NO", "9007199254740993", "=1+1"]
NOTES = ['say "a", <b>&amp;</b>;', "two\nlines", "07/08/2024", "é 中 مرحبا", "-1,5"]
SPOTS = [(2.8939169, 19.8679828), (-0.1, -89.5), (179.99999999999997, 1e-7), (-180, 90), (2.5, 20)]


@pytest.fixture
def events(tmp_path: Path) -> Path:
    """Points with text that programs like to change."""
    place = tmp_path / "events.csv"
    with place.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(
            [["code", "note", "lat", "lon"], *([i, n, y, x] for i, n, (x, y) in zip(IDS, NOTES, SPOTS, strict=True))]
        )
    return place


def spots(rows: Placed) -> dict[str, tuple[float, float]]:
    """Positions by the code of their row; FlatGeobuf sorts rows by where they lie."""
    codes = rows.columns["code"].to_pylist()
    return {code: (one.x, one.y) for code, one in zip(codes, shapes_of(rows.geometry), strict=True)}


@pytest.mark.parametrize("second", ENDINGS)
@pytest.mark.parametrize("first", ENDINGS)
def test_every_pair_keeps_text_and_positions(tmp_path: Path, events: Path, first: str, second: str) -> None:
    write_rows(read_placed(events), tmp_path / f"one.{first}", formulas="keep")
    write_rows(read_placed(tmp_path / f"one.{first}"), tmp_path / f"two.{second}", formulas="keep")
    found = read_placed(tmp_path / f"two.{second}")
    assert spots(found) == dict(zip(IDS, SPOTS, strict=True))
    said = dict(zip(found.columns["code"].to_pylist(), found.columns["note"].to_pylist(), strict=True))
    assert said == dict(zip(IDS, NOTES, strict=True))
    assert set(found.columns.column_names) == {"code", "note", "lat", "lon"}
    assert {one.name for one in tmp_path.iterdir()} == {"events.csv", f"one.{first}", f"two.{second}"}


SHAPES = [
    Point(1, 2), LineString([(0, 0), (1.5, 2)]), Polygon(box(0, 0, 3, 3).exterior, [box(1, 1, 2, 2).exterior]),
    MultiPoint([(1, 1), (2, 2)]), MultiPolygon([box(0, 0, 1, 1), box(5, 5, 6, 6)]), None,
]  # fmt: skip


@pytest.mark.parametrize("ending", [one for one in ENDINGS if one != "gpx"])
@pytest.mark.parametrize("source", ["geojson", "parquet", "gpkg"])
def test_lines_areas_and_rows_of_nowhere_are_kept(tmp_path: Path, source: str, ending: str) -> None:
    frame = geopandas.GeoDataFrame({"code": list("abcdef")}, geometry=SHAPES, crs=4326)
    if source == "parquet":
        frame.to_parquet(tmp_path / "a.parquet")
    else:
        frame.to_file(tmp_path / f"a.{source}")
    write_rows(read_placed(tmp_path / f"a.{source}"), tmp_path / f"b.{ending}")
    found = read_placed(tmp_path / f"b.{ending}")
    by_code = dict(zip(found.columns["code"].to_pylist(), shapes_of(found.geometry), strict=True))
    for code, expected in zip("abcdef", SHAPES, strict=True):
        assert by_code[code] is None if expected is None else by_code[code].equals(expected)
    assert found.unplaced == {"no geometry": 1}


def test_geometries_of_bytes_are_no_surprise_to_gpx(tmp_path: Path) -> None:
    geopandas.GeoDataFrame({"a": [1]}, geometry=[SHAPES[1]], crs=4326).to_parquet(tmp_path / "a.parquet")
    with pytest.raises(TableError, match="Row 1 is a LineString"):
        write_rows(read_placed(tmp_path / "a.parquet"), tmp_path / "b.gpx")
    assert not (tmp_path / "b.gpx").exists()


def test_other_readers_open_what_is_written(tmp_path: Path, events: Path) -> None:
    rows = read_placed(events)
    for ending in ENDINGS:
        write_rows(rows, tmp_path / f"out.{ending}", formulas="keep")
    expected = dict(zip(IDS, SPOTS, strict=True))
    for ending in ("geojson", "ndjson", "fgb", "gpkg"):
        frame = pyogrio.read_dataframe(
            tmp_path / f"out.{ending}",
        )
        assert frame.crs == 4326
        assert {code: (one.x, one.y) for code, one in zip(frame["code"], frame.geometry, strict=True)} == expected
    frame = geopandas.read_parquet(tmp_path / "out.parquet", bbox=(2, 19, 3, 19.9))
    assert frame["code"].tolist() == ["007"]
    geo = json.loads(pq.read_schema(tmp_path / "out.parquet").metadata[b"geo"])
    assert geo["version"] == "1.1.0"
    assert geo["columns"]["geometry"]["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
    assert geo["columns"]["geometry"]["geometry_types"] == ["Point"]
    for ending, mark in (("csv", ","), ("tsv", "\t")):
        table = pd.read_csv(tmp_path / f"out.{ending}", sep=mark, dtype=str, keep_default_na=False)
        assert table["code"].tolist() == IDS
        assert table["note"].tolist() == NOTES
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["rows"]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == IDS
    assert {row[0].data_type for row in sheet.iter_rows()} == {"s"}
    assert sheet["D2"].value == 2.8939169
    with zipfile.ZipFile(tmp_path / "out.kmz") as packed:
        assert packed.namelist() == ["doc.kml"]
        root = ElementTree.fromstring(packed.read("doc.kml"))  # noqa: S314 - our own
    marks = root.findall(f".//{KML}Placemark")
    assert marks[0].findtext(f"{KML}Point/{KML}coordinates") == "2.8939169,19.8679828"
    assert (tmp_path / "out.kml").read_bytes() == packed_content(tmp_path / "out.kmz")
    gpx = ElementTree.parse(tmp_path / "out.gpx").getroot()  # noqa: S314 - our own
    assert gpx[0].get("lat") == "19.8679828"
    for ending, code, note in (("kml", "code", "note"), ("kmz", "code", "note"), ("gpx", *GPX_COLUMNS)):
        frame = pyogrio.read_dataframe(
            tmp_path / f"out.{ending}", **({"layer": "waypoints"} if ending == "gpx" else {})
        )
        assert {at: (one.x, one.y) for at, one in zip(frame[code], frame.geometry, strict=True)} == expected
        # GDAL's reader of GPX drops line feeds.
        assert [one.replace("\n", "") for one in frame[note]] == [one.replace("\n", "") for one in NOTES]


GPX_COLUMNS = ("geoevents_code", "geoevents_note")
"""As GDAL calls them: one for each element, of which each column has its own."""


def test_columns_of_gpx_have_elements_of_their_own_whatever_they_are_called(tmp_path: Path) -> None:
    names = ["a b", "a.b", "A_B", "Länge", "经度", "😀", "1st", "a_b_2", 'q"<&>', "-", "x" * 300, "x" * 301]
    table = pa.table({name: [f"v{at}"] for at, name in enumerate(names)})
    write_rows(Placed(table, wkb_of(np.array([Point(1, 2)]))), tmp_path / "a.gpx")
    assert read_placed(tmp_path / "a.gpx").columns.to_pylist() == [{name: f"v{at}" for at, name in enumerate(names)}]
    frame = pyogrio.read_dataframe(tmp_path / "a.gpx", layer="waypoints")
    assert sorted(value for value in frame.iloc[0] if isinstance(value, str)) == sorted(
        f"v{at}" for at in range(len(names))
    )


def packed_content(place: Path) -> bytes:
    with zipfile.ZipFile(place) as packed:
        return packed.read("doc.kml")


def test_duckdb_reads_columns_and_finds_rows_by_their_box(tmp_path: Path, events: Path) -> None:
    write_rows(read_placed(events), tmp_path / "a.parquet")
    with duckdb.connect() as open_base:
        found = open_base.execute(
            "SELECT code, note FROM read_parquet(?) WHERE bbox.xmin BETWEEN 2 AND 3 AND bbox.ymin < 19.9",
            [str(tmp_path / "a.parquet")],
        ).fetchall()
        assert found == [("007", NOTES[0])]
        # WKB, or the geometries that its later versions make of it without an extension.
        kinds = dict(
            open_base.execute(
                "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet(?))",
                [str(tmp_path / "a.parquet")],
            ).fetchall()
        )
    assert kinds["geometry"].startswith(("BLOB", "GEOMETRY"))


def test_pandas_and_polars_read_the_same(tmp_path: Path, events: Path) -> None:
    polars = pytest.importorskip("polars")
    write_rows(read_placed(events), tmp_path / "a.parquet")
    assert polars.read_parquet(tmp_path / "a.parquet")["code"].to_list() == IDS
    assert pd.read_parquet(tmp_path / "a.parquet", columns=["code"])["code"].tolist() == IDS


def test_formulas_are_harmless_unless_they_are_wanted(tmp_path: Path) -> None:
    texts = ["=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "＝1", " =1", "-1.5", "+33", "-", "'=1", "- said", "1e-5"]
    place = tmp_path / "a.csv"
    with place.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["t", "lat", "lon"], *([text, -1, -2] for text in texts)])
    for ending in ("csv", "tsv", "dwc.csv"):
        write_rows(read_placed(place), tmp_path / f"b.{ending}")
        mark = "\t" if ending == "tsv" else ","
        cells = [
            cell for row in csv.reader((tmp_path / f"b.{ending}").open(newline=""), delimiter=mark) for cell in row
        ]
        bad = [
            cell
            for cell in cells
            if cell.strip()[:1] in tuple("=+-@＝") and not cell.strip("+-").replace(".", "").isdigit()
        ]
        assert bad in ([], ["-"])
    write_rows(read_placed(place), tmp_path / "b.csv", formulas="keep")
    assert [row[0] for row in csv.reader((tmp_path / "b.csv").open(newline=""))][1:] == texts


# Common properties and those of a location, STIX 2.1 sections 3.2 and 4.9.
STIX_LOCATION = {
    "type", "spec_version", "id", "created", "modified", "name", "latitude", "longitude", "precision", "country",
    "extensions",
}  # fmt: skip


@pytest.mark.parametrize("ending", ["stix.json", "dwc.csv"])
def test_areas_in_parts_have_one_center_whose_radius_holds_all(tmp_path: Path, ending: str) -> None:
    parts = MultiPolygon([box(2, 19, 2.1, 19.1), box(2.3, 19, 2.4, 19.1)])
    geopandas.GeoDataFrame({"name": ["a"]}, geometry=[parts], crs=4326).to_parquet(tmp_path / "a.parquet")
    assert write_rows(read_placed(tmp_path / "a.parquet"), tmp_path / f"a.{ending}").left_out == 0
    if ending == "stix.json":
        (one,) = json.loads((tmp_path / "a.stix.json").read_text())["objects"]
        lon, lat, radius = one["longitude"], one["latitude"], one["precision"]
    else:
        (row,) = csv.DictReader((tmp_path / "a.dwc.csv").open(newline=""))
        names = ("decimalLongitude", "decimalLatitude", "coordinateUncertaintyInMeters")
        lon, lat, radius = (float(row[name]) for name in names)
    corners = shapely.get_coordinates(parts)
    _, _, far = Geod(ellps="WGS84").inv([lon] * len(corners), [lat] * len(corners), *corners.T)
    assert max(far) <= radius + 0.1


def test_ids_of_stix_stay_when_rows_come_and_go(tmp_path: Path) -> None:
    def ids(rows: str) -> list[str]:
        (tmp_path / "a.csv").write_text(f"name,lat,lon\n{rows}")
        write_rows(read_placed(tmp_path / "a.csv"), tmp_path / "a.stix.json")
        return [one["id"] for one in json.loads((tmp_path / "a.stix.json").read_text())["objects"]]

    first, second = ids("a,1,2\nb,1,2\n")
    assert ids("c,1,2\nb,1,2\na,1,2\n")[1:] == [second, first]
    # Two that say the same are two.
    assert len({first, *ids("a,1,2\na,1,2\n")}) == 2


def test_a_bundle_of_nothing_has_no_empty_list(tmp_path: Path) -> None:
    (tmp_path / "a.geojson").write_text('{"type":"FeatureCollection","features":[]}')
    write_rows(read_placed(tmp_path / "a.geojson"), tmp_path / "a.stix.json")
    assert "objects" not in json.loads((tmp_path / "a.stix.json").read_text())


def test_stix_objects_are_whole(tmp_path: Path) -> None:
    geopandas.GeoDataFrame(
        {"name": ["a", "b", "c", "d"], "country": ["ML", "Mali", "DZ", None], "radius_m": [500.0, None, None, 0]},
        geometry=[Point(2.5, 20), box(2, 19, 2.1, 19.1), None, None],
        crs=4326,
    ).to_parquet(tmp_path / "a.parquet")
    done = write_rows(read_placed(tmp_path / "a.parquet"), tmp_path / "a.stix.json")
    assert (done.rows, done.left_out) == (3, 1)
    bundle = json.loads((tmp_path / "a.stix.json").read_text())
    assert bundle["type"] == "bundle"
    for one in bundle["objects"]:
        assert one["type"] == "location"
        assert one["spec_version"] == "2.1"
        assert one["id"].startswith("location--")
        assert {"created", "modified"} < set(one)
        # 4.9: region, country, or latitude and longitude; precision only with these.
        assert "country" in one or {"latitude", "longitude"} <= set(one)
        assert "precision" not in one or "latitude" in one
    # Parsers refuse properties that they do not know, and take extensions.
    assert all(set(one) <= STIX_LOCATION for one in bundle["objects"])
    said = [next(iter(one["extensions"].values())) for one in bundle["objects"]]
    assert [(one["extension_type"], one["columns"]["name"]) for one in said] == [
        ("property-extension", name) for name in ("a", "b", "c")
    ]
    first, second, third = bundle["objects"]
    assert (first["precision"], first["country"], third["country"]) == (500.0, "ML", "DZ")
    assert 7_000 < second["precision"] < 8_500
    assert "country" not in second
    again = write_rows(read_placed(tmp_path / "a.parquet"), tmp_path / "b.stix.json")
    assert again.left_out == 1
    assert [one["id"] for one in json.loads((tmp_path / "b.stix.json").read_text())["objects"]] == [
        one["id"] for one in bundle["objects"]
    ]


def test_darwin_core_has_its_terms(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "event_id_cnty,event_date,lat,lon,radius_m,country_iso,extra\n"
        "MLI1,2024-08-07,19.9,2.9,441.2,ML,7\nMLI2,07/08/2024,95,2,,Mali,\n",
        encoding="utf-8",
    )
    write_rows(read_placed(tmp_path / "a.csv"), tmp_path / "a.dwc.csv")
    first, second = csv.DictReader((tmp_path / "a.dwc.csv").open(encoding="utf-8", newline=""))
    assert (first["eventID"], first["eventDate"], first["countryCode"]) == ("MLI1", "2024-08-07", "ML")
    assert (first["decimalLatitude"], first["geodeticDatum"]) == ("19.9", "EPSG:4326")
    assert first["coordinateUncertaintyInMeters"] == "442"
    assert json.loads(first["dynamicProperties"])["extra"] == "7"
    assert (second["eventDate"], second["verbatimEventDate"]) == ("", "07/08/2024")
    assert second["decimalLatitude"] == ""
    assert second["georeferenceRemarks"].startswith("latitude is beyond 90")
    assert json.loads(second["dynamicProperties"])["lat"] == "95"


def test_markdown_holds_no_markup(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('t,lat,lon\n"<img src=x>|[a](http://b)\n# c",1,-2.50\n', encoding="utf-8")
    write_rows(read_placed(tmp_path / "a.csv"), tmp_path / "a.md")
    lines = (tmp_path / "a.md").read_text().splitlines()
    assert lines[0] == "| t | lat | lon |"
    assert lines[2] == r"| &lt;img src=x&gt;\|\[a\]\(http\://b\) \# c | 1 | -2.50 |"
    (tmp_path / "a.csv").write_text("t,lat,lon\nsee www.example.com,1,2\n2025-04-01T00:10:00+01:00,1,2\n")
    write_rows(read_placed(tmp_path / "a.csv"), tmp_path / "a.md")
    lines = (tmp_path / "a.md").read_text().splitlines()
    # GitHub makes a link of an address that begins so.
    assert lines[2:] == [r"| see www\.example.com | 1 | 2 |", "| 2025-04-01T00:10:00+01:00 | 1 | 2 |"]


def test_properties_of_darwin_core_are_json_whatever_they_say(tmp_path: Path) -> None:
    day = datetime.datetime(2025, 4, 1, 0, 10, tzinfo=datetime.UTC)
    table = pa.table({"lat": [1.0], "lon": [2.0], "a": [math.nan], "b": [math.inf], "c": [day], "event_date": [day]})
    pq.write_table(table, tmp_path / "a.parquet")
    write_rows(read_placed(tmp_path / "a.parquet"), tmp_path / "a.dwc.csv")
    (row,) = csv.DictReader((tmp_path / "a.dwc.csv").open(encoding="utf-8", newline=""))
    assert json.loads(row["dynamicProperties"], parse_constant=pytest.fail)["c"] == day.isoformat()
    assert row["eventDate"] == day.isoformat()


@pytest.mark.parametrize("ending", ["kml", "kmz", "gpx", "xlsx"])
def test_a_column_without_a_name_is_refused_where_it_would_be_lost(tmp_path: Path, ending: str) -> None:
    rows = Placed(pa.table({"": ["1"], "lat": ["1"], "lon": ["2"]}), pa.nulls(1, pa.large_binary()), ("lon", "lat"))
    with pytest.raises(TableError, match="column 1 has none"):
        write_rows(rows, tmp_path / f"a.{ending}")


def test_columns_of_a_sheet_are_told_apart_without_blanks(tmp_path: Path) -> None:
    rows = Placed(pa.table({"a": ["1"], "a ": ["2"]}), pa.nulls(1, pa.large_binary()))
    with pytest.raises(TableError, match="'a' but for blanks"):
        write_rows(rows, tmp_path / "a.xlsx")


@pytest.mark.parametrize("ending", ["kml", "gpx"])
def test_xml_keeps_the_ends_of_lines(tmp_path: Path, ending: str) -> None:
    with (tmp_path / "a.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows([["t", "lat", "lon"], ["one\r\ntwo\rthree\nfour", "1", "2"]])
    write_rows(read_placed(tmp_path / "a.csv"), tmp_path / f"a.{ending}")
    assert read_placed(tmp_path / f"a.{ending}").columns["t"].to_pylist() == ["one\r\ntwo\rthree\nfour"]


@pytest.mark.parametrize(
    ("said", "in_kml", "in_gpx"),
    [
        ("2024", "2024", None),
        ("2024-02", "2024-02", None),
        ("2024-02-03", "2024-02-03", None),
        # xs:dateTime has seconds; GPX is in UTC, so that a time without a zone would become another.
        ("2024-02-03T04:05", "2024-02-03T04:05:00", None),
        ("2024-02-03T04:05Z", "2024-02-03T04:05:00Z", "2024-02-03T04:05:00Z"),
        ("2024-02-03T04:05:06.7+05:30", "2024-02-03T04:05:06.7+05:30", "2024-02-03T04:05:06.7+05:30"),
        ("2024-13-45", None, None),
        ("2024-02-03T25:00:00Z", None, None),
        ("2024-02-03T04:05:06+15:00", None, None),
        ("0000", None, None),
        ("night of 31 March", None, None),
    ],
)
def test_times_of_marks_are_those_of_their_schemas(tmp_path: Path, said: str, in_kml: str | None, in_gpx: str | None):
    (tmp_path / "a.csv").write_text(f"when,time,lat,lon\n{said},{said},1,2\n")
    for ending, tag, expected in (("kml", f"{KML}when", in_kml), ("gpx", f"{GPX}time", in_gpx)):
        write_rows(read_placed(tmp_path / "a.csv"), tmp_path / f"a.{ending}")
        root = ElementTree.parse(tmp_path / f"a.{ending}").getroot()  # noqa: S314 - our own
        assert [one.text for one in root.iter(tag)] == ([] if expected is None else [expected])
        assert read_placed(tmp_path / f"a.{ending}").columns["time"].to_pylist() == [said]


def test_a_sheet_takes_every_layout_of_text(tmp_path: Path) -> None:
    table = pa.table({"t": pa.array(["a"], pa.string_view()), "u": pa.array(["b"], pa.large_string())})
    write_rows(Placed(table, pa.nulls(1, pa.large_binary())), tmp_path / "a.xlsx")
    assert [one.value for one in openpyxl.load_workbook(tmp_path / "a.xlsx")["rows"][2]] == ["a", "b"]


def test_what_is_typed_into_a_column_of_text_stays_text(tmp_path: Path, events: Path) -> None:
    write_rows(read_placed(events), tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["rows"]
    # Else a spreadsheet makes 7 of 007, and a date of what looks like one: where a cell is edited, and in new rows.
    assert [sheet.column_dimensions[letter].number_format for letter in "ABCD"] == ["@", "@", "General", "General"]
    assert [cell.number_format for cell in sheet[2]] == ["@", "@", "General", "General"]


def test_a_sheet_that_is_broken_off_leaves_no_file_of_openpyxl(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    rows = Placed(pa.table({"t": ["a"]}), pa.nulls(1, pa.large_binary()))

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("geoevents.write.flat._fill", stopped)
    with pytest.raises(KeyboardInterrupt):
        write_rows(rows, tmp_path / "a.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_letters_that_xml_cannot_hold_are_counted(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("na\x08me,lat,lon\na\x0bb\ufffe,1,2\n", encoding="utf-8")
    rows = read_placed(tmp_path / "a.csv")
    for ending in ("kml", "gpx"):
        assert write_rows(rows, tmp_path / f"a.{ending}").replaced >= 3
        ElementTree.parse(tmp_path / f"a.{ending}")  # noqa: S314 - our own
    assert write_rows(rows, tmp_path / "a.xlsx").replaced == 3
    assert openpyxl.load_workbook(tmp_path / "a.xlsx")["rows"]["A2"].value == "a\ufffdb\ufffd"


@pytest.mark.parametrize("ending", sorted(one.removeprefix(".") for one in FORMATS))
def test_no_link_is_followed_and_nothing_is_left(tmp_path: Path, events: Path, ending: str) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine")
    (tmp_path / f"out.{ending}").symlink_to(victim)
    with pytest.raises(OutputError, match="symbolic link"):
        write_rows(read_placed(events), tmp_path / f"out.{ending}")
    assert victim.read_text() == "mine"
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_failed_write_leaves_what_was_there(tmp_path: Path, events: Path, ending: str, monkeypatch) -> None:
    target = tmp_path / f"out.{ending}"
    target.write_text("before")
    rows = read_placed(events)

    def broken(*_: object) -> None:
        raise OutputError("The disk is full.")

    monkeypatch.setattr(os, "fsync", broken)
    monkeypatch.setattr("geoevents.write.layers.write_layer", broken)
    monkeypatch.setattr("geoevents.write.flat.write_workbook", broken)
    with pytest.raises(OutputError, match="disk is full"):
        write_rows(rows, target)
    assert target.read_text() == "before"
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize(
    ("name", "text", "target", "wrong"),
    [
        ("a.geojson", {"lat": 5}, "b.csv", "the column 'lat' says otherwise"),
        ("a.geojson", {"bbox": 5}, "b.parquet", "column 'bbox'"),
        ("a.geojson", {"a": "x" * 40_000}, "b.xlsx", "40,000 letters"),
        ("a.geojson", {"A": 1, "a": 2}, "b.gpkg", "differ in capitals"),
        ("a.geojson", {"a": 1}, "b.doc", "does not say what to write"),
    ],
)
def test_what_a_format_cannot_hold_is_refused(tmp_path: Path, name: str, text: dict, target: str, wrong: str) -> None:
    feature = {"type": "Feature", "properties": text, "geometry": {"type": "Point", "coordinates": [1, 2]}}
    (tmp_path / name).write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    with pytest.raises((TableError, OutputError), match=wrong):
        write_rows(read_placed(tmp_path / name), tmp_path / target)
    assert [one.name for one in tmp_path.iterdir()] == [name]


def test_the_largest_number_of_a_sheet_is_not_endless(tmp_path: Path) -> None:
    # It holds 16 digits, in which this one is beyond what a double can be.
    most = [sys.float_info.max, -sys.float_info.max]
    write_rows(Placed(pa.table({"a": most}), pa.nulls(2, pa.large_binary())), tmp_path / "a.xlsx")
    assert list(map(float, read_placed(tmp_path / "a.xlsx").columns["a"].to_pylist())) == most


def test_every_ending_that_is_read_is_written_too() -> None:
    assert {end: FORMATS.get(end) for end in READ} == READ
    assert target_format("a.stix.json") == "stix"


def test_a_shapefile_is_for_others_to_write() -> None:
    with pytest.raises(OutputError, match=r"not written\. Write GeoPackage .*ogr2ogr"):
        target_format("a.shp")


def test_names_of_bytes_are_not_for_pipes() -> None:
    for form in ("parquet", "flatgeobuf", "geopackage", "kmz", "xlsx"):
        with pytest.raises(OutputError, match="not written to standard output"):
            target_format("-", form)


def test_a_position_that_is_none_is_kept_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,lat,lon\n1,95,2\n2,x,2\n3,,\n4,1,2\n", encoding="utf-8")
    for ending in ENDINGS:
        if ending == "gpx":
            continue
        write_rows(read_placed(tmp_path / "a.csv"), tmp_path / f"b.{ending}")
        found = read_placed(tmp_path / f"b.{ending}")
        why = dict(zip(found.columns["id"].to_pylist(), found.columns[REASON].to_pylist(), strict=True))
        assert why["1"] == "latitude is beyond 90, as if swapped"
        assert why["2"] == "latitude is not a number"
        assert not why["3"]
        assert not why["4"]
        assert shapely.get_coordinates(shapes_of(found.geometry)).tolist() == [[2.0, 1.0]]


def test_bad_degrees_in_columns_come_back_to_flat_formats(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id;Breite;Länge\n1;19,868;2,894\n2;95;2\n3;;\n", encoding="utf-8")
    write_rows(read_placed(tmp_path / "a.csv"), tmp_path / "b.gpkg")
    write_rows(read_placed(tmp_path / "b.gpkg"), tmp_path / "c.csv")
    found = read_placed(tmp_path / "c.csv")
    assert found.columns.column_names == ["id", "Breite", "Länge", REASON]
    assert found.columns["Breite"].to_pylist() == ["19,868", "95", ""]
    assert found.geometry.null_count == 2


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_table_of_no_rows_is_one(tmp_path: Path, ending: str) -> None:
    (tmp_path / "a.geojson").write_text('{"type":"FeatureCollection","features":[]}')
    rows = read_placed(tmp_path / "a.geojson")
    if ending in ("csv", "tsv", "xlsx"):
        with pytest.raises(TableError, match="no columns to write"):
            write_rows(rows, tmp_path / f"b.{ending}")
        (tmp_path / "a.csv").write_text("id,lat,lon\n")
        rows = read_placed(tmp_path / "a.csv")
    write_rows(rows, tmp_path / f"b.{ending}")
    assert len(read_placed(tmp_path / f"b.{ending}")) == 0
