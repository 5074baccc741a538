"""The other end of a distance stays in the ring around the region."""

import numpy as np
import pytest
import shapely

from geoevents.earth.dilate import ring_around
from geoevents.earth.geodesic import destination
from geoevents.earth.shapes import Disc, Ring


@pytest.mark.parametrize("radius_m", [0.0, 0.5, 300.0, 5_000.0])
@pytest.mark.parametrize(("low_m", "high_m"), [(440.5, 441.5), (0.0, 100.0), (20_000.0, 21_000.0)])
@pytest.mark.parametrize("place", [(2.97, 19.95), (179.999, 65.0)])
def test_the_other_end_is_kept(place, radius_m, low_m, high_m):
    around = ring_around(Disc(*place, radius_m).region(), low_m, high_m)
    assert around.is_valid
    random = np.random.default_rng(3)
    count = 4_000
    # Half of the first ends lie on the circle itself, half of the distances are the extreme ones.
    out = np.where(np.arange(count) % 2, radius_m, radius_m * np.sqrt(random.uniform(0, 1, count)))
    one = destination(*place, random.uniform(0, 360, count), out)
    reach = np.where(np.arange(count) % 4 < 2, random.choice([low_m, high_m], count), random.uniform(low_m, high_m))
    lon, lat = destination(*one, random.uniform(0, 360, count), reach)
    assert shapely.intersects_xy(around, lon, lat).all()


def test_what_no_end_reaches_is_left_out():
    around = ring_around(Disc(2.97, 19.95, 300.0).region(), 440.5, 441.5)
    for radius_m, expected in ((139.0, False), (141.5, True), (741.0, True), (743.0, False)):
        lon, lat = destination(2.97, 19.95, np.arange(0.0, 360.0, 10.0), np.full(36, radius_m))
        assert (shapely.intersects_xy(around, lon, lat) == expected).all()


def test_around_a_ring_the_middle_stays_possible():
    around = ring_around(Ring(2.97, 19.95, 900.0, 1_000.0).region(), 900.0, 1_000.0)
    assert shapely.contains_xy(around, 2.97, 19.95)


def test_without_an_upper_end_the_rest_of_the_world_stays():
    around = ring_around(Disc(2.97, 19.95, 10.0).region(), 1_000.0, np.inf)
    assert shapely.contains_xy(around, -100.0, 40.0)
    assert not shapely.contains_xy(around, 2.97, 19.95)
