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
from geoevents.read.heads import AHEAD, named, require_head
from geoevents.read.stream import LINE_BYTES, TEXT_BYTES, TEXT_ROWS, Batches, Table

_LOOKED_AT = 1 << 16
_LINES = re.compile(r"\r\n|\r|\n")
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
    head: int | None = None,
) -> Table:
    """Open CSV or TSV; `size` is that of the file, or None, and `head` the line that names the columns.

    What parts the columns of CSV is the one of comma, semicolon, tab and bar that the first line has most of outside of
    quotes, or what it says as spreadsheets do (sep=;). UTF-16 is told by its mark; without `encoding` any other text is
    UTF-8. Headless exports of GDELT get their columns' names. With `positioned` there must be columns that say where
    rows lie.

    Raises
    ------
    TableError
        A head that is none, and while reading the line that is wrong.
    """
    first = stream.peek(_LOOKED_AT)
    coding = encoding or ("utf-16" if first[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig")
    counter = _Counting(stream, name)
    text = io.TextIOWrapper(io.BufferedReader(counter, 1 << 20), encoding=coding, newline="")
    csv.field_size_limit(LINE_BYTES)
    lines = _LINES.split(first.decode(coding, "replace").lstrip("\ufeff"))
    said = _SAID.fullmatch(lines[0]) if form == "csv" else None
    skipped = (head or 1) - 1 or int(said is not None)
    while head is None and skipped < len(lines) - 1 and not lines[skipped]:
        skipped += 1
    begin = lines[skipped] if skipped < len(lines) else ""
    # A name in quotes may go over several lines.
    delimiter = said[1] if said else _delimiter("\n".join(lines[skipped : skipped + AHEAD]), form)
    # GDELT quotes nothing: a quote in it is a letter.
    bare = delimiter == "\t" and headless(begin.split("\t")) is not None
    rows = csv.reader(text, delimiter=delimiter, strict=True, quoting=csv.QUOTE_NONE if bare else csv.QUOTE_MINIMAL)

    ended = 0

    def failed(error: Exception) -> TableError:
        if isinstance(error, UnicodeDecodeError):
            # Of the part that was being decoded no line is given yet.
            line = skipped + rows.line_num + 1 + error.object[: error.start].count(b"\n")
            return TableError(
                f"{name}:{line}: not {'UTF-8' if encoding is None else encoding} text.",
                cure="Is it Windows-1252 or Latin-1? Say so with --encoding windows-1252, or save it as UTF-8.",
            )
        if str(error) == "unexpected end of data":
            return TableError(f"{name}:{skipped + ended + 1}: a quote that opens here is not closed.", cure="Close it.")
        return TableError(f"{name}:{skipped + rows.line_num}: {error}.", cure="Close the quote, or quote the field.")

    try:
        for _ in range(skipped):
            text.readline()
        header = next(rows, None)
    except (csv.Error, UnicodeDecodeError) as error:
        raise failed(error) from error
    ended = rows.line_num
    if not header:
        what = f"is empty from line {head} on" if head else "is empty"
        raise TableError(f"{name} {what}.", cure="The first line names the columns.")
    if len(header) > MOST_COLUMNS:
        raise TableError(
            f"{name}:{skipped + 1}: {len(header):,} columns.", cure=f"A table has {MOST_COLUMNS:,} at most."
        )
    begun: list[list[str]] = []
    if (names := headless(header)) is not None:
        header, begun = list(names), [header]
    elif head is None:
        later = ((at, _cells(line, form)) for at, line in enumerate(lines[skipped + 1 : -1], start=skipped + 2))
        require_head(name, skipped + 1, header, later)
    header, note = named(name, header, skipped + 1)
    x, y, wkt = position_columns(header, lon, lat, positioned)
    schema = pa.schema([pa.field(column, pa.string()) for column in header])

    def batches() -> Batches:
        nonlocal ended
        width = len(header)
        while True:
            taken: list[list[str]] = begun.copy()
            begun.clear()
            began = counter.count
            try:
                for row in rows:
                    ended = rows.line_num
                    if len(row) != width:
                        if not row:
                            continue
                        raise _ragged(name, skipped + rows.line_num, row, width)
                    taken.append(row)
                    if len(taken) >= TEXT_ROWS or counter.count - began > TEXT_BYTES:
                        break
            except (csv.Error, UnicodeDecodeError) as error:
                raise failed(error) from error
            if not taken:
                return
            columns = [pa.array(column, pa.string()) for column in zip(*taken, strict=True)]
            yield pa.RecordBatch.from_arrays(columns, schema=schema), counter.count / size if size else 0.0

    return Table(form, schema, batches(), None, x, y, wkt=wkt, notes=[note] if note else [])


def _delimiter(line: str, form: str) -> str:
    """Tell what separates columns: what the first line has most of outside of quotes."""
    bare = _QUOTED.sub("", line).partition("\n")[0]
    return max(_SEPARATORS[form], key=bare.count)


def _cells(line: str, form: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=_delimiter(line, form)), [])
    except csv.Error:
        return []


def _ragged(name: str, line: int, row: list[str], width: int) -> TableError:
    begins = f" (it begins {row[0][:30]!r})" if row[0] else ""
    return TableError(
        f"{name}:{line}: {len(row)} field{'s' if len(row) != 1 else ''} where the first line has {width}{begins}.",
        cure="Quote fields that hold the separator."
        if len(row) > width
        else "Give the row all its fields, empty ones too, and close quotes; a remark is no row.",
    )


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
