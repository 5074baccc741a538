"""CSV and TSV as a stream of batches; every cell is text, as it stands."""

from __future__ import annotations

import csv
import io
from typing import Any

import pyarrow as pa

from geoevents.errors import TableError
from geoevents.read.stream import LINE_BYTES, TEXT_BYTES, TEXT_ROWS, Batches, Table, coordinate_columns


def read_delimited(
    name: str, stream: io.BufferedReader, size: int | None, form: str, lon: str | None, lat: str | None
) -> Table:
    """Open CSV or TSV; `size` is that of the file, or None.

    Raises
    ------
    TableError
        A head that is none, and while reading the line that is wrong.
    """
    delimiter = "\t" if form == "tsv" else ","
    counter = _Counting(stream)
    text = io.TextIOWrapper(io.BufferedReader(counter, 1 << 20), encoding="utf-8-sig", newline="")
    csv.field_size_limit(LINE_BYTES)
    rows = csv.reader(text, delimiter=delimiter, strict=True)

    def failed(error: Exception) -> TableError:
        if isinstance(error, UnicodeDecodeError):
            return TableError(f"{name}:{rows.line_num + 1}: not UTF-8 text.", cure="Save it as UTF-8.")
        return TableError(f"{name}:{rows.line_num}: {error}.", cure="Close the quote, or quote the field.")

    try:
        header = next(rows, None)
    except (csv.Error, UnicodeDecodeError) as error:
        raise failed(error) from error
    if not header:
        raise TableError(f"{name} is empty.", cure="The first line names the columns.")
    twice = sorted({column for column in header if header.count(column) > 1})
    if twice:
        raise TableError(f"{name}:1: the column {twice[0]!r} is there twice.", cure="Give each its own name.")
    if form == "csv" and len(header) == 1 and (";" in header[0] or "\t" in header[0]):
        mark = "semicolons" if ";" in header[0] else "tabs"
        raise TableError(f"{name}:1: the columns are separated by {mark}.", cure="Use commas, or .tsv for tabs.")
    x, y = coordinate_columns(header, lon, lat)
    schema = pa.schema([pa.field(column, pa.string()) for column in header])

    def batches() -> Batches:
        width = len(header)
        while True:
            taken: list[list[str]] = []
            began = counter.count
            try:
                for row in rows:
                    if len(row) != width:
                        if not row:
                            continue
                        raise TableError(
                            f"{name}:{rows.line_num}: {len(row)} fields where the first line has {width}.",
                            cure="Quote fields that hold the separator.",
                        )
                    taken.append(row)
                    if len(taken) >= TEXT_ROWS or counter.count - began > TEXT_BYTES:
                        break
            except (csv.Error, UnicodeDecodeError) as error:
                raise failed(error) from error
            if not taken:
                return
            columns = [pa.array(column, pa.string()) for column in zip(*taken, strict=True)]
            yield pa.RecordBatch.from_arrays(columns, schema=schema), counter.count / size if size else 0.0

    return Table(form, schema, batches(), None, x, y)


class _Counting(io.RawIOBase):
    """Counts the bytes that were read."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self.stream, self.count = stream, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        found = self.stream.read1(len(buffer))  # what a pipe holds now, not a whole buffer
        buffer[: len(found)] = found
        self.count += len(found)
        return len(found)
