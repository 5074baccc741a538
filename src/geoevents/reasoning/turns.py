"""What a verdict turns on: every axis of a question, tried alone, in pairs, and all together where they are few."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import combinations, product
from math import prod

from geoevents.errors import NoTerritoryError, PhraseError, UnknownBorderError, UnknownCountryError
from geoevents.model import Clause, Flip, Link, Place, Question, Scenario
from geoevents.model.result import INCONSISTENT, UNDECIDED
from geoevents.reasoning.scenario import axes_of, changed, choices, chosen_on, place_names

WHOLE = 256
"""Scenarios of one question up to which all are tried."""
SAMPLED = 64
"""Scenarios drawn at random beside all single and double changes, where there are more."""
MOST_SUPPOSED = 3
"""Suppositions of which all combinations are tried; of more each one and each two."""
ROWS = 4_096
"""Rows of the table of all questions; beyond that it has the single and double changes alone."""

Changes = tuple[tuple[str, str], ...]
"""(axis, choice) for every axis that is not at its default, in the order of the axes."""


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis of one question: the choice of the scenario that is asked about, and the others."""

    name: str
    default: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """The verdicts of a question over scenarios, by what each changes; `whole` when every scenario was tried."""

    axes: tuple[Axis, ...]
    verdicts: Mapping[Changes, str]
    whole: bool


def axes_for(
    scenario: Scenario,
    clauses: Sequence[Clause],
    links: Iterable[Link],
    candidates: Mapping[str, Sequence[Place]],
    supposition: str | None = None,
) -> tuple[Axis, ...]:
    """Name the axes on which clauses and links turn, with their choices. "exact" is never tried: it is opt-in."""
    found = []
    for axis in axes_of(clauses, links):
        now = chosen_on(scenario, axis)
        found.append(Axis(axis, now, tuple(choice for choice in choices(axis) if choice not in (now, "exact"))))
    for reference in place_names(clauses):
        options = candidates[reference.name]
        taken = dict(scenario.places).get(reference.name, options[0].id)
        found.append(
            Axis(f"place:{reference.name}", taken, tuple(option.id for option in options if option.id != taken))
        )
    if supposition is not None:
        found.append(Axis(f"suppose:{supposition}", "without", ("with",)))
    return tuple(axis for axis in found if axis.others)


def tried(
    scenario: Scenario,
    axes: tuple[Axis, ...],
    judge: Callable[[Scenario], str],
    skipped: dict[str, str],
    budget: int,
    whole_up_to: int = WHOLE,
) -> Tried:
    """Judge every scenario where they are few, else each change of one axis and of two, and a sample of the rest.

    `skipped` is told why a dataset could not answer; `budget` is the most scenarios that are judged.
    """
    everything = prod(1 + len(axis.others) for axis in axes)
    whole = everything <= min(whole_up_to, budget)
    wanted = _product(axes) if whole else _spread(axes, SAMPLED if whole_up_to else 0)
    verdicts: dict[Changes, str] = {}
    unknown: set[tuple[str, str]] = set()
    for changes in wanted[: max(1, budget)]:
        if changes in verdicts or unknown & set(changes):
            continue
        there = scenario
        for axis, choice in changes:
            there = changed(there, axis, choice)
        try:
            verdicts[changes] = judge(there)
        except (NoTerritoryError, PhraseError, UnknownBorderError, UnknownCountryError) as error:
            # A dataset of one's own may have only some borders, or no territories.
            datasets = [change for change in changes if change[0] == "borders"]
            if not datasets:
                raise
            unknown.add(datasets[0])
            skipped[datasets[0][1]] = error.message
    return Tried(axes, verdicts, whole)


def _product(axes: Sequence[Axis]) -> list[Changes]:
    every: list[list[tuple[str, str] | None]] = [
        [None, *((axis.name, other) for other in axis.others)] for axis in axes
    ]
    return [tuple(change for change in row if change is not None) for row in product(*every)]


def _spread(axes: Sequence[Axis], sampled: int = SAMPLED) -> list[Changes]:
    single = [[(axis.name, other) for other in axis.others] for axis in axes]
    wanted: list[Changes] = [(), *((change,) for changes in single for change in changes)]
    wanted += [pair for one, two in combinations(single, 2) for pair in product(one, two)]
    draw = random.Random(20250401)  # noqa: S311 - the same sample every time
    for _ in range(sampled):
        drawn = (draw.choice((None, *changes)) for changes in single)
        wanted.append(tuple(change for change in drawn if change is not None))
    return wanted


