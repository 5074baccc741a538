"""Minimal conflicts and maximal sets against all subsets, and in a case against the oracle that found them."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoevents import data
from geoevents.read.case import read_case
from geoevents.reasoning.bench import Bench
from geoevents.reasoning.conflicts import conflicts_among
from geoevents.reasoning.places import candidates_of_case, chosen
from geoevents.reasoning.scenario import scenario_of
from geoevents.reasoning.standing import asserted, placed, standing


def oracle(conflicts):
    """What holds one of these sets is impossible, and so is all that holds it."""
    return lambda some: any(conflict <= set(some) for conflict in conflicts)


def brute(items, impossible):
    """Every minimal impossible set and every maximal possible one, by looking at all subsets."""
    subsets = [frozenset(some) for size in range(len(items) + 1) for some in combinations(items, size)]
    bad = {some for some in subsets if impossible(sorted(some))}
    good = set(subsets) - bad
    minimal = {some for some in bad if not any(other < some for other in bad)}
    maximal = {some for some in good if not any(some < other for other in good)}
    return minimal, maximal


def sets_of(found):
    return set(map(frozenset, found.conflicts)), set(map(frozenset, found.sets))


families = st.integers(1, 7).flatmap(
    lambda count: st.tuples(
        st.just(count), st.lists(st.frozensets(st.integers(0, count - 1), min_size=1, max_size=4), max_size=8)
    )
)


@settings(max_examples=150)
@given(families)
def test_all_are_found(family):
    count, conflicts = family
    items = list(range(count))
    found = conflicts_among(items, oracle(conflicts))
    assert found.complete
    assert sets_of(found) == brute(items, oracle(conflicts))
    assert len(set(found.conflicts)) == len(found.conflicts)
    assert len(set(found.sets)) == len(found.sets)


@settings(max_examples=60)
@given(families, st.randoms(use_true_random=False))
def test_the_order_of_items_does_not_change_what_is_found(family, random):
    count, conflicts = family
    items = list(range(count))
    mixed = random.sample(items, count)
    assert sets_of(conflicts_among(mixed, oracle(conflicts))) == sets_of(conflicts_among(items, oracle(conflicts)))


@settings(max_examples=60)
@given(families, st.integers(1, 3), st.integers(1, 3), st.integers(1, 40))
def test_what_is_cut_short_says_so_and_is_true_all_the_same(family, most, most_sets, asked):
    count, conflicts = family
    items = list(range(count))
    found = conflicts_among(items, oracle(conflicts), most=most, most_sets=most_sets, asked=asked)
    minimal, maximal = brute(items, oracle(conflicts))
    assert len(found.conflicts) <= most
    some, largest = sets_of(found)
    # Each that is given is minimal, or maximal, whatever was left out.
    assert some <= minimal
    assert largest <= maximal
    assert found.sets
    if found.complete:
        assert (some, largest) == (minimal, maximal)


def counted(impossible):
    asked = []

    def ask(some):
        asked.append(len(some))
        return impossible(some)

    return ask, asked


def test_two_hundred_that_all_exclude_each_other_are_bounded():
    ask, asked = counted(lambda some: len(some) > 1)
    found = conflicts_among(list(range(200)), ask)
    assert not found.complete
    assert len(asked) <= 2_000 + 2 * 200
    assert found.conflicts
    assert all(len(conflict) == 2 for conflict in found.conflicts)
    assert all(len(some) == 1 for some in found.sets)


def test_a_hundred_that_exclude_each_other_two_by_two_are_bounded():
    # 2^100 largest sets, and a hundred conflicts.
    ask, asked = counted(lambda some: any(item ^ 1 in set(some) for item in some))
    found = conflicts_among(list(range(200)), ask)
    assert not found.complete
    assert len(asked) <= 2_000 + 2 * 200
    assert len(found.sets) >= 1
    for some in found.sets:
        assert len(some) == 100


def test_nothing_and_what_is_impossible_alone():
    assert conflicts_among([], lambda some: False).sets == ((),)
    found = conflicts_among(["a", "b"], lambda some: "a" in some)
    assert found.conflicts == (("a",),)
    assert found.sets == (("b",),)


@pytest.mark.parametrize("name", ["tinzaouatine-2025", "tinzaouatine-2025-followups"])
@pytest.mark.parametrize("supposed", [False, True])
def test_in_a_case_conflicts_are_minimal_and_sets_maximal(name, supposed):
    case = read_case(data.path(f"cases/{name}.yaml"))
    candidates = candidates_of_case(case)
    bench = Bench(case, candidates)
    suppositions = tuple(one.id for one in case.suppositions) if supposed else ()
    places = tuple((name, place.id) for name, place in chosen(scenario_of(case), candidates).items())
    scenario = replace(scenario_of(case), suppositions=suppositions, places=places)
    items = [item for item in placed(case, standing(case)) if asserted(item[0])]
    found = bench.conflicts(scenario, items, case.links)
    assert found.complete
    assert found.conflicts
    parts = {part for some in (*found.conflicts, *found.sets) for part in some}

    def fails(some):
        placed_here = [item for part in some for item in part.items]
        links = [link for part in some for link in part.links]
        return bench.impossible(scenario, placed_here, links)

    for conflict in found.conflicts:
        assert fails(conflict)
        for member in conflict:
            assert not fails([part for part in conflict if part != member])
    for some in found.sets:
        assert not fails(some)
        for other in parts - set(some):
            assert fails([*some, other])
