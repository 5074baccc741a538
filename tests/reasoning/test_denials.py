"""What is denied: a border's error leaves more room to a claim and to its denial alike, and "near" is our figure."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoevents.locality import parse
from geoevents.model import Scenario
from geoevents.read.case import read_case
from geoevents.reasoning.check import check
from geoevents.reasoning.constrain import SURE, constrain, error_m, surely
from geoevents.reasoning.network import Network
from geoevents.reasoning.replay import ledgers_in, replay
from geoevents.reasoning.solve import solve
from geoevents.reasoning.standing import placed, standing
from geoevents.write.json import solution_json

HEAD = """\
geoevents: 1
title: t
sources: { a: { name: A }, b: { name: B } }
events: { e: strike }
claims:
"""
NONE, STATED = (Scenario(border_error=choice) for choice in ("none", "stated"))
CLAUSES = [
    "inside Mali",
    "2 km inside Mali",
    "0.3 km inside Mali",
    "5 km {1..9 km} inside Mali",
    "2 km from the border between Algeria and Mali",
    "5 km {0..9 km} from the border between Algeria and Mali",
    "9.5 km {7..12 km} south of the border between Algeria and Mali",
    "outside Algeria",
]


def case(claims):
    return read_case(text=HEAD + "".join(f"  - {{ event: e, {claim} }}\n" for claim in claims))


def network(claims, scenario):
    read = case(claims)
    return Network(read, scenario, {}), placed(read, standing(read))


def allowed(text, scenario, at, denies):
    claim = f"by: a, says: '{text}'" + ", denies: yes" * denies
    made, items = network([claim], scenario)
    (constraint,) = made.constraints(items[0][0])
    return constraint.shape.violation_m(*at) <= 1e-3


@pytest.mark.parametrize("denies", [False, True])
@pytest.mark.parametrize("text", CLAUSES)
def test_the_error_of_a_border_makes_nothing_harder(text, denies):
    random = np.random.default_rng(3)
    at = random.uniform(2.7, 3.2, 400), random.uniform(19.75, 20.1, 400)
    narrow, wide = (allowed(text, scenario, at, denies) for scenario in (NONE, STATED))
    assert not (narrow & ~wide).any()
    # And it makes some difference, here where the border runs through.
    assert (wide & ~narrow).any()


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.sampled_from(CLAUSES), st.booleans()), min_size=1, max_size=3, unique=True),
    st.floats(2.8, 3.1),
    st.floats(19.85, 20.05),
)
def test_claims_that_can_hold_can_hold_where_the_border_may_be_off(said, lon, lat):
    claims = [f"by: a, says: '{text}'" + ", denies: yes" * denies for text, denies in said]
    claims.append(f"by: b, says: 'within 4 km of {lat:.4f} N {lon:.4f} E'")
    found = []
    for scenario in (NONE, STATED):
        made, items = network(claims, scenario)
        found.append(made.status(items, ()))
    assert not (found[0] == "satisfiable" and found[1] == "unsatisfiable")


def test_what_surely_lies_in_a_clause_lies_in_it_however_the_border_is_off():
    (clause,) = parse("5 km {1..9 km} inside Mali").clauses
    shape, error = surely(clause, STATED, {}).shape, error_m(STATED.borders)
    assert (shape.low_m, shape.high_m) == (1_000.0 + error, 9_000.0 - error)
    assert constrain(clause, replace(STATED, border_error=SURE), {}).shape == shape
    # Nothing is surely 2 km from a border that may be off by 500 m.
    (clause,) = parse("2 km {1.9..2.1 km} inside Mali").clauses
    assert surely(clause, STATED, {}) is None
    assert surely(clause, NONE, {}).shape == constrain(clause, NONE, {}).shape


@pytest.mark.parametrize("says", ["0.3 km inside Mali", "inside Mali", "9.5 km {7..12 km} inside Mali"])
def test_ledgers_of_denials_are_made_again(says):
    read = case([f"by: a, says: '{says}', denies: yes", "by: b, says: 'within 4 km of 19.95 N 2.97 E'"])
    document = solution_json(solve(read, STATED))
    ledgers = [ledger for _, ledger in ledgers_in(document)]
    assert ledgers
    assert all(replay(ledger).same for ledger in ledgers)


def test_a_denial_and_what_it_denies_contradict_each_other_wherever_the_border_is():
    for scenario in (NONE, STATED):
        claims = ["by: a, says: 0.3 km inside Mali, denies: yes", "by: b, says: 0.3 km inside Mali"]
        made, items = network([*claims, "by: b, says: 'within 4 km of 19.95 N 2.97 E'"], scenario)
        assert made.status(items, ()) == "unsatisfiable"


def test_who_denies_that_it_was_near_rests_on_our_figure_as_who_says_so_does():
    said = ["by: a, at: 55.6000 N 12.9200 E", "by: b, says: near Malmö, denies: yes"]
    verdict = check(case(said))
    assert verdict.verdict == "depends"
    (flip,) = {flip for question in verdict.questions for flip in question.depends_on if flip.axis == "near_m"}
    assert flip.verdict == "consistent"
    assert 0.0 < float(flip.choice) < 15_000.0
    assert "no farther than" in flip.why
    # As far as that it holds, and not much farther.
    for reach, status in ((float(flip.choice), "consistent"), (float(flip.choice) + 200.0, "depends")):
        assert check(case(said), Scenario(near_m=reach)).verdict == status
    # Within the place itself it was near whatever the word means.
    assert check(case(["by: a, at: 55.6059 N 13.0007 E", said[1]])).verdict == "inconsistent"
