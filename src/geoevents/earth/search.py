"""The search for nearest points with NumPy, SciPy and pyproj: what the compiled core does, where there is none.

Method. Edges become quadratic pieces in space (`pieces`). For a position P the pieces that can hold the nearest point
are those whose chord distance is within a margin of the smallest: on an ellipsoid of low flattening the order of
chords and the order of geodesics differ by at most that margin. The foot on each is found by Newton steps on the
chord, corrected by interception (moving along the edge until the geodesic meets it at a right angle) where the two
differ, and the geodesic distance comes from Karney's algorithm.

Beyond a quarter of the globe chords say little: near the antipode they do not even keep the order, and the distance
along an edge has several minima. There every piece is bounded by geodesic distances themselves (a distance changes by
no more than one moves), and what is left is searched in steps.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from geoevents.earth.pieces import MISFIT_M, Floats, Found, Ints, Pieces, to_degrees, to_space

ON_LINE_M = 1e-6
"""Nearer than this the distance is 0."""
SIDE_M = 2 * MISFIT_M
"""Nearer than this a position is on the line, side 0 and azimuth undefined: pieces are no truer."""
TIE_M = 1e-6
INTERCEPT_M = 40_000.0
"""From here on the foot of the chord is not the foot of the geodesic to a millimetre."""
FAR_CHORD_M = 9_000_000.0
"""A quarter of the globe, as a chord."""
EARTH_M = 6_371_008.8
SETTLED_M = 10.0
"""A foot that is farther from its right angle than this is at the end of its edge, or at no minimum."""
PAST_END = 0.01
STEPS = 16
BRACKETS = 1024
BRUTE_FORCE = 4_000_000
"""Up to this many position-piece pairs a tree costs more than it saves."""
CHUNK = 20_000


class Search:
    """Finds nearest points on pieces."""

    def __init__(self, pieces: Pieces) -> None:
        self._pieces = pieces

    @cached_property
    def _tree(self) -> Any:
        from scipy.spatial import cKDTree

        return cKDTree(self._pieces.middle, balanced_tree=False, compact_nodes=True)

    def find(self, lon: Floats, lat: Floats) -> Found:
        """Find the nearest point for each position."""
        found = [self._chunk(lon[i : i + CHUNK], lat[i : i + CHUNK]) for i in range(0, len(lon), CHUNK)] or [
            self._chunk(lon, lat)
        ]
        return Found(*(np.concatenate(column) for column in zip(*found, strict=True)))

    def _chunk(self, lon: Floats, lat: Floats) -> tuple[Any, ...]:
        row, piece, far = self._candidates(to_space(lon, lat, self._pieces.geod))
        foot = _feet(self._pieces, row, piece, lon, lat)
        for one in far:
            far_piece, far_foot = self._far(lon[one], lat[one])
            row, piece = np.append(row, np.full(len(far_piece), one)), np.append(piece, far_piece)
            foot = foot.joined(far_foot)
        best = _best(row, foot, len(lon))
        foot_lon, foot_lat, t = self._settled(piece[best], foot.t[best], foot.distance_m[best], lon, lat)
        azimuth, back, distance = self._pieces.geod.inv(lon, lat, foot_lon, foot_lat)
        distance = np.asarray(distance, dtype=np.float64)
        along = _direction(self._pieces, piece[best], t, foot_lon, foot_lat)
        # Over a long way the direction of the chord is not that of the geodesic.
        turned = np.where(distance > INTERCEPT_M, np.sin(along - np.radians(back)), foot.cross[best])
        on_line = distance <= SIDE_M
        # An edge without length, or all of it at a pole, has no direction and so no sides.
        short = np.linalg.norm(self._pieces.u[piece[best]], axis=1) <= ON_LINE_M
        side = np.where(on_line | short, 0, np.sign(turned)).astype(np.int8)
        azimuth = np.where(on_line | (np.abs(lat) >= 90.0), np.nan, np.mod(azimuth, 360.0))
        azimuth = np.where(azimuth >= 360.0, 0.0, azimuth)
        distance = np.where(distance <= ON_LINE_M, 0.0, distance)
        return distance, foot_lon, foot_lat, azimuth, piece[best], side

    def _settled(
        self, piece: Ints, t: Floats, distance_m: Floats, lon: Floats, lat: Floats
    ) -> tuple[Floats, Floats, Floats]:
        """Move the feet of far positions to where the geodesic meets the edge at a right angle.

        Around its minimum a distance is so flat that comparing distances leaves the foot centimetres off: here the
        angle itself goes to zero. A foot may pass the end of its piece, but not that of its edge.
        """
        pieces = self._pieces
        edge = pieces.edge[piece]
        before, after = np.maximum(piece - 1, 0), np.minimum(piece + 1, len(pieces.edge) - 1)
        low = np.where((piece > 0) & (pieces.edge[before] == edge), -PAST_END, 0.0)
        high = np.where((piece < len(pieces.edge) - 1) & (pieces.edge[after] == edge), 1.0 + PAST_END, 1.0)
        t = t.copy()
        far = np.flatnonzero((distance_m > INTERCEPT_M) & (distance_m < 0.9 * FAR_CHORD_M))
        for _ in range(4):
            if not len(far):
                break
            slope, bend, size = _slope(pieces, piece[far], t[far], lon[far], lat[far])
            step = np.divide(-slope, bend, out=np.full(len(far), np.inf), where=bend > 1e-12)
            near = np.abs(step) < SETTLED_M
            far, step, size = far[near], step[near], size[near]
            t[far] = np.clip(t[far] + step / size, low[far], high[far])
        return *to_degrees(_at(pieces, piece, t), self._pieces.geod), t

    @cached_property
    def _middles(self) -> tuple[Floats, Floats]:
        return to_degrees(self._pieces.middle, self._pieces.geod)

    def _far(self, lon: float, lat: float) -> tuple[Ints, _Feet]:
        """Give pieces that can be nearest to one far position, with the foot on each."""
        pieces = self._pieces
        x, y = self._middles
        to_middle = np.asarray(self._pieces.geod.inv(np.full(len(x), lon), np.full(len(x), lat), x, y)[2])
        reach_m = pieces.reach_m * 1.001
        piece = np.flatnonzero(to_middle - reach_m <= (to_middle + reach_m).min())
        step = 1.0 / STEPS
        share = np.arange(STEPS + 1) * step
        every, at = np.repeat(piece, len(share)), np.tile(share, len(piece))
        length = _length(pieces, every, at, lon, lat)
        # Between two steps the distance can fall by no more than half the step.
        keep = length - reach_m[every] * step <= length.min()
        every, at, length = every[keep], at[keep], length[keep]
        # From a pole, say, all of the equator is equally near: then any of it will do.
        first = np.argsort(length, kind="stable")[:BRACKETS]
        every, at = every[first], at[first]
        low, high = np.clip(at - step, 0.0, 1.0), np.clip(at + step, 0.0, 1.0)
        golden = (np.sqrt(5.0) - 1.0) / 2.0
        for _ in range(44):
            left, right = high - golden * (high - low), low + golden * (high - low)
            nearer = _length(pieces, every, left, lon, lat) <= _length(pieces, every, right, lon, lat)
            low, high = np.where(nearer, low, left), np.where(nearer, right, high)
        tried = np.column_stack([at, low, (low + high) / 2, high])
        lengths = np.column_stack([_length(pieces, every, t, lon, lat) for t in tried.T])
        t = tried[np.arange(len(every)), np.argmin(lengths, axis=1)]
        space = _at(pieces, every, t)
        foot_lon, foot_lat = to_degrees(space, pieces.geod)
        cross = _cross(pieces, every, t, space, to_space(np.full(len(t), lon), np.full(len(t), lat)))
        return every, _Feet(foot_lon, foot_lat, lengths.min(axis=1), cross, t)

    def _candidates(self, at: Floats) -> tuple[Ints, Ints, Ints]:
        """Pairs of position and piece among which the nearest is sure to be; and positions too far for chords."""
        pieces = self._pieces
        total = len(pieces.edge)
        if len(at) * total <= BRUTE_FORCE:
            chord = np.linalg.norm(at[:, None, :] - pieces.middle[None, :, :], axis=2)
            limit = (chord + pieces.reach_m).min(axis=1, initial=np.inf)
            far = limit > FAR_CHORD_M
            row, piece = np.nonzero(
                (chord - pieces.reach_m <= (limit + _margin(limit, pieces.geod))[:, None]) & ~far[:, None]
            )
            return row, piece, np.flatnonzero(far)
        longest = float(pieces.reach_m.max())
        rows, found, distant = [], [], []
        left, k = np.arange(len(at)), min(8, total)
        while len(left):
            chord, piece = self._tree.query(at[left], k=k)
            chord, piece = chord.reshape(len(left), -1), piece.reshape(len(left), -1)
            limit = (chord + pieces.reach_m[piece]).min(axis=1)
            far = limit > FAR_CHORD_M
            distant.append(left[far])
            limit = limit + _margin(np.minimum(limit, FAR_CHORD_M), pieces.geod)
            # Complete when even the longest piece beyond the k-th middle could not come near enough.
            done = ((chord[:, -1] - longest > limit) | (k == total)) & ~far
            row, column = np.nonzero((chord - pieces.reach_m[piece] <= limit[:, None]) & done[:, None])
            rows.append(left[row])
            found.append(piece[row, column])
            left, k = left[~done & ~far], min(k * 4, total)
        return np.concatenate(rows), np.concatenate(found), np.concatenate(distant)


@dataclass(frozen=True, slots=True)
class _Feet:
    lon: Floats
    lat: Floats
    distance_m: Floats
    cross: Floats
    t: Floats

    def joined(self, more: _Feet) -> _Feet:
        return _Feet(*(np.append(getattr(self, name), getattr(more, name)) for name in self.__slots__))


def _at(pieces: Any, piece: Ints, t: Floats) -> Floats:
    """Positions in space on pieces."""
    position: Floats = pieces.a[piece] + t[:, None] * pieces.u[piece] + (t * (1 - t))[:, None] * pieces.w[piece]
    return position


def _length(pieces: Any, piece: Ints, t: Floats, lon: float, lat: float) -> Floats:
    """Geodesic distance from one position to positions on pieces."""
    x, y = to_degrees(_at(pieces, piece, t), pieces.geod)
    return np.asarray(pieces.geod.inv(np.full(len(x), lon), np.full(len(x), lat), x, y)[2])


def _direction(pieces: Any, piece: Ints, t: Floats, lon: Floats, lat: Floats) -> Floats:
    """Azimuth, in radians, in which pieces run at their feet."""
    tangent = pieces.u[piece] + (1 - 2 * t)[:, None] * pieces.w[piece]
    lam, phi = np.radians(lon), np.radians(lat)
    east = -np.sin(lam) * tangent[:, 0] + np.cos(lam) * tangent[:, 1]
    north = -np.sin(phi) * (np.cos(lam) * tangent[:, 0] + np.sin(lam) * tangent[:, 1]) + np.cos(phi) * tangent[:, 2]
    azimuth: Floats = np.arctan2(east, north)
    return azimuth


def _cross(pieces: Any, piece: Ints, t: Floats, foot: Floats, at: Floats) -> Floats:
    """Sine of the angle at which positions lie beside pieces, positive on the left."""
    tangent = pieces.u[piece] + (1 - 2 * t)[:, None] * pieces.w[piece]
    up = foot * np.array([1.0, 1.0, 1.0 / (1.0 - pieces.geod.es)])
    left = np.cross(up, tangent)
    size = np.linalg.norm(left, axis=1) * np.maximum(np.linalg.norm(at - foot, axis=1), 1e-12)
    cross: Floats = np.divide(_dot(at - foot, left), size, out=np.zeros_like(size), where=size > 0)
    return cross


def _margin(chord: Floats, geod: Any) -> Floats:
    """By how much a longer chord can still be the shorter geodesic, metres.

    A geodesic of an ellipsoid lies between circular arcs of the smallest and the largest radius of curvature over the
    same chord (Schur); the difference of the two arcs is this series, padded by 5 %.
    """
    radius_min, radius_max = geod.b**2 / geod.a, geod.a**2 / geod.b
    ratio = chord / radius_min
    margin: Floats = 0.02 + 1.05 * chord * ratio**2 / 24.0 * (1.0 - (radius_min / radius_max) ** 2) * (
        1.0 + 0.4 * ratio**2
    )
    return margin


def _dot(a: Floats, b: Floats) -> Floats:
    product: Floats = np.einsum("ij,ij->i", a, b)
    return product


def _feet(pieces: Any, row: Ints, piece: Ints, lon: Floats, lat: Floats) -> _Feet:
    """Nearest point of each candidate piece, its geodesic distance, and on which side the position lies."""
    a, u, w = pieces.a[piece], pieces.u[piece], pieces.w[piece]
    at = to_space(lon, lat, pieces.geod)[row]
    to = at - a
    uu = _dot(u, u)
    t = np.clip(np.divide(_dot(to, u), uu, out=np.zeros_like(uu), where=uu > 0), 0.0, 1.0)
    for _ in range(3):
        gap = t[:, None] * u + (t * (1 - t))[:, None] * w - to
        tangent = u + (1 - 2 * t)[:, None] * w
        second = _dot(tangent, tangent) - 2 * _dot(gap, w)
        # Where the second derivative is not positive the step would leave the minimum: the first estimate stands.
        step = np.divide(_dot(gap, tangent), second, out=np.zeros_like(t), where=second > 0)
        t = np.clip(t - step, 0.0, 1.0)
    foot = a + t[:, None] * u + (t * (1 - t))[:, None] * w
    foot_lon, foot_lat = to_degrees(foot, pieces.geod)
    chord = np.linalg.norm(at - foot, axis=1)
    distance = chord.copy()
    far = np.flatnonzero(chord > 1_000.0)
    if len(far):
        _, _, exact = pieces.geod.inv(lon[row[far]], lat[row[far]], foot_lon[far], foot_lat[far])
        distance[far] = exact
        _intercept(pieces, far[chord[far] > INTERCEPT_M], piece, t, distance, lon[row], lat[row])
        foot = _at(pieces, piece, t)
        foot_lon, foot_lat = to_degrees(foot, pieces.geod)
    return _Feet(foot_lon, foot_lat, distance, _cross(pieces, piece, t, foot, at), t)


def _intercept(pieces: Any, q: Ints, piece: Ints, t: Floats, distance: Floats, lon: Floats, lat: Floats) -> None:
    """Move the feet `q` along their pieces until the geodesic meets the edge at a right angle (in place).

    Newton steps on the derivative of the distance, whose own derivative is measured: besides the curvature of the globe
    it holds that of the edge, and can be negative; then the foot runs downhill to an end of its piece. A step is only
    taken when it shortens the distance, and halved otherwise.
    """
    for _ in range(12):
        if not len(q):
            return
        slope, bend, size = _slope(pieces, piece[q], t[q], lon[q], lat[q])
        newton = np.divide(-slope, bend, out=-np.sign(slope) * 1e9, where=bend > 1e-12)
        moved = np.clip(t[q] + newton / size, 0.0, 1.0)
        best = np.zeros(len(q), dtype=bool)
        for _ in range(6):
            x, y = to_degrees(_at(pieces, piece[q], moved), pieces.geod)
            length = np.asarray(pieces.geod.inv(lon[q], lat[q], x, y)[2])
            better = (length < distance[q]) & ~best
            t[q[better]], distance[q[better]] = moved[better], length[better]
            best |= better
            if best.all():
                break
            moved = np.where(best, moved, (moved + t[q]) / 2)
        q = q[best & (np.abs(slope) * size > 1e-9)]


def _slope(pieces: Any, piece: Ints, t: Floats, lon: Floats, lat: Floats) -> tuple[Floats, Floats, Floats]:
    """First and second derivative of the distance along pieces, per metre and per square metre, and metres per t."""
    size = np.maximum(np.linalg.norm(pieces.u[piece] + (1 - 2 * t)[:, None] * pieces.w[piece], axis=1), 1e-9)
    step = np.where(t < 0.5, 1.0, -1.0) * 1e-3

    def slope(at: Floats) -> Floats:
        x, y = to_degrees(_at(pieces, piece, at), pieces.geod)
        back = pieces.geod.inv(lon, lat, x, y)[1]
        return np.asarray(-np.cos(_direction(pieces, piece, at, x, y) - np.radians(np.asarray(back))))

    here = slope(t)
    return here, (slope(t + step) - here) / (step * size), size


def _best(row: Ints, foot: _Feet, count: int) -> Ints:
    """Choose the nearest candidate of each position; at a shared vertex the edge that it lies most clearly beside."""
    shortest = np.full(count, np.inf)
    np.minimum.at(shortest, row, foot.distance_m)
    tied = np.flatnonzero(foot.distance_m <= shortest[row] + TIE_M)
    order = tied[np.lexsort((-np.abs(foot.cross[tied]), row[tied]))]
    first = np.ones(len(order), dtype=bool)
    first[1:] = row[order][1:] != row[order][:-1]
    best: Ints = order[first]
    return best
