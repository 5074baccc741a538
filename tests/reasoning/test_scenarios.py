"""Every scenario of every case can be solved: no choice on an axis leaves the solver without an answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import shapely

from geoevents.earth import corrected_center
from geoevents.model import Scenario
from geoevents.read.case import read_case
from geoevents.reasoning.check import check
from geoevents.reasoning.places import candidates_of_case
from geoevents.reasoning.regions import polygons_of
from geoevents.reasoning.scenario import changed, choices, chosen_on, scenario_of
from geoevents.reasoning.solve import solve

CASES = sorted(Path("data/cases").glob("*.yaml"))
AXES = ("border_error", "edges")
"""Of all axes these two, with places and suppositions: all of them take minutes."""


def single_changes(case):
    base = scenario_of(case)
    for axis in AXES:
        for choice in choices(axis):
            if choice != chosen_on(base, axis) and choice != "exact":
                yield axis, choice
    for name, found in candidates_of_case(case).items():
        for place in found[1:2]:
            yield f"place:{name}", place.id
    for supposition in case.suppositions:
        yield f"suppose:{supposition.id}", "with"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_single_change_can_be_solved(path):
    case = read_case(path)
    for axis, choice in single_changes(case):
        solved = solve(case, changed(scenario_of(case), axis, choice))
        answers = [event.combined for event in solved.events if event.combined is not None]
        assert {answer.status for answer in answers} <= {"satisfiable", "unsatisfiable", "undecided"}
        for answer in answers:
            assert bool(answer.fixes) == (answer.region is not None)
            assert all(fix.radius_m > 0.01 for fix in answer.fixes)


def test_a_sliver_holds_no_position():
    sliver = shapely.Polygon([(36.0, 35.9), (36.0 + 3e-9, 35.9), (36.0, 35.9 + 4e-9)])
    assert polygons_of(sliver) is None
    assert polygons_of(shapely.union(sliver, shapely.box(36.1, 35.9, 36.2, 36.0))).area == pytest.approx(0.01)
    lon, lat, radius_m = corrected_center(sliver)
    assert (lon, lat) == pytest.approx((36.0, 35.9), abs=1e-8)
    assert radius_m < 0.002


HEAD = """\
geoevents: 1
title: t
sources: { a: { name: A } }
events: { e: strike, f: crash }
claims:
"""


@pytest.mark.parametrize(
    ("claims", "links", "verdict"),
    [
        (["event: e, at: 90 N 10 E", "event: e, at: 89.9999 N 10 E"], [], "consistent"),
        (["event: e, at: 90 N 10 E", "event: f, at: 90 S 0 E"], ["read: f 5 km from e, by: a"], "inconsistent"),
        (["event: e, at: 90.00 S 0 E", "event: e, at: 89.996 S 0 E"], [], "consistent"),
    ],
)
def test_positions_at_the_poles(claims, links, verdict):
    text = HEAD + "".join(f"  - {{ by: a, {claim} }}\n" for claim in claims)
    text += "links:\n" * bool(links) + "".join(f"  - {{ {link} }}\n" for link in links)
    assert check(read_case(text=text), replace(Scenario(), convention="decimal")).verdict == verdict