def supposed_too(
    found: Tried, scenario: Scenario, names: Sequence[str], judge: Callable[[Scenario], str], budget: int
) -> Tried:
    """Judge what was tried once more with suppositions that reach a question, each and all combinations.

    A supposition only adds to what must hold: what cannot hold without it cannot with it. It turns no verdict of the
    question, for nobody says it, but rows of the table in which it is on hold what is true in them.
    """
    axes = tuple(Axis(f"suppose:{name}", "without", ("with",)) for name in names if name not in scenario.suppositions)
    verdicts = dict(found.verdicts)
    extras = [extra for extra in _product(axes) if extra] if len(axes) <= MOST_SUPPOSED else _spread(axes, 0)[1:]
    for extra, (changes, verdict) in product(extras, found.verdicts.items()):
        if verdict == INCONSISTENT:
            verdicts[(*changes, *extra)] = INCONSISTENT
        elif budget > 0:
            budget -= 1
            there = scenario
            for axis, choice in (*changes, *extra):
                there = changed(there, axis, choice)
            with suppress(NoTerritoryError, PhraseError, UnknownBorderError, UnknownCountryError):
                verdicts[(*changes, *extra)] = judge(there)
    return Tried((*found.axes, *axes), verdicts, found.whole)


def flips_of(found: Tried, default: str) -> tuple[Flip, ...]:
    """Give every change of one axis that turns a verdict, and every change of two of which neither alone does."""
    defaults = {axis.name: axis.default for axis in found.axes}
    turned: list[Flip] = []
    alone: set[tuple[str, str]] = set()
    for changes, verdict in sorted(found.verdicts.items(), key=lambda item: len(item[0])):
        if not 1 <= len(changes) <= 2 or verdict in (default, UNDECIDED):
            continue
        if len(changes) == 2 and alone & set(changes):
            continue
        if len(changes) == 1:
            alone.add(changes[0])
        names, chosen = zip(*changes, strict=True)
        turned.append(Flip("+".join(names), "+".join(defaults[name] for name in names), "+".join(chosen), verdict))
    return tuple(turned)


def table_of(
    questions: Sequence[Question], found: Mapping[str, Tried], scenario: Scenario
) -> tuple[tuple[Mapping[str, object], ...], str]:
    """Lay out one row a scenario with the verdict of every question, and say in words which scenarios these are.

    The default comes first, then single changes, then double ones, then the rest. A question is not asked again where
    a scenario differs only on axes that it does not have.
    """
    axes: dict[str, Axis] = {}
    for one in found.values():
        for axis in one.axes:
            axes.setdefault(axis.name, axis)
    everything = prod(1 + len(axis.others) for axis in axes.values())
    rows = _product(tuple(axes.values())) if everything <= ROWS else _spread(tuple(axes.values()))
    base = {question.id: question.default for question in questions}
    laid: list[Mapping[str, object]] = []
    for changes in sorted(dict.fromkeys(rows), key=len):
        chosen = {name: axis.default for name, axis in axes.items()} | dict(changes)
        verdicts = {question.id: _at(found.get(question.id), changes, base[question.id]) for question in questions}
        names = "+".join(name for name, _ in changes) or "default"
        choice = "+".join(value for _, value in changes) or scenario.borders
        laid.append({"axis": names, "choice": choice, "scenario": chosen, **verdicts})
    partly = [question.id for question in questions if question.id in found and not found[question.id].whole]
    if everything > ROWS:
        told = f"{everything:,} scenarios: sampled by axis, every single and double change and {SAMPLED} at random"
    elif partly:
        few = f"{len(partly)} question{'' if len(partly) == 1 else 's'}"
        told = f"all {everything:,} scenarios; for {few} of many axes those that change one or two of them"
    else:
        told = f"all {everything:,} scenarios" if everything > 1 else "one scenario: nothing can be read otherwise"
    return tuple(laid), told


def _at(found: Tried | None, changes: Changes, default: str) -> str:
    if found is None:
        return default
    chosen = dict(changes)
    own = tuple((axis.name, chosen[axis.name]) for axis in found.axes if axis.name in chosen)
    return found.verdicts.get(own, "not tried")
