"""A region as a point and a radius, and how well that circle fits it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from geoevents.earth import area_m2, inverse
from geoevents.earth.geodesic import WGS84
from geoevents.earth.printed import printed
from geoevents.pointradius.darwin import DECIMALS, rounded

_CORNERS = 720
_SERIES_TO_M = 200_000.0
_CAP_FROM_M = 2_000_000.0
_AUTHALIC_M = 6_371_007.181
"""Radius of the sphere with the area of the ellipsoid."""


@dataclass(frozen=True, slots=True)
class Circle:
    """A region's footprint as it is printed, the circle around it, and the ratio of their areas."""

    lon: float
    lat: float
    radius_m: int
    footprint: Polygon | MultiPolygon
    fit: float | None


def around(region: Polygon | MultiPolygon, lon: float, lat: float) -> Circle:
    """Give the circle from a position that holds a region whole, both as they are printed.

    Parameters
    ----------
    region
        Degrees WGS84.
    lon, lat
        Its corrected center.

    Returns
    -------
    Circle
        Coordinates to 7 decimals, the radius in whole metres, rounded up and at least 1.

    Examples
    --------
    >>> circle = around(shapely.box(0.0, 0.0, 0.02, 0.02), 0.01, 0.01)
    >>> circle.radius_m, round(circle.fit, 2)
    (1570, 1.57)
    """
    footprint = printed(region, DECIMALS)
    lon, lat = rounded(lon), rounded(lat)
    radius_m = max(1, math.ceil(reach_m(footprint, lon, lat)))
    return Circle(lon, lat, radius_m, footprint, spatial_fit(footprint, lon, lat, radius_m))


def reach_m(region: Polygon | MultiPolygon, lon: float, lat: float) -> float:
    """Give the distance from a position to the farthest point of a region, metres."""
    west, south, east, north = region.bounds
    size = max(east - west, north - south)
    # Edges are straight in degrees: corners close enough that what lies between is no farther.
    dense = region if size <= 0.02 else shapely.segmentize(region, 0.02 if size < 20.0 else 0.2)
    corners = shapely.get_coordinates(dense)
    return float(inverse(lon, lat, corners[:, 0], corners[:, 1])[2].max())


def spatial_fit(region: Polygon | MultiPolygon, lon: float, lat: float, radius_m: float) -> float | None:
    """Give pointRadiusSpatialFit: the area of a circle over that of a region.

    Returns
    -------
    float or None
        1 or more, to 4 decimals; 0 when the circle does not hold the region whole; None for a region without area.
    """
    size = area_m2(region) if region.area > 0.0 else 0.0
    if size <= 0.0:
        return None
    if reach_m(region, lon, lat) > radius_m:
        return 0.0
    return max(1.0, round(circle_area_m2(lon, lat, radius_m) / size, 4))


def circle_area_m2(lon: float, lat: float, radius_m: float) -> float:
    """Area within a geodesic distance of a position, square metres.

    Examples
    --------
    >>> round(circle_area_m2(0.0, 60.0, 1000.0) / (math.pi * 1e6), 6)
    1.0
    """
    if radius_m > _CAP_FROM_M:
        turn = min(math.pi, radius_m / _AUTHALIC_M)
        return 2.0 * math.pi * _AUTHALIC_M**2 * (1.0 - math.cos(turn))
    if radius_m <= _SERIES_TO_M:
        # By the curvature where it is, 1/(M N): what is left out is 1e-9 of it.
        sine2 = math.sin(math.radians(lat)) ** 2
        e2 = WGS84.f * (2.0 - WGS84.f)
        curvature = (1.0 - e2 * sine2) ** 2 / (WGS84.a**2 * (1.0 - e2))
        return math.pi * radius_m**2 * (1.0 - curvature * radius_m**2 / 12.0)
    azimuths = np.linspace(0.0, 360.0, _CORNERS, endpoint=False)
    x, y, _ = WGS84.fwd(np.full(_CORNERS, lon), np.full(_CORNERS, lat), azimuths, np.full(_CORNERS, float(radius_m)))
    # What the chords of an inscribed polygon leave out.
    share = math.sin(2.0 * math.pi / _CORNERS) / (2.0 * math.pi / _CORNERS)
    return abs(float(WGS84.polygon_area_perimeter(x, y)[0])) / share
