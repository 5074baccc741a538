"""Tables as scenes: what is read, what is counted, and in how few bytes."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely
from shapely import LineString, MultiPoint, MultiPolygon, Point, box

import geoevents as ge
from geoevents.errors import GeoEventsError, TableError
from geoevents.maps import draw, points
from geoevents.maps.cells import RADIUS_KM, SIZES_KM, cells_of, levels_of
from geoevents.maps.figure import figure_bytes
from geoevents.maps.points import numbers_in
from geoevents.maps.rowfile import rows_of_file
from geoevents.maps.spans import question_of, spans_of
from geoevents.maps.table import scene_of_table
from geoevents.read.placed import read_placed


def column(scene: dict[str, Any], name: str) -> list[str]:
    """A column as the page puts it together."""
    found = next(one for one in scene["points"]["columns"] if one["name"] == name)

    def raw(packed: Any) -> bytes:
        return b64decode(packed) if isinstance(packed, str) else zlib.decompress(b64decode(packed["deflated"]))

    values = json.loads(raw(found["values"]))
    if found["index"] is None:
        return values
    return [values[i] for i in np.frombuffer(raw(found["index"]), f"<u{found['width']}")]


def feature(geometry: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def test_columns_of_a_file_stand_as_they_were_written(tmp_path: Path) -> None:
    place = tmp_path / "events.csv"
    place.write_text("id,country,lat,lon,note\n007,NA,19.8680,2.894,1e400\n08,NO,20,3,\n", encoding="utf-8")
    scene = scene_of_table(rows_of_file(place))
    assert column(scene, "id") == ["007", "08"]
    assert column(scene, "country") == ["NA", "NO"]
    assert column(scene, "lat") == ["19.8680", "20"]
    assert column(scene, "note") == ["1e400", ""]
    assert numbers_in(scene["points"]["lon"], "<i4").tolist() == [2_894_000, 3_000_000]
    assert scene["title"] == "events.csv: 2 rows"


@pytest.mark.parametrize("ending", ["geojson", "ndjson"])
def test_features_keep_numbers_ids_and_outlines(tmp_path: Path, ending: str) -> None:
    area = json.loads(shapely.to_geojson(MultiPolygon([box(2, 19, 3, 20), box(4, 19, 5, 20)])))
    spot = '{"type":"Feature","id":"x1","geometry":{"type":"Point","coordinates":[2.50,20,7]},"properties":'
    spot += '{"n":1.10,"big":9007199254740993,"deep":{"a":[1.5,null]}}}'
    lines = [spot, json.dumps(feature(area, n=None)), json.dumps(feature(None, n="lost"))]
    text = "\n".join(lines) if ending == "ndjson" else f'{{"type":"FeatureCollection","features":[{",".join(lines)}]}}'
    place = tmp_path / f"events.{ending}"
    place.write_text(text, encoding="utf-8")
    scene = scene_of_table(rows_of_file(place))
    assert column(scene, "id") == ["x1", ""]
    assert column(scene, "n") == ["1.10", ""]
    assert column(scene, "big") == ["9007199254740993", ""]
    assert json.loads(column(scene, "deep")[0]) == {"a": [1.5, None]}
    assert scene["points"]["unplaced"] == [{"reason": "no geometry", "count": 1, "first": [3]}]
    row, kind, paths = scene["points"]["shapes"][0]
    assert (row, kind, len(paths)) == (1, "area", 2)
    assert (np.cumsum(np.reshape(paths[0], (-1, 2)), axis=0)[0] / 1e6).tolist() in [[3.0, 19.0], [2.0, 19.0]]


def test_geoparquet_keeps_outlines_and_types(tmp_path: Path) -> None:
    frame = geopandas.GeoDataFrame(
        {"id": ["007", None], "n": [1.5, 3700.0], "ok": [True, False]},
        geometry=[LineString([(2, 19), (3, 20), (4, 20)]), Point(3, 21)],
        crs="EPSG:4326",
    )
    place = tmp_path / "events.parquet"
    frame.to_parquet(place)
    scene = scene_of_table(rows_of_file(place))
    assert [column(scene, name) for name in ("id", "n", "ok")] == [["007", ""], ["1.5", "3700"], ["true", "false"]]
    assert scene["points"]["shapes"][0][:2] == [0, "line"]
    assert numbers_in(scene["points"]["lat"], "<i4").tolist() == [20_000_000, 21_000_000]


def test_every_row_is_drawn_or_counted_with_its_reason(tmp_path: Path) -> None:
    place = tmp_path / "events.csv"
    place.write_text("lat,lon\n19,2\n,2\n91,2\n19,x\n19,181\n5,\n,3\n", encoding="utf-8")
    told = scene_of_table(rows_of_file(place))
    assert told["points"]["drawn"] + sum(one["count"] for one in told["points"]["unplaced"]) == 7
    assert told["headline"] == "1 row, drawn by a mark; 6 more have no position"
    assert told["note"].startswith("6 rows of 7 have no position and are not drawn: 2 no latitude (rows 2, 7);")
    frame = geopandas.GeoDataFrame(geometry=[Point(2, 19), MultiPoint([(1, 1), (2, 2)]), Point()], crs=4326)
    counted = scene_of_table(frame)["points"]
    assert [(one["reason"], one["count"]) for one in counted["unplaced"]] == [
        ("geometry is no point, line or area in WGS84 degrees", 1),
        ("no geometry", 1),
    ]
    place.write_text("lat,lon\n,2\n", encoding="utf-8")
    with pytest.raises(GeoEventsError, match=r"no geometry to draw \(1 row: no latitude\)"):
        rows_of_file(place)


@pytest.mark.parametrize(
    ("name", "text", "wrong"),
    [
        ("a.geojson", '{"type":"Topology"}', "no FeatureCollection"),
        ("a.geojson", "[" * 100_000, "nested too deeply"),
        ("a.geojson", '{"type":"FeatureCollection","features":[7]}', "feature 1: it is no Feature"),
        ("a.ndjson", '{"type":"Feature","type":"Feature"}', "a.ndjson:1: no JSON: the member 'type' is there twice"),
        ("a.ndjson", '{"type":"Feature","properties":{"a":NaN}}', "NaN is no JSON number"),
        ("a.geojson", '{"type":"FeatureCollection","crs":{"properties":{"name":"EPSG:3857"}},"features":[]}', "WGS84"),
        ("a.geojson", "<OGRVRTDataSource>", "is XML, not geojson"),
        ("a.csv", "a,b\n1,2\n", "No column is the longitude"),
        ("a.parquet", "PAR1", "no Parquet"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, name: str, text: str, wrong: str) -> None:
    place = tmp_path / name
    place.write_text(text, encoding="utf-8")
    with pytest.raises(TableError, match=wrong):
        rows_of_file(place)


def test_nested_collections_are_counted_not_built(tmp_path: Path) -> None:
    spot: dict[str, Any] = {"type": "Point", "coordinates": [1, 2]}
    for _ in range(60):
        spot = {"type": "GeometryCollection", "geometries": [spot]}
    place = tmp_path / "a.ndjson"
    place.write_text(f"{json.dumps(feature(spot))}\n{json.dumps(feature(None))}\n", encoding="utf-8")
    with pytest.raises(GeoEventsError, match="1 row: geometry is no point, line or area in WGS84 degrees; 1 row: no"):
        rows_of_file(place)


def test_values_of_other_kinds_become_text() -> None:
    frame = geopandas.GeoDataFrame(
        {
            "mixed": [1, "one", None],
            "odd": pd.Series(["\ud800", "x", "y"], dtype=object),
            "when": pd.to_datetime(["2025-03-31", None, "2025-04-01"]),
            "other": [Point(1, 2), Point(3, 4), None],
        },
        geometry=geopandas.points_from_xy([1, 2, 3], [1, 2, 3]),
        crs=4326,
    )
    frame["same"] = "x"
    frame.columns = [*frame.columns[:-1], "mixed"]
    scene = scene_of_table(frame)
    assert column(scene, "mixed") == ["1", "one", ""]
    assert column(scene, "odd")[0] == "\\ud800"
    assert column(scene, "when")[0].startswith("2025-03-31")
    assert [one["name"] for one in scene["points"]["columns"]].count("mixed") == 2
    json.dumps(scene, allow_nan=False).encode()


def test_groups_are_the_most_frequent_values_and_the_rest() -> None:
    kinds = [name for name, count in zip("abcdefgh", range(8, 0, -1), strict=True) for _ in range(count)]
    frame = geopandas.GeoDataFrame(
        {"kind": kinds}, geometry=geopandas.points_from_xy(range(36), range(36)), crs="EPSG:4326"
    )
    by = scene_of_table(frame, "kind")["points"]["by"]
    assert [label["value"] for label in by["labels"]] == list("abcde")
    assert by["others"] == {"values": 3, "count": 6}
    assert np.bincount(numbers_in(by["index"], "u1")).tolist() == [8, 7, 6, 5, 4, 6]
    with pytest.raises(GeoEventsError, match="no column 'nope'"):
        draw(frame, by="nope")


def test_times_come_from_columns_of_dates_only() -> None:
    places = geopandas.points_from_xy([1, 2, 3], [1, 2, 3])
    dates = ["2025-03-31", "3/4/2025", "2025-04"]
    scene = scene_of_table(geopandas.GeoDataFrame({"Event_Date": dates}, geometry=places, crs=4326))["points"]
    first, last = (numbers_in(scene[key], "<f8") for key in ("from", "to"))
    assert (last - first)[[0, 2]].tolist() == [86_400, 30 * 86_400]
    assert np.isnan(first[1])
    assert scene["undated"] == 1
    plain = scene_of_table(geopandas.GeoDataFrame({"date": ["x", "y", "z"]}, geometry=places, crs=4326))["points"]
    assert plain["from"] is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1970", 365 * 86400),
        ("19700101", 86400),
        ("1970-01-01T00:00:01+01:00", 1),
        ("1970-01-01 10:30", 60),
        ("1970-01-01/1970-01-03", 3 * 86400),
    ],
)
def test_spans_are_as_long_as_what_is_written(text: str, seconds: int) -> None:
    first, last = spans_of([text], [text])
    assert last[0] - first[0] == seconds
    assert -3600 <= first[0] <= 86400


@pytest.mark.parametrize("text", ["", "1970-13-01", "197001", "1970-02-30", "tomorrow", "1970-01-03/1970-01-01"])
def test_what_is_no_iso_date_has_no_span(text: str) -> None:
    assert np.isnan(spans_of([text], [text])).all()


def test_dates_in_words_are_read_and_exchangeable_ones_asked_about() -> None:
    first, last = spans_of(["07 August 2024", "8 août 2024"], ["07 August 2024", "8 août 2024"])
    assert (last - first).tolist() == [86400.0, 86400.0]
    assert (first[1] - first[0]) == 86400.0
    told = ["13/08/2024", "14/08/2024"]
    assert not np.isnan(spans_of(told, told)[0]).any()
    # One date that could be two makes the others of its kind unsure too; words stay.
    told = ["13/08/2024", "07/08/2024", "7 August 2024"]
    assert np.isnan(spans_of(told, told)[0]).tolist() == [True, True, False]
    assert question_of(told) == "'07/08/2024': 7 August or July 8? Write dates as 2024-08-07."


def test_what_the_reader_of_a_table_says_stands_on_its_map(tmp_path: Path) -> None:
    (tmp_path / "ged.csv").write_text("id,where_prec,date_prec,latitude,longitude\n1,6,1,19,2\n", encoding="utf-8")
    (told,) = draw(rows_of_file(tmp_path / "ged.csv")).scene["warnings"]
    assert "1 row is coded" in told


def test_the_page_and_the_terminal_ask_about_dates(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("lat,lon,event_date\n19.9,2.9,07/08/2024\n19.8,2.9,13/08/2024\n", encoding="utf-8")
    points = draw(rows_of_file(tmp_path / "t.csv")).scene["points"]
    assert (points["from"], points["undated"]) == (None, 2)
    assert points["dates_asked"].startswith("'07/08/2024': 7 August or July 8?")


def test_cells_have_about_the_area_that_is_said() -> None:
    random = np.random.default_rng(2)
    lon, lat = random.uniform(-180, 180, 50_000), np.degrees(np.arcsin(random.uniform(-1, 1, 50_000)))
    for size in SIZES_KM[4:9]:
        level = cells_of(lon, lat, size)
        assert level.count.sum() == len(lon)
        wide = np.radians(level.east - level.west)
        area = RADIUS_KM**2 * wide * (np.sin(np.radians(level.north)) - np.sin(np.radians(level.south)))
        off = area / size**2
        assert np.median(np.abs(off - 1)) < 0.02
        away = np.abs(level.south + level.north) / 2 < 80
        assert (np.abs(off[away] - 1) < 0.2).all()


def test_cells_hold_what_lies_in_them_and_poles_and_antimeridian_too() -> None:
    lon, lat = np.array([-180.0, 180.0, 0.0, 0.0, 2.9]), np.array([10.0, 10.0, 90.0, -90.0, 19.9])
    for level in levels_of(lon, lat):
        assert level.count.sum() == 5
        for x, y in zip(lon, lat, strict=True):
            assert ((level.west <= x) & (x <= level.east) & (level.south <= y) & (y <= level.north)).any()


def test_levels_are_few_enough_to_draw() -> None:
    random = np.random.default_rng(2)
    levels = levels_of(random.uniform(-180, 180, 300_000), random.uniform(-60, 70, 300_000))
    assert all(len(level.count) <= 15_000 for level in levels)
    assert [level.size_km for level in levels] == sorted(level.size_km for level in levels)


def test_a_hundred_thousand_rows_stay_below_twelve_megabytes() -> None:
    random = np.random.default_rng(4)
    count = 100_000
    words = np.array(["clash", "near", "market", "convoy", "strike", "village", "forces", "armed", "group", "attack"])
    notes = [" ".join(row) for row in words[random.integers(0, 10, (count, 12))]]
    table = pa.table(
        {
            "id": [f"SYN{number:07d}" for number in range(count)],
            "date": (np.datetime64("2020-01-01") + random.integers(0, 1800, count)).astype(str).tolist(),
            "actor": [f"Group {number}" for number in random.integers(0, 400, count)],
            "notes": notes,
        }
    ).to_pandas()
    places = geopandas.points_from_xy(random.uniform(-15, 45, count), random.uniform(-30, 33, count))
    page = draw(geopandas.GeoDataFrame(table, geometry=places, crs="EPSG:4326"), by="actor")
    assert page.scene["points"]["strategy"] == "clusters"
    assert len(page.html) < 12_000_000


def test_outlines_beyond_the_budget_are_simplified_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(points, "MOST_VERTICES", 200)
    rounds = [Point(x, 20).buffer(0.5, quad_segs=64) for x in range(5)]
    scene = scene_of_table(geopandas.GeoDataFrame({"id": range(5)}, geometry=rounds, crs=4326))["points"]
    assert sum(len(path) for _, _, paths in scene["shapes"] for path in paths) // 2 <= 200
    assert scene["simplified_m"] >= 10


@pytest.mark.parametrize("strategy", ["MARKS", "CANVAS", "CLUSTERS", "CELLS"])
def test_figures_show_tables_and_read_no_formula(monkeypatch: pytest.MonkeyPatch, strategy: str) -> None:
    names = ("MARKS", "CANVAS", "CLUSTERS", "CELLS")
    for number, name in enumerate(names[:3]):
        monkeypatch.setattr(points, name, 10**9 if number >= names.index(strategy) else 0)
    shapes = [Point(x / 10, 20 + x % 7 / 10) for x in range(30)] + [box(1, 19, 2, 20), LineString([(0, 19), (1, 20)])]
    hostile = ["$\\frac{", "\\undefined$ $x"] * 16
    frame = geopandas.GeoDataFrame({"$k^$": hostile}, geometry=shapes, crs=4326)
    scene = draw(frame, by="$k^$").scene
    assert len(figure_bytes(scene, "png")) > 20_000
    bare = {**scene, "points": {**scene["points"], "shapes": []}}
    if strategy != "CELLS":
        assert figure_bytes(bare, "png") != figure_bytes(scene, "png")


def test_a_bomb_of_parquet_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from geoevents.maps import rowfile

    monkeypatch.setattr(rowfile, "_UNPACKED_BYTES", 1 << 10)
    place = tmp_path / "a.parquet"
    pq.write_table(pa.table({"lat": [1.0] * 5000, "lon": [2.0] * 5000}), place, use_dictionary=False)
    with pytest.raises(TableError, match="unpacked"):
        rows_of_file(place)


OSM = "© OpenStreetMap contributors"
SPOT = geopandas.GeoDataFrame({"id": ["a"]}, geometry=[Point(2.9, 19.9)], crs=4326)


@pytest.mark.parametrize(
    ("frame", "credits"),
    [
        (SPOT, []),
        (SPOT.assign(border_dataset="osm-2026c"), [OSM]),
        (SPOT.assign(border_dataset="a dataset of nobody"), []),
        (SPOT.assign(attribution=f"{OSM}; Places: GeoNames"), [f"{OSM}; Places: GeoNames"]),
        (SPOT.assign(attribution="claimed by a group"), []),
        (SPOT.assign(attribution=[["©"]]), []),
    ],
    ids=["nothing", "measured", "unknown", "answer", "responsibility", "lists"],
)
def test_what_was_measured_or_drawn_is_credited(frame: geopandas.GeoDataFrame, credits: list[str]) -> None:
    ground = scene_of_table(SPOT)["attribution"]
    assert scene_of_table(frame)["attribution"] == [*credits, *ground]


def test_credits_of_frames_and_files_come_onto_the_page(tmp_path: Path) -> None:
    found = ge.enrich(pd.DataFrame({"lat": [19.9], "lon": [2.9]}))
    assert OSM in scene_of_table(found.drop(columns="border_dataset"))["attribution"]
    (tmp_path / "a.csv").write_text("lat,lon,border_dataset\n19.9,2.9,osm-2026c\n", encoding="utf-8")
    assert OSM in scene_of_table(rows_of_file(tmp_path / "a.csv"))["attribution"]


@pytest.mark.parametrize(
    "what",
    [ge.border("DZ", "ML"), ge.borders(country="ML"), ge.places("Kidal"), ge.measure(2.9, 19.9, borders="all")],
    ids=["border", "borders", "places", "measurement"],
)
def test_what_becomes_a_table_can_be_drawn(what: Any) -> None:
    page = draw(what)
    assert page.layers == ("rows",)
    assert page.scene["points"]["drawn"] == len(what.to_frame())
    assert set(what.to_frame().attrs["attribution"]) <= set(page.scene["attribution"])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", 'a,wkt\n1,POINT (1 2)\n2,"POLYGON ((179 0, -179 0, -179 1, 179 0))"\n3,CIRCLE (1 2)\n'),
        (
            "a.ndjson",
            '{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1,2]}}\n'
            '{"type":"Feature","properties":{},"geometry":'
            '{"type":"Polygon","coordinates":[[[179,0],[-179,0],[-179,1],[179,0]]]}}\n'
            '{"type":"Feature","properties":{},"geometry":{"type":"Circle","coordinates":[1,2]}}\n',
        ),
    ],
)
def test_a_map_says_of_a_row_without_a_shape_what_a_conversion_says(tmp_path: Path, name: str, content: str) -> None:
    place = tmp_path / name
    place.write_text(content)
    drawn = {one.reason: one.first for one in rows_of_file(place).unplaced}
    assert {why: len(rows) for why, rows in drawn.items()} == read_placed(place).unplaced
    assert drawn["it crosses the antimeridian between vertices 1 and 2: split it there (RFC 7946)"] == (2,)
