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
    Claim,
    Depth,
    Event,
    EventSolution,
    Fix,
    Inside,
    Measurement,
    Outside,
    Scenario,
    Solution,
    Together,
)
from geoevents.model.result import UNSATISFIABLE
from geoevents.reasoning.bench import Bench, held
from geoevents.reasoning.density import Density, density_of
from geoevents.reasoning.measure import measure
from geoevents.reasoning.network import Network
from geoevents.reasoning.outdated import dating_warnings
from geoevents.reasoning.places import by_sound, candidates_of_case, chosen
from geoevents.reasoning.regions import Region
from geoevents.reasoning.scenario import scenario_of
from geoevents.reasoning.standing import asserted, left_out, placed, speaking_of, standing
from geoevents.reasoning.swapped import swapped_in

MEASURED_RADIUS_M = 100_000.0
"""A fix with a larger radius says no more than "somewhere in this country": it is not measured to a border."""
MEASURED_PARTS = 8
TOGETHER = 8
"""Largest sets of claims that are solved for one event."""


def solve(case: Case, scenario: Scenario | None = None, *, density: str = "uniform") -> Solution:
    """Solve a case in one scenario.

    Parameters
    ----------
    case
        As `read_case` gives it.
    scenario
        One choice on every axis; the case's own settings on our defaults when None. A name whose candidate the
        scenario does not choose takes the highest ranked one.
    density
        How likely positions of a region are beside each other, for the side of the border: "uniform" or "normal".

    Returns
    -------
    Solution
        For each event the account of each source that places it, their intersection (`combined`), and the distance of
        each fix to the border on every dataset. Nothing is rejected: an intersection that is empty says so, and
        `together` has one answer for each largest set of claims that can hold together.

    Raises
    ------
    UnknownPlaceError
        A name that no gazetteer carries.
    UnknownDatasetError
        A border dataset that the case or the scenario names and that is not there.
    TypeError
        Something else than a case.

    Examples
    --------
    >>> import geoevents as ge
    >>> from geoevents import data
    >>> solution = ge.solve(ge.read_case(data.path("cases/tinzaouatine-2025.yaml")))
    >>> solution.event("strike").accounts[0].answer.status
    'satisfiable'
    """
    if not isinstance(case, Case):
        raise TypeError(f"solve takes a Case, not {type(case).__name__}: solve(read_case('case.yaml'))")
    scenario = scenario or scenario_of(case)
    candidates = candidates_of_case(case)
    at = chosen(scenario, candidates)
    scenario = replace(scenario, places=tuple((name, place.id) for name, place in at.items()))
    bench = Bench(case, candidates)
    events = tuple(solve_event(bench, scenario, event, density) for event in case.events)
    everything = tuple(place for places in candidates.values() for place in places)
    dates = dating_warnings(case, scenario.borders, places=at.values())
    notes = (*_notes(case, scenario.borders), *by_sound(candidates))
    draft = ("This case is a draft made by rules; its title says that nobody has reviewed it.",) if case.draft else ()
    warnings = (*draft, *dates, *notes, *swapped_in(case, scenario.borders))
    return Solution(case, scenario, events, everything, warnings)


def solve_event(
    bench: Bench, scenario: Scenario, event: Event, density: str | None = "uniform", only: frozenset[str] | None = None
) -> EventSolution:
    """Solve one event in one scenario.

    With `only`, the events that are tied to it, the others are not looked at, and `together` is left empty; with no
    density distances are measured, and sides are not.
    """
    case, network = bench.case, bench.network(scenario)
    claims = speaking_of(case, event)
    out = left_out(case)
    accounts = []
    tying = [link for link in case.links if link.distance is not None and event.id in (link.a, link.b)]
    sources = [claim.by for claim in case.claims if claim in claims or claim.event == event.id]
    for source in dict.fromkeys([*sources, *(link.by for link in tying if link.by is not None)]):
        own = [claim for claim in claims if claim.by == source]
        mine = [claim for claim in standing(case) if claim.by == source]
        links = network.links(lambda link, source=source: link.by == source)  # type: ignore[misc]
        tied = any(link.by == source for link in tying)
        answer = network.answers(mine, links, only).get(event.id) if own or tied else None
        others = [claim.id for claim in case.claims if claim.by == source and claim.event == event.id]
        silent = [id for id in others if id not in out and id not in {claim.id for claim in own}]
        gone = tuple((id, out[id]) for id in others if id in out)
        accounts.append(Account(source, (*(claim.id for claim in own), *silent), answer, gone))
    combined = _combined(network, event, accounts, bool(tying), only)
    answers = [*((account.source, account.answer) for account in accounts), ("combined", combined)]
    measures = tuple(
        (f"{name}/{number}" if len(answer.fixes) > 1 else name, measured)
        for name, answer in answers
        if answer is not None and not (name == "combined" and any(answer is one.answer for one in accounts))
        for weigh in [_density(network, [c for c in claims if name in (c.by, "combined")], density)]
        for number, fix in enumerate(_local(answer), 1)
        for measured in [_measure(case, fix.lon, fix.lat, fix.region, weigh)]
        if measured is not None
    )
    together: tuple[Together, ...] = ()
    if combined is not None and combined.status == UNSATISFIABLE and only is None:
        together = tuple(_together(bench, scenario, event))
    return EventSolution(event, tuple(accounts), combined, (*measures, *_as_stated(case, accounts)), together)


def _density(network: Network, claims: Sequence[Claim], name: str | None) -> str | Density | None:
    if name is None or name == "uniform":
        return name
    return density_of([constraint for claim in claims for constraint in network.constraints(claim)], name)


def _together(bench: Bench, scenario: Scenario, event: Event) -> Iterator[Together]:
    """Solve an event for each largest set of claims, of it and of what is tied to it, that can hold together."""
    case, network = bench.case, bench.network(scenario)
    links = network.links()
    tied = {event.id}
    while more := {end for link in links for end in (link.a, link.b) if {link.a, link.b} & tied} - tied:
        tied |= more
    items = [(claim, at) for claim, at in placed(case, standing(case)) if at in tied and asserted(claim)]
    supposed = network.supposed()
    stated = [link for link in links if {link.a, link.b} <= tied and link not in supposed]
    for some in bench.conflicts(scenario, items, stated).sets[:TOGETHER]:
        kept, ways = held(some)
        claims = tuple({claim.id: claim for claim, _ in kept}.values())
        answer = network.answers(claims, (*ways, *supposed)).get(event.id)
        if answer is not None:
            yield Together(tuple(claim.id for claim in claims), answer, tuple(link.id for link in ways))


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


def _combined(
    network: Network, event: Event, accounts: Sequence[Account], tied: bool, only: frozenset[str] | None
) -> Answer | None:
    located = [account for account in accounts if account.answer is not None]
    links = network.links()
    if not located and not tied:
        return None
    if len(located) == 1 and not links:
        return located[0].answer
    return network.answers(standing(network.case), links, only).get(event.id)


def _measure(
    case: Case, lon: float, lat: float, region: Region | None, density: str | Density | None = "uniform"
) -> Measurement | None:
    for to in (*_pairs(case), "nearest"):
        try:
            return measure(lon, lat, to=to, borders="all", region=region, density=density)
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
    """Say whose times cannot be compared, and where a case's borders are one view among several."""
    for source in dict.fromkeys(claim.by for claim in case.claims if claim.when and claim.when.zone == "unknown"):
        yield (
            f"{case.source(source).name} gives a time without a zone: it is taken to be any clock's, so that it hardly "
            "contradicts anything. Add zone: to the claim, or party: to the source."
        )
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
