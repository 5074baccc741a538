"""Ranking candidates for a name by what the text around it says; no candidate is left out.

Places that carry the name as well as each other are put in order of their *context*: points for the country they are
in, and for being near what else the text names. Where the context is silent the order stays as it was: the caller's own
places, then by match, source and population.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from geoevents.gazetteer.places import EXACT, FOLDED, INFLECTED, OTHER_SCRIPT
from geoevents.model.place import Place

IN_PHRASE: Final = (4.0, 3.0)
"""Points for a country that the phrase itself names, and for its neighbours where the phrase names its border."""
IN_CASE: Final = (2.0, 1.5)
"""The same for what the rest of the case names."""
SPEAKER: Final = 1.0
"""Points for the country of who speaks."""
CLOSE_M: Final = ((100_000.0, 3.0), (300_000.0, 2.0), (1_000_000.0, 1.0))
"""(nearer than, points) for another place that the text names."""
_MATCHES: Final = (
    (EXACT, "as written"), (FOLDED, "but for accents, case or punctuation"), (OTHER_SCRIPT, "in another script"),
    (INFLECTED, "without a case ending"), (0.81, "sounds alike"),
)  # fmt: skip
_FEW: Final = 8  # So many candidates of another name are looked at, in their order.
_LESS: Final = 0.6  # What being near a candidate counts that is not the first of its name.
_EARTH_M: Final = 6_371_008.8


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a candidate: so many points, and why."""

    points: float
    why: str


@dataclass(frozen=True, slots=True)
class Context:
    """What a text says around a name: what speaks for each country, and the candidates of the other names.

    Of what speaks for a country only the strongest of one `countries` mapping counts; `speakers` comes on top.
    """

    countries: Mapping[str, Evidence]
    speakers: Mapping[str, Evidence]
    others: Mapping[str, Sequence[Place]]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate, with the points of its context and where they come from."""

    place: Place
    points: float
    reasons: tuple[str, ...]


def ranked(places: Sequence[Place], context: Context, first: Collection[str] = ()) -> tuple[Ranked, ...]:
    """Put candidates in order of match, then context; those that are equal stay in the order in which they come.

    Parameters
    ----------
    places : sequence of Place
        Candidates for one name, as `places.candidates` or `places.find` gives them.
    context : Context
        What the text says around the name.
    first : collection of str
        Ids of places that stay before all others (those of the case file).

    Returns
    -------
    tuple of Ranked
        As many as there are places. A name matched as written, in other letters or in a case form is one match; what
        only sounds like it comes after.

    Examples
    --------
    >>> libya = Place("a", "Tripoli", "LY", 13.19, 32.89, 0.0, "x", population=1_150_000)
    >>> lebanon = Place("b", "Tripoli", "LB", 35.84, 34.43, 0.0, "x", population=230_000)
    >>> context = Context({"LB": Evidence(4.0, "the text names Lebanon")}, {}, {})
    >>> [(found.place.country, found.points, found.reasons) for found in ranked([libya, lebanon], context)]
    [('LB', 4.0, ('the text names Lebanon',)), ('LY', 0.0, ())]
    """
    near = _near(places, context.others)
    found = []
    for place, close in zip(places, near, strict=True):
        spoken = [table.get(place.country or "") for table in (context.countries, context.speakers)]
        said = [evidence for evidence in (*spoken, close) if evidence is not None]
        points = round(sum((evidence.points for evidence in said), 0.0), 2)
        found.append(Ranked(place, points, tuple(evidence.why for evidence in said)))
    return tuple(
        sorted(found, key=lambda one: (one.place.id not in first, one.place.score < INFLECTED, -one.points))
    )  # sorting is stable


def _near(places: Sequence[Place], others: Mapping[str, Sequence[Place]]) -> list[Evidence | None]:
    """The nearest of the candidates of other names; of several names the one that is nearest."""
    telling = [
        (name, place, 1.0 if number == 0 else _LESS)
        for name, found in others.items()
        for number, place in enumerate(found[:_FEW])
    ]
    if not (telling and places):
        return [None] * len(places)
    import numpy as np

    def directions(of: Sequence[Place]) -> np.ndarray:
        lon, lat = np.radians([place.lon for place in of]), np.radians([place.lat for place in of])
        return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])

    # A sphere is enough to put them in order.
    cosine = directions(places) @ directions([place for _, place, _ in telling]).T
    away_m = _EARTH_M * np.arccos(np.clip(cosine, -1.0, 1.0))
    away_m = np.maximum(0.0, away_m - [place.radius_m for _, place, _ in telling])
    weight = np.array([weight for _, _, weight in telling])
    below, points = np.array(CLOSE_M).T
    counted = np.append(points, 0.0)[np.searchsorted(below, away_m, side="right")] * weight
    found: list[Evidence | None] = []
    for row, value in zip(away_m, counted, strict=True):
        at = int(np.lexsort((row, -value))[0])
        why = f"{max(row[at], 1_000.0) / 1_000:.0f} km from {telling[at][0]}"
        found.append(Evidence(round(float(value[at]), 2), why) if value[at] else None)
    return found


def match_of(score: float) -> str:
    """Say in words how a name matched, by the score of its place.

    Examples
    --------
    >>> match_of(1.0), match_of(0.95), match_of(0.88), match_of(0.7)
    ('as written', 'in another script', 'sounds alike', 'resembles it')
    """
    for least, words in _MATCHES:
        if score >= least:
            return words
    return "resembles it"
