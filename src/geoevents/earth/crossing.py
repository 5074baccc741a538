"""How far it is to lines in a given direction, and how far a position misses lines' sectors: exact on the ellipsoid.

Edges are cut into short pieces. In the azimuthal equidistant plane around a position every way that leaves it is a
straight line, and so, but for centimetres, is a short piece: what the plane finds is then settled with geodesics.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely import STRtree

from geoevents.earth.bands import Lines, Same, drawn, index_of
from geoevents.earth.frame import EARTH_RADIUS_M
from geoevents.earth.geodesic import WGS84, require_positions
from geoevents.earth.split import METRES_PER_DEGREE
from geoevents.errors import GeometryError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Seen = tuple[Floats, Floats, Floats]
"""Distance, azimuth, and by how much a sector's azimuth is off its middle."""

REACH_M = 1_000_000.0
"""How far a crossing is looked for, unless one says otherwise."""
PIECE_DEG = 0.018
"""Pieces of lines are no longer than about 2 km."""
ON_LINE_M = 1e-6
ROUNDS = 40
"""Steps of false position, which need four or five unless a way only grazes a line."""
CLOSE_M, SEARCHED_M = 5_000.0, 50_000.0
CHUNK = 2_000_000
"""Pairs of a position and a piece that are worked on together."""


@dataclass(frozen=True, slots=True)
class _Pieces:
    """Short pieces of lines, from `start` to `end` (degrees), straight in degrees, in a tree of their boxes.

    `joined` says which of them end where the next one starts.
    """

    start: Floats
    end: Floats
    joined: NDArray[np.bool_]
    tree: STRtree


@lru_cache(maxsize=64)
def _pieces(lines: Same, edges: str) -> _Pieces:
    cut = shapely.segmentize(drawn(lines, edges), PIECE_DEG)
    xy, line = shapely.get_coordinates(shapely.get_parts(cut), return_index=True)
    first = np.flatnonzero(line[1:] == line[:-1])
    start, end = xy[first], xy[first + 1]
    west, east = np.minimum(start[:, 0], end[:, 0]), np.maximum(start[:, 0], end[:, 0])
    south, north = np.minimum(start[:, 1], end[:, 1]), np.maximum(start[:, 1], end[:, 1])
    joined = np.diff(first, append=-1) == 1
    return _Pieces(start, end, joined, STRtree(shapely.box(west, south, east, north)))


def along_m(
    lines: Lines,
    lon: ArrayLike,
    lat: ArrayLike,
    azimuth_deg: ArrayLike,
    *,
    edges: str = "planar",
    reach_m: float = REACH_M,
) -> Floats:
    """Measure how far one has to go straight on at an azimuth until one first meets lines.

    Parameters
    ----------
    lines
        shapely LineString or MultiLineString, degrees.
    lon, lat
        Degrees WGS84, scalars or (N,).
    azimuth_deg
        In which direction to leave, degrees clockwise from north, scalar or (N,). One goes on along the geodesic: for
        0 and 180 that is the meridian.
    edges
        How lines run between vertices, "planar" or "geodesic".
    reach_m
        How far to go, at most.

    Returns
    -------
    Array of shape (N,)
        Metres, exact to 1 mm. 0 on the line; infinity, never NaN, where no line is met within reach.

    Raises
    ------
    CoordinateError
        A position that is NaN, infinite, masked or off the globe.
    GeometryError
        An azimuth that is not finite, or a reach that is negative or NaN.

    Examples
    --------
    >>> from shapely import LineString
    >>> equator = LineString([(0, 0), (1, 0)])
    >>> along_m(equator, [0.5, 0.5, 2.0], [-0.1, 0.1, -0.1], 0.0).round(1)
    array([11057.4,     inf,     inf])
    """
    x, y = require_positions(lon, lat)
    azimuth = np.broadcast_to(np.asarray(azimuth_deg, dtype=np.float64), x.shape)
    if not np.isfinite(azimuth).all() or not reach_m >= 0.0:
        raise GeometryError(
            f"One cannot leave at {azimuth_deg!r} degrees for {reach_m} m.",
            cure="Give finite azimuths in degrees, and a reach in metres that is not negative.",
        )
    key = Same(lines)
    pieces = _pieces(key, edges)
    found = np.full(len(x), np.inf)
    found[index_of(key, edges).nearest(x, y).distance_m <= ON_LINE_M] = 0.0
    left = np.flatnonzero(found > 0.0)
    if len(left):
        boxes = _ways(x[left], y[left], azimuth[left], min(reach_m, np.pi * WGS84.a))
        for row, piece in _near(pieces, boxes):
            _cross(pieces, left[row], piece, x, y, azimuth, found)
    found[found > reach_m + ON_LINE_M] = np.inf
    return found


