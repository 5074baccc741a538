"""One HTML file from a scene: everything inlined, nothing fetched, no text from data in any template.

folium draws the map element and starts Leaflet; branca, which it builds on, feeds rendered output into a second
template pass in which text such as ``{{ … }}`` runs as code. So no text from data enters its tree: all of it lies in
one island of JSON, which our own script shows through `textContent`. The second pass is made literal all the same.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import html
import json
import re
import socket
import threading
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path
from typing import Any

from geoevents.errors import GeoEventsError
from geoevents.maps.ground.around import ground_of
from geoevents.maps.packing import packed

ROOT = Path(__file__).resolve().parent
_ESCAPED = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}
_REFERRING = frozenset({"src", "href", "srcset", "data", "action", "poster", "background", "formaction", "xlink:href"})
_CSS_ADDRESS = re.compile(r"""url\(\s*["']?(?!#|data:)[^)]*\)|@import\b""", re.IGNORECASE)
_ONE_AT_A_TIME = threading.Lock()
ROOMS = (
    "base",
    "rows",
    "patterns",
    "ground",
    "names",
    "borders",
    "areas",
    "legend",
    "panel",
    "switches",
    "filters",
    "reading",
    "ruler",
    "address",
    "tools",
    "tiles",
    "paper",
    "rowpanel",
    "start",
    "points",
)
"""The files of our own script, in order; they share one scope, which nothing outside it can reach."""


def page_of(scene: Mapping[str, Any]) -> str:
    """One self-contained HTML page.

    Parameters
    ----------
    scene
        As `scene_of` gives it: pure JSON.

    Returns
    -------
    str
        ASCII apart from our own words; opens without a network. Its Content-Security-Policy lets our own scripts and
        styles run, by their hashes, and nothing else: no request, no frame, no form. Where the scene has tiles, images
        may come from their origin.

    Raises
    ------
    GeoEventsError
        When a reference to anything outside the file is left in it.
    """
    body, start = _map_element()
    styles = [
        _asset("vendor/leaflet.css"),
        _asset("page/page.css"),
        _asset("page/ground.css"),
        _asset("page/paper.css"),
    ]
    vendored = [_asset(f"vendor/{name}.js") for name in ("leaflet", "geographiclib-geodesic", "mgrs")]
    scripts = [vendored[0], start, *vendored[1:], _own_script()]
    if "points" in scene:
        styles.append(_asset("page/points.css"))
        if scene["points"]["strategy"] == "clusters":
            scripts.insert(1, _asset("vendor/supercluster.js"))
    policy = _policy(scripts, styles, scene.get("tiles"))
    page = "".join(
        (
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            '<meta name="referrer" content="no-referrer">\n<title>Map</title>\n',
            *(f"<style>{style}</style>\n" for style in styles),
            '</head>\n<body>\n<header id="headline"></header>\n',
            '<main id="side"><div id="frame">',
            body,
            '<svg id="inset" role="img" aria-label="Where on the continent"></svg>',
            '<div id="tools" role="toolbar" aria-label="Tools of the map"></div>',
            '<div id="said" role="status" aria-live="polite" dir="auto"></div>',
            '<div id="readout"></div>',
            '</div><footer id="foot"><ul id="keys" aria-label="What the marks mean"></ul>',
            '<p id="caveat" dir="auto"></p><p id="credits" class="quiet" dir="auto"></p></footer></main>\n',
            '<aside id="panel" aria-label="The case" tabindex="0"></aside>\n',
            f'<script type="application/json" id="scene">{island(packed(_with_ground(scene)))}</script>\n',
            *(f"<script>{script}</script>\n" for script in scripts),
            "<noscript>This map needs JavaScript; it runs from this file alone.</noscript>\n</body>\n</html>\n",
        )
    )
    left = external_references(page)
    if left:
        raise GeoEventsError(f"The page refers to {left[0]!r}, outside itself.", cure="Inline it in geoevents.maps.")
    return page


def _with_ground(scene: Mapping[str, Any]) -> dict[str, Any]:
    """The scene with ground for every scale, in place of what only lies in its window."""
    if "window" not in scene:
        return dict(scene)
    told = {key: value for key, value in scene.items() if key != "basemap"}
    told["inset"] = {key: value for key, value in scene["inset"].items() if key != "land"}
    return {**told, "ground": ground_of(tuple(scene["view"]), tuple(scene["window"]))}


def island(scene: Mapping[str, Any]) -> str:
    r"""JSON that is safe inside a script element: ASCII, and without ``<``, ``>`` and ``&``.

    Examples
    --------
    >>> island({"title": "</script>"})
    '{"title":"\\u003c/script\\u003e"}'
    """
    text = json.dumps(scene, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.translate(_ESCAPED)


def external_references(page: str) -> tuple[str, ...]:
    """Every address in markup or style that a browser would fetch from outside the page."""
    finder = _References()
    finder.feed(page)
    finder.close()
    return tuple(finder.found)


class _References(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_style = tag == "style"
        for name, value in attrs:
            # A link is followed by a reader, or not; nothing fetches it.
            if name in _REFERRING and tag != "a" and value and not value.startswith(("#", "data:")):
                self.found.append(value)
            if name == "style" and value:
                self.found += _CSS_ADDRESS.findall(value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "style":
            self._in_style = False

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.found += _CSS_ADDRESS.findall(data)


@lru_cache(maxsize=1)
def _map_element() -> tuple[str, str]:
    """Give folium's element for the map, and the script that starts Leaflet on it: the same for every page."""
    drawn = _folium().Map(
        location=[0, 0],
        zoom_start=3,
        tiles=None,
        zoom_control=False,
        attribution_control=False,
        prefer_canvas=False,
        zoom_snap=0.25,
        max_zoom=19,
    )
    drawn._id = "geoevents"
    drawn.default_js, drawn.default_css = [], []
    figure: Any = drawn.get_root()
    with _literal_second_pass():
        figure.render()
        body, start = figure.html.render(), figure.script.render()
    return body.strip(), start.strip()


def _folium() -> Any:
    """Import folium without a socket: urllib3, which comes along, binds one when imported to see whether IPv6 works."""
    with _ONE_AT_A_TIME:
        has_ipv6 = socket.has_ipv6
        socket.has_ipv6 = False
        try:
            return import_module("folium")
        finally:
            socket.has_ipv6 = has_ipv6


@contextlib.contextmanager
def _literal_second_pass() -> Iterator[None]:
    """Make branca take rendered text as text while the block runs, not as a template."""
    element: Any = import_module("branca.element")
    with _ONE_AT_A_TIME:
        real = element.Template
        element.Template = _Literal
        try:
            yield
        finally:
            element.Template = real


class _Literal:
    def __init__(self, text: str) -> None:
        self._text = text

    def render(self, *_: object, **__: object) -> str:
        return self._text


@lru_cache(maxsize=8)
def _asset(name: str) -> str:
    text = (ROOT / name).read_text(encoding="utf-8").replace("\r\n", "\n")
    if name.endswith(".js"):
        # A source map is one more file that a browser would ask for.
        text = re.sub(r"^//# sourceMappingURL=.*$", "", text, flags=re.MULTILINE)
        # Plain ASCII has one hash, whatever a notebook takes the encoding of its frame for.
        text = re.sub(r"[^\x00-\x7f]", lambda found: f"\\u{ord(found[0]):04x}", text)
    else:
        text = _CSS_ADDRESS.sub("none", text)
    closing = "</script" if name.endswith(".js") else "</style"
    if closing in text.lower():
        raise GeoEventsError(f"The asset {name} closes its own element.", cure="Reinstall geoevents.")
    return text.strip()


@lru_cache(maxsize=1)
def _own_script() -> str:
    rooms = "\n".join(_asset(f"page/{room}.js") for room in ROOMS)
    return f'(function () {{\n"use strict";\n{rooms}\n}})();'


def _policy(scripts: list[str], styles: list[str], tiles: Mapping[str, str] | None) -> str:
    images = f"data: {tiles['origin']}" if tiles else "data:"
    return html.escape(
        f"default-src 'none'; script-src {_hashes(scripts)}; style-src {_hashes(styles)}; img-src {images}; "
        "connect-src 'none'; form-action 'none'; base-uri 'none'"
    )


def _hashes(texts: list[str]) -> str:
    digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts)
    return " ".join(f"'sha256-{digest}'" for digest in digests)
