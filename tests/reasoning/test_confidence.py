"""RFC 7459's rule, with its published figures and against plane geometry."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely

import geoevents as ge
from geoevents import atlas
from geoevents.earth import Disc, Frame, area_m2, destination
from geoevents.errors import GeometryError, QuantityError
from geoevents.reasoning.confidence import confidence_within, lens_m2

# RFC 7459, section 6.3: a region centred at -33.872754, 151.20683; a 95 % circle of 99.10 m whose center is 1915.26 m
# away. The direction does not matter; north is ours.
CENTER = (151.20683, -33.872754)
APART_M = 1915.26


def _estimate(azimuth_deg: float = 0.0) -> Disc:
    lon, lat = destination(*CENTER, azimuth_deg, APART_M)
    return Disc(float(lon), float(lat), 99.10)


@pytest.mark.parametrize("azimuth_deg", [0.0, 25.0, 222.0])
@pytest.mark.parametrize(
    ("radius_m", "probability", "overlap_m2"),
    # The RFC prints 67.8 % and 22,029.7 m2, and 49.8 %, which is 49.87 % cut and not rounded.
    [(1_950.0, 0.678, 22_029.7), (1_920.0, 0.498, None)],
)
def test_the_published_example(azimuth_deg, radius_m, probability, overlap_m2):
    found = ge.confidence_within(_estimate(azimuth_deg), Disc(*CENTER, radius_m), confidence=0.95)
    assert math.floor(found.probability * 1_000) / 1_000 == probability
    assert found.area_m2 == pytest.approx(math.pi * 99.10**2)
    if overlap_m2 is not None:
        assert found.overlap_m2 == pytest.approx(overlap_m2, abs=0.05)


def test_polygons_give_the_same_as_circles():
    estimate, region = _estimate(70.0), Disc(*CENTER, 1_950.0)
    exact = confidence_within(estimate, region).probability
    around = destination(*CENTER, np.linspace(0, 360, 3_601)[:-1], 1_950.0)
    for drawn in (shapely.Polygon(np.column_stack(around)), region.region()):
        assert confidence_within(estimate, drawn).probability == pytest.approx(exact, abs=0.004)
    turned = confidence_within(estimate.region(), region)
    assert turned.probability == pytest.approx(exact, abs=0.004)
    # The outer region of a disc is at most half a metre wider.
    assert turned.area_m2 == pytest.approx(math.pi * 99.10**2, rel=0.011)


def test_half_and_quarter():
    half = shapely.box(2.0, -1.0, 4.0, 1.0)
    assert confidence_within(Disc(2.0, 0.0, 500.0), half, 0.8).probability == pytest.approx(0.4, abs=1e-5)
    quarter = shapely.box(2.0, 0.0, 4.0, 1.0)
    assert confidence_within(Disc(2.0, 0.0, 500.0), quarter, 1.0).probability == pytest.approx(0.25, abs=1e-5)


def test_all_and_nothing():
    estimate = Disc(2.8939169, 19.8679828, 1_000.0)
    assert confidence_within(estimate, atlas.territory("ML", "osm-2026c"), 0.95).probability == pytest.approx(0.95)
    assert confidence_within(estimate, atlas.territory("DZ", "osm-2026c"), 0.95).probability == 0.0
    assert confidence_within(estimate, Disc(2.9, 19.9, 50_000.0), 0.6).probability == 0.6
    assert confidence_within(estimate, Disc(20.9, -19.9, 50.0), 0.6).probability == 0.0
    assert confidence_within(estimate.region(), Disc(20.9, -19.9, 50.0), 0.6).probability == 0.0


@pytest.mark.parametrize("lon", [0.0, 179.999, 180.0, -180.0, -179.999])
def test_the_antimeridian_changes_nothing(lon):
    # A region from the middle of the estimate eastwards, split at the antimeridian as regions are.
    estimate = Disc(lon, 51.0, 5_000.0)
    east = Disc(float(destination(lon, 51.0, 90.0, 5_000.0)[0]), 51.0, 5_000.0)
    expected = 0.95 * lens_m2(5_000.0, 5_000.0, 5_000.0) / (math.pi * 5_000.0**2)
    for one in (estimate, estimate.region()):
        for other in (east, east.region()):
            assert confidence_within(one, other).probability == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize(("one", "other", "apart"), [(10.0, 4.0, 7.0), (10.0, 4.0, 13.9), (5.0, 5.0, 1.0)])
def test_the_lens_against_drawn_circles(one, other, apart):
    drawn = shapely.Point(0, 0).buffer(one, 4_000) & shapely.Point(apart, 0).buffer(other, 4_000)
    assert lens_m2(one, other, apart) == pytest.approx(drawn.area, rel=1e-5)
    assert lens_m2(other, one, apart) == pytest.approx(lens_m2(one, other, apart))


def test_a_plane_true_to_scale():
    # Areas in the plane around a position stretch by about (r / R)^2 / 6: below 0.01 % within 100 km.
    around = Frame(10.0, 60.0).to_plane(shapely.Polygon(np.column_stack(destination(10.0, 60.0, np.arange(360), 1e5))))
    there = area_m2(Frame(10.0, 60.0).to_lonlat(around))
    assert around.area == pytest.approx(there, rel=1e-4)


@pytest.mark.parametrize("confidence", [0.0, -0.1, 1.01, math.nan, 95])
def test_impossible_confidences_are_refused(confidence):
    with pytest.raises(QuantityError, match="confidence"):
        confidence_within(Disc(0, 0, 1), Disc(0, 0, 1), confidence)


@pytest.mark.parametrize(
    ("estimate", "region", "message"),
    [
        (Disc(0, 0, 0.0), Disc(0, 0, 10.0), "0 m from its middle"),
        (Disc(0, 0, math.inf), Disc(0, 0, 10.0), "inf m from its middle"),
        (Disc(0, 0, 2e5), shapely.box(0, 0, 1, 1), "200,000 m"),
        (shapely.box(-5, -5, 5, 5), Disc(0, 0, 10.0), "no small area"),
        (shapely.Polygon(), Disc(0, 0, 10.0), "not valid"),
        (shapely.Polygon([(0, 0), (0.1, 0.1), (0.1, 0), (0, 0.1)]), Disc(0, 0, 10.0), "Self-intersection"),
        (Disc(0, 0, 10.0), shapely.Point(0, 0), "no area"),
        (shapely.box(0, 0, 0.1, 0.1), Disc(0, 0, 2e5), "does not fit"),
    ],
)
def test_what_is_no_area_is_refused(estimate, region, message):
    with pytest.raises(GeometryError, match=message):
        confidence_within(estimate, region)
