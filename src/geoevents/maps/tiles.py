"""Tiles of a map from somewhere else, under our own: only where they are asked for, and said on the page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from geoevents.errors import GeoEventsError

LONGEST = 500
_FIELDS = ("{z}", "{x}", "{y}")
_CURE = "Write it as https://HOST/{z}/{x}/{y}.png."
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]*[a-z0-9])?|\[[0-9a-f:.]+\]")
# What an address may hold as it is; anything else could end it where it is written.
_PLAIN = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&()*+,;=%{}]*")


class TilesError(GeoEventsError, ValueError):
    """A template of tile addresses that is none."""


@dataclass(frozen=True, slots=True)
class Tiles:
    """Where tiles come from: the template of their addresses, whose they are, and what a page may load from."""

    template: str
    origin: str
    attribution: str = ""

    @property
    def host(self) -> str:
        """The host that is asked for tiles, with its port where it has one."""
        return self.origin.partition("://")[2]


def tiles_from(template: str, attribution: str = "") -> Tiles:
    """Check a template of tile addresses.

    Parameters
    ----------
    template
        With {z}, {x} and {y} in its path or query, and no other braces.
    attribution
        What their owner wants to be said with them.

    Raises
    ------
    TilesError
        Another scheme than http or https, no host, a user name, braces that are missing or too many.

    Examples
    --------
    >>> tiles_from("https://tiles.example.org:8443/{z}/{x}/{y}.png").host
    'tiles.example.org:8443'
    >>> tiles_from("https://{s}.example.org/{z}/{x}/{y}.png")
    Traceback (most recent call last):
    ...
    geoevents.maps.tiles.TilesError: {s} has no meaning in a tile address. Write it as https://HOST/{z}/{x}/{y}.png.
    """
    if len(template) > LONGEST or not _PLAIN.fullmatch(template):
        raise TilesError(f"{template[:80]!r} is no tile address.", cure=_CURE)
    others = [brace for brace in re.findall(r"\{[^{}]*\}|[{}]", template) if brace not in _FIELDS]
    if others:
        raise TilesError(f"{others[0]} has no meaning in a tile address.", cure=_CURE)
    missing = [name for name in _FIELDS if name not in template]
    if missing:
        raise TilesError(f"{template!r} lacks {' and '.join(missing)}.", cure=_CURE)
    try:
        parts = urlsplit(template)
        port = parts.port
    except ValueError as error:
        raise TilesError(f"{template!r} is no tile address: {error}.", cure=_CURE) from error
    if parts.scheme not in ("http", "https"):
        raise TilesError(f"{template!r} is not http or https.", cure=_CURE)
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    if not _HOST.fullmatch(host) or "@" in parts.netloc:
        raise TilesError(f"{template!r} names no host that a page could ask.", cure=_CURE)
    if any(name in parts.fragment for name in _FIELDS):
        raise TilesError(f"{template!r} has its places behind #, which no host gets to see.", cure=_CURE)
    return Tiles(template, f"{parts.scheme}://{host}" + (f":{port}" if port is not None else ""), attribution)


def over_tiles(scene: Mapping[str, Any], tiles: Tiles) -> dict[str, Any]:
    """The scene over these tiles: it says in words whose they are, and what loading them tells."""
    told = f"This page loads map tiles from {tiles.host}, and so tells that host which area is looked at."
    credit = [tiles.attribution] if tiles.attribution else []
    return {
        **scene,
        "caveat": f"{scene['caveat']} {told}".strip(),
        "attribution": [*credit, *scene["attribution"]],
        "tiles": {"template": tiles.template, "origin": tiles.origin},
    }
