"""Record batches to a file, as they come: CSV and TSV, newline GeoJSON, Parquet. Whole or not at all."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

import pyarrow as pa

from geoevents.errors import TableError
from geoevents.read.features import HEAD, TAIL
from geoevents.read.stream import Stored
from geoevents.write.atomic import replacing
from geoevents.write.cells import DECIMALS, content, csv_cells, joined, json_values, require_plain
from geoevents.write.formulas import KEEP

STREAMS = ("csv", "tsv", "ndjson", "parquet")
"""Formats that are written batch by batch."""
ROWS = 1 << 16
"""Rows that become text together."""


@dataclass(frozen=True, slots=True)
class Sink:
    """Where batches go: `prepare` may run in any thread, `put` takes what it gave in the order of the table."""

    prepare: Callable[[pa.RecordBatch], Any]
    put: Callable[[Any], Any]

    def __call__(self, batch: pa.RecordBatch) -> None:
        """Prepare and put."""
        self.put(self.prepare(batch))


@contextlib.contextmanager
def writing(
    path: str | os.PathLike[str],
    form: str,
    schema: pa.Schema,
    added: int,
    stored: Mapping[str, Stored] | None = None,
    formulas: str = KEEP,
) -> Iterator[Sink]:
    """Open a table for writing; what stood there before is replaced when all is written.

    Parameters
    ----------
    path
        A file, or "-" for standard output.
    form
        "csv", "tsv", "ndjson" or "parquet". For newline GeoJSON the batches hold features that are cut in two
        (`head` and `tail`) where the columns that were added become properties.
    schema
        Of the batches.
    added
        How many of the last columns were added.
    stored
        What made columns smaller where they come from: Parquet is written likewise.
    formulas
        Whether text in CSV that a spreadsheet would take for a formula gets an apostrophe ("escape") or not ("keep").

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
    if to_stdout:
        sys.stdout.flush()
        with _sink(sys.stdout.buffer, form, schema, added, stored or {}, formulas) as sink:
            yield sink
        sys.stdout.buffer.flush()
        return
    with replacing(path) as part, part.open("wb") as stream:
        with _sink(stream, form, schema, added, stored or {}, formulas) as sink:
            yield sink
        stream.flush()
        os.fsync(stream.fileno())


@contextlib.contextmanager
def _sink(
    stream: BinaryIO, form: str, schema: pa.Schema, added: int, stored: Mapping[str, Stored], formulas: str
) -> Iterator[Sink]:
    def put_all(pieces: list[memoryview]) -> None:
        for piece in pieces:
            stream.write(piece)

    if form == "parquet":
        import pyarrow.parquet as pq

        ways = {field.name: stored.get(field.name) or _usual(field) for field in schema}
        nested = any(pa.types.is_nested(field.type) for field in schema)
        codecs = {name: "SNAPPY" if way.compressed else "NONE" for name, way in ways.items()}
        with pq.ParquetWriter(
            stream,
            schema,
            use_dictionary=[name for name, way in ways.items() if way.dictionary],
            compression="SNAPPY" if nested else codecs,
        ) as writer:
            yield Sink(lambda batch: batch, writer.write_batch)
    elif form == "ndjson":
        names = schema.names[-added:]
        yield Sink(lambda batch: [content(_features(piece, names)) for piece in _pieces(batch)], put_all)
    else:
        require_plain(schema, form.upper())
        delimiter = "\t" if form == "tsv" else ","
        head = [csv_cells("", pa.array([name]), delimiter, formulas) for name in schema.names]
        put_all([content(_lines(head, delimiter))])
        yield Sink(
            lambda batch: [
                content(
                    _lines(
                        [csv_cells(*one, delimiter, formulas) for one in zip(batch.schema.names, piece, strict=True)],
                        delimiter,
                    )
                )
                for piece in (part.columns for part in _pieces(batch))
            ],
            put_all,
        )


def _usual(field: pa.Field) -> Stored:
    """How a column is stored of which nothing is known.

    What is measured does not repeat: a dictionary of it would be built and thrown away, and it does not get smaller. A
    border's stated error has a few values.
    """
    measured = pa.types.is_floating(field.type) and field.name != "border_uncertainty_m"
    return Stored(not measured, field.name not in DECIMALS)


def _pieces(batch: pa.RecordBatch) -> list[pa.RecordBatch]:
    return [batch.slice(start, ROWS) for start in range(0, len(batch), ROWS)]


def _lines(cells: list[pa.Array], delimiter: str) -> pa.Array:
    rows = len(cells[0])
    return joined([joined([*cells], rows, delimiter), "\n"], rows)


def _features(batch: pa.RecordBatch, names: list[str]) -> pa.Array:
    parts: list[pa.Array | str] = [batch.column(HEAD)]
    for name in names:
        comma = "" if name == names[0] else ","
        parts += [f'{comma}"{name}":', json_values(name, batch.column(name))]
    return joined([*parts, batch.column(TAIL), "\n"], len(batch))
