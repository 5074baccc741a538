"""A table as a whole: what its rows say and where they lie, whatever format they come from."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from geoevents.errors import TableError
from geoevents.read.positions import (
    NO_POINT,
    NOTHING_THERE,
    REASONS,
    Layout,
    geometry_of_text,
    is_multipoint,
    layout_in,
    points_in,
    positions,
)
from geoevents.read.stream import Table, is_text
from geoevents.read.table import read_table
from geoevents.read.wkb import outline_or_reason

REASON = "position_reason"
"""The column that says why a row has no geometry, where something stands there that is none."""
_UNPACKED_BYTES = 2 << 30


class ReasonNeededError(Exception):
    """Rows are read without their reasons, and one has a reason: to be read again with them."""


@dataclass(frozen=True, slots=True)
class Placed:
    """Rows with their geometries as WKB in WGS84 degrees, null where a row has none.

    `degrees` names the columns that the positions were read from, `unplaced` counts rows without a geometry by reason,
    and `notes` say what was there and was not read.
    """

    columns: pa.Table
    geometry: pa.Array
    degrees: tuple[str, str] | None = None
    unplaced: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    format: str = ""

    def __len__(self) -> int:
        return len(self.geometry)


def read_placed(
    path: str | os.PathLike[str],
    wanted: str | None = None,
    lon: str | None = None,
    lat: str | None = None,
    *,
    encoding: str | None = None,
    layer: str | None = None,
    stream: io.BufferedReader | None = None,
    locality: str | None = None,
    head: int | None = None,
) -> Placed:
    r"""Read a table whole; parameters and errors as those of `read_table`.

    Returns
    -------
    Placed
        A geometry that is none for us (nested, beyond the globe, in columns that are no numbers) is null, and the
        column `position_reason` says why.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     place = os.path.join(folder, "events.csv")
    ...     with open(place, "w") as file:
    ...         _ = file.write("id,lat,lon\n007,19.868,2.894\n8,95,2\n9,,\n")
    ...     found = read_placed(place)
    >>> found.columns[REASON].to_pylist()
    [None, 'latitude is beyond 90, as if swapped', None]
    """
    table = read_table(
        path,
        wanted,
        lon,
        lat,
        columns=True,
        encoding=encoding,
        layer=layer,
        stream=stream,
        positioned=False,
        every_geometry=True,
        locality=locality,
        head=head,
    )
    return placed_in(table, os.fspath(path))


def placed_in(table: Table, name: str) -> Placed:
    """Read a table that was opened whole; `name` is for errors."""
    taken: list[pa.RecordBatch] = []
    size = 0
    for batch, _ in table.batches:
        taken.append(batch)
        size += _unpacked(batch)
        _require_room(name, size)
    whole = pa.Table.from_batches(taken, table.schema)
    return placed_of(
        whole,
        layout_in(table),
        notes=tuple(table.notes),
        form=table.format,
        unusable=table.unusable,
    )


def placed_parts(table: Table, name: str, why: bool) -> Iterator[Placed]:
    """Give a table that was opened part by part, one at least; all have the same columns.

    Parameters
    ----------
    table
        What was opened.
    name
        For errors.
    why
        Whether parts have the column that says why a row has no geometry.

    Raises
    ------
    ReasonNeededError
        Without `why`, at the first part of which it has something to say.
    """
    layout = layout_in(table)
    empty = True
    for batch, _ in table.batches:
        _require_room(name, _unpacked(batch))
        part = placed_of(
            pa.Table.from_batches([batch], table.schema), layout, why="always" if why else "never", form=table.format
        )
        if not why and set(part.unplaced) - NOTHING_THERE and REASON not in table.schema.names:
            raise ReasonNeededError
        empty = False
        yield part
    if empty:
        yield placed_of(table.schema.empty_table(), layout, why="always" if why else "never", form=table.format)


def placed_of(
    whole: pa.Table,
    layout: Layout,
    *,
    why: Literal["needed", "always", "never"] = "needed",
    notes: tuple[str, ...] = (),
    form: str = "",
    unusable: Mapping[int, str] | None = None,
) -> Placed:
    """Take the positions of a table out of it; `why` says when a column is added that says why a row has none."""
    geometry, reasons = geometry_in(whole, layout)
    for row, reason in (unusable or {}).items():
        reasons[row] = reason
    for name in (layout.geometry, layout.wkt):
        whole = whole.drop_columns([name]) if name else whole
    counts: dict[str, int] = {}
    for reason in reasons[reasons != ""].tolist():
        counts[reason] = counts.get(reason, 0) + 1
    needed = why == "always" or (why == "needed" and set(counts) - NOTHING_THERE)
    if needed and REASON not in whole.column_names:
        told = [None if one in NOTHING_THERE or not one else one for one in reasons.tolist()]
        whole = whole.append_column(REASON, pa.array(told, pa.string()))
    degrees = (layout.lon, layout.lat) if layout.lon and layout.lat else None
    return Placed(whole.replace_schema_metadata(None), geometry, degrees, counts, notes, form)


def _unpacked(batch: pa.RecordBatch) -> int:
    return int(batch.nbytes) + sum(_decoded_bytes(column) for column in batch.columns)


def _require_room(name: str, size: int) -> None:
    if size > _UNPACKED_BYTES:
        raise TableError(
            f"{name} has more than {_UNPACKED_BYTES >> 20:,} MB unpacked.",
            cure="Take a part of it, or convert it to CSV, newline GeoJSON or Parquet, which is done part by part.",
        )


def _decoded_bytes(column: pa.Array) -> int:
    """Bytes of the texts of a column of which each is stored once: a few may stand for very much."""
    if not pa.types.is_dictionary(column.type) or not is_text(column.type.value_type):
        return 0
    lengths = pc.binary_length(column.dictionary.cast(pa.large_string())).take(column.indices)
    return int(pc.sum(lengths).as_py() or 0)


def geometry_in(whole: pa.Table, layout: Layout) -> tuple[pa.Array, np.ndarray]:
    """Geometries as WKB, null where there is none that can be used, and reasons, "" where there is one."""
    count = len(whole)
    reasons = np.full(count, "", dtype=object)
    if layout.geometry or layout.wkt:
        said: dict[int, str] = {}
        if layout.wkt:
            column, said = geometry_of_text(whole.column(layout.wkt))
        else:
            column = whole.column(layout.geometry).combine_chunks()
            column = column.storage if isinstance(column, pa.ExtensionArray) else column
        batch = pa.RecordBatch.from_arrays([column], ["geometry"])
        code = positions(batch, Layout(geometry="geometry"))[2]
        found = column.to_pylist()
        for row in np.flatnonzero(code >= 0).tolist():
            reasons[row] = _shape_reason(found[row]) if code[row] == NO_POINT else REASONS[code[row]]
            if reasons[row]:
                found[row] = None
        for row, why in said.items():
            reasons[row] = why
        return pa.array(found, pa.large_binary()), reasons
    if not layout.lon:
        return pa.nulls(count, pa.large_binary()), reasons
    needed = [layout.lon, layout.lat, *(layout.said or ())[:1]]
    batches = whole.select(needed).combine_chunks().to_batches()
    parts = [positions(batch, layout) for batch in batches]
    if not parts:
        return pa.nulls(0, pa.large_binary()), reasons
    lon, lat, code = (np.concatenate(part) for part in zip(*parts, strict=True))
    reasons = np.array([*REASONS, ""], dtype=object)[code]
    return points_in(lon, lat, code < 0), reasons


def _shape_reason(wkb: bytes) -> str:
    """Why a geometry that is no point is none for us; "" where it is one."""
    shape = "" if is_multipoint(wkb) else outline_or_reason(wkb)
    return shape if isinstance(shape, str) else ""
