"""Stated distances to one line: on one event they must agree, and over a stated way they cannot differ by more."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product

from geoevents.gazetteer.countries import name_of
from geoevents.model import BorderRef, Case, Claim, Depth, Distance, Inside, LandRef, Link, Question, Scenario
from geoevents.model.clause import EventRef
from geoevents.model.result import CONSISTENT, INCONSISTENT, UNDECIDED
from geoevents.quantity import Length, Quantity, length
from geoevents.reasoning.arithmetic import Difference, difference
from geoevents.reasoning.asking import (
    Finding,
    ask,
    axes_of_figures,
    figures_of,
    metres,
    named,
    quoted,
    said,
    span,
    way_of,
)
from geoevents.reasoning.constrain import CROSSED_M
from geoevents.reasoning.standing import denied, placed, standing

PAIRS_LIMIT = 100
"""Pairs of distances of one event that are put; the rest is counted."""
SIDES_NOTE = "unless the way goes round the end of the line, over the sea or through a third country"


_length = lru_cache(maxsize=4096)(length)


@dataclass(frozen=True, slots=True)
class Stated:
    """A distance that a claim states of an event, to a border, land or place; `side` is the country it lies in."""

    claim: Claim
    event: str
    quantity: Quantity
    target: object
    side: str | None = None
    depth: bool = False
    heading: bool = False

    def span(self, scenario: Scenario) -> Length:
        """Interval of the shortest distance that the words leave in a scenario."""
        found = _length(self.quantity, scenario.convention, scenario.about)
        if self.depth and scenario.depth == "up to":
            return Length(found.m, min(CROSSED_M, found.low_m), found.high_m)
        if self.heading and scenario.distance != "shortest":
            # What is measured along a heading is no shorter than the shortest way: only its upper end binds that.
            return Length(found.m, 0.0, found.high_m)
        if not isinstance(self.target, BorderRef | LandRef) and scenario.extent != "centre":
            return Length(found.m, 0.0, math.inf)
        return found

    @property
    def axes(self) -> frozenset[str]:
        """Axes that change the interval."""
        own = frozenset({"depth"} if self.depth else ()) | frozenset({"distance"} if self.heading else ())
        return axes_of_figures([self.quantity]) | own


def stated_distances(case: Case) -> tuple[Stated, ...]:
    """Give every stated distance to something that does not move, by event, then by claim.

    A distance said of a track binds only where it holds throughout: what moves has many.
    """
    found = []
    for claim, event in placed(case, (claim for claim in standing(case) if not denied(claim))):
        if case.event(claim.event).track and not claim.throughout:
            continue
        inside = {clause.country for clause in claim.clauses if isinstance(clause, Inside)}
        within = inside.pop() if len(inside) == 1 else None
        for clause in claim.clauses:
            if isinstance(clause, Depth):
                target = BorderRef(clause.country, clause.neighbour, "waters" if clause.waters else "land")
                found.append(Stated(claim, event, clause.distance, target, clause.country, depth=True))
            elif isinstance(clause, Distance) and not isinstance(clause.target, EventRef) and not clause.relation:
                heading = isinstance(clause.target, BorderRef) and clause.bearing is not None
                found.append(
                    Stated(claim, event, clause.distance, clause.target, clause.side or within, heading=heading)
                )
    return tuple(sorted(found, key=_order))


def _order(stated: Stated) -> tuple[str, str, str]:
    return stated.event, stated.claim.id, repr(stated.quantity)


def differing(one: Stated, two: Stated, scenario: Scenario, way_m: float = 0.0) -> Difference | None:
    """Compare two stated distances over a way; None where they are to different things.

    A line that is part of another is no nearer than the whole: the border of a country with any neighbour is at most
    as far as that with one of them.
    """
    match _holds(two.target, one.target), _holds(one.target, two.target):
        case True, True:
            part = 0
        case True, False:
            part = 1
        case False, True:
            part = 2
        case _:
            return None
    return difference(one.span(scenario), two.span(scenario), way_m, part=part)


def _holds(whole: object, part: object) -> bool:
    """Say whether all of `part` belongs to `whole`, whatever a map shows."""
    if isinstance(whole, BorderRef) and isinstance(part, BorderRef):
        codes = [{code for code in (ref.country, ref.neighbour) if code} for ref in (whole, part)]
        return whole.kind == part.kind and codes[0] <= codes[1]
    if isinstance(whole, LandRef) and isinstance(part, LandRef):
        return whole.what == part.what and whole.country in (None, part.country)
    return whole == part


def questions_of_one_event(case: Case, scenario: Scenario, stated: Sequence[Stated]) -> Iterator[Question]:
    """Put the distances that are stated of one event to each other: they are distances of one point.

    Those that differ most come first; what is beyond `PAIRS_LIMIT` is counted.
    """
    tightest: dict[tuple[str, ...], tuple[float, Stated, Stated]] = {}
    for event in dict.fromkeys(item.event for item in stated):
        for one, two in combinations([item for item in stated if item.event == event], 2):
            apart = differing(one, two, scenario)
            if apart is None or _figure(one) == _figure(two):
                continue
            ids = tuple(dict.fromkeys((one.claim.id, two.claim.id)))
            if ids not in tightest or apart.least_m > tightest[ids][0]:
                tightest[ids] = apart.least_m, one, two
    ranked = sorted(tightest.items(), key=lambda item: (-item[1][0], item[0]))
    for ids, (_, one, two) in ranked[:PAIRS_LIMIT]:
        claims = (one.claim, two.claim)[: len(ids)]
        a, b = one.span(scenario), two.span(scenario)
        intervals = f"{span(a.low_m, a.high_m)} and {span(b.low_m, b.high_m)} {_from(one, two)}, at one point"
        text = f"{case.event(one.event).title}. {said(case, claims)}: {intervals}"
        id = f"{one.event}:{'+'.join(ids)}:figures"
        yield ask(id, text, claims, scenario, _judge_difference(one, two, None), one.axes | two.axes)
    if len(ranked) > PAIRS_LIMIT:
        left = (
            f"{len(ranked) - PAIRS_LIMIT:,} more pairs of distances of one event were not put, those that differ least"
        )
        verdict = UNDECIDED if ranked[PAIRS_LIMIT][1][0] > 0.0 else CONSISTENT
        yield Question("figures:rest", "arithmetic", left, verdict, (), default=verdict)


def _figure(stated: Stated) -> tuple[object, ...]:
    quantity = stated.quantity
    return quantity.number, quantity.number_high, quantity.unit, quantity.hedge, quantity.override_m, stated.depth


def _from(one: Stated, two: Stated) -> str:
    same = _holds(one.target, two.target) and _holds(two.target, one.target)
    if not same:
        return "from a line and from a part of it"
    return "from the same line" if isinstance(one.target, BorderRef | LandRef) else "from the same place"


def questions_of_ways(case: Case, scenario: Scenario, stated: Sequence[Stated]) -> Iterator[Question]:
    """Put the distances at both ends of each stated way to it: moving changes a distance by no more than the way."""
    at = {event: [item for item in stated if item.event == event] for event in {item.event for item in stated}}
    for link in sorted(case.links, key=lambda link: link.id):
        if way_of(link, scenario) is None:
            continue
        pairs = [(one, two) for one, two in product(at.get(link.a, ()), at.get(link.b, ())) if one.claim != two.claim]
        alike = [pair for pair in pairs if differing(*pair, scenario) is not None]
        own = [pair for pair in alike if link.by is None or {item.claim.by for item in pair} == {link.by}]
        slack = _slack_of(link, scenario)
        if own:
            one, two = min(own, key=lambda pair: (slack(pair), _order(pair[0]), _order(pair[1])))
            yield _of_way(case, scenario, link, one, two, f"{link.id}:figures")
        others: dict[tuple[str, str], list[tuple[Stated, Stated]]] = {}
        for pair in alike:
            if pair not in own:
                others.setdefault((pair[0].claim.id, pair[1].claim.id), []).append(pair)
        for ids, found in sorted(others.items()):
            one, two = min(found, key=slack)
            question = _of_way(case, scenario, link, one, two, f"{link.id}:{'+'.join(sorted(ids))}:figures")
            if question.verdict != CONSISTENT:
                yield question
        if link.kind != "same place":
            yield from _over_the_line(case, scenario, link, pairs)


def _way(link: Link, scenario: Scenario) -> Length:
    return way_of(link, scenario) or Length(0.0, 0.0, math.inf)


def _slack_of(link: Link, scenario: Scenario) -> Callable[[tuple[Stated, Stated]], float]:
    way_m = _way(link, scenario).high_m

    def slack_m(pair: tuple[Stated, Stated]) -> float:
        apart = differing(*pair, scenario)
        return way_m - apart.least_m if apart is not None else math.inf

    return slack_m


def _of_way(case: Case, scenario: Scenario, link: Link, one: Stated, two: Stated, id: str) -> Question:
    claims = (one.claim, two.claim)
    apart = _apart(link)
    if one.claim.by == two.claim.by:
        told = f"{named(case, one.claim.by)}: {quoted(claims[:1])} and {quoted(claims[1:])} {_from(one, two)}, {apart}"
    else:
        by = f", says {named(case, link.by)}" if link.by is not None else ""
        told = f"{said(case, claims)}. {_from(one, two).capitalize()}, {apart}{by}"
    text = f"{told}. Moving changes the distance to a line by no more than the way moved"
    axes = one.axes | two.axes | axes_of_figures(figures_of(link))
    return ask(id, text, claims, scenario, _judge_difference(one, two, link), axes, (link.id,))


def _apart(link: Link) -> str:
    if link.kind == "same place":
        return "at the same place"
    return f"{link.distance.text} from each other" if link.distance is not None else link.text


def _judge_difference(one: Stated, two: Stated, link: Link | None) -> Callable[[Scenario], Finding]:
    def judge(scenario: Scenario) -> Finding:
        way_m = 0.0 if link is None else _way(link, scenario).high_m
        found = differing(one, two, scenario, way_m) or Difference(0.0, way_m)
        return Finding(CONSISTENT if found.possible else INCONSISTENT, _differs(found), found.least_m)

    return judge


def _differs(found: Difference) -> str:
    if found.way_m == 0.0:
        return f"the distances differ by at least {found.least_m:.0f} m" if found.least_m else "the distances can agree"
    way = (
        f"they are at most {found.way_m:.0f} m from each other" if math.isfinite(found.way_m) else "no way is too long"
    )
    too_many = f", {found.least_m - found.way_m:.0f} m too many" if not found.possible else ""
    return f"the distances differ by at least {found.least_m:.0f} m{too_many}; {way}"


def _over_the_line(
    case: Case, scenario: Scenario, link: Link, pairs: Iterable[tuple[Stated, Stated]]
) -> Iterator[Question]:
    """Put two distances on opposite sides of a border to the way between them: it is no shorter than both together.

    Depths at sea are measured from the whole edge of the territory, so every way out is at least as long. Other
    distances are measured from one line, round whose end a way may go; only a map can tell.
    """
    facing = [pair for pair in pairs if _opposite(*pair)]
    if not facing:
        return
    way = _way(link, scenario)
    one, two = max(facing, key=lambda pair: (_least(pair, scenario), _order(pair[0]), _order(pair[1])))
    around = not all(item.target == BorderRef(item.side, None, "waters") for item in (one, two))

    def judge(scenario: Scenario) -> Finding:
        least_m, way_m = _least((one, two), scenario), _way(link, scenario).high_m
        if least_m <= way_m:
            return Finding(CONSISTENT)
        why = f"both together are at least {metres(least_m)}, and the way is at most {metres(way_m)}"
        return Finding(UNDECIDED if around else INCONSISTENT, why, least_m)

    written_m, least_m = one.span(scenario).m + two.span(scenario).m, _least((one, two), scenario)
    unit = link.distance.unit if link.distance is not None else "m"
    too_short = judge(scenario).verdict != CONSISTENT
    by = f", says {named(case, link.by)}" if link.by is not None else ""
    text = (
        f"{said(case, (one.claim, two.claim))}. In {name_of(one.side or '')} and in {name_of(two.side or '')}, so the "
        f"way between is no shorter than both together: {metres(written_m)}{_also(written_m, unit)} as written, "
        f"{metres(least_m)}{_also(least_m, unit)} at least. Stated{by}: {link.text}, {span(way.low_m, way.high_m)}"
        f"{f': too short, {SIDES_NOTE}' if too_short and around else ''}"
    )
    axes = one.axes | two.axes | axes_of_figures(figures_of(link))
    yield ask(f"{link.id}:sides", text, (one.claim, two.claim), scenario, judge, axes, (link.id,))


def _opposite(one: Stated, two: Stated) -> bool:
    """Say whether the words put two distances on the two sides of a border of both."""
    if one.side is None or two.side is None or one.side == two.side:
        return False
    sides = {one.side, two.side}
    for target in (one.target, two.target):
        if not isinstance(target, BorderRef):
            return False
        # Measured from another border of its country, a distance says nothing of the way over this one.
        if not {code for code in (target.country, target.neighbour) if code} <= sides:
            return False
    return True


def _least(pair: tuple[Stated, Stated], scenario: Scenario) -> float:
    return sum(item.span(scenario).low_m for item in pair)


def _also(value_m: float, unit: str) -> str:
    if unit in ("m", "km"):
        return ""
    return f" ({value_m / length(Quantity('', '1', unit), 'exact').m:.2f} {unit})"
