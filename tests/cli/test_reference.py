"""Commands that show what there is: borders, places, schema, info."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Runner


def test_borders_list(geoevents: Runner) -> None:
    found = geoevents("borders", "list", "--json").json
    pairs = {pair["border"]: pair for pair in found["pairs"]}
    assert len(pairs) > 300
    # CIA World Factbook: 1,359 km; OpenStreetMap's line is 1,365.6 km long.
    assert pairs["DZ-ML"]["length_m"] == pytest.approx(1_365_600, abs=5000)
    neighbours = geoevents("borders", "list", "--country", "Mali", "--json").json["pairs"]
    assert {pair["border"] for pair in neighbours} == {"BF-ML", "CI-ML", "DZ-ML", "GN-ML", "ML-MR", "ML-NE", "ML-SN"}
    assert "OpenStreetMap" in geoevents("borders", "list", "--country", "ML").err


@pytest.mark.parametrize("pair", ["DZ-ML", "ML-DZ", "Algeria-Mali", "mali – algérie"])
def test_border_in_either_order(pair: str, geoevents: Runner) -> None:
    ran = geoevents("borders", "show", pair)
    assert ran.code == 0, ran.err
    assert ran.out.startswith("Algeria–Mali border: 1,36")


def test_border_json(geoevents: Runner) -> None:
    found = geoevents("borders", "show", "DZ-ML", "--json").json
    assert {
        "border", "length_m", "parts", "vertices", "dataset", "date", "licence", "status", "uncertainty_m",
    } <= set(found)  # fmt: skip
    assert found["parts"] == 1


@pytest.mark.parametrize("name", ["x.geojson", "x.parquet", "x.fgb", "x.gpkg"])
def test_border_exports_with_its_attribution(name: str, geoevents: Runner, tmp_path: Path) -> None:
    import geopandas

    ran = geoevents("borders", "show", "DZ-ML", "-o", name)
    assert ran.code == 0, ran.err
    read = geopandas.read_parquet if name.endswith("parquet") else geopandas.read_file
    frame = read(tmp_path / name)
    assert len(frame) == 1
    assert frame.crs.to_epsg() == 4326
    assert "OpenStreetMap" in " ".join(str(value) for value in frame.drop(columns="geometry").iloc[0])
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (("show", "FR-ML"), 1, "Mali"),
        (("show", "DZ"), 2, "DZ-ML"),
        (("show", "XX-ML"), 1, "XX"),
        (("show", "DZ-ML", "-o", "x.shp"), 2, ".geojson"),
        (("show", "DZ-ML", "--borders", "nowhere"), 2, "osm-2026c"),
    ],
)
def test_bad_pair_is_one_message(arguments: tuple[str, ...], code: int, word: str, geoevents: Runner) -> None:
    ran = geoevents("borders", *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert word in ran.err


def test_places(geoevents: Runner) -> None:
    found = geoevents("places", "find", "Tinzaouatine", "--json").json["candidates"]
    assert {"name", "country", "lon", "lat", "radius_m", "source", "score"} <= set(found[0])
    assert {place["country"] for place in found[:4]} == {"DZ", "ML"}
    assert "Tinzaouatine" in geoevents("places", "find", "tinzaouatine").out


def test_unknown_place(geoevents: Runner) -> None:
    ran = geoevents("places", "find", "Zzyzxqwv")
    assert (ran.code, ran.out) == (1, "")
    assert "Zzyzxqwv" in ran.err


def test_schema_is_a_json_schema(geoevents: Runner, tmp_path: Path) -> None:
    from jsonschema.validators import validator_for

    printed = geoevents("schema")
    document = printed.json
    validator_for(document).check_schema(document)
    assert "claims" in document["properties"]
    geoevents("schema", "-o", "case.schema.json")
    assert json.loads((tmp_path / "case.schema.json").read_text(encoding="utf-8")) == document


def test_info_verifies_every_file(geoevents: Runner) -> None:
    found = geoevents("info", "--json").json
    assert {"version", "engine", "datasets"} <= set(found)
    assert {dataset["name"] for dataset in found["datasets"]} >= {"osm-2026c", "ne-10m"}
    assert all(file["intact"] for file in found["files"])
    out = geoevents("info").out
    assert "OpenStreetMap" in out
    assert "altered" not in out
