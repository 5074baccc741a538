"""Rows as files that have geometries: GeoJSON, newline GeoJSON, GeoParquet."""

from __future__ import annotations

import base64
import contextlib
import itertools
import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geoevents.errors import TableError
from geoevents.read.placed import Placed
from geoevents.write.cells import json_values, require_plain
from geoevents.write.shapes import Shapes, json_of, kinds_of, shapes_of, wkb_of

BBOX = "bbox"
_SIDES = ("xmin", "ymin", "xmax", "ymax")
_PIECE = 1 << 14
_GROUP = 1 << 16
"""Rows of Parquet that are stored together."""


def features(rows: Placed) -> Iterator[str]:
    """Features as JSON, one text each: a column is a property; numbers in the fewest digits that say them."""
    require_plain(rows.columns.schema, "GeoJSON")
    keys = [json.dumps(name, ensure_ascii=False) for name in rows.columns.column_names]
    shapes = shapes_of(rows.geometry)
    at = 0
    for batch in rows.columns.to_batches(_PIECE) if keys else []:
        columns = [
            json_values(name, column).to_pylist()
            for name, column in zip(batch.schema.names, batch.columns, strict=True)
        ]
        for values, place in zip(zip(*columns, strict=True), json_of(shapes[at : at + len(batch)]), strict=True):
            said = ",".join(f"{key}:{value}" for key, value in zip(keys, values, strict=True))
            yield f'{{"type":"Feature","geometry":{_dumped(place)},"properties":{{{said}}}}}'
        at += len(batch)
    if not keys:
        for place in json_of(shapes):
            yield f'{{"type":"Feature","geometry":{_dumped(place)},"properties":{{}}}}'


def _dumped(place: Any) -> str:
    return json.dumps(place, allow_nan=False, separators=(",", ":"))


def write_geojson(rows: Placed, stream: BinaryIO) -> None:
    """Write a FeatureCollection."""
    stream.write(b'{"type":"FeatureCollection","features":[\n')
    for number, one in enumerate(features(rows)):
        stream.write((",\n" + one if number else one).encode())
    stream.write(b"\n]}\n")


def write_lines(parts: Iterable[Placed], stream: BinaryIO) -> None:
    """Write one feature a line."""
    for part in parts:
        for one in features(part):
            stream.write(f"{one}\n".encode())


def write_parquet(parts: Iterable[Placed], stream: BinaryIO) -> None:
    """Write GeoParquet 1.1: WKB in WGS84 degrees, with a box around every geometry by which parts can be found.

    Raises
    ------
    TableError
        Columns that are called geometry or bbox.
    """
    import pyarrow.parquet as pq

    kinds: set[str] = set()
    bounds: list[float] = []
    with contextlib.ExitStack() as stack:
        writer = None
        for part in _groups(parts):
            taken = [name for name in part.columns.column_names if name in ("geometry", BBOX)]
            if taken:
                raise TableError(f"There is a column {taken[0]!r}, which GeoParquet needs.", cure="Rename it.")
            shapes = shapes_of(part.geometry)
            there = shapes[[one is not None for one in shapes]]
            kinds |= set(kinds_of(there))
            bounds = _around(bounds, _bounds(there))
            table = part.columns.append_column("geometry", wkb_of(shapes)).append_column(BBOX, _boxes(shapes))
            if writer is None:
                schema = table.schema
                writer = stack.enter_context(pq.ParquetWriter(stream, schema, compression="zstd", store_schema=False))
            writer.write_table(table, row_group_size=_GROUP)
        if writer is not None:
            # Only now is it known what is in it. Arrow takes what is said of a file from the schema that it keeps.
            geo = {b"geo": json.dumps(_geo(kinds, bounds)).encode()}
            kept = base64.b64encode(schema.with_metadata(geo).serialize())
            writer.add_key_value_metadata({**geo, b"ARROW:schema": kept})


def _groups(parts: Iterable[Placed]) -> Iterator[Placed]:
    """Parts put together until they fill a group of rows."""
    waiting: list[Placed] = []
    for part in parts:
        waiting.append(part)
        if sum(map(len, waiting)) >= _GROUP:
            yield _together(waiting)
            waiting.clear()
    if waiting:
        yield _together(waiting)


def _together(parts: list[Placed]) -> Placed:
    if len(parts) == 1:
        return parts[0]
    columns = pa.concat_tables([part.columns for part in parts]).unify_dictionaries()
    return replace(parts[0], columns=columns, geometry=pa.concat_arrays([part.geometry for part in parts]))


def _boxes(shapes: Shapes) -> pa.Array:
    sides = [pa.array(side, pa.float64(), from_pandas=True) for side in shapely.bounds(shapes).reshape(-1, 4).T]
    return pa.StructArray.from_arrays(sides, names=list(_SIDES), mask=pc.is_null(sides[0]))


def _geo(kinds: set[str], bounds: list[float]) -> dict[str, Any]:
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": sorted(kinds),
        "covering": {"bbox": {side: [BBOX, side] for side in _SIDES}},
    }
    if bounds:
        column["bbox"] = bounds
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}


def _around(one: list[float], other: list[float]) -> list[float]:
    """The range of both; where only one has heights, those."""
    sides = [(side[: len(side) // 2], side[len(side) // 2 :]) for side in (one, other)]
    # NaN stands for what one of them has not, and is passed over.
    least, most = (itertools.zip_longest(*pair, fillvalue=math.nan) for pair in zip(*sides, strict=True))
    return [float(np.nanmin(pair)) for pair in least] + [float(np.nanmax(pair)) for pair in most]


def _bounds(shapes: Shapes) -> list[float]:
    """The range of every dimension, the least of each first."""
    found = shapely.get_coordinates(shapes, include_z=bool(shapely.has_z(shapes).any()))
    if not len(found):
        return []
    least, most = np.nanmin(found, axis=0), np.nanmax(found, axis=0)
    return [float(side) for side in (*least, *most)]
