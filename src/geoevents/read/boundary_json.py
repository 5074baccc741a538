"""GeoJSON feature by feature, as a collection or one a line: only one feature at a time is more than its text."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from json.decoder import WHITESPACE, scanstring  # type: ignore[attr-defined]
from pathlib import Path
from typing import Any

from geoevents.errors import BoundaryError
from geoevents.read.boundaries import MOST_PATHS, MOST_VERTICES, Raw, refused
from geoevents.read.jsonpieces import is_wgs84, value_at
from geoevents.read.stream import LINE_BYTES

_MOST_LISTS = MOST_VERTICES + 2 * MOST_PATHS
_WRITE = "Write it as a FeatureCollection (RFC 7946)."


def _no_constant(text: str) -> Any:
    raise ValueError(f"{text} is no JSON number")


_scan = json.JSONDecoder(parse_constant=_no_constant).scan_once  # type: ignore[attr-defined]


def collection(place: Path, layer: str | None = None) -> Iterator[Raw]:
    """Read a FeatureCollection, or a single Feature.

    Raises
    ------
    BoundaryError
        What is no GeoJSON, with the character where it ends to be one; another system than WGS84.
    """
    name = place.name
    _no_layer(name, layer)
    data = place.read_bytes()
    if data.count(b"[") > _MOST_LISTS:
        # One feature may be all of it, and is in memory at once.
        raise refused(name, f"it has more than {_MOST_LISTS:,} vertices or lists", "Simplify it, or take a part of it.")
    text = _decoded(name, data)
    at = _found(text, 0, "{", name)
    plain: dict[str, Any] = {}
    seen: set[str] = set()
    first = True
    while True:
        at = _found(text, at + 1, '"}' if first else '"', name)
        if text[at] == "}":
            break
        key, at = _key(text, at, name)
        if key in seen:
            raise refused(name, f"the member {_short(key)} is there twice", "Leave one.")
        seen.add(key)
        if key == "features":
            at = yield from _members(text, at, name)
        else:
            plain[key], at = _value(text, at, name)
        first = False
        at = _found(text, at, ",}", name)
        if text[at] == "}":
            break
    if text[at + 1 :].strip(" \t\r\n"):
        raise refused(name, f"there is more after its end, at character {at + 2:,}", "For one a line, name it .ndjson.")
    _known_crs(name, plain.get("crs"))
    kind = plain.get("type")
    if kind == "Feature" and "features" not in seen:
        yield _feature(name, 1, plain)
    elif kind != "FeatureCollection" or "features" not in seen:
        cure = "Convert it to GeoJSON." if kind == "Topology" else _WRITE
        raise refused(name, f"{_short(kind)} is no FeatureCollection", cure)


def lines(place: Path, layer: str | None = None) -> Iterator[Raw]:
    """Read one Feature a line.

    Raises
    ------
    BoundaryError
        The line that is none.
    """
    name = place.name
    _no_layer(name, layer)
    number = 0
    with place.open("rb") as stream:
        while line := stream.readline(LINE_BYTES * 4 + 1):
            if len(line) > LINE_BYTES * 4:
                raise refused(name, f"a line has more than {LINE_BYTES * 4 >> 20} MB", "Simplify it.")
            text = _decoded(name, line.removeprefix(b"\xef\xbb\xbf")).strip(" \t\r\n\x1e")
            if text:
                number += 1
                value, end = _value(text, 0, name, number)
                if end != len(text):
                    raise refused(name, f"line {number} has more than one feature", "Write one feature a line.")
                if isinstance(value, dict):
                    _known_crs(name, value.get("crs"))
                yield _feature(name, number, value)


def _members(text: str, at: int, name: str) -> Generator[Raw, None, int]:
    """Give the features of the array that begins at a place; returns where it ends."""
    at = _found(text, at, "[", name)
    number = 0
    while True:
        at = int(WHITESPACE.match(text, at + 1).end())
        if number == 0 and text[at : at + 1] == "]":
            return at + 1
        number += 1
        value, at = _value(text, at, name, number)
        yield _feature(name, number, value)
        at = _found(text, at, ",]", name)
        if text[at] == "]":
            return at + 1


def _feature(name: str, number: int, value: Any) -> Raw:
    kind = value.get("type") if isinstance(value, dict) else None
    if kind != "Feature":
        raise refused(name, f"feature {number}: {_short(kind)} is no Feature", _WRITE)
    properties = value.get("properties")
    if not isinstance(properties, dict | None):
        raise refused(name, f"feature {number}: its properties are no object", 'Write "properties": {}.')
    return properties or {}, value.get("geometry")


def _known_crs(name: str, crs: Any) -> None:
    """Refuse a system other than WGS84; files of before 2016 can name one."""
    if not is_wgs84(crs):
        properties = crs.get("properties") if isinstance(crs, dict) else None
        named = properties.get("name") if isinstance(properties, dict) else crs
        raise refused(name, f"its positions are in {_short(named)}", "Convert it to WGS84 degrees (EPSG:4326).")


def _found(text: str, at: int, wanted: str, name: str) -> int:
    at = WHITESPACE.match(text, at).end()
    if at >= len(text) or text[at] not in wanted:
        raise _no_json(name, f"no {' or '.join(wanted)} at character {at + 1:,}")
    return at


def _key(text: str, at: int, name: str) -> tuple[str, int]:
    try:
        key, at = scanstring(text, at + 1)
    except ValueError as error:
        raise _no_json(name, str(error)) from None
    return key, WHITESPACE.match(text, _found(text, at, ":", name) + 1).end()


def _value(text: str, at: int, name: str, number: int = 0) -> tuple[Any, int]:
    where = f"feature {number}: " if number else ""
    try:
        value, end = value_at(_scan, text, at)
    except StopIteration as stop:
        raise _no_json(name, f"{where}no value at character {stop.value + 1:,}") from None
    except RecursionError:
        raise refused(name, f"{where}it is nested too deeply", "A feature is a few levels deep.") from None
    except ValueError as error:
        raise _no_json(name, f"{where}{_short(error, 200)}") from None
    return value, end


def _no_json(name: str, what: str) -> BoundaryError:
    return refused(name, f"it is no JSON: {what}", "Write it anew.")


def _decoded(name: str, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refused(name, f"byte {error.start + 1:,} is not UTF-8 text", "Save it as UTF-8.") from None


def _no_layer(name: str, layer: str | None) -> None:
    if layer is not None:
        raise refused(name, "it has no layers", "Leave --layer out.")


def _short(value: object, most: int = 60) -> str:
    text = str(value)
    return text if len(text) <= most else f"{text[: most - 3]}..."
