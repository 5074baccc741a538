"""Coordinates in the notations that people use."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from geoevents.coordinates import (
    find_coordinates,
    format_decimal,
    format_dms,
    format_mgrs,
    looks_like_coordinates,
    parse_coordinates,
    swapped,
)
from geoevents.errors import CoordinateError

# The wreck of the founding case: 19 + 52/60 + 4.738/3600 N, 2 + 53/60 + 38.101/3600 E.
WRECK = (19.867982777778, 2.893916944444)

# Zone 17, 630084 m east, 4833438 m north is 43°38'33.24"N 79°23'13.7"W (Wikipedia, "Universal Transverse Mercator").
CN_TOWER = (43 + 38 / 60 + 33.24 / 3600, -(79 + 23 / 60 + 13.7 / 3600))


@pytest.mark.parametrize(
    ("text", "lat", "lon"),
    [
        ("195655N 0025804E", 19.948611, 2.967778),
        ("N195655 E0025804", 19.948611, 2.967778),
        ("1956N 00258E", 19.933333, 2.966667),
        ("5230.5N 01322.1E", 52.508333, 13.368333),
        ("13-12.5N 043-05.0E", 13.208333, 43.083333),
        ("19° 06,78' Nord - 01° 45,00' Est", 19.113, 1.75),
        ("19°52'04,738\" N et 2°53'38,101\" E", 19.867983, 2.893917),
        ("19,868° de latitude nord et 2,894° de longitude est", 19.868, 2.894),
        ("33.51 degrees north and 36.29 degrees east", 33.51, 36.29),
    ],
)
def test_as_ships_pilots_and_communiques_write(text: str, lat: float, lon: float) -> None:
    found = parse_coordinates(text)
    assert (found.lat, found.lon) == (pytest.approx(lat, abs=1e-6), pytest.approx(lon, abs=1e-6))
    assert found.half_lat_deg < 0.009


@pytest.mark.parametrize(
    ("text", "lat", "lon"),
    [
        ("48°35′40″ с. ш. 38°00′04″ в. д.", 48.594444, 38.001111),
        ("16°16' с.ш., 0°02' з.д.", 16.266667, -0.033333),
        ("48,5945° северной широты, 38,0012° восточной долготы", 48.5945, 38.0012),
        ("33,8 ю. ш. 151,2 в. д.", -33.8, 151.2),
        ("48.5945 СШ 38.0012 ВД", 48.5945, 38.0012),
        ("48°35′ С 38°00′ В", 48.583333, 38.0),
        ("19 градусов 52 минуты с. ш., 2 градуса 53 минуты в. д.", 19.866667, 2.883333),
        ("широта 48,5945, долгота 38,0012", 48.5945, 38.0012),
        ("48°35′40″ пн. ш. 38°00′04″ сх. д.", 48.594444, 38.001111),
        ("16°16' пд.ш., 0°02' зх.д.", -16.266667, -0.033333),
        ("48,5945° північної широти, 38,0012° східної довготи", 48.5945, 38.0012),
        ("48°35′ Пн 38°00′ Сх", 48.583333, 38.0),
        ("широта 50,9077, довгота 34,7981", 50.9077, 34.7981),
    ],
)
def test_russian_and_ukrainian_hemispheres(text: str, lat: float, lon: float) -> None:
    found = parse_coordinates(text)
    assert (found.lat, found.lon) == (pytest.approx(lat, abs=1e-6), pytest.approx(lon, abs=1e-6))


@pytest.mark.parametrize("text", ["48,5945 с 38,0012 в", "7С7253З", "48 в 38 с", "с. ш. в. д.", "5 с. д. 6 в. ш."])
def test_prepositions_are_no_hemispheres(text: str) -> None:
    """In Russian "с" and "в" are "with" and "in": only with "ш." and "д." behind them, or in capitals, do they tell."""
    with pytest.raises(CoordinateError):
        parse_coordinates(text)


def test_a_sign_and_a_hemisphere_say_it_twice_and_a_dash_does_not() -> None:
    assert parse_coordinates("19.868 N - 2.894 E").lon == 2.894
    with pytest.raises(CoordinateError, match="say it twice"):
        parse_coordinates("19.868 N -2.894 E")


@pytest.mark.parametrize(
    "text",
    [
        "19°52'04.738\"N 2°53'38.101\"E",
        "19°52′04.738″N, 2°53′38.101″E",
        "19° 52' 04.738'' N  2° 53' 38.101'' E",
        "19º52’04.738”N 2º53’38.101”E",
        "N 19°52'04.738\" E 2°53'38.101\"",
        "2°53'38.101\"E 19°52'04.738\"N",
        "19 52 04.738 N 2 53 38.101 E",
        "19:52:04.738N, 2:53:38.101E",
        "19°52'04,738\"N 2°53'38,101\"E",
        "19d52m04.738sN 2d53m38.101sE",
        "19°52'04.738\"N\u00a02°53'38.101\"E",
        "19 52 04.738, 2 53 38.101",
        "19°52'04.738\", 2°53'38.101\"",
        "lat 19°52'04.738\" lon 2°53'38.101\"",
        "19°52'04.738\" Nord 2°53'38.101\" Est",
        "(19°52'04.738\"N 2°53'38.101\"E)",
    ],
)
def test_dms(text: str) -> None:
    found = parse_coordinates(text)
    assert (found.lat, found.lon) == pytest.approx(WRECK, abs=1e-11)
    # 0.001 of a second of arc is about 3 cm; half of it either way.
    assert found.half_lat_deg == pytest.approx(0.0005 / 3600)
    assert found.notation == "dms"


@pytest.mark.parametrize(
    ("text", "lat", "lon", "half_lat", "half_lon"),
    [
        ("19.868, 2.8939", 19.868, 2.8939, 0.0005, 0.00005),
        ("19.868 2.8939", 19.868, 2.8939, 0.0005, 0.00005),
        ("19.868; 2.8939", 19.868, 2.8939, 0.0005, 0.00005),
        ("19,868; 2,8939", 19.868, 2.8939, 0.0005, 0.00005),
        ("19,868° N 2,8939° E", 19.868, 2.8939, 0.0005, 0.00005),
        ("19.868N,2.8939E", 19.868, 2.8939, 0.0005, 0.00005),
        ("-33.87, 151.2", -33.87, 151.2, 0.005, 0.05),
        ("−33.87 151.2", -33.87, 151.2, 0.005, 0.05),
        ("S 33.87 E 151.2", -33.87, 151.2, 0.005, 0.05),
        ("33.87 S 70.50 W", -33.87, -70.5, 0.005, 0.005),
        ("33.87 sur, 70.50 oeste", -33.87, -70.5, 0.005, 0.005),
        ("48,85 Nord; 2,35 Ouest", 48.85, -2.35, 0.005, 0.005),
        ("19 N 2 E", 19, 2, 0.5, 0.5),
        ("10,20", 10, 20, 0.5, 0.5),
        ("0 0", 0, 0, 0.5, 0.5),
        ("90 N 180 W", 90, -180, 0.5, 0.5),
        ("19°52.0790'N 2°53.6350'E", 19.86798333, 2.89391667, 0.00005 / 60, 0.00005 / 60),
        ("Latitude: 19.868, Longitude: 2.8939", 19.868, 2.8939, 0.0005, 0.00005),
        ("٣٣.٨٧, ١٥١.٢", 33.87, 151.2, 0.005, 0.05),
        # Iran's point of 20 June 2019.
        ("25°59'43\"N 57°02'25\"E", 25.99527778, 57.04027778, 0.5 / 3600, 0.5 / 3600),
    ],
)
def test_degrees(text: str, lat: float, lon: float, half_lat: float, half_lon: float) -> None:
    found = parse_coordinates(text)
    assert (found.lat, found.lon) == pytest.approx((lat, lon), abs=1e-8)
    assert (found.half_lat_deg, found.half_lon_deg) == pytest.approx((half_lat, half_lon))
    assert found.text == text


def test_o_is_asked_for_unless_the_language_says_it() -> None:
    text = "48°51'N 2°21'O"
    with pytest.raises(CoordinateError, match=r"west .* or east"):
        parse_coordinates(text)
    assert parse_coordinates(text, "fr").lon == pytest.approx(-2.35)
    assert parse_coordinates(text, "de").lon == pytest.approx(2.35)
    assert parse_coordinates("48°51'N 2°21' Ouest").lon == pytest.approx(-2.35)


def test_mgrs_is_the_middle_of_its_square() -> None:
    # The CN Tower's square by its published UTM position (17T 630084 4833438), read by another library.
    square = parse_coordinates("17T PJ 30084 33438")
    assert (square.lat, square.lon) == pytest.approx(CN_TOWER, abs=1e-5)
    assert square.notation == "mgrs"
    coarse = parse_coordinates("17TPJ3033")
    assert abs(coarse.lat - square.lat) <= coarse.half_lat_deg
    assert abs(coarse.lon - square.lon) <= coarse.half_lon_deg
    assert coarse.half_lat_deg == pytest.approx(500 / 110_574)


def test_utm_letter_is_the_band() -> None:
    found = parse_coordinates("17T 630084 4833438")
    assert (found.lat, found.lon) == pytest.approx(CN_TOWER, abs=1e-5)
    assert found.notation == "utm"
    # 31S is 32-40 degrees north, not the southern hemisphere.
    with pytest.raises(CoordinateError, match=r"band S is 32-40 degrees N"):
        parse_coordinates("31S 594000 2208000")
    assert parse_coordinates("31Q 594000 2208000").lat == pytest.approx(19.966, abs=0.001)


# 8FVC9G8F+6X holds 47.365590, 8.524997 (Open Location Code, README of the specification).
def test_plus_code() -> None:
    cell = parse_coordinates("8FVC9G8F+6X")
    assert abs(cell.lat - 47.365590) <= cell.half_lat_deg
    assert abs(cell.lon - 8.524997) <= cell.half_lon_deg
    assert cell.half_lat_deg == pytest.approx(0.0000625)
    with pytest.raises(CoordinateError, match=r"short plus code"):
        parse_coordinates("9G8F+6X")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("19°52'60\"N 2°53'38\"E", "60 seconds"),
        ("19°75'N 2°53'E", "75 minutes"),
        ("95, 2", "latitude 95 is beyond 90 degrees. Latitude comes first: did you mean 2, 95?"),
        ("151.2, -33.87", "did you mean -33.87, 151.2?"),
        ("95 N 2 E", "It is at most 90."),
        ("19 N 200 E", "Did you mean -160?"),
        ("19.868 N 2.89", "only one of the two has a hemisphere"),
        ("19.868 N 2.89 N", "both are latitudes"),
        ("2 E 3 W", "both are longitudes"),
        ("-19 S 2 E", "say it twice"),
        ("19.5°30'N 2°E", "19.5 degrees have decimals"),
        ("1,2,3", "more than one comma"),
        ("19,868, 2,894", "part the two with a semicolon"),
        ("19.868", "is not a latitude and a longitude"),
        ("10,20E", "is not a latitude and a longitude"),
        ("1" * 30 + ", 2", "too many digits"),
        ("Tinzaouatine", "is no coordinate"),
        ("3.5 km SE of X", "is no coordinate"),
        ("", "is no coordinate"),
        ("1 " * 5000, "is no coordinate"),
        ("31QDB 123 4567", "as many digits each"),
        ("31QDB 123", "as many digits each"),
        ("61QDB 12 34", "is no MGRS square"),
        ("61Q 594000 2208000", "zone 61"),
        ("nan, nan", "is no coordinate"),
    ],
)
def test_message_of_what_is_refused(text: str, message: str) -> None:
    with pytest.raises(CoordinateError) as caught:
        parse_coordinates(text)
    assert message in str(caught.value)


def test_a_pair_can_be_read_the_other_way_round_only_without_hemispheres() -> None:
    other = swapped(parse_coordinates("2.8939, 19.868"))
    assert other is not None
    assert (other.lat, other.lon) == (19.868, 2.8939)
    for text in ("2.8939 N 19.868 E", "-33.87, 151.2", "31QDB 88891 96908"):
        assert swapped(parse_coordinates(text)) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("95, 2", True),
        ("19°75'N 2°E", True),
        ("31QDB 123 4567", True),
        ("1" * 40 + ", 2", True),
        ("19.8 N 2.9 E", True),
        ("Tinzaouatine", False),
        ("2 km from X", False),
        ("", False),
        ("N", False),
        ("Area 51", False),
    ],
)
def test_what_can_only_be_meant_as_coordinates(text: str, expected: bool) -> None:
    assert looks_like_coordinates(text) is expected


def test_coordinates_inside_a_text() -> None:
    text = "the wreck at 19.868 N 2.894 E, 2 km from X"
    found = find_coordinates(text, text.index("19"))
    assert found is not None
    assert text[: found[1]].endswith("2.894 E")
    assert find_coordinates("3, 5 km", 0) is None
    assert find_coordinates("2 km E 3 km N", 0) is None


# Formats.


def test_formats() -> None:
    lat, lon = WRECK
    assert format_dms(lon, lat, 3) == "19°52'04.738\"N 2°53'38.101\"E"
    assert format_decimal(-70.5, -33.87, 2) == "33.87 S 70.50 W"
    assert format_mgrs(lon, lat) == "31QDB8889396875"


def test_seconds_never_round_up_to_sixty() -> None:
    assert format_dms(2.9999999999, 19.9999999999, 1) == "20°00'00.0\"N 3°00'00.0\"E"


@pytest.mark.parametrize(("lon", "lat"), [(math.nan, 0), (0, 91), (181, 0), (math.inf, 0)])
def test_no_format_for_what_is_no_position(lon: float, lat: float) -> None:
    for write in (format_decimal, format_dms, format_mgrs):
        with pytest.raises(CoordinateError):
            write(lon, lat)


_LON, _LAT = st.floats(min_value=-180, max_value=180), st.floats(min_value=-90, max_value=90)


@given(_LON, _LAT, st.integers(min_value=0, max_value=6))
def test_what_is_written_is_read_back(lon: float, lat: float, decimals: int) -> None:
    for write, unit in ((format_decimal, 1), (format_dms, 3600)):
        found = parse_coordinates(write(lon, lat, decimals))
        half = 0.5 * 10.0**-decimals / unit
        assert abs(found.lat - lat) <= half * (1 + 1e-6) + 1e-12
        assert abs(found.lon - lon) <= half * (1 + 1e-6) + 1e-12
        assert (found.half_lat_deg, found.half_lon_deg) == pytest.approx((half, half))


@given(_LON, st.floats(min_value=-79, max_value=83), st.integers(min_value=1, max_value=5))
def test_an_mgrs_square_holds_its_point(lon: float, lat: float, digits: int) -> None:
    assume(abs(lat) > 1e-6)  # just south of the equator the library rounds into a square that does not exist
    found = parse_coordinates(format_mgrs(lon, lat, digits))
    # A square is turned against the meridians by up to 3 degrees of convergence, hence the margin on its half-widths.
    assert abs(found.lat - lat) <= found.half_lat_deg * 1.2 + 1e-9
    assert abs((found.lon - lon + 180) % 360 - 180) <= found.half_lon_deg * 1.2 + 1e-9


@given(st.one_of(st.text(max_size=60), st.text(alphabet="0123456789 .,;°'\"NSEWO+-:/²½Qm", max_size=40)))
@example("°°0")
def test_no_text_crashes(text: str) -> None:
    try:
        found = parse_coordinates(text)
    except CoordinateError:
        return
    assert abs(found.lat) <= 90
    assert abs(found.lon) <= 180
    assert found.half_lat_deg > 0


@pytest.mark.parametrize("text", ["10 m de 10 N", "3 km in 20 minutes", "10 m de 20 casas"])
def test_a_distance_in_small_letters_is_no_grid_reference(text: str) -> None:
    assert find_coordinates(text) is None
