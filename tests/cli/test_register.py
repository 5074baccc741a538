"""Datasets of one's own on the command line: every command takes them, and lines say what they cannot say."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from geoevents import atlas

from .conftest import Runner

HERE = "19.86798, 2.89392"
LINES_ONLY = "lines has only lines"


@pytest.fixture
def neighbours(tmp_path: Path) -> None:
    """Write Mali's borders by Natural Earth into the current folder: as lines, and with its neighbours as polygons."""
    import geopandas

    lines = atlas.borders("ne-10m", country="ML")
    geopandas.GeoDataFrame(
        {"COUNTRY1": [one.a for one in lines], "COUNTRY2": [one.b for one in lines]},
        geometry=[one.lines for one in lines],
        crs="EPSG:4326",
    ).to_file(tmp_path / "lines.geojson")
    codes = sorted({code for one in lines for code in (one.a, one.b)})
    geopandas.GeoDataFrame(
        {"shapeGroup": codes}, geometry=[atlas.territory(code, "ne-10m") for code in codes], crs="EPSG:4326"
    ).to_parquet(tmp_path / "polygons.parquet")


@pytest.mark.usefixtures("neighbours")
def test_lines_everywhere(geoevents: Runner, founding: str) -> None:
    said = geoevents("borders", "register", "lines.geojson", "--name", "lines", "--date", "2022", "--error", "3.7 km")
    assert said.code == 0, said.err
    assert said.out.startswith("lines: 7 borders of 8 countries, 7,2")
    assert "not which country a point lies in" in said.out
    assert said.err == ""

    told = geoevents("distance", HERE, "--to", "DZ-ML", "--borders", "lines")
    assert told.out.startswith(f"9.10 km from the Algeria–Mali border, on which side is not said ({LINES_ONLY})")
    result = geoevents("distance", HERE, "--to", "DZ-ML", "--borders", "all", "--json").json["results"][2]
    assert (result["dataset"], result["side"], result["country_as_drawn"], result["countries_as_drawn"]) == (
        "lines",
        "undetermined",
        None,
        None,
    )
    assert result["country_reason"] == LINES_ONLY

    phrase = "2 km from the Algerian border and 3.5 km southeast of Tinzaouatine"
    assert f"in which country is not said ({LINES_ONLY})" in geoevents("locate", phrase, "--borders", "lines").out
    fix = geoevents("locate", phrase, "--borders", "lines", "--json").json["readings"][0]["fixes"][0]
    assert (fix["country_as_drawn"], fix["country_reason"]) == (None, LINES_ONLY)
    # A heading chooses no side where no side is known.
    south = "9 km south of the Algerian border and near Tinzaouatine"
    steps = geoevents("locate", south, "--borders", "lines", "--json").json["readings"][0]["ledger"]
    values = [step["values"] for step in steps if "side_of_heading" in step["values"]]
    assert [(value["side_of_heading"], value["no_side_because"]) for value in values] == [(None, LINES_ONLY)]

    for command in (
        ("locate", "2 km inside Algeria and near Tinzaouatine", "--borders", "lines"),
        ("solve", founding, "--borders", "lines"),
        ("check", founding, "--borders", "lines"),
    ):
        ran = geoevents(*command)
        assert (ran.code, ran.out) == (1, "")
        assert f"{LINES_ONLY}: it does not say in which country a position lies. Choose" in ran.err
    # On another dataset the lines are one more opinion, and left out where they have none.
    checked = geoevents("check", founding)
    assert checked.code == 0
    assert f"warning: Not every question was put on lines: {LINES_ONLY}" in checked.err

    Path("events.csv").write_text(f"id,lat,lon\n1,{HERE}\n", encoding="utf-8")
    enriched = geoevents("enrich", "events.csv", "-o", "out.csv", "--borders", "lines", "--json")
    assert enriched.json["territories"] is False
    assert "country_as_drawn and neighbour are empty" in enriched.err
    (row,) = csv.DictReader(Path("out.csv").read_text(encoding="utf-8").splitlines())
    assert (row["border"], row["country_as_drawn"], row["neighbour"], row["border_dataset"]) == (
        "DZ-ML",
        "",
        "",
        "lines",
    )


