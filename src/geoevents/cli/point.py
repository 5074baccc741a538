"""POINT: what a person writes for a place on earth, tried as coordinates, as a name, then as a locality phrase."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from geoevents.cli import wording
from geoevents.errors import AmbiguousPlaceError, CoordinateError, PhraseError, UnknownPlaceError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from shapely import MultiPolygon, Polygon

    from geoevents.coordinates import Coordinates
    from geoevents.model import Location, Place

# What may stand in coordinates beside digits and signs: hemispheres (French and Spanish west is O), axis names, units.
_COORDINATE_WORDS = re.compile(r"\b(?:lat(?:itude)?|lon(?:g(?:itude)?)?|deg|min|sec|[nsewo])\b|[nsewo]", re.IGNORECASE)
_METRES_PER_DEGREE = 111_320.0
_Choice = TypeVar("_Choice")


@dataclass(frozen=True, slots=True)
class Point:
    """A resolved POINT: a position, how far it may be off (`radius_m`, or a region), and what it was taken for.

    `density` says how likely each position within that is, for `measure`.
    """

    query: str
    lon: float
    lat: float
    radius_m: float
    taken_for: str
    region: Polygon | MultiPolygon | None = None
    warnings: tuple[str, ...] = ()
    where: Coordinates | None = None
    density: str | Callable[..., Any] = "uniform"


@dataclass(frozen=True, slots=True)
class Choices:
    """What chooses between candidates and readings: the shared options of the command line."""

    country: str | None = None
    pick: int | None = None
    convention: str = "gbif-2020"
    borders: str = "osm-2026c"
    border_error: str = "none"
    edges: str = "planar"
    density: str = "uniform"


def resolve(text: str, choices: Choices) -> Point:
    """Find the one position or region that a text means.

    Parameters
    ----------
    text : str
        Degrees (decimal or DMS), a full plus code, MGRS, UTM, a place name or a locality phrase; "coords:" and
        "name:" in front of it allow only the one.
    choices : Choices
        What the options say about candidates and readings.

    Returns
    -------
    Point
        WGS84 degrees. `radius_m` is the half-diagonal of the last digit for coordinates, the extent of a place, the
        geographic radial for a phrase.

    Raises
    ------
    CoordinateError, UnknownPlaceError, AmbiguousPlaceError, PhraseError
        Nothing, or more than one thing, is meant.

    Examples
    --------
    >>> point = resolve("19.868 N, 2.894 E", Choices())
    >>> (point.lon, point.lat, round(point.radius_m))
    (2.894, 19.868, 76)
    """
    forced, _, rest = text.partition(":")
    if forced == "coords":
        return _from_coordinates(text, rest.strip())
    if forced == "name":
        return _from_places(text, _candidates(rest.strip(), choices), choices)
    try:
        return _from_coordinates(text, text)
    except CoordinateError:
        if _means_coordinates(text):
            raise
    return _from_name_or_phrase(text, choices)


def _means_coordinates(text: str) -> bool:
    """Tell whether a text can only be meant as coordinates, so that their error is the one to show."""
    rest = _COORDINATE_WORDS.sub(" ", text)
    return any(letter.isdigit() for letter in rest) and not any(letter.isalpha() for letter in rest)


def _from_coordinates(query: str, text: str) -> Point:
    from geoevents.coordinates import parse_coordinates

    found = parse_coordinates(text)
    if found.lon == 0 and found.lat == 0:
        found = replace(found, warnings=(*found.warnings, "0, 0 is where positions end up that nobody filled in"))
    return Point(
        query, found.lon, found.lat, grain_m(found), f"{found.notation} coordinates", None, found.warnings, found
    )


def grain_m(found: Coordinates) -> float:
    """Give the half-diagonal of the last digit that was written, in metres.

    Examples
    --------
    >>> from geoevents.coordinates import Coordinates
    >>> round(grain_m(Coordinates(2.0, 0.0, 0.5, 0.5, "0, 2", "decimal")))
    78715
    """
    east = found.half_lon_deg * _METRES_PER_DEGREE * math.cos(math.radians(found.lat))
    return math.hypot(east, found.half_lat_deg * _METRES_PER_DEGREE)


def _candidates(name: str, choices: Choices) -> tuple[Place, ...]:
    from geoevents.gazetteer.places import candidates

    return candidates(name, choices.country)


def _from_name_or_phrase(text: str, choices: Choices) -> Point:
    try:
        found = _candidates(text, choices)
    except UnknownPlaceError as unknown:
        try:
            return _from_phrase(text, choices)
        except PhraseError as error:
            # Words without a figure were meant as a name; with one, as a phrase.
            raise error if any(letter.isdigit() for letter in text) else unknown from None
    return _from_places(text, found, choices)


def place_named(name: str, choices: Choices) -> Place:
    """Find the one place that a name means.

    Raises
    ------
    UnknownPlaceError, AmbiguousPlaceError
        None, or more than one that nothing chooses between.
    """
    return _chosen(name, _candidates(name, choices), choices)


def _chosen(query: str, found: Sequence[Place], choices: Choices) -> Place:
    lines = wording.table(("", "", ""), [_cells(place) for place in found]).splitlines()
    return _pick(query, found, lines, choices.pick)


def _from_places(query: str, found: Sequence[Place], choices: Choices) -> Point:
    chosen = _chosen(query, found, choices)
    return Point(query, chosen.lon, chosen.lat, chosen.radius_m, describe(chosen), density=choices.density)


def describe(place: Place) -> str:
    """Say in a line which candidate this is.

    Examples
    --------
    >>> from geoevents.model import Place
    >>> describe(Place("geonames:1", "Kidal", None, 1.4078, 18.4411, 0.0, "GeoNames"))
    'Kidal  18.4411 N 1.4078 E  populated place, GeoNames'
    """
    return "  ".join(_cells(place))


def _cells(place: Place) -> tuple[str, str, str]:
    where = f", {wording.country(place.country)}" if place.country else ""
    return (
        f"{place.name}{where}",
        wording.position(place.lon, place.lat, 4),
        f"{place.kind}, {wording.credit(place.source)}",
    )


def _from_phrase(text: str, choices: Choices) -> Point:
    from geoevents.cli.areas import areas_of
    from geoevents.reasoning.locate import locate

    location: Location = locate(
        text,
        country=choices.country,
        convention=choices.convention,
        borders=choices.borders,
        border_error=choices.border_error,
        edges=choices.edges,
    )
    if location.unparsed:
        words = ", ".join(repr(piece.text) for piece in location.unparsed)
        raise PhraseError(f"Not understood in {text!r}: {words}.", cure="Say it in other words, or leave it out.")
    areas = areas_of(location)
    if not areas:
        raise PhraseError(f"Nothing satisfies {text!r}.", cure="See why with: geoevents locate")
    area = _pick(text, areas, [area.line for area in areas], choices.pick)
    fix, what = area.fix, "an area that the phrase allows"
    from geoevents.reasoning.density import density_of_reading

    density = density_of_reading(location.clauses, area.readings[0], choices.density)
    return Point(text, fix.lon, fix.lat, fix.radius_m, what, fix.region, location.notes, density=density)


def _pick(query: str, found: Sequence[_Choice], lines: Sequence[str], pick: int | None) -> _Choice:
    if pick is None:
        if len(found) > 1:
            raise AmbiguousPlaceError(query, lines)
        return found[0]
    if pick > len(found):
        raise AmbiguousPlaceError(query, lines) if len(found) > 1 else UnknownPlaceError(f"{query} (candidate {pick})")
    return found[pick - 1]
