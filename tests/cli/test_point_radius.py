"""`geoevents point-radius`, and `geoevents locate --protocol point-radius`: Darwin Core on the command line."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
import shapely

from geoevents.earth import inverse
from geoevents.pointradius import TERMS

from .conftest import Runner

STRIKE = "3.5 km southeast of Tinzaouatine and 2 km from the Algerian border"
AWAY = "10 mi ENE of 35°24'21\"N 118°51'25\"W"

# The published runs (tests/pointradius/test_published.py), as a person types them.
RUNS = [
    (("--at", "35°22'24\"N 119°1'4\"W"), 35.3733333, -119.0177778, 3085),
    (("--at", "35°22'24\"N 119°1'4\"W", "--extent", "3 km"), 35.3733333, -119.0177778, 6085),
    (
        (
            "--at", "35.373, -119.018", "--datum", "NAD27", "--coordinate-precision", "0.001", "--offset", "5 mi",
            "--extent", "2 mi", "--distance-precision", "1 mi",
        ),
        35.373, -119.018, 12213,
    ),
    (
        (
            "--at", "35°25'4\"N 118°58'54\"W", "--offset", "3 mi N", "--offset", "2 mi E", "--extent", "2 mi",
            "--distance-precision", "1 mi", "--coordinate-precision", "nearest second",
        ),
        35.4612939, -118.946227, 7441,
    ),
    (
        (
            "--at", "35°24'21\"N 118°51'25\"W", "--offset", "10 mi ENE", "--datum", "NAD27", "--extent", "2 mi",
            "--measurement-error", "0.007 mi", "--source", "USGS 1:24000", "--distance-precision", "10 mi",
        ),
        35.4613445, -118.6932627, 12055,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "lat", "lon", "radius_m"), RUNS)
def test_published_runs(arguments: tuple[str, ...], lat: float, lon: float, radius_m: int, geoevents: Runner) -> None:
    found = geoevents("point-radius", *arguments, "--calculator", "--json").json
    assert (found["lat"], found["lon"], found["uncertainty_m"]) == (lat, lon, radius_m)
    terms = found["darwin_core"]
    assert list(terms) == list(TERMS)
    assert (terms["decimalLatitude"], terms["decimalLongitude"]) == (lat, lon)
    assert terms["coordinateUncertaintyInMeters"] == radius_m
    assert found["geodesic"]["geodetic_datum"] in ("not recorded", "EPSG:4326")
    told = geoevents("point-radius", *arguments, "--calculator").out
    assert f"± {radius_m:,} m" in told.splitlines()[0]
    assert "on geodesics" in told.splitlines()[1]


def test_modes_change_places(geoevents: Runner) -> None:
    arguments = RUNS[-1][0]
    one = geoevents("point-radius", *arguments, "--json").json
    other = geoevents("point-radius", *arguments, "--calculator", "--json").json
    assert (one["mode"], other["mode"]) == ("geodesic", "calculator")
    assert one["calculator"]["uncertainty_m"] == other["uncertainty_m"] == 12055
    assert (
        other["geodesic"]["uncertainty_m"]
        == one["uncertainty_m"]
        == one["darwin_core"]["coordinateUncertaintyInMeters"]
    )
    assert one["darwin_core"]["geodeticDatum"] == "EPSG:4326"
    assert other["darwin_core"]["geodeticDatum"] == "EPSG:4267"


def test_an_unknown_datum_is_told(geoevents: Runner) -> None:
    ran = geoevents("point-radius", "--at", "35°22'24\"N 119°1'4\"W")
    assert "3,045 m" in ran.err
    assert "--datum" in ran.err
    assert geoevents("point-radius", "--at", "35°22'24\"N 119°1'4\"W", "-q").err == ""


def test_a_place_and_what_stands_in_words(geoevents: Runner) -> None:
    words = ("--offset", "30 km", "--locality", "30 km from Tinzaouatine")
    found = geoevents("point-radius", "--at", "Tinzaouatine", "--pick", "1", *words, "--json").json
    assert found["locality_type"] == "distance only"
    assert found["darwin_core"]["verbatimLocality"] == "30 km from Tinzaouatine"
    assert found["darwin_core"]["geodeticDatum"] == "EPSG:4326"
    assert geoevents("point-radius", "--at", "Tinzaouatine").code == 1


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 2, ["--at"]),
        (("--at", "95, 3"), 1, ["95"]),
        (("--at", "Zzyzxqwv"), 1, ["Zzyzxqwv"]),
        (("--at", "35, -118", "--offset", "ten leagues N"), 1, ["leagues"]),
        (("--at", "35, -118", "--offset", "3 mi N", "--offset", "2 mi NE"), 1, ["right angles"]),
        (("--at", "35, -118", "--datum", "Atlantis"), 1, ["Atlantis", "not recorded"]),
        (("--at", "35, -118", "--source", "hearsay"), 1, ["hearsay", "GPS"]),
        (("--at", "35, -118", "--coordinate-precision", "fine"), 1, ["fine", "nearest second"]),
        (("--at", "35, -118", "--json", "--csv"), 2, ["--csv"]),
        (("--at", "10 N 150 W", "--datum", "Adindan"), 1, ["Adindan", "calculator"]),
        (("--at", "35, -118", "-o", "no/such/folder/x.json"), 1, ["no/such/folder"]),
    ],
)
def test_bad_input_is_one_message(arguments: tuple[str, ...], code: int, words: list[str], geoevents: Runner) -> None:
    ran = geoevents("point-radius", *arguments)
    assert ran.code == code
    assert ran.out == "" or "-o" in arguments
    for word in words:
        assert word in ran.err


def test_one_mode_can_answer_where_the_other_cannot(geoevents: Runner) -> None:
    found = geoevents("point-radius", "--at", "10 N 150 W", "--datum", "Adindan", "--calculator", "--json").json
    assert found["geodesic"] is None
    assert "Adindan" in found["reason"]
    assert (
        "Not the other way" in geoevents("point-radius", "--at", "10 N 150 W", "--datum", "Adindan", "--calculator").out
    )


def records_of(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [record for reading in document["readings"] for record in reading["darwin_core"]]


def test_every_reading_has_its_terms(geoevents: Runner) -> None:
    found = geoevents("locate", STRIKE, "--protocol", "point-radius", "--json").json
    assert len(found["readings"]) == 4
    for reading in found["readings"]:
        assert {"scenario", "status", "gap_m", "fixes", "ledger", "darwin_core", "point_radius"} <= set(reading)
        assert len(reading["darwin_core"]) == len(reading["fixes"]) >= 1
        # Two clauses are more than the calculator takes, and it is said.
        assert reading["point_radius"]["calculator"] is None
        assert "one clause" in reading["point_radius"]["reason"]
        for fix, terms in zip(reading["fixes"], reading["darwin_core"], strict=True):
            assert list(terms) == list(TERMS)
            assert None not in terms.values()
            assert (terms["decimalLatitude"], terms["decimalLongitude"]) == (fix["lat"], fix["lon"])
            assert fix["radius_m"] <= terms["coordinateUncertaintyInMeters"] <= fix["radius_m"] + 1.5
            assert terms["geodeticDatum"] == terms["footprintSRS"] == "EPSG:4326"
            assert terms["verbatimLocality"] == STRIKE
            assert terms["footprintSpatialFit"] == 1
            footprint = shapely.from_wkt(terms["footprintWKT"])
            corners = shapely.get_coordinates(footprint)
            reach = inverse(terms["decimalLongitude"], terms["decimalLatitude"], corners[:, 0], corners[:, 1])[2]
            assert reach.max() <= terms["coordinateUncertaintyInMeters"]
            circle = 3.141592653589793 * terms["coordinateUncertaintyInMeters"] ** 2
            assert terms["pointRadiusSpatialFit"] == pytest.approx(circle / fix["area_m2"], rel=1e-2)
            assert "OpenStreetMap borders" in terms["georeferenceSources"]
            assert "gbif-2020" in terms["georeferenceRemarks"]


def test_locate_with_the_calculator(geoevents: Runner) -> None:
    asked = (
        "--radial", "2 mi", "--datum", "NAD27", "--source", "USGS 1:24000", "--measurement-error", "0.007 mi",
        "--distance-precision", "10 mi",
    )  # fmt: skip
    found = geoevents("locate", AWAY, "--protocol", "point-radius", "--calculator", *asked, "--json").json
    (reading,) = found["readings"]
    (terms,) = reading["darwin_core"]
    assert (terms["decimalLatitude"], terms["decimalLongitude"]) == (35.4613445, -118.6932627)
    assert terms["coordinateUncertaintyInMeters"] == 12055
    assert terms["verbatimLocality"] == AWAY
    assert reading["point_radius"]["geodesic"]["uncertainty_m"] == pytest.approx(12055, abs=200)


def test_calculator_s_circle_is_held_against_the_region(geoevents: Runner) -> None:
    (terms,) = records_of(geoevents("locate", AWAY, "--protocol", "point-radius", "--calculator", "--json").json)
    assert terms["geodeticDatum"] == "EPSG:4326"
    assert terms["pointRadiusSpatialFit"] >= 1
    assert terms["footprintWKT"].startswith("POLYGON")
    exact = ("--distance-precision", "exact", "--coordinate-precision", "exact")
    (terms,) = records_of(
        geoevents("locate", AWAY, "--protocol", "point-radius", "--calculator", *exact, "--json").json
    )
    # Without the precision of the figures the circle loses a part of what the words allow.
    assert terms["pointRadiusSpatialFit"] == 0


def test_two_offsets_and_coordinates(geoevents: Runner) -> None:
    types = {
        "8 km E and 6 km N of 18.44 N 1.41 E": "distance along orthogonal directions",
        "19.868 N 2.894 E": "coordinates only",
        "30 km from 18.44 N 1.41 E": "distance only",
        "10 km north of 18.44 N 1.41 E": "distance at a heading",
    }
    for text, kind in types.items():
        found = geoevents("locate", text, "--protocol", "point-radius", "--json").json
        for reading in found["readings"]:
            both = reading["point_radius"]
            assert both["calculator"]["locality_type"] == both["geodesic"]["locality_type"] == kind


def test_terminal_lists_the_terms(geoevents: Runner) -> None:
    out = geoevents("locate", "10 km north of 18.44 N 1.41 E", "--protocol", "point-radius").out
    for term in TERMS:
        assert term in out
    assert "as the calculator prints it" in out
    assert "on geodesics" in out
    assert max(map(len, out.splitlines())) <= 110


def test_nowhere_has_no_record(geoevents: Runner) -> None:
    text = "within 5 km of 18.44 N 1.41 E and inside Algeria"
    found = geoevents("locate", text, "--protocol", "point-radius", "--json").json
    assert records_of(found) == []
    assert geoevents("locate", text, "--protocol", "point-radius").code == 0


def test_what_is_left_out_stands_in_the_record(geoevents: Runner) -> None:
    ran = geoevents("locate", "10 km north of 18.44 N 1.41 E beside the zzyzx", "--protocol", "point-radius", "--json")
    if ran.code == 0:
        assert all("zzyzx" in terms["georeferenceRemarks"] for terms in records_of(ran.json))
    else:
        assert "zzyzx" in ran.err


def test_csv(geoevents: Runner, tmp_path: Path) -> None:
    ran = geoevents("locate", STRIKE, "--protocol", "point-radius", "--csv")
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert len(rows) == 4
    assert list(rows[0]) == list(TERMS)
    assert rows[0]["verbatimLocality"] == STRIKE
    assert rows[0]["coordinatePrecision"] == "0.0000001"
    assert geoevents("locate", STRIKE, "--protocol", "point-radius", "--csv", "-o", "dwc.csv").out.startswith(
        "2 possible"
    )
    assert (tmp_path / "dwc.csv").read_text(encoding="utf-8") == ran.out
    one = geoevents("point-radius", "--at", "1 N 2 E", "--datum", "WGS84", "--locality", "=1+1", "--csv").out
    assert next(iter(csv.DictReader(io.StringIO(one))))["verbatimLocality"] == "'=1+1"


@pytest.mark.parametrize("option", [("--calculator",), ("--csv",), ("--datum", "NAD27"), ("--radial", "2 mi")])
def test_what_needs_the_protocol_says_so(option: tuple[str, ...], geoevents: Runner) -> None:
    ran = geoevents("locate", AWAY, *option)
    assert ran.code == 2
    assert "--protocol point-radius" in ran.err


def test_shape_is_as_it_was(geoevents: Runner) -> None:
    found = json.loads(geoevents("locate", AWAY, "--json").out)
    assert "darwin_core" not in found["readings"][0]
    assert "region" in found["readings"][0]["fixes"][0]