@pytest.mark.usefixtures("neighbours")
def test_polygons_everywhere(geoevents: Runner, founding: str) -> None:
    said = geoevents(
        "borders", "register", "polygons.parquet", "--name", "ours", "--error", "3.7 km", "--licence", "public domain",
        "--attribution", "Made with Natural Earth", "--title", "Mali and around", "--date", "2022-05-09", "--json",
    )  # fmt: skip
    assert said.code == 0, said.err
    found = said.json
    assert (found["territories"], len(found["countries"]), found["unmatched"]) == (True, 8, [])
    assert {"DZ-ML", "ML-NE", "DZ-NE"} <= set(found["borders"])
    assert 0 < found["compared"]["median_m"] < 3_700

    out = geoevents("distance", HERE, "--borders", "all").out
    assert "(2 other datasets say 9.10 km)" in out
    listed = geoevents("borders", "list", "--borders", "ours", "--json").json
    assert {pair["border"] for pair in listed["pairs"]} == set(found["borders"])
    shown = geoevents("borders", "show", "ML-DZ", "--borders", "ours", "-o", "x.geojson")
    assert "Made with Natural Earth" in shown.err
    assert json.loads(Path("x.geojson").read_text(encoding="utf-8"))["attribution"] == ["Made with Natural Earth"]
    phrase = "2 km inside Algeria and near Tinzaouatine"
    assert "in Algeria (ours)" in geoevents("locate", phrase, "--borders", "ours").out
    for command in ("solve", "check"):
        ran = geoevents(command, founding, "--borders", "ours")
        assert ran.code == 0, ran.err
        assert "Border ours as drawn" in ran.out
    assert geoevents("map", founding, "--borders", "ours", "-o", "case.html").code == 0
    # The default dataset's line is drawn beside it, and its licence asks for this.
    assert "OpenStreetMap contributors" in Path("case.html").read_text(encoding="utf-8")
    case = Path("case.yaml")
    text = Path(founding).read_text(encoding="utf-8")
    case.write_text(text + ("" if "\nsettings:" in text else "\nsettings:\n  borders: ours\n"), encoding="utf-8")
    assert "Border ours" in geoevents("solve", "case.yaml").out
    info = geoevents("info", "--json").json
    ours = next(one for one in info["datasets"] if one["name"] == "ours")
    assert (ours["registered"], ours["territories"], ours["title"]) == (True, True, "Mali and around")
    assert "ours (registered)" in geoevents("info").out
    # Where the dataset draws no country it is not at sea: it leaves most of the world out.
    far = geoevents("distance", "48.85, 2.35", "--borders", "ours", "--json").json["results"][0]
    assert (far["country_as_drawn"], far["side"]) == (None, "undetermined")
    assert far["country_reason"] == "ours draws no country there, and only 8 of all"


def test_forget(geoevents: Runner, squares: Path, own_data: Path) -> None:
    assert geoevents("borders", "register", str(squares), "--name", "mine", "-q").err == ""
    assert "registered already" in geoevents("borders", "register", str(squares), "--name", "mine").err
    assert geoevents("borders", "register", str(squares), "--name", "mine", "--replace").code == 0
    ran = geoevents("borders", "forget", "mine")
    assert (ran.code, ran.out, ran.err) == (0, "", "removed mine\n")
    assert list((own_data / "borders").iterdir()) == []
    assert geoevents("borders", "forget", "mine").code == 1
    assert geoevents("borders", "list", "--borders", "mine").code == 2


def test_a_broken_file_stops_only_what_needs_it(geoevents: Runner, squares: Path, own_data: Path) -> None:
    geoevents("borders", "register", str(squares), "--name", "mine", "-q")
    (own_data / "borders" / "mine.npz").write_bytes(b"broken")
    from geoevents.atlas import store

    store.refresh()
    assert geoevents("distance", HERE).code == 0
    assert geoevents("distance", HERE, "--borders", "ne-10m").code == 0
    for command in (("distance", HERE, "--borders", "all"), ("borders", "list", "--borders", "mine"), ("info",)):
        ran = geoevents(*command)
        assert ran.code == 1
        assert "borders forget mine" in ran.err
    assert geoevents("borders", "forget", "mine").code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        ((), 2, "--name"),
        (("--name", "osm-2026c"), 1, "embedded"),
        (("--name", "../x"), 1, "cannot name"),
        (("--name", "mine", "--error", "far"), 1, "far"),
        (("--name", "mine", "--recode", "ML"), 2, "VALUE=CODE"),
        (("--name", "mine", "--recode", "ML=XX"), 2, "XX"),
        (("--name", "mine", "--pair", "ML"), 2, "DZ-ML"),
        (("--name", "mine", "--pair", "ML-NE"), 1, "polygons, not lines"),
        (("--name", "mine", "--country-field", "iso"), 1, "Did you mean iso_a2?"),
        (("--name", "mine", "--recode", "NE=none"), 1, "fewer than two countries"),
    ],
)
def test_mistakes_are_one_message(
    arguments: tuple[str, ...], code: int, words: str, geoevents: Runner, squares: Path, own_data: Path
) -> None:
    ran = geoevents("borders", "register", str(squares), *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert words in ran.err
    assert not own_data.exists()


def test_doubts_are_told(geoevents: Runner, squares: Path) -> None:
    ran = geoevents("borders", "register", str(squares), "--name", "mine")
    assert "No error of its lines is stated (--error); 500 m is assumed" in ran.err
    assert "Far from where osm-2026c draws them: ML-NE" in ran.err
    assert "1 border of 2 countries, 110.6 km" in ran.out


def test_columns_and_values(geoevents: Runner, boundary_file: object) -> None:
    ring = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]
    rows = [
        ({"land": "SOL"}, "Polygon", [ring]),
        ({"land": "ETH"}, "Polygon", [[[x + 1, y] for x, y in ring]]),
        ({"land": "?"}, "Polygon", [[[x + 5, y] for x, y in ring]]),
    ]
    place = str(boundary_file(rows))  # type: ignore[operator]
    call = ("borders", "register", place, "--name", "mine", "--country-field", "land", "--recode", "SOL=Somalia")
    assert "'?'" in geoevents(*call).err
    found = geoevents(*call, "--recode", "?=none", "--json").json
    assert (found["borders"], found["features"], found["left_out"]) == (["ET-SO"], 2, 1)
