"""The circle around a region, and the ratios that Darwin Core asks for."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geoevents.earth import Disc, area_m2, corrected_center, inverse
from geoevents.pointradius.circle import around, circle_area_m2, spatial_fit


@given(st.floats(-180, 180), st.floats(-89, 89), st.floats(10, 200_000))
def test_circle_holds_what_is_printed(lon: float, lat: float, radius_m: float) -> None:
    region = Disc(lon, lat, radius_m).region()
    circle = around(region, lon, lat)
    corners = shapely.get_coordinates(circle.footprint)
    assert inverse(circle.lon, circle.lat, corners[:, 0], corners[:, 1])[2].max() <= circle.radius_m
    assert circle.radius_m <= radius_m + 3
    assert circle.fit is not None
    # A disc is its own circle, but for the metre that is rounded up and what the outline adds.
    assert 1.0 <= circle.fit <= ((radius_m + 3) / radius_m) ** 2 + 1e-3


def test_fit_of_a_square() -> None:
    square = shapely.box(0.0, 0.0, 0.01, 0.01)
    lon, lat, radius_m = corrected_center(square)
    circle = around(square, lon, lat)
    assert circle.fit == pytest.approx(math.pi * math.ceil(radius_m) ** 2 / area_m2(square), rel=1e-3)


def test_circle_that_loses_a_corner_fits_nothing() -> None:
    square = shapely.box(0.0, 0.0, 0.01, 0.01)
    assert spatial_fit(square, 0.005, 0.005, 700.0) == 0.0
    assert spatial_fit(square, 0.005, 0.005, 800.0) > 1.0  # type: ignore[operator]


def test_region_without_area_has_no_fit() -> None:
    assert spatial_fit(shapely.Polygon([(0, 0), (1, 0), (2, 0)]), 0.0, 0.0, 5.0) is None


@pytest.mark.parametrize("radius_m", [1.0, 1e4, 1e6, 1.999e6, 2.001e6, 1e7])
def test_area_of_a_circle(radius_m: float) -> None:
    cap = 2 * math.pi * 6_371_007.181**2 * (1 - math.cos(radius_m / 6_371_007.181))
    # On the ellipsoid circles of one radius differ by a few thousandths between equator and pole.
    for lat in (-90.0, -45.0, 0.0, 60.0, 90.0):
        assert circle_area_m2(20.0, lat, radius_m) == pytest.approx(cap, rel=7e-3)


def test_areas_sum_to_the_globe() -> None:
    assert circle_area_m2(0.0, 0.0, 3e7) == pytest.approx(510_065_621e6, rel=1e-6)


def test_smallest_regions_stay_rings() -> None:
    speck = shapely.box(1e-9, 1e-9, 2e-9, 2e-9)
    circle = around(speck, 1.5e-9, 1.5e-9)
    assert circle.radius_m == 1
    assert circle.fit is None
    assert len(shapely.get_coordinates(circle.footprint)) >= 4
    assert np.isfinite(shapely.get_coordinates(circle.footprint)).all()
