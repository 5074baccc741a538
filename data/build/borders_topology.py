"""Country rings to arcs: every shared line once, with what lies on either side; territories and borders refer to arcs.

Layout of the file that `pack` writes (numpy npz):

``header``      UTF-8 JSON: name, date, quantum, countries (sorted codes), ...
``x``, ``y``    uint8 (4, V): byte planes of the int32 differences of consecutive coordinates, in units of quantum
``arc_start``   int32 (A + 1): first vertex of each arc
``long``        uint8, packed bits (V): the segment that starts here comes from an edge of more than 20 km
``arc_left``, ``arc_right``  int16 (A): country on the side, -1 none (a claim by several: the first)
``ring_country``, ``ring_parent`` int16/int32 (R): ring_parent is -1 for an exterior, else the ring whose hole it is
``ring_start``, ``ring_arcs``  int32: signed arcs, counted from 1, negative = reversed; the territory is on the left
``border_a``, ``border_b``, ``border_kind`` (0 land, 1 maritime), ``border_disputed_m`` (B)
``line_border`` int32 (N), ``line_start`` (N + 1), ``line_arcs``: signed arcs of each line; `a` lies on the left
"""

from __future__ import annotations

import io
import itertools
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import shapely
from pyproj import Geod

FINE = 1e-7
QUANTUM = 1e-6
WGS84 = Geod(ellps="WGS84")
LONG_M = 20_000.0
EDGE_M = 10_000.0
BOW_M = 0.8
LAND, MARITIME = 0, 1

Part = tuple[str, np.ndarray, bool]  # country, ring (n, 2) int64 in FINE units, is a hole
Test = Callable[[np.ndarray, np.ndarray], np.ndarray]


def close_and_turn(ring: np.ndarray, hole: bool) -> np.ndarray:
    """Close a ring and turn it so that the area lies on its left; repeated vertices go."""
    if (ring[0] != ring[-1]).any():
        ring = np.vstack([ring, ring[:1]])
    ring = ring[np.r_[True, (np.diff(ring, axis=0) != 0).any(1)]]
    x, y = (ring - ring[0]).astype(float).T
    doubled = float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))
    return ring[::-1] if (doubled < 0) != hole else ring


