"""Claims that are made from a true position can be true, and their region holds that position."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geoevents import atlas
from geoevents.compass import letters
from geoevents.earth import destination, inverse
from geoevents.reasoning.locate import locate
from geoevents.reasoning.measure import measure

DECIMALS = st.integers(0, 2)
NAMES = {"DZ": "Algeria", "ML": "Mali", "NO": "Norway", "SE": "Sweden"}
BORDERS = {"DZ-ML": (2.9, 19.95), "NO-SE": (12.1, 62.6)}


def rounded(metres: float, decimals: int) -> str:
    return f"{metres / 1000:.{decimals}f}"


@st.composite
def reports(draw):
    """A true position near a border, and a phrase that says where it is, rounded as people round."""
    pair = draw(st.sampled_from(sorted(BORDERS)))
    lon0, lat0 = BORDERS[pair]
    lon, lat = lon0 + draw(st.floats(-0.3, 0.3)), lat0 + draw(st.floats(-0.2, 0.2))
    place_lon, place_lat = destination(lon, lat, draw(st.floats(0, 360)), draw(st.floats(2_500, 40_000)))
    # The anchor is stated to a metre, and the way to the true position is reckoned from what is stated.
    place_lon, place_lat = round(float(place_lon), 5), round(float(place_lat), 5)
    azimuth, _, way = (float(value) for value in inverse(place_lon, place_lat, lon, lat))
    points = draw(st.sampled_from([4, 8, 16]))
    heading = letters(round(azimuth / (360 / points)) * (32 // points) % 32)
    anchor = f"{place_lat:.5f} N {place_lon:.5f} E"
    (border,) = measure(lon, lat, to=pair).results
    country = border.country_as_drawn
    decimals = draw(DECIMALS)
    parts = [
        f"{rounded(way, decimals)} km {heading} of {anchor}",
        f"{rounded(way, decimals)} km from {anchor}",
        f"{rounded(border.distance_m, decimals)} km from the border between {NAMES[pair[:2]]} and {NAMES[pair[3:]]}",
        f"inside {NAMES[country]}",
    ]
    if border.distance_m > 600:
        depth = rounded(border.distance_m, decimals)
        whole = atlas.nearest_border(lon, lat, country=country)[0].code
        if whole == pair:
            parts.append(f"{depth} km inside {NAMES[country]}")
    chosen = draw(st.lists(st.sampled_from(parts), min_size=1, max_size=3, unique=True))
    return lon, lat, " and ".join(chosen)


@settings(max_examples=40, deadline=None)
@given(reports(), st.sampled_from(["gbif-2020", "decimal"]))
def test_a_true_report_can_be_true_and_its_region_holds_the_place(report, convention):
    lon, lat, text = report
    location = locate(text, convention=convention)
    assert location.unparsed == ()
    (reading,) = location.readings
    assert reading.status != "unsatisfiable", text
    assert any(shapely.intersects_xy(fix.region, lon, lat) for fix in reading.fixes), text


@settings(max_examples=25, deadline=None)
@given(reports(), st.integers(0, 2**32 - 1))
def test_a_region_holds_every_position_that_meets_all_clauses(report, seed):
    from geoevents.locality import parse
    from geoevents.reasoning.constrain import constrain
    from geoevents.reasoning.regions import intersect
    from geoevents.reasoning.scenario import Scenario

    lon, lat, text = report
    constraints = [constrain(clause, Scenario(), {}) for clause in parse(text).clauses]
    generator = np.random.default_rng(seed)
    azimuth, way = generator.uniform(0, 360, 300), generator.uniform(0, 3_000, 300)
    x, y = destination(np.full(300, lon), np.full(300, lat), azimuth, way)
    x, y = np.append(x, lon), np.append(y, lat)
    meets = np.max([constraint.shape.violation_m(x, y) for constraint in constraints], axis=0) == 0.0
    region, _ = intersect(constraints)
    if meets.any():
        assert region is not None
        assert shapely.intersects_xy(region, x[meets], y[meets]).all(), text


@pytest.mark.parametrize("pair", BORDERS)
def test_the_borders_of_these_reports_are_drawn(pair):
    assert atlas.border(pair[:2], pair[3:]).length_m > 1_000_000
