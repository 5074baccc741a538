"""What people write for the calculator, and what is refused."""

from __future__ import annotations

import time
from typing import Any

import pytest

import geoevents as ge
from geoevents.pointradius.datum import datum_from, to_wgs84, unknown_shift_m
from geoevents.pointradius.precision import precision_from, source_feet
from geoevents.pointradius.request import offset_from

AT = "19.868 N 2.894 E"


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("exact", 0.0),
        ("0.001", 0.001),
        (0.5, 0.5),
        ("0.01°", 0.01),
        ("degree", 1.0),
        ("nearest degree", 1.0),
        ("1/4 degree", 0.25),
        ("nearest 30 minutes", 0.5),
        ("1'", 1 / 60),
        ("0.1 minutes", 1 / 600),
        ("nearest second", 1 / 3600),
        ('0.01"', 1 / 360_000),
        ("5 seconds", 5 / 3600),
    ],
)
def test_precision(text: str | float, degrees: float) -> None:
    assert precision_from(text) == pytest.approx(degrees, rel=1e-12)


@pytest.mark.parametrize(
    "text", ["", "-1", "1/0", "91", "about a minute", "1e-3", "nan", float("nan"), "." * 100_000, "1 mile"]
)
def test_no_precision(text: str | float) -> None:
    with pytest.raises(ge.CoordinateError):
        precision_from(text)


# Horizontal accuracies: Chapman & Wieczorek 2020 (USGS, in feet), 1 mm for other maps, NATO STANAG 2215 for NTS.
@pytest.mark.parametrize(
    ("source", "metres"),
    [
        ("GPS", 0.0),
        ("gazetteer", 0.0),
        ("USGS 1:1,200", 1.0),
        ("USGS map: 1:24,000", 12.2),
        ("usgs 1:62500", 32.0),
        ("USGS 1:250000", 127.1),
        ("NTS (A) 1:250000", 125.0),
        ("NTS map (C): 1:50,000", 75.0),
        ("map 1:100 000", 100.0),
        ("other map: 1:3.000.000", 3000.0),
        ("Google Maps", 7.8),
    ],
)
def test_source(source: str, metres: float) -> None:
    assert source_feet(source) * 0.3048 == pytest.approx(metres, abs=0.06)


@pytest.mark.parametrize(
    "source", ["", "hearsay", "USGS 1:77", "USGS 1:99999", "map 1:0", "1:" + "9" * 10_000, "NTS D 1:50000"]
)
def test_no_source(source: str) -> None:
    with pytest.raises(ge.QuantityError):
        source_feet(source)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("WGS84", "EPSG:4326"),
        ("wgs 84", "EPSG:4326"),
        ("EPSG:4267", "EPSG:4267"),
        ("epsg:4269", "EPSG:4269"),
        ("NAD27", "EPSG:4267"),
        ("ED50", "EPSG:4230"),
        ("Pulkovo 1942", "EPSG:4284"),
        ("Adindan", "EPSG:4201"),
        ("Nord Sahara 1959", "EPSG:4307"),
    ],
)
def test_datum(name: str, code: str) -> None:
    found = datum_from(name)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("name", [None, "", "unknown", "not recorded", "Datum not recorded"])
def test_datum_not_recorded(name: str | None) -> None:
    assert datum_from(name) is None


@pytest.mark.parametrize(
    "name",
    [
        "Atlantis",
        "EPSG:32631",
        "EPSG:4979",
        "EPSG:999999",
        "NTF (Paris)",
        "+proj=longlat +nadgrids=/etc/passwd",
        "/etc/passwd",
        "urn:ogc:def:crs:EPSG::4267",
        "A" * 100_000,
    ],
)
def test_no_datum(name: str) -> None:
    with pytest.raises(ge.CoordinateError):
        datum_from(name)


def test_unknown_shift_goes_round_the_globe_and_over_the_poles() -> None:
    assert unknown_shift_m(179.9, 0.0) == unknown_shift_m(-180.0, 0.0) == unknown_shift_m(-179.9, 0.0)
    # All datums meet at the poles: one figure for all longitudes.
    assert len({unknown_shift_m(lon, 90.0) for lon in range(-180, 180, 7)}) == 1
    assert len({unknown_shift_m(lon, -90.0) for lon in range(-180, 180, 7)}) == 1
    shifts = [unknown_shift_m(lon, lat) for lon in range(-180, 181, 5) for lat in range(-90, 91, 5)]
    assert (min(shifts), max(shifts)) == (1554.0, 5358.0)


