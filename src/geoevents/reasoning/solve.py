"""A case in one scenario: every source's account of every event, and all of them together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
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
    Depth,
    Event,
    EventSolution,
    Fix,
    Inside,
    Measurement,
    Outside,
    Scenario,
    Solution,
)
from geoevents.model.result import UNSATISFIABLE
from geoevents.reasoning.measure import measure
from geoevents.reasoning.network import Network
from geoevents.reasoning.places import candidates_of_case, chosen
from geoevents.reasoning.regions import Region
from geoevents.reasoning.scenario import scenario_of
from geoevents.reasoning.standing import asserted, speaking_of, standing
from geoevents.reasoning.swapped import swapped_in

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
    network = Network(case, scenario, at)
    events = tuple(_solve_event(network, event) for event in case.events)
    everything = tuple(place for places in candidates.values() for place in places)
    warnings = (*_warnings(case), *_notes(case, scenario.borders), *swapped_in(case, scenario.borders))
    return Solution(case, scenario, events, everything, warnings)


def _solve_event(network: Network, event: Event) -> EventSolution:
    case = network.case
    claims = speaking_of(case, event)
    accounts = []
    for source in dict.fromkeys(claim.by for claim in case.claims if claim in claims or claim.event == event.id):
        own = [claim for claim in claims if claim.by == source]
        mine = [claim for claim in standing(case) if claim.by == source and asserted(claim)]
        links = network.links(lambda link, source=source: link.by == source)  # type: ignore[misc]
        answer = network.answers(mine, links).get(event.id) if own else None
        silent = [
            claim.id for claim in standing(case) if claim.by == source and claim.event == event.id and claim not in own
        ]
        accounts.append(Account(source, (*(claim.id for claim in own), *silent), answer))
    combined = _combined(network, event, accounts)
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


def _combined(network: Network, event: Event, accounts: Sequence[Account]) -> Answer | None:
    located = [account for account in accounts if account.answer is not None]
    if not located:
        return None
    tied = network.links()
    if len(located) == 1 and not tied:
        return located[0].answer
    return network.answers([claim for claim in standing(network.case) if asserted(claim)], tied).get(event.id)


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


def _notes(case: Case, dataset: str) -> Iterator[str]:
    """Say what of a case is not solved, and where its borders are one view among several."""
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
