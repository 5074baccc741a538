"""One phrase, every way to understand it, and where each puts the event."""

from __future__ import annotations

import math
from collections.abc import Sequence

from geoevents.errors import PhraseError, QuantityError, UnknownPlaceError
from geoevents.gazetteer.countries import code_of
from geoevents.locality import parse
from geoevents.model import Location, Place, Reading, Scenario
from geoevents.quantity import ABOUT_WIDENS
from geoevents.reasoning.answer import answer
from geoevents.reasoning.constrain import constrain
from geoevents.reasoning.ledger import opening
from geoevents.reasoning.places import by_sound, candidates_of
from geoevents.reasoning.scenario import CHOICES, MAX_READINGS, place_readings, with_places


def locate(
    text: str,
    *,
    country: str | None = None,
    pick: int | None = None,
    lang: str | None = None,
    convention: str = "gbif-2020",
    borders: str = "osm-2026c",
    border_error: str = "none",
    edges: str = "planar",
    extent: str = "centre",
    distance: str = "shortest",
    depth: str = "at depth",
    about: float = ABOUT_WIDENS,
    near_m: float = 15_000.0,
    speaker: str | None = None,
    places: Sequence[Place] = (),
) -> Location:
    """Read a locality phrase and solve every reading of it.

    Parameters
    ----------
    text
        What was said, in one of six languages: "3.5 km southeast of X and 2 km from the Y border".
    country
        Keep only candidates of a named place in this country (name or ISO code).
    pick
        Keep only the n-th candidate (from 1) of each name.
    lang
        "en", "fr", "es", "ar", "ru" or "uk"; found from the words when None.
    convention, borders, border_error, edges, extent, distance, depth, about, near_m
        One choice on each axis; see `Scenario`.
    speaker
        Country that "national" refers to.
    places
        Candidates of your own, ranked before the gazetteer's.

    Returns
    -------
    Location
        One reading for each combination of candidates (at most 64, said in `notes`), with its status and fixes.
        WGS84 degrees, metres.

    Raises
    ------
    PhraseError
        Nothing in the text can be placed, or an axis has no such choice.
    QuantityError
        `near_m` is no length.
    UnknownPlaceError
        A name that no gazetteer carries, with the nearest names.
    UnknownCountryError, UnknownDatasetError
        A country or a border dataset that is not there; the message names those that are.
    TypeError
        Something else than text.

    Examples
    --------
    >>> import geoevents as ge
    >>> found = ge.locate("2 km from the Algerian border and 3.5 km southeast of Tinzaouatine", pick=1)
    >>> found.readings[0].answer.status
    'satisfiable'
    >>> [fix.country_as_drawn for fix in found.readings[0].answer.fixes]
    ['ML']
    """
    if not isinstance(text, str):
        raise TypeError(f"locate takes a text, not {type(text).__name__}: locate('2 km from the border of Mali')")
    chosen_on = {"border_error": border_error, "edges": edges, "extent": extent, "depth": depth, "distance": distance}
    for axis, choice in chosen_on.items():
        if choice not in CHOICES[axis]:
            raise PhraseError(f"{axis} cannot be {choice!r}.", cure=f"Choose {' or '.join(CHOICES[axis])}.")
    if isinstance(near_m, bool) or not isinstance(near_m, int | float) or not 0 < near_m < math.inf:
        raise QuantityError(f"{near_m!r} is no reach of near.", cure="Give metres, more than 0.")
    own = [place.name for place in places]
    phrase = parse(text, lang=lang, speaker=code_of(speaker) if speaker else None, names=own)
    scenario = Scenario(
        borders=borders,
        border_error=border_error,
        edges=edges,
        convention=convention,
        extent=extent,
        distance=distance,
        depth=depth,
        about=about,
        near_m=near_m,
    )
    candidates = candidates_of(
        phrase.clauses, country=code_of(country) if country else None, extra=places, speaker=speaker
    )
    notes = [*phrase.notes, *by_sound(candidates)]
    if pick is not None:
        for name, found in candidates.items():
            if not 1 <= pick <= len(found):
                raise UnknownPlaceError(f"{name} (candidate {pick} of {len(found)})")
        candidates = {name: (found[pick - 1],) for name, found in candidates.items()}
    readings = []
    for chosen in place_readings(candidates):
        constraints = [constrain(clause, scenario, dict(chosen)) for clause in phrase.clauses]
        read = with_places(scenario, chosen)
        solved = answer(constraints, scenario.borders, opening=opening(read))
        readings.append(Reading(read, tuple(place for _, place in chosen), solved))
    if len(readings) == MAX_READINGS:
        notes.append(f"Only the first {MAX_READINGS} combinations of candidate places were solved.")
    return Location(text, phrase.lang, phrase.clauses, phrase.unparsed, tuple(notes), tuple(readings))