def sector_miss_m(
    lines: Lines,
    edges: str,
    lon: ArrayLike,
    lat: ArrayLike,
    span_m: tuple[float, float],
    heading_deg: float,
    half_width_deg: float,
    seen_from_line: bool = True,
) -> Floats:
    """Give how far positions (N,) are from what lies in a sector of some point of lines, metres; 0 in it.

    The sector holds what is `span_m` away from the point of the line, at an azimuth within `half_width_deg` of the
    heading. That azimuth is the one at the line, or, with `seen_from_line` False, that at the position turned round.

    The miss is the distance to the nearest position in a sector, within a decimetre up to 5 km and within 2 % up to 50
    km; beyond, it may be too long, never too short. Along a piece, being in the sector starts and ends where a distance
    or an azimuth is that of the sector's edge, or with the piece: if no such point has the position in its sector, no
    point of the line has.
    """
    x, y = require_positions(lon, lat)
    key = Same(lines)
    pieces = _pieces(key, edges)
    sector = _Sector(*span_m, heading_deg, half_width_deg, seen_from_line)
    foot = index_of(key, edges).nearest(x, y)
    miss = sector.miss_m(x, y, foot.lon, foot.lat)
    # Points farther away than the sector is long decide only how far a position misses, not whether.
    for beyond_m in (0.0, CLOSE_M, SEARCHED_M):
        reach = np.minimum(span_m[1] * 1.01 + np.minimum(miss, beyond_m), np.pi * WGS84.a)
        left = np.flatnonzero(miss > 0.0 if beyond_m <= CLOSE_M else miss > beyond_m / 10)
        for row, piece in _near(pieces, _around(x[left], y[left], reach[left])) if len(left) else ():
            _settle(pieces, left[row], piece, x, y, sector, miss, beyond_m > CLOSE_M)
    return miss


@dataclass(frozen=True, slots=True)
class _Sector:
    low_m: float
    high_m: float
    heading_deg: float
    half_width_deg: float
    seen_from_line: bool

    def seen(self, x: Floats, y: Floats, lon: Floats, lat: Floats) -> Seen:
        """Give distance, azimuth to (lon, lat), and by how much the sector's azimuth there is off its middle."""
        azimuth, back, distance = (np.asarray(value) for value in WGS84.inv(x, y, lon, lat))
        return distance, azimuth, _turned((back if self.seen_from_line else azimuth + 180.0) - self.heading_deg)

    def miss_m(self, x: Floats, y: Floats, lon: Floats, lat: Floats) -> Floats:
        distance, _, off = self.seen(x, y, lon, lat)
        return self.miss_of(distance, off)

    def miss_of(self, distance: Floats, off: Floats) -> Floats:
        """Give how far a position at a distance, this much off the middle, is from the sector."""
        turn = np.radians(np.maximum(np.abs(off) - self.half_width_deg, 0.0))
        turn = np.where(distance * turn <= ON_LINE_M, 0.0, turn)
        ahead, aside = distance * np.cos(turn), distance * np.sin(turn)
        miss = np.hypot(ahead - np.clip(ahead, self.low_m, self.high_m), aside)
        return np.where(miss <= ON_LINE_M, 0.0, miss)


