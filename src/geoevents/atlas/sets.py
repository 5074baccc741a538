"""Which countries many positions are drawn in: one packed set for each, from a labelled grid over the outlines.

A set holds up to four countries in 64 bits: numbers from 1 (the place in the dataset's list of codes, plus one) in 16
bits each, ascending from the lowest. 0 is no country.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geoevents.atlas import store
from geoevents.atlas.store import DEFAULT, Floats
from geoevents.earth import compiled
from geoevents.earth.geodesic import require_positions

if TYPE_CHECKING:
    import shapely

Sets = NDArray[np.uint64]
CELL_DEG = 0.125
MOST = 4
"""Countries in one set; no dataset draws more at one place."""


def country_sets_at(lon: ArrayLike, lat: ArrayLike, dataset: str = DEFAULT, *, threads: int | None = None) -> Sets:
    """Find the set of countries that each position is drawn in.

    Parameters
    ----------
    lon, lat : array_like
        Degrees WGS84, (N,).
    dataset : str
        Name of a border dataset.
    threads : int, optional
        How many the compiled core may use.

    Returns
    -------
    numpy.ndarray
        Packed sets, (N,), for `members`; on a line those on either side; 0 at sea and in Antarctica.

    Raises
    ------
    NoTerritoryError
        The dataset has only lines.
    CoordinateError, UnknownDatasetError

    Examples
    --------
    >>> [members(one) for one in country_sets_at([2.89, 0.0], [19.87, -89.0])]
    [('ML',), ()]
    """
    from geoevents.atlas.territories import require_territories

    x, y = require_positions(lon, lat)
    require_territories(dataset)
    if compiled.chosen(None) == "compiled":
        return compiled.find_sets(grid_of(dataset), x, y, threads)
    return _by_polygons(x, y, dataset)


def members(packed: int, dataset: str = DEFAULT) -> tuple[str, ...]:
    """Name the countries of a packed set, sorted."""
    codes = store.load(dataset).countries
    numbers = [(int(packed) >> 16 * place) & 0xFFFF for place in range(MOST)]
    return tuple(codes[number - 1] for number in numbers if number)


def packed_sets(owners: list[list[int]]) -> Sets:
    """Pack sets of country numbers (from 0)."""
    found = np.zeros(len(owners), dtype=np.uint64)
    for row, numbers in enumerate(owners):
        for place, number in enumerate(sorted(numbers)[:MOST]):
            found[row] |= np.uint64((number + 1) << (16 * place))
    return found


@functools.lru_cache(maxsize=4)
def grid_of(dataset: str) -> Any:
    """Give the labelled grid of a dataset, which only the compiled core can ask."""
    arrays = store.load(dataset)
    xy = np.stack([arrays.lon, arrays.lat], axis=1)
    # From every vertex to the next; what would lead from one arc to another is nobody's outline.
    owners = np.repeat(_owners(arrays), np.diff(arrays.arc_start))
    owners[arrays.arc_start[1:] - 1] = 0
    return compiled.grid(xy[:-1], xy[1:], owners[:-1], CELL_DEG)


def _owners(arrays: store.Store) -> Sets:
    """Give the packed set of countries that each arc is an outline of."""
    arcs = np.abs(arrays.ring_arcs) - 1
    country = np.repeat(arrays.ring_country, np.diff(arrays.ring_start))
    # Not np.unique, which imports numpy.ma.
    uses = np.sort(arcs * len(arrays.countries) + country)
    first = np.flatnonzero(np.diff(uses, prepend=-1))
    times = np.diff(first, append=len(uses))
    # An arc that a country has on both sides is no outline of it: crossing it changes nothing.
    arc, number = np.divmod(uses[first[times % 2 == 1]], len(arrays.countries))
    place = np.arange(len(arc)) - np.searchsorted(arc, arc)
    arc, number, place = (column[place < MOST] for column in (arc, number, place))
    found = np.zeros(len(arrays.arc_start) - 1, dtype=np.uint64)
    np.bitwise_or.at(found, arc, (number + 1).astype(np.uint64) << (16 * place).astype(np.uint64))
    return found


def _by_polygons(x: Floats, y: Floats, dataset: str) -> Sets:
    import shapely

    from geoevents.atlas.territories import territory

    arrays = store.load(dataset)
    codes = arrays.countries
    areas = np.array([territory(code, dataset) for code in codes], dtype=object)
    tree = _tree(dataset, tuple(codes))
    # Each polygon asks for the points in it: the other way round nothing is prepared, and it takes 25 times as long.
    drawn: Any = shapely.points(x, y)
    points = shapely.STRtree(drawn)
    reach: Any = shapely.box(x.min(), y.min(), x.max(), y.max()) if len(x) else shapely.Point()
    found: list[list[int]] = [[] for _ in range(len(x))]
    for number in tree.query(reach):
        for row in points.query(areas[int(number)], predicate="intersects"):
            found[int(row)].append(int(number))
    return packed_sets(found)


@functools.lru_cache(maxsize=4)
def _tree(dataset: str, codes: tuple[str, ...]) -> shapely.STRtree:
    import shapely

    from geoevents.atlas.territories import territory

    return shapely.STRtree([territory(code, dataset) for code in codes])
