"""Where the rows of a batch lie: longitudes and latitudes out of columns of degrees or WKB points, and why none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from geoevents.errors import TableError
from geoevents.read.outline import OutlineError
from geoevents.read.stream import Table, is_text
from geoevents.read.wkb import wkb_of_text
from geoevents.read.written import pair_of

REASONS = (
    "no longitude",
    "no latitude",
    "longitude is not a number",
    "latitude is not a number",
    "longitude is beyond 180",
    "latitude is beyond 90",
    "no geometry",
    "geometry is not a point",
    "latitude is beyond 90, as if swapped",
    "geometry is not in WGS84 degrees",
    "position as written cannot be read",
    "words give no single place: see locality_note",
    "no position",
    "no words",
)
NO_POINT, SWAPPED, ELSEWHERE = 7, 8, 9
NOTHING_THERE = frozenset({REASONS[0], REASONS[1], REASONS[6], REASONS[12], REASONS[13]})
"""Reasons of rows that say nothing of where they lie; all others are of something that is no position."""
_OFF_THE_GLOBE = frozenset({REASONS[4], REASONS[5]})
_SAID = {"position": 10, "words": 11}
_UNSAID = {"position": 12, "words": 13}
_NO_VERTICES = b"\x01\x02\x00\x00\x00\x00\x00\x00\x00"
NUMBER = r"^\s*[+-]?(\d+[.,]?\d*|[.,]\d+)([eE][+-]?\d+)?\s*$"
"""A comma is a decimal one: degrees have no thousands."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a table keeps its positions: two columns of degrees, or one of WKB, or of geometries as text.

    `said` names the column that the degrees were read out of, and whether that held a "position" or "words".
    """

    lon: str | None = None
    lat: str | None = None
    geometry: str | None = None
    wkt: str | None = None
    said: tuple[str, str] | None = None


def asked_of_metres(placed: int, reasons: Iterable[str]) -> str:
    """What to ask of a table of which no row has a position, and some are off the globe; empty of others.

    Examples
    --------
    >>> asked_of_metres(0, ["latitude is beyond 90"]).partition(".")[0], asked_of_metres(1, ["latitude is beyond 90"])
    ('No row lies on the globe', '')
    """
    if placed or _OFF_THE_GLOBE.isdisjoint(reasons):
        return ""
    return (
        "No row lies on the globe. Are these eastings and northings in metres? Convert them to WGS84 degrees, "
        "or write each position whole in a column utm: 31Q 594000 2208000."
    )


def layout_in(table: Table) -> Layout:
    """Say where a table that was opened keeps its positions."""
    return Layout(table.lon, table.lat, table.geometry, table.wkt, table.said)


def positions(batch: pa.RecordBatch, layout: Layout) -> tuple[NDArray[Any], NDArray[Any], NDArray[np.int32]]:
    """Read the positions of a batch: longitudes, latitudes, and the number of the reason where there is none, or -1."""
    if layout.geometry:
        return _points(batch.column(layout.geometry))
    if layout.wkt:
        geometry, unusable = geometry_of_text(batch.column(layout.wkt))
        found = _points(geometry)
        found[2][list(unusable)] = NO_POINT
        return found
    x, y = batch.column(layout.lon), batch.column(layout.lat)
    lon, no_lon = _degrees(x)
    lat, no_lat = _degrees(y)
    odd = np.flatnonzero((np.isnan(lon) | np.isnan(lat)) & ~no_lon & ~no_lat)
    if len(odd) and (_has_text(x) or _has_text(y)):
        lon, lat = lon.copy(), lat.copy()
        for row, one, other in zip(odd.tolist(), x.take(odd).to_pylist(), y.take(odd).to_pylist(), strict=True):
            spot = pair_of(str(other), str(one))
            if spot[0] is not None:
                lon[row], lat[row] = spot
    reason = np.full(len(lon), -1, dtype=np.int32)
    with np.errstate(invalid="ignore"):
        for number, bad in (
            (5, np.abs(lat) > 90.0),
            (4, np.abs(lon) > 180.0),
            (3, ~np.isfinite(lat)),
            (2, ~np.isfinite(lon)),
            (1, no_lat),
            (0, no_lon),
        ):
            reason[bad] = number
    reason[(reason == 5) & (np.abs(lat) <= 180.0) & (np.abs(lon) <= 90.0)] = SWAPPED
    if layout.said is not None and (reason == 0).any():
        told = batch.column(layout.said[0]).to_pylist()
        there = np.fromiter((bool(text and text.strip()) for text in told), np.bool_, len(told))
        empty = reason == 0
        reason[empty & there] = _SAID[layout.said[1]]
        reason[empty & ~there] = _UNSAID[layout.said[1]]
    return lon, lat, reason


def geometry_of_text(column: pa.Array | pa.ChunkedArray) -> tuple[pa.Array, dict[int, str]]:
    """Read WKT, or WKB in hexadecimal digits: WKB, null where there is none, and by row what cannot be read.

    Examples
    --------
    >>> wkb, unusable = geometry_of_text(pa.array(["POINT (1 2)", "", "CIRCLE (1 2)"]))
    >>> wkb.is_valid().to_pylist(), unusable
    ([True, False, False], {2: 'geometry is no point, line or area in WGS84 degrees'})
    """
    found: list[bytes | None] = []
    unusable: dict[int, str] = {}
    for row, text in enumerate(column.to_pylist()):
        try:
            found.append(wkb_of_text(text) if text is not None and text.strip() else None)
        except OutlineError as error:
            found.append(None)
            unusable[row] = str(error)
    return pa.array(found, pa.large_binary()), unusable


def points_in(lon: NDArray[Any], lat: NDArray[Any], there: NDArray[np.bool_]) -> pa.Array:
    """Make WKB points of longitudes and latitudes, null where there is none.

    Examples
    --------
    >>> points_in(np.array([1.0, np.nan]), np.array([2.0, np.nan]), np.array([True, False])).null_count
    1
    """
    data = np.zeros((len(lon), 21), dtype=np.uint8)
    data[:, 0] = data[:, 1] = 1
    xy = np.column_stack([lon, lat]).astype("<f8")
    data[:, 5:] = np.ascontiguousarray(xy).view(np.uint8).reshape(len(lon), 16)
    offsets = pa.py_buffer((np.arange(len(lon) + 1) * 21).astype(np.int64))
    mask = pa.py_buffer(np.packbits(there, bitorder="little"))
    return pa.Array.from_buffers(pa.large_binary(), len(lon), [mask, offsets, pa.py_buffer(data)])


def is_multipoint(wkb: bytes) -> bool:
    """Tell whether WKB is a set of points on the globe."""
    mark = "<" if wkb[:1] == b"\x01" else ">"
    if len(wkb) < 9 or int.from_bytes(wkb[1:5], "little" if mark == "<" else "big") & 0xFFFF not in (4, 1004):
        return False
    rest, size = wkb[9:], 29 if int.from_bytes(wkb[1:5], "little" if mark == "<" else "big") != 4 else 21
    if (
        not rest
        or len(rest) % size
        or len(rest) // size != int.from_bytes(wkb[5:9], "little" if mark == "<" else "big")
    ):
        return False
    parts = pa.array([rest[at : at + size] for at in range(0, len(rest), size)], pa.large_binary())
    return bool((_points(parts)[2] < 0).all())


def broken(geometry: pa.Array, unusable: Mapping[int, str]) -> pa.Array:
    """Put a line without vertices where a geometry is there and unusable: it is no point, and it is not nothing."""
    if not unusable:
        return geometry
    at = np.zeros(len(geometry), dtype=np.bool_)
    at[list(unusable)] = True
    return pc.if_else(pa.array(at), pa.scalar(_NO_VERTICES, geometry.type), geometry)


def _degrees(column: pa.Array) -> tuple[NDArray[Any], NDArray[np.bool_]]:
    """Numbers of a column, NaN where there is none, and where it is empty; a decimal comma is one."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if is_text(column.type):
        column = column.cast(pa.large_string())
        empty = pc.fill_null(pc.equal(pc.utf8_trim_whitespace(column), ""), True)
        fits = pc.fill_null(pc.match_substring_regex(column, NUMBER), False)
        text = pc.utf8_trim_whitespace(pc.if_else(fits, column, pa.scalar(None, column.type)))
        # A leading plus is a number to people, but not to the cast.
        plain = pc.replace_substring(pc.replace_substring_regex(text, r"^\+", ""), ",", ".")
        values = pc.cast(plain, pa.float64())
        return _numpy(values), empty.to_numpy(zero_copy_only=False)
    if not (pa.types.is_floating(column.type) or pa.types.is_integer(column.type) or pa.types.is_decimal(column.type)):
        if pa.types.is_null(column.type):
            return np.full(len(column), np.nan), np.ones(len(column), dtype=np.bool_)
        raise TableError(f"A column of {column.type} holds no degrees.", cure="Name another with --lon and --lat.")
    nothing = column.is_null().to_numpy(zero_copy_only=False) if column.null_count else np.zeros(len(column), np.bool_)
    # A number too large to be exact is no degree either: it is rounded, and refused with its row.
    return _numpy(pc.cast(column, pa.float64(), safe=False)), nothing


