"""The axes: everything that can be understood in more than one way, its choices, and the default of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from heapq import heappop, heappush
from typing import Any

from geoevents import atlas
from geoevents.model import (
    AreaRef,
    BorderRef,
    Case,
    Clause,
    Depth,
    Distance,
    InArea,
    Inside,
    LandRef,
    Leg,
    Link,
    Near,
    Offset,
    Orthogonal,
    Outside,
    Place,
    PlaceRef,
    Scenario,
    Toward,
    TripointRef,
    flat,
)
from geoevents.motion import Duration, Speed
from geoevents.quantity import CONVENTIONS, Quantity

MAX_READINGS = 64

CHOICES: dict[str, tuple[str, ...]] = {
    "border_error": ("none", "stated"),
    "edges": ("planar", "geodesic"),
    "extent": ("centre", "edge"),
    "depth": ("at depth", "up to"),
    "distance": ("shortest", "along", "toward"),
    "about": ("1", "2", "3"),
}


#: How far a vague word reaches, as a factor of how far "near" does; "in" a place is within its extent. Our judgement.
REACH = {"near": 1.0, "in": 0.0, "outskirts": 1 / 3, "just outside": 1 / 3, "toward": 10 / 3, "around": 10 / 3}


NEAR_M = Scenario().near_m


def scenario_of(case: Case) -> Scenario:
    """Give the default scenario of a case: our defaults, changed where the file's settings say so."""
    chosen = {
        name: value
        for name in ("convention", "borders", "border_error", "edges", "distance", "about", "near_m")
        if (value := getattr(case.settings, name)) is not None
    }
    return replace(Scenario(), **chosen)


def choices(axis: str) -> tuple[str, ...]:
    """Every choice that an axis has (place and supposition axes are not listed here: they belong to a case)."""
    if axis == "borders":
        return tuple(dataset.name for dataset in atlas.datasets())
    if axis == "convention":
        return tuple(CONVENTIONS)
    return CHOICES[axis]


def chosen_on(scenario: Scenario, axis: str) -> str:
    """Give the choice of a scenario on an axis, written as `choices` writes it.

    Examples
    --------
    >>> chosen_on(Scenario(), "about"), chosen_on(Scenario(), "edges")
    ('2', 'planar')
    """
    choice = getattr(scenario, axis)
    return f"{choice:g}" if isinstance(choice, float) else str(choice)


def axes_of(clauses: Iterable[Clause], links: Iterable[Link] = ()) -> tuple[str, ...]:
    """Name the axes on which these clauses and links turn, in a fixed order: the others cannot change their regions.

    How wide "about" is matters only where a number has that hedge; a distance south of a border can be measured in
    more than one way, one without a direction cannot; an analyst's {low..high} leaves nothing open.
    """
    touched: set[str] = set()
    for clause in flat(clauses):
        touched |= _AXES.get(type(clause), frozenset())
        if any(isinstance(value, TripointRef) for value in _values(clause)):
            touched |= {"borders", "border_error"}
        if isinstance(clause, Distance):
            touched |= _OF_TARGET.get(type(clause.target), frozenset({"extent"}))
            if isinstance(clause.target, BorderRef) and clause.bearing is not None:
                touched |= {"distance"}
        for quantity in quantities_of(clause):
            touched |= _of_number(quantity)
    for link in links:
        for figure in (link.distance, link.speed, link.lasting):
            touched |= _of_number(figure)
    return tuple(axis for axis in _ORDER if axis in touched)


_BORDER = frozenset({"borders", "border_error", "edges"})
# Land and coast are Natural Earth's whatever draws the borders, and its short edges are the same in either model.
_OF_TARGET: dict[type, frozenset[str]] = {BorderRef: _BORDER, LandRef: frozenset({"border_error"})}
_AXES: dict[type, frozenset[str]] = {
    Offset: frozenset({"extent"}),
    Orthogonal: frozenset({"extent"}),
    InArea: frozenset({"border_error"}),
    Near: frozenset(),
    Inside: _BORDER,
    Outside: _BORDER,
    Depth: _BORDER | {"depth"},
}
_ORDER = ("borders", "border_error", "convention", "about", "extent", "depth", "distance", "edges")


