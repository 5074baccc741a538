"""Positions as people write them in cells: in one column, or with minutes and hemispheres in two."""

from __future__ import annotations

from pathlib import Path

import pytest

from geoevents.read import written
from geoevents.read.placed import REASON, Placed, read_placed
from geoevents.read.table import read_table
from geoevents.write.shapes import shapes_of


def placed(folder: Path, text: str) -> Placed:
    (folder / "a.csv").write_text(text, encoding="utf-8")
    return read_placed(folder / "a.csv")


def spots(rows: Placed) -> list[tuple[float, float] | None]:
    return [None if one is None else (round(one.x, 5), round(one.y, 5)) for one in shapes_of(rows.geometry)]


@pytest.mark.parametrize(
    ("head", "cell", "spot"),
    [
        ("coordinates", '"19.955, 2.973"', (2.973, 19.955)),
        ("Coords", '"19°52\'04.7""N 2°53\'38""E"', (2.89389, 19.86797)),
        ("Lat/Long", '"19,955; 2,973"', (2.973, 19.955)),
        ("MGRS", "31QDB8896", (2.89016, 19.86458)),
        ("utm", "31Q 594000 2208000", (3.89840, 19.96627)),
        ("coordinates", "POINT (2.973 19.955)", (2.973, 19.955)),
        ("geopoint", "19.955 2.973 512.0 4.5", (2.973, 19.955)),
    ],
)
def test_a_column_of_positions(tmp_path: Path, head: str, cell: str, spot: tuple[float, float]) -> None:
    """Grids by pyproj: 31QDB8896 is the middle of a kilometre square, 31Q 594000 2208000 that of a metre."""
    rows = placed(tmp_path, f"id,{head},place\n1,{cell},Kidal\n2,,Kidal\n3,near Kidal,Kidal\n")
    assert rows.degrees == ("written_lon", "written_lat")
    assert spots(rows) == [pytest.approx(spot, abs=2e-5), None, None]
    # Without a word of it, rows would be measured from the town in the other column.
    assert rows.columns[REASON].to_pylist() == [None, None, "position as written cannot be read"]


@pytest.mark.parametrize(
    ("lat", "lon", "spot"),
    [
        ('"19°52\'04.7""N"', '"2°53\'38""E"', (2.89389, 19.86797)),
        ("16.27 N", "0.04 W", (-0.04, 16.27)),
        ("19.9°", "2.9°", (2.9, 19.9)),
        ("\u221219.9", "2.9", (2.9, -19.9)),
        ("19.9\u00a0", "2.9", (2.9, 19.9)),
        ('"19,9"', '"2,9"', (2.9, 19.9)),
    ],
)
def test_degrees_with_marks_in_two_columns(tmp_path: Path, lat: str, lon: str, spot: tuple[float, float]) -> None:
    rows = placed(tmp_path, f"lat,lon\n{lat},{lon}\nNA,2.9\n19.9 N,2.9\n1,2\n")
    assert spots(rows) == [spot, None, None, (2.0, 1.0)]
    assert rows.columns[REASON].to_pylist()[1:3] == ["latitude is not a number", "latitude is not a number"]


def test_a_position_with_the_longitude_first_is_none_and_says_so(tmp_path: Path) -> None:
    rows = placed(tmp_path, 'coordinates\n"120.98, 14.6"\n"497171, 2206592"\n')
    assert rows.columns[REASON].to_pylist() == ["latitude is beyond 90, as if swapped", "longitude is beyond 180"]


def test_the_column_can_be_chosen_and_other_columns_come_first(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('coordinates,place\n"19.9, 2.9",near Kidal\n', encoding="utf-8")
    assert read_table(tmp_path / "a.csv").lon == "written_lon"
    assert read_table(tmp_path / "a.csv", locality="place").lon == "located_lon"
    (tmp_path / "a.csv").write_text('coordinates,lat,lon\n"19.9, 2.9",1,2\n', encoding="utf-8")
    assert read_table(tmp_path / "a.csv").lon == "lon"


def test_what_is_long_is_no_position_and_is_not_remembered() -> None:
    before = written._spot.cache_info().currsize
    assert written.spot_of("1" * 1_000_000) == (None, None)
    assert written.pair_of("19.9 " + "N" * 1_000_000, "2.9") == (None, None)
    assert written._spot.cache_info().currsize == before
