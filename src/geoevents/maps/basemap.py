"""Land, lakes, rivers and towns to draw under a map: for orientation only, nothing is measured on them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray

from geoevents import data

Bounds: TypeAlias = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

TOWNS = 80
INSET_HALF_DEG = 24.0


def basemap(bounds: Bounds) -> dict[str, Any]:
    """What lies under a map.

    Parameters
    ----------
    bounds
        West, south, east, north in degrees, WGS84, inside [-180, 180] and [-90, 90].

    Returns
    -------
    dict
        `land` and `lakes` (MultiPolygon coordinates), `rivers` (lists of positions), `countries` (code, name, lon, lat
        of a position inside the clipped country) and `towns` (name, country, lon, lat, population; the largest first),
        all clipped to `bounds` and ready for JSON. Lists are empty at sea.

    Examples
    --------
    >>> under = basemap((2.5, 19.5, 3.5, 20.3))
    >>> sorted(country["code"] for country in under["countries"])
    ['DZ', 'ML']
    """
    window = shapely.box(*bounds)
    countries = {}
    for feature, geometry in _areas("countries", bounds):
        clipped = shapely.intersection(geometry, window)
        if not clipped.is_empty and clipped.area > 0:
            countries[feature] = clipped
    names = _names()
    land = shapely.union_all(list(countries.values()), grid_size=1e-6) if countries else shapely.MultiPolygon()
    lakes = [shapely.intersection(lake, window) for _, lake in _areas("lakes", bounds)]
    return {
        "land": polygons(land),
        "lakes": [polygon for lake in lakes for polygon in polygons(lake)],
        "rivers": [line for coordinates in _lines("rivers", bounds) for line in _clipped(coordinates, window)],
        "countries": [
            {"code": names[feature][0], "name": names[feature][1], **_inside(geometry)}
            for feature, geometry in countries.items()
        ],
        "towns": _towns(bounds),
    }


def inset(bounds: Bounds) -> dict[str, Any]:
    """The part of the world around a map, coarse: `land`, `bounds` of the inset, and the `view` in it."""
    lon, lat = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    half = max(INSET_HALF_DEG, bounds[2] - bounds[0], bounds[3] - bounds[1])
    around = (max(lon - half, -180.0), max(lat - half, -85.0), min(lon + half, 180.0), min(lat + half, 85.0))
    window = shapely.box(*around)
    parts = [shapely.intersection(area, window) for _, area in _areas("world", around)]
    return {
        "land": [polygon for part in parts for polygon in polygons(part, decimals=1)],
        "bounds": list(around),
        "view": list(bounds),
    }


def polygons(geometry: shapely.Geometry, decimals: int = 4) -> list[Any]:
    """Coordinates of every polygon of a geometry, as GeoJSON nests them; lines and points are left out."""
    found = []
    for part in shapely.get_parts(shapely.get_parts(geometry)):
        if part.geom_type == "Polygon" and not part.is_empty:
            rings = [part.exterior, *part.interiors]
            found.append([_rounded(shapely.get_coordinates(ring), decimals) for ring in rings])
    return found


def _rounded(coordinates: NDArray[np.float64], decimals: int) -> list[Any]:
    grid = np.round(coordinates, decimals) + 0.0
    moved = np.ones(len(grid), dtype=bool)
    moved[1:] = (np.diff(grid, axis=0) != 0).any(axis=1)
    rounded: list[Any] = grid[moved].tolist()
    return rounded


def _inside(geometry: shapely.Geometry) -> dict[str, float]:
    point = shapely.point_on_surface(geometry)
    return {"lon": round(float(shapely.get_x(point)), 4), "lat": round(float(shapely.get_y(point)), 4)}


def _clipped(coordinates: NDArray[np.float64], window: shapely.Polygon) -> Iterator[list[Any]]:
    clipped = shapely.intersection(shapely.LineString(coordinates), window)
    for part in shapely.get_parts(clipped):
        if part.geom_type == "LineString" and not part.is_empty:
            yield _rounded(shapely.get_coordinates(part), 4)


def _areas(layer: str, bounds: Bounds) -> Iterator[tuple[int, shapely.Geometry]]:
    """Give the polygons that may touch the bounds, by feature."""
    gathered: dict[int, list[shapely.Polygon]] = {}
    rings: list[tuple[int, NDArray[np.float64], list[NDArray[np.float64]]]] = []
    for feature, hole, coordinates in _pieces(layer, bounds):
        if hole and rings and rings[-1][0] == feature:
            rings[-1][2].append(coordinates)
        elif len(coordinates) > 3:
            rings.append((feature, coordinates, []))
    for feature, shell, holes in rings:
        kept = [hole for hole in holes if len(hole) > 3]
        gathered.setdefault(feature, []).append(shapely.Polygon(shell, kept))
    for feature, parts in gathered.items():
        yield feature, shapely.make_valid(shapely.MultiPolygon(parts))


def _lines(layer: str, bounds: Bounds) -> Iterator[NDArray[np.float64]]:
    for _, _, coordinates in _pieces(layer, bounds):
        yield coordinates


def _pieces(layer: str, bounds: Bounds) -> Iterator[tuple[int, bool, NDArray[np.float64]]]:
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
def _names() -> list[list[str]]:
    with np.load(io.BytesIO(data.path("basemap/natural-earth.npz").read_bytes()), allow_pickle=False) as arrays:
        return [row.split("\t") for row in arrays["names"].tobytes().decode().split("\n")]


def _towns(bounds: Bounds) -> list[dict[str, Any]]:
    with np.load(io.BytesIO(data.path("basemap/towns.npz").read_bytes()), allow_pickle=False) as arrays:
        quantum = arrays["quantum"].item()
        lon, lat = arrays["lon"] * quantum, arrays["lat"] * quantum
        inside = (lon >= bounds[0]) & (lon <= bounds[2]) & (lat >= bounds[1]) & (lat <= bounds[3])
        chosen = np.flatnonzero(inside)[:TOWNS]
        rows = arrays["names"].tobytes().decode().split("\n")
        found = []
        for i in chosen:
            country, name = rows[i].split("\t")
            place = {"lon": round(float(lon[i]), 4), "lat": round(float(lat[i]), 4)}
            found.append({"name": name, "country": country, **place, "population": int(arrays["population"][i])})
        return found
