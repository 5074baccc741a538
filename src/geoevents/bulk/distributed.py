"""The kernel on a Dask cluster: parts of Parquet in, parts of Parquet out, one task a part.

The index is built once in each worker. A part is written under a name of its own and takes its place when it is
whole, so a task can run twice: a worker that dies loses nothing. All workers must see the same folders.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from geoevents.atlas.ruler import Wanted
from geoevents.bulk.kernel import FIELDS, Kernel
from geoevents.bulk.local import Progress, Summary, counted
from geoevents.earth.compiled import available
from geoevents.errors import OutputError, TableError
from geoevents.read.columns import coordinate_columns
from geoevents.read.parquet import geometry_column
from geoevents.read.parquetpages import Pages, looked_through
from geoevents.read.positions import Layout
from geoevents.read.stream import ROWS
from geoevents.read.table import FORMATS
from geoevents.write.table import writing

PART_ROWS = 1 << 20
RETRIES = 3
ANSWER_S = 10
"""How long a scheduler may take to answer."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some row groups of one file, of whose pages is known what they take."""

    file: str
    groups: tuple[int, ...]
    rows: int
    pages: Pages


def enrich_on_dask(
    source: str | os.PathLike[str],
    target: str | os.PathLike[str],
    wanted: Wanted,
    *,
    scheduler: str | None = None,
    lon: str | None = None,
    lat: str | None = None,
    workers: int | None = None,
    part_rows: int = PART_ROWS,
    progress: Progress | None = None,
) -> Summary:
    """Add border columns to every row of a Parquet file, or of a folder of them, on a Dask cluster.

    Parameters
    ----------
    source
        A Parquet file, or a folder of `*.parquet` with one schema.
    target
        A name that ends in .parquet becomes one file, any other a folder of parts; order is that of the source.
    wanted
        Which borders to measure to.
    scheduler
        Address of a running cluster; without it one is started on this machine, and ended.
    lon, lat
        Columns of degrees; by default GeoParquet's geometry, or the usual names.
    workers
        Processes of the cluster that is started.
    part_rows
        Rows of a task, about; no row group is split.
    progress
        Called with the rows done and the share of the table.

    Raises
    ------
    TableError, OutputError
        What cannot be read or written, or Dask is not installed. There is no output then.
    """
    began = time.perf_counter()
    place = Path(target)
    form = FORMATS.get(place.suffix.lower())
    if form not in (None, "parquet") or os.fspath(target) == "-":
        raise TableError(f"Dask writes Parquet, not {form or 'to standard output'}.", cure="Name a folder or .parquet.")
    one_file = form == "parquet"
    if not one_file and place.exists():
        raise OutputError(f"{place} is there already.", cure="Remove it, or name another folder.")
    parts, schema, layout = parts_of(Path(source), lon, lat, part_rows)
    kernel = Kernel(wanted, layout)
    kernel.schema(schema)
    scratch = place.parent / f".{place.name[:40]}.{uuid.uuid4().hex[:12]}"
    try:
        try:
            scratch.mkdir()
        except OSError as error:
            raise OutputError(
                f"{scratch} cannot be made: {error.strerror}.", cure="Check the folder's rights."
            ) from error
        reasons: Counter[str] = Counter()
        rows, total = 0, sum(part.rows for part in parts)
        with _client(scheduler, workers) as client:
            from distributed import as_completed

            tasks = [
                client.submit(enrich_part, kernel, part, str(_name(scratch, number)), pure=False, retries=RETRIES)
                for number, part in enumerate(parts)
            ]
            for task in as_completed(tasks, loop=client.loop):
                done, why = task.result()
                rows += done
                reasons.update(why)
                if progress is not None:
                    progress(rows, rows / max(total, 1))
        if one_file:
            with writing(place, "parquet", kernel.schema(schema), len(FIELDS), parts[0].pages.stored) as write:
                for number in range(len(parts)):
                    with pq.ParquetFile(_name(scratch, number)) as file:
                        for batch in file.iter_batches(batch_size=ROWS):
                            write(batch.cast(kernel.schema(schema)))
        else:
            # A worker that was killed while it wrote leaves what it had written.
            for left in set(scratch.iterdir()) - {_name(scratch, number) for number in range(len(parts))}:
                left.unlink()
            scratch.rename(place)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return Summary(rows, rows - sum(reasons.values()), dict(reasons.most_common()), time.perf_counter() - began)


