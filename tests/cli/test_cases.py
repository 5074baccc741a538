"""Commands that take a case: new, solve, check, map, demo; and case files that are wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Runner

GOOD = """geoevents: 1
title: A test
question: Where was it?
sources:
  a: { name: The first source, party: ML }
events:
  crash: crash
claims:
  - by: a
    event: crash
    says: within national borders
"""


def test_new_writes_a_case_that_can_be_solved(geoevents: Runner, tmp_path: Path) -> None:
    printed = geoevents("new")
    written = geoevents("new", "-o", "case.yaml")
    assert written.code == 0
    assert written.out == ""
    assert (tmp_path / "case.yaml").read_text(encoding="utf-8") == printed.out
    assert geoevents("check", "case.yaml").code == 0
    again = geoevents("new", "-o", "case.yaml")
    assert again.code == 2
    assert "--force" in again.err
    assert geoevents("new", "-o", "case.yaml", "--force").code == 0


def test_solve_json(geoevents: Runner, founding: str) -> None:
    found = geoevents("solve", founding, "--json").json
    assert {"case", "scenario", "events"} <= set(found)
    events = {event["id"]: event for event in found["events"]}
    for event in events.values():
        assert {"id", "accounts", "combined", "measures"} <= set(event)
        for account in event["accounts"]:
            assert {"source", "status", "fixes"} <= set(account)
    (strike,) = events["strike"]["accounts"]
    assert strike["status"] == "satisfiable"
    assert {fix["country_as_drawn"] for fix in strike["fixes"]} == {"ML"}


def test_solve_says_every_account_in_its_own_words(geoevents: Runner, founding: str) -> None:
    out = geoevents("solve", founding).out
    assert "“near the border town of Tinzaouatine”" in out
    assert "“Akinci”" in out
    assert "no position given" in out
    assert "Ledger" not in out
    assert "Ledger" in geoevents("solve", founding, "--ledger").out


def test_solve_geojson_carries_the_attribution(geoevents: Runner, founding: str, tmp_path: Path) -> None:
    assert geoevents("solve", founding, "--geojson", "-o", "case.geojson").code == 0
    text = (tmp_path / "case.geojson").read_text(encoding="utf-8")
    document = json.loads(text)
    assert document["type"] == "FeatureCollection"
    assert document["features"]
    assert "OpenStreetMap" in text
    assert geoevents("solve", founding, "--geojson", "--json").code == 2


def test_check_finds_the_contradiction(geoevents: Runner, founding: str) -> None:
    found = geoevents("check", founding, "--json").json
    assert {"verdict", "questions", "table"} <= set(found)
    for question in found["questions"]:
        assert {"id", "scope", "verdict", "conflicts", "consistent_sets", "depends_on"} <= set(question)
        assert question["verdict"] in {"consistent", "inconsistent", "undecided", "depends"}
        for conflict in question["conflicts"]:
            assert {"claims", "gap_m", "separation_m", "lower_bound_m", "why"} <= set(conflict)
    # "within national borders" throughout, against two kilometres inside the other country's airspace.
    assert found["verdict"] == "inconsistent"


def test_exit_code_three_only_with_fail(geoevents: Runner, founding: str, tmp_path: Path) -> None:
    assert geoevents("check", founding).code == 0
    assert geoevents("check", founding, "--fail").code == 3
    (tmp_path / "good.yaml").write_text(GOOD, encoding="utf-8")
    assert geoevents("check", "good.yaml", "--fail").code == 0


def test_check_begins_with_the_verdict(geoevents: Runner, founding: str) -> None:
    assert geoevents("check", founding).out.startswith("INCONSISTENT   ")


def test_explain_shows_phrases_beside_their_reading(geoevents: Runner, founding: str) -> None:
    out = geoevents("check", founding, "--explain").out
    assert "“3.5 km southeast of Tinzaouatine" in out
    assert "112.5° – 157.5°" in out
    assert "no position" in out
    assert "UTC" in out


def test_check_says_which_words_nothing_was_taken_from(geoevents: Runner, founding: str, tmp_path: Path) -> None:
    case = """\
geoevents: 1
title: t
sources: { army: { name: Army } }
events: { strike: strike }
claims:
  - { by: army, event: strike, says: 9 km north of Kidal beyond the red rocks }
