"""The kernel: a record batch in, the same with border columns out. Every engine runs it, none changes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from geoevents.atlas.ruler import Wanted, ruler
from geoevents.errors import TableError
from geoevents.read.positions import REASONS, Layout, positions

_TEXT = pa.dictionary(pa.int32(), pa.string())
FIELDS = (
    pa.field("border", _TEXT),
    pa.field("border_distance_m", pa.float64()),
    pa.field("border_lon", pa.float64()),
    pa.field("border_lat", pa.float64()),
    pa.field("border_azimuth_deg", pa.float64()),
    pa.field("country_as_drawn", _TEXT),
    pa.field("neighbour", _TEXT),
    pa.field("border_uncertainty_m", pa.float64()),
    pa.field("border_dataset", _TEXT),
    pa.field("border_reason", _TEXT),
)
"""The columns that are added, in this order."""


@dataclass(frozen=True, slots=True)
class Kernel:
    """Adds border columns to record batches; picklable, and the index is built once in a process.

    Examples
    --------
    >>> kernel = Kernel(Wanted("ne-10m", "DZ-ML"), Layout("lon", "lat"))
    >>> batch = pa.RecordBatch.from_pydict({"lon": [2.89392, None], "lat": [19.86798, 1.0]})
    >>> kernel(batch).select(["border", "border_reason"]).to_pylist()
    [{'border': 'DZ-ML', 'border_reason': None}, {'border': None, 'border_reason': 'no longitude'}]
    """

    wanted: Wanted
    layout: Layout
    threads: int | None = 1

    def schema(self, schema: pa.Schema) -> pa.Schema:
        """Give the schema that comes out.

        Raises
        ------
        TableError
            A column that is not there, or one that would be added and is there already.
        """
        named = [name for name in (self.layout.lon, self.layout.lat, self.layout.geometry) if name]
        missing = [name for name in named if name not in schema.names]
        if missing:
            raise TableError(f"There is no column {missing[0]!r}.", cure=f"There are: {', '.join(schema.names)}.")
        taken = [field.name for field in FIELDS if field.name in schema.names]
        if taken:
            raise TableError(
                f"The table has the column{'s' if len(taken) > 1 else ''} {', '.join(taken)} already.",
                cure="Drop or rename what is there: nothing is overwritten.",
            )
        for field in FIELDS:
            schema = schema.append(field)
        return schema

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Add the columns to one batch."""
        schema = self.schema(batch.schema)
        lon, lat, reason = positions(batch, self.layout)
        good = np.flatnonzero(reason < 0)
        whole = len(good) == len(lon)
        found = ruler(self.wanted)
        x, y = (lon, lat) if whole else (lon[good], lat[good])
        measured = found.measure(x, y, threads=self.threads)

        def spread(values: NDArray[Any], fill: Any) -> NDArray[Any]:
            if whole:
                return values
            column = np.full(len(lon), fill, dtype=values.dtype)
            column[good] = values
            return column

        def numbers(values: NDArray[Any]) -> pa.Array:
            column = spread(values, np.nan)
            return _shared(column, np.isnan(column))

        def texts(index: NDArray[Any], names: tuple[str, ...]) -> pa.Array:
            # -1 is none.
            column = spread(index.astype(np.int32), -1)
            return pa.DictionaryArray.from_arrays(_shared(column, column < 0), pa.array(names, pa.string()))

        countries = (*found.countries, *measured.several)
        drawn = np.where(measured.country < 0, len(found.countries) - measured.country - 1, measured.country - 1)
        return pa.RecordBatch.from_arrays(
            [
                *batch.columns,
                texts(measured.border, found.codes),
                numbers(measured.distance_m),
                numbers(measured.lon),
                numbers(measured.lat),
                numbers(measured.azimuth_deg),
                texts(drawn, countries),
                texts(measured.neighbour - 1, found.countries),
                numbers(measured.uncertainty_m),
                texts(np.zeros(len(good), dtype=np.int32), (self.wanted.dataset,)),
                pa.DictionaryArray.from_arrays(_shared(reason, reason < 0), pa.array(REASONS, pa.string())),
            ],
            schema=schema,
        )


def _shared(column: NDArray[Any], nothing: NDArray[np.bool_]) -> pa.Array:
    """Give a column to Arrow as it lies in memory; `pa.array` would do the same, and import numpy.ma for it."""
    valid = pa.py_buffer(np.packbits(~nothing, bitorder="little")) if nothing.any() else None
    data = pa.py_buffer(np.ascontiguousarray(column))
    return pa.Array.from_buffers(pa.from_numpy_dtype(column.dtype), len(column), [valid, data])
