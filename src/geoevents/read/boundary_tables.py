"""Features of GeoParquet and FlatGeobuf, with their geometries as WKB."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from geoevents.errors import TableError
from geoevents.read.boundaries import MOST_FEATURES, Raw, refused

_ROWS = 256
_UNPACKED_BYTES = 2 << 30
_WGS84 = ("EPSG:4326", "OGC:CRS84")


def parquet(place: Path, layer: str | None = None) -> Iterator[Raw]:
    """Read GeoParquet with WKB; of its columns those of text and whole numbers.

    Raises
    ------
    BoundaryError
        What is no GeoParquet in WGS84 degrees, or too large once it is unpacked.
    """
    import pyarrow.parquet as pq

    from geoevents.read.parquet import geometry_column
    from geoevents.read.parquetpages import looked_through

    name = place.name
    if layer is not None:
        raise refused(name, "it has no layers", "Leave --layer out.")
    try:
        pages = looked_through(str(place), _ROWS)
        with pq.ParquetFile(place, pre_buffer=False) as file:
            schema, meta = file.schema_arrow, file.metadata
            geometry = geometry_column(name, schema)
            if geometry is None:
                raise refused(name, "it has no geo metadata", "Write it as GeoParquet, with WKB.")
            size = sum(meta.row_group(group).total_byte_size for group in range(meta.num_row_groups))
            if meta.num_rows > MOST_FEATURES or size > _UNPACKED_BYTES:
                raise refused(
                    name, f"it has {meta.num_rows:,} rows, {size >> 20:,} MB unpacked", "Dissolve or simplify it."
                )
            columns = [field.name for field in schema if field.name == geometry or _plain(field.type)]
            for batch in file.iter_batches(batch_size=pages.rows_at_once, columns=columns, use_threads=False):
                batch.validate(full=True)
                for row in batch.to_pylist():
                    yield row, row.pop(geometry)
    except TableError as error:
        raise refused(
            name, error.message.replace(f"{place} ", "it ").removeprefix(f"{name}: ").removesuffix("."), error.cure
        ) from error
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise refused(name, f"it cannot be read: {str(error)[:200]}", "Write it anew.") from error


def flatgeobuf(place: Path, layer: str | None = None) -> Iterator[Raw]:
    """Read FlatGeobuf, from its bytes: no name is given to a library that could make something else of it.

    Raises
    ------
    BoundaryError
        What is no FlatGeobuf in WGS84 degrees.
    """
    import pyogrio.raw
    from pyogrio.errors import DataLayerError, DataSourceError

    name = place.name
    if layer is not None:
        raise refused(name, "it has no layers", "Leave --layer out.")
    data = place.read_bytes()
    try:
        driver = pyogrio.read_info(data)["driver"]
        if driver != "FlatGeobuf":
            raise refused(name, f"it is {driver}, not FlatGeobuf", "Convert it.")
        # One more than may be: what the file says of their number is not believed.
        meta, _, geometry, fields = pyogrio.raw.read(data, max_features=MOST_FEATURES + 1)
    except (DataSourceError, DataLayerError, RuntimeError, ValueError, LookupError, TypeError, OSError) as error:
        raise refused(name, f"it cannot be read: {str(error)[:200]}", "Write it anew.") from error
    if meta["crs"] not in _WGS84:
        raise refused(name, f"its positions are in {str(meta['crs'])[:60]}", "Convert them to WGS84 degrees.")
    titles = [str(title) for title in meta["fields"]]
    for row, shape in enumerate(geometry):
        yield {title: _value(values[row]) for title, values in zip(titles, fields, strict=True)}, shape


def _value(value: Any) -> Any:
    return value if isinstance(value, str | bytes | None) else value.item() if hasattr(value, "item") else value


def _plain(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(
        pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_integer(kind)
        or pa.types.is_string_view(kind)
    )  # fmt: skip
