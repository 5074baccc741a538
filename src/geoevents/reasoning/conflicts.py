"""Minimal conflicts and maximal consistent sets, from nothing but "can these hold together?".

Every minimal conflict must lose a member in every consistent set, so the largest consistent sets are what is left when
a smallest hitting set of the minimal conflicts is taken away. That duality finds both at once (Bailey & Stuckey,
"Discovery of minimal unsatisfiable subsets of constraints using hitting set dualization", PADL 2005): what hits all
conflicts known so far is left out; where the rest still cannot hold, it holds a new conflict, which is cut down to a
minimal one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")

CONFLICTS = 64
"""Minimal conflicts that are looked for."""
SETS = 64
"""Largest sets that are given."""
ASKED = 2_000
"""Questions that are asked at most: whether some items can hold together."""


@dataclass(frozen=True, slots=True)
class Found(Generic[Item]):
    """Minimal conflicts and maximal sets without one, in the order of the items; `complete` when there are no more."""

    conflicts: tuple[tuple[Item, ...], ...]
    sets: tuple[tuple[Item, ...], ...]
    complete: bool = True


class _EnoughError(Exception):
    """More questions than are asked."""


def conflicts_among(
    items: Sequence[Item],
    impossible: Callable[[Sequence[Item]], bool],
    *,
    most: int = CONFLICTS,
    most_sets: int = SETS,
    asked: int = ASKED,
) -> Found[Item]:
    """Find every minimal conflict and every maximal set without one.

    Parameters
    ----------
    items
        What can be together, or not; each once.
    impossible
        Whether a selection is shown to be impossible. What is impossible must stay so when more is added.
    most, most_sets, asked
        How many conflicts, sets and questions there are at most; beyond that the answer is not complete, and says so.

    Returns
    -------
    Found
        Each conflict is minimal: without any one of its members the rest is not impossible. Each set is maximal: with
        any other item it is impossible.

    Examples
    --------
    >>> rivals = lambda some: {"in", "out"} <= set(some) or {"out", "near", "far"} <= set(some)
    >>> found = conflicts_among(["in", "out", "near", "far"], rivals)
    >>> found.conflicts
    (('in', 'out'), ('out', 'near', 'far'))
    >>> found.sets
    (('in', 'near', 'far'), ('out', 'near'), ('out', 'far'))
    """
    known: dict[frozenset[int], bool] = {}

    def fails(some: frozenset[int]) -> bool:
        if some not in known:
            if len(known) >= asked:
                raise _EnoughError
            known[some] = impossible([items[number] for number in sorted(some)])
        return known[some]

    everything = frozenset(range(len(items)))
    conflicts: list[frozenset[int]] = []
    sets: list[frozenset[int]] = []
    complete = True
    try:
        while True:
            left, cut = _left(everything, conflicts, most_sets)
            fresh = next((some for some in left if some not in sets), None)
            if fresh is None:
                complete = not cut
                break
            if not fails(fresh):
                sets.append(_largest(fresh, everything, fails) if cut else fresh)
            elif len(conflicts) < most:
                conflicts.append(_smallest(fresh, fails))
            else:
                complete = False
                break
    except _EnoughError:
        complete = False
    if not sets:
        # None came up among so many conflicts: one that begins with the first items, however few questions are left.
        asked += 2 * len(items)
        sets.append(_largest(frozenset(), everything, fails))

    def sort(found: list[frozenset[int]]) -> tuple[tuple[Item, ...], ...]:
        ordered = sorted({tuple(sorted(some)) for some in found})
        return tuple(tuple(items[number] for number in some) for some in ordered)

    return Found(sort(conflicts), sort(sets), complete)


def _largest(
    some: frozenset[int], everything: frozenset[int], fails: Callable[[frozenset[int]], bool]
) -> frozenset[int]:
    for item in sorted(everything - some):
        some = some if fails(some | {item}) else some | {item}
    return some


def _smallest(some: frozenset[int], fails: Callable[[frozenset[int]], bool]) -> frozenset[int]:
    """Cut an impossible set down to a minimal one: what can be left out is left out, the last items first.

    Whole halves go first, so that few questions find the few that matter among many (Junker 2004, AAAI, QuickXplain).
    """

    def need(kept: frozenset[int], tried: list[int], grew: bool) -> list[int]:
        if grew and kept and fails(kept):
            return []
        if len(tried) == 1:
            return tried
        first, second = tried[: len(tried) // 2], tried[len(tried) // 2 :]
        of_second = need(kept | frozenset(first), second, bool(first))
        of_first = need(kept | frozenset(of_second), first, bool(of_second))
        return of_first + of_second

    return frozenset(need(frozenset(), sorted(some), False))


def _left(
    everything: frozenset[int], conflicts: Sequence[frozenset[int]], most: int
) -> tuple[list[frozenset[int]], bool]:
    """Give what is left of everything without each smallest hitting set of the conflicts, and whether some are cut."""
    hitting: list[frozenset[int]] = [frozenset()]
    cut = False
    for conflict in conflicts:
        hit = [some for some in hitting if some & conflict]
        # Berge: a set that misses the new conflict takes one member of it, and stays when no smaller one hits all.
        grown = {some | {member} for some in hitting if not some & conflict for member in conflict}
        least = [some for some in grown if not any(other < some for other in (*hit, *grown)) and some not in hit]
        hitting = hit + sorted(least, key=lambda some: (len(some), sorted(some)))
        cut = cut or len(hitting) > most
        hitting = hitting[:most]
    return [everything - some for some in hitting], cut
