"""Countries as areas: the polygons between the lines, and who claims a position."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from geoevents.atlas import store
from geoevents.atlas.lines import known_code
from geoevents.atlas.store import DEFAULT, Floats
from geoevents.earth.geodesic import require_positions
from geoevents.errors import NoTerritoryError

if TYPE_CHECKING:
    import shapely

WHOLE = 190
"""Countries from which on a dataset covers the world, so that "no country" means the sea or no man's land."""


@functools.lru_cache(maxsize=512)
def territory(country: str, dataset: str = DEFAULT) -> shapely.MultiPolygon:
    """Assemble the territory of a country from the arcs that its borders are made of.

    Parameters
    ----------
    country : str
        ISO 3166-1 alpha-2 code.
    dataset : str
        Name of a border dataset. In osm-2026c territories reach out to the territorial sea.

    Returns
    -------
    shapely.MultiPolygon
        WGS84 degrees, split at the antimeridian, valid.

    Raises
    ------
    NoTerritoryError
        The dataset has only lines.
    UnknownCountryError, UnknownDatasetError

    Examples
    --------
    >>> from shapely import Point
    >>> territory("ML").contains(Point(-8.0, 12.65))
    True
    """
    import shapely

    require_territories(dataset)
    arrays = store.load(dataset)
    number = arrays.countries.index(known_code(country, dataset))
    mine = np.flatnonzero(arrays.ring_country == number)
    ring = {int(r): shapely.LinearRing(_ring(dataset, int(r))) for r in mine}
    holes: dict[int, list[shapely.LinearRing]] = {}
    for r in mine:
        if arrays.ring_parent[r] >= 0:
            holes.setdefault(int(arrays.ring_parent[r]), []).append(ring[int(r)])
    polygons = [shapely.Polygon(ring[int(r)], holes.get(int(r), [])) for r in mine if arrays.ring_parent[r] == -1]
    found: Any = shapely.MultiPolygon(polygons)
    if not found.is_valid:
        # Touching rings and the like: the same edges, arranged as the standard wants them.
        parts = shapely.get_parts(shapely.make_valid(polygons)).tolist()
        pieces = [piece for part in parts for piece in shapely.get_parts(part) if piece.geom_type == "Polygon"]
        found = shapely.MultiPolygon(pieces)
        if not found.is_valid:
            found = shapely.multipolygons(shapely.get_parts(shapely.union_all(pieces)))
    shapely.prepare(found)
    whole: shapely.MultiPolygon = found
    return whole


def countries_at(lon: ArrayLike, lat: ArrayLike, dataset: str = DEFAULT) -> list[tuple[str, ...]]:
    """Find which countries each position is drawn in.

    Parameters
    ----------
    lon, lat : array_like
        Degrees WGS84, (N,).
    dataset : str
        Name of a border dataset.

    Returns
    -------
    list of tuple of str
        For each position the codes, sorted: several where two countries claim it, and on the line itself; none at
        sea and in Antarctica.

    Raises
    ------
    NoTerritoryError
        The dataset has only lines; `drawn_at` gives None instead.
    CoordinateError, UnknownDatasetError

    Examples
    --------
    >>> countries_at([2.89, 0.0], [19.87, -89.0])
    [('ML',), ()]
    """
    import shapely

    x, y = require_positions(lon, lat)
    x, y = np.atleast_1d(np.asarray(x, dtype=np.float64)), np.atleast_1d(np.asarray(y, dtype=np.float64))
    found: list[list[str]] = [[] for _ in range(len(x))]
    require_territories(dataset)
    if not len(x):
        return []
    codes, boxes = store.load(dataset).countries, _boxes(dataset)
    rings = np.flatnonzero(
        (boxes[:, 0] <= x.max()) & (boxes[:, 2] >= x.min()) & (boxes[:, 1] <= y.max()) & (boxes[:, 3] >= y.min())
    )
    country = store.load(dataset).ring_country
    for number in np.unique(country[rings]):
        near = np.zeros(len(x), dtype=np.bool_)
        for west, south, east, north in boxes[rings[country[rings] == number]]:
            near |= (x >= west) & (x <= east) & (y >= south) & (y <= north)
        at = np.flatnonzero(near)
        if len(at):
            area = territory(codes[number], dataset)
            for i in at[shapely.intersects_xy(area, x[at], y[at])]:
                found[i].append(codes[number])
    return [tuple(row) for row in found]


def drawn_at(lon: ArrayLike, lat: ArrayLike, dataset: str = DEFAULT) -> list[tuple[str, ...] | None]:
    """Find which countries each position is drawn in, None where the dataset does not say.

    Parameters
    ----------
    lon, lat, dataset
        As for `countries_at`.

    Returns
    -------
    list of tuple of str, or None
        As `countries_at`. None where the dataset has only lines, and where it draws no country but leaves most of the
        world out, so that this means nothing; `undrawn` says why.

    Raises
    ------
    CoordinateError, UnknownDatasetError

    Examples
    --------
    >>> drawn_at([2.89, 0.0], [19.87, -89.0])
    [('ML',), ()]
    """
    if not store.header(dataset).get("territories", True):
        x, _ = require_positions(lon, lat)
        return [None] * np.atleast_1d(x).size
    found = countries_at(lon, lat, dataset)
    if not undrawn(dataset):
        return list(found)
    return [codes or None for codes in found]


def undrawn(dataset: str = DEFAULT) -> str:
    """Say why a dataset may not tell which country a position lies in; nothing where it always does.

    Examples
    --------
    >>> undrawn("ne-10m")
    ''
    """
    head = store.header(dataset)
    if not head.get("territories", True):
        return f"{dataset} has only lines"
    if len(head["countries"]) < WHOLE:
        return f"{dataset} draws no country there, and only {len(head['countries'])} of all"
    return ""


def require_territories(dataset: str) -> None:
    """Refuse a dataset that has only lines.

    Raises
    ------
    NoTerritoryError
    """
    if not store.header(dataset).get("territories", True):
        raise NoTerritoryError(
            f"{dataset} has only lines: it does not say in which country a position lies.",
            cure="Choose a dataset with territories (--borders), or register polygons.",
        )


def _ring(dataset: str, ring: int) -> Floats:
    arrays = store.load(dataset)
    at = arrays.vertices(arrays.arcs_of_ring(ring))
    return np.stack([arrays.lon[at], arrays.lat[at]], axis=1)


@functools.lru_cache(maxsize=4)
def _boxes(dataset: str) -> Floats:
    """West, south, east, north of every exterior ring; of holes, boxes that hold nothing."""
    arrays = store.load(dataset)
    arcs = np.abs(arrays.ring_arcs) - 1
    found = []
    for values, extreme in (
        (arrays.lon, np.minimum),
        (arrays.lat, np.minimum),
        (arrays.lon, np.maximum),
        (arrays.lat, np.maximum),
    ):
        of_arc = extreme.reduceat(values, arrays.arc_start[:-1])
        found.append(extreme.reduceat(of_arc[arcs], arrays.ring_start[:-1]))
    boxes: Floats = np.stack(found, axis=1)
    boxes[arrays.ring_parent != -1] = [np.inf, np.inf, -np.inf, -np.inf]
    return boxes
