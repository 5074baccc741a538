"""The point-to-line engine against quad precision, brute force, and its own edge cases."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString

from geoevents.earth import LineIndex, inverse
from geoevents.earth.geodesic import WGS84
from geoevents.errors import CoordinateError, GeometryError

ORACLE = Path(__file__).parent.parent / "data" / "point_to_line.csv"
ROWS = list(csv.DictReader(ORACLE.open(encoding="utf-8")))


@pytest.mark.parametrize("row", [row for row in ROWS if row["case_id"] != "BGP-47"], ids=lambda row: row["case_id"])
def test_distance_agrees_with_quad_precision(row):
    index = LineIndex(shapely.from_wkt(row["line_wkt_lonlat"]), edges="geodesic")
    near = index.nearest([float(row["point_lon"])], [float(row["point_lat"])])
    assert near.distance_m[0] == pytest.approx(float(row["wgs84_distance_m_quad"]), abs=1e-3)


def test_antipodal_edge_is_refused():
    with pytest.raises(GeometryError, match="antipodal"):
        LineIndex(LineString([(10, 20), (-170, -20)]), edges="geodesic")


def test_link_loss_to_wreck():
    lon1, lat1 = 2 + 53 / 60 + 36.099 / 3600, 19 + 51 / 60 + 50.526 / 3600
    lon2, lat2 = 2 + 53 / 60 + 38.101 / 3600, 19 + 52 / 60 + 4.738 / 3600
    azimuth, _, distance = inverse(lon1, lat1, lon2, lat2)
    assert float(distance) == pytest.approx(440.893, abs=1e-3)
    assert float(azimuth) == pytest.approx(7.59, abs=5e-3)


@settings(max_examples=40, deadline=None)
@given(
    st.tuples(st.floats(-179, 179), st.floats(-85, 85)),
    st.tuples(st.floats(-60, 60), st.floats(-40, 40)),
    st.tuples(st.floats(-180, 180), st.floats(-89, 89)),
    st.sampled_from(["planar", "geodesic"]),
)
def test_nothing_on_the_line_is_nearer(start, step, point, edges):
    end = (start[0] + step[0], max(-89.0, min(89.0, start[1] + step[1])))
    if start == end:
        return
    near = LineIndex(LineString([start, end]), edges=edges).nearest([point[0]], [point[1]])
    share = np.linspace(0, 1, 2001)
    if edges == "planar":
        lon, lat = start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])
    else:
        azimuth, _, length = WGS84.inv(*start, *end)
        lon, lat, _ = WGS84.fwd(
            np.full(2001, start[0]), np.full(2001, start[1]), np.full(2001, azimuth), length * share
        )
    _, _, sampled = WGS84.inv(np.full(2001, point[0]), np.full(2001, point[1]), lon, lat)
    assert near.distance_m[0] <= sampled.min() + 1e-3
    _, _, stated = WGS84.inv(point[0], point[1], near.lon[0], near.lat[0])
    assert near.distance_m[0] == pytest.approx(stated, abs=1e-3)


def test_tree_and_brute_force_agree():
    generator = np.random.default_rng(1)
    vertices = np.column_stack([generator.uniform(-20, 20, 3000), generator.uniform(-20, 20, 3000)])
    lines = [LineString(vertices[i : i + 2]) for i in range(0, 3000, 2)]
    lon, lat = generator.uniform(-25, 25, 300), generator.uniform(-25, 25, 300)
    index = LineIndex(lines)
    many = index.nearest(lon, lat)
    for row in range(0, 300, 37):
        one = LineIndex(lines[int(many.line[row])]).nearest(lon[row], lat[row])
        assert one.distance_m[0] == pytest.approx(many.distance_m[row], abs=1e-6)


def test_across_the_antimeridian():
    # RFC 7946 cut lines are not borders: edge E08 of the geometry cases, quad precision.
    index = LineIndex(LineString([(179.5, -17), (-179.5, -17)]), edges="geodesic")
    assert index.nearest([180.0], [-17.1]).distance_m[0] == pytest.approx(10999.0555, abs=1e-3)
    assert index.nearest([-180.0], [-17.1]).distance_m[0] == pytest.approx(10999.0555, abs=1e-3)


def test_side_at_a_shared_vertex_and_on_the_line():
    index = LineIndex(LineString([(0, 0), (1, 0), (1, 1)]))
    near = index.nearest([1.2, 0.5, 0.5, 1.0], [-0.1, 0.5, 0.0, 0.0])
    assert near.side.tolist() == [-1, 1, 0, 0]
    assert near.distance_m[2] == 0.0
    assert np.isnan(near.azimuth_deg[2])


def test_duplicate_vertices_change_nothing():
    plain = LineIndex(LineString([(0, 0), (1, 1)])).nearest([0.2], [0.9])
    doubled = LineIndex(LineString([(0, 0), (0, 0), (1, 1), (1, 1)])).nearest([0.2], [0.9])
    assert plain.distance_m == doubled.distance_m


@pytest.mark.parametrize("bad", [(np.nan, 0.0), (0.0, 91.0), (np.inf, 0.0)])
def test_bad_positions_are_named(bad):
    with pytest.raises(CoordinateError, match="position 1"):
        LineIndex(LineString([(0, 0), (1, 1)])).nearest([0.0, bad[0]], [0.0, bad[1]])


def test_bad_lines_are_refused():
    with pytest.raises(GeometryError):
        LineIndex([])
    with pytest.raises(GeometryError):
        LineIndex(LineString())
    with pytest.raises(GeometryError):
        LineIndex(LineString([(0, 0), (1, 1)]), edges="straight")
