"""Plane polygons as regions in degrees: dense, split at the antimeridian, closed over the poles."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon, affinity

from geoevents.earth.frame import EARTH_RADIUS_M, Frame
from geoevents.earth.geodesic import WGS84

Region = Polygon | MultiPolygon
Window = tuple[float, float, float, float]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

WORLD = shapely.box(-180.0, -90.0, 180.0, 90.0)
METRES_PER_DEGREE = 110_500.0
"""A little less than the shortest degree of latitude, so that degrees made with it are never too few."""
BEND_M = 0.1
"""A straight edge in degrees strays from the plane edge by no more than this."""
FIRST_EDGE_M = 20_000.0
POLE_M = 1.0
NEAR_M = 300_000.0
"""Up to here from the centre of a plane its straight lines bend but little more than geodesics."""


def polygons(geometry: shapely.Geometry) -> Region:
    """Keep the areas of a geometry; an empty Polygon when it has none."""
    if isinstance(geometry, Polygon | MultiPolygon):
        return geometry
    found = [
        part for part in shapely.get_parts(shapely.get_parts(geometry)) if part.geom_type == "Polygon" and part.area > 0
    ]
    return Polygon() if not found else found[0] if len(found) == 1 else MultiPolygon(found)


def clip(region: Region, window: Window | None) -> Region:
    """Cut a region to a window; a metre of margin keeps what only touches it."""
    if window is None:
        return region
    west, south, east, north = window
    return polygons(shapely.intersection(region, shapely.box(west - 1e-5, south - 1e-5, east + 1e-5, north + 1e-5)))


def frame_box(window: Window | None) -> Region:
    """Give the window as a region, or the whole world."""
    return clip(WORLD, window)


def grown(window: Window, distance_m: float) -> Window:
    """Grow a box by a distance; its longitudes may then lie beyond 180. At a pole it goes all the way round."""
    west, south, east, north = window
    rise = distance_m / METRES_PER_DEGREE
    south, north = south - rise, north + rise
    top = max(abs(south), abs(north))
    widen = np.inf if top >= 89.9 else rise / float(np.cos(np.radians(top)))
    if east - west + 2 * widen >= 360.0:
        return -180.0, max(south, -90.0), 180.0, min(north, 90.0)
    return west - widen, max(south, -90.0), east + widen, min(north, 90.0)


def on_globe(window: Window) -> Window:
    """Give a box within -180 to 180; one that crosses the antimeridian goes all the way round."""
    west, south, east, north = window
    return window if west >= -180.0 and east <= 180.0 else (-180.0, south, 180.0, north)


def wrapped(geometry: Any) -> Any:
    """Cut a geometry with unwrapped longitudes at every antimeridian, and move the pieces home."""
    west, _, east, _ = geometry.bounds
    if west >= -180.0 and east <= 180.0:
        return geometry
    pieces = []
    for turn in range(int(np.floor((west + 180.0) / 360.0)), int(np.floor((east + 180.0) / 360.0)) + 1):
        home = shapely.box(-180.0 + 360.0 * turn, -90.0, 180.0 + 360.0 * turn, 90.0)
        piece = shapely.intersection(geometry, home)
        if not piece.is_empty:
            pieces.append(affinity.translate(piece, xoff=-360.0 * turn))
    return shapely.union_all(pieces)


def from_plane(frame: Frame, plane: Any, outer: bool = True) -> Region:
    """Turn plane polygons into a region in degrees.

    Parameters
    ----------
    frame
        The plane they are drawn in.
    plane
        Polygon or MultiPolygon, metres.
    outer
        Whether a pole within a metre of the boundary is taken in (True) or left out.

    Returns
    -------
    Polygon or MultiPolygon
        Edges straight in degrees within 0.1 m of the plane's; split at 180; empty for empty.
    """
    plane = polygons(plane)
    if plane.is_empty:
        return Polygon()
    drawn = _drawn(frame, plane)
    return _split(frame, plane, outer) if drawn is None else drawn


def _drawn(frame: Frame, plane: Region) -> Region | None:
    """Turn polygons that keep well away from the poles and the antimeridian; None for others."""
    west, south, east, north = plane.bounds
    far_m = float(np.hypot(max(-west, east), max(-south, north)))
    top = abs(frame.lat) + far_m / METRES_PER_DEGREE
    if far_m > NEAR_M or top > 85.0:
        return None
    aside = far_m / METRES_PER_DEGREE / float(np.cos(np.radians(top)))
    if abs(frame.lon) + aside > 179.0:
        return None
    rings, part = shapely.get_rings(shapely.get_parts(shapely.segmentize(plane, FIRST_EDGE_M)), return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    # A straight way in the plane bends by no more than its length squared times this; most edges are too short for it.
    curve = (2.0 * np.tan(np.radians(top)) + 0.2) / EARTH_RADIUS_M / 8.0
    degrees, ring = _bent(frame, xy, ring, float(np.sqrt(BEND_M / 2 / curve)))
    closed = np.asarray(shapely.linearrings(degrees, indices=ring))
    opens = np.flatnonzero(np.diff(part, prepend=-1))
    found = [Polygon(of[0], of[1:]) for of in np.split(closed, opens[1:])]
    if not shapely.is_valid(found).all():
        return None
    if len(found) == 1:
        return found[0]
    together = MultiPolygon(found)
    return together if together.is_valid else polygons(shapely.union_all(found))


def _bent(frame: Frame, xy: Floats, ring: Ints, short_m: float) -> tuple[Floats, Ints]:
    """Turn the vertices of rings into degrees, with more of them where an edge that is not short bends."""
    lon, lat = frame.to_lonlat(xy[:, 0], xy[:, 1])
    edge = np.flatnonzero((np.hypot(*np.diff(xy, axis=0).T) > short_m) & (ring[1:] == ring[:-1]))
    for _ in range(24):
        if not len(edge):
            break
        middle = (xy[edge] + xy[edge + 1]) / 2
        middle_lon, middle_lat = frame.to_lonlat(middle[:, 0], middle[:, 1])
        aside = (middle_lon - (lon[edge] + lon[edge + 1]) / 2) * np.cos(np.radians(middle_lat))
        bend = np.hypot(aside, middle_lat - (lat[edge] + lat[edge + 1]) / 2)
        coarse = np.flatnonzero(bend * 111_700.0 > BEND_M)
        after = edge[coarse] + 1
        xy = np.insert(xy, after, middle[coarse], axis=0)
        lon, lat = np.insert(lon, after, middle_lon[coarse]), np.insert(lat, after, middle_lat[coarse])
        ring = np.insert(ring, after, ring[after])
        first = after - 1 + np.arange(len(after))
        edge = np.column_stack([first, first + 1]).ravel()
    return np.column_stack([lon, lat]), ring


def _split(frame: Frame, plane: Region, outer: bool) -> Region:
    """Turn polygons that may cross the antimeridian or hold a pole."""
    azimuth, _, distance = WGS84.inv(frame.lon, frame.lat, frame.lon, 90.0)
    azimuth_s, _, distance_s = WGS84.inv(frame.lon, frame.lat, frame.lon, -90.0)
    poles = [
        shapely.Point(d * np.sin(np.radians(a)), d * np.cos(np.radians(a)))
        for a, d in ((azimuth, distance), (azimuth_s, distance_s))
    ]
    for pole in poles:
        if not plane.is_empty and plane.boundary.distance(pole) < POLE_M:
            cap = pole.buffer(2 * POLE_M)
            plane = polygons(plane.union(cap) if outer else plane.difference(cap))
    found: list[shapely.Geometry] = []
    for part in shapely.get_parts(polygons(plane)):
        region = _filled(frame, part.exterior, poles)
        for hole in part.interiors:
            region = shapely.difference(region, _filled(frame, hole, poles))
        found.append(region)
    if not found:
        return Polygon()
    return polygons(found[0] if len(found) == 1 else shapely.union_all(found))


def _filled(frame: Frame, ring: shapely.LinearRing, poles: list[shapely.Point]) -> Any:
    xy = shapely.get_coordinates(shapely.segmentize(ring, FIRST_EDGE_M))
    for _ in range(24):
        lon, lat = frame.to_lonlat(xy[:, 0], xy[:, 1])
        middle = (xy[1:] + xy[:-1]) / 2
        middle_lon, middle_lat = frame.to_lonlat(middle[:, 0], middle[:, 1])
        step = _short(np.diff(lon))
        bend = np.hypot(
            _short(middle_lon - lon[:-1] - step / 2) * np.cos(np.radians(middle_lat)),
            middle_lat - (lat[1:] + lat[:-1]) / 2,
        )
        coarse = np.flatnonzero(bend * 111_700.0 > BEND_M)
        if not len(coarse):
            break
        xy = np.insert(xy, coarse + 1, middle[coarse], axis=0)
    away = lon[0] + np.concatenate([[0.0], np.cumsum(step)])
    inside = [bool(shapely.contains(Polygon(ring), pole)) for pole in poles]
    degrees = np.column_stack([away, lat])
    if abs(away[-1] - away[0]) > 180.0:
        top = 90.0 if inside[0] else -90.0
        degrees = np.vstack([degrees, [[away[-1], top], [away[0], top]]])
        return wrapped(_valid(Polygon(degrees)))
    degrees[-1] = degrees[0]
    drawn = wrapped(_valid(Polygon(degrees)))
    # A ring around both poles is drawn by what it leaves out.
    return shapely.difference(WORLD, drawn) if all(inside) else drawn


def _valid(polygon: Polygon) -> Region:
    return polygon if polygon.is_valid else polygons(shapely.make_valid(polygon))


def _short(step: Floats) -> Floats:
    return np.asarray(np.mod(step + 180.0, 360.0) - 180.0, dtype=np.float64)
