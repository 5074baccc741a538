"""`geoevents map TABLE`: every format that a table can have, and options that belong to the one or the other."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas
import pytest
from shapely import Point

from .conftest import Runner

FRAME = geopandas.GeoDataFrame(
    {"id": ["007", "8"], "kind": ["a", "b"]}, geometry=[Point(2.9, 19.9), Point(3.1, 20.0)], crs="EPSG:4326"
)


def written(ending: str) -> str:
    """A table of two rows in the current folder."""
    name = f"events{ending}"
    features = json.loads(FRAME.to_json())["features"]
    if ending in (".csv", ".tsv"):
        mark = "," if ending == ".csv" else "\t"
        rows = [["id", "kind", "lat", "lon"], ["007", "a", "19.9", "2.9"], ["8", "b", "20", "3.1"]]
        Path(name).write_text("".join(mark.join(row) + "\n" for row in rows), encoding="utf-8")
    elif ending == ".parquet":
        FRAME.to_parquet(name)
    elif ending == ".geojson":
        Path(name).write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    else:
        Path(name).write_text("".join(json.dumps(one) + "\n" for one in features), encoding="utf-8")
    return name


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".ndjson", ".geojsonl", ".parquet", ".geojson"])
def test_every_format_becomes_a_page(geoevents: Runner, tmp_path: Path, ending: str) -> None:
    ran = geoevents("map", written(ending), "-o", "map.html", "--by", "kind", "--json")
    assert ran.code == 0, ran.err
    assert (ran.json["layers"], ran.json["external_references"]) == (["rows"], 0)
    page = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert f"events{ending}: 2 rows" in page
    assert "2 rows, each drawn by a mark" in page


def test_a_table_becomes_a_picture_too(geoevents: Runner, tmp_path: Path) -> None:
    assert geoevents("map", written(".csv"), "-o", "map.svg", "-q").code == 0
    assert (tmp_path / "map.svg").read_bytes().startswith(b"<?xml")


@pytest.mark.parametrize(
    ("options", "wrong"),
    [
        (("--borders", "ne-10m"), "--borders is for a case."),
        (("--border-error", "stated"), "--border-error is for a case."),
        (("--generalise", "10km"), "--generalise is for a case."),
        (("--by", "nope"), "There is no column 'nope'. There are: id, kind, lat, lon."),
        (("--lon", "nope"), "There is no column 'nope'."),
    ],
)
def test_what_a_table_has_not_is_refused(geoevents: Runner, options: tuple[str, ...], wrong: str) -> None:
    ran = geoevents("map", written(".csv"), "-o", "map.html", *options)
    assert ran.code != 0
    assert wrong in " ".join(ran.err.split())
    assert not Path("map.html").exists()


def test_a_table_is_not_for_google_earth(geoevents: Runner) -> None:
    ran = geoevents("map", written(".csv"), "-o", "map.kmz")
    assert ran.code == 2
    assert "not written as .kmz: end FILE in .html, .png, .svg or .pdf. `geoevents convert` writes .kmz." in ran.err


def test_a_case_takes_no_options_of_tables(geoevents: Runner, founding: str) -> None:
    ran = geoevents("map", founding, "-o", "map.html", "--by", "kind")
    assert ran.code == 2
    assert "--by is for a table" in ran.err


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.feather", b"ARROW1\x00\x00\xff\xff", "its ending does not say what it is"),
        ("a.ods", b"PK\x03\x04", ".ods is not read. Save it as .xlsx or as CSV"),
        ("a.shp", b"\x00\x00\x27\x0a", ".shp is not read. Save it as GeoPackage"),
        ("case.txt", b"geoevents: 1\ntitle: t\n", "sources:  is missing"),
    ],
)
def test_a_file_of_another_name_is_told_what_it_is(
    name: str, content: bytes, told: str, geoevents: Runner, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    said = geoevents("map", name, "-o", "x.html")
    assert said.code == 1
    assert told in said.err


def test_json_is_a_case_or_rows_as_it_begins(geoevents: Runner, tmp_path: Path) -> None:
    (tmp_path / "rows.json").write_text('[{"lat": 19.9, "lon": 2.9}]', encoding="utf-8")
    assert geoevents("map", "rows.json", "-o", "x.html").code == 0
    (tmp_path / "case.json").write_text('{"geoevents": 1, "title": "t"}', encoding="utf-8")
    assert "case.json: " in geoevents("map", "case.json", "-o", "x.html").err
