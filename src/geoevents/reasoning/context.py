"""What the words around a name say about where it lies: countries, borders, other places, who speaks."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields

from geoevents.atlas.lines import pairs
from geoevents.errors import UnknownCountryError
from geoevents.gazetteer.countries import code_of, name_of
from geoevents.gazetteer.ranking import IN_CASE, IN_PHRASE, SPEAKER, Context, Evidence
from geoevents.model import (
    AreaRef,
    BorderRef,
    Clause,
    Depth,
    Distance,
    Inside,
    LandRef,
    Outside,
    Place,
    PlaceRef,
    TripointRef,
    flat,
)


def context_of(
    phrase: Iterable[Clause],
    *,
    rest: Iterable[Clause] = (),
    speakers: Iterable[str | None] = (),
    others: Mapping[str, Sequence[Place]] | None = None,
) -> Context:
    """Gather what speaks for a candidate of a name.

    Parameters
    ----------
    phrase : iterable of Clause
        The clauses of the phrases in which the name stands.
    rest : iterable of Clause
        All other clauses of the case.
    speakers : iterable of str or None
        Countries of those who say the phrases, as codes or names; what is no country is left out.
    others : mapping, optional
        The candidates of the other names, by name.

    Returns
    -------
    Context

    Examples
    --------
    >>> from geoevents.locality import parse
    >>> said = context_of(parse("3 km south of Tripoli, 20 km from the Lebanese border").clauses, speakers=["LB"])
    >>> sorted((code, evidence.points) for code, evidence in said.countries.items())
    [('IL', 3.0), ('LB', 4.0), ('SY', 3.0)]
    >>> said.speakers["LB"].why
    'Lebanon is the country of who says it'
    """
    countries = _named(phrase, IN_PHRASE, "the phrase")
    for code, evidence in _named(rest, IN_CASE, "the case").items():
        if code not in countries or countries[code].points < evidence.points:
            countries[code] = evidence
    said = {}
    for speaker in speakers:
        try:
            code = code_of(speaker) if speaker else ""
        except UnknownCountryError:
            continue
        if code:
            said[code] = Evidence(SPEAKER, f"{name_of(code)} is the country of who says it")
    return Context(countries, said, others or {})


def _named(clauses: Iterable[Clause], points: tuple[float, float], where: str) -> dict[str, Evidence]:
    itself, beside = points
    found: dict[str, Evidence] = {}
    bordered: dict[str, None] = {}
    for clause in flat(clauses):
        names, borders = _countries(clause)
        for code in (*names, *borders):
            found[code] = Evidence(itself, f"{where} names {name_of(code)}")
        bordered |= dict.fromkeys(borders)
    for code in bordered:
        for neighbour in neighbours(code):
            why = f"{where} names the border of {name_of(code)}, a neighbour of {name_of(neighbour)}"
            found.setdefault(neighbour, Evidence(beside, why))
    return found


def _countries(clause: Clause) -> tuple[list[str], list[str]]:
    """Countries that a clause names, and those whose border it names."""
    names: list[str | None] = []
    borders: list[str | None] = []
    if isinstance(clause, Inside | Outside | Depth):
        (borders if isinstance(clause, Outside) else names).append(clause.country)
    if isinstance(clause, Depth):
        names.append(clause.neighbour)
    if isinstance(clause, Distance):
        names.append(clause.side)
    for value in (getattr(clause, field.name) for field in fields(clause)):
        if isinstance(value, BorderRef):
            # Between two named countries a place is in one of them, and in no third one.
            (names if value.neighbour else borders).extend((value.country, value.neighbour))
        elif isinstance(value, LandRef | PlaceRef | AreaRef):
            names.append(value.country)
        elif isinstance(value, TripointRef):
            names.extend(value.countries)
    return [code for code in names if code], [code for code in borders if code]


@functools.lru_cache(maxsize=300)
def neighbours(country: str) -> tuple[str, ...]:
    """Countries that have a land border with one.

    Examples
    --------
    >>> neighbours("LB"), neighbours("IS")
    (('IL', 'SY'), ())
    """
    return tuple(sorted(b if a == country else a for a, b in pairs() if country in (a, b)))
