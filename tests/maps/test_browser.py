"""Pictures by a browser: ready before they are taken, no network, bounded time, and every failure said."""

from __future__ import annotations

import io
import os
import re
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from matplotlib import image

from geoevents.maps import browser as browsers
from geoevents.maps import draw
from geoevents.maps.browser import VARIABLE, BrowserError, NoBrowserError, find_browser, page_bytes
from geoevents.maps.figure import figure_bytes
from geoevents.maps.tiles import TilesError, over_tiles, tiles_from

READY = '<!DOCTYPE html><html data-ready="yes"><meta charset="utf-8">'
RAINBOW = "".join(f'<p style="margin:0;height:20px;background:hsl({h},80%,50%)">{h}</p>' for h in range(0, 360, 9))
posix = pytest.mark.skipif(os.name != "posix", reason="the stand-ins for a browser are shell scripts")


@pytest.fixture
def installed(chromium: Any) -> str:
    """Path of a real browser; `chromium` skips or fails where there is none."""
    found = os.environ.get("CHROMIUM") or find_browser()
    assert found is not None
    return found


@pytest.fixture
def stand_in(tmp_path: Path) -> Callable[[str], str]:
    """Make a program that does what a script says, with the last part of a browser's options as $made."""

    def make(script: str) -> str:
        program = tmp_path / "pretender"
        find = 'for a in "$@"; do case "$a" in --screenshot=*|--print-to-pdf=*) made="${a#*=}";; esac; done\n'
        program.write_text(f"#!/bin/sh\n{find}{script}\n", encoding="utf-8")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        return str(program)

    return make


class Heard:
    """A server on this machine that gives a picture for every address, and keeps what it was asked for."""

    def __init__(self) -> None:
        asked = self.asked = []
        tile = figure()

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append((self.path, self.headers.get("Referer")))
                self.send_response(200)
                self.send_header("Content-Type", "image/png")
                self.end_headers()
                self.wfile.write(tile)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"


def figure() -> bytes:
    stream = io.BytesIO()
    image.imsave(stream, [[[0.9, 0.2, 0.9]] * 256] * 256, format="png")
    return stream.getvalue()


@pytest.fixture
def heard() -> Iterator[Heard]:
    server = Heard()
    yield server
    server.server.shutdown()
    server.server.server_close()


def test_picture_is_the_page_at_the_size_of_the_window(installed: str, verdict_with: Any) -> None:
    page = draw(verdict_with()).html
    made = page_bytes(page, "png", browser=installed)
    dots = image.imread(io.BytesIO(made), format="png")
    assert dots.shape[:2] == (1600, 2560)
    small = image.imread(
        io.BytesIO(page_bytes(page, "png", browser=installed, window=(390, 844), scale=1)), format="png"
    )
    assert small.shape[:2] == (844, 390)
    # Where the map is, there is its ground: neither paper nor nothing.
    assert len({tuple(dot) for dot in (dots[800:1200:40, 200:1600:40, :3] * 255).astype(int).reshape(-1, 3)}) > 3


def test_pdf_is_the_page_as_it_prints(installed: str, verdict_with: Any) -> None:
    made = page_bytes(draw(verdict_with()).html, "pdf", browser=installed)
    assert made.startswith(b"%PDF-")
    assert made.rstrip().endswith(b"%%EOF")
    boxes = set(re.findall(rb"/MediaBox \[([\d. ]+)\]", made))
    # A4 lying: 297 by 210 mm.
    assert [[round(float(side)) for side in box.split()] for box in boxes] == [[0, 0, 842, 595]]


def test_what_is_in_view_is_printed_and_put_back(open_page: Any, verdict_with: Any) -> None:
    page = open_page(draw(verdict_with()).html, width=1040, height=720).page
    view = """() => { const map = window.map_geoevents, box = map.getBounds(), at = map.getCenter();
        return { box: [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()],
                 at: [at.lng, at.lat, map.getZoom()], wide: map.getSize().x }; }"""
    page.evaluate("window.map_geoevents.setView([19.95, 2.9], 12, { animate: false }) && 0")
    before = page.evaluate(view)
    page.emulate_media(media="print")
    paper = once(page, view, lambda shown: shown["wide"] > before["wide"])
    assert all(a <= b + 1e-9 for a, b in zip(paper["box"][:2], before["box"][:2], strict=True))
    assert all(a >= b - 1e-9 for a, b in zip(paper["box"][2:], before["box"][2:], strict=True))
    page.emulate_media(media="screen")
    after = once(page, view, lambda shown: shown["wide"] == before["wide"])
    assert after["at"] == pytest.approx(before["at"], abs=1e-3)


def once(page: Any, view: str, met: Callable[[Any], bool]) -> Any:
    """What a page shows once a condition is met; its policy lets no condition be evaluated in it."""
    for _ in range(100):
        shown = page.evaluate(view)
        if met(shown):
            return shown
        page.wait_for_timeout(50)
    pytest.fail(f"never met: {shown}")


