"""What lies within a distance of a line, in planes along it: never too small, or never too large."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, Polygon

from geoevents.earth.frame import EARTH_RADIUS_M, Frame
from geoevents.earth.split import Region, from_plane

Floats = NDArray[np.float64]

PAD_M = 0.15
"""What an inner region stays smaller, at least: its arcs' sagitta, and the excess that is taken for none."""
SAGITTA_M = 0.1
SIMPLER_M = 0.05
EXCESS_M = 0.02
SPACING = 0.15
"""Samples along a bay are this many times the square root of the distance apart: they overlook 3 mm of none."""
CHUNK_M = 50_000.0
SHALLOW, NARROW_M = 0.01, 10.0
"""GEOS takes bays for straight that are shallower than this share of a buffer's distance: 0.1 m at 10 m."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of a line in a plane of its own, with how far it reaches from the plane's centre."""

    frame: Frame
    plane: LineString
    size_m: float


def chunks(lines: shapely.Geometry, radius_m: float) -> tuple[Chunk, ...]:
    """Cut lines, straight in degrees, into chunks whose planes are true enough for buffers up to a radius."""
    half = min(CHUNK_M / 2, np.sqrt(0.3 * EARTH_RADIUS_M**2 / (radius_m + CHUNK_M / 2)))
    return tuple(_in_plane(part) for part in _cut(lines, 2 * half))


