"""The ground under a page: small, whole at every scale and round the globe, and named as it is looked at."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoevents.maps.ground.around import WORLD, boxes_of, ground_of
from geoevents.maps.ground.spelling import LETTERS, spelt
from geoevents.maps.render import page_of
from geoevents.maps.scene import scene_of
from geoevents.maps.view import window_of
from geoevents.read.case import read_case
from geoevents.reasoning.solve import solve

VIEWS = {
    "Tinzaouatine": (2.77, 19.77, 3.15, 20.01),
    "Fiji, over the antimeridian's edge": (178.5, -18.6, 180.0, -16.0),
    "Svalbard": (10.0, 78.0, 25.0, 81.0),
    "South pole": (-30.0, -90.0, 30.0, -83.0),
    "ocean": (-140.2, -30.2, -140.0, -30.0),
    "world": (-180.0, -60.0, 180.0, 80.0),
}
CASE = """
geoevents: 1
title: On the line
sources:
  mali: { name: Mali, party: ML }
events:
  strike: strike
claims:
  - { by: mali, event: strike, says: 3.5 km southeast of Tinzaouatine and 2 km from the Algerian border }
"""
NAMES = "[...document.querySelectorAll('.tag')].filter(t => t.style.visibility !== 'hidden').map(t => t.textContent)"


def read(text: str) -> list[list[tuple[int, int]]]:
    """Read lines as the page does."""
    found = []
    for line in text.split("."):
        numbers, value, shift = [], 0, 0
        for letter in line:
            code = LETTERS.index(letter)
            value |= (code & 31) << shift
            shift += 5
            if code < 32:
                numbers.append(value >> 1 if value % 2 == 0 else -(value + 1 >> 1))
                value, shift = 0, 0
        steps = np.cumsum(np.asarray(numbers, dtype=np.int64).reshape(-1, 2), axis=0)
        found.append([tuple(step) for step in steps.tolist()])
    return found


@given(
    st.lists(st.lists(st.tuples(st.integers(-(10**7), 10**7), st.integers(-(10**7), 10**7)), min_size=1), min_size=1)
)
def test_what_is_spelt_reads_back(lines: list[list[tuple[int, int]]]) -> None:
    text = spelt(lines)
    assert read(text) == lines
    assert json.dumps(text) == f'"{text}"'


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_ground_is_small_and_reaches_round_the_globe(view: Any) -> None:
    window = window_of(view)
    boxes = boxes_of(window)
    assert boxes[0] == WORLD
    for wider, inner in pairwise(boxes):
        assert wider[0] <= inner[0] < inner[2] <= wider[2]
        assert wider[1] <= inner[1] < inner[3] <= wider[3]
    told = json.dumps(ground_of(view, window), allow_nan=False)
    assert len(told) < 250_000


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("case") / "case.yaml"
    file.write_text(CASE, encoding="utf-8")
    return page_of(scene_of(solve(read_case(file))))


def look(page: Any, lat: float, lon: float, zoom: float) -> list[str]:
    page.evaluate(f"map_geoevents.setView([{lat}, {lon}], {zoom}, {{animate: false}}) && 0")
    page.wait_for_timeout(150)
    names: list[str] = page.evaluate(NAMES)
    return names


def test_countries_are_named_from_the_continent_on(html: str, open_page: Any) -> None:
    seen = open_page(html)
    names = look(seen.page, 15, 5, 4)
    assert {"Algeria", "Mali", "Niger", "Libya"} <= set(names)
    assert {"India", "China"} <= set(look(seen.page, 28, 95, 4))
    assert (seen.errors, seen.requests) == ([], [])


def test_towns_and_lines_appear_as_one_comes_nearer(html: str, open_page: Any) -> None:
    page = open_page(html).page
    far = look(page, 18.4, 1.4, 4)
    assert "Kidal" not in far
    assert "Kidal" in look(page, 18.44, 1.41, 8)
    assert "Bamako" in look(page, 12.65, -8.0, 6)


def test_the_band_of_the_border_shows_where_it_can_be_seen(html: str, open_page: Any) -> None:
    page = open_page(html).page
    look(page, 19.95, 2.97, 14)
    band = page.locator("path.border-band")
    assert band.count() >= 1
    wide = float(band.first.evaluate("path => parseFloat(getComputedStyle(path).strokeWidth)"))
    # Half a kilometre to either side, at the scale of a Mercator map at this latitude.
    metres_per_pixel = 156_543.034 * np.cos(np.radians(19.95)) / 2**14
    assert wide == pytest.approx(1_000 / metres_per_pixel, rel=0.05)
    assert any("may be off by about 500 m here" in name for name in look(page, 19.95, 2.97, 13))
    look(page, 19.95, 2.97, 6)
    assert not any(path.is_visible() for path in page.locator("path.border-band").all())


def test_the_globe_goes_on_over_the_antimeridian(html: str, open_page: Any) -> None:
    seen = open_page(html)
    assert "Fiji" in look(seen.page, -17.5, 180, 6)
    assert "Fiji" in look(seen.page, -17.5, -180, 6)
    look(seen.page, 84.9, 0, 4)
    look(seen.page, -84.9, 0, 4)
    assert seen.errors == []


def test_areas_have_no_outline_where_the_map_cut_them(html: str, open_page: Any) -> None:
    page = open_page(html).page
    look(page, 19.9, 2.95, 8)
    inside = page.evaluate(
        """() => { const scene = JSON.parse(document.getElementById('scene').textContent);
        return scene.layers.filter(layer => layer.continues).length; }"""
    )
    assert page.locator("path.region.edge").count() == inside
