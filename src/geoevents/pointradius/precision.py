"""How finely coordinates are written, what that is worth on the ground, and how good the map was they came from."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from types import MappingProxyType

from geoevents.errors import CoordinateError, QuantityError
from geoevents.pointradius.datum import WGS84, Datum

#: Parts of a degree.
_PARTS = {"degree": 1, "minute": 60, "second": 3600}
_UNITS: Mapping[str, str] = MappingProxyType(
    {
        spelling: unit
        for unit, spellings in {
            "degree": "° º d deg degree degrees",
            "minute": "' ′ ’ m min minute minutes",
            "second": "\" ″ ” '' s sec second seconds",
        }.items()
        for spelling in spellings.split()
    }
)
_WRITTEN = re.compile(
    r"(?:nearest )?(?:(?P<over>\d{1,4})/(?P<under>\d{1,4})|(?P<number>\d{0,3}(?:\.\d{1,12})?))? ?(?P<unit>[^\d\s]{0,8})"
)
MOST_DEG = 90.0

#: Accuracy of USGS maps by scale, in feet: Chapman & Wieczorek 2020 (National Map Accuracy
#: Standards: 1/50 inch from 1:20 000 on, 1/30 inch on larger maps); the calculator's own figures where they depart.
USGS_FEET: Mapping[int, float] = MappingProxyType(
    {
        1200: 3.3,
        2400: 6.7,
        4800: 13.3,
        10_000: 27.8,
        12_000: 33.3,
        24_000: 40.0,
        25_000: 41.8,
        62_500: 105.0,
        63_360: 106.0,
        100_000: 167.0,
        250_000: 417.0,
    }
)
#: Accuracy of Canada's NTS maps by class, in millimetres on the map (NATO STANAG 2215, as the calculator takes it).
NTS_MM: Mapping[str, float] = MappingProxyType({"a": 0.5, "b": 1.0, "c": 1.5})
#: Any other map: a millimetre on it.
OTHER_MM = 1.0
#: Sources that are no maps, in feet, as the calculator has them. Of a GPS it asks for the accuracy as the measurement
#: error. Imagery: Potere 2008 (294.3), Paredes-Hernández et al. 2013 (25.6).
PLAIN_FEET: Mapping[str, float] = MappingProxyType(
    {
        "gazetteer": 0.0,
        "GPS": 0.0,
        "locality description": 0.0,
        "Google Maps before 2008": 294.3,
        "Google Maps": 25.6,
    }
)
_FEET_PER_METRE = 3.28084
_MAP = re.compile(
    r"(?:(?P<usgs>usgs)|nts(?: map)? \(?(?P<nts>[abc])\)?|other|)(?: ?map)?:? ?1:(?P<scale>[\d ,.']{3,12})"
)


def precision_from(text: str | float) -> float:
    r"""Degrees of a coordinate precision as people write or choose it.

    Parameters
    ----------
    text
        Degrees as a number, or "0.001", "1/4 degree", "nearest minute", "0.1'", "nearest 5 seconds", "1\"", "exact".

    Returns
    -------
    float
        Degrees, 0 for "exact".

    Raises
    ------
    CoordinateError
        When it cannot be read, is negative, or beyond 90 degrees.

    Examples
    --------
    >>> precision_from("nearest second") == 1 / 3600, precision_from("0.001"), precision_from("1/4 degree")
    (True, 0.001, 0.25)
    """
    if not isinstance(text, str):
        found = float(text)
    elif text.strip().casefold() == "exact":
        found = 0.0
    else:
        written = _WRITTEN.fullmatch(" ".join(text.casefold().split())) if len(text) <= 60 else None
        unit = _UNITS.get(written["unit"] or "°") if written else None
        if written is None or unit is None or not (written["number"] or written["over"] or written["unit"]):
            raise CoordinateError(
                f"{text[:60]!r} is no precision of coordinates.",
                cure='Write 0.001, "nearest second", "0.1 minutes", "1/4 degree" or "exact".',
            )
        over = float(written["over"] or written["number"] or 1)
        under = float(written["under"] or 1)
        found = over / under / _PARTS[unit] if under else math.nan
    if not 0.0 <= found <= MOST_DEG:
        raise CoordinateError(
            f"Coordinates cannot be precise to {text} degrees.", cure="Give a number of degrees from 0 to 90."
        )
    return found


def metres_per_degree(lat: float, datum: Datum = WGS84) -> tuple[float, float]:
    """Metres in a degree of latitude and of longitude where one is.

    Parameters
    ----------
    lat
        Degrees.
    datum
        Whose ellipsoid is meant.

    Returns
    -------
    north_m, east_m
        Of the meridian's and the parallel's curvature: Wieczorek, Guo & Hijmans 2004, IJGIS 18(8):745-767, appendix.

    Examples
    --------
    >>> [round(metres, 1) for metres in metres_per_degree(35.3733)]
    [110947.4, 90871.6]
    """
    e2 = datum.f * (2.0 - datum.f)
    sine = math.sin(math.radians(lat))
    across = datum.a_m / math.sqrt(1.0 - e2 * sine**2)
    along = datum.a_m * (1.0 - e2) / (1.0 - e2 * sine**2) ** 1.5
    return math.pi * along / 180.0, math.pi * across * math.cos(math.radians(lat)) / 180.0


def precision_m(lat: float, precision_deg: float, datum: Datum = WGS84) -> float:
    """What the precision of coordinates is worth: p * sqrt(M² + N²), metres.

    The published table (Chapman & Wieczorek 2020) rounds it up to whole metres.

    Examples
    --------
    >>> [math.ceil(precision_m(lat, 1.0)) for lat in (0, 30, 60, 85)]
    [156904, 146963, 124605, 112109]
    """
    return precision_deg * math.hypot(*metres_per_degree(lat, datum))


def source_feet(source: str) -> float:
    """How far coordinates from a source may be off, in feet, the calculator's unit for it.

    Parameters
    ----------
    source
        "gazetteer", "GPS", "locality description", "Google Maps", "Google Maps before 2008", "USGS 1:24000",
        "NTS A 1:50000", or "map 1:100000" for any other.

    Raises
    ------
    QuantityError
        For any other word, or a scale that has no figure.

    Examples
    --------
    >>> source_feet("USGS map: 1:24,000"), round(source_feet("map 1:100000") * 0.3048)
    (40.0, 100)
    """
    plain = " ".join(source.casefold().split())
    for name, feet in PLAIN_FEET.items():
        if plain == name.casefold():
            return feet
    found = _MAP.fullmatch(plain) if len(plain) <= 60 else None
    scale = int(re.sub(r"\D", "", found["scale"]) or 0) if found else 0
    if found is None or not 100 <= scale <= 100_000_000:
        known = ", ".join(PLAIN_FEET)
        raise QuantityError(
            f"{source[:60]!r} is no source of coordinates.",
            cure=f'Write one of {known}, or a map: "USGS 1:24000", "NTS A 1:50000", "map 1:100000".',
        )
    if found["usgs"]:
        if scale not in USGS_FEET:
            known = ", ".join(f"1:{one}" for one in USGS_FEET)
            raise QuantityError(
                f"No accuracy of USGS maps 1:{scale} is published.",
                cure=f'There are {known}; or write "map 1:{scale}".',
            )
        return USGS_FEET[scale]
    millimetres = NTS_MM[found["nts"]] if found["nts"] else OTHER_MM
    return millimetres / 1000.0 * scale * _FEET_PER_METRE
