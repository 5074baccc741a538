"""Buffers along lines: an inner one is nowhere too large, and what is left unmeasured is right."""

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString

from geoevents.earth.around import PAD_M, chunks, excess_m, inside
from geoevents.earth.frame import Frame
from geoevents.earth.split import _drawn, _split

# Seven vertices of the border between Syria and Türkiye: GEOS fills the bay in their middle.
BAY = LineString([(79, 87), (64, 71), (50, 81), (-60, -67), (-229, -187), (-1411, -1373), (-1461, -1390)])


def measured_m(buffered, plane, spacing_m=0.5):
    edge = shapely.get_coordinates(shapely.segmentize(buffered.boundary, spacing_m))
    return float(shapely.distance(shapely.points(edge), plane).max())


@st.composite
def shores(draw):
    """Draw lines of some 4 km with shallow and deep bays, some of which cross themselves."""
    random = np.random.default_rng(draw(st.integers(0, 10_000)))
    count = draw(st.integers(2, 60))
    rough_m = draw(st.sampled_from([0.5, 5.0, 40.0, 400.0]))
    east = np.cumsum(random.uniform(5.0, 8_000.0 / count, count))
    return LineString(np.column_stack([east - east.mean(), random.normal(0.0, rough_m, count)]))


@settings(max_examples=60, deadline=None)
@given(shores(), st.sampled_from([12.0, 60.0, 250.0, 1_850.0, 20_000.0]))
def test_no_edge_of_an_inner_buffer_is_too_far(line, reach_m):
    found = inside(line, reach_m, max(8, int(np.ceil(np.pi / 4 * np.sqrt(reach_m / 0.2)))))
    assert not found.is_empty
    assert measured_m(found, line, max(0.5, reach_m / 1_000)) <= reach_m + PAD_M


@settings(max_examples=60, deadline=None)
@given(shores(), st.sampled_from([60.0, 250.0, 1_850.0]))
def test_an_excess_is_never_understated(line, reach_m):
    buffered = shapely.buffer(line, reach_m, quad_segs=int(np.ceil(np.pi / 4 * np.sqrt(reach_m / 0.2))))
    # An edge as short as those of arcs is not measured: it is too far by its sagitta, 0.1 m, at most.
    assert excess_m(buffered, line, reach_m) >= measured_m(buffered, line) - reach_m - 0.1


def test_a_bay_that_is_taken_for_straight_is_measured_between_samples():
    buffered = shapely.buffer(BAY, 1_850.0, quad_segs=76)
    excess = measured_m(buffered, BAY, 0.1) - 1_850.0
    assert excess > 1.0  # or the bay tests nothing
    assert excess <= excess_m(buffered, BAY, 1_850.0) <= excess + 0.3
    assert measured_m(inside(BAY, 1_850.0, 76), BAY, 0.1) <= 1_850.0 + 0.03


def test_a_deep_bay_has_no_excess():
    line = LineString([(-400.0, 0.0), (0.0, -300.0), (400.0, 0.0)])
    assert excess_m(shapely.buffer(line, 250.0, quad_segs=28), line, 250.0) < 0.01


@pytest.mark.parametrize("lat", [0.0, 37.0, -62.0, 79.0])
@pytest.mark.parametrize("size_m", [900.0, 30_000.0, 150_000.0])
def test_edges_in_degrees_follow_those_of_the_plane(lat, size_m):
    frame = Frame(35.9, lat)
    turn = np.linspace(0.0, 2 * np.pi, 7)[:-1] + 0.3
    star = size_m * np.column_stack([np.sin(turn), np.cos(turn)]) * np.array([1.0, 0.4] * 3)[:, None]
    plane = shapely.difference(shapely.Polygon(star), shapely.Polygon(star * 0.5))
    region = _drawn(frame, plane)
    assert region.is_valid
    assert len(region.interiors) == 1
    edge = shapely.get_coordinates(shapely.segmentize(plane.boundary, size_m / 200))
    back = shapely.get_coordinates(shapely.segmentize(region.boundary, size_m / 200 / 111_700.0))
    there = np.column_stack(frame.to_plane(back[:, 0], back[:, 1]))
    assert shapely.distance(shapely.points(there), plane.boundary).max() <= 0.12
    lines = shapely.transform(region.boundary, lambda xy: np.column_stack(frame.to_plane(xy[:, 0], xy[:, 1])))
    assert shapely.distance(shapely.points(edge), lines).max() <= 0.12
    assert shapely.symmetric_difference(region, _split(frame, plane, True)).area * 111_700.0**2 <= 0.25 * plane.length


@pytest.mark.parametrize(("lon", "lat"), [(179.9, 0.0), (-179.5, 60.0), (10.0, 89.0), (10.0, -84.9)])
def test_what_may_cross_the_antimeridian_or_a_pole_is_split(lon, lat):
    assert _drawn(Frame(lon, lat), shapely.Point(0.0, 0.0).buffer(40_000.0)) is None


def test_chunks_join_up():
    line = shapely.MultiLineString([LineString([(2.0, 19.0), (3.0, 19.4), (3.1, 21.0)])])
    found = chunks(line, 2_000.0)
    assert len(found) > 3
    ends = [np.column_stack(chunk.frame.to_lonlat(*shapely.get_coordinates(chunk.plane)[[0, -1]].T)) for chunk in found]
    for one, next_ in pairwise(ends):
        assert one[1] == pytest.approx(next_[0], abs=1e-9)
