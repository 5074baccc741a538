"""A case in other scenarios: every event and every question there, each worked out once for what it turns on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice, product
from math import prod

import shapely

from geoevents.errors import NoTerritoryError, PhraseError, UnknownBorderError, UnknownCountryError
from geoevents.model import (
    Case,
    Clause,
    Conflict,
    Distance,
    Event,
    EventSolution,
    LandRef,
    Link,
    Question,
    Scenario,
    Solution,
    Supposition,
    Verdict,
)
from geoevents.model.result import CONSISTENT, INCONSISTENT, UNDECIDED
from geoevents.reasoning.bench import Bench, Part, held, ids_of
from geoevents.reasoning.check import QUESTIONS_LIMIT, VERDICT
from geoevents.reasoning.collisions import collision
from geoevents.reasoning.figures import questions_of_figures
from geoevents.reasoning.headline import headline_of
from geoevents.reasoning.places import candidates_of_case
from geoevents.reasoning.questions import Put, questions_of
from geoevents.reasoning.scenario import axes_of, changed, chosen_on, place_names
from geoevents.reasoning.solve import solve_event
from geoevents.reasoning.standing import asserted, placed, standing
from geoevents.reasoning.supposing import breaks, concerned, harm_of

SCENARIOS = 192
"""Scenarios that are worked out; axes that would make them more are left at their defaults."""
WORK = 1_500
"""Events solved in all, each in every scenario that it turns on; one with long bands or a coast counts for more."""
VERTICES = 9_000
"""Vertices of an event's areas that make it count twice: what they cost grows faster than they do."""
SHORE = 6.0
"""What a distance to land adds to the weight of an event."""

PREFERRED = ("borders", "border_error", "convention", "place", "distance", "about", "depth")
"""Which axes come first where not all can be switched, after those that turn a verdict; others only if they do."""


