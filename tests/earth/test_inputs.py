"""Arrays as people have them give the same as plain ones, or are refused with their row."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import LineString

from geoevents.earth import LineIndex, compiled
from geoevents.errors import CoordinateError, GeometryError

ENGINES = compiled.ENGINES if compiled.chosen(None) == "compiled" else ("numpy",)
LINE = LineString([(0, 0), (1, 0), (1, 1)])
LON, LAT = [0.25, 0.5, 1.5], [0.5, -0.25, 0.75]


@pytest.fixture(params=ENGINES)
def index(request):
    return LineIndex(LINE, engine=request.param)


@pytest.mark.parametrize(
    "form",
    [
        tuple,
        np.array,
        lambda values: np.array(values, dtype=np.float32),
        lambda values: np.array(values, dtype=object),
        lambda values: np.array([[value, -1.0] for value in values])[:, 0],
        lambda values: np.array(values[::-1])[::-1],
        lambda values: np.array(values).astype(">f8"),
        lambda values: np.ma.masked_array(values, mask=False),
        lambda values: pd.Series(values, index=[5, 6, 7]),
        lambda values: np.array([str(value) for value in values]),
    ],
    ids=["tuple", "array", "float32", "object", "strided", "reversed", "big-endian", "unmasked", "series", "text"],
)
def test_every_form_of_numbers_is_the_same(index, form):
    plain, found = index.nearest(LON, LAT), index.nearest(form(LON), form(LAT))
    for name in ("distance_m", "lon", "lat", "azimuth_deg", "line", "segment", "side"):
        assert np.array_equal(getattr(plain, name), getattr(found, name))


def test_scalars_and_nothing(index):
    assert index.nearest(0.25, 0.5).distance_m.shape == (1,)
    assert index.nearest([], []).distance_m.shape == (0,)


@pytest.mark.parametrize(
    ("lon", "lat", "message"),
    [
        (np.ma.masked_array([0.0, 1.0], mask=[False, True]), [0.0, 0.0], "masked"),
        ([0.0, "east"], [0.0, 0.0], "not a number"),
        ([0.0, None], [0.0, 0.0], "position 1"),
        ([0.0, np.nan], [0.0, 0.0], "position 1"),
        ([0.0, 0.0, np.inf], [0.0, 0.0, 0.0], "position 2"),
        ([0.0], [90.0000001], "position 0"),
        ([360.5], [0.0], "position 0"),
        ([0.0, 1.0], [0.0], "shape"),
        ([[0.0, 1.0]], [[0.0, 1.0]], "shape"),
        ([1 + 2j], [0.0], "not a number"),
    ],
)
def test_what_is_no_position_is_said_with_its_row(index, lon, lat, message):
    with pytest.raises(CoordinateError, match=message):
        index.nearest(lon, lat)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([], "no lines"),
        (None, "not a line"),
        (3.5, "not a line"),
        (LineString(), "empty"),
        ([LINE, LineString()], "Line 1 is empty"),
        ([LINE, None], "Line 1 is a NoneType"),
        (shapely.Point(0, 0), "is a Point"),
        (shapely.box(0, 0, 1, 1), "is a Polygon"),
        ("LINESTRING (0 0, 1 1)", "Line 0 is a str"),
    ],
)
def test_what_is_no_line_is_said(lines, message):
    with pytest.raises(GeometryError, match=message):
        LineIndex(lines)


@pytest.mark.parametrize("vertex", [(np.nan, 0.0), (0.0, 95.0), (np.inf, 1.0)])
@pytest.mark.filterwarnings("ignore:invalid value")
def test_vertices_that_are_nowhere_are_named(vertex):
    with pytest.raises(CoordinateError, match="vertex of line 1"):
        LineIndex([LINE, LineString([(0, 0), vertex])])


def test_a_line_of_one_point_is_a_place(index):
    place = LineIndex(LineString([(1, 1), (1, 1)]), engine=index.engine)
    near = place.nearest([1.0, 1.0], [1.5, 1.0])
    assert near.side.tolist() == [0, 0]
    assert near.distance_m.round(1).tolist() == [55287.4, 0.0]


def test_a_thousand_million_segments_are_refused_with_what_they_would_need():
    longest = LineString(np.column_stack([np.linspace(0, 10, 1_000_001), np.zeros(1_000_001)]))
    with pytest.raises(GeometryError, match="1,000,000,000 segments would need about 350 GB"):
        LineIndex([longest] * 1000)


def test_edges_round_the_globe_in_masses_are_refused_before_they_take_memory():
    xy = [[179 if i % 2 else 0, -80 + 160 * i / 40_000] for i in range(40_000)]
    with pytest.raises(GeometryError, match=r"km in all would need about \d+ GB"):
        LineIndex(LineString(xy))


@pytest.mark.parametrize("line", [LineString([(-137.85, 37.58343), (-137.85, -90)]), LineString([(0, 0), (0, 90)])])
@pytest.mark.parametrize("ellipsoid", ["WGS84", "sphere"])
def test_feet_stay_on_the_globe(line, ellipsoid, index):
    near = LineIndex(line, ellipsoid=ellipsoid, engine=index.engine).nearest(
        [81.08256990297264, 180.0], [-65.41654521777735, 45.0]
    )
    assert (np.abs(near.lat) <= 90.0).all()
    assert np.isfinite(near.distance_m).all()


def test_an_index_travels_between_processes(index):
    again = pickle.loads(pickle.dumps(index))  # noqa: S301 - our own
    assert np.array_equal(again.nearest(LON, LAT).distance_m, index.nearest(LON, LAT).distance_m)
    assert copy.deepcopy(index).edges == index.edges


def test_answers_compare_by_value(index):
    near = index.nearest(LON, LAT)
    assert near == pickle.loads(pickle.dumps(near))  # noqa: S301 - our own
    assert near != index.nearest(LON[::-1], LAT)
    assert near != 3
    on_the_line = LineIndex(LineString([(0, 0), (1, 1)])).nearest([0, 5], [0, 5])
    assert np.isnan(on_the_line.azimuth_deg[0])
    assert on_the_line == copy.deepcopy(on_the_line)


def test_more_threads_than_positions_cost_nothing(index):
    assert index.nearest(LON, LAT, threads=10**6).distance_m.shape == (3,)
