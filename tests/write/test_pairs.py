"""Any table through any two formats: what it says and where its rows lie is the same at the other end."""

from __future__ import annotations

import datetime
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPoint, MultiPolygon, Point, Polygon, box

from geoevents.bulk.reformat import convert_file
from geoevents.read.placed import Placed, read_placed
from geoevents.write.rows import write_rows
from geoevents.write.shapes import shapes_of, wkb_of

ENDINGS = ("csv", "tsv", "geojson", "ndjson", "parquet", "fgb", "gpkg", "kml", "kmz", "gpx", "xlsx")
# What XML can hold but a carriage return, which a sheet makes a line feed; no half of a pair.
LETTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff") | st.sampled_from(
    "\n\t'\"=,;"
)
WORDS = st.sampled_from(
    [
        "NA",
        "NO",
        "007",
        "1e3",
        "TRUE",
        "null",
        "9007199254740993",
        "07/08/2024",
        "=1+1",
        "-1,5",
        "",
        "'=1",
        "a\nb",
        "مرحبا",
    ]
)
TEXT = st.text(LETTERS, max_size=20).filter(lambda one: one == one.strip()) | WORDS
NAMES = st.sampled_from(["select", "a b", 'q"q', "名", "😀", "name", "id", "when", "type", "bbox_", "it's", "x;y", "ß"])
LON, LAT = st.floats(-179.9, 179.9), st.floats(-89.9, 89.9)
POINTS = st.builds(Point, LON, LAT)
HOLED = Polygon(box(0, 0, 3, 3).exterior, [box(1, 1, 2, 2).exterior])
SHAPES = st.sampled_from(
    [LineString([(0, 0), (1.5, 2)]), HOLED, MultiPoint([(1, 1), (2, 2)]), MultiPolygon([box(0, 0, 1, 1), HOLED])]
)
KINDS = {
    pa.string(): st.none() | TEXT,
    pa.int64(): st.none() | st.integers(-(2**63) + 1, 2**63 - 1),
    pa.float64(): st.none() | st.floats(allow_nan=False, allow_infinity=False),
    pa.bool_(): st.none() | st.booleans(),
    pa.date32(): st.none() | st.dates(),
    pa.timestamp("us", "UTC"): st.none() | st.datetimes(timezones=st.just(datetime.UTC)),
}


@st.composite
def tables(draw: st.DrawFn) -> tuple[Placed, bool]:
    """Some rows with some columns, and whether all of them are points."""
    count = draw(st.integers(1, 4))
    points = draw(st.booleans())
    kinds = draw(st.dictionaries(NAMES, st.sampled_from(list(KINDS)), max_size=4))
    columns = {"code": pa.array([f"r{row}" for row in range(count)])} | {
        name: pa.array(draw(st.lists(KINDS[kind], min_size=count, max_size=count)), kind)
        for name, kind in kinds.items()
    }
    places = POINTS if points else POINTS | SHAPES | st.none()
    shapes = np.array([*draw(st.lists(places, min_size=count, max_size=count)), None], dtype=object)[:-1]
    return Placed(pa.table(columns), wkb_of(shapes).cast(pa.large_binary())), points


def said(value: Any) -> Any:
    """A value apart from how formats hold it: nothing and no text are one, numbers and truths may be text."""
    if isinstance(value, bool):
        return float(value)
    if value in ("true", "false"):
        return float(value == "true")
    if isinstance(value, datetime.datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, datetime.date):
        return value.isoformat()
    return "" if value is None else value


def alike(one: Any, other: Any) -> bool:
    """Tell whether two values say the same; a sheet holds 16 digits."""
    one, other = said(one), said(other)
    if one == other:
        return True
    if isinstance(one, int) and not isinstance(one, bool):
        return str(one) == str(other)
    try:
        if isinstance(one, float):
            return abs(float(other) - one) <= 1e-15 * abs(one)
        return datetime.datetime.fromisoformat(other) == datetime.datetime.fromisoformat(one)
    except (TypeError, ValueError):
        return False


@settings(max_examples=60)
@given(tables(), st.sampled_from(ENDINGS), st.sampled_from(ENDINGS))
def test_any_pair_keeps_what_is_said(made: tuple[Placed, bool], first: str, second: str) -> None:
    rows, points = made
    if "gpx" in (first, second) and not points:
        return
    with tempfile.TemporaryDirectory() as folder:
        one, two = Path(folder) / f"one.{first}", Path(folder) / f"two.{second}"
        write_rows(rows, one, formulas="keep")
        convert_file(one, two, formulas="keep")
        found = read_placed(two)
        assert {place.name for place in Path(folder).iterdir()} == {one.name, two.name}
    after = {
        row["code"]: (row, shape)
        for row, shape in zip(found.columns.to_pylist(), shapes_of(found.geometry), strict=True)
    }
    for row, shape in zip(rows.columns.to_pylist(), shapes_of(rows.geometry), strict=True):
        values, place = after[row["code"]]
        for name, value in row.items():
            # XML has no column of which no row says anything.
            assert alike(value, values.get(name)), (name, value, values.get(name))
        assert (place is None) == (shape is None)
        assert shape is None or shapely.equals_exact(place.normalize(), shape.normalize(), 1e-12)
