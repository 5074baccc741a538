"""Results that can be published: positions no finer than a grain, in whatever is made of them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from geoevents.earth import area_m2, separation
from geoevents.earth.mosaic import Cell, cell_at
from geoevents.errors import QuantityError
from geoevents.model import (
    Account,
    Answer,
    At,
    BorderDistance,
    Case,
    Claim,
    Conflict,
    EventSolution,
    Flip,
    Measurement,
    Place,
    Question,
    Solution,
    Verdict,
)
from geoevents.model.result import CONSISTENT, DEPENDS, INCONSISTENT, SATISFIABLE, UNDECIDED, UNSATISFIABLE
from geoevents.quantity import quantity_from
from geoevents.reasoning.coarse_ledger import told_steps
from geoevents.reasoning.coarsen import Coarse, coarsened
from geoevents.reasoning.constrain import constrain
from geoevents.reasoning.places import candidates_of_case, chosen
from geoevents.reasoning.rivals import rivals_of
from geoevents.reasoning.solve import solve
from geoevents.reasoning.withhold import betrays, statement, told

LEAST_M, MOST_M = 100.0, 500_000.0
ROUNDS = 8
"""How often cells are doubled where what is kept of an event says too much together."""
WORDED_AXES = frozenset({"borders", "border_error", "edges", "convention", "extent", "depth", "distance"})
"""Axes whose choices are words; on the others a choice is a number, and may come from a position."""
VERDICTS = frozenset({CONSISTENT, INCONSISTENT, DEPENDS, UNDECIDED})
SOMETHING_M2 = 1.0
WHEN = "No times and no order satisfy them together."
WHY = "Nothing satisfies them together; by how much they miss each other is withheld."
_COUNTED = re.compile(r"\b\d[\d,]*\b(?= (?:scenarios?|questions?|at random)\b)")

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
    >>> from geoevents import data
    >>> from geoevents.read.case import read_case
    >>> solution = solve(read_case(data.path("cases/tinzaouatine-2025.yaml")))
    >>> coarse = generalised(solution, 10_000)
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
    return _verdict(result, coarse, shown, grain_m)


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


def _verdict(verdict: Verdict, coarse: Coarse, solution: Solution, grain_m: float) -> Verdict:
    asked = tuple(enumerate(verdict.questions, 1))
    questions = tuple(_question(question, number, coarse, solution, grain_m) for number, question in asked)
    named = {old.id: new.id for old, new in zip(verdict.questions, questions, strict=True)}
    extra = tuple(warning for warning in verdict.solution.warnings if not betrays(warning, coarse.names))
    warnings = tuple(dict.fromkeys((*solution.warnings, *extra)))
    return Verdict(
        case=solution.case,
        verdict=verdict.verdict,
        headline=_headline(verdict.verdict, questions, solution.case),
        questions=questions,
        solution=replace(solution, warnings=warnings),
        table=tuple(_row(row, named, coarse) for row in verdict.table),
        note=statement(grain_m),
        tried=verdict.tried if not betrays(_COUNTED.sub(" ", verdict.tried), coarse.names) else "",
        rivals=rivals_of(solution.case),
    )


def _question(question: Question, number: int, coarse: Coarse, solution: Solution, grain_m: float) -> Question:
    case = solution.case
    claims = tuple(coarse.ids[id] for id in question.claims)
    kept = set(claims) <= coarse.verbatim and not betrays(_without_words(question.text, case), coarse.names)
    return Question(
        id=_question_id(question.id, number, coarse),
        scope=question.scope,
        text=question.text if kept else _said(claims, case),
        verdict=question.verdict,
        default=question.default,
        claims=claims,
        conflicts=tuple(_conflict(conflict, coarse, solution, grain_m) for conflict in question.conflicts),
        consistent_sets=tuple(tuple(coarse.ids[id] for id in together) for together in question.consistent_sets),
        depends_on=tuple(dict.fromkeys(_flip(flip, coarse) for flip in question.depends_on)),
        notes=tuple(note for note in question.notes if not betrays(note, coarse.names)),
        witnesses=tuple(tuple(coarse.ids.get(id, "source") for id in together) for together in question.witnesses),
        complete=question.complete,
    )


def _without_words(text: str, case: Case) -> str:
    """Take out what claims say that are kept: it has been weighed already."""
    for claim in case.claims:
        for words in claim.says:
            text = text.replace(words, " ")
    return text


def _question_id(id: str, number: int, coarse: Coarse) -> str:
    kind, _, name = id.partition(":")
    if kind == "suppose":
        return f"suppose:{coarse.ids.get(name, 'something')}"
    if id in coarse.ids:
        return coarse.ids[id]
    renamed = any(old in id for old, new in coarse.ids.items() if old != new)
    plain = id.replace("-", " ").replace("_", " ").replace("/", " ").replace(":", " ").replace("+", " ")
    return f"question-{number}" if renamed or betrays(plain, coarse.names) else id


def _said(claims: tuple[str, ...], case: Case) -> str:
    by: dict[str, list[Claim]] = {}
    for id in claims:
        by.setdefault(case.claim(id).by, []).append(case.claim(id))
    events = dict.fromkeys(case.event(case.claim(id).event).title for id in claims)
    quotes = (
        f"{case.source(source).name}: " + "; ".join(f'"{words}"' for claim in own for words in claim.says)
        for source, own in by.items()
    )
    return f"{', '.join(events)}. {'. '.join(quotes)}"


def _conflict(conflict: Conflict, coarse: Coarse, solution: Solution, grain_m: float) -> Conflict:
    ids = tuple(coarse.ids[id] for id in conflict.claims)
    placed = conflict.gap_m is not None or conflict.separation_m is not None
    apart_m = _apart_m(ids, solution, grain_m) if placed else None
    told_links = {link.id for link in solution.case.links}
    return Conflict(
        claims=ids,
        why=WHEN
        if not placed
        else WHY
        if apart_m is None
        else f"The cells in which they lie are at least {told(apart_m)} apart.",
        gap_m=None,
        separation_m=apart_m,
        links=tuple(new for id in conflict.links if (new := coarse.ids.get(id)) in told_links),
    )


def _apart_m(ids: tuple[str, ...], solution: Solution, grain_m: float) -> float | None:
    """Say how far two claims are apart at least, as far as their cells tell; None where they tell nothing."""
    clauses = [solution.case.claim(id).clauses for id in ids]
    if len(ids) != 2 or not all(clauses) or not all(isinstance(c, At) for own in clauses for c in own):
        return None
    one, other = (constrain(own[0], solution.scenario, {}).shape.region(None) for own in clauses)
    apart_m = math.floor(separation(one, other)[0] / grain_m) * grain_m
    return apart_m or None


def _flip(flip: Flip, coarse: Coarse) -> Flip:
    """Keep the axes of a flip, two joined by a plus sign, and of their choices those that are words."""
    axes, defaults, choices = (text.split("+") for text in (flip.axis, flip.default, flip.choice))
    if not len(axes) == len(defaults) == len(choices):
        defaults, choices = ([""] * len(axes) for _ in range(2))
    kept = [_choice(*one, coarse) for one in zip(axes, defaults, choices, strict=True)]
    axis, default, choice = ("+".join(side) for side in zip(*kept, strict=True))
    return Flip(axis=axis, default=default, choice=choice, verdict=flip.verdict)


def _choice(axis: str, default: str, choice: str, coarse: Coarse) -> tuple[str, str, str]:
    kind, _, name = axis.partition(":")
    if kind == "place":
        told_name = "place" if betrays(name, coarse.names) else name
        return f"place:{told_name}", "the candidate that was taken", "another candidate"
    if kind == "suppose" and {default, choice} <= {"with", "without"}:
        return f"suppose:{coarse.ids.get(name, 'something')}", default, choice
    if kind in WORDED_AXES and default and choice:
        return axis, default, choice
    return kind, "the default", "another"


def _row(row: Mapping[str, object], named: Mapping[str, str], coarse: Coarse) -> Mapping[str, object]:
    """Keep the axis, the choice, and the verdicts of questions."""
    axis, choice = str(row.get("axis", "")), str(row.get("choice", ""))
    flip = _flip(Flip(axis, choice, choice, ""), coarse) if axis != "default" else None
    told_of = {named[key]: value for key, value in row.items() if key in named and value in VERDICTS}
    if flip is None:
        return {"axis": axis, "choice": choice, **told_of}
    return {"axis": flip.axis, "choice": flip.choice, **told_of}


def _headline(verdict: str, questions: tuple[Question, ...], case: Case) -> str:
    if verdict == INCONSISTENT:
        for question in questions:
            if question.verdict == INCONSISTENT and question.conflicts:
                ids = question.conflicts[0].claims
                return f"{_said(ids, case)}. They cannot {'both' if len(ids) == 2 else 'all'} be true."
    return {
        CONSISTENT: "Everything that is said of where things happened can be true together.",
        DEPENDS: "Whether all that is said can be true turns on how words or data are read.",
        UNDECIDED: "Whether all that is said can be true could not be decided.",
    }.get(verdict, "Not everything that is said of where things happened can be true together.")
