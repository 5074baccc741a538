"""Results as GeoDataFrames, and borders as files."""

import json
import os
import sqlite3

import geopandas as gpd
import pyarrow.parquet as pq
import pytest
from pyogrio.errors import FeatureError

from geoevents.errors import OutputError
from geoevents.write.frames import to_frame, write_borders

from . import results


def test_location_keeps_a_row_for_a_reading_without_a_fix():
    frame = to_frame(results.location())
    assert frame.crs.to_epsg() == 4326
    assert list(frame["reading"]) == [1, 1, 2]
    assert list(frame["status"]) == ["satisfiable", "satisfiable", "unsatisfiable"]
    assert list(frame.geometry.is_empty) == [False, False, True]
    assert frame["radius_m"][0] == pytest.approx(7123.45678)


def test_solution():
    frame = to_frame(results.solution())
    assert list(zip(frame["event"], frame["account"], strict=True)) == [
        ("landing", "institute"),
        ("landing", "institute"),
        ("landing", "combined"),
    ]
    assert any("OpenStreetMap" in line for line in frame.attrs["attribution"])


def test_measurement_has_the_nearest_points():
    frame = to_frame(results.MEASUREMENT)
    assert list(frame["dataset"]) == ["osm-2026c", "ne-10m"]
    assert (frame.geometry.x[0], frame.geometry.y[0]) == (2.87634, 19.95643)


def test_borders_and_nothing_else():
    assert to_frame([results.BORDER])["border"].tolist() == ["DZ-ML"]
    assert len(to_frame(())) == 0
    with pytest.raises(TypeError, match="sequence of str"):
        to_frame(["x"])
    with pytest.raises(TypeError, match="no table for int"):
        to_frame(3)


@pytest.mark.parametrize(
    ("name", "driver"),
    [("b.geojson", "GeoJSON"), ("b.parquet", "GeoParquet"), ("b.fgb", "FlatGeobuf"), ("b.gpkg", "GPKG")],
)
def test_border_files_read_back_and_replace_what_was_there(tmp_path, name, driver):
    file = tmp_path / name
    file.write_text("what was there before")
    write_borders([results.BORDER], [results.DATASET], file, driver)
    assert os.listdir(tmp_path) == [name]
    frame = gpd.read_parquet(file) if driver == "GeoParquet" else gpd.read_file(file)
    assert frame["border"].tolist() == ["DZ-ML"]
    assert frame.geometry[0].equals(results.BORDER.lines)
    if driver == "GeoJSON":
        assert json.loads(file.read_text())["attribution"] == ["© Toy"]
    else:
        assert frame["attribution"].tolist() == ["© Toy"]
    if driver == "GeoParquet":
        geo = json.loads(pq.read_schema(file).metadata[b"geo"])
        assert geo["version"] == "1.1.0"
        assert geo["columns"]["geometry"]["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
    if driver == "GPKG":
        with sqlite3.connect(file) as base:
            assert base.execute("PRAGMA user_version").fetchone() == (10200,)


@pytest.mark.parametrize("name", ["b.gpkg", "b.fgb"])
def test_border_files_that_gdal_cannot_write(tmp_path, monkeypatch, name):
    def broken(*_, **__):
        raise FeatureError("no such table")

    monkeypatch.setattr(gpd.GeoDataFrame, "to_file", broken)
    with pytest.raises(OutputError, match="cannot be written: no such table"):
        write_borders([results.BORDER], [results.DATASET], tmp_path / name, "GPKG" if "gpkg" in name else "FlatGeobuf")
    assert os.listdir(tmp_path) == []


def test_border_files_that_cannot_be(tmp_path, capsys):
    for output, driver in (("-", "GPKG"), (tmp_path / "a.shp", "ESRI Shapefile")):
        with pytest.raises(OutputError):
            write_borders([results.BORDER], [results.DATASET], output, driver)
    assert os.listdir(tmp_path) == []
    write_borders([results.BORDER], [results.DATASET], "-", "GeoJSON")
    assert json.loads(capsys.readouterr().out)["type"] == "FeatureCollection"
