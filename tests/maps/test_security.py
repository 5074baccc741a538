"""Every sink of the page against every attack on maps: text from a case is shown as it is, and never run.

The attacks are those of a review of today's map tools (folium 0.20, branca 0.8.2, geopandas 1.2, Chromium 156): code in
templates while the map is made, script in the page, addresses that run, and characters that turn text round.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from geoevents.errors import CaseError
from geoevents.maps import draw
from geoevents.read.case import read_case
from geoevents.reasoning.check import check

ATTACKS = {
    "S01 code in a template": "{{ cycler.__init__.__globals__.os.mkdir(dict(pwned=1)|join) }}",
    "S12 a statement": "{% if cycler.__init__.__globals__.os.mkdir(dict(pwned=1)|join) %}{% endif %}",
    "S14 half a template": "{{ {% {#",
    "S14 an end without a beginning": "}} %} #}",
    "S15 an image that fails": "<img src=x onerror=\"window.owned=1;alert('owned')\">",
    "S15 a picture that loads": "<svg/onload=window.owned=1>",
    "S17 a frame": "<iframe src='javascript:parent.owned=1'></iframe>",
    "S18 out of the title": "</title><script>window.owned=1</script>",
    "S19 out of the script": "</script><script>window.owned=1</script>",
    "S20 in a template literal": "${window.owned=1}",
    "S21 a back-tick": "`;window.owned=1;`",
    "S22 a comment that swallows": "<!--<script>window.owned=1",
    "S22 an end of comment": "--> ]]> */ //",
    "S23 an address that runs": "javascript:window.owned=1",
    "S23 the same in capitals": "jAvAsCrIpT:window.owned=1",
    "S23 data as an address": "data:text/html,<script>parent.owned=1</script>",
    "quotes": "\"'\\\" onfocus=window.owned=1 autofocus x='",
    "out of a style": "</style><script>window.owned=1</script>",
    "out of an attribute": '"><script>window.owned=1</script>',
    "out of the island": '\\"}</script><script>window.owned=1</script>{"',
    "entities": "&lt;script&gt;window.owned=1&lt;/script&gt; &#60;b&#62; &amp;",
    "S62 turned round": "\u202etxet\u202c \u2066a\u2069 \u200f",
    "line ends of scripts": "a\u2028b\u2029c",
    "no character at all": "\u200b\ufeff\u00ad\u2060",
    "a name that objects have": "__proto__ constructor toString",
    "what stands for values": '{"$": 0, "^": [1, 2]}',
}
TEXT = (
    "[...document.querySelectorAll('body *')].filter(e => !e.closest('script,style')).flatMap(e => [...e.childNodes])"
    ".filter(n => n.nodeType === 3).map(n => n.data).join('\\n')"
)
POKE = """() => {
    document.querySelectorAll('details').forEach(fold => { fold.open = true; });
    document.querySelectorAll('path.region, .leaflet-marker-icon').forEach(mark => {
        for (const kind of ['mouseover', 'mousemove', 'click', 'focus', 'mouseout']) {
            mark.dispatchEvent(new MouseEvent(kind, {bubbles: true}));
        }
    });
    document.querySelectorAll('[tabindex], button, input').forEach(one => one.focus());
}"""


def case_of(attack: str, file: Path) -> Path:
    """Write a case that has the attack in every field that takes text, each with the field's name before it."""

    def quoted(field: str, before: str = "") -> str:
        return json.dumps(f"{before}{field} {attack}", ensure_ascii=True)

    file.write_text(
        f"""
geoevents: 1
title: {quoted("title")}
question: {quoted("question")}
sources:
  one: {{ name: {quoted("source")}, title: {quoted("article")}, via: two }}
  two: {{ name: {quoted("publication")}, party: DZ }}
events:
  strike: {{ kind: strike, title: {quoted("event")} }}
  crash: crash
places:
  Karkala: {{ at: 19.95 N 2.96 E, radius: 500 m, source: {quoted("note")} }}
claims:
  - by: one
    event: strike
    says: {quoted("says")}
    read: at 19.868 N 2.894 E
    why: {quoted("why")}
    when: 2025-04-01
  - {{ by: two, event: strike, says: {quoted("link")}, read: at 19.9 N 2.9 E }}
  - {{ by: two, event: crash, says: 3 km from Karkala }}
suppose:
  once: strike and crash at the same place
""",
        encoding="utf-8",
    )
    return file


# Several stand in each field: a page for each by itself takes minutes, and says no more.
TOGETHER = [" ¦ ".join(list(ATTACKS.values())[start::6]) for start in range(6)]


@pytest.mark.parametrize("attack", TOGETHER)
def test_text_of_a_case_is_shown_and_never_run(
    attack: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, open_page: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    html = draw(check(read_case(case_of(attack, tmp_path / "case.yaml")))).html
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == ["case.yaml"], "something ran while the map was made"
    seen = open_page(html)
    seen.page.evaluate(POKE)
    seen.page.wait_for_timeout(50)
    assert seen.page.evaluate("window.owned") is None
    assert (seen.dialogs, seen.errors, seen.requests) == ([], [], [])
    assert seen.page.title() == seen.page.evaluate(
        "t => { document.title = t; return document.title; }", f"title {attack}"
    )
    shown = seen.page.evaluate(TEXT)
    for field in ("title", "question", "source", "article", "publication", "event", "says", "why", "link", "note"):
        assert f"{field} {attack}" in shown, field
    assert seen.page.evaluate(
        "[...document.links].every(a => /^https?:$/.test(a.protocol) || a.getAttribute('href') === '#')"
    )


def test_a_notebook_is_safe_from_what_a_map_in_it_shows(tmp_path: Path, open_page: Any) -> None:
    drawn = draw(check(read_case(case_of(" ¦ ".join(ATTACKS.values()), tmp_path / "case.yaml"))))
    seen = open_page(f"<html data-ready=yes><body>{drawn._repr_html_()}")
    frame = seen.page.frames[-1]
    frame.wait_for_selector("html[data-ready=yes]", state="attached", timeout=20_000)
    frame.evaluate(POKE)
    assert frame.evaluate("window.owned") is None
    assert seen.page.evaluate("window.owned") is None
    assert (seen.dialogs, seen.errors, seen.requests) == ([], [], [])
    # The frame has an origin of its own: nothing in it can reach the notebook, or what the browser keeps for it.
    assert frame.evaluate("window.origin") == "null"
    assert (
        frame.evaluate("() => { try { return String(parent.document); } catch (e) { return 'kept out'; } }")
        == "kept out"
    )


@pytest.mark.parametrize(
    "address",
    [
        "javascript:window.owned=1",
        "data:text/html,x",
        "file:///etc/passwd",
        "//example.org/x",
        " https://example.org",
        "https://example.org/\u202e",
    ],
)
def test_only_web_addresses_come_from_a_case(address: str, tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(
        f"geoevents: 1\ntitle: t\nsources:\n  one: {{ name: One, url: {json.dumps(address)} }}\nevents:\n  e: strike\n"
        "claims:\n  - { by: one, event: e, says: at 19.868 N 2.894 E }\n",
        encoding="utf-8",
    )
    with pytest.raises(CaseError, match="http and https"):
        read_case(file)
