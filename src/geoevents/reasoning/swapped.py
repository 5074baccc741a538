"""Coordinates that lie where nobody speaks of, and would not with longitude first."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from geoevents.atlas.territories import drawn_at
from geoevents.coordinates import Coordinates, swapped
from geoevents.gazetteer.countries import name_of
from geoevents.model import At, BorderRef, Case, Depth, Distance, Inside, LandRef


def swapped_warning(where: Coordinates, countries: Collection[str], dataset: str) -> str | None:
    """Say that a pair looks swapped: it lies in none of the countries that are meant, and swapped it would.

    Nothing is mended: the pair stays as it is written. Hemispheres that are written leave no doubt.

    Examples
    --------
    >>> from geoevents.coordinates import parse_coordinates
    >>> print(swapped_warning(parse_coordinates("2.894, 19.868"), {"ML", "DZ"}, "osm-2026c"))
    '2.894, 19.868' lies in Congo - Kinshasa; with longitude first it would lie in Mali. Latitude comes first: swapped?
    """
    other = swapped(where)
    if other is None or not countries:
        return None
    here, there = drawn_at([where.lon, other.lon], [where.lat, other.lat], dataset)
    if here is None or there is None:
        return None
    meant = [code for code in there if code in countries]
    if not meant or set(here) & set(countries):
        return None
    lies = " and ".join(map(name_of, here)) or "no country"
    return (
        f"{where.text!r} lies in {lies}; with longitude first it would lie in {name_of(meant[0])}. "
        "Latitude comes first: swapped?"
    )


def swapped_in(case: Case, dataset: str) -> Iterator[str]:
    """Warn of every pair of a case that looks swapped, measured by the countries of its parties and words."""
    countries = {source.party for source in case.sources if source.party}
    clauses = [clause for claim in case.claims for clause in claim.clauses]
    for clause in clauses:
        target = clause.target if isinstance(clause, Distance) else clause
        if isinstance(target, LandRef):
            countries |= {target.country} if target.country else set()
        elif isinstance(target, BorderRef | Depth):
            countries |= {code for code in (target.country, target.neighbour) if code}
        elif isinstance(target, Inside):
            countries.add(target.country)
    for clause in clauses:
        if isinstance(clause, At) and (warning := swapped_warning(clause.where, countries, dataset)):
            yield warning
