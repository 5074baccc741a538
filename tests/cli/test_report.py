"""`geoevents report` and the figures of `geoevents map`."""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import Runner


@pytest.mark.parametrize("name", ["report.html", "report.md"])
def test_report_is_written_and_counted(name: str, geoevents: Runner, founding: str, tmp_path: Path) -> None:
    ran = geoevents("report", founding, "-o", name, "--json")
    assert ran.code == 0, ran.err
    assert ran.json == {"output": name, "bytes": (tmp_path / name).stat().st_size}
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert "They cannot both be true" in text
    assert "ne-10m" in text
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_report_says_what_it_wrote(geoevents: Runner, founding: str) -> None:
    ran = geoevents("report", founding, "-o", "report.md")
    assert (ran.out, ran.err) == ("", "wrote report.md\n")


def test_report_takes_the_scenario_from_options(geoevents: Runner, founding: str, tmp_path: Path) -> None:
    ran = geoevents("report", founding, "-o", "report.md", "--borders", "ne-10m", "--convention", "decimal")
    assert ran.code == 0, ran.err
    text = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "Border dataset: ne-10m, taken as drawn" in text
    assert "Rounding of numbers: decimal" in text


@pytest.mark.parametrize("name", ["report.pdf", "report", "-", "report.html.txt"])
def test_other_endings_are_refused(name: str, geoevents: Runner, founding: str, tmp_path: Path) -> None:
    ran = geoevents("report", founding, "-o", name)
    assert (ran.code, ran.out) == (2, "")
    assert ".html or .md" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_report_leaves_what_stands_in_its_way(geoevents: Runner, founding: str, tmp_path: Path) -> None:
    (tmp_path / "there.html").write_text("mine", encoding="utf-8")
    (tmp_path / "link.html").symlink_to(tmp_path / "there.html")
    ran = geoevents("report", founding, "-o", "link.html")
    assert ran.code == 1
    assert "symbolic link" in ran.err
    assert (tmp_path / "there.html").read_text(encoding="utf-8") == "mine"


def test_wrong_case_writes_nothing(geoevents: Runner, tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text("geoevents: 1\nclaims: 3\n", encoding="utf-8")
    ran = geoevents("report", "case.yaml", "-o", "report.html")
    assert ran.code == 1
    assert not (tmp_path / "report.html").exists()


def test_map_writes_figures_too(geoevents: Runner, founding: str, tmp_path: Path) -> None:
    asked = {"png": "f.png", "svg": "f.svg", "pdf": "f.pdf"}
    ran = geoevents("map", founding, "-o", "x.html", *(f"--{kind}={name}" for kind, name in asked.items()), "--json")
    assert ran.code == 0, ran.err
    assert {kind: made["path"] for kind, made in ran.json["figures"].items()} == asked
    assert {"output", "bytes", "layers", "external_references"} <= set(ran.json)
    begins = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}
    assert all((tmp_path / name).read_bytes().startswith(begins[kind]) for kind, name in asked.items())


def test_figure_that_ends_otherwise_is_refused(geoevents: Runner, founding: str, tmp_path: Path) -> None:
    ran = geoevents("map", founding, "-o", "x.html", "--png", "f.jpg")
    assert (ran.code, ran.out) == (2, "")
    assert ".png" in ran.err
    assert list(tmp_path.iterdir()) == []
