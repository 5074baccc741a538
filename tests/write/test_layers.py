"""FlatGeobuf and GeoPackage: what they cannot hold is kept as text or refused, and other people's GDAL opens them."""

from __future__ import annotations

import datetime
import json
import shutil
import sqlite3
import struct
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import pytest
from shapely import LineString, Point

from geoevents.errors import OutputError, TableError
from geoevents.read.placed import Placed, read_placed
from geoevents.write.rows import write_parts, write_rows
from geoevents.write.shapes import shapes_of, wkb_of

KOLKATA = "Asia/Kolkata"
MOMENT = datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=datetime.timezone(datetime.timedelta(hours=5.5)))
SHAPES = {
    "some": [Point(1, 2, 300), Point(1, 3)],
    "mixed": [Point(1, 2, 300), LineString([(0, 0, 1), (1, 1, 2)])],
    "zero": [Point(1, 2, 0), Point(1, 3)],
    "all": [Point(1, 2, 300), Point(1, 3, 0)],
}


def rows_of(shapes: list, **columns: pa.Array) -> Placed:
    made = np.array([*shapes, None], dtype=object)[:-1]
    return Placed(pa.table(columns or {"n": list(range(len(shapes)))}), wkb_of(made).cast(pa.large_binary()))


@pytest.mark.parametrize("which", ["some", "mixed"])
def test_heights_that_flatgeobuf_would_drop_are_refused(tmp_path: Path, which: str) -> None:
    with pytest.raises(TableError, match="holds heights only where all geometries have them"):
        write_rows(rows_of(SHAPES[which]), tmp_path / "a.fgb")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("which", ["zero", "all"])
def test_heights_that_flatgeobuf_holds_are_kept_and_those_that_say_nothing_are_not(tmp_path: Path, which: str) -> None:
    write_rows(rows_of(SHAPES[which]), tmp_path / "a.fgb")
    found = read_placed(tmp_path / "a.fgb")
    by_number = dict(zip(found.columns["n"].to_pylist(), shapes_of(found.geometry), strict=True))
    assert [by_number[n].has_z for n in (0, 1)] == ([True, True] if which == "all" else [False, False])
    assert which == "zero" or by_number[0].z == 300


@pytest.mark.parametrize("which", SHAPES)
def test_geopackage_keeps_heights_and_says_that_there_are_some(tmp_path: Path, which: str) -> None:
    write_rows(rows_of(SHAPES[which]), tmp_path / "a.gpkg")
    assert [one.has_z for one in shapes_of(read_placed(tmp_path / "a.gpkg").geometry)] == [
        one.has_z for one in SHAPES[which]
    ]
    with sqlite3.connect(tmp_path / "a.gpkg") as open_file:
        # 0 would forbid heights (GeoPackage, table 6).
        assert open_file.execute("SELECT z FROM gpkg_geometry_columns").fetchone()[0] in (1, 2)
        # 1.2: programs of some years ago warn of later ones.
        assert open_file.execute("PRAGMA user_version").fetchone() == (10200,)


@pytest.mark.parametrize(
    ("kind", "value", "in_gpkg", "in_fgb"),
    [
        (pa.date32(), datetime.date(2024, 1, 2), "2024-01-02", "2024-01-02"),
        (pa.timestamp("us"), MOMENT.replace(tzinfo=None), "2024-01-02T03:04:05.000", None),
        # A moment is kept, in UTC where the format knows no other zones.
        (pa.timestamp("us", KOLKATA), MOMENT, "2024-01-01T21:34:05.000Z", "2024-01-02T03:04:05+05:30"),
        (pa.timestamp("us", "UTC"), MOMENT, "2024-01-01T21:34:05.000Z", "2024-01-01T21:34:05Z"),
        # Both formats hold milliseconds.
        (pa.timestamp("us"), MOMENT.replace(tzinfo=None, microsecond=7), *["2024-01-02T03:04:05.000007"] * 2),
        (pa.duration("ms"), datetime.timedelta(seconds=1.5), "PT1.5S", "PT1.5S"),
        (pa.time32("s"), datetime.time(1, 2), "01:02:00", "01:02:00"),
    ],
)
def test_times_keep_their_zone_and_every_digit(tmp_path: Path, kind, value, in_gpkg: str, in_fgb: str | None) -> None:
    rows = rows_of([Point(1, 2), None], t=pa.array([value, None], kind))
    write_rows(rows, tmp_path / "a.gpkg")
    assert read_placed(tmp_path / "a.gpkg").columns["t"].to_pylist() == [in_gpkg, None]
    write_rows(rows, tmp_path / "a.fgb")
    assert read_placed(tmp_path / "a.fgb").columns["t"].to_pylist() == [in_fgb or value, None]


