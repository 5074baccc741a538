"""Whether the polygons of countries fit together: areas on the right side of their outlines, neighbours on one line.

A line is shared where both outlines have its vertices. Where they have not, nothing is drawn for them; it is measured
how much that is.
"""

from __future__ import annotations

import functools
import itertools
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geoevents.atlas.sets import CELL_DEG, MOST, Sets, packed_sets
from geoevents.atlas.topology import Floats, Ints, Topology
from geoevents.earth import compiled
from geoevents.earth.geodesic import WGS84
from geoevents.earth.nearest import LineIndex
from geoevents.earth.pieces import Edges, unwrapped
from geoevents.errors import GeometryError

GAP_M = 100.0
"""How far apart two outlines may run and still be two drawings of one line."""
ASTRAY_M = 10.0
"""Length of an outline that may have its area on the wrong side: what rounding makes of the narrowest slivers."""
_BESIDE_DEG = 1e-8
_RUN = 64
_AT_ONCE = 256
_MOST_MEETINGS = 500_000_000
_MOST_AT_NODE = 1_000
_MOST_CELLS = 40_000_000
_MOST_WORK = 4_000_000_000


@dataclass(frozen=True, slots=True)
class Astray:
    """A country whose polygons cross themselves or overlap each other: where, and along how much of the outline."""

    country: str
    lon: float
    lat: float
    length_m: float


@dataclass(frozen=True, slots=True)
class Mismatch:
    """How much of the outlines of two neighbours is one line, and how much runs side by side without being one.

    `drawn_m` is the length of all that does not match, by both; `unmatched_m` that of the line which it would be.
    """

    pair: str
    shared_m: float
    unmatched_m: float
    drawn_m: float
    lon: float
    lat: float

    @property
    def much(self) -> bool:
        """Tell whether it is more than two kilometres and more than a hundredth of what is shared."""
        return self.unmatched_m > max(2_000.0, 0.01 * self.shared_m)


