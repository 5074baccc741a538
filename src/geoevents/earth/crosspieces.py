"""Lines cut into short pieces in a tree, and which of them are near what is looked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree

from geoevents.earth.lines import Same, drawn

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

PIECE_DEG = 0.018
"""Pieces of lines are no longer than about 2 km."""
CHUNK = 2_000_000
"""Pairs of a position and a piece that are worked on together."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """Short pieces of lines, from `start` to `end` (degrees), straight in degrees, in a tree of their boxes.

    `joined` says which of them end where the next one starts.
    """

    start: Floats
    end: Floats
    joined: NDArray[np.bool_]
    tree: STRtree


@lru_cache(maxsize=64)
def pieces_of(lines: Same, edges: str) -> Pieces:
    """Cut lines into pieces, once."""
    cut = shapely.segmentize(drawn(lines, edges), PIECE_DEG)
    xy, line = shapely.get_coordinates(shapely.get_parts(cut), return_index=True)
    first = np.flatnonzero(line[1:] == line[:-1])
    start, end = xy[first], xy[first + 1]
    west, east = np.minimum(start[:, 0], end[:, 0]), np.maximum(start[:, 0], end[:, 0])
    south, north = np.minimum(start[:, 1], end[:, 1]), np.maximum(start[:, 1], end[:, 1])
    joined = np.diff(first, append=-1) == 1
    return Pieces(start, end, joined, STRtree(shapely.box(west, south, east, north)))


def near(pieces: Pieces, boxes: tuple[Floats, Floats, Floats, Floats]) -> list[tuple[Ints, Ints]]:
    """Give pairs of a row and a piece whose boxes touch, in chunks; boxes may reach beyond 180 degrees."""
    west, south, east, north = boxes
    rows, found = [], []
    for turn in (-360.0, 0.0, 360.0):
        touching = np.flatnonzero((west + turn <= 180.0) & (east + turn >= -180.0))
        here = shapely.box(west[touching] + turn, south[touching], east[touching] + turn, north[touching])
        row, piece = pieces.tree.query(here)
        rows.append(touching[row])
        found.append(piece)
    row, piece = np.concatenate(rows), np.concatenate(found)
    cuts = range(0, len(row), CHUNK)
    return [(row[first : first + CHUNK], piece[first : first + CHUNK]) for first in cuts]


def at_share(pieces: Pieces, piece: Ints, t: Floats) -> tuple[Floats, Floats]:
    """Give the positions at `t` (0 to 1) of pieces, degrees."""
    (x0, y0), (x1, y1) = pieces.start[piece].T, pieces.end[piece].T
    return x0 + t * (x1 - x0), y0 + t * (y1 - y0)


def turned(degrees: Floats) -> Floats:
    """Give angles between -180 and 180 degrees."""
    return np.mod(degrees + 180.0, 360.0) - 180.0
