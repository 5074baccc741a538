"""What a verdict turns on, against all scenarios; the table against checks of its rows."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoevents import data
from geoevents.model import Scenario
from geoevents.read.case import read_case
from geoevents.reasoning.bench import Bench
from geoevents.reasoning.check import VERDICT, check
from geoevents.reasoning.places import candidates_of_case
from geoevents.reasoning.questions import questions_of
from geoevents.reasoning.scenario import changed, scenario_of
from geoevents.reasoning.standing import placed, standing
from geoevents.reasoning.turns import Axis, flips_of, tried

AXES = (
    Axis("convention", "gbif-2020", ("gbif-2004", "decimal")),
    Axis("extent", "centre", ("edge",)),
    Axis("depth", "at depth", ("up to",)),
    Axis("edges", "planar", ("geodesic",)),
)
VERDICTS = ("consistent", "inconsistent", "undecided")


def scenarios(axes):
    """Every scenario, as what it changes."""
    for row in product(*[(None, *axis.others) for axis in axes]):
        yield tuple((axis.name, choice) for axis, choice in zip(axes, row, strict=True) if choice is not None)


def expected(verdicts, default):
    """Single changes that turn a verdict, and double ones of which neither change alone does."""
    turns = {row: verdict for row, verdict in verdicts.items() if verdict not in (default, "undecided")}
    single = {row for row in turns if len(row) == 1}
    double = {row for row in turns if len(row) == 2 and not any((change,) in single for change in row)}
    return {("+".join(axis for axis, _ in row), "+".join(to for _, to in row), turns[row]) for row in single | double}


@settings(max_examples=60)
@given(st.lists(st.sampled_from(VERDICTS), min_size=24, max_size=24), st.booleans())
def test_flips_are_those_of_all_scenarios(drawn, whole):
    rows = dict(zip(scenarios(AXES), drawn, strict=True))
    asked = []

    def judge(there):
        asked.append(there)
        return rows[
            tuple((axis.name, getattr(there, axis.name)) for axis in AXES if getattr(there, axis.name) != axis.default)
        ]

    found = tried(Scenario(), AXES, judge, {}, 100, 256 if whole else 10)
    assert found.whole == whole
    assert len(asked) == len(set(asked)) == (len(rows) if whole else len(found.verdicts))
    assert all(rows[changes] == verdict for changes, verdict in found.verdicts.items())
    flips = flips_of(found, rows[()])
    assert {(flip.axis, flip.choice, flip.verdict) for flip in flips} == expected(rows, rows[()])
    assert len(flips) == len({(flip.axis, flip.choice) for flip in flips})


def test_no_more_scenarios_are_judged_than_there_may_be():
    asked = []
    found = tried(Scenario(), AXES, lambda there: asked.append(there) or "consistent", {}, 5)
    assert len(asked) == 5
    assert not found.whole
    assert () in found.verdicts


HEAD = """\
geoevents: 1
title: t
sources: { a: { name: A }, b: { name: B } }
events: { strike: strike }
claims:
"""


def test_a_real_question_turns_where_its_scenarios_do():
    # 20.62 km apart: about 10.0 is 0.10 more with "about" as twice the tolerance, 0.15 more as three times, and
    # 10 is 10.5 at most, by gbif-2004 15.
    text = HEAD + (
        "  - { by: a, event: strike, says: about 10.0 km from 19.90000 N 2.90000 E }\n"
        "  - { by: b, event: strike, says: 10 km from 20.08628 N 2.90000 E }\n"
    )
    case = read_case(text=text)
    verdict = check(case)
    (question,) = [question for question in verdict.questions if question.scope == "pair"]
    bench, scenario = Bench(case, {}), scenario_of(case)
    axes = [
        Axis("convention", "gbif-2020", ("gbif-2004", "decimal")),
        Axis("about", "2", ("1", "3")),
    ]
    rows = {}
    for row in scenarios(axes):
        there = scenario
        for axis, choice in row:
            there = changed(there, axis, choice)
        rows[row] = VERDICT[bench.status(there, placed(case, standing(case)), ())]
    assert len(set(rows.values())) == 2
    found = {(flip.axis, flip.choice, flip.verdict) for flip in question.depends_on}
    assert found == expected(rows, rows[()])
    # The table has a row for each of them, with the same verdict.
    table = {row["axis"] if row["axis"] == "default" else (row["axis"], row["choice"]): row for row in verdict.table}
    for row, one in rows.items():
        key = ("+".join(axis for axis, _ in row), "+".join(to for _, to in row)) if row else "default"
        assert table[key][question.id] == one


def settled(question):
    """The verdict of a question in the scenario that was checked, without what turns it."""
    if question.verdict != "depends":
        return question.verdict
    return "inconsistent" if question.conflicts else "consistent"


def drawn_rows(case, verdict, count):
    """A few rows of a table, and the scenario of each."""
    draw = random.Random(4)  # noqa: S311 - the same rows every time
    rows = [row for row in verdict.table if not any("suppose:" in axis for axis in row["axis"].split("+"))]
    for row in draw.sample(rows, count):
        scenario = scenario_of(case)
        for axis, choice in row["scenario"].items():
            if not axis.startswith("suppose:"):
                scenario = changed(scenario, axis, choice)
        yield row, scenario


def test_rows_of_the_table_are_what_a_check_of_that_scenario_says():
    case = read_case(data.path("cases/tinzaouatine-2025.yaml"))
    for row, scenario in drawn_rows(case, check(case), 2):
        for question in check(replace(case, suppositions=()), scenario).questions:
            # Of a question of many axes only those scenarios are tried that change one or two of them.
            tried_here = row[question.id] != "not tried"
            assert tried_here or len(row["axis"].split("+")) > 2
            assert not tried_here or row[question.id] == settled(question), (row["axis"], row["choice"], question.id)


def test_rows_of_many_axes_are_what_each_question_says_there():
    case = read_case(data.path("cases/tinzaouatine-2025-followups.yaml"))
    bench = Bench(case, candidates_of_case(case))
    asked = 0
    for row, scenario in drawn_rows(case, check(case), 6):
        for put in questions_of(case):
            if row.get(put.id, "not tried") != "not tried":
                asked += 1
                assert row[put.id] == VERDICT[bench.status(scenario, put.items, put.links)], (row["axis"], put.id)
    assert asked > 20


def test_a_sampled_table_says_so():
    # Six figures with "about", from five places: far more scenarios than rows.
    text = HEAD + (
        "  - { by: a, event: strike, says: about 12 km south of the Algeria-Mali border and 3 km from Tinzaouatine }\n"
        "  - { by: b, event: strike, says: about 2 km inside Algeria and near Kidal and near Gao and near Timbuktu }\n"
    )
    verdict = check(read_case(text=text))
    assert "sampled by axis" in verdict.tried
    assert all(len(row["axis"].split("+")) <= 2 for row in verdict.table[:10])


def test_a_case_that_leaves_nothing_open_says_so():
    text = HEAD + "  - { by: a, event: strike, at: 19.90000 N 2.90000 E }\n"
    assert check(read_case(text=text)).tried == "one scenario: nothing can be read otherwise"


@pytest.mark.parametrize("name", ["rq-4a-2019", "hms-cornwall-2007"])
def test_rows_with_a_supposition_say_what_a_check_of_that_scenario_says(name):
    case = read_case(f"data/cases/{name}.yaml")
    verdict = check(case)
    (row,) = [row for row in verdict.table if row["axis"] == "suppose:one-place"]
    there = check(case, replace(verdict.solution.scenario, suppositions=("one-place",)))
    default = there.table[0]
    stated = [question.id for question in verdict.questions if not question.supposed and question.id in default]
    assert {id: row[id] for id in stated} == {id: default[id] for id in stated}
    # It reaches one of them, and turns no verdict of what is stated.
    assert any(row[id] != verdict.table[0][id] for id in stated)
    flips = [flip for question in verdict.questions if not question.supposed for flip in question.depends_on]
    assert not any("suppose:" in flip.axis for flip in flips)
