"""A case in one scenario: every source's account of every event, and all of them together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from geoevents import atlas
from geoevents.atlas.territories import drawn_at
from geoevents.errors import GeoEventsError, UnknownBorderError
from geoevents.gazetteer.countries import name_of
from geoevents.model import (
    Account,
    Answer,
    At,
    Case,
    Claim,
    Clause,
    Depth,
    Event,
    EventSolution,
    Fix,
    Inside,
    Link,
    Measurement,
    Outside,
    Place,
    Scenario,
    Solution,
    Supposition,
)
from geoevents.model.result import UNSATISFIABLE
from geoevents.quantity import length
from geoevents.reasoning.answer import Region, Separation, Window, answer_linked, local_bounds, status_of
from geoevents.reasoning.constrain import Constraint, constrain
from geoevents.reasoning.measure import measure
from geoevents.reasoning.places import candidates_of_case, chosen
from geoevents.reasoning.scenario import scenario_of
from geoevents.reasoning.swapped import swapped_in

MARGIN_DEG = 0.5
"""What nothing bounds is looked at this far around what is bounded (about 50 km)."""
MEASURED_RADIUS_M = 100_000.0
"""A fix with a larger radius says no more than "somewhere in this country": it is not measured to a border."""
MEASURED_PARTS = 8


def solve(case: Case, scenario: Scenario | None = None) -> Solution:
    """Solve a case in one scenario.

    Parameters
    ----------
    case
        As `read_case` gives it.
    scenario
        One choice on every axis; the case's own settings on our defaults when None. A name whose candidate the
        scenario does not choose takes the highest ranked one.

    Returns
    -------
    Solution
        For each event the account of each source that places it, their intersection (`combined`), and the distance of
        each fix to the border on every dataset. Nothing is rejected: an intersection that is empty says so.

    Raises
    ------
    UnknownPlaceError
        A name that no gazetteer carries.

    Examples
    --------
    >>> from geoevents import data
    >>> from geoevents.read.case import read_case
    >>> solution = solve(read_case(data.path("cases/tinzaouatine-2025.yaml")))
    >>> solution.event("strike").accounts[0].answer.status
    'satisfiable'
    """
    scenario = scenario or scenario_of(case)
    candidates = candidates_of_case(case)
    at = chosen(scenario, candidates)
    scenario = replace(scenario, places=tuple((name, place.id) for name, place in at.items()))
    solver = Solver(case, scenario, at)
    events = tuple(_solve_event(solver, event) for event in case.events)
    everything = tuple(place for places in candidates.values() for place in places)
    warnings = (*_warnings(case), *_notes(case, scenario.borders), *swapped_in(case, scenario.borders))
    return Solution(case, scenario, events, everything, warnings)


Placed = tuple[Claim, str]
"""A claim, and one event that it constrains: its own, or one that is part of the track throughout which it holds."""


def placed(case: Case, claims: Iterable[Claim]) -> tuple[Placed, ...]:
    """Put each claim to every event that it constrains."""
    return tuple(
        (claim, event)
        for claim in claims
        for event in (claim.event, *(parts_of(case, claim.event) if claim.throughout else ()))
    )


@dataclass(frozen=True, slots=True)
class Solver:
    """A case in one scenario, with the candidate of each name: what every question of this scenario is put to."""

    case: Case
    scenario: Scenario
    places: Mapping[str, Place]
    known: dict[object, dict[str, Answer]] = field(default_factory=dict, compare=False)
    shapes: dict[str, list[Constraint]] = field(default_factory=dict, compare=False)
    windows: list[Window | None] = field(default_factory=list, compare=False)

    def links(self, keep: Callable[[Link], bool] = lambda _: True) -> tuple[Link, ...]:
        """Links that somebody states and `keep` lets through, and those of the suppositions that are switched on."""
        stated = tuple(link for link in self.case.links if keep(link))
        return stated + tuple(link for supposition in self._supposed() for link in supposition.links)

    def answers(self, claims: Iterable[Claim], links: Sequence[Link]) -> dict[str, Answer]:
        """Solve the events that these claims place; events that are tied to each other are solved together."""
        claims = tuple(claims)
        key = (tuple(claim.id for claim in claims), tuple(link.id for link in links))
        if key not in self.known:
            group, components = self._components(placed(self.case, claims), links)
            solved: dict[str, Answer] = {}
            for nodes, ties in components:
                solved |= answer_linked(nodes, ties, self.scenario.borders, self.outlook())
            events = (event.id for event in self.case.events)
            self.known[key] = {id: solved[group[id]] for id in events if group[id] in solved}
        return self.known[key]

    def statuses(self, placed: Iterable[Placed], links: Sequence[Link]) -> set[str]:
        """Tell only the statuses of the events that these claims are put to, which costs less than answers."""
        _, components = self._components(placed, links)
        return {status_of(nodes, ties, self.outlook()) for nodes, ties in components}

    def _components(
        self, placed: Iterable[Placed], links: Sequence[Link]
    ) -> tuple[dict[str, str], list[tuple[dict[str, list[Constraint]], list[Separation]]]]:
        group = _groups(self.case, links)
        nodes: dict[str, list[Constraint]] = {}
        for claim, event in placed:
            nodes.setdefault(group[event], []).extend(self.constraints(claim))
        for supposition in self._supposed():
            for event, clause in supposition.clauses:
                if group[event] in nodes:
                    nodes[group[event]].append(constrain(clause, self.scenario, self.places))
        nodes = {id: _once(constraints) for id, constraints in nodes.items() if constraints}
        ties = _through_unplaced(self._separations(links, group), nodes)
        return group, [
            ({id: nodes[id] for id in nodes if id in component}, [tie for tie in ties if tie.a in component])
            for component in _components(nodes, ties)
        ]

    def constraints(self, claim: Claim) -> list[Constraint]:
        """Give the shapes of one claim."""
        if claim.id not in self.shapes:
            self.shapes[claim.id] = [constrain(clause, self.scenario, self.places) for clause in asserted(claim)]
        return self.shapes[claim.id]

    def outlook(self) -> Window | None:
        """Give the box around everything in the case that has bounds, with a margin: where the dispute is."""
        if not self.windows:
            self.windows.append(self._outlook())
        return self.windows[0]

    def _outlook(self) -> Window | None:
        boxes = [
            box
            for claim in standing(self.case)
            for constraint in self.constraints(claim)
            if (box := local_bounds(constraint.shape)) is not None
        ]
        if not boxes:
            return None
        west, south = min(box[0] for box in boxes) - MARGIN_DEG, min(box[1] for box in boxes) - MARGIN_DEG
        east, north = max(box[2] for box in boxes) + MARGIN_DEG, max(box[3] for box in boxes) + MARGIN_DEG
        return max(-180.0, west), max(-90.0, south), min(180.0, east), min(90.0, north)

    def _supposed(self) -> tuple[Supposition, ...]:
        return tuple(supposed for supposed in self.case.suppositions if supposed.id in self.scenario.suppositions)

    def _separations(self, links: Sequence[Link], group: Mapping[str, str]) -> list[Separation]:
        found = []
        for link in links:
            if link.kind == "separation" and link.distance is not None:
                span = length(link.distance, self.scenario.convention, self.scenario.about)
                found.append(Separation(group[link.a], group[link.b], span.low_m, span.high_m, link.text))
        return found


def _through_unplaced(ties: Sequence[Separation], placed: Collection[str]) -> list[Separation]:
    """Tie what is placed across what is not: two ways that meet somewhere bound the way between their other ends."""
    left = list(ties)
    for free in dict.fromkeys(end for tie in ties for end in (tie.a, tie.b) if end not in placed):
        meeting = [tie for tie in left if free in (tie.a, tie.b)]
        left = [tie for tie in left if free not in (tie.a, tie.b)]
        for one, two in combinations(meeting, 2):
            here, there = (tie.b if tie.a == free else tie.a for tie in (one, two))
            if here != there:
                low_m = max(0.0, one.low_m - two.high_m, two.low_m - one.high_m)
                left.append(Separation(here, there, low_m, one.high_m + two.high_m, f"{one.text}; {two.text}"))
    return left


def asserted(claim: Claim) -> tuple[Clause, ...]:
    """Give the clauses that a claim puts forward: of a denial the opposite, where one clause has one, else nothing."""
    if not claim.denies:
        return claim.clauses
    match claim.clauses:
        case (Inside(text=text, span=span, country=country),):
            return (Outside(text=f"not {text}", span=span, country=country),)
        case (Outside(text=text, span=span, country=country),):
            return (Inside(text=f"not {text}", span=span, country=country),)
    return ()


def _once(constraints: Sequence[Constraint]) -> list[Constraint]:
    """Keep each clause once: events at the same place bring the claims of a whole track with each of them."""
    seen: list[Constraint] = []
    for constraint in constraints:
        if all(constraint.clause is not other.clause for other in seen):
            seen.append(constraint)
    return seen


def standing(case: Case) -> tuple[Claim, ...]:
    """Claims that count: not retracted, and not replaced by a later one."""
    replaced = {claim.replaces for claim in case.claims if claim.replaces}
    return tuple(claim for claim in case.claims if not claim.retracted and claim.id not in replaced)


def speaking_of(case: Case, event: Event) -> tuple[Claim, ...]:
    """Claims that constrain an event: those made of it, and those that hold throughout a track it is part of."""
    tracks = set(ancestors_of(case, event.id))
    return tuple(
        claim
        for claim in standing(case)
        if asserted(claim) and (claim.event == event.id or (claim.throughout and claim.event in tracks))
    )


def ancestors_of(case: Case, id: str) -> tuple[str, ...]:
    """Give the tracks that an event is part of, the nearest first."""
    found: list[str] = []
    parent = case.event(id).part_of
    while parent is not None and parent not in found:
        found.append(parent)
        parent = case.event(parent).part_of
    return tuple(found)


def parts_of(case: Case, track: str) -> tuple[str, ...]:
    """Give every event that is part of a track, directly or not."""
    return tuple(event.id for event in case.events if track in ancestors_of(case, event.id))


def _solve_event(solver: Solver, event: Event) -> EventSolution:
    case = solver.case
    claims = speaking_of(case, event)
    accounts = []
    for source in dict.fromkeys(claim.by for claim in case.claims if claim in claims or claim.event == event.id):
        own = [claim for claim in claims if claim.by == source]
        mine = [claim for claim in standing(case) if claim.by == source and asserted(claim)]
        links = solver.links(lambda link, source=source: link.by == source)  # type: ignore[misc]
        answer = solver.answers(mine, links).get(event.id) if own else None
        silent = [
            claim.id for claim in standing(case) if claim.by == source and claim.event == event.id and claim not in own
        ]
        accounts.append(Account(source, (*(claim.id for claim in own), *silent), answer))
    combined = _combined(solver, event, accounts)
    answers = [*((account.source, account.answer) for account in accounts), ("combined", combined)]
    measures = tuple(
        (f"{name}/{number}" if len(answer.fixes) > 1 else name, measured)
        for name, answer in answers
        if answer is not None and not (name == "combined" and len(accounts) == 1)
        for number, fix in enumerate(_local(answer), 1)
        for measured in [_measure(case, fix.lon, fix.lat, fix.region)]
        if measured is not None
    )
    return EventSolution(event, tuple(accounts), combined, (*measures, *_as_stated(case, accounts)))


def _local(answer: Answer) -> tuple[Fix, ...]:
    """Give the parts that say more than "somewhere in this country", a few at most: its islands say no more either."""
    if any(fix.radius_m > MEASURED_RADIUS_M for fix in answer.fixes):
        return ()
    return answer.fixes[:MEASURED_PARTS]


def _as_stated(case: Case, accounts: Sequence[Account]) -> Iterator[tuple[str, Measurement]]:
    """Measure coordinates that a source states where its words cannot all hold: what was said is still somewhere."""
    for account in accounts:
        if account.answer is None or account.answer.status != UNSATISFIABLE:
            continue
        for claim in map(case.claim, account.claims):
            for clause in claim.clauses:
                if isinstance(clause, At):
                    measured = _measure(case, clause.where.lon, clause.where.lat, None)
                    if measured is not None:
                        yield f"{account.source}/stated", measured


def _combined(solver: Solver, event: Event, accounts: Sequence[Account]) -> Answer | None:
    located = [account for account in accounts if account.answer is not None]
    if not located:
        return None
    tied = solver.links()
    if len(located) == 1 and not tied:
        return located[0].answer
    return solver.answers([claim for claim in standing(solver.case) if asserted(claim)], tied).get(event.id)


def _measure(case: Case, lon: float, lat: float, region: Region | None) -> Measurement | None:
    for to in (*_pairs(case), "nearest"):
        try:
            return measure(lon, lat, to=to, borders="all", region=region)
        except UnknownBorderError:
            continue
    return None


def _pairs(case: Case) -> tuple[str, ...]:
    """Borders between the countries that the case is about, so that all its measures are to the same line."""
    countries = dict.fromkeys(source.party for source in case.sources if source.party)
    countries |= dict.fromkeys(
        clause.country for claim in case.claims for clause in claim.clauses if isinstance(clause, Inside)
    )
    codes = [code for code in countries if code]
    return ("-".join(sorted(codes)),) if len(codes) == 2 else ()


def _groups(case: Case, links: Sequence[Link]) -> dict[str, str]:
    """Name one representative for all events that are said, or supposed, to be at the same place."""
    group = {event.id: event.id for event in case.events}
    for link in links:
        if link.kind == "same place":
            old, new = group[link.b], group[link.a]
            group = {event: new if root == old else root for event, root in group.items()}
    return group


def _components(nodes: Mapping[str, object], ties: Sequence[Separation]) -> list[set[str]]:
    left = set(nodes)
    components = []
    while left:
        component = {left.pop()}
        while reached := {end for tie in ties for end in (tie.a, tie.b) if {tie.a, tie.b} & component} - component:
            component |= reached
        left -= component
        components.append(component)
    return components


def _notes(case: Case, dataset: str) -> Iterator[str]:
    """Say what of a case is not solved, and where its borders are one view among several."""
    for claim in case.claims:
        if claim.denies and claim.clauses and not asserted(claim):
            yield f"The denial {claim.id} is shown and not solved: only being in a country can be denied so far."
    named = {
        clause.country for claim in case.claims for clause in claim.clauses if isinstance(clause, Inside | Outside)
    }
    named |= {clause.country for claim in case.claims for clause in claim.clauses if isinstance(clause, Depth)}
    at = [clause.where for claim in case.claims for clause in claim.clauses if isinstance(clause, At)]
    drawn = drawn_at([where.lon for where in at], [where.lat for where in at], dataset) if at else []
    concerned = named | {code for codes in drawn for code in codes or ()}
    for a, b in combinations(sorted(concerned), 2):
        try:
            border = atlas.border(a, b, dataset=dataset)
        except GeoEventsError:
            continue
        if border.status == "disputed":
            view = atlas.dataset(dataset).worldview
            yield f"Where {name_of(border.a)} and {name_of(border.b)} meet is disputed. {dataset} has one view: {view}"


def _warnings(case: Case) -> tuple[str, ...]:
    """Say when a border dataset is dated years from the events: a line can have moved in between."""
    years = {claim.when.start.year for claim in case.claims if claim.when}
    if not years:
        return ()
    return tuple(
        f"{dataset.name} is of {dataset.date}; the events are of {min(years)}."
        for dataset in atlas.datasets()
        if dataset.date[:4].isdigit() and abs(int(dataset.date[:4]) - min(years)) >= 5
    )
