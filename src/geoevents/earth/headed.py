"""Shapes of "9.5 km south of a line": along the heading to the line, and within the heading from some point of it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from geoevents.earth.bands import LineBand
from geoevents.earth.crossing import along_m
from geoevents.earth.frame import EARTH_RADIUS_M
from geoevents.earth.geodesic import WGS84, require_positions
from geoevents.earth.lines import Lines, lines_near, within
from geoevents.earth.sector import sector_miss_m
from geoevents.earth.shapes import exactly, require_span
from geoevents.earth.split import METRES_PER_DEGREE, Region, Window, clip, frame_box, polygons, wrapped
from geoevents.errors import GeometryError

Floats = NDArray[np.float64]

PAD_M = 0.1
LONGEST_DEG = 0.1
"""Pieces of a line whose sweep is drawn in one: about 10 km."""
TURN_DEG = 5.0
"""By how much neighbouring corners of a sector differ in direction."""
SIMPLER_M = 1.0
MOST_CELLS = 60_000
POLAR_DEG = 85.0
FAR_M = 1_000_000.0
"""Beyond this, and near the poles, a region is drawn as if the direction were not known."""


@dataclass(frozen=True)
class AlongBand:
    """Positions from which, going straight back against a heading, one first meets lines after `low_m` to `high_m`.

    For "9.5 km south of the border" one goes due north.

    Examples
    --------
    >>> from shapely import LineString
    >>> band = AlongBand(LineString([(0, 0), (1, 0)]), 9_000.0, 10_000.0, 180.0)
    >>> band.violation_m([0.5, 0.5, 1.01], [-0.085, -0.1, -0.085]).round(0)
    array([   0., 1057., 1113.])
    """

    lines: Lines = field(hash=False)
    low_m: float
    high_m: float
    heading_deg: float
    edges: str = "planar"

    def __post_init__(self) -> None:
        """Refuse what is no distance or no direction."""
        require_span(self.low_m, self.high_m, "A band along a heading")
        _require_sector(self.heading_deg, 0.0)

    def region(self, window: Window | None = None) -> Region:
        """Give an outer region: what is swept from `low_m` to `high_m`, less what surely meets a line sooner."""
        if math.isinf(self.high_m):
            region = frame_box(window)
        else:
            lines = lines_near(self.lines, self.edges, self.high_m, window)
            if _far(lines, self.high_m):
                return within(self.lines, self.high_m, self.edges, window, outer=True)
            region = clip(_sweep(lines, self.low_m, self.high_m, self.heading_deg, outer=True), window)
        near = lines_near(self.lines, self.edges, self.low_m, window)
        if self.low_m <= 1.0 or _far(near, self.low_m):
            return region
        return polygons(shapely.difference(region, _sweep(near, 0.0, self.low_m, self.heading_deg, outer=False)))

    def violation_m(self, lon: ArrayLike, lat: ArrayLike) -> Floats:
        """Give how far positions (N,) are from the band, metres: where a line is met too soon, along the heading."""
        x, y = require_positions(lon, lat)
        reach = min(self.high_m, math.pi * WGS84.a)
        way = along_m(self.lines, x, y, self.heading_deg + 180.0, edges=self.edges, reach_m=reach)
        miss = np.maximum(self.low_m - way, 0.0)
        none = np.flatnonzero(np.isinf(way))
        if len(none):
            # No line is met in time: the nearest position from which one is lies behind some point of it.
            span = (self.low_m, self.high_m)
            miss[none] = sector_miss_m(self.lines, self.edges, x[none], y[none], span, self.heading_deg, 0.0, False)
        return exactly(miss)

    def bounds(self) -> Window | None:
        """Give a box around the band; None when unbounded."""
        return LineBand(self.lines, 0.0, self.high_m, self.edges).bounds()


@dataclass(frozen=True)
class TowardBand:
    """Positions that lie `low_m` to `high_m` from some point of lines, within `half_width_deg` of a heading from it.

    Examples
    --------
    >>> from shapely import LineString
    >>> band = TowardBand(LineString([(0, 0), (1, 0)]), 9_000.0, 10_000.0, 180.0, 45.0)
    >>> band.violation_m([0.5, 0.5, 0.5], [-0.07, -0.05, 0.07]).round(0)
    array([    0.,   835., 14104.])
    """

    lines: Lines = field(hash=False)
    low_m: float
    high_m: float
    heading_deg: float
    half_width_deg: float
    edges: str = "planar"

    def __post_init__(self) -> None:
        """Refuse what is no distance or no sector."""
        require_span(self.low_m, self.high_m, "A band toward a heading")
        _require_sector(self.heading_deg, self.half_width_deg)

    def region(self, window: Window | None = None) -> Region:
        """Give an outer region; with a window only the lines near it are looked at."""
        if math.isinf(self.high_m):
            return frame_box(window)
        lines = lines_near(self.lines, self.edges, self.high_m, window)
        if _far(lines, self.high_m) or self.half_width_deg >= 90.0:
            return within(self.lines, self.high_m, self.edges, window, outer=True)
        return clip(_fan(lines, self.low_m, self.high_m, self.heading_deg, self.half_width_deg), window)

    def violation_m(self, lon: ArrayLike, lat: ArrayLike) -> Floats:
        """Give how far positions (N,) are from the band, metres."""
        span = (self.low_m, self.high_m)
        miss = sector_miss_m(self.lines, self.edges, lon, lat, span, self.heading_deg, self.half_width_deg)
        return exactly(miss)

    def bounds(self) -> Window | None:
        """Give a box around the band; None when unbounded."""
        return LineBand(self.lines, 0.0, self.high_m, self.edges).bounds()


def _require_sector(heading_deg: float, half_width_deg: float) -> None:
    if not (math.isfinite(heading_deg) and half_width_deg >= 0.0):
        raise GeometryError(
            f"There is no heading of {heading_deg} ± {half_width_deg} degrees.",
            cure="Give a heading and a half width in degrees, the width not negative.",
        )


def _far(lines: shapely.MultiLineString, reach_m: float) -> bool:
    """Whether a sweep of lines would come near a pole, or so far that directions turn a lot on the way."""
    if lines.is_empty:
        return False
    _, south, _, north = lines.bounds
    return reach_m > FAR_M or max(abs(south), abs(north)) + reach_m / METRES_PER_DEGREE > POLAR_DEG


def _vertices(lines: shapely.MultiLineString) -> tuple[Floats, NDArray[np.int64]]:
    """Give the vertices (V, 2) of lines in pieces that are short enough, and at which of them a piece begins."""
    cut = shapely.segmentize(lines, LONGEST_DEG)
    xy, line = shapely.get_coordinates(shapely.get_parts(cut), return_index=True)
    return xy, np.flatnonzero(line[1:] == line[:-1])


def _sweep(lines: shapely.MultiLineString, low_m: float, high_m: float, heading_deg: float, outer: bool) -> Region:
    """Give the positions from which lines are met `low_m` to `high_m` back along a heading: too large, or too small."""
    if lines.is_empty:
        return shapely.Polygon()
    xy, first = _vertices(lines)
    top = float(np.abs(xy[:, 1]).max())
    # A side that bends by more than this is drawn in several steps; a meridian does not.
    bends = 0.05 * abs(math.sin(math.radians(heading_deg))) * (1.0 + math.tan(math.radians(min(top, 89.0))))
    step_m = math.sqrt(8 * EARTH_RADIUS_M * 0.2 / max(bends, 1e-9)) if bends > 1e-12 else math.inf
    count = int(min(max(1, math.ceil((high_m - low_m) / step_m)), max(1, MOST_CELLS // max(len(first), 1))))
    away = np.linspace(low_m, high_m, count + 1)
    corners = _behind(xy, away, heading_deg)
    halfway = _behind((xy[first] + xy[first + 1]) / 2, away, heading_deg)
    steps = _behind(xy, (away[1:] + away[:-1]) / 2, heading_deg)
    stray = _stray_m(halfway, (corners[first] + corners[first + 1]) / 2)
    stray += _stray_m(steps, (corners[:, 1:] + corners[:, :-1]) / 2)
    pad_m = 1.25 * stray + PAD_M
    near, far = corners[:, :-1], corners[:, 1:]
    cells = np.stack([near[first], far[first], far[first + 1], near[first + 1]], axis=2)
    return _filled(cells, pad_m, top + high_m / METRES_PER_DEGREE, outer)


def _behind(xy: Floats, away_m: Floats, heading_deg: float) -> Floats:
    """Give positions (V, K, 2) from which the geodesic against a heading reaches vertices (V, 2) after `away_m` (K,).

    The direction is that at the position, so that at the vertex has to be found: it is off by how much meridians
    converge on the way, and a few corrections take that out.
    """
    shape = (len(xy), len(away_m))
    x, y = (np.broadcast_to(value[:, None], shape).ravel() for value in xy.T)
    away = np.broadcast_to(away_m, shape).ravel()
    leave = np.full(len(x), heading_deg)
    for _ in range(8):
        lon, lat, back = (np.asarray(value) for value in WGS84.fwd(x, y, leave, away))
        off = np.mod(heading_deg + 180.0 - back + 180.0, 360.0) - 180.0
        if not len(off) or np.abs(off).max() < 1e-11:
            break
        leave = leave + off
    return _unwrapped(lon, lat, x).reshape(*shape, 2)


def _fan(lines: shapely.MultiLineString, low_m: float, high_m: float, heading_deg: float, half_deg: float) -> Region:
    """Give an outer region of what lies in a sector of some point of lines.

    The sector is cut into convex cells; what a cell sweeps along a straight piece is the hull of it at both ends.
    """
    if lines.is_empty:
        return shapely.Polygon()
    lines = shapely.MultiLineString(list(shapely.get_parts(shapely.simplify(lines, SIMPLER_M / METRES_PER_DEGREE))))
    xy, first = _vertices(lines)
    top = float(np.abs(xy[:, 1]).max())
    slope = 1.0 + math.tan(math.radians(min(top + high_m / METRES_PER_DEGREE, 89.0)))
    rings = int(max(1, math.ceil((high_m - low_m) / max(5_000.0, high_m / 4))))
    turns = int(max(1, math.ceil(2 * half_deg / TURN_DEG)))
    turns = int(max(1, min(turns, MOST_CELLS // max(len(first) * rings, 1))))
    turn_deg = 2 * half_deg / turns
    side_m = max((high_m - low_m) / rings, 2 * high_m * math.sin(math.radians(turn_deg / 2)))
    # Sides are straight in degrees, and the arcs that they stand for are geodesic circles.
    pad_m = 1.5 * side_m**2 / (8 * EARTH_RADIUS_M) * slope + SIMPLER_M + PAD_M
    azimuth = heading_deg + np.linspace(-half_deg, half_deg, turns + 1)
    away = np.linspace(low_m, high_m, rings + 1)
    outward = away / math.cos(math.radians(turn_deg / 2))
    inner, outer = _fanned_out(xy, azimuth, away[:-1]), _fanned_out(xy, azimuth, outward[1:])
    middle = _fanned_out((xy[first] + xy[first + 1]) / 2, azimuth, outward[1:])
    pad_m += 1.25 * _stray_m(middle, (outer[first] + outer[first + 1]) / 2)
    around = [part[:, side] for part in (inner, outer) for side in (slice(None, -1), slice(1, None))]
    cells = np.stack([corner[which] for which in (first, first + 1) for corner in around], axis=3)
    return _filled(cells.reshape(len(first), -1, 8, 2), pad_m, top + high_m / METRES_PER_DEGREE, outer=True)


def _fanned_out(xy: Floats, azimuth: Floats, away_m: Floats) -> Floats:
    """Give positions (V, A, K, 2) that lie in directions (A,) at distances (K,) from vertices (V, 2)."""
    shape = (len(xy), len(azimuth), len(away_m))
    x, y = (np.broadcast_to(value[:, None, None], shape).ravel() for value in xy.T)
    turn = np.broadcast_to(azimuth[:, None], shape).ravel()
    lon, lat, _ = WGS84.fwd(x, y, turn, np.broadcast_to(away_m, shape).ravel())
    return _unwrapped(np.asarray(lon), np.asarray(lat), x).reshape(*shape, 2)


def _unwrapped(lon: Floats, lat: Floats, near: Floats) -> Floats:
    return np.column_stack([near + np.mod(lon - near + 180.0, 360.0) - 180.0, lat])


def _stray_m(true: Floats, drawn: Floats) -> float:
    """Give by how much positions (..., 2) stray at most from those that are drawn, metres."""
    if not true.size:
        return 0.0
    off = (true - drawn).reshape(-1, 2)
    return float(np.hypot(off[:, 0] * np.cos(np.radians(drawn.reshape(-1, 2)[:, 1])), off[:, 1]).max() * 111_700.0)


def _filled(cells: Floats, pad_m: float, top_deg: float, outer: bool) -> Region:
    """Give the union of the hulls of the cells (N, M, C, 2) of N pieces, larger or smaller by a pad."""
    pieces, count, corners, _ = cells.shape
    points = np.asarray(shapely.points(cells.reshape(-1, 2)))
    whole = shapely.multipoints(points, indices=np.repeat(np.arange(pieces * count), corners))
    # Piece by piece first: what is left to unite then has few vertices.
    hulls = np.asarray(shapely.convex_hull(whole)).reshape(pieces, count)
    union = shapely.union_all(hulls[:, 0] if count == 1 else shapely.union_all(hulls, axis=1))
    # The smallest degree is one of longitude at the latitude farthest from the equator.
    pad = 1.05 * pad_m / (METRES_PER_DEGREE * math.cos(math.radians(min(top_deg, 89.0))))
    drawn = polygons(shapely.buffer(union, pad if outer else -pad))
    return drawn if drawn.is_empty else polygons(wrapped(drawn))


__all__ = ["AlongBand", "TowardBand"]
