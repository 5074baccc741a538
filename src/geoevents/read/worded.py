"""Tables without coordinates whose rows say in words where they are: each phrase is located, as `locate` does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import pyarrow as pa

from geoevents.errors import GeoEventsError, TableError
from geoevents.read.columns import locality_column, of_missing
from geoevents.read.stream import Batches, Table, is_text

KEPT = 20_000
"""Phrases that are remembered while a table is read: the same words come again and again."""
_SHORT = 1_000
"""Letters of what is remembered, at most: many long ones would fill the memory."""
FIELDS = (
    pa.field("located_lon", pa.float64()),
    pa.field("located_lat", pa.float64()),
    pa.field("radius_m", pa.float64()),
    pa.field("locality_status", pa.string()),
    pa.field("locality_note", pa.string()),
)
"""What is added: a position and its radius where the words allow one area, and what else is to be said."""
_COUNTRIES = (
    *("countrycode", "country_code", "country_iso", "iso2", "country"),
    *("pays", "país", "pais", "land", "страна", "країна", "دولة", "الدولة", "البلد"),
)
WIDE_M = 100_000.0
"""Beyond this radius the center of an area says little of where something was."""
_FEW_ROWS = 64


def worded(table: Table, positioned: bool, locality: str | None) -> Table:
    """Give the same table with positions from its words, where it has none and they are wanted.

    Parameters
    ----------
    table
        What was opened.
    positioned
        Whether positions are wanted: then a single column of a usual name is taken.
    locality
        The column of phrases, where it is named.

    Returns
    -------
    Table
        With `FIELDS`: corrected center in degrees WGS84 and geographic radial in metres of the one area that the words
        allow; null, with a note, where there are several areas or none. A column of countries narrows the places.

    Raises
    ------
    TableError
        No such column, one that holds no text, or columns that are there already.

    Examples
    --------
    >>> words = {"place": ["12 km north of Kidal", "beyond the hills"], "country": ["ML", ""]}
    >>> batch = pa.RecordBatch.from_pydict(words)
    >>> table = worded(Table("csv", batch.schema, iter([(batch, 1.0)])), True, None)
    >>> [row["locality_status"] for part, _ in table.batches for row in part.to_pylist()]
    ['satisfiable', 'unread']
    """
    if locality is None and (not positioned or table.lon or table.geometry or table.wkt):
        return table
    names = table.schema.names
    column = locality or locality_column(names)
    if column is None:
        return table
    if column not in names:
        raise TableError(f"There is no column {column!r}.", cure=of_missing(column, names))
    if table.geometry is not None:
        raise TableError("The table has geometries.", cure="Leave --locality out.")
    if not is_text(table.schema.field(column).type):
        raise TableError(f"The column {column!r} holds no text.", cure="Name another with --locality.")
    taken = [field.name for field in FIELDS if field.name in names]
    if taken:
        raise TableError(f"There is a column {taken[0]!r} already.", cure="Drop or rename it first.")
    country = next((name for wanted in _COUNTRIES for name in names if name.strip().casefold() == wanted), None)
    schema = table.schema
    for field in FIELDS:
        schema = schema.append(field)
    kept = lru_cache(KEPT)(_located)

    def located(text: str, where: str) -> tuple[float | None, float | None, float | None, str, str | None]:
        return (kept if len(text) + len(where) <= _SHORT else _located)(text, where)

    def batches() -> Batches:
        wide = 0
        for batch, share in table.batches:
            for part in _parts(batch):
                words = part.column(column).to_pylist()
                where = part.column(country).to_pylist() if country else [None] * len(words)
                found = [located(text or "", str(code or "")) for text, code in zip(words, where, strict=True)]
                wide += sum(radius is not None and radius > WIDE_M for _, _, radius, _, _ in found)
                arrays = [
                    pa.array(values, field.type) for field, values in zip(FIELDS, zip(*found, strict=True), strict=True)
                ]
                yield pa.RecordBatch.from_arrays([*part.columns, *arrays], schema=schema), share
        if wide:
            those = "row is located to an area that reaches" if wide == 1 else "rows are located to areas that reach"
            told = f"over more than {WIDE_M / 1000:.0f} km (radius_m): distances from a center say little of the event."
            table.notes.append(f"{wide:,} {those} {told}")

    return replace(
        table,
        schema=schema,
        batches=batches(),
        lon=FIELDS[0].name,
        lat=FIELDS[1].name,
        geometry=None,
        wkt=None,
        said=(column, "words"),
    )


def _parts(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """A few rows at a time: a phrase takes a hundredth of a second, and somebody watches the rows go by."""
    for start in range(0, len(batch), _FEW_ROWS):
        yield batch.slice(start, _FEW_ROWS)


def _located(text: str, country: str) -> tuple[float | None, float | None, float | None, str, str | None]:
    from geoevents.gazetteer.countries import code_of
    from geoevents.reasoning.summary import summary

    code, unknown = None, None
    if country.strip():
        try:
            code = code_of(country.strip())
        except GeoEventsError:
            unknown = f"the country {country.strip()[:40]!r} is not known, and places of all countries were taken"
    found = summary(text, country=code or None)
    told = "; ".join(one for one in (found.reason, unknown, found.note) if one) or None
    radius_m = None if found.radius_m is None else round(found.radius_m, 3)
    return found.lon, found.lat, radius_m, found.status, told
