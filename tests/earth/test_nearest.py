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

from geoevents.earth import LineIndex, compiled, inverse
from geoevents.earth.geodesic import WGS84
from geoevents.errors import CoordinateError, GeometryError

ORACLE = Path(__file__).parent.parent / "data" / "point_to_line.csv"
ROWS = list(csv.DictReader(ORACLE.open(encoding="utf-8")))
# On the line the core is as true as its pieces are: what is left of a piece's 0.01 mm lies along the edge.
TRUE_TO_M = [("compiled", 1e-5), ("numpy", 1e-6)] if compiled.chosen(None) == "compiled" else [("numpy", 1e-6)]


@pytest.mark.parametrize("engine", [engine for engine, _ in TRUE_TO_M])
@pytest.mark.parametrize("row", [row for row in ROWS if row["case_id"] != "BGP-47"], ids=lambda row: row["case_id"])
def test_distance_foot_and_side_agree_with_quad_precision(row, engine):
    index = LineIndex(shapely.from_wkt(row["line_wkt_lonlat"]), edges="geodesic", engine=engine)
    near = index.nearest([float(row["point_lon"])], [float(row["point_lat"])])
    metres = float(row["wgs84_distance_m_quad"])
    assert near.distance_m[0] == pytest.approx(metres, abs=1e-6)
    # Seen from a pole, and beyond a quarter of the globe, positions far apart can be equally near.
    if metres < 9e6:
        off = WGS84.inv(near.lon[0], near.lat[0], float(row["foot_lon_quad"]), float(row["foot_lat_quad"]))[2]
        assert off < 1e-3
    if metres > 1e-4 and row["side_of_directed_segment"] in ("left", "right"):
        # Rows without a direction (one vertex twice, or all of it at a pole) have no side here.
        xy = shapely.get_coordinates(shapely.from_wkt(row["line_wkt_lonlat"]))
        without = (xy == xy[0]).all() or (np.abs(xy[:, 1]) == 90).all()
        assert near.side[0] == (0 if without else {"left": 1, "right": -1}[row["side_of_directed_segment"]])


def test_antipodal_edge_is_refused():
    with pytest.raises(GeometryError, match="antipodal"):
        LineIndex(LineString([(10, 20), (-170, -20)]), edges="geodesic")


def test_link_loss_to_wreck():
    lon1, lat1 = 2 + 53 / 60 + 36.099 / 3600, 19 + 51 / 60 + 50.526 / 3600
    lon2, lat2 = 2 + 53 / 60 + 38.101 / 3600, 19 + 52 / 60 + 4.738 / 3600
    azimuth, _, distance = inverse(lon1, lat1, lon2, lat2)
    assert float(distance) == pytest.approx(440.893, abs=1e-3)
    assert float(azimuth) == pytest.approx(7.59, abs=5e-3)


LON, LAT = st.floats(-180, 180), st.floats(-90, 90)


def along(start, end, edges, share):
    """Positions on an edge, by its definition alone."""
    if edges == "planar":
        step = end[0] - start[0]
        step = step if abs(step) <= 180 else (step + 180) % 360 - 180
        # Rounding must not lead past a pole.
        return start[0] + share * step, np.clip(start[1] + share * (end[1] - start[1]), -90.0, 90.0)
    azimuth, _, length = WGS84.inv(*start, *end)
    lon, lat, _ = WGS84.fwd(*(np.full(len(share), value) for value in (*start, azimuth)), length * share)
    return np.asarray(lon), np.asarray(lat)


def shortest_m(start, end, edges, point):
    """Distance to an edge by looking everywhere on it, and then more closely where it is least."""

    def length(share):
        at = along(start, end, edges, share)
        return np.asarray(WGS84.inv(np.full(len(share), point[0]), np.full(len(share), point[1]), *at)[2])

    steps = 2000
    share = np.linspace(0, 1, steps + 1)
    least = length(share)
    best = share[np.argsort(least)[:40]]
    low, high = np.clip(best - 1 / steps, 0, 1), np.clip(best + 1 / steps, 0, 1)
    golden = (5**0.5 - 1) / 2
    for _ in range(55):
        left, right = high - golden * (high - low), low + golden * (high - low)
        nearer = length(left) <= length(right)
        low, high = np.where(nearer, low, left), np.where(nearer, right, high)
    return min(least.min(), length((low + high) / 2).min())


@st.composite
def worlds(draw):
    """An edge and a position: anywhere, at a pole, near the antipode of the edge, on an edge of half the globe."""
    start = (draw(LON), draw(LAT))
    half = draw(st.booleans())
    step = draw(st.sampled_from([-180.0, 180.0])) if half else draw(st.floats(-170, 170))
    end = (start[0] + step, start[1] if half else draw(LAT))
    if abs(end[0]) > 360:
        end = (end[0] - 360.0, end[1])
    where = draw(st.sampled_from(["anywhere", "pole", "antipode"]))
    point = (draw(LON), draw(LAT))
    if where == "pole":
        point = (point[0], draw(st.sampled_from([-90.0, 90.0])))
    if where == "antipode":
        share = np.array([draw(st.floats(0, 1))])
        lon, lat = along(start, end, "planar", share)
        point = (
            float((lon[0] + 180.0 + draw(st.floats(-0.5, 0.5)) + 180.0) % 360.0 - 180.0),
            float(np.clip(-lat[0] + draw(st.floats(-0.5, 0.5)), -90, 90)),
        )
    return start, end, point, "planar" if half else draw(st.sampled_from(["planar", "geodesic"]))


