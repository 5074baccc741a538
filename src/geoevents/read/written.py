"""Positions as people write them: whole ones in one column, and degrees, minutes and seconds in two."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

import pyarrow as pa

from geoevents.coordinates import parse_coordinates
from geoevents.errors import GeoEventsError, TableError
from geoevents.read.columns import written_column
from geoevents.read.stream import Batches, Table, is_text

KEPT = 20_000
"""Texts that are remembered: the same place comes again and again."""
FIELDS = (pa.field("written_lon", pa.float64()), pa.field("written_lat", pa.float64()))
_FORM_POINT = re.compile(r"(-?\d+(?:\.\d+)?) (-?\d+(?:\.\d+)?) -?\d+(?:\.\d+)? -?\d+(?:\.\d+)?")
"""What forms for phones store (ODK, Kobo): latitude, longitude, height, accuracy."""
_WKT_POINT = re.compile(
    r"POINT(?: ?Z)? ?\( ?(-?\d+(?:\.\d+)?) (-?\d+(?:\.\d+)?)(?: -?\d+(?:\.\d+)?)? ?\)", re.IGNORECASE
)
_NUMBERS = re.compile(r"[(\[]?(-?\d+(?:\.\d+)?)[,; ]\s*(-?\d+(?:\.\d+)?)[)\]]?")
_DIGIT = re.compile(r"\d")
_MOST = 200
"""Letters of a position, at most."""
Spot = tuple[float, float] | tuple[None, None]


def spotted(table: Table, locality: str | None) -> Table:
    """Give the same table with positions from its column of written ones, where it has no other.

    Parameters
    ----------
    table
        What was opened.
    locality
        The column that shall be located instead, where one is named.

    Returns
    -------
    Table
        With `FIELDS`, degrees WGS84: null where the text is no position that can be read.

    Raises
    ------
    TableError
        More than one column that could be meant, or columns that are there already.

    Examples
    --------
    >>> batch = pa.RecordBatch.from_pydict({"coords": ["19.9, 2.9", "Kidal"]})
    >>> found = spotted(Table("csv", batch.schema, iter([(batch, 1.0)])), None)
    >>> [batch.column("written_lon").to_pylist() for batch, _ in found.batches]
    [[2.9, None]]
    """
    placed = table.lon is not None or table.geometry is not None or table.wkt is not None
    column = None if placed or locality is not None else written_column(table.schema.names)
    if column is None or not is_text(table.schema.field(column).type):
        return table
    taken = [field.name for field in FIELDS if field.name in table.schema.names]
    if taken:
        raise TableError(f"There is a column {taken[0]!r} already.", cure="Name it with --lon and --lat, or rename it.")
    schema = table.schema
    for field in FIELDS:
        schema = schema.append(field)

    def batches() -> Batches:
        for batch, share in table.batches:
            yield pa.RecordBatch.from_arrays([*batch.columns, *spots_of(batch.column(column))], schema=schema), share

    return replace(
        table, schema=schema, batches=batches(), lon=FIELDS[0].name, lat=FIELDS[1].name, said=(column, "position")
    )


def spots_of(column: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Longitudes and latitudes of a column of whole positions; null where a text is none.

    Examples
    --------
    >>> [degrees.to_pylist() for degrees in spots_of(pa.array(["19.9, 2.9", "Kidal", None]))]
    [[2.9, None, None], [19.9, None, None]]
    """
    spots = [spot_of(text or "") for text in column.to_pylist()]
    lon, lat = (pa.array([spot[axis] for spot in spots], pa.float64()) for axis in (0, 1))
    return lon, lat


def spot_of(text: str) -> Spot:
    """Longitude and latitude of a whole position: degrees with latitude first, MGRS, UTM, a plus code, a point of WKT.

    Examples
    --------
    >>> spot_of("19.955 N, 2.973 E"), spot_of("19.955 2.973 512.0 4.5"), spot_of("near Kidal")
    ((2.973, 19.955), (2.973, 19.955), (None, None))
    """
    # What is long, or has no number, is neither read nor remembered.
    return _spot(text.strip()) if len(text) <= _MOST and _DIGIT.search(text) else (None, None)


def pair_of(lat: str, lon: str) -> Spot:
    """Longitude and latitude of two cells, with degree marks, minutes or hemispheres.

    Examples
    --------
    >>> pair_of("19.955 N", "2.973 W"), pair_of("19,5°", "2,5°"), pair_of("NA", "2.9")
    ((-2.973, 19.955), (2.5, 19.5), (None, None))
    """
    return spot_of(f"{lat.strip()}; {lon.strip()}") if _DIGIT.search(lat) and _DIGIT.search(lon) else (None, None)


@lru_cache(KEPT)
def _spot(text: str) -> Spot:
    point = _WKT_POINT.fullmatch(text)
    if point:
        return float(point[1]), float(point[2])
    form = _FORM_POINT.fullmatch(text)
    try:
        found = parse_coordinates(f"{form[1]}, {form[2]}" if form else text)
    except GeoEventsError:
        # Numbers off the globe are numbers all the same: what is wrong with them is told of columns of degrees too.
        numbers = _NUMBERS.fullmatch(text)
        return (float(numbers[2]), float(numbers[1])) if numbers else (None, None)
    return found.lon, found.lat
