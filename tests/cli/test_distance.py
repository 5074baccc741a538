"""`geoevents distance`: golden figures of the founding case, points in every notation, and what is refused."""

from __future__ import annotations

import pytest

from .conftest import Runner

# Published wreck position, and its distances as computed independently on both datasets (founding case).
WRECK = "19°52'04.738\"N 2°53'38.101\"E"


def test_wreck_on_both_datasets(geoevents: Runner) -> None:
    found = geoevents("distance", WRECK, "--to", "DZ-ML", "--borders", "all", "--json").json
    assert found["query"] == WRECK
    by_dataset = {result["dataset"]: result for result in found["results"]}
    osm, natural_earth = by_dataset["osm-2026c"], by_dataset["ne-10m"]
    assert osm["distance_m"] == pytest.approx(9963, abs=15)
    assert osm["nearest"]["lon"] == pytest.approx(2.87634, abs=0.0002)
    assert osm["nearest"]["lat"] == pytest.approx(19.95643, abs=0.0002)
    assert natural_earth["distance_m"] == pytest.approx(9104, abs=60)
    assert found["spread_m"] == pytest.approx(osm["distance_m"] - natural_earth["distance_m"])
    for result in (osm, natural_earth):
        assert result["border"] == "DZ-ML"
        assert (result["country_as_drawn"], result["side"]) == ("ML", "ML")
        assert result["low_m"] <= result["distance_m"] <= result["high_m"]
        assert 0 <= result["azimuth_deg"] < 360
        assert result["p_side"]["ML"] > 0.99


def test_answer_comes_first(geoevents: Runner) -> None:
    ran = geoevents("distance", WRECK, "--to", "DZ", "--borders", "all")
    first, _, *rest = ran.out.splitlines()
    assert first == "9.96 km from the Algeria–Mali border, on the Mali side (ne-10m says 9.10 km)"
    assert rest[0].split() == ["border", "distance", "could", "be", "side", "nearest", "point", "azimuth"]
    assert "349.4°" in rest[1]
    assert "The datasets differ by 859 m." in ran.out or "The datasets differ by 860 m." in ran.out
    assert "0.0000" not in ran.out


@pytest.mark.parametrize("to", ["DZ-ML", "ML-DZ", "DZ", "Algeria", "nearest"])
def test_same_border_however_it_is_named(to: str, geoevents: Runner) -> None:
    (result,) = geoevents("distance", "19.868 N, 2.894 E", "--to", to, "--json").json["results"]
    assert result["border"] == "DZ-ML"


@pytest.mark.parametrize(
    "written",
    ["50.47099, 23.93432", "50.47099 N 23.93432 E", "50°28'15.6\"N 23°56'03.6\"E", "coords: 50.47099, 23.93432"],
)
def test_notations_agree(written: str, geoevents: Runner) -> None:
    # Przewodów, 15 November 2022: 6.4 ± 0.1 km on OpenStreetMap's border.
    (result,) = geoevents("distance", written, "--to", "PL-UA", "--json").json["results"]
    assert result["distance_m"] == pytest.approx(6400, abs=100)


def test_words_need_no_quotes(geoevents: Runner) -> None:
    assert geoevents("distance", "50.47099", "23.93432", "--to", "PL-UA").code == 0


@pytest.mark.parametrize("options", [(), ("--kind", "maritime"), ("--json", "--kind", "any")])
def test_a_minus_sign_needs_no_dashes(options: tuple[str, ...], geoevents: Runner) -> None:
    first = geoevents("distance", "-33.87, 151.2", *options)
    last = geoevents("distance", *options, "-33.87, 151.2")
    assert first == last
    assert "No such option" not in first.err


def test_mistyped_option_is_no_place(geoevents: Runner) -> None:
    ran = geoevents("distance", "Kidal", "--too", "DZ")
    assert (ran.code, ran.out) == (2, "")
    assert "--too" in ran.err


def test_ambiguous_name_lists_every_candidate(geoevents: Runner) -> None:
    ran = geoevents("distance", "Tinzaouatine", "--to", "DZ-ML")
    assert (ran.code, ran.out) == (1, "")
    listed = [line for line in ran.err.splitlines() if line.startswith("  ")]
    assert len(listed) == 4
    assert all(str(number) in line.split()[0] for number, line in enumerate(listed, 1))
    assert "--pick" in ran.err
    for number in range(1, 5):
        assert geoevents("distance", "Tinzaouatine", "--to", "DZ-ML", "--pick", str(number)).code == 0
    assert geoevents("distance", "Tinzaouatine", "--to", "DZ-ML", "--pick", "5").code == 1


