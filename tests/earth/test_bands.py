"""Bands along real and drawn lines: what holds lies in the region, what is far from holding does not."""

import numpy as np
import pytest
import shapely
from shapely import LineString

from geoevents import atlas
from geoevents.earth.bands import Area, Complement, DepthBand, LineBand, SideBand

WINDOW = (2.4, 19.4, 3.4, 20.4)
ZIGZAG = LineString([(0, 0), (0.02, 0.0006), (0.05, 0), (0.09, 0.0004), (0.2, 0.001), (0.25, 0.05), (0.3, 0.0)])


@pytest.fixture(scope="module")
def border():
    return atlas.border("DZ", "ML").lines


@pytest.fixture(scope="module")
def mali():
    return Area(atlas.territory("ML", "osm-2026c"), "ML")


def sampled(window, count=4_000):
    random = np.random.default_rng(7)
    return random.uniform(window[0], window[2], count), random.uniform(window[1], window[3], count)


def check(shape, window, count=4_000, slack_m=0.8):
    lon, lat = sampled(window, count)
    region = shape.region(window)
    assert region.is_valid
    inside = shapely.intersects_xy(region, lon, lat)
    miss = shape.violation_m(lon, lat)
    assert (miss == 0).sum() > 5
    assert inside[miss == 0].all()
    assert miss[inside].max() <= slack_m
    return region


@pytest.mark.parametrize(("low_m", "high_m"), [(9_450.0, 9_550.0), (0.0, 2_000.0), (1_500.0, 2_500.0)])
def test_a_band_along_the_border(border, low_m, high_m):
    # Bays that the outer buffer takes for straight may widen it by up to 1 % of its distance.
    check(LineBand(border, low_m, high_m), WINDOW, slack_m=0.8 + high_m * 0.01)


@pytest.mark.parametrize("edges", ["planar", "geodesic"])
@pytest.mark.parametrize(("low_m", "high_m"), [(1_900.0, 2_100.0), (9_000.0, 9_600.0), (100.0, np.inf)])
def test_shallow_bays_lose_no_position(edges, low_m, high_m):
    band = LineBand(ZIGZAG, low_m, high_m, edges)
    margin = 0.0 if np.isinf(high_m) else high_m
    check(band, (-0.1, -0.1, 0.4, 0.15), slack_m=0.8 + margin * 0.01)
    assert (band.bounds() is None) == np.isinf(high_m)


@pytest.mark.parametrize("lat", [0.0, 66.0, -75.0])
def test_a_band_across_the_antimeridian(lat):
    band = LineBand(LineString([(179.9, lat), (-179.9, lat + 0.01)]), 500.0, 600.0)
    region = band.region()
    assert region.is_valid
    assert region.bounds[0] == -180
    assert region.bounds[2] == 180
    for west in (179.85, -180.0):
        check(band, (west, lat - 0.02, west + 0.15, lat + 0.02), count=3_000, slack_m=7.0)


def test_long_edges_far_north_keep_their_band():
    band = LineBand(LineString([(0, 70), (8, 70.3)]), 20_000.0, 21_000.0)
    check(band, (0.0, 69.7, 8.0, 70.6), slack_m=1.2)


def test_an_area_and_its_complement_share_the_window(mali):
    here, there = mali.region(WINDOW), Complement(mali).region(WINDOW)
    assert here.area + there.area == pytest.approx(shapely.union(here, there).area)
    lon, lat = sampled(WINDOW, 1_000)
    within = mali.violation_m(lon, lat) == 0
    outside = Complement(mali).violation_m(lon, lat) == 0
    assert (within != outside).all()
    assert Complement(mali).bounds() is None


@pytest.mark.parametrize("grow_m", [300.0, -300.0, 5_000.0])
def test_a_grown_area_keeps_its_rim(grow_m):
    square = Area(shapely.box(2, 19, 2.4, 19.3), grow_m=grow_m)
    check(square, (1.9, 18.9, 2.5, 19.4))
    check(Complement(square), (1.9, 18.9, 2.5, 19.4))


def test_an_area_across_the_antimeridian_has_no_edge_there():
    halves = shapely.union_all([shapely.box(179, 0, 180, 1), shapely.box(-180, 0, -179, 1)])
    shrunk = Area(halves, grow_m=-1_000.0)
    assert shrunk.violation_m([180.0, 179.001], [0.5, 0.5]) == pytest.approx([0.0, 888.7], abs=0.5)
    assert shapely.intersects_xy(shrunk.region(), 179.9999, 0.5)


def test_distance_to_a_large_area_is_the_same_from_all_of_its_edge(mali):
    lon, lat = sampled((3.0, 19.5, 4.5, 20.5), 50)
    whole = LineBand(mali.boundary, 0.0, 0.0).distance_m(lon, lat)
    assert np.abs(mali.signed_m(lon, lat)) == pytest.approx(whole, abs=1e-3)


def test_one_side_of_a_band(border, mali):
    band = LineBand(border, 1_500.0, 2_500.0)
    side = SideBand(band, mali)
    region = check(side, WINDOW, slack_m=30.0)
    assert 0 < region.area < band.region(WINDOW).area
    assert side.bounds() == band.bounds()


@pytest.mark.parametrize(("low_m", "high_m"), [(1_500.0, 2_500.0), (-400.0, 2_000.0), (-3_000.0, -1_000.0)])
def test_depth_is_signed(border, mali, low_m, high_m):
    depth = DepthBand(border, mali, low_m, high_m)
    check(depth, WINDOW, slack_m=31.0)
    lon, lat = sampled(WINDOW, 200)
    distance = LineBand(border, 0.0, 0.0).distance_m(lon, lat)
    signed = np.where(mali.contains(lon, lat), distance, -distance)
    expected = np.maximum(np.maximum(low_m - signed, signed - high_m), 0.0)
    assert depth.violation_m(lon, lat) == pytest.approx(expected, abs=1e-6)


def test_both_names_of_the_antimeridian_are_inside():
    area = Area(shapely.box(-180, 0, -170, 10))
    assert area.violation_m([180.0, -180.0], [5.0, 5.0]).tolist() == [0.0, 0.0]


def test_dense_geodesic_edges_leave_a_ring_closed():
    xy = [
        (2.89429, 19.916475),
        (2.883544, 19.905927),
        (2.879434, 19.884045),
        (2.886239, 19.884943),
        (2.906809, 19.879943),
    ]
    assert Area(shapely.Polygon(xy), edges="geodesic").region().is_valid


def test_the_antipode_belongs_to_every_direction_without_an_end():
    from geoevents.earth import ArcBand

    band = ArcBand(2.9, 19.9, 1_000.0, float("inf"), 0.0, 45.0)
    generator = np.random.default_rng(2)
    lon, lat = generator.uniform(-177.6, -176.6, 400), generator.uniform(-20.4, -19.4, 400)
    inside = band.violation_m(lon, lat) == 0.0
    assert inside.any()
    assert shapely.intersects_xy(band.region(), lon[inside], lat[inside]).all()
