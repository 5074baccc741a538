"""What can be true together: claims by pairs of sources, linked events, and suppositions with and without."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import shapely

from geoevents.earth import separation
from geoevents.model import Case, Claim, Conflict, Flip, Link, Place, Question, Scenario, Verdict
from geoevents.model.result import CONSISTENT, DEPENDS, INCONSISTENT, SATISFIABLE, UNDECIDED, UNSATISFIABLE
from geoevents.reasoning.answer import Region, Window, intersect, polygons_of
from geoevents.reasoning.places import candidates_of_case, chosen
from geoevents.reasoning.scenario import axes_of, changed, choices, place_names, scenario_of
from geoevents.reasoning.solve import Solver, ancestors_of, solve, speaking_of, standing

VERDICT = {SATISFIABLE: CONSISTENT, UNSATISFIABLE: INCONSISTENT, UNDECIDED: UNDECIDED}
QUESTIONS_LIMIT = 200
"""Pairs beyond this many are not put; the headline says so."""


@dataclass(frozen=True, slots=True)
class _Put:
    """A question before it has its verdict: these claims, tied by these links, about these events."""

    id: str
    scope: str
    text: str
    claims: tuple[Claim, ...]
    links: tuple[Link, ...]
    events: tuple[str, ...]


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
        One question for each pair of sources (and each source with itself) that place the same event, for each stated
        distance between events, and for each supposition. A verdict holds in the default scenario; "depends" means
        that changing one axis turns it, and `depends_on` names which. Regions decide "inconsistent", witnesses decide
        "consistent". Distances in metres.

    Raises
    ------
    UnknownPlaceError
        A name that no gazetteer carries.

    Examples
    --------
    >>> from geoevents import data
    >>> from geoevents.read.case import read_case
    >>> verdict = check(read_case(data.path("cases/tinzaouatine-2025.yaml")))
    >>> verdict.verdict
    'inconsistent'
    """
    scenario = scenario or scenario_of(case)
    candidates = candidates_of_case(case)
    places = chosen(scenario, candidates)
    scenario = replace(scenario, places=tuple((name, place.id) for name, place in places.items()))
    bench = _Bench(case, candidates)
    put = list(_questions(case))
    questions = [_judge(bench, scenario, question) for question in put[:QUESTIONS_LIMIT]]
    supposed = [_suppose(bench, scenario, supposition.id, supposition.text) for supposition in case.suppositions]
    verdict = _overall(questions)
    headline = _headline(case, questions, supposed, len(put))
    table = _table(questions, supposed, scenario)
    return Verdict(case, verdict, headline, (*questions, *supposed), solve(case, scenario), table)


class _Bench:
    """Answers to sets of claims by scenario, each worked out once."""

    def __init__(self, case: Case, candidates: Mapping[str, tuple[Place, ...]]) -> None:
        self.case = case
        self.candidates = candidates
        self._known: dict[object, str] = {}

    def solver(self, scenario: Scenario) -> Solver:
        return Solver(self.case, scenario, chosen(scenario, self.candidates))

    def status(self, scenario: Scenario, claims: Sequence[Claim], links: Sequence[Link]) -> str:
        """Tell whether the claims can hold together: the worst status of the events that they place."""
        key = (scenario, tuple(claim.id for claim in claims), tuple(link.id for link in links))
        if key not in self._known:
            solver = self.solver(scenario)
            tied = [*links, *(link for link in solver.links(lambda _: False) if link not in links)]
            found = solver.statuses(claims, tied)
            worst = next((status for status in (UNSATISFIABLE, UNDECIDED) if status in found), SATISFIABLE)
            self._known[key] = worst
        return self._known[key]


def _questions(case: Case) -> Iterator[_Put]:
    for event in case.events:
        claims = speaking_of(case, event)
        sources = list(dict.fromkeys(claim.by for claim in claims))
        for source in sources:
            own = tuple(claim for claim in claims if claim.by == source)
            if len(own) > 1 and any(claim.event == event.id for claim in own):
                text = f"{_name(case, source)}, by itself, on the {_title(case, event.id)}: {_quotes(own)}"
                yield _Put(f"{event.id}:{source}", "source", text, own, (), (event.id,))
        for one, two in combinations(sources, 2):
            both = tuple(claim for claim in claims if claim.by in (one, two))
            if not any(claim.event == event.id for claim in both):
                continue
            text = f"{_title(case, event.id)}: {_said(case, both)}"
            yield _Put(f"{event.id}:{one}+{two}", "pair", text, both, (), (event.id,))
    for link in case.links:
        if link.kind not in ("separation", "same place"):
            continue
        claims = tuple(
            claim
            for claim in standing(case)
            if claim.clauses and claim.event in (link.a, link.b) and (link.by is None or claim.by == link.by)
        )
        if {claim.event for claim in claims} == {link.a, link.b}:
            text = f"{_name(case, link.by) if link.by else 'Stated'}: {link.text}"
            yield _Put(link.id, "pair", text, claims, (link,), (link.a, link.b))


