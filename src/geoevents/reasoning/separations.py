"""Stated ways between events, put to each other: no way is longer than any other way round over the rest."""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from geoevents.model import Case, Claim, Distance, Link, Question, Scenario
from geoevents.model.clause import EventRef
from geoevents.model.result import CONSISTENT, INCONSISTENT, UNDECIDED
from geoevents.quantity import Length, Quantity, length
from geoevents.reasoning.asking import Finding, ask, axes_of_figures, figures_of, metres, named, span, way_of
from geoevents.reasoning.scenario import changed, choices
from geoevents.reasoning.standing import denied, standing

WAYS_LIMIT = 400
"""Stated ways that are put to each other; the rest is counted."""
ROUNDS_LIMIT = 50
"""Contradictory rounds that are written out."""


@dataclass(frozen=True, slots=True)
class Way:
    """A stated way between two events, by a link or by a claim."""

    id: str
    a: str
    b: str
    text: str
    by: str | None
    link: Link | None = None
    claim: Claim | None = None
    quantity: Quantity | None = None

    def span(self, scenario: Scenario) -> Length:
        """Interval that the words leave in a scenario."""
        found = way_of(self.link, scenario) if self.link is not None else None
        if found is None and self.quantity is not None:
            found = length(self.quantity, scenario.convention, scenario.about)
        return found or Length(0.0, 0.0, math.inf)

    @property
    def figures(self) -> tuple[object, ...]:
        """The figures that it states."""
        return figures_of(self.link) if self.link is not None else (self.quantity,)


def stated_ways(case: Case, scenario: Scenario) -> tuple[Way, ...]:
    """Give every stated way between two events that do not move, by id; with those of suppositions that are on."""
    links = [*case.links, *(link for s in case.suppositions if s.id in scenario.suppositions for link in s.links)]
    ways = [
        Way(link.id, link.a, link.b, link.text, link.by, link) for link in links if way_of(link, scenario) is not None
    ]
    for claim in standing(case):
        for clause in () if denied(claim) else claim.clauses:
            if isinstance(clause, Distance) and isinstance(clause.target, EventRef):
                ways.append(
                    Way(
                        claim.id,
                        claim.event,
                        clause.target.event,
                        clause.text,
                        claim.by,
                        claim=claim,
                        quantity=clause.distance,
                    )
                )
    tracks = {event.id for event in case.events if event.track}
    still = [way for way in ways if way.a != way.b and not {way.a, way.b} & tracks]
    return tuple(sorted(still, key=lambda way: (way.id, way.text)))


def questions_of_ways_round(case: Case, scenario: Scenario) -> Iterator[Question]:
    """Put every stated way to the shortest way round over the others: its low end may not be longer.

    A contradiction is a round of ways, each of which is needed for it: without any one of them the rest is open.
    Rounds that close are told in one sentence.
    """
    ways = stated_ways(case, scenario)
    taken = ways[:WAYS_LIMIT]
    axes = axes_of_figures(figure for way in taken for figure in way.figures)
    rounds: dict[tuple[str, ...], tuple[Way, ...]] = {}
    for varied in _varied(scenario, axes):
        for found in _rounds(taken, varied):
            rounds.setdefault(tuple(sorted(way.id for way in found)), found)
    ranked = sorted(rounds.items(), key=lambda item: (-_too_long(item[1], scenario), item[0]))
    closing, told = 0, 0
    for ids, found in ranked:
        own = axes_of_figures(figure for way in found for figure in way.figures)
        question = ask(
            f"round:{'+'.join(ids)}",
            f"{', '.join(_named(case, way) for way in found)}: no way is longer than the others together",
            [way.claim for way in found if way.claim is not None],
            scenario,
            _judge(found),
            own,
            tuple(way.id for way in found if way.link is not None),
        )
        if question.verdict == CONSISTENT:
            closing += 1
        elif told < ROUNDS_LIMIT:
            told += 1
            yield question
    if closing:
        noun = "round of stated ways closes" if closing == 1 else "rounds of stated ways close"
        text = f"{closing} {noun}: no stated way between events is longer than the others together"
        yield Question("round:closing", "arithmetic", text, CONSISTENT, ())
    left = len(ways) - len(taken)
    if left:
        text = f"{left} more stated ways between events were not put to the first {WAYS_LIMIT}"
        yield Question("round:rest", "arithmetic", text, UNDECIDED, (), default=UNDECIDED)


