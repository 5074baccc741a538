"""Positions in grids: MGRS, UTM and plus codes. Each reader gives the middle of the cell and its half-widths."""

from __future__ import annotations

import math
import re
from functools import cache
from typing import TYPE_CHECKING

from geoevents.errors import CoordinateError

if TYPE_CHECKING:
    from pyproj import Transformer

_PLUS = re.compile(r"[2-9CFGHJMPQRVWX0]{2,8}\+[2-9CFGHJMPQRVWX]{0,7}", re.IGNORECASE)
_MGRS = re.compile(
    r"(?:[0-9]{1,2} ?[C-HJ-NP-X]|[ABYZ]) ?[A-HJ-NP-Z]{2}(?: ?[0-9]{1,5} [0-9]{1,5}| ?[0-9]{1,10})?", re.IGNORECASE
)
_UTM = re.compile(
    r"([0-9]{1,2}) ?([C-HJ-NP-X]),? +([0-9]{6}(?:\.[0-9]{1,9})?) ?(?:m ?E?|E)?,? +"
    r"([0-9]{1,8}(?:\.[0-9]{1,9})?) ?(?:m ?N?|N)?",
    re.IGNORECASE,
)
_BANDS = "CDEFGHJKLMNPQRSTUVWX"
_METRES_PER_DEGREE = (
    110_574.0  # the least on the ellipsoid, at the equator; half-widths in degrees come out no narrower
)

#: lon, lat, half_lon_deg, half_lat_deg
Cell = tuple[float, float, float, float]


def find_plus_code(text: str, start: int = 0) -> int | None:
    """Where the plus code that begins at `start` ends."""
    found = _PLUS.match(text, start)
    return found.end() if found and text.find("+", start, found.end()) - start in (2, 4, 6, 8) else None


def find_mgrs(text: str, start: int = 0) -> int | None:
    """Where the MGRS reference that begins at `start` ends."""
    found = _MGRS.match(text, start)
    return found.end() if found else None


def find_utm(text: str, start: int = 0) -> int | None:
    """Where the UTM position that begins at `start` ends."""
    found = _UTM.match(text, start)
    return found.end() if found else None


def read_plus_code(text: str) -> Cell:
    """The cell of a full plus code.

    Raises
    ------
    CoordinateError
        For a short code, which needs a place to stand beside it, and for one that is not valid.
    """
    from pluscodes import Validator, decode

    code = text.strip().upper()
    valid = Validator()
    try:
        short, full = valid.is_short(code), valid.is_full(code)
    except KeyError:  # the library looks the first two characters up before it has checked them
        short, full = code.startswith("+"), False
    if short:
        raise CoordinateError(
            f"{text!r} is a short plus code.", cure="Write the full code, with eight digits before the +."
        )
    if not full:
        raise CoordinateError(f"{text!r} is no valid plus code.", cure="Check it, or write degrees.")
    area = decode(code)
    half_lat = (area.ne.lat - area.sw.lat) / 2
    half_lon = (area.ne.lon - area.sw.lon) / 2
    middle = area.center()
    return middle.lon, middle.lat, half_lon, half_lat


def read_mgrs(text: str) -> Cell:
    """The square of an MGRS reference: its middle, and half its side.

    Raises
    ------
    CoordinateError
        When the digits do not come in two halves, or the square does not exist in that zone.
    """
    reference = "".join(text.split()).upper()
    head = reference.rstrip("0123456789")
    digits = reference[len(head) :]
    words = text.split()
    uneven = len(words) > 2 and words[-1].isdigit() and words[-2].isdigit() and len(words[-1]) != len(words[-2])
    if len(digits) % 2 or uneven:
        raise CoordinateError(
            f"{text!r}: easting and northing need as many digits each.",
            cure="Write 31QDB 12345 67890, or fewer of both.",
        )
    half = len(digits) // 2
    side_m = 10.0 ** (5 - half)
    try:
        # The library answers with the middle of the square; before 1.6 with its south-west corner.
        lat, lon = _mgrs().toLatLon(head + digits)
    except Exception as error:
        raise CoordinateError(f"{text!r} is no MGRS square.", cure="Check zone, band and the two letters.") from error
    if not (math.isfinite(lat) and math.isfinite(lon)) or abs(lat) > 90:
        raise CoordinateError(f"{text!r} is no MGRS square.", cure="Check zone, band and the two letters.")
    return (lon, lat, *_half_widths(side_m / 2, lat))


def read_utm(text: str) -> Cell:
    """The position of a UTM easting and northing; the letter is the latitude band, not the hemisphere.

    Raises
    ------
    CoordinateError
        When the zone is beyond 60, or the northing does not lie in the band.
    """
    found = _UTM.fullmatch(text.strip())
    if found is None:
        raise CoordinateError(f"{text!r} is no UTM position.", cure="Write 31Q 594000 2208000.")
    zone, band = int(found[1]), found[2].upper()
    if not 1 <= zone <= 60:
        raise CoordinateError(f"{text!r}: zone {zone} does not exist.", cure="Zones run from 1 to 60.")
    lon, lat = _from_utm(zone, band >= "N").transform(float(found[3]), float(found[4]))
    south = -80 + 8 * _BANDS.index(band)
    north = 84 if band == "X" else south + 8
    if not (math.isfinite(lat) and south - 0.1 <= lat <= north + 0.1):
        raise CoordinateError(
            f"{text!r}: band {band} is {abs(south)}-{abs(north)} degrees {'N' if band >= 'N' else 'S'}, "
            f"but the northing gives latitude {lat:.4f}.",
            cure="The letter is the latitude band: check it and the northing.",
        )
    digits = max(len(found[group].partition(".")[2]) for group in (3, 4))
    return (lon, lat, *_half_widths(10.0**-digits / 2, lat))


def to_mgrs(lon: float, lat: float, digits: int) -> str:
    """MGRS reference with `digits` digits a side."""
    return str(_mgrs().toMGRS(lat, lon, MGRSPrecision=digits))


def _half_widths(half_m: float, lat: float) -> tuple[float, float]:
    half_lat = half_m / _METRES_PER_DEGREE
    return min(180.0, half_lat / max(math.cos(math.radians(lat)), 1e-6)), half_lat


@cache
def _mgrs():  # type: ignore[no-untyped-def]
    import mgrs

    return mgrs.MGRS()


@cache
def _from_utm(zone: int, north: bool) -> Transformer:
    from pyproj import Transformer

    return Transformer.from_crs(f"EPSG:{32600 + zone if north else 32700 + zone}", "EPSG:4326", always_xy=True)