def test_a_phrase_gives_a_range_over_its_region(geoevents: Runner) -> None:
    found = geoevents("distance", "2 km inside Algeria and near Kidal", "--country", "ML", "--to", "DZ-ML")
    assert found.code == 1  # Kidal is 250 km from Algeria: nothing satisfies both
    phrase = "3.5 km southeast of Tinzaouatine and 2 km from the Algerian border"
    found = geoevents("distance", phrase, "--to", "DZ-ML", "--pick", "1", "--json").json
    (result,) = found["results"]
    assert found["point"]["radius_m"] > 0
    # "2 km" leaves 1.5 to 2.5 km open under the default convention.
    assert result["low_m"] == pytest.approx(1500, abs=30)
    assert result["high_m"] == pytest.approx(2500, abs=30)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("95 N, 3 E",), 1, ["95"]),
        (("95, 200",), 1, ["95"]),
        (("Tessalitr",), 1, ["Tessalitr", "Did you mean", "Tessalit"]),
        (("19.868, 2.894", "--to", "FR-ML"), 1, ["France", "Mali"]),
        (("19.868, 2.894", "--to", "Atlantis"), 1, ["Atlantis"]),
        (("19.868, 2.894", "--borders", "osm"), 2, ["osm-2026c", "ne-10m"]),
        (("19.868, 2.894", "--edges", "flat"), 2, ["planar", "geodesic"]),
        (("19.868, 2.894", "--convention", "gbif"), 2, ["gbif-2020"]),
        (("Kidal", "--country", "Narnia"), 2, ["Narnia"]),
        ((" ",), 2, ["empty"]),
        ((), 2, ["POINT"]),
        (("12 leagues off Kidal",), 1, ["leagues"]),
    ],
)
def test_bad_input_is_one_message(arguments: tuple[str, ...], code: int, words: list[str], geoevents: Runner) -> None:
    ran = geoevents("distance", *arguments)
    assert (ran.code, ran.out) == (code, "")
    for word in words:
        assert word in ran.err


def test_a_pair_that_looks_swapped_is_a_warning(geoevents: Runner) -> None:
    # 2.894 N 98.7 E is Sumatra; 98.7 can only be a longitude, and a person who writes it first has swapped the pair.
    ran = geoevents("distance", "98.7, 2.894")
    assert ran.code == 1
    assert "98.7" in ran.err


def test_a_pair_that_looks_swapped_is_a_warning_and_stays_as_written(geoevents: Runner) -> None:
    ran = geoevents("distance", "2.8939, 19.868", "--to", "DZ-ML", "--json")
    assert ran.code == 0
    assert "swapped?" in ran.err
    assert ran.json["point"]["lat"] == 2.8939


def test_a_density_moves_the_side_and_not_the_distances(geoevents: Runner) -> None:
    # The Algerian town: 0.896 of what southeast allows lies in Mali on osm-2026c, 0.952 with the density of the words.
    phrase = "3.5 km southeast of 19.95361 N 2.97 E"
    flat, peaked = (
        geoevents("distance", phrase, "--to", "DZ-ML", "--density", name, "--json").json
        for name in ("uniform", "normal")
    )
    assert (flat["density"], peaked["density"]) == ("uniform", "normal")
    (before,), (after,) = flat["results"], peaked["results"]
    assert (before["side"], after["side"]) == ("undetermined", "ML")
    assert before["p_side"]["ML"] == pytest.approx(0.896, abs=0.003)
    assert after["p_side"]["ML"] == pytest.approx(0.952, abs=0.003)
    for key in ("distance_m", "low_m", "high_m", "nearest"):
        assert before[key] == after[key]


def test_a_density_that_is_not_uniform_is_said(geoevents: Runner) -> None:
    line = "Side with the density normal: most likely where the words point."
    assert line in geoevents("distance", "name:Tinzaouatine", "--pick", "1", "--density", "normal").out
    assert line not in geoevents("distance", "name:Tinzaouatine", "--pick", "1").out
    # The last digit of a coordinate is a rounding: nothing in it is likelier than the rest.
    assert geoevents("distance", WRECK, "--density", "normal", "--json").json["density"] == "uniform"
    assert geoevents("distance", WRECK, "--density", "peaked").code == 2
