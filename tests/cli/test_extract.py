"""`geoevents extract` as a whole command."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

import geoevents as ge

from .conftest import Runner

SAID = "The Malian army said that a drone crashed on 1 April 2025, 12 km north of Kidal. It fell near 3 leagues."
DIT = "L’armée malienne affirme qu’un drone s’est écrasé à 12 km au nord de Kidal le 1er avril 2025."


@pytest.fixture
def article(tmp_path: Path) -> str:
    (tmp_path / "article.txt").write_text(SAID, encoding="utf-8")
    return "article.txt"


def test_draft_on_standard_output(article: str, geoevents: Runner) -> None:
    ran = geoevents("extract", article)
    assert ran.code == 0, ran.err
    case = ge.read_case(text=ran.out)
    assert [(claim.by, claim.event) for claim in case.claims] == [("malian-army", "crash")]
    assert "English (found): 2 sentences" in ran.err
    assert "1 claim, 1 event, 1 speaker" in ran.err


def test_draft_in_a_file_that_checks(article: str, geoevents: Runner, tmp_path: Path) -> None:
    ran = geoevents("extract", article, "-o", "draft.yaml")
    assert (ran.code, ran.out) == (0, "")
    assert "wrote draft.yaml; review it" in ran.err
    assert sorted(os.listdir(tmp_path)) == ["article.txt", "draft.yaml"]
    checked = geoevents("check", "draft.yaml", "--json")
    assert checked.code == 0, checked.err
    assert checked.json["verdict"] == "consistent"


def test_a_file_that_is_there_is_kept(article: str, geoevents: Runner, tmp_path: Path) -> None:
    (tmp_path / "draft.yaml").write_text("mine", encoding="utf-8")
    ran = geoevents("extract", article, "-o", "draft.yaml")
    assert ran.code == 2
    assert "--force" in ran.err
    assert (tmp_path / "draft.yaml").read_text(encoding="utf-8") == "mine"
    assert geoevents("extract", article, "-o", "draft.yaml", "--force").code == 0
    assert (tmp_path / "draft.yaml").read_text(encoding="utf-8").startswith("# DRAFT")


def test_json_has_all_of_it(article: str, geoevents: Runner, tmp_path: Path) -> None:
    ran = geoevents("extract", article, "--json", "-q", "-o", "draft.yaml")
    assert ran.err == ""
    found = ran.json
    assert set(found) >= {
        "lang", "lang_detected", "sha256", "sentences", "located", "sources", "events", "claims", "attributions",
        "dates", "unread", "questions", "yaml",
    }  # fmt: skip
    claim = found["claims"][0]
    assert SAID[claim["start"] : claim["end"]] == claim["says"][0] == "12 km north of Kidal"
    assert (tmp_path / "draft.yaml").read_text(encoding="utf-8") == found["yaml"]


def test_standard_input(geoevents: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(DIT.encode("utf-8-sig"))))
    ran = geoevents("extract", "-")
    assert ran.code == 0, ran.err
    assert "French (found)" in ran.err
    assert ge.read_case(text=ran.out).claims[0].by == "armee-malienne"


def test_the_language_can_be_told(geoevents: Runner, tmp_path: Path) -> None:
    (tmp_path / "short.txt").write_text("Crash 12 km north of Kidal", encoding="utf-8")
    ran = geoevents("extract", "short.txt")
    assert ran.code == 1
    assert "--lang en" in ran.err
    told = geoevents("extract", "short.txt", "--lang", "en")
    assert told.code == 0, told.err
    assert "English (as told)" in told.err


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"\x00\x01\x02", "is no text"),
        (b"%PDF-1.4 \x01\x02 the the", "no text"),
        (b"Der Hund und die Katze.", "neither clearly English nor clearly French"),
        (b"The weather of the week was fine in the city, and it was warm for all.", "says what happened where"),
        (
            "El dron, según el Ejército, cayó 12 km al este de Saravena, y la frontera está cerca.".encode(),
            "nglish and French",
        ),
        (b"the " * 300_000, "more than 1,000,000 bytes"),
        ("L’été à Alger".encode("latin-1", "replace"), "not UTF-8"),
    ],
)
def test_what_no_draft_can_be_made_of(content: bytes, message: str, geoevents: Runner, tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_bytes(content)
    ran = geoevents("extract", "x.txt", "-o", "draft.yaml")
    assert (ran.code, ran.out) == (1, "")
    assert message in ran.err
    assert os.listdir(tmp_path) == ["x.txt"]


def test_a_missing_file_and_a_folder_are_usage_errors(geoevents: Runner, tmp_path: Path) -> None:
    assert geoevents("extract", "nowhere.txt").code == 2
    (tmp_path / "folder").mkdir()
    assert geoevents("extract", "folder").code == 2
    assert geoevents("extract", "nowhere.txt", "--lang", "de").code == 2
