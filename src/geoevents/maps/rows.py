"""The rows of a table as a map takes them: where each lies, what it says, and why some lie nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from geoevents.errors import GeoEventsError
from geoevents.read.outline import LINE, Outline
from geoevents.read.positions import NO_POINT, REASONS, Layout, geometry_of_text, positions
from geoevents.read.system import in_degrees
from geoevents.read.wkb import outline_or_reason

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

Floats: TypeAlias = NDArray[np.float64]
Column: TypeAlias = "pa.Array | pa.ChunkedArray"

_FIRST = 5
"""Rows without a position that are named for each reason."""


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Rows that cannot be drawn for one reason: how many, and the numbers of the first."""

    reason: str
    count: int
    first: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows with a position; `number` counts all rows of the table from 1.

    `outlines` are lines and areas by the place of their row among those with a position; a row stands at the middle
    of its outline. `columns` hold the rows with a position only. `credits` must stand with what is made of them, and
    `notes` what the reader of the file says.
    """

    total: int
    number: NDArray[np.int64]
    lon: Floats
    lat: Floats
    outlines: Mapping[int, Outline]
    unplaced: tuple[Unplaced, ...]
    columns: tuple[tuple[str, Column], ...]
    name: str = ""
    credits: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.number)


@dataclass(frozen=True, slots=True)
class Located:
    """Where the rows of one batch lie: NaN and a reason where they lie nowhere, "" elsewhere."""

    lon: Floats
    lat: Floats
    reason: NDArray[np.object_]
    outlines: Mapping[int, Outline]


def located(batch: pa.RecordBatch, layout: Layout) -> Located:
    """Find the positions of a batch, and the outlines of what is no point.

    Examples
    --------
    >>> batch = pa.RecordBatch.from_pydict({"lat": ["19.9", ""], "lon": ["2.9", "3"]})
    >>> located(batch, Layout("lon", "lat")).reason.tolist()
    ['', 'no latitude']
    """
    unusable: Mapping[int, str] = {}
    if layout.wkt:
        column, unusable = geometry_of_text(batch.column(layout.wkt))
        batch, layout = pa.RecordBatch.from_arrays([column], ["geometry"]), Layout(geometry="geometry")
    lon, lat, code = positions(batch, layout)
    lon, lat = np.array(lon), np.array(lat)
    # -1, for none, is the last of these.
    reason = np.array([*REASONS, ""], dtype=object)[code]
    reason[list(unusable)] = list(unusable.values())
    outlines = {}
    if layout.geometry:
        column = batch.column(layout.geometry)
        stored = column.storage if isinstance(column, pa.ExtensionArray) else column
        for row in np.flatnonzero(code == NO_POINT).tolist():
            shape = outline_or_reason(stored[row].as_py())
            if isinstance(shape, Outline):
                outlines[row], reason[row] = shape, ""
                lon[row], lat[row] = middle(shape)
            else:
                reason[row] = shape
    return Located(lon, lat, reason, outlines)


def middle(shape: Outline) -> tuple[float, float]:
    """Where a row stands that has an outline: the middle vertex of its longest line, of an area that of its bounds.

    Examples
    --------
    >>> from geoevents.read.outline import outline_of
    >>> middle(outline_of({"type": "LineString", "coordinates": [[1, 1], [2, 1], [3, 5]]}))
    (2.0, 1.0)
    """
    if shape.kind == LINE:
        longest = max(shape.paths, key=len)
        lon, lat = longest[len(longest) // 2]
    else:
        largest = max(shape.paths, key=lambda path: float(np.ptp(path[:, 0]) * np.ptp(path[:, 1])))
        lon, lat = (largest.min(axis=0) + largest.max(axis=0)) / 2
    return float(lon), float(lat)


def gathered(columns: Sequence[tuple[str, Column]], parts: Iterable[Located], name: str = "") -> Rows:
    """Put the batches of a table together.

    Raises
    ------
    GeoEventsError
        When no row has a position.
    """
    found = list(parts)
    lon, lat, reason = (
        np.concatenate([getattr(part, field) for part in found]) if found else np.zeros(0)
        for field in ("lon", "lat", "reason")
    )
    placed = np.flatnonzero(reason == "")
    unplaced = []
    for why in dict.fromkeys(reason[reason != ""].tolist()):
        rows = np.flatnonzero(reason == why)
        unplaced.append(Unplaced(why, len(rows), tuple((rows[:_FIRST] + 1).tolist())))
    if not len(placed):
        told = "; ".join(f"{len_text(one.count)}: {one.reason}" for one in unplaced)
        raise GeoEventsError(
            f"The table has no geometry to draw{f' ({told})' if told else ''}.",
            cure="Give at least one row with a position in WGS84 degrees.",
        )
    outlines: dict[int, Outline] = {}
    at = 0
    for part in found:
        for row, shape in part.outlines.items():
            outlines[int(np.searchsorted(placed, at + row))] = shape
        at += len(part.lon)
    if len(placed) < len(reason):
        taken = pa.array(placed)
        columns = [(title, column.take(taken)) for title, column in columns]
    ordered = tuple(sorted(unplaced, key=lambda one: -one.count))
    return Rows(len(reason), placed + 1, lon[placed], lat[placed], outlines, ordered, tuple(columns), name)


def len_text(count: int) -> str:
    """How many rows, in words.

    Examples
    --------
    >>> len_text(1), len_text(2000)
    ('1 row', '2,000 rows')
    """
    return f"{count:,} row{'' if count == 1 else 's'}"


def rows_of_frame(frame: GeoDataFrame) -> Rows:
    """The rows of a GeoDataFrame, in any system.

    Raises
    ------
    GeoEventsError
        When it has no CRS, or nothing to draw.
    """
    batch = pa.RecordBatch.from_pydict({"geometry": pa.array(in_degrees(frame).to_wkb(), pa.large_binary())})
    columns = [
        (str(title), _arrow(frame.iloc[:, place]))
        for place, title in enumerate(frame.columns)
        if title != frame.geometry.name
    ]
    given = frame.attrs.get("attribution", ())
    credits = tuple(str(one) for one in ([given] if isinstance(given, str) else given))
    return replace(gathered(columns, [located(batch, Layout(geometry="geometry"))]), credits=credits)


def _arrow(column: Any) -> pa.Array:
    if hasattr(column, "to_wkt"):
        return pa.array(column.to_wkt(), pa.large_string(), from_pandas=True)
    try:
        return pa.Array.from_pandas(column)
    except (pa.ArrowException, UnicodeError, TypeError, ValueError, OverflowError):
        # Values of several kinds, or what only Python knows.
        nothing = column.isna().tolist()
        told = (str(value).encode("utf-8", "backslashreplace").decode() for value in column)
        return pa.array([None if no else text for no, text in zip(nothing, told, strict=True)], pa.large_string())
