"""Clauses that are measured from places: where they put an event, what they turn on, and that ledgers replay."""

from __future__ import annotations

import json

import numpy as np
import pytest
import shapely

import geoevents as ge
from geoevents.earth import destination, inverse
from geoevents.gazetteer.areas import area_of
from geoevents.locality import parse
from geoevents.model import Place, Scenario
from geoevents.reasoning.constrain import constrain
from geoevents.reasoning.places import candidates_of
from geoevents.reasoning.replay import ledgers_in, replay
from geoevents.reasoning.scenario import REACH, axes_of, rest_on_near
from geoevents.write.json import solution_json

GAO, KIDAL = (-0.0447, 16.2717), (1.4078, 18.4411)
PLACES = {
    "Gao": Place("own:gao", "Gao", "ML", *GAO, 5_000.0, "own"),
    "Kidal": Place("own:kidal", "Kidal", "ML", *KIDAL, 3_000.0, "own"),
}


def made(text: str, scenario: Scenario | None = None):
    (clause,) = parse(text).clauses
    return constrain(clause, scenario or Scenario(), PLACES)


def off(text: str, lon: float, lat: float, scenario: Scenario | None = None) -> float:
    return float(made(text, scenario).shape.violation_m([lon], [lat])[0])


def from_place(place: tuple[float, float], azimuth: float, distance_m: float) -> tuple[float, float]:
    lon, lat = destination(*place, azimuth, distance_m)
    return float(lon), float(lat)


@pytest.mark.parametrize(
    ("text", "azimuth", "distance_m", "inside"),
    [
        ("south of Kidal", 180, 30_000, True),
        ("south of Kidal", 224, 49_000, True),
        ("south of Kidal", 90, 30_000, False),
        ("south of Kidal", 180, 55_000, False),
        ("near Kidal", 10, 17_900, True),
        ("near Kidal", 10, 18_100, False),
        ("in Kidal", 10, 2_900, True),
        ("in Kidal", 10, 3_100, False),
        ("on the outskirts of Kidal", 10, 7_900, True),
        ("on the outskirts of Kidal", 10, 8_100, False),
        ("just outside Kidal", 10, 4_000, True),
        ("just outside Kidal", 10, 2_000, False),
        ("8 km E and 6 km N of Kidal", 53.13, 10_000, True),
        ("6 km N and 8 km E of Kidal", 53.13, 10_000, True),
        ("8 km W and 6 km S of Kidal", 233.13, 10_000, True),
        ("8 km E and 6 km N of Kidal", 53.13, 11_000, False),
        ("8 km SE and 6 km NE of Kidal", 135 - 36.87, 10_000, True),
        ("5 km north or northeast of Kidal", 60, 5_000, True),
        ("5 km north or northeast of Kidal", 90, 5_000, False),
        ("Kidal, S 8km", 180, 8_000, True),
    ],
)
def test_where_it_is(text, azimuth, distance_m, inside):
    lon, lat = from_place(KIDAL, azimuth, distance_m)
    assert (off(text, lon, lat) == 0.0) is inside
    assert not inside or shapely.intersects_xy(made(text).shape.region(), lon, lat)


def test_between_is_the_circle_over_the_way():
    azimuth, _, apart = (float(value) for value in inverse(*GAO, *KIDAL))
    middle = from_place(GAO, azimuth, apart / 2)
    for share, inside in ((0.01, True), (0.99, True), (-0.05, False), (1.05, False)):
        assert (off("between Gao and Kidal", *from_place(GAO, azimuth, share * apart)) == 0.0) is inside
    # The larger extent of the two is added to half of the way.
    for distance, inside in ((apart / 2 + 4_900, True), (apart / 2 + 5_100, False)):
        assert (off("between Gao and Kidal", *from_place(middle, azimuth + 90, distance)) == 0.0) is inside
        assert (off("on the road from Gao to Kidal", *from_place(middle, azimuth + 90, distance)) == 0.0) is inside
    for distance, inside in ((apart / 10 + 4_900, True), (apart / 10 + 5_100, False)):
        assert (off("halfway between Gao and Kidal", *from_place(middle, azimuth, distance)) == 0.0) is inside


def test_offsets_at_right_angles_have_axes_of_extent_and_rounding_only():
    (clause,) = parse("8 km E and 6 km N of Kidal").clauses
    assert axes_of([clause]) == ("convention", "extent")
    lon, lat = from_place(KIDAL, 53.13, 13_500)
    assert off("8 km E and 6 km N of Kidal", lon, lat) > 0
    assert off("8 km E and 6 km N of Kidal", lon, lat, Scenario(extent="edge")) == 0


