"""Values that are hard to carry: kept as they are, or refused with their name."""

from __future__ import annotations

import csv
import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from geoevents.atlas.ruler import Wanted
from geoevents.bulk.kernel import Kernel
from geoevents.bulk.local import enrich_file
from geoevents.errors import TableError, UnknownBorderError
from geoevents.read.positions import Layout

DZ_ML = Wanted("ne-10m", "DZ-ML")
HARD = 'a,b "q"\nx'


def measured(folder, columns, ending):
    """The rows of a table of one position that was read from Parquet and written in another format."""
    table = pa.table({"lon": [2.0], "lat": [19.0]} | columns)
    pq.write_table(table, folder / "a.parquet")
    enrich_file(folder / "a.parquet", folder / f"b.{ending}", DZ_ML)
    text = (folder / f"b.{ending}").read_text(encoding="utf-8")
    if ending == "csv":
        return list(csv.DictReader(text.splitlines(keepends=True)))
    return [json.loads(line)["properties"] for line in text.splitlines()]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view()])
@pytest.mark.parametrize("ending", ["csv", "ndjson"])
def test_text_of_every_layout_is_quoted(tmp_path, kind, ending):
    (row,) = measured(tmp_path, {"t": pa.array([HARD], kind)}, ending)
    assert row["t"] == HARD
    assert row["border"] == "DZ-ML"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (pa.array([b"\xff"], pa.binary_view()), "cannot hold the column 't' of binary_view"),
        (pa.array([[1]]), "cannot hold the column 't' of list"),
        (pa.array([2**40], pa.timestamp("s")), "times that have no date"),
    ],
)
@pytest.mark.parametrize("ending", ["csv", "ndjson"])
def test_what_text_cannot_hold_is_refused(tmp_path, values, message, ending):
    with pytest.raises(TableError, match=message):
        measured(tmp_path, {"t": values}, ending)
    assert not (tmp_path / f"b.{ending}").exists()


@pytest.mark.parametrize("ending", ["csv", "ndjson"])
def test_two_columns_of_one_name_are_refused(tmp_path, ending):
    arrays, names = [pa.array([2.0]), pa.array([19.0]), pa.array([1]), pa.array([2])], ["lon", "lat", "v", "v"]
    pq.write_table(pa.Table.from_arrays(arrays, names), tmp_path / "a.parquet")
    with pytest.raises(TableError, match="two columns 'v'"):
        enrich_file(tmp_path / "a.parquet", tmp_path / f"b.{ending}", DZ_ML)


@pytest.mark.parametrize(
    "lon", [pa.array([2**60, 2]), pa.array([2**63, 2], pa.uint64()), pa.array(["2e30", "2"], pa.string_view())]
)
def test_large_numbers_are_no_degrees_in_their_row_only(lon):
    found = Kernel(DZ_ML, Layout("lon", "lat"))(
        pa.RecordBatch.from_arrays([lon, pa.array([19.0, 19.0])], ["lon", "lat"])
    )
    assert found.column("border_reason").to_pylist() == ["longitude is beyond 180", None]


def test_points_of_another_system_are_not_taken_for_degrees():
    points = [shapely.set_srid(shapely.Point(2, 19), srid) for srid in (4326, 3857, 0)]
    wkb = [shapely.to_wkb(point, include_srid=True) for point in points]
    odd = bytes([1]) + np.uint32(7001).tobytes() + np.array([2.0, 19.0]).tobytes()
    batch = pa.RecordBatch.from_arrays([pa.array([*wkb, odd], pa.binary())], ["geometry"])
    found = Kernel(DZ_ML, Layout(geometry="geometry"))(batch)
    assert found.column("border_reason").to_pylist() == [
        None,
        "geometry is not in WGS84 degrees",
        None,
        "geometry is not a point",
    ]


@pytest.mark.parametrize(
    ("properties", "message"),
    [('{"\\ud800":1}', "cannot be written as UTF-8"), ('{"a":1,"a":2}', "'a' is there twice")],
)
def test_names_of_features_that_cannot_be_columns(tmp_path, properties, message):
    feature = '{"type":"Feature","geometry":{"type":"Point","coordinates":[2,19]},"properties":'
    (tmp_path / "a.ndjson").write_text(f"{feature}{properties}}}\n")
    with pytest.raises(TableError, match=message):
        enrich_file(tmp_path / "a.ndjson", tmp_path / "b.parquet", DZ_ML)
    enrich_file(tmp_path / "a.ndjson", tmp_path / "b.ndjson", DZ_ML)


def test_a_dataset_without_borders_of_that_kind_says_so(tmp_path):
    (tmp_path / "a.csv").write_text("lon,lat\n2,19\n")
    with pytest.raises(UnknownBorderError, match="ne-10m has no maritime borders"):
        enrich_file(tmp_path / "a.csv", tmp_path / "b.csv", Wanted("ne-10m", kind="maritime"))