def _has_text(column: pa.Array) -> bool:
    kind = column.type
    return is_text(kind.value_type if pa.types.is_dictionary(kind) else kind)


def _numpy(values: pa.Array) -> NDArray[Any]:
    found: NDArray[Any] = values.to_numpy(zero_copy_only=False)
    return np.asarray(found, dtype=np.float64)


def _points(column: pa.Array) -> tuple[NDArray[Any], NDArray[Any], NDArray[np.int32]]:
    """Positions out of WKB points (two, three or four coordinates, either byte order, with or without SRID)."""
    if isinstance(column, pa.ExtensionArray):
        column = column.storage
    count = len(column)
    lon, lat = np.full(count, np.nan), np.full(count, np.nan)
    reason = np.full(count, NO_POINT, dtype=np.int32)
    nothing = column.is_null().to_numpy(zero_copy_only=False)
    reason[nothing] = 6
    if not (pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type)):
        raise TableError(f"A column of {column.type} holds no WKB.", cure="Write the table as GeoParquet with WKB.")
    wide = pa.types.is_large_binary(column.type)
    _, offsets, data = column.buffers()
    if data is None or not count:
        return lon, lat, reason
    bounds = np.frombuffer(offsets, dtype=np.int64 if wide else np.int32)[column.offset : column.offset + count + 1]
    bytes_ = np.frombuffer(data, dtype=np.uint8)
    start, size = bounds[:-1].astype(np.int64), np.diff(bounds)
    for order, number in ((1, "<"), (0, ">")):
        rows = np.flatnonzero((size >= 21) & (size <= 41) & ~nothing)
        rows = rows[bytes_[start[rows]] == order]
        if not len(rows):
            continue
        kind = bytes_[start[rows, None] + np.arange(1, 5)].copy().view(f"{number}u4")[:, 0]
        # ISO adds 1000 for Z and 2000 for M; PostGIS sets the upper bits, one of them for an SRID that comes first.
        srid = (kind & 0x20000000) != 0
        point = np.isin(kind & 0x0FFFFFFF, (1, 1001, 2001, 3001))
        rows, skip = rows[point], np.where(srid, 9, 5)[point]
        system = bytes_[start[rows, None] + np.arange(5, 9)].copy().view(f"{number}u4")[:, 0]
        elsewhere = (skip == 9) & ~np.isin(system, (0, 4326))
        reason[rows[elsewhere]] = ELSEWHERE
        rows, skip = rows[~elsewhere], skip[~elsewhere]
        ends = start[rows] + skip
        rows, ends = rows[skip + 16 <= size[rows]], ends[skip + 16 <= size[rows]]
        xy = bytes_[ends[:, None] + np.arange(16)].copy().view(f"{number}f8")
        lon[rows], lat[rows] = xy[:, 0], xy[:, 1]
        reason[rows] = -1
    with np.errstate(invalid="ignore"):
        for wrong, bad in ((5, np.abs(lat) > 90.0), (4, np.abs(lon) > 180.0), (3, np.isinf(lat)), (2, np.isinf(lon))):
            reason[bad & (reason == -1)] = wrong
        reason[(reason == 5) & (np.abs(lat) <= 180.0) & (np.abs(lon) <= 90.0)] = SWAPPED
        # An empty point is written as NaN.
        reason[(np.isnan(lon) | np.isnan(lat)) & (reason == -1)] = 6
    return lon, lat, reason


def heights(column: pa.Array) -> bool:
    """Tell whether WKB points have a third or fourth coordinate that says something: neither 0 nor NaN."""
    data = column.storage if isinstance(column, pa.ExtensionArray) else column
    for one in data.filter(pc.greater(pc.binary_length(data), 25)).to_pylist():
        order = "<f8" if one[0] == 1 else ">f8"
        # With an SRID the coordinates begin at 9.
        place = np.frombuffer(one[9 if len(one) % 8 == 1 else 5 :], order)
        if (np.isfinite(place[2:]) & (place[2:] != 0)).any():
            return True
    return False
