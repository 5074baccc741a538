"""Administrative areas by name: every one that carries it, with an outline that is where the country says it is."""

import json

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geoevents import data
from geoevents.errors import DataFileError, UnknownAreaError, UnknownCountryError
from geoevents.gazetteer import areas
from geoevents.gazetteer.areas import find_areas, folded

KIDAL = ["Kidal", "Kidal region", "the Kidal Region", "région de Kidal", "la région de Kidal", "región de Kidal",
         "منطقة كيدال", "كيدال", "Кидаль", "Кидальская область", "в Кидальской области", "KIDAL"]  # fmt: skip


@pytest.mark.parametrize("name", KIDAL)
def test_one_area_in_five_languages(name):
    found = find_areas(name.removeprefix("в "))
    assert [(area.country, area.code, area.kind) for area in found] == [("ML", "ML-8", "region")]


# Name, country, (lon, lat) of a place that its country's own publications put in it, and of one outside.
WHERE = [
    ("Kidal", "ML", (1.4092, 18.4435), (-0.0417, 16.2717)),  # Kidal town; Gao town
    ("Tamanrasset", "DZ", (5.5228, 22.785), (-0.2939, 27.8743)),  # Tamanrasset; Adrar
    ("Idlib", "SY", (36.6339, 35.9306), (37.1612, 36.2021)),  # Idlib; Aleppo
    ("Donetsk oblast", "UA", (37.8022, 48.0159), (39.3078, 48.574)),  # Donetsk; Luhansk
    ("Andalucía", "ES", (-5.9845, 37.3891), (-0.3763, 39.4699)),  # Sevilla; Valencia
    ("Lombardy", "IT", (9.19, 45.4642), (7.6869, 45.0703)),  # Milano; Torino
    ("North Darfur", "SD", (25.35, 13.63), (24.88, 12.05)),  # El Fasher; Nyala
    ("Crimea", "UA", (34.1003, 44.9521), (32.6178, 46.6354)),  # Simferopol; Kherson
]


@pytest.mark.parametrize(("name", "country", "inside", "outside"), WHERE)
def test_the_outline_holds_its_seat_and_not_the_neighbours(name, country, inside, outside):
    polygon = find_areas(name, country)[0].polygon
    assert polygon.contains(shapely.Point(inside))
    assert not polygon.contains(shapely.Point(outside))


def test_homonyms_are_all_kept_and_narrowed_only_by_country():
    assert {area.country for area in find_areas("Punjab")} == {"IN", "PK"}
    assert [area.country for area in find_areas("Punjab", "Pakistan")] == ["PK"]
    assert {area.country for area in find_areas("Gaza")} == {"MZ", "PS"}


def test_kind_ranks_and_removes_nothing():
    plain, oblast = find_areas("Kiev"), find_areas("Kiev", kind="oblast")
    assert {area.id for area in plain} == {area.id for area in oblast}
    assert oblast[0].kind == "region"
    assert find_areas("Kiev", kind="municipality")[0].kind == "municipality"
    assert len(find_areas("Kiev", kind="flying carpet")) == len(plain)


def test_score_tells_how_the_name_agreed():
    scores = [find_areas(name, "ML")[0].score for name in ("Kidal", "KIDÂL", "cercle Kidal", "Кидальской")]
    assert scores == [1.0, 0.97, 0.95, 0.9]


def test_a_key_without_vowels_is_no_agreement():
    """إدلب (Idlib) and دالابا (Dalaba) have the consonants d-l-b in common, and no more."""
    assert [area.country for area in find_areas("محافظة إدلب")] == ["SY"]
    assert [area.country for area in find_areas("Крым")] == ["UA"]


def test_names_of_the_tier_above_mean_the_whole():
    found = find_areas("Brittany")
    assert len(found) == 1
    assert found[0].note.startswith("the 4 areas")
    assert found[0].polygon.area == pytest.approx(sum(find_areas(name, "FR")[0].polygon.area for name in (
        "Finistère", "Morbihan", "Ille-et-Vilaine", "Côtes-d'Armor")), rel=1e-6)  # fmt: skip


def test_unknown_names_are_refused_with_what_resembles_them():
    with pytest.raises(UnknownAreaError, match=r"'Kidall' is known\. Did you mean Kidal \(ML\)"):
        find_areas("Kidall", "NE")
    for name in ("", "   ", "Qwxzzy", "\0", "x" * 100_000, "\ud800", "region of the"):
        with pytest.raises(UnknownAreaError):
            find_areas(name)
    with pytest.raises(UnknownCountryError):
        find_areas("Kidal", "Atlantis")


