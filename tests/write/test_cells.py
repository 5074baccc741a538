"""Columns as text: what csv and json of the standard library read back."""

from __future__ import annotations

import csv
import datetime
import decimal
import io
import json
import math

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoevents.errors import TableError
from geoevents.pointradius import DarwinCore
from geoevents.write.cells import content, csv_cells, joined, json_values, require_plain, texts
from geoevents.write.formulas import ESCAPE, harmless, unescaped
from geoevents.write.georeference import darwin_core_csv

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.lists(st.tuples(TEXT, TEXT), min_size=1), st.sampled_from([",", "\t"]))
def test_cells_are_read_back_as_they_were(rows, delimiter):
    cells = [csv_cells("", pa.array(column, pa.string()), delimiter) for column in zip(*rows, strict=True)]
    text = bytes(content(joined([joined(cells, len(rows), delimiter), "\n"], len(rows)))).decode()
    assert list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)) == [*map(list, rows)]


@given(st.lists(st.none() | TEXT))
def test_texts_as_json(values):
    assert [json.loads(one) for one in json_values("", pa.array(values, pa.string())).to_pylist()] == values


@given(st.lists(st.none() | st.floats(allow_nan=False, allow_infinity=False)))
def test_numbers_say_themselves_exactly(values):
    column = pa.array(values, pa.float64())
    assert [json.loads(one) for one in json_values("", column).to_pylist()] == values
    assert [None if one is None else float(one) for one in texts("", column).to_pylist()] == values


@given(
    st.lists(st.none() | st.floats(allow_nan=False, allow_infinity=False)),
    st.sampled_from([pa.float64(), pa.float32()]),
)
def test_numbers_of_a_column_of_floats_are_floats_one_by_one(values, kind):
    # The first feature tells other programs the type: "0" would cut the 0.5 that follows.
    column = pa.array([None if one is None else max(min(one, 1e30), -1e30) for one in values], kind)
    assert {type(json.loads(one)) for one in json_values("", column).to_pylist()} <= {float, type(None)}
    assert {type(json.loads(one)) for one in json_values("", column.dictionary_encode()).to_pylist()} <= {
        float,
        type(None),
    }


@given(st.lists(st.none() | st.datetimes()), st.sampled_from([None, "UTC", "Asia/Kolkata", "-03:30"]))
def test_times_are_read_back_by_who_reads_iso(values, zone):
    zoned = [None if one is None or zone is None else one.replace(tzinfo=datetime.UTC) for one in values]
    moments = values if zone is None else [one for one in zoned if one is None or 2 < one.year < 9998]
    column = pa.array(moments, pa.timestamp("us", zone))
    told = texts("", column).to_pylist()
    assert [None if one is None else datetime.datetime.fromisoformat(one) for one in told] == moments
    assert not any(one.endswith((".", ".000000")) for one in told if one)


def test_durations_say_what_they_count():
    assert texts("", pa.array([1500, None, 0, -250], pa.duration("ms"))).to_pylist() == [
        "PT1.5S",
        None,
        "PT0S",
        "PT-0.25S",
    ]


@given(TEXT)
def test_what_is_escaped_comes_back(text):
    cell = harmless(text)
    assert cell in (text, f"'{text}")
    assert unescaped(cell) == text or text.startswith("'")
    assert csv_cells("", pa.array([text]), ",", ESCAPE).to_pylist() == csv_cells("", pa.array([cell]), ",").to_pylist()


@pytest.mark.parametrize("text", ["=1", " =1", "\t=1", "＝1", "@x", "\rx", "- a", "+1 a"])
def test_point_radius_escapes_as_tables_do(text):
    figures = {"decimal_latitude": -1.5, "decimal_longitude": 2.0, "coordinate_uncertainty_in_meters": 30}
    record = DarwinCore(**figures, geodetic_datum="EPSG:4326", verbatim_locality=text)
    (row,) = csv.DictReader(io.StringIO(darwin_core_csv([record]), newline=""))
    assert (row["verbatimLocality"], row["decimalLatitude"]) == (f"'{text}", "-1.5")


def test_borders_are_written_to_a_millimetre():
    assert texts("border_distance_m", pa.array([9103.77777, 1e7 / 3])).to_pylist() == ["9103.778", "3333333.333"]
    assert texts("border_lon", pa.array([-0.1 - 0.2])).to_pylist() == ["-0.3"]


def test_values_of_other_types():
    day = datetime.datetime(2025, 4, 1, 12, 30, tzinfo=datetime.UTC)
    for value, kind, expected in (
        (True, pa.bool_(), True),
        (2**63, pa.uint64(), 2**63),
        (decimal.Decimal("1.50"), pa.decimal128(5, 2), 1.5),
        (0.5, pa.float16(), 0.5),
        (math.nan, pa.float64(), None),
        (-math.inf, pa.float64(), "-inf"),
        (day.date(), pa.date32(), "2025-04-01"),
        ("a\x00\x1f", pa.dictionary(pa.int32(), pa.string()), "a\x00\x1f"),
        (None, pa.null(), None),
    ):
        assert json.loads(json_values("", pa.array([value], kind))[0].as_py()) == expected
    assert texts("", pa.array([day], pa.timestamp("s", "UTC")))[0].as_py() == "2025-04-01T12:30:00Z"


@pytest.mark.parametrize("kind", [pa.list_(pa.int8()), pa.binary(), pa.binary(4), pa.struct([("a", pa.int8())])])
def test_columns_without_a_text_are_refused(kind):
    with pytest.raises(TableError, match="CSV cannot hold the column 'a'"):
        require_plain(pa.schema([("a", kind)]), "CSV")
