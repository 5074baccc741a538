"""From the shape in which a table was read and enriched to that of the format that is written."""

from __future__ import annotations

import json
from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from geoevents.bulk.kernel import FIELDS
from geoevents.errors import TableError
from geoevents.read.features import HEAD, TAIL
from geoevents.read.placed import geometry_in
from geoevents.read.positions import NO_POINT, Layout, heights, positions
from geoevents.write.cells import joined, json_values, require_plain

Convert = Callable[[pa.RecordBatch], pa.RecordBatch]
_TEXT = pa.large_string()


def conversion(source: str, target: str, schema: pa.Schema, layout: Layout) -> tuple[pa.Schema, Convert]:
    """Give the schema that is written, and what turns an enriched batch into it.

    Points become the columns lon and lat in CSV; rows of a table become features in newline GeoJSON. Parquet keeps
    what was read.

    Raises
    ------
    TableError
        Columns or geometries that the target cannot hold.
    """
    if source == target or target == "parquet" or (target in ("csv", "tsv") and not layout.geometry):
        return schema, lambda batch: batch
    if target == "ndjson":
        require_plain(_without(schema, layout.geometry), "Newline GeoJSON")
        fields = [pa.field(HEAD, _TEXT), pa.field(TAIL, _TEXT), *FIELDS]
        return pa.schema(fields), lambda batch: _features(batch, layout)
    place = schema.get_field_index(layout.geometry)
    taken = [name for name in ("lon", "lat") if name in schema.names]
    if taken:
        raise TableError(
            f"The geometry becomes lon and lat in {target.upper()}, and there is a column {taken[0]!r}.",
            cure="Rename it, or write Parquet or newline GeoJSON.",
        )
    fields = list(schema)
    fields[place : place + 1] = [pa.field("lon", pa.float64()), pa.field("lat", pa.float64())]
    flat = pa.schema(fields)

    def convert(batch: pa.RecordBatch) -> pa.RecordBatch:
        columns = list(batch.columns)
        columns[place : place + 1] = _points(batch, layout)
        return pa.RecordBatch.from_arrays(columns, schema=flat)

    return flat, convert


def _without(schema: pa.Schema, name: str | None) -> pa.Schema:
    return schema if name is None else schema.remove(schema.get_field_index(name))


def _points(batch: pa.RecordBatch, layout: Layout) -> list[pa.Array]:
    """Longitudes and latitudes of geometries, null where there is none; refused where they would not be all."""
    column = batch.column(layout.geometry)
    lon, lat, reason = positions(batch, layout)
    lines = int((reason == NO_POINT).sum())
    if lines:
        raise TableError(f"{lines:,} geometries are no points.", cure="Write Parquet or GeoJSON, which keep them.")
    if heights(column):
        raise TableError("Points have heights.", cure="Write Parquet or GeoJSON, which keep them.")
    return [pa.array(values, from_pandas=True) for values in (lon, lat)]


def _places(batch: pa.RecordBatch, layout: Layout) -> pa.Array:
    """Geometries as JSON, "null" where there is none that can be used."""
    lon, lat, reason = positions(batch, layout)
    column = batch.column(layout.geometry) if layout.geometry else None
    if layout.wkt or (column is not None and ((reason == NO_POINT).any() or heights(column))):
        from geoevents.write.shapes import json_of, shapes_of  # shapely: most tables need none

        found = json_of(shapes_of(geometry_in(pa.Table.from_batches([batch]), layout)[0]))
        return pa.array([json.dumps(one, separators=(",", ":")) for one in found], _TEXT)
    # A position that is beyond the globe stays in its columns; as a geometry of points it would stop other readers.
    x, y = (pa.array(values).cast(_TEXT) for values in (lon, lat))
    place = joined(['{"type":"Point","coordinates":[', x, ",", y, "]}"], len(batch))
    return pc.if_else(pa.array(reason < 0), place, pa.scalar("null", _TEXT))


def _features(batch: pa.RecordBatch, layout: Layout) -> pa.RecordBatch:
    rows = len(batch)
    parts: list[pa.Array | str] = [
        '{"type":"Feature","geometry":',
        _places(batch, layout),
        ',"properties":{',
    ]
    for name in batch.schema.names[: -len(FIELDS)]:
        if name != layout.geometry:
            key = json_values("", pa.array([name]))[0].as_py()
            parts += [f"{key}:", json_values(name, batch.column(name)), ","]
    added = [batch.column(field.name) for field in FIELDS]
    tail = pa.repeat(pa.scalar("}}", _TEXT), rows)
    schema = pa.schema([pa.field(HEAD, _TEXT), pa.field(TAIL, _TEXT), *FIELDS])
    return pa.RecordBatch.from_arrays([joined(parts, rows), tail, *added], schema=schema)
