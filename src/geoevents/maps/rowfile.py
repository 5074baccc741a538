"""The rows of a file for a map: every format that `read_table` reads, with all columns as they were written."""

from __future__ import annotations

import io
import os
import re
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from geoevents.errors import TableError
from geoevents.maps.rows import Rows, gathered, located
from geoevents.read.positions import layout_in
from geoevents.read.table import FORMATS, plugin_for, read_table

ENDINGS = tuple(ending for ending in FORMATS if ending != ".json")
"""Endings of files that are tables of rows; .json may be a case."""
_CASES = (".yaml", ".yml")
_BEGIN_BYTES = 1 << 16
_LIST = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*\[")
_UNPACKED_BYTES = 8 << 30


def is_table(path: str | os.PathLike[str]) -> bool:
    """Whether a file is to be read as a table of rows: by its ending, or where that says nothing, by how it begins.

    Examples
    --------
    >>> is_table("events.csv"), is_table("case.yaml"), is_table("events.ods")
    (True, False, True)
    """
    ending = Path(path).suffix.lower()
    if ending in ENDINGS or plugin_for(path) is not None:
        return True
    return ending not in _CASES and not _begins_as_a_case(path, ending)


def _begins_as_a_case(path: str | os.PathLike[str], ending: str) -> bool:
    """Whether a file of any other name says that it is a case; one in JSON is one unless it holds rows."""
    if not os.path.isfile(path):
        return ending in ("", ".json")
    with open(path, "rb") as stream:
        begin = stream.read(_BEGIN_BYTES)
    if ending == ".json":
        return b'"geoevents"' in begin or not (b'"Feature' in begin or _LIST.match(begin))
    return b"geoevents" in begin and b"\x00" not in begin


def rows_of_file(
    path: str | os.PathLike[str],
    lon: str | None = None,
    lat: str | None = None,
    *,
    wanted: str | None = None,
    encoding: str | None = None,
    layer: str | None = None,
    stream: io.BufferedReader | None = None,
    locality: str | None = None,
    head: int | None = None,
) -> Rows:
    r"""Read a table for a map.

    Parameters
    ----------
    path
        A file with one of the `ENDINGS`, or "-".
    lon, lat
        Columns of degrees, where their names do not say so.
    wanted, encoding, layer, stream, locality, head
        As for `read_table`.

    Raises
    ------
    TableError
        What cannot be read, with the line or the feature that is wrong.
    GeoEventsError
        When no row has a position.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     place = Path(folder) / "events.csv"
    ...     _ = place.write_text("id,lat,lon\n007,19.868,2.894\n008,,\n")
    ...     rows = rows_of_file(place)
    >>> len(rows), rows.unplaced[0].reason, [name for name, _ in rows.columns]
    (1, 'no longitude', ['id', 'lat', 'lon'])
    """
    name, title = os.fspath(path), "" if os.fspath(path) == "-" else Path(path).name
    table = read_table(
        path,
        wanted,
        lon,
        lat,
        columns=True,
        encoding=encoding,
        layer=layer,
        stream=stream,
        as_written=True,
        every_geometry=True,
        locality=locality,
        head=head,
    )
    if table.format == "parquet":
        _affordable(name)
    layout = layout_in(table)
    batches, parts, first = [], [], 0
    for batch, _ in table.batches:
        parts.append(located(batch, layout))
        for row in table.unusable.keys() & range(first, first + len(batch)):
            parts[-1].reason[row - first] = table.unusable[row]
        first += len(batch)
        batches.append(batch.drop_columns([table.geometry]) if table.geometry else batch)
    whole = pa.Table.from_batches(batches) if batches else pa.table({})
    rows = gathered(list(zip(whole.column_names, whole.columns, strict=True)), parts, title)
    return replace(rows, notes=tuple(table.notes))


def _affordable(name: str) -> None:
    """Refuse what a few bytes unpack to."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(name) as file:
        size = sum(file.metadata.row_group(group).total_byte_size for group in range(file.metadata.num_row_groups))
    if size > _UNPACKED_BYTES:
        raise TableError(f"{name} has {size >> 20:,} MB unpacked.", cure="Draw fewer columns or rows.")
