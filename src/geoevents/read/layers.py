"""GeoPackage and FlatGeobuf as rows: SQLite alone for the one, and bytes with their magic for the other."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from geoevents.errors import BoundaryError, TableError
from geoevents.read.gathered import Gathered, Row

FILE_BYTES = 1 << 30
_MAGIC = b"fgb\x03fgb"
_WGS84 = ("EPSG:4326", "OGC:CRS84")
_STREAM = "OGR_FLATGEOBUF_STREAM_BASE_IMPL"


def geopackage_rows(name: str, place: Path, layer: str | None) -> Iterator[Row]:
    """Give the features of a layer, without its key.

    Raises
    ------
    TableError
        What is no GeoPackage of WGS84 degrees; several layers, and none chosen.
    """
    from geoevents.read.geopackage import features

    try:
        for number, (values, geometry) in enumerate(features(place, layer), start=1):
            yield Row(f"{name}, feature {number:,}", values, geometry)
    except BoundaryError as error:
        raise TableError(f"{name}: {'; '.join(error.problems)}") from error


@contextlib.contextmanager
def _plain_stream(gdal: Any) -> Iterator[None]:
    """Let GDAL make Arrow columns feature by feature: its own way for FlatGeobuf breaks on rows without a geometry."""
    before = gdal.get_gdal_config_option(_STREAM)
    gdal.set_gdal_config_options({_STREAM: "YES"})
    try:
        yield
    finally:
        gdal.set_gdal_config_options({_STREAM: before})


def flatgeobuf(name: str, place: Path) -> Gathered:
    """Read a FlatGeobuf file from its bytes: no name is given to a library that could make something else of it.

    Raises
    ------
    TableError
        What is no FlatGeobuf of WGS84 degrees.
    """
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError

    if place.stat().st_size > FILE_BYTES:
        raise TableError(f"{name} has more than {FILE_BYTES >> 20:,} MB.", cure="Write it as GeoParquet.")
    data = place.read_bytes()
    if not data.startswith(_MAGIC):
        raise TableError(f"{name} is no FlatGeobuf.", cure="Give it its own ending, or convert it.")
    try:
        driver = pyogrio.read_info(data)["driver"]
        if driver != "FlatGeobuf":
            raise TableError(f"{name} is {driver}, not FlatGeobuf.", cure="Convert it.")
        with _plain_stream(pyogrio), warnings.catch_warnings():
            # What GDAL warns of, it says of the system too, which is looked at below.
            warnings.simplefilter("ignore")
            meta, table = pyogrio.read_arrow(data)
    except (DataSourceError, DataLayerError, RuntimeError, ValueError, LookupError, TypeError, OSError) as error:
        if isinstance(error, TableError):
            raise
        raise TableError(f"{name} cannot be read: {str(error)[:200]}.", cure="Write it anew.") from error
    if meta["crs"] not in _WGS84:
        raise TableError(
            f"{name}: its positions are in {str(meta['crs'])[:60]}.", cure="Convert them to WGS84 degrees (EPSG:4326)."
        )
    title = meta["geometry_name"] or "wkb_geometry"
    geometry = table.column(title).combine_chunks()
    stored = geometry.storage if isinstance(geometry, pa.ExtensionArray) else geometry
    columns = table.drop_columns([title]).replace_schema_metadata(None)
    return Gathered(
        columns.cast(pa.schema([pa.field(one.name, one.type) for one in columns.schema])),
        stored.cast(pa.large_binary()),
        {},
    )