def _judge(bench: _Bench, scenario: Scenario, put: _Put) -> Question:
    default = VERDICT[bench.status(scenario, put.claims, put.links)]
    flips = tuple(_flips(bench, scenario, put.claims, default, lambda s: bench.status(s, put.claims, put.links)))
    conflicts = (_conflict(bench, scenario, put.claims, put.links),) if default == INCONSISTENT else ()
    verdict = DEPENDS if flips else default
    sets = (tuple(claim.id for claim in put.claims),) if default == CONSISTENT else ()
    ids = tuple(claim.id for claim in put.claims)
    return Question(put.id, put.scope, put.text, verdict, ids, conflicts, sets, flips)


def _suppose(bench: _Bench, scenario: Scenario, id: str, text: str) -> Question:
    """Put a supposition in and take it out, and see whether that turns what can be true together."""
    case = bench.case
    supposition = next(item for item in case.suppositions if item.id == id)
    events = {end for link in supposition.links for end in (link.a, link.b)} | {e for e, _ in supposition.clauses}
    claims = tuple(
        claim
        for claim in standing(case)
        if claim.clauses and (claim.event in events or _throughout(case, claim, events))
    )
    # What contradicts itself already is another question: here only what stands without the supposition counts.
    kept = _consistent_without(bench, scenario, claims)
    switched = changed(scenario, f"suppose:{id}", "with")
    without = VERDICT[bench.status(scenario, kept, case.links)]
    with_it = VERDICT[bench.status(switched, kept, case.links)]
    conflicts = (_conflict(bench, switched, kept, case.links),) if with_it == INCONSISTENT else ()
    flips = (Flip(f"suppose:{id}", "without", "with", with_it),) if with_it != without else ()
    ids = tuple(claim.id for claim in kept)
    said = f"Supposed, by nobody: {text}"
    return Question(f"suppose:{id}", "case", said, DEPENDS if flips else without, ids, conflicts, (ids,), flips)


def _throughout(case: Case, claim: Claim, events: set[str]) -> bool:
    return claim.throughout and any(claim.event in ancestors_of(case, event) for event in events)


