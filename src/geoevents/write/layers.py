"""Rows as files that GDAL writes: FlatGeobuf and GeoPackage."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from geoevents.errors import OutputError, TableError
from geoevents.read.placed import Placed
from geoevents.write.cells import require_plain, texts
from geoevents.write.shapes import Shapes, kinds_of, shapes_of, wkb_of

FLATGEOBUF, GEOPACKAGE = "FlatGeobuf", "GPKG"
_NAMES = {FLATGEOBUF: "FlatGeobuf", GEOPACKAGE: "GeoPackage"}
_ROOM_BYTES = 1 << 20
"""What an empty file of these formats, and its journal, take at most."""


def write_layer(rows: Placed, place: Path, driver: str, layer: str) -> None:
    """Write FlatGeobuf or GeoPackage with GDAL, which is told the driver and given our own temporary name.

    FlatGeobuf gets a spatial index, which sorts its rows by where they lie, unless rows without a geometry forbid it.
    Times that a format would round, or take the zone from, are written as text.

    Raises
    ------
    OutputError
        What GDAL refuses to write; a disk that is full.
    TableError
        Columns that differ in capitals only; heights that FlatGeobuf would drop.
    """
    import pyogrio

    name = _NAMES[driver]
    require_plain(rows.columns.schema, name)
    shapes = _shapes(rows, driver)
    there = shapes[[one is not None for one in shapes]]
    table, options = _plain(rows.columns, driver), {}
    lower = {column.casefold() for column in table.column_names}
    if len(lower) < table.num_columns:
        raise TableError(f"Two columns of {name} differ in capitals only.", cure="Rename one.")
    title = _free(("geometry", "geom", "shape", "wkb_geometry", "geometry_1"), lower)
    if driver == GEOPACKAGE:
        # Programs of some years ago warn of later versions; nothing here needs them.
        options = {"FID": _free(("fid", "ogc_fid", "row_id", "fid_1"), lower), "GEOMETRY_NAME": title, "VERSION": "1.2"}
        layer = _layer_name(layer)
    elif len(there) < len(shapes) or not len(shapes):
        options = {"SPATIAL_INDEX": "NO"}
    field = pa.field(title, pa.binary(), metadata={"ARROW:extension:name": "geoarrow.wkb"})
    # GDAL appends to what it finds; the empty file that keeps the name is none of its own.
    place.unlink()
    column = wkb_of(shapes)
    with writing(name, place, table.nbytes + column.nbytes):
        pyogrio.write_arrow(
            table.append_column(field, column),
            place,
            layer=layer,
            driver=driver,
            geometry_name=title,
            geometry_type=_kind(there),
            crs="EPSG:4326",
            **options,
        )


@contextlib.contextmanager
def writing(name: str, place: Path, size: int) -> Iterator[None]:
    """Tell what GDAL could not do, and whether there is no room for so many bytes, of which it says nothing itself.

    Raises
    ------
    OutputError
        When GDAL failed.
    """
    from pyogrio.errors import DataLayerError, DataSourceError

    try:
        yield
    except (DataSourceError, DataLayerError, RuntimeError, ValueError) as error:
        free = shutil.disk_usage(place.parent).free
        # A database and its journal hold everything twice.
        tight = free < 2 * size + _ROOM_BYTES
        cure = (
            f"Only {free / 1e6:,.1f} MB are free there: make room, or name another." if tight else "Write GeoParquet."
        )
        raise OutputError(f"{name} cannot be written: {str(error)[:200].rstrip('.')}.", cure=cure) from error


def _free(wanted: tuple[str, ...], taken: set[str]) -> str:
    """The first name that no column has."""
    return next(
        (one for one in wanted if one not in taken),
        next(one for one in (f"{wanted[0]}_{n}" for n in range(2, len(taken) + 3)) if one not in taken),
    )


def _layer_name(layer: str) -> str:
    """A name that GeoPackage keeps for itself, or that begins with a sign, gets a word before it."""
    own = layer.casefold().startswith(("gpkg", "rtree", "sqlite"))
    return f"rows-{layer}" if own or not layer[:1].isalnum() else layer


def _shapes(rows: Placed, driver: str) -> Shapes:
    """Geometries as the format holds them: FlatGeobuf has heights everywhere, on one kind, or nowhere."""
    shapes = shapes_of(rows.geometry)
    there = shapes[[one is not None for one in shapes]]
    high = shapely.has_z(there)
    if driver != FLATGEOBUF or not high.any() or (high.all() and len(kinds_of(there)) == 1):
        return shapes
    heights = shapely.get_coordinates(there, include_z=True)[:, 2]
    if np.any(np.nan_to_num(heights) != 0):
        raise TableError(
            "FlatGeobuf holds heights only where all geometries have them and are of one kind.",
            cure="Write GeoPackage or GeoParquet.",
        )
    # Heights of 0 are what programs write that know none.
    flat: Shapes = shapely.force_2d(shapes)
    return flat


def _kind(there: Shapes) -> str:
    kinds = kinds_of(there)
    return kinds.pop() if len(kinds) == 1 else "Unknown"


def _plain(table: pa.Table, driver: str) -> pa.Table:
    """Columns of the types that GDAL knows: dictionaries, nulls and layouts of text are others."""
    columns: list[Any] = []
    for name in table.column_names:
        column = table.column(name).combine_chunks()
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        kind = column.type
        if pa.types.is_null(kind) or pa.types.is_string_view(kind) or pa.types.is_large_string(kind):
            column = column.cast(pa.string())
        elif pa.types.is_decimal(kind) or pa.types.is_duration(kind) or pa.types.is_uint64(kind):
            column = texts(name, column).cast(pa.string())
        elif pa.types.is_temporal(kind):
            column = _times(name, column, driver)
        elif pa.types.is_float16(kind):
            column = pa.array(np.asarray(column.to_numpy(zero_copy_only=False), np.float32))
        columns.append(column)
    return pa.Table.from_arrays(columns, table.column_names)


def _times(name: str, column: pa.Array, driver: str) -> pa.Array:
    """Dates and times as the format has them; as text where it would round them or lose their zone."""
    kind = column.type
    if pa.types.is_date(kind) and driver == GEOPACKAGE:
        return column.cast(pa.date32())
    if pa.types.is_timestamp(kind) and (kind.tz is None or driver == GEOPACKAGE):
        try:
            # A zone by its name is one that GDAL does not know; the moment is the same in UTC.
            return column.cast(pa.timestamp("ms", None if kind.tz is None else "UTC"))
        except pa.ArrowInvalid:  # finer than a millisecond
            pass
    return texts(name, column).cast(pa.string())
