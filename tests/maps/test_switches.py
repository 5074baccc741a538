"""The page's own parts in a browser: switches, filters, times, ruler, read-out, link, and that all can be reached."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from geoevents.earth import inverse
from geoevents.maps.render import page_of
from geoevents.maps.scene import scene_of
from geoevents.maps.states import scene_with_states
from geoevents.read.case import read_case
from geoevents.reasoning.check import check
from geoevents.reasoning.elsewhere import elsewhere

CASE = """
geoevents: 1
title: A small dispute
question: Had it crossed?
sources:
  mali: { name: Malian army, party: ML }
  algeria: { name: Algerian ministry, party: DZ }
events:
  intrusion: intrusion
  strike: strike
  wreck: wreck
claims:
  - { by: mali, event: intrusion, says: within Mali, when: 2025-03-31 }
  - { by: algeria, event: intrusion, says: 2 km inside Algeria }
  - by: mali
    event: strike
    says: 3.5 km southeast of Tinzaouatine and 2 km from the Algerian border
    when: 2025-04-02
  - { by: mali, event: wreck, says: at 19.868 N 2.894 E }
suppose:
  strike-in-mali: strike inside Mali
"""
LABEL = "[...document.querySelectorAll('.figure-tag')].map(tag => tag.textContent)"


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    file = tmp_path_factory.mktemp("case") / "case.yaml"
    file.write_text(CASE, encoding="utf-8")
    verdict = check(read_case(file))
    return scene_with_states(verdict, elsewhere(verdict, most=24))


@pytest.fixture(scope="module")
def html(scene: dict[str, Any]) -> str:
    return page_of(scene)


def choose(page: Any, words: str) -> None:
    page.locator(".switches label", has_text=words).first.locator("input").check()


def test_switching_redraws_the_map_and_its_words(html: str, open_page: Any) -> None:
    seen = open_page(html)
    page = seen.page
    assert "1.50 km apart" in page.evaluate(LABEL)
    before = page.locator(".border-line").first.get_attribute("d")
    choose(page, "ne-10m")
    assert page.locator(".border-line").first.get_attribute("d") != before
    assert "off by about 3.70 km" in page.locator("#caveat").inner_text()
    choose(page, "gbif-2004")
    assert "1.00 km apart" in page.evaluate(LABEL)
    assert "ne-10m" in page.locator("#said").inner_text()
    page.get_by_role("button", name="As it was set").click()
    assert page.locator(".border-line").first.get_attribute("d") == before
    assert "1.50 km apart" in page.evaluate(LABEL)
    assert seen.errors == []
    assert seen.requests == []


def test_a_supposition_breaks_what_the_other_dataset_draws_elsewhere(html: str, open_page: Any) -> None:
    page = open_page(html).page
    choose(page, "ne-10m")
    page.locator(".switches fieldset", has_text="strike inside Mali").get_by_label("supposed", exact=True).check()
    card = page.locator("#details .card", has_text="Supposed, by nobody: strike inside Mali")
    assert card.locator(".verdict").inner_text() == "inconsistent"


def test_every_state_can_be_shown(html: str, scene: dict[str, Any], open_page: Any) -> None:
    seen = open_page(html)
    boxes = seen.page.locator(".switches input")
    assert boxes.count() == sum(len(switch["choices"]) for switch in scene["switches"])
    for number in range(boxes.count()):
        boxes.nth(number).check()
    assert seen.errors == []


def test_a_link_opens_the_same_view(html: str, open_page: Any) -> None:
    first = open_page(html).page
    choose(first, "ne-10m")
    first.locator("#filters summary").click()
    first.locator("#filters label", has_text="Algerian ministry").locator("input").uncheck()
    first.evaluate("map_geoevents.setView([19.9, 3.01], 11, {animate: false}) && 0")
    first.get_by_role("button", name="Colours").click()
    there = first.evaluate("location.hash")
    second = open_page(html).page
    second.evaluate(f"location.hash = {there!r}")
    second.wait_for_function("document.documentElement.dataset.theme === 'light'")
    assert second.locator(".switches label", has_text="ne-10m").locator("input").is_checked()
    assert second.locator(".border-line").first.get_attribute("d") == first.locator(".border-line").first.get_attribute(
        "d"
    )
    assert second.evaluate("[map_geoevents.getZoom(), map_geoevents.getCenter().lat.toFixed(3)]") == [11, "19.900"]
    assert not second.locator("[data-source=algeria]").first.is_visible()


@pytest.mark.parametrize(
    "wish",
    [
        "#v=91,0,4",
        "#c=9.9.9.9",
        "#c=1",
        "#v=a,b,c&t=x",
        "#sources=%E0%A4%A&l=-%",
        "#theme=<img src=x onerror=alert(1)>",
    ],
)
def test_a_link_that_makes_no_sense_opens_the_page_as_it_is(html: str, open_page: Any, wish: str) -> None:
    seen = open_page(html)
    view = seen.page.evaluate("map_geoevents.getBounds().toBBoxString()")
    seen.page.evaluate(f"location.hash = {wish!r}")
    seen.page.wait_for_timeout(100)
    assert seen.errors == []
    assert seen.dialogs == []
    assert seen.page.evaluate("map_geoevents.getBounds().toBBoxString()") == view
    assert seen.page.locator("#reset").is_disabled()


def test_filters_leave_sources_and_kinds_out_of_sight(html: str, open_page: Any) -> None:
    page = open_page(html).page
    page.locator("#filters summary").click()
    regions = page.locator("path.region").count()
    page.locator("#filters label", has_text="Malian army").locator("input").uncheck()
    assert page.locator("path.region").count() < regions
    assert not page.locator("[data-source=mali]").first.is_visible()
    page.locator("#filters label", has_text="strike").locator("input").uncheck()
    assert not page.locator("#event-strike").is_visible()
    assert page.locator("#event-intrusion").is_visible()


def test_the_time_slider_keeps_what_has_no_time(html: str, open_page: Any) -> None:
    page = open_page(html).page
    page.locator("#filters summary").click()
    slider = page.locator("#time-from")
    slider.evaluate("box => { box.value = box.max; box.dispatchEvent(new Event('input')); }")
    assert not page.locator("#event-intrusion").is_visible()
    assert page.locator("#event-strike").is_visible()
    assert page.locator("#event-wreck").is_visible()
    assert "Between 2025-04-0" in page.locator(".timeline legend").inner_text()


def test_a_source_may_be_called_as_objects_have_names(tmp_path: Path, open_page: Any) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(
        CASE.replace("algeria:", "constructor:").replace("by: algeria", "by: constructor"), encoding="utf-8"
    )
    verdict = check(read_case(file))
    page = open_page(page_of(scene_of(verdict.solution, verdict))).page
    assert page.locator("[data-source=constructor]").first.is_visible()
    page.locator("#filters summary").click()
    assert page.locator("#filters label", has_text="Algerian ministry").locator("input").is_checked()


def test_the_ruler_measures_on_the_ellipsoid(html: str, open_page: Any) -> None:
    page = open_page(html).page
    page.get_by_role("button", name="Ruler").click()
    box = page.locator("#map_geoevents").bounding_box()
    ends = []
    for x, y in ((200, 250), (420, 300)):
        ends.append(page.evaluate(f"(p => [p.lng, p.lat])(map_geoevents.containerPointToLatLng([{x}, {y}]))"))
        page.mouse.click(box["x"] + x, box["y"] + y)
    azimuth, _, metres = inverse(*ends[0], *ends[1])
    said = page.locator("#said").inner_text()
    assert said.startswith(f"{float(metres) / 1000:.4g}".rstrip("0").rstrip(".")[:4])
    assert f"azimuth {float(azimuth) % 360:.1f}" in said
    page.keyboard.press("Escape")
    assert page.locator(".ruler-line").count() == 0


def test_the_ruler_works_by_keys_alone(html: str, open_page: Any) -> None:
    page = open_page(html).page
    page.get_by_role("button", name="Ruler").press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(400)
    page.keyboard.press("Enter")
    assert re.search(r"^[0-9.]+ km, azimuth (89|90)", page.locator("#said").inner_text())


def test_the_read_out_says_where_in_three_ways(html: str, open_page: Any) -> None:
    page = open_page(html).page
    page.evaluate("map_geoevents.setView([19.868, 2.894], 12, {animate: false}) && 0")
    page.locator("#map_geoevents").focus()
    page.keyboard.press("Enter")
    told = page.locator("#readout").inner_text()
    assert "19.86800° N, 2.89400° E" in told
    assert "19°52′04.8″N 2°53′38.4″E" in told
    assert "31Q DB 88902 96877" in told
    page.keyboard.press("Escape")
    assert page.locator("#readout").inner_text() == ""


@pytest.mark.parametrize(
    ("width", "height", "scheme"), [(1280, 800, "light"), (1280, 800, "dark"), (390, 844, "light")]
)
def test_everybody_can_reach_it(html: str, open_page: Any, width: int, height: int, scheme: str) -> None:
    page = open_page(html, width, height, scheme).page
    page.locator("#filters summary").click()
    found = Axe().run(page)
    grave = [v for v in found.response["violations"] if v["impact"] in ("serious", "critical")]
    assert [(v["id"], [node["target"] for node in v["nodes"]][:4]) for v in grave] == []
