"""Outlines that neighbours share, each once: so that a border is told from a coast, and neither is written twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

Grid = tuple[int, int, int, int]
"""West, south, east, north in whole numbers."""
_SHIFT = 1 << 32


@dataclass(frozen=True, slots=True)
class Outlines:
    """Lines from node to node, whose areas they bound, and the areas' rings as numbers of lines (`~n`: reversed)."""

    lines: list[NDArray[np.int64]] = field(default_factory=list)
    owners: list[list[int]] = field(default_factory=list)
    rings: dict[int, list[list[int]]] = field(default_factory=dict)


def outlines_of(areas: Iterable[tuple[int, shapely.Geometry]], quantum: float, frame: Grid) -> Outlines:
    """Take polygons apart into the lines that they share.

    Parameters
    ----------
    areas
        Polygons by number; neighbours have the same vertices where they meet.
    quantum
        Positions are rounded to multiples of it, in degrees.
    frame
        Where polygons were cut off, in quanta: lines break there, and what runs along it is a line of its own.

    Returns
    -------
    Outlines
        Exteriors run anticlockwise, holes clockwise. A line has two owners where two areas meet.

    Examples
    --------
    >>> west, east = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)
    >>> found = outlines_of([(7, west), (9, east)], 0.5, (-9, -9, 9, 9))
    >>> sorted(found.owners), {number: len(rings) for number, rings in found.rings.items()}
    ([[7], [7, 9], [9]], {7: 1, 9: 1})
    """
    rings = [(number, ring) for number, area in areas for ring in _rings(area, quantum)]
    beside: dict[int, set[int]] = {}
    for _, ring in rings:
        for before, here, after in zip([ring[-1], *ring[:-1]], ring, [*ring[1:], ring[0]], strict=True):
            beside.setdefault(here, set()).update((before, after))
    nodes = {key for key, others in beside.items() if len(others) != 2 or _on(key, frame)}
    found = Outlines()
    numbers: dict[tuple[int, ...], int] = {}
    for number, ring in rings:
        told = []
        for run in _runs(ring, nodes):
            back = run[::-1]
            forward = run <= back
            key = run if forward else back
            if key not in numbers:
                numbers[key] = len(found.lines)
                found.lines.append(_positions(key))
                found.owners.append([])
            line = numbers[key]
            if number not in found.owners[line]:
                found.owners[line].append(number)
            told.append(line if forward else ~line)
        found.rings.setdefault(number, []).append(told)
    return found


def simplified(line: NDArray[np.int64], tolerance: float) -> NDArray[np.int64]:
    """A line with fewer vertices and the same ends; a ring keeps an area."""
    if len(line) < 3:
        return line
    closed = bool((line[0] == line[-1]).all())
    path = shapely.LineString(line)
    simple: NDArray[np.int64] = shapely.get_coordinates(shapely.simplify(path, tolerance)).astype(np.int64)
    if closed and len(simple) < 4:
        corners = np.unique(np.linspace(0, len(line) - 1, 5).astype(int))
        fewer: NDArray[np.int64] = line[corners]
        return fewer
    return simple


def _rings(area: shapely.Geometry, quantum: float) -> Iterable[list[int]]:
    for part in shapely.get_parts(area):
        if part.geom_type != "Polygon" or part.is_empty:
            continue
        for at, ring in enumerate((part.exterior, *part.interiors)):
            xy = shapely.get_coordinates(ring)
            # Anticlockwise round what is inside, clockwise round what is not: rings of one path then fill rightly.
            if bool(shapely.is_ccw(ring)) != (at == 0):
                xy = xy[::-1]
            grid = np.round(xy[:-1] / quantum).astype(np.int64)
            keys = grid[:, 0] * _SHIFT + grid[:, 1]
            kept = keys[keys != np.roll(keys, 1)]
            if len(kept) > 2:
                yield kept.tolist()


def _runs(ring: list[int], nodes: set[int]) -> Iterable[tuple[int, ...]]:
    breaks = [i for i, key in enumerate(ring) if key in nodes]
    if not breaks:
        # The same ring from the other side must begin at the same vertex.
        first = ring.index(min(ring))
        yield (*ring[first:], *ring[: first + 1])
        return
    turned = [*ring[breaks[0] :], *ring[: breaks[0] + 1]]
    places = [i - breaks[0] for i in breaks] + [len(ring)]
    for start, end in pairwise(places):
        yield tuple(turned[start : end + 1])


def _positions(keys: tuple[int, ...]) -> NDArray[np.int64]:
    packed = np.asarray(keys, dtype=np.int64)
    lat = (packed + _SHIFT // 2) % _SHIFT - _SHIFT // 2
    return np.column_stack([(packed - lat) // _SHIFT, lat])


def _on(key: int, frame: Grid) -> bool:
    lat = (key + _SHIFT // 2) % _SHIFT - _SHIFT // 2
    lon = (key - lat) // _SHIFT
    return lon in (frame[0], frame[2]) or lat in (frame[1], frame[3])
