"""Distances from an area, and what two shapes allow together or either of them alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely import Polygon

from geoevents.earth.bands import Area, LineBand
from geoevents.earth.geodesic import require_positions
from geoevents.earth.lines import Lines
from geoevents.earth.shapes import Shape, exactly, require_span
from geoevents.earth.split import Region, Window, polygons
from geoevents.errors import GeometryError

Floats = NDArray[np.float64]


FEW_PARTS = 8
MOST_VERTICES = 100_000
"""Lines with more are those of the whole world: a band along all of them takes minutes, and says next to nothing."""


def _require_somewhere(lines: Lines, window: Window | None) -> None:
    if window is None and shapely.get_num_coordinates(lines) > MOST_VERTICES:
        raise GeometryError(
            "Every coast of the world is meant, and nothing says near what.",
            cure='Name a country or a place: "12 NM off the coast of Yemen", "12 NM off the coast and near Aden".',
        )


@dataclass(frozen=True)
class CoastBand(LineBand):
    """A band along lines that may be as long as the coasts of the world: then only a part of it can be drawn.

    Examples
    --------
    >>> CoastBand(shapely.LineString([(0, 0), (1, 0)]), 900.0, 1_100.0).violation_m([0.5], [0.0]).round(0)
    array([900.])
    """

    def region(self, window: Window | None = None) -> Region:
        """Give an outer region; with a window only the lines near it are looked at.

        Raises
        ------
        GeometryError
            The lines are as long as the coasts of the world, and no window says where to look.
        """
        _require_somewhere(self.lines, window)
        return LineBand.region(self, window)


@dataclass(frozen=True)
class AreaBand:
    """Positions whose shortest distance to an area, 0 inside it, is from `low_m` to `high_m` (which may be infinite).

    `lines` are the edge of the area as one keeps it, so that its index serves every band along it.

    Examples
    --------
    >>> square = shapely.box(0, 0, 1, 1)
    >>> band = AreaBand(shapely.LineString(square.exterior), Area(square), 900.0, 1_000.0)
    >>> band.violation_m([0.5, 0.5], [0.5, 1.01]).round(0)
    array([900., 106.])
    """

    lines: Lines = field(hash=False)
    area: Area
    low_m: float
    high_m: float

    def __post_init__(self) -> None:
        """Refuse distances that no band can have."""
        require_span(self.low_m, self.high_m, "A band around an area")

    def region(self, window: Window | None = None) -> Region:
        """Give an outer region; with a window only the edge near it is looked at.

        Raises
        ------
        GeometryError
            The edge is as long as the coasts of the world, and no window says where to look.
        """
        _require_somewhere(self.lines, window)
        around = self._band.region(window)
        if self.low_m <= 0.0:
            return polygons(shapely.union(around, self.area.region(window)))
        if around.is_empty:
            return around
        west, south, east, north = around.bounds
        return polygons(shapely.difference(around, self.area.cut((west, south, east, north), outer=False)))

    def distance_m(self, lon: ArrayLike, lat: ArrayLike) -> Floats:
        """Give the shortest distance of positions (N,) to the area, metres; 0 inside."""
        return np.where(self.area.contains(lon, lat), 0.0, self._band.distance_m(lon, lat))

    def violation_m(self, lon: ArrayLike, lat: ArrayLike) -> Floats:
        """Give by how much positions (N,) lie too near or too far, metres."""
        distance = self.distance_m(lon, lat)
        return exactly(np.maximum(np.maximum(self.low_m - distance, distance - self.high_m), 0.0))

    def bounds(self) -> Window | None:
        """Give a box around the band; None when unbounded."""
        return self._band.bounds()

    @cached_property
    def _band(self) -> LineBand:
        return LineBand(self.lines, self.low_m, self.high_m)


@dataclass(frozen=True)
class Both:
    """Positions that two shapes allow.

    Examples
    --------
    >>> from geoevents.earth.shapes import Disc
    >>> Both(Disc(0.0, 0.0, 1_000.0), Disc(0.0, 0.01, 1_000.0)).violation_m([0.0, 0.0], [0.005, 0.01]).round(0)
    array([  0., 106.])
    """

    first: Shape
    second: Shape

    def region(self, window: Window | None = None) -> Region:
        """Give an outer region; the second shape is only looked at where the first is."""
        region = self.first.region(window)
        if region.is_empty:
            return Polygon()
        found = [shapely.intersection(part, self.second.region(box)) for box, part in _boxed(region)]
        return polygons(found[0] if len(found) == 1 else shapely.union_all(found))

    def violation_m(self, lon: ArrayLike, lat: ArrayLike) -> Floats:
        """Give the larger of the two misses of positions (N,), metres."""
        return np.maximum(self.first.violation_m(lon, lat), self.second.violation_m(lon, lat))

    def bounds(self) -> Window | None:
        """Give the first shape's box, or the second's where the first has none."""
        return self.first.bounds() or self.second.bounds()


def _boxed(region: Region) -> list[tuple[Window, Region]]:
    """Give the box of a region with it; of one whose few parts lie far apart, each part with a box of its own."""
    parts = shapely.get_parts(region)
    boxes = shapely.bounds(parts)
    apart = float(((boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])).sum())
    west, south, east, north = region.bounds
    if 1 < len(parts) <= FEW_PARTS and apart < (east - west) * (north - south) / 2:
        return [
            ((float(w), float(s), float(e), float(n)), part) for (w, s, e, n), part in zip(boxes, parts, strict=True)
        ]
    return [((west, south, east, north), region)]


@dataclass(frozen=True)
class Either:
    """Positions that at least one of two shapes allows.

    Examples
    --------
    >>> from geoevents.earth.shapes import Disc
    >>> Either(Disc(0.0, 0.0, 1_000.0), Disc(0.0, 0.1, 1_000.0)).violation_m([0.0, 0.0], [0.1, 0.02]).round(0)
    array([   0., 1211.])
    """

    first: Shape
    second: Shape

    def region(self, window: Window | None = None) -> Region:
        """Give an outer region."""
        return polygons(shapely.union(self.first.region(window), self.second.region(window)))

    def violation_m(self, lon: ArrayLike, lat: ArrayLike) -> Floats:
        """Give the smaller of the two misses of positions (N,), metres."""
        x, y = require_positions(lon, lat)
        return np.minimum(self.first.violation_m(x, y), self.second.violation_m(x, y))

    def bounds(self) -> Window | None:
        """Give a box around both; None when one of them has none."""
        one, other = self.first.bounds(), self.second.bounds()
        if one is None or other is None:
            return None
        return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])
