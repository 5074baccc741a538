"""One border dataset as arrays: arcs once, and what refers to them (layout: `pack`).

Datasets are embedded, registered by the user (`register`), or come with another package (`plugged`); all but the first
carry their own checksum in the header.
"""

from __future__ import annotations

import functools
import json
import os
import sys
import tokenize
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geoevents import data
from geoevents.data import own, plugins
from geoevents.data.plugins import Plugin
from geoevents.errors import DataFileError, DatasetError, GeoEventsError, UnknownDatasetError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
KIND = "borders"
FOLDER = f"{KIND}/"
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


_seen: dict[str, str] = {}
"""Checksums of the registered datasets that this process has read."""


def one_name(first: str, second: str | None) -> str:
    """Name the one dataset that is meant by `borders` and `dataset`, in either order; the second may be left out.

    Examples
    --------
    >>> one_name("osm-2026c", None), one_name("osm-2026c", "ne-10m")
    ('osm-2026c', 'ne-10m')
    """
    if second is None or second == first:
        return first
    if first != DEFAULT:
        raise DatasetError(
            f"{first!r} and {second!r} are two datasets.", cure="Give borders or dataset: they mean the same."
        )
    return second


def names() -> tuple[str, ...]:
    """Names of all datasets: the default, other embedded ones, those that the user registered, those of packages."""
    return (*embedded(), *registered(), *plugged())


def registered() -> tuple[str, ...]:
    """Names of the datasets that the user registered."""
    return tuple(place.stem for place in own.files(KIND, SUFFIX) if place.stem not in embedded())


def plugged() -> dict[str, Plugin]:
    """The datasets that other packages bring and that can be used, by name; the value of each is its file."""
    taken = {*embedded(), *registered()}
    return {one.name: one for one in _tried() if not one.error and one.name not in taken}


def unusable() -> tuple[Plugin, ...]:
    """The datasets that other packages bring and that cannot be used; `error` says why."""
    found = []
    for one in _tried():
        if one.error:
            found.append(one)
        elif one.name in embedded():
            found.append(replace(one, error="an embedded dataset has this name"))
        elif one.name in registered():
            found.append(replace(one, error="a dataset that you registered has this name"))
    return tuple(found)


@functools.lru_cache(maxsize=1)
def _tried() -> tuple[Plugin, ...]:
    """Look whether the file of each dataset of a package is there, whole, and what it says to be."""
    found = []
    for one in plugins.plugins(plugins.BORDERS):
        if one.error:
            found.append(one)
            continue
        try:
            with plugins.theirs(one):
                given = one.value() if callable(one.value) else one.value
                found.append(replace(one, value=_sound(one.name, Path(os.fspath(given)))))
        except GeoEventsError as error:
            found.append(replace(one, value=None, error=error.message))
        except plugins.BrokenError as error:
            found.append(replace(one, value=None, error=str(error)))
    return tuple(found)


def _sound(name: str, place: Path) -> Path:
    """Give the file of a dataset back when it can be read and is what was registered under this name."""
    if not place.is_file():
        raise DataFileError(f"there is no file {place}")
    try:
        with np.load(place, allow_pickle=False) as arrays:
            head = json.loads(arrays["header"].tobytes())
            there = digest({field: arrays[field] for field in arrays.files})
            decoded(head, arrays)
    except _UNREADABLE as error:
        raise DataFileError(f"{place.name} is no border dataset as `geoevents borders register` keeps it") from error
    if head.get("sha256") != there:
        raise DataFileError(f"{place.name} was altered: its checksum is another one")
    if head.get("name") != name:
        raise DataFileError(f"{place.name} is the dataset {head.get('name')!r}, and the entry point says {name!r}")
    return place


@functools.lru_cache(maxsize=1)
def embedded() -> tuple[str, ...]:
    """Names of the embedded datasets; the one that is used by default comes first."""
    found = [
        file.name.removeprefix(FOLDER).removesuffix(SUFFIX)
        for file in data.manifest()
        if file.name.startswith(FOLDER) and file.name.endswith(SUFFIX)
    ]
    return tuple(sorted(found, key=lambda name: (name != DEFAULT, name)))


def file_of(name: str) -> data.DataFile | None:
    """The manifest's entry of an embedded dataset; None for one that the user registered or a package brings.

    Raises
    ------
    UnknownDatasetError
        The message lists the names that there are.
    """
    if name in embedded():
        return data.entry(f"{FOLDER}{name}{SUFFIX}")
    if name not in names():
        raise UnknownDatasetError(f"{why_not(name)}", cure=f"There are: {', '.join(names())}.")
    return None


def why_not(name: str) -> str:
    """Say why there is no dataset of a name: nobody has it, or the package that has it cannot be used."""
    broken = next((one for one in unusable() if one.name == name), None)
    if broken is None:
        return f"No border dataset is named {name!r}."
    return f"The border dataset {name!r} of the package {broken.package} cannot be used: {broken.error}."


