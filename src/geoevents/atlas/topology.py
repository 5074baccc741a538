"""Country rings to arcs: every shared line once, with what lies on either side.

The recipes of the embedded datasets and `register` make their arrays by it; `pack` writes them.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geoevents.earth.geodesic import WGS84
from geoevents.errors import GeometryError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Part = tuple[str, Ints, bool]
"""Country, ring (N, 2) in units of `FINE`, whether it is a hole."""
Say = Callable[[str], object]

FINE = 1e-7
"""Degrees within which vertices are the same."""
LAND, MARITIME = 0, 1
_MOST_SIDES = 4_000


def silent(_: str) -> None:
    """Say nothing."""


def close_and_turn(ring: Ints, hole: bool) -> Ints:
    """Close a ring and turn it so that the area lies on its left; repeated vertices go."""
    if (ring[0] != ring[-1]).any():
        ring = np.vstack([ring, ring[:1]])
    ring = ring[np.r_[True, (np.diff(ring, axis=0) != 0).any(1)]]
    x, y = (ring - ring[0]).astype(float).T
    doubled = float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))
    return ring[::-1] if (doubled < 0) != hole else ring


class Topology:
    """Segments of all countries, chained into arcs.

    A segment runs from vertex `f` to vertex `t` of `xy`; `left`, `right` and `cover` number `sides`, tuples of
    countries by number (-1 none). `cover` is who else claims the area through which an outer segment runs.
    """

    def __init__(self, parts: Iterable[Part], say: Say = silent) -> None:
        parts = list(parts)
        self.codes = sorted({code for code, _, _ in parts})
        number = {code: i for i, code in enumerate(self.codes)}
        rings = [close_and_turn(ring, hole) for _, ring, hole in parts]
        of = np.repeat([number[code] for code, _, _ in parts], [len(r) for r in rings])
        points = np.concatenate(rings)
        keys, vertex = np.unique(
            (points[:, 0] + 1_800_000_000) * 1_800_000_001 + points[:, 1] + 900_000_000, return_inverse=True
        )
        self.xy: Floats = (
            np.stack([keys // 1_800_000_001 - 1_800_000_000, keys % 1_800_000_001 - 900_000_000], 1) * FINE
        )
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
        self.f: Ints = np.where(swap, hi, lo)
        self.t: Ints = np.where(swap, lo, hi)
        self.left: Ints = np.where(swap, right, left)
        self.right: Ints = np.where(swap, left, right)
        self.cover: Ints = np.full(len(code), -1, np.int64)
        self.kind: NDArray[np.int8] = np.full(len(code), MARITIME, np.int8)
        say(f"{len(code)} segments, {int((self.right >= 0).sum())} shared, {int((uses > 2).sum())} claimed twice")

    def side(self, countries: tuple[int, ...]) -> int:
        """Give the number of a side; -1 for none.

        Raises
        ------
        GeometryError
            More combinations of countries than a dataset can have.
        """
        if not countries:
            return -1
        if countries not in self._side_ids:
            if len(self.sides) >= _MOST_SIDES:
                raise GeometryError(
                    f"Areas are claimed by more than {_MOST_SIDES:,} combinations of countries.",
                    cure="Let each area be of one country, or of the few that claim it.",
                )
            self._side_ids[countries] = len(self.sides)
            self.sides.append(countries)
        return self._side_ids[countries]

    def middles(self, segments: Ints) -> Floats:
        """Middles of segments, (N, 2) degrees."""
        found: Floats = (self.xy[self.f[segments]] + self.xy[self.t[segments]]) / 2
        return found

    def lengths_m(self, segments: Ints) -> Floats:
        """Lengths of segments on the ellipsoid."""
        p, q = self.xy[self.f[segments]], self.xy[self.t[segments]]
        found: Any = WGS84.inv(p[:, 0], p[:, 1], q[:, 0], q[:, 1])[2]
        return np.asarray(found, dtype=np.float64)

    def chain(self) -> list[Ints]:
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

    def split_by_kind(self, arcs: list[Ints], shortest_m: float = 3_000.0) -> list[Ints]:
        """Split arcs where land turns to sea; a run shorter than `shortest_m` counts as what surrounds it."""
        found = []
        for arc in arcs:
            kind = self.kind[arc].copy()
            if self.right[arc[0]] < 0 and self.cover[arc[0]] < 0:
                self.kind[arc] = MARITIME if kind.mean() > 0.5 else LAND
                found.append(arc)
                continue
            if kind.min() != kind.max():
                metres = self.lengths_m(arc)
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
