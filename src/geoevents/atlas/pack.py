"""Arcs to a file: territories and borders refer to them, so that an outline and the border it shares cannot disagree.

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
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geoevents.atlas.topology import LAND, Floats, Ints, Say, Topology, silent
from geoevents.earth.geodesic import WGS84
from geoevents.errors import GeometryError

QUANTUM = 1e-6
LONG_M = 20_000.0
EDGE_M = 10_000.0
BOW_M = 0.8

Rings = list[tuple[int, list[int]]]
"""Country and signed arcs of every ring."""
Arrays = dict[str, NDArray[Any]]


def densify(xy: Floats, dense: bool) -> tuple[Floats, NDArray[np.bool_]]:
    """Points added on straight lon/lat edges until geodesics differ by less than BOW_M; flags of long edges."""
    p, q = xy[:-1], xy[1:]
    metres = np.asarray(WGS84.inv(p[:, 0], p[:, 1], q[:, 0], q[:, 1])[2])
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


def planes(values: Ints) -> NDArray[np.uint8]:
    """Byte planes of zigzag differences, which compress well."""
    step = np.diff(values, prepend=0).astype(np.int64)
    zigzag = ((step << 1) ^ (step >> 63)).astype("<u4")
    return np.ascontiguousarray(zigzag.view(np.uint8).reshape(-1, 4).T)


def join(signed: Sequence[int], ends: Callable[[int], tuple[int, int]]) -> list[list[int]]:
    """Join signed arcs head to tail wherever exactly one ends and one starts."""
    start: dict[int, list[int]] = defaultdict(list)
    stop: dict[int, list[int]] = defaultdict(list)
    for arc in signed:
        f, t = ends(arc)
        start[f].append(arc)
        stop[t].append(arc)
    through = {v for v in start if len(start[v]) == 1 and len(stop.get(v, ())) == 1}
    lines: list[list[int]] = []
    used: set[int] = set()
    for first in [*(a for a in signed if ends(a)[0] not in through), *signed]:
        if first in used:
            continue
        line: list[int] = []
        arc = first
        while arc not in used:
            used.add(arc)
            line.append(arc)
            if ends(arc)[1] not in through:
                break
            arc = start[ends(arc)[1]][0]
        lines.append(line)
    return lines


class _Arcs:
    """Arcs with their vertices as they came, and the nodes at their ends."""

    def __init__(self, top: Topology, arcs: list[Ints]) -> None:
        self.top, self.arcs = top, arcs
        self.heads = [int(top.f[a[0]]) for a in arcs]
        self.tails = [int(top.t[a[-1]]) for a in arcs]
        self.raw = [np.vstack([top.xy[top.f[a]], top.xy[top.t[a[-1:]]]]) for a in arcs]
        self.shared = [bool(top.right[a[0]] >= 0 or top.cover[a[0]] >= 0) for a in arcs]

    def ends(self, a: int) -> tuple[int, int]:
        """Nodes where a signed arc starts and ends."""
        return (self.heads[a - 1], self.tails[a - 1]) if a > 0 else (self.tails[-a - 1], self.heads[-a - 1])

    def angle(self, a: int, out: bool) -> float:
        """Direction of a signed arc where it starts, or back from where it ends."""
        points = self.raw[abs(a) - 1]
        here, there = (points[0], points[1]) if (a > 0) == out else (points[-1], points[-2])
        return float(np.arctan2(there[1] - here[1], there[0] - here[0]))

    def side(self, number: int) -> int:
        """First country of a side; -1 for none."""
        return -1 if number < 0 else self.top.sides[number][0]


def pack(
    top: Topology,
    arcs: list[Ints],
    header: dict[str, Any],
    tolerance: float = 0.0,
    outer_tolerance: float = 0.0,
    say: Say = silent,
) -> bytes:
    """Simplify, densify, make rings and borders, and write everything as npz."""
    return npz(arrays_of(top, arcs, header, tolerance, outer_tolerance, say))


def npz(arrays: Arrays) -> bytes:
    """Write arrays in NumPy's compressed format: no clock is read, so the same arrays give the same bytes."""
    stream = io.BytesIO()
    np.savez_compressed(stream, **arrays)  # type: ignore[arg-type]
    return stream.getvalue()


