"""How things look in Google Earth: shared styles, and marks that travel inside a KMZ."""

from __future__ import annotations

import struct
import zlib
from xml.etree.ElementTree import Element, SubElement

import numpy as np

# As on the page; told apart by width of the outline and strength of the filling too, because colour alone does not.
_SOURCES = (
    ("d55e00", 2.0, 0.36),
    ("0072b2", 3.5, 0.22),
    ("009e73", 1.5, 0.48),
    ("cc79a7", 4.5, 0.16),
    ("e69f00", 2.5, 0.30),
    ("56b4e9", 3.0, 0.42),
)
STYLES = len(_SOURCES)
"""How many sources are told apart; further ones take the styles again."""
MARKS = ("center", "place", "stated")
_SIZE = 32


def add_styles(document: Element, icons: bool) -> None:
    """Add every style that placemarks refer to; with `icons`, marks are the files of `icon_files`."""
    for number, (colour, width, filled) in enumerate(_SOURCES):
        _style(document, f"source-{number}", line=(colour, 1.0, width), fill=(colour, filled))
    _style(document, "combined", line=("000000", 1.0, 4.0), fill=("ffffff", 0.12))
    _style(document, "border", line=("c2185b", 1.0, 4.0))
    _style(document, "second", line=("c2185b", 0.75, 1.5))
    _style(document, "measure", line=("ffffff", 1.0, 2.0))
    _style(document, "gap", line=("b00020", 1.0, 5.0))
    for mark in MARKS:
        _style(document, mark, icon=f"icons/{mark}.png" if icons else "")


def icon_files() -> dict[str, bytes]:
    """The marks as PNG files: a dot for a center, a ring for what a name could mean, a diamond for what was stated.

    Examples
    --------
    >>> {name: content[:4] for name, content in icon_files().items()}["icons/place.png"]
    b'\\x89PNG'
    """  # noqa: D301 - a backslash of the example
    y, x = np.mgrid[0:_SIZE, 0:_SIZE] - (_SIZE - 1) / 2
    round_, square = np.hypot(x, y), np.abs(x) + np.abs(y)
    return {
        "icons/center.png": _png(_inside(8 - round_), _inside(5 - round_)),
        "icons/place.png": _png(_inside(13 - round_) * _inside(round_ - 8), _inside(12 - round_) * _inside(round_ - 9)),
        "icons/stated.png": _png(_inside(14 - square), _inside(9 - square)),
    }


def _inside(distance: np.ndarray) -> np.ndarray:
    """How much of each dot lies inside, by its signed distance to the outline."""
    covered: np.ndarray = np.clip(distance + 0.5, 0, 1)
    return covered


def _png(shape: np.ndarray, white: np.ndarray) -> bytes:
    """Encode a black shape with white in it; stored, not compressed, so that its bytes are the same everywhere."""
    grey = np.rint(255 * white).astype(np.uint8)
    dots = np.dstack([grey, grey, grey, np.rint(255 * shape).astype(np.uint8)])
    rows = b"".join(b"\0" + row.tobytes() for row in dots)
    parts = (
        (b"IHDR", struct.pack(">2I5B", _SIZE, _SIZE, 8, 6, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows, 0)),
        (b"IEND", b""),
    )
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _style(
    document: Element,
    id: str,
    *,
    line: tuple[str, float, float] | None = None,
    fill: tuple[str, float] | None = None,
    icon: str = "",
) -> None:
    style = SubElement(document, "Style", {"id": id})
    if line is None:
        mark = SubElement(style, "IconStyle")
        SubElement(mark, "scale").text = "0.7" if icon else "0.5"
        if icon:
            SubElement(SubElement(mark, "Icon"), "href").text = icon
            SubElement(mark, "hotSpot", {"x": "0.5", "y": "0.5", "xunits": "fraction", "yunits": "fraction"})
        SubElement(SubElement(style, "LabelStyle"), "scale").text = "0.8"
    else:
        # The name of an area or a line is written at the point that some have for it; no pushpin goes with it.
        SubElement(SubElement(style, "IconStyle"), "scale").text = "0"
        SubElement(SubElement(style, "LabelStyle"), "scale").text = "0.8"
        colour, strength, width = line
        drawn = SubElement(style, "LineStyle")
        SubElement(drawn, "color").text = _colour(colour, strength)
        SubElement(drawn, "width").text = f"{width:g}"
    if fill is not None:
        SubElement(SubElement(style, "PolyStyle"), "color").text = _colour(*fill)
    # A balloon shows our own description, in which text is escaped; of itself it would show data as HTML.
    SubElement(SubElement(style, "BalloonStyle"), "text").text = "$[description]"


def _colour(rgb: str, strength: float) -> str:
    """Write a colour as KML has it: opacity, blue, green, red."""
    return f"{round(255 * strength):02x}{rgb[4:6]}{rgb[2:4]}{rgb[0:2]}"
