"""Geometries as text and JSON become WKB that shapely reads alike, or are refused at any depth and length."""

from __future__ import annotations

import json
import time

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geoevents.read.outline import OutlineError
from geoevents.read.wkb import wkb_of_json, wkb_of_text

SHAPES = [
    "POINT(1 2)",
    "POINT Z (1 2 3)",
    "POINTZ(1 2 3)",
    "LINESTRING(1 2,3 4)",
    "POLYGON((0 0,1 0,1 1,0 0),(0.1 0.1,0.2 0.1,0.2 0.2,0.1 0.1))",
    "MULTIPOINT((1 2),(3 4))",
    "MULTIPOINT(1 2,3 4)",
    "MULTILINESTRING((1 2,3 4),(5 6,7 8))",
    "MULTIPOLYGON(((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5)))",
]


@pytest.mark.parametrize("text", SHAPES)
def test_text_and_json_are_what_shapely_reads(text: str) -> None:
    expected = shapely.from_wkt(text)
    assert shapely.from_wkb(wkb_of_text(text)).equals_exact(expected)
    assert shapely.from_wkb(wkb_of_text(f"SRID=4326; {text.lower()} ")).equals_exact(expected)
    assert shapely.from_wkb(wkb_of_json(json.loads(shapely.to_geojson(expected)))).equals_exact(expected)
    assert shapely.from_wkb(wkb_of_text(expected.wkb_hex)).equals_exact(expected)


def test_measures_are_left_out_and_empty_is_none() -> None:
    assert shapely.from_wkb(wkb_of_text("POINT M (1 2 9)")).wkt == "POINT (1 2)"
    assert shapely.from_wkb(wkb_of_text("POINTZM(1 2 3 9)")).wkt == "POINT Z (1 2 3)"
    assert wkb_of_text("POLYGON EMPTY") is None
    assert wkb_of_json(None) is None
    assert wkb_of_json({"type": "Point", "coordinates": []}) is None


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "POINT(1)", "POINT(1 2", "POINT(1 2))", "POINT((1 2)", "POINT(1 2,3 4)", "POINT(1,2)", "POINT(nan 1)",
        "LINESTRING(1 2,)", "POLYGON(1 2,3 4)", "POLYGON((1 2 3 4 5))", "SRID=3857;POINT(1 2)", "0" * 43, "CIRCLE(1 2)",
        "POINT" + "(" * 100_000, "GEOMETRYCOLLECTION(" * 100_000, "POINT(" + "1" * 100_000 + "x 2)",
    ],
)  # fmt: skip
def test_anything_else_is_refused_at_once(text: str) -> None:
    began = time.perf_counter()
    with pytest.raises(OutlineError):
        wkb_of_text(text)
    assert time.perf_counter() - began < 1


@pytest.mark.parametrize(
    "geometry",
    [
        7, {}, {"type": ["Point"]}, {"type": "Point"}, {"type": "Point", "coordinates": ["1", 2]},
        {"type": "Point", "coordinates": [True, 2]}, {"type": "Point", "coordinates": [1]},
        {"type": "Point", "coordinates": [10**400, 1]}, {"type": "LineString", "coordinates": [1, 2]},
        {"type": "GeometryCollection", "geometries": []},
    ],
)  # fmt: skip
def test_json_of_no_shape_is_refused(geometry: object) -> None:
    with pytest.raises(OutlineError):
        wkb_of_json(geometry)


@given(st.text(alphabet="POINTLESGMU ()0123.,-eEZ", max_size=60))
def test_no_text_does_anything_else(text: str) -> None:
    try:
        found = wkb_of_text(text)
    except OutlineError:
        return
    assert found is None or shapely.from_wkb(found) is not None