"""
    (tmp_path / "rocks.yaml").write_text(case, encoding="utf-8")
    told = geoevents("check", "rocks.yaml").out
    assert "Words not understood, and left out\n  Army: “9 km north of Kidal beyond the red rocks”: “beyond the" in told
    assert "not understood" not in geoevents("check", founding).out


def test_check_reads_standard_input(geoevents: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO(GOOD))
    assert geoevents("check", "-").code == 0


def test_map_is_one_file_without_references(geoevents: Runner, founding: str, tmp_path: Path) -> None:
    ran = geoevents("map", founding, "-o", "case.html", "--json")
    assert ran.code == 0, ran.err
    assert {"output", "bytes", "layers", "external_references"} <= set(ran.json)
    assert ran.json["external_references"] == 0
    assert ran.json["bytes"] == (tmp_path / "case.html").stat().st_size
    assert ran.json["layers"]


def test_demo_writes_the_map_and_says_what_comes_out(geoevents: Runner, tmp_path: Path) -> None:
    ran = geoevents("demo")
    assert ran.code == 0, ran.err
    assert (tmp_path / "out" / "tinzaouatine-2025.html").stat().st_size > 100_000
    for words in (
        "INCONSISTENT",
        "Algeria–Mali border",
        "osm-2026c",
        "ne-10m",
        "no position given",
        "out/tinzaouatine",
    ):
        assert words in ran.out
    found = geoevents("demo", "-o", "maps", "--json").json
    assert {"output", "events", "questions"} <= set(found)
    assert Path(found["output"]).is_file()


WRONG = {
    "a wrong key": (GOOD.replace("question:", "qestion:"), "3:", "question"),
    "a duplicate key": (GOOD.replace("question: Where was it?", "title: Again"), "3:", "title"),
    "an unknown event": (GOOD.replace("event: crash", "event: crsh"), "10:", "crash"),
    "an unknown source": (GOOD.replace("by: a", "by: b"), "9:", "b"),
    "an unparsable phrase": (GOOD.replace("within national borders", "2 leagues off"), "11:", "leagues"),
    "a bare pair": (GOOD.replace("says: within national borders", "at: [19.868, 2.8939]"), "11:", "latitude"),
    "an ambiguous date": (GOOD + "    when: 03/04/2025\n", "12:", "2025-04-03"),
    "an empty file": ("", "", "empty"),
    "no YAML": ("a: [1, 2\n", "", ""),
    "a list": ("- 1\n- 2\n", "", ""),
    "another version": (GOOD.replace("geoevents: 1", "geoevents: 7"), "1:", "7"),
}


@pytest.mark.parametrize("command", ["check", "solve", "map"])
@pytest.mark.parametrize("what", WRONG)
def test_wrong_case_is_one_clear_message(what: str, command: str, geoevents: Runner, tmp_path: Path) -> None:
    text, where, word = WRONG[what]
    (tmp_path / "wrong.yaml").write_text(text, encoding="utf-8")
    extra = ("-o", "wrong.html") if command == "map" else ()
    ran = geoevents(command, "wrong.yaml", *extra)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("wrong.yaml: ")
    assert where in ran.err
    assert word in ran.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["wrong.yaml"]


def test_all_problems_of_a_file_come_at_once(geoevents: Runner, tmp_path: Path) -> None:
    wrong = GOOD.replace("event: crash", "event: crsh").replace("within national borders", "2 leagues off")
    (tmp_path / "wrong.yaml").write_text(wrong, encoding="utf-8")
    ran = geoevents("check", "wrong.yaml")
    assert ran.err.splitlines()[0] == "wrong.yaml: 2 problems, nothing was checked"
    assert len(ran.err.splitlines()) == 3


@pytest.mark.parametrize("command", ["check", "solve", "map"])
def test_missing_file_is_a_usage_error(command: str, geoevents: Runner, tmp_path: Path) -> None:
    extra = ("-o", "x.html") if command == "map" else ()
    ran = geoevents(command, "nowhere.yaml", *extra)
    assert (ran.code, ran.out) == (2, "")
    assert "nowhere.yaml" in ran.err
    assert not list(tmp_path.iterdir())


def test_output_that_cannot_be_written_leaves_nothing(geoevents: Runner, founding: str, tmp_path: Path) -> None:
    ran = geoevents("map", founding, "-o", "missing/folder/map.html")
    assert ran.code == 1
    assert "missing" in ran.err
    assert not list(tmp_path.iterdir())


BAND = """geoevents: 1
title: A drone at a border of two
sources:
  rebels: { name: Rebels }
  ministry: { name: The ministry, party: VE }
  army: { name: The army, party: CO }
events:
  shootdown: shootdown
  crash: crash
  entry: intrusion
claims:
  - { by: rebels, event: shootdown, says: two kilometres from the Colombia-Venezuela border }
  - { by: army, event: crash, says: 12 km east of Saravena }
  - { by: ministry, event: shootdown, says: 30 km north of Saravena }
  - { by: ministry, event: entry, says: entered Venezuelan airspace by 800 metres }
links:
  - { read: crash within 3 km of shootdown, by: rebels }
"""


def test_solve_names_every_country_that_words_allow_and_says_whose_words_fail(
    geoevents: Runner, tmp_path: Path
) -> None:
    (tmp_path / "band.yaml").write_text(BAND, encoding="utf-8")
    _, crash, entry = geoevents("solve", "band.yaml", "-q").out.replace("\nEntry\n", "\nCrash\n").split("\nCrash\n")
    # A band on both sides of the line whose center lies on one of them; one of ten metres on one side only.
    assert "within 94.49 km, drawn in Venezuela; reaches into Colombia\n" in crash
    assert "drawn in Venezuela\n" in entry
    assert "All of them together, with what is said of events tied to it\n    nowhere" in crash
    assert "With all of these words, and not all of what is said of events tied to it\n    7." in crash


def test_all_kinds_of_events_are_named_where_one_is_none_of_them(geoevents: Runner, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(GOOD.replace("crash: crash", "crash: takeoff"), encoding="utf-8")
    told = geoevents("check", "case.yaml").err
    assert "link-loss, debris, wreck, launch, landing" in " ".join(told.split())
    assert "..." not in told


@pytest.mark.parametrize("command", [("check", "case.yaml"), ("diff", "case.yaml", "case.yaml")])
def test_who_waits_at_a_terminal_is_told_what_takes_time(
    command: tuple[str, ...], geoevents: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "case.yaml").write_text(GOOD, encoding="utf-8")
    assert "Trying" not in geoevents(*command).err
    monkeypatch.setattr("geoevents.cli.command.sys.stderr.isatty", lambda: True, raising=False)
    assert "Trying" in geoevents(*command).err
