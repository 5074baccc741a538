"""When events can have been: against brute force, and in cases of two sources."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoevents.read.case import read_case
from geoevents.reasoning.check import check
from geoevents.reasoning.timing import farthest_apart_s, moments
from geoevents.when import Window

HEAD = """\
geoevents: 1
title: t
sources:
  dz: { name: Algiers, party: DZ }
  ml: { name: Bamako, party: ML }
  x: { name: Nowhere }
events: { e: strike, f: crash, g: debris }
claims:
"""


def verdict(*claims, links=()):
    text = HEAD + "".join(f"  - {{ {claim} }}\n" for claim in claims)
    if links:
        text += "links:\n" + "".join(f"  - {{ {link} }}\n" for link in links)
    return check(read_case(text=text))


SAYS = "says: within 50 km of 19.9 N 2.9 E"
CASES = {
    "one hour apart": (
        (f"by: dz, event: e, {SAYS}, when: 2025-04-01 00:08", f"by: ml, event: e, {SAYS}, when: 2025-04-01 00:08"),
        (),
        "inconsistent",
    ),
    "the same moment on two clocks": (
        (f"by: dz, event: e, {SAYS}, when: 2025-04-01 00:08", f"by: ml, event: e, {SAYS}, when: 2025-03-31 23:08"),
        (),
        "consistent",
    ),
    "the same day on two clocks": (
        (f"by: dz, event: e, {SAYS}, when: 2025-04-01", f"by: ml, event: e, {SAYS}, when: 2025-04-01"),
        (),
        "consistent",
    ),
    "days that do not meet": (
        (f"by: dz, event: e, {SAYS}, when: 2025-04-01", f"by: ml, event: e, {SAYS}, when: 2025-04-03"),
        (),
        "inconsistent",
    ),
    "a time of what is denied is no time": (
        (
            f"by: dz, event: e, {SAYS}, when: 2025-04-01",
            "by: ml, event: e, says: within 1 km of 10.0 N 2.9 E, when: 2025-04-03, denies: yes",
        ),
        (),
        "consistent",
    ),
    "after what came later": (
        (f"by: dz, event: e, {SAYS}, when: 2025-04-01", f"by: dz, event: f, {SAYS}, when: 2025-04-03"),
        ("read: e after f, by: dz",),
        "inconsistent",
    ),
    "after what came before": (
        (f"by: dz, event: e, {SAYS}, when: 2025-04-03", f"by: dz, event: f, {SAYS}, when: 2025-04-01"),
        ("read: e after f, by: dz",),
        "consistent",
    ),
    "two sources, two orders": (
        (f"by: dz, event: e, {SAYS}", f"by: ml, event: f, {SAYS}"),
        ("read: e after f, by: dz", "read: f after e, by: ml"),
        "inconsistent",
    ),
    "before and after are one order": (
        (f"by: dz, event: e, {SAYS}", f"by: ml, event: f, {SAYS}"),
        ("read: e after f, by: dz", "read: f before e, by: ml"),
        "consistent",
    ),
    "over an event that has no time": (
        (f"by: dz, event: e, {SAYS}, when: 2025-04-03", f"by: ml, event: f, {SAYS}, when: 2025-04-01"),
        ("read: g after e, by: x", "read: f after g, by: x"),
        "inconsistent",
    ),
}


@pytest.mark.parametrize(("claims", "links", "expected"), CASES.values(), ids=CASES)
def test_times_take_part_in_the_verdict(claims, links, expected):
    found = verdict(*claims, links=links)
    assert found.verdict == expected
    assert found.headline


def test_a_conflict_in_time_names_its_claims_and_no_distance():
    found = verdict(
        f"by: dz, event: e, {SAYS}, when: 2025-04-01",
        f"by: ml, event: e, {SAYS}, when: 2025-04-03",
        f"by: x, event: f, {SAYS}, when: 2025-04-09",
    )
    conflicts = {conflict for question in found.questions for conflict in question.conflicts}
    assert {conflict.claims for conflict in conflicts} == {("dz/e", "ml/e")}
    assert all(conflict.separation_m is None and conflict.why for conflict in conflicts)


def test_without_a_zone_hardly_anything_contradicts():
    found = verdict(
        f"by: x, event: e, {SAYS}, when: 2025-04-01 00:08", f"by: ml, event: e, {SAYS}, when: 2025-03-31 23:08"
    )
    assert found.verdict == "consistent"
    assert any("zone" in warning for warning in found.solution.warnings)


START = datetime(2025, 4, 1, tzinfo=UTC)
HOURS = range(-3, 12)


def at(hour):
    return START + timedelta(hours=int(hour))


def hours(low, high):
    """A window of whole hours."""
    return Window(at(low), at(high), "", "UTC")


@st.composite
def timetables(draw):
    events = "abcd"[: draw(st.integers(2, 4))]
    spans = {
        event: draw(
            st.lists(st.tuples(st.integers(0, 5), st.integers(1, 4)), min_size=draw(st.integers(0, 1)), max_size=2)
        )
        for event in events
    }
    return spans, draw(st.lists(st.sampled_from(list(permutations(events, 2))), max_size=4))


@settings(max_examples=80)
@given(timetables())
def test_moments_are_those_that_brute_force_finds(timetable):
    spans, orders = timetable
    events = sorted(spans)
    grid = dict(zip(events, np.meshgrid(*[np.array(HOURS)] * len(events), indexing="ij"), strict=True))
    holds = np.ones(grid[events[0]].shape, dtype=bool)
    for event, told in spans.items():
        for low, width in told:
            holds &= (grid[event] >= low) & (grid[event] < low + width)
    # Within one hour there are as many moments as one likes, but there must be some order.
    for before, after in orders:
        holds &= grid[before] <= grid[after]
    ordered = any(all(row.index(one) < row.index(two) for one, two in orders) for row in permutations(events))
    windows = {event: [hours(low, low + width) for low, width in told] for event, told in spans.items()}
    found = moments(windows, orders)
    assert (found is not None) == (ordered and bool(holds.any()))
    for event in events if found is not None else ():
        first, last = grid[event][holds].min(), grid[event][holds].max() + 1
        if event in found:
            assert found[event] == (at(first), at(last))
        else:  # nothing bounds it on one side
            assert first == HOURS[0] or last == HOURS[-1] + 1


def test_the_longest_time_between_two():
    windows = {"a": [hours(0, 2)], "b": [hours(1, 5)]}
    spans = moments(windows, [])
    assert farthest_apart_s("a", "b", spans, []) == pytest.approx(5 * 3600, abs=1)
    # Where b comes first, only an hour can lie between.
    spans = moments(windows, [("b", "a")])
    assert farthest_apart_s("a", "b", spans, [("b", "a")]) == pytest.approx(3600, abs=1)