def _turned(degrees: Floats) -> Floats:
    return np.mod(degrees + 180.0, 360.0) - 180.0


def _near(pieces: _Pieces, boxes: tuple[Floats, Floats, Floats, Floats]) -> list[tuple[Ints, Ints]]:
    """Give pairs of a row and a piece whose boxes touch, in chunks; boxes may reach beyond 180 degrees."""
    west, south, east, north = boxes
    rows, found = [], []
    for turn in (-360.0, 0.0, 360.0):
        touching = np.flatnonzero((west + turn <= 180.0) & (east + turn >= -180.0))
        here = shapely.box(west[touching] + turn, south[touching], east[touching] + turn, north[touching])
        row, piece = pieces.tree.query(here)
        rows.append(touching[row])
        found.append(piece)
    row, piece = np.concatenate(rows), np.concatenate(found)
    cuts = range(0, len(row), CHUNK)
    return [(row[first : first + CHUNK], piece[first : first + CHUNK]) for first in cuts]


def _around(x: Floats, y: Floats, radius_m: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    rise = radius_m / METRES_PER_DEGREE + 1e-6
    south, north = y - rise, y + rise
    top = np.maximum(np.abs(south), np.abs(north))
    widen = np.where(top >= 89.0, 360.0, rise / np.cos(np.radians(np.minimum(top, 89.0))))
    widen = np.minimum(widen, 180.0)
    return x - widen, south, x + widen, north


def _ways(x: Floats, y: Floats, azimuth: Floats, reach_m: float) -> tuple[Floats, Floats, Floats, Floats]:
    """Give boxes around the ways that leave positions; between stations a way strays by no more than the margin."""
    count = int(np.clip(np.ceil(reach_m / 100_000.0), 4, 200))
    shape = (count + 1, len(x))
    far = np.broadcast_to(np.linspace(0.0, reach_m, count + 1)[:, None], shape)
    left, at, leave = (np.broadcast_to(value, shape).ravel() for value in (x, y, azimuth))
    there_lon, there_lat, _ = WGS84.fwd(left, at, leave, far.ravel())
    lon, lat = np.asarray(there_lon).reshape(shape), np.asarray(there_lat).reshape(shape)
    steps = _turned(np.diff(lon, axis=0))
    lon = x + np.vstack([np.zeros(len(x)), np.cumsum(steps, axis=0)])
    south, north = lat.min(axis=0), lat.max(axis=0)
    top = np.minimum(np.maximum(np.abs(south), np.abs(north)), 89.9)
    stray = (reach_m / count) ** 2 / (8 * EARTH_RADIUS_M) * (1.0 + np.tan(np.radians(top))) * 2.0 + 100.0
    rise = stray / METRES_PER_DEGREE
    over = (np.abs(steps).max(axis=0) > 60.0) | (np.maximum(np.abs(south), np.abs(north)) + rise > 89.0)
    widen = np.where(over, 360.0, rise / np.cos(np.radians(np.minimum(top + rise, 89.5))))
    # A way that passes close to a pole may bend there between two stations.
    south = np.where(over & (lat[0] < 0) | over & (south < -45.0), -90.0, south - rise)
    north = np.where(over & (lat[0] >= 0) | over & (north > 45.0), 90.0, north + rise)
    west, east = lon.min(axis=0) - widen, lon.max(axis=0) + widen
    round_ = east - west >= 360.0
    return np.where(round_, -180.0, west), south, np.where(round_, 180.0, east), north


def _at(pieces: _Pieces, piece: Ints, t: Floats) -> tuple[Floats, Floats]:
    (x0, y0), (x1, y1) = pieces.start[piece].T, pieces.end[piece].T
    return x0 + t * (x1 - x0), y0 + t * (y1 - y0)


def _cross(pieces: _Pieces, row: Ints, piece: Ints, lon: Floats, lat: Floats, azimuth: Floats, found: Floats) -> None:
    """Put the first crossing of each row's way into `found`."""
    x, y, leave = lon[row], lat[row], azimuth[row]

    def offset(which: NDArray[np.int64], t: Floats) -> tuple[Floats, Floats]:
        """Give how far pieces at t are to the right of the way, and how far ahead."""
        to_lon, to_lat = _at(pieces, piece[which], t)
        bearing, _, distance = WGS84.inv(x[which], y[which], to_lon, to_lat)
        turn = np.radians(_turned(np.asarray(bearing) - leave[which]))
        aside = np.asarray(distance) * np.sin(turn)
        return np.where(np.abs(aside) <= ON_LINE_M, 0.0, aside), np.asarray(distance) * np.cos(turn)

    every = np.arange(len(row))
    zero, one = np.zeros(len(row)), np.ones(len(row))
    aside0, ahead0 = offset(every, zero)
    aside1, ahead1 = offset(every, one)
    forward = np.maximum(ahead0, ahead1) >= 0.0
    # A piece that runs along the way is met at its nearer end.
    beside = np.flatnonzero((aside0 == 0.0) & (aside1 == 0.0) & forward)
    np.minimum.at(found, row[beside], np.maximum(np.minimum(ahead0[beside], ahead1[beside]), 0.0))
    crossing = np.flatnonzero((aside0 * aside1 <= 0.0) & ((aside0 != 0.0) | (aside1 != 0.0)) & forward)
    brackets = [(crossing, zero[crossing], one[crossing], aside0[crossing], aside1[crossing])]
    # A piece bends by centimetres: one that ends on the same side on both ends may still be grazed between them.
    bend = 0.2 * (1.0 + np.tan(np.radians(np.minimum(np.abs(y), 89.9))))
    closest = np.minimum(np.abs(aside0), np.abs(aside1))
    grazed = np.flatnonzero((aside0 * aside1 > 0.0) & (closest <= bend) & forward)
    if len(grazed):
        middle, _ = offset(grazed, np.full(len(grazed), 0.5))
        curve = 2.0 * (aside0[grazed] + aside1[grazed] - 2.0 * middle)
        with np.errstate(divide="ignore", invalid="ignore"):
            turn = 0.5 - (aside1[grazed] - aside0[grazed]) / (2.0 * curve)
        inner = np.flatnonzero((turn > 0.0) & (turn < 1.0))
        grazed, turn = grazed[inner], turn[inner]
        least, _ = offset(grazed, turn)
        over = np.flatnonzero(least * aside0[grazed] <= 0.0)
        grazed, turn, least = grazed[over], turn[over], least[over]
        brackets += [
            (grazed, zero[grazed], turn, aside0[grazed], least),
            (grazed, turn, one[grazed], least, aside1[grazed]),
        ]
    for which, low, high, at_low, at_high in brackets:
        if len(which):
            ahead = _false_position(offset, which, low, high, at_low, at_high)
            met = ahead >= -ON_LINE_M
            np.minimum.at(found, row[which[met]], np.maximum(ahead[met], 0.0))


def _false_position(
    offset: Callable[[Ints, Floats], tuple[Floats, Floats]],
    which: Ints,
    low: Floats,
    high: Floats,
    at_low: Floats,
    at_high: Floats,
) -> Floats:
    """Find where pieces cross the way between `low` and `high`, and give how far ahead (the Illinois method)."""
    low, high, at_low, at_high = low.copy(), high.copy(), at_low.copy(), at_high.copy()
    t = np.where(at_low == 0.0, low, high)
    kept = np.zeros(len(which), dtype=np.int8)
    open_ = (at_low != 0.0) & (at_high != 0.0)
    for _ in range(ROUNDS):
        go = np.flatnonzero(open_)
        if not len(go):
            break
        t[go] = (low[go] * at_high[go] - high[go] * at_low[go]) / (at_high[go] - at_low[go])
        value = offset(which[go], t[go])[0]
        left = value * at_low[go] > 0.0
        up, down = go[left], go[~left]
        low[up], at_low[up] = t[up], value[left]
        high[down], at_high[down] = t[down], value[~left]
        at_high[up] = np.where(kept[up] == 1, at_high[up] / 2.0, at_high[up])
        at_low[down] = np.where(kept[down] == -1, at_low[down] / 2.0, at_low[down])
        kept[up], kept[down] = 1, -1
        open_[go] = (value != 0.0) & (high[go] - low[go] > 1e-13)
    return np.asarray(offset(which, t)[1])


def _settle(
    pieces: _Pieces,
    row: Ints,
    piece: Ints,
    lon: Floats,
    lat: Floats,
    sector: _Sector,
    miss: Floats,
    ends_only: bool,
) -> None:
    """Lower `miss` to that of the best point of each row's pieces, or of their ends."""
    order = np.lexsort((piece, row))
    row, piece = row[order], piece[order]
    x, y = lon[row], lat[row]
    starts, ends = _seen_ends(pieces, row, piece, x, y, sector)
    for distance, _, off in (starts, ends):
        np.minimum.at(miss, row, sector.miss_of(distance, off))
    open_ = np.flatnonzero(miss[row] > 0.0)
    if ends_only or not len(open_):
        return
    plane = _Plane.of(starts, ends, open_)
    kinds = plane.candidates(sector)
    told = np.array([sector.miss_of(*plane.seen(t)) for t in kinds])
    least = np.full(len(lon), np.inf)
    np.minimum.at(least, row[open_], told.min(axis=0))
    # The plane is wrong by the bend of a piece, and by as little where it says how azimuths change along it.
    slack = 2.0 * (1.0 + np.tan(np.radians(np.minimum(np.abs(y[open_]), 89.9)))) * (1.0 + plane.far_m() / 1_000_000.0)
    for kind, t in enumerate(kinds):
        try_ = np.flatnonzero(told[kind] <= np.minimum(least, miss)[row[open_]] + slack)
        if not len(try_):
            continue
        pair, here, at = open_[try_], plane.only(try_), t[try_]
        for _ in range(3 if kind < SOLVED else 0):
            exact = sector.seen(x[pair], y[pair], *_at(pieces, piece[pair], at))
            gap = _gap(kind, sector, exact[0], exact[2])
            slope = (_gap(kind, sector, *here.seen(at + 1e-3)) - _gap(kind, sector, *here.seen(at - 1e-3))) / 2e-3
            step = np.divide(gap, slope, out=np.zeros_like(gap), where=np.abs(slope) > 1e-9)
            at = np.clip(at - np.clip(step, -0.5, 0.5), 0.0, 1.0)
        np.minimum.at(miss, row[pair], sector.miss_m(x[pair], y[pair], *_at(pieces, piece[pair], at)))


def _seen_ends(pieces: _Pieces, row: Ints, piece: Ints, x: Floats, y: Floats, sector: _Sector) -> tuple[Seen, Seen]:
    """Give what is seen of both ends of pieces, in order; where one ends and the next starts one looks but once."""
    starts = sector.seen(x, y, *pieces.start[piece].T)
    joined = np.zeros(len(row), dtype=np.bool_)
    joined[:-1] = (row[1:] == row[:-1]) & (piece[1:] == piece[:-1] + 1) & pieces.joined[piece[:-1]]
    alone = np.flatnonzero(~joined)
    ends = []
    for start, end in zip(starts, sector.seen(x[alone], y[alone], *pieces.end[piece[alone]].T), strict=True):
        whole = np.roll(start, -1)
        whole[alone] = end
        ends.append(whole)
    return starts, (ends[0], ends[1], ends[2])


SOLVED = 6
"""Kinds of candidates that are solved for: two distances, each met twice, and two azimuths. Feet come after."""


def _gap(kind: int, sector: _Sector, distance: Floats, off: Floats) -> Floats:
    """Give by how much a point of a piece is off the edge of the sector that it is looked for on, metres."""
    if kind < 4:
        return distance - (sector.low_m if kind < 2 else min(sector.high_m, np.pi * WGS84.a))
    side = sector.half_width_deg if kind == 4 else -sector.half_width_deg
    return np.asarray(distance * np.sin(np.radians(_turned(off - side))))


@dataclass(frozen=True, slots=True)
class _Plane:
    """Pieces in the planes around their rows' positions, which lie at the origin; `off` runs on evenly along each."""

    start: Floats
    way: Floats
    converge0: Floats
    converge1: Floats

    @classmethod
    def of(cls, starts: Seen, ends: Seen, which: Ints) -> _Plane:
        """Put pieces into the plane by what is seen of their ends."""
        points, converge = [], []
        for distance, azimuth, off in (starts, ends):
            turn = np.radians(azimuth[which])
            points.append(distance[which] * np.array([np.sin(turn), np.cos(turn)]))
            converge.append(_turned(off[which] - azimuth[which]))
        # At the position itself an azimuth is none: there the other end's convergence stands.
        here, there = (distance[which] <= ON_LINE_M for distance, _, _ in (starts, ends))
        first, last = np.where(here, converge[1], converge[0]), np.where(there, converge[0], converge[1])
        return cls(points[0], points[1] - points[0], first, first + _turned(last - first))

    def only(self, which: Ints) -> _Plane:
        """Keep some of the pieces."""
        return _Plane(self.start[:, which], self.way[:, which], self.converge0[which], self.converge1[which])

    def far_m(self) -> Floats:
        """Give the distance of the pieces' starts."""
        return np.asarray(np.hypot(self.start[0], self.start[1]))

    def seen(self, t: Floats) -> tuple[Floats, Floats]:
        """Give distance and how far off the middle of the sector, at t along each piece."""
        east, north = self.start + t * self.way
        azimuth = np.degrees(np.arctan2(east, north))
        return np.hypot(east, north), _turned(azimuth + self.converge0 + t * (self.converge1 - self.converge0))

    def candidates(self, sector: _Sector) -> list[Floats]:
        """Give where each piece meets the edges of the sector, and feet; 0 to 1, where it meets none an end."""
        length2 = np.maximum((self.way**2).sum(axis=0), 1e-12)
        foot = -(self.start * self.way).sum(axis=0) / length2
        height2 = ((self.start + foot * self.way) ** 2).sum(axis=0)
        found, feet = [], [foot]
        radii = (sector.low_m, min(sector.high_m, np.pi * WGS84.a))
        for radius in radii:
            half = np.sqrt(np.maximum(radius**2 - height2, 0.0) / length2)
            found += [foot - half, foot + half]
        for side in (1.0, -1.0):
            # Where the piece meets the ray on which `off` is the sector's edge, its convergence taken at the middle.
            turn = np.radians(side * sector.half_width_deg - (self.converge0 + self.converge1) / 2.0)
            east, north = np.sin(turn), np.cos(turn)
            across = self.start[0] * north - self.start[1] * east
            along = self.way[0] * north - self.way[1] * east
            found.append(np.divide(-across, along, out=np.zeros_like(across), where=np.abs(along) > 1e-9))
            # What misses the sector's corner by least: the foot of where its apex would have to be.
            apexes = (radius * np.array([east, north]) for radius in radii)
            feet += [((apex - self.start) * self.way).sum(axis=0) / length2 for apex in apexes]
        return [np.asarray(np.clip(t, 0.0, 1.0)) for t in (*found, *feet)]
