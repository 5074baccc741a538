"""What the geodesic mode promises, and how it stands to the calculator's."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import geoevents as ge
from geoevents.compass import letters
from geoevents.earth import destination, inverse
from geoevents.model import Place
from geoevents.pointradius.precision import metres_per_degree

LON = st.floats(-180, 180)
LAT = st.floats(-85, 85)


@given(LON, LAT, st.integers(0, 31), st.floats(0.1, 300), st.floats(0, 30), st.data())
def test_radius_of_a_heading_holds_the_whole_sector(
    lon: float, lat: float, point: int, km: float, extent_km: float, data: st.DataObject
) -> None:
    found = ge.point_radius(
        (lon, lat),
        f"{km:.3f} km {letters(point)}",
        extent=f"{extent_km:.3f} km",
        datum="WGS84",
        coordinate_precision="exact",
        distance_precision="1 km",
    )
    heading = found.request.legs[0].bearing
    share = data.draw(st.floats(-1, 1))
    # From anywhere in the place, at any distance and heading that the words leave open.
    start_lon, start_lat = destination(
        lon, lat, data.draw(st.floats(0, 360)), round(extent_km, 3) * 1000 * data.draw(st.floats(0, 1))
    )
    assume(round(km, 3) > 0.5)
    end_lon, end_lat = destination(
        start_lon, start_lat, heading.deg + share * heading.half_width_deg, round(km, 3) * 1000 + 500 * share
    )
    # Meridians meet: a heading from another spot of the place is turned a little against that from its center.
    turned = abs(math.tan(math.radians(max(abs(lat), abs(float(start_lat)))))) * extent_km * km * 1000 / 6000
    assert inverse(found.lon, found.lat, end_lon, end_lat)[2] <= found.uncertainty_m + turned + 1e-3


@given(LON, st.floats(-80, 80), st.integers(0, 31), st.floats(0.5, 20))
def test_modes_differ_little_over_short_distances(lon: float, lat: float, point: int, km: float) -> None:
    asked = {"datum": "WGS84", "coordinate_precision": "exact", "distance_precision": "1 km"}
    one, other = (
        ge.point_radius((lon, lat), f"{km:.2f} km {letters(point)}", mode=mode, **asked)  # type: ignore[arg-type]
        for mode in ("calculator", "geodesic")
    )
    apart = float(inverse(one.lon, one.lat, other.lon, other.lat)[2])
    # The metres in a degree change along the way: by d² tan(lat) / R at most.
    assert apart <= (km * 1000) ** 2 * (0.6 * abs(math.tan(math.radians(lat))) + 0.1) / 6.3e6 + 0.02
    assert abs(one.radius_m - other.radius_m) < 0.02 + apart


def test_geodesic_radius_is_rounded_up_and_the_calculator_s_to_the_nearest() -> None:
    asked = {"extent": "100.2 m", "datum": "WGS84", "coordinate_precision": "exact"}
    assert ge.point_radius("0.0, 0.0", mode="calculator", **asked).uncertainty_m == 100  # type: ignore[arg-type]
    assert ge.point_radius("0.0, 0.0", **asked).uncertainty_m == 101  # type: ignore[arg-type]


def test_datum_shift_is_an_error_of_its_own_on_geodesics() -> None:
    asked = {"datum": "NAD27", "coordinate_precision": "exact", "extent": "1 km"}
    kept = ge.point_radius("35.4 N 118.9 W", mode="calculator", **asked)  # type: ignore[arg-type]
    moved = ge.point_radius("35.4 N 118.9 W", **asked)  # type: ignore[arg-type]
    assert kept.geodetic_datum == "EPSG:4267"
    assert (kept.lat, kept.lon) == (35.4, -118.9)
    assert moved.geodetic_datum == "EPSG:4326"
    # NAD27 lies about 80 m from WGS84 in California (NOAA NADCON: 80 to 100 m in the western states).
    assert 70 < float(inverse(kept.lon, kept.lat, moved.lon, moved.lat)[2]) < 110
    assert 0 < dict(moved.contributions)["datum"] <= 15
    assert "NAD27 to WGS 84" in moved.notes[0]


def test_errors_add() -> None:
    base = {"at": "10.00 N 10.00 E", "datum": "WGS84", "mode": "calculator"}
    bare = ge.point_radius(**base)  # type: ignore[arg-type]
    more = ge.point_radius(**base, extent="2 km", measurement_error="30 m", source="map 1:50000")  # type: ignore[arg-type]
    assert more.radius_m - bare.radius_m == pytest.approx(2000 + 30 + 50, abs=0.01)


def test_precision_of_both_axes() -> None:
    north, east = metres_per_degree(60.0)
    found = ge.point_radius("60.0, 10.00", datum="WGS84")
    assert found.radius_m == pytest.approx(math.hypot(0.1 * north, 0.01 * east), rel=2e-3)
    coarse = ge.point_radius("60.0, 10.00", datum="WGS84", mode="calculator")
    assert coarse.radius_m == pytest.approx(0.1 * math.hypot(north, east), rel=1e-9)
    assert "the coarser" in coarse.notes[0]


def test_digits_of_the_distance_give_its_precision() -> None:
    for text, half in (("10 km", 500), ("10.1 km", 50), ("10.5 km", 250), ("100 km", 5000), ("about 9 km", 1000)):
        found = ge.point_radius("0.0, 0.0", text, datum="WGS84", coordinate_precision="exact")
        assert dict(found.contributions)["distance precision"] == pytest.approx(half)


def test_both_ends_of_an_interval_count() -> None:
    asked = {"datum": "WGS84", "coordinate_precision": "exact"}
    for text in ("2 km {0.5..2.1 km}", "2 km {1.9..3.5 km}"):
        for offset in (f"{text} N", [f"{text} N", "2 km {1.9..2.1 km} E"]):
            found = ge.point_radius("0.0, 0.0", offset, **asked)  # type: ignore[arg-type]
            assert found.request.half_precision_m == 1500.0
    # Of a distance without a heading only the farther end counts: the circle holds all that is nearer.
    assert ge.point_radius("0.0, 0.0", "2 km {0.5..2.1 km}", **asked).uncertainty_m == 2100  # type: ignore[arg-type]
    assert ge.point_radius("0.0, 0.0", "less than 2 km", **asked).uncertainty_m == 2500  # type: ignore[arg-type]
    assert ge.point_radius("0.0, 0.0", "3-5 km", **asked).uncertainty_m == 5500  # type: ignore[arg-type]
    with pytest.raises(ge.QuantityError, match="one end"):
        ge.point_radius("0.0, 0.0", "less than 2 km N", **asked)  # type: ignore[arg-type]


def test_along_a_path_the_distance_itself_does_not_count() -> None:
    asked = {"at": "0.0, 0.0", "datum": "WGS84", "coordinate_precision": "exact", "distance_precision": "1 km"}
    for mode in ("calculator", "geodesic"):
        found = ge.point_radius(offset="13 km", along_path=True, mode=mode, **asked)  # type: ignore[arg-type]
        assert (found.lon, found.lat, found.uncertainty_m) == (0.0, 0.0, 500)
        assert found.kind == "distance along a path"


@pytest.mark.parametrize("mode", ["calculator", "geodesic"])
def test_antimeridian_and_poles(mode: str) -> None:
    east = ge.point_radius("0.0 N 179.99 E", "5 km E", datum="WGS84", mode=mode)
    assert -180 <= east.lon < -179.9
    west = ge.point_radius("0.0 N 179.99 W", "5 km W", datum="WGS84", mode=mode)
    assert 179.9 < west.lon <= 180
    pole = ge.point_radius("89.99 N 0.00 E", "5 km N", datum="WGS84", mode=mode)
    assert 89.9 < pole.lat <= 90
    assert abs(pole.lon) <= 180
    assert pole.radius_m > 0


def test_the_calculator_stops_at_the_pole_and_geodesics_go_over_it() -> None:
    asked = {"datum": "WGS84", "coordinate_precision": "exact", "distance_precision": "exact"}
    there = ge.point_radius("89.99, 0.0", "5 km N", **asked)  # type: ignore[arg-type]
    assert abs(there.lon) == 180.0
    stopped = ge.point_radius("89.99, 0.0", "5 km N", mode="calculator", **asked)  # type: ignore[arg-type]
    assert (stopped.lat, stopped.lon) == (90.0, 0.0)
    assert "pole" in stopped.notes[0]


def test_orthogonal_in_either_order() -> None:
    asked = {"datum": "WGS84", "coordinate_precision": "exact", "distance_precision": "1 mi"}
    for first, second in itertools.permutations(("3 mi N", "2 mi W")):
        found = ge.point_radius("35.0, -118.0", [first, second], mode="calculator", **asked)  # type: ignore[arg-type]
        north, east = metres_per_degree(35.0)
        assert found.lat == pytest.approx(35.0 + 3 * 1609.3445 / north, abs=5.1e-8)
        assert found.lon == pytest.approx(-118.0 - 2 * 1609.3445 / east, abs=5.1e-8)
        assert found.radius_m == pytest.approx(math.sqrt(2) * 0.5 * 1609.3445)


def test_the_calculator_knows_only_the_four_winds_as_two_offsets() -> None:
    with pytest.raises(ge.PhraseError, match="north or south"):
        ge.point_radius("0.0, 0.0", ["3 km NE", "2 km NW"], datum="WGS84", mode="calculator")
    found = ge.point_radius("0.0, 0.0", ["3 km NE", "4 km NW"], datum="WGS84")
    assert inverse(0, 0, found.lon, found.lat)[2] == pytest.approx(5000, abs=1)


def test_place_gives_extent_datum_and_source() -> None:
    kidal = Place("geonames:2455290", "Kidal", "ML", 1.40921, 18.44345, 3000.0, "GeoNames cities500")
    found = ge.point_radius(kidal, "30 km")
    assert found.geodetic_datum == "EPSG:4326"
    assert dict(found.contributions)["extent"] == 3000.0
    terms = found.darwin_core.terms
    assert terms["georeferenceSources"] == "GeoNames cities500 (geonames:2455290)"
    assert ge.point_radius(kidal, "30 km", extent="1 km").radius_m == pytest.approx(found.radius_m - 2000)


def test_zeros_that_a_number_lost_cost_no_precision() -> None:
    # 2.97 is 2.97000 beside 19.95361.
    place = Place("x:1", "X", None, 2.97, 19.95361, 0.0, "nobody")
    assert ge.point_radius(place).radius_m < 2
    # Gazetteers go down to minutes, and numbers in a program have no digits that somebody wrote.
    assert ge.point_radius(Place("x:2", "X", None, 5.0, 40.0, 0.0, "nobody")).radius_m == pytest.approx(2335, rel=0.01)
    assert ge.point_radius((5.0, 40.0), datum="WGS84").radius_m == 0.0


def test_uncertainty_is_never_zero_in_darwin_core() -> None:
    for mode in ("calculator", "geodesic"):
        found = ge.point_radius("0.0, 0.0", datum="WGS84", coordinate_precision="exact", mode=mode)
        assert found.uncertainty_m == 0
        terms = found.darwin_core.terms
        assert terms["coordinateUncertaintyInMeters"] == 1
        assert "not allow" in str(terms["georeferenceRemarks"])


@pytest.mark.parametrize("unit", ["m", "km", "mi", "yd", "ft", "NM"])
def test_units_of_the_calculator_are_nearly_exact(unit: str) -> None:
    asked = {"datum": "WGS84", "coordinate_precision": "0.01", "distance_precision": f"1 {unit}"}
    one, other = (
        ge.point_radius("40.00, 5.00", f"20 {unit} NE", mode=mode, **asked)  # type: ignore[arg-type]
        for mode in ("calculator", "geodesic")
    )
    assert one.radius_m == pytest.approx(other.radius_m, rel=2e-3)
    assert np.isfinite(one.radius_m)


def test_either_order_of_two_offsets_lies_within() -> None:
    asked = {"datum": "WGS84", "coordinate_precision": "exact", "distance_precision": "exact"}
    one = ge.point_radius("60.0, 10.0", ["10 km N", "10 km E"], **asked)  # type: ignore[arg-type]
    other = ge.point_radius("60.0, 10.0", ["10 km E", "10 km N"], **asked)  # type: ignore[arg-type]
    apart = float(inverse(one.lon, one.lat, other.lon, other.lat)[2])
    # Meridians meet: d² tan(lat) / R.
    assert apart == pytest.approx(1e8 * math.tan(math.radians(60)) / 6.39e6, rel=0.01)
    assert apart <= one.uncertainty_m <= apart + 1.1


def test_the_published_formula_loses_what_the_extent_allows() -> None:
    # From the edge of a place of 3 km, 10.5 km at 22.5 degrees off the heading: 4029 + 3000 m from the middle.
    asked = {"offset": "10 km NE", "extent": "3 km", "datum": "WGS84", "coordinate_precision": "exact"}
    formula = ge.point_radius("0.0, 0.0", mode="calculator", **asked)  # type: ignore[arg-type]
    whole = ge.point_radius("0.0, 0.0", **asked)  # type: ignore[arg-type]
    assert (formula.uncertainty_m, whole.uncertainty_m) == (5727, 7030)
    edge = destination(0.0, 0.0, 148.0, 3000.0)
    there = destination(*edge, 67.5, 10_500.0)
    apart = float(inverse(whole.lon, whole.lat, *there)[2])
    assert formula.uncertainty_m < apart <= whole.uncertainty_m
    assert "5,727 m" in whole.notes[0]