def refresh() -> None:
    """Forget what this process keeps of datasets, because one was registered or removed.

    Every cache of the package goes, but for the embedded arrays: many hold shapes and indexes by the name of a
    dataset, and one that was left out here would answer from lines that are no longer there.
    """
    _seen.clear()
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == __name__.partition(".")[0]:
            for value in list(vars(module).values()):
                clear = getattr(value, "cache_clear", None)
                if callable(clear) and value not in (embedded, _embedded):
                    clear()


def digest(arrays: Mapping[str, NDArray[Any]]) -> str:
    """SHA-256 of everything that a registered dataset holds, but for the checksum itself."""
    import hashlib

    found = hashlib.sha256()
    head = json.loads(arrays["header"].tobytes())
    head.pop("sha256", None)
    found.update(json.dumps(head, ensure_ascii=False, sort_keys=True).encode())
    for name in sorted(set(arrays) - {"header"}):
        one = np.ascontiguousarray(arrays[name])
        found.update(f"{name} {one.dtype.str} {one.shape}".encode())
        found.update(one.tobytes())
    return found.hexdigest()


def verify(name: str) -> None:
    """Check that a registered dataset is what was registered.

    Raises
    ------
    DataFileError, UnknownDatasetError
    """
    with _opened(name) as arrays:
        _unaltered(name, arrays)


@functools.lru_cache(maxsize=8)
def header(name: str) -> dict[str, Any]:
    """What a dataset says of itself, without decoding its lines."""
    with _opened(name) as arrays:
        return _header(name, arrays)


def load(name: str) -> Store:
    """Decode a dataset; one that the user registered is checked against its checksum."""
    return _embedded(name) if name in embedded() else _registered(name)


@functools.lru_cache(maxsize=4)
def _embedded(name: str) -> Store:
    return _decoded_file(name)


@functools.lru_cache(maxsize=4)
def _registered(name: str) -> Store:
    return _decoded_file(name)


def _decoded_file(name: str) -> Store:
    with _opened(name) as arrays:
        head = _header(name, arrays)
        read = _unaltered(name, arrays) if file_of(name) is None else arrays
        try:
            return decoded(head, read)
        except _UNREADABLE as error:
            raise _broken(name, error) from error


def decoded(head: dict[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Store:
    """Make a store of the arrays as they are kept."""
    lon, lat = (_decoded(arrays[axis], head["quantum"]) for axis in ("x", "y"))
    small = {
        field: arrays[field].astype(np.int64)
        for field in Store.__dataclass_fields__
        if field not in ("header", "lon", "lat", "long", "border_disputed_m")
    }
    long = np.unpackbits(arrays["long"], count=len(lon)).astype(np.bool_)
    disputed = arrays["border_disputed_m"].astype(np.float64)
    return Store(header=head, lon=lon, lat=lat, long=long, border_disputed_m=disputed, **small)


_UNREADABLE = (
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    OSError,
    EOFError,
    RecursionError,
    SyntaxError,
    tokenize.TokenError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What NumPy, zip and JSON raise for a file that was damaged."""


def _opened(name: str) -> Any:
    file = file_of(name)
    if file is not None:
        place = data.path(file.name)
    elif name in plugged():
        place = plugged()[name].value
    else:
        place = own.path(KIND, f"{name}{SUFFIX}")
    try:
        found = np.load(place, allow_pickle=False)
        if not isinstance(found, np.lib.npyio.NpzFile):
            raise TypeError("it is one array, not a dataset")
        return found
    except _UNREADABLE as error:
        raise _broken(name, error) from error


def _unaltered(name: str, arrays: Any) -> dict[str, NDArray[Any]]:
    """Give the arrays, all read, when they are those that were registered."""
    try:
        found = {field: arrays[field] for field in arrays.files}
        expected, there = _header(name, arrays)["sha256"], digest(found)
    except _UNREADABLE as error:
        raise _broken(name, error) from error
    if expected != there:
        raise DataFileError(
            f"The registered border dataset {name} was altered: SHA-256 {there} instead of {expected}.",
            cure=_register_again(name),
        )
    return found


def _broken(name: str, error: Exception) -> DataFileError:
    cure = "Reinstall geoevents." if name in embedded() else _register_again(name)
    return DataFileError(f"The border dataset {name} cannot be read: {error}.", cure=cure)


def _register_again(name: str) -> str:
    if name in plugged():
        return f"Reinstall the package {plugged()[name].package}."
    return f"Remove it (geoevents borders forget {name}), and register its source again."


def _header(name: str, arrays: Any) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(arrays["header"].tobytes())
        sha256 = "" if name in embedded() else str(found["sha256"])
    except _UNREADABLE as error:
        raise _broken(name, error) from error
    if _seen.setdefault(name, sha256) != sha256:
        raise DataFileError(
            f"The border dataset {name} was registered anew while this program was using it.", cure="Start it again."
        )
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
