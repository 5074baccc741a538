"""Parquet and GeoParquet as a stream of batches."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from geoevents.errors import TableError
from geoevents.read.columns import position_columns
from geoevents.read.features import MOST_COLUMNS
from geoevents.read.gathered import MOST_ROWS
from geoevents.read.parquetpages import looked_through
from geoevents.read.stream import ROWS, Batches, Table, is_text

WHOLE_BYTES = 256 << 20
MOST_RATIO = 64
"""How many times as large as its file a table may be that is read whole and is larger than `WHOLE_BYTES`."""
_TOGETHER_BYTES = 64 << 20


def read_parquet(
    name: str,
    lon: str | None,
    lat: str | None,
    positioned: bool = True,
    covering: bool = True,
    most: int = ROWS,
    whole: bool = False,
) -> Table:
    """Open a Parquet file; positions are its geometry, or columns of degrees where those are named or it has none.

    What is read `whole` is in memory at once, so what unpacks to very much more than it is is refused.

    Raises
    ------
    TableError
        What is no Parquet, or has no positions in WGS84 degrees.
    """
    import pyarrow.parquet as pq

    if name == "-":
        raise TableError("Parquet cannot be read from standard input.", cure="Name a file, or pipe CSV or GeoJSON.")
    if not Path(name).is_file():
        what = "is a folder" if Path(name).is_dir() else "is not there"
        raise TableError(f"{name} {what}.", cure="Name a file; a folder of parts is for --engine dask.")
    pages = looked_through(name, most)
    try:
        file = pq.ParquetFile(name, pre_buffer=False)
        schema = file.schema_arrow
    except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
        raise TableError(f"{name} is no Parquet: {error}.", cure="Write it anew.") from error
    if len(schema) > MOST_COLUMNS:
        raise TableError(f"{name}: {len(schema):,} columns.", cure=f"A table has {MOST_COLUMNS:,} at most.")
    geometry = geometry_column(name, schema)
    x = y = wkt = None
    if lon is not None or lat is not None or not geometry:
        x, y, wkt = position_columns(schema.names, lon, lat, positioned)
        if wkt is not None and not is_text(schema.field(wkt).type):
            raise TableError(f"{name}: {wkt!r} holds no text.", cure="Write it as GeoParquet, or name --lon and --lat.")
    rows = file.metadata.num_rows
    left_out = set() if covering else _covering(schema)
    if left_out:
        schema = _without(schema, left_out)
    columns = schema.names if left_out else None

    packed = Path(name).stat().st_size

    def batches() -> Batches:
        done = taken = 0
        try:
            read = file.iter_batches(batch_size=pages.rows_at_once, use_threads=False, columns=columns)
            for batch in _together(read, most):
                # Arrow believes that text is UTF-8, and fails much later where it is not.
                batch.validate(full=True)
                done += len(batch)
                taken += batch.nbytes
                if whole and (taken > WHOLE_BYTES or done > MOST_ROWS) and taken > MOST_RATIO * packed:
                    raise TableError(
                        f"{name} unpacks to more than {MOST_RATIO} times what it is, after {done:,} rows.",
                        cure="Take a part of it, or use `geoevents enrich`, which reads batch by batch.",
                    )
                yield batch.replace_schema_metadata(schema.metadata), min(done / max(rows, 1), 1.0)
        except (pa.ArrowException, OSError, UnicodeDecodeError) as error:
            raise TableError(f"{name} is damaged after row {done:,}: {error}.", cure="Write it anew.") from error
        finally:
            file.close()

    return Table("parquet", schema, batches(), rows, x, y, None if x else geometry, pages.stored, wkt)


def _together(read: Iterator[pa.RecordBatch], most: int) -> Iterator[pa.RecordBatch]:
    """Put small batches together: rows could have been large, so few were read at once, and most rows are not."""
    held: list[pa.RecordBatch] = []
    rows = size = 0
    for batch in read:
        if any(pa.types.is_dictionary(kind) for kind in batch.schema.types):
            yield batch
            continue
        if held and (rows + len(batch) > most or size + batch.nbytes > _TOGETHER_BYTES):
            yield _one(held)
            held, rows, size = [], 0, 0
        held.append(batch)
        rows, size = rows + len(batch), size + batch.nbytes
    if held:
        yield _one(held)


def _one(held: list[pa.RecordBatch]) -> pa.RecordBatch:
    made = pa.Table.from_batches(held).combine_chunks().to_batches() if len(held) > 1 else []
    return made[0] if made else held[0]


def _covering(schema: pa.Schema) -> set[str]:
    """Name the columns of boxes around geometries, by which parts of the file can be found."""
    try:
        geo = json.loads((schema.metadata or {}).get(b"geo", b"{}"))
        boxes = [column.get("covering", {}).get("bbox", {}) for column in geo.get("columns", {}).values()]
        return {side[0] for box in boxes for side in box.values()} & set(schema.names)
    except (ValueError, AttributeError, LookupError, TypeError, RecursionError):
        return set()


def _without(schema: pa.Schema, names: set[str]) -> pa.Schema:
    """Leave columns of boxes out, and what the metadata say of them."""
    geo = json.loads(schema.metadata[b"geo"])
    for column in geo["columns"].values():
        column.pop("covering", None)
    for name in names:
        schema = schema.remove(schema.get_field_index(name))
    return schema.with_metadata({**schema.metadata, b"geo": json.dumps(geo).encode()})


def geometry_column(name: str, schema: pa.Schema) -> str | None:
    """Name the column of WKB points of a GeoParquet file; None for plain Parquet.

    Raises
    ------
    TableError
        Another encoding, or positions in another system than WGS84 degrees.
    """
    raw = (schema.metadata or {}).get(b"geo")
    if raw is None:
        return None
    try:
        geo = json.loads(raw)
        primary = geo["primary_column"]
        column = geo["columns"][primary]
        encoding, crs = column.get("encoding", "WKB"), column.get("crs")
        identity = (crs or {}).get("id") or {}
        where = f"{identity.get('authority', '')}:{identity.get('code', '')}"
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise TableError(f"{name}: its geo metadata cannot be read: {error!r}.", cure="Write it anew.") from error
    if encoding != "WKB":
        raise TableError(f"{name}: geometries are encoded as {encoding}.", cure="Write them as WKB.")
    if crs is not None and where not in ("OGC:CRS84", "EPSG:4326"):
        title = crs.get("name", where) if isinstance(crs, dict) else where
        raise TableError(f"{name}: positions are in {title}.", cure="Convert them to WGS84 degrees (EPSG:4326).")
    if primary not in schema.names:
        raise TableError(f"{name}: its geo metadata name a column {primary!r}.", cure="There is none: write it anew.")
    return str(primary)
