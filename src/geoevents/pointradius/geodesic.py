"""The point-radius method on the ellipsoid: displaced along geodesics, in WGS84, with a radius that loses nothing."""

from __future__ import annotations

import math

from geoevents.earth.geodesic import destination, inverse
from geoevents.pointradius.darwin import rounded
from geoevents.pointradius.datum import WGS84, to_wgs84, unknown_shift_m
from geoevents.pointradius.request import DISTANCE, HEADING, ORTHOGONAL, Request, error_m
from geoevents.pointradius.result import GEODESIC, PointRadius
from geoevents.quantity import UNITS


def on_ellipsoid(request: Request) -> PointRadius:
    """Give the point and the radius of a locality, displaced along geodesics.

    Returns
    -------
    PointRadius
        Degrees WGS84 (where the datum is not recorded, those that were written, taken as WGS84 to move them), and a
        radius that is rounded up.

    Raises
    ------
    CoordinateError
        No way to WGS84 is known for the recorded datum.

    Notes
    -----
    The same errors count as in the calculator, and they add. What differs: units are exact; positions come to WGS84 by
    the best known operation, whose stated accuracy is an error of its own; latitude and longitude each have their own
    precision; two offsets are gone one after the other, in the order in which they are written, and how far the other
    order ends from there is an error too; and the radius is rounded up, with what the rounding of the point took.

    Of a heading, only the precision of the distance lies along it. The published formula lays the extent and the other
    errors along it too, and so loses positions that the words allow (its radius can be short by 29 percent); here they
    add to the distance of the farthest corner of the sector, in whatever direction that is.
    """
    notes: list[str] = []
    errors = {"datum": 0.0}
    lon, lat = request.lon, request.lat
    if request.datum is None:
        errors["datum"] = unknown_shift_m(lon, lat)
    else:
        moved = to_wgs84(lon, lat, request.datum)
        lon, lat = moved.lon, moved.lat
        if moved.operation:
            errors["datum"] = moved.accuracy_m
            notes.append(
                f"From {request.datum.name} to WGS 84 by {moved.operation} ({moved.accuracy_m:g} m as registered)."
            )
    half = request.half_precision_m
    errors |= {
        "extent": error_m(request.extent),
        "measurement": error_m(request.measurement_error),
        "distance precision": half * math.sqrt(2.0) if request.kind == ORTHOGONAL else half,
        "source": request.source_ft * UNITS["ft"],
    }
    coordinates = _grain_m(lon, lat, *request.precision_deg)
    added = math.fsum(errors.values())
    reach = added
    if request.kind == HEADING:
        leg = request.legs[0]
        offset = request.read(leg.distance).m
        at = _ahead(lon, lat, leg.bearing.deg, offset)
        corner_m, formula_m = (
            max(
                _apart(at, _ahead(lon, lat, leg.bearing.deg + turn, offset + farther))
                for turn in (-leg.bearing.half_width_deg, leg.bearing.half_width_deg)
            )
            for farther in (half, added)
        )
        errors["direction"] = corner_m - half
        reach = added + errors["direction"]
        if reach - formula_m > 1.0:
            notes.append(
                f"The published formula lays every error along the heading; its radius, {formula_m + coordinates:,.0f} "
                "m, would lose positions that the words allow."
            )
        lon, lat = at
    elif request.kind == ORTHOGONAL:
        written, turned = _both_orders(lon, lat, request)
        errors["order of the offsets"] = _apart(written, turned)
        reach += errors["order of the offsets"]
        lon, lat = written
    elif request.kind == DISTANCE and request.offset is not None:
        errors["distance"] = request.offset.m
        reach += request.offset.m
    errors["coordinate precision"] = coordinates
    point = (rounded((lon + 180.0) % 360.0 - 180.0), rounded(lat))
    radius_m = reach + coordinates + _apart((lon, lat), point)
    return PointRadius(
        mode=GEODESIC,
        request=request,
        lon=point[0],
        lat=point[1],
        datum=None if request.datum is None else WGS84,
        radius_m=radius_m,
        uncertainty_m=math.ceil(radius_m - 1e-6),
        contributions=tuple(errors.items()),
        notes=tuple(notes),
    )


def _both_orders(lon: float, lat: float, request: Request) -> tuple[tuple[float, float], tuple[float, float]]:
    """Go two offsets in the order in which they are written, and in the other."""
    ends = []
    for legs in (request.legs, request.legs[::-1]):
        at = (lon, lat)
        for leg in legs:
            at = _ahead(*at, leg.bearing.deg, request.read(leg.distance).m)
        ends.append(at)
    return ends[0], ends[1]


def _ahead(lon: float, lat: float, azimuth_deg: float, distance_m: float) -> tuple[float, float]:
    to_lon, to_lat = destination(lon, lat, azimuth_deg, distance_m)
    return float(to_lon), float(to_lat)


def _apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    return float(inverse(*one, *other)[2])


def _grain_m(lon: float, lat: float, lon_deg: float, lat_deg: float) -> float:
    """Give how far the farthest corner is where one unit of the last digit is added or taken on either axis."""
    corners = [(lon + lon_deg, max(-90.0, min(90.0, lat + sign * lat_deg))) for sign in (-1.0, 1.0)]
    return max(_apart((lon, lat), ((x + 180.0) % 360.0 - 180.0, y)) for x, y in corners)
