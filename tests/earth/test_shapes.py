"""Regions enclose their shapes: no position without a miss lies outside the region."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, box

from geoevents.earth import Area, DepthBand, LineBand
from geoevents.earth.geodesic import destination, inverse
from geoevents.earth.shapes import ArcBand, Box, Disc, Ring
from geoevents.errors import CoordinateError, GeometryError

PLACES = [(2.97, 19.95), (179.99, -16.5), (-179.999, 65.0), (0.0, 0.0), (25.0, 78.0), (10.0, 89.9), (40.0, -89.5)]


def around(lon, lat, radius_m, count=720, turn=(0.0, 360.0)):
    azimuth = np.linspace(*turn, count)
    return destination(lon, lat, azimuth, np.full(count, radius_m))


def holds(region, lon, lat):
    return shapely.intersects_xy(region, np.where(lon == 180.0, 179.9999999999, lon), lat)


def on_globe(region):
    west, south, east, north = region.bounds
    return region.is_valid and west >= -180 and east <= 180 and south >= -90 and north <= 90


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("radius_m", [0.0, 1.0, 441.5, 15_000.0, 250_000.0])
def test_a_disc_keeps_its_circle_and_is_tight(place, radius_m):
    disc = Disc(*place, radius_m)
    region = disc.region()
    assert on_globe(region)
    assert holds(region, *around(*place, radius_m)).all()
    assert not holds(region, *around(*place, radius_m + 0.6)).any()


@pytest.mark.parametrize("pole", [90.0, -90.0])
def test_a_disc_around_a_pole_is_a_cap(pole):
    region = Disc(0.0, pole, 111_000.0).region()
    assert on_globe(region)
    assert holds(region, np.array([-179.0, 0.0, 90.0]), np.array([pole, pole * 0.999, pole * 0.995])).all()
    assert not holds(region, np.array([0.0]), np.array([pole * 0.98])).any()


def test_a_disc_whose_edge_meets_a_pole_keeps_it():
    distance_m = float(inverse(10.0, 89.0, 0.0, 90.0)[2])
    region = Disc(10.0, 89.0, distance_m).region()
    assert region.is_valid
    assert holds(region, *around(10.0, 89.0, distance_m)).all()


def test_discs_of_thousands_of_kilometres_keep_their_circle():
    for radius_m in (3e6, 9e6, 15e6):
        region = Disc(20.0, 30.0, radius_m).region()
        assert on_globe(region)
        assert holds(region, *around(20.0, 30.0, radius_m)).all()
        assert not holds(region, *around(20.0, 30.0, radius_m + 5.0)).any()


@pytest.mark.parametrize("place", PLACES)
def test_a_ring_keeps_both_circles_and_leaves_its_inside(place):
    ring = Ring(*place, 9_000.0, 10_000.0)
    region = ring.region()
    assert on_globe(region)
    for radius_m in (9_000.0, 9_500.0, 10_000.0):
        at = around(*place, radius_m)
        assert (ring.violation_m(*at) == 0).all()
        assert holds(region, *at).all()
    for radius_m in (8_999.4, 10_000.6):
        assert not holds(region, *around(*place, radius_m)).any()
    assert ring.violation_m(*around(*place, 8_000.0)) == pytest.approx(1_000.0, abs=1e-6)


def test_at_least_is_unbounded_and_fills_its_window():
    ring = Ring(2.97, 19.95, 5_000.0, np.inf)
    assert ring.bounds() is None
    window = (2.0, 19.0, 4.0, 21.0)
    region = ring.region(window)
    assert region.bounds == pytest.approx(window, abs=2e-5)
    assert not shapely.contains_xy(region, 2.97, 19.95)
    assert shapely.contains_xy(ring.region(), -120.0, 45.0)


@settings(max_examples=60, deadline=None)
@given(
    st.floats(-180, 180),
    st.floats(-89.5, 89.5),
    st.floats(0, 20_000),
    st.floats(0, 5_000),
    st.floats(0, 360),
    st.floats(0, 179),
)
def test_an_arc_band_keeps_its_positions(lon, lat, low_m, more_m, azimuth_deg, half_deg):
    band = ArcBand(lon, lat, low_m, low_m + more_m, azimuth_deg, half_deg)
    region = band.region()
    assert on_globe(region)
    random = np.random.default_rng(1)
    azimuth = azimuth_deg + half_deg * np.concatenate([random.uniform(-1, 1, 100), [-1, 1, -1, 1]])
    distance = np.concatenate([random.uniform(low_m, low_m + more_m, 100), [low_m, low_m, *[low_m + more_m] * 2]])
    at = destination(lon, lat, azimuth, distance)
    assert (band.violation_m(*at) == 0).all()
    assert holds(region, *at).all()


def test_an_arc_band_measures_to_its_nearest_position():
    band = ArcBand(2.97, 19.95, 9_500.0, 10_500.0, 180.0, 45.0)
    azimuth, distance = np.meshgrid(np.linspace(135, 225, 181), np.linspace(9_500, 10_500, 41))
    inside = destination(2.97, 19.95, azimuth.ravel(), distance.ravel())
    for lon, lat in ((2.97, 20.0), (3.2, 19.9), (2.97, 19.93), (2.8, 19.80), (2.97, 19.7)):
        brute_m = inverse(lon, lat, *inside)[2].min()
        assert band.violation_m([lon], [lat])[0] == pytest.approx(brute_m, abs=20.0)
        assert band.violation_m([lon], [lat])[0] <= brute_m + 1e-3


@settings(max_examples=40, deadline=None)
@given(st.floats(-180, 180), st.floats(-90, 90), st.sampled_from([0.0, 5e-7, 0.01, 0.5]), st.sampled_from([0.0, 0.02]))
def test_a_box_keeps_its_corners(lon, lat, half_lon, half_lat):
    box = Box(lon, lat, half_lon, half_lat)
    region = box.region()
    assert on_globe(region)
    for x in (lon - half_lon * 0.999999, lon, lon + half_lon * 0.999999):
        for y in (max(lat - half_lat * 0.999999, -90), lat, min(lat + half_lat * 0.999999, 90)):
            assert box.violation_m([x], [y])[0] == 0
            assert holds(region, np.array([(x + 180) % 360 - 180]), np.array([y])).all()


def test_a_point_box_measures_distance():
    assert Box(180.0, 10.0, 0.0, 0.0).violation_m([-179.99], [10.0])[0] == pytest.approx(
        float(inverse(180.0, 10.0, -179.99, 10.0)[2]), abs=1e-5
    )


@pytest.mark.parametrize(
    "make",
    [
        lambda: Disc(0.0, 0.0, float("nan")),
        lambda: Disc(0.0, 0.0, -1.0),
        lambda: Ring(0.0, 0.0, 5.0, 4.0),
        lambda: Ring(0.0, 0.0, float("inf"), float("inf")),
        lambda: ArcBand(0.0, 0.0, 1.0, 2.0, float("nan"), 45.0),
        lambda: ArcBand(0.0, 0.0, 1.0, 2.0, 0.0, -1.0),
        lambda: Box(0.0, 0.0, -1.0, 0.0),
        lambda: LineBand(LineString([(0, 0), (1, 0)]), 2.0, 1.0),
        lambda: LineBand(LineString([(0, 0), (1, 0)]), float("nan"), 1.0),
        lambda: Area(box(0, 0, 1, 1), grow_m=float("inf")),
        lambda: DepthBand(LineString([(0, 0), (1, 0)]), Area(box(0, 0, 1, 1)), 2.0, 1.0),
    ],
)
def test_impossible_shapes_are_refused(make):
    with pytest.raises(GeometryError):
        make()


@pytest.mark.parametrize(("lon", "lat"), [(0.0, 95.0), (float("nan"), 0.0), (400.0, 0.0)])
def test_centres_off_the_globe_are_refused(lon, lat):
    with pytest.raises(CoordinateError):
        Disc(lon, lat, 1.0)
