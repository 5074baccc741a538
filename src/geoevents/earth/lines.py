"""Long lines as they are kept: by identity, indexed, drawn straight in degrees, and the region within a distance."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, MultiLineString, Polygon

from geoevents.earth.around import PAD_M, Chunk, around, chunks
from geoevents.earth.geodesic import WGS84
from geoevents.earth.nearest import LineIndex
from geoevents.earth.split import Region, Window, clip, grown, polygons, wrapped

Floats = NDArray[np.float64]
Lines = LineString | MultiLineString

DENSE_M = 200.0
"""A geodesic edge this short strays from a straight edge in degrees by less than a millimetre below 50 degrees."""


class Same:
    """A geometry as a key by identity: hashing a long border costs more than finding it."""

    __slots__ = ("lines",)

    def __init__(self, lines: Any) -> None:
        self.lines = lines

    def __hash__(self) -> int:
        return id(self.lines)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.lines is self.lines


@lru_cache(maxsize=64)
def index_of(lines: Same, edges: str) -> LineIndex:
    """Give the index of lines, made once."""
    return LineIndex(lines.lines, edges=edges)


@lru_cache(maxsize=64)
def drawn(lines: Same, edges: str) -> MultiLineString:
    """Lines whose edges are straight in degrees, cut at the antimeridian."""
    found: list[LineString] = []
    for line in shapely.get_parts(lines.lines):
        xy = shapely.get_coordinates(line)
        if edges == "geodesic":
            xy = dense(xy)
        xy = np.column_stack([np.unwrap(xy[:, 0], period=360.0), xy[:, 1]])
        if len(xy) > 1:
            found += [part for part in shapely.get_parts(wrapped(LineString(xy))) if part.geom_type == "LineString"]
    return MultiLineString(found)


def dense(xy: Floats) -> Floats:
    """Cut geodesic edges so short that they are straight in degrees."""
    azimuth, _, length = WGS84.inv(xy[:-1, 0], xy[:-1, 1], xy[1:, 0], xy[1:, 1])
    count = np.maximum(1, np.ceil(np.asarray(length) / DENSE_M)).astype(np.int64)
    edge = np.repeat(np.arange(len(count)), count)
    share = (np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)) / count[edge]
    lon, lat, _ = WGS84.fwd(xy[edge, 0], xy[edge, 1], np.asarray(azimuth)[edge], np.asarray(length)[edge] * share)
    # Vertices stay as they are, or a ring would not close.
    lon, lat = np.where(share == 0.0, xy[edge, 0], lon), np.where(share == 0.0, xy[edge, 1], lat)
    return np.vstack([np.column_stack([lon, lat]), xy[-1:]])


def within(lines: Lines, radius_m: float, edges: str, window: Window | None, outer: bool) -> Region:
    """Give the region within a distance of lines: never too small (outer), or never too large."""
    if radius_m < 0 or (not outer and radius_m <= PAD_M):
        return Polygon()
    # Distances of the same size share their chunks.
    bucket_m = max(1_000.0, 2.0 ** math.ceil(math.log2(max(radius_m, 1.0))))
    found = np.array([around(chunk, radius_m, outer) for chunk in _chunks(Same(lines), edges, bucket_m, window)])
    if window is not None and len(found):
        west, south, east, north = window
        low, high = np.array([west - 1e-5, south - 1e-5]), np.array([east + 1e-5, north + 1e-5])
        box = shapely.bounds(found)
        beyond = np.flatnonzero((box[:, :2] < low).any(axis=1) | (box[:, 2:] > high).any(axis=1))
        found[beyond] = [clip(part, window) for part in found[beyond]]
    return polygons(shapely.union_all(found)) if len(found) else Polygon()


@lru_cache(maxsize=64)
def _chunks(lines: Same, edges: str, radius_m: float, window: Window | None) -> tuple[Chunk, ...]:
    return chunks(lines_near(lines.lines, edges, radius_m, window), radius_m)


def lines_near(lines: Lines, edges: str, radius_m: float, window: Window | None) -> MultiLineString:
    """Give what of lines can be within a distance of a window, with edges straight in degrees."""
    whole = drawn(Same(lines), edges)
    if window is None:
        return whole
    west, south, east, north = grown(window, radius_m * 1.01 + 1_000.0)
    return MultiLineString(
        [
            part
            for turn in (-360.0, 0.0, 360.0)
            for part in shapely.get_parts(shapely.clip_by_rect(whole, west + turn, south, east + turn, north))
            if part.geom_type == "LineString"
        ]
    )
