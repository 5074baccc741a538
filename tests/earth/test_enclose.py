"""Corrected centers against brute force, parts, areas, separations of known size."""

import numpy as np
import pytest
import shapely

from geoevents.earth.enclose import area_m2, corrected_center, parts, separation
from geoevents.earth.geodesic import WGS84, destination, inverse
from geoevents.earth.shapes import ArcBand, Disc, Ring
from geoevents.errors import GeometryError


def test_the_center_of_a_disc_is_its_centre():
    for lon, lat in ((2.97, 19.95), (180.0, -16.5), (30.0, 89.99)):
        x, y, radius_m = corrected_center(Disc(lon, lat, 15_000.0).region())
        assert float(inverse(lon, lat, x, y)[2]) < 0.5
        assert radius_m == pytest.approx(15_000.0, abs=0.6)


@pytest.mark.parametrize("half_deg", [11.25, 45.0, 120.0])
def test_the_center_of_an_arc_band_is_the_best_position_on_it(half_deg):
    region = ArcBand(2.97, 19.95, 9_500.0, 10_500.0, 200.0, half_deg).region()
    lon, lat, radius_m = corrected_center(region)
    azimuth, distance = np.meshgrid(np.linspace(200 - half_deg, 200 + half_deg, 121), np.linspace(9_500, 10_500, 3))
    x, y = destination(2.97, 19.95, azimuth.ravel(), distance.ravel())
    corner = shapely.get_coordinates(shapely.convex_hull(region))
    farthest = np.max([inverse(x, y, *vertex)[2] for vertex in corner[:: max(1, len(corner) // 80)]], axis=0)
    # The grid of positions is coarse: it may miss the best one by some metres, but never beat it.
    assert farthest.min() - 60.0 <= radius_m <= farthest.min() + 3.0
    assert region.distance(shapely.Point(lon, lat)) < 1e-8


def test_the_center_of_a_ring_is_on_the_ring():
    _, _, radius_m = corrected_center(Ring(2.97, 19.95, 4_000.0, 5_000.0).region())
    assert radius_m == pytest.approx(9_000.0, abs=1.5)


def test_the_center_of_a_wide_region_reaches_all_of_it():
    region = Ring(10.0, 50.0, 300_000.0, 600_000.0).region()
    lon, lat, radius_m = corrected_center(region)
    assert float(inverse(10.0, 50.0, lon, lat)[2]) == pytest.approx(300_000.0, abs=10.0)
    assert radius_m == pytest.approx(900_000.0, abs=10.0)


def test_pieces_that_meet_at_the_antimeridian_are_one_part():
    both = shapely.union_all([Disc(180.0, 10.0, 5_000.0).region(), Disc(20.0, 10.0, 5_000.0).region()])
    assert len(shapely.get_parts(both)) == 3
    assert sorted(len(shapely.get_parts(part)) for part in parts(both)) == [1, 2]


def test_areas():
    assert area_m2(Disc(180.0, 10.0, 5_000.0).region()) == pytest.approx(np.pi * 5_000.0**2, rel=2e-4)
    # Surface of the WGS84 ellipsoid, 510 065 621.7 km2 (NGA.STND.0036, table 3.6).
    assert area_m2(Disc(0.0, 0.0, 2e7).region()) == pytest.approx(510_065_621.7e6, rel=1e-6)
    assert area_m2(Disc(0.0, 90.0, 1_000.0).region()) == pytest.approx(np.pi * 1_000.0**2, rel=1e-3)


@pytest.mark.parametrize("apart_m", [700.0, 21_846.0, 900_000.0, 6_000_000.0])
@pytest.mark.parametrize("lon", [2.97, 179.99])
def test_discs_are_as_far_apart_as_their_centres_less_their_radii(apart_m, lon):
    there = destination(lon, 19.95, 77.0, apart_m)
    distance_m, here, other = separation(Disc(lon, 19.95, 100.0).region(), Disc(*map(float, there), 200.0).region())
    assert distance_m == pytest.approx(apart_m - 300.0, abs=1.0)
    assert distance_m == pytest.approx(WGS84.inv(*here, *other)[2], abs=1e-6)


def test_regions_that_share_a_position_are_not_apart():
    distance_m, here, there = separation(Disc(2.0, 19.0, 500.0).region(), Disc(2.001, 19.0, 500.0).region())
    assert distance_m == 0
    assert here == there


def test_an_empty_region_is_refused():
    with pytest.raises(GeometryError, match="no centre"):
        corrected_center(shapely.Polygon())
    with pytest.raises(GeometryError, match="empty"):
        separation(shapely.Polygon(), shapely.box(0, 0, 1, 1))
    assert area_m2(shapely.Polygon()) == 0
    assert parts(shapely.Polygon()) == ()


def test_hairs_along_the_antimeridian_do_not_part_what_is_one():
    # Overlays leave pieces there that are nanometres wide, and as far from each other.
    east, hair = shapely.box(179.996, 19.95, 180.0, 19.96), shapely.box(-180.0, 19.95, -180.0 + 3.7e-9, 19.96)
    west = shapely.box(-180.0 + 3.8e-9, 19.95, -179.99, 19.96)
    assert len(parts(shapely.MultiPolygon([west, east, hair]))) == 1
    assert len(parts(shapely.MultiPolygon([east, shapely.box(-180.0, 19.97, -179.99, 19.98)]))) == 2
    assert len(parts(shapely.MultiPolygon([shapely.box(-180, 10, 180, 11), shapely.box(-180, 12, -179, 13)]))) == 2
