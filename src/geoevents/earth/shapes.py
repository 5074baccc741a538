"""Shapes around a position: discs, rings, arc bands and boxes, analytic and exact; regions enclose them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely import LineString, Polygon

from geoevents.earth.frame import Frame
from geoevents.earth.geodesic import WGS84, destination, require_positions
from geoevents.earth.nearest import LineIndex
from geoevents.earth.split import (
    METRES_PER_DEGREE,
    WORLD,
    Region,
    Window,
    clip,
    frame_box,
    from_plane,
    on_globe,
    polygons,
    wrapped,
)
from geoevents.errors import GeometryError

Floats = NDArray[np.float64]

PAD_M = 0.2
"""By how much a region is drawn larger than its shape, so that no rounding loses a position."""
SAGITTA_M = 0.1
EXACT_M = 1e-6
"""A miss smaller than this is rounding, and none."""
FARTHEST_M = 20_003_932.0
"""Half the way round over the poles, rounded up: no two positions are farther apart."""
WHOLE_GLOBE_M = 19_900_000.0
"""From here on circles are no longer simple curves: an outer region is then the whole globe."""


class Shape(Protocol):
    """A set of positions: an outer region, an exact miss, and bounds."""

    def __hash__(self) -> int:
        """Shapes are keys: what was drawn once is kept."""
        ...

    def region(self, window: Window | None = None) -> Region:
        """Give an outer approximation in degrees, cut to a window (west, south, east, north)."""
        ...

    def violation_m(self, lon: ArrayLike, lat: ArrayLike) -> Floats:
        """Give by how many metres positions (N,) miss the shape; exactly 0 when they do not."""
        ...

    def bounds(self) -> Window | None:
        """Give a box around the shape, or None when it is unbounded."""
        ...


def require_span(low_m: float, high_m: float, what: str) -> None:
    """Refuse distances that no shape can have.

    Raises
    ------
    GeometryError
        NaN, a negative or infinite lower end, or ends in the wrong order.
    """
    if not (0.0 <= low_m <= high_m) or math.isinf(low_m):
        raise GeometryError(
            f"{what} cannot reach from {low_m} to {high_m} m.",
            cure="Give metres, the smaller first, neither of them negative; only the larger may be infinite.",
        )


def exactly(miss: Floats) -> Floats:
    """Take rounding for what it is: misses below a micrometre are 0."""
    return np.where(miss <= EXACT_M, 0.0, miss)


def circle(radius_m: float, outer: bool) -> Polygon:
    """Draw a plane circle around the origin: circumscribed and padded, or inscribed and shrunk (empty if too small)."""
    count = max(64, int(np.ceil(np.pi * np.sqrt(radius_m / (2 * SAGITTA_M)))))
    radius = (radius_m + PAD_M) / np.cos(np.pi / count) if outer else radius_m - PAD_M
    if radius <= 0:
        return Polygon()
    turn = np.linspace(0.0, 2 * np.pi, count, endpoint=False)
    return Polygon(np.column_stack([radius * np.sin(turn), radius * np.cos(turn)]))


@dataclass(frozen=True)
class Disc:
    """Positions within `radius_m` of a centre.

    Examples
    --------
    >>> Disc(0.0, 0.0, 1000.0).violation_m([0.0, 0.0], [0.001, 0.01]).round(3)
    array([  0.   , 105.743])
    """

    lon: float
    lat: float
    radius_m: float

    def __post_init__(self) -> None:
        """Refuse what is no disc on the globe."""
        require_positions(self.lon, self.lat, "centre")
        require_span(0.0, self.radius_m, "A disc")

    def region(self, window: Window | None = None) -> Region:
        """Give an outer region, at most 0.5 m larger."""
        return clip(self._ring.region(), window)

    def violation_m(self, lon: ArrayLike, lat: ArrayLike) -> Floats:
        """Give by how much positions (N,) lie too far, metres."""
        return exactly(np.maximum(_polar(self.lon, self.lat, lon, lat)[1] - self.radius_m, 0.0))

    def bounds(self) -> Window | None:
        """Give the box around the region; None for an infinite radius."""
        return self._ring.bounds()

    @cached_property
    def _ring(self) -> Ring:
        return Ring(self.lon, self.lat, 0.0, self.radius_m)


@dataclass(frozen=True)
class Ring:
    """Positions from `low_m` to `high_m` from a centre; `high_m` may be infinite.

    Examples
    --------
    >>> Ring(0.0, 0.0, 2000.0, np.inf).violation_m([0.0], [0.01]).round(1)
    array([894.3])
    """

    lon: float
    lat: float
    low_m: float
    high_m: float

    def __post_init__(self) -> None:
        """Refuse what is no ring on the globe."""
        require_positions(self.lon, self.lat, "centre")
        require_span(self.low_m, self.high_m, "A ring")

    def region(self, window: Window | None = None) -> Region:
        """Give an outer region; the window (or the world) less the inner disc when nothing bounds it."""
        return clip(self._whole, window)

    def violation_m(self, lon: ArrayLike, lat: ArrayLike) -> Floats:
        """Give by how much positions (N,) lie too near or too far, metres."""
        distance = _polar(self.lon, self.lat, lon, lat)[1]
        return exactly(np.maximum(np.maximum(self.low_m - distance, distance - self.high_m), 0.0))

    def bounds(self) -> Window | None:
        """Give the box around the region; None when unbounded."""
        return None if np.isinf(self.high_m) else _box(self._whole)

    @cached_property
    def _whole(self) -> Region:
        return _ring_region(self.lon, self.lat, self.low_m, self.high_m)


@dataclass(frozen=True)
class ArcBand:
    """Positions from `low_m` to `high_m` from a centre, in directions within `half_width_deg` of an azimuth.

    Examples
    --------
    >>> band = ArcBand(0.0, 0.0, 900.0, 1200.0, 0.0, 45.0)
    >>> band.violation_m([0.0, 0.0], [0.01, -0.01]).round(0)
    array([   0., 1855.])
    """

    lon: float
    lat: float
    low_m: float
    high_m: float
    azimuth_deg: float
    half_width_deg: float

    def __post_init__(self) -> None:
        """Refuse what is no arc band on the globe."""
        require_positions(self.lon, self.lat, "centre")
        require_span(self.low_m, self.high_m, "An arc band")
        if not (math.isfinite(self.azimuth_deg) and self.half_width_deg >= 0.0):
            raise GeometryError(
                f"An arc band cannot face {self.azimuth_deg} ± {self.half_width_deg} degrees.",
                cure="Give an azimuth and a half width in degrees, the width not negative.",
            )

    def region(self, window: Window | None = None) -> Region:
        """Give an outer region, at most 0.6 m larger."""
        return clip(self._whole, window)

    def violation_m(self, lon: ArrayLike, lat: ArrayLike) -> Floats:
        """Give how far positions (N,) are from the band, metres."""
        azimuth, distance = _polar(self.lon, self.lat, lon, lat)
        ring = np.maximum(np.maximum(self.low_m - distance, distance - self.high_m), 0.0)
        turn = np.radians(np.abs(np.mod(azimuth - self.azimuth_deg + 180.0, 360.0) - 180.0) - self.half_width_deg)
        facing = (turn <= 0) | (turn * distance <= EXACT_M) | (self.half_width_deg >= 180.0)
        miss = exactly(ring)
        if not facing.all():
            x, y = require_positions(lon, lat)
            # Off the directions of the band its nearest position is on one of its two straight sides.
            miss[~facing] = exactly(self._sides.nearest(x[~facing], y[~facing]).distance_m)
        return miss

    def bounds(self) -> Window | None:
        """Give the box around the region; None when unbounded."""
        return None if np.isinf(self.high_m) else _box(self._whole)

    @cached_property
    def _sides(self) -> LineIndex:
        reach = np.array([self.low_m, min(self.high_m, WHOLE_GLOBE_M / 2), min(self.high_m, WHOLE_GLOBE_M)])
        lines = []
        for side in (-1.0, 1.0):
            azimuth = np.full(3, self.azimuth_deg + side * self.half_width_deg)
            lines.append(LineString(np.column_stack(destination(self.lon, self.lat, azimuth, np.sort(reach)))))
        return LineIndex(lines, edges="geodesic")

    @cached_property
    def _whole(self) -> Region:
        if self.low_m > FARTHEST_M:
            return Polygon()
        low, high = max(self.low_m - 0.05, 0.0), min(self.high_m, WHOLE_GLOBE_M) + 0.05
        half = np.radians(self.half_width_deg) + 0.05 / max(high, 1.0)
        if half >= np.pi:
            return _ring_region(self.lon, self.lat, self.low_m, self.high_m)
        middle = np.radians(self.azimuth_deg)
        count = max(16, int(np.ceil(half * np.sqrt(high / (2 * SAGITTA_M)))))
        turn = np.linspace(middle - half, middle + half, count + 1)
        out = high / np.cos(half / count)
        arc = np.column_stack([np.sin(turn), np.cos(turn)])
        back = low * arc[::-1] if low > 0 else np.zeros((1, 2))
        plane = Polygon(np.vstack([out * arc, back])).buffer(PAD_M, quad_segs=4)
        region = from_plane(Frame(self.lon, self.lat), plane)
        if self.high_m < WHOLE_GLOBE_M:
            return region
        # Around the antipode every direction ends up: what lies beyond the plane's reach belongs to all bands.
        return polygons(shapely.union(region, _ring_region(self.lon, self.lat, WHOLE_GLOBE_M - 1_000.0, np.inf)))


@dataclass(frozen=True)
class Box:
    """Positions within half widths in degrees of a centre; both may be 0: one position.

    Examples
    --------
    >>> Box(0.0, 0.0, 0.0, 0.0).violation_m([0.0], [0.01]).round(1)
    array([1105.7])
    """

    lon: float
    lat: float
    half_lon_deg: float
    half_lat_deg: float

    def __post_init__(self) -> None:
        """Refuse what is no box on the globe."""
        require_positions(self.lon, self.lat, "centre")
        if not (0.0 <= self.half_lon_deg < math.inf and 0.0 <= self.half_lat_deg < math.inf):
            raise GeometryError(
                f"A box cannot reach {self.half_lon_deg} by {self.half_lat_deg} degrees.",
                cure="Give half widths in degrees, neither of them negative.",
            )

    def region(self, window: Window | None = None) -> Region:
        """Give the box, 0.3 m larger on every side."""
        west, south, east, north = self._edges()
        rise = 0.3 / METRES_PER_DEGREE
        top = min(max(abs(south), abs(north)) + rise, 89.999999)
        widen = min(rise / float(np.cos(np.radians(top))), 180.0)
        if east - west + 2 * widen >= 360.0:
            west, east, widen = -180.0, 180.0, 0.0
        box = shapely.box(west - widen, max(south - rise, -90.0), east + widen, min(north + rise, 90.0))
        return clip(polygons(wrapped(box)), window)

    def violation_m(self, lon: ArrayLike, lat: ArrayLike) -> Floats:
        """Give how far positions (N,) are from the box, metres."""
        x, y = require_positions(lon, lat)
        aside = np.abs(np.mod(x - self.lon + 180.0, 360.0) - 180.0)
        out = (aside > self.half_lon_deg) | (np.abs(y - self.lat) > self.half_lat_deg)
        miss = np.zeros(len(x))
        if out.any():
            miss[out] = exactly(self._outline.nearest(x[out], y[out]).distance_m)
        return miss

    def bounds(self) -> Window | None:
        """Give the box around the region."""
        return _box(self.region())

    def _edges(self) -> Window:
        half_lon = min(self.half_lon_deg, 180.0)
        south, north = max(self.lat - self.half_lat_deg, -90.0), min(self.lat + self.half_lat_deg, 90.0)
        return self.lon - half_lon, south, self.lon + half_lon, north

    @cached_property
    def _outline(self) -> LineIndex:
        west, south, east, north = self._edges()
        around = LineString([(west, south), (east, south), (east, north), (west, north), (west, south)])
        xy = shapely.get_coordinates(shapely.segmentize(around, 60.0) if around.length else around)
        xy[:, 0] = np.where(np.abs(xy[:, 0]) > 180.0, np.mod(xy[:, 0] + 180.0, 360.0) - 180.0, xy[:, 0])
        return LineIndex(LineString(xy), edges="planar")


def _polar(lon0: float, lat0: float, lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
    x, y = require_positions(lon, lat)
    azimuth, _, distance = WGS84.inv(np.full(len(x), lon0), np.full(len(x), lat0), x, y)
    return np.asarray(azimuth), np.asarray(distance)


def _ring_region(lon: float, lat: float, low_m: float, high_m: float) -> Region:
    if low_m > FARTHEST_M:
        return Polygon()
    frame = Frame(lon, lat)
    region: Region = WORLD if high_m >= WHOLE_GLOBE_M else from_plane(frame, circle(high_m, outer=True))
    if low_m > PAD_M:
        hole = from_plane(frame, circle(min(low_m, WHOLE_GLOBE_M), outer=False), outer=False)
        region = polygons(shapely.difference(region, hole))
    return region


def _box(region: Region) -> Window:
    west, south, east, north = region.bounds
    return on_globe((west, south, east, north))


__all__ = ["ArcBand", "Box", "Disc", "Ring", "Shape", "circle", "exactly", "frame_box"]
