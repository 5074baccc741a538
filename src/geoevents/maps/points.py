"""Rows as the page takes them: how they are drawn by their number, and their columns in few bytes."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from geoevents.errors import GeoEventsError
from geoevents.maps.cells import Level, levels_of
from geoevents.maps.rows import Column, Floats, Rows
from geoevents.maps.spans import columns_of_time, question_of, spans_of
from geoevents.read.columns import RADII
from geoevents.read.outline import LINE
from geoevents.write.cells import texts

MARKS, CANVAS, CLUSTERS = 2_000, 20_000, 200_000
"""Up to so many rows each has a mark and a popup; a mark and its details in the panel; a place in a group. More are
counted in cells."""
GROUPS = 6
"""Values of one column that have symbols of their own; the last symbol is for all others, where there are more."""
PLAIN_BYTES = 1 << 18
"""A column of more text than this is compressed."""
MOST_VERTICES = 400_000
"""Vertices of all outlines together, about; beyond them outlines are simplified, and the page says so."""
UNITS = 1e6
"""Positions are whole millionths of a degree, 11 cm."""

Packed: TypeAlias = "str | dict[str, str]"


def strategy_of(count: int) -> str:
    """How so many rows are drawn.

    Examples
    --------
    >>> [strategy_of(count) for count in (2_000, 2_001, 20_001, 200_001)]
    ['marks', 'canvas', 'clusters', 'cells']
    """
    for most, name in ((MARKS, "marks"), (CANVAS, "canvas"), (CLUSTERS, "clusters")):
        if count <= most:
            return name
    return "cells"


def points_of(rows: Rows, by: str | None = None) -> dict[str, Any]:
    """Rows as pure JSON: `strategy`, counts, positions, columns, outlines, groups and times, or cells of counts.

    Parameters
    ----------
    rows
        All that have a position.
    by
        The column whose values get symbols of their own.

    Raises
    ------
    GeoEventsError
        When there is no column `by`.
    """
    names = [name for name, _ in rows.columns]
    if by is not None and by not in names:
        raise GeoEventsError(f"There is no column {by!r}.", cure=f"There are: {', '.join(names)}.")
    strategy = strategy_of(len(rows))
    said: dict[str, Any] = {
        "strategy": strategy,
        "total": rows.total,
        "drawn": len(rows),
        "unplaced": [{"reason": one.reason, "count": one.count, "first": list(one.first)} for one in rows.unplaced],
        "source": rows.name,
        "by": None,
        "from": None,
        "to": None,
    }
    if strategy == "cells":
        return said | {"cells": [_level(level) for level in levels_of(rows.lon, rows.lat)], "not_by": by or ""}
    columns = dict(reversed(rows.columns))
    shapes, coarser_m = _shapes(rows)
    return said | {
        "lon": _whole(rows.lon),
        "lat": _whole(rows.lat),
        "number": None if len(rows) == rows.total else _coded(rows.number, "<i4"),
        "columns": [{"name": name, **_column(name, column)} for name, column in rows.columns],
        "by": None if by is None else _groups(by, columns[by]),
        **_times(columns),
        "radius": _radius(columns) if strategy == "marks" else None,
        "shapes": shapes,
        "simplified_m": coarser_m,
    }


def numbers_in(packed: Packed, kind: str) -> NDArray[Any]:
    """Read numbers back, for whoever draws a scene in Python.

    Examples
    --------
    >>> numbers_in(_whole(np.array([2.5])), "<i4").tolist()
    [2500000]
    """
    raw = base64.b64decode(packed if isinstance(packed, str) else packed["deflated"])
    return np.frombuffer(raw if isinstance(packed, str) else zlib.decompress(raw), kind)


def _coded(values: NDArray[Any], kind: str) -> str:
    return base64.b64encode(np.ascontiguousarray(values).astype(kind).tobytes()).decode()


def _whole(degrees: Floats) -> str:
    return _coded(np.rint(degrees * UNITS), "<i4")


def _packed(raw: bytes) -> Packed:
    """Bytes as text; many of them compressed, which the page undoes when it needs them."""
    if len(raw) < PLAIN_BYTES:
        return base64.b64encode(raw).decode()
    return {"deflated": base64.b64encode(zlib.compress(raw, 6)).decode()}


def as_text(name: str, column: Column) -> pa.Array:
    """A column as text, null where there is none; nested values as JSON, bytes by their number.

    Examples
    --------
    >>> as_text("a", pa.array([{"b": [1]}, None])).to_pylist(), as_text("a", pa.array([b"xy"])).to_pylist()
    (['{"b": [1]}', None], ['2 bytes'])
    """
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    if isinstance(column, pa.ExtensionArray):
        column = column.storage
    kind = column.type
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind):
        told = [None if value is None else f"{len(value):,} bytes" for value in column.to_pylist()]
        return pa.array(told, pa.large_string())
    if pa.types.is_nested(kind):
        told = [
            None if value is None else json.dumps(value, default=str, ensure_ascii=False)
            for value in column.to_pylist()
        ]
        return pa.array(told, pa.large_string())
    if pa.types.is_boolean(kind):
        return column.cast(pa.large_string())
    return texts(name, column).cast(pa.large_string())


def _column(name: str, column: Column) -> dict[str, Any]:
    """Each value once with whole numbers that say where it stands, or all values where most are different."""
    told = pc.fill_null(as_text(name, column), "")
    coded = told.dictionary_encode()
    values = coded.dictionary.to_pylist()
    if len(values) > len(told) // 2:
        return {"values": _packed(_listed(told.to_pylist())), "index": None, "width": 0}
    index = coded.indices.to_numpy(zero_copy_only=False)
    width = 1 if len(values) <= 1 << 8 else 2 if len(values) <= 1 << 16 else 4
    return {
        "values": _packed(_listed(values)),
        "index": _packed(index.astype(f"<u{width}").tobytes()),
        "width": width,
    }


def _listed(values: list[str]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def _groups(name: str, column: Column) -> dict[str, Any]:
    coded = pc.fill_null(as_text(name, column), "").dictionary_encode()
    values, index = coded.dictionary.to_pylist(), coded.indices.to_numpy(zero_copy_only=False)
    count = np.bincount(index, minlength=len(values))
    # The most frequent first; equal ones in the order of their text, so that the same table gives the same map.
    order = sorted(range(len(values)), key=lambda i: (-count[i], values[i]))
    own = order if len(order) <= GROUPS else order[: GROUPS - 1]
    group = np.full(len(values), GROUPS - 1)
    group[own] = range(len(own))
    labels = [{"value": values[i], "count": int(count[i])} for i in own]
    rest = len(order) - len(own)
    others = {"values": rest, "count": int(count[order[len(own) :]].sum())} if rest else None
    return {"column": name, "labels": labels, "others": others, "index": _coded(group[index], "u1")}


def _times(columns: Mapping[str, Column]) -> dict[str, Any]:
    named = columns_of_time(list(columns))
    if named is None:
        return {"from": None, "to": None}
    begin, end = (pc.fill_null(as_text(name, columns[name]), "").to_pylist() for name in named)
    first, last = spans_of(begin, end)
    undated = int(np.isnan(first).sum())
    asked = {"undated": undated, "dates_asked": question_of({*begin, *end})}
    if undated == len(first):
        return {"from": None, "to": None, **asked}
    return {"from": _coded(first, "<f8"), "to": _coded(last, "<f8"), "time_columns": list(named), **asked}


def _radius(columns: Mapping[str, Column]) -> dict[str, Any] | None:
    for name, column in columns.items():
        if name.strip().casefold().replace(" ", "") in RADII:
            metres = np.array([_number(text) for text in as_text(name, column).to_pylist()], dtype=np.float64)
            if (metres > 0).any():
                return {"column": name, "metres": _coded(np.where(metres > 0, metres, 0.0), "<f4")}
    return None


def _number(text: str | None) -> float:
    try:
        metres = float(text or 0)
    except ValueError:
        return 0.0
    return metres if 0 < metres < 2.1e7 else 0.0


def _shapes(rows: Rows) -> tuple[list[Any], float]:
    """Outlines as [row, "line" or "area", paths of whole differences], simplified where they are too many."""
    if not rows.outlines:
        return [], 0.0
    paths = {row: list(shape.paths) for row, shape in rows.outlines.items()}
    metres = 0.0
    for tried_m in (0.0, 10.0, 30.0, 100.0, 300.0, 1_000.0, 3_000.0, 10_000.0, 30_000.0):
        metres = tried_m
        if tried_m:
            paths = {row: [_simpler(path, tried_m / 111_000.0) for path in of] for row, of in paths.items()}
        if sum(len(path) for of in paths.values() for path in of) <= MOST_VERTICES:
            break
    found = []
    for row, of in paths.items():
        kind = "line" if rows.outlines[row].kind == LINE else "area"
        found.append([row, kind, [_differences(path) for path in of]])
    return found, metres


def _simpler(path: Floats, tolerance_deg: float) -> Floats:
    import shapely

    if len(path) < 5:
        return path
    return np.asarray(shapely.get_coordinates(shapely.simplify(shapely.LineString(path), tolerance_deg)))


def _differences(path: Floats) -> list[int]:
    whole = np.rint(path * UNITS).astype(np.int64)
    found: list[int] = np.diff(whole, axis=0, prepend=0).ravel().tolist()
    return found


def _level(level: Level) -> dict[str, Any]:
    sides = {side: _whole(getattr(level, side)) for side in ("west", "south", "east", "north")}
    return {"size_km": level.size_km, "cells": len(level.count), "count": _coded(level.count, "<i4"), **sides}