def test_no_way_to_wgs84_is_an_error_with_a_cure() -> None:
    adindan = datum_from("Adindan")
    assert adindan is not None
    # Adindan is of the Nile; nobody registered what it would be in the Pacific.
    with pytest.raises(ge.CoordinateError, match="calculator's mode"):
        to_wgs84(-150.0, 10.0, adindan)


@pytest.mark.parametrize(
    ("text", "number", "unit", "deg", "half"),
    [
        ("10 mi ENE", "10", "mi", 67.5, 11.25),
        ("3.5 km southeast", "3.5", "km", 135.0, 22.5),
        ("8 km 135°", "8", "km", 135.0, 1.0),
        ("about 12 NM N", "12", "NM", 0.0, 45.0),
        ("5 mi", "5", "mi", None, None),
        ("2 km {1.5..2.5 km} south", "2", "km", 180.0, 45.0),
    ],
)
def test_offset(text: str, number: str, unit: str, deg: float | None, half: float | None) -> None:
    distance, heading = offset_from(text)
    assert (distance.number, distance.unit) == (number, unit)
    assert (None if heading is None else (heading.deg, heading.half_width_deg)) == (
        None if deg is None else (deg, half)
    )


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"at": "95 N 3 E"}, ge.CoordinateError, "95"),
        ({"at": (3.0, 95.0)}, ge.CoordinateError, "95"),
        ({"at": (float("nan"), 1.0)}, ge.CoordinateError, "no position|nan"),
        ({"at": ("a", "b")}, ge.CoordinateError, "no position"),
        ({"at": (1.0, 2.0, 3.0)}, ge.CoordinateError, "no position"),
        ({"at": None}, ge.CoordinateError, "no position"),
        ({"at": "31QDB888968", "datum": "ED50"}, ge.CoordinateError, "ED50"),
        ({"at": "Kidal"}, ge.CoordinateError, "Kidal"),
        ({"offset": "ten leagues"}, ge.QuantityError, "leagues"),
        ({"offset": "10 leagues N"}, ge.QuantityError, "leagues"),
        ({"offset": "10 km upwards"}, ge.CoordinateError, "upwards"),
        ({"offset": ["3 mi N", "2 mi NE"]}, ge.PhraseError, "right angles"),
        ({"offset": ["3 mi N", "2 mi S"]}, ge.PhraseError, "right angles"),
        ({"offset": ["3 mi", "2 mi"]}, ge.PhraseError, "no heading"),
        ({"offset": ["3 mi N", "2 mi E", "1 mi S"]}, ge.PhraseError, "two offsets"),
        ({"offset": ["3 mi N", "2 mi"]}, ge.PhraseError, "two offsets"),
        ({"offset": "3 mi N", "along_path": True}, ge.PhraseError, "path"),
        ({"along_path": True}, ge.PhraseError, "path"),
        ({"offset": "2000 km N"}, ge.QuantityError, "1000 km"),
        ({"offset": "at least 5 km N"}, ge.QuantityError, "one end"),
        ({"extent": "-2 km"}, ge.QuantityError, "-2 km|number"),
        ({"extent": "at least 2 km"}, ge.QuantityError, "no end"),
        ({"measurement_error": "9999999 km"}, ge.QuantityError, "1000 km"),
        ({"datum": "Atlantis"}, ge.CoordinateError, "Atlantis"),
        ({"source": "hearsay"}, ge.QuantityError, "hearsay"),
        ({"mode": "best"}, ge.PhraseError, "geodesic"),
        ({"convention": "none"}, ge.QuantityError, "none"),
        ({"offset": "9" * 5000}, ge.QuantityError, "no offset"),
    ],
)
def test_refused(given: dict[str, Any], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        ge.point_radius(**{"at": AT, "offset": "10 km N" if "convention" in given else (), **given})


def test_hostile_offsets_take_no_time() -> None:
    began = time.perf_counter()
    for text in ("9" * 20_000, " " * 20_000, "1 " * 10_000, "{" * 20_000, "a" * 20_000 + "1", "1a" * 80):
        with pytest.raises(ge.GeoEventsError):
            ge.point_radius(AT, text)
    assert time.perf_counter() - began < 1.0


def test_grids_are_read_on_the_ellipsoid_of_their_own() -> None:
    # Plus codes are WGS84 by definition; of a grid reference nobody knows.
    assert ge.point_radius("7FQ8WQ00+").geodetic_datum == "EPSG:4326"
    assert ge.point_radius("31QDB888968").geodetic_datum == "not recorded"
    # The ellipsoids of NAD83 and WGS84 differ by a tenth of a millimetre.
    assert ge.point_radius("11SLA1234567890", datum="NAD83", mode="calculator").geodetic_datum == "EPSG:4269"
