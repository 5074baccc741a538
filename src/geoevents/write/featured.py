"""Rows as files that have geometries: GeoJSON, newline GeoJSON, GeoParquet, FlatGeobuf, GeoPackage."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from geoevents.errors import OutputError, TableError
from geoevents.read.placed import Placed
from geoevents.write.cells import json_values, require_plain
from geoevents.write.shapes import Shapes, json_of, shapes_of, wkb_of

BBOX = "bbox"
_SIDES = ("xmin", "ymin", "xmax", "ymax")
_PIECE = 1 << 14
_NAMES = {0: "Point", 1: "LineString", 3: "Polygon", 4: "MultiPoint", 5: "MultiLineString", 6: "MultiPolygon"}


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
        "geometry_types": sorted(_kinds(there)),
        "covering": {"bbox": {side: [BBOX, side] for side in _SIDES}},
    }
    if len(there):
        column["bbox"] = [float(side) for side in shapely.total_bounds(there)]
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
    table = rows.columns.append_column("geometry", wkb_of(shapes)).append_column(BBOX, boxes)
    pq.write_table(
        table.replace_schema_metadata({"geo": json.dumps(geo)}), stream, compression="zstd", row_group_size=1 << 16
    )


def _kinds(shapes: Shapes) -> set[str]:
    found = zip(shapely.get_type_id(shapes).tolist(), shapely.has_z(shapes).tolist(), strict=True)
    return {f"{_NAMES[kind]}{' Z' if high else ''}" for kind, high in found}


def write_layer(rows: Placed, place: Path, driver: str, layer: str) -> None:
    """Write FlatGeobuf or GeoPackage with GDAL, which is told the driver and given our own temporary name.

    FlatGeobuf gets a spatial index, which sorts its rows by where they lie, unless rows without a geometry forbid it.

    Raises
    ------
    OutputError
        What GDAL refuses to write.
    """
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError

    require_plain(rows.columns.schema, driver)
    shapes = shapes_of(rows.geometry)
    there = shapes[[one is not None for one in shapes]]
    kinds = {kind.removesuffix(" Z") for kind in _kinds(there)}
    kind = kinds.pop() if len(kinds) == 1 else "Unknown"
    if kind != "Unknown" and any(shapely.has_z(there)):
        kind = f"{kind} Z" if all(shapely.has_z(there)) else "Unknown"
    table, options = _plain(rows.columns), {}
    lower = {name.casefold() for name in table.column_names}
    if len(lower) < table.num_columns:
        raise TableError(f"Two columns of {driver} differ in capitals only.", cure="Rename one.")
    title = next(name for name in ("geometry", "geom", "shape", "wkb_geometry", "geometry_1") if name not in lower)
    if driver == "GPKG":
        options = {"FID": "ogc_fid" if "fid" in lower else "fid", "GEOMETRY_NAME": title}
        # Names that begin so are its own.
        layer = f"rows-{layer}" if layer.casefold().startswith(("gpkg", "rtree", "sqlite")) else layer
    elif len(there) < len(shapes) or not len(shapes):
        options = {"SPATIAL_INDEX": "NO"}
    field = pa.field(title, pa.binary(), metadata={"ARROW:extension:name": "geoarrow.wkb"})
    # GDAL appends to what it finds; the empty file that keeps the name is none of its own.
    place.unlink()
    try:
        pyogrio.write_arrow(
            table.append_column(field, wkb_of(shapes)),
            place,
            layer=layer,
            driver=driver,
            geometry_name=title,
            geometry_type=kind,
            crs="EPSG:4326",
            **options,
        )
    except (DataSourceError, DataLayerError, RuntimeError, ValueError) as error:
        raise OutputError(f"{driver} cannot be written: {str(error)[:200]}.", cure="Write GeoParquet.") from error


def _plain(table: pa.Table) -> pa.Table:
    """Columns of the types that GDAL knows: dictionaries, nulls and layouts of text are others."""
    columns = []
    for name in table.column_names:
        column = table.column(name).combine_chunks()
        kind = column.type
        if pa.types.is_dictionary(kind):
            column = column.dictionary_decode()
        if pa.types.is_null(kind) or pa.types.is_string_view(column.type) or pa.types.is_large_string(column.type):
            column = column.cast(pa.string())
        elif pa.types.is_decimal(kind) or pa.types.is_duration(kind) or pa.types.is_uint64(kind):
            column = pa.array([None if value is None else str(value) for value in column.to_pylist()], pa.string())
        elif pa.types.is_float16(kind):
            column = pa.array(np.asarray(column.to_numpy(zero_copy_only=False), np.float32))
        columns.append(column)
    return pa.Table.from_arrays(columns, table.column_names)
