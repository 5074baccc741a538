"""Coordinates as people write them: decimal degrees, DMS, MGRS, UTM, plus codes."""

from __future__ import annotations

import math
from dataclasses import dataclass

from geoevents import degrees, grids
from geoevents.errors import CoordinateError, OffGlobeError

_MAX_LENGTH = 200
_READERS = (
    ("plus-code", grids.find_plus_code, grids.read_plus_code),
    ("utm", grids.find_utm, grids.read_utm),
    ("mgrs", grids.find_mgrs, grids.read_mgrs),
)


@dataclass(frozen=True, slots=True)
class Coordinates:
    """A position as written, with the half-width of its last digit on each axis.

    `notation` is "decimal", "dms", "mgrs", "utm" or "plus-code"; `warnings` are remarks that a
    caller adds, such as a pair that looks swapped.
    """

    lon: float
    lat: float
    half_lon_deg: float
    half_lat_deg: float
    text: str
    notation: str
    warnings: tuple[str, ...] = ()


def parse_coordinates(text: str, lang: str | None = None) -> Coordinates:
    r"""A position from text: degrees, a full plus code, MGRS or UTM.

    Parameters
    ----------
    text
        At most 200 characters. Degrees are decimal, degrees and minutes, or degrees, minutes and seconds, with
        hemispheres (before or after, in any order) or without (latitude first), parted by comma, semicolon or space.
        A decimal comma needs the semicolon, or a degree mark or hemisphere after each number. The letter of a UTM zone
        is the latitude band.
    lang
        Language of hemisphere words; needed only where "O" is written alone ("fr": west, "de": east).

    Returns
    -------
    Coordinates
        WGS84 degrees. Half-widths are half of one unit of the last digit written (0.001" is 1.4e-7 degrees), or of the
        grid cell. Whether a pair without hemispheres is swapped cannot be told from itself: see `swapped`.

    Raises
    ------
    CoordinateError
        With the reason and the cure: 60 seconds, 75 minutes, latitude 95, two latitudes, one hemisphere, a lone "O".

    Examples
    --------
    >>> wreck = parse_coordinates("19°52'04.738\"N 2°53'38.101\"E")
    >>> round(wreck.lat, 6), round(wreck.lon, 6), wreck.notation
    (19.867983, 2.893917, 'dms')
    >>> parse_coordinates("31Q 594000 2208000").notation
    'utm'
    """
    body = text.strip()
    if not body or len(text) > _MAX_LENGTH:
        raise CoordinateError(f"{text[:40]!r} is no coordinate.", cure="Write 19.868 N 2.894 E.")
    for notation, find, read in _READERS:
        if find(body) == len(body):
            lon, lat, half_lon, half_lat = read(body)
            return Coordinates(lon, lat, half_lon, half_lat, text, notation)
    marks, end = degrees.scan(body, lang=lang)
    if end < len(body):
        raise CoordinateError(f"{text!r} is no coordinate: {body[end : end + 20]!r}.", cure="Write 19.868 N 2.894 E.")
    return _from_pair(degrees.read_pair(marks, body), text)


def looks_like_coordinates(text: str) -> bool:
    """Whether text can only be meant as coordinates, right or wrong, so that no name need be looked for.

    Examples
    --------
    >>> looks_like_coordinates("95, 2.9"), looks_like_coordinates("Tinzaouatine"), looks_like_coordinates("2 km")
    (True, False, False)
    """
    body = text.strip()
    if not body or len(body) > _MAX_LENGTH:
        return False
    if any(find(body) == len(body) and any(letter.isdigit() for letter in body) for _, find, _ in _READERS):
        return True
    try:
        marks, end = degrees.scan(body)
    except CoordinateError:
        return True
    return end == len(body) and sum(mark.kind == "number" for mark in marks) >= 2


def find_coordinates(text: str, start: int = 0, lang: str | None = None) -> tuple[Coordinates, int] | None:
    """Coordinates that begin at `start` inside a longer text, and where they end; None when none do.

    Only what cannot be anything else is taken: both hemispheres, two degree marks, or two numbers with two decimals
    or more; a grid reference with digits.

    Raises
    ------
    OffGlobeError
        Both hemispheres are written, and the latitude is beyond 90 or the longitude beyond 180 degrees.

    Examples
    --------
    >>> found = find_coordinates("at 19.868 N 2.894 E, near X", 3)
    >>> found[0].lat, found[1]
    (19.868, 19)
    """
    for notation, find, read in _READERS:
        end = find(text, start)
        if end is None or (end < len(text) and text[end].isalnum()) or sum(map(str.isdigit, text[start:end])) < 4:
            continue
        if notation == "mgrs" and any(map(str.islower, text[start:end])) and any(map(str.isspace, text[start:end])):
            continue  # "10 m de 10 casas"
        if notation == "mgrs" and sum(map(str.isdigit, text[start:end])) % 2 and not text[start:end][1].isdigit():
            continue
        try:
            lon, lat, half_lon, half_lat = read(text[start:end])
        except CoordinateError:
            continue
        return Coordinates(lon, lat, half_lon, half_lat, text[start:end], notation), end
    return _find_degrees(text, start, lang)


