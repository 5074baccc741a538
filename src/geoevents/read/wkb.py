"""GeoJSON geometries and WKT as WKB, part by part, at bounded depth; no geometry library sees the text of a file."""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Sequence
from typing import Any

from geoevents.read.outline import Outline, OutlineError, outline_of

KINDS = ("Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon")
NO_SHAPE = "geometry is no point, line or area in WGS84 degrees"
_DEPTH = {"Point": 0, "LineString": 1, "Polygon": 2, "MultiPoint": 1, "MultiLineString": 2, "MultiPolygon": 3}
_PARTS = {"MultiPoint": "Point", "MultiLineString": "LineString", "MultiPolygon": "Polygon"}
_NAMES = {kind.upper(): kind for kind in KINDS}
# Possessive: blanks that two parts of a pattern could take would else be shared out in every way.
_WKT = re.compile(
    rf"(?:SRID\s*+=\s*+(\d{{1,9}})\s*+;)?\s*+({'|'.join(reversed(_NAMES))})\s*+(ZM|Z|M)?\s*+(EMPTY|\()", re.IGNORECASE
)
_WIDE = {"": 3, "Z": 3, "ZM": 3, "M": 2}
"""Coordinates that are kept; without a Z in the name many write three all the same."""
_TOKEN = re.compile(r"\s*+([(),]|[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?(?=[\s(),]|$))")
_HEX = re.compile(r"0[01][0-9A-Fa-f]{40,}+")


def wkb_of_json(geometry: Any) -> bytes | None:
    """Give the WKB of a GeoJSON geometry; None for null and for one without positions.

    A third coordinate is kept where every position has one, further ones are left out.

    Raises
    ------
    OutlineError
        What is no point, line, area or a set of one of these.

    Examples
    --------
    >>> wkb_of_json({"type": "Point", "coordinates": [2.5, 20]}).hex()
    '010100000000000000000004400000000000003440'
    """
    if geometry is None:
        return None
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if not isinstance(kind, str) or kind not in _DEPTH:
        raise OutlineError(NO_SHAPE)
    return wkb_of_parts(kind, geometry.get("coordinates"))


def wkb_of_parts(kind: str, coordinates: Any) -> bytes | None:
    """Give the WKB of coordinates that are nested as GeoJSON nests them; None where there are none.

    Raises
    ------
    OutlineError
        What is nested otherwise, or holds anything but numbers.
    """
    positions: list[Sequence[float]] = []
    _collect(coordinates, _DEPTH[kind], positions)
    if not positions:
        return None
    wide = 3 if all(len(one) > 2 for one in positions) else 2
    return _packed(kind, coordinates, wide)


def _collect(value: Any, depth: int, found: list[Sequence[float]]) -> None:
    if not isinstance(value, list | tuple):
        raise OutlineError(NO_SHAPE)
    if depth:
        for member in value:
            _collect(member, depth - 1, found)
    elif value:
        if len(value) < 2 or any(isinstance(one, bool) or not isinstance(one, int | float) for one in value[:3]):
            raise OutlineError(NO_SHAPE)
        found.append(value)


def _packed(kind: str, value: Any, wide: int) -> bytes:
    head = struct.pack("<BI", 1, KINDS.index(kind) + 1 + (1000 if wide == 3 else 0))
    if kind == "Point":
        return head + _path([value], wide)
    if kind == "LineString":
        return head + struct.pack("<I", len(value)) + _path(value, wide)
    if kind == "Polygon":
        return (
            head
            + struct.pack("<I", len(value))
            + b"".join(struct.pack("<I", len(ring)) + _path(ring, wide) for ring in value)
        )
    parts = [part for part in value if part]
    return head + struct.pack("<I", len(parts)) + b"".join(_packed(_PARTS[kind], part, wide) for part in parts)


def _path(positions: Any, wide: int) -> bytes:
    try:
        flat = [
            float(number) for position in positions for number in (position[:wide] if position else (math.nan,) * 2)
        ]
    except OverflowError:
        raise OutlineError(NO_SHAPE) from None
    return struct.pack(f"<{len(flat)}d", *flat)


def wkb_of_text(text: str) -> bytes | None:
    """Give the WKB of WKT, with or without an SRID before it, or of WKB as hexadecimal digits; None for EMPTY.

    Raises
    ------
    OutlineError
        What is neither, another kind of geometry, or another system than WGS84.

    Examples
    --------
    >>> wkb_of_text("POINT (2.5 20)") == wkb_of_json({"type": "Point", "coordinates": [2.5, 20.0]})
    True
    >>> wkb_of_text("GEOMETRYCOLLECTION (POINT (1 2))")
    Traceback (most recent call last):
      ...
    geoevents.read.outline.OutlineError: geometry is no point, line or area in WGS84 degrees
    """
    text = text.strip()
    if _HEX.fullmatch(text):
        try:
            return bytes.fromhex(text)
        except ValueError:
            raise OutlineError(NO_SHAPE) from None
    begin = _WKT.match(text)
    if begin is None:
        raise OutlineError(NO_SHAPE)
    kind = _NAMES[begin[2].upper()]
    if begin[1] and int(begin[1]) not in (0, 4326):
        raise OutlineError(f"geometry is in EPSG:{begin[1]}, not in WGS84 degrees")
    if begin[4].upper() == "EMPTY":
        if text[begin.end() :].strip():
            raise OutlineError(NO_SHAPE)
        return None
    nested, at = _nested(text, begin.end(), _DEPTH[kind] or 1, _WIDE[(begin[3] or "").upper()])
    if text[at:].strip() or (kind == "Point" and len(nested) != 1):
        raise OutlineError(NO_SHAPE)
    return wkb_of_parts(kind, nested[0] if kind == "Point" else nested)


def _nested(text: str, at: int, depth: int, wide: int) -> tuple[list[Any], int]:
    """Read what stands between brackets, of which the first is read already."""
    found: list[Any] = []
    numbers: list[float] = []
    expects = True
    while True:
        token = _TOKEN.match(text, at)
        if token is None:
            raise OutlineError(NO_SHAPE)
        word, at = token[1], token.end()
        if word == "(":
            if not expects or numbers:
                raise OutlineError(NO_SHAPE)
            if depth == 1:
                # MULTIPOINT ((1 2), (3 4)) has brackets that MULTIPOINT (1 2, 3 4) leaves out.
                inner, at = _nested(text, at, 0, wide)
                found.append(inner[0])
            elif depth > 1:
                inner, at = _nested(text, at, depth - 1, wide)
                found.append(inner)
            else:
                raise OutlineError(NO_SHAPE)
            expects = False
        elif word in ",)":
            if numbers:
                if len(numbers) < 2 or depth > 1:
                    raise OutlineError(NO_SHAPE)
                found.append(numbers[:wide])
                numbers = []
            elif expects:
                raise OutlineError(NO_SHAPE)
            if word == ")":
                return found, at
            expects = True
        else:
            if not expects and not numbers:
                raise OutlineError(NO_SHAPE)
            numbers.append(float(word))
            if len(numbers) > 4:
                raise OutlineError(NO_SHAPE)
            expects = False


def outline_or_reason(wkb: bytes) -> Outline | str:
    """The outline of a geometry that is no point, or why it has none."""
    try:
        return outline_of(wkb)
    except OutlineError as error:
        text = str(error)
        return NO_SHAPE if "neither lines" in text or "empty" in text else text
