"""Other scenarios: what is worked out for each is what solving and checking it there gives."""

from __future__ import annotations

from itertools import product

import pytest

from geoevents.model.result import CONSISTENT, DEPENDS, INCONSISTENT
from geoevents.read.case import read_case
from geoevents.reasoning.check import check
from geoevents.reasoning.elsewhere import chosen_of, elsewhere
from geoevents.reasoning.solve import solve

CASE = """
geoevents: 1
title: A small dispute
sources:
  mali: { name: Mali, party: ML }
  algeria: { name: Algeria, party: DZ }
events:
  intrusion: intrusion
  wreck: wreck
claims:
  - { by: mali, event: intrusion, says: within Mali }
  - { by: algeria, event: intrusion, says: 2 km inside Algeria }
  - { by: mali, event: wreck, says: at 19.868 N 2.894 E, when: 2025-04-01 }
suppose:
  one-place: intrusion and wreck at the same place
"""


@pytest.fixture(scope="module")
def verdict(tmp_path_factory):
    file = tmp_path_factory.mktemp("case") / "case.yaml"
    file.write_text(CASE, encoding="utf-8")
    return check(read_case(file))


@pytest.fixture(scope="module")
def switched(verdict):
    return elsewhere(verdict, most=24)


def test_every_combination_is_there_the_default_first(verdict, switched):
    axes = {switch.axis: switch.choices for switch in switched.switches}
    assert set(axes) >= {"borders", "convention", "border_error", "suppose:one-place"}
    assert [one.choices for one in switched.scenarios] == list(product(*axes.values()))
    assert switched.scenarios[0].verdict is verdict
    for one in switched.scenarios:
        there = one.verdict.solution.scenario
        assert tuple(chosen_of(there, axis) for axis in axes) == one.choices


def test_areas_are_those_of_solving_there(switched):
    for one in switched.scenarios[:: max(1, len(switched.scenarios) // 4)]:
        solution = one.verdict.solution
        fresh = solve(solution.case, solution.scenario)
        for here, there in zip(solution.events, fresh.events, strict=True):
            told = [(a.source, a.answer and (a.answer.status, len(a.answer.fixes))) for a in here.accounts]
            assert told == [(a.source, a.answer and (a.answer.status, len(a.answer.fixes))) for a in there.accounts]
            for mine, theirs in zip(here.accounts, there.accounts, strict=True):
                if mine.answer is None or mine.answer.region is None:
                    continue
                assert mine.answer.fixes[0].area_m2 == pytest.approx(theirs.answer.fixes[0].area_m2, rel=1e-9)
            assert (here.combined and here.combined.status) == (there.combined and there.combined.status)
            one_way = {key: m.results[0].distance_m for key, m in here.measures}
            assert one_way == {key: m.results[0].distance_m for key, m in there.measures}


def test_verdicts_are_those_of_the_table(verdict, switched):
    rows = {tuple(sorted(row["scenario"].items())): row for row in verdict.table}
    axes = [switch.axis for switch in switched.switches]
    default = dict(verdict.table[0]["scenario"])
    for one in switched.scenarios[1:]:
        row = rows[tuple(sorted((default | dict(zip(axes, one.choices, strict=True))).items()))]
        for question in one.verdict.questions:
            assert row[question.id] in (question.verdict, "not tried"), (one.choices, question.id)
            assert question.verdict != DEPENDS


def test_supposing_breaks_what_holds_without(switched):
    number = [switch.axis for switch in switched.switches].index("suppose:one-place")
    found = {one.choices[number]: one for one in switched.scenarios if one.choices.count("with") <= 1}
    with_it = next(one for one in switched.scenarios if one.choices[number] == "with")
    verdicts = {question.id: question for question in with_it.verdict.questions}
    assert verdicts["suppose:one-place"].verdict == INCONSISTENT
    assert {"algeria/intrusion", "mali/wreck"} in [set(c.claims) for c in verdicts["suppose:one-place"].conflicts]
    without = {question.id: question.verdict for question in found["without"].verdict.questions}
    assert without["suppose:one-place"] == CONSISTENT


def test_bounds_leave_axes_as_they_are(verdict):
    few = elsewhere(verdict, most=4)
    assert len(few.scenarios) <= 4
    every = {axis for row in verdict.table for axis in row["scenario"]}
    assert {switch.axis for switch in few.switches} | set(few.fixed) == every
    none = elsewhere(verdict, most=1)
    assert (none.switches, [one.verdict for one in none.scenarios]) == ((), [verdict])
