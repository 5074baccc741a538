"""Rows of files that are read whole, as columns: each of the type that fits all of its values, else of text."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from geoevents.errors import TableError
from geoevents.read.features import MOST_COLUMNS, kind_of, type_of

MOST_ROWS = 5_000_000
MOST_CELLS = 100_000_000
"""Rows times columns: what a few bytes a row could ask for, with a key of its own in each."""
FEW_CELLS, MOST_EMPTY = 25_000_000, 128
"""Beyond so many cells, how many there may be to each that holds a value."""


class Written(float):
    """A number that knows how it was written."""

    text: str

    def __new__(cls, text: str) -> Written:
        """Make it of its text."""
        made = super().__new__(cls, text)
        made.text = text
        return made


@dataclass(frozen=True, slots=True)
class Unusable:
    """A geometry that is there, and the reason why it is none for us."""

    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what an error calls it, its values, and its geometry as WKB; None where it has none."""

    where: str
    values: Mapping[str, Any]
    geometry: bytes | Unusable | None


@dataclass(frozen=True, slots=True)
class Gathered:
    """Columns, geometries as WKB (null where there is none), and reasons by row where one is there and unusable."""

    columns: pa.Table
    geometry: pa.Array
    unusable: Mapping[int, str]


def gathered(name: str, rows: Iterable[Row], as_written: bool = False) -> Gathered:
    """Put rows together.

    Parameters
    ----------
    name
        Of the file, for errors.
    rows
        In the order of the file.
    as_written
        Whether all values become text as they were written: what a page shows.

    Raises
    ------
    TableError
        More rows or cells than a table may have.

    Examples
    --------
    >>> found = gathered("a", [Row("a:1", {"id": "007", "n": 1}, None), Row("a:2", {"n": Written("2.50")}, None)])
    >>> found.columns.to_pydict()
    {'id': ['007', None], 'n': [1.0, 2.5]}
    """
    cells: dict[str, dict[int, Any]] = {}
    kinds: dict[str, set[str]] = {}
    geometry: list[bytes | None] = []
    unusable: dict[int, str] = {}
    held = 0
    for number, row in enumerate(rows):
        if number >= MOST_ROWS:
            raise TableError(f"{name} has more than {MOST_ROWS:,} rows.", cure="Split it, or write it as GeoParquet.")
        if len(row.values) > MOST_COLUMNS:
            raise TableError(f"{row.where}: {len(row.values):,} values.", cure=f"A row has {MOST_COLUMNS:,} at most.")
        for key, value in row.values.items():
            if value is None:
                # The column is there all the same.
                cells.setdefault(key, {})
                kinds.setdefault(key, set())
                continue
            held += 1
            plain = _plain(row.where, value)
            cells.setdefault(key, {})[number] = plain
            kinds.setdefault(key, set()).add("bytes" if isinstance(plain, bytes) else kind_of(plain))
        if len(cells) > MOST_COLUMNS:
            raise TableError(f"{row.where}: more than {MOST_COLUMNS:,} columns.", cure="Give rows the same columns.")
        if isinstance(row.geometry, Unusable):
            unusable[number] = row.geometry.reason
        geometry.append(row.geometry if isinstance(row.geometry, bytes) else None)
        asked = (number + 1) * len(cells)
        if asked > MOST_CELLS or asked > max(FEW_CELLS, MOST_EMPTY * held):
            raise TableError(
                f"{name}: {number + 1:,} rows of {len(cells):,} columns, with {held:,} values in them.",
                cure="Give rows the same columns.",
            )
    count = len(geometry)
    arrays, names = [], []
    for key, of in cells.items():
        kind = _type(kinds[key], as_written)
        arrays.append(_column(of, kind, count))
        names.append(_shown(key))
    twice = sorted({one for one in names if names.count(one) > 1})
    if twice:
        raise TableError(f"{name}: two columns are named {twice[0]!r}.", cure="Rename one.")
    return Gathered(
        pa.Table.from_arrays(arrays, names) if arrays else pa.table({"": pa.nulls(count)}).drop_columns([""]),
        pa.array(geometry, pa.large_binary()),
        unusable,
    )


def _column(cells: Mapping[int, Any], kind: pa.DataType, count: int) -> pa.Array:
    if len(cells) * 8 > count:
        return pa.array([_held(cells.get(at), kind) for at in range(count)], kind)
    # Hardly any row has a value: those that have none cost nothing then.
    place = np.zeros(count, dtype=np.int64)
    rows = np.fromiter(cells, dtype=np.int64, count=len(cells))
    place[rows] = np.arange(1, len(cells) + 1)
    values = pa.array([_held(value, kind) for value in cells.values()], kind)
    return values.take(pa.array(place - 1, mask=place == 0))


def _type(kinds: set[str], as_written: bool) -> pa.DataType:
    if as_written or not kinds:
        return pa.large_string()
    if "bytes" in kinds:
        return pa.large_binary() if kinds == {"bytes"} else pa.large_string()
    return type_of(kinds)


def _held(value: Any, kind: pa.DataType) -> Any:
    """A value as its column holds it."""
    if value is None or pa.types.is_large_binary(kind):
        return value
    if not pa.types.is_large_string(kind):
        return float(value) if isinstance(value, Written) else value
    if isinstance(value, bytes):
        return f"{len(value):,} bytes"
    if isinstance(value, Written):
        return value.text
    return _shown(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _plain(where: str, value: Any) -> Any:
    """A value of the few kinds that columns have: dates and nested values become text."""
    if isinstance(value, str | bytes | bool | int | float):
        try:
            if isinstance(value, int) and abs(value) >= 1 << 63:
                return str(value)
        except ValueError:
            raise TableError(f"{where}: a number of too many digits.", cure="Write it as text.") from None
        return value
    if isinstance(value, datetime.datetime):
        bare = value.tzinfo is None and value.time() == datetime.time()
        return value.date().isoformat() if bare else value.isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, dict | list):
        try:
            return json.dumps(_numbers(value), ensure_ascii=False)
        except (RecursionError, ValueError):
            raise TableError(
                f"{where}: nested too deeply, or a number of too many digits.", cure="Simplify it."
            ) from None
    return str(value)


def _numbers(value: Any) -> Any:
    """Numbers inside a nested value, without what only `float` would make of them."""
    if isinstance(value, list):
        return [_numbers(member) for member in value]
    if isinstance(value, dict):
        return {key: _numbers(member) for key, member in value.items()}
    if isinstance(value, Written):
        return float(value) if abs(value) < float("inf") else value.text
    return value


def _shown(text: str) -> str:
    """A text that UTF-8 can hold: half of a surrogate pair is written as its escape."""
    return text.encode("utf-8", "backslashreplace").decode()
