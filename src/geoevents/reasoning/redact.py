"""Results that can be published: positions no finer than a grain, in whatever is made of them."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TypeVar

from geoevents.earth import area_m2
from geoevents.earth.mosaic import Cell, cell_at
from geoevents.errors import QuantityError
from geoevents.model import (
    Account,
    Answer,
    BorderDistance,
    Case,
    EventSolution,
    Measurement,
    Place,
    Solution,
    Verdict,
)
from geoevents.model.result import SATISFIABLE, UNSATISFIABLE
from geoevents.quantity import quantity_from
from geoevents.reasoning.coarse_ledger import told_steps
from geoevents.reasoning.coarsen import Coarse, coarsened
from geoevents.reasoning.places import candidates_of_case, chosen
from geoevents.reasoning.redact_verdict import withheld_verdict
from geoevents.reasoning.solve import solve
from geoevents.reasoning.withhold import betrays, told

LEAST_M, MOST_M = 100.0, 500_000.0
ROUNDS = 8
"""How often cells are doubled where what is kept of an event says too much together."""
SOMETHING_M2 = 1.0

Result = TypeVar("Result", Solution, Verdict)


def generalised(result: Result, grain_m: float) -> Result:
    """Give a result of which every position, and every word that could tell one, is coarse.

    Parameters
    ----------
    result
        What `solve` or `check` gave.
    grain_m
        Metres, from 100 m to 500 km.

    Returns
    -------
    Solution or Verdict
        Made of coarse data only, so that whatever is written or drawn from it is coarse: the case is made coarse first
        (`reasoning.coarsen`), then solved again. So regions, fixes, ledger and distances to borders say nothing that
        the coarse case does not say. Statuses and verdicts are those of the words as stated; where the words cannot
        hold together no position is given. Witnesses, gaps and the positions where regions come closest are left out;
        distances are rounded outward to the grain, azimuths are None, and a nearest point of a border is the middle of
        its cell. Places have the middle of their cell.

    Raises
    ------
    QuantityError
        A grain outside these bounds.

    Notes
    -----
    The cells of what a region touches would tell more: a small region that touches two of them lies on the line
    between them, one that touches four is at their corner. So one cell is told, that of the middle, with the cells
    around it, whatever of them the region touches.

    Examples
    --------
    >>> import geoevents as ge
    >>> from geoevents import data
    >>> solution = ge.solve(ge.read_case(data.path("cases/tinzaouatine-2025.yaml")))
    >>> coarse = ge.generalised(solution, 10_000)
    >>> coarse.case.claims[-1].says
    ('[withheld: finer than 10 km]',)
    """
    if not LEAST_M <= grain_m <= MOST_M:
        raise QuantityError(f"Positions cannot be generalised to {told(grain_m)}.", cure="Give 100 m to 500 km.")
    solution = result if isinstance(result, Solution) else result.solution
    coarse, again = _solved_coarsely(solution, grain_m)
    shown = _overlaid(solution, again, coarse, grain_m)
    if isinstance(result, Solution):
        return shown
    return withheld_verdict(result, coarse, shown, grain_m)


def grain_from(text: str) -> float:
    """Metres of a grain as people write it: "10km", "5 NM", "500 m".

    Raises
    ------
    QuantityError
        When it is no length, or not from 100 m to 500 km.

    Examples
    --------
    >>> grain_from("10km"), grain_from("5 NM")
    (10000.0, 9260.0)
    """
    from geoevents.quantity import UNITS

    quantity = quantity_from(text)
    if quantity.hedge or quantity.number_high or quantity.override_m or not quantity.number.replace(".", "").isdigit():
        raise QuantityError(f"{text[:60]!r} is not one length.", cure="Write one number and a unit, such as 10 km.")
    grain_m = float(quantity.number) * UNITS[quantity.unit]
    if not LEAST_M <= grain_m <= MOST_M:
        raise QuantityError(f"{text[:60]!r} is too fine or too coarse.", cure="Write a length from 100 m to 500 km.")
    return grain_m


def _solved_coarsely(solution: Solution, grain_m: float) -> tuple[Coarse, Solution]:
    """Make the case coarse and solve it, wider where an event's region would still be smaller than a cell."""
    wider: dict[str, int] = {}
    for _ in range(ROUNDS):
        coarse = coarsened(solution, grain_m, wider)
        again = _solved_alike(coarse.case, solution)
        old = {new: id for id, new in coarse.ids.items()}
        tight = {old[solved.event.id] for solved in again.events if _says_too_much(solved, grain_m)}
        if not tight:
            return coarse, again
        wider = {event: wider.get(event, 0) + 1 for event in tight} | {e: n for e, n in wider.items() if e not in tight}
    # Nothing coarse was found that tells little enough: then nothing is told.
    silent = replace(
        coarse.case,
        claims=tuple(
            replace(claim, phrases=()) if old[claim.event] in wider else claim for claim in coarse.case.claims
        ),
        suppositions=tuple(replace(supposition, clauses=(), links=()) for supposition in coarse.case.suppositions),
    )
    coarse = replace(coarse, case=silent)
    return coarse, _solved_alike(silent, solution)


