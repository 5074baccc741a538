"""`geoevents diff`, and --generalise where it is offered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Runner

CASE = """geoevents: 1
title: A test
question: Where was it?
sources:
  a: { name: The first source, party: ML }
events:
  crash: { kind: crash, title: Crash }
claims:
  - { by: a, event: crash, at: 17.04012 N 0.61317 E }
  - { by: a, event: crash, says: within national borders }
"""


@pytest.fixture
def two(tmp_path: Path) -> tuple[str, str]:
    (tmp_path / "first.yaml").write_text(CASE, encoding="utf-8")
    (tmp_path / "second.yaml").write_text(CASE.replace("17.04012", "17.05012"), encoding="utf-8")
    return "first.yaml", "second.yaml"


def test_the_same_file_twice(geoevents: Runner, two: tuple[str, str]) -> None:
    ran = geoevents("diff", two[0], two[0], "--fail")
    assert ran.code == 0
    assert ran.out.startswith("Nothing changed.")
    found = geoevents("diff", two[0], two[0], "--json").json
    assert found["changed"] == []
    assert found["verdict"] == {"before": "consistent", "after": "consistent"}


def test_the_answer_comes_first(geoevents: Runner, two: tuple[str, str]) -> None:
    ran = geoevents("diff", *two)
    assert ran.code == 0
    head = " ".join(ran.out.split("\n\n")[0].split())
    # 0.01 degrees of latitude at 17 N are 1.11 km.
    assert head == "The verdict stays CONSISTENT; 1 claim changed; Crash: moved 1.11 km"
    assert "“17.04012 N 0.61317 E” -> “17.05012 N 0.61317 E”" in ran.out
    assert geoevents("diff", *two, "--fail").code == 3


def test_json(geoevents: Runner, two: tuple[str, str]) -> None:
    found = geoevents("diff", *two, "--json").json
    for change in found["changed"]:
        assert {"what", "id", "kind", "before", "after"} <= set(change)
    (fix,) = [change for change in found["changed"] if change["what"] == "fix"]
    assert fix["moved_m"] == pytest.approx(1107, abs=1)


def test_wrong_files(geoevents: Runner, two: tuple[str, str], tmp_path: Path) -> None:
    assert geoevents("diff", two[0], "missing.yaml").code == 2
    assert geoevents("diff", "-", "-").code == 2
    (tmp_path / "bad.yaml").write_text("geoevents: 1\n", encoding="utf-8")
    ran = geoevents("diff", two[0], "bad.yaml")
    assert ran.code == 1
    assert "bad.yaml" in ran.err


def test_generalise_says_so_first(geoevents: Runner, two: tuple[str, str], tmp_path: Path) -> None:
    solved = geoevents("solve", two[0], "--generalise", "10km")
    assert solved.out.splitlines()[0] == "A test (positions generalised to 10 km)"
    checked = geoevents("check", two[0], "--generalise", "10km", "--explain", "--table")
    assert checked.out.startswith("Positions are generalised to 10 km")
    for arguments in (("solve", "--json"), ("solve", "--geojson"), ("check", "--json")):
        document = geoevents(arguments[0], two[0], arguments[1], "--generalise", "10km").json
        assert document["generalised_m"] == 10_000.0
        assert next(iter(document)) == "generalised_m"
    assert geoevents("map", two[0], "-o", "map.html", "--generalise", "10km").code == 0
    page = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert "Positions are generalised to 10 km" in page
    for text in (solved.out, checked.out, solved.err, checked.err, page):
        assert "17.040" not in text
        assert "first.yaml" not in text


def test_versions_that_differ_within_a_cell_look_the_same(
    geoevents: Runner, two: tuple[str, str], tmp_path: Path
) -> None:
    for arguments in (
        ("solve", "--json"),
        ("solve", "--geojson"),
        ("solve", "--ledger"),
        ("check", "--json"),
        ("check", "--explain"),
    ):
        ran = [geoevents(arguments[0], name, arguments[1], "--generalise", "10km") for name in two]
        assert ran[0].out == ran[1].out, arguments
        assert ran[0].err == ran[1].err, arguments
    for name in two:
        assert geoevents("map", name, "-o", f"{name}.html", "--generalise", "10km").code == 0
    pages = [(tmp_path / f"{name}.html").read_bytes() for name in two]
    assert pages[0] == pages[1]


@pytest.mark.parametrize("length", ["50m", "600 km", "ten", "10", "about 10 km", "-3km"])
def test_what_is_no_grain_is_a_usage_error(geoevents: Runner, two: tuple[str, str], length: str) -> None:
    ran = geoevents("solve", two[0], "--generalise", length)
    assert ran.code == 2
    assert "--generalise" in ran.err


def test_the_document_stays_json(geoevents: Runner, two: tuple[str, str]) -> None:
    assert json.loads(geoevents("check", two[0], "--generalise", "500 km", "--json").out)["verdict"] == "consistent"