def _consistent_without(bench: _Bench, scenario: Scenario, claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
    """Leave out the claims that hold throughout a track when they already contradict the others."""
    if bench.status(scenario, claims, bench.case.links) == SATISFIABLE:
        return claims
    return tuple(claim for claim in claims if not claim.throughout)


def _flips(
    bench: _Bench, scenario: Scenario, claims: Sequence[Claim], default: str, status: Callable[[Scenario], str]
) -> Iterator[Flip]:
    """Change one axis at a time and keep what turns the verdict."""
    clauses = [clause for claim in claims for clause in claim.clauses]
    for axis in axes_of(clauses):
        now = str(getattr(scenario, axis))
        for choice in choices(axis):
            if choice == now or choice == "exact":
                continue
            verdict = VERDICT[status(changed(scenario, axis, choice))]
            if verdict not in (default, UNDECIDED):
                yield Flip(axis, now, choice, verdict)
    for reference in place_names(clauses):
        options = bench.candidates[reference.name]
        taken = dict(scenario.places).get(reference.name, options[0].id)
        for option in options:
            if option.id == taken:
                continue
            verdict = VERDICT[status(changed(scenario, f"place:{reference.name}", option.id))]
            if verdict not in (default, UNDECIDED):
                yield Flip(f"place:{reference.name}", taken, option.id, verdict)


def _conflict(bench: _Bench, scenario: Scenario, claims: tuple[Claim, ...], links: Sequence[Link]) -> Conflict:
    """Cut claims without a common solution down to a minimal set, and say by how far they miss each other."""
    kept = list(claims)
    for claim in claims:
        rest = [other for other in kept if other is not claim]
        if len(rest) > 1 and bench.status(scenario, rest, links) == UNSATISFIABLE:
            kept = rest
    names = " and ".join(f'{_name(bench.case, claim.by)}: "{"; ".join(claim.says)}"' for claim in kept)
    if len(kept) != 2 or links:
        return Conflict(tuple(claim.id for claim in kept), f"Nothing satisfies all of: {names}.", None, None)
    solver = bench.solver(scenario)
    outlook = solver.outlook()
    regions = [intersect(solver.constraints(claim), outlook)[0] for claim in kept]
    placed = [region for region in regions if region is not None]
    if len(placed) < 2:
        return Conflict(tuple(claim.id for claim in kept), "Nothing satisfies both.", None, None)
    # A territory is a country wide: only what lies around the dispute can be what comes closest there.
    near = [_within(region, outlook) for region in placed]
    distance_m, one, two = separation(near[0], near[1])
    why = "Nothing satisfies both."
    return Conflict(
        tuple(claim.id for claim in kept), why, distance_m / 2, distance_m, None, ((one[0], one[1]), (two[0], two[1]))
    )


def _within(region: Region, outlook: Window | None) -> Region:
    if outlook is None or region.bounds[2] - region.bounds[0] < outlook[2] - outlook[0]:
        return region
    return polygons_of(shapely.intersection(region, shapely.box(*outlook))) or region


def _overall(questions: Sequence[Question]) -> str:
    """Give the verdict of the case: the worst of its questions, suppositions apart."""
    found = {question.verdict for question in questions}
    return next((verdict for verdict in (INCONSISTENT, DEPENDS, UNDECIDED) if verdict in found), CONSISTENT)


def _headline(case: Case, questions: Sequence[Question], supposed: Sequence[Question], put: int) -> str:
    parts = []
    clashes = [question for question in questions if question.verdict == INCONSISTENT]
    for question in clashes[:2]:
        conflict = question.conflicts[0]
        names = list(dict.fromkeys(_name(case, case.claim(id).by) for id in conflict.claims))
        who = " and ".join(names)
        apart = f": at least {conflict.separation_m / 1000:.1f} km apart" if conflict.separation_m else ""
        verb = "contradict each other" if len(names) > 1 else "contradicts itself"
        parts.append(f"{who} {verb} on the {_title(case, question.id.partition(':')[0])}{apart}.")
    open_ = sum(question.verdict == DEPENDS for question in questions)
    if open_:
        parts.append(f"{open_} more depend on how words or data are read.")
    turned = [question for question in supposed if question.depends_on]
    parts += [
        f"{question.text.partition(': ')[2].capitalize()} would not fit; nobody says so." for question in turned[:1]
    ]
    if put > QUESTIONS_LIMIT:
        parts.append(f"Only {QUESTIONS_LIMIT} of {put} questions were put.")
    return " ".join(parts) or "Everything that is said can be true together."


def _table(
    questions: Sequence[Question], supposed: Sequence[Question], scenario: Scenario
) -> tuple[Mapping[str, object], ...]:
    """Lay out one row a scenario: the default first, then every single change that turns a verdict."""

    def default(question: Question) -> str:
        if question.verdict != DEPENDS:
            return question.verdict
        return INCONSISTENT if question.conflicts and question.scope != "case" else CONSISTENT

    asked = [*questions, *supposed]
    base = {question.id: default(question) for question in asked}
    rows: list[Mapping[str, object]] = [{"axis": "default", "choice": scenario.borders, **base}]
    for axis, choice in dict.fromkeys((flip.axis, flip.choice) for question in asked for flip in question.depends_on):
        turned = {
            question.id: flip.verdict
            for question in asked
            for flip in question.depends_on
            if (flip.axis, flip.choice) == (axis, choice)
        }
        rows.append({"axis": axis, "choice": choice, **base, **turned})
    return tuple(rows)


def _name(case: Case, source: str) -> str:
    return case.source(source).name


def _title(case: Case, event: str) -> str:
    return case.event(event).title


def _quotes(claims: Sequence[Claim]) -> str:
    return "; ".join(f'"{words}"' for claim in claims for words in claim.says)


def _said(case: Case, claims: Sequence[Claim]) -> str:
    sources = dict.fromkeys(claim.by for claim in claims)
    return ". ".join(f"{_name(case, s)}: {_quotes([c for c in claims if c.by == s])}" for s in sources)
