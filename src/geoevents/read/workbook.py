"""XLSX as rows: one sheet, values as they are stored, never a formula worked out or a link followed."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from geoevents.errors import TableError
from geoevents.read.features import MOST_COLUMNS
from geoevents.read.gathered import MOST_ROWS, Row
from geoevents.read.heads import AHEAD, named, of_nameless, require_head
from geoevents.read.workbookparts import look_over
from geoevents.read.zipped import DAMAGED, opened_zip

_ODD = (LookupError, TypeError, AttributeError, SyntaxError, ArithmeticError, AssertionError)
"""What openpyxl raises when the XML of a workbook is not as it expects."""
_EMPTY_CELLS = 20_000_000
"""Cells that are there and empty: a few bytes can ask for very many."""
_MOST_LETTERS = 128 << 20
"""Of all cells: a text that is stored once may be meant in very many."""
_EMPTY_ROWS = 10_000
"""Rows without a value in a row of them: behind so many a sheet has ended."""


def workbook_rows(
    name: str, place: Path, sheet: str | None, notes: list[str], head: int | None = None
) -> Iterator[Row]:
    """Give the rows of a sheet; its first row that has values names the columns, or the one that `head` says.

    Numbers are numbers and text is text, as they are stored: 007 that a spreadsheet was given as a number is 7. Dates
    become ISO dates. Of a formula the value that was saved with it is taken.

    Parameters
    ----------
    name
        For errors.
    place
        The file.
    sheet
        Which, where there are several with values.
    notes
        Gets a line for columns without a name and rows that were not read.
    head
        The row that names the columns.

    Raises
    ------
    TableError
        What is no XLSX, several sheets and none chosen, or a head that is further down.
    """
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    with opened_zip(place, name) as archive:
        look_over(name, archive)
    try:
        with warnings.catch_warnings():
            # It warns of drawings and validations that it leaves out, which are none of ours.
            warnings.simplefilter("ignore")
            book = load_workbook(place, read_only=True, data_only=True, keep_links=False)
    except (InvalidFileException, *DAMAGED, *_ODD) as error:
        raise TableError(f"{name} is no XLSX: {str(error)[:200]}.", cure="Save it as .xlsx.") from error
    try:
        rows = _chosen(name, book, sheet).iter_rows()
        yield from _rows(name, rows, notes, head)
    except TableError:
        raise
    except (*DAMAGED, *_ODD) as error:
        raise TableError(f"{name} is damaged: {str(error)[:200]}.", cure="Save it anew as .xlsx.") from error
    finally:
        book.close()


def _chosen(name: str, book: Any, wanted: str | None) -> Any:
    titles = [one.title for one in book.worksheets]
    if len({one._worksheet_path for one in book.worksheets}) < len(titles):
        raise TableError(f"{name} has two sheets that are the same.", cure="Save it anew as .xlsx.")
    for one in book.worksheets:
        # What a sheet says of its own size is not believed: rows would be filled up to it.
        one.reset_dimensions()
    if wanted is not None:
        if wanted not in titles:
            raise TableError(f"{name} has no sheet {wanted!r}.", cure=f"There are: {', '.join(titles)}.")
        return book[wanted]
    filled = [
        one
        for one in book.worksheets
        if one.sheet_state == "visible" and next(_values(one.iter_rows(max_row=_EMPTY_ROWS)), None)
    ]
    if len(filled) > 1:
        raise TableError(
            f"{name} has {len(filled)} sheets: {', '.join(one.title for one in filled)}.",
            cure="Choose one with --layer NAME.",
        )
    if not filled:
        raise TableError(f"{name} is empty.", cure="The first row names the columns.")
    return filled[0]


def _values(rows: Any) -> Iterator[tuple[int, list[Any]]]:
    """Rows that have values, numbered from 1."""
    nothing = letters = 0
    for number, row in enumerate(rows, start=1):
        values = [_value(cell) for cell in row]
        letters += sum(len(value) for value in values if isinstance(value, str))
        if letters > _MOST_LETTERS:
            raise TableError(f"It has more than {_MOST_LETTERS >> 20} million letters.", cure="Save it as CSV.")
        while values and values[-1] is None:
            values.pop()
        nothing += len(row) - len(values)
        if nothing > _EMPTY_CELLS:
            raise TableError(f"It has more than {_EMPTY_CELLS:,} empty cells.", cure="Copy the rows to a new sheet.")
        if values:
            yield number, values


def _value(cell: Any) -> Any:
    value = cell.value
    return None if isinstance(value, str) and cell.data_type == "e" else value


def _rows(name: str, rows: Any, notes: list[str], head: int | None) -> Iterator[Row]:
    found = _values(rows)
    begun: list[tuple[int, list[Any]]] = []
    for number, values in found:
        if head is None or number >= head:
            begun.append((number, values))
        if begun and number >= begun[0][0] + AHEAD:
            break
    if not begun or (head is not None and begun[0][0] != head):
        what = "is empty" if head is None else f"has nothing in row {head}"
        raise TableError(f"{name} {what}.", cure="The first row names the columns.")
    last, values = begun[0]
    texts = [["" if value is None else str(value).strip() for value in row] for _, row in begun]
    if head is None:
        require_head(name, last, texts[0], ((at, text) for (at, _), text in zip(begun[1:], texts[1:], strict=True)))
    header, _ = named(name, texts[0], last)
    nameless: set[int] = {place for place, text in enumerate(texts[0]) if not text}
    filled: set[int] = set()
    for number, values in chain(begun[1:], found):
        if number - last > _EMPTY_ROWS:
            notes.append(f"{name}: rows from {number:,} on stand behind {_EMPTY_ROWS:,} empty ones and were not read.")
            break
        last = number
        if len(values) > MOST_COLUMNS or number > MOST_ROWS:
            raise TableError(f"{name}: row {number:,} is beyond what a table may have.", cure="Take a part of it.")
        for place in range(len(header), len(values)):
            header.append(f"column_{place + 1}")
            nameless.add(place)
        given = dict(zip(header, values + [None] * (len(header) - len(values)), strict=True))
        for place in nameless:
            # A column without a name and without values is none.
            if given[header[place]] is None:
                del given[header[place]]
            else:
                filled.add(place + 1)
        yield Row(f"{name}, row {number:,}", given, None)
    if (note := of_nameless(name, sorted(filled))) is not None:
        notes.append(note)
