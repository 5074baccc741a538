"""Which candidates a name can mean, for a phrase or for a whole case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from geoevents.errors import UnknownPlaceError
from geoevents.gazetteer import places as gazetteer
from geoevents.gazetteer.areas import DATASET as ADMIN
from geoevents.gazetteer.areas_meant import AS_WRITTEN, area_candidates, areas_named, holds
from geoevents.gazetteer.ranking import ranked
from geoevents.model import AreaRef, Case, Clause, Near, Place, PlaceRef, Scenario, flat
from geoevents.reasoning.context import context_of
from geoevents.reasoning.scenario import place_names

LARGE = 100_000
"""Inhabitants from which on a name is rather that of a town than of an area elsewhere."""


@dataclass(frozen=True, slots=True)
class _Said:
    """Clauses that stand together, and the country of who says them."""

    clauses: tuple[Clause, ...]
    speaker: str | None = None


def candidates_of(
    clauses: Iterable[Clause],
    *,
    country: str | None = None,
    extra: Sequence[Place] = (),
    speaker: str | None = None,
) -> dict[str, tuple[Place, ...]]:
    """Give every candidate of every name in the clauses, ranked; `UnknownPlaceError` for an unknown name.

    Parameters
    ----------
    clauses : iterable of Clause
        Those of one phrase.
    country : str, optional
        Only candidates in this country.
    extra : sequence of Place
        Places of the caller's own; they come first.
    speaker : str, optional
        The country of who says it.

    Returns
    -------
    dict
        By name, in order of appearance. All candidates stay; they are in order of match, then of what the other words
        say (`ranking`), then of source and population.
    """
    return _found([_Said(tuple(clauses), speaker)], country, extra)


def candidates_of_case(case: Case) -> dict[str, tuple[Place, ...]]:
    """Give every candidate of every name in a case, its own places first, ranked by what the case says of them."""
    parties = {source.id: source.party for source in case.sources}
    said = [_Said(phrase.clauses, parties.get(claim.by)) for claim in case.claims for phrase in claim.phrases]
    said += [_Said(tuple(clause for _, clause in supposition.clauses)) for supposition in case.suppositions]
    return _found(said, None, case.places)


def _found(said: Sequence[_Said], country: str | None, extra: Sequence[Place]) -> dict[str, tuple[Place, ...]]:
    names = [frozenset(reference.name for reference in place_names(together.clauses)) for together in said]
    found: dict[str, tuple[Place, ...]] = {}
    only_in = _only_in([clause for together in said for clause in together.clauses])
    for reference in place_names(clause for together in said for clause in together.clauses):
        if isinstance(reference, AreaRef):
            found[reference.name] = area_candidates(reference, country)
        else:
            found[reference.name] = _named(reference, reference.country or country, extra, reference in only_in)
    first = {place.id for place in extra}
    order: dict[str, tuple[Place, ...]] = {}
    for name, candidates in found.items():
        if len(candidates) == 1:
            order[name] = candidates
            continue
        here = [name in mine for mine in names]
        context = context_of(
            (clause for together, inside in zip(said, here, strict=True) if inside for clause in together.clauses),
            rest=(
                clause for together, inside in zip(said, here, strict=True) if not inside for clause in together.clauses
            ),
            speakers=(together.speaker for together, inside in zip(said, here, strict=True) if inside),
            others={other: places for other, places in found.items() if other != name},
        )
        order[name] = tuple(one.place for one in ranked(candidates, context, first))
    return order


def _only_in(clauses: Sequence[Clause]) -> set[PlaceRef]:
    """Give the names of which nothing is said but that it was in them: these can be those of states and regions."""
    said: dict[PlaceRef, bool] = {}
    for clause in flat(clauses):
        inside = isinstance(clause, Near) and clause.relation == "in"
        for reference in place_names([clause]):
            if isinstance(reference, PlaceRef):
                said[reference] = said.get(reference, True) and inside
    return {reference for reference, inside in said.items() if inside}


def _named(reference: PlaceRef, country: str | None, extra: Sequence[Place], inside: bool) -> tuple[Place, ...]:
    """Give the places of a name, and the areas of it where one can be in them.

    An area comes first unless a place of that very name lies in it, or is large: "in Texas" is rather the state than a
    village in Mexico, "in Kidal" rather the town than the region around it, "in Gaza" the city than the province.
    """
    areas = areas_named(reference.name, country) if inside else ()
    try:
        places = gazetteer.candidates(reference.name, country, extra=tuple(extra))
    except UnknownPlaceError:
        if not areas:
            raise
        return areas
    if not areas or {place.id for place in places} & {place.id for place in extra}:
        return places
    told = [place for place in places if place.score >= AS_WRITTEN]
    if any(place.population >= LARGE for place in told):
        return (*told, *areas)
    around = [area for area in areas if holds(area, told)]
    return (*(area for area in areas if area not in around), *told, *around)


def by_sound(candidates: Mapping[str, Sequence[Place]]) -> tuple[str, ...]:
    """Say of which names no place is known as written, so that what sounds alike was taken.

    Examples
    --------
    >>> by_sound({"Kidall": [Place("a", "Kidal", "ML", 1.4, 18.4, 0.0, "x", matched="Kidal", score=0.9)]})
    ('No place is named Kidall as written: Kidal (ML) sounds alike.',)
    """
    notes = []
    for name, places in candidates.items():
        if places and all(place.score <= gazetteer.SOUND and not place.id.startswith(ADMIN) for place in places):
            said = ", ".join(
                dict.fromkeys(f"{place.matched} ({place.country or 'no country'})" for place in places[:5])
            )
            notes.append(f"No place is named {name} as written: {said} sounds alike.")
    return tuple(notes)


def chosen(scenario: Scenario, candidates: Mapping[str, Sequence[Place]]) -> dict[str, Place]:
    """Give the candidate that a scenario takes for each name: the one it names, else the highest ranked."""
    wanted = dict(scenario.places)
    return {
        name: next((place for place in places if place.id == wanted.get(name)), places[0])
        for name, places in candidates.items()
    }
