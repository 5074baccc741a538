"""What can be true together: claims by pairs of sources, linked events, and suppositions with and without."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, islice, product

import shapely

from geoevents.earth import separation
from geoevents.errors import NoTerritoryError, PhraseError, UnknownBorderError, UnknownCountryError
from geoevents.model import (
    At,
    BorderRef,
    Case,
    Claim,
    Conflict,
    Distance,
    Flip,
    Link,
    Place,
    Question,
    Scenario,
    Verdict,
)
from geoevents.model.result import CONSISTENT, DEPENDS, INCONSISTENT, SATISFIABLE, UNDECIDED, UNSATISFIABLE
from geoevents.quantity import CONVENTIONS
from geoevents.reasoning.answer import Region, Window, intersect, polygons_of
from geoevents.reasoning.arithmetic import Difference, difference
from geoevents.reasoning.places import candidates_of_case, chosen
from geoevents.reasoning.scenario import axes_of, changed, choices, chosen_on, place_names, scenario_of
from geoevents.reasoning.solve import Placed, Solver, asserted, placed, solve, speaking_of, standing

VERDICT = {SATISFIABLE: CONSISTENT, UNSATISFIABLE: INCONSISTENT, UNDECIDED: UNDECIDED}
QUESTIONS_LIMIT = 200
"""Pairs beyond this many are not put; the headline says so."""
SETS_LIMIT = 32
"""Largest sets of claims to which a supposition is put."""
TRIED_CLAIMS = 8
"""Claims of one event up to which every subset is tried."""
SAME_M = 0.5
Position = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Put:
    """A question before it has its verdict: these claims, each put to an event, tied by these links."""

    id: str
    scope: str
    text: str
    placed: tuple[Placed, ...]
    links: tuple[Link, ...] = ()


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
        distance between events (on the ground, and by arithmetic alone), and for each supposition: whether it makes
        claims contradict each other that could both be true without it. A verdict holds in the default scenario;
        "depends" means that changing one axis turns it, and `depends_on` names which. Regions decide "inconsistent",
        witnesses decide "consistent". Distances in metres.

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
    put = list(islice(_questions(case), QUESTIONS_LIMIT + 1))
    questions = [
        judged for question in put[:QUESTIONS_LIMIT] if (judged := _judge(bench, scenario, question)) is not None
    ]
    questions += [question for link in case.links if (question := _by_arithmetic(case, scenario, link)) is not None]
    supposed = [_suppose(bench, scenario, supposition.id, supposition.text) for supposition in case.suppositions]
    verdict = _overall(questions)
    if verdict == CONSISTENT and len(put) > QUESTIONS_LIMIT:
        verdict = UNDECIDED
    headline, note = _headline(case, questions), _note(questions, supposed, len(put))
    table = _table(questions, supposed, scenario)
    solution = solve(case, scenario)
    left_out = (f"Not every question was put on {name}: {why}" for name, why in bench.not_tried.items())
    solution = replace(solution, warnings=(*solution.warnings, *left_out))
    return Verdict(case, verdict, headline, (*questions, *supposed), solution, table, note)


class _Bench:
    """Answers to sets of claims by scenario, each worked out once."""

    def __init__(self, case: Case, candidates: Mapping[str, tuple[Place, ...]]) -> None:
        self.case = case
        self.candidates = candidates
        self.not_tried: dict[str, str] = {}
        self._known: dict[object, str] = {}
        self._solvers: dict[Scenario, Solver] = {}

    def solver(self, scenario: Scenario) -> Solver:
        if scenario not in self._solvers:
            self._solvers[scenario] = Solver(self.case, scenario, chosen(scenario, self.candidates))
        return self._solvers[scenario]

    def status(self, scenario: Scenario, placed: Sequence[Placed], links: Sequence[Link]) -> str:
        """Tell whether the claims can hold together: the worst status of the events that they are put to."""
        key = (
            scenario,
            tuple((claim.id, event) for claim, event in placed),
            tuple(link.id for link in links),
        )
        if key not in self._known:
            solver = self.solver(scenario)
            tied = [*links, *(link for link in solver.links(lambda _: False) if link not in links)]
            found = solver.statuses(placed, tied)
            worst = next((status for status in (UNSATISFIABLE, UNDECIDED) if status in found), SATISFIABLE)
            self._known[key] = worst
        return self._known[key]


def _questions(case: Case) -> Iterator[_Put]:
    for event in case.events:
        claims = speaking_of(case, event)
        sources = list(dict.fromkeys(claim.by for claim in claims))
        for source in sources:
            own = tuple(claim for claim in claims if claim.by == source)
            if sum(len(asserted(claim)) for claim in own) > 1 and any(claim.event == event.id for claim in own):
                text = f"{event.title}. {_name(case, source)}, by itself: {_quotes(own)}"
                yield _Put(f"{event.id}:{source}", "source", text, _put_to(own, event.id))
        for one, two in combinations(sources, 2):
            both = tuple(claim for claim in claims if claim.by in (one, two))
            if not any(claim.event == event.id for claim in both):
                continue
            text = f"{event.title}. {_said(case, both)}"
            yield _Put(f"{event.id}:{one}+{two}", "pair", text, _put_to(both, event.id))
        if len(sources) > 2 and any(claim.event == event.id for claim in claims):
            text = f"{event.title}. All who place it: {_said(case, claims)}"
            yield _Put(f"{event.id}:all", "event", text, _put_to(claims, event.id))
    for speaker in case.sources:
        links = tuple(link for link in case.links if link.by == speaker.id)
        own = tuple(claim for claim in standing(case) if claim.by == speaker.id and asserted(claim))
        if links and len({claim.event for claim in own}) > 1:
            text = f"{speaker.name}, by itself, with the ways between its events: {_quotes(own)}"
            yield _Put(f"{speaker.id}:linked", "source", text, placed(case, own), links)
    for link in case.links:
        if link.kind not in ("separation", "same place"):
            continue
        ends = [
            [claim for claim in standing(case) if asserted(claim) and claim.event == end] for end in (link.a, link.b)
        ]
        own_ends = [[claim for claim in claims if claim.by == link.by] for claims in ends]
        ends = own_ends if all(own_ends) else ends
        # A stated way between two stated positions is measured between them; other claims have their own questions.
        exact = [[claim for claim in claims if any(isinstance(c, At) for c in claim.clauses)] for claims in ends]
        chosen = exact if all(exact) else ends
        if all(chosen):
            text = f"{_name(case, link.by) if link.by else 'Stated'}: {link.text}"
            items = tuple((claim, claim.event) for claims in chosen for claim in claims)
            yield _Put(link.id, "pair", text, items, (link,))


def _put_to(claims: Sequence[Claim], event: str) -> tuple[Placed, ...]:
    return tuple((claim, event) for claim in claims)


def _judge(bench: _Bench, scenario: Scenario, put: _Put) -> Question | None:
    """Answer a question; None when it only repeats what smaller questions already answer with no."""
    default = VERDICT[bench.status(scenario, put.placed, put.links)]
    if default == INCONSISTENT and _repeats(bench, scenario, put):
        return None
    claims = _claims(put.placed)
    flips = tuple(_flips(bench, scenario, put, default))
    conflicts = (_conflict(bench, scenario, put.placed, put.links),) if default == INCONSISTENT else ()
    verdict = DEPENDS if flips else default
    ids = tuple(claim.id for claim in claims)
    sets = (ids,) if default == CONSISTENT else ()
    return Question(put.id, put.scope, put.text, verdict, ids, conflicts, sets, flips)


def _repeats(bench: _Bench, scenario: Scenario, put: _Put) -> bool:
    """Whether two claims of an event contradict each other anyway, or claims do without the link that is put."""
    if put.scope == "event":
        return any(bench.status(scenario, pair, put.links) == UNSATISFIABLE for pair in combinations(put.placed, 2))
    return bool(put.links) and bench.status(scenario, put.placed, ()) == UNSATISFIABLE


def _claims(items: Sequence[Placed]) -> tuple[Claim, ...]:
    return tuple({claim.id: claim for claim, _ in items}.values())


def _keys(items: Sequence[Placed]) -> frozenset[tuple[str, str]]:
    return frozenset((claim.id, event) for claim, event in items)


def _by_arithmetic(case: Case, scenario: Scenario, link: Link) -> Question | None:
    """Put two distances to the same border, and the stated way between them, to arithmetic: no map is looked at."""
    if link.distance is None:
        return None
    told = [
        [
            (claim, clause)
            for claim in standing(case)
            if claim.event == end and (link.by is None or claim.by == link.by)
            for clause in claim.clauses
            if isinstance(clause, Distance) and isinstance(clause.target, BorderRef)
        ]
        for end in (link.a, link.b)
    ]
    pairs = [
        (difference(here, there, link.distance, scenario.convention, scenario.about), one, here, two, there)
        for (one, here), (two, there) in product(*told)
        if here.target == there.target
    ]
    for _, one, here, two, there in sorted(pairs, key=lambda pair: pair[0].way_m - pair[0].least_m)[:1]:
        by_convention = {
            name: difference(here, there, link.distance, name, scenario.about)
            for name in CONVENTIONS
            if name != "exact"
        }
        found = difference(here, there, link.distance, scenario.convention, scenario.about)
        flips = tuple(
            Flip("convention", scenario.convention, name, _possible(other), _differs(other))
            for name, other in by_convention.items()
            if other.possible != found.possible
        )
        ids = (one.id, two.id)
        text = (
            f"{_name(case, one.by)}: {_quotes((one,))} and {_quotes((two,))} from the same line, "
            f"{link.distance.text} from each other. Moving changes the distance to a line by no more than the way moved"
        )
        conflicts = () if found.possible else (Conflict(ids, _differs(found), None, None, found.least_m),)
        verdict = DEPENDS if flips else _possible(found)
        return Question(f"{link.id}:figures", "arithmetic", text, verdict, ids, conflicts, (), flips)
    return None


def _possible(found: Difference) -> str:
    return CONSISTENT if found.possible else INCONSISTENT


def _differs(found: Difference) -> str:
    way = f"they are at most {found.way_m:.0f} m from each other"
    too_many = f", {found.least_m - found.way_m:.0f} m too many" if not found.possible else ""
    return f"the distances differ by at least {found.least_m:.0f} m{too_many}; {way}"


def _suppose(bench: _Bench, scenario: Scenario, id: str, text: str) -> Question:
    """Put a supposition in, and see which claims that could be true together no longer can.

    What contradicts itself without it is another question. So the supposition is put to every largest set of claims
    that can hold without it: nobody's claim is preferred.
    """
    case = bench.case
    supposition = next(item for item in case.suppositions if item.id == id)
    events = {end for link in supposition.links for end in (link.a, link.b)} | {e for e, _ in supposition.clauses}
    assumed = tuple(
        (claim, event)
        for claim, event in placed(case, [claim for claim in standing(case) if asserted(claim)])
        if event in events
    )
    switched = changed(scenario, f"suppose:{id}", "with")
    kept = list(islice(_holding(bench, scenario, assumed, case.links), SETS_LIMIT))
    lost = [claims for claims in kept if bench.status(switched, claims, case.links) == UNSATISFIABLE]
    minimal = {_keys(items): items for kept_set in lost for items in _minimal(bench, switched, kept_set, case.links)}
    found = {conflict.claims: conflict for conflict in _conflicts(bench, switched, minimal.values(), case.links)}
    conflicts = tuple(sorted(found.values(), key=lambda conflict: -(conflict.separation_m or 0.0)))
    flips = (Flip(f"suppose:{id}", "without", "with", INCONSISTENT),) if lost else ()
    sets = tuple(tuple(claim.id for claim in _claims(items)) for items in kept if items not in lost)
    ids = tuple(claim.id for claim in _claims(assumed))
    verdict = DEPENDS if flips else CONSISTENT
    return Question(f"suppose:{id}", "case", f"Supposed, by nobody: {text}", verdict, ids, conflicts, sets, flips)


def _holding(
    bench: _Bench, scenario: Scenario, assumed: Sequence[Placed], links: Sequence[Link]
) -> Iterator[tuple[Placed, ...]]:
    """Give the largest sets of claims that can hold together: each choice of one such set per island of events."""
    left = list(dict.fromkeys(event for _, event in assumed))
    islands: list[set[str]] = []
    while left:
        island = {left.pop(0)}
        while more := {end for link in links for end in (link.a, link.b) if {link.a, link.b} & island} - island:
            island |= more
        islands.append(island)
        left = [event for event in left if event not in island]
    choices_of = [
        _largest(bench, scenario, tuple(item for item in assumed if item[1] in island), links) for island in islands
    ]
    for combination in product(*choices_of):
        yield tuple(item for chosen_set in combination for item in chosen_set)


def _largest(
    bench: _Bench, scenario: Scenario, assumed: tuple[Placed, ...], links: Sequence[Link]
) -> list[tuple[Placed, ...]]:
    """Give every largest set that is not shown to be impossible; one of them where there are too many to try."""

    def fits(items: tuple[Placed, ...]) -> bool:
        return not items or bench.status(scenario, items, links) != UNSATISFIABLE

    if fits(assumed):
        return [assumed]
    if len(assumed) > TRIED_CLAIMS:
        one: tuple[Placed, ...] = ()
        for item in assumed:
            one = (*one, item) if fits((*one, item)) else one
        return [one]
    found: list[tuple[Placed, ...]] = []
    for size in range(len(assumed) - 1, -1, -1):
        for items in combinations(assumed, size):
            if not any(_keys(items) <= _keys(larger) for larger in found) and fits(items):
                found.append(items)
    return found


def _flips(bench: _Bench, scenario: Scenario, put: _Put, default: str) -> Iterator[Flip]:
    """Change one axis at a time and keep what turns the verdict."""

    def status(scenario: Scenario) -> str:
        return bench.status(scenario, put.placed, put.links)

    clauses = [clause for claim in _claims(put.placed) for clause in asserted(claim)]
    for axis in axes_of(clauses, put.links):
        now = chosen_on(scenario, axis)
        for choice in choices(axis):
            if choice == now or choice == "exact":
                continue
            try:
                verdict = VERDICT[status(changed(scenario, axis, choice))]
            except (NoTerritoryError, PhraseError, UnknownBorderError, UnknownCountryError) as error:
                # A dataset of one's own may have only some borders, or no territories.
                if axis != "borders":
                    raise
                bench.not_tried[choice] = error.message
                continue
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


def _conflicts(
    bench: _Bench, scenario: Scenario, minimal: Iterable[tuple[Placed, ...]], links: Sequence[Link]
) -> Iterator[Conflict]:
    """Give one conflict for each pair of claims, whichever events they are put to."""
    seen: set[frozenset[str]] = set()
    for items in minimal:
        ids = frozenset(claim.id for claim, _ in items)
        if ids not in seen:
            seen.add(ids)
            yield _conflict(bench, scenario, items, links)


def _minimal(
    bench: _Bench, scenario: Scenario, assumed: tuple[Placed, ...], links: Sequence[Link]
) -> list[tuple[Placed, ...]]:
    """Give every pair of claims without a common solution; all of them where no two are enough."""
    pairs = combinations(assumed, 2)
    found = [
        pair
        for pair in pairs
        if pair[0][0].id != pair[1][0].id and bench.status(scenario, pair, links) == UNSATISFIABLE
    ]
    return list(found) or [assumed]


def _conflict(bench: _Bench, scenario: Scenario, assumed: tuple[Placed, ...], links: Sequence[Link]) -> Conflict:
    """Cut claims without a common solution down to a minimal set, and say by how far they miss each other."""
    kept = list(assumed)
    for item in assumed:
        rest = [other for other in kept if other is not item]
        if len(rest) > 1 and bench.status(scenario, rest, links) == UNSATISFIABLE:
            kept = rest
    claims = _claims(kept)
    ids = tuple(claim.id for claim in claims)
    if len(claims) != 2 or links_between(links, kept):
        return Conflict(ids, "", None, None)
    solver = bench.solver(scenario)
    outlook = solver.outlook()
    regions = [intersect(solver.constraints(claim), outlook)[0] for claim in claims]
    if any(region is None for region in regions):
        return Conflict(ids, "", None, None)
    distance_m, one, two = _closest([region for region in regions if region is not None], outlook)
    return Conflict(ids, "", distance_m / 2, distance_m, None, ((one[0], one[1]), (two[0], two[1])))


def links_between(links: Sequence[Link], items: Sequence[Placed]) -> bool:
    """Say whether a link ties two of the events that these claims are put to."""
    events = {event for _, event in items}
    return any(link.a in events and link.b in events and link.kind == "separation" for link in links)


def _closest(regions: Sequence[Region], outlook: Window | None) -> tuple[float, Position, Position]:
    """Say how far two regions are apart, and where: of equally close places the one in the middle of the dispute."""
    # A territory is a country wide: only what lies around the dispute can be what comes closest there.
    first, second = (_within(region, outlook) for region in regions)
    found = separation(first, second)
    if outlook is None or found[0] == 0.0:
        return found
    west, south, east, north = outlook
    for share in (0.3, 0.15):
        inner = (west + share * (east - west), south + share * (north - south),
                 east - share * (east - west), north - share * (north - south))  # fmt: skip
        cut = [polygons_of(shapely.intersection(region, shapely.box(*inner))) for region in (first, second)]
        if cut[0] is not None and cut[1] is not None:
            here = separation(cut[0], cut[1])
            if here[0] <= found[0] + SAME_M:
                return found[0], here[1], here[2]
    return found


def _within(region: Region, outlook: Window | None) -> Region:
    if outlook is None or region.bounds[2] - region.bounds[0] < outlook[2] - outlook[0]:
        return region
    return polygons_of(shapely.intersection(region, shapely.box(*outlook))) or region


def _overall(questions: Sequence[Question]) -> str:
    """Give the verdict of the case: the worst of its questions, suppositions apart."""
    found = {question.verdict for question in questions}
    return next((verdict for verdict in (INCONSISTENT, DEPENDS, UNDECIDED) if verdict in found), CONSISTENT)


def _headline(case: Case, questions: Sequence[Question]) -> str:
    """Say in words what cannot both be true: the first contradiction, with what each said."""
    for question in questions:
        if question.verdict == INCONSISTENT:
            conflict = question.conflicts[0]
            claims = [case.claim(id) for id in conflict.claims]
            apart = f": at least {conflict.separation_m / 1000:.1f} km apart" if conflict.separation_m else ""
            return f"{_said(case, claims)}. {'Both' if len(claims) == 2 else 'All'} cannot be true{apart}."
    if any(question.verdict == DEPENDS for question in questions):
        return "Whether all that is said can be true turns on how words or data are read."
    if any(question.verdict == UNDECIDED for question in questions):
        return "Whether all that is said can be true could not be decided."
    return "Everything that is said of where things happened can be true together."


def _note(questions: Sequence[Question], supposed: Sequence[Question], put: int) -> str:
    parts = []
    clashes = sum(question.verdict == INCONSISTENT for question in questions)
    open_ = sum(question.verdict == DEPENDS for question in questions)
    if clashes > 1:
        parts.append(f"{_count(clashes - 1, 'more contradiction')}.")
    if open_:
        parts.append(f"{_count(open_, 'answer')} {'turns' if open_ == 1 else 'turn'} on how words or data are read.")
    for question in [question for question in supposed if question.depends_on][:1]:
        stated = question.text.partition(": ")[2]
        parts.append(f"More would contradict each other with {stated}; nobody says so.")
    if put > QUESTIONS_LIMIT:
        parts.append(f"Only the first {QUESTIONS_LIMIT} questions were put: there are more.")
    return " ".join(parts)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _table(
    questions: Sequence[Question], supposed: Sequence[Question], scenario: Scenario
) -> tuple[Mapping[str, object], ...]:
    """Lay out one row a scenario: the default first, then every single change that turns a verdict."""

    def default(question: Question) -> str:
        if question.verdict != DEPENDS:
            return question.verdict
        # What a supposition breaks is not broken without it.
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


def _quotes(claims: Sequence[Claim]) -> str:
    return "; ".join(f'"{words}"' for claim in claims for words in claim.says)


def _said(case: Case, claims: Sequence[Claim]) -> str:
    sources = dict.fromkeys(claim.by for claim in claims)
    return ". ".join(f"{_name(case, s)}: {_quotes([c for c in claims if c.by == s])}" for s in sources)
