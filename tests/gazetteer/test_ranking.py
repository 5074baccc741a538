"""Ranking by context: what the text says changes the order of homonyms and removes none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoevents.gazetteer.places import candidates
from geoevents.gazetteer.ranking import Context, Evidence, ranked
from geoevents.model.place import Place

NOTHING = Context({}, {}, {})


def of_country(code, points=4.0):
    return Context({code: Evidence(points, f"names {code}")}, {}, {})


@pytest.mark.parametrize(("name", "country"), [
    ("Tripoli", "LB"), ("Tripoli", "LY"), ("Tripoli", "GR"), ("Kidal", "ID"), ("Santiago", "ES"), ("Santiago", "CU"),
    ("Santiago", "PH"), ("Springfield", "US"), ("Paris", "US"), ("Alexandria", "RO"), ("Córdoba", "AR"),
    ("Hama", "JP"), ("Valencia", "VE"),
])  # fmt: skip
def test_the_country_that_is_named_comes_first_and_all_stay(name, country):
    found = candidates(name)
    order = ranked(found, of_country(country))
    assert order[0].place.country == country
    assert order[0].reasons == (f"names {country}",)
    assert {one.place.id for one in order} == {place.id for place in found}


def test_without_context_nothing_moves():
    found = candidates("Springfield")
    assert [one.place for one in ranked(found, NOTHING)] == list(found)
    assert all(one.points == 0 and one.reasons == () for one in ranked(found, NOTHING))


@pytest.mark.parametrize(("name", "beside", "lat", "lon"), [
    ("Springfield", "Boston", 42.10, -72.59), ("Springfield", "Chicago", 39.80, -89.64),
    ("Tripoli", "Beirut", 34.43, 35.84), ("Tripoli", "Benghazi", 32.89, 13.19), ("Kidal", "Malang", -8.02, 112.71),
    ("Santiago", "Valparaíso", -33.46, -70.65), ("Córdoba", "Sevilla", 37.89, -4.77),
])  # fmt: skip
def test_near_another_place_of_the_text(name, beside, lat, lon):
    others = {beside: candidates(beside)}
    first = ranked(candidates(name), Context({}, {}, others))[0]
    assert (first.place.lat, first.place.lon) == pytest.approx((lat, lon), abs=0.02)
    assert first.reasons[0].endswith(f"km from {beside}")


def test_what_only_sounds_like_it_stays_behind():
    exact = Place("a", "Kidal", "ML", 1.4, 18.4, 0.0, "x", score=1.0)
    alike = Place("b", "Kidall", "DZ", 1.4, 18.4, 0.0, "x", score=0.88)
    declined = Place("c", "Кидаля", "DZ", 1.4, 18.4, 0.0, "x", score=0.93)
    assert [one.place.id for one in ranked([exact, alike, declined], of_country("DZ"))] == ["c", "a", "b"]


def test_places_of_the_case_stay_first():
    found = candidates("Tripoli")
    own = found[-1].id
    assert ranked(found, of_country("LB"), {own})[0].place.id == own


def test_speaker_adds_to_what_is_named_and_decides_alone():
    found = candidates("Tripoli")
    said = Context({"LY": Evidence(4.0, "named")}, {"LB": Evidence(1.0, "speaks")}, {})
    assert [one.place.country for one in ranked(found, said)][:2] == ["LY", "LB"]
    assert ranked(found, Context({}, said.speakers, {}))[0].place.country == "LB"


@given(
    st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90), st.sampled_from(["ML", "DZ", None])), max_size=20),
    st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), max_size=12),
)
def test_no_candidate_is_lost_and_points_fall(places, others):
    mine = [Place(f"p{n}", "X", code, lon, lat, 0.0, "x") for n, (lon, lat, code) in enumerate(places)]
    theirs = {"Y": [Place(f"q{n}", "Y", None, lon, lat, 50.0, "x") for n, (lon, lat) in enumerate(others)]}
    found = ranked(mine, Context({"ML": Evidence(4.0, "m")}, {}, theirs))
    assert sorted(one.place.id for one in found) == sorted(place.id for place in mine)
    points = [one.points for one in found]
    assert points == sorted(points, reverse=True)
