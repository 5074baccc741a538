"""Distances and sides over what a position may be."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geoevents import atlas
from geoevents.earth import Disc
from geoevents.errors import CoordinateError
from geoevents.reasoning.measure import measure


def test_the_side_of_a_region_is_its_share_of_area():
    # A region cut at the border is mostly border along its edge, and nearly all of it is well inside.
    box = shapely.box(2.6, 19.9, 2.9, 20.1)
    region = shapely.intersection(atlas.territory("ML", "osm-2026c"), box)
    (result,) = measure(2.75, 19.95, to="DZ-ML", region=region).results
    assert result.side == "ML"
    assert result.p_side["ML"] == pytest.approx(0.985, abs=0.006)
    assert result.low_m == 0.0


def test_the_line_through_a_region_makes_the_least_distance_nothing():
    region = Disc(13.0, 64.5, 32_667.155).region()
    (result,) = measure(13.0, 64.5, to="NO-SE", region=region).results
    assert result.low_m == 0.0


def test_the_least_distance_over_a_region_is_found_closely():
    region = Disc(2.8939, 19.868, 5_000.0).region()
    (over,) = measure(2.8939, 19.868, to="DZ-ML", region=region).results
    (at,) = measure(2.8939, 19.868, to="DZ-ML").results
    # The region is at most half a metre wider than the disc.
    assert at.distance_m - 5_000.6 < over.low_m <= at.distance_m - 5_000.0 + 0.01
    assert over.high_m > at.distance_m + 4_000


@pytest.mark.parametrize("radius_m", [-1.0, np.nan, np.inf, 3e7])
def test_impossible_radii_are_refused(radius_m):
    with pytest.raises(CoordinateError):
        measure(2.9, 19.9, radius_m=radius_m)


def test_a_dataset_without_the_country_is_a_warning():
    # Row E44: French Guiana is a country of its own code on one dataset only.
    found = measure(-52.3, 4.9, borders="all")
    assert [result.dataset for result in found.results] == ["osm-2026c"]
    assert any("ne-10m" in warning for warning in found.warnings)