def test_nothing_reaches_the_network(installed: str, heard: Heard) -> None:
    page = f'{READY}{RAINBOW}<img src="{heard.address}/a.png"><script>fetch("{heard.address}/b")</script>'
    port = heard.server.server_port
    page += f'<img src="http://localhost:{port}/c.png"><link rel="preconnect" href="{heard.address}">'
    assert page_bytes(page, "png", browser=installed).startswith(b"\x89PNG")
    assert heard.asked == []


@pytest.mark.parametrize(
    ("page", "why"),
    [
        (f"<!DOCTYPE html><html>{RAINBOW}", "did not draw the page to its end"),
        (READY, "drew nothing"),
        (f'{READY}<body style="background:#123456">', "drew nothing"),
        (f"<!DOCTYPE html><html>{RAINBOW}<script>document.documentElement.dataset.ready='no'</script>", "to its end"),
    ],
)
def test_a_page_that_is_not_drawn_gives_no_picture(installed: str, page: str, why: str) -> None:
    with pytest.raises(BrowserError, match=why):
        page_bytes(page, "png", browser=installed)


def test_what_the_page_does_late_is_on_the_picture(installed: str) -> None:
    late = f"document.body.innerHTML = {RAINBOW!r}; document.documentElement.dataset.ready = 'yes'"
    late = f"setTimeout(function () {{ {late} }}, 3000)"
    made = page_bytes(f"<!DOCTYPE html><html><body><script>{late}</script>", "png", browser=installed)
    assert len(made) > 5_000


@posix
@pytest.mark.parametrize(
    ("script", "kind", "why"),
    [
        ("exit 3", "png", "pretender ended with 3"),
        ("exit 0", "png", "pretender wrote nothing"),
        (': > "$made"', "pdf", "pretender wrote nothing"),
        ('echo text > "$made"; echo \'<html data-ready="yes">\'', "pdf", "no PDF"),
        ('echo text > "$made"; echo \'<html data-ready="yes">\'', "png", "drew nothing"),
        ('echo "%PDF-1.4" > "$made"; echo "<html>"', "pdf", "to its end"),
        ("kill -9 $$", "png", "ended with -9"),
    ],
)
def test_every_failure_is_said(stand_in: Callable[[str], str], script: str, kind: str, why: str) -> None:
    with pytest.raises(BrowserError, match=why):
        page_bytes(READY, kind, browser=stand_in(script))


@posix
def test_a_browser_that_hangs_is_ended_with_its_children(stand_in: Callable[[str], str], tmp_path: Path) -> None:
    program = stand_in(f'sleep 60 & echo $! > "{tmp_path}/child"; wait')
    with pytest.raises(BrowserError, match=r"took more than 0\.5 s"):
        page_bytes(READY, "png", browser=program, seconds=0.5)
    child = int((tmp_path / "child").read_text())
    if sys.platform.startswith("linux"):
        # Gone, or dead and not yet collected by whoever adopts orphans here.
        status = Path(f"/proc/{child}/status")
        assert not status.exists() or "State:\tZ" in status.read_text()


@posix
def test_it_gets_a_home_of_its_own_that_is_thrown_away(stand_in: Callable[[str], str], tmp_path: Path) -> None:
    program = stand_in(f'echo "$HOME" > "{tmp_path}/home"; echo "$@" > "{tmp_path}/said"; pwd > "{tmp_path}/at"')
    with pytest.raises(BrowserError):
        page_bytes(READY, "png", browser=program)
    said = (tmp_path / "said").read_text()
    at = (tmp_path / "at").read_text().strip()
    assert "--host-resolver-rules=MAP * ~NOTFOUND" in said
    assert f"--user-data-dir={at}" in said
    assert ("--no-sandbox" in said) == (os.geteuid() == 0)
    assert not Path(at).exists()
    if sys.platform.startswith("linux"):
        assert (tmp_path / "home").read_text().strip() == at


