"""Newline GeoJSON: cut open without touching a byte, or as columns."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoevents.errors import TableError
from geoevents.read.features import members, read_features, wkb_points

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3))


def opened(*lines):
    data = "\n".join(lines).encode()
    return lambda: (io.BufferedReader(io.BytesIO(data)), len(data))


def cut(*lines, avoid=()):
    ((batch, share),) = read_features("a.ndjson", opened(*lines), avoid, False).batches
    assert share == 1.0
    return batch.to_pylist()


@given(st.dictionaries(st.text(), JSON, max_size=4), st.sampled_from([(",", ":"), (" , ", " : ")]), st.booleans())
def test_members_agree_with_the_parser(value, separators, ascii_only):
    text = json.dumps(value, separators=separators, ensure_ascii=ascii_only)
    found, end = members(text, 0)
    assert end == len(text)
    assert {member.key: member.value for member in found} == value
    assert [json.loads(text[member.start : member.end]) for member in found] == list(value.values())


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), JSON, max_size=4) | st.none())
def test_what_is_added_goes_into_the_properties_and_nowhere_else(properties):
    text = json.dumps({"type": "Feature", "geometry": None, "properties": properties, "x": {"properties": {}}})
    (row,) = cut(text)
    whole = row["head"] + '"added":1' + row["tail"]
    assert json.loads(whole)["properties"] == {**(properties or {}), "added": 1}
    assert json.loads(whole)["x"] == {"properties": {}}


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ('{"type":"Feature","properties":{"a":1.10,"a":2,"s":"\\ud800"},"z":-0.0}', '{"a":1.10,"a":2,"s":"\\ud800",'),
        ('{"type":"Feature" , "properties" : { } }', '"properties" : { '),
        ('{"type":"Feature","properties":null}', '"properties":{'),
        ('{"type":"Feature"}', '{"type":"Feature","properties":{'),
    ],
)
def test_features_are_kept_to_the_byte(text, head):
    (row,) = cut(text)
    assert row["head"].endswith(head)
    if '"properties"' in text and "null" not in text:
        assert row["head"].removesuffix(",") + row["tail"] == text
    json.loads(row["head"] + '"b":0' + row["tail"])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("[1]", "no {"),
        ('{"type":"Feature"}{}', "more than one object"),
        ('{"type":"Feature",}', 'no "'),
        ('{"type":"Feature" "a":1}', "no , or }"),
        ('{"type":"Feature","a":}', "no value"),
        ('{"type":"Feature","a":1', "no , or }"),
        ('{"type":"Feature', "no JSON"),
        ("{", 'no " or }'),
        ('{"type":"Feature","properties":{},"properties":{"a":1}}', "'properties' is there twice"),
        ('{"type":"Feature","properties":[]}', "properties are no object"),
        ('{"type":"Feature","properties":{"border":1}}', "property 'border' already"),
        ('{"type":"Point","coordinates":[1,2]}', "'Point' is no Feature"),
        ('{"type":"Feature","a":' + "[" * 100_000 + "}", "nested too deeply|no JSON"),
        ('{"type":"Feature","a":' + "9" * 5_000 + "}", "no JSON: Exceeds"),
    ],
)
def test_a_line_that_is_wrong_is_named(line, message):
    with pytest.raises(TableError, match=message) as error:
        cut('{"type":"Feature"}', "", line, avoid=("border",))
    assert "a.ndjson:3" in str(error.value)


def test_geometries():
    geometries = [
        '{"type":"Point","coordinates":[2.5,20]}',
        '{"type":"Point","coordinates":[2.5,20,300.5]}',
        '{"type":"Point","coordinates":[]}',
        "null",
        '{"type":"LineString","coordinates":[[0,0],[1,1]]}',
        '{"type":"Point","coordinates":["2.5",20]}',
        '{"type":"Point","coordinates":[true,20]}',
        f'{{"type":"Point","coordinates":[{"9" * 400},20]}}',
        "7",
    ]
    rows = cut(*(f'{{"type":"Feature","geometry":{one}}}' for one in geometries))
    sizes = [None if row["geometry"] is None else row["geometry"][1] for row in rows]
    # Points with three coordinates where one has a height (1001 is e9 03); lines without vertices for the others.
    assert sizes == [0xE9, 0xE9, None, None, 2, 2, 2, 0xE9, 2]
    assert len(wkb_points([(1.0, 2.0, float("nan"))])[0].as_py()) == 21


def test_columns_have_the_type_that_fits_all_rows():
    lines = [
        '{"type":"Feature","id":7,"bbox":[1,2],"geometry":null,"properties":{"n":1,"x":1,"t":1,"b":true,"i":9007199254740993}}',
        '{"type":"Feature","id":8,"geometry":null,"properties":{"n":null,"x":1.5,"t":"a","b":false,"i":1,"o":{"k":1.10}}}',
        '{"type":"Feature","geometry":null,"properties":{"id":"own","i":2.5}}',
    ]
    table = read_features("a.ndjson", opened(*lines), (), True)
    ((batch, _),) = table.batches
    rows = batch.to_pylist()
    assert {name: [row[name] for row in rows] for name in batch.schema.names} == {
        "feature_id": [7, 8, None],
        "bbox": ["[1,2]", None, None],
        "n": [1, None, None],
        "x": [1.0, 1.5, None],
        "t": ["1", "a", None],
        "b": [True, False, None],
        "i": ["9007199254740993", "1", "2.5"],
        "o": [None, '{"k":1.10}', None],
        "id": [None, None, "own"],
        "geometry": [None] * 3,
    }
    assert batch.schema == table.schema


@pytest.mark.parametrize(
    ("feature", "message"),
    [
        ('"geometry":{"type":"LineString","coordinates":[[0,0],[1,1]]}', "a.ndjson:1: the geometry is no point"),
        ('"properties":{"geometry":1}', "there is a property 'geometry'"),
        ('"id":1,"properties":{"id":1,"feature_id":1}', "a property and a member 'id'"),
        ('"properties":{"a":"\\ud800"}', "cannot be written as UTF-8"),
    ],
)
def test_what_columns_cannot_hold_is_refused(feature, message):
    with pytest.raises(TableError, match=message):
        list(read_features("a.ndjson", opened(f'{{"type":"Feature",{feature}}}'), (), True).batches)
