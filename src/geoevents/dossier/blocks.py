"""What a report is made of: sections of paragraphs, quotes, lists and tables, before they are HTML or Markdown.

A plain string is our own words. What comes from data is `Said`: it is written as it is, apart from the rest, and never
becomes markup.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import urlsplit

POP_ISOLATE, PARAGRAPH_END = "\u2069", "\u2029"
_OPENING = frozenset("\u2066\u2067\u2068")


@dataclass(frozen=True, slots=True)
class Said:
    """Text from data, verbatim."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that stand out; `said` where they come from data."""

    text: str
    said: bool = False


@dataclass(frozen=True, slots=True)
class Code:
    """A checksum, an id, a position to copy."""

    text: str


@dataclass(frozen=True, slots=True)
class Web:
    """An address: a link where it begins with http:// or https://, else text."""

    address: str


Inline: TypeAlias = str | Said | Strong | Code | Web
Line: TypeAlias = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; `kind` is "", "quiet", "lede" or a verdict ("inconsistent" …), which is shown as a label."""

    line: Line
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody's words, and who said them how."""

    text: str
    by: Line = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of lines."""

    items: tuple[Line, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with what they stand for."""

    rows: tuple[tuple[str, Line], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption; each cell is a line."""

    caption: Line
    columns: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section: level 3 or 4."""

    level: int
    line: Line


@dataclass(frozen=True, slots=True)
class Picture:
    """Where the map stands; a format without pictures shows the legend's sentences instead."""


Block: TypeAlias = Paragraph | Quote | Listing | Facts | Table | Heading | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report; `id` is ours and can be linked to."""

    id: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report: its title, what stands first, and its sections."""

    title: str
    head: tuple[Block, ...]
    sections: tuple[Section, ...]


def joined(lines: Iterable[Line], between: str = "; ") -> Line:
    """One line of several, with our own words between them."""
    found: list[Inline] = []
    for line in lines:
        if line:
            found += [between, *line] if found else line
    return tuple(found)


def visible(text: str, *, turns: bool = True) -> str:
    r"""Give a text in which nothing can reach beyond it.

    Control characters become their pictures, lone surrogates "�". What would end the isolation in which the text is
    set (a stray "pop directional isolate", a paragraph separator) is named. With `turns` False, so is every character
    that turns the direction of writing: for formats that cannot isolate.

    Examples
    --------
    >>> visible("a\x00b\u2069"), visible("\u202eabc", turns=False)
    ('a␀b‹U+2069›', '‹U+202E›abc')
    """
    shown = []
    depth = 0
    for letter in text:
        kind = unicodedata.category(letter)
        depth += letter in _OPENING
        if kind == "Cs":
            shown.append("\ufffd")
        elif letter in "\n\t":
            shown.append(letter)
        elif kind == "Cc":
            shown.append(chr(0x2400 + ord(letter)) if ord(letter) < 0x20 else "\ufffd")
        elif letter == PARAGRAPH_END or (letter == POP_ISOLATE and depth == 0) or (not turns and _turns(letter)):
            shown.append(f"‹U+{ord(letter):04X}›")
        else:
            depth -= letter == POP_ISOLATE
            shown.append(letter)
    return "".join(shown)


def _turns(letter: str) -> bool:
    return letter in "\u061c\u200e\u200f\u2028" or "\u202a" <= letter <= "\u202e" or "\u2066" <= letter <= "\u2069"


def is_web(address: str) -> bool:
    """Whether an address may become a link: http or https, with a host, and nothing in it that could hide another.

    Examples
    --------
    >>> [is_web(one) for one in ("https://example.org/a?b=c", "jAvAsCrIpT:alert(1)", " http://a", "//a.org", "http:/x")]
    [True, False, False, False, False]
    """
    if any(letter in '\\"<>' or ord(letter) <= 0x20 or unicodedata.category(letter)[0] in "CZ" for letter in address):
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
