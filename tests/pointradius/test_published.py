"""Runs that the authors of the Georeferencing Calculator publish, to the digit that it prints."""

from __future__ import annotations

import math
from typing import Any

import pytest

import geoevents as ge
from geoevents.pointradius.datum import unknown_shift_m
from geoevents.pointradius.precision import precision_m

# Georeferencing Calculator Manual (Bloom, Wieczorek & Zermoglio 2020) and Georeferencing Best Practices (Chapman &
# Wieczorek 2020): input, decimal latitude, decimal longitude, uncertainty in metres.
RUNS: list[tuple[str, dict[str, Any], float, float, int]] = [
    (
        "coordinates only",
        {"at": "35°22'24\"N 119°1'4\"W"},
        35.3733333,
        -119.0177778,
        3085,
    ),
    (
        "geographic feature only",
        {"at": "35°22'24\"N 119°1'4\"W", "extent": "3 km"},
        35.3733333,
        -119.0177778,
        6085,
    ),
    (
        "distance only",
        {
            "at": "35.373, -119.018",
            "offset": "5 mi",
            "datum": "NAD27",
            "coordinate_precision": "0.001",
            "extent": "2 mi",
            "distance_precision": "1 mi",
        },
        35.373,
        -119.018,
        12213,
    ),
    (
        "distance along orthogonal directions",
        {
            "at": "35°25'4\"N 118°58'54\"W",
            "offset": ["3 mi N", "2 mi E"],
            "extent": "2 mi",
            "distance_precision": "1 mi",
            "coordinate_precision": "nearest second",
        },
        35.4612939,
        -118.946227,
        7441,
    ),
    (
        "distance at a heading",
        {
            "at": "35°24'21\"N 118°51'25\"W",
            "offset": "10 mi ENE",
            "datum": "NAD27",
            "extent": "2 mi",
            "measurement_error": "0.007 mi",
            "source": "USGS 1:24000",
            "distance_precision": "10 mi",
            "coordinate_precision": "nearest second",
        },
        35.4613445,
        -118.6932627,
        12055,
    ),
]


@pytest.mark.parametrize(("kind", "given", "lat", "lon", "radius_m"), RUNS, ids=[run[0] for run in RUNS])
def test_published_run(kind: str, given: dict[str, Any], lat: float, lon: float, radius_m: int) -> None:
    found = ge.point_radius(**given, mode="calculator")
    assert found.kind == kind
    assert (found.lat, found.lon, found.uncertainty_m) == (lat, lon, radius_m)
    terms = found.darwin_core.terms
    assert terms["decimalLatitude"] == lat
    assert terms["decimalLongitude"] == lon
    assert terms["coordinateUncertaintyInMeters"] == radius_m
    assert terms["geodeticDatum"] == ("EPSG:4267" if "datum" in given else "not recorded")
    assert terms["coordinatePrecision"] == 1e-7


def test_heading_formula() -> None:
    # Wieczorek et al. 2004: d = 10 km, half-width 22.5 degrees, d' = 0 gives 3.902 km.
    found = ge.point_radius(
        "0.0, 0.0",
        "10 km NE",
        datum="WGS84",
        coordinate_precision="exact",
        distance_precision="exact",
        mode="calculator",
    )
    assert f"{found.radius_m / 1000:.3f}" == "3.902"


@pytest.mark.parametrize(("lat", "metres"), [(0, 156904), (30, 146963), (60, 124605), (85, 112109)])
def test_precision_of_one_degree(lat: float, metres: int) -> None:
    # Chapman & Wieczorek 2020, table of uncertainty due to coordinate precision; the table rounds up.
    assert math.ceil(precision_m(lat, 1.0)) == metres


def test_unknown_datum_at_the_published_point() -> None:
    assert unknown_shift_m(-119.0177778, 35.3733333) == 3045.0


# The calculator's own test data, in its unit: github.com/VertNet/georefcalculator, source/test_data.js of 2015.
OWN_TESTS: list[tuple[dict[str, Any], float, float, float, str]] = [
    (
        {"at": "35.37, -119.02", "datum": "NAD27", "source": "USGS 1:24000", "coordinate_precision": "0.01"},
        35.37,
        -119.02,
        1.0,
        "1446.325",
    ),
    (
        {
            "at": "35°26.1'N 118°48.1'W",
            "offset": "13 mi",
            "along_path": True,
            "datum": "NAD27",
            "source": "USGS 1:100000",
            "coordinate_precision": "0.1 minutes",
            "extent": "2 mi",
            "measurement_error": "0.03107 mi",
            "distance_precision": "1 mi",
        },
        35.435,
        -118.8016667,
        1609.3445,
        "2.711",
    ),
    (
        {
            "at": "35°24'21\"N 118°51'25\"W",
            "offset": "10 mi ENE",
            "datum": "NAD27",
            "extent": "2 mi",
            "measurement_error": "0.007 mi",
            "source": "USGS 1:24000",
            "distance_precision": "10 mi",
        },
        35.4613445,
        -118.6932627,
        1609.3445,
        "7.491",
    ),
]


@pytest.mark.parametrize(("given", "lat", "lon", "unit_m", "printed"), OWN_TESTS)
def test_own_test_data(given: dict[str, Any], lat: float, lon: float, unit_m: float, printed: str) -> None:
    found = ge.point_radius(**given, mode="calculator")
    assert (found.lat, found.lon) == (lat, lon)
    assert f"{found.radius_m / unit_m:.3f}" == printed


def test_own_test_data_with_the_shift_of_its_time() -> None:
    # 10 mi E, datum not recorded: 12.254 mi when the calculator still took 79 m for that.
    given = {"offset": "10 mi E", "extent": "2 mi", "distance_precision": "10 mi", "mode": "calculator"}
    found = ge.point_radius("35°22'24\"N 118°50'56\"W", **given)
    assert (found.lat, found.lon) == (35.3733333, -118.671788)
    then = ge.point_radius("35°22'24\"N 118°50'56\"W", datum="WGS84", measurement_error="79 m", **given)
    assert f"{then.radius_m / 1609.3445:.3f}" == "12.254"
    assert found.radius_m > then.radius_m
