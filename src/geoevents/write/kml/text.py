"""Text from data in KML: what it says stays, and none of it can become markup, an entity or a turn of direction."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable
from xml.etree.ElementTree import Element

LONGEST_NAME = 120
REPLACED = "\ufffd"
_FSI, _PDI = "\u2068", "\u2069"
_OPENING = frozenset("\u2066\u2067\u2068")
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# What XML 1.0 does not allow, and the controls that it only discourages.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def isolated(text: str) -> str:
    r"""Keep what turns the direction of writing from reaching beyond the text that it stands in.

    Examples
    --------
    >>> isolated("Kidal"), isolated("\u202eladiK"), isolated("a\u2069b")
    ('Kidal', '\u2068\u202eladiK\u2069', '\u2068\u2068a\u2069b\u2069')
    """
    if not any(letter in _TURNING or unicodedata.bidirectional(letter) in ("R", "AL") for letter in text):
        return text
    open_, unopened = 0, 0
    for letter in text:
        if letter in _OPENING:
            open_ += 1
        elif letter == _PDI:
            unopened += open_ == 0
            open_ -= open_ > 0
    return _FSI * (1 + unopened) + text + _PDI * (1 + open_)


def name_of(text: str) -> str:
    """Text as the name of a thing: one line, and nothing in it that a viewer could take for a tag.

    Examples
    --------
    >>> name_of("Strike <b>at</b>  night")
    'Strike ‹b›at‹/b› night'
    """
    line = " ".join(text.split()).replace("<", "‹").replace(">", "›")
    return isolated(line if len(line) <= LONGEST_NAME else f"{line[: LONGEST_NAME - 1]}…")


def markup_of(lines: Iterable[str]) -> str:
    """Lines as a description, which viewers take for HTML: every one is text, and between them stand our own breaks.

    Examples
    --------
    >>> markup_of(["<script>", "5 $[name] & more"])
    '&lt;script&gt;<br>5 &#36;[name] &amp; more'
    """
    told = (html.escape(isolated(part)).replace("$", "&#36;") for line in lines for part in line.splitlines())
    return "<br>".join(told)


def strip_illegal(root: Element) -> int:
    """Replace what XML cannot hold in all texts and attributes under an element, and count how much it was."""
    count = 0
    for element in root.iter():
        if element.text:
            element.text, found = _ILLEGAL.subn(REPLACED, element.text)
            count += found
    return count
