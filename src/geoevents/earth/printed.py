"""Regions as they are printed: coordinates rounded, rings still closed."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

Floats: TypeAlias = NDArray[np.float64]


def printed_ring(ring: shapely.LinearRing, decimals: int) -> Floats:
    """Give the positions (N, 2) of a ring, rounded, without those that came to lie on the one before.

    Examples
    --------
    >>> printed_ring(shapely.LinearRing([(0, 0), (1e-9, 0), (1, 0), (1, 1)]), 7).tolist()
    [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]
    """
    points = np.round(shapely.get_coordinates(ring), decimals) + 0.0
    moved = np.any(points[1:] != points[:-1], axis=1)
    kept = points[np.concatenate(([True], moved))]
    # A part smaller than the rounding stays a closed ring of four positions, as RFC 7946 wants it.
    return kept if len(kept) >= 4 else points


def printed(region: Polygon | MultiPolygon, decimals: int) -> Polygon | MultiPolygon:
    """Give a region with its coordinates rounded.

    Examples
    --------
    >>> printed(shapely.box(0, 0, 1.00000001, 1), 7).bounds
    (0.0, 0.0, 1.0, 1.0)
    """
    parts = [
        Polygon(printed_ring(part.exterior, decimals), [printed_ring(hole, decimals) for hole in part.interiors])
        for part in shapely.get_parts(region)
    ]
    return parts[0] if len(parts) == 1 else MultiPolygon(parts)