def _cut(lines: shapely.Geometry, size_m: float) -> Iterator[LineString]:
    for line in shapely.get_parts(lines):
        top = min(max(abs(line.bounds[1]), abs(line.bounds[3])), 89.0)
        step_m = 1_000.0 / np.sqrt(max(1.0, np.tan(np.radians(top))))
        xy = shapely.get_coordinates(shapely.segmentize(line, step_m / 111_700.0))
        middle = np.cos(np.radians((xy[1:, 1] + xy[:-1, 1]) / 2))
        along = np.cumsum(np.hypot(np.diff(xy[:, 0]) * middle, np.diff(xy[:, 1])) * 111_700.0)
        for start in np.split(np.arange(len(xy) - 1), np.flatnonzero(np.diff(along // size_m)) + 1):
            yield LineString(xy[start[0] : start[-1] + 2])


def _in_plane(part: LineString) -> Chunk:
    west, south, east, north = part.bounds
    frame = Frame((west + east) / 2, (south + north) / 2)
    plane = shapely.simplify(frame.to_plane(part), SIMPLER_M)
    return Chunk(frame, plane, float(np.hypot(*shapely.get_coordinates(plane).T).max()))


def around(chunk: Chunk, radius_m: float, outer: bool) -> Region:
    """Give what lies within a distance of a chunk, in degrees: never too small (outer), or never too large.

    The plane stretches across the line of sight, so plane distances are never too short: an inner region needs no
    allowance for it, an outer one gets a**2 (a + r) / 3 R**2.
    """
    corner = max(8, int(np.ceil(np.pi / 4 * np.sqrt(max(radius_m, 1.0) / (2 * SAGITTA_M)))))
    if outer:
        size = chunk.size_m
        stretch = size**2 * (size + radius_m) / (3 * EARTH_RADIUS_M**2)
        reach = (radius_m + stretch + PAD_M + SIMPLER_M) / np.cos(np.pi / (4 * corner))
        return from_plane(chunk.frame, shapely.buffer(chunk.plane, reach, quad_segs=corner))
    return from_plane(chunk.frame, inside(chunk.plane, radius_m - PAD_M - SIMPLER_M, corner), outer=False)


def inside(plane: LineString, reach_m: float, corner: int) -> Region:
    """Give a buffer that has no position farther away than `reach_m`, but for what `PAD_M` makes up for.

    The buffer takes shallow bays for straight: measure what it added, and shrink by as much. Deeper ones than a
    hundredth of the distance it does not: near a line there is nothing to measure.
    """
    if reach_m <= NARROW_M:
        return (
            shapely.buffer(plane, max(reach_m, 0.0) * (1.0 - SHALLOW), quad_segs=corner) if reach_m > 0 else Polygon()
        )
    reach = reach_m
    for _ in range(4):
        if reach <= 0:
            break
        buffered = shapely.buffer(plane, reach, quad_segs=corner)
        excess = reach - reach_m + excess_m(buffered, plane, reach)
        if excess <= EXCESS_M:
            return buffered
        reach -= excess * 1.05
    return Polygon()


def excess_m(buffered: Any, plane: LineString, reach_m: float) -> float:
    """Bound by how much the edge of a buffer is farther than `reach_m` from its line; only what can be is measured.

    The corners of a buffer that point outward are on an arc around a vertex of the line, and so as far as they should
    be, and between two of them an edge no longer than an arc's is too, but for its sagitta. Of most others one segment
    of the line shows that they are. What is left may run along a bay that was taken for straight, and is measured.
    """
    ends, inward = _edges(buffered)
    length = np.hypot(*(ends[:, 1] - ends[:, 0]).T)
    open_ = np.flatnonzero((length > np.sqrt(0.8 * reach_m)) | inward)
    bays = open_[~_shown(plane, ends[open_], reach_m)]
    count = np.ceil(length[bays] / (SPACING * np.sqrt(reach_m))).astype(np.int64) + 1
    edge = np.repeat(bays, count)
    step = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    share = step / np.repeat(count - 1, count)
    sampled = shapely.points(ends[edge, 0] + share[:, None] * (ends[edge, 1] - ends[edge, 0]))
    shapely.prepare(plane)
    excess = np.maximum(shapely.distance(sampled, plane) - reach_m, 0.0)
    # Where the line is h farther than it should be, that changes along the edge by no more than sqrt(2 h / reach).
    between = length[edge] / np.repeat(count - 1, count) / 2 / np.sqrt(2 * reach_m)
    return float(((np.sqrt(excess) + between) ** 2).max(initial=0.0))


def _edges(buffered: Any) -> tuple[Floats, NDArray[np.bool_]]:
    """Give the edges (E, 2, 2) of polygons, which lie on their right, and which of them meet an inward corner."""
    whole = shapely.orient_polygons(buffered, exterior_cw=True)
    xy, ring = shapely.get_coordinates(shapely.get_rings(shapely.get_parts(whole)), return_index=True)
    first = np.flatnonzero(ring[1:] == ring[:-1])
    ends = np.stack([xy[first], xy[first + 1]], axis=1)
    opens = np.flatnonzero(np.diff(ring[first], prepend=-1))
    before, after = np.arange(len(first)) - 1, np.arange(len(first)) + 1
    before[opens], after[np.append(opens[1:], len(first)) - 1] = np.append(opens[1:], len(first)) - 1, opens
    way = ends[:, 1] - ends[:, 0]
    inward = way[before, 0] * way[:, 1] - way[before, 1] * way[:, 0] > 0.0
    return ends, inward | inward[after]


def _shown(plane: LineString, ends: Floats, reach_m: float) -> NDArray[np.bool_]:
    """Say of which edges (N, 2, 2) of a buffer one segment of its line shows that they are near enough all the way.

    The distance from a segment is convex along an edge: if both ends are near enough, so is what lies between.
    """
    xy = shapely.get_coordinates(plane)
    tree = shapely.STRtree(np.asarray(shapely.linestrings(np.stack([xy[:-1], xy[1:]], axis=1))))
    way = ends[:, 1] - ends[:, 0]
    across = np.column_stack([way[:, 1], -way[:, 0]]) / np.maximum(np.hypot(*way.T), 1e-12)[:, None]
    feet = shapely.points(ends.mean(axis=1) + reach_m * across)
    row, segment = tree.query(feet, predicate="dwithin", distance=4 * SAGITTA_M)
    start, along = xy[segment], xy[segment + 1] - xy[segment]
    away = ends[row] - start[:, None, :]
    share = (away * along[:, None, :]).sum(axis=2) / np.maximum((along**2).sum(axis=1), 1e-12)[:, None]
    left = away - np.clip(share, 0.0, 1.0)[:, :, None] * along[:, None, :]
    near = (left**2).sum(axis=2).max(axis=1) <= (reach_m + EXCESS_M) ** 2
    shown = np.zeros(len(ends), dtype=np.bool_)
    shown[row[near]] = True
    return shown