@dataclass(frozen=True, slots=True)
class Switch:
    """An axis that can be switched, with its choices: the default first."""

    axis: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A case in one scenario: what was chosen on each switch, and all that follows. Nothing in it "depends".

    Apart from the default it has no gaps, no probabilities of sides and no solutions by largest set (`together`). What
    is looked at only around the dispute is cut to a box around all that has bounds; that box may be another
    scenario's, so size and center of such an area are not this one's.
    """

    choices: tuple[str, ...]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Switched:
    """A case in every scenario of some switches; `fixed` are axes that stay at their defaults, for want of room."""

    switches: tuple[Switch, ...]
    scenarios: tuple[Elsewhere, ...]
    fixed: tuple[str, ...] = ()


def elsewhere(verdict: Verdict, most: int = SCENARIOS, work: int = WORK) -> Switched:
    """Work a checked case out in every scenario of the axes that matter.

    Parameters
    ----------
    verdict
        As `check` gives it: its table says which axes there are, its questions which of them turn something.
    most, work
        Bounds on scenarios and on events that are solved (wide areas count more than once); axes that would pass them
        are named in `fixed`. What turns a verdict is taken first, alone or with another.

    Returns
    -------
    Switched
        The default scenario comes first. A dataset that lacks a border of the case has no scenarios.

    Examples
    --------
    >>> from geoevents import data
    >>> from geoevents.read.case import read_case
    >>> from geoevents.reasoning.check import check
    >>> found = elsewhere(check(read_case(data.path("cases/przewodow-2022.yaml"))), most=4)
    >>> [switch.axis for switch in found.switches], len(found.scenarios)
    (['borders', 'border_error'], 4)
    """
    teller = _Teller(verdict)
    switches, fixed = _switches(verdict, teller, most, work)
    scenarios = []
    refused: set[str] = set()
    for row in product(*(switch.choices for switch in switches)):
        there = verdict.solution.scenario
        for switch, choice in zip(switches, row, strict=True):
            if chosen_of(there, switch.axis) != choice:
                there = changed(there, switch.axis, choice)
        if there.borders in refused:
            continue
        try:
            scenarios.append(Elsewhere(row, teller.tell(there)))
        except (NoTerritoryError, PhraseError, UnknownBorderError, UnknownCountryError):
            if there.borders == verdict.solution.scenario.borders:
                raise
            refused.add(there.borders)
    kept = tuple(
        replace(switch, choices=tuple(choice for choice in switch.choices if choice not in refused))
        if switch.axis == "borders"
        else switch
        for switch in switches
    )
    return Switched(kept, tuple(scenarios), fixed)


def chosen_of(scenario: Scenario, axis: str) -> str:
    """Give the choice of a scenario on any axis, places and suppositions too."""
    kind, _, name = axis.partition(":")
    if kind == "place":
        return dict(scenario.places).get(name, "")
    if kind == "suppose":
        return "with" if name in scenario.suppositions else "without"
    return chosen_on(scenario, axis)


def _switches(verdict: Verdict, teller: _Teller, most: int, work: int) -> tuple[tuple[Switch, ...], tuple[str, ...]]:
    every: dict[str, dict[str, None]] = {}
    for row in verdict.table:
        scenario = row["scenario"]
        if isinstance(scenario, dict):
            for axis, choice in scenario.items():
                every.setdefault(axis, {})[choice] = None
    turning = {axis for question in verdict.questions for flip in question.depends_on for axis in flip.axis.split("+")}

    def rank(axis: str) -> tuple[bool, bool, int]:
        kind = axis.partition(":")[0]
        order = PREFERRED.index(kind) if kind in PREFERRED else len(PREFERRED)
        return axis not in turning, kind != "suppose", order

    taken: list[Switch] = []
    fixed = []
    for axis in sorted(every, key=rank):
        wider = [*taken, Switch(axis, tuple(every[axis]))]
        listed = axis in turning or axis.partition(":")[0] in (*PREFERRED, "suppose")
        if listed and prod(len(switch.choices) for switch in wider) <= most and teller.work(wider) <= work:
            taken = wider
        else:
            fixed.append(axis)
    shown = sorted(taken, key=lambda switch: rank(switch.axis)[1:])
    return tuple(shown), tuple(fixed)


class _Teller:
    """Tells a case in any scenario, and keeps what the scenario does not turn."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        self.case: Case = verdict.case
        self.home = verdict.solution.scenario
        self.bench = Bench(self.case, candidates_of_case(self.case), gaps=False)
        self.put = {one.id: one for one in islice(questions_of(self.case), QUESTIONS_LIMIT)}
        self._known: dict[object, object] = {}

    def tell(self, there: Scenario) -> Verdict:
        """Give the solution and the questions of one scenario."""
        home = self.verdict
        if there == self.home:
            return home
        events = tuple(self._event(event, there) for event in self.case.events)
        questions = tuple(self._question(question, there) for question in home.questions)
        found = {question.verdict for question in questions}
        worst = next((one for one in (INCONSISTENT, UNDECIDED) if one in found), CONSISTENT)
        headline = self._headline(questions, there)
        solution = Solution(self.case, there, events, home.solution.places, home.solution.warnings)
        return replace(
            home, verdict=worst, headline=headline, questions=questions, solution=solution, table=(), note=""
        )

    def _headline(self, questions: Sequence[Question], there: Scenario) -> str:
        """Say first what contradicts itself at home too, then what only this scenario breaks."""
        home = {question.id for question in self.verdict.questions if question.conflicts and not question.supposed}
        plain = [question for question in questions if not question.supposed]
        broken = [question for question in plain if question.verdict == INCONSISTENT]
        known = [question for question in broken if question.id in home]
        if known or not there.suppositions:
            return headline_of(self.case, [*known, *plain])
        told = headline_of(self.case, [*broken, *(question for question in questions if question.supposed), *plain])
        before, mark, after = told.rpartition(" be true")
        return f"{before}{mark} with what is supposed{after}" if mark else told

    def work(self, switches: Sequence[Switch]) -> int:
        """Count how often events are solved when these axes are switched."""
        sizes = {switch.axis: len(switch.choices) for switch in switches}
        everything = replace(self.home, suppositions=tuple(axis[8:] for axis in sizes if axis.startswith("suppose:")))
        return round(
            sum(
                prod(sizes.get(axis, 1) for axis in self._axes_of_event(solved.event, everything))
                * self._weight(solved)
                for solved in self.verdict.solution.events
            )
        )

    def _weight(self, solved: EventSolution) -> float:
        """Say how much longer than a small one an event takes."""
        answers = [account.answer for account in solved.accounts if account.answer is not None]
        vertices = sum(int(shapely.get_num_coordinates(one.region)) for one in answers if one.region is not None)
        clauses = [clause for account in solved.accounts for id in account.claims for clause in self._clauses(id)]
        ashore = any(isinstance(clause, Distance) and isinstance(clause.target, LandRef) for clause in clauses)
        return 1.0 + math.pow(vertices / VERTICES, 1.5) + (SHORE if ashore else 0.0)

    def _clauses(self, claim: str) -> tuple[Clause, ...]:
        return asserted(self.case.claim(claim))

    def _event(self, event: Event, there: Scenario) -> EventSolution:
        tied = self._tied({event.id}, there)
        scenario = self._toward(there, self._axes_of_event(event, there))
        key = ("event", event.id, scenario)
        if key not in self._known:
            self._known[key] = solve_event(self.bench, scenario, event, None, tied)
        found = self._known[key]
        assert isinstance(found, EventSolution)  # noqa: S101 - narrows the type of what is kept
        return found

    def _axes_of_event(self, event: Event, there: Scenario) -> tuple[str, ...]:
        tied = self._tied({event.id}, there)
        claims = {claim.id: claim for claim, at in placed(self.case, standing(self.case)) if at in tied}
        clauses = [clause for claim in claims.values() for clause in asserted(claim)]
        links = [link for link in self.case.links if {link.a, link.b} <= tied]
        supposed = [one for one in self._active(there) if tied & _events_of(one)]
        return self._axes(clauses, links, supposed)

    def _axes(
        self, clauses: Sequence[Clause], links: Sequence[Link], supposed: Sequence[Supposition]
    ) -> tuple[str, ...]:
        every = [*clauses, *(clause for one in supposed for _, clause in one.clauses)]
        ties = [*links, *(link for one in supposed for link in one.links)]
        names = (f"place:{reference.name}" for reference in place_names(every))
        return (*axes_of(every, ties), *names, *(f"suppose:{one.id}" for one in supposed))

    def _question(self, question: Question, there: Scenario) -> Question:
        """Put a question anew: as it stands in one scenario it depends on nothing."""
        axes = self._axes_of_question(question, there)
        scenario = self._toward(there, axes)
        key = ("question", question.id, scenario)
        if key not in self._known:
            self._known[key] = self._judged(question, scenario)
        found = self._known[key]
        assert isinstance(found, Question)  # noqa: S101 - narrows the type of what is kept
        return found

    def _axes_of_question(self, question: Question, there: Scenario) -> tuple[str, ...]:
        clauses = [clause for id in question.claims for clause in asserted(self.case.claim(id))]
        if question.supposed:
            supposition = next(one for one in self.case.suppositions if f"suppose:{one.id}" == question.id)
            links = [*concerned(self.case, supposition)[1], *supposition.links]
        elif question.id in self.put:
            links = list(self.put[question.id].links)
        else:  # by arithmetic: the figures of every link can be part of it
            links = list(self.case.links)
        return self._axes(clauses, links, self._active(there))

    def _judged(self, question: Question, there: Scenario) -> Question:
        plain = replace(question, depends_on=(), conflicts=(), consistent_sets=())
        if question.supposed:
            return self._supposed(plain, there)
        put = self.put.get(question.id)
        if put is None:
            figures = {one.id: one for one in questions_of_figures(self.case, there)}
            found = figures.get(question.id)
            if found is None:
                return replace(plain, verdict=CONSISTENT)
            broken = bool(found.conflicts)
            return replace(found, verdict=INCONSISTENT if broken else CONSISTENT, depends_on=())
        return self._status(plain, put, there)

    def _status(self, plain: Question, put: Put, there: Scenario) -> Question:
        status = VERDICT[self.bench.status(there, put.items, put.links)]
        if status != INCONSISTENT:
            return replace(plain, verdict=status)
        among = self.bench.conflicts(there, put.items, put.links)
        conflicts = tuple(self._collision(there, some) for some in among.conflicts)
        return replace(plain, verdict=status, conflicts=conflicts, consistent_sets=tuple(map(ids_of, among.sets)))

    def _supposed(self, plain: Question, there: Scenario) -> Question:
        supposition = next(one for one in self.case.suppositions if f"suppose:{one.id}" == plain.id)
        if supposition.id not in there.suppositions:
            return replace(plain, verdict=CONSISTENT)
        harm = harm_of(self.bench, there, supposition, self._collision)
        without = changed(there, plain.id, "without")
        return replace(plain, verdict=breaks(self.bench, there, without, harm.before.sets), conflicts=harm.conflicts)

    def _collision(self, there: Scenario, parts: Sequence[Part]) -> Conflict:
        """Measure a conflict once for all scenarios that turn neither its claims nor its links."""
        items, links = held(parts)
        clauses = [clause for claim, _ in items for clause in asserted(claim)]
        scenario = self._toward(there, self._axes(clauses, links, ()))
        if not self.bench.impossible(scenario, items, links):  # what is supposed is part of it
            scenario = self._toward(there, self._axes(clauses, links, self._active(there)))
        return collision(self.bench, scenario, parts)

    def _toward(self, there: Scenario, axes: Sequence[str]) -> Scenario:
        """Give the scenario of the verdict, moved to another one on some axes: the others turn nothing."""
        moved = replace(self.home, suppositions=())
        for axis in axes:
            choice = chosen_of(there, axis)
            if chosen_of(moved, axis) != choice and choice:
                moved = changed(moved, axis, choice)
        order = dict(self.home.places)
        return replace(moved, places=tuple((name, dict(moved.places)[name]) for name in order))

    def _tied(self, events: set[str], there: Scenario) -> frozenset[str]:
        """Name all events to which links and the suppositions that are switched on lead."""
        links = [*self.case.links, *(link for one in self._active(there) for link in one.links)]
        reached = set(events)
        while more := {end for link in links for end in (link.a, link.b) if {link.a, link.b} & reached} - reached:
            reached |= more
        return frozenset(reached)

    def _active(self, there: Scenario) -> list[Supposition]:
        return [one for one in self.case.suppositions if one.id in there.suppositions]


def _events_of(supposition: Supposition) -> set[str]:
    return {end for link in supposition.links for end in (link.a, link.b)} | {e for e, _ in supposition.clauses}