def test_columns_may_have_the_names_of_keys(tmp_path: Path) -> None:
    rows = rows_of([Point(1, 2)], fid=pa.array(["a"]), ogc_fid=pa.array(["b"]), geometry=pa.array(["c"]))
    write_rows(rows, tmp_path / "a.gpkg")
    frame = pyogrio.read_dataframe(tmp_path / "a.gpkg")
    assert frame[["fid", "ogc_fid", "geometry"]].iloc[0, :2].tolist() == ["a", "b"]


@pytest.mark.parametrize("name", ["%a", "gpkg_a", "(a)", "a b", "select"])
def test_every_name_of_a_file_makes_a_layer(tmp_path: Path, name: str) -> None:
    write_rows(rows_of([Point(1, 2)]), tmp_path / f"{name}.gpkg")
    assert len(read_placed(tmp_path / f"{name}.gpkg")) == 1


@pytest.mark.parametrize("ending", ["gpkg", "fgb"])
def test_a_full_disk_is_said_where_gdal_says_nothing_of_it(tmp_path: Path, ending: str, monkeypatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("sqlite3_exec(ROLLBACK) failed")

    monkeypatch.setattr(pyogrio, "write_arrow", broken)
    with pytest.raises(OutputError, match="cannot be written: sqlite3"):
        write_rows(rows_of([Point(1, 2)]), tmp_path / f"a.{ending}")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=0))
    with pytest.raises(OutputError, match=r"Only 0\.0 MB are free there"):
        write_rows(rows_of([Point(1, 2)]), tmp_path / f"a.{ending}")
    assert list(tmp_path.iterdir()) == []


def test_parquet_is_written_with_the_range_of_heights(tmp_path: Path, monkeypatch) -> None:
    write_rows(rows_of(SHAPES["some"]), tmp_path / "a.parquet")
    geo = json.loads(pq.read_schema(tmp_path / "a.parquet").metadata[b"geo"])
    assert geo["columns"]["geometry"]["bbox"] == [1.0, 2.0, 300.0, 1.0, 3.0, 300.0]
    # Part by part the same.
    monkeypatch.setattr("geoevents.write.featured._GROUP", 1)
    parts = [rows_of([one]) for one in (None, *SHAPES["some"], None)]
    write_parts(parts, tmp_path / "c.parquet", "parquet")
    assert json.loads(pq.read_schema(tmp_path / "c.parquet").metadata[b"geo"]) == geo
    write_rows(rows_of([None]), tmp_path / "b.parquet")
    assert "bbox" not in json.loads(pq.read_schema(tmp_path / "b.parquet").metadata[b"geo"])["columns"]["geometry"]


@pytest.mark.parametrize("ending", ["csv", "geojson", "ndjson", "parquet", "fgb", "gpkg", "kml", "gpx", "xlsx"])
def test_heights_that_are_not_known_are_none(tmp_path: Path, ending: str) -> None:
    write_rows(rows_of([Point(1, 2, np.nan), Point(1, 3)]), tmp_path / f"a.{ending}")
    if ending in ("geojson", "ndjson", "kml", "gpx"):
        assert "nan" not in (tmp_path / f"a.{ending}").read_text(encoding="utf-8").lower()
    found = shapes_of(read_placed(tmp_path / f"a.{ending}").geometry)
    assert sorted((one.x, one.y, one.has_z) for one in found) == [(1, 2, False), (1, 3, False)]


@pytest.mark.parametrize("ending", ["geojson", "kml"])
def test_a_line_has_the_heights_that_are_known(tmp_path: Path, ending: str) -> None:
    write_rows(rows_of([LineString([(0, 0, 5), (1, 1, np.nan)])]), tmp_path / f"a.{ending}")
    text = (tmp_path / f"a.{ending}").read_text(encoding="utf-8")
    assert ("[[0.0,0.0,5.0],[1.0,1.0]]" if ending == "geojson" else "0,0,5 1,1<") in text
    assert len(read_placed(tmp_path / f"a.{ending}")) == 1


@pytest.mark.parametrize("ending", ["csv", "geojson", "parquet", "fgb", "gpkg", "kml", "gpx", "dwc.csv", "stix.json"])
def test_measures_are_not_taken_for_heights(tmp_path: Path, ending: str) -> None:
    # ISO WKB of POINT M (1 2 7)
    wkb = bytes.fromhex("01D1070000") + struct.pack("<3d", 1, 2, 7)
    rows = Placed(pa.table({"n": [1, 2]}), pa.array([None, wkb], pa.large_binary()))
    with pytest.raises(TableError, match=r"row 2 has measures \(M\)"):
        write_rows(rows, tmp_path / f"a.{ending}")
