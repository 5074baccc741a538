"""Dates that stand in prose: where they are, what they say, and what is left open."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoevents.dates import read_span
from geoevents.dates.finding import find_dates

ROWS = [
    # Text, and each date as it is to be written (or "!" for one that cannot be read, "@" for a time of day alone).
    ("On the night of March 31 to April 1, 2025, a drone fell.", ["On the night of March 31 to April 1, 2025"]),
    ("It fell on 1 April, at 00:08 local time, near X.", ["on 1 April 2025, at 00:08 local time"]),
    ("They may 3 times have marched 22 km.", []),
    ("He was 31 in March 2025.", ["in March 2025"]),
    ("It fell on 07/08/2024, they say.", ["!"]),
    ("It fell on Wednesday, 1 April 2025.", ["!"]),
    ("At 9 p.m. the next day it fell 3.5 km off.", ["@"]),
    ("From 22:00 to 23:00 on 1 April 2025.", ["From 22:00 to 23:00 on 1 April 2025"]),
    (
        "Dans la nuit du 31 mars au 1er avril, vers minuit, il est tombé.",
        ["Dans la nuit du 31 mars au 1er avril 2025, vers minuit"],
    ),
    ("Le 7 mai 2018, entre 22 h 15 et 23 h 40, ils ont tiré.", ["Le 7 mai 2018, entre 22 h 15 et 23 h 40"]),
    ("Le vendredi 3 juillet 2020 à 4 milles de la côte.", ["Le vendredi 3 juillet 2020"]),
    ("La noche del 31 de marzo al 1 de abril de 2025 cayó.", ["La noche del 31 de marzo al 1 de abril de 2025"]),
    ("В ночь на 1 апреля беспилотник упал.", ["В ночь на 1 апреля 2025"]),
    ("سقطت الطائرة ليلة 31 مارس إلى 1 أبريل 2025 قرب الحدود.", ["ليلة 31 مارس إلى 1 أبريل 2025"]),
]


@pytest.mark.parametrize(("text", "expected"), ROWS)
def test_dates(text: str, expected: list[str]) -> None:
    english = text.isascii()
    found = find_dates(text, 2025, capitals=english)
    assert ["@" if one.clock else one.when if one.span else "!" for one in found] == expected
    for one in found:
        assert text[one.start : one.end] == one.text
        if one.span is not None:
            # What is written reads as what was understood.
            assert read_span(one.when) == one.span


def test_without_a_year_there_is_none() -> None:
    (found,) = find_dates("On April 1 it fell.")
    assert (found.span, found.problem) == (None, "'On April 1' has no year.")
    (given_,) = find_dates("On April 1 it fell.", 2025)
    assert (given_.when, given_.year_inferred) == ("On April 1, 2025", True)


@pytest.mark.parametrize(
    "piece", ["1 April ", "22:00 ", "night of 1 ", "1 April to ", "monday 1 ", "de la ", "1 ", "12:00-11:00 "]
)
def test_hostile_runs_take_no_time(piece: str) -> None:
    began = time.perf_counter()
    find_dates((piece * 20_000)[:10_000], 2025)
    assert time.perf_counter() - began < 2


@given(st.text(alphabet=st.sampled_from("01 9aAprilndtoe:,-/.éà31"), max_size=120))
def test_dates_never_overlap(text: str) -> None:
    at = 0
    for one in find_dates(text, 2025):
        assert at <= one.start < one.end <= len(text)
        at = one.end
