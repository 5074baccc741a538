"""Lines and polygons out of GeoJSON and WKB as arrays, looked at vertex by vertex; nothing else is built of them."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

POLYGON, LINE = "polygon", "line"
MOST_PATHS = 1_000_000
"""Rings or lines of one feature, at most."""
_SLACK_DEG = 1e-6
"""By how much a vertex may lie beyond 180 or 90 degrees: what rounding leaves there."""
_JSON = {"LineString": (LINE, 1), "MultiLineString": (LINE, 2), "Polygon": (POLYGON, 2), "MultiPolygon": (POLYGON, 3)}
_WKB = {1: "Point", 2: "LineString", 3: "Polygon", 4: "MultiPoint", 5: "MultiLineString", 6: "MultiPolygon",
        7: "GeometryCollection"}  # fmt: skip
_SRID, _Z, _M = 0x20000000, 0x80000000, 0x40000000


class OutlineError(ValueError):
    """What is wrong with one geometry, in words for people."""


@dataclass(frozen=True, slots=True)
class Outline:
    """The lines or rings of one feature: vertices (N, 2) in degrees, and for each ring whether it is a hole."""

    kind: str
    paths: tuple[Floats, ...]
    holes: tuple[bool, ...]

    @property
    def vertices(self) -> int:
        """Vertices of all paths."""
        return sum(map(len, self.paths))


def outline_of(geometry: Any) -> Outline:
    """Read a geometry: a GeoJSON object, or WKB.

    Parameters
    ----------
    geometry
        A mapping as JSON gives it, bytes (ISO or extended WKB, either byte order), or paths that were not looked at.

    Returns
    -------
    Outline
        Vertices on the globe; a third or fourth coordinate is left out.

    Raises
    ------
    OutlineError
        What is no line or polygon in WGS84 degrees.

    Examples
    --------
    >>> outline_of({"type": "LineString", "coordinates": [[2.9, 19.9, 400.0], [3.0, 20.0, 410.0]]}).paths
    (array([[ 2.9, 19.9],
           [ 3. , 20. ]]),)
    """
    if geometry is None:
        raise OutlineError("it has no geometry")
    if isinstance(geometry, Outline):
        found = geometry
    else:
        found = _of_wkb(geometry) if isinstance(geometry, bytes | memoryview) else _of_json(geometry)
    return Outline(found.kind, tuple(_on_globe(path, found.kind) for path in found.paths), found.holes)


def _on_globe(path: Floats, kind: str) -> Floats:
    least = 4 if kind == POLYGON else 2
    if len(path) < least:
        raise OutlineError(f"a {'ring' if kind == POLYGON else 'line'} has {len(path)} vertices instead of {least}")
    lon, lat = path.T
    for values, most, name in ((lon, 180.0, "longitude"), (lat, 90.0, "latitude")):
        bad = ~(np.abs(values) <= most + _SLACK_DEG)
        if bad.any():
            at = int(bad.argmax())
            swapped = most == 90.0 and bool((np.abs(lon) <= 90.0).all() and (np.abs(lat) <= 180.0).all())
            cure = "longitude comes first" if swapped else "convert it to WGS84 degrees (EPSG:4326)"
            what = f"{values[at]:g} is beyond {most:g}" if np.isfinite(values[at]) else f"{values[at]} is no number"
            raise OutlineError(f"{name} {what} at vertex {at + 1}: {cure}")
    if kind == POLYGON and (path[0] != path[-1]).any():
        raise OutlineError(f"a ring ends at {_spot(path[-1])} and not where it begins, {_spot(path[0])}: close it")
    # Along a pole an outline may go from one side of a map to the other: that is one place.
    pole = (np.abs(lat[1:]) >= 90.0) & (lat[1:] == lat[:-1])
    jump = (np.abs(np.diff(lon)) > 180.0) & ~pole
    if jump.any():
        at = int(jump.argmax())
        raise OutlineError(
            f"it crosses the antimeridian between vertices {at + 1} and {at + 2}: split it there (RFC 7946)"
        )
    found: Floats = np.clip(path, (-180.0, -90.0), (180.0, 90.0))
    return found


def _spot(vertex: Floats) -> str:
    return f"({vertex[0]:.6g}, {vertex[1]:.6g})"


def _of_json(geometry: Any) -> Outline:
    name = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(name, str) or name not in _JSON:
        raise OutlineError(f"{_short(name)} is neither lines nor polygons")
    kind, depth = _JSON[name]
    coordinates = geometry.get("coordinates")
    members = list(_at_depth(coordinates, depth - 1))
    if not members:
        raise OutlineError("its geometry is empty")
    holes = [False] * len(members)
    if kind == POLYGON:
        polygons = [coordinates] if depth == 2 else coordinates
        holes = [number > 0 for polygon in polygons for number in range(len(polygon))]
    return Outline(kind, tuple(_numbers(member) for member in members), tuple(holes))


def _at_depth(value: Any, depth: int) -> Iterator[Any]:
    if not isinstance(value, list):
        raise OutlineError("its coordinates are no lists")
    if depth == 0:
        yield value
        return
    for member in value:
        yield from _at_depth(member, depth - 1)


def _numbers(path: list[Any]) -> Floats:
    if not path:
        raise OutlineError("its geometry is empty")
    try:
        found = np.asarray(path)
    except ValueError:
        found = np.zeros(0)
    if found.dtype.kind not in "iuf" or found.ndim != 2:
        # Vertices of two and of three coordinates in one line, or no numbers after all.
        try:
            found = np.asarray([[float(one) for one in vertex[:2] if type(one) in (int, float)] for vertex in path])
        except (TypeError, ValueError, OverflowError, KeyError):
            raise OutlineError("its coordinates are not pairs of numbers") from None
    if found.ndim != 2 or found.shape[1] < 2:
        raise OutlineError("its coordinates are not pairs of numbers")
    return np.ascontiguousarray(found[:, :2], dtype=np.float64)


def _of_wkb(data: bytes | memoryview) -> Outline:
    try:
        name, paths, holes, _ = _geometry(memoryview(data), 0, True)
    except struct.error:
        raise OutlineError("its WKB ends too early") from None
    if not paths:
        raise OutlineError("its geometry is empty")
    return Outline(_JSON[name][0], tuple(paths), tuple(holes))


def _geometry(data: memoryview, at: int, whole: bool) -> tuple[str, list[Floats], list[bool], int]:
    """Read one geometry: its name, paths, holes, and where it ends. Only the outermost may have members."""
    order = data[at] if at < len(data) else -1
    if order not in (0, 1):
        raise OutlineError("its geometry is no WKB")
    mark = "<" if order else ">"
    (number,) = struct.unpack_from(f"{mark}I", data, at + 1)
    at += 5
    if number & _SRID:
        (srid,) = struct.unpack_from(f"{mark}I", data, at)
        at += 4
        if srid not in (0, 4326):
            raise OutlineError(f"its positions are in EPSG:{srid}: convert them to WGS84 degrees (EPSG:4326)")
    plain = number & 0x0FFFFFFF
    wide = 2 + {0: bool(number & _Z) + bool(number & _M), 1: 1, 2: 1, 3: 2}.get(plain // 1000, 0)
    name = _WKB.get(plain % 1000, f"geometry type {plain % 1000}")
    if name not in _JSON:
        raise OutlineError(f"{name} is neither lines nor polygons")
    if name == "LineString":
        path, at = _path(data, at, mark, wide)
        return name, [path] if len(path) else [], [False] if len(path) else [], at
    (count,) = struct.unpack_from(f"{mark}I", data, at)
    at += 4
    if count > MOST_PATHS:
        raise OutlineError(f"it claims {count:,} parts")
    paths: list[Floats] = []
    holes: list[bool] = []
    for part in range(count):
        if name == "Polygon":
            path, at = _path(data, at, mark, wide)
            paths.append(path)
            holes.append(part > 0)
            continue
        if not whole:
            raise OutlineError("its geometry is nested")
        inner, more, flags, at = _geometry(data, at, False)
        if inner != name.removeprefix("Multi"):
            raise OutlineError(f"a {name} holds a {inner}")
        paths += more
        holes += flags
        if len(paths) > MOST_PATHS:
            raise OutlineError(f"it has more than {MOST_PATHS:,} parts")
    return name, paths, holes, at


def _path(data: memoryview, at: int, mark: str, wide: int) -> tuple[Floats, int]:
    (count,) = struct.unpack_from(f"{mark}I", data, at)
    end = at + 4 + count * wide * 8
    if end > len(data):
        raise OutlineError("its WKB ends too early")
    values = np.frombuffer(data, f"{mark}f8", count * wide, at + 4).reshape(count, wide)
    return np.ascontiguousarray(values[:, :2], dtype=np.float64), end


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
