"""`geoevents places` as it is typed: find with context and reasons, import, list, forget, online."""

import json
import resource
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from geoevents.gazetteer import online

from .conftest import Runner

WELLS = "name,lon,lat,radius_m,country,source\nQwxwell,2.1,19.4,200,ML,GPS of the team\nBad,2.1,99,,,\n"


@pytest.fixture
def wells(tmp_path: Path) -> str:
    (tmp_path / "wells.csv").write_text(WELLS, encoding="utf-8")
    return "wells.csv"


def test_context_ranks_and_is_explained(geoevents: Runner) -> None:
    plain = geoevents("places", "find", "Tripoli", "--json").json["candidates"]
    found = geoevents("places", "find", "Tripoli", "--context", "Lebanon", "--json").json["candidates"]
    assert plain[0]["country"] == "LY"
    assert (found[0]["country"], found[0]["context"], found[0]["reasons"]) == ("LB", 4.0, ["in Lebanon"])
    assert {place["id"] for place in plain} == {place["id"] for place in found}
    assert [place["score"] for place in plain[:2]] == [1.0, 1.0]
    assert plain[0]["match"] == "as written"
    told = geoevents("places", "find", "Tripoli", "--context", "Beirut", "--explain").out
    assert "match 1.00, as written; context 3 (57 km from Beirut)" in told or "km from Beirut); populated place" in told
    unknown = geoevents("places", "find", "Tripoli", "--context", "Zzyzxqwv")
    assert (unknown.code, unknown.out) == (1, "")


def test_scores_are_stable_whatever_the_context(geoevents: Runner) -> None:
    def scores(*more: str) -> dict[str, float]:
        found = geoevents("places", "find", "Кидаля", "--json", *more).json["candidates"]
        return {place["id"]: place["score"] for place in found}

    assert scores() == scores("--context", "Indonesia") == scores("--context", "Gao")
    assert scores()["geonames:2455290"] == 0.93


def test_import_find_locate_list_forget(geoevents: Runner, wells: str) -> None:
    said = geoevents("places", "import", wells, "--title", "Wells by GPS", "--licence", "CC0-1.0")
    assert said.code == 0
    assert said.out.startswith("wells: 1 place, 1 line left out")
    assert "warning: wells.csv, line 3: the latitude is '99'" in said.err
    assert (
        geoevents("places", "find", "Qwxwell", "--json").json["candidates"][0]["source"] == "GPS of the team; CC0-1.0"
    )
    reading = geoevents("locate", "3 km north of Qwxwell", "--json").json["readings"][0]
    assert reading["fixes"][0]["country_as_drawn"] == "ML"
    assert any(step["values"].get("imported") == "wells" for step in reading["ledger"])
    listed = geoevents("places", "list", "--json").json["tables"]
    assert [table["name"] for table in listed] == ["curated", "geonames", "wells"]
    assert (listed[2]["places"], listed[2]["skipped"], listed[2]["licence"]) == (1, 1, "CC0-1.0")
    assert "Wells by GPS" in geoevents("places", "list").out
    assert geoevents("places", "forget", "wells").code == 0
    assert "GPS of the team" not in geoevents("places", "find", "Qwxwell").out
    again = geoevents("places", "forget", "wells")
    assert (again.code, again.out) == (1, "")
    assert "None is imported" in again.err


def test_imported_names_of_any_words_are_found_in_phrases(geoevents: Runner, tmp_path: Path) -> None:
    names = "name,lat,lon\nHill 402,19.9,2.9\nwadi el kebir,19.7,2.7\nPoint of no return,19.8,2.8\nnorth,1,1\n5,2,2\n"
    (tmp_path / "field.csv").write_text(names, encoding="utf-8")
    assert geoevents("places", "import", "field.csv").code == 0
    for said, place in {
        "9 km north of Hill 402": "Hill 402",
        "2 km from the wadi el kebir": "wadi el kebir",
        "3 km south of Point of no return and 5 km from the Algerian border": "Point of no return",
        "à 4 km au nord de hill 402": "Hill 402",
        "5 km north of Kidal": "Kidal",
    }.items():
        found = geoevents("locate", said, "--json").json
        assert found["unparsed"] == [], said
        assert place in json.dumps(found["readings"][0], ensure_ascii=False), said


def test_what_cannot_be_imported_is_one_message(geoevents: Runner, tmp_path: Path) -> None:
    (tmp_path / "cut.zip").write_bytes(b"PK\x03\x04 and no more")
    (tmp_path / "bad.csv").write_text("a,b\n1,2\n")
    for arguments, word in (
        (("cut.zip",), "truncated"),
        (("bad.csv",), "there is no column name"),
        (("bad.csv", "--name", "../up"), "Use lower-case letters"),
    ):
        ran = geoevents("places", "import", *arguments)
        assert (ran.code, ran.out) == (1, "")
        assert word in ran.err
    assert geoevents("places", "import", "nowhere.csv").code == 2
    assert geoevents("places", "import", "bad.csv", "--json").out == ""


def test_online_only_when_asked(geoevents: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = {
        "osm_type": "node", "osm_id": 1, "lat": "18.44", "lon": "1.40", "type": "town", "name": "Kidal",
        "boundingbox": ["18.4", "18.5", "1.3", "1.5"], "address": {"country_code": "ml"},
    }  # fmt: skip
    asked = []

    def geocode(query: str, **_: object) -> list[SimpleNamespace]:
        asked.append(query)
        return [SimpleNamespace(raw=raw)]

    monkeypatch.setattr(online, "_nominatim", lambda user_agent: SimpleNamespace(geocode=geocode))
    assert geoevents("places", "find", "Kidal").code == 0
    assert asked == []
    found = geoevents("places", "find", "Kidal", "--online", "--json").json["candidates"]
    assert any(place["id"] == "nominatim:node/1" and "ODbL" in place["source"] for place in found)
    assert geoevents("places", "find", "Kidal", "--online").out.startswith("3 places carry the name Kidal")
    assert asked == ["Kidal"]
    assert "1 answer of Nominatim forgotten" in geoevents("places", "forget", "nominatim").err


def test_online_without_a_user_agent_says_the_cure(geoevents: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(online.USER_AGENT, raising=False)
    ran = geoevents("places", "find", "Kidal", "--online")
    assert (ran.code, ran.out) == (1, "")
    assert "GEOEVENTS_USER_AGENT" in ran.err


@pytest.mark.parametrize("name", ["Kidal", "Кидаля", "الجيزة", "Jartum"])
def test_a_cold_search_is_quick(name: str) -> None:
    """About 100 ms on a quiet machine; counted in seconds of the processor, since other tests run beside."""

    def seconds(*arguments: str) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    script = f"from geoevents.cli.main import run; run(['places', 'find', {name!r}])"
    assert min(seconds("-c", script) for _ in range(5)) - min(seconds("-c", "pass") for _ in range(5)) < 0.25


def test_json_of_import_is_one_document(geoevents: Runner, wells: str) -> None:
    said = geoevents("places", "import", wells, "--json", "-q")
    assert said.err == ""
    assert json.loads(said.out)["problems"] == ["line 3: the latitude is '99'; it is degrees, from -90 to 90"]
