"""Rows as files that have geometries: GeoJSON, newline GeoJSON, GeoParquet."""

from __future__ import annotations

import json
from collections.abc import Iterator
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


def write_geojson(rows: Placed, stream: BinaryIO, lines: bool) -> None:
    """Write a FeatureCollection, or one feature a line."""
    if lines:
        for one in features(rows):
            stream.write(f"{one}\n".encode())
        return
    stream.write(b'{"type":"FeatureCollection","features":[\n')
    for number, one in enumerate(features(rows)):
        stream.write((",\n" + one if number else one).encode())
    stream.write(b"\n]}\n")


def write_parquet(rows: Placed, stream: BinaryIO) -> None:
    """Write GeoParquet 1.1: WKB in WGS84 degrees, with a box around every geometry by which parts can be found.

    Raises
    ------
    TableError
        Columns that are called geometry or bbox.
    """
    import pyarrow.parquet as pq

    taken = [name for name in rows.columns.column_names if name in ("geometry", BBOX)]
    if taken:
        raise TableError(f"There is a column {taken[0]!r}, which GeoParquet needs.", cure="Rename it.")
    shapes = shapes_of(rows.geometry)
    sides = [pa.array(side, pa.float64(), from_pandas=True) for side in shapely.bounds(shapes).reshape(-1, 4).T]
    nothing = pc.is_null(sides[0])
    boxes = pa.StructArray.from_arrays(sides, names=list(_SIDES), mask=nothing)
    there = shapes[[one is not None for one in shapes]]
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": sorted(kinds_of(there)),
        "covering": {"bbox": {side: [BBOX, side] for side in _SIDES}},
    }
    if bounds := _bounds(there):
        column["bbox"] = bounds
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
    table = rows.columns.append_column("geometry", wkb_of(shapes)).append_column(BBOX, boxes)
    pq.write_table(
        table.replace_schema_metadata({"geo": json.dumps(geo)}), stream, compression="zstd", row_group_size=1 << 16
    )


def _bounds(shapes: Shapes) -> list[float]:
    """The range of every dimension, the least of each first."""
    found = shapely.get_coordinates(shapes, include_z=bool(shapely.has_z(shapes).any()))
    if not len(found):
        return []
    least, most = np.nanmin(found, axis=0), np.nanmax(found, axis=0)
    return [float(side) for side in (*least, *most)]
