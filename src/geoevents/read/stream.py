"""What all readers of tables share: the stream of batches, and its bounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pyarrow as pa

ROWS = 1 << 19
"""Rows in a batch, at most."""
TEXT_ROWS = ROWS // 16
"""Rows in a batch that is read as text, at most."""
TEXT_BYTES = 8 << 20
"""Bytes of text in a batch, about."""
LINE_BYTES = 16 << 20
Batches = Iterator[tuple[pa.RecordBatch, float]]


@dataclass(frozen=True, slots=True)
class Stored:
    """Whether a dictionary and compression made a column smaller where it was read from."""

    dictionary: bool
    compressed: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is being read: its schema, its batches with the share that is read, and where positions are.

    `rows` is None where only reading tells; `lon`, `lat` name columns of degrees, `geometry` one of WKB, `wkt` one of
    geometries as text; `stored` says of columns what made them smaller, where that is known. `notes` say what was there
    and not read, and are whole when all batches are read; `unusable` says by row why a geometry is none for us; `said`
    names the column that `lon` and `lat` were read out of, and what it holds.
    """

    format: str
    schema: pa.Schema
    batches: Batches
    rows: int | None = None
    lon: str | None = None
    lat: str | None = None
    geometry: str | None = None
    stored: Mapping[str, Stored] = field(default_factory=dict)
    wkt: str | None = None
    notes: list[str] = field(default_factory=list)
    unusable: Mapping[int, str] = field(default_factory=dict)
    said: tuple[str, str] | None = None


def is_text(kind: pa.DataType) -> bool:
    """Tell whether values of a type are text, in whichever of Arrow's layouts."""
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def batches_of(table: pa.Table) -> Batches:
    """Give a table that was read whole as one that is read in batches."""
    rows = 0
    for batch in table.to_batches(TEXT_ROWS):
        rows += len(batch)
        yield batch, rows / len(table)
