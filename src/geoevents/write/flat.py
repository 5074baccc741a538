"""Rows as flat tables: CSV, TSV, XLSX, Markdown, with positions as columns."""

from __future__ import annotations

import contextlib
import html
import io
import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geoevents.errors import TableError
from geoevents.read.columns import GEOMETRY, LAT, LON
from geoevents.read.placed import Placed
from geoevents.read.positions import Layout, positions
from geoevents.read.stream import is_text
from geoevents.write.cells import content, csv_cells, joined, require_names, require_plain, texts
from geoevents.write.shapes import are_points, degrees_of, shapes_of, text_of

CELL_LETTERS = 32_767
SHEET_ROWS, SHEET_COLUMNS = 1_048_576, 16_384
_EXACT = 10**15
"""A spreadsheet keeps 15 digits of a number; longer ones are written as text."""
_ENDLESS = 1.797693134862315e308
"""In 16 digits, which a sheet holds, larger numbers are infinite."""
_AS_TEXT = "@"
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SAME_DEG = 1e-9
_NUMBER = re.compile(r"-?\d{1,3}(\.\d{1,12})?")
_PIECE = 1 << 16


def flat(rows: Placed) -> pa.Table:
    """The columns with positions among them: as they were read from columns, else as lon and lat, else as WKT.

    Raises
    ------
    TableError
        A column that has the name of one that is needed, and other positions in it.
    """
    table = rows.columns
    if not table.num_columns and rows.geometry.null_count == len(rows):
        raise TableError("There are no columns to write.", cure="Write GeoJSON, or another format of geometries.")
    if rows.degrees is not None or rows.geometry.null_count == len(rows):
        return table
    shapes = shapes_of(rows.geometry)
    if are_points(shapes):
        if _are_there(table, shapes):
            return table
        named = [name for name in table.column_names if name.strip().casefold() in (*LON, *LAT)]
        if named:
            raise TableError(
                f"The geometry becomes lon and lat, and the column {named[0]!r} says otherwise or less.",
                cure="Rename it, or write a format that has geometries: GeoJSON, GeoParquet, GeoPackage.",
            )
        lon, lat = degrees_of(shapes)
        return table.append_column("lon", lon).append_column("lat", lat)
    named = [name for name in table.column_names if name.strip().casefold() in GEOMETRY]
    if named:
        raise TableError(f"The geometry becomes wkt, and there is a column {named[0]!r}.", cure="Rename it.")
    return table.append_column("wkt", pa.array([None if one is None else text_of(one) for one in shapes], pa.string()))


def _are_there(table: pa.Table, shapes: Any) -> bool:
    """Tell whether columns of degrees say already where the points are."""
    names = {name.strip().casefold(): name for name in table.column_names}
    x, y = ([names[one] for one in usual if one in names] for usual in (LON, LAT))
    if len(x) != 1 or len(y) != 1:
        return False
    try:
        found = [positions(batch, Layout(x[0], y[0])) for batch in table.combine_chunks().to_batches()]
    except TableError:
        return False
    lon, lat, reason = (np.concatenate([part[place] for part in found]) for place in range(3))
    there = np.array([one is not None for one in shapes])
    wanted = np.array([(one.x, one.y) for one in shapes if one is not None]).reshape(-1, 2)
    with np.errstate(invalid="ignore"):
        near = np.abs(np.column_stack([lon, lat])[there] - wanted) <= _SAME_DEG
    # Columns that say nothing, or nothing that is a position, lose nothing where there is no geometry.
    return bool(near.all() and (reason[~there] >= 0).all())


def write_delimited(parts: Iterable[Placed], stream: BinaryIO, form: str, formulas: str) -> None:
    """Write CSV or TSV in UTF-8; of parts the first names the columns."""
    delimiter = "\t" if form == "tsv" else ","
    for number, part in enumerate(parts):
        table = flat(part)
        if not number:
            require_plain(table.schema, form.upper())
            head = [csv_cells("", pa.array([name]), delimiter, formulas) for name in table.column_names]
            stream.write(content(_line(head, delimiter)))
        for batch in table.to_batches(_PIECE):
            named = zip(batch.schema.names, batch.columns, strict=True)
            cells = [csv_cells(*one, delimiter, formulas) for one in named]
            if cells:
                stream.write(content(_line(cells, delimiter)))


def _line(cells: list[pa.Array], delimiter: str) -> pa.Array:
    rows = len(cells[0])
    lines = joined([*cells], rows, delimiter)
    # An empty line is none for who reads: a row of one empty cell is written as a quoted one.
    lines = pc.if_else(pc.equal(lines, ""), pa.scalar('""', lines.type), lines)
    return joined([lines, "\n"], rows)


