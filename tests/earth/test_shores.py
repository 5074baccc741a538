"""Bands around areas and along coasts, and shapes together: nothing lost, and misses as long arithmetic has them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from geoevents.earth import Area, AreaBand, Both, CoastBand, Complement, Disc, Either, LineIndex, inverse
from geoevents.earth.lines import within
from geoevents.earth.shapes import Shape
from geoevents.errors import GeometryError

Floats = NDArray[np.float64]

# An island with a bay, and a lake in it that is land here: rings of the kind that coasts are.
COAST = np.array([(10.0, 40.0), (10.5, 40.0), (10.5, 40.4), (10.3, 40.1), (10.2, 40.4), (10.0, 40.4), (10.0, 40.0)])
LAND = shapely.Polygon(COAST)
LINE = shapely.LineString(COAST)
ISLAND = Area(LAND)


def _around(seed: int, count: int = 4_000, margin: float = 0.6) -> tuple[Floats, Floats]:
    random = np.random.default_rng(seed)
    return random.uniform(10.0 - margin, 10.5 + margin, count), random.uniform(40.0 - margin, 40.4 + margin, count)


def _to_edge_m(lon: Floats, lat: Floats) -> Floats:
    """Distance to the edge by brute force: to positions every few metres along it."""
    share = np.linspace(0.0, 1.0, 4_001)
    xy = np.vstack([a + share[:, None] * (b - a) for a, b in pairwise(COAST)])
    return np.array(
        [
            np.min(inverse(np.full(len(xy), x), np.full(len(xy), y), xy[:, 0], xy[:, 1])[2])
            for x, y in zip(lon, lat, strict=True)
        ]
    )


def _nothing_lost(
    shape: Shape, lon: Floats, lat: Floats, window: tuple[float, float, float, float] | None = None
) -> int:
    """Check that every position that the shape allows lies in its region, and few others do; count the former."""
    allowed = shape.violation_m(lon, lat) == 0
    region = shape.region(window)
    inside = shapely.intersects_xy(region, lon, lat)
    if window is not None:
        west, south, east, north = window
        in_window = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
        allowed &= in_window
    assert not (allowed & ~inside).any()
    # An outer region is not much larger either.
    assert (shape.violation_m(lon[inside], lat[inside]) < 2.0).all()
    return int(allowed.sum())


@settings(max_examples=15, deadline=None)
@given(low=st.sampled_from([0.0, 300.0, 5_000.0, 21_000.0]), width=st.floats(10.0, 12_000.0), seed=st.integers(0, 99))
def test_no_position_at_the_distance_from_land_is_lost(low: float, width: float, seed: int) -> None:
    band = AreaBand(LINE, ISLAND, low, low + width)
    lon, lat = _around(seed)
    _nothing_lost(band, lon, lat)
    _nothing_lost(band, lon, lat, (10.1, 39.8, 10.6, 40.2))


def test_the_distance_from_land_is_what_brute_force_finds() -> None:
    band = AreaBand(LINE, ISLAND, 4_000.0, 9_000.0)
    lon, lat = _around(1, 60)
    on_land = shapely.intersects_xy(LAND, lon, lat)
    expected = np.where(on_land, 0.0, _to_edge_m(lon, lat))
    assert on_land.any()
    assert not on_land.all()
    np.testing.assert_allclose(band.distance_m(lon, lat), expected, atol=0.5)
    missed = np.maximum(np.maximum(4_000.0 - expected, expected - 9_000.0), 0.0)
    np.testing.assert_allclose(band.violation_m(lon, lat), missed, atol=0.5)


def test_less_than_a_distance_from_land_is_on_land_too() -> None:
    band = AreaBand(LINE, ISLAND, 0.0, 1_000.0)
    assert band.violation_m([10.1], [40.2])[0] == 0
    assert band.region().contains(shapely.Point(10.1, 40.2))


@settings(max_examples=15, deadline=None)
@given(low=st.sampled_from([0.0, 300.0, 5_000.0]), width=st.floats(10.0, 12_000.0), seed=st.integers(0, 99))
def test_off_a_coast_is_at_sea_and_inland_is_not(low: float, width: float, seed: int) -> None:
    line = CoastBand(LINE, low, low + width)
    lon, lat = _around(seed)
    at_sea, inland = Both(line, Complement(ISLAND)), Both(line, ISLAND)
    on_land = shapely.intersects_xy(LAND, lon, lat)
    assert not (on_land & (at_sea.violation_m(lon, lat) == 0)).any()
    assert not (~on_land & (inland.violation_m(lon, lat) == 0)).any()
    either = (at_sea.violation_m(lon, lat) == 0) | (inland.violation_m(lon, lat) == 0)
    assert (either == (line.violation_m(lon, lat) == 0)).all()
    _nothing_lost(at_sea, lon, lat)
    _nothing_lost(inland, lon, lat)


def test_either_and_both_are_union_and_intersection() -> None:
    one, other = Disc(10.0, 40.0, 20_000.0), Disc(10.3, 40.0, 20_000.0)
    lon, lat = _around(2)
    a, b = one.violation_m(lon, lat) == 0, other.violation_m(lon, lat) == 0
    assert ((Both(one, other).violation_m(lon, lat) == 0) == (a & b)).all()
    assert ((Either(one, other).violation_m(lon, lat) == 0) == (a | b)).all()
    assert _nothing_lost(Both(one, other), lon, lat) > 0
    assert _nothing_lost(Either(one, other), lon, lat) > 0
    west, _, east, _ = Either(one, other).bounds() or (0, 0, 0, 0)
    assert west < 10.0 - 0.2
    assert east > 10.3 + 0.2
    assert Either(one, Complement(ISLAND)).bounds() is None
    assert Both(Disc(50.0, 0.0, 10.0), other).region().is_empty


def test_the_coasts_of_the_world_need_a_place_to_look_at() -> None:
    turn = np.linspace(0.0, 6.28, 100_002)
    whole = shapely.LineString(np.column_stack([np.cos(turn), np.sin(turn)]))
    band = CoastBand(whole, 1_000.0, 2_000.0)
    with pytest.raises(GeometryError, match="near what"):
        band.region()
    with pytest.raises(GeometryError, match="near what"):
        AreaBand(whole, Area(shapely.Polygon(whole.coords)), 1_000.0, 2_000.0).region()
    assert not band.region((0.9, -0.05, 1.1, 0.05)).is_empty


def test_distances_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(GeometryError):
        AreaBand(LINE, ISLAND, 2_000.0, 1_000.0)


def test_the_band_is_measured_like_any_line() -> None:
    lon, lat = _around(3, 50)
    found = CoastBand(LINE, 0.0, 1.0).distance_m(lon, lat)
    np.testing.assert_array_equal(found, LineIndex(LINE).nearest(lon, lat).distance_m)


def test_a_narrow_inner_band_takes_nothing_that_is_farther() -> None:
    # Shallow bays of every depth around a hundredth of the distance: GEOS takes those below it for straight.
    x = np.arange(0.0, 2_000.0)
    for deep_m in (0.01, 0.05, 0.09, 0.11, 0.5):
        bays = shapely.LineString(np.column_stack([x * 1e-5, (x % 2) * deep_m / 110_574.0]))
        for radius_m in (1.0, 5.0, 10.0):
            inner = within(bays, radius_m, "planar", None, outer=False)
            edge = shapely.get_coordinates(inner)
            assert LineIndex(bays).nearest(edge[:, 0], edge[:, 1]).distance_m.max() < radius_m
