"""Who is a witness of their own: repeats, publications, and the same words."""

from __future__ import annotations

import pytest

from geoevents.errors import CaseError
from geoevents.read.case import read_case
from geoevents.reasoning.check import check
from geoevents.reasoning.standing import standing
from geoevents.reasoning.witnesses import repeated, witnesses

HEAD = """\
geoevents: 1
title: t
sources:
  agency: { name: Agency }
  paper: { name: Paper, via: agency }
  blog: { name: Blog, via: paper }
  other: { name: Other }
events: { strike: strike, crash: crash }
claims:
"""
FIRST = "id: first, by: agency, event: strike, says: 2 km from 19.9 N 2.9 E"
SAME = "says: 2 km from  19.9 N 2.9 E"
DIFFERENT = "says: 9 km from 19.9 N 2.9 E"


def groups(*claims):
    case = read_case(text=HEAD + "".join(f"  - {{ {claim} }}\n" for claim in claims))
    return witnesses(case, standing(case)), {id: claim.id for id, claim in repeated(case).items()}


CASES = {
    "the same words through the other": (
        [FIRST, f"id: second, by: paper, event: strike, {SAME}"], [("agency", "paper")], {"second": "first"}),
    "other words through it": (
        [FIRST, f"id: second, by: paper, event: strike, {DIFFERENT}"], [("agency",), ("paper",)], {}),
    "the same words of another event": (
        [FIRST, f"id: second, by: paper, event: crash, {SAME}"], [("agency",), ("paper",)], {}),
    "the same words from elsewhere": (
        [FIRST, f"id: second, by: other, event: strike, {SAME}"], [("agency",), ("other",)], {}),
    "it says so": (
        [FIRST, f"by: other, event: strike, {DIFFERENT}, repeats: first, id: second"], [("agency", "other")],
        {"second": "first"}),
    "denied is not the same": (
        [FIRST, f"id: second, by: paper, event: strike, {SAME}, denies: yes"], [("agency",), ("paper",)], {}),
    "over three steps": (
        [f"id: third, by: blog, event: strike, {SAME}", f"id: second, by: paper, event: strike, {SAME}", FIRST],
        [("agency", "paper", "blog")], {"third": "first", "second": "first"}),
    "through one that says nothing itself": (
        [FIRST, f"id: third, by: blog, event: strike, {SAME}"], [("agency", "blog")], {"third": "first"}),
    "a repeat of what was retracted is its own": (
        [FIRST + ", retracted: an error", f"id: second, by: paper, event: strike, {SAME}"], [("paper",)], {}),
}  # fmt: skip


@pytest.mark.parametrize(("claims", "expected", "repeats"), CASES.values(), ids=CASES)
def test_who_is_a_witness(claims, expected, repeats):
    found, told = groups(*claims)
    assert sorted(found) == sorted(expected)
    assert told == repeats


def test_claims_that_repeat_each_other_are_refused():
    with pytest.raises(CaseError, match="in a circle"):
        groups(
            f"id: x, by: agency, event: strike, {SAME}, repeats: y",
            f"id: y, by: other, event: strike, {SAME}, repeats: x",
        )


def test_a_question_says_that_two_sources_are_one_witness():
    claims = [FIRST, f"id: second, by: paper, event: strike, {SAME}", f"id: third, by: other, event: strike, {SAME}"]
    case = read_case(text=HEAD + "".join(f"  - {{ {claim} }}\n" for claim in claims))
    (question,) = [question for question in check(case).questions if question.id == "strike:agency+paper"]
    assert question.witnesses == (("agency", "paper"),)
    assert any("one witness, not two" in note for note in question.notes)
    (question,) = [question for question in check(case).questions if question.id == "strike:all"]
    assert question.witnesses == (("agency", "paper"), ("other",))
