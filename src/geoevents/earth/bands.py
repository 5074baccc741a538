"""Shapes along lines and in areas: line bands, areas, complements, one side of a band, depth."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely import LineString, MultiLineString, MultiPolygon, Polygon

from geoevents.earth.around import PAD_M
from geoevents.earth.geodesic import require_positions
from geoevents.earth.lines import Lines, Same, dense, drawn, index_of, within
from geoevents.earth.nearest import LineIndex
from geoevents.earth.shapes import exactly, require_span
from geoevents.earth.split import (
    METRES_PER_DEGREE,
    WORLD,
    Region,
    Window,
    clip,
    frame_box,
    grown,
    on_globe,
    polygons,
)
from geoevents.errors import GeometryError

Floats = NDArray[np.float64]

SAME_DEG = 1e-6
"""Edges of an area this near to a line are that line."""
SMALL_BOUNDARY = 20_000
WHOLE = 0.25
"""A larger share of an edge is not indexed apart: the index of all of it serves."""


@dataclass(frozen=True)
class LineBand:
    """Positions whose shortest distance to lines is from `low_m` to `high_m` (which may be infinite).

    Examples
    --------
    >>> band = LineBand(LineString([(0, 0), (1, 0)]), 900.0, 1_100.0)
    >>> band.violation_m([0.5, 0.5], [0.009, 0.0]).round(0)
    array([  0., 900.])
    """

    lines: Lines = field(hash=False)
    low_m: float
    high_m: float
    edges: str = "planar"

    def __post_init__(self) -> None:
        """Refuse distances that no band can have."""
        require_span(self.low_m, self.high_m, "A band along a line")

    def region(self, window: Window | None = None) -> Region:
        """Give an outer region; with a window only the lines near it are looked at."""
        region = (
            frame_box(window)
            if np.isinf(self.high_m)
            else within(self.lines, self.high_m, self.edges, window, outer=True)
        )
        if self.low_m <= PAD_M:
            return region
        return polygons(shapely.difference(region, within(self.lines, self.low_m, self.edges, window, outer=False)))

    def distance_m(self, lon: ArrayLike, lat: ArrayLike) -> Floats:
        """Give the shortest distance of positions (N,) to the lines, metres."""
        return index_of(Same(self.lines), self.edges).nearest(lon, lat).distance_m

    def violation_m(self, lon: ArrayLike, lat: ArrayLike) -> Floats:
        """Give by how much positions (N,) lie too near or too far, metres."""
        distance = self.distance_m(lon, lat)
        return exactly(np.maximum(np.maximum(self.low_m - distance, distance - self.high_m), 0.0))

    def bounds(self) -> Window | None:
        """Give a box around the band; None when unbounded."""
        if np.isinf(self.high_m):
            return None
        west, south, east, north = drawn(Same(self.lines), self.edges).bounds
        return on_globe(grown((west, south, east, north), self.high_m * 1.01 + 1.0))


@dataclass(frozen=True)
class Area:
    """Positions in a polygon, grown (or, when negative, shrunk) by `grow_m`.

    Examples
    --------
    >>> Area(shapely.box(0, 0, 1, 1)).violation_m([0.5, 0.5], [0.5, 1.01]).round(0)
    array([   0., 1106.])
    """

    polygon: Region = field(hash=False)
    name: str = ""
    edges: str = "planar"
    grow_m: float = 0.0

    def __post_init__(self) -> None:
        """Refuse a growth that is no distance."""
        if not math.isfinite(self.grow_m):
            raise GeometryError(f"An area cannot grow by {self.grow_m} m.", cure="Give a finite number of metres.")

    def region(self, window: Window | None = None) -> Region:
        """Give the area cut to the window: exact when nothing is grown, else an outer region."""
        return self.cut(window, outer=True)

    def cut(self, window: Window | None, outer: bool) -> Region:
        """Give the area cut to the window, never too small (outer) or never too large."""
        inside = clip(self._filled, window)
        if self.grow_m > 0:
            rim = within(self.boundary, self.grow_m, "planar", window, outer=outer)
            return polygons(shapely.union(inside, rim))
        if self.grow_m < 0:
            rim = within(self.boundary, -self.grow_m, "planar", window, outer=not outer)
            return polygons(shapely.difference(inside, rim))
        return inside

    def contains(self, lon: ArrayLike, lat: ArrayLike) -> NDArray[np.bool_]:
        """Say which positions (N,) lie in the polygon as drawn, or on its edge."""
        x, y = require_positions(lon, lat)
        x = np.where(np.abs(x) > 180.0, np.mod(x + 180.0, 360.0) - 180.0, x)
        inside = np.asarray(shapely.intersects_xy(self._filled, x, y), dtype=np.bool_)
        seam = np.flatnonzero(np.abs(x) == 180.0)
        if len(seam):  # one meridian with two names
            inside[seam] |= np.asarray(shapely.intersects_xy(self._filled, -x[seam], y[seam]), dtype=np.bool_)
        return inside

    def signed_m(self, lon: ArrayLike, lat: ArrayLike) -> Floats:
        """Give the distance of positions (N,) to the edge of the polygon, negative inside."""
        x, y = require_positions(lon, lat)
        distance = self._edge_distance(x, y)
        return np.where(self.contains(x, y), -distance, distance)

    def violation_m(self, lon: ArrayLike, lat: ArrayLike) -> Floats:
        """Give how far positions (N,) are from the area, metres."""
        x, y = require_positions(lon, lat)
        miss = np.zeros(len(x))
        # Inside is inside: the edge, which may be long, is only measured where it decides.
        doubtful = ~self.contains(x, y) if self.grow_m >= 0 else np.ones(len(x), dtype=bool)
        if doubtful.any():
            miss[doubtful] = np.maximum(self.signed_m(x[doubtful], y[doubtful]) - self.grow_m, 0.0)
        return exactly(miss)

    def bounds(self) -> Window | None:
        """Give a box around the area."""
        west, south, east, north = self._filled.bounds
        return on_globe(grown((west, south, east, north), max(self.grow_m, 0.0) * 1.01 + 1.0))

    @property
    def _filled(self) -> Region:
        return self._outline.filled

    @property
    def boundary(self) -> MultiLineString:
        """The edge without the cuts at the antimeridian and along the poles, which are no edge."""
        return self._outline.boundary

    @cached_property
    def _outline(self) -> _Outline:
        return _outline_of(Same(self.polygon), self.edges)

    def _edge_distance(self, lon: Floats, lat: Floats) -> Floats:
        return self._outline.distance_m(lon, lat)


@dataclass(frozen=True)
class _Outline:
    """What areas of the same polygon share, however far they are grown: it filled, its edge, and indexes of that."""

    polygon: Region
    edges: str

    @cached_property
    def filled(self) -> Region:
        polygon = self.polygon
        if self.edges == "geodesic":
            parts = [
                Polygon(
                    dense(shapely.get_coordinates(part.exterior)),
                    [dense(shapely.get_coordinates(hole)) for hole in part.interiors],
                )
                for part in shapely.get_parts(polygon)
            ]
            polygon = parts[0] if len(parts) == 1 else MultiPolygon(parts)
            polygon = polygon if polygon.is_valid else polygons(shapely.make_valid(polygon))
        shapely.prepare(polygon)
        return polygon

    @cached_property
    def boundary(self) -> MultiLineString:
        """The edge without the cuts at the antimeridian and along the poles, which are no edge."""
        lines = []
        for ring in shapely.get_parts(shapely.get_rings(shapely.get_parts(self.filled))):
            xy = shapely.get_coordinates(ring)
            seam = (np.abs(xy[1:, 0]) == 180.0) & (np.abs(xy[:-1, 0]) == 180.0)
            seam |= (np.abs(xy[1:, 1]) == 90.0) & (np.abs(xy[:-1, 1]) == 90.0)
            for run in np.split(np.arange(len(seam)), np.flatnonzero(np.diff(seam)) + 1):
                if not seam[run[0]]:
                    lines.append(LineString(xy[run[0] : run[-1] + 2]))
        return MultiLineString(lines)

    @cached_property
    def _near(self) -> dict[Window, LineIndex | None]:
        return {}

    def distance_m(self, lon: Floats, lat: Floats) -> Floats:
        """Distance to the edge; of a long one only what lies near the positions is indexed."""
        if shapely.get_num_coordinates(self.boundary) <= SMALL_BOUNDARY or not len(lon):
            return index_of(Same(self.boundary), "planar").nearest(lon, lat).distance_m
        for margin in (0.5, 2.0, 8.0):
            # Boxes on a grid of twice the margin: queries nearby share one.
            first = np.floor(np.array([lon.min() - margin, lat.min() - margin]) / (2 * margin)) * (2 * margin)
            last = np.ceil(np.array([lon.max() + margin, lat.max() + margin]) / (2 * margin)) * (2 * margin)
            west, south, east, north = (float(edge) for edge in (*first, *last))
            if west < -180 or east > 180 or south < -89 or north > 89:
                break
            box = (west, south, east, north)
            if box not in self._near:
                cut = shapely.clip_by_rect(self.boundary, *box)
                lines = [part for part in shapely.get_parts(cut) if part.geom_type == "LineString"]
                if shapely.get_num_coordinates(cut) > WHOLE * shapely.get_num_coordinates(self.boundary):
                    break
                self._near[box] = LineIndex(lines) if lines else None
            index = self._near[box]
            if index is None:
                continue
            distance = index.nearest(lon, lat).distance_m
            aside = np.minimum(lon - west, east - lon) * np.cos(np.radians(max(abs(south), abs(north))))
            clear = np.minimum(np.minimum(lat - south, north - lat), aside) * METRES_PER_DEGREE * 0.98
            if (distance < clear).all():
                return distance
        return index_of(Same(self.boundary), "planar").nearest(lon, lat).distance_m


@lru_cache(maxsize=64)
def _outline_of(polygon: Same, edges: str) -> _Outline:
    return _Outline(polygon.lines, edges)


@dataclass(frozen=True)
class Complement:
    """Positions outside an area."""

    area: Area

    def region(self, window: Window | None = None) -> Region:
        """Give the window, or the world, without the area."""
        return polygons(shapely.difference(frame_box(window), self.area.cut(window, outer=False)))

    def violation_m(self, lon: ArrayLike, lat: ArrayLike) -> Floats:
        """Give how far positions (N,) lie in the area, metres."""
        x, y = require_positions(lon, lat)
        miss = np.zeros(len(x))
        doubtful = self.area.contains(x, y) if self.area.grow_m <= 0 else np.ones(len(x), dtype=bool)
        if doubtful.any():
            miss[doubtful] = np.maximum(self.area.grow_m - self.area.signed_m(x[doubtful], y[doubtful]), 0.0)
        return exactly(miss)

    def bounds(self) -> Window | None:
        """Nothing bounds an outside."""
        return None


@dataclass(frozen=True)
class SideBand:
    """The part of a line band that lies in an area."""

    band: LineBand
    area: Area

    def region(self, window: Window | None = None) -> Region:
        """Give an outer region."""
        band = self.band.region(window)
        if band.is_empty:
            return band
        west, south, east, north = band.bounds
        return polygons(shapely.intersection(band, self.area.region((west, south, east, north))))

    def violation_m(self, lon: ArrayLike, lat: ArrayLike) -> Floats:
        """Give the larger of the two misses of positions (N,), metres."""
        return np.maximum(self.band.violation_m(lon, lat), self.area.violation_m(lon, lat))

    def bounds(self) -> Window | None:
        """Give the band's box, or None."""
        return self.band.bounds()