def test_vague_words_scale_with_near_and_are_soft():
    for text, relation in (
        ("near Kidal", "near"),
        ("south of Kidal", "toward"),
        ("on the outskirts of Kidal", "outskirts"),
        ("just outside Kidal", "just outside"),
    ):
        (clause,) = parse(text).clauses
        assert rest_on_near([clause]) == (clause,)
        assert made(text).soft
        reach = 3_000.0 + 30_000.0 * REACH[relation]
        wide = Scenario(near_m=30_000.0)
        assert off(text, *from_place(KIDAL, 180, reach - 50), wide) == 0.0
        assert off(text, *from_place(KIDAL, 180, reach + 50), wide) > 0.0
    (clause,) = parse("in Kidal").clauses
    assert rest_on_near([clause]) == ()


def test_a_tripoint_is_that_of_the_scenario_s_dataset():
    from geoevents.atlas.tripoints import tripoint

    text = "10 km from the tripoint of Mali, Niger and Algeria"
    (clause,) = parse(text).clauses
    assert {"borders", "border_error"} <= set(axes_of([clause]))
    for dataset in ("osm-2026c", "ne-10m"):
        here = from_place(tripoint("DZ", "ML", "NE", dataset), 77.0, 10_000)
        assert off(text, *here, Scenario(borders=dataset)) == 0.0
    here = from_place(tripoint("DZ", "ML", "NE", "osm-2026c"), 77.0, 10_000)
    assert off(text, *here, Scenario(borders="ne-10m")) > 100.0


def test_an_area_is_its_outline_and_its_error_is_on_the_axis_of_borders():
    found = ge.locate("in Kidal region and 20 km from Kidal, Mali", pick=1)
    assert [reading.answer.status for reading in found.readings] == ["satisfiable"]
    assert [place.id for place in found.readings[0].places] == [
        "ne-10m-admin1:MLI-2689",
        found.readings[0].places[1].id,
    ]
    (clause,) = parse("in Kidal region").clauses
    places = {name: places[0] for name, places in candidates_of([clause]).items()}
    plain, stated = (constrain(clause, Scenario(border_error=error), places) for error in ("none", "stated"))
    lon, lat = 1.4078, 18.4411
    assert plain.shape.violation_m([lon], [lat])[0] == 0.0
    far = plain.shape.violation_m([GAO[0]], [GAO[1]])[0] - stated.shape.violation_m([GAO[0]], [GAO[1]])[0]
    assert far == pytest.approx(area_of("ne-10m-admin1:MLI-2689").uncertainty_m, abs=1.0)


def test_or_leaves_both_ways_open_and_and_binds_closer():
    text = "near Gao or 20 km from Kidal and south of Kidal"
    near_gao, south_of_kidal = from_place(GAO, 10, 10_000), from_place(KIDAL, 180, 20_000)
    north_of_kidal = from_place(KIDAL, 0, 20_000)
    assert [off(text, *at) == 0.0 for at in (near_gao, south_of_kidal, north_of_kidal)] == [True, True, False]
    found = ge.locate("near Gao, Mali or near Kidal, Mali")
    assert len(found.readings[0].answer.fixes) == 2


CASE = """
geoevents: 1
title: Every kind of clause
sources: {a: {name: A}, b: {name: B}, c: {name: C}}
events: {strike: {kind: strike}, crash: {kind: crash}}
claims:
  - {by: a, event: strike, says: "on the road between Gao and Kidal, in Gao region"}
  - {by: b, event: strike, says: "8 km E and 6 km N of Bourem"}
  - {by: c, event: strike, says: "either near Kidal, Mali or on the outskirts of Gao, Mali"}
  - {by: a, event: crash, says: "south of Kidal, Mali"}
  - {by: b, event: crash, says: "halfway between Gao and Kidal"}
  - {by: c, event: crash, says: "in the Mali-Niger-Burkina Faso border triangle"}
"""


def test_their_ledgers_replay_and_the_verdict_says_which_figures_are_ours(tmp_path):
    file = tmp_path / "case.yaml"
    file.write_text(CASE, encoding="utf-8")
    case = ge.read_case(file)
    found = dict(ledgers_in(json.loads(json.dumps(solution_json(ge.solve(case)), allow_nan=False))))
    assert len(found) >= 9
    for name, steps in found.items():
        assert replay(steps).differences == (), name
    questions = [question for question in ge.check(case).questions if question.verdict == "depends"]
    told = " ".join(flip.why for question in questions for flip in question.depends_on if flip.axis == "near_m")
    assert "vague words would have to reach" in told
    assert "a border triangle would have to reach" in told


def test_random_positions_meet_the_words_that_are_true_of_them():
    random = np.random.default_rng(3)
    for azimuth, distance in zip(random.uniform(0, 360, 60), random.uniform(1_000, 40_000, 60), strict=True):
        lon, lat = from_place(KIDAL, azimuth, distance)
        turn = np.radians(azimuth)
        north, east = distance * np.cos(turn) / 1000, distance * np.sin(turn) / 1000
        up = f"{abs(north):.1f} km {'N' if north > 0 else 'S'}"
        across = f"{abs(east):.1f} km {'E' if east > 0 else 'W'}"
        assert off(f"{up} and {across} of Kidal", lon, lat) <= 0.02
