"""All readings of a phrase taken together: what one row of a table can hold of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypedDict, Unpack

import shapely
from shapely import MultiPolygon, Polygon

from geoevents.earth.enclose import corrected_center, parts
from geoevents.errors import GeoEventsError, PhraseError, UnknownPlaceError
from geoevents.gazetteer.countries import code_of
from geoevents.model import Location, Place
from geoevents.model.result import SATISFIABLE, UNDECIDED, UNSATISFIABLE
from geoevents.reasoning.locate import locate
from geoevents.reasoning.scenario import MAX_READINGS

UNREAD = "unread"
"""The status of words that could not be read."""
MOST_NAMED = 6


class LocateOptions(TypedDict, total=False):
    """What `locate` can be told beside the words and the country."""

    pick: int | None
    lang: str | None
    convention: str
    borders: str
    border_error: str
    edges: str
    extent: str
    distance: str
    depth: str
    about: float
    near_m: float
    speaker: str | None
    places: Sequence[Place]


@dataclass(frozen=True, slots=True)
class Summary:
    """Where the words allow the event to be, whichever candidate was meant.

    `region` is every position of every reading, None when there is none and `reason` says why. `areas` counts its
    connected parts; `lon`, `lat` and `radius_m` are those of the only part, and None of several: one circle over all
    of them would have its center in none. `candidates` counts the combinations of places that carry the names.
    """

    status: str
    reason: str | None
    region: Polygon | MultiPolygon | None
    areas: int
    candidates: int
    lon: float | None
    lat: float | None
    radius_m: float | None
    note: str | None
    location: Location | None = None


def summary(text: str, *, country: str | None = None, **options: Unpack[LocateOptions]) -> Summary:
    """Locate a phrase; words that cannot be read give a reason instead of an error.

    Parameters
    ----------
    text
        The phrase.
    country, **options
        As for `locate`. An option that is wrong for every phrase is to be found before: see `require_options`.

    Returns
    -------
    Summary
        WGS84 degrees, metres.

    Examples
    --------
    >>> found = summary("3.5 km southeast of Tinzaouatine")
    >>> found.status, found.candidates, found.areas, found.radius_m
    ('satisfiable', 4, 2, None)
    >>> summary("near Nowhere-at-all").status
    'unread'
    """
    if not text.strip():
        return unread("no words")
    try:
        return summary_of(locate(text, country=country, **options))
    except UnknownPlaceError as error:
        return unread(f"{error} It was looked for in {code_of(country)} only." if country else str(error))
    except GeoEventsError as error:
        return unread(str(error))


def unread(reason: str) -> Summary:
    """What is known of words that could not be read: why.

    Examples
    --------
    >>> unread("no words").reason
    'no words'
    """
    return Summary(UNREAD, reason, None, 0, 0, None, None, None, None)


def require_options(*, country: str | None = None, **options: Unpack[LocateOptions]) -> None:
    """Refuse options that are wrong for every phrase.

    Raises
    ------
    GeoEventsError, TypeError
        As `locate` raises them.

    Examples
    --------
    >>> require_options(convention="decimal")
    >>> require_options(country="Atlantis")
    Traceback (most recent call last):
    ...
    geoevents.errors.UnknownCountryError: ...
    """
    pick = options.pop("pick", None)
    if pick is not None and (not isinstance(pick, int) or pick < 1):
        raise PhraseError(f"No candidate is the {pick!r}-th.", cure="Give pick a whole number, counted from 1.")
    locate("1 km north of 19.9 N 2.9 E and within 50 km of the Algerian border", country=country, **options)


def summary_of(location: Location) -> Summary:
    """Take all readings of a located phrase together.

    Examples
    --------
    >>> found = summary_of(locate("12 km north of Kidal", country="ML"))
    >>> round(found.lat, 3), round(found.lon, 3), round(found.radius_m), found.note
    (18.547, 1.409, 9231, None)
    """
    readings = location.readings
    statuses = {reading.status for reading in readings}
    status = next((one for one in (SATISFIABLE, UNDECIDED) if one in statuses), UNSATISFIABLE)
    fixes = [fix for reading in readings if reading.status == status for fix in reading.fixes]
    if not fixes:
        note = "; ".join(_notes(location, 0)) or None
        if len(readings) == MAX_READINGS:
            # Others were not tried: that none of them can hold is not known.
            reason = f"none of the first {MAX_READINGS} combinations of places can hold"
            return Summary(UNDECIDED, reason, None, 0, len(readings), None, None, None, note, location)
        gaps = [reading.answer.gap_m for reading in readings if reading.answer.gap_m is not None]
        short = f"; short by {min(gap[1] for gap in gaps):,.0f} m" if gaps else ""
        reason = f"the words cannot hold together{short}" if status == UNSATISFIABLE else "no area was found"
        return Summary(status, reason, None, 0, len(readings), None, None, None, note, location)
    region: Any = fixes[0].region if len(fixes) == 1 else shapely.union_all([fix.region for fix in fixes])
    apart = len(parts(region))
    center: tuple[float | None, float | None, float | None] = (None, None, None)
    if len(fixes) == 1:
        center = (fixes[0].lon, fixes[0].lat, fixes[0].radius_m)
    elif apart == 1:
        center = corrected_center(region)
    note = "; ".join(_notes(location, apart)) or None
    return Summary(status, None, region, apart, len(readings), *center, note, location)


def _notes(location: Location, areas: int) -> list[str]:
    told = [f"{areas} areas, without a common center"] if areas > 1 else []
    places = {place.id: place for reading in location.readings for place in reading.places}
    if len(location.readings) > 1:
        told.append(f"{len(location.readings)} candidates: {_named(list(places.values()))}")
    if location.unparsed:
        told.append("not understood: " + ", ".join(f'"{piece.text}"' for piece in location.unparsed))
    inferred = dict.fromkeys(one for clause in location.clauses for one in clause.inferred)
    if inferred:
        told.append(f"inferred: {', '.join(inferred)}")
    return [*told, *location.notes]


def _named(places: list[Place]) -> str:
    shown = [f"{place.name} ({place.country})" if place.country else place.name for place in places[:MOST_NAMED]]
    more = [f"{len(places) - MOST_NAMED} more"] if len(places) > MOST_NAMED else []
    return ", ".join([*shown, *more])
