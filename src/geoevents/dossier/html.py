"""A report as one HTML file: escaped text, one style, no script, no address that a browser would fetch."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from geoevents import __version__
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
from geoevents.dossier.svg import inline_svg
from geoevents.errors import GeoEventsError
from geoevents.maps.figure import map_svg, swatch_svg
from geoevents.maps.legend import border_note, credits_of, legend_of
from geoevents.maps.render import external_references

SHORT = 10
_LABELS = ("inconsistent", "consistent", "depends", "undecided")


def html_of(document: Document, scene: Mapping[str, Any]) -> str:
    """The whole report.

    Raises
    ------
    GeoEventsError
        When a reference to anything outside the file is left in it.
    """
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'none'; base-uri 'none'"
    page = "".join(
        (
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            '<meta name="referrer" content="no-referrer">\n',
            f'<meta name="generator" content="geoevents {__version__}">\n',
            f"<title>{_said(document.title)}</title>\n<style>{style}</style>\n</head>\n<body>\n",
            f'<header>\n<h1 dir="auto">{_said(document.title)}</h1>\n',
            *_blocks(document.head, scene),
            "</header>\n",
            '<nav aria-label="Contents"><ol>\n',
            *(f'<li><a href="#{s.id}">{escape(s.title)}</a></li>\n' for s in document.sections),
            "</ol></nav>\n<main>\n",
            *(
                part
                for section in document.sections
                for part in _section(section.id, section.title, section.blocks, scene)
            ),
            f"</main>\n<footer><p>{_said(credits_of(scene))}</p><p>Made with geoevents {__version__}.</p></footer>\n",
            "</body>\n</html>\n",
        )
    )
    left = external_references(page)
    if left:
        raise GeoEventsError(f"The report refers to {left[0]!r}, outside itself.", cure="Report this with the case.")
    return page


@lru_cache(maxsize=1)
def _style() -> str:
    text = (Path(__file__).resolve().parent / "report.css").read_text(encoding="utf-8")
    return text.replace("\r\n", "\n").strip()


def _said(text: str) -> str:
    return escape(visible(text), quote=True)


def _section(id: str, title: str, blocks: tuple[Block, ...], scene: Mapping[str, Any]) -> Iterator[str]:
    yield f'<section id="{id}" aria-labelledby="{id}-title">\n<h2 id="{id}-title">{escape(title)}</h2>\n'
    yield from _blocks(blocks, scene)
    yield "</section>\n"


def _inline(part: Inline) -> str:
    match part:
        case str():
            return escape(part)
        case Said(text):
            return f"<bdi>{_said(text)}</bdi>"
        case Strong(text, by_data):
            return f"<strong>{f'<bdi>{_said(text)}</bdi>' if by_data else escape(text)}</strong>"
        case Code(text):
            return f"<code><bdi>{_said(text)}</bdi></code>"
        case Web(address):
            if not is_web(address):
                return f"<bdi>{_said(address)}</bdi>"
            shown = _said(address)
            return f'<a href="{shown}" rel="noopener noreferrer nofollow"><bdi>{shown}</bdi></a>'


def _line(line: Line) -> str:
    return "".join(_inline(part) for part in line)


def _blocks(blocks: tuple[Block, ...], scene: Mapping[str, Any]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph(line, kind):
                named = f"verdict {kind}" if kind in _LABELS else kind
                yield f"<p{f' class={chr(34)}{named}{chr(34)}' if named else ''}>{_line(line)}</p>\n"
            case Quote(text, by):
                yield f'<figure class="quote"><blockquote dir="auto">“<bdi>{_said(text)}</bdi>”</blockquote>'
                yield f"<figcaption>{_line(by)}</figcaption></figure>\n" if by else "</figure>\n"
            case Listing(items, ordered):
                tag = "ol" if ordered else "ul"
                yield f"<{tag}>\n{''.join(f'<li>{_line(item)}</li>{chr(10)}' for item in items)}</{tag}>\n"
            case Facts(rows):
                told = "".join(f"<div><dt>{_said(name)}</dt><dd>{_line(line)}</dd></div>\n" for name, line in rows)
                yield f"<dl>\n{told}</dl>\n"
            case Heading(level, line):
                yield f"<h{level}>{_line(line)}</h{level}>\n"
            case Table():
                yield from _table(block)
            case Picture():
                yield from _picture(scene)


def _table(table: Table) -> Iterator[str]:
    # A short table stays on one page when it is printed.
    kind = "short" if len(table.rows) <= SHORT else "long"
    yield f'<div class="wide"><table class="{kind}">\n'
    yield f"<caption>{_line(table.caption)}</caption>\n<thead><tr>"
    yield "".join(f'<th scope="col">{_said(column)}</th>' for column in table.columns)
    yield "</tr></thead>\n<tbody>\n"
    for row in table.rows:
        yield f"<tr>{''.join(f'<td>{_line(cell)}</td>' for cell in row)}</tr>\n"
    yield "</tbody>\n</table></div>\n"


def _picture(scene: Mapping[str, Any]) -> Iterator[str]:
    label = f"Map of {visible(scene['title'])}. The sentences below say what it shows."
    yield f'<figure class="map"><div class="wide">{inline_svg(map_svg(scene), label)}</div>\n<figcaption>\n<ul>\n'
    for mark, text in legend_of(scene):
        yield f'<li><span class="swatch">{inline_svg(swatch_svg(mark), "")}</span><span>{_said(text)}</span></li>\n'
    yield f"</ul>\n<p><bdi>{_said(scene['caveat'])}</bdi></p>\n"
    yield f'<p class="quiet"><bdi>{_said(border_note(scene))}</bdi></p>\n</figcaption></figure>\n'
