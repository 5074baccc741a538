"""A report as Markdown: what comes from data can break no table, make no link and become no HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from geoevents.dossier.blocks import (
    Block,
    Code,
    Document,
    Facts,
    Heading,
    Inline,
    Line,
    Listing,
    Paragraph,
    Picture,
    Quote,
    Said,
    Strong,
    Table,
    Web,
    is_web,
    visible,
)
from geoevents.maps.legend import border_note, legend_of

_MARKUP = re.compile(r"([\\`*_{}\[\]|~$#@])")
_SCHEME = re.compile(r":(?=[/A-Za-z])")
_HOST = re.compile(r"\b(www)\.", re.IGNORECASE)
_BEGINS = re.compile(r"^([-+=]|\d+[.)](?=\s|$))")


def markdown_of(document: Document, scene: Mapping[str, Any]) -> str:
    """The whole report as CommonMark with tables."""
    parts = [f"# {said(document.title)}", *_blocks(document.head, scene)]
    for section in document.sections:
        parts += [f"## {section.title}", *_blocks(section.blocks, scene)]
    return "\n\n".join(part for part in parts if part) + "\n"


def said(text: str) -> str:
    r"""Text from data on one line, every character as itself.

    Examples
    --------
    >>> said("<b> | [a](javascript:b) `c`"), said("1. http://a.org"), said("a\n\n# b")
    ('&lt;b&gt; \\| \\[a\\](javascript\\:b) \\`c\\`', '1\\. http\\://a.org', 'a \\# b')
    """
    line = _escaped(" ".join(visible(text, turns=False).split()))
    return _BEGINS.sub(lambda m: m[1][:-1] + "\\" + m[1][-1], line)


def _escaped(line: str) -> str:
    line = line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    line = _MARKUP.sub(r"\\\1", line)
    return _HOST.sub(r"\1\\.", _SCHEME.sub(r"\\:", line))


def _inline(part: Inline) -> str:
    match part:
        case str():
            return _escaped(part)
        case Said(text):
            return said(text)
        case Strong(text, by_data):
            shown = said(text) if by_data else _escaped(text)
            return f"**{shown}**" if shown else ""
        case Code(text):
            return said(text)
        case Web(address):
            if not is_web(address):
                return said(address)
            return f"[{said(address)}](<{quote(address, safe=':/?#@!&()*+,;=%~-._[]')}>)"


def _line(line: Line) -> str:
    return "".join(_inline(part) for part in line)


def _blocks(blocks: tuple[Block, ...], scene: Mapping[str, Any]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph(line, kind):
                text = _line(line)
                labelled = kind in ("inconsistent", "consistent", "depends", "undecided")
                yield f"**{text}**" if labelled else text
            case Quote(text, by):
                yield f"> “{said(text)}”" + (f"\n>\n> {_line(by)}" if by else "")
            case Listing(items, ordered):
                marks = (f"{number}." if ordered else "-" for number in range(1, len(items) + 1))
                yield "\n".join(f"{mark} {_line(item)}" for mark, item in zip(marks, items, strict=True))
            case Facts(rows):
                yield "\n".join(f"- {said(name)}: {_line(line)}" for name, line in rows)
            case Heading(level, line):
                yield f"{'#' * level} {_line(line)}"
            case Table(caption, columns, rows):
                yield _table(caption, columns, rows)
            case Picture():
                texts = [f"- {said(text)}" for _, text in legend_of(scene)]
                lede = "A picture of this stands in the HTML report and in the figure. It shows:"
                yield "\n\n".join([lede, "\n".join(texts), said(scene["caveat"]), said(border_note(scene))])


def _table(caption: Line, columns: tuple[str, ...], rows: tuple[tuple[Line, ...], ...]) -> str:
    head = "| " + " | ".join(said(column) or " " for column in columns) + " |"
    body = ["| " + " | ".join(_line(cell) or " " for cell in row) + " |" for row in rows]
    return "\n".join([f"{_line(caption)}:", "", head, "|" + " --- |" * len(columns), *body])
