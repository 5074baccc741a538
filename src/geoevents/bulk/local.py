"""The kernel over a whole table on this machine: batches in order, a few at a time, on threads."""

from __future__ import annotations

import os
import time
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from geoevents.atlas.ruler import Wanted, ruler
from geoevents.bulk.convert import conversion
from geoevents.bulk.kernel import FIELDS, Kernel
from geoevents.earth.compiled import available
from geoevents.read.positions import REASONS, SWAPPED, Layout
from geoevents.read.table import format_of, read_table
from geoevents.write.table import writing

Progress = Callable[[int, float], None]


@dataclass(frozen=True, slots=True)
class Summary:
    """What became of a table: rows, how many were located, why the others were not, and how long it took."""

    rows: int
    located: int
    reasons: dict[str, int]
    seconds: float

    @property
    def skipped(self) -> int:
        """Rows without a position; they are kept, with nulls and the reason."""
        return self.rows - self.located

    @property
    def swapped(self) -> int:
        """Rows whose latitude could only be a longitude, and whose longitude could be a latitude."""
        return self.reasons.get(REASONS[SWAPPED], 0)

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
) -> Summary:
    """Add border columns to every row of a table, in batches at constant memory.

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
    form = formats[1] or (None if os.fspath(target) == "-" else format_of(target))
    added = tuple(field.name for field in FIELDS)
    columns = form not in (None, "ndjson")
    table = read_table(source, formats[0], lon, lat, avoid=added, columns=columns)
    form = form or table.format
    layout = Layout(table.lon, table.lat, table.geometry)
    kernel = Kernel(wanted, layout)
    # Features of which columns were made are a table like any other.
    read_as = "parquet" if table.format == "ndjson" and columns else table.format
    schema, convert = conversion(read_as, form, kernel.schema(table.schema), layout)
    ruler(wanted)  # once, before threads ask for it together
    count = workers or available()
    reasons: Counter[str] = Counter()
    rows = 0
    with writing(target, form, schema, len(FIELDS), table.stored) as sink, ThreadPoolExecutor(count) as pool:
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
    return Summary(rows, located, dict(reasons.most_common()), time.perf_counter() - began)


def counted(batch: pa.RecordBatch) -> dict[str, int]:
    """Count the reasons why rows of an enriched batch have no border."""
    column = batch.column("border_reason")
    if column.null_count == len(column):
        return {}
    found = pc.value_counts(column.drop_null().dictionary_decode())
    return {row["values"]: row["counts"] for row in found.to_pylist()}
