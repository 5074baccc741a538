"""The kernel over a whole table on this machine: batches in order, a few at a time, on threads."""

from __future__ import annotations

import contextlib
import os
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from geoevents.atlas.ruler import Wanted, ruler
from geoevents.bulk.convert import conversion
from geoevents.bulk.kernel import FIELDS, Kernel
from geoevents.earth.compiled import available
from geoevents.read.placed import placed_of
from geoevents.read.positions import REASONS, SWAPPED, Layout, asked_of_metres, layout_in
from geoevents.read.stream import Stored, Table
from geoevents.read.table import FLAT, WHOLE, read_table
from geoevents.write.cells import KEEP
from geoevents.write.rows import target_format, write_rows
from geoevents.write.table import STREAMS, Sink, writing

GIVEN = "_given"
"""What is put behind the name of a property that is added too."""
Progress = Callable[[int, float], None]


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of a table: rows, how many were located, why the others were not, and how long it took."""

    rows: int
    located: int
    reasons: dict[str, int]
    seconds: float
    notes: tuple[str, ...] = ()

    @property
    def skipped(self) -> int:
        """Rows without a position; they are kept, with nulls and the reason."""
        return self.rows - self.located

    @property
    def swapped(self) -> int:
        """Rows whose latitude could only be a longitude, and whose longitude could be a latitude."""
        return self.reasons.get(REASONS[SWAPPED], 0)

    @property
    def in_metres(self) -> str:
        """What is to be said where positions may be metres of a projection; empty where there is nothing."""
        return asked_of_metres(self.located, self.reasons)

    @property
    def rows_per_second(self) -> float:
        """Rows for each second, reading and writing included."""
        return self.rows / max(self.seconds, 1e-9)


def enrich_file(
    source: str | os.PathLike[str],
    target: str | os.PathLike[str],
    wanted: Wanted,
    *,
    formats: tuple[str | None, str | None] = (None, None),
    lon: str | None = None,
    lat: str | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    encoding: str | None = None,
    layer: str | None = None,
    locality: str | None = None,
    head: int | None = None,
    formulas: str = KEEP,
) -> Summary:
    """Add border columns to every row of a table: in batches at constant memory, where its formats allow.

    CSV, TSV, newline GeoJSON and Parquet are read and written in batches, other formats whole.

    Parameters
    ----------
    source, target
        Files, or "-" for standard input and output.
    wanted
        Which borders to measure to.
    formats
        Of the source and of the target. None: by the ending; standard input is looked at, and standard output gets
        the format of the source.
    lon, lat
        Columns of degrees; by default the usual names are looked for.
    workers
        Threads that compute; by default one for each processor of this process.
    progress
        Called with the rows done and the share of the table.
    encoding, layer, locality, head
        As for `read_table`.
    formulas
        Whether text in CSV that a spreadsheet would take for a formula gets an apostrophe ("escape") or not ("keep").

    Returns
    -------
    Summary

    Raises
    ------
    TableError, OutputError
        What cannot be read or written; then there is no output, and what stood there before still stands.
    UnknownBorderError, UnknownCountryError, UnknownDatasetError
        As `ruler`.
    """
    began = time.perf_counter()
    form = formats[1] or (None if os.fspath(target) == "-" else target_format(target))
    added = tuple(field.name for field in FIELDS)
    columns = form not in (None, "ndjson")
    whole = form is not None and form not in STREAMS
    table = read_table(
        source,
        formats[0],
        lon,
        lat,
        avoid=added,
        columns=columns,
        encoding=encoding,
        layer=layer,
        locality=locality,
        head=head,
        every_geometry=whole,
        covering=form == "parquet",
    )
    table, given = _beside(table, added)
    # Standard output gets the format of the source, as far as that can be piped.
    form = form or (table.format if table.format in ("csv", "tsv", "ndjson") else "ndjson")
    # Of features that were read whole it can be seen whether columns say already where they lie.
    whole |= form in ("csv", "tsv") and table.geometry is not None and table.format in WHOLE.values()
    layout = layout_in(table)
    kernel = Kernel(wanted, layout)
    # Features of which columns were made are a table like any other.
    cut = table.format == "ndjson" and not columns
    read_as = "ndjson" if cut else "parquet" if table.geometry else "csv" if table.format in FLAT else table.format
    schema, convert = conversion(read_as, "parquet" if whole else form, kernel.schema(table.schema), layout)
    ruler(wanted)  # once, before threads ask for it together
    count = workers or available()
    reasons: Counter[str] = Counter()
    rows = 0
    with (
        _sink(target, form, schema, layout, None if whole else table.stored, formulas) as sink,
        ThreadPoolExecutor(count) as pool,
    ):
        waiting: deque[tuple[Future[tuple[int, dict[str, int], Any]], float]] = deque()

        def work(batch: pa.RecordBatch) -> tuple[int, dict[str, int], Any]:
            done = kernel(batch)
            return len(done), counted(done), sink.prepare(convert(done))

        def put() -> None:
            nonlocal rows
            done, share = waiting.popleft()
            number, why, prepared = done.result()
            rows += number
            reasons.update(why)
            sink.put(prepared)
            if progress is not None:
                progress(rows, share)

        try:
            for batch, share in table.batches:
                waiting.append((pool.submit(work, batch), share))
                if len(waiting) > count + 1:
                    put()
            while waiting:
                put()
        finally:
            for future, _ in waiting:
                future.cancel()
    located = rows - sum(reasons.values())
    return Summary(rows, located, dict(reasons.most_common()), time.perf_counter() - began, (*table.notes, *given))


def _beside(table: Table, added: tuple[str, ...]) -> tuple[Table, list[str]]:
    """Give properties of a GeoJSON document that are called as what is added another name: a pipe cannot be edited."""
    taken = [name for name in added if name in table.schema.names] if table.format == "geojson" else []
    if not taken:
        return table, []
    names = [f"{name}{GIVEN}" if name in taken else name for name in table.schema.names]
    schema = pa.schema([field.with_name(name) for field, name in zip(table.schema, names, strict=True)])
    schema = schema.with_metadata(table.schema.metadata)
    batches = (
        (batch.rename_columns(names).replace_schema_metadata(schema.metadata), share) for batch, share in table.batches
    )
    told = (
        f"Of the input {', '.join(taken)} stand{'s' if len(taken) == 1 else ''} under the name with {GIVEN!r} behind."
    )
    return replace(table, schema=schema, batches=batches), [told]


@contextlib.contextmanager
def _sink(
    target: str | os.PathLike[str],
    form: str,
    schema: pa.Schema,
    layout: Layout,
    stored: Mapping[str, Stored] | None,
    formulas: str,
) -> Iterator[Sink]:
    """Open what is written batch by batch; without `stored` gather the batches for what is written whole."""
    if stored is not None:
        with writing(target, form, schema, len(FIELDS), stored, formulas) as sink:
            yield sink
        return
    batches: list[pa.RecordBatch] = []
    yield Sink(lambda batch: batch, batches.append)
    rows = placed_of(pa.Table.from_batches(batches, schema).unify_dictionaries(), layout, why="never")
    write_rows(rows, target, form, formulas=formulas)


def counted(batch: pa.RecordBatch) -> dict[str, int]:
    """Count the reasons why rows of an enriched batch have no border."""
    column = batch.column("border_reason")
    if column.null_count == len(column):
        return {}
    found = pc.value_counts(column.drop_null().dictionary_decode())
    return {row["values"]: row["counts"] for row in found.to_pylist()}
