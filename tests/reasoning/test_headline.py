"""What is counted as a contradiction, and what is said first."""

from __future__ import annotations

import geoevents as ge
from geoevents.model import Conflict, Question
from geoevents.model.result import CONSISTENT, DEPENDS, INCONSISTENT
from geoevents.reasoning.headline import contradictions, headline_of, note_of

CASE = """geoevents: 1
title: Shells at a border
sources:
  co: { name: Colombia, party: CO }
  ve: { name: Venezuela, party: VE }
events:
  shelling: shelling
claims:
  - { by: co, event: shelling, id: four, says: 4 km southwest of Arauquita }
  - { by: ve, event: shelling, id: denial, says: outside Colombia }
  - { by: ve, event: shelling, id: north, says: 5 km north of the Colombian border }
"""


def _question(id: str, scope: str, verdict: str, *conflicts: tuple[str, ...]) -> Question:
    broken = tuple(Conflict(claims, "", 10.0, 20.0) for claims in conflicts)
    return Question(id, scope, id, verdict, ("four", "denial", "north"), broken)


def test_what_depends_is_no_contradiction_because_the_case_breaks_with_it() -> None:
    pair = _question("pair", "pair", INCONSISTENT, ("four", "denial"), ("four", "north"))
    figures = _question("figures", "arithmetic", DEPENDS, ("four", "north"))
    open_ = _question("open", "pair", DEPENDS, ("denial", "north"))
    whole = _question("case", "case", INCONSISTENT, ("denial", "north"), ("four", "denial"), ("four", "north"))
    asked = [pair, figures, open_, whole]
    assert contradictions(asked) == 2
    assert note_of(asked, 4, 99) == "1 more contradiction. 2 answers turn on how words or data are read."


def test_what_no_single_reading_mends_is_said_of_the_whole() -> None:
    open_ = _question("open", "pair", DEPENDS, ("four", "north"))
    whole = _question("case", "case", INCONSISTENT, ("four", "north"))
    assert contradictions([open_, whole]) == 0
    case = ge.read_case(text=CASE)
    told = "Not all that is said can be true together, whichever reading of words and data was tried."
    assert headline_of(case, [open_, whole]) == told
    sure = _question("case", "case", INCONSISTENT, ("four", "north"), ("four", "denial"))
    told = headline_of(case, [open_, sure])
    assert told.endswith('"outside Colombia". They cannot both be true: at least 20 m apart.')
    assert headline_of(case, [_question("one", "claim", CONSISTENT)]).endswith("can be true together.")


def test_arithmetic_that_proves_nothing_gives_no_bound() -> None:
    verdict = ge.check(ge.read_case(text=CASE))
    bounds = {
        frozenset(conflict.claims): conflict.lower_bound_m
        for question in verdict.questions
        if question.scope == "pair"
        for conflict in question.conflicts
    }
    assert bounds[frozenset({"four", "north"})] is None
