"""The compiled core, where it is installed: what it holds, what it needs, and how to do without it.

`GEOEVENTS_ENGINE=numpy` in the environment leaves it out; `compiled` insists on it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from geoevents.earth.pieces import MISFIT_M, Edges, Floats, Found, pieces_of
from geoevents.errors import GeometryError

if TYPE_CHECKING:
    from pyproj import Geod

try:
    from geoevents.earth import _core
except ImportError:  # installed without a compiler: NumPy serves
    _core = None  # type: ignore[assignment]

ENGINES = ("compiled", "numpy")
LONGEST_M = 4_000.0
"""The core takes its last step on the planar edge itself, so its pieces can be longer."""
THREADS_FROM = 50_000
"""Up to this many positions a second thread costs more than it saves."""


def engine() -> str:
    """Name the engine that serves by default: "compiled (avx2)", say, or "numpy".

    Examples
    --------
    >>> engine().split()[0] in ENGINES
    True
    """
    return f"compiled ({_core.builds[-1]})" if chosen(None) == "compiled" else "numpy"


def builds() -> tuple[str, ...]:
    """Name the builds of the core that this processor can run, the best last; none where it is not installed."""
    return () if _core is None else tuple(_core.builds)


def chosen(wanted: str | None) -> str:
    """Choose the engine: the wanted one, that of the environment, or the compiled core where there is one.

    Raises
    ------
    GeometryError
        An unknown engine, or the compiled one where it is not installed.
    """
    name = wanted or os.environ.get("GEOEVENTS_ENGINE") or ("numpy" if _core is None else "compiled")
    if name not in ENGINES:
        raise GeometryError(f"There is no engine {name!r}.", cure="Use compiled or numpy.")
    if name == "compiled" and _core is None:
        raise GeometryError(
            "The compiled core is not installed.", cure="Install geoevents from a wheel, or where a C++ compiler is."
        )
    return name


def available() -> int:
    """Count the processors that this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Core:
    """A tree over the pieces of edges, queried with arrays."""

    def __init__(self, edges: Edges, model: str, geod: Geod) -> None:
        threads = available() if len(edges.line) > THREADS_FROM else 1
        if model == "planar":
            a, u, w, ends, edge = _core.planar_pieces(
                np.ascontiguousarray(edges.start),
                np.ascontiguousarray(edges.end),
                geod.a,
                geod.f,
                LONGEST_M,
                MISFIT_M,
                threads,
            )
        else:
            pieces = pieces_of(edges, model, geod)
            a, u, w, edge = pieces.a, pieces.u, pieces.w, pieces.edge
            ends = np.zeros((0, 4))
        a, u, w, ends = (np.ascontiguousarray(field) for field in (a, u, w, ends))
        self._index = _core.Index(a, u, w, ends, np.ascontiguousarray(edge), geod.a, geod.f, threads)

    def find(self, lon: Floats, lat: Floats, threads: int | None, build: str = "") -> Found:
        """Find the nearest point for each position; edge -1 where the core cannot tell."""
        return Found(*self._asked(lon, lat, threads, build, None)[:-1])

    def find_both(self, lon: Floats, lat: Floats, threads: int | None, grid: Any) -> tuple[Found, NDArray[np.uint64]]:
        """Find the nearest points, and in the same pass the sets of countries: neighbours share a cell of either."""
        *fields, sets = self._asked(lon, lat, threads, "", grid)
        return Found(*fields), sets

    def _asked(self, lon: Floats, lat: Floats, threads: int | None, build: str, grid: Any) -> tuple[Any, ...]:
        count = threads or (available() if len(lon) >= THREADS_FROM else 1)
        found: tuple[Any, ...] = self._index.nearest(
            np.ascontiguousarray(lon), np.ascontiguousarray(lat), count, build, grid
        )
        return found


def grid(start: Floats, end: Floats, owners: Any, cell_deg: float) -> Any:
    """Lay a labelled grid over segments (M, 2), each with the packed set of countries whose outline it is part of."""
    first, last = np.ascontiguousarray(start), np.ascontiguousarray(end)
    return _core.Grid(first, last, np.ascontiguousarray(owners), cell_deg)


def find_sets(grid: Any, lon: Floats, lat: Floats, threads: int | None) -> NDArray[np.uint64]:
    """Look positions up in a grid: packed sets, (N,)."""
    count = threads or (available() if len(lon) >= THREADS_FROM else 1)
    found: NDArray[np.uint64] = grid.find(np.ascontiguousarray(lon), np.ascontiguousarray(lat), count)
    return found
