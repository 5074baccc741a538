"""Land and coast, always of Natural Earth: other border datasets reach out to sea, or are lines only."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geoevents.atlas import store
from geoevents.atlas.lines import known_code, pairs
from geoevents.atlas.territories import territory
from geoevents.errors import UnknownBorderError

DATASET = "ne-10m"
ERROR_M = 3_000.0
"""How far off the coast may be: 95 % of a finer coastline from other sources is nearer (benchmarks/coast_error.py)."""
CASPIAN = (51.0, 42.0)
"""In the only hole of the land that is sea; the others are areas that no country is drawn to own."""


@functools.lru_cache(maxsize=64)
def land(country: str | None = None) -> shapely.MultiPolygon:
    """Give the land of a country, or of the world.

    Parameters
    ----------
    country : str, optional
        ISO 3166-1 alpha-2 code.

    Returns
    -------
    shapely.MultiPolygon
        WGS84 degrees, split at the antimeridian. Lakes and rivers are land, the Caspian Sea is not. Antarctica and
        reefs and islets that Natural Earth gives to no country are left out.

    Raises
    ------
    UnknownCountryError

    Examples
    --------
    >>> from shapely import Point
    >>> land("IR").contains(Point(57.2, 26.5)), land().contains(Point(51.0, 42.0))
    (True, False)
    """
    if country is not None:
        return territory(country, DATASET)
    whole: Any = shapely.coverage_union_all([territory(code, DATASET) for code in store.header(DATASET)["countries"]])
    filled = []
    for part in shapely.get_parts(whole):
        sea = [hole for hole in part.interiors if shapely.Polygon(hole).contains(shapely.Point(CASPIAN))]
        filled.append(shapely.Polygon(part.exterior, sea))
    found = shapely.MultiPolygon(filled)
    shapely.prepare(found)
    return found


@functools.lru_cache(maxsize=64)
def coast(country: str | None = None) -> shapely.MultiLineString:
    """Give the coast of a country, or of the world: where its land ends and no other country's begins.

    Parameters
    ----------
    country : str, optional
        ISO 3166-1 alpha-2 code.

    Returns
    -------
    shapely.MultiLineString
        WGS84 degrees, land on the left. Shores of lakes are no coast; those of the Caspian Sea are.

    Raises
    ------
    UnknownBorderError
        The country has no coast.
    UnknownCountryError

    Examples
    --------
    >>> round(float(shapely.Point(57.04, 25.995).distance(coast("IR"))), 2)
    0.15
    """
    arrays = store.load(DATASET)
    ring = np.repeat(arrays.ring_country, np.diff(arrays.ring_start))
    uses = np.bincount(np.abs(arrays.ring_arcs), minlength=len(arrays.arc_start))
    free = uses[np.abs(arrays.ring_arcs)] == 1
    if country is not None:
        free &= ring == arrays.countries.index(known_code(country, DATASET))
    inland = _inland()
    lines = []
    for arc in arrays.ring_arcs[free]:
        at = arrays.vertices(np.array([arc]))
        xy = np.column_stack([arrays.lon[at], arrays.lat[at]])
        if not (len(inland) and inland.issuperset(map(tuple, xy.tolist()))):
            lines += _off_seam(xy)
    if not lines:
        raise UnknownBorderError(f"{country} has no coast.", cure='Say "from the border", or name another country.')
    return shapely.MultiLineString(lines)


@functools.lru_cache(maxsize=64)
def edge(country: str | None = None) -> shapely.MultiLineString:
    """Give the edge of a country's land, or of all land: its coast and the borders that it shares on land.

    Examples
    --------
    >>> edge("IS").length == coast("IS").length, edge("ML").is_empty
    (True, False)
    """
    if country is None:
        return coast(None)
    return outline(land(country))


def has_coast(country: str) -> bool:
    """Say whether a country lies on a sea (the Caspian is one).

    Examples
    --------
    >>> has_coast("KZ"), has_coast("ML")
    (True, False)
    """
    try:
        return bool(len(coast(country).geoms))
    except UnknownBorderError:
        return False


def draws_waters(dataset: str) -> bool:
    """Say whether the countries of a dataset reach out to sea, as their borders there show.

    Examples
    --------
    >>> draws_waters("osm-2026c"), draws_waters("ne-10m")
    (True, False)
    """
    return bool(pairs(dataset, "maritime"))


def outline(area: shapely.MultiPolygon) -> shapely.MultiLineString:
    """Give the edge of an area without the cut along the antimeridian, which is no edge."""
    rings = shapely.get_rings(shapely.get_parts(area))
    return shapely.MultiLineString([run for ring in rings for run in _off_seam(shapely.get_coordinates(ring))])


@functools.lru_cache(maxsize=1)
def _inland() -> frozenset[tuple[float, float]]:
    """Vertices around areas inside the land that no country is drawn to own: their edge is no coast."""
    codes = store.header(DATASET)["countries"]
    whole: Any = shapely.coverage_union_all([territory(code, DATASET) for code in codes])
    found: set[tuple[float, float]] = set()
    for part in shapely.get_parts(whole):
        for hole in part.interiors:
            if not shapely.Polygon(hole).contains(shapely.Point(CASPIAN)):
                found |= set(map(tuple, shapely.get_coordinates(hole).tolist()))
    return frozenset(found)


def _off_seam(xy: NDArray[np.float64]) -> list[shapely.LineString]:
    """Leave out the cut along the antimeridian, which is no coast."""
    seam = (np.abs(xy[1:, 0]) == 180.0) & (np.abs(xy[:-1, 0]) == 180.0)
    runs = np.split(np.arange(len(seam)), np.flatnonzero(np.diff(seam)) + 1)
    return [shapely.LineString(xy[run[0] : run[-1] + 2]) for run in runs if len(run) and not seam[run[0]]]
