"""What a supposition breaks: claims that could be true together without it, and no longer can with it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial

from geoevents.model import Case, Conflict, Link, Scenario, Supposition
from geoevents.model.result import CONSISTENT, INCONSISTENT, SATISFIABLE, UNDECIDED
from geoevents.reasoning.bench import Bench, Part, held, ids_of
from geoevents.reasoning.collisions import collision
from geoevents.reasoning.conflicts import Found
from geoevents.reasoning.questions import TIES
from geoevents.reasoning.scenario import changed
from geoevents.reasoning.standing import Placed, asserted, placed, standing


@dataclass(frozen=True, slots=True)
class Harm:
    """What claims say with a supposition (scenario `there`) beside what they say without it; `conflicts` are new."""

    there: Scenario
    before: Found[Part]
    after: Found[Part]
    conflicts: tuple[Conflict, ...]


def concerned(case: Case, supposition: Supposition) -> tuple[tuple[Placed, ...], tuple[Link, ...]]:
    """Give the claims of the events that a supposition speaks of, or that ties lead to, and these ties."""
    events = {end for link in supposition.links for end in (link.a, link.b)} | {e for e, _ in supposition.clauses}
    ties = [link for link in case.links if link.kind in TIES]
    while more := {end for link in ties for end in (link.a, link.b) if {link.a, link.b} & events} - events:
        events |= more
    items = tuple(
        (claim, event) for claim, event in placed(case, standing(case)) if event in events and asserted(claim)
    )
    return items, tuple(link for link in ties if {link.a, link.b} <= events)


def reaches(supposition: Supposition, events: Collection[str]) -> bool:
    """Tell whether a supposition adds to what is said of these events: a clause of one, or a tie between two."""
    if any(event in events for event, _ in supposition.clauses):
        return True
    parts: list[set[str]] = []
    for link in supposition.links:
        touched = [part for part in parts if part & {link.a, link.b}]
        parts = [part for part in parts if part not in touched] + [{link.a, link.b}.union(*touched)]
    return any(len(part.intersection(events)) > 1 for part in parts)


def harm_of(
    bench: Bench,
    scenario: Scenario,
    supposition: Supposition,
    measured: Callable[[Scenario, Sequence[Part]], Conflict] | None = None,
) -> Harm:
    """Look for conflicts that are there with a supposition and not without it, whoever's claims they are.

    What contradicts itself without it is another question. `measured` stands for `collision` on this bench.
    """
    measured = measured or partial(collision, bench)
    items, links = concerned(bench.case, supposition)
    axis = f"suppose:{supposition.id}"
    there = changed(scenario, axis, "with")
    before = bench.conflicts(changed(scenario, axis, "without"), items, links, by_event=True)
    after = bench.conflicts(there, items, links, by_event=True)
    old = [set(conflict) for conflict in before.conflicts]
    new = [some for some in after.conflicts if not any(one <= set(some) for one in old)]
    conflicts = {ids_of(some): measured(there, some) for some in new}.values()
    order = sorted(conflicts, key=lambda conflict: -(conflict.separation_m or conflict.gap_m or 0.0))
    return Harm(there, before, after, tuple(order))


def breaks(bench: Bench, there: Scenario, without: Scenario, sets: Sequence[Sequence[Part]]) -> str:
    """Tell whether a supposition breaks a set of claims that can hold without it, in one scenario.

    The largest sets of the default are taken where they hold here too.
    """
    parts = list(dict.fromkeys(part for some in sets for part in some))
    if not bench.impossible(without, *held(parts)):
        sets = [parts]
    else:
        sets = [some for some in sets if not bench.impossible(without, *held(some))]
    if any(bench.impossible(there, *held(some)) for some in sets):
        return INCONSISTENT
    return CONSISTENT if all(bench.status(there, *held(some)) == SATISFIABLE for some in sets) else UNDECIDED