def _name(folder: Path, number: int) -> Path:
    return folder / f"part-{number:05}.parquet"


def parts_of(source: Path, lon: str | None, lat: str | None, part_rows: int) -> tuple[list[Part], pa.Schema, Layout]:
    """Cut a file or a folder into parts of whole row groups; its schema, and where positions are.

    Raises
    ------
    TableError
        No Parquet, or files of different schemas.
    """
    files = sorted(source.glob("*.parquet")) if source.is_dir() else [source]
    if not files:
        raise TableError(f"{source} holds no *.parquet files.", cure="Name a folder of Parquet parts.")
    parts, schema = [], None
    for file in files:
        pages = looked_through(str(file), ROWS)
        try:
            with pq.ParquetFile(file) as opened:
                found, meta = opened.schema_arrow, opened.metadata
                sizes = [meta.row_group(group).num_rows for group in range(meta.num_row_groups)]
        except (pa.ArrowException, OSError) as error:
            raise TableError(f"{file} is no Parquet: {error}.", cure="Dask reads Parquet; convert it first.") from error
        if schema is not None and not schema.equals(found):
            raise TableError(f"{file} has other columns than {files[0].name}.", cure="Give all parts one schema.")
        schema = found if schema is None else schema
        groups: list[int] = []
        for group in range(len(sizes)):
            groups.append(group)
            rows = sum(sizes[one] for one in groups)
            if rows >= part_rows or group == len(sizes) - 1:
                parts.append(Part(str(file.resolve()), tuple(groups), rows, pages))
                groups = []
    if schema is None:
        raise TableError(f"{source} is empty.", cure="Name a table with rows.")
    if not parts:
        parts.append(Part(str(files[0].resolve()), (), 0, pages))
    geometry = geometry_column(str(source), schema)
    if geometry and lon is None and lat is None:
        return parts, schema, Layout(geometry=geometry)
    x, y = coordinate_columns(schema.names, lon, lat)
    return parts, schema, Layout(x, y)


def enrich_part(kernel: Kernel, part: Part, target: str) -> tuple[int, dict[str, int]]:
    """Run the kernel over one part, in a worker: rows, and why some have no border."""
    reasons: Counter[str] = Counter()
    rows = 0
    with pq.ParquetFile(part.file) as file:
        schema = kernel.schema(file.schema_arrow)
        with writing(target, "parquet", schema, len(FIELDS), part.pages.stored) as write:
            for batch in file.iter_batches(
                batch_size=part.pages.rows_at_once, row_groups=list(part.groups), use_threads=False
            ):
                done = kernel(batch.replace_schema_metadata(file.schema_arrow.metadata))
                rows += len(done)
                reasons.update(counted(done))
                write(done)
    return rows, dict(reasons)


@contextlib.contextmanager
def _client(scheduler: str | None, workers: int | None) -> Iterator[Any]:
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        raise TableError("Dask is not installed.", cure='Install it with: pip install "geoevents[dask]"') from None
    if scheduler is not None:
        try:
            client = Client(scheduler, timeout=ANSWER_S, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise TableError(
                f"No Dask scheduler answers at {scheduler}: {error}.", cure="Check the address."
            ) from error
        with client:
            yield client
        return
    import dask

    count = workers or available()
    quiet = {"dashboard_address": None, "silence_logs": 50}
    # Workers that are forked from one server share its imports; each by itself would take a second for them.
    method = "spawn" if os.name == "nt" else "forkserver"
    with (
        dask.config.set({"distributed.worker.multiprocessing-method": method}),
        LocalCluster(n_workers=count, threads_per_worker=1, processes=True, **quiet) as cluster,
        Client(cluster, set_as_default=False) as client,
    ):
        yield client
