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
    the best known operation, whose stated accuracy is an error of its own; the distance to the farthest point of the
    sector is geodesic; latitude and longitude each have their own precision; two offsets are gone one after the other,
    in the order in which they are written; and the radius is rounded up, with what the rounding of the point took.
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
        reach = max(
            _apart(at, _ahead(lon, lat, leg.bearing.deg + turn, offset + added))
            for turn in (-leg.bearing.half_width_deg, leg.bearing.half_width_deg)
        )
        # A sector of no width, and a d' as large as d, reach as far on the heading itself.
        reach = max(reach, added)
        errors["direction"] = reach - added
        lon, lat = at
    elif request.kind == ORTHOGONAL:
        for leg in request.legs:
            lon, lat = _ahead(lon, lat, leg.bearing.deg, request.read(leg.distance).m)
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


def _ahead(lon: float, lat: float, azimuth_deg: float, distance_m: float) -> tuple[float, float]:
    to_lon, to_lat = destination(lon, lat, azimuth_deg, distance_m)
    return float(to_lon), float(to_lat)


def _apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    return float(inverse(*one, *other)[2])


def _grain_m(lon: float, lat: float, lon_deg: float, lat_deg: float) -> float:
    """Give how far the farthest corner is where one unit of the last digit is added or taken on either axis."""
    corners = [(lon + lon_deg, max(-90.0, min(90.0, lat + sign * lat_deg))) for sign in (-1.0, 1.0)]
    return max(_apart((lon, lat), ((x + 180.0) % 360.0 - 180.0, y)) for x, y in corners)