def test_all_outlines_are_valid_and_where_their_country_is():
    rows = areas._table().rows
    kinds = {shapely.get_type_id(areas._outline(row.parts)) for row in rows}
    assert kinds <= {shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON}
    outlines = [areas._outline(row.parts) for row in rows]
    assert shapely.is_valid(outlines).all()
    assert not shapely.is_empty(outlines).any()
    west, south, east, north = shapely.total_bounds(outlines)
    assert west >= -180
    assert south >= -90
    assert east <= 180
    assert north <= 90


def test_kept_keys_are_those_that_a_lookup_folds():
    for row in areas._table().rows[::37]:
        assert set(row.keys) == {form for name in row.names for form in folded(name)}


def test_neighbours_share_their_line():
    """Rounding moved both alike: between Kidal and Gao there is neither gap nor overlap."""
    kidal, gao = find_areas("Kidal", "ML")[0].polygon, find_areas("Gao", "ML")[0].polygon
    assert kidal.intersection(gao).area < 1e-6
    assert kidal.intersection(gao).length > 3


def test_the_file_is_in_the_manifest_and_small():
    file = data.verify(areas.FILE)
    assert file.bytes < 6_000_000
    assert file.licence == "public domain"


def test_a_damaged_file_is_refused(tmp_path, monkeypatch):
    whole = data.path(areas.FILE).read_bytes()
    for name, content in (("cut.npz", whole[:100_000]), ("none.npz", b""), ("text.npz", b"PK\x03\x04" + b"x" * 50)):
        place = tmp_path / name
        place.write_bytes(content)
        monkeypatch.setattr(areas.data, "path", lambda _, place=place: place)
        with pytest.raises(DataFileError, match="damaged"):
            areas._loaded("table")


@given(st.text(max_size=60))
def test_anything_can_be_asked(name):
    try:
        found = find_areas(name)
    except UnknownAreaError:
        return
    assert found
    assert all(0 < area.score <= 1 and area.matched in area.names for area in found)


def test_names_are_unbroken():
    assert "�" not in json.dumps([row.names for row in areas._table().rows])


@pytest.mark.parametrize(
    ("words", "ours"),
    [
        ("Сумской области", "Sumy"), ("Сумській області", "Sumy"), ("Харьковскую", "Kharkiv"), ("Ростовской", "Rostov"),
        ("Омской", "Omsk"), ("Запорізької області", "Zaporizhzhya"), ("Вінницькій", "Vinnytsya"),
    ],
)  # fmt: skip
def test_an_adjective_in_another_case_is_no_other_name(words, ours):
    """A region is called by its adjective, which is declined: that is no resemblance but the name."""
    found = find_areas(words)
    assert found[0].names[0] == ours
    assert found[0].score == 0.95


def test_an_adjective_of_a_town_names_the_region_after_it():
    """Where a region is not called by an adjective itself, one made of its name means it, and less surely."""
    for words, ours in (("Кидальском регионе", "Kidal"), ("Киевской области", "Kiev"), ("Идлибской", "Idlib")):
        found = find_areas(words)
        assert (found[0].names[0], found[0].score) == (ours, 0.9)
    assert [area.country for area in find_areas("Сумской") if area.score >= 0.9] == ["UA"]  # not Soum (Сум)


@pytest.mark.parametrize(("name", "country", "error_m"), [
    ("Bayern", "DE", 2_000.0), ("Idlib", "SY", 8_000.0), ("Donetsk", "UA", 20_000.0), ("Kidal", "ML", 90_000.0),
    ("Andalucía", "ES", 2_000.0), ("Darfur", "SD", 90_000.0),
])  # fmt: skip
def test_the_stated_error_grows_with_size_where_nobody_surveyed_well(name, country, error_m):
    assert find_areas(name, country)[0].uncertainty_m == error_m


@pytest.mark.parametrize(("name", "meant"), [("Tombuktou", "Timbuktu"), ("Wargla", "Ouargla"), ("Qidal", "Kidal")])
def test_other_spellings_are_candidates(name, meant):
    found = find_areas(name)
    assert meant in [area.name for area in found]
    assert all(0.81 <= area.score <= 1 for area in found)


def test_areas_of_countries_that_have_redrawn_them_say_so():
    assert "before Taoudénit and Ménaka" in find_areas("Kidal", "ML")[0].note
    assert "48 wilayas" in find_areas("Tamanrasset", "DZ")[0].note
    assert find_areas("Idlib", "SY")[0].note == ""
    # The note is true of the data: what it says was made since is not there.
    for name in ("Ménaka", "Taoudénit"):
        with pytest.raises(UnknownAreaError):
            find_areas(name, "ML")
    rows = [row for row in areas._table().rows if row.country == "DZ" and len(row.parts) == 1]
    assert len(rows) == 48