def test_which_browser(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(VARIABLE, raising=False)
    assert find_browser() is None
    with pytest.raises(NoBrowserError, match=VARIABLE):
        page_bytes(READY, "png")
    for name in ("msedge", "google-chrome"):
        program = tmp_path / (f"{name}.exe" if os.name == "nt" else name)
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
        assert Path(find_browser() or "").stem == name
    monkeypatch.setenv(VARIABLE, "msedge")
    assert Path(find_browser() or "").stem == "msedge"
    monkeypatch.setenv(VARIABLE, "no-such-browser")
    assert find_browser() is None
    with pytest.raises(BrowserError, match="'no-such-browser'") as refused:
        page_bytes(READY, "png")
    assert not isinstance(refused.value, NoBrowserError)


def test_other_kinds_are_refused() -> None:
    with pytest.raises(BrowserError, match="svg"):
        page_bytes(READY, "svg")


def test_a_static_figure_is_never_taken_for_blank(verdict_with: Any) -> None:
    assert not browsers._blank(figure_bytes(draw(verdict_with()).scene, "png"))
    assert browsers._blank(figure())
    assert browsers._blank(b"\x89PNG\r\n\x1a\nnothing")


# Tiles.


@pytest.mark.parametrize(
    "template",
    [
        "https://a.example/{z}/{x}.png",
        "https://a.example/{z}/{x}/{y}/{s}.png",
        "https://a.example/{z}/{x}/{y}{r}.png",
        "https://a.example/{z}/{x}/{y}.png{",
        "https://a.example/{{z}}/{x}/{y}.png",
        "ftp://a.example/{z}/{x}/{y}",
        "javascript:alert(1)//{z}/{x}/{y}",
        "data:text/html,{z}{x}{y}",
        "//a.example/{z}/{x}/{y}",
        "file:///etc/{z}/{x}/{y}",
        "https://{z}.example/{x}/{y}",
        "https:///{z}/{x}/{y}",
        "https://me:secret@a.example/{z}/{x}/{y}",
        "https://a.example:70000/{z}/{x}/{y}",
        "https://a.example;script-src/{z}/{x}/{y}",
        "https://a.example *.evil/{z}/{x}/{y}",
        'https://a.example/{z}/{x}/{y}"><script>',
        "https://a.example/#{z}/{x}/{y}",
        "https://*/{z}/{x}/{y}",
        "https://a.example/{z}/{x}/{y}" + "a" * 600,
        "",
    ],
)
def test_addresses_that_are_none_are_refused(template: str) -> None:
    with pytest.raises(TilesError):
        tiles_from(template)


@pytest.mark.parametrize(
    ("template", "origin"),
    [
        ("https://Tiles.Example.org/{z}/{x}/{y}.png?key=a&v=1", "https://tiles.example.org"),
        ("http://127.0.0.1:8080/{z}/{x}/{y}.png", "http://127.0.0.1:8080"),
        ("https://[::1]:81/{z}/{y}/{x}", "https://[::1]:81"),
    ],
)
def test_only_the_origin_is_opened(verdict_with: Any, template: str, origin: str) -> None:
    drawn = draw(verdict_with(), tiles=tiles_from(template))
    assert f"img-src data: {origin};" in drawn.html
    assert drawn.external_references == (template,)
    assert drawn.summary("x.html")["external_references"] == 1
    assert "img-src data:;" in draw(verdict_with()).html


def test_a_page_with_tiles_asks_their_host_and_nobody_else(
    chromium: Any, heard: Heard, verdict_with: Any, tmp_path: Path
) -> None:
    requests = opened(chromium, draw(verdict_with()).html, tmp_path / "without.html")
    assert requests == []
    tiles = tiles_from(f"{heard.address}/{{z}}/{{x}}/{{y}}.png", "© Tile owner <b>")
    page = draw(verdict_with(), tiles=tiles).html
    requests = opened(chromium, page, tmp_path / "with.html", tile=True)
    assert requests
    assert all(url.startswith(f"{heard.address}/") for url in requests)
    # A host learns which tiles, and not from which file.
    assert {referrer for _, referrer in heard.asked} == {None}
    zooms = {path.split("/")[1] for path, _ in heard.asked}
    # Of where the map stands at last, and of nowhere before it.
    assert len(zooms) == 1
    assert int(zooms.pop()) > 8


def opened(chromium: Any, page: str, file: Path, tile: bool = False) -> list[str]:
    """Open a page with the network on, and give what it asked for."""
    file.write_text(page, encoding="utf-8")
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    shown = context.new_page()
    requests: list[str] = []
    errors: list[str] = []
    shown.on("request", lambda request: requests.append(request.url))
    shown.on("pageerror", lambda error: errors.append(str(error)))
    shown.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    shown.goto(file.as_uri())
    shown.wait_for_selector("html[data-ready=yes]", state="attached")
    if tile:
        shown.wait_for_selector("img.leaflet-tile-loaded", state="attached")
        footer = shown.inner_text("#foot")
        assert "loads map tiles from 127.0.0.1" in footer
        assert "which area is looked at" in footer
        assert "© Tile owner <b>" in footer
    shown.wait_for_timeout(300)
    context.close()
    assert errors == []
    return [url for url in requests if url != file.as_uri() and not url.startswith("data:")]


def test_pictures_are_made_without_tiles(
    installed: str, heard: Heard, verdict_with: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, installed)
    drawn = draw(verdict_with(), tiles=tiles_from(f"{heard.address}/{{z}}/{{x}}/{{y}}.png"))
    assert drawn.save_picture(tmp_path / "page.png") == Path(installed).stem
    assert (tmp_path / "page.png").read_bytes().startswith(b"\x89PNG")
    assert heard.asked == []
    with pytest.raises(BrowserError, match="save_figure"):
        drawn.save_picture(tmp_path / "page.svg")


def test_tiles_change_nothing_but_what_is_said(verdict_with: Any) -> None:
    scene = draw(verdict_with()).scene
    over = over_tiles(scene, tiles_from("https://a.example/{z}/{x}/{y}", "© A"))
    assert "tiles" not in scene
    assert over["attribution"] == ["© A", *scene["attribution"]]
    assert {key for key in over if over[key] != scene.get(key)} == {"tiles", "caveat", "attribution"}
