"""Shortest geodesic distance from positions to lines, exact on the ellipsoid, for both edge models.

Method. Edges become quadratic pieces in space (`pieces`). For a position P the pieces that can hold the nearest point
are those whose chord distance is within a margin of the smallest: on an ellipsoid of low flattening the order of
chords and the order of geodesics differ by at most that margin. The foot on each is found by Newton steps on the
chord, corrected by interception (moving along the edge until the geodesic meets it at a right angle) where the two
differ, and the geodesic distance comes from Karney's algorithm.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geoevents.earth.geodesic import WGS84, require_positions
from geoevents.earth.pieces import A_M, E2, Floats, Ints, edges_of, pieces_of, refuse_antipodal, to_degrees, to_space
from geoevents.errors import GeometryError

EDGE_MODELS = ("planar", "geodesic")
ON_LINE_M = 1e-6
"""Nearer than this a position is on the line: side 0, azimuth undefined."""
TIE_M = 1e-6
INTERCEPT_M = 40_000.0
"""From here on the foot of the chord is not the foot of the geodesic to a millimetre."""
BRUTE_FORCE = 4_000_000
"""Up to this many position-piece pairs a tree costs more than it saves."""
CHUNK = 20_000
_RADIUS_MIN = A_M * (1.0 - E2)
_RADIUS_MAX = A_M / np.sqrt(1.0 - E2)


@dataclass(frozen=True, slots=True)
class Nearest:
    """For each of N positions the nearest point of the lines; every field has shape (N,).

    `distance_m` metres; `lon`, `lat` degrees; `azimuth_deg` from the position towards the nearest point in [0, 360),
    NaN on the line; `line` and `segment` count from 0; `side` is +1 left, -1 right, 0 on the directed segment.
    """

    distance_m: Floats
    lon: Floats
    lat: Floats
    azimuth_deg: Floats
    line: Ints
    segment: Ints
    side: NDArray[np.int8]


class LineIndex:
    """An index over lines, built once and queried with arrays.

    Parameters
    ----------
    lines
        shapely LineString or MultiLineString, or a sequence or array of them; WGS84 degrees.
    edges
        How a line runs between two vertices: "planar" (straight in longitude and latitude, as border data is drawn) or
        "geodesic". A difference of more than 180 degrees in longitude means the short way round.

    Raises
    ------
    GeometryError
        No lines, empty lines, another geometry, an unknown edge model, or a geodesic edge with antipodal ends.
    CoordinateError
        A vertex that is not on the globe.

    Examples
    --------
    >>> from shapely import LineString
    >>> near = LineIndex(LineString([(0, 0), (1, 0)])).nearest([0.5], [0.1])
    >>> near.distance_m.round(3), near.side
    (array([11057.428]), array([1], dtype=int8))
    >>> LineIndex(LineString([(0, 0), (1, 0)])).nearest([], []).distance_m
    array([], dtype=float64)
    """

    def __init__(self, lines: Any, edges: str = "planar") -> None:
        if edges not in EDGE_MODELS:
            raise GeometryError(f"There is no edge model {edges!r}.", cure="Use planar or geodesic.")
        self.edges = edges
        self._edges = edges_of(lines)
        if edges == "geodesic":
            refuse_antipodal(self._edges)
        self._pieces = pieces_of(self._edges, edges)

    def __repr__(self) -> str:
        """Say how many lines and segments the index holds."""
        return f"LineIndex({int(self._edges.line.max()) + 1} lines, {len(self._edges.line)} segments, {self.edges})"

    @cached_property
    def _tree(self) -> Any:
        from scipy.spatial import cKDTree

        return cKDTree(self._pieces.middle, balanced_tree=False, compact_nodes=True)

    def nearest(self, lon: ArrayLike, lat: ArrayLike) -> Nearest:
        """Find the nearest point of the lines for each position.

        Parameters
        ----------
        lon, lat
            Degrees WGS84, scalars or (N,).

        Returns
        -------
        Nearest
            Arrays of shape (N,); empty for an empty query.

        Raises
        ------
        CoordinateError
            A position that is NaN, infinite, masked or off the globe, with its row.
        """
        x, y = require_positions(lon, lat)
        found = [self._chunk(x[i : i + CHUNK], y[i : i + CHUNK]) for i in range(0, len(x), CHUNK)] or [
            self._chunk(x, y)
        ]
        return Nearest(*(np.concatenate(column) for column in zip(*found, strict=True)))

    def _chunk(self, lon: Floats, lat: Floats) -> tuple[Any, ...]:
        row, piece = self._candidates(to_space(lon, lat))
        foot = _feet(self._pieces, row, piece, lon, lat)
        best = _best(row, foot, len(lon))
        foot_lon, foot_lat = foot.lon[best], foot.lat[best]
        azimuth, _, distance = WGS84.inv(lon, lat, foot_lon, foot_lat)
        distance = np.asarray(distance, dtype=np.float64)
        on_line = distance <= ON_LINE_M
        distance = np.where(on_line, 0.0, distance)
        azimuth = np.where(on_line, np.nan, np.mod(azimuth, 360.0))
        side = np.where(on_line, 0, np.sign(foot.cross[best])).astype(np.int8)
        edge = self._pieces.edge[piece[best]]
        return distance, foot_lon, foot_lat, azimuth, self._edges.line[edge], self._edges.segment[edge], side

    def _candidates(self, at: Floats) -> tuple[Ints, Ints]:
        """Pairs of position and piece among which the nearest is sure to be."""
        pieces = self._pieces
        total = len(pieces.edge)
        if len(at) * total <= BRUTE_FORCE:
            chord = np.linalg.norm(at[:, None, :] - pieces.middle[None, :, :], axis=2)
            limit = (chord + pieces.reach_m).min(axis=1, initial=np.inf)
            row, piece = np.nonzero(chord - pieces.reach_m <= (limit + _margin(limit))[:, None])
            return row, piece
        longest = float(pieces.reach_m.max())
        rows, found = [], []
        left, k = np.arange(len(at)), min(8, total)
        while len(left):
            chord, piece = self._tree.query(at[left], k=k)
            chord, piece = chord.reshape(len(left), -1), piece.reshape(len(left), -1)
            limit = (chord + pieces.reach_m[piece]).min(axis=1)
            limit = limit + _margin(limit)
            # Complete when even the longest piece beyond the k-th middle could not come near enough.
            done = (chord[:, -1] - longest > limit) | (k == total)
            row, column = np.nonzero((chord - pieces.reach_m[piece] <= limit[:, None]) & done[:, None])
            rows.append(left[row])
            found.append(piece[row, column])
            left, k = left[~done], min(k * 4, total)
        return np.concatenate(rows), np.concatenate(found)


@dataclass(frozen=True, slots=True)
class _Feet:
    lon: Floats
    lat: Floats
    distance_m: Floats
    cross: Floats


def _margin(chord: Floats) -> Floats:
    """By how much a longer chord can still be the shorter geodesic, metres.

    A geodesic of an ellipsoid lies between circular arcs of the smallest and the largest radius of curvature over the
    same chord (Schur); the difference of the two arcs is this series, padded by 5 %.
    """
    ratio = chord / _RADIUS_MIN
    margin: Floats = 0.02 + 1.05 * chord * ratio**2 / 24.0 * (1.0 - (_RADIUS_MIN / _RADIUS_MAX) ** 2) * (
        1.0 + 0.4 * ratio**2
    )
    return margin


def _dot(a: Floats, b: Floats) -> Floats:
    product: Floats = np.einsum("ij,ij->i", a, b)
    return product


def _feet(pieces: Any, row: Ints, piece: Ints, lon: Floats, lat: Floats) -> _Feet:
    """Nearest point of each candidate piece, its geodesic distance, and on which side the position lies."""
    a, u, w = pieces.a[piece], pieces.u[piece], pieces.w[piece]
    at = to_space(lon, lat)[row]
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
    foot_lon, foot_lat = to_degrees(foot)
    chord = np.linalg.norm(at - foot, axis=1)
    distance = chord.copy()
    far = np.flatnonzero(chord > 1_000.0)
    if len(far):
        _, _, exact = WGS84.inv(lon[row[far]], lat[row[far]], foot_lon[far], foot_lat[far])
        distance[far] = exact
        _intercept(far[chord[far] > INTERCEPT_M], t, a, u, w, foot, foot_lon, foot_lat, distance, lon[row], lat[row])
    tangent = u + (1 - 2 * t)[:, None] * w
    up = foot * np.array([1.0, 1.0, 1.0 / (1.0 - E2)])
    left = np.cross(up, tangent)
    size = np.linalg.norm(left, axis=1) * np.maximum(np.linalg.norm(at - foot, axis=1), 1e-12)
    cross = np.divide(_dot(at - foot, left), size, out=np.zeros_like(size), where=size > 0)
    return _Feet(foot_lon, foot_lat, distance, cross)


def _intercept(
    q: Ints,
    t: Floats,
    a: Floats,
    u: Floats,
    w: Floats,
    foot: Floats,
    foot_lon: Floats,
    foot_lat: Floats,
    distance: Floats,
    lon: Floats,
    lat: Floats,
) -> None:
    """Move far feet along their pieces until the geodesic meets the edge at a right angle (in place).

    The derivative of the distance along the edge is the cosine between the edge and the geodesic; its own derivative
    is about cot(s / R) / R across the line of sight. Near the antipode that is no guide, so a step is only taken when
    it shortens the distance, and halved otherwise.
    """
    for _ in range(12):
        if not len(q):
            return
        _, back, _ = WGS84.inv(lon[q], lat[q], foot_lon[q], foot_lat[q])
        tangent = u[q] + (1 - 2 * t[q])[:, None] * w[q]
        lam, phi, away = np.radians(foot_lon[q]), np.radians(foot_lat[q]), np.radians(np.asarray(back))
        east = -np.sin(lam) * tangent[:, 0] + np.cos(lam) * tangent[:, 1]
        north = -np.sin(phi) * (np.cos(lam) * tangent[:, 0] + np.sin(lam) * tangent[:, 1]) + np.cos(phi) * tangent[:, 2]
        size = np.maximum(np.hypot(east, north), 1e-9)
        # `away` points from the foot to the position: moving along the edge towards it shortens the distance.
        along = (np.sin(away) * east + np.cos(away) * north) / size
        reach = 6_371e3 * np.tan(np.minimum(distance[q] / 6_371e3, 1.5))
        moved = np.clip(t[q] + along * reach / size, 0.0, 1.0)
        best = np.zeros(len(q), dtype=bool)
        for _ in range(6):
            space = a[q] + moved[:, None] * u[q] + (moved * (1 - moved))[:, None] * w[q]
            new_lon, new_lat = to_degrees(space)
            _, _, length = WGS84.inv(lon[q], lat[q], new_lon, new_lat)
            better = (np.asarray(length) < distance[q]) & ~best
            if better.any():
                hit = q[better]
                t[hit], foot[hit], distance[hit] = moved[better], space[better], np.asarray(length)[better]
                foot_lon[hit], foot_lat[hit] = new_lon[better], new_lat[better]
            best |= better
            if best.all():
                break
            moved = np.where(best, moved, (moved + t[q]) / 2)
        q = q[best & (np.abs(along) * size > 1e-9)]


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
