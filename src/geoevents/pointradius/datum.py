"""Geodetic datums: which one is meant, its ellipsoid, the way to WGS84, and what it costs not to know."""

from __future__ import annotations

import json
import re
import warnings
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from geoevents import data
from geoevents.errors import CoordinateError

NOT_RECORDED = "not recorded"
_UNKNOWN_WORDS = frozenset({"", "unknown", "none", "not recorded", "datum not recorded", "unrecorded"})
_TABLE = "datums/unknown.json"


@dataclass(frozen=True, slots=True)
class Datum:
    """A geographic reference system: EPSG code, name, and the ellipsoid that distances are measured on."""

    epsg: int
    name: str
    a_m: float
    f: float

    @property
    def code(self) -> str:
        """As Darwin Core wants it: "EPSG:4326"."""
        return f"EPSG:{self.epsg}"


WGS84 = Datum(4326, "WGS 84", 6378137.0, 1 / 298.257223563)
_COMMON = {"wgs84": 4326, "epsg4326": 4326, "nad27": 4267, "nad83": 4269}


def datum_from(text: str | None) -> Datum | None:
    """Find a datum by its EPSG code or the name that the EPSG registry gives its geographic system.

    Parameters
    ----------
    text
        "WGS84", "NAD27", "ED50", "EPSG:4267"; None or "not recorded" when nobody says.

    Returns
    -------
    Datum or None
        None when it is not recorded.

    Raises
    ------
    CoordinateError
        A name that the registry does not have, a code of something else, or degrees not counted from Greenwich.

    Examples
    --------
    >>> datum_from("NAD27").code, datum_from("nad 27").name, datum_from("datum not recorded")
    ('EPSG:4267', 'NAD27', None)
    """
    plain = " ".join((text or "").casefold().split())
    if plain in _UNKNOWN_WORDS:
        return None
    # Nothing but a name or a code reaches PROJ, which would also open files and run pipelines.
    key = re.sub(r"[\W_]", "", plain[:80])
    numbered = re.fullmatch(r"epsg:? ?(\d{4,6})", plain)
    epsg = int(numbered[1]) if numbered else _COMMON.get(key) or (_named().get(key) if len(plain) <= 80 else None)
    found = _datum(epsg) if epsg is not None else None
    if found is None:
        raise CoordinateError(
            f"No geographic datum {(text or '')[:60]!r} is known.",
            cure='Write its EPSG code ("EPSG:4267") or name ("NAD27"), or "not recorded".',
        )
    return found


@lru_cache(maxsize=256)
def _datum(epsg: int) -> Datum | None:
    if epsg == WGS84.epsg:
        return WGS84
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        crs = CRS.from_epsg(epsg)
    except CRSError:
        return None
    if not crs.is_geographic or crs.ellipsoid is None or len(crs.axis_info) != 2:
        return None
    if crs.prime_meridian is None or crs.prime_meridian.longitude != 0.0:
        raise CoordinateError(
            f"{crs.name} does not count from Greenwich.", cure="Convert the coordinates first, and give the datum then."
        )
    flattening = crs.ellipsoid.inverse_flattening
    return Datum(epsg, crs.name, crs.ellipsoid.semi_major_metre, 1 / flattening if flattening else 0.0)


@cache
def _named() -> dict[str, int]:
    from pyproj.database import query_crs_info
    from pyproj.enums import PJType

    found: dict[str, int] = {}
    for info in query_crs_info("EPSG", [PJType.GEOGRAPHIC_2D_CRS], allow_deprecated=True):
        key = re.sub(r"[\W_]", "", info.name.casefold())
        if key not in found or not info.deprecated:
            found[key] = int(info.code)
    return found


def unknown_shift_m(lon: float, lat: float) -> float:
    """How far a position may be off because nobody wrote down its datum, metres.

    The largest shift to WGS84 from any geographic system that counts from Greenwich, at the nearest corner of a grid
    of 5 degrees, as the calculator looks it up (`data/build/datum_shifts.py`). The calculator's own table ends at 85
    degrees north and 175 east: beyond 87.5 and 177.5 it takes another corner's figure or none; here the grid goes on.

    Examples
    --------
    >>> unknown_shift_m(-119.0177778, 35.3733333)
    3045.0
    """
    step, rows = _shifts()
    # Halves go up, as in the calculator.
    row = int((lat + 90.0) / step + 0.5)
    column = int((lon + 180.0) / step + 0.5) % len(rows[0])
    return float(rows[row][column])


@cache
def _shifts() -> tuple[float, list[list[int]]]:
    found = json.loads(data.path(_TABLE).read_text(encoding="utf-8"))
    return float(found["step_deg"]), found["largest_shift_m"]


@dataclass(frozen=True, slots=True)
class Moved:
    """A position taken to WGS84: by which operation, and how far that may be off."""

    lon: float
    lat: float
    accuracy_m: float
    operation: str


def to_wgs84(lon: float, lat: float, datum: Datum) -> Moved:
    """Take a position to WGS84 by the best operation that PROJ has where it lies.

    Returns
    -------
    Moved
        Degrees WGS84, and the accuracy that the EPSG registry states. Grid files are used when PROJ has them.

    Raises
    ------
    CoordinateError
        No operation with a stated accuracy is known there.

    Examples
    --------
    >>> moved = to_wgs84(10.0, 50.0, datum_from("ED50"))
    >>> round(moved.lon, 3), round(moved.lat, 3)
    (9.999, 49.999)
    """
    if datum == WGS84:
        return Moved(lon, lat, 0.0, "")
    from pyproj.aoi import AreaOfInterest
    from pyproj.transformer import TransformerGroup

    around: Any = AreaOfInterest(lon, lat, lon, lat)
    with warnings.catch_warnings():
        # Missing grids only mean a lesser accuracy, which is stated.
        warnings.simplefilter("ignore", UserWarning)
        known = TransformerGroup(datum.code, WGS84.code, always_xy=True, area_of_interest=around, allow_ballpark=False)
    for one in known.transformers:
        to_lon, to_lat = one.transform(lon, lat)
        if one.accuracy >= 0.0 and abs(to_lat) <= 90.0 and abs(to_lon) <= 360.0:
            named = " + ".join(part for part in one.description.split(" + ") if not part.startswith("axis order"))
            return Moved(float(to_lon), float(to_lat), float(one.accuracy), named)
    raise CoordinateError(
        f"No way from {datum.name} to WGS 84 is known at {lat:g}, {lon:g}.",
        cure="Use the calculator's mode, which stays in the datum, or convert the coordinates yourself.",
    )
