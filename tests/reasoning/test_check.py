"""Small cases with known answers: what can be true together, and what cannot."""

from __future__ import annotations

from dataclasses import replace

import pytest
from click import unstyle

from geoevents.cli.questions import say_verdict
from geoevents.model import Flip
from geoevents.read.case import read_case
from geoevents.reasoning.check import check
from geoevents.reasoning.solve import solve

FLIP = (Flip("depth", "at depth", "up to", "consistent"),)
HEAD = """\
geoevents: 1
title: t
sources: { a: { name: A }, b: { name: B }, c: { name: C } }
events: { e: strike, f: crash, g: debris }
claims:
"""


def case(*claims, links=()):
    text = HEAD + "".join(f"  - {{ {claim} }}\n" for claim in claims)
    if links:
        text += "links:\n" + "".join(f"  - {{ {link} }}\n" for link in links)
    return read_case(text=text)


def verdict(*claims, links=()):
    return check(case(*claims, links=links))


CONFLICTS = {
    # Every two of these circles of 10 km cross, but no position is 10 km from all three: that would be 6.4 km.
    "three agree pairwise and not together": (
        (
            "by: a, event: e, says: 10.0 km from 0.0000 N 10.0000 E",
            "by: b, event: e, says: 10.0 km from 0.0000 N 10.1000 E",
            "by: c, event: e, says: 10.0 km from 0.0866 N 10.0500 E",
        ),
        (),
    ),
    "one claim contradicts itself": (
        ("by: a, event: e, says: 2 km from 0.0000 N 10.0000 E and 30 km from 0.0000 N 10.0000 E",),
        (),
    ),
    "a link that another source states": (
        ("by: a, event: e, at: 19.9500 N 2.9700 E", "by: a, event: f, at: 19.9600 N 2.9700 E"),
        ("read: e 441 m from f, by: b",),
    ),
    "a link between the claims of two": (
        ("by: a, event: e, at: 19.9500 N 2.9700 E", "by: b, event: f, at: 19.9600 N 2.9700 E"),
        ("read: e 441 m from f, by: a",),
    ),
    "same place in two countries": (
        ("by: a, event: e, says: inside Mali", "by: b, event: f, says: inside Norway"),
        ("read: e and f at the same place, by: c",),
    ),
    "two ways over an event that nobody places": (
        ("by: a, event: e, at: 19.95000 N 2.97000 E", "by: a, event: g, at: 20.95000 N 2.97000 E"),
        ("read: e 10 km from f, by: a", "read: f 10 km from g, by: a"),
    ),
    "a denial of being in a country": (
        ("by: a, event: e, says: inside Mali, denies: yes", "by: b, event: e, at: 18.4411 N 1.4078 E"),
        (),
    ),
}


@pytest.mark.parametrize(("claims", "links"), CONFLICTS.values(), ids=CONFLICTS)
def test_contradictions_are_found(claims, links):
    found = verdict(*claims, links=links)
    assert found.verdict == "inconsistent"
    assert found.headline != "Everything that is said of where things happened can be true together."


FITS = {
    # Written to the hundredth of a degree, two positions 1.1 km apart can as well be 441 m apart.
    "coarse coordinates leave room for a way": (
        ("by: a, event: e, at: 19.95 N 2.97 E", "by: a, event: f, at: 19.96 N 2.97 E"),
        ("read: e 441 m from f, by: a",),
    ),
    "two ways that reach": (
        ("by: a, event: e, at: 19.95000 N 2.97000 E", "by: a, event: g, at: 20.05000 N 2.97000 E"),
        ("read: e 10 km from f, by: a", "read: f 10 km from g, by: a"),
    ),
    "a denial that is not solved is not turned round": (
        ("by: a, event: e, says: 2 km from 19.0 N 1.0 E, denies: yes", "by: b, event: e, at: 19.5 N 1.2 E"),
        (),
    ),
    "a denial that holds": (
        ("by: a, event: e, says: inside Mali, denies: yes", "by: b, event: e, at: 27.0 N 3.0 E"),
        (),
    ),
}


@pytest.mark.parametrize(("claims", "links"), FITS.values(), ids=FITS)
def test_what_fits_is_not_called_a_contradiction(claims, links):
    assert verdict(*claims, links=links).verdict == "consistent"


@pytest.mark.parametrize(
    ("denied", "stated"),
    [
        ("within 5 km of 19.0 N 1.0 E", "at: 19.0010 N 1.0010 E"),
        ("3 km north of 19.0000 N 1.0000 E", "at: 19.0271 N 1.0000 E"),
        ("2 km inside Mali", "says: 2 km inside Mali and within 60 km of 19.95 N 2.97 E"),
        ("at 19.00 N 1.00 E", "at: 19.0001 N 1.0001 E"),
    ],
)
def test_a_denial_of_any_place_is_solved(denied, stated):
    found = verdict(f"by: a, event: e, says: {denied}, denies: yes", f"by: b, event: e, {stated}")
    assert found.verdict == "inconsistent"


