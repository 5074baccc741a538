"""Where the other end of a distance can be, when one end is somewhere in a region."""

from __future__ import annotations

import math

import numpy as np
import shapely
from shapely import Polygon

from geoevents.earth.enclose import middle_of, to_plane
from geoevents.earth.frame import EARTH_RADIUS_M, Frame
from geoevents.earth.geodesic import WGS84
from geoevents.earth.shapes import WHOLE_GLOBE_M
from geoevents.earth.split import WORLD, Region, from_plane, polygons

PAD_M = 0.2
SAGITTA_M = 0.1
FAR_M = 300_000.0
"""Beyond this a plane no longer tells where a heading leads."""
POLAR_DEG = 85.0
MANY = 2_000


def ring_around(region: Region, low_m: float, high_m: float) -> Region:
    """Give the positions that are from `low_m` to `high_m` from some position of a connected region.

    These are the positions within `high_m` of it, less those whose farthest position of it is nearer than `low_m`.
    (Taking away all positions within `low_m` of it would lose nearly everything around a wide region.)

    Parameters
    ----------
    region
        One connected part, degrees.
    low_m, high_m
        Metres; `high_m` may be infinite.

    Returns
    -------
    Polygon or MultiPolygon
        An outer approximation, split at the antimeridian.

    Raises
    ------
    GeometryError
        An empty region.

    Examples
    --------
    >>> from geoevents.earth.shapes import Disc
    >>> around = ring_around(Disc(2.9, 19.9, 300.0).region(), 440.5, 441.5)
    >>> bool(shapely.contains_xy(around, 2.9, 19.9))
    False
    """
    lon, lat, size = _around(region)
    frame = Frame(lon, lat)
    plane = to_plane(frame, shapely.segmentize(region, 0.01))
    # Plane distances are never too short, and too long by at most this from a region this near to the centre.
    stretch = size**2 * (size + min(high_m, WHOLE_GLOBE_M)) / (3 * EARTH_RADIUS_M**2)
    outer: Region
    if high_m + size >= WHOLE_GLOBE_M / 2:
        outer = WORLD
    else:
        corner = max(16, int(np.ceil(np.pi / 4 * np.sqrt(max(high_m, 1.0) / (2 * SAGITTA_M)))))
        reach = (high_m + stretch + PAD_M) / np.cos(np.pi / (4 * corner))
        outer = from_plane(frame, shapely.buffer(plane, reach, quad_segs=corner))
    inner = _all_nearer(plane, low_m - PAD_M)
    if inner.is_empty:
        return outer
    return polygons(shapely.difference(outer, from_plane(frame, inner, outer=False)))


def _around(region: Region) -> tuple[float, float, float]:
    """Give some middle of a region, and how far its farthest vertex is from there: any middle will do for a plane."""
    lon, lat = middle_of(region)
    xy = shapely.get_coordinates(region)
    return lon, lat, float(WGS84.inv(np.full(len(xy), lon), np.full(len(xy), lat), xy[:, 0], xy[:, 1])[2].max())


def _all_nearer(plane: Region, reach_m: float) -> Region:
    """Positions from which all of a plane region is nearer than a distance: within it of every corner of the hull.

    That set is convex, and holds the centre of the smallest circle around the region unless it is empty: its edge is
    found along rays from there, and the polygon through it is never too large.
    """
    if reach_m <= 0 or reach_m >= WHOLE_GLOBE_M / 2:
        return Polygon()
    hull = shapely.convex_hull(plane)
    # Any middle will do; around tens of thousands of vertices on a circle, as round a pole, the smallest takes minutes.
    few = hull if shapely.get_num_coordinates(hull) <= MANY else shapely.simplify(hull, math.sqrt(hull.area) / 1_000)
    middle = shapely.get_coordinates(shapely.minimum_bounding_circle(few).centroid)[0]
    corners = shapely.get_coordinates(hull) - middle
    if float(np.hypot(*corners.T).max()) >= reach_m:
        return Polygon()
    count = max(64, int(np.ceil(np.pi * np.sqrt(reach_m / (2 * SAGITTA_M)))))
    turn = np.linspace(0.0, 2 * np.pi, count, endpoint=False)
    ray = np.column_stack([np.sin(turn), np.cos(turn)])
    edge = np.full(count, np.inf)
    for chunk in np.array_split(corners, max(1, count * len(corners) // 1_000_000)):
        along = ray @ chunk.T
        edge = np.minimum(edge, (along + np.sqrt(reach_m**2 - (chunk**2).sum(axis=1) + along**2)).min(axis=1))
    return Polygon(middle + edge[:, None] * ray)


def sector_around(region: Region, high_m: float, heading_deg: float, half_width_deg: float) -> Region:
    """Give where positions lie that are at a heading, and within `high_m`, from some position of a connected region.

    Parameters
    ----------
    region
        One connected part, degrees.
    high_m
        Metres. Headings are not followed beyond `FAR_M` nor near a pole, where north turns fast: then everywhere is
        given.
    heading_deg, half_width_deg
        Degrees clockwise from north, at the positions of the region.

    Returns
    -------
    Polygon or MultiPolygon
        An outer approximation: the sum of the convex hulls of region and sector in a plane.

    Raises
    ------
    GeometryError
        An empty region.

    Examples
    --------
    >>> from geoevents.earth.shapes import Disc
    >>> south = sector_around(Disc(2.9, 19.9, 10.0).region(), 1_000.0, 180.0, 45.0)
    >>> bool(shapely.contains_xy(south, 2.9, 19.895)), bool(shapely.contains_xy(south, 2.9, 19.905))
    (True, False)
    """
    lon, lat, size = _around(region)
    if high_m + size > FAR_M or half_width_deg >= 85.0 or abs(lat) > POLAR_DEG:
        return WORLD
    frame = Frame(lon, lat)
    # North turns as one moves away from the centre of the plane, by the convergence of the meridians and no more.
    turned = (size + high_m) / EARTH_RADIUS_M * (1.0 + abs(np.tan(np.radians(min(abs(lat) + 3.0, 89.0)))))
    half = min(np.radians(half_width_deg) + turned, np.pi)
    turn = np.radians(heading_deg) + np.linspace(-half, half, 33)
    reach = high_m / np.cos(half / 32)
    sector = np.vstack([[0.0, 0.0], reach * np.column_stack([np.sin(turn), np.cos(turn)])])
    hull = shapely.get_coordinates(shapely.convex_hull(to_plane(frame, shapely.segmentize(region, 0.01))))
    whole = shapely.convex_hull(shapely.MultiPoint((hull[:, None, :] + sector[None, :, :]).reshape(-1, 2)))
    stretch = size**2 * (size + high_m) / (3 * EARTH_RADIUS_M**2)
    return from_plane(frame, shapely.buffer(whole, stretch + PAD_M, quad_segs=4))
