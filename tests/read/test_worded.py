"""Tables whose rows say in words where they are: located as `locate` does, and never with a guess."""

from __future__ import annotations

from pathlib import Path

import pytest

import geoevents as ge
from geoevents.errors import TableError
from geoevents.read.placed import read_placed
from geoevents.read.positions import REASONS, layout_in, positions
from geoevents.read.table import read_table

ROWS = (
    "id,place,country\n1,12 km north of Kidal,Mali\n2,3.5 km southeast of Tinzaouatine,\n3,beyond the hills,\n4,,\n"
    "5,near Gao,Atlantis\n"
)


def test_one_area_is_a_position_and_several_are_none(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(ROWS, encoding="utf-8")
    table = read_table(tmp_path / "a.csv")
    assert (table.lon, table.lat) == ("located_lon", "located_lat")
    rows = [row for batch, _ in table.batches for row in batch.to_pylist()]
    (fix,) = ge.locate("12 km north of Kidal", country="ML").readings[0].fixes
    assert (rows[0]["located_lon"], rows[0]["located_lat"]) == (fix.lon, fix.lat)
    assert rows[0]["radius_m"] == round(fix.radius_m, 3)
    assert rows[1]["located_lon"] is None
    assert rows[1]["locality_note"].startswith("2 areas, without a common center; 4 candidates")
    assert [row["locality_status"] for row in rows[1:4]] == ["satisfiable", "unread", "unread"]
    assert rows[3]["locality_note"] == "no words"
    assert "the country 'Atlantis' is not known" in rows[4]["locality_note"]


def test_coordinates_come_before_words(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("lat,lon,place\n1,2,near Kidal\n", encoding="utf-8")
    assert read_table(tmp_path / "a.csv").lon == "lon"
    assert read_table(tmp_path / "a.csv", locality="place").lon == "located_lon"


def test_nothing_is_located_that_nobody_asked_to_have(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,place,location,country\n1,near Kidal,near Gao,ML\n", encoding="utf-8")
    assert read_placed(tmp_path / "a.csv").columns.column_names == ["id", "place", "location", "country"]
    with pytest.raises(TableError, match="No column is the longitude"):
        read_table(tmp_path / "a.csv")
    found = read_placed(tmp_path / "a.csv", locality="location")
    assert found.columns["locality_status"].to_pylist() == ["satisfiable"]
    assert found.geometry.null_count == 0


@pytest.mark.parametrize(
    ("name", "text", "locality", "wrong"),
    [
        ("a.csv", "id\n1\n", "where", "no column 'where'"),
        ("a.csv", "where,radius_m\nnear Kidal,5\n", "where", "column 'radius_m' already"),
        ("a.geojson", '{"type":"FeatureCollection","features":[]}', "where", "no column 'where'"),
        (
            "a.geojson",
            '{"type":"Feature","geometry":null,"properties":{"where":"x"}}',
            "where",
            "The table has geometries",
        ),
    ],
)
def test_what_cannot_be_located_is_said(tmp_path: Path, name: str, text: str, locality: str, wrong: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(TableError, match=wrong):
        read_placed(tmp_path / name, locality=locality)


def test_countries_are_found_in_other_languages_and_wide_areas_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "Nº;Lugar;País\n1;Arauquita;CO\n2;between Arauca and Tame;\n3;;CO\n", encoding="utf-8-sig"
    )
    table = read_table(tmp_path / "a.csv", locality="Lugar")
    ((batch, _),) = table.batches
    first, second, _third = batch.to_pylist()
    assert first["radius_m"] == 1500.299
    assert [REASONS[code] if code >= 0 else "" for code in positions(batch, layout_in(table))[2]] == [
        "",
        "",
        "no words",
    ]
    # The other Arauca that it can be is Arauco, in Argentina: nothing is closer to the words.
    assert second["radius_m"] > 2_000_000
    assert table.notes == [
        "1 row is located to an area that reaches over more than 100 km (radius_m): distances from a center say "
        "little of the event."
    ]
