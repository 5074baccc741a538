"""Edges of lines as short quadratic pieces in earth-centred space, for both edge models alike.

A piece is X(t) = A + t U + t (1 - t) W, t in [0, 1], through the edge's start, middle and end; edges are split until
every piece stays within `MISFIT_M` of its edge. Distances to pieces need no trigonometry, no datum line and no poles.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from geoevents.earth.geodesic import WGS84, require_positions
from geoevents.errors import GeometryError

if TYPE_CHECKING:
    from pyproj import Geod

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MISFIT_M = 1e-5
SIDE_M = 2 * MISFIT_M
"""Nearer than this a position is on the line: side 0, azimuth undefined."""
LONGEST_PIECE_M = 2_000.0
ANTIPODE_DEG = 1e-9
SEGMENTS_LIMIT = 50_000_000
"""Above this many segments the index would not fit an ordinary machine."""
SEGMENT_BYTES = 350
"""What a segment takes while the index is built (measured with three million)."""


_CURE = "Give shapely LineStrings or MultiLineStrings."


@dataclass(frozen=True, slots=True)
class Edges:
    """Directed edges (M,): ends in degrees, longitudes unwrapped to the short way; line and segment numbers."""

    start: Floats
    end: Floats
    line: Ints
    segment: Ints


@dataclass(frozen=True, slots=True)
class Pieces:
    """Quadratic pieces (K, 3), the edge of each (K,), how far each reaches from its middle (K,), metres.

    `ends` (K, 4) are longitude and latitude of the start of a planar piece and its steps to the end, degrees.
    """

    a: Floats
    u: Floats
    w: Floats
    edge: Ints
    middle: Floats
    reach_m: Floats
    geod: Geod
    ends: Floats | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Nearest points of N positions, every field of shape (N,); `edge` is -1 where the core cannot tell."""

    distance_m: Floats
    lon: Floats
    lat: Floats
    azimuth_deg: Floats
    edge: NDArray[np.integer[Any]]
    side: NDArray[np.int8]


def to_space(lon: Floats, lat: Floats, geod: Geod = WGS84) -> Floats:
    """Earth-centred coordinates (N, 3) in metres of positions on the ellipsoid."""
    lam, phi = np.radians(lon), np.radians(lat)
    normal = geod.a / np.sqrt(1.0 - geod.es * np.sin(phi) ** 2)
    return np.column_stack(
        [normal * np.cos(phi) * np.cos(lam), normal * np.cos(phi) * np.sin(lam), normal * (1.0 - geod.es) * np.sin(phi)]
    )


def to_degrees(space: Floats, geod: Geod = WGS84) -> tuple[Floats, Floats]:
    """Longitude and latitude of earth-centred positions on the ellipsoid."""
    lon = np.degrees(np.arctan2(space[:, 1], space[:, 0]))
    lat = np.degrees(np.arctan2(space[:, 2], (1.0 - geod.es) * np.hypot(space[:, 0], space[:, 1])))
    return lon, lat


def edges_of(lines: Any) -> Edges:
    """Collect the directed edges of lines, multi-lines, or arrays of them.

    Zero-length edges are left out when a line has others: they change no distance. Segment numbers count the edges of
    a line as drawn, parts of a multi-line one after the other.

    Raises
    ------
    GeometryError
        No line at all, an empty line, another geometry, or too many segments for memory.
    CoordinateError
        A vertex that is not on the globe.
    """
    import shapely

    if isinstance(lines, shapely.Geometry):
        geometries: Sequence[Any] = [lines]
    elif isinstance(lines, Iterable):
        geometries = list(lines)
    else:
        raise GeometryError(
            f"{type(lines).__name__} is not a line.", cure="Give shapely LineStrings or MultiLineStrings."
        )
    if not geometries:
        raise GeometryError("There are no lines to measure to.", cure="Give at least one line.")
    for number, geometry in enumerate(geometries):
        if not isinstance(geometry, shapely.LineString | shapely.MultiLineString | shapely.LinearRing):
            raise GeometryError(
                f"Line {number} is a {type(geometry).__name__}.", cure="Give LineStrings or MultiLineStrings."
            )
        if geometry.is_empty:
            raise GeometryError(f"Line {number} is empty.", cure="Leave it out.")
    total = sum(int(shapely.get_num_coordinates(one)) - int(shapely.get_num_geometries(one)) for one in geometries)
    if total > SEGMENTS_LIMIT:
        raise GeometryError(
            f"{total:,} segments would need about {total * SEGMENT_BYTES / 1e9:,.0f} GB of memory.",
            cure=f"Simplify the lines, or index them in parts of up to {SEGMENTS_LIMIT:,}.",
        )
    starts, ends, owners, numbers = [], [], [], []
    for number, geometry in enumerate(geometries):
        segment = 0
        for part in shapely.get_parts(geometry):
            xy = shapely.get_coordinates(part)
            require_positions(xy[:, 0], xy[:, 1], f"vertex of line {number},")
            count = len(xy) - 1
            starts.append(xy[:-1])
            ends.append(xy[1:])
            owners.append(np.full(count, number, dtype=np.int64))
            numbers.append(np.arange(segment, segment + count, dtype=np.int64))
            segment += count
    start, end = np.vstack(starts), np.vstack(ends)
    end = unwrapped(start, end)
    line, segment_of = np.concatenate(owners), np.concatenate(numbers)
    length_zero = (start == end).all(axis=1)
    only_zero = np.bincount(line, ~length_zero, minlength=len(geometries)) == 0
    keep = ~length_zero | only_zero[line]
    return Edges(start[keep], end[keep], line[keep], segment_of[keep])


