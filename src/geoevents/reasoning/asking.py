"""How a question of arithmetic is put: judged in the default scenario, then on every axis that its figures turn on."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from geoevents.model import Case, Claim, Conflict, Flip, Link, Question, Scenario
from geoevents.model.result import CONSISTENT, DEPENDS, INCONSISTENT
from geoevents.motion import metres_per_second, seconds
from geoevents.quantity import Length, length
from geoevents.reasoning.scenario import changed, choices, chosen_on

AXES = ("convention", "about", "depth", "distance")
"""Axes that change what a figure means without any map."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What figures give in one scenario: a verdict, why in words, and the distance that arithmetic alone leaves."""

    verdict: str
    why: str = ""
    least_m: float | None = None


def ask(
    id: str,
    text: str,
    claims: Iterable[Claim],
    scenario: Scenario,
    judge: Callable[[Scenario], Finding],
    axes: Iterable[str] = (),
    links: tuple[str, ...] = (),
) -> Question:
    """Put a question of arithmetic: `judge` answers it in one scenario, and `axes` are those that could turn it.

    `links` are the ids of the ways between events without which there would be no conflict.
    """
    found = judge(scenario)
    flips = tuple(_flips(scenario, found, judge, axes))
    ids = tuple(dict.fromkeys(claim.id for claim in claims))
    clash = found.verdict == INCONSISTENT
    conflicts = (Conflict(ids, found.why, None, None, found.least_m, links=links),) if clash else ()
    verdict = DEPENDS if flips else found.verdict
    return Question(id, "arithmetic", text, verdict, ids, conflicts, (), flips, default=found.verdict)


def _flips(
    scenario: Scenario, found: Finding, judge: Callable[[Scenario], Finding], axes: Iterable[str]
) -> Iterator[Flip]:
    for axis in (axis for axis in AXES if axis in set(axes)):
        now = chosen_on(scenario, axis)
        for choice in choices(axis):
            # A figure taken as exact is nobody's reading of it.
            if choice in (now, "exact"):
                continue
            other = judge(changed(scenario, axis, choice))
            if {other.verdict, found.verdict} == {CONSISTENT, INCONSISTENT}:
                yield Flip(axis, now, choice, other.verdict, other.why)


def way_of(link: Link, scenario: Scenario) -> Length | None:
    """Give how long the way between the ends of a link can be; None where it bounds none.

    With a speed and a time to get from one to the other, it is no longer than that.
    """
    if link.kind == "same place":
        return Length(0.0, 0.0, 0.0)
    if link.distance is not None:
        return length(link.distance, scenario.convention, scenario.about)
    if link.speed is not None and link.lasting is not None:
        fastest = metres_per_second(link.speed, scenario.convention, scenario.about)
        longest = seconds(link.lasting, scenario.convention, scenario.about)
        return Length(fastest.value * longest.value, 0.0, fastest.high * longest.high)
    return None


def figures_of(link: Link) -> tuple[object, ...]:
    """Give the figures that a link states."""
    return tuple(figure for figure in (link.distance, link.speed, link.lasting) if figure is not None)


def axes_of_figures(figures: Iterable[object]) -> frozenset[str]:
    """Name the axes on which stated figures turn: how they are rounded, and how wide "about" is where one has it."""
    open_ = [figure for figure in figures if figure is not None and getattr(figure, "override_m", None) is None]
    hedged = any(getattr(figure, "hedge", None) == "about" for figure in open_)
    return frozenset({"convention"} if open_ else ()) | frozenset({"about"} if hedged else ())


def named(case: Case, source: str) -> str:
    """Name a source for people."""
    return case.source(source).name


def quoted(claims: Iterable[Claim]) -> str:
    """Quote what claims say, source by source where there are several."""
    return "; ".join(f'"{words}"' for claim in claims for words in claim.says)


def said(case: Case, claims: Iterable[Claim]) -> str:
    """Say who says what: the words of claims under the names of their sources."""
    told: dict[str, list[Claim]] = {}
    for claim in claims:
        told.setdefault(claim.by, []).append(claim)
    return ". ".join(f"{named(case, source)}: {quoted(own)}" for source, own in told.items())


def metres(value: float) -> str:
    """Write a distance in metres below 1 km, in kilometres with two decimals above.

    Examples
    --------
    >>> metres(440.893), metres(3648.4), metres(1_365_600.0)
    ('441 m', '3.65 km', '1,366 km')
    """
    if math.isinf(value):
        return "any distance"
    if value < 999.5:
        return f"{value:.0f} m"
    km = value / 1000
    return f"{km:,.{2 if km < 99.995 else 1 if km < 999.95 else 0}f} km"


def span(low_m: float, high_m: float) -> str:
    """Write an interval of distances.

    Examples
    --------
    >>> span(5500.0, 6500.0), span(2778.0, float("inf")), span(441.0, 441.0)
    ('5.50 to 6.50 km', '2.78 km or more', '441 m')
    """
    if math.isinf(high_m):
        return f"{metres(low_m)} or more"
    low, high = metres(low_m), metres(high_m)
    if low == high:
        return low
    return f"{low[: -len(' km')]} to {high}" if low.endswith(" km") else f"{low} to {high}"
