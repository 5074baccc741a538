"""Collections that are longer than what is read of them at once: the same rows, the same refusals."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from geoevents.errors import TableError
from geoevents.read.placed import read_placed

PARTS = 170
TEXT = "é\N{GRINNING FACE}" * 30_000
"""Of two and four bytes, so that some letter lies where one piece ends."""


def written(place: Path, end: str = "}", text: str = TEXT) -> Path:
    feature = '{"type":"Feature","properties":{"n":%d,"text":"%s"},"geometry":{"type":"Point","coordinates":[2.5,%d]}}'
    features = ",\n ".join(feature % (number, text, number % 80) for number in range(PARTS))
    content = '\ufeff{"features": [' + features + '], "type": "FeatureCollection"' + end
    place.write_text(content, encoding="utf-8")
    assert place.stat().st_size > 1 << 24
    return place


def test_a_long_collection_is_read_feature_by_feature(tmp_path: Path) -> None:
    rows = read_placed(written(tmp_path / "a.geojson"))
    assert rows.columns["n"].to_pylist() == list(range(PARTS))
    assert set(rows.columns["text"].to_pylist()) == {TEXT}
    assert rows.geometry.null_count == 0


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (', "crs": {"type": "name", "properties": {"name": "EPSG:3857"}}}', "not in WGS84"),
        (', "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}}', ""),
        (', "type": "x"}', "there is twice|is there twice"),
        (', "n": 12}', ""),
        (', "n": 12', "no , or }"),
        (', "n": NaN}', "NaN is no JSON number"),
        ("} {}", "more after its end"),
        (', "n": [' + "[" * 900_000, "nested too deeply"),
    ],
)
def test_what_stands_behind_the_features_counts(tmp_path: Path, end: str, expected: str) -> None:
    place = written(tmp_path / "a.geojson", end)
    if not expected:
        assert len(read_placed(place)) == PARTS
        return
    with pytest.raises(TableError, match=expected):
        read_placed(place)


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    place = written(tmp_path / "a.geojson")
    content = bytearray(place.read_bytes())
    content[-100_000] = 0xFF
    place.write_bytes(content)
    with pytest.raises(TableError, match="not UTF-8 text"):
        read_placed(place)


def test_a_short_collection_gives_the_same(tmp_path: Path) -> None:
    long, short = tmp_path / "long.geojson", tmp_path / "short.geojson"
    written(long, text="x" * 110_000)
    content = json.loads(long.read_text(encoding="utf-8-sig"))
    for feature in content["features"]:
        feature["properties"]["text"] = "x"
    short.write_text(json.dumps(content), encoding="utf-8")
    assert read_placed(long).geometry.equals(read_placed(short).geometry)
