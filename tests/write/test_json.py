"""Documents for other people's programs: the keys of the contract, RFC 7946 geometry, no NaN."""

import json
import math
from dataclasses import replace

import jsonschema
import numpy as np
import pytest
import shapely
from shapely import Polygon

from geoevents.errors import GeometryError
from geoevents.model import Step
from geoevents.read.case import read_case, skeleton
from geoevents.write.figures import plain, region_json
from geoevents.write.json import answer_json, location_json, measurement_json, solution_json, verdict_json
from geoevents.write.words import claim_json

from . import results


def same(document):
    return json.loads(json.dumps(document, allow_nan=False)) == document


def test_location_has_the_keys_of_the_contract():
    document = location_json(results.location())
    assert same(document)
    assert {"text", "clauses", "unparsed", "readings"} <= set(document)
    reading = document["readings"][0]
    assert {"scenario", "status", "gap_m", "fixes", "ledger"} <= set(reading)
    fix = reading["fixes"][0]
    assert set(fix) >= {"lon", "lat", "radius_m", "area_m2", "country_as_drawn", "region"}
    assert (fix["lon"], fix["radius_m"], fix["area_m2"], fix["country_as_drawn"]) == (
        2.9512346,
        7123.457,
        1234567.9,
        "ML",
    )
    assert reading["scenario"]["places"] == {"Tinzaouatine": "curated:x-1"}
    assert document["readings"][1]["status"] == "unsatisfiable"
    assert (document["readings"][1]["gap_m"], document["readings"][1]["gap_low_m"]) == (2000.0, 1234.568)
    assert document["unparsed"] == [{"text": "quux", "span": [17, 21]}]
    clause = document["clauses"][0]
    assert (clause["kind"], clause["heading"]["deg"], clause["anchor"]["place"]["name"]) == ("offset", 90.0, "Røros")
    assert clause["distance"]["number"] == "12"


def test_measurement_has_the_keys_of_the_contract():
    document = measurement_json(results.MEASUREMENT, "the wreck")
    assert same(document)
    assert document["query"] == "the wreck"
    assert document["point"] == {"lon": 2.8939169, "lat": 19.8679828, "radius_m": 0.0}
    osm, ne = document["results"]
    assert set(osm) >= {
        "dataset", "border", "distance_m", "low_m", "high_m", "border_uncertainty_m", "nearest", "azimuth_deg",
        "country_as_drawn", "side", "p_side", "status",
    }  # fmt: skip
    assert (osm["distance_m"], osm["high_m"], osm["border"]) == (9963.123, None, "DZ-ML")
    assert osm["azimuth_deg"] == 0.0, "azimuths are below 360 after rounding too"
    assert (ne["azimuth_deg"], ne["country_as_drawn"]) == (None, None)
    assert document["spread_m"] == 859.123
    assert "spread_m" not in measurement_json(replace(results.MEASUREMENT, results=(results.OTHER,)), "x")


def test_solution_has_the_keys_of_the_contract():
    document = solution_json(results.solution())
    assert same(document)
    assert {"case", "scenario", "events"} <= set(document)
    assert document["scenario"]["suppositions"] == ["one-place"]
    landing, flight = document["events"]
    assert {"id", "accounts", "combined", "measures"} <= set(landing)
    assert {"source", "status", "fixes"} <= set(landing["accounts"][0])
    assert [(account["source"], account["status"]) for account in landing["accounts"]] == [
        ("institute", "satisfiable"),
        ("ministry", None),
    ]
    assert {"status", "gap_m", "fixes"} <= set(landing["combined"])
    assert (landing["measures"][0]["of"], len(landing["measures"][0]["results"])) == ("institute", 2)
    assert flight["combined"] is None


def test_verdict_has_the_keys_of_the_contract():
    document = verdict_json(results.verdict())
    assert same(document)
    assert {"verdict", "questions", "table"} <= set(document)
    question = document["questions"][0]
    assert {"id", "scope", "verdict", "conflicts", "consistent_sets", "depends_on"} <= set(question)
    conflict = question["conflicts"][0]
    assert {"claims", "gap_m", "separation_m", "lower_bound_m", "why"} <= set(conflict)
    assert (conflict["separation_m"], conflict["lower_bound_m"]) == (3100.123, None)
    assert question["depends_on"] == [
        {"axis": "convention", "default": "gbif-2020", "choice": "decimal", "verdict": "inconsistent", "why": ""}
    ]
    assert document["table"] == [{"convention": "decimal", "gap_m": 12.5}]


def test_claims_carry_words_and_reading():
    document = claim_json(read_case(text=skeleton()).claim("ministry/entry"))
    assert same(document)
    assert document["says"] == ["3 km inside Sweden"]
    assert document["when"]["start"] == "2025-05-03T22:10:00Z"  # Stockholm is UTC+2 in May.
    assert document["read"][0]["clauses"][0]["kind"] == "depth"
    assert document["attributes"] == {"type": "sounding balloon"}


@pytest.mark.parametrize(
    "phrase",
    [
        "at 19.868 N 2.8939 E", "12 km east of Røros", "near Røros", "within 3 km of Røros",
        "2 km from the Swedish border",
        "9.5 km south of the Algeria-Mali border", "inside Mali", "outside Mali", "2 km inside Algeria",
        "2 km {1.5..2.5 km} from the Algerian border",
    ],
)  # fmt: skip
def test_every_kind_of_clause_has_a_document(phrase):
    text = skeleton().replace("read: 12 km east of Røros", f'read: "{phrase}"')
    document = claim_json(read_case(text=text).claim("institute/landing"))
    assert same(document)
    clause = document["read"][0]["clauses"][0]
    assert phrase[clause["span"][0] : clause["span"][1]] == clause["text"]


def signed_area(ring):
    x, y = np.asarray(ring).T
    return float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum() / 2)


def test_regions_are_rfc_7946():
    schema = {
        "type": "object",
        "required": ["type", "coordinates"],
        "properties": {
            "coordinates": {
                "type": "array",
                "items": {"type": "array", "minItems": 4, "items": {"type": "array", "minItems": 2, "maxItems": 2}},
            }
        },
    }
    document = region_json(results.REGION)
    jsonschema.validate(document, schema)
    exterior, hole = document["coordinates"]
    assert exterior[0] == exterior[-1]
    assert signed_area(exterior) > 0 > signed_area(hole)
    split = region_json(results.SPLIT.region)
    assert split["type"] == "MultiPolygon"
    assert all(signed_area(part[0]) > 0 for part in split["coordinates"])
    assert all(abs(lon) <= 180 for part in split["coordinates"] for lon, _ in part[0])
    assert shapely.geometry.shape(document).equals(results.REGION)


def test_a_region_smaller_than_the_rounding_is_still_a_ring():
    tiny = Polygon([(2, 19), (2 + 1e-9, 19), (2, 19 + 1e-9)])
    assert len(region_json(tiny)["coordinates"][0]) == 4


def test_nan_is_an_error_and_infinity_null():
    assert plain({"high": math.inf}) == {"high": None}
    with pytest.raises(GeometryError):
        plain([math.nan])
    broken = replace(results.FOUND, ledger=(Step("x", {"d": np.float64("nan")}),))
    with pytest.raises(GeometryError):
        answer_json(broken)
    with pytest.raises(GeometryError):
        measurement_json(replace(results.MEASUREMENT, lon=math.nan), "x")
