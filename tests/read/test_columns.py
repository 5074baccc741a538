"""Which columns say where rows lie: usual names, pairs that differ in one word, whole positions; and what is asked."""

from __future__ import annotations

import pytest

from geoevents.errors import TableError
from geoevents.read.columns import coordinate_columns, position_columns, written_column


@pytest.mark.parametrize(
    "names",
    [
        ["Lat (WGS84)", "Long (WGS84)"],
        ["GPS Latitude", "GPS Longitude"],
        ["_location_latitude", "_location_longitude"],  # Kobo
        ["siteLat", "siteLon"],
        ["Latitude_dd", "Longitude_dd"],
        ["Y_COORD", "X_COORD"],
        ["event.latitud", "event.longitud"],
    ],
)
def test_pairs_that_differ_in_one_word_are_degrees(names: list[str]) -> None:
    assert coordinate_columns(["id", *names, "note"], None, None) == (names[1], names[0])


def test_a_pair_is_taken_only_where_there_is_one() -> None:
    """Two pairs are two places; what `enrich` adds is none of the row."""
    with pytest.raises(TableError, match="No column is the longitude"):
        coordinate_columns(["from_lat", "from_lon", "to_lat", "to_lon"], None, None)
    with pytest.raises(TableError, match="No column is the longitude"):
        coordinate_columns(["id", "border_lon", "border_lat"], None, None)
    assert position_columns(["a_lat", "a_lon", "wkt"], None, None, True) == (None, None, "wkt")
    assert position_columns(["id", "lat", "wkt"], None, None, True) == (None, None, "wkt")
    assert coordinate_columns(["lat", "lon", "from_lat", "from_lon"], None, None) == ("lon", "lat")
    with pytest.raises(TableError, match="No column is the longitude"):
        coordinate_columns(["a long note", "a late one"], None, None)


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["Coordinates", "place"], "Coordinates"),
        (["Lat/Long", "MGRS"], "Lat/Long"),
        (["GPS coordinates"], "GPS coordinates"),
        (["Координаты"], "Координаты"),
        (["plus_code"], "plus_code"),
        (["position", "gps_time"], None),
    ],
)
def test_columns_of_whole_positions(names: list[str], found: str | None) -> None:
    assert written_column(names) == found


@pytest.mark.parametrize(
    ("names", "lon", "wrong"),
    [
        (["id", "lat"], None, "--lon NAME; a latitude alone is no position"),
        (["id", "note"], None, "--locality NAME"),
        (["zone", "easting", "northing"], None, "utm: 31Q 594000 2208000"),
        (["id", "latitude", "longitude"], "Longitude", "Did you mean longitude?"),
        (["id", "lat"], "zzz", "There are: id, lat."),
        (["coords", "coordinates"], None, "could each be the position"),
    ],
)
def test_what_is_missing_is_said_with_the_cure(names: list[str], lon: str | None, wrong: str) -> None:
    with pytest.raises(TableError) as error:
        position_columns(names, lon, None, True)
    assert wrong in str(error.value)
