"""Clauses about land, coast and waters: where they put an event, on which axes they turn, what is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import shapely

from geoevents import atlas
from geoevents.atlas.coast import ERROR_M, coast, land
from geoevents.earth import LineIndex
from geoevents.errors import GeoEventsError, GeometryError, UnknownBorderError
from geoevents.locality import parse
from geoevents.model import Clause, Scenario
from geoevents.reasoning.answer import answer
from geoevents.reasoning.constrain import Constraint, constrain, require_lines
from geoevents.reasoning.locate import locate
from geoevents.reasoning.scenario import axes_of

# The point that Iran stated on 20 June 2019.
LON, LAT = 57 + 2 / 60 + 25 / 3600, 25 + 59 / 60 + 43 / 3600
# The boarding of 23 March 2007 as the British side gave it: 29 50.36 N 48 43.08 E.
BOARDED = (48 + 43.08 / 60, 29 + 50.36 / 60)
PLAIN = Scenario()
STATED = replace(PLAIN, border_error="stated")


def clause(text: str) -> Clause:
    (found,) = parse(text).clauses
    return found


def solved(text: str, scenario: Scenario = PLAIN) -> Constraint:
    return constrain(clause(text), scenario, {})


def miss_m(text: str, lon: float, lat: float, scenario: Scenario = PLAIN) -> float:
    return float(solved(text, scenario).shape.violation_m([lon], [lat])[0])


def test_from_land_is_the_distance_to_the_nearest_land() -> None:
    # 15.13 km from Natural Earth's Iranian coast (tests/atlas/test_coast.py).
    assert miss_m("15.1 km from the nearest Iranian land", LON, LAT) == 0.0
    assert miss_m("34 km from the nearest Iranian land", LON, LAT) == pytest.approx(33_500 - 15_132, abs=1.0)
    # On land it is nothing, and land of other countries is as far as it is.
    assert miss_m("2 km from Iranian land", 55.0, 32.0) == pytest.approx(1_500.0)
    # The point's nearest land of all is Iran's.
    assert miss_m("15.1 km from land", LON, LAT) == 0.0


def test_two_stated_distances_need_more_than_nine_miles() -> None:
    # 33.5 - 15.132 = 18.37 km = 9.92 NM between the points; nine to the mile is 17.59 km at most.
    nowhere = locate("34 km from the nearest Iranian land and 9 NM from 25°59'43\"N 57°02'25\"E")
    (reading,) = nowhere.readings
    assert reading.answer.status == "unsatisfiable"
    assert reading.answer.gap_m is not None
    assert reading.answer.gap_m[1] == pytest.approx((18_368 - 17_594) / 2, abs=5.0)
    wide = locate("34 km from the nearest Iranian land and 9 NM {18.3..18.5 km} from 25°59'43\"N 57°02'25\"E").readings[
        0
    ]
    assert wide.answer.status == "satisfiable"
    (fix,) = wide.answer.fixes
    assert fix.radius_m < 3_000.0
    assert (fix.lon, fix.lat) == pytest.approx((56.87, 25.94), abs=0.02)


@pytest.mark.parametrize(
    "text", ["12 NM off the coast of Iran", "within 3 NM of the coast of Iran", "5 km inland from the coast of Iran"]
)
def test_a_coast_has_two_sides(text: str) -> None:
    constraint = solved(text)
    random = np.random.default_rng(4)
    lon, lat = random.uniform(55.5, 58.0, 3_000), random.uniform(25.0, 27.5, 3_000)
    distance = LineIndex(coast("IR")).nearest(lon, lat).distance_m
    low, high = constraint.step.values["low_m"], constraint.step.values["high_m"]
    expected = (distance >= low) & (distance <= high)
    on_land = shapely.intersects_xy(land(), lon, lat)
    if "off" in text:
        expected &= ~on_land
    if "inland" in text:
        expected &= shapely.intersects_xy(land("IR"), lon, lat)
    assert expected.any()
    assert ((constraint.shape.violation_m(lon, lat) == 0) == expected).all()
    region = constraint.shape.region((55.5, 25.0, 58.0, 27.5))
    assert not (expected & ~shapely.intersects_xy(region, lon, lat)).any()


def test_the_land_is_the_same_on_every_border_dataset() -> None:
    for text in ("34 km from the nearest Iranian land", "12 NM off the coast of Iran"):
        here, there = solved(text), solved(text, replace(PLAIN, borders="ne-10m", edges="geodesic"))
        random = np.random.default_rng(5)
        lon, lat = random.uniform(50.0, 60.0, 500), random.uniform(24.0, 30.0, 500)
        np.testing.assert_array_equal(here.shape.violation_m(lon, lat), there.shape.violation_m(lon, lat))
        assert here.step.values["land"] == there.step.values["land"] == "ne-10m"
        assert here.step.values["land_date"]
        assert here.step.values["coast_uncertainty_m"] == ERROR_M


def test_the_stated_error_of_the_coast_widens_what_is_measured_from_it() -> None:
    for text in ("12 NM off the coast of Iran", "1 km off the coast of Iran", "15 km from Iranian land"):
        plain, stated = solved(text), solved(text, STATED)
        random = np.random.default_rng(6)
        lon, lat = random.uniform(55.5, 58.0, 2_000), random.uniform(25.0, 27.5, 2_000)
        before, after = plain.shape.violation_m(lon, lat), stated.shape.violation_m(lon, lat)
        assert (after <= before + 1e-6).all()
        # What misses by less than the error is allowed when the line may be off by as much.
        at_sea = ~shapely.intersects_xy(land(), lon, lat)
        assert (after[at_sea & (before < ERROR_M)] < 1e-6).all()
    # A shore that may be off by its error may have the sea on this side of where it is drawn.
    text = "less than 1 km off the coast of Iran"
    behind = shapely.intersects_xy(land(), lon, lat) & (LineIndex(coast("IR")).nearest(lon, lat).distance_m < 2_000.0)
    assert behind.any()
    assert (solved(text).shape.violation_m(lon[behind], lat[behind]) > 0).all()
    near = LineIndex(coast("IR")).nearest(lon[behind], lat[behind]).distance_m < ERROR_M - 1.0
    assert (solved(text, STATED).shape.violation_m(lon[behind], lat[behind])[near] == 0).all()


def test_on_foreign_land_the_larger_error_of_borders_counts() -> None:
    # 30 km into Iraq from where ne-10m draws the border: the line there is good to 3.7 km, the coast to 3 km.
    assert atlas.dataset("ne-10m").uncertainty_m > ERROR_M
    index = LineIndex(atlas.border("IQ", "IR", dataset="ne-10m").lines)
    far = 10_000.0 + 500.0 + 3_400.0
    lon, lat = next(
        (float(x), float(y))
        for y in (33.0, 33.2, 33.4)
        for x in np.linspace(44.0, 46.5, 4_001)
        if abs(index.nearest([x], [y]).distance_m[0] - far) < 40.0 and not land("IR").contains(shapely.Point(x, y))
    )
    assert miss_m("10 km from Iranian land", lon, lat) == pytest.approx(3_400.0, abs=50.0)
    assert miss_m("10 km from Iranian land", lon, lat, STATED) == 0.0


def test_depth_in_waters_is_measured_from_the_border_at_sea() -> None:
    lines = atlas.border("IQ", "IR", kind="maritime").lines
    depth_nm = LineIndex(lines).nearest(*([value] for value in BOARDED)).distance_m[0] / 1852
    assert depth_nm == pytest.approx(2.54, abs=0.01)
    assert miss_m("2.5 NM inside Iraqi territorial waters", *BOARDED) == 0.0
    assert miss_m("1.7 NM inside Iraqi territorial waters", *BOARDED) == pytest.approx(
        (depth_nm - 1.75) * 1852, abs=1.0
    )
    assert miss_m("2.5 NM inside Iraq", *BOARDED) == 0.0
    # The end of the border on land is more than three times as far.
    assert LineIndex(atlas.border("IQ", "IR").lines).nearest(*([x] for x in BOARDED)).distance_m[0] > 10_000.0
    assert miss_m("2.5 NM from the Iraqi-Iranian maritime border", *BOARDED) == 0.0


def test_waters_are_the_part_of_a_territory_that_is_sea() -> None:
    assert miss_m("in Iraqi territorial waters", *BOARDED) == 0.0
    assert miss_m("in Iraqi territorial waters", 44.4, 33.3) > 10_000.0  # Baghdad
    assert miss_m("in Iraq", 44.4, 33.3) == 0.0
    assert miss_m("never entered Iraqi territorial waters", *BOARDED) > 1_000.0
    assert miss_m("never entered Iraqi territorial waters", 44.4, 33.3) == 0.0
    assert miss_m("never entered Iraqi territorial waters", LON, LAT) == 0.0


def test_depth_regions_lose_no_position() -> None:
    for scenario in (PLAIN, STATED, replace(PLAIN, depth="up to")):
        shape = solved("1.7 NM inside Iraqi territorial waters", scenario).shape
        random = np.random.default_rng(7)
        lon, lat = random.uniform(48.2, 49.0, 20_000), random.uniform(29.4, 30.1, 20_000)
        allowed = shape.violation_m(lon, lat) == 0
        assert allowed.any()
        assert not (allowed & ~shapely.intersects_xy(shape.region(), lon, lat)).any()


@pytest.mark.parametrize(
    ("text", "dataset", "message"),
    [
        ("1.7 NM inside Iraqi territorial waters", "ne-10m", "ne-10m draws no waters"),
        ("in Iraqi territorial waters", "ne-10m", "ne-10m draws no waters"),
        ("never entered Iraqi territorial waters", "ne-10m", "ne-10m draws no waters"),
        ("2 NM from the Iraqi-Iranian maritime border", "ne-10m", "Iraq and Iran"),
        ("12 NM off the coast of Mali", "osm-2026c", "Mali has no coast"),
        ("in Malian territorial waters", "osm-2026c", "Mali has no coast"),
        ("5 km inland from the coast of Chad", "osm-2026c", "Chad has no coast"),
    ],
)
def test_what_is_not_drawn_is_refused(text: str, dataset: str, message: str) -> None:
    with pytest.raises(UnknownBorderError, match=message):
        solved(text, replace(PLAIN, borders=dataset))
    with pytest.raises(GeoEventsError, match=message):
        require_lines(clause(text), dataset)


def test_land_of_a_country_without_a_coast_is_land_all_the_same() -> None:
    assert miss_m("2 km from Malian land", -8.0, 12.65) == pytest.approx(1_500.0)


def test_the_coasts_of_the_world_need_something_else() -> None:
    with pytest.raises(GeometryError, match="near what"):
        answer([solved("12 NM off the coast")], "osm-2026c")
    found = locate("12 NM off the coast and 30 km from 25°59'43\"N 57°02'25\"E").readings[0]
    assert found.answer.status == "satisfiable"


def test_on_which_axes_they_turn() -> None:
    assert axes_of([clause("34 km from the nearest Iranian land")]) == ("border_error", "convention")
    assert axes_of([clause("12 NM off the coast")]) == ("border_error", "convention")
    assert set(axes_of([clause("2 NM inside Iraqi waters")])) == {
        "borders",
        "border_error",
        "convention",
        "depth",
        "edges",
    }
    assert set(axes_of([clause("in Iraqi waters")])) == {"borders", "border_error", "edges"}
