"""One index over all wanted borders of a dataset, for measuring many positions: arrays in, arrays out."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geoevents.atlas import store
from geoevents.atlas.lines import known_code, lines_of, neighbours, numbered, stated_m
from geoevents.atlas.sets import Sets, country_sets_at, grid_of, members
from geoevents.atlas.store import DEFAULT, Floats
from geoevents.earth.nearest import LineIndex, Nearest
from geoevents.earth.pieces import Edges, unwrapped
from geoevents.errors import DataFileError, UnknownBorderError

Numbers = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which borders to measure to: a description that travels between processes.

    `to` is "nearest" (any border), a country's code ("ML") or a pair ("DZ-ML"); `kind` is land, maritime or any.
    `sha256` is that of a dataset that was registered, which another machine may have otherwise.
    """

    dataset: str = DEFAULT
    to: str = "nearest"
    kind: str = "land"
    edges: str = "planar"
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """What is known of N positions; every field has shape (N,).

    `border` counts `Ruler.codes`; `country` and `neighbour` count `Ruler.countries` from 1, 0 is none. Where several
    countries are drawn `country` is -1 - i for the ith of `Measured.several`, and `neighbour` 0. A dataset with only
    lines has no country and no neighbour.
    """

    border: Numbers
    distance_m: Floats
    lon: Floats
    lat: Floats
    azimuth_deg: Floats
    country: Numbers
    neighbour: Numbers
    uncertainty_m: Floats
    several: tuple[str, ...]


@functools.lru_cache(maxsize=8)
def ruler(wanted: Wanted) -> Ruler:
    """Give the ruler for these borders; built once in a process.

    Raises
    ------
    DataFileError
        The dataset that is registered here is another one than is wanted.
    UnknownBorderError, UnknownCountryError, UnknownDatasetError
        As `border` and `borders`.

    Examples
    --------
    >>> dz_ml = ruler(Wanted("ne-10m", "DZ-ML"))
    >>> found = dz_ml.measure([2.89392], [19.86798])
    >>> dz_ml.codes[found.border[0]], round(float(found.distance_m[0]), 1), dz_ml.countries[found.country[0] - 1]
    ('DZ-ML', 9103.8, 'ML')
    """
    return Ruler(wanted)


class Ruler:
    """An index over all wanted borders of a dataset, and what belongs to its lines."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        arrays = store.load(wanted.dataset)
        if wanted.sha256 and wanted.sha256 != arrays.header.get("sha256"):
            raise DataFileError(
                f"Another dataset is registered as {wanted.dataset} here.", cure="Register the same file everywhere."
            )
        self.countries: tuple[str, ...] = tuple(arrays.countries)
        borders = _chosen(wanted)
        self._a = np.array([arrays.border_a[number] for number in borders], dtype=np.int32) + 1
        self._b = np.array([arrays.border_b[number] for number in borders], dtype=np.int32) + 1
        # A pair may have a land border and one at sea: both carry its code.
        self.codes: tuple[str, ...] = tuple(
            f"{self.countries[a - 1]}-{self.countries[b - 1]}" for a, b in zip(self._a, self._b, strict=True)
        )
        edges, self._first = _edges(arrays, borders)
        self._stated = np.concatenate([stated_m(wanted.dataset, (number,)) for number in borders])
        self._index = LineIndex.of_edges(edges, wanted.edges)
        self.measure([], [])  # what is built at the first question is built now, before threads ask together

    def measure(self, lon: ArrayLike, lat: ArrayLike, *, threads: int | None = None) -> Measured:
        """Measure N positions.

        Raises
        ------
        CoordinateError
            A position that is not on the globe.
        """
        near, sets = self._near(lon, lat, threads)
        country = (sets & np.uint64(0xFFFF)).astype(np.int32)
        rows = np.flatnonzero(sets >> np.uint64(16))
        names: tuple[str, ...] = ()
        if len(rows):
            distinct, which = np.unique(sets[rows], return_inverse=True)
            names = tuple("/".join(members(int(one), self.wanted.dataset)) for one in distinct)
            country[rows] = -1 - which.astype(np.int32)
        border = near.line.astype(np.int32)
        a, b = self._a[border], self._b[border]
        neighbour = np.where(country == a, b, np.where(country == b, a, np.int32(0)))
        stated = self._stated[self._first[near.line] + near.segment]
        return Measured(
            border, near.distance_m, near.lon, near.lat, near.azimuth_deg, country, neighbour, stated, names
        )

    def _near(self, lon: ArrayLike, lat: ArrayLike, threads: int | None) -> tuple[Nearest, Sets]:
        dataset = self.wanted.dataset
        drawn = store.header(dataset).get("territories", True)
        if drawn and self._index.engine == "compiled":
            return self._index.nearest_and_sets(lon, lat, grid_of(dataset), threads=threads)
        near = self._index.nearest(lon, lat, threads=threads)
        nothing = np.zeros(len(near.line), dtype=np.uint64)
        return near, country_sets_at(lon, lat, dataset, threads=threads) if drawn else nothing


def _edges(arrays: store.Store, borders: list[int]) -> tuple[Edges, NDArray[np.int64]]:
    """Give the edges of borders one after the other, and the number of the first of each."""
    arcs = [np.concatenate(lines_of(arrays, (number,))) for number in borders]
    sizes = np.diff(arrays.arc_start) - 1
    counts = np.array([sizes[np.abs(one) - 1].sum() for one in arcs])
    total = int(counts.sum())
    # Filled in place: a million edges that are gathered and joined take longer than all else here.
    start, end = np.empty((total, 2)), np.empty((total, 2))
    done = 0
    for arc in np.concatenate(arcs).tolist():
        here = slice(arrays.arc_start[abs(arc) - 1], arrays.arc_start[abs(arc)])
        to = slice(done, done + here.stop - here.start - 1)
        for axis, values in enumerate((arrays.lon[here], arrays.lat[here])):
            along = values if arc > 0 else values[::-1]
            start[to, axis], end[to, axis] = along[:-1], along[1:]
        done = to.stop
    if (np.abs(end[:, 0] - start[:, 0]) > 180.0).any():
        end = unwrapped(start, end)
    line = np.repeat(np.arange(len(borders)), counts)
    first = np.cumsum(counts) - counts
    return Edges(start, end, line, np.arange(total) - first[line]), first


def _chosen(wanted: Wanted) -> list[int]:
    """Numbers of the wanted borders in the dataset's arrays."""
    pair = wanted.to.upper().split("-")
    if wanted.to == "nearest":
        found = numbered(wanted.dataset, wanted.kind, None)
        if not found:
            raise UnknownBorderError(
                f"{wanted.dataset} has no {wanted.kind} borders.", cure="Choose another --kind, or other --borders."
            )
    elif len(pair) == 2:
        from geoevents.atlas.lines import border

        line = border(pair[0], pair[1], wanted.dataset, wanted.kind)
        both = numbered(wanted.dataset, wanted.kind, line.a)
        arrays = store.load(wanted.dataset)
        codes = arrays.countries
        found = tuple(
            one for one in both if (codes[arrays.border_a[one[0]]], codes[arrays.border_b[one[0]]]) == (line.a, line.b)
        )
    else:
        code = known_code(wanted.to, wanted.dataset)
        found = numbered(wanted.dataset, wanted.kind, code)
        if not found:
            raise UnknownBorderError(
                f"{code} has no {wanted.kind} border in {wanted.dataset}.", cure=neighbours(wanted.dataset, code)
            )
    return [number for number, _ in found]