def _find_degrees(text: str, start: int, lang: str | None) -> tuple[Coordinates, int] | None:
    try:
        marks, _ = degrees.scan(text, start, lang)
    except CoordinateError:
        return None
    hemispheres = [index for index, mark in enumerate(marks) if mark.kind == "hemi"]
    if len(hemispheres) > 1 and hemispheres[0] > 0:
        marks = marks[: hemispheres[1] + 1]
    for _ in range(4):
        if sum(mark.kind == "number" for mark in marks) < 2:
            return None
        words = text[start : marks[-1].end]
        try:
            pair = degrees.read_pair(marks, words)
        except OffGlobeError:
            # With both hemispheres written it is meant as coordinates, and wrong ones.
            if len(hemispheres) > 1:
                raise
            marks = marks[:-1]
            continue
        except CoordinateError:
            marks = marks[:-1]
            continue
        degree_marks = sum(mark.kind == "deg" for mark in marks)
        if pair.axes_written or degree_marks == 2 or min(pair.lat.decimals, pair.lon.decimals) >= 2:
            return _from_pair(pair, words), marks[-1].end
        return None
    return None


def swapped(coordinates: Coordinates) -> Coordinates | None:
    """The same pair read with longitude first, or None where hemispheres or the notation leave no doubt.

    A caller that knows where the place should be can compare the two.

    Examples
    --------
    >>> swapped(parse_coordinates("2.894, 19.868")).lat
    19.868
    >>> swapped(parse_coordinates("2.894 E, 19.868 N")) is None
    True
    """
    if coordinates.notation not in ("decimal", "dms"):
        return None
    marks, _ = degrees.scan(coordinates.text.strip())
    if any(mark.kind in ("hemi", "lat", "lon") for mark in marks) or abs(coordinates.lon) > 90:
        return None
    return Coordinates(
        coordinates.lat, coordinates.lon, coordinates.half_lat_deg, coordinates.half_lon_deg,
        coordinates.text, coordinates.notation, coordinates.warnings,
    )  # fmt: skip


def format_decimal(lon: float, lat: float, decimals: int = 5) -> str:
    """Decimal degrees with hemispheres, latitude first.

    Examples
    --------
    >>> format_decimal(2.89392, 19.86798)
    '19.86798 N 2.89392 E'
    """
    _require(lon, lat)
    return decimal_text(lon, lat, decimals)


def decimal_text(lon: float, lat: float, decimals: int = 5) -> str:
    """As `format_decimal`, of what was computed and is no question any more: nothing is refused.

    Examples
    --------
    >>> decimal_text(-70.5, -33.0, 1)
    '33.0 S 70.5 W'
    """
    return f"{abs(lat):.{decimals}f} {'S' if lat < 0 else 'N'} {abs(lon):.{decimals}f} {'W' if lon < 0 else 'E'}"


def format_dms(lon: float, lat: float, decimals: int = 1) -> str:
    r"""Degrees, minutes and seconds with hemispheres, latitude first; seconds never round up to 60.

    Examples
    --------
    >>> format_dms(2.89391694, 19.86798278, 3)
    '19°52\'04.738"N 2°53\'38.101"E'
    """
    _require(lon, lat)
    return f"{_dms(lat, 'NS', decimals)} {_dms(lon, 'EW', decimals)}"


def format_mgrs(lon: float, lat: float, digits: int = 5) -> str:
    """MGRS reference with `digits` digits a side (5: one metre).

    Examples
    --------
    >>> format_mgrs(2.89391694, 19.86798278, 3)
    '31QDB888968'
    """
    _require(lon, lat)
    return grids.to_mgrs(lon, lat, digits)


def _dms(value: float, hemispheres: str, decimals: int) -> str:
    units = round(abs(value) * 3600 * 10**decimals)
    seconds, fraction = divmod(units, 10**decimals)
    minutes, seconds = divmod(seconds, 60)
    whole, minutes = divmod(minutes, 60)
    tail = f".{fraction:0{decimals}d}" if decimals else ""
    return f"{whole}°{minutes:02d}'{seconds:02d}{tail}\"{hemispheres[value < 0]}"


def _require(lon: float, lat: float) -> None:
    if not (math.isfinite(lon) and math.isfinite(lat) and abs(lat) <= 90 and abs(lon) <= 180):
        raise CoordinateError(
            f"lon {lon}, lat {lat} is no position.", cure="Longitude is within 180, latitude within 90."
        )


def _from_pair(pair: degrees.Pair, text: str) -> Coordinates:
    notation = "dms" if "dms" in (pair.lat.notation, pair.lon.notation) else "decimal"
    return Coordinates(pair.lon.deg, pair.lat.deg, pair.lon.half_deg, pair.lat.half_deg, text, notation)