def require_sparse(top: Topology) -> None:
    """Refuse segments so dense that looking positions up among them would take minutes.

    Raises
    ------
    GeometryError
    """
    crowd = int(np.bincount(top.f, minlength=1).max())
    if crowd > _MOST_AT_NODE:
        lon, lat = top.xy[int(np.bincount(top.f).argmax())]
        raise GeometryError(
            f"{crowd:,} outlines meet at latitude {lat:.6f}, longitude {lon:.6f}.", cure="Is it a file of boundaries?"
        )
    p, q = top.xy[top.f], top.xy[top.t]
    count = 1 + (np.abs(q - p).max(axis=1) / CELL_DEG).astype(np.int64)
    if count.sum() > _MOST_CELLS:
        raise GeometryError("The outlines cross the globe too often.", cure="Is it a file of boundaries?")
    share = (np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)) / np.repeat(count, count)
    at = np.repeat(p, count, axis=0) + share[:, None] * np.repeat(q - p, count, axis=0)
    cell = np.floor((at + np.array([180.0, 90.0])) / CELL_DEG).astype(np.int64)
    number, crowded = np.unique(cell[:, 0] * 4_096 + cell[:, 1], return_counts=True)
    if float(np.square(crowded, dtype=np.float64).sum()) > _MOST_WORK:
        worst = number[crowded.argmax()]
        lon, lat = (worst // 4_096) * CELL_DEG - 180.0, (worst % 4_096) * CELL_DEG - 90.0
        raise GeometryError(
            f"{crowded.max():,} segments lie within {CELL_DEG} degrees from latitude {lat}, longitude {lon}.",
            cure="Simplify the outlines to what their accuracy bears.",
        )


class Inside:
    """Which countries lie on either side of every segment, by parity: as it is, not as the rings say."""

    def __init__(self, top: Topology) -> None:
        self.top = top
        sides = [*map(set, top.sides), set()]  # the last one, -1, is that of none
        kinds, which = np.unique(top.left * 4_096 + top.right + 1, return_inverse=True)
        owners = [sorted(sides[kind // 4_096] ^ sides[kind % 4_096 - 1]) for kind in kinds.tolist()]
        self._packed = packed_sets(owners)[which]
        self._grid: Any = None
        if compiled.chosen(None) == "compiled":
            self._grid = compiled.grid(top.xy[top.f], top.xy[top.t], self._packed, CELL_DEG)
        p, q = top.xy[top.f], top.xy[top.t]
        along = q - p
        normal = np.stack([-along[:, 1], along[:, 0]], axis=1)
        normal *= _BESIDE_DEG / np.maximum(np.hypot(*along.T), 1e-12)[:, None]
        middle = (p + q) / 2
        self.left, self.right = self._at(middle + normal), self._at(middle - normal)
        # Beyond the antimeridian and the poles there is nothing to be on.
        self.off_right = (np.abs(middle - normal) > (180.0, 90.0)).any(axis=1)
        self.off_left = (np.abs(middle + normal) > (180.0, 90.0)).any(axis=1)

    def _at(self, xy: Floats) -> Sets:
        x, y = np.clip(xy[:, 0], -180.0, 180.0), np.clip(xy[:, 1], -90.0, 90.0)
        if self._grid is not None:
            return compiled.find_sets(self._grid, x, y, None)
        return self._by_rings(x, y)

    def _by_rings(self, x: Floats, y: Floats) -> Sets:
        """Without the core: each country's outline as polygons, made of its segments."""
        found: list[list[int]] = [[] for _ in range(len(x))]
        drawn: Any = shapely.points(x, y)
        points = shapely.STRtree(drawn)
        for number in range(len(self.top.codes)):
            mine = np.flatnonzero(has(self._packed, number))
            ends = np.stack([self.top.xy[self.top.f[mine]], self.top.xy[self.top.t[mine]]], axis=1)
            lines: Any = shapely.linestrings(ends)
            area: Any = shapely.build_area(shapely.multilinestrings(lines))
            shapely.prepare(area)
            for row in points.query(area, predicate="contains"):
                found[int(row)].append(number)
        return packed_sets(found)


def has(sets: Sets, number: int) -> NDArray[np.bool_]:
    """Tell whether packed sets hold a country by its number (from 0)."""
    one = np.uint64(number + 1)
    found = np.zeros(len(sets), dtype=np.bool_)
    for place in range(MOST):
        found |= (sets >> np.uint64(16 * place)) & np.uint64(0xFFFF) == one
    return found


def astray(top: Topology, inside: Inside) -> list[Astray]:
    """Countries that do not lie where their outlines say: polygons that cross themselves or overlap their own."""
    wrong: dict[int, list[Ints]] = defaultdict(list)
    for mine, other, found, off in (
        (top.left, top.right, inside.left, inside.off_left),
        (top.right, top.left, inside.right, inside.off_right),
    ):
        for side in np.unique(mine[mine >= 0]).tolist():
            for number in top.sides[side]:
                rows = np.flatnonzero((mine == side) & ~off)
                wrong[number].append(rows[~has(found[rows], number)])
        for side in np.unique(other[other >= 0]).tolist():
            for number in top.sides[side]:
                rows = np.flatnonzero((other == side) & ~off)
                both = np.array([number in top.sides[s] if s >= 0 else False for s in mine[rows].tolist()], dtype=bool)
                wrong[number].append(rows[has(found[rows], number) & ~both])
    found_astray = []
    for number, pieces in sorted(wrong.items()):
        rows = np.unique(np.concatenate(pieces))
        metres = top.lengths_m(rows) if len(rows) else np.zeros(0)
        if metres.sum() > ASTRAY_M:
            lon, lat = top.middles(rows[[int(metres.argmax())]])[0]
            found_astray.append(Astray(top.codes[number], float(lon), float(lat), float(metres.sum())))
    return found_astray


def match(top: Topology, inside: Inside, depth_m: float, both: bool = False) -> list[Mismatch]:
    """Compare the outlines of neighbours, and mark in `top.cover` what is a border of both without being shared.

    That is where two claims overlap by more than `depth_m`; and all else that does not match where `both` outlines
    are to count.

    Returns
    -------
    list of Mismatch
        Pairs of which some outline does not match, sorted.
    """
    shared: dict[tuple[int, int], float] = defaultdict(float)
    at = np.flatnonzero(top.right >= 0)
    metres = top.lengths_m(at)
    sides, which = np.unique(top.left[at] * 4_096 + top.right[at], return_inverse=True)
    for side, total in zip(sides.tolist(), np.bincount(which, metres, len(sides)).tolist(), strict=True):
        for a, b in itertools.product(top.sides[side // 4_096], top.sides[side % 4_096]):
            shared[min(a, b), max(a, b)] += total
    missed: dict[tuple[int, int], list[Ints]] = defaultdict(list)
    _overlaps(top, inside, depth_m, missed)
    _gaps(top, missed)
    found = []
    for pair, pieces in missed.items():
        rows = np.unique(np.concatenate(pieces))
        metres = top.lengths_m(rows)
        lon, lat = top.middles(rows[[int(metres.argmax())]])[0]
        code = "-".join(top.codes[one] for one in pair)
        # What one line would be is drawn twice, once by each.
        drawn = float(metres.sum())
        length = drawn / 2 if len(np.unique(top.left[rows])) > 1 else drawn
        found.append(Mismatch(code, shared.get(pair, 0.0), length, drawn, float(lon), float(lat)))
        for row in rows.tolist() if both else ():
            left, cover = top.sides[int(top.left[row])], int(top.cover[row])
            others = {*pair, *(top.sides[cover] if cover >= 0 else ())} - set(left)
            top.cover[row] = top.side(tuple(sorted(others)))
    return sorted(found, key=lambda one: one.pair)


def _overlaps(top: Topology, inside: Inside, depth_m: float, missed: dict[tuple[int, int], list[Ints]]) -> None:
    """Find outer segments that lie inside another country: a claim where it reaches deep, else no match."""
    outer = np.flatnonzero(top.right < 0)
    for side, packed in {(int(s), int(p)) for s, p in zip(top.left[outer], inside.right[outer], strict=True)}:
        others = tuple(sorted(set(_members(packed)) - set(top.sides[side])))
        if others:
            rows = outer[(top.left[outer] == side) & (inside.right[outer] == np.uint64(packed))]
            top.cover[rows] = top.side(others)
    outline = functools.cache(functools.partial(_outline, top))
    for arc in top.chain():
        cover = int(top.cover[arc[0]])
        if cover < 0:
            continue
        mine = top.sides[int(top.left[arc[0]])]
        deep = max(_farthest(top, arc, outline(other)) for other in top.sides[cover])
        if deep <= depth_m:
            top.cover[arc] = -1
            for a, b in itertools.product(mine, top.sides[cover]):
                missed[min(a, b), max(a, b)].append(arc)


def _members(packed: int) -> list[int]:
    return [one - 1 for place in range(MOST) if (one := (packed >> 16 * place) & 0xFFFF)]


def _outline(top: Topology, country: int) -> LineIndex:
    sides = np.array([country in side for side in top.sides] + [False])
    return _index(top, np.flatnonzero(sides[top.left] | sides[top.right]))


def _farthest(top: Topology, arc: Ints, index: LineIndex) -> float:
    step = max(1, len(arc) // 200)
    middles = top.middles(arc[::step])
    return float(index.nearest(middles[:, 0], middles[:, 1]).distance_m.max())


def _index(top: Topology, segments: Ints) -> LineIndex:
    begin = top.xy[top.f[segments]]
    count = np.arange(len(segments), dtype=np.int64)
    return LineIndex.of_edges(Edges(begin, unwrapped(begin, top.xy[top.t[segments]]), np.zeros_like(count), count))


def _gaps(top: Topology, missed: dict[tuple[int, int], list[Ints]]) -> None:
    """Find outer segments that run beside an outer segment of another country."""
    runs: list[Ints] = []
    for arc in top.chain():
        if top.right[arc[0]] < 0 and top.cover[arc[0]] < 0:
            runs += np.array_split(arc, max(1, len(arc) // _RUN))
    if not runs:
        return
    owner = np.array([top.left[run[0]] for run in runs])
    first = np.cumsum([0, *map(len, runs[:-1])])
    rows = np.concatenate(runs)
    ends = np.stack([top.xy[top.f[rows]], top.xy[top.t[rows]]], axis=1)
    low, high = np.minimum.reduceat(ends.min(axis=1), first), np.maximum.reduceat(ends.max(axis=1), first)
    reach = GAP_M / 110_000.0
    wide = reach / np.cos(np.radians(np.minimum(np.maximum(np.abs(low[:, 1]), np.abs(high[:, 1])), 89.9)))
    boxes: Any = shapely.box(low[:, 0] - wide, low[:, 1] - reach, high[:, 0] + wide, high[:, 1] + reach)
    tree = shapely.STRtree(boxes)
    near: dict[tuple[int, int], set[int]] = defaultdict(set)
    met = 0
    for start in range(0, len(boxes), _AT_ONCE):
        one, two = tree.query(boxes[start : start + _AT_ONCE])
        met += len(one)
        if met > _MOST_MEETINGS:
            raise GeometryError("Too many outlines cover each other's ground.", cure="Is it a file of boundaries?")
        one += start
        differ = owner[one] != owner[two]
        for here, there in zip(one[differ].tolist(), two[differ].tolist(), strict=True):
            near[int(owner[here]), int(owner[there])].add(here)
    for (mine, other), here_runs in near.items():
        here = np.concatenate([runs[one] for one in sorted(here_runs)])
        there = np.concatenate([runs[one] for one in sorted(near[other, mine])])
        beside = here[_beside(top, here, there)]
        if len(beside):
            for a, b in itertools.product(top.sides[mine], top.sides[other]):
                if a != b:
                    missed[min(a, b), max(a, b)].append(beside)


def _beside(top: Topology, here: Ints, there: Ints) -> NDArray[np.bool_]:
    """Which segments run beside the others: near to them, and nearer than to a vertex that both have.

    Two coasts part at the mouth of a border river; what is near the other coast there is near its end.
    """
    middle = top.middles(here)
    far = _index(top, there).nearest(middle[:, 0], middle[:, 1]).distance_m
    beside: NDArray[np.bool_] = far <= GAP_M
    common = np.intersect1d(np.r_[top.f[here], top.t[here]], np.r_[top.f[there], top.t[there]])
    if beside.any() and len(common):
        _, nearest = cKDTree(_in_space(top.xy[common])).query(_in_space(middle[beside]))
        beside[beside] = far[beside] < nearest / 2
    return beside


def _in_space(xy: Floats) -> Floats:
    lam, phi = np.radians(xy).T
    found: Floats = WGS84.a * np.stack([np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)], axis=1)
    return found
