"""Who lies at a heading from somewhere in a region stays in the sector around it."""

import numpy as np
import pytest
import shapely

from geoevents.earth import ArcBand, Disc, Ring, destination, sector_around

PLACES = [(2.97, 19.95), (179.99, 65.0), (-68.3, -54.8), (15.6, 78.2)]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("radius_m", [0.0, 300.0, 12_000.0])
@pytest.mark.parametrize(("heading_deg", "half_deg"), [(0.0, 45.0), (135.0, 22.5), (270.0, 1.0), (350.0, 11.25)])
@pytest.mark.parametrize("high_m", [500.0, 40_000.0])
def test_all_at_a_heading_are_kept(place, radius_m, heading_deg, half_deg, high_m):
    around = sector_around(Disc(*place, radius_m).region(), high_m, heading_deg, half_deg)
    assert around.is_valid
    random = np.random.default_rng(8)
    count = 600
    away = np.where(np.arange(count) % 2, radius_m, radius_m * np.sqrt(random.uniform(0, 1, count)))
    one = destination(*place, random.uniform(0, 360, count), away)
    # A third of them at the ends of what the heading allows, half of them as far as can be.
    turn = heading_deg + random.choice([-half_deg, half_deg, 0.0], count) * random.choice([1.0, 0.5], count)
    reach = np.where(np.arange(count) % 4 < 2, high_m, random.uniform(0.0, high_m, count))
    lon, lat = destination(*one, turn, reach)
    assert shapely.intersects_xy(around, lon, lat).all()


@pytest.mark.parametrize("place", PLACES[:2])
def test_what_lies_behind_is_left_out(place):
    around = sector_around(Disc(*place, 100.0).region(), 5_000.0, 180.0, 22.5)
    lon, lat = destination(*place, np.array([0.0, 90.0, 270.0, 130.0, 230.0]), np.full(5, 2_000.0))
    assert not shapely.intersects_xy(around, lon, lat).any()
    lon, lat = destination(*place, np.array([180.0, 165.0]), np.full(2, 2_000.0))
    assert shapely.intersects_xy(around, lon, lat).all()


@pytest.mark.parametrize(
    "region", [Ring(2.97, 19.95, 9_000.0, 9_500.0), ArcBand(2.97, 19.95, 0.0, 9_000.0, 45.0, 45.0)]
)
def test_seen_from_the_other_end_it_is_the_way_back(region):
    # b lies north of a: then a lies in the sector south of b, with the convergence of the meridians on top.
    random = np.random.default_rng(2)
    azimuth = random.uniform(0.0, 90.0, 800)
    one = destination(2.97, 19.95, azimuth, np.full(800, 9_000.0))
    there = destination(*one, random.uniform(-22.5, 22.5, 800), random.uniform(0.0, 30_000.0, 800))
    back = sector_around(shapely.MultiPoint(np.column_stack(there)).convex_hull, 30_000.0, 180.0, 22.5)
    assert shapely.intersects_xy(back, *one).all()
    forth = sector_around(region.region(), 30_000.0, 0.0, 22.5)
    assert shapely.intersects_xy(forth, *there).all()


def test_far_away_no_heading_is_followed():
    around = sector_around(Disc(2.97, 19.95, 100.0).region(), 400_000.0, 0.0, 22.5)
    assert shapely.contains_xy(around, 2.97, 17.0)