def arrays_of(
    top: Topology,
    arcs: list[Ints],
    header: dict[str, Any],
    tolerance: float = 0.0,
    outer_tolerance: float = 0.0,
    say: Say = silent,
) -> Arrays:
    """Simplify, densify, make rings and borders: the arrays of a dataset."""
    found = _Arcs(top, arcs)
    sizes = [len(xy) for xy in found.raw]
    lines: Any = shapely.linestrings(np.concatenate(found.raw), indices=np.repeat(np.arange(len(sizes)), sizes))
    rings = rings_of(found)
    if tolerance > 0:
        lines = _simplified(found, lines, rings, tolerance, outer_tolerance, say)
    rings = apart(rings, found)
    say(f"{len(rings)} rings once those that touch themselves are split")
    simple = [shapely.get_coordinates(line) for line in lines]
    parents = parents_of(rings, simple, say)
    full = [
        densify(xy, dense=header["dense"] and is_shared) for xy, is_shared in zip(simple, found.shared, strict=True)
    ]
    vertices, sides = [f[0] for f in full], [(top.left[a[0]], top.right[a[0]]) for a in arcs]
    say(f"{len(arcs)} arcs, {sum(map(len, vertices))} vertices")
    return (
        encoded(vertices, [f[1] for f in full])
        | {
            "arc_left": np.array([found.side(left) for left, _ in sides], np.int16),
            "arc_right": np.array([found.side(right) for _, right in sides], np.int16),
            "ring_country": np.array([c for c, _ in rings], np.int16),
            "ring_parent": np.array(parents, np.int32),
            "ring_start": np.cumsum([0, *(len(r) for _, r in rings)]).astype(np.int32),
            "ring_arcs": np.array([a for _, r in rings for a in r], np.int32),
        }
        | borders_of(found)
        | {"header": header_of(header | {"quantum": QUANTUM, "countries": top.codes})}
    )


def encoded(vertices: list[Floats], long: list[NDArray[np.bool_]]) -> Arrays:
    """Coordinates of arcs, where each starts, and which of their segments come from long edges."""
    xy = np.round(np.concatenate(vertices) / QUANTUM).astype(np.int64)
    return {
        "x": planes(xy[:, 0]),
        "y": planes(xy[:, 1]),
        "arc_start": np.cumsum([0, *map(len, vertices)]).astype(np.int32),
        "long": np.packbits(np.concatenate(long)),
    }


def header_of(header: dict[str, Any]) -> NDArray[np.uint8]:
    """Write a header as the bytes of its JSON."""
    return np.frombuffer(json.dumps(header, ensure_ascii=False).encode(), np.uint8)


def _simplified(
    arcs: _Arcs, lines: Any, rings: Rings, tolerance: float, outer_tolerance: float, say: Say
) -> NDArray[Any]:
    """Simplify each arc once; those of rings that would cross themselves keep all vertices."""
    bounds = shapely.bounds(lines)
    small = np.hypot(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1]) < 20 * tolerance
    on_land = np.array([arcs.top.kind[a[0]] == LAND for a in arcs.arcs])
    simple = np.where(
        np.array(arcs.shared) | on_land,
        shapely.simplify(lines, tolerance, preserve_topology=False),
        shapely.simplify(lines, outer_tolerance, preserve_topology=False),
    )
    lines = np.where(small, lines, simple)
    for attempt in range(3):
        vertices = [shapely.get_coordinates(line) for line in lines]
        wrong = [
            i for i, (_, ring) in enumerate(rings) if not shapely.is_valid(shapely.Polygon(ring_xy(ring, vertices)))
        ]
        say(f"{len(rings)} rings, {len(wrong)} cross themselves")
        if not wrong or attempt == 2:
            break
        for i in wrong:
            for arc in rings[i][1]:
                lines[abs(arc) - 1] = shapely.LineString(arcs.raw[abs(arc) - 1])
    found: NDArray[Any] = lines
    return found


def rings_of(arcs: _Arcs) -> Rings:
    """Rings of every country as signed arcs with the country on the left; rings that touch stay apart.

    Raises
    ------
    GeometryError
        A boundary that does not close: areas of one country overlap.
    """
    top = arcs.top
    mine: dict[int, list[int]] = defaultdict(list)
    for i, arc in enumerate(arcs.arcs):
        for side, sign in ((top.left[arc[0]], 1), (top.right[arc[0]], -1)):
            for country in top.sides[side] if side >= 0 else ():
                mine[country].append(sign * (i + 1))
    found: Rings = []
    for country, signed in sorted(mine.items()):
        start: dict[int, list[int]] = defaultdict(list)
        for a in signed:
            start[arcs.ends(a)[0]].append(a)
        used: set[int] = set()
        for first in signed:
            if first in used:
                continue
            ring: list[int] = []
            a = first
            while a not in used:
                used.add(a)
                ring.append(a)
                choices = [b for b in start[arcs.ends(a)[1]] if b not in used or b == first]
                if not choices:
                    lon, lat = arcs.raw[abs(a) - 1][-1]
                    raise GeometryError(
                        f"The boundary of {top.codes[country]} does not close at latitude {lat:.6f}, longitude "
                        f"{lon:.6f}.",
                        cure="Polygons of one country must not overlap each other: merge them first.",
                    )
                if len(choices) > 1:
                    back = arcs.angle(a, False)
                    choices.sort(key=lambda b: (back - arcs.angle(b, True)) % (2 * np.pi) or 2 * np.pi)
                a = choices[0]
            found.append((country, ring))
    return found


