"""Land, lakes, rivers and towns to draw under a map: for orientation only, nothing is measured on them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geoevents.maps.ground.stored import Bounds, areas, lines, names, towns

__all__ = ["Bounds", "basemap", "inset", "polygons"]

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
    for feature, geometry in areas("countries", bounds):
        clipped = shapely.intersection(geometry, window)
        if not clipped.is_empty and clipped.area > 0:
            countries[feature] = clipped
    named = names()
    land = shapely.union_all(list(countries.values()), grid_size=1e-6) if countries else shapely.MultiPolygon()
    lakes = [shapely.intersection(lake, window) for _, lake in areas("lakes", bounds)]
    return {
        "land": polygons(land),
        "lakes": [polygon for lake in lakes for polygon in polygons(lake)],
        "rivers": [line for coordinates in lines("rivers", bounds) for line in _clipped(coordinates, window)],
        "countries": [
            {"code": named[feature][0], "name": named[feature][1], **_inside(geometry)}
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
    parts = [shapely.intersection(area, window) for _, area in areas("world", around)]
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


def _towns(bounds: Bounds) -> list[dict[str, Any]]:
    known = towns()
    return [
        {
            "name": known.name[i],
            "country": known.country[i],
            "lon": round(float(known.lon[i]), 4),
            "lat": round(float(known.lat[i]), 4),
            "population": int(known.population[i]),
        }
        for i in known.within(bounds)[:TOWNS]
    ]