@pytest.mark.parametrize(("engine", "within_m"), TRUE_TO_M)
@settings(max_examples=120, deadline=None)
@given(world=worlds())
def test_nothing_on_an_edge_is_nearer(engine, within_m, world):
    start, end, point, edges = world
    try:
        index = LineIndex(LineString([start, end]), edges=edges, engine=engine)
    except GeometryError:
        return
    near = index.nearest([point[0]], [point[1]])
    assert near.distance_m[0] == pytest.approx(shortest_m(start, end, edges, point), abs=within_m)
    _, _, stated = WGS84.inv(point[0], point[1], near.lon[0], near.lat[0])
    assert near.distance_m[0] == pytest.approx(stated, abs=within_m)


@pytest.mark.parametrize(("engine", "within_m"), TRUE_TO_M)
@settings(max_examples=30, deadline=None)
@given(world=worlds(), turn=st.floats(-170, 170))
def test_turning_or_mirroring_the_globe_changes_no_distance(engine, within_m, world, turn):
    start, end, point, edges = world

    def distance(move):
        try:
            index = LineIndex(LineString([move(start), move(end)]), edges=edges, engine=engine)
        except GeometryError:
            return None
        at = move(point)
        return index.nearest([at[0]], [at[1]]).distance_m[0]

    def turned(p):
        lon = p[0] + turn
        return (lon if abs(lon) <= 360 else lon - np.copysign(360, lon), p[1])

    as_is = distance(lambda p: p)
    # Where an edge has antipodal ends, or spans half the globe, which way it goes can turn on the last bit.
    if as_is is None or abs(abs(end[0] - start[0]) - 180) < 1e-6 or abs(abs(end[0] - start[0]) - 360) < 1e-6:
        return
    for move in (turned, lambda p: (p[0], -p[1])):
        moved = distance(move)
        assert moved is None or moved == pytest.approx(as_is, abs=within_m)


@pytest.mark.parametrize(("engine", "within_m"), TRUE_TO_M)
def test_a_dense_drawing_of_an_edge_changes_nothing(engine, within_m):
    generator = np.random.default_rng(3)
    lon, lat = generator.uniform(-180, 180, 50), generator.uniform(-90, 90, 50)
    for edges in ("planar", "geodesic"):
        sparse = LineIndex(LineString([(-20, 10), (60, 50)]), edges=edges, engine=engine).nearest(lon, lat)
        xy = np.column_stack(along((-20, 10), (60, 50), edges, np.linspace(0, 1, 500)))
        dense = LineIndex(LineString(xy), edges=edges, engine=engine).nearest(lon, lat)
        assert sparse.distance_m == pytest.approx(dense.distance_m, abs=within_m)


def test_half_a_globe_of_longitude_runs_as_drawn():
    east, west = (LineIndex(LineString([(0, 10), (end, 10)])) for end in (180, -180))
    assert east.nearest([90.0], [10.0]).distance_m[0] == 0.0
    assert west.nearest([-90.0], [10.0]).distance_m[0] == 0.0
    assert east.nearest([-90.0], [10.0]).distance_m[0] > 8e6


def test_no_azimuth_at_a_pole():
    near = LineIndex(LineString([(10, 70), (20, 70)])).nearest([10.0, 10.0], [90.0, 89.9])
    assert np.isnan(near.azimuth_deg[0])
    assert near.azimuth_deg[1] == pytest.approx(180.0, abs=0.1)


@pytest.mark.parametrize("edges", ["planar", "geodesic"])
def test_sides_beside_the_line_and_far_from_it(edges):
    index = LineIndex(LineString([(0, 40), (2, 41)]), edges=edges)
    share = np.linspace(0.1, 0.9, 9)
    lon, lat = along((0, 40), (2, 41), edges, share)
    for offset in (1e-4, 1.0, 1e3, 1e5, 2e6):
        azimuth = np.full(9, WGS84.inv(0, 40, 2, 41)[0])
        for side in (-1, 1):
            x, y, _ = WGS84.fwd(lon, lat, azimuth - 90.0 * side, np.full(9, offset))
            assert index.nearest(x, y).side.tolist() == [side] * 9
    assert index.nearest(lon, lat).side.tolist() == [0] * 9


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


@pytest.mark.parametrize(
    ("edge", "point"),
    [
        (((38.97011289398276, -23.578407520723033), (178.2541288668886, 55.10529022685361)), (171.85097, -8.449208)),
        (((-175.83841086986, -5.7866756397556), (-64.47936921268, 73.68693643631)), (-83.13458328446, -1.68071019091)),
    ],
)
@pytest.mark.parametrize("engine", [engine for engine, _ in TRUE_TO_M])
def test_the_curvature_of_long_planar_edges_counts(edge, point, engine):
    # Between 4,000 and 6,000 km the edge bends as much as the globe: steps that leave it out stop short.
    near = LineIndex(LineString(edge), engine=engine).nearest([point[0]], [point[1]])
    assert near.distance_m[0] == pytest.approx(shortest_m(*edge, "planar", point), abs=1e-6)
