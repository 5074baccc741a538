"""The layers of the basemap as they are kept: rings and lines by feature, names, and towns by population."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray

from geoevents import data

Bounds: TypeAlias = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


@dataclass(frozen=True, slots=True)
class Towns:
    """Towns, the largest first."""

    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    population: NDArray[np.int32]
    capital: NDArray[np.bool_]
    country: tuple[str, ...]
    name: tuple[str, ...]

    def within(self, bounds: Bounds) -> NDArray[np.int64]:
        """Numbers of the towns inside bounds, the largest first."""
        west, south, east, north = bounds
        inside = (self.lon >= west) & (self.lon <= east) & (self.lat >= south) & (self.lat <= north)
        found: NDArray[np.int64] = np.flatnonzero(inside)
        return found


def areas(layer: str, bounds: Bounds) -> Iterator[tuple[int, shapely.Geometry]]:
    """Give the polygons that may touch the bounds, by feature."""
    gathered: dict[int, list[shapely.Polygon]] = {}
    rings: list[tuple[int, NDArray[np.float64], list[NDArray[np.float64]]]] = []
    for feature, hole, coordinates in pieces(layer, bounds):
        if hole and rings and rings[-1][0] == feature:
            rings[-1][2].append(coordinates)
        elif len(coordinates) > 3:
            rings.append((feature, coordinates, []))
    for feature, shell, holes in rings:
        kept = [hole for hole in holes if len(hole) > 3]
        gathered.setdefault(feature, []).append(shapely.Polygon(shell, kept))
    for feature, parts in gathered.items():
        yield feature, shapely.make_valid(shapely.MultiPolygon(parts))


def lines(layer: str, bounds: Bounds) -> Iterator[NDArray[np.float64]]:
    """Give the lines of a layer that may touch the bounds."""
    for _, _, coordinates in pieces(layer, bounds):
        yield coordinates


def pieces(layer: str, bounds: Bounds) -> Iterator[tuple[int, bool, NDArray[np.float64]]]:
    """Give feature, whether it is a hole, and positions of every ring or line that may touch the bounds."""
    lon, lat, start, feature, hole = _layer(layer)
    west, south = np.minimum.reduceat(lon, start), np.minimum.reduceat(lat, start)
    east, north = np.maximum.reduceat(lon, start), np.maximum.reduceat(lat, start)
    touched = (west <= bounds[2]) & (east >= bounds[0]) & (south <= bounds[3]) & (north >= bounds[1])
    ends = np.append(start[1:], len(lon))
    for i in np.flatnonzero(touched):
        yield int(feature[i]), bool(hole[i]), np.column_stack([lon[start[i] : ends[i]], lat[start[i] : ends[i]]])


@lru_cache(maxsize=8)
def _layer(
    layer: str,
) -> tuple[
    NDArray[np.float64], NDArray[np.float64], NDArray[np.int64], NDArray[np.int32], NDArray[np.bool_]
]:  # decoded once, as one map asks for each layer
    with np.load(io.BytesIO(data.path("basemap/natural-earth.npz").read_bytes()), allow_pickle=False) as arrays:
        start, quantum = arrays[f"{layer}.start"], arrays["quantum"].item()
        lon = np.asarray(_undone(arrays[f"{layer}.x"], start) * quantum, dtype=np.float64)
        lat = np.asarray(_undone(arrays[f"{layer}.y"], start) * quantum, dtype=np.float64)
        return lon, lat, start, arrays[f"{layer}.feature"], arrays[f"{layer}.hole"]


def _undone(differences: NDArray[np.int32], start: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sum differences up, beginning anew at every start."""
    running = np.cumsum(differences.astype(np.int64))
    before = np.where(start > 0, running[start - 1], 0)
    lengths = np.diff(np.append(start, len(running)))
    undone: NDArray[np.int64] = running - np.repeat(before, lengths)
    return undone


@lru_cache(maxsize=1)
def names() -> list[list[str]]:
    """Code, name, longitude and latitude of a label, and zoom from which it is shown, of every country."""
    with np.load(io.BytesIO(data.path("basemap/natural-earth.npz").read_bytes()), allow_pickle=False) as arrays:
        return [row.split("\t") for row in arrays["names"].tobytes().decode().split("\n")]


@lru_cache(maxsize=1)
def towns() -> Towns:
    """Every town that is kept."""
    with np.load(io.BytesIO(data.path("basemap/towns.npz").read_bytes()), allow_pickle=False) as arrays:
        quantum = arrays["quantum"].item()
        rows = [row.split("\t") for row in arrays["names"].tobytes().decode().split("\n")]
        return Towns(
            arrays["lon"] * quantum,
            arrays["lat"] * quantum,
            arrays["population"],
            arrays["capital"],
            tuple(row[0] for row in rows),
            tuple(row[1] for row in rows),
        )
