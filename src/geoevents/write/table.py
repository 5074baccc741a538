"""Record batches to a file, as they come: CSV and TSV, newline GeoJSON, Parquet. Whole or not at all."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import pyarrow as pa

from geoevents.errors import TableError
from geoevents.write.atomic import replacing

Write = Callable[[pa.RecordBatch], None]
DECIMALS = {"border_distance_m": 3, "border_lon": 8, "border_lat": 8, "border_azimuth_deg": 4}
"""In text, to a millimetre: what follows is noise."""


@contextlib.contextmanager
def writing(path: str | os.PathLike[str], form: str, schema: pa.Schema, added: int) -> Iterator[Write]:
    """Open a table for writing; what stood there before is replaced when all is written.

    Parameters
    ----------
    path
        A file, or "-" for standard output.
    form
        "csv", "tsv", "ndjson" or "parquet".
    schema
        Of the batches.
    added
        How many of the last columns were added; in newline GeoJSON they become properties.

    Raises
    ------
    OutputError
        A place that cannot be written to.
    TableError
        Batches that this format cannot hold.
    """
    to_stdout = os.fspath(path) == "-"
    if form == "parquet" and to_stdout:
        raise TableError("Parquet cannot be written to standard output.", cure="Name a file, or write CSV.")
    if form == "ndjson" and "feature" not in schema.names[:1]:
        raise TableError("Newline GeoJSON is only written from newline GeoJSON.", cure="Write CSV or Parquet.")
    if form != "ndjson" and schema.names[:3] == ["feature", "lon", "lat"]:
        raise TableError("Newline GeoJSON is only written as newline GeoJSON.", cure="Name the output .ndjson.")
    if to_stdout:
        sys.stdout.flush()
        with _writer(sys.stdout.buffer, form, schema, added) as write:
            yield write
        sys.stdout.buffer.flush()
        return
    with replacing(path) as part, part.open("wb") as stream:
        with _writer(stream, form, schema, added) as write:
            yield write
        stream.flush()
        os.fsync(stream.fileno())


@contextlib.contextmanager
def _writer(stream: BinaryIO, form: str, schema: pa.Schema, added: int) -> Iterator[Write]:
    if form == "parquet":
        import pyarrow.parquet as pq

        # Numbers do not repeat: a dictionary of them would be built and thrown away.
        doubles = {field.name for field in schema if pa.types.is_floating(field.type)}
        texts = [field.name for field in schema if field.name not in doubles]
        with pq.ParquetWriter(stream, schema, use_dictionary=texts, compression="snappy") as writer:
            yield writer.write_batch
    elif form == "ndjson":
        yield lambda batch: _put_features(stream, batch, added)
    else:
        for field in schema:
            _require_plain(field)
        text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
        lines = csv.writer(text, delimiter="\t" if form == "tsv" else ",", lineterminator="\n")
        lines.writerow(schema.names)
        yield lambda batch: lines.writerows(zip(*(_texts(*one) for one in _named(batch)), strict=True))
        text.flush()
        text.detach()


def _require_plain(field: pa.Field) -> None:
    kind = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        raise TableError(
            f"CSV cannot hold the column {field.name!r} of {kind}.", cure="Write Parquet, or leave the column out."
        )


def _named(batch: pa.RecordBatch) -> list[tuple[str, pa.Array]]:
    return list(zip(batch.schema.names, batch.columns, strict=True))


def _texts(name: str, column: pa.Array) -> list[Any]:
    """Values as CSV shows them; nothing for null."""
    if pa.types.is_temporal(column.type):
        column = column.cast(pa.string())
    values = column.to_pylist()
    digits = DECIMALS.get(name)
    return values if digits is None else [None if value is None else round(value, digits) for value in values]


def _put_features(stream: BinaryIO, batch: pa.RecordBatch, added: int) -> None:
    names = batch.schema.names[-added:]
    columns: list[list[Any]] = []
    for name in names:
        columns.append(_texts(name, batch.column(name)))
    for text, row in zip(batch.column("feature").to_pylist(), zip(*columns, strict=True), strict=True):
        feature = json.loads(text)
        properties = feature.get("properties") or {}
        taken = [name for name in names if name in properties]
        if taken:
            raise TableError(
                f"A feature has the property {taken[0]} already.", cure="Drop or rename it: nothing is overwritten."
            )
        feature["properties"] = properties | dict(zip(names, row, strict=True))
        stream.write(json.dumps(feature, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
