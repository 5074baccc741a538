"""GeoJSON with attribution."""

import json

import shapely

from geoevents.write.geojson import borders_geojson, location_geojson, solution_geojson

from . import results


def check(document):
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert document["type"] == "FeatureCollection"
    assert all(set(feature) == {"type", "properties", "geometry"} for feature in document["features"])
    assert "crs" not in document
    for feature in document["features"]:
        assert shapely.geometry.shape(feature["geometry"]).is_valid


def test_solution():
    document = solution_geojson(results.solution())
    check(document)
    kinds = [feature["properties"]["feature"] for feature in document["features"]]
    assert kinds == ["region", "fix", "region", "fix", "witness"]
    region, fix = document["features"][:2]
    assert region["properties"]["event"] == "landing"
    assert region["properties"]["account"] == "institute"
    assert region["properties"]["claims"] == ["institute/landing"]
    assert fix["geometry"] == {"type": "Point", "coordinates": [2.9512346, 19.9]}
    assert any("OpenStreetMap" in line for line in document["attribution"])
    assert "Places: Wikipedia" in document["attribution"]
    assert document["scenario"]["borders"] == "osm-2026c"


def test_location_without_an_answer_has_no_feature_of_it():
    document = location_geojson(results.location())
    check(document)
    assert {feature["properties"]["reading"] for feature in document["features"]} == {1}


def test_borders():
    document = borders_geojson([results.BORDER], [results.DATASET])
    check(document)
    assert document["attribution"] == ["© Toy"]
    assert document["features"][0]["geometry"]["coordinates"] == [[[0.0, 0.0], [1.0, 1.0]], [[1.0, 1.0], [2.0, 1.0]]]
    assert document["features"][0]["properties"]["border"] == "DZ-ML"