def test_more_questions_than_are_put_leave_the_answer_open(monkeypatch):
    monkeypatch.setattr("geoevents.reasoning.check.QUESTIONS_LIMIT", 2)
    found = verdict(*(f"by: {by}, event: e, says: within 50 km of 18.4 N 1.4 E" for by in "abc"))
    assert found.verdict == "undecided"
    assert "first 2 questions" in found.note


def test_a_dispute_names_the_view_of_the_dataset():
    solution = solve(case("by: a, event: e, says: inside Serbia", "by: b, event: e, at: 42.6600 N 21.1600 E"))
    (warning,) = [text for text in solution.warnings if "disputed" in text]
    assert "Kosovo" in warning
    assert "osm-2026c has one view" in warning


@pytest.mark.parametrize(
    "says", ["30000 km from 0.0 N 0.0 E", "99999999999999999999 km from 0.0 N 0.0 E", "25000 km north of 0.0 N 0.0 E"]
)
def test_nothing_is_farther_than_half_way_round_the_globe(says):
    (account,) = solve(case(f"by: a, event: e, says: {says}")).event("e").accounts
    assert account.answer.status == "unsatisfiable"


def test_a_true_point_at_a_tangent_is_found():
    # A position where the band of the border and the arc only touch: the search for the gap finds it.
    says = "28.110 km from the India-Bangladesh border and 18 km south of 26.16120 N 88.55816 E"
    found = read_case(text=HEAD + f"  - {{ by: a, event: e, says: {says} }}\nsettings: {{ convention: decimal }}\n")
    (account,) = solve(found).event("e").accounts
    assert account.answer.status == "satisfiable"


FIGURES = {
    "a depth and a part of its border": (
        ("by: a, event: e, says: 9 km inside Mali", "by: b, event: e, says: 6 km from the Algeria-Mali border"),
        (),
    ),
    "a border and a part of it": (
        ("by: a, event: e, says: 9 km from the Malian border",
         "by: b, event: e, says: 6 km from the Algeria-Mali border"),
        (),
    ),
    "a border and a part of it over a way": (
        ("by: a, event: e, says: 9 km from the Malian border",
         "by: b, event: f, says: 6 km from the Algeria-Mali border"),
        ("read: e 441 m from f, by: c",),
    ),
    "two depths, one of them behind a part, over a way": (
        ("by: a, event: e, says: 19 km inside Mali",
         "by: b, event: f, says: 6 km inside Mali from the Algerian border"),
        ("read: e 10 km from f, by: c",),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("claims", "links"), FIGURES.values(), ids=FIGURES)
def test_what_figures_alone_exclude_is_excluded_by_every_question(claims, links):
    # Another event's claims stand beside it: what cannot be is said of all of it as well, and of no largest set.
    found = verdict(*claims, "by: c, event: g, says: inside Norway", links=links)
    figures = [question for question in found.questions if question.scope == "arithmetic"]
    assert [question.default for question in figures] == ["inconsistent"]
    whole = next(question for question in found.questions if question.id == "case")
    assert whole.default == "inconsistent"
    clash = set(figures[0].conflicts[0].claims)
    assert any(clash == set(conflict.claims) for conflict in whole.conflicts)
    assert not any(
        {*clash, *(link.id for link in found.case.links)} <= set(together) for together in whole.consistent_sets
    )


def test_a_distance_to_a_part_of_a_border_may_be_the_longer_one():
    # What is near Niger's border is near one of Mali's borders, and may be far from the one with Algeria.
    found = verdict(
        "by: a, event: e, says: 6 km from the border of Mali",
        "by: b, event: e, says: 90 km from the Algeria-Mali border",
    )
    assert found.verdict == "consistent"


def test_what_is_not_decided_is_not_called_possible():
    # As said of an open question by default, whatever would settle it.
    found = verdict("by: a, event: e, says: 2 km inside Mali", "by: b, event: e, says: 2 km inside Algeria")
    questions = [
        replace(one, default="undecided", conflicts=(), consistent_sets=(), verdict="depends", depends_on=FLIP)
        for one in found.questions
    ]
    told = unstyle(say_verdict(replace(found, questions=tuple(questions))))
    assert "    undecided\n    possible    with at a depth or up to it" in told


def test_a_name_that_means_a_place_far_from_the_dispute_stops_nothing():
    # One of the places called Kidal is in Indonesia: with it, no box around the dispute holds any of Algeria.
    found = verdict("by: a, event: e, says: 12 km north of Kidal", "by: b, event: f, says: 2 km inside Algeria")
    assert found.verdict == "consistent"
    assert {question.verdict for question in found.questions} == {"consistent"}
