"""The site builds without a warning, without a network, and loads nothing from elsewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
# A socket that leaves this machine ends the build.
GUARD = """
import runpy, socket, sys
def refuse(self, address, *rest):
    if self.family in (socket.AF_INET, socket.AF_INET6):
        raise SystemExit(f"the build asked the network for {address}")
    return connect(self, address, *rest)
connect = socket.socket.connect
socket.socket.connect = refuse
def no_names(*args, **kwargs):
    raise SystemExit(f"the build asked the network for {args}")
socket.getaddrinfo = no_names
sys.argv = ["mkdocs", *sys.argv[1:]]
runpy.run_module("mkdocs", run_name="__main__")
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [sys.executable, "-c", GUARD, "build", "--strict", "--site-dir", os.fspath(folder)],
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    assert "WARNING" not in built.stderr, built.stderr
    return folder


class Loads(HTMLParser):
    """What a page loads by itself, where its links lead, and what can be led to."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self.ids |= {named[name] for name in ("id", "name") if name in named}
        if tag == "a":
            self.links.append(named.get("href", ""))
        elif tag == "link" and named.get("rel") in ("canonical", "next", "prev"):
            return
        else:
            self.loaded += [named[name] for name in ("src", "href", "srcset", "poster", "data") if named.get(name)]


def read(page: Path) -> Loads:
    found = Loads()
    found.feed(page.read_text(encoding="utf-8"))
    return found


def outside(address: str) -> bool:
    return bool(re.match(r"(?:[a-z]+:)?//", address.strip(), re.I))


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) >= 15
    for page in pages:
        assert [one for one in read(page).loaded if outside(one)] == [], page
    for style in site.rglob("*.css"):
        asked = re.findall(r"(?:@import\s+|url\()\s*['\"]?([^'\")\s]+)", style.read_text(encoding="utf-8"))
        assert [one for one in asked if outside(one)] == [], style


def links(site: Path) -> Iterator[tuple[Path, str]]:
    for page in site.rglob("*.html"):
        if page.name != "404.html":
            yield from ((page, link) for link in read(page).links if link and not outside(link))


def test_every_link_leads_somewhere(site: Path) -> None:
    ids = {page: read(page).ids for page in site.rglob("*.html")}
    for page, link in links(site):
        if link.startswith(("mailto:", "javascript:")):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        target = target / "index.html" if target.is_dir() else target
        assert target.exists(), (page, link)
        if anchor and target.suffix == ".html":
            assert anchor in ids[target], (page, link)


def test_public_names_are_in_the_reference(site: Path) -> None:
    import geoevents

    shown = (site / "reference" / "python.html").read_text(encoding="utf-8")
    headings = set(re.findall(r"<h[2-6] [^>]*>\s*(?:<[^>]+>)*\s*(?:ge\.)?(\w+)", shown))
    assert set(geoevents.__all__) - headings == {"__version__"}


@pytest.mark.parametrize("page", ["index.html", "how-to/map.html"])
def test_search_works_from_a_disk(site: Path, chromium: Any, page: str) -> None:
    context = chromium.new_context(offline=True)
    try:
        opened = context.new_page()
        opened.goto((site / page).as_uri())
        opened.locator("input.md-search__input").fill("error budget")
        found = opened.locator("a.md-search-result__link[href$='method.html#error-budget']").first
        found.wait_for(state="attached", timeout=20_000)
    finally:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_can_be_read_by_everybody(site: Path, chromium: Any, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    context = chromium.new_context(offline=True, color_scheme=scheme)
    try:
        opened = context.new_page()
        for page in ("index.html", "tutorial.html", "method.html", "how-to/phrase.html"):
            opened.goto((site / page).as_uri())
            opened.locator(".md-content h1").wait_for()
            wrong = {one["id"]: len(one["nodes"]) for one in axe.run(opened).response["violations"]}
            assert {"color-contrast", "link-in-text-block", "image-alt"} & set(wrong) == set(), (page, wrong)
    finally:
        context.close()