def _solved_alike(case: Case, solution: Solution) -> Solution:
    """Solve a coarse case with the places that the precise one took: fewer words say less of which is meant."""
    taken = chosen(solution.scenario, candidates_of_case(solution.case))
    places = tuple(
        (name, taken[name].id)
        for name, candidates in candidates_of_case(case).items()
        if name in taken and candidates[0].id != taken[name].id and taken[name] in candidates
    )
    return solve(case, replace(solution.scenario, places=places, suppositions=()))


def _says_too_much(solved: EventSolution, grain_m: float) -> bool:
    # Where not all can hold together, what some of them leave is told all the same.
    some = (one.answer for one in solved.together)
    answers = (*(account.answer for account in solved.accounts), solved.combined, *some)
    return any(
        SOMETHING_M2 < area_m2(answer.region) < grain_m**2
        for answer in answers
        if answer is not None and answer.region is not None
    )


def _overlaid(solution: Solution, again: Solution, coarse: Coarse, grain_m: float) -> Solution:
    """Put the statuses of the precise solution over the coarse one."""
    events = []
    for precise, rough in zip(solution.events, again.events, strict=True):
        known = {coarse.ids[account.source]: account for account in precise.accounts}
        accounts = tuple(
            Account(
                source=account.source,
                claims=account.claims,
                answer=_status(known[account.source].answer, account.answer),
                left_out=account.left_out,
            )
            for account in rough.accounts
        )
        combined = _status(precise.combined, rough.combined)
        answers = {account.source: account.answer for account in accounts} | {"combined": combined}
        measures = tuple(
            (key, _measurement(measured, grain_m))
            for key, measured in rough.measures
            if (answer := answers.get(key.partition("/")[0])) is not None and answer.region is not None
        )
        events.append(EventSolution(rough.event, accounts, combined, measures))
    places = tuple(_place(place, grain_m) for place in again.places)
    return Solution(again.case, again.scenario, tuple(events), places, again.warnings)


def _status(precise: Answer | None, rough: Answer | None) -> Answer | None:
    """Give the coarse region with the precise status; none where the words cannot hold together."""
    if precise is None or rough is None:
        return None
    gap = (0.0, 0.0) if precise.status == SATISFIABLE else None
    if precise.status == UNSATISFIABLE:
        return Answer(UNSATISFIABLE, None, (), None, gap, told_steps(rough.ledger))
    return Answer(precise.status, rough.region, rough.fixes, None, gap, told_steps(rough.ledger))


def _measurement(measured: Measurement, grain_m: float) -> Measurement:
    return Measurement(
        lon=measured.lon,
        lat=measured.lat,
        radius_m=measured.radius_m,
        results=tuple(_distance(result, grain_m) for result in measured.results),
        warnings=measured.warnings,
        density=measured.density,
    )


def _distance(result: BorderDistance, grain_m: float) -> BorderDistance:
    lon, lat = _middle(cell_at(result.nearest_lon, result.nearest_lat, grain_m))
    return BorderDistance(
        dataset=result.dataset,
        border=result.border,
        distance_m=round(result.distance_m / grain_m) * grain_m,
        low_m=math.floor(result.low_m / grain_m) * grain_m,
        high_m=math.ceil(result.high_m / grain_m) * grain_m,
        border_uncertainty_m=result.border_uncertainty_m,
        nearest_lon=lon,
        nearest_lat=lat,
        azimuth_deg=None,
        countries_as_drawn=result.countries_as_drawn,
        side=result.side,
        p_side=result.p_side,
        status=result.status,
        kind=result.kind,
        date=result.date,
        country_reason=result.country_reason,
    )


def _place(place: Place, grain_m: float) -> Place:
    """Put a place of the gazetteer at the middle of its cell: only those are left whose names are kept."""
    cell = cell_at(place.lon, place.lat, grain_m)
    lon, lat = _middle(cell)
    source = place.source if not betrays(place.source) else place.source.split(": ")[0]
    return Place(
        id=place.id,
        name=place.name,
        country=place.country,
        lon=lon,
        lat=lat,
        radius_m=place.radius_m + grain_m,
        source=source if not betrays(source) else "",
        kind=place.kind,
        matched=place.matched,
        score=place.score,
        outlined=place.outlined,
    )


def _middle(cell: Cell) -> tuple[float, float]:
    west, south, east, north = cell.box
    return (west + east) / 2, (south + north) / 2