@dataclass(frozen=True)
class DepthBand:
    """Positions whose depth in an area behind lines is from `low_m` to `high_m`; outside the area depth is negative."""

    lines: Lines = field(hash=False)
    area: Area
    low_m: float
    high_m: float
    edges: str = "planar"

    def __post_init__(self) -> None:
        """Refuse depths in the wrong order; a negative one lies outside the area."""
        if not self.low_m <= self.high_m or math.isinf(self.low_m):
            raise GeometryError(
                f"A depth cannot reach from {self.low_m} to {self.high_m} m.", cure="Give the smaller one first."
            )

    def region(self, window: Window | None = None) -> Region:
        """Give an outer region."""
        found: list[Region] = []
        if self.high_m >= 0:
            found.append(SideBand(self._band(max(self.low_m, 0.0), self.high_m), self.area).region(window))
        if self.low_m < 0:
            out = self._band(max(-self.high_m, 0.0), -self.low_m).region(window)
            found.append(polygons(shapely.difference(out, self.area.cut(window, outer=False))))
        return polygons(shapely.union_all(found)) if found else Polygon()

    def depth_m(self, lon: ArrayLike, lat: ArrayLike) -> Floats:
        """Give the distance of positions (N,) to the lines, metres, negative outside the area."""
        distance = index_of(Same(self.lines), self.edges).nearest(lon, lat).distance_m
        return np.where(self.area.contains(lon, lat), distance, -distance)

    def violation_m(self, lon: ArrayLike, lat: ArrayLike) -> Floats:
        """Give by how much the depth of positions (N,) misses, metres."""
        depth = self.depth_m(lon, lat)
        return exactly(np.maximum(np.maximum(self.low_m - depth, depth - self.high_m), 0.0))

    def way_round_m(self, lon: float, lat: float, within_m: float) -> float:
        """Give the distance of one position to what of the area's edge is not these lines; `within_m` if it is farther.

        Across a coast, or where the border with somebody else begins, depth changes its sign at once.
        """
        box = grown((lon, lat, lon, lat), within_m * 1.01 + 1.0)
        if box != on_globe(box):
            return 0.0
        lines = shapely.buffer(shapely.clip_by_rect(drawn(Same(self.lines), self.edges), *box), SAME_DEG)
        edge = shapely.difference(shapely.clip_by_rect(self.area.boundary, *box), lines)
        others = [part for part in shapely.get_parts(edge) if part.length > 0]
        return min(float(LineIndex(others).nearest([lon], [lat]).distance_m[0]), within_m) if others else within_m

    def bounds(self) -> Window | None:
        """Give a box around the lines' band; None when unbounded."""
        return self._band(0.0, max(self.high_m, -self.low_m)).bounds()

    def _band(self, low_m: float, high_m: float) -> LineBand:
        return LineBand(self.lines, low_m, high_m, self.edges)


__all__ = ["WORLD", "Area", "Complement", "DepthBand", "LineBand", "SideBand", "within"]
