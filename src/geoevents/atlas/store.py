"""One border dataset as arrays: arcs once, and what refers to them (layout: data/build/borders_topology.py)."""

from __future__ import annotations

import functools
import json
import zipfile
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geoevents import data
from geoevents.errors import DataFileError, UnknownDatasetError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
FOLDER = "borders/"
SUFFIX = ".npz"
DEFAULT = "osm-2026c"


@dataclass(frozen=True, slots=True, eq=False)
class Store:
    """The arrays of one dataset; arcs are counted from 1 where a sign says in which direction they run."""

    header: dict[str, Any]
    lon: Floats
    lat: Floats
    long: NDArray[np.bool_]
    arc_start: Ints
    ring_country: Ints
    ring_parent: Ints
    ring_start: Ints
    ring_arcs: Ints
    border_a: Ints
    border_b: Ints
    border_kind: Ints
    border_disputed_m: Floats
    line_border: Ints
    line_start: Ints
    line_arcs: Ints

    @property
    def countries(self) -> list[str]:
        """Codes of all countries, sorted."""
        return list(self.header["countries"])

    def vertices(self, arcs: Ints) -> Ints:
        """Vertex numbers along signed arcs, one after the other; where two arcs meet the vertex appears once."""
        found = [np.zeros(0, dtype=np.int64)]
        for number, arc in enumerate(arcs):
            run = np.arange(self.arc_start[abs(arc) - 1], self.arc_start[abs(arc)])
            run = run if arc > 0 else run[::-1]
            found.append(run[1:] if number else run)
        return np.concatenate(found)

    def long_segments(self, arcs: Ints) -> NDArray[np.bool_]:
        """For each segment along signed arcs whether it comes from an edge of more than 20 km."""
        found = [np.zeros(0, dtype=np.bool_)]
        for arc in arcs:
            run = self.long[self.arc_start[abs(arc) - 1] : self.arc_start[abs(arc)] - 1]
            found.append(run if arc > 0 else run[::-1])
        return np.concatenate(found)

    def arcs_of_line(self, line: int) -> Ints:
        """Signed arcs of one line of a border."""
        return self.line_arcs[self.line_start[line] : self.line_start[line + 1]]

    def arcs_of_ring(self, ring: int) -> Ints:
        """Signed arcs of one ring; its territory lies on the left."""
        return self.ring_arcs[self.ring_start[ring] : self.ring_start[ring + 1]]


@functools.lru_cache(maxsize=1)
def names() -> tuple[str, ...]:
    """Names of the embedded datasets; the one that is used by default comes first."""
    found = [
        file.name.removeprefix(FOLDER).removesuffix(SUFFIX)
        for file in data.manifest()
        if file.name.startswith(FOLDER) and file.name.endswith(SUFFIX)
    ]
    return tuple(sorted(found, key=lambda name: (name != DEFAULT, name)))


def file_of(name: str) -> data.DataFile:
    """The manifest's entry of a dataset."""
    if name not in names():
        raise UnknownDatasetError(f"No border dataset is named {name!r}.", cure=f"There are: {', '.join(names())}.")
    return data.entry(f"{FOLDER}{name}{SUFFIX}")


@functools.lru_cache(maxsize=8)
def header(name: str) -> dict[str, Any]:
    """What a dataset says of itself, without decoding its lines."""
    with _opened(name) as arrays:
        return _header(arrays)


@functools.lru_cache(maxsize=4)
def load(name: str) -> Store:
    """Decode a dataset."""
    with _opened(name) as arrays:
        head = _header(arrays)
        try:
            lon, lat = (_decoded(arrays[axis], head["quantum"]) for axis in ("x", "y"))
            small = {
                field: arrays[field].astype(np.int64)
                for field in Store.__dataclass_fields__
                if field not in ("header", "lon", "lat", "long", "border_disputed_m")
            }
            long = np.unpackbits(arrays["long"], count=len(lon)).astype(np.bool_)
            disputed = arrays["border_disputed_m"].astype(np.float64)
        except (KeyError, ValueError, zipfile.BadZipFile) as error:
            raise _broken(name, error) from error
    return Store(header=head, lon=lon, lat=lat, long=long, border_disputed_m=disputed, **small)


def _opened(name: str) -> Any:
    place = data.path(file_of(name).name)
    try:
        return np.load(place, allow_pickle=False)
    except (ValueError, OSError, zipfile.BadZipFile) as error:
        raise _broken(name, error) from error


def _broken(name: str, error: Exception) -> DataFileError:
    return DataFileError(f"The border dataset {name} cannot be read: {error}.", cure="Reinstall geoevents.")


def _header(arrays: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(arrays["header"].tobytes())
    return found


def _decoded(planes: NDArray[np.uint8], quantum: float) -> Floats:
    """Coordinates from byte planes of zigzag differences."""
    zigzag = planes[0].astype(np.uint32)
    for number, plane in enumerate(planes[1:], start=1):
        zigzag |= plane.astype(np.uint32) << np.uint32(8 * number)
    steps = (zigzag >> np.uint32(1)).view(np.int32)
    steps ^= -(zigzag & np.uint32(1)).view(np.int32)
    # Dividing, where multiplying would leave 3.1000000000000001 for 3.1.
    decoded: Floats = np.cumsum(steps, dtype=np.int64) / round(1.0 / quantum)
    return decoded
