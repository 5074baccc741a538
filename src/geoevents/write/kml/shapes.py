"""Geometry in KML: rings the right way round, lines that follow the ground, and outlines of a bounded size."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias
from xml.etree.ElementTree import Element, SubElement

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon
from shapely.affinity import scale

from geoevents.write.figures import DEGREE_DECIMALS, region_json

Region: TypeAlias = Polygon | MultiPolygon
Bounds: TypeAlias = tuple[float, float, float, float]

MOST_VERTICES = 2_000
"""An outline with more is drawn wider and simpler away from the dispute."""
LONGEST_EDGE_DEG = 0.5
"""Viewers draw an edge along a great circle: none may be so long that this shows."""
_WORLD = shapely.box(-180, -90, 180, 90)
_DEGREE_M = 111_700.0
_FIRST_DEG, _LAST_DEG = 0.001, 0.1
# A buffer's corners lie a little inside the circle that they stand for.
_SPARE = 1.2
_HALVINGS = 6


def drawn_region(region: Region, near: Bounds | None) -> tuple[Region, float]:
    """A region as it is drawn: in the middle of `near` as it is, beyond it wider where it has too many vertices.

    Returns
    -------
    region
        It covers the one that was given: no possible point is lost.
    wider_m
        By how much it may be wider in places; 0 where it is as it was.

    Examples
    --------
    >>> drawn_region(shapely.box(0, 0, 0.1, 0.1), None)[1]
    0.0
    """
    if shapely.get_num_coordinates(region) <= MOST_VERTICES:
        return shapely.segmentize(region, LONGEST_EDGE_DEG), 0.0
    step = _FIRST_DEG
    while True:
        wide: Any = shapely.simplify(shapely.buffer(region, _SPARE * step, quad_segs=2), step)
        if shapely.get_num_coordinates(wide) <= MOST_VERTICES or step >= _LAST_DEG:
            break
        step *= 2
    # A buffer reaches over the antimeridian and the poles, where a region is split.
    wide = shapely.intersection(wide, _WORLD)
    frame = shapely.box(*near) if near is not None else shapely.Polygon()
    # Where much lies around the event, less of it is drawn as it is.
    for _ in range(_HALVINGS):
        exact = shapely.intersection(region, frame)
        if shapely.get_num_coordinates(exact) <= MOST_VERTICES:
            wide = shapely.union(shapely.difference(wide, frame), exact)
            break
        frame = scale(frame, 0.5, 0.5)
    parts = [part for part in shapely.get_parts(wide) if part.geom_type == "Polygon"]
    whole = parts[0] if len(parts) == 1 else MultiPolygon(parts)
    return shapely.segmentize(whole, LONGEST_EDGE_DEG), (_SPARE + 1) * step * _DEGREE_M


def add_region(parent: Element, region: Region) -> None:
    """Add a region: one polygon, or several in a MultiGeometry; exteriors run counterclockwise, holes clockwise."""
    geometry = region_json(region)
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    room = parent if len(polygons) == 1 else SubElement(parent, "MultiGeometry")
    for rings in polygons:
        polygon = SubElement(room, "Polygon")
        _on_ground(polygon)
        for number, ring in enumerate(rings):
            side = SubElement(polygon, "innerBoundaryIs" if number else "outerBoundaryIs")
            SubElement(SubElement(side, "LinearRing"), "coordinates").text = _written(ring)


def add_lines(
    parent: Element, lines: Iterable[Sequence[Sequence[float]]], label: tuple[float, float] | None = None
) -> None:
    """Add lines, several in a MultiGeometry; `label` is where the name is written."""
    paths = list(lines)
    room = parent if len(paths) == 1 and label is None else SubElement(parent, "MultiGeometry")
    if label is not None:
        add_point(room, *label)
    for path in paths:
        line = SubElement(room, "LineString")
        _on_ground(line)
        SubElement(line, "coordinates").text = _written(path)


def add_point(parent: Element, lon: float, lat: float) -> None:
    """Add a point on the ground."""
    point = SubElement(parent, "Point")
    SubElement(point, "altitudeMode").text = "clampToGround"
    SubElement(point, "coordinates").text = _written([(lon, lat)])


def halfway(start: tuple[float, float], end: tuple[float, float]) -> tuple[float, float]:
    """The middle between two near positions, the short way round."""
    across = (end[0] - start[0] + 180) % 360 - 180
    return (start[0] + across / 2 + 180) % 360 - 180, (start[1] + end[1]) / 2


def run_between(start: tuple[float, float], end: tuple[float, float]) -> list[list[tuple[float, float]]]:
    """The line between two near positions, in two pieces where it crosses the antimeridian."""
    across = (end[0] - start[0] + 180) % 360 - 180
    over = start[0] + across
    if -180 <= over <= 180:
        return [[start, end]]
    edge = 180.0 if over > 180 else -180.0
    lat = start[1] + (end[1] - start[1]) * (edge - start[0]) / across
    return [[start, (edge, lat)], [(-edge, lat), end]]


def _on_ground(element: Element) -> None:
    SubElement(element, "tessellate").text = "1"
    SubElement(element, "altitudeMode").text = "clampToGround"


def _written(path: Iterable[Sequence[float]]) -> str:
    """Write positions as KML has them: longitude, latitude."""
    return " ".join(f"{_degrees(lon)},{_degrees(lat)}" for lon, lat in (position[:2] for position in path))


def _degrees(value: float) -> str:
    return np.format_float_positional(round(float(value), DEGREE_DECIMALS) + 0.0, trim="-")
