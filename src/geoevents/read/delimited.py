"""CSV and TSV as a stream of batches; every cell is text, as it stands."""

from __future__ import annotations

import codecs
import csv
import io
import re
from typing import Any

import pyarrow as pa

from geoevents.errors import TableError
from geoevents.read.columns import position_columns
from geoevents.read.features import MOST_COLUMNS
from geoevents.read.gdelt import headless
from geoevents.read.stream import LINE_BYTES, TEXT_BYTES, TEXT_ROWS, Batches, Table

_SEPARATORS = {"csv": ",;\t|", "tsv": "\t"}
_QUOTED = re.compile(r'"[^"]*"')
_SAID = re.compile(r"\s*sep=([,;|\t])\s*", re.IGNORECASE)


def read_delimited(
    name: str,
    stream: io.BufferedReader,
    size: int | None,
    form: str,
    lon: str | None,
    lat: str | None,
    encoding: str | None = None,
    positioned: bool = True,
) -> Table:
    """Open CSV or TSV; `size` is that of the file, or None.

    Semicolons, tabs and bars part the columns of CSV whose first line has no comma, or names them as spreadsheets do
    (sep=;). UTF-16 is told by its mark; without `encoding` any other text is UTF-8. Headless exports of GDELT get their
    columns' names. With `positioned` there must be columns of degrees or one of geometries.

    Raises
    ------
    TableError
        A head that is none, and while reading the line that is wrong.
    """
    first = stream.peek(1 << 16)
    coding = encoding or ("utf-16" if first[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig")
    counter = _Counting(stream, name)
    text = io.TextIOWrapper(io.BufferedReader(counter, 1 << 20), encoding=coding, newline="")
    csv.field_size_limit(LINE_BYTES)
    delimiter, said = _delimiter(first.decode(coding, "replace"), form)
    rows = csv.reader(text, delimiter=delimiter, strict=True)

    def failed(error: Exception) -> TableError:
        if isinstance(error, UnicodeDecodeError):
            # Of the part that was being decoded no line is given yet.
            line = rows.line_num + 1 + error.object[: error.start].count(b"\n")
            return TableError(
                f"{name}:{line}: not {'UTF-8' if encoding is None else encoding} text.",
                cure="Is it Windows-1252 or Latin-1? Say so with --encoding windows-1252, or save it as UTF-8.",
            )
        return TableError(f"{name}:{rows.line_num}: {error}.", cure="Close the quote, or quote the field.")

    try:
        if said:
            text.readline()
        header = next(rows, None)
    except (csv.Error, UnicodeDecodeError) as error:
        raise failed(error) from error
    if not header:
        raise TableError(f"{name} is empty.", cure="The first line names the columns.")
    if len(header) > MOST_COLUMNS:
        raise TableError(f"{name}:1: {len(header):,} columns.", cure=f"A table has {MOST_COLUMNS:,} at most.")
    begun: list[list[str]] = []
    if (names := headless(header)) is not None:
        header, begun = list(names), [header]
    twice = sorted({column for column in header if header.count(column) > 1})
    if twice:
        raise TableError(f"{name}:1: the column {twice[0]!r} is there twice.", cure="Give each its own name.")
    x, y, wkt = position_columns(header, lon, lat, positioned)
    schema = pa.schema([pa.field(column, pa.string()) for column in header])

    def batches() -> Batches:
        width = len(header)
        while True:
            taken: list[list[str]] = begun.copy()
            begun.clear()
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

    return Table(form, schema, batches(), None, x, y, wkt=wkt)


def _delimiter(first: str, form: str) -> tuple[str, bool]:
    """Tell what separates columns by the first line, and whether that line says only this (sep=;)."""
    line = first.lstrip("\ufeff").partition("\n")[0].strip("\r")
    said = _SAID.fullmatch(line)
    if said and form == "csv":
        return said[1], True
    bare = _QUOTED.sub("", line)
    return next((mark for mark in _SEPARATORS[form] if mark in bare), _SEPARATORS[form][0]), False


class _Counting(io.RawIOBase):
    """Counts the bytes that were read, and those of a line that does not end."""

    def __init__(self, stream: io.BufferedReader, name: str) -> None:
        self.stream, self.name = stream, name
        self.count = self.line = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        found = self.stream.read1(len(buffer))  # what a pipe holds now, not a whole buffer
        buffer[: len(found)] = found
        self.count += len(found)
        end = max(found.rfind(b"\n"), found.rfind(b"\r"))
        self.line = len(found) - end - 1 if end >= 0 else self.line + len(found)
        if self.line > LINE_BYTES:
            raise TableError(f"{self.name}: a line of more than {LINE_BYTES >> 20} MB.", cure="Is it a table?")
        return len(found)
