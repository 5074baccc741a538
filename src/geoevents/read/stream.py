"""What all readers of tables share: the stream of batches, its bounds, and which columns are degrees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pyarrow as pa

from geoevents.errors import TableError

ROWS = 1 << 19
"""Rows in a batch, at most."""
TEXT_ROWS = ROWS // 16
"""Rows in a batch that is read as text, at most."""
TEXT_BYTES = 8 << 20
"""Bytes of text in a batch, about."""
LINE_BYTES = 16 << 20
LON = (
    "longitude", "lon", "lng", "long", "decimallongitude", "actiongeo_long", "lon_dd", "gps_longitude", "geo_lon",
    "point_x", "länge", "laenge", "längengrad", "longitud", "longitudine", "lengtegraad", "долгота", "довгота",
    "خط الطول", "经度", "経度",
)  # fmt: skip
LAT = (
    "latitude", "lat", "decimallatitude", "actiongeo_lat", "lat_dd", "gps_latitude", "geo_lat", "point_y", "breite",
    "breitengrad", "latitud", "latitudine", "breedtegraad", "широта", "خط العرض", "دائرة العرض", "纬度", "緯度",
)  # fmt: skip
PLANE = ("x", "y")
"""Names that are degrees only where no other is."""
GEOMETRY = ("wkt", "geom_wkt", "geometry_wkt", "footprintwkt", "geometry", "geom", "the_geom", "wkb_geometry", "ewkt")
"""Columns of WKT, or of WKB as hexadecimal digits, in tables of text."""
LOCALITY = (
    "locality", "verbatimlocality", "place_text", "place", "location", "where", "where_description", "ort", "lieu",
    "lugar", "место", "місце", "المكان",
)  # fmt: skip
"""Columns of words that say where rows are."""
RADII = frozenset(
    ["radius_m", "uncertainty_m", "accuracy_m", "precision_m", "geo_precision_m", "coordinateuncertaintyinmeters"]
)
"""Columns of metres by which a position may be off; classes such as ACLED's geo_precision are none."""
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
    and not read, and are whole when all batches are read; `unusable` says by row why a geometry is none for us.
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


def coordinate_columns(names: list[str], lon: str | None, lat: str | None) -> tuple[str, str]:
    """Find the columns of degrees among the names.

    Raises
    ------
    TableError
        None, or more than one that could be meant.

    Examples
    --------
    >>> coordinate_columns(["id", "Latitude", "Longitude"], None, None)
    ('Longitude', 'Latitude')
    """
    found = []
    for given, usual, what in ((lon, LON, "longitude"), (lat, LAT, "latitude")):
        if given is not None:
            if given not in names:
                raise TableError(f"There is no column {given!r}.", cure=f"There are: {', '.join(names)}.")
            found.append(given)
            continue
        fits = [name for name in names if name.strip().casefold() in usual]
        fits = fits or [name for name in names if name.strip().casefold() == PLANE[what == "latitude"]]
        if len(fits) != 1:
            option = what[:3]
            if fits:
                raise TableError(f"{', '.join(fits)} could each be the {what}.", cure=f"Choose with --{option} NAME.")
            raise TableError(
                f"No column is the {what}; there are: {', '.join(names)}.", cure=f"Name it with --{option} NAME."
            )
        found.append(fits[0])
    if found[0] == found[1]:
        raise TableError(f"{found[0]!r} cannot be both longitude and latitude.", cure="Name two columns.")
    return found[0], found[1]


def locality_column(names: list[str]) -> str | None:
    """Name the column that says in words where rows are; None where there is none, or more than one.

    Examples
    --------
    >>> locality_column(["id", "Locality"]), locality_column(["place", "location"])
    ('Locality', None)
    """
    fits = [name for name in names if name.strip().casefold() in LOCALITY]
    return fits[0] if len(fits) == 1 else None


def position_columns(
    names: list[str], lon: str | None, lat: str | None, positioned: bool
) -> tuple[str | None, str | None, str | None]:
    """Find the columns that say where rows lie: longitudes and latitudes, or geometries as text; None for the others.

    Raises
    ------
    TableError
        As `coordinate_columns`; without `positioned`, or with a column of localities, only where some names are those
        of degrees.

    Examples
    --------
    >>> position_columns(["id", "WKT"], None, None, True), position_columns(["id", "where"], None, None, False)
    ((None, None, 'WKT'), (None, None, None))
    """
    usual = any(name.strip().casefold() in (*LON, *LAT, *PLANE) for name in names)
    if lon is None and lat is None and not usual:
        fits = [name for name in names if name.strip().casefold() in GEOMETRY]
        if len(fits) == 1:
            return None, None, fits[0]
        if not positioned or locality_column(names):
            return None, None, None
    return *coordinate_columns(names, lon, lat), None


def is_text(kind: pa.DataType) -> bool:
    """Tell whether values of a type are text, in whichever of Arrow's layouts."""
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))
