"""Whole tables on this machine, every format."""

from __future__ import annotations

import csv
import json

import geopandas
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import geoevents as ge
from geoevents.atlas.ruler import Wanted
from geoevents.bulk.local import enrich_file
from geoevents.errors import TableError

DZ_ML = Wanted("ne-10m", "DZ-ML")
TEXT = st.characters(exclude_categories=["Cs"], exclude_characters="\0\r")


def test_text_comes_through_as_it_is(tmp_path):
    source, target = tmp_path / "a.csv", tmp_path / "b.csv"
    rows = [
        ["007", "19.86798", "2.89392", "NA", "=1+1"],
        ["1e3", "", "2", "NO", 'a "b", c\nd'],
        ["12345678901234567890", "x", "", "", "é"],
    ]
    with source.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([["id", "lat", "lon", "code", "note"], *rows])
    summary = enrich_file(source, target, DZ_ML)
    assert (summary.rows, summary.located, summary.skipped) == (3, 1, 2)
    assert summary.reasons == {"no latitude": 1, "no longitude": 1}
    found = list(csv.reader(target.open(encoding="utf-8", newline="")))
    assert [row[:5] for row in found[1:]] == rows
    assert float(found[1][found[0].index("border_distance_m")]) == pytest.approx(9103.8, abs=0.05)
    assert found[2][found[0].index("border_reason")] == "no latitude"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(TEXT, max_size=12), min_size=1, max_size=8))
def test_any_text_comes_through(tmp_path_factory, texts):
    folder = tmp_path_factory.mktemp("any")
    with (folder / "a.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["lat", "lon", "text"], *(["1", "2", text] for text in texts)])
    enrich_file(folder / "a.csv", folder / "b.csv", DZ_ML)
    assert [row["text"] for row in csv.DictReader((folder / "b.csv").open(encoding="utf-8", newline=""))] == texts


def test_parquet_keeps_types_metadata_and_order(tmp_path):
    count = 300_000
    random = np.random.default_rng(1)
    frame = geopandas.GeoDataFrame(
        {"id": np.arange(count), "when": pd.date_range("2025-01-01", periods=count, freq="min")},
        geometry=geopandas.points_from_xy(random.uniform(-5, 5, count), random.uniform(15, 25, count)),
        crs="EPSG:4326",
    )
    frame.to_parquet(tmp_path / "a.parquet", index=False)
    summary = enrich_file(tmp_path / "a.parquet", tmp_path / "b.parquet", DZ_ML, formats=(None, "parquet"), workers=2)
    assert summary.rows == summary.located == count
    found = geopandas.read_parquet(tmp_path / "b.parquet")
    assert found.crs == frame.crs
    assert found["id"].tolist() == frame["id"].tolist()
    assert (found["when"] == frame["when"]).all()
    some = random.integers(0, count, 50)
    index = ge.enrich(frame.iloc[some], "DZ-ML", dataset="ne-10m")
    assert np.array_equal(index["border_distance_m"].to_numpy(), found["border_distance_m"].to_numpy()[some])


def test_features_get_properties(tmp_path):
    lines = [
        '{"type":"Feature","id":7,"geometry":{"type":"Point","coordinates":[2.894,19.868]},"properties":{"a":"é"},"x":1}',
        '{"type":"Feature","geometry":null,"properties":null}',
        '{"type":"Feature","geometry":{"type":"Point","coordinates":[]},"properties":{}}',
    ]
    (tmp_path / "a.ndjson").write_text("\n".join(lines) + "\n\n", encoding="utf-8")
    enrich_file(tmp_path / "a.ndjson", tmp_path / "b.ndjson", DZ_ML, formats=(None, "ndjson"))
    first, second, third = map(json.loads, (tmp_path / "b.ndjson").read_text(encoding="utf-8").splitlines())
    assert first["id"] == 7
    assert first["x"] == 1
    assert first["properties"]["a"] == "é"
    assert first["properties"]["border"] == "DZ-ML"
    assert second["properties"]["border_reason"] == third["properties"]["border_reason"] == "no geometry"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"", "is empty"),
        ("a.csv", b"a,b\n1,2\n", "No column is the longitude"),
        ("a.csv", b"lat,lon,long\n1,2,3\n", "could each be the longitude"),
        ("a.csv", b"lat,lon\n1,2\n1,2,3\n", r"a\.csv:3: 3 fields where the first line has 2"),
        ("a.csv", b"lat,lat,lon\n", "'lat' is there twice"),
        ("a.csv", "lat,lon\n1,2\n".encode("utf-16-le"), "Is it UTF-16"),
        ("a.ndjson", "{}".encode("utf-16"), "UTF-16"),
        ("a.csv", b"lat,lon\n1,2" + b"0" * (40 << 20), "a line of more than 16 MB"),
        ("a.csv", b",".join(b"c%d" % n for n in range(5_000)) + b"\n", "A table has 4,096"),
        ("a.csv", b"sep=;\n" + b";".join(b"c%d" % n for n in range(5_000)) + b"\n", r"a\.csv:2: 5,000 columns"),
        ("a.csv", b"lat,lon,t\n1,2,\xe9\n", "not UTF-8"),
        ("a.csv", b"lat,lon\n1,\0\n", "NUL"),
        ("a.csv", b'lat,lon\n1,"2\n', r"a\.csv:\d+: "),
        ("a.csv", b"PK\x03\x04", "is a zip file, not csv"),
        ("a.csv", b"<OGRVRTDataSource>", "is XML, not csv"),
        ("a.csv", b"lat,lon,border\n1,2,3\n", "border already"),
        ("a.parquet", b"lat,lon\n", "is no Parquet"),
        ("a.ndjson", b'{"type":"FeatureCollection","features":[]}\n', "each of its features on a line"),
        ("a.ndjson", b'{"type":"Feature","geometry":null,"properties":{"a":NaN}}\n', "NaN is no JSON number"),
        ("a.ndjson", b'{"type":"Feature","properties":' + b'{"a":' * 100_000 + b"\n", r"a\.ndjson:1: "),
        ("a.shp", b"", "not read. Save it as GeoPackage"),
        ("a.what", b"", "does not say what it is"),
    ],
)
def test_wrong_tables_are_refused_whole(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)
    target = tmp_path / "out.csv"
    target.write_text("what stood there")
    form = "ndjson" if name.endswith("ndjson") else "csv"
    with pytest.raises(TableError, match=message):
        enrich_file(tmp_path / name, target, DZ_ML, formats=(None, form))
    assert target.read_text() == "what stood there"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([name, "out.csv"])


