"""Nearest points by NumPy alone: feet on the edges themselves at every distance, and nothing lost on the way."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
import shapely
from pyproj import Geod
from shapely import LineString

from geoevents import atlas
from geoevents.earth import LineIndex, search
from geoevents.earth.boxes import boxes_of, candidates, curve_order
from geoevents.earth.feet import by_chord, lines_of, positions_of
from geoevents.earth.geodesic import WGS84
from geoevents.earth.pieces import edges_of, pieces_of

FIELDS = ("distance_m", "lon", "lat", "azimuth_deg", "line", "segment", "side")


def on_edge(geod, edges, start, end, share):
    """Positions on an edge and its direction there in radians, by its definition alone."""
    if edges == "planar":
        step = end[0] - start[0]
        step = step if abs(step) <= 180 else (step + 180) % 360 - 180
        lat = start[1] + share * (end[1] - start[1])
        # Metres a degree: across the meridian and along it.
        sine, cosine = np.sin(np.radians(lat)), np.cos(np.radians(lat))
        vv = 1 - geod.es * sine**2
        azimuth = np.arctan2(cosine / np.sqrt(vv) * step, (1 - geod.es) / vv**1.5 * (end[1] - start[1]))
        return start[0] + share * step, lat, azimuth
    azimuth, _, length = geod.inv(*start, *end)
    x, y, back = geod.fwd(*(np.full(len(share), value) for value in (*start, azimuth)), length * share)
    return np.asarray(x), np.asarray(y), np.radians(back) + np.pi


def foot_on(geod, edges, start, end, point):
    """Distance to an edge and the foot: ends, and all places where the slope of the distance changes its sign."""

    def slope(share):
        x, y, azimuth = on_edge(geod, edges, start, end, share)
        _, back, metres = geod.inv(np.full(len(share), point[0]), np.full(len(share), point[1]), x, y)
        return -np.cos(azimuth - np.radians(back)), list(zip(metres, x, y, strict=True))

    share = np.linspace(0, 1, 401)
    slopes, found = slope(share)
    falls = np.flatnonzero((slopes[:-1] < 0) & (slopes[1:] >= 0))
    low, high = share[falls], share[falls + 1]
    for _ in range(55):
        middle = (low + high) / 2
        falling = slope(middle)[0] < 0 if len(middle) else middle < 0
        low, high = np.where(falling, middle, low), np.where(falling, high, middle)
    return min([found[0], found[-1], *(slope(low)[1] if len(low) else [])])


@pytest.mark.parametrize("edges", ["planar", "geodesic"])
@pytest.mark.parametrize("name", ["WGS84", "clrk80", "mprts"])
def test_feet_are_on_the_edge_itself_at_every_distance(name, edges):
    geod, random = Geod(ellps=name), np.random.default_rng(21)
    for _ in range(40):
        size = 10 ** random.uniform(-1, 1.9)
        xy = [(random.uniform(-180, 180), random.uniform(-85, 85))]
        for _ in range(2):
            lon, lat = xy[-1][0] + random.uniform(-size, size), xy[-1][1] + random.uniform(-size, size)
            xy.append(((lon + 180) % 360 - 180, float(np.clip(lat, -90, 90))))
        metres = 10 ** random.uniform(0, np.log10(15e6), 5)
        lon, lat, _ = geod.fwd([xy[1][0]] * 5, [xy[1][1]] * 5, random.uniform(-180, 180, 5), metres)
        near = LineIndex(LineString(xy), edges, ellipsoid=name, engine="numpy").nearest(lon, lat)
        for i in range(5):
            least, x, y = min(foot_on(geod, edges, *ends, (lon[i], lat[i])) for ends in (xy[:2], xy[1:]))
            assert near.distance_m[i] == pytest.approx(least, abs=1e-6)
            assert geod.inv(near.lon[i], near.lat[i], x, y)[2] < 1e-3


def test_feet_on_long_planar_edges_far_away():
    # Between 300 and 15,000 km, where the direction of a piece would move the foot by millimetres to decimetres.
    random = np.random.default_rng(8)
    for start, end in (((-60.0, -50.0), (75.0, 68.0)), ((20.0, 60.0), (150.0, 62.0)), ((-10.0, -89.0), (10.0, 89.0))):
        share = random.uniform(0.05, 0.95, 40)
        x, y, azimuth = on_edge(WGS84, "planar", start, end, share)
        aside = np.degrees(azimuth) + random.choice([-90.0, 90.0], 40)
        lon, lat, _ = WGS84.fwd(x, y, aside, 10 ** random.uniform(5.5, np.log10(1.5e7), 40))
        near = LineIndex(LineString([start, end]), engine="numpy").nearest(lon, lat)
        for i in range(40):
            least, x, y = foot_on(WGS84, "planar", start, end, (lon[i], lat[i]))
            assert near.distance_m[i] == pytest.approx(least, abs=1e-6)
            assert WGS84.inv(near.lon[i], near.lat[i], x, y)[2] < 1e-3


def test_an_edge_that_ends_at_a_pole_seen_from_across_it():
    # Rounding once led past the pole, to the meridian opposite: the foot stayed 175 m short of it.
    line = LineString(
        [(-132.68150321846898, -54.88803635511122), (-115.8, -89.298191759453), (-139.93827911007176, -90)]
    )
    for name in ("WGS84", "mprts"):
        near = LineIndex(line, ellipsoid=name, engine="numpy").nearest([53.628109139955015, 160.0], [-12.947, 40.0])
        assert near.lat.tolist() == [-90.0, pytest.approx(-54.888036)]
        assert near.distance_m[0] == pytest.approx(
            Geod(ellps=name).inv(53.628109139955015, -12.947, 0, -90)[2], abs=1e-6
        )


def test_a_foot_just_past_a_vertex_is_on_the_second_edge():
    # An edge that ends 0.3 m before the foot is nearer by less than can be told; the foot is on the other.
    for metres in (50e3, 500e3, 5e6):
        lon, lat, _ = WGS84.fwd(0.0, 30.0, 0.0, metres)
        for past in (0.003, 0.3):
            x, y, _ = WGS84.fwd(0.0, 30.0, -90.0, past)
            index = LineIndex(LineString([(-2, 30.0), (x, y), (2, 30.0)]), edges="geodesic", engine="numpy")
            near = index.nearest([lon], [lat])
            least, *foot = foot_on(WGS84, "geodesic", (x, y), (2, 30.0), (lon, lat))
            assert near.segment.tolist() == [1]
            assert near.distance_m[0] == pytest.approx(least, abs=1e-7)
            assert WGS84.inv(near.lon[0], near.lat[0], *foot)[2] < 1e-3


def test_of_a_line_drawn_twice_the_first_counts():
    line = LineString([(35.0, 31.0), (35.3, 32.0), (35.2, 33.0)])
    random = np.random.default_rng(4)
    near = LineIndex([line, line.reverse(), line], engine="numpy").nearest(
        random.uniform(30, 40, 300), random.uniform(28, 36, 300)
    )
    assert near.line.tolist() == [0] * 300


@pytest.mark.parametrize("edges", ["planar", "geodesic"])
def test_when_everything_is_equally_near(edges):
    # All of a circle around a position, the equator and a parallel from a pole.
    round_it = WGS84.fwd(np.full(5000, 20.0), np.full(5000, 10.0), np.linspace(0, 360, 5000), np.full(5000, 1.4e6))
    index = LineIndex(LineString(np.column_stack(round_it[:2])), edges, engine="numpy")
    assert index.nearest([20.0], [10.0]).distance_m[0] == pytest.approx(1.4e6, abs=1.0)
    for lat in (0.0, 60.0):
        parallel = LineString([(lon, lat) for lon in range(-180, 181, 10)])
        near = LineIndex(parallel, engine="numpy").nearest([10.0, 10.0], [90.0, -90.0])
        assert near.distance_m == pytest.approx(WGS84.inv([0, 0], [90, -90], [0, 0], [lat, lat])[2], abs=1e-6)


def test_boxes_leave_out_nothing_that_chords_leave():
    random = np.random.default_rng(6)
    start = np.column_stack([random.uniform(-180, 180, 4000), np.degrees(np.arcsin(random.uniform(-1, 1, 4000)))])
    end = start + random.normal(0, 0.02, start.shape)
    ends = np.stack([start, np.clip(end, [-360, -90], [360, 90])], axis=1)
    pieces = pieces_of(edges_of(shapely.linestrings(ends)), "planar")
    boxes, lines = boxes_of(pieces), lines_of(pieces)
    lon, lat = random.uniform(-180, 180, 500), np.degrees(np.arcsin(random.uniform(-1, 1, 500)))
    order = curve_order(lon, lat)
    positions = positions_of(lines.ellipsoid, lon[order], lat[order])
    row, piece, chord = candidates(boxes, positions.at)
    assert len(row) < 4 * len(lon)
    every = np.arange(len(pieces.edge))
    for i in range(len(lon)):
        _, _, exact = by_chord(lines, every, positions[np.full(len(every), i)])
        assert chord[i] == pytest.approx(exact.min(), abs=3.0)
        assert set(np.flatnonzero(exact <= exact.min() + 0.1)) <= set(piece[row == i])


@pytest.fixture(scope="module")
def africa():
    return [border.lines for border in atlas.borders("ne-10m") if {border.a, border.b} & {"DZ", "ML", "NE", "LY", "TD"}]


@pytest.mark.parametrize("edges", ["planar", "geodesic"])
def test_a_result_does_not_depend_on_who_else_is_asked_for(africa, edges, monkeypatch):
    random = np.random.default_rng(12)
    xy = shapely.get_coordinates(africa)
    near = xy[random.integers(0, len(xy), 3000)] + random.normal(0, 1.0, (3000, 2))
    lon = np.append(near[:, 0], random.uniform(-180, 180, 3000))
    lat = np.append(near[:, 1], np.degrees(np.arcsin(random.uniform(-1, 1, 3000))))
    index = LineIndex(africa, edges, engine="numpy")
    whole = index.nearest(lon, lat)
    some = random.permutation(len(lon))[:1500]
    mixed = index.nearest(lon[some], lat[some])
    single = [index.nearest(lon[i], lat[i]) for i in some[:50]]
    monkeypatch.setattr(search, "CHUNK", 777)
    parts = index.nearest(lon, lat)
    for name in FIELDS:
        column = getattr(whole, name)
        assert np.array_equal(column, getattr(parts, name), equal_nan=True)
        assert np.array_equal(column[some], getattr(mixed, name), equal_nan=True)
        assert np.array_equal(column[some[:50]], np.concatenate([getattr(one, name) for one in single]), equal_nan=True)


def test_nothing_asked_for_nothing_found():
    near = LineIndex(LineString([(0, 0), (1, 0)]), engine="numpy").nearest([], [])
    assert [getattr(near, name).shape for name in FIELDS] == [(0,)] * 7


def test_scipy_is_not_needed():
    code = (
        "import sys; from shapely import LineString; from geoevents.earth import LineIndex; "
        "LineIndex(LineString([(0, 0), (1, 0)]), engine='numpy').nearest([0.5, 90.0, 178.0], [0.1, 40.0, 3.0]); "
        "assert not [name for name in sys.modules if name.split('.')[0] == 'scipy']"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
