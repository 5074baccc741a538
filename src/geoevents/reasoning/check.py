"""What can be true together: every question of a case, judged, with what turns it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice

from geoevents.model import Case, Conflict, Flip, Question, Scenario, Supposition, Verdict
from geoevents.model.result import CONSISTENT, DEPENDS, INCONSISTENT, SATISFIABLE, UNDECIDED, UNSATISFIABLE
from geoevents.reasoning.bench import Bench, held, ids_of
from geoevents.reasoning.collisions import collision
from geoevents.reasoning.figures import questions_of_figures
from geoevents.reasoning.headings import measured_along
from geoevents.reasoning.headline import headline_of, note_of
from geoevents.reasoning.nearness import how_near, near_flip
from geoevents.reasoning.places import candidates_of_case, chosen
from geoevents.reasoning.questions import Put, questions_of
from geoevents.reasoning.rivals import rivals_of
from geoevents.reasoning.scenario import changed, choices, chosen_on, scenario_of
from geoevents.reasoning.solve import solve
from geoevents.reasoning.standing import Placed, asserted
from geoevents.reasoning.supposing import breaks, concerned, harm_of, reaches
from geoevents.reasoning.turns import Axis, Tried, axes_for, flips_of, supposed_too, table_of, tried
from geoevents.reasoning.witnesses import repeated, witnesses

VERDICT = {SATISFIABLE: CONSISTENT, UNSATISFIABLE: INCONSISTENT, UNDECIDED: UNDECIDED}
QUESTIONS_LIMIT = 200
"""Questions beyond this many are not put; the headline says so."""
JUDGED_LIMIT = 4_000
"""Scenarios judged in all, over all questions; a large case is tried on fewer axes, and says so."""
LEAST_JUDGED = 8


def check(case: Case, scenario: Scenario | None = None) -> Verdict:
    """Find out which claims of a case can be true together, and what turns that.

    Parameters
    ----------
    case
        As `read_case` gives it.
    scenario
        The scenario to start from; the case's settings on our defaults when None.

    Returns
    -------
    Verdict
        Questions of every scope: each claim of several clauses, each source with itself, each pair of sources and all
        that speak of one event, each link between events, figures by arithmetic alone, all of it at once, and each
        supposition: whether it makes claims contradict each other that could be true together without it. Conflicts
        are minimal, consistent sets maximal. A verdict holds in the default scenario; "depends" means that changing one
        axis, or two at once, turns it, and `depends_on` names which. Regions (or times) decide "inconsistent",
        witnesses decide "consistent". Distances in metres.

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
    >>> verdict = ge.check(ge.read_case(data.path("cases/tinzaouatine-2025.yaml")))
    >>> verdict.verdict
    'inconsistent'
    """
    if not isinstance(case, Case):
        raise TypeError(f"check takes a Case, not {type(case).__name__}: check(read_case('case.yaml'))")
    scenario = scenario or scenario_of(case)
    candidates = candidates_of_case(case)
    places = chosen(scenario, candidates)
    scenario = replace(scenario, places=tuple((name, place.id) for name, place in places.items()))
    bench = Bench(case, candidates)
    put = list(islice(questions_of(case), QUESTIONS_LIMIT + 1))
    budget = max(LEAST_JUDGED, JUDGED_LIMIT // (len(put) + len(case.suppositions) + 1))
    over: dict[str, Tried] = {}
    questions = [_judge(bench, scenario, question, over, budget) for question in put[:QUESTIONS_LIMIT]]
    figures = list(_figures(case, scenario, over))
    supposed = [_suppose(bench, scenario, one, over, budget) for one in case.suppositions]
    whole = [question for question in questions if question.id == "case"]
    stated = [*(question for question in questions if question.id != "case"), *figures]
    asked = (*_told_once(stated), *whole, *supposed)
    verdict = _overall([*stated, *whole])
    if verdict == CONSISTENT and len(put) > QUESTIONS_LIMIT:
        verdict = UNDECIDED
    table, told = table_of(asked, over, scenario)
    solution = solve(case, scenario)
    left_out = (f"Not every question was put on {name}: {why}" for name, why in bench.not_tried.items())
    solution = replace(solution, warnings=(*solution.warnings, *left_out))
    headline, note = headline_of(case, [*stated, *whole]), note_of(asked, len(put), QUESTIONS_LIMIT)
    return Verdict(case, verdict, headline, asked, solution, table, note, told, rivals_of(case))


def _judge(bench: Bench, scenario: Scenario, put: Put, over: dict[str, Tried], budget: int) -> Question:
    default = VERDICT[bench.status(scenario, put.items, put.links)]
    claims = put.claims
    clauses = [clause for claim in claims for clause in asserted(claim)]
    axes = axes_for(scenario, clauses, put.links, bench.candidates)

    def judge(there: Scenario) -> str:
        return VERDICT[bench.status(there, put.items, put.links)]

    found = tried(scenario, axes, judge, bench.not_tried, budget)
    events = {event for _, event in put.items} | {end for link in put.links for end in (link.a, link.b)}
    reaching = [one.id for one in bench.case.suppositions if reaches(one, events)]
    over[put.id] = supposed_too(found, scenario, reaching, judge, budget)
    flips = flips_of(found, default)
    soft = near_flip(bench, scenario, put.items, put.links, default)
    flips = (*flips, *((soft,) if soft is not None else ()))
    ids = tuple(claim.id for claim in claims)
    conflicts: tuple[Conflict, ...] = ()
    sets: tuple[tuple[str, ...], ...] = (ids,) if default == CONSISTENT else ()
    complete = True
    if default == INCONSISTENT:
        among = bench.conflicts(scenario, put.items, put.links)
        conflicts = tuple(collision(bench, scenario, some) for some in among.conflicts)
        sets, complete = tuple(map(ids_of, among.sets)), among.complete
    verdict = DEPENDS if flips else default
    groups = witnesses(bench.case, claims)
    notes = tuple(_repeats(bench.case, put.items))
    return Question(put.id, put.scope, put.text, verdict, ids, conflicts, sets, flips, notes, groups, complete, default)


def _repeats(case: Case, items: Sequence[Placed]) -> Iterator[str]:
    """Say which sources of a question are no witnesses of their own."""
    ids = {claim.id for claim, _ in items}
    for id, first in repeated(case).items():
        if id in ids and first.id in ids:
            names = case.source(case.claim(id).by).name, case.source(first.by).name
            yield f"{names[0]} repeats {names[1]}: one witness, not two."


def _figures(case: Case, scenario: Scenario, over: dict[str, Tried]) -> Iterator[Question]:
    """Put the figures to arithmetic, and the ones that turn to every choice on the axes that turn them."""

    @cache
    def verdicts(there: Scenario) -> dict[str, str]:
        return {one.id: one.default for one in questions_of_figures(case, there)}

    for question in questions_of_figures(case, scenario):
        names = dict.fromkeys(flip.axis for flip in question.depends_on)
        axes = tuple(
            Axis(name, chosen_on(scenario, name), others)
            for name in names
            if (others := tuple(c for c in choices(name) if c not in (chosen_on(scenario, name), "exact")))
        )

        def judge(there: Scenario, id: str = question.id) -> str:
            return verdicts(there).get(id, CONSISTENT)

        found = tried(scenario, axes, judge, {}, 64)
        over[question.id] = supposed_too(found, scenario, [one.id for one in case.suppositions], judge, 256)
        links = [link for link in case.links if question.id == f"{link.id}:figures"]
        notes = tuple(note for link in links for note in measured_along(case, link, scenario))
        yield replace(question, notes=(*question.notes, *notes))


def _suppose(
    bench: Bench, scenario: Scenario, supposition: Supposition, over: dict[str, Tried], budget: int
) -> Question:
    """Put a supposition in, and see which claims that could be true together no longer can."""
    case = bench.case
    items, links = concerned(case, supposition)
    id = f"suppose:{supposition.id}"
    harm = harm_of(bench, scenario, supposition)
    clauses = [
        *(clause for claim in {claim.id: claim for claim, _ in items}.values() for clause in asserted(claim)),
        *(clause for _, clause in supposition.clauses),
    ]
    axes = axes_for(scenario, clauses, (*links, *supposition.links), bench.candidates, supposition.id)

    def judge(there: Scenario) -> str:
        if supposition.id not in there.suppositions:
            return CONSISTENT
        return breaks(bench, there, changed(there, id, "without"), harm.before.sets)

    # Each set of each scenario is put with and without it: double changes say what keeps it from doing harm.
    found = tried(scenario, axes, judge, bench.not_tried, budget, 0)
    over[id] = found
    flips = tuple(Flip(flip.axis, flip.default, flip.choice, flip.verdict) for flip in flips_of(found, CONSISTENT))
    if harm.conflicts and not any(flip.axis == id for flip in flips):
        flips = (Flip(id, "without", "with", INCONSISTENT), *flips)
    default = CONSISTENT
    if not flips and any(bench.status(harm.there, *held(some)) == UNDECIDED for some in harm.after.sets):
        default = UNDECIDED
    verdict = DEPENDS if flips else default
    text = f"Supposed, by nobody: {supposition.text}"
    ids = tuple(dict.fromkeys(claim.id for claim, _ in items))
    notes = tuple(how_near(bench, scenario, items, supposition.links))
    claims = [case.claim(id) for id in ids]
    sets, complete = tuple(map(ids_of, harm.after.sets)), harm.after.complete and harm.before.complete
    groups = witnesses(case, claims)
    return Question(id, "case", text, verdict, ids, harm.conflicts, sets, flips, notes, groups, complete, default)


def _told_once(questions: Sequence[Question]) -> Iterator[Question]:
    """Leave out questions of several sources or links whose every conflict a smaller question has already."""
    known: list[set[str]] = []
    order = {"claim": 0, "source": 1, "pair": 2, "event": 3, "arithmetic": 4}
    repeated: set[str] = set()
    for question in sorted(questions, key=lambda one: (order.get(one.scope, 5), len(one.claims))):
        own = [set(conflict.claims) | set(conflict.links) for conflict in question.conflicts]
        if own and question.scope in ("pair", "event", "source") and all(some in known for some in own):
            repeated.add(question.id)
        known += own
    return (question for question in questions if question.id not in repeated)


def _overall(questions: Sequence[Question]) -> str:
    """Give the verdict of the case: the worst of its questions, suppositions apart."""
    found = {question.verdict for question in questions}
    return next((verdict for verdict in (INCONSISTENT, DEPENDS, UNDECIDED) if verdict in found), CONSISTENT)
