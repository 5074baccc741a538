"""The page in a browser: it opens offline, shows what it should, and runs nothing that data says."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from geoevents.maps import draw

PAYLOADS = (
    "{{7*7}} {% for x in ().__class__ %}",
    "</script><script>window.owned=1</script>",
    "`${window.owned=1}`",
    "<img src=x onerror='window.owned=1'>",
    "javascript:window.owned=1",
    "\u202egnihton\u202c \u2028 &lt;b&gt; \\",
)
# What the page shows, without what only scripts read.
TEXT = (
    "[...document.body.querySelectorAll('*')].filter(e => !e.closest('script,style')).flatMap(e => [...e.childNodes])"
)
TEXT += ".filter(n => n.nodeType === 3).map(n => n.data).join('\\n')"

# Leaflet's zoom buttons are links to "#".
LINKS = "[...document.links].filter(a => a.getAttribute('href') !== '#')"


def test_opens_offline_without_error_or_request(verdict_with: Any, open_page: Any) -> None:
    seen = open_page(draw(verdict_with()).html)
    assert seen.errors == []
    assert seen.requests == []
    for words in (
        "They cannot both be true",
        "An area is not a spread of likely points: it is everywhere the words do not exclude.",
        "The border line itself may be off by about 500 m here.",
        "no position given",
        "Read as: 3.5 km SE of Tinzaouatine; and 2 km from the Algerian border",
        "© OpenStreetMap contributors",
        "1.50 km apart",
        "2.00 km",
        "continues beyond this map",
    ):
        assert words in seen.page.evaluate(TEXT)
    assert seen.page.locator(".candidate").count() == 3
    assert seen.page.locator(".region").count() >= 3
    assert seen.page.locator(".leaflet-control-scale-line").is_visible()
    assert seen.page.locator("#foot").is_visible()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_from_data_is_shown_and_never_run(verdict_with: Any, open_page: Any, payload: str) -> None:
    seen = open_page(draw(verdict_with(f" {payload}", url=payload)).html)
    assert seen.page.evaluate("window.owned") is None
    assert seen.dialogs == []
    assert seen.errors == []
    assert seen.requests == []
    shown = seen.page.evaluate(TEXT)
    # title, headline, question, said, read, when, why, source, place, note, warning, conflict, flip … all keep it.
    assert shown.count(payload) >= 15
    assert seen.page.evaluate("document.querySelector('title').textContent") == f"Drone near Tinzaouatine {payload}"
    assert seen.page.evaluate(f"{LINKS}.every(a => /^https?:$/.test(a.protocol))")


def test_only_web_addresses_become_links(verdict_with: Any, open_page: Any) -> None:
    for url, count in (("https://example.org/a", 2), ("javascript:alert(1)", 0), ("data:text/html,x", 0)):
        assert open_page(draw(verdict_with(url=url)).html).page.evaluate(f"{LINKS}.length") == count


def test_policy_stops_what_is_put_in_later(verdict_with: Any, open_page: Any) -> None:
    html = draw(verdict_with()).html.replace(
        "<main", "<script>window.owned=1</script><img src=x onerror=alert(1)><main"
    )
    seen = open_page(html)
    assert seen.page.evaluate("window.owned") is None
    assert seen.dialogs == []
    assert any("Content Security Policy" in error for error in seen.errors)


def test_card_lights_its_area_and_the_switch_hides_it(verdict_with: Any, open_page: Any) -> None:
    page = open_page(draw(verdict_with()).html).page
    card = page.locator("[data-layer='intrusion/algeria']")
    card.focus()
    assert page.locator(".region.hot:not(.edge)").count() == 1
    assert "Algerian Ministry of Defence" in page.locator("#said").inner_text()
    before = page.locator("path.region:not(.edge)").count()
    card.locator("input").uncheck()
    assert page.locator("path.region:not(.edge)").count() == before - 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_fits_a_telephone(verdict_with: Any, open_page: Any, scheme: str) -> None:
    page = open_page(draw(verdict_with()).html, 390, 844, scheme).page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    frame, panel = page.locator("#frame").bounding_box(), page.locator("#panel").bounding_box()
    assert frame["height"] > 400
    assert panel["y"] >= frame["y"] + frame["height"]


def test_frame_of_a_notebook_keeps_it_apart(verdict_with: Any, open_page: Any) -> None:
    shown = open_page(f"<html data-ready=yes><body>{draw(verdict_with())._repr_html_()}")
    frame = shown.page.frames[-1]
    frame.wait_for_selector("html[data-ready=yes]", state="attached", timeout=10_000)
    assert frame.evaluate("window.origin") == "null"


def test_prints(verdict_with: Any, open_page: Any, tmp_path: Path) -> None:
    pdf = open_page(draw(verdict_with()).html).page.pdf()
    assert base64.b64encode(pdf[:4]) == base64.b64encode(b"%PDF")
    assert len(pdf) > 20_000
