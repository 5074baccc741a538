"""Tables of ACLED, UCDP GED and GDELT, known by their columns: their codes of precision in metres and days.

The codes stay as they are; columns are added behind them. Definitions are those of the codebooks (ACLED's,
without a version since 2017; UCDP GED 25.1; GDELT V2.0); where a codebook gives no figure, ours is one for a radius
that a map can draw, and `geo_precision_basis` says so in every row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from geoevents.read.fips import ISO

OURS, PUBLISHED, NONE = "our figure", "published", "no figure"


@dataclass(frozen=True, slots=True)
class Precision:
    """What one code of precision means: metres, whose figure that is, and the codebook's definition."""

    metres: float | None
    whose: str
    means: str


@dataclass(frozen=True, slots=True)
class Codes:
    """A layout: columns that tell it, its columns of codes, and what they mean."""

    name: str
    told_by: frozenset[str]
    where: str
    places: Mapping[str, Precision]
    when: str | None = None
    days: Mapping[str, int] = field(default_factory=dict)
    fips: str | None = None


ACLED = Codes(
    "ACLED",
    frozenset({"event_id_cnty", "event_date", "geo_precision"}),
    "geo_precision",
    {
        "1": Precision(5_000, OURS, "a particular town"),
        "2": Precision(25_000, OURS, "near a town, or a small part of a region, coded to a town in it"),
        "3": Precision(100_000, OURS, "a larger region, coded to a natural feature or the provincial capital"),
    },
    "time_precision",
    {"1": 1, "2": 7, "3": 31},
)
UCDP = Codes(
    "UCDP GED",
    frozenset({"where_prec", "date_prec", "latitude"}),
    "where_prec",
    {
        "1": Precision(5_000, OURS, "the exact location is known"),
        "2": Precision(25_000, PUBLISHED, "within about 25 km of a known point"),
        "3": Precision(50_000, OURS, "only the second-order division (district) is known"),
        "4": Precision(150_000, OURS, "only the first-order division (province) is known"),
        "5": Precision(150_000, OURS, "a linear feature, an area without defined borders, or between two points"),
        "6": Precision(None, NONE, "only the country is known"),
        "7": Precision(None, NONE, "international waters or airspace"),
    },
    "date_prec",
    {"1": 1, "2": 6, "3": 7, "4": 31, "5": 366},
)
GDELT = Codes(
    "GDELT",
    frozenset({"globaleventid", "actiongeo_type", "actiongeo_lat"}),
    "actiongeo_type",
    {
        "0": Precision(None, NONE, "no place was found"),
        "1": Precision(None, NONE, "a country"),
        "2": Precision(250_000, OURS, "a state of the United States"),
        "3": Precision(10_000, OURS, "a city or landmark in the United States"),
        "4": Precision(10_000, OURS, "a city or landmark elsewhere"),
        "5": Precision(150_000, OURS, "a first-order division elsewhere"),
    },
    fips="actiongeo_countrycode",
)
KNOWN = (ACLED, UCDP, GDELT)
Added = Callable[[pa.RecordBatch], pa.RecordBatch]


def layout_of(names: Sequence[str]) -> Codes | None:
    """Tell a layout by the names of its columns.

    Examples
    --------
    >>> layout_of(["event_id_cnty", "event_date", "geo_precision", "latitude", "longitude"]).name
    'ACLED'
    >>> layout_of(["id", "lat", "lon"])
    """
    there = {name.strip().casefold() for name in names}
    return next((one for one in KNOWN if one.told_by <= there), None)


def with_precision(schema: pa.Schema) -> tuple[pa.Schema, Added] | None:
    """Give the schema with the columns that a known layout gets, and what adds them to a batch; None for others.

    Added are `geo_precision_m` (null where the code bounds nothing), `geo_precision_basis` (the code, what it means and
    whose figure that is), `date_precision_days` (within how many days the event was) and, for GDELT, `country_iso` (of
    its FIPS code). A column that is there already stays as it is.

    Examples
    --------
    >>> batch = pa.RecordBatch.from_pydict({"where_prec": ["2", "6"], "date_prec": ["1", "4"], "latitude": ["1", "2"]})
    >>> schema, added = with_precision(batch.schema)
    >>> added(batch).select(["geo_precision_m", "date_precision_days"]).to_pydict()
    {'geo_precision_m': [25000.0, None], 'date_precision_days': [1, 31]}
    """
    codes = layout_of(schema.names)
    if codes is None:
        return None
    columns = {name.strip().casefold(): name for name in reversed(schema.names)}
    made: list[tuple[pa.Field, str, Callable[[str], object]]] = [
        (pa.field("geo_precision_m", pa.float64()), codes.where, lambda code: _metres(codes, code)),
        (pa.field("geo_precision_basis", pa.string()), codes.where, lambda code: _basis(codes, code)),
    ]
    if codes.when is not None and codes.when in columns:
        made.append((pa.field("date_precision_days", pa.int64()), codes.when, codes.days.get))
    if codes.fips is not None and codes.fips in columns:
        made.append((pa.field("country_iso", pa.string()), codes.fips, lambda code: ISO.get(code.upper())))
    made = [one for one in made if one[0].name not in schema.names]
    for new, _, _ in made:
        schema = schema.append(new)

    def added(batch: pa.RecordBatch) -> pa.RecordBatch:
        arrays = list(batch.columns)
        for new, source, turn in made:
            coded = _codes(batch.column(columns[source]))
            known = {code: turn(code) for code in set(coded)}
            arrays.append(pa.array([known[code] for code in coded], new.type))
        return pa.RecordBatch.from_arrays(arrays, schema=schema)

    return schema, added


def coarse(schema: pa.Schema) -> tuple[str, Callable[[pa.RecordBatch], int]] | None:
    """What is to be said of rows whose code bounds nothing but a country, and what counts them; None for other tables.

    Examples
    --------
    >>> batch = pa.RecordBatch.from_pydict({"where_prec": ["2", "6"], "date_prec": ["1", "4"], "latitude": ["1", "2"]})
    >>> said, counted = coarse(batch.schema)
    >>> counted(batch), said.startswith("coded to a whole country")
    (1, True)
    """
    codes = layout_of(schema.names)
    if codes is None or not any(one.metres is None for one in codes.places.values()):
        return None
    name = next(name for name in schema.names if name.strip().casefold() == codes.where)
    bounds_nothing = {code for code, one in codes.places.items() if one.metres is None} - {"0"}
    told = ", ".join(f"{code}: {codes.places[code].means}" for code in sorted(bounds_nothing))
    said = f"coded to a whole country or to none ({name} {told}): distances from there say nothing of the event."
    return said, lambda batch: sum(code in bounds_nothing for code in _codes(batch.column(name)))


def _codes(column: pa.Array) -> list[str]:
    """Codes as text, whether they were read as text, whole numbers or others."""
    values = column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
    return [
        ""
        if value is None
        else str(int(value))
        if isinstance(value, float) and value.is_integer()
        else str(value).strip()
        for value in values.to_pylist()
    ]


def _metres(codes: Codes, code: str) -> float | None:
    found = codes.places.get(code)
    return None if found is None else found.metres


def _basis(codes: Codes, code: str) -> str | None:
    if not code:
        return None
    found = codes.places.get(code)
    if found is None:
        return f"{codes.name} {codes.where} {code[:40]}: not a code that we know"
    return f"{codes.name} {codes.where} {code}: {found.means} ({found.whose})"
