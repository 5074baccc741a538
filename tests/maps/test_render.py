"""The file itself: nothing outside is referred to, data comes back as it went in."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoevents.errors import GeoEventsError, OutputError
from geoevents.maps import draw
from geoevents.maps.render import ROOT, external_references, island, page_of
from geoevents.maps.scene import scene_of

ISLAND = re.compile(r'<script type="application/json" id="scene">(.*?)</script>', re.DOTALL)


def test_one_file_without_references(verdict_with: Any, tmp_path: Path) -> None:
    drawn = draw(verdict_with())
    drawn.save(tmp_path / "map.html")
    summary = drawn.summary("map.html")
    assert summary["bytes"] == (tmp_path / "map.html").stat().st_size
    assert summary["external_references"] == 0
    assert summary["layers"] == ["strike/mali", "intrusion/algeria", "intrusion/mali"]
    assert "jquery" not in drawn.html.lower()
    assert "bootstrap" not in drawn.html.lower()
    assert "sourceMappingURL" not in drawn.html
    assert "3 layers" in repr(drawn)


def test_same_case_gives_the_same_bytes(verdict_with: Any) -> None:
    assert draw(verdict_with()).html == draw(verdict_with()).html


def test_island_parses_back(verdict_with: Any) -> None:
    verdict = verdict_with(" </script> \u2028 & 'x' {{7*7}}")
    scene = scene_of(verdict.solution, verdict)
    found = ISLAND.findall(page_of(scene))
    assert len(found) == 1
    told = json.loads(found[0])
    # The ground for every scale takes the place of what only lies in the window.
    assert told.pop("ground")
    left = {key: value for key, value in scene.items() if key != "basemap"}
    left["inset"] = {key: value for key, value in left["inset"].items() if key != "land"}
    assert told == json.loads(json.dumps(left))


@given(st.text())
def test_any_title_comes_back(title: str) -> None:
    page = page_of({"title": title})
    assert json.loads(ISLAND.findall(page)[0]) == {"title": title}
    assert external_references(page) == ()


def test_policy_lets_nothing_in_but_our_own() -> None:
    policy = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page_of({"title": ""}))
    assert len(policy) == 1
    assert "default-src &#x27;none&#x27;" in policy[0]
    assert "connect-src &#x27;none&#x27;" in policy[0]
    assert "unsafe" not in policy[0]
    page = page_of({"title": ""})
    assert policy[0].count("sha256-") == page.count("<script>") + page.count("<style>")


@pytest.mark.parametrize(
    "markup",
    [
        "<script src='https://example.org/a.js'></script>",
        "<link rel=stylesheet href=//example.org/a.css>",
        "<img srcset='a.png 2x'>",
        "<style>@import 'a.css';</style>",
        "<style>p { background: url( 'a.png' ) }</style>",
        "<p style='background:url(a.png)'>",
    ],
)
def test_references_are_found(markup: str) -> None:
    assert external_references(markup)


def test_references_inside_the_file_are_none() -> None:
    assert (
        external_references("<use href='#a'/><img src='data:image/png;base64,AA=='><style>p{fill:url(#a)}</style>")
        == ()
    )


def test_not_a_number_never_reaches_the_page() -> None:
    with pytest.raises(ValueError, match="Out of range float"):
        island({"lon": float("nan")})


def test_refuses_what_it_cannot_draw(tmp_path: Path, verdict_with: Any) -> None:
    with pytest.raises(GeoEventsError, match="int cannot be drawn"):
        draw(3)  # type: ignore[arg-type]
    with pytest.raises(OutputError):
        draw(verdict_with()).save(tmp_path)


def test_vendored_files_are_what_was_fetched() -> None:
    listed = json.loads((ROOT / "vendor" / "VENDOR.json").read_text(encoding="utf-8"))["files"]
    assert {entry["file"] for entry in listed} == {f.name for f in (ROOT / "vendor").iterdir()} - {"VENDOR.json"}
    for entry in listed:
        assert hashlib.sha256((ROOT / "vendor" / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]
