"""`geoevents locate`: the strike of the founding case, and phrases that cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Runner

STRIKE = "3.5 km southeast of Tinzaouatine and 2 km from the Algerian border"


def test_strike_is_in_two_areas_in_mali(geoevents: Runner) -> None:
    # Founding case: centres about 2.985 E 19.927 N for the eastern candidates, 2.908 E 19.942 N for the western one.
    ran = geoevents("locate", STRIKE)
    assert ran.code == 0
    head, _, first, second, *rest = ran.out.splitlines()
    assert head == "2 possible areas, both in Mali (osm-2026c)"
    assert first.startswith("A  19.92")
    assert "3 of 4 places" in first
    assert second.startswith("B  19.94")
    assert rest[-1] == "Nothing left unread."
    assert any("3.25 – 3.75 km" in line and "112.5° – 157.5°" in line for line in rest)
    assert any("1.5 – 2.5 km" in line and "side not stated" in line for line in rest)


def test_json_has_the_promised_keys(geoevents: Runner) -> None:
    found = geoevents("locate", STRIKE, "--json").json
    assert {"text", "clauses", "unparsed", "readings"} <= set(found)
    assert found["unparsed"] == []
    assert len(found["readings"]) == 4
    for reading in found["readings"]:
        assert {"scenario", "status", "gap_m", "fixes", "ledger"} <= set(reading)
        assert reading["status"] == "satisfiable"
        for fix in reading["fixes"]:
            assert {"lon", "lat", "radius_m", "area_m2", "country_as_drawn", "region"} <= set(fix)
            assert fix["country_as_drawn"] == "ML"


def test_natural_earth_puts_the_east_into_algeria(geoevents: Runner) -> None:
    # Founding case: on ne-10m the three eastern candidates put it inside Algeria, only the western one inside Mali.
    readings = geoevents("locate", STRIKE, "--borders", "ne-10m", "--json").json["readings"]
    countries = sorted({fix["country_as_drawn"] for fix in reading["fixes"]} for reading in readings)
    assert countries.count({"DZ"}) == 3
    assert countries.count({"ML"}) == 1


@pytest.mark.parametrize(
    "words",
    [
        "a 3,5 km al sureste de Tinzaouatine y a 2 km de la frontera argelina",
        "على بعد 3.5 كم جنوب شرق تين زواتين و2 كم من الحدود الجزائرية",
        "على بعد ٣٫٥ كيلومترات إلى الجنوب الشرقي من بلدة تين زواتين الحدودية، وعلى بعد كيلومترين من الحدود مع الجزائر",
    ],
)
def test_spanish_and_arabic_say_the_same(geoevents: Runner, words: str) -> None:
    found, english = (geoevents("locate", text, "--json").json for text in (words, STRIKE))
    assert found["unparsed"] == []
    centers = [
        {(fix["lon"], fix["lat"]) for reading in one["readings"] for fix in reading["fixes"]}
        for one in (found, english)
    ]
    assert centers[0] == centers[1]
    assert len(centers[0]) == 4


def test_french_says_the_same(geoevents: Runner) -> None:
    english = geoevents("locate", "3.5 km southeast of Tinzaouatine", "--pick", "1", "--json").json
    french = geoevents("locate", "à 3,5 km au sud-est de Tinzaouatine", "--pick", "1", "--json").json
    fixes = [[fix["area_m2"] for fix in found["readings"][0]["fixes"]] for found in (english, french)]
    assert fixes[0] == pytest.approx(fixes[1])


def test_protocol_point_radius_has_no_regions(geoevents: Runner) -> None:
    found = geoevents("locate", STRIKE, "--protocol", "point-radius", "--json").json
    assert all("region" not in fix for reading in found["readings"] for fix in reading["fixes"])


def test_output_file_is_the_json_document(geoevents: Runner, tmp_path: Path) -> None:
    ran = geoevents("locate", STRIKE, "--pick", "1", "-o", "strike.json")
    assert "possible area" in ran.out
    assert json.loads((tmp_path / "strike.json").read_text(encoding="utf-8"))["text"] == STRIKE


def test_nowhere_says_by_how_much(geoevents: Runner) -> None:
    ran = geoevents("locate", "within 5 km of Kidal and inside Algeria", "--country", "ML")
    assert ran.code == 0
    assert ran.out.startswith("Nowhere")
    assert " km" in ran.out.splitlines()[0]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("2 leagues off",), 1, ["leagues"]),
        (("3 km north of Tessalitr",), 1, ["Tessalitr", "Did you mean", "Tessalit"]),
        (("the weather was fine",), 1, []),
        ((STRIKE, "--pick", "0"), 2, ["--pick"]),
        ((STRIKE, "--pick", "9"), 1, ["9"]),
        ((STRIKE, "--near", "-3"), 2, ["--near"]),
        ((STRIKE, "--lang", "xx"), 2, ["en", "fr"]),
        ((STRIKE, "-o", "no/such/folder/x.json"), 1, ["no/such/folder"]),
    ],
)
def test_bad_input_is_one_message(arguments: tuple[str, ...], code: int, words: list[str], geoevents: Runner) -> None:
    ran = geoevents("locate", *arguments)
    assert ran.code == code
    for word in words:
        assert word in ran.err


def test_words_that_are_left_over_are_reported(geoevents: Runner) -> None:
    ran = geoevents("locate", "3 km north of Kidal beside the old well", "--country", "ML")
    if ran.code == 0:
        assert "well" in ran.out.splitlines()[-1]
    else:
        assert "well" in ran.err


@pytest.mark.parametrize(
    ("distance", "words"),
    [
        ("shortest", "9.25 – 9.75 km from the"),
        ("along", "that far at azimuth 0° one first meets"),
        ("toward", "within 45° of south from it"),
    ],
)
def test_south_of_a_border_is_read_as_it_is_told(geoevents: Runner, distance: str, words: str) -> None:
    text = "9.5 km south of the Algeria-Mali border and within 20 km of Tinzaouatine"
    ran = geoevents("locate", text, "--pick", "1", "--borders", "ne-10m", "--distance", distance)
    assert ran.code == 0
    assert words in " ".join(ran.out.split())
    found = geoevents("locate", text, "--pick", "1", "--borders", "ne-10m", "--distance", distance, "--json").json
    assert found["readings"][0]["scenario"]["distance"] == distance
    assert found["readings"][0]["status"] == "satisfiable"


def test_how_much_about_widens_is_an_option(geoevents: Runner) -> None:
    for about, words in (("1", "8.5 – 9.5 km"), ("2", "8 – 10 km"), ("3", "7.5 – 10.5 km")):
        ran = geoevents("locate", "about 9 km from Kidal", "--about", about)
        assert words in ran.out
    assert geoevents("locate", "about 9 km from Kidal", "--about", "0.5").code == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("à 5 km au nord de la frontière colombienne", "from the border of Colombia, to the north of it"),
        ("about 1.5 miles inside Colombia", "1.609 – 3.219 km from its nearest border"),
        ("within 3 kilometres of Saravena", "within 3.5 km of Saravena"),
        ("within 300 m of Saravena", "within 305 m of Saravena"),
    ],
)
def test_readings_are_in_english_and_in_digits_that_people_read(geoevents: Runner, text: str, words: str) -> None:
    out = geoevents("locate", text).out
    assert words in " ".join(out.split())
