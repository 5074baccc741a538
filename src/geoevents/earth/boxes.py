"""Which pieces of lines can hold the nearest point of each position: boxes around boxes, with NumPy alone.

Pieces lie in leaves of `FAN`, leaves in boxes of `FAN`, these in larger ones; positions, in the order of a curve that
fills the globe, in blocks of `FAN`, these in larger ones. Blocks and boxes are compared from the largest down: a box
that is farther from a block than a point of a line in another box is left out, and then either side is opened. All of
this is in single precision, with room for its rounding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geoevents.earth.pieces import MISFIT_M, Floats, Ints, Pieces, to_degrees

Singles = NDArray[np.float32]

FAN = 8
TOP = 64
"""Boxes of the highest level, at most."""
FAR_CHORD_M = 9_000_000.0
"""A quarter of the globe, as a chord."""
ROUNDING_M = 2.0
"""What single precision makes of two distances between coordinates that are off by up to 0.25 m each."""
ROUNDING = 1e-6
"""And, in proportion, of long distances."""
NOWHERE_M = 1e9


@dataclass(frozen=True, slots=True)
class Level:
    """Boxes by their low and high corners, with a point of a line in each, or of a position (3, boxes)."""

    low: Singles
    high: Singles
    inside: Singles


@dataclass(frozen=True, slots=True)
class Boxes:
    """Pieces in leaves, boxes around leaves, and so on.

    `piece` (leaves, FAN) is which piece stands where; `start`, `along` (3, leaves, FAN) and `over` (leaves, FAN) are
    starts, vectors and inverse squares of lengths. Two chords are told apart when they differ by more than `room_m`
    and, for geodesics, the margin that the ellipsoid's smallest radius of curvature and its `spread` leave.
    """

    piece: Ints
    start: Singles
    along: Singles
    over: Singles
    levels: list[Level]
    room_m: float
    radius_min_m: float
    spread: float


def boxes_of(pieces: Pieces) -> Boxes:
    """Put pieces into leaves and boxes."""
    order = curve_order(*to_degrees(pieces.middle, pieces.geod))
    places = np.append(order, np.repeat(order[-1:], -len(order) % FAN)).reshape(-1, FAN)
    a, u, middle = (
        np.ascontiguousarray(field[places].transpose(2, 0, 1)) for field in (pieces.a, pieces.u, pieces.middle)
    )
    bulge_m = float(np.sqrt((pieces.w**2).sum(axis=1).max())) / 4 + MISFIT_M
    room = bulge_m + ROUNDING_M / 2
    low, high = np.minimum(a, a + u).min(axis=2) - room, np.maximum(a, a + u).max(axis=2) + room
    leaves = Level(*(one.astype(np.float32) for one in (low, high, _central(low, high, middle))))
    # The last leaf is filled with pieces out of reach.
    a.reshape(3, -1)[:, len(order) :] = NOWHERE_M
    over = 1.0 / ((u * u).sum(axis=0) + 1e-30)
    radius_min, radius_max = pieces.geod.b**2 / pieces.geod.a, pieces.geod.a**2 / pieces.geod.b
    return Boxes(
        places,
        a.astype(np.float32),
        u.astype(np.float32),
        over.astype(np.float32),
        _levels(leaves, TOP),
        ROUNDING_M + 2 * bulge_m,
        radius_min,
        1.0 - (radius_min / radius_max) ** 2,
    )


def candidates(boxes: Boxes, at: Floats) -> tuple[Ints, Ints, Floats]:
    """Give the pairs of position and piece that can be nearest, and the chord to the nearest piece.

    Parameters
    ----------
    at
        Positions in space (3, N), neighbours near each other (`curve_order`).

    Returns
    -------
    row, piece, chord_m
        The pairs by rows; none of rows farther than `FAR_CHORD_M`. And for each row the chord, to some metres.
    """
    point = at.astype(np.float32)
    row, leaf = _leaves(boxes, point)
    x, y, z = (
        np.take(axis, row)[:, None] - np.take(start, leaf, axis=0)
        for axis, start in zip(point, boxes.start, strict=True)
    )
    ux, uy, uz = (np.take(axis, leaf, axis=0) for axis in boxes.along)
    t = np.clip((x * ux + y * uy + z * uz) * np.take(boxes.over, leaf, axis=0), 0.0, 1.0)
    x -= t * ux
    y -= t * uy
    z -= t * uz
    chord = np.sqrt(x * x + y * y + z * z)
    nearest = np.minimum.reduceat(chord.min(axis=1), _first(row))
    limit = np.where(nearest > FAR_CHORD_M, np.float32(-1.0), _limit(boxes, nearest))
    pair, column = np.nonzero(chord <= limit[row][:, None])
    return row[pair], boxes.piece[leaf[pair], column], nearest.astype(np.float64)


def _leaves(boxes: Boxes, point: Singles) -> tuple[Ints, Ints]:
    """Pairs of position and leaf, by positions: all leaves that can hold the nearest piece."""
    blocks = _levels(Level(point, point, point), FAN)
    sizes = [-(-point.shape[1] // FAN**i) for i in range(len(blocks))]
    i, j = len(blocks) - 1, len(boxes.levels) - 1
    count = np.full(sizes[i], boxes.levels[j].low.shape[1])
    box = np.tile(np.arange(count[0]), sizes[i])
    while True:
        block = np.repeat(np.arange(sizes[i]), count)
        kept = _kept(boxes, blocks[i], boxes.levels[j], block, box)
        box, block = box[kept], block[kept]
        if i == j == 0:
            return block, box
        count = np.bincount(block, minlength=sizes[i])
        if i == 0 or (j > 0 and _size_m(boxes.levels[j]) > _size_m(blocks[i])):
            box = (box[:, None] * FAN + np.arange(FAN)).ravel()
            count, j = count * FAN, j - 1
        else:
            i -= 1
            parent = np.arange(sizes[i]) // FAN
            first, count = (np.cumsum(count) - count)[parent], count[parent]
            box = box[np.arange(count.sum()) + np.repeat(first - np.cumsum(count) + count, count)]


def _kept(boxes: Boxes, blocks: Level, level: Level, block: Ints, box: Ints) -> NDArray[np.bool_]:
    """Which boxes of each block can hold the nearest piece of a position in it."""
    near = far = np.float32(0.0)
    for axis in range(3):
        low, high = np.take(blocks.low[axis], block), np.take(blocks.high[axis], block)
        inside = np.take(level.inside[axis], box)
        gap = np.maximum(np.take(level.low[axis], box) - high, low - np.take(level.high[axis], box))
        gap = np.maximum(gap, np.float32(0.0))
        reach = np.maximum(inside - low, high - inside)
        near, far = near + gap * gap, far + reach * reach
    limit = _limit(boxes, np.sqrt(np.minimum.reduceat(far, _first(block)))) + np.float32(ROUNDING_M)
    kept: NDArray[np.bool_] = near <= (limit * limit)[block]
    return kept


def _limit(boxes: Boxes, chord: Singles) -> Singles:
    """Up to which chord a piece can be nearer than another at `chord`, up to `FAR_CHORD_M`; and rounding.

    A geodesic of an ellipsoid lies between circular arcs of the smallest and the largest radius of curvature over the
    same chord (Schur); the difference of the two arcs is this series, padded by 5 %.
    """
    ratio: Any = np.minimum(chord, np.float32(FAR_CHORD_M)) / np.float32(boxes.radius_min_m)
    squared = ratio * ratio
    margin = np.float32(1.05 / 24 * boxes.spread) * squared * (1 + np.float32(0.4) * squared)
    limit: Singles = chord * (margin + np.float32(1 + ROUNDING)) + np.float32(boxes.room_m)
    return limit


def _first(numbers: Ints) -> Ints:
    """Where each run of equal numbers begins."""
    return np.flatnonzero(np.append(True, numbers[1:] != numbers[:-1]))


def _levels(level: Level, top: int) -> list[Level]:
    """Boxes, boxes around `FAN` of them, and so on, until they are few; the last of each level filled with nothing."""
    levels = [level]
    while level.low.shape[1] > top:
        room = ((0, 0), (0, -level.low.shape[1] % FAN))
        low, high = (
            np.pad(one, room, constant_values=far) for one, far in ((level.low, np.inf), (level.high, -np.inf))
        )
        inside = np.pad(level.inside, room, constant_values=np.inf)
        levels[-1] = Level(low, high, inside)
        low, high, inside = (one.reshape(3, -1, FAN) for one in (low, high, inside))
        low, high = low.min(axis=2), high.max(axis=2)
        level = Level(low, high, _central(low, high, inside))
        levels.append(level)
    return levels


def _central(low: Any, high: Any, points: Any) -> Any:
    """Of the points (3, boxes, FAN) in each box the one nearest to its middle."""
    away = ((points - ((low + high) / 2)[:, :, None]) ** 2).sum(axis=0)
    return points[:, np.arange(points.shape[1]), np.argmin(away, axis=1)]


def _size_m(level: Level) -> float:
    """How long boxes are, in the mean: the larger side is opened first."""
    return float((level.high - level.low).max(axis=0, initial=0.0, where=np.isfinite(level.low)).mean())


def curve_order(lon: Floats, lat: Floats) -> Ints:
    """Order positions along Hilbert's curve over longitude and latitude: neighbours come near each other."""
    x = ((lon + 360.0) % 360.0 * (65535 / 360.0)).astype(np.int32)
    y = ((lat + 90.0) * (65535 / 180.0)).astype(np.int32)
    along = np.zeros(len(lon), dtype=np.int64)
    for bit in range(15, -1, -1):
        right, upper = (x >> bit) & 1, (y >> bit) & 1
        along = along * 4 + ((3 * right) ^ upper)
        # In the lower quadrants the curve is turned, in the right one also reversed.
        flip = (right & (1 - upper)) * 65535
        x, y = x ^ flip, y ^ flip
        swap = (x ^ y) * (1 - upper)
        x, y = x ^ swap, y ^ swap
    return np.argsort(along, kind="stable")
