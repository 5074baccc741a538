"""The kernel: one batch in, the same with border columns out."""

from __future__ import annotations

import pickle
import struct

import numpy as np
import pyarrow as pa
import pytest
import shapely

import geoevents as ge
from geoevents.atlas.ruler import Wanted
from geoevents.bulk.kernel import FIELDS, Kernel
from geoevents.errors import TableError, UnknownBorderError
from geoevents.read.positions import Layout

DZ_ML = Wanted("ne-10m", "DZ-ML")
WRECK = (2.8939169, 19.8679828)


def batch_of(lon, lat, **more):
    return pa.RecordBatch.from_pydict({**more, "lon": lon, "lat": lat})


def test_rows_agree_with_measuring_one_by_one():
    lon, lat = [WRECK[0], 2.95, -4.0], [WRECK[1], 19.99, 24.0]
    rows = Kernel(DZ_ML, Layout("lon", "lat"))(batch_of(lon, lat, id=[7, 8, 9])).to_pylist()
    for row, x, y in zip(rows, lon, lat, strict=True):
        (one,) = ge.measure(x, y, to="DZ-ML", borders="ne-10m").results
        assert row["border"] == one.border == "DZ-ML"
        assert row["border_distance_m"] == pytest.approx(one.distance_m, abs=1e-4)
        assert row["border_lon"] == pytest.approx(one.nearest_lon, abs=1e-8)
        assert row["border_azimuth_deg"] == pytest.approx(one.azimuth_deg, abs=1e-6)
        assert row["country_as_drawn"] == one.country_as_drawn
        assert {row["country_as_drawn"], row["neighbour"]} == {"DZ", "ML"}
        assert row["border_uncertainty_m"] == 3700
    assert [row["id"] for row in rows] == [7, 8, 9]


def test_rows_without_a_position_say_why():
    lon = ["2.9", "", None, "2,9,1", "181", " +2.9 ", "NaN", "1e400", "0x10"]
    lat = ["19.8", "19.8", "19.8", "19.8", "19.8", "1_0", "19.8", "91", ""]
    found = Kernel(DZ_ML, Layout("lon", "lat"))(batch_of(lon, lat))
    assert found.column("border_reason").to_pylist() == [
        None,
        "no longitude",
        "no longitude",
        "longitude is not a number",
        "longitude is beyond 180",
        "latitude is not a number",
        "longitude is not a number",
        "longitude is not a number",
        "no latitude",
    ]
    assert found.column("border_distance_m").null_count == len(lon) - 1
    assert found.column("lon").to_pylist() == lon


def test_wkb_in_every_dress():
    def point(order, kind, *coordinates, srid=None):
        head = struct.pack(f"{order}BI", order == "<", kind)
        return (
            head
            + (struct.pack(f"{order}I", srid) if srid else b"")
            + struct.pack(f"{order}{len(coordinates)}d", *coordinates)
        )

    x, y = WRECK
    good = [
        point("<", 1, x, y),
        point(">", 1, x, y),
        point("<", 1001, x, y, 5.0),
        point("<", 0x80000001, x, y, 5.0),
        point(">", 0x20000001, x, y, srid=4326),
        point("<", 3001, x, y, 1.0, 2.0),
    ]
    bad = [None, b"", b"\x01", point("<", 1, np.nan, np.nan), shapely.LineString([(0, 0), (1, 1)]).wkb, good[0][:-1]]
    bad += [point("<", 1, 1.0, 95.0), point("<", 0x20000001, x, y), b"\x02" + good[0][1:]]
    batch = pa.RecordBatch.from_pydict({"geometry": pa.array(good + bad, pa.binary())}).slice(0)
    for one in (batch, pa.RecordBatch.from_pydict({"geometry": batch.column(0).cast(pa.large_binary())})):
        found = Kernel(DZ_ML, Layout(geometry="geometry"))(one)
        assert found.column("border_reason").to_pylist()[: len(good)] == [None] * len(good)
        assert len(set(found.column("border_distance_m").to_pylist()[: len(good)])) == 1
        assert None not in found.column("border_reason").to_pylist()[len(good) :]
    sliced = Kernel(DZ_ML, Layout(geometry="geometry"))(batch.slice(3, 4))
    assert sliced.column("border_reason").to_pylist() == [None, None, None, "no geometry"]


def test_schema_is_known_before_and_nothing_is_overwritten():
    kernel = Kernel(DZ_ML, Layout("lon", "lat"))
    batch = batch_of([1.0], [2.0])
    assert kernel(batch).schema == kernel.schema(batch.schema)
    assert kernel.schema(batch.schema).names[-len(FIELDS) :] == [field.name for field in FIELDS]
    with pytest.raises(TableError, match="border_reason already"):
        kernel(kernel(batch).select(["lon", "lat", "border_reason"]))
    with pytest.raises(TableError, match="no column 'lat'"):
        kernel(batch.select(["lon"]))


def test_empty_batches_and_travel():
    kernel = pickle.loads(pickle.dumps(Kernel(DZ_ML, Layout("lon", "lat"))))  # noqa: S301 - our own
    batch = batch_of(pa.array([], pa.float64()), pa.array([], pa.float64()))
    assert len(kernel(batch)) == 0
    assert kernel(batch).schema == kernel.schema(batch.schema)
    with pytest.raises(UnknownBorderError, match="DZ and FR share no border"):
        Kernel(Wanted("ne-10m", "DZ-FR"), Layout("lon", "lat"))(batch)


def test_countries_that_both_claim_are_named_together():
    # Abyei is in two zones of the source.
    found = Kernel(Wanted(), Layout("lon", "lat"))(batch_of([28.4, -30.0], [9.6, 30.0])).to_pylist()
    assert found[0]["country_as_drawn"] == "SD/SS"
    assert found[0]["neighbour"] is None
    assert found[1]["country_as_drawn"] is None


def test_decimal_commas_are_read_as_degrees_have_no_thousands():
    found = Kernel(DZ_ML, Layout("lon", "lat"))(batch_of(["2,89392", "2.89392"], ["19,86798", "19.86798"]))
    assert found.column("border_distance_m")[0] == found.column("border_distance_m")[1]
    assert found.column("border_distance_m").null_count == 0
