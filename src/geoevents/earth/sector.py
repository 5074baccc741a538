"""How far a position misses the sectors that open from every point of lines: exact on the ellipsoid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geoevents.earth.crosspieces import Pieces, at_share, near, pieces_of, turned
from geoevents.earth.geodesic import WGS84, require_positions
from geoevents.earth.lines import Lines, Same, index_of
from geoevents.earth.split import METRES_PER_DEGREE

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Seen = tuple[Floats, Floats, Floats]
"""Distance, azimuth, and by how much a sector's azimuth is off its middle."""

ON_LINE_M = 1e-6
CLOSE_M, SEARCHED_M = 5_000.0, 50_000.0
SOLVED = 6
"""Kinds of candidates that are solved for: two distances, each met twice, and two azimuths. Feet come after."""


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
    pieces = pieces_of(key, edges)
    sector = _Sector(*span_m, heading_deg, half_width_deg, seen_from_line)
    foot = index_of(key, edges).nearest(x, y)
    miss = sector.miss_m(x, y, foot.lon, foot.lat)
    # Points farther away than the sector is long decide only how far a position misses, not whether.
    for beyond_m in (0.0, CLOSE_M, SEARCHED_M):
        reach = np.minimum(span_m[1] * 1.01 + np.minimum(miss, beyond_m), np.pi * WGS84.a)
        left = np.flatnonzero(miss > 0.0 if beyond_m <= CLOSE_M else miss > beyond_m / 10)
        for row, piece in near(pieces, _around(x[left], y[left], reach[left])) if len(left) else ():
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
        return distance, azimuth, turned((back if self.seen_from_line else azimuth + 180.0) - self.heading_deg)

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


def _around(x: Floats, y: Floats, radius_m: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    rise = radius_m / METRES_PER_DEGREE + 1e-6
    south, north = y - rise, y + rise
    top = np.maximum(np.abs(south), np.abs(north))
    widen = np.where(top >= 89.0, 360.0, rise / np.cos(np.radians(np.minimum(top, 89.0))))
    widen = np.minimum(widen, 180.0)
    return x - widen, south, x + widen, north


def _settle(
    pieces: Pieces,
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
            exact = sector.seen(x[pair], y[pair], *at_share(pieces, piece[pair], at))
            gap = _gap(kind, sector, exact[0], exact[2])
            slope = (_gap(kind, sector, *here.seen(at + 1e-3)) - _gap(kind, sector, *here.seen(at - 1e-3))) / 2e-3
            step = np.divide(gap, slope, out=np.zeros_like(gap), where=np.abs(slope) > 1e-9)
            at = np.clip(at - np.clip(step, -0.5, 0.5), 0.0, 1.0)
        np.minimum.at(miss, row[pair], sector.miss_m(x[pair], y[pair], *at_share(pieces, piece[pair], at)))


def _seen_ends(pieces: Pieces, row: Ints, piece: Ints, x: Floats, y: Floats, sector: _Sector) -> tuple[Seen, Seen]:
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


def _gap(kind: int, sector: _Sector, distance: Floats, off: Floats) -> Floats:
    """Give by how much a point of a piece is off the edge of the sector that it is looked for on, metres."""
    if kind < 4:
        return distance - (sector.low_m if kind < 2 else min(sector.high_m, np.pi * WGS84.a))
    side = sector.half_width_deg if kind == 4 else -sector.half_width_deg
    return np.asarray(distance * np.sin(np.radians(turned(off - side))))


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
            converge.append(turned(off[which] - azimuth[which]))
        # At the position itself an azimuth is none: there the other end's convergence stands.
        here, there = (distance[which] <= ON_LINE_M for distance, _, _ in (starts, ends))
        first, last = np.where(here, converge[1], converge[0]), np.where(there, converge[0], converge[1])
        return cls(points[0], points[1] - points[0], first, first + turned(last - first))

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
        return np.hypot(east, north), turned(azimuth + self.converge0 + t * (self.converge1 - self.converge0))

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