def refuse_too_long(edges: Edges, longest_m: float) -> None:
    """Refuse edges that would fall into more pieces than an index can hold.

    Raises
    ------
    GeometryError
        With the memory that they would need.
    """
    metres = np.abs(edges.end - edges.start).sum(axis=1) * 111_700.0
    count = float(np.maximum(np.ceil(metres / longest_m), 1.0).sum())
    if count > SEGMENTS_LIMIT:
        raise GeometryError(
            f"Edges of {metres.sum() / 1e3:,.0f} km in all would need about {count * SEGMENT_BYTES / 1e9:,.0f} GB of "
            "memory.",
            cure="Are they borders? Simplify the lines, or index them in parts.",
        )


def unwrapped(start: Floats, end: Floats) -> Floats:
    """Give the ends (M, 2) with longitudes the short way round: no edge spans more than half the globe.

    Exactly half runs as drawn.
    """
    step = end[:, 0] - start[:, 0]
    lon = np.where(np.abs(step) <= 180.0, end[:, 0], start[:, 0] + np.mod(step + 180.0, 360.0) - 180.0)
    return np.column_stack([lon, end[:, 1]])


def refuse_antipodal(edges: Edges) -> None:
    """Refuse a geodesic edge whose ends are opposite each other: more than one shortest line joins them.

    Between opposite points of the equator the convention of Karney's algorithm stands, which goes by the north pole:
    published test values rest on it.
    """
    sum_of_latitudes = np.abs(edges.start[:, 1] + edges.end[:, 1])
    half_turn = np.abs(np.abs(edges.end[:, 0] - edges.start[:, 0]) - 180.0) < ANTIPODE_DEG
    pole_to_pole = np.abs(np.abs(edges.start[:, 1]) - 90.0) < ANTIPODE_DEG
    off_equator = np.abs(edges.start[:, 1]) > ANTIPODE_DEG
    bad = np.flatnonzero((sum_of_latitudes < ANTIPODE_DEG) & off_equator & (half_turn | pole_to_pole))
    if len(bad):
        where = f"Line {edges.line[bad[0]]}, segment {edges.segment[bad[0]]}"
        raise GeometryError(
            f"{where}: its ends are antipodal, the line is not unique.", cure="Add a vertex between them."
        )


def pieces_of(edges: Edges, model: str, geod: Geod = WGS84) -> Pieces:
    """Cut edges into quadratic pieces whose measured misfit stays below `MISFIT_M`."""
    along = _geodesic_positions(edges, geod) if model == "geodesic" else _planar_positions(edges, geod)
    length_m = along.length_m
    count = np.maximum(1, np.ceil(length_m / LONGEST_PIECE_M)).astype(np.int64)
    for _ in range(8):
        edge = np.repeat(np.arange(len(count)), count)
        order = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        share = count[edge].astype(np.float64)
        a, middle, b = (along(edge, (order + step) / share) for step in (0.0, 0.5, 1.0))
        u, w = b - a, 4.0 * (middle - (a + b) / 2.0)
        misfit = np.zeros(len(edge))
        for t in (0.25, 0.75):
            true = along(edge, (order + t) / share)
            misfit = np.maximum(misfit, np.linalg.norm(a + t * u + t * (1 - t) * w - true, axis=1))
        worst = np.zeros(len(count))
        np.maximum.at(worst, edge, misfit)
        coarse = worst > MISFIT_M
        if not coarse.any():
            break
        count = np.where(coarse, count * 2, count)
    middle = a + u / 2 + w / 4
    reach_m = np.maximum(np.linalg.norm(middle - a, axis=1), np.linalg.norm(middle - b, axis=1)) * 1.001 + 2 * MISFIT_M
    if model == "geodesic":
        return Pieces(a, u, w, edge, middle, reach_m, geod)
    start, step = edges.start[edge], (edges.end - edges.start)[edge] / share[:, None]
    return Pieces(a, u, w, edge, middle, reach_m, geod, np.hstack([start + order[:, None] * step, step]))


class _planar_positions:  # noqa: N801 - a function with data
    def __init__(self, edges: Edges, geod: Geod) -> None:
        self.edges, self.geod = edges, geod
        # Along a parallel a planar edge is longer than the geodesic between its ends: measure it in steps.
        share = np.linspace(0.0, 1.0, 9)
        along = [edges.start + s * (edges.end - edges.start) for s in share]
        at = [to_space(q[:, 0], q[:, 1], geod) for q in along]
        self.length_m = np.sum([np.linalg.norm(q - p, axis=1) for p, q in pairwise(at)], axis=0)

    def __call__(self, edge: Ints, share: Floats) -> Floats:
        start, end = self.edges.start[edge], self.edges.end[edge]
        at = np.where(share[:, None] >= 1.0, end, start + share[:, None] * (end - start))
        return to_space(at[:, 0], at[:, 1], self.geod)


class _geodesic_positions:  # noqa: N801 - a function with data
    def __init__(self, edges: Edges, geod: Geod) -> None:
        self.edges, self.geod = edges, geod
        self.azimuth, _, self.length_m = geod.inv(
            edges.start[:, 0], edges.start[:, 1], edges.end[:, 0], edges.end[:, 1]
        )

    def __call__(self, edge: Ints, share: Floats) -> Floats:
        start = self.edges.start[edge]
        lon, lat, _ = self.geod.fwd(start[:, 0], start[:, 1], self.azimuth[edge], self.length_m[edge] * share)
        space = to_space(np.asarray(lon), np.asarray(lat), self.geod)
        # The ends exactly as drawn, so that two edges that share a vertex share it to the last bit.
        for exact, at in ((share <= 0.0, self.edges.start), (share >= 1.0, self.edges.end)):
            if exact.any():
                space[exact] = to_space(at[edge[exact], 0], at[edge[exact], 1], self.geod)
        return space
