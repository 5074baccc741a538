"""Nominatim through a geocoder that stands in for it: nothing here touches a network."""

import itertools
import json
import sys
import time
from types import SimpleNamespace

import pytest

from geoevents.data import own
from geoevents.errors import OnlineError, UnknownPlaceError
from geoevents.gazetteer import online, places

KIDAL = {
    "place_id": 1, "osm_type": "node", "osm_id": 27565101, "lat": "18.4411", "lon": "1.4078", "class": "place",
    "type": "town", "name": "Kidal", "display_name": "Kidal, Mali", "boundingbox": ["18.40", "18.48", "1.36", "1.44"],
    "namedetails": {"name": "Kidal", "name:ar": "كيدال", "name:ru": "Кидаль"}, "address": {"country_code": "ml"},
}  # fmt: skip


class Fake:
    """Answers what it is told to, and remembers what it was asked."""

    def __init__(self, *answers, error=None):
        self.answers, self.error, self.asked = answers, error, []

    def geocode(self, query, **options):
        self.asked.append((query, options, time.monotonic()))
        if self.error:
            raise self.error
        return [SimpleNamespace(raw=dict(answer)) for answer in self.answers] or None


@pytest.fixture(autouse=True)
def no_pause(monkeypatch):
    monkeypatch.setattr(online, "PAUSE_S", 0.0)


def test_an_answer_is_a_candidate_with_its_source_and_licence():
    ((place, names),) = online.search("Kidal", geocoder=Fake(KIDAL))
    assert (place.id, place.name, place.country, place.kind) == ("nominatim:node/27565101", "Kidal", "ML", "town")
    assert (place.lon, place.lat) == (1.4078, 18.4411)
    assert place.radius_m == pytest.approx(6_124, abs=5)  # half of 8.88 km by 8.45 km, corner to corner
    assert "ODbL" in place.source
    assert "OpenStreetMap" in place.source
    assert names == ("Kidal", "كيدال", "Кидаль")


def test_a_question_is_asked_once_and_kept():
    fake = Fake(KIDAL)
    first = online.search("Kidal", geocoder=fake)
    assert online.search("  Kidal ", geocoder=fake) == first
    assert len(fake.asked) == 1
    online.search("Kidal", "ML", geocoder=fake)
    assert fake.asked[1][1]["country_codes"] == "ml"
    assert online.clear() == 2
    online.search("Kidal", geocoder=fake)
    assert len(fake.asked) == 3


def test_nothing_found_is_kept_as_well():
    fake = Fake()
    assert online.search("Qwxzzy", geocoder=fake) == online.search("Qwxzzy", geocoder=fake) == ()
    assert len(fake.asked) == 1


def test_one_request_a_second(monkeypatch):
    monkeypatch.setattr(online, "PAUSE_S", 0.3)
    fake = Fake(KIDAL)
    for name in ("Kidal", "Gao", "Menaka"):
        online.search(name, geocoder=fake)
    times = [at for _, _, at in fake.asked]
    assert min(b - a for a, b in itertools.pairwise(times)) > 0.25


def test_what_was_kept_and_is_damaged_is_asked_again():
    fake = Fake(KIDAL)
    online.search("Kidal", geocoder=fake)
    (kept,) = own.files(online.KIND, online.SUFFIX)
    for damage in (
        "",
        "{",
        '{"asked": {}, "found": []}',
        json.dumps({"asked": json.loads(kept.read_text())["asked"], "found": [{}]}),
    ):
        kept.write_text(damage)
        assert online.search("Kidal", geocoder=fake)
    assert len(fake.asked) == 5


@pytest.mark.parametrize("wrong", [
    {"lat": "north"}, {"lat": "95"}, {"lon": "nan"}, {"lat": None}, {"osm_type": "planet"}, {"osm_id": "x"},
    {"boundingbox": ["1"]}, {"boundingbox": ["5", "1", "0", "1"]},
    {"name": None, "display_name": "", "namedetails": {}},
    {"namedetails": 7, "name": 3}, {"address": "x"}, {"display_name": 5},
])  # fmt: skip
def test_an_answer_that_is_none_is_refused_and_not_kept(wrong):
    with pytest.raises(OnlineError, match="what is no place"):
        online.search("Kidal", geocoder=Fake({**KIDAL, **wrong}))
    assert own.files(online.KIND, online.SUFFIX) == ()


def test_hostile_names_are_made_plain_and_short():
    bad = {**KIDAL, "name": "Ki\x1b[31mdal\n" + "x" * 5_000, "namedetails": {}, "type": "a_b\x00"}
    ((place, _),) = online.search("Kidal", geocoder=Fake(bad))
    assert place.name.isprintable()
    assert len(place.name) <= 200
    assert place.kind == "a b"


def test_a_service_that_fails_is_told_in_a_line():
    with pytest.raises(OnlineError, match="could not be asked: no route to host") as caught:
        online.search("Kidal", geocoder=Fake(error=ConnectionError("no route\nto host")))
    assert "--online" in caught.value.cure


def test_without_a_user_agent_or_geopy_nothing_is_asked(monkeypatch):
    monkeypatch.delenv(online.USER_AGENT, raising=False)
    with pytest.raises(OnlineError, match="who asks"):
        online.search("Kidal")
    monkeypatch.setenv(online.USER_AGENT, "tests (nobody@example.org)")
    for module in ("geopy", "geopy.geocoders"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(OnlineError, match="needs geopy") as caught:
        online.search("Kidal")
    assert 'geoevents[online]"' in caught.value.cure
    with pytest.raises(OnlineError, match="plain ASCII"):
        online.search("Kidal", user_agent="ä")


def test_geopy_is_given_the_user_agent(monkeypatch):
    made = {}
    monkeypatch.setitem(sys.modules, "geopy", SimpleNamespace())
    fake = Fake(KIDAL)
    monkeypatch.setitem(
        sys.modules, "geopy.geocoders", SimpleNamespace(Nominatim=lambda **options: made.update(options) or fake)
    )
    assert online.search("Kidal", user_agent="tests (nobody@example.org)")
    assert made["user_agent"] == "tests (nobody@example.org)"


def test_find_asks_only_when_told_to_and_removes_nothing(monkeypatch):
    fake = Fake(KIDAL, {**KIDAL, "osm_id": 5, "name": "Other", "namedetails": {}, "display_name": "Other, Mali"})
    monkeypatch.setattr(online, "_nominatim", lambda user_agent: fake)
    before = places.find("Kidal")
    assert fake.asked == []
    found = places.find("Kidal", online=True)
    assert [place.id for place in found] == [*(place.id for place in before[:2]), "nominatim:node/27565101",
                                             *(place.id for place in before[2:]), "nominatim:node/5"]  # fmt: skip
    assert found[2].score == places.EXACT
    assert found[-1].score < places.SOUND * places.CARRIES
    assert places.find("Кидаль", online=True)[-1].score < 1
    with pytest.raises(UnknownPlaceError):
        places.find("Zzyzxqwop")
    assert places.find("Zzyzxqwop", online=True)


def test_what_is_no_name_is_not_asked():
    fake = Fake(KIDAL)
    for name in ("", "...", "x" * 500, "\0"):
        assert online.search(name, geocoder=fake) == ()
    assert fake.asked == []