class Topology:
    """Segments of all countries, chained into arcs."""

    def __init__(self, parts: Iterable[Part]) -> None:
        parts = list(parts)
        self.codes = sorted({code for code, _, _ in parts})
        number = {code: i for i, code in enumerate(self.codes)}
        rings = [close_and_turn(ring, hole) for _, ring, hole in parts]
        of = np.repeat([number[code] for code, _, _ in parts], [len(r) for r in rings])
        points = np.concatenate(rings)
        keys, vertex = np.unique(
            (points[:, 0] + 1_800_000_000) * 1_800_000_001 + points[:, 1] + 900_000_000, return_inverse=True
        )
        self.xy = np.stack([keys // 1_800_000_001 - 1_800_000_000, keys % 1_800_000_001 - 900_000_000], 1) * FINE
        edge = np.ones(len(points), bool)
        edge[np.cumsum([len(r) for r in rings]) - 1] = False
        f, t, c = vertex[:-1][edge[:-1]], vertex[1:][edge[:-1]], of[:-1][edge[:-1]]
        size, count = len(keys), len(self.codes)
        # One use a country and direction; a segment that a country has in both directions is inside it.
        use = np.unique((np.minimum(f, t) * size + np.maximum(f, t)) * (2 * count) + c * 2 + (f < t))
        half = use // 2
        same = np.flatnonzero(half[1:] == half[:-1])
        keep = np.ones(len(use), bool)
        keep[same], keep[same + 1] = False, False
        use = use[keep]
        code, first, uses = np.unique(use // (2 * count), return_index=True, return_counts=True)
        country, ahead = (use // 2) % count, use % 2 == 1
        left = np.full(len(code), -1, np.int64)
        right = np.full(len(code), -1, np.int64)
        for turn in (0, 1):
            at = np.flatnonzero((uses <= 2) & (uses > turn))
            i = first[at] + turn
            clash = np.where(ahead[i], left[at], right[at]) >= 0
            left[at[ahead[i] & ~clash]] = country[i[ahead[i] & ~clash]]
            right[at[~ahead[i] & ~clash]] = country[i[~ahead[i] & ~clash]]
            if clash.any():
                uses[at[clash]] = 99
        self.sides: list[tuple[int, ...]] = [(i,) for i in range(count)]
        self._side_ids = {side: i for i, side in enumerate(self.sides)}
        stop = np.r_[first[1:], len(use)]
        for s in np.flatnonzero(uses > 2):
            here = range(first[s], stop[s])
            left[s] = self.side(tuple(int(country[i]) for i in here if ahead[i]))
            right[s] = self.side(tuple(int(country[i]) for i in here if not ahead[i]))
        lo, hi = code // size, code % size
        # Left is the smaller side, so that `a` of an ordinary border lies there.
        swap = (left < 0) | ((right >= 0) & (left > right))
        self.f, self.t = np.where(swap, hi, lo), np.where(swap, lo, hi)
        self.left, self.right = np.where(swap, right, left), np.where(swap, left, right)
        self.cover = np.full(len(code), -1, np.int64)
        self.kind = np.full(len(code), MARITIME, np.int8)
        print(f"{len(code)} segments, {int((self.right >= 0).sum())} shared, {int((uses > 2).sum())} claimed twice")

    def side(self, countries: tuple[int, ...]) -> int:
        if not countries:
            return -1
        if countries not in self._side_ids:
            self._side_ids[countries] = len(self.sides)
            self.sides.append(countries)
        return self._side_ids[countries]

    def middles(self, segments: np.ndarray) -> np.ndarray:
        return (self.xy[self.f[segments]] + self.xy[self.t[segments]]) / 2

    def chain(self) -> list[np.ndarray]:
        """Arcs as arrays of segments, from node to node; closed loops last."""
        sig = (self.left * 4096 + self.right + 1) * 4096 + self.cover + 1
        size = len(self.xy)
        out, into = np.bincount(self.f, minlength=size), np.bincount(self.t, minlength=size)
        leaving, arriving = np.zeros(size, np.int64), np.zeros(size, np.int64)
        leaving[self.f], arriving[self.t] = np.arange(len(self.f)), np.arange(len(self.f))
        node = (out != 1) | (into != 1) | (sig[leaving] != sig[arriving])
        follow = np.where(node[self.t], -1, leaving[self.t]).tolist()
        seen = bytearray(len(follow))
        arcs = []
        starts = np.flatnonzero(node[self.f]).tolist()
        for start in itertools.chain(starts, range(len(follow))):
            if seen[start]:
                continue
            arc, s = [], start
            while s >= 0 and not seen[s]:
                seen[s] = 1
                arc.append(s)
                s = follow[s]
            arcs.append(np.array(arc))
        return arcs

    def split_by_kind(self, arcs: list[np.ndarray], shortest_m: float = 3_000.0) -> list[np.ndarray]:
        """Split arcs where land turns to sea; a run shorter than `shortest_m` counts as what surrounds it."""
        found = []
        for arc in arcs:
            kind = self.kind[arc].copy()
            if self.right[arc[0]] < 0 and self.cover[arc[0]] < 0:
                self.kind[arc] = MARITIME if kind.mean() > 0.5 else LAND
                found.append(arc)
                continue
            if kind.min() != kind.max():
                p, q = self.xy[self.f[arc]], self.xy[self.t[arc]]
                metres = WGS84.inv(p[:, 0], p[:, 1], q[:, 0], q[:, 1])[2]
                while True:
                    cut = np.r_[0, np.flatnonzero(np.diff(kind)) + 1, len(kind)]
                    length = np.add.reduceat(metres, cut[:-1])
                    if len(length) < 2 or length.min() >= shortest_m:
                        break
                    i = int(length.argmin())
                    kind[cut[i] : cut[i + 1]] ^= 1
                self.kind[arc] = kind
            found += np.split(arc, np.flatnonzero(np.diff(kind)) + 1)
        return found


def densify(xy: np.ndarray, dense: bool) -> tuple[np.ndarray, np.ndarray]:
    """Points added on straight lon/lat edges until geodesics differ by less than BOW_M; flags of long edges."""
    p, q = xy[:-1], xy[1:]
    _, _, metres = WGS84.inv(p[:, 0], p[:, 1], q[:, 0], q[:, 1])
    if not dense:
        return xy, np.r_[metres > LONG_M, False]
    tan = np.tan(np.radians(np.minimum(np.maximum(abs(p[:, 1]), abs(q[:, 1])), 89.0)))
    east = np.radians(abs(q[:, 0] - p[:, 0])) * np.cos(np.radians((p[:, 1] + q[:, 1]) / 2)) * 6.378e6
    bow = metres * np.minimum(east, metres) * 2.0 * tan / (8 * 6.36e6)
    n = np.maximum(np.ceil(np.sqrt(bow / BOW_M)), np.ceil(metres / EDGE_M)).astype(int).clip(1)
    which = np.repeat(np.arange(len(n)), n)
    step = (np.arange(len(which)) - np.repeat(np.cumsum(n) - n, n)) / n[which]
    new = p[which] + step[:, None] * (q - p)[which]
    return np.vstack([new, xy[-1:]]), np.r_[(metres > LONG_M)[which], False]


def planes(values: np.ndarray) -> np.ndarray:
    step = np.diff(values, prepend=0).astype(np.int64)
    zigzag = ((step << 1) ^ (step >> 63)).astype("<u4")
    return np.ascontiguousarray(zigzag.view(np.uint8).reshape(-1, 4).T)


def join(signed: Sequence[int], ends: Callable[[int], tuple[int, int]]) -> list[list[int]]:
    """Join signed arcs head to tail wherever exactly one ends and one starts."""
    start, stop = defaultdict(list), defaultdict(list)
    for arc in signed:
        f, t = ends(arc)
        start[f].append(arc)
        stop[t].append(arc)
    through = {v for v in start if len(start[v]) == 1 and len(stop.get(v, ())) == 1}
    lines, used = [], set()
    for first in [*(a for a in signed if ends(a)[0] not in through), *signed]:
        if first in used:
            continue
        line, arc = [], first
        while arc not in used:
            used.add(arc)
            line.append(arc)
            if ends(arc)[1] not in through:
                break
            arc = start[ends(arc)[1]][0]
        lines.append(line)
    return lines


def pack(
    top: Topology, arcs: list[np.ndarray], header: dict[str, Any], tolerance: float, outer_tolerance: float
) -> bytes:
    """Simplify, densify, make rings and borders, and write everything as npz."""
    heads = [int(top.f[a[0]]) for a in arcs]
    tails = [int(top.t[a[-1]]) for a in arcs]
    raw = [np.vstack([top.xy[top.f[a]], top.xy[top.t[a[-1:]]]]) for a in arcs]
    shared = [bool(top.right[a[0]] >= 0 or top.cover[a[0]] >= 0) for a in arcs]
    lines = shapely.linestrings(np.concatenate(raw), indices=np.repeat(np.arange(len(raw)), [len(r) for r in raw]))
    if tolerance > 0:
        bounds = shapely.bounds(lines)
        small = np.hypot(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1]) < 20 * tolerance
        on_land = np.array([top.kind[a[0]] == LAND for a in arcs])
        fine = np.array(shared) | on_land
        simple = np.where(
            fine,
            shapely.simplify(lines, tolerance, preserve_topology=False),
            shapely.simplify(lines, outer_tolerance, preserve_topology=False),
        )
        lines = np.where(small, lines, simple)
    rings = rings_of(top, arcs, raw, heads, tails)
    for attempt in range(3):
        wrong = [
            i
            for i, (_, ring) in enumerate(rings)
            if not shapely.is_valid(shapely.Polygon(ring_xy(ring, [None, *lines], True)))
        ]
        print(f"{len(rings)} rings, {len(wrong)} cross themselves")
        if not wrong or tolerance == 0 or attempt == 2:
            break
        for i in wrong:
            for arc in rings[i][1]:
                lines[abs(arc) - 1] = shapely.LineString(raw[abs(arc) - 1])
    rings = apart(rings, heads, tails)
    print(f"{len(rings)} rings once those that touch themselves are split")
    parents = parents_of(rings, lines)
    full = [
        densify(shapely.get_coordinates(line), dense=header["dense"] and is_shared)
        for line, is_shared in zip(lines, shared, strict=True)
    ]
    xy = np.round(np.concatenate([f[0] for f in full]) / QUANTUM).astype(np.int64)
    arrays: dict[str, np.ndarray] = {
        "x": planes(xy[:, 0]),
        "y": planes(xy[:, 1]),
        "arc_start": np.cumsum([0, *(len(f[0]) for f in full)]).astype(np.int32),
        "long": np.packbits(np.concatenate([f[1] for f in full])),
        "arc_left": np.array([one(top, top.left[a[0]]) for a in arcs], np.int16),
        "arc_right": np.array([one(top, top.right[a[0]]) for a in arcs], np.int16),
        "ring_country": np.array([c for c, _ in rings], np.int16),
        "ring_parent": np.array(parents, np.int32),
        "ring_start": np.cumsum([0, *(len(r) for _, r in rings)]).astype(np.int32),
        "ring_arcs": np.array([a for _, r in rings for a in r], np.int32),
    }
    arrays |= borders_of(top, arcs, raw, heads, tails)
    head = header | {"quantum": QUANTUM, "countries": top.codes}
    arrays["header"] = np.frombuffer(json.dumps(head, ensure_ascii=False).encode(), np.uint8)
    shared_vertices = sum(len(f[0]) for f, s in zip(full, shared, strict=True) if s)
    print(f"{len(arcs)} arcs, {len(xy)} vertices ({shared_vertices} shared)")
    stream = io.BytesIO()
    np.savez_compressed(stream, **arrays)
    return stream.getvalue()


def one(top: Topology, side: int) -> int:
    return -1 if side < 0 else top.sides[side][0]


def rings_of(
    top: Topology, arcs: list[np.ndarray], raw: list[np.ndarray], heads: list[int], tails: list[int]
) -> list[tuple[int, list[int]]]:
    """Rings of every country as signed arcs with the country on the left; rings that touch stay apart."""
    mine: dict[int, list[int]] = defaultdict(list)
    for i, arc in enumerate(arcs):
        for side, sign in ((top.left[arc[0]], 1), (top.right[arc[0]], -1)):
            for country in top.sides[side] if side >= 0 else ():
                mine[country].append(sign * (i + 1))

    def ends(a: int) -> tuple[int, int]:
        return (heads[a - 1], tails[a - 1]) if a > 0 else (tails[-a - 1], heads[-a - 1])

    def angle(a: int, out: bool) -> float:
        points = raw[abs(a) - 1]
        here, there = (points[0], points[1]) if (a > 0) == out else (points[-1], points[-2])
        return float(np.arctan2(there[1] - here[1], there[0] - here[0]))

    found = []
    for country, signed in sorted(mine.items()):
        start = defaultdict(list)
        for a in signed:
            start[ends(a)[0]].append(a)
        used: set[int] = set()
        for first in signed:
            if first in used:
                continue
            ring, a = [], first
            while a not in used:
                used.add(a)
                ring.append(a)
                choices = [b for b in start[ends(a)[1]] if b not in used or b == first]
                if not choices:
                    raise ValueError(f"the boundary of {top.codes[country]} does not close at {raw[abs(a) - 1][-1]}")
                if len(choices) > 1:
                    back = angle(a, False)
                    choices.sort(key=lambda b: (back - angle(b, True)) % (2 * np.pi) or 2 * np.pi)
                a = choices[0]
            found.append((country, ring))
    return found


def apart(rings: list[tuple[int, list[int]]], heads: list[int], tails: list[int]) -> list[tuple[int, list[int]]]:
    """Split rings that come back to a node: an exterior that touches itself is an exterior and a hole (Jungholz).

    Called after the search for rings that cross themselves, so that no arc is simplified that would not be without it.
    """
    found = []
    for country, ring in rings:
        open_, at = [], {}
        for a in ring:
            at[heads[a - 1] if a > 0 else tails[-a - 1]] = len(open_)
            open_.append(a)
            end = tails[a - 1] if a > 0 else heads[-a - 1]
            if end in at:
                start = at[end]
                found.append((country, open_[start:]))
                del open_[start:]
                at = {node: i for node, i in at.items() if i < start}
    return found


def ring_xy(ring: Sequence[int], lines: Sequence[Any], closed: bool) -> np.ndarray:
    parts = []
    for a in ring:
        xy = shapely.get_coordinates(lines[abs(a)])
        parts.append((xy if a > 0 else xy[::-1])[:-1])
    return np.vstack([*parts, parts[0][:1]]) if closed else np.vstack(parts)


def parents_of(rings: list[tuple[int, list[int]]], lines: np.ndarray) -> list[int]:
    """The smallest exterior ring of the same country around each hole; -1 for an exterior."""
    polygons, inside = [], []
    for _, ring in rings:
        xy = ring_xy(ring, [None, *lines], True)
        x, y = (xy - xy[0]).T
        inside.append(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) < 0)
        polygons.append(shapely.Polygon(xy))
    parents = [-1] * len(rings)
    mine = defaultdict(list)
    for i, (country, _) in enumerate(rings):
        if not inside[i]:
            mine[country].append(i)
    area = shapely.area(polygons)
    for i, (country, _) in enumerate(rings):
        if inside[i]:
            xy = shapely.get_coordinates(polygons[i])
            point = (xy[0] + xy[1]) / 2
            around = [
                j
                for j in mine[country]
                if polygons[j].bounds[0] <= point[0] <= polygons[j].bounds[2]
                and area[j] >= area[i]
                and shapely.intersects_xy(polygons[j], *point)
            ]
            parents[i] = min(around, key=lambda j: area[j]) if around else -2
    if -2 in parents:
        print(f"{parents.count(-2)} holes without an exterior are left out")
    return parents


def borders_of(
    top: Topology, arcs: list[np.ndarray], raw: list[np.ndarray], heads: list[int], tails: list[int]
) -> dict[str, np.ndarray]:
    """Borders of all pairs, as lines of signed arcs with the first country on the left."""
    table: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    disputed: dict[tuple[int, int, int], float] = defaultdict(float)
    for i, arc in enumerate(arcs):
        left, right, cover = (int(v[arc[0]]) for v in (top.left, top.right, top.cover))
        if right < 0 and cover < 0:
            continue
        doubt = right < 0 or len(top.sides[left]) > 1 or len(top.sides[right]) > 1
        metres = WGS84.line_length(raw[i][:, 0], raw[i][:, 1]) if doubt else 0.0
        for a, b in itertools.product(top.sides[left], top.sides[right if right >= 0 else cover]):
            if a == b:
                continue
            key = (min(a, b), max(a, b), int(top.kind[arc[0]]))
            table[key].append(i + 1 if a < b else -i - 1)
            disputed[key] += metres

    def ends(a: int) -> tuple[int, int]:
        return (heads[a - 1], tails[a - 1]) if a > 0 else (tails[-a - 1], heads[-a - 1])

    keys = sorted(table)
    lines = [(n, line) for n, key in enumerate(keys) for line in join(table[key], ends)]
    return {
        "border_a": np.array([k[0] for k in keys], np.int16),
        "border_b": np.array([k[1] for k in keys], np.int16),
        "border_kind": np.array([k[2] for k in keys], np.int8),
        "border_disputed_m": np.array([disputed[k] for k in keys], np.float32),
        "line_border": np.array([n for n, _ in lines], np.int32),
        "line_start": np.cumsum([0, *(len(line) for _, line in lines)]).astype(np.int32),
        "line_arcs": np.array([a for _, line in lines for a in line], np.int32),
    }