def _values(clause: Clause) -> Iterator[object]:
    return (getattr(clause, field.name) for field in fields(clause))


def quantities_of(clause: Clause) -> tuple[Quantity, ...]:
    """Give the numbers that a clause states, in the order of its words."""
    found: list[Quantity] = []
    for part in flat([clause]):
        for value in _values(part):
            if isinstance(value, Leg):
                found.append(value.distance)
            elif isinstance(value, Quantity):
                found.append(value)
    return tuple(found)


def rest_on_near(clauses: Iterable[Clause]) -> tuple[Near | Toward | Distance, ...]:
    """Give the clauses that rest on how far we let "near" reach: those that name no distance themselves."""
    return tuple(
        clause
        for clause in flat(clauses)
        if isinstance(clause, Toward)
        or (isinstance(clause, Near) and clause.within is None and REACH[clause.relation])
        or (isinstance(clause, Distance) and clause.relation == "near")
    )


def scaled(clause: Clause, quantity: Quantity, scenario: Scenario) -> Quantity:
    """Give a figure of a clause as a scenario has it: "near" a border reaches as far as "near" does."""
    near = isinstance(clause, Distance) and clause.relation == "near"
    if not near or quantity.override_m is None or scenario.near_m == NEAR_M:
        return quantity
    return replace(quantity, number=f"{scenario.near_m / 1000:g}", override_m=(0.0, scenario.near_m))


def _of_number(quantity: Quantity | Speed | Duration | None) -> set[str]:
    if quantity is None or (isinstance(quantity, Quantity) and quantity.override_m is not None):
        return set()
    return {"convention", "about"} if quantity.hedge == "about" else {"convention"}


def place_names(clauses: Iterable[Clause]) -> tuple[PlaceRef | AreaRef, ...]:
    """Every place and administrative area that the clauses name, once, in order of appearance."""
    seen: dict[PlaceRef | AreaRef, None] = {}
    for clause in flat(clauses):
        for value in _values(clause):
            if isinstance(value, PlaceRef | AreaRef):
                seen.setdefault(value)
    return tuple(seen)


def with_places(scenario: Scenario, chosen: Sequence[tuple[str, Place]]) -> Scenario:
    """Put a choice of candidates into a scenario."""
    return replace(scenario, places=tuple((name, place.id) for name, place in chosen))


def place_readings(candidates: dict[str, tuple[Place, ...]]) -> Iterator[tuple[tuple[str, Place], ...]]:
    """One choice of candidate for every name, at most `MAX_READINGS` combinations of them.

    Those of the highest ranks come first, by the sum of their ranks: with 30 candidates for each of two names the first
    64 try several of either, and not all of one with the first of the other.
    """
    names = list(candidates)
    waiting = [(0, (0,) * len(names))]
    seen = {waiting[0][1]}
    for _ in range(MAX_READINGS):
        if not waiting:
            return
        total, ranks = heappop(waiting)
        yield tuple((name, candidates[name][rank]) for name, rank in zip(names, ranks, strict=True))
        for at, name in enumerate(names):
            further = (*ranks[:at], ranks[at] + 1, *ranks[at + 1 :])
            if further[at] < len(candidates[name]) and further not in seen:
                seen.add(further)
                heappush(waiting, (total + 1, further))


def changed(scenario: Scenario, axis: str, choice: Any) -> Scenario:
    """Give the same scenario with one axis changed; others than fields are "place:NAME" and "suppose:ID"."""
    kind, _, name = axis.partition(":")
    if kind == "place":
        kept = tuple(pair for pair in scenario.places if pair[0] != name)
        return replace(scenario, places=(*kept, (name, choice)))
    if kind == "suppose":
        others = tuple(id for id in scenario.suppositions if id != name)
        return replace(scenario, suppositions=(*others, name) if choice == "with" else others)
    value: Any = float(choice) if axis in ("about", "near_m") else choice
    return replace(scenario, **{axis: value})