def test_positions_in_another_system_are_refused(tmp_path):
    frame = geopandas.GeoDataFrame({"id": [1]}, geometry=geopandas.points_from_xy([5e5], [2e6]), crs="EPSG:32631")
    frame.to_parquet(tmp_path / "a.parquet")
    with pytest.raises(TableError, match="UTM zone 31N"):
        enrich_file(tmp_path / "a.parquet", tmp_path / "b.parquet", DZ_ML, formats=(None, "parquet"))
    found = ge.enrich(frame, "DZ-ML", dataset="ne-10m")
    expected = ge.enrich(frame.to_crs(4326), "DZ-ML", dataset="ne-10m")
    assert found.crs == frame.crs
    assert found["border_distance_m"].tolist() == expected["border_distance_m"].tolist()


def test_plain_parquet_and_numbers_of_other_types(tmp_path):
    table = pa.table({"lat": pa.array([19, None, 20], pa.int8()), "lon": pa.array([2.5, 2.5, np.nan], pa.float32())})
    pq.write_table(table, tmp_path / "a.parquet")
    enrich_file(tmp_path / "a.parquet", tmp_path / "b.csv", DZ_ML)
    found = pd.read_csv(tmp_path / "b.csv")
    assert found["border_reason"].fillna("").tolist() == ["", "no latitude", "longitude is not a number"]


def test_frames_with_positions_as_people_write_them():
    rows = pd.DataFrame({"Coordinates": ["19.86798, 2.89392", "near Kidal", None], "place": "Kidal"})
    found = ge.enrich(rows, "DZ-ML", borders="ne-10m")
    assert found.border_distance_m.round(1).tolist()[0] == 9103.8
    assert found.border_reason.tolist()[1:] == ["position as written cannot be read", "no position"]
    assert list(found.columns[:2]) == list(rows.columns)
    pairs = pd.DataFrame({"GPS Latitude": ["19°52'04.7\"N"], "GPS Longitude": ["2°53'38\"E"]})
    assert ge.enrich(pairs, "DZ-ML", borders="ne-10m").border.tolist() == ["DZ-ML"]


def test_frames_keep_their_index():
    frame = pd.DataFrame({"lat": [19.868, None], "lon": [2.894, 1.0], "n": ["a", "b"]}, index=[5, 5])
    found = ge.enrich(frame, "ML", dataset="ne-10m")
    assert found.index.tolist() == [5, 5]
    assert found.geometry.iloc[1] is None
    assert found.crs == "EPSG:4326"
    assert frame.geoevents.distance_to_border("ML-DZ", dataset="ne-10m").notna().tolist() == [True, False]
