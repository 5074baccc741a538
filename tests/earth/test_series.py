"""The series for geodesics against Karney's algorithm, by pyproj."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import Geod

from geoevents.earth.pieces import to_space
from geoevents.earth.series import FAR_STEPS, NEAR_STEPS, ellipsoid_of, inverse

# mprts, with a flattening of 1/191, is the flattest ellipsoid that pyproj names.
NAMES = ["WGS84", "sphere", "mprts"]


def pairs(geod, count, longest_m):
    """Pairs of positions at all latitudes, azimuths and distances, poles and meridians among them."""
    random = np.random.default_rng(2)
    lon, lat = random.uniform(-180, 180, count), np.degrees(np.arcsin(random.uniform(-1, 1, count)))
    azimuth = random.uniform(-180, 180, count)
    lat[: count // 20] = random.choice([-90.0, 0.0, 90.0], count // 20)
    azimuth[count // 40 : count // 10] = random.choice([-90.0, 0.0, 90.0, 180.0], count // 10 - count // 40)
    metres = 10 ** random.uniform(0, np.log10(longest_m), count)
    x, y, _ = geod.fwd(lon, lat, azimuth, metres)
    return lon, lat, np.asarray(x), np.asarray(y)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("steps", "longest_m"), [(NEAR_STEPS, 10e6), (FAR_STEPS, 18.7e6)])
def test_length_and_directions_agree_with_karney(name, steps, longest_m):
    geod = Geod(ellps=name)
    lon, lat, x, y = pairs(geod, 40_000, longest_m)
    azimuth, back, metres = geod.inv(lon, lat, x, y)
    way = inverse(ellipsoid_of(geod), to_space(lon, lat, geod).T, to_space(x, y, geod).T, steps)
    assert np.abs(way.length_m - metres).max() < 2e-7
    # Directions by how far they lead aside; at a pole a position has the meridian of its rounding, here as there.
    for sine, cosine, stated in ((way.sin1, way.cos1, azimuth), (way.sin2, way.cos2, np.asarray(back) + 180.0)):
        aside = np.abs(sine * np.cos(np.radians(stated)) - cosine * np.sin(np.radians(stated))) * metres
        assert aside.max() < 3e-4
        assert np.abs(np.hypot(sine, cosine) - 1.0)[metres > 1e3].max() < 1e-9


@pytest.mark.parametrize("name", NAMES)
def test_reduced_length_is_how_far_neighbours_part(name):
    geod = Geod(ellps=name)
    lon, lat, x, y = pairs(geod, 4_000, 18e6)
    way = inverse(ellipsoid_of(geod), to_space(lon, lat, geod).T, to_space(x, y, geod).T, FAR_STEPS)
    azimuth, _, metres = geod.inv(lon, lat, x, y)
    turn = 1e-4
    ends = [geod.fwd(lon, lat, azimuth + np.degrees(side * turn), metres)[:2] for side in (-1, 1)]
    apart = geod.inv(*ends[0], *ends[1])[2]
    assert np.abs(np.abs(way.reduced_m) - apart / (2 * turn)).max() < 0.2
    # Its growth along the way is the scale.
    longer = geod.fwd(lon, lat, azimuth, metres + 100.0)[:2]
    further = inverse(ellipsoid_of(geod), to_space(lon, lat, geod).T, to_space(*longer, geod).T, FAR_STEPS)
    assert np.abs((further.reduced_m - way.reduced_m) / 100.0 - way.scale).max() < 2e-5


def test_the_same_position_twice_is_no_way_at_all():
    geod = Geod(ellps="WGS84")
    at = to_space(np.array([0.0, 10.0, 20.0, 30.0]), np.array([0.0, 45.0, 90.0, -90.0]), geod).T
    way = inverse(ellipsoid_of(geod), at, at)
    assert np.abs(way.length_m).max() < 1e-8
    assert np.isfinite(way.sin2 + way.cos2 + way.reduced_m + way.scale).all()
