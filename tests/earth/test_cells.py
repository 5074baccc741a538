"""What an index has learnt from earlier queries changes nothing; feet meet edges at right angles."""

from __future__ import annotations

import threading

import numpy as np
import pytest
import shapely
from pyproj import Geod

from geoevents import atlas
from geoevents.earth import LineIndex, compiled

pytestmark = pytest.mark.skipif(compiled.chosen(None) != "compiled", reason="the core is not installed")
GEOD = Geod(ellps="WGS84")
NAMES = ("distance_m", "lon", "lat", "azimuth_deg", "line", "segment", "side")


@pytest.fixture(scope="module")
def lines():
    """Borders, one of them twice and once more in the other direction."""
    found = [border.lines for border in atlas.borders("ne-10m")]
    return [*found, found[0], shapely.reverse(found[0])]


def places(lines, count, seed):
    random = np.random.default_rng(seed)
    xy = shapely.get_coordinates(lines[:40])
    near = xy[random.integers(0, len(xy), count)] + random.normal(0, 0.3, (count, 2))
    far = np.column_stack([random.uniform(-180, 180, count // 4), random.uniform(-90, 90, count // 4)])
    both = np.vstack([near, far])
    return (both[:, 0] + 180) % 360 - 180, np.clip(both[:, 1], -90, 90)


def same(a, b):
    return all(np.array_equal(getattr(a, name), getattr(b, name), equal_nan=True) for name in NAMES)


def test_what_was_asked_before_changes_nothing(lines):
    lon, lat = places(lines, 4_000, 1)
    fresh = LineIndex(lines).nearest(lon, lat)
    index = LineIndex(lines)
    for seed in range(2, 6):
        index.nearest(*places(lines, 60_000, seed))
    assert same(index.nearest(lon, lat), fresh)
    assert same(index.nearest(lon, lat), fresh)


def test_one_position_has_the_same_answer_as_many(lines):
    index = LineIndex(lines)
    lon, lat = places(lines, 40, 7)
    whole = index.nearest(lon, lat)
    for i in range(len(lon)):
        one = index.nearest(lon[i], lat[i])
        for name in NAMES:
            assert np.array_equal(getattr(one, name), getattr(whole, name)[i : i + 1], equal_nan=True)


def test_threads_of_the_caller_share_an_index(lines):
    lon, lat = places(lines, 20_000, 8)
    index = LineIndex(lines)
    found = [None] * 4

    def ask(number):
        found[number] = index.nearest(lon, lat, threads=1)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(same(one, found[0]) for one in found)
    assert same(LineIndex(lines).nearest(lon, lat), found[0])


@pytest.mark.parametrize("spread_deg", [0.01, 1.0, 10.0, 60.0, None])
def test_feet_on_planar_edges_are_where_the_slope_of_the_distance_changes_sign(spread_deg):
    """To 0.1 mm at every distance, however long the edges are and however flat the minimum is."""
    border = atlas.border("DZ", "ML", dataset="osm-2026c").lines
    lines = [border, shapely.LineString([(-8.0, 27.0), (-4.0, 25.0), (3.0, 19.0)])]
    random = np.random.default_rng(3)
    if spread_deg is None:
        lon, lat = random.uniform(-180, 180, 3_000), np.degrees(np.arcsin(random.uniform(-1, 1, 3_000)))
    else:
        xy = shapely.get_coordinates(lines)
        near = xy[random.integers(0, len(xy), 3_000)] + random.normal(0, spread_deg, (3_000, 2))
        lon, lat = near[:, 0], np.clip(near[:, 1], -89.0, 89.0)
    index = LineIndex(lines)
    found = index.nearest(lon, lat)
    edge = index._core.find((lon + 180) % 360 - 180, lat, 1).edge
    rows = edge >= 0
    lon, lat, edge = lon[rows], lat[rows], edge[rows]
    start, along = index._edges.start[edge], (index._edges.end - index._edges.start)[edge]

    def slope(t):
        x, y = (start + along * t[:, None]).T
        back, metres = GEOD.inv(lon, lat, x, y)[1:]
        v = np.sqrt(1 - GEOD.es * np.sin(np.radians(y)) ** 2)
        east, north = np.cos(np.radians(y)) / v * along[:, 0], (1 - GEOD.es) / v**3 * along[:, 1]
        return -np.sin(np.radians(back)) * east - np.cos(np.radians(back)) * north, np.asarray(metres)

    low, high = np.zeros(len(lon)), np.ones(len(lon))
    at_start, at_end = slope(low), slope(high)
    inner = (at_start[0] < 0) & (at_end[0] > 0)
    for _ in range(60):
        middle = (low + high) / 2
        falls = slope(middle)[0] < 0
        low, high = np.where(falls, middle, low), np.where(falls, high, middle)
    t = np.where(inner, low, np.where(at_start[1] <= at_end[1], 0.0, 1.0))
    x, y = (start + along * t[:, None]).T
    assert np.abs(slope(t)[1] - found.distance_m[rows]).max() < 3e-7
    assert np.asarray(GEOD.inv(x, y, found.lon[rows], found.lat[rows])[2]).max() < 1e-4
