"""The border nearest to one position, without measuring to all of them."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geoevents.atlas import store
from geoevents.atlas.lines import assemble, neighbours, numbered
from geoevents.atlas.store import DEFAULT, Floats
from geoevents.earth.geodesic import WGS84, require_positions
from geoevents.earth.nearest import LineIndex, Nearest
from geoevents.errors import UnknownBorderError
from geoevents.model import Border

_SAMPLE = 16
_DEGREE_M = 111_700.0  # no degree of longitude or latitude is longer


def nearest_border(
    lon: float,
    lat: float,
    dataset: str = DEFAULT,
    kind: str = "land",
    country: str | None = None,
    edges: str = "planar",
) -> tuple[Border, Nearest]:
    """Find the border nearest to one position.

    Parameters
    ----------
    lon, lat : float
        Degrees WGS84.
    dataset, kind, country
        As for `borders`.
    edges : {"planar", "geodesic"}
        How a line runs between two vertices.

    Returns
    -------
    border : Border
    nearest : Nearest
        Arrays of shape (1,).

    Raises
    ------
    UnknownBorderError
        No border fits.
    CoordinateError
        A position that is not on the globe.

    Examples
    --------
    >>> found, near = nearest_border(2.89392, 19.86798)
    >>> found.code, round(float(near.distance_m[0]) / 1000)
    ('DZ-ML', 10)
    """
    require_positions([lon], [lat])
    wanted = numbered(dataset, kind, country)
    if not wanted:
        raise UnknownBorderError(f"{country} has no {kind} border in {dataset}.", cure=neighbours(dataset, country))
    at_least, at_most = _bounds(dataset, lon, lat)
    # The nearest border is among those whose lower bound does not exceed the smallest upper one.
    limit = min(at_most[number] for number, _ in wanted)
    best: tuple[Border, Nearest] | None = None
    for number, kind_ in sorted(wanted, key=lambda pair: float(at_least[pair[0]])):
        if at_least[number] > limit:
            break
        found = assemble(dataset, (number,), kind_)
        near = _index(dataset, number, kind_, edges).nearest([lon], [lat])
        if best is None or near.distance_m[0] < best[1].distance_m[0]:
            best = (found, near)
            limit = min(limit, float(near.distance_m[0]))
    assert best is not None  # noqa: S101 - the smallest lower bound is below the smallest upper one
    return best


@functools.lru_cache(maxsize=512)
def _index(dataset: str, number: int, kind: str, edges: str) -> LineIndex:
    return LineIndex(assemble(dataset, (number,), kind).lines, edges=edges)


@functools.lru_cache(maxsize=4)
def _samples(dataset: str) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Every 16th vertex and the ends of every arc in space, how far the line gets from each, where each arc starts."""
    arrays = store.load(dataset)
    last = arrays.arc_start[1:] - 1
    at = np.unique(np.concatenate([np.arange(0, len(arrays.lon), _SAMPLE), arrays.arc_start[:-1], last]))
    # Steps along the axes are never shorter than the way, and cheaper than it.
    step = np.abs(np.diff(arrays.lon, append=0.0))
    step += np.abs(np.diff(arrays.lat, append=0.0))
    step[last] = 0.0
    ahead = np.add.reduceat(step, at) * _DEGREE_M
    # Between two samples no point is farther than half the way from the nearer one; a tenth more for bowed edges.
    reach = 0.55 * np.maximum(ahead, np.r_[0.0, ahead[:-1]])
    return _in_space(arrays.lon[at], arrays.lat[at]), reach, np.searchsorted(at, arrays.arc_start[:-1])


def _in_space(lon: Any, lat: Any) -> Floats:
    lam, phi = np.radians(lon), np.radians(lat)
    normal = WGS84.a / np.sqrt(1.0 - WGS84.es * np.sin(phi) ** 2)
    across = normal * np.cos(phi)
    found: Floats = np.stack(
        [across * np.cos(lam), across * np.sin(lam), normal * (1.0 - WGS84.es) * np.sin(phi)], axis=-1
    )
    return found


def _bounds(dataset: str, lon: float, lat: float) -> tuple[Floats, Floats]:
    """Lower and upper bound of the distance to every border.

    A straight line through space is never longer than the geodesic; the arc over it on a sphere that is larger, with
    the chord taken on one that is smaller than the Earth is curved anywhere, never shorter.
    """
    arrays = store.load(dataset)
    xyz, reach, start = _samples(dataset)
    chord = np.linalg.norm(xyz - _in_space(np.float64(lon), np.float64(lat)), axis=1)
    arcs = np.abs(arrays.line_arcs) - 1
    owner = np.repeat(arrays.line_border, np.diff(arrays.line_start))
    low, high = np.full(len(arrays.border_a), np.inf), np.full(len(arrays.border_a), np.inf)
    np.minimum.at(low, owner, np.minimum.reduceat(chord - reach, start)[arcs])
    nearest = np.minimum.reduceat(chord, start)[arcs]
    np.minimum.at(high, owner, 2.0 * 6_400_000.0 * np.arcsin(np.minimum(nearest / 2.0 / 6_330_000.0, 1.0)))
    return low, high
