"""A picture of ours inside a page: no style, no address, nothing that a strict policy forbids."""

from __future__ import annotations

import re
from html import escape
from xml.etree import ElementTree

_LEFT_OUT = frozenset({"metadata", "title", "style", "script", "foreignObject", "image", "a"})
_LONG = re.compile(r"(-?\d+\.\d\d)\d+")
_USED = re.compile(r"#([\w.-]+)")
_ROOT = {"stroke-linejoin": "round", "stroke-linecap": "butt"}
"""What matplotlib says of all shapes in a style element."""


def inline_svg(document: str, label: str) -> str:
    """Give an SVG document, as matplotlib writes it, as an element for an HTML page.

    Parameters
    ----------
    document
        A whole SVG document of our own making.
    label
        What the picture shows, for those who do not see it; "" for a picture that only decorates.

    Examples
    --------
    >>> shape = '<path style="fill: red" d="M 0.123456 0"/>'
    >>> drawn = inline_svg(f'<svg xmlns="http://www.w3.org/2000/svg">{shape}</svg>', "")
    >>> drawn.partition("<path ")[2]
    'fill="red" d="M 0.12 0"></path></svg>'
    """
    root = ElementTree.fromstring(document)  # noqa: S314 - our own document
    used = {id for element in root.iter() for value in element.attrib.values() for id in _USED.findall(value)}
    known = {"role": "img", "aria-label": label} if label else {"aria-hidden": "true"}
    return _element(root, used, {"viewBox": root.get("viewBox", ""), **known, **_ROOT})


def _element(element: ElementTree.Element, used: set[str], attributes: dict[str, str] | None = None) -> str:
    name = element.tag.rpartition("}")[2]
    if name in _LEFT_OUT:
        return ""
    given = attributes if attributes is not None else dict(_attributes(element, used))
    told = "".join(f' {key}="{escape(value, quote=True)}"' for key, value in given.items())
    inner = "".join(_element(child, used) for child in element)
    text = escape(element.text.strip()) if element.text and name == "text" else ""
    return f"<{name}{told}>{text}{inner}</{name}>"


def _attributes(element: ElementTree.Element, used: set[str]) -> list[tuple[str, str]]:
    found = []
    for key, value in element.attrib.items():
        name = key.rpartition("}")[2]
        if name == "style":
            pairs = (pair.partition(":") for pair in value.split(";") if pair.strip())
            found += [(property.strip(), said.strip()) for property, _, said in pairs]
        elif name == "href":
            # Only what the document itself holds.
            found += [(name, value)] if value.startswith("#") else []
        elif name == "d":
            found.append((name, " ".join(_LONG.sub(r"\1", value).split())))
        elif name != "id" or value in used:
            found.append((name, value))
    return found
