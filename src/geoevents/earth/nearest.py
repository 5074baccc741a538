"""Shortest geodesic distance from positions to lines, exact on the ellipsoid, for both edge models.

Edges become quadratic pieces in space (`pieces`); the compiled core (`compiled`) or NumPy (`search`) finds the nearest.
Both give the same results, but for the last digits.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geoevents.earth import compiled
from geoevents.earth.geodesic import WGS84, require_positions
from geoevents.earth.pieces import (
    SIDE_M,
    Edges,
    Floats,
    Found,
    Ints,
    edges_of,
    pieces_of,
    refuse_antipodal,
    refuse_too_long,
)
from geoevents.errors import GeometryError

if TYPE_CHECKING:
    from pyproj import Geod

    from geoevents.earth.search import Search

EDGE_MODELS = ("planar", "geodesic")


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:  # noqa: PLW1641 - arrays have no hash
    """For each of N positions the nearest point of the lines; every field has shape (N,).

    `distance_m` metres; `lon`, `lat` degrees; `azimuth_deg` from the position towards the nearest point in [0, 360),
    NaN where it is undefined: on the line, and at a pole; `line` and `segment` count from 0; `side` is +1 left, -1
    right of the directed segment (which continues straight on beyond its ends), 0 on it and beside one without length.
    """

    distance_m: Floats
    lon: Floats
    lat: Floats
    azimuth_deg: Floats
    line: Ints
    segment: Ints
    side: NDArray[np.int8]

    def __eq__(self, other: object) -> bool:
        # What dataclasses generate compares tuples of arrays, which have no truth.
        if not isinstance(other, Nearest):
            return NotImplemented
        return all(np.array_equal(getattr(self, one), getattr(other, one), equal_nan=True) for one in self.__slots__)


class LineIndex:
    """An index over lines, built once and queried with arrays.

    Parameters
    ----------
    lines
        shapely LineString or MultiLineString, or a sequence or array of them; WGS84 degrees.
    edges
        How a line runs between two vertices: "planar" (straight in longitude and latitude, as border data is drawn) or
        "geodesic". A difference of more than 180 degrees in longitude means the short way round.
    ellipsoid
        A name that pyproj knows ("WGS84", "GRS80", "clrk80", "sphere" ...).
    engine
        "compiled" or "numpy"; by default the compiled core where it is installed (see `geoevents info`).

    Raises
    ------
    GeometryError
        No lines, empty lines, another geometry, a geodesic edge with antipodal ends; an edge model, an ellipsoid or
        an engine that there is not.
    CoordinateError
        A vertex that is not on the globe.

    Examples
    --------
    >>> from shapely import LineString
    >>> near = LineIndex(LineString([(0, 0), (1, 0)])).nearest([0.5], [0.1])
    >>> near.distance_m.round(3), near.side
    (array([11057.428]), array([1], dtype=int8))
    >>> LineIndex(LineString([(0, 0), (1, 0)])).nearest([], []).distance_m
    array([], dtype=float64)
    """

    def __init__(
        self, lines: Any, edges: str = "planar", *, ellipsoid: str = "WGS84", engine: str | None = None
    ) -> None:
        self._prepare(edges_of(lines), edges, _geod(ellipsoid), engine)
        self._ellipsoid = ellipsoid

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel as edges: the index is built again where it arrives."""
        return _built_again, (self._edges, self.edges, self._ellipsoid, self.engine)

    @classmethod
    def of_edges(cls, edges: Edges, model: str = "planar", *, engine: str | None = None) -> LineIndex:
        """Make an index of edges that are known already, on WGS84."""
        index = cls.__new__(cls)
        index._prepare(edges, model, WGS84, engine)
        return index

    def _prepare(self, edges: Edges, model: str, geod: Geod, engine: str | None) -> None:
        if model not in EDGE_MODELS:
            raise GeometryError(f"There is no edge model {model!r}.", cure="Use planar or geodesic.")
        self.edges, self._ellipsoid = model, "WGS84"
        self.engine = compiled.chosen(engine)
        self._edges, self._geod = edges, geod
        if model == "geodesic":
            refuse_antipodal(edges)
        refuse_too_long(edges, compiled.LONGEST_M)
        self._core = None if self.engine == "numpy" else compiled.Core(edges, model, geod)

    def __repr__(self) -> str:
        """Say how many lines and segments the index holds."""
        return f"LineIndex({int(self._edges.line.max()) + 1} lines, {len(self._edges.line)} segments, {self.edges})"

    @cached_property
    def _search(self) -> Search:
        # Imported when it is needed: the compiled core needs it near the antipode only.
        from geoevents.earth.search import Search

        return Search(pieces_of(self._edges, self.edges, self._geod))

    def nearest(self, lon: ArrayLike, lat: ArrayLike, *, threads: int | None = None) -> Nearest:
        """Find the nearest point of the lines for each position.

        Parameters
        ----------
        lon, lat
            Degrees WGS84, scalars or (N,).
        threads
            How many the compiled core may use; by default all that this process may run on, for 50,000 positions or
            more.

        Returns
        -------
        Nearest
            Arrays of shape (N,); empty for an empty query.

        Raises
        ------
        CoordinateError
            A position that is NaN, infinite, masked or off the globe, with its row.
        """
        x, y = require_positions(lon, lat)
        return self._completed(x, y, self._searched(x, y) if self._core is None else self._core.find(x, y, threads))

    def nearest_and_sets(
        self, lon: ArrayLike, lat: ArrayLike, grid: Any, *, threads: int | None = None
    ) -> tuple[Nearest, NDArray[np.uint64]]:
        """Do what `nearest` does, and on the way look countries up in a grid of the compiled core, which must serve."""
        x, y = require_positions(lon, lat)
        assert self._core is not None  # noqa: S101 - a grid is there only where the core is
        found, sets = self._core.find_both(x, y, threads, grid)
        return self._completed(x, y, found), sets

    def _completed(self, x: Floats, y: Floats, found: Found) -> Nearest:
        # The series of the core do not settle near the antipode of the nearest line.
        left = np.flatnonzero(found.edge < 0)
        if len(left):
            late = self._searched(x[left], y[left])
            for name in Found.__slots__:
                getattr(found, name)[left] = getattr(late, name)
        self._sides_straight_on(x, y, found)
        line, segment = self._edges.line[found.edge], self._edges.segment[found.edge]
        return Nearest(found.distance_m, found.lon, found.lat, found.azimuth_deg, line, segment, found.side)

    def _sides_straight_on(self, lon: Floats, lat: Floats, found: Found) -> None:
        """Take the side by azimuths where a position is found straight ahead of an end (in place).

        There the sign is that of rounding, which quad precision has too: the published values have a side.
        """
        row = np.flatnonzero(found.side == 0)
        row = row[found.distance_m[row] > SIDE_M]
        if not len(row):
            return
        (x0, y0), (x1, y1) = self._edges.start[found.edge[row]].T, self._edges.end[found.edge[row]].T
        back = self._geod.inv(lon[row], lat[row], found.lon[row], found.lat[row])[1]
        if self.edges == "geodesic":
            first, last, length = self._geod.inv(x0, y0, x1, y1)
            at_start = np.abs(found.lat[row] - y0) + np.abs(found.lon[row] - x0) < 1e-9
            along = np.radians(np.where(at_start, first, np.asarray(last) - 180.0))
        else:
            along, length = (
                np.arctan2((x1 - x0) * np.cos(np.radians(found.lat[row])), y1 - y0),
                np.hypot(x1 - x0, y1 - y0),
            )
        poles = (np.abs(y0) == 90.0) & (np.abs(y1) == 90.0)
        side = np.sign(np.sin(along - np.radians(back)))
        found.side[row] = np.where((np.asarray(length) > 0) & ~poles, side, 0).astype(np.int8)

    def _searched(self, lon: Floats, lat: Floats) -> Found:
        return self._search.find(lon, lat)


def _built_again(edges: Edges, model: str, ellipsoid: str, engine: str) -> LineIndex:
    index = LineIndex.__new__(LineIndex)
    # The core may not be installed where an index arrives.
    index._prepare(edges, model, _geod(ellipsoid), "numpy" if engine == "numpy" else None)
    index._ellipsoid = ellipsoid
    return index


def _geod(ellipsoid: str) -> Geod:
    if ellipsoid == "WGS84":
        return WGS84
    from pyproj import Geod

    try:
        return Geod(ellps=ellipsoid)
    except Exception:
        from pyproj import get_ellps_map

        known = ", ".join(sorted(get_ellps_map()))
        raise GeometryError(f"There is no ellipsoid {ellipsoid!r}.", cure=f"Use one of {known}.") from None
