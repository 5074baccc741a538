"""What `geoevents map` writes: by the ending of its file, beside it, and what it refuses."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from .conftest import Runner

BEGINS = {
    ".html": b"<!DOCTYPE html>",
    ".htm": b"<!DOCTYPE html>",
    ".kml": b"<?xml",
    ".kmz": b"PK\x03\x04",
    ".png": b"\x89PNG",
    ".svg": b"<?xml",
    ".pdf": b"%PDF-",
}


@pytest.fixture
def no_browser(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Leave no browser on the PATH."""
    empty = tmp_path / "nothing-here"
    empty.mkdir()
    monkeypatch.setenv("PATH", str(empty))
    monkeypatch.delenv("GEOEVENTS_BROWSER", raising=False)


@pytest.fixture
def case(geoevents: Runner, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A small case, outside the folder that is written to."""
    place = tmp_path_factory.mktemp("case") / "case.yaml"
    assert geoevents("new", "-o", str(place)).code == 0
    return str(place)


@pytest.mark.parametrize("name", ["map.html", "map.kml", "a.b.Kmz", "MAP.PNG", "map.svg", "map.pdf"])
def test_the_ending_decides_what_is_written(geoevents: Runner, case: str, tmp_path: Path, name: str) -> None:
    ran = geoevents("map", case, "-o", name, "--json")
    assert ran.code == 0, ran.err
    content = (tmp_path / name).read_bytes()
    assert content.startswith(BEGINS[Path(name).suffix.lower()])
    assert ran.json["output"] == name
    assert ran.json["bytes"] == len(content)
    assert ran.json["external_references"] == 0
    assert "landing/institute" in ran.json["layers"]
    assert ran.json["figures"] == {}
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["map.gif", "map", "map.html.bak", "map.", ".png"])
def test_other_endings_are_refused_with_the_cure(geoevents: Runner, case: str, tmp_path: Path, name: str) -> None:
    ran = geoevents("map", case, "-o", name)
    assert (ran.code, ran.out) == (2, "")
    assert repr(name) in ran.err
    assert all(ending in ran.err for ending in (".html", ".kmz", ".svg"))
    assert list(tmp_path.iterdir()) == []


def test_google_earth_gets_the_words(geoevents: Runner, founding: str, tmp_path: Path) -> None:
    assert geoevents("map", founding, "-o", "x.kmz", "-q") == geoevents("map", founding, "-o", "y.kml", "-q")
    with zipfile.ZipFile(tmp_path / "x.kmz") as packed:
        for written in (packed.read("doc.kml"), (tmp_path / "y.kml").read_bytes()):
            said = [one.text for one in ElementTree.fromstring(written).iter() if one.tag.endswith("}value")]  # noqa: S314
            assert "3.5 km southeast of the town and 2 km from the Algerian border" in said


def test_generalised_files_hold_coarse_positions_only(geoevents: Runner, founding: str, tmp_path: Path) -> None:
    assert geoevents("map", founding, "-o", "x.kml", "--generalise", "10km").code == 0
    written = (tmp_path / "x.kml").read_text(encoding="utf-8")
    assert "[withheld: finer than 10 km]" in written
    assert "3.5 km southeast" not in written


def test_without_a_browser_the_static_figure_is_saved(
    no_browser: None, geoevents: Runner, case: str, tmp_path: Path
) -> None:
    ran = geoevents("map", case, "-o", "x.kml", "--png", "x.png", "--svg", "x.svg", "--json")
    assert ran.code == 0, ran.err
    assert ran.json["figures"]["png"] == {"path": "x.png", "what": "the static figure", "browser": ""}
    assert ran.json["figures"]["svg"] == {"path": "x.svg", "what": "the static figure", "browser": ""}
    assert "No Chromium, Chrome or Edge is on the PATH" in ran.err
    assert "warning" not in ran.err
    assert (tmp_path / "x.png").read_bytes().startswith(BEGINS[".png"])


def test_a_browser_that_is_named_and_fails_is_a_warning(
    no_browser: None, geoevents: Runner, case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "broken"
    program.write_text("#!/bin/sh\nexit 7\n", encoding="utf-8")
    program.chmod(0o755)
    for named, why in ((str(program), "broken ended with 7"), ("nowhere", "GEOEVENTS_BROWSER names 'nowhere'")):
        monkeypatch.setenv("GEOEVENTS_BROWSER", named)
        ran = geoevents("map", case, "-o", "x.kml", "--pdf", "x.pdf")
        assert ran.code == 0
        assert f"warning: {why}" in ran.err
        assert "wrote x.pdf (the static figure)" in ran.err
        assert (tmp_path / "x.pdf").read_bytes().startswith(BEGINS[".pdf"])
    # Nothing is started where the static figure is asked for.
    ran = geoevents("map", case, "-o", "x.kml", "--pdf", "x.pdf", "--figure")
    assert "warning" not in ran.err
    assert "wrote x.pdf (the static figure)" in ran.err


def test_a_browser_saves_the_page(
    chromium: object, geoevents: Runner, case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    static = tmp_path / "static.png"
    assert geoevents("map", case, "-o", static.name, "-q").code == 0
    ran = geoevents("map", case, "-o", "x.kml", "--png", "x.png", "--pdf", "x.pdf", "--json")
    assert ran.code == 0, ran.err
    figures = ran.json["figures"]
    assert {made["what"] for made in figures.values()} == {"the page"}
    assert all(made["browser"] for made in figures.values())
    png = (tmp_path / "x.png").read_bytes()
    assert (int.from_bytes(png[16:20]), int.from_bytes(png[20:24])) == (2560, 1600)
    assert png != static.read_bytes()
    assert (tmp_path / "x.pdf").read_bytes().startswith(BEGINS[".pdf"])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["static.png", "x.kml", "x.pdf", "x.png"]


def test_tiles_are_asked_for_and_said(geoevents: Runner, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,lat,lon\n1,19.868,2.894\n", encoding="utf-8")
    template = "https://tiles.example.org/{z}/{x}/{y}.png"
    ran = geoevents("map", "t.csv", "-o", "x.html", "--tiles", template, "--tiles-attribution", "© Owner", "--json")
    assert ran.code == 0, ran.err
    assert ran.json["external_references"] == 1
    page = (tmp_path / "x.html").read_text(encoding="utf-8")
    assert "img-src data: https://tiles.example.org;" in page
    assert "tells that host which area is looked at" in page


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("-o", "x.html", "--tiles", "https://a.example/{z}/{x}.png"), "lacks {y}"),
        (("-o", "x.html", "--tiles", "file:///{z}/{x}/{y}"), "is not http or https"),
        (("-o", "x.kml", "--tiles", "https://a.example/{z}/{x}/{y}"), "end FILE in .html"),
        (("-o", "x.html", "--tiles-attribution", "me"), "goes with --tiles"),
        (("-o", "x.png", "--png", "./x.png"), "same name"),
        (("-o", "-", "--json"), "both want standard output"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(
    geoevents: Runner, case: str, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    ran = geoevents("map", case, *options)
    assert (ran.code, ran.out) == (2, "")
    assert said in " ".join(ran.err.split())
    assert list(tmp_path.iterdir()) == []


def test_help_names_every_ending(geoevents: Runner) -> None:
    page = geoevents("map", "--help").out
    assert all(ending in page for ending in BEGINS if ending != ".htm")
    assert "GEOEVENTS_BROWSER" in page
