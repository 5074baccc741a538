"""Feet of positions on lines: first by chords, then where the geodesic meets the line itself at a right angle.

Chords are measured to quadratic pieces. The last step is taken on the edge itself where it is planar: its direction
differs from that of its pieces by up to 1e-8, which would move a foot 1,000 km away by centimetres. The direction of a
geodesic edge differs by 1e-10 only, for its cubic term points along it and down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from geoevents.earth.pieces import MISFIT_M, Floats, Ints, Pieces
from geoevents.earth.series import NEAR_STEPS, TINY, Ellipsoid, ellipsoid_of, inverse

NEAR_M = 100_000.0
"""Up to here the closed form holds to 3e-7 m, and the direction that goes with it puts the foot to 1 mm."""
PAST_END = 0.25
"""How far a foot may pass the end of its piece where its edge goes on."""
SETTLING = 1e-4
"""A foot that is to move by no more than the root of this share of its distance is moved by Taylor's series: what is
left out is below dl**2 / s in the foot and dl**3 / s**2 in the distance."""
PASSES = 12
RAD = np.pi / 180.0


@dataclass(frozen=True, slots=True)
class Lines:
    """Pieces by components: shape and middle (3, K), planar ends (4, K); the rest (K,).

    `edge` is whose they are, `reach_m` how far they reach from their middle, and `low` and `high` how far along them
    a foot may lie.
    """

    ellipsoid: Ellipsoid
    a: Floats
    u: Floats
    w: Floats
    middle: Floats
    ends: Floats | None
    edge: Ints
    reach_m: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True)
class Positions:
    """Positions (N,): in space and their normals (3, N)."""

    at: Floats
    normal: Floats

    def __getitem__(self, rows: Any) -> Positions:
        """Give some of them."""
        return Positions(np.take(self.at, rows, axis=1), np.take(self.normal, rows, axis=1))


@dataclass(frozen=True, slots=True)
class Feet:
    """Feet (N,): row of the position, piece and place on it, distance, and how far beside the line's direction it lies.

    The lean is positive on the left. Sine and cosine of the azimuth at the position come times the same factor.
    """

    row: Ints
    piece: Ints
    t: Floats
    distance_m: Floats
    lean_m: Floats
    sin_az: Floats
    cos_az: Floats

    def __getitem__(self, which: Any) -> Feet:
        """Give some of them."""
        return Feet(*(getattr(self, name)[which] for name in self.__slots__))


def joined(parts: Sequence[Feet]) -> Feet:
    """Give the feet of all parts."""
    return Feet(*(np.concatenate([getattr(part, name) for part in parts]) for name in Feet.__slots__))


@dataclass(frozen=True, slots=True)
class Track:
    """Points on lines (N,) in space, the normal there, and first and second derivative in metres east and north."""

    at: tuple[Floats, Floats, Floats]
    sin_lon: Floats
    cos_lon: Floats
    sin_lat: Floats
    cos_lat: Floats
    east: Floats
    north: Floats
    turn_east: Floats
    turn_north: Floats

    @property
    def normal(self) -> tuple[Floats, Floats, Floats]:
        """Upwards."""
        return self.cos_lat * self.cos_lon, self.cos_lat * self.sin_lon, self.sin_lat

    def level(self, x: Floats, y: Floats, z: Floats) -> tuple[Floats, Floats]:
        """Parts of vectors to the east and to the north."""
        return _level(self.sin_lon, self.cos_lon, self.sin_lat, self.cos_lat, x, y, z)


def lines_of(pieces: Pieces) -> Lines:
    """Lay pieces out by components."""
    before, after = np.append(-1, pieces.edge[:-1]), np.append(pieces.edge[1:], -1)
    a, u, w, middle = (np.ascontiguousarray(field.T) for field in (pieces.a, pieces.u, pieces.w, pieces.middle))
    ends = None if pieces.ends is None else np.ascontiguousarray(pieces.ends.T)
    low = np.where(before == pieces.edge, -PAST_END, 0.0)
    high = np.where(after == pieces.edge, 1.0 + PAST_END, 1.0)
    return Lines(ellipsoid_of(pieces.geod), a, u, w, middle, ends, pieces.edge, pieces.reach_m, low, high)


def positions_of(e: Ellipsoid, lon: Floats, lat: Floats) -> Positions:
    """Lay positions in degrees out in space."""
    lam, phi = lon * RAD, lat * RAD
    cos_lat, sin_lat = np.cos(phi), np.sin(phi)
    normal = np.stack([cos_lat * np.cos(lam), cos_lat * np.sin(lam), sin_lat])
    at = normal * (e.a / np.sqrt(1.0 - e.e2 * sin_lat * sin_lat))
    at[2] *= 1.0 - e.e2
    return Positions(at, normal)


def degrees_of(lines: Lines, piece: Ints, t: Floats) -> tuple[Floats, Floats]:
    """Longitude and latitude of points on lines."""
    if lines.ends is not None:
        lon, lat, lon_step, lat_step = np.take(lines.ends, piece, axis=1)
        lon = lon + t * lon_step
        return lon - 360.0 * np.rint(lon / 360.0), np.clip(lat + t * lat_step, -90.0, 90.0)
    x, y, z = _on_pieces(lines, piece, t).at
    return np.arctan2(y, x) / RAD, np.arctan2(z, (1.0 - lines.ellipsoid.e2) * np.sqrt(x * x + y * y)) / RAD


def by_chord(lines: Lines, piece: Ints, position: Positions) -> tuple[Floats, Floats, Floats]:
    """Place on the piece, distance in closed form, and chord, in metres, of the foot that is nearest by the chord."""
    (ax, ay, az), (ux, uy, uz), (wx, wy, wz) = (np.take(field, piece, axis=1) for field in (lines.a, lines.u, lines.w))
    px, py, pz = position.at
    rx, ry, rz = px - ax, py - ay, pz - az
    first = (rx * ux + ry * uy + rz * uz) / (ux * ux + uy * uy + uz * uz + 1e-30)
    end = np.where(first < 0.5, 0.0, 1.0)
    t = np.clip(first, 0.0, 1.0)
    for _ in range(3):
        k, j = t * (1.0 - t), 1.0 - 2.0 * t
        dx, dy, dz = t * ux + k * wx - rx, t * uy + k * wy - ry, t * uz + k * wz - rz
        tx, ty, tz = ux + j * wx, uy + j * wy, uz + j * wz
        bend = tx * tx + ty * ty + tz * tz - 2.0 * (dx * wx + dy * wy + dz * wz)
        # Where the piece bends away more than the circle around the position, the nearest point is an end.
        bends = bend > 0.0
        step = (dx * tx + dy * ty + dz * tz) / np.where(bends, bend, 1.0)
        t = np.where(bends, np.clip(t - step, 0.0, 1.0), end)
    k = t * (1.0 - t)
    gap = rx - t * ux - k * wx, ry - t * uy - k * wy, rz - t * uz - k * wz
    x, y, z = px - gap[0], py - gap[1], (pz - gap[2]) / (1.0 - lines.ellipsoid.e2)
    size = np.sqrt(x * x + y * y + z * z)
    arc, chord = _arc(gap, position.normal, (x / size, y / size, z / size))
    return t, arc, chord


def _arc(gap: Any, normal: Any, there: Any) -> tuple[Floats, Floats]:
    """Geodesic distance over a chord, in closed form, and the chord.

    The arc (2 / k) asin(k c / 2) of the mean normal curvature k = (P - X)(n_P - n_X) / c**2.
    """
    chord = np.sqrt(gap[0] * gap[0] + gap[1] * gap[1] + gap[2] * gap[2])
    bent = gap[0] * (normal[0] - there[0]) + gap[1] * (normal[1] - there[1]) + gap[2] * (normal[2] - there[2])
    sine = np.minimum(np.abs(bent) / (2.0 * chord + 1e-30), 1.0)
    curved = sine > 1e-8
    return chord * np.where(curved, np.arcsin(sine) / np.where(curved, sine, 1.0), 1.0), chord


def closed_form_error(e: Ellipsoid, chord: Floats) -> Floats:
    """How far the closed form at the foot of the chord can be from the distance to the piece, in metres.

    Measured up to `FAR_CHORD_M` on every flattening that pyproj names, and padded by two and a half; on a sphere the
    closed form is exact.
    """
    r = chord * 1e-6
    r2 = r * r
    return 11.9 * e.f * r2 * r2 * r * (1.0 + 0.2 * r) + 2 * MISFIT_M


def settled_near(lines: Lines, row: Ints, piece: Ints, t: Floats, positions: Positions) -> Feet:
    """Take the last step to the foot, up to `NEAR_M` away.

    The direction of the geodesic is that of the normal section but for e'^2 s^2 cos^2(lat) sin(2 az) / 12 N^2 (Rapp
    1991, equation 4.76), at either end; at the foot it moves the foot by up to 14 mm at 100 km.
    """
    e = lines.ellipsoid
    turn = e.ep2 / (6.0 * e.a * e.a)
    position, track = positions[row], on_lines(lines, piece, t)
    gap = tuple(p - x for p, x in zip(position.at, track.at, strict=True))
    s, _ = _arc(gap, position.normal, track.normal)
    ve, vn = track.level(*gap)
    size = np.sqrt(ve * ve + vn * vn + 1e-30)
    ve, vn = ve / size, vn / size
    flat = turn * s * s
    aside = flat * track.cos_lat * track.cos_lat * (1.0 - e.e2 * track.sin_lat * track.sin_lat) * ve * vn
    ve, vn = ve - aside * vn, vn + aside * ve
    tt = track.east * track.east + track.north * track.north
    # Times s, so that nothing is divided by it: on the line the direction is noise.
    slope = s * (track.east * ve + track.north * vn)
    bend = tt * (1.0 - s * s / (3.0 * e.a * e.b)) - s * (track.turn_east * ve + track.turn_north * vn)
    bends = bend > 1e-12
    moved = np.clip(
        t + np.where(bends, slope, 0.0) / np.where(bends, bend, 1.0),
        np.take(lines.low, piece),
        np.take(lines.high, piece),
    )
    lean = s * (track.east * vn - track.north * ve) / np.sqrt(tt + 1e-30)
    foot = on_lines(lines, piece, moved)
    dx, dy, dz = (x - p for x, p in zip(foot.at, position.at, strict=True))
    distance, _ = _arc((dx, dy, dz), foot.normal, position.normal)
    nx, ny, nz = position.normal
    h = np.sqrt(nx * nx + ny * ny)
    east, north = (nx * dy - ny * dx) / (h + 1e-30), h * dz - nz * (nx * dx + ny * dy) / (h + 1e-30)
    aside = flat * h * h * (1.0 - e.e2 * nz * nz) * east * north / (east * east + north * north + 1e-30)
    return Feet(row, piece, moved, distance, lean, east - aside * north, north + aside * east)


def settled_far(lines: Lines, row: Ints, piece: Ints, t: Floats, positions: Positions, steps: int = NEAR_STEPS) -> Feet:
    """Move feet along their lines by Newton steps, until the geodesic meets the line at a right angle.

    The second derivative of the distance is that of a straight line, by reduced length and scale of the geodesic, and
    that of the line: between 4,000 and 6,000 km an edge can bend as much as the circle around the position.
    """
    e = lines.ellipsoid
    low, high, t = np.take(lines.low, piece), np.take(lines.high, piece), t.copy()
    distance, lean, sin_az, cos_az = (np.empty(len(t)) for _ in range(4))
    left = np.arange(len(t))
    for turn in range(PASSES):
        if not len(left):
            break
        at = t[left]
        track = on_lines(lines, piece[left], at)
        way = inverse(e, np.take(positions.at, row[left], axis=1), track.at, steps)
        slope = track.east * way.sin2 + track.north * way.cos2
        across = track.east * way.cos2 - track.north * way.sin2
        tt = track.east * track.east + track.north * track.north
        bend = across * across * way.scale / way.reduced_m + track.turn_east * way.sin2 + track.turn_north * way.cos2
        bends = bend > 1e-12 * tt
        # Where the distance bends the other way, the nearest point is an end: downhill.
        step = np.where(bends, -slope / np.where(bends, bend, 1.0), np.where(slope > 0.0, -2.0, 2.0))
        step = np.clip(at + step, low[left], high[left]) - at
        # Where all of a piece is equally far, steps lead nowhere: the point reached stands.
        if turn == PASSES - 1:
            step = np.zeros(len(left))
        done = step * step * tt <= SETTLING * way.length_m
        t[left] = at + step
        which = left[done]
        distance[which] = (way.length_m + step * (slope + 0.5 * bend * step))[done]
        lean[which] = (-across / np.sqrt(tt + TINY) * way.length_m)[done]
        aside = step * across / way.reduced_m
        sin_az[which], cos_az[which] = (way.sin1 + aside * way.cos1)[done], (way.cos1 - aside * way.sin1)[done]
        left = left[~done]
    return Feet(row, piece, t, distance, lean, sin_az, cos_az)


def on_lines(lines: Lines, piece: Ints, t: Floats) -> Track:
    """Follow the edges themselves where they are planar, their pieces where they are geodesics."""
    return _on_pieces(lines, piece, t) if lines.ends is None else _on_planar(lines.ellipsoid, lines.ends, piece, t)


def _on_pieces(lines: Lines, piece: Ints, t: Floats) -> Track:
    a, u, w = (np.take(field, piece, axis=1) for field in (lines.a, lines.u, lines.w))
    x, y, z = a + t * u + (t * (1.0 - t)) * w
    r, up = np.sqrt(x * x + y * y), z / (1.0 - lines.ellipsoid.e2)
    size = np.sqrt(r * r + up * up)
    angles = y / (r + 1e-30), x / (r + 1e-30), up / size, r / size
    return Track((x, y, z), *angles, *_level(*angles, *(u + (1.0 - 2.0 * t) * w)), *_level(*angles, *(-2.0 * w)))


def _on_planar(e: Ellipsoid, ends: Floats, piece: Ints, t: Floats) -> Track:
    lon, lat, lon_step, lat_step = np.take(ends, piece, axis=1) * RAD
    # Rounding must not lead past a pole, to the meridian opposite.
    lon, lat = lon + t * lon_step, np.clip(lat + t * lat_step, -np.pi / 2, np.pi / 2)
    sin_lon, cos_lon, sin_lat, cos_lat = np.sin(lon), np.cos(lon), np.sin(lat), np.cos(lat)
    vv = 1.0 - e.e2 * sin_lat * sin_lat
    across = e.a / np.sqrt(vv)
    along = across * (1.0 - e.e2) / vv
    r = across * cos_lat
    at = r * cos_lon, r * sin_lon, across * (1.0 - e.e2) * sin_lat
    # The second derivative within the surface of a line with constant steps in longitude and latitude.
    turn_east = -2.0 * along * sin_lat * lon_step * lat_step
    turn_north = sin_lat * (r * lon_step * lon_step + 3.0 * e.e2 * along * cos_lat / vv * lat_step * lat_step)
    return Track(at, sin_lon, cos_lon, sin_lat, cos_lat, r * lon_step, along * lat_step, turn_east, turn_north)


def _level(
    sin_lon: Floats, cos_lon: Floats, sin_lat: Floats, cos_lat: Floats, x: Floats, y: Floats, z: Floats
) -> tuple[Floats, Floats]:
    return cos_lon * y - sin_lon * x, cos_lat * z - sin_lat * (cos_lon * x + sin_lon * y)
