"""Shapefile (ESRI, 1998): the shapes, their table and their system, each from its own file."""

from __future__ import annotations

import codecs
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from geoevents.read.boundaries import FILE_BYTES, Raw, refused
from geoevents.read.outline import LINE, MOST_PATHS, POLYGON, Outline

_LINES, _POLYGONS = (3, 13, 23), (5, 15, 25)
# Code pages that a dBASE table names by a byte; without one, and without a .cpg, it can only be ASCII or UTF-8.
_LDID = {0x03: "cp1252", 0x57: "cp1252", 0x01: "cp437", 0x02: "cp850", 0x64: "cp852", 0xC8: "cp1250", 0xC9: "cp1251"}
_MOST_FIELDS = 1_024
_SMALL = 1 << 16


def features(place: Path, layer: str | None = None) -> Iterator[Raw]:
    """Read shapes with the rows of their table.

    Raises
    ------
    BoundaryError
        A file that is missing or damaged, or another system than WGS84.
    """
    name = place.name
    if layer is not None:
        raise refused(name, "it has no layers", "Leave --layer out.")
    _require_wgs84(place)
    rows = _rows(place)
    data = place.read_bytes()
    try:
        yield from _features(name, data, rows)
    except struct.error:
        raise refused(name, "it ends too early", "Copy it anew.") from None


def _features(name: str, data: bytes, rows: Iterator[dict[str, str]]) -> Iterator[Raw]:
    at, number = 100, 0
    while at < len(data):
        (size,) = struct.unpack_from(">i", data, at + 4)
        number += 1
        row = next(rows, None)
        if row is None:
            raise refused(name, f"its table ends before feature {number}", "Copy the .dbf that belongs to it.")
        yield row, _shape(name, number, data, at + 8, at + 8 + 2 * max(size, 2))
        at += 8 + 2 * max(size, 2)


def _shape(name: str, number: int, data: bytes, at: int, end: int) -> Outline | dict[str, str] | None:
    """Give one shape; rings run clockwise around areas and the other way around holes."""
    (kind,) = struct.unpack_from("<i", data, at)
    if kind == 0:
        return None
    if kind not in (*_LINES, *_POLYGONS):
        return {"type": f"shape type {kind}"}
    parts, points = struct.unpack_from("<ii", data, at + 36)
    first = at + 44 + 4 * parts
    if not (0 <= parts <= MOST_PATHS and points >= 0 and first + 16 * points <= min(end, len(data))):
        raise refused(name, f"feature {number} is damaged", "Copy it anew.")
    if not points:
        return None
    starts = np.frombuffer(data, "<i4", parts, at + 44).astype(np.int64)
    if len(starts) and (starts[0] != 0 or (np.diff(starts) <= 0).any() or starts[-1] >= points):
        raise refused(name, f"feature {number} is damaged", "Copy it anew.")
    paths = np.split(np.frombuffer(data, "<f8", 2 * points, first).reshape(-1, 2), starts[1:])
    if kind in _LINES:
        return Outline(LINE, tuple(paths), (False,) * len(paths))
    holes = [_doubled_area(path) > 0 for path in paths]
    # Some programs turn all rings the other way; a shape of holes alone is none.
    return Outline(POLYGON, tuple(paths), tuple(holes) if not all(holes) else (False,) * len(paths))


def _doubled_area(path: Any) -> float:
    x, y = (path - path[0]).T
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))


def _rows(place: Path) -> Iterator[dict[str, str]]:
    """Rows of the table beside the shapes, all as text."""
    table = place.with_suffix(".dbf")
    data = beside(place, ".dbf", "the table of its features").read_bytes()
    if len(data) < 33:
        raise refused(table.name, "it is no dBASE table", "Copy it anew.")
    count, begin, width = struct.unpack_from("<IHH", data, 4)
    fields: list[tuple[str, int, int]] = []
    at, offset = 32, 1
    encoding = _encoding(place, data[29])
    while at + 32 <= len(data) and data[at] != 0x0D and len(fields) < _MOST_FIELDS:
        title = data[at : at + 11].split(b"\0")[0]
        fields.append((_text(table.name, title, encoding), offset, data[at + 16]))
        offset += data[at + 16]
        at += 32
    if offset > width or begin + count * width > len(data) or not fields:
        raise refused(table.name, "it is no whole dBASE table", "Copy it anew.")
    for row in range(count):
        start = begin + row * width
        yield {
            title: _text(table.name, data[start + first : start + first + size], encoding)
            for title, first, size in fields
        }


def _encoding(place: Path, ldid: int) -> str:
    stated = place.with_suffix(".cpg")
    if not stated.is_file():
        return _LDID.get(ldid, "utf-8")
    text = stated.read_bytes()[:_SMALL].decode("ascii", "replace").strip()
    for name in (text, f"cp{text}", {"65001": "utf-8"}.get(text, "")):
        try:
            return codecs.lookup(name).name
        except (LookupError, ValueError):
            continue
    raise refused(stated.name, f"there is no encoding {text[:40]!r}", "Write UTF-8, or what the table is in.")


def _text(table: str, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding).strip(" \0")
    except (UnicodeDecodeError, ValueError):
        raise refused(
            table, f"{data[:40]!r} is not text in {encoding}", "Say in a .cpg file beside it which encoding it is in."
        ) from None


def _require_wgs84(place: Path) -> None:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    text = beside(place, ".prj", "the system of its positions").read_bytes()[:_SMALL].decode("utf-8", "replace")
    try:
        system = CRS.from_wkt(text)
        known = system.equals(CRS.from_epsg(4326), ignore_axis_order=True) or system.to_epsg(70) == 4326
    except (CRSError, ValueError) as error:
        raise refused(place.with_suffix(".prj").name, "it names no system", "Copy it anew.") from error
    if not known:
        raise refused(
            place.name, f"its positions are in {system.name[:60]}", "Convert them to WGS84 degrees (EPSG:4326)."
        )


def beside(place: Path, ending: str, what: str) -> Path:
    """Find a file that belongs to the shapes: the same name with another ending, in small letters or capitals.

    Raises
    ------
    BoundaryError
    """
    for other in (place.with_suffix(ending), place.with_suffix(ending.upper())):
        if other.is_file():
            if other.stat().st_size > FILE_BYTES:
                raise refused(other.name, f"it has more than {FILE_BYTES >> 20} MB", "Dissolve it to whole countries.")
            return other
    raise refused(place.name, f"{place.stem}{ending}, {what}, is not beside it", "Copy all of its files.")