def write_workbook(rows: Placed, place: Path) -> int:
    """Write one sheet of XLSX, its head frozen: text as text, whatever it begins with, and numbers as numbers.

    Gives how many characters a sheet cannot hold.

    Raises
    ------
    TableError
        More rows, columns or letters in a cell than a sheet holds.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.utils import get_column_letter

    table = flat(rows)
    require_plain(table.schema, "XLSX")
    require_names(table.column_names, "XLSX")
    bare = [name.strip() for name in table.column_names]
    if twice := next((name for name in bare if bare.count(name) > 1), None):
        raise TableError(f"Two columns of XLSX are called {twice!r} but for blanks.", cure="Rename one.")
    if len(table) + 1 > SHEET_ROWS or table.num_columns > SHEET_COLUMNS:
        raise TableError(f"A sheet holds {SHEET_ROWS:,} rows of {SHEET_COLUMNS:,} columns.", cure="Write CSV.")
    for name in table.column_names:
        if is_text(table.schema.field(name).type):
            longest = pc.max(pc.utf8_length(table.column(name).cast(pa.large_string()))).as_py() or 0
            if longest > CELL_LETTERS:
                raise TableError(
                    f"The column {name!r} has a text of {longest:,} letters; a cell holds {CELL_LETTERS:,}.",
                    cure="Write CSV.",
                )
    book = Workbook(write_only=True)
    sheet = book.create_sheet("rows")
    sheet.freeze_panes = "A2"
    for at, field in enumerate(table.schema, start=1):
        if is_text(field.type) and field.name not in (rows.degrees or ()):
            # What is typed into it stays as it is typed: no date, no number without its zeros.
            sheet.column_dimensions[get_column_letter(at)].number_format = _AS_TEXT
    replaced = 0

    def cell(value: Any) -> Any:
        nonlocal replaced
        if not isinstance(value, str):
            return WriteOnlyCell(sheet, value)
        legal, count = _ILLEGAL.subn("\ufffd", value)
        replaced += count
        made = WriteOnlyCell(sheet, legal)
        made.data_type = "s"
        made.number_format = _AS_TEXT
        return made

    whole = io.BytesIO()
    try:
        sheet.append([cell(name) for name in table.column_names])
        _fill(sheet, cell, rows, table)
        # Into memory first: an archive that a full disk has broken off complains when it is let go.
        book.save(whole)
    except BaseException:
        # The sheet is in a file of openpyxl's own, which would stay where a signal ends the process.
        with contextlib.suppress(Exception):
            sheet.close()
        with contextlib.suppress(Exception):
            sheet._writer.cleanup()
        raise
    with place.open("wb") as stream:
        stream.write(whole.getbuffer())
        stream.flush()
        os.fsync(stream.fileno())
    return replaced


def _fill(sheet: Any, cell: Callable[[Any], Any], rows: Placed, table: pa.Table) -> None:
    for batch in table.to_batches(_PIECE):
        columns = [_sheet_values(*one) for one in zip(batch.schema.names, batch.columns, strict=True)]
        for at, name in enumerate(batch.schema.names):
            if rows.degrees is not None and name in rows.degrees:
                columns[at] = [_degree(value) for value in columns[at]]
        for values in zip(*columns, strict=True):
            sheet.append([cell(value) for value in values])


def _sheet_values(name: str, column: pa.Array) -> list[Any]:
    kind = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if pa.types.is_boolean(kind):
        return list(column.to_pylist())
    if pa.types.is_integer(kind):
        return [str(value) if value is not None and abs(value) >= _EXACT else value for value in column.to_pylist()]
    if pa.types.is_floating(kind):
        return [
            value if value is None or abs(value) < _ENDLESS else (None if value != value else str(value))
            for value in column.to_pylist()
        ]
    return list(texts(name, column).to_pylist())


def _degree(value: Any) -> Any:
    """A number of degrees that was read as text, where it is one and the same."""
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        return float(value)
    return value


def write_markdown(rows: Placed, stream: BinaryIO) -> None:
    """Write a table of Markdown, in which no cell is markup, a link or HTML."""
    table = flat(rows)
    require_plain(table.schema, "Markdown")
    kinds = [field.type for field in table.schema]
    stream.write(_marked([_md(name) for name in table.column_names]))
    stream.write(_marked(["---" if is_text(kind) else "---:" for kind in kinds]))
    for batch in table.to_batches(_PIECE):
        columns = [texts(*one).to_pylist() for one in zip(batch.schema.names, batch.columns, strict=True)]
        for values in zip(*columns, strict=True):
            stream.write(_marked(["" if value is None else _md(value) for value in values]))


_MARKUP = re.compile(r"([\\`*_{}\[\]()#+!|~>:@])")
_PLAIN = re.compile(r"[+-]?[\d.,:TZ+-]+")
_ADDRESS = re.compile(r"(?i)\bwww\.")


def _md(text: str) -> str:
    line = " ".join(text.split())
    if _PLAIN.fullmatch(line):
        return line
    marked = _MARKUP.sub(r"\\\1", html.escape(line, quote=False).replace("&", "\0")).replace("\0", "&")
    # GitHub makes links of these even where nothing marks them.
    return _ADDRESS.sub(lambda found: f"{found[0][:-1]}\\.", marked)


def _marked(cells: list[str]) -> bytes:
    return f"| {' | '.join(cells)} |\n".encode()