def _varied(scenario: Scenario, axes: frozenset[str]) -> Iterator[Scenario]:
    yield scenario
    for axis in sorted(axes):
        for choice in choices(axis):
            if choice != "exact":
                yield changed(scenario, axis, choice)


def _rounds(ways: Sequence[Way], scenario: Scenario) -> Iterator[tuple[Way, ...]]:
    """Give each way with the shortest way round over the others, where there is one."""
    spans = [way.span(scenario) for way in ways]
    at: dict[str, list[tuple[int, str]]] = {}
    for index, way in enumerate(ways):
        at.setdefault(way.a, []).append((index, way.b))
        at.setdefault(way.b, []).append((index, way.a))
    for index, way in enumerate(ways):
        chain = _shortest(way.a, way.b, index, spans, at)
        if chain is not None:
            yield (way, *(ways[other] for other in chain))


def _shortest(
    start: str, end: str, without: int, spans: Sequence[Length], at: dict[str, list[tuple[int, str]]]
) -> tuple[int, ...] | None:
    """Give the ways of the shortest path by their upper ends, leaving one way out; of equal ones the fewest."""
    queue: list[tuple[float, int, tuple[int, ...], str]] = [(0.0, 0, (), start)]
    done: set[str] = set()
    while queue:
        far_m, steps, chain, here = heapq.heappop(queue)
        if here == end:
            return chain
        if here in done:
            continue
        done.add(here)
        for index, there in at.get(here, ()):
            if index != without and there not in done and spans[index].high_m < math.inf:
                heapq.heappush(queue, (far_m + spans[index].high_m, steps + 1, (*chain, index), there))
    return None


def _too_long(ways: Sequence[Way], scenario: Scenario) -> float:
    """Give by how much the longest way of a round is longer than the others together, in metres; below 0 it closes."""
    return max(_excesses(ways, scenario))


def _excesses(ways: Sequence[Way], scenario: Scenario) -> list[float]:
    spans = [way.span(scenario) for way in ways]
    return [
        item.low_m - sum(other.high_m for at, other in enumerate(spans) if at != index)
        for index, item in enumerate(spans)
    ]


def _judge(ways: Sequence[Way]) -> Callable[[Scenario], Finding]:
    def judge(scenario: Scenario) -> Finding:
        excesses = _excesses(ways, scenario)
        excess_m = max(excesses)
        longest = ways[excesses.index(excess_m)]
        chain = [way for way in ways if way is not longest]
        others_m = sum(way.span(scenario).high_m for way in chain)
        low_m = longest.span(scenario).low_m
        over = " and ".join(f"“{way.text}” ({span(*_ends(way, scenario))})" for way in chain)
        # To the millimetre: the sums of figures that close exactly differ in their last bits.
        if excess_m <= 0.001:
            return Finding(CONSISTENT, f"“{longest.text}” is no longer than {over}")
        why = f"“{longest.text}” is at least {metres(low_m)}, but {over} are together at most {metres(others_m)}"
        return Finding(INCONSISTENT, why, excess_m)

    return judge


def _ends(way: Way, scenario: Scenario) -> tuple[float, float]:
    found = way.span(scenario)
    return found.low_m, found.high_m


def _named(case: Case, way: Way) -> str:
    return f"“{way.text}”" + (f" ({named(case, way.by)})" if way.by is not None else "")