def apart(rings: Rings, arcs: _Arcs) -> Rings:
    """Split rings that come back to a node: an exterior that touches itself is an exterior and a hole (Jungholz).

    Called after the search for rings that cross themselves, so that no arc is simplified that would not be without it.
    """
    found: Rings = []
    for country, ring in rings:
        open_: list[int] = []
        at: dict[int, int] = {}
        for a in ring:
            node, end = arcs.ends(a)
            at[node] = len(open_)
            open_.append(a)
            if end in at:
                start = at[end]
                found.append((country, open_[start:]))
                for back in open_[start:]:
                    at.pop(arcs.ends(back)[0], None)
                del open_[start:]
    return found


def ring_xy(ring: Sequence[int], vertices: Sequence[Floats]) -> Floats:
    """Vertices along signed arcs, closed."""
    parts = []
    for a in ring:
        xy = vertices[abs(a) - 1]
        parts.append((xy if a > 0 else xy[::-1])[:-1])
    return np.vstack([*parts, parts[0][:1]])


def parents_of(rings: Rings, vertices: Sequence[Floats], say: Say = silent) -> list[int]:
    """The smallest exterior ring of the same country around each hole; -1 for an exterior."""
    polygons: list[Any] = []
    inside: list[bool] = []
    for _, ring in rings:
        xy = ring_xy(ring, vertices)
        x, y = (xy - xy[0]).T
        inside.append(bool(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]) < 0))
        polygons.append(shapely.Polygon(xy))
    parents = [-1] * len(rings)
    mine: dict[int, list[int]] = defaultdict(list)
    for i, (country, _) in enumerate(rings):
        if not inside[i]:
            mine[country].append(i)
    area, bounds = shapely.area(polygons), shapely.bounds(polygons).reshape(-1, 4)
    # From the smallest on, so that the first one around a hole is its parent.
    outer = {country: np.array(sorted(found, key=lambda j: area[j])) for country, found in mine.items()}
    for i, (country, _) in enumerate(rings):
        if inside[i]:
            xy = shapely.get_coordinates(polygons[i])
            x, y = (xy[0] + xy[1]) / 2
            all_ = outer.get(country, np.zeros(0, np.int64))
            west, south, east, north = bounds[all_].T
            near = all_[(west <= x) & (x <= east) & (south <= y) & (y <= north) & (area[all_] >= area[i])]
            parents[i] = next((int(j) for j in near if shapely.intersects_xy(polygons[j], x, y)), -2)
    if -2 in parents:
        say(f"{parents.count(-2)} holes without an exterior are left out")
    return parents


def borders_of(arcs: _Arcs) -> Arrays:
    """Borders of all pairs, as lines of signed arcs with the first country on the left."""
    top = arcs.top
    table: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    disputed: dict[tuple[int, int, int], float] = defaultdict(float)
    for i, arc in enumerate(arcs.arcs):
        left, right, cover = (int(v[arc[0]]) for v in (top.left, top.right, top.cover))
        if right < 0 and cover < 0:
            continue
        doubt = right < 0 or len(top.sides[left]) > 1 or len(top.sides[right]) > 1
        metres = WGS84.line_length(arcs.raw[i][:, 0], arcs.raw[i][:, 1]) if doubt else 0.0
        for a, b in itertools.product(top.sides[left], top.sides[right if right >= 0 else cover]):
            if a == b:
                continue
            key = (min(a, b), max(a, b), int(top.kind[arc[0]]))
            table[key].append(i + 1 if a < b else -i - 1)
            disputed[key] += metres
    return border_arrays(table, disputed, arcs.ends)


def border_arrays(
    table: dict[tuple[int, int, int], list[int]],
    disputed: dict[tuple[int, int, int], float],
    ends: Callable[[int], tuple[int, int]],
) -> Arrays:
    """Arrays of borders from their signed arcs, by first country, second country and kind."""
    keys = sorted(table)
    lines = [(n, line) for n, key in enumerate(keys) for line in join(table[key], ends)]
    return {
        "border_a": np.array([k[0] for k in keys], np.int16),
        "border_b": np.array([k[1] for k in keys], np.int16),
        "border_kind": np.array([k[2] for k in keys], np.int8),
        "border_disputed_m": np.array([disputed.get(k, 0.0) for k in keys], np.float32),
        "line_border": np.array([n for n, _ in lines], np.int32),
        "line_start": np.cumsum([0, *(len(line) for _, line in lines)]).astype(np.int32),
        "line_arcs": np.array([a for _, line in lines for a in line], np.int32),
    }
