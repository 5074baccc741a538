"""Datasets of the user's own: their arrays made as those of the embedded ones are, and kept in the user's folder."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from geoevents.atlas import store
from geoevents.atlas.match import Astray, Inside, Mismatch, astray, match, require_sparse
from geoevents.atlas.pack import LONG_M, QUANTUM, Arrays, arrays_of, border_arrays, encoded, header_of, npz
from geoevents.atlas.topology import FINE, LAND, MARITIME, Floats, Ints, Part, Topology
from geoevents.data import own
from geoevents.earth.geodesic import WGS84
from geoevents.errors import DatasetError, GeometryError, UnknownDatasetError

UNMATCHED = ("refuse", "leave-out", "both")
"""What to do where the outlines of two neighbours run side by side and are not one line."""
UNSTATED_M, UNSTATED_LONG_M = 500.0, 2_500.0
"""What is taken for the error of lines of which none is stated, as for osm-2026c; the second on edges over 20 km."""
_DEEP_M = 2_000.0
_NAME = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
_LONGEST_NAME = 40
# What the command line means by them, and what Windows keeps for devices.
_RESERVED = {"all", "none", "nearest", "con", "prn", "aux", "nul"} | {
    f"{p}{n}" for p in ("com", "lpt") for n in "0123456789"
}


@dataclass(frozen=True, slots=True)
class About:
    """What is said of a dataset: its name, what it is, and the files that it was made from, with their SHA-256.

    `error_m` is the stated positional error (half-width, 95 %), None where none is stated.
    """

    name: str
    title: str
    date: str
    licence: str
    attribution: str
    error_m: float | None
    worldview: str
    files: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Made:
    """Arrays of a dataset that can be kept, and what was found while they were made.

    Nothing can be kept where there is an `Astray`, or where a `Mismatch` is much and was to be refused.
    """

    arrays: Arrays
    astray: tuple[Astray, ...] = ()
    unmatched: tuple[Mismatch, ...] = ()


def require_name(name: str, replace: bool = False) -> None:
    """Refuse a name that is none, or that a dataset has already.

    Raises
    ------
    DatasetError

    Examples
    --------
    >>> require_name("lsib-10.1")
    >>> require_name("ne-10m")
    Traceback (most recent call last):
    ...
    geoevents.errors.DatasetError: 'ne-10m' is the name of an embedded dataset. Choose another one.
    """
    if not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME:
        raise DatasetError(
            f"{name[: _LONGEST_NAME + 10]!r} cannot name a dataset.",
            cure=f"Use lower-case letters and digits, with single hyphens, dots or underscores in between, at most "
            f"{_LONGEST_NAME}.",
        )
    if name.split(".")[0] in _RESERVED:
        raise DatasetError(f"{name!r} means something else.", cure="Choose another name.")
    if name in store.embedded():
        raise DatasetError(f"{name!r} is the name of an embedded dataset.", cure="Choose another one.")
    if name in store.plugged():
        package = store.plugged()[name].package
        raise DatasetError(f"A dataset named {name!r} comes with the package {package}.", cure="Choose another name.")
    if not replace and name in store.names():
        raise DatasetError(
            f"A dataset named {name!r} is registered already.", cure="Choose another name, or replace it (--replace)."
        )


def from_polygons(about: About, parts: Iterable[Part], kind: str = "land", unmatched: str = "refuse") -> Made:
    """Make a dataset of the polygons of countries: what two of them share vertex by vertex is their border.

    Parameters
    ----------
    about
        What is said of it.
    parts
        Code, ring in units of `FINE` and whether it is a hole.
    kind
        "land" or "maritime": what the borders are.
    unmatched
        One of `UNMATCHED`.

    Raises
    ------
    GeometryError
        Outlines that do not close, or that no dataset of borders can have.
    """
    top = Topology(parts)
    require_sparse(top)
    inside = Inside(top)
    wrong = astray(top, inside)
    if wrong:
        return Made({}, tuple(wrong))
    deep_m = max(_DEEP_M, 2.0 * (about.error_m or 0.0))
    found = match(top, inside, deep_m, unmatched == "both")
    if unmatched == "refuse" and any(one.much for one in found):
        return Made({}, (), tuple(found))
    top.kind[(top.right >= 0) | (top.cover >= 0)] = LAND if kind == "land" else MARITIME
    if unmatched == "both":
        told = {"doubled": {one.pair: round(one.drawn_m, 1) for one in found}}
    else:
        told = {"unmatched": {one.pair: round(one.unmatched_m, 1) for one in found}}
    header = _header(about, True) | told
    return Made(_sealed(arrays_of(top, top.chain(), header)), (), tuple(found))


def from_lines(about: About, lines: Sequence[tuple[str, str, Floats]], kind: str = "land") -> Made:
    """Make a dataset of lines between two countries each: it has no territories.

    Parameters
    ----------
    about
        What is said of it.
    lines
        Codes of the two countries, and vertices (N, 2) in degrees.
    kind
        "land" or "maritime".

    Raises
    ------
    GeometryError
        No line is long enough to be one.
    """
    pairs: dict[tuple[str, str], dict[bytes, Floats]] = {}
    for a, b, degrees in lines:
        xy = np.round(degrees / QUANTUM) * QUANTUM
        xy = xy[np.r_[True, (np.diff(xy, axis=0) != 0).any(axis=1)]]
        if len(xy) < 2:
            continue  # shorter than what is kept apart
        # A line that is there twice, in whichever direction, is one.
        key = min(xy.tobytes(), xy[::-1].tobytes())
        pairs.setdefault((min(a, b), max(a, b)), {})[key] = xy
    codes = sorted({code for pair in pairs for code in pair})
    vertices: list[Floats] = []
    table: dict[tuple[int, int, int], list[int]] = {}
    for (a, b), found in sorted(pairs.items()):
        drawn: list[Any] = [shapely.linestrings(xy) for xy in found.values()]
        merged: Any = shapely.line_merge(shapely.multilinestrings(drawn))
        mine = [shapely.get_coordinates(line) for line in shapely.get_parts(merged)]
        place = (codes.index(a), codes.index(b), LAND if kind == "land" else MARITIME)
        table[place] = list(range(len(vertices) + 1, len(vertices) + len(mine) + 1))
        vertices += mine
    if not vertices:
        raise GeometryError("No line is longer than 10 cm.", cure="Is it in degrees?")
    none = np.zeros(0, np.int32)
    arrays = (
        encoded(vertices, [_long(xy) for xy in vertices])
        | {name: np.full(len(vertices), -1, np.int16) for name in ("arc_left", "arc_right")}
        | {"ring_country": none, "ring_parent": none, "ring_start": np.zeros(1, np.int32), "ring_arcs": none}
        # Each line as it was merged: arcs are not joined once more.
        | border_arrays(table, {}, lambda arc: (2 * arc, 2 * arc + 1))
        | {"header": header_of(_header(about, False) | {"quantum": QUANTUM, "countries": codes})}
    )
    return Made(_sealed(arrays))


def keep(made: Made, name: str, replace: bool = True) -> None:
    """Write a dataset into the user's folder, whole or not at all.

    Raises
    ------
    DataFileError
        The folder cannot be written to, or another process has registered this name meanwhile.
    """
    own.keep(store.KIND, f"{name}{store.SUFFIX}", npz(made.arrays), replace=replace)
    store.refresh()


def forget(name: str) -> None:
    """Remove a dataset that was registered.

    Parameters
    ----------
    name : str
        As it was registered.

    Raises
    ------
    UnknownDatasetError
        There is none of this name, or it is embedded.
    DataFileError
        It cannot be removed.

    Examples
    --------
    >>> import geoevents as ge
    >>> ge.forget_borders("ne-10m")
    Traceback (most recent call last):
    ...
    geoevents.errors.UnknownDatasetError: ne-10m is embedded. Only what was registered can be removed.
    """
    registered = [place.stem for place in own.files(store.KIND, store.SUFFIX)]
    if name not in registered:
        if name in store.plugged():
            package = store.plugged()[name].package
            raise UnknownDatasetError(f"{name} comes with the package {package}.", cure="Uninstall that package.")
        if name in store.embedded():
            raise UnknownDatasetError(f"{name} is embedded.", cure="Only what was registered can be removed.")
        known = f"There are: {', '.join(registered)}." if registered else "None is registered."
        raise UnknownDatasetError(f"No dataset named {name!r} is registered.", cure=known)
    own.drop(store.KIND, f"{name}{store.SUFFIX}")
    store.refresh()


def whole_units(xy: Floats) -> Ints:
    """Degrees in whole units of `FINE`, on the globe."""
    return np.clip(np.round(xy / FINE).astype(np.int64), (-1_800_000_000, -900_000_000), (1_800_000_000, 900_000_000))


def _long(xy: Floats) -> Any:
    metres = np.asarray(WGS84.inv(xy[:-1, 0], xy[:-1, 1], xy[1:, 0], xy[1:, 1])[2])
    return np.r_[metres > LONG_M, False]


def _header(about: About, territories: bool) -> dict[str, Any]:
    stated = about.error_m is not None
    return {
        "name": about.name,
        "title": about.title,
        "date": about.date,
        "licence": about.licence,
        "attribution": about.attribution,
        "uncertainty_m": about.error_m if stated else UNSTATED_M,
        "long_uncertainty_m": about.error_m if stated else UNSTATED_LONG_M,
        "uncertainty_note": "as stated when it was registered"
        if stated
        else f"none is stated: {UNSTATED_M:.0f} m is assumed, and {UNSTATED_LONG_M / 1000:.1f} km on straight edges "
        "longer than 20 km",
        "worldview": about.worldview,
        "territories": territories,
        "dense": False,
        "source": "; ".join(f"{file}, SHA-256 {sha256}" for file, sha256 in about.files),
    }


def _sealed(arrays: Arrays) -> Arrays:
    """Put the checksum of the arrays into their header."""
    head = json.loads(arrays["header"].tobytes())
    return arrays | {"header": header_of(head | {"sha256": store.digest(arrays)})}
