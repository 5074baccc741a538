"""Very many positions as counts in cells of about equal area."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RADIUS_KM = 6371.0072
"""Of the sphere with the area of the Earth."""
SIZES_KM = (1, 2, 5, 10, 25, 50, 100, 250, 500, 1000)
MOST_CELLS = 15_000
"""Cells of the finest level, at most: more would not be read one by one either."""
_FEW = 400
"""With as few cells as this no coarser level is needed."""


@dataclass(frozen=True, slots=True)
class Level:
    """Cells of one size that hold something: their sides in degrees, and how many positions lie in each."""

    size_km: int
    west: NDArray[np.float64]
    south: NDArray[np.float64]
    east: NDArray[np.float64]
    north: NDArray[np.float64]
    count: NDArray[np.int64]


def levels_of(lon: NDArray[np.float64], lat: NDArray[np.float64]) -> tuple[Level, ...]:
    """Count positions in cells, from the finest size that gives at most `MOST_CELLS` to one that gives few.

    Examples
    --------
    >>> finest = levels_of(np.array([2.9, 2.901, 30.0]), np.array([19.9, 19.9, 50.0]))[0]
    >>> finest.size_km, sorted(finest.count.tolist())
    (1, [1, 2])
    """
    levels: list[Level] = []
    for size in SIZES_KM:
        level = cells_of(lon, lat, size)
        if len(level.count) <= MOST_CELLS or size == SIZES_KM[-1]:
            levels.append(level)
        if len(level.count) <= _FEW:
            break
    return tuple(levels)


def cells_of(lon: NDArray[np.float64], lat: NDArray[np.float64], size_km: int) -> Level:
    """Count positions in bands of latitude `size_km` high, each cut into a whole number of cells about as wide.

    Parameters
    ----------
    lon, lat
        Degrees, WGS84.
    size_km
        Side of a cell, about: bands and cells divide the globe evenly.
    """
    bands = max(1, round(np.pi * RADIUS_KM / size_km))
    high = 180.0 / bands
    band = np.clip(np.floor((lat + 90.0) / high), 0, bands - 1).astype(np.int64)
    across = _across(band, high, size_km)
    place = np.clip(np.floor((lon + 180.0) / 360.0 * across), 0, across - 1).astype(np.int64)
    most = round(2 * np.pi * RADIUS_KM / size_km) + 2
    key, count = np.unique(band * most + place, return_counts=True)
    band, place = key // most, key % most
    wide = 360.0 / _across(band, high, size_km)
    west, south = place * wide - 180.0, band * high - 90.0
    return Level(size_km, west, south, west + wide, south + high, count)


def _across(band: NDArray[np.int64], high: float, size_km: int) -> NDArray[np.int64]:
    """How many cells go round the Earth in a band."""
    round_km = 2 * np.pi * RADIUS_KM * np.cos(np.radians((band + 0.5) * high - 90.0))
    across: NDArray[np.int64] = np.maximum(1, np.rint(round_km / size_km)).astype(np.int64)
    return across
