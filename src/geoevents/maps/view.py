"""Which part of the world a map shows, and what of a shape lies in it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import shapely

from geoevents.maps.basemap import Bounds

DISPUTE_RADIUS_M = 60_000.0
"""A fix with a larger radius does not decide what the map shows."""
APART_DEG = 1.5
"""A candidate farther away than this does not widen the view."""
MARGIN = 0.14
LEAST_DEG = 0.02
AROUND = 1.0
"""How far beyond the view, in views, shapes are kept: panning shows a little more, not the country."""


def fitted(near: Sequence[tuple[float, float]], far: Iterable[tuple[float, float]], areas: Sequence[Bounds]) -> Bounds:
    """Bounds around what is disputed.

    Parameters
    ----------
    near
        Positions (lon, lat) and corners that must be seen.
    far
        Positions that are seen when they lie no farther than `APART_DEG` from the others.
    areas
        Bounds to fall back on where there is no position at all.

    Returns
    -------
    tuple
        West, south, east, north with a margin; the world when nothing is given.
    """
    points = list(near)
    others = list(far)
    if not points:
        points, others = others, []
    if not points:
        points = [corner for box in areas for corner in ((box[0], box[1]), (box[2], box[3]))]
    if not points:
        return (-180.0, -60.0, 180.0, 80.0)
    box = _around(points)
    points += [p for p in others if box[0] - APART_DEG <= p[0] <= box[2] + APART_DEG and _near_lat(box, p[1])]
    west, south, east, north = _around(points)
    wide = max((east - west) * MARGIN, (north - south) * MARGIN, LEAST_DEG)
    return inside_world((west - wide, south - wide, east + wide, north + wide))


def window_of(view: Bounds) -> Bounds:
    """The bounds to which shapes are clipped, wider than the view on every side."""
    wide = AROUND * max(view[2] - view[0], view[3] - view[1])
    return inside_world((view[0] - wide, view[1] - wide, view[2] + wide, view[3] + wide))


def compact_m(window: Bounds) -> float:
    """The radius below which a center says something on this map: that of wider areas would only fill it."""
    return (window[3] - window[1]) / (1 + 2 * AROUND) * 111_000 / 8


def inner(view: Bounds) -> shapely.Polygon:
    """The middle of the view, in which what is written beside an arrow has room."""
    wide, high = (view[2] - view[0]) / 8, (view[3] - view[1]) / 8
    return shapely.box(view[0] + wide, view[1] + high, view[2] - wide, view[3] - high)


def inside_world(box: Bounds) -> Bounds:
    """Bounds cut to what a Mercator map can show."""
    west, south = max(box[0], -180.0), max(box[1], -84.0)
    east, north = min(box[2], 180.0), min(box[3], 84.0)
    return (round(west, 5), round(south, 5), round(east, 5), round(north, 5))


def clipped(region: shapely.Geometry, window: Bounds) -> tuple[dict[str, Any] | None, bool]:
    """A region as GeoJSON geometry, cut to the window, and whether it goes on outside; None where none of it is in."""
    frame = shapely.box(*window)
    part = shapely.intersection(region, frame)
    continues = not shapely.covers(frame, region)
    if part.is_empty or part.area == 0:
        return None, continues
    tolerance = (window[2] - window[0]) / 20_000
    simple = shapely.simplify(part, tolerance)
    drawn = shapely.transform(simple, lambda xy: np.round(xy, 6) + 0.0)
    geometry: dict[str, Any] = json.loads(shapely.to_geojson(drawn))
    return geometry, continues


def lines_in(lines: shapely.Geometry, window: Bounds) -> list[shapely.LineString]:
    """The parts of a line inside the window, each as one run, the longest first; direction is kept."""
    inside = shapely.intersection(lines, shapely.box(*window))
    runs = [
        part
        for part in shapely.get_parts(shapely.get_parts(inside))
        if part.geom_type == "LineString" and not part.is_empty
    ]
    if not runs:
        return []
    merged = shapely.get_parts(shapely.line_merge(shapely.MultiLineString(runs), directed=True))
    return sorted(merged, key=lambda run: -float(run.length))


def _around(points: Sequence[tuple[float, float]]) -> Bounds:
    lons, lats = [p[0] for p in points], [p[1] for p in points]
    return (min(lons), min(lats), max(lons), max(lats))


def _near_lat(box: Bounds, lat: float) -> bool:
    return box[1] - APART_DEG <= lat <= box[3] + APART_DEG
