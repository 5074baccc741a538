"""The Georeferencing Calculator's own arithmetic, to the digit that it prints (https://georeferencing.org).

It counts in one unit with conversion factors of its own, moves by the metres in a degree where it starts, and rounds
coordinates to 7 decimals and the radius to the metre. Written from its published method and its factors.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

from geoevents.errors import PhraseError
from geoevents.model import Leg
from geoevents.pointradius.datum import WGS84, unknown_shift_m
from geoevents.pointradius.precision import metres_per_degree
from geoevents.pointradius.request import DISTANCE, HEADING, ORTHOGONAL, Request, error_m
from geoevents.pointradius.result import CALCULATOR, PointRadius
from geoevents.quantity import UNITS

#: Its factors: into a unit from metres and from feet, and from a unit into metres. A mile there and back is off by
#: 6e-9, a nautical mile by 6e-6.
_FROM_METRES: Mapping[str, float] = MappingProxyType(
    {"m": 1.0, "km": 0.001, "mi": 0.000621371, "yd": 1.09361, "ft": 3.28084, "NM": 0.00053996}
)
_FROM_FEET: Mapping[str, float] = MappingProxyType(
    {"m": 0.3048, "km": 0.0003048, "mi": 0.0001893939393939, "yd": 0.333333333, "ft": 1.0, "NM": 0.00016458}
)
_TO_METRES: Mapping[str, float] = MappingProxyType(
    {"m": 1.0, "km": 1000.0, "mi": 1609.3445, "yd": 0.91440276, "ft": 0.3048, "NM": 1852.0}
)
NEAR_POLE_DEG = 89.0


def calculated(request: Request) -> PointRadius:
    """Give what the calculator prints.

    Returns
    -------
    PointRadius
        Degrees in the recorded datum, as the calculator leaves them.

    Raises
    ------
    PhraseError
        Two offsets of which none is north or south, or none east or west: it knows no others.

    Notes
    -----
    Errors add up. For a heading with half-width a, offset d and sum of errors d':
    u = sqrt((d + d' - d cos a)² + (d sin a)²); of two offsets the distance precision counts sqrt(2) times. The
    precision of the coordinates, p sqrt(M² + N²), is added last. Where latitude and longitude are written to different
    precisions the coarser one stands for both, because the calculator takes one.
    """
    unit = request.unit
    to_m = _TO_METRES[unit]
    datum = request.datum or WGS84
    north_m, east_m = metres_per_degree(request.lat, datum)
    shift_m = unknown_shift_m(request.lon, request.lat) if request.datum is None else 0.0
    half = _in(unit, request.half_precision_m)
    errors = {
        "datum": shift_m * _FROM_METRES[unit],
        "extent": _in(unit, error_m(request.extent)),
        "measurement": _in(unit, error_m(request.measurement_error)),
        "distance precision": half * math.sqrt(2.0) if request.kind == ORTHOGONAL else half,
        "source": request.source_ft * _FROM_FEET[unit],
    }
    coordinates = math.hypot(north_m, east_m) * _FROM_METRES[unit] * max(request.precision_deg)
    added = math.fsum(errors.values())
    offset = _in(unit, request.offset.m) if request.offset else 0.0
    north = east = 0.0
    if request.kind == HEADING:
        leg = request.legs[0]
        offset = _in(unit, request.read(leg.distance).m)
        turn, open_by = math.radians(leg.bearing.deg), math.radians(leg.bearing.half_width_deg)
        north, east = offset * math.cos(turn), offset * math.sin(turn)
        reach = math.hypot(offset + added - offset * math.cos(open_by), offset * math.sin(open_by))
        errors["direction"] = reach - added
    elif request.kind == ORTHOGONAL:
        north, east = _legs(request, unit)
        reach = added
    else:
        reach = added + (offset if request.kind == DISTANCE else 0.0)
        if request.kind == DISTANCE:
            errors["distance"] = offset
    errors["coordinate precision"] = coordinates
    radius_m = (reach + coordinates) * to_m
    notes = _one_precision(request.precision_deg)
    lon, lat, moved = _moved(request, north * to_m / north_m, east * to_m / east_m)
    return PointRadius(
        mode=CALCULATOR,
        request=request,
        lon=lon,
        lat=lat,
        datum=request.datum,
        radius_m=radius_m,
        uncertainty_m=math.floor(radius_m + 0.5),
        contributions=tuple((what, value * to_m) for what, value in errors.items()),
        notes=(*notes, *moved),
    )


def _one_precision(precision_deg: tuple[float, float]) -> tuple[str, ...]:
    """Say it where the coarser of two precisions stands for both, unless they differ only as those of a grid do."""
    fine, coarse = sorted(precision_deg)
    if coarse < 3.0 * fine or coarse == 0.0:
        return ()
    return (
        f"Latitude and longitude are written to {precision_deg[1]:g} and {precision_deg[0]:g} degrees; the calculator "
        "takes one precision, the coarser.",
    )


def _in(unit: str, metres: float) -> float:
    """Give what was written in a unit; what was written in another one is converted exactly."""
    return metres / UNITS[unit]


def _legs(request: Request, unit: str) -> tuple[float, float]:
    return _along(request, unit, (0.0, 180.0)), _along(request, unit, (90.0, 270.0))


def _along(request: Request, unit: str, ways: tuple[float, float]) -> float:
    found = [(leg, ways.index(leg.bearing.deg)) for leg in request.legs if leg.bearing.deg in ways]
    if len(found) != 1:
        said = " and ".join(leg.bearing.text for leg in request.legs)
        raise PhraseError(
            f"The calculator does not know {said} as two offsets: one is north or south, the other east or west.",
            cure="Use the geodesic mode.",
        )
    leg, backwards = found[0]
    return _signed(leg, bool(backwards), request, unit)


def _signed(leg: Leg, backwards: bool, request: Request, unit: str) -> float:
    distance = _in(unit, request.read(leg.distance).m)
    return -distance if backwards else distance


def _moved(request: Request, north_deg: float, east_deg: float) -> tuple[float, float, tuple[str, ...]]:
    """Move by degrees, stop at the poles, and go round at the antimeridian; to 7 decimals, halves up."""
    notes = []
    if abs(request.lat) > NEAR_POLE_DEG and (north_deg or east_deg):
        notes.append("So near a pole the metres in a degree say little; take the geodesic mode.")
    lat = min(90.0, max(-90.0, request.lat + north_deg))
    lon = request.lon if abs(lat) == 90.0 else request.lon + east_deg
    if abs(lon) > 180.0:
        lon = (lon + 180.0) % 360.0 - 180.0
    lon, lat = (math.floor(value * 1e7 + 0.5) / 1e7 + 0.0 for value in (lon, lat))
    return lon, lat, tuple(notes)
