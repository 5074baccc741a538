"""A long FeatureCollection feature by feature: bytes of JSON become very many in memory, so few are there at once."""

from __future__ import annotations

import codecs
import gc
import io
import json
import re
from collections.abc import Callable, Generator, Iterator
from json.decoder import WHITESPACE, scanstring  # type: ignore[attr-defined]
from typing import Any

from geoevents.errors import TableError
from geoevents.read.stream import LINE_BYTES

MOST_BYTES = 1 << 29
"""Of a collection, at most."""
_NEAR = 64
_WGS84 = re.compile(r"(.*[:/])?(CRS84|EPSG[:/]+([0-9.]*[:/])?4326)", re.IGNORECASE)
Members = dict[str, Any]
Scan = Callable[[str, int], tuple[Any, int]]


def is_wgs84(crs: Any) -> bool:
    """Tell whether a member `crs`, which files of before 2016 can have, names WGS84 degrees.

    Examples
    --------
    >>> is_wgs84({"properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}})
    True
    >>> is_wgs84({"properties": {"name": "EPSG:43261"}})
    False
    """
    if not crs:
        return True
    properties = crs.get("properties") if isinstance(crs, dict) else None
    named = properties.get("name", properties.get("code")) if isinstance(properties, dict) else None
    return named == 4326 or (isinstance(named, str) and _WGS84.fullmatch(named) is not None)


def value_at(scan: Scan, text: str, at: int) -> tuple[Any, int]:
    """Read one value; Python need not look for circles in what is being made, which takes longer than making it."""
    running = gc.isenabled()
    gc.disable()
    try:
        return scan(text, at)
    finally:
        if running:
            gc.enable()


def features_of(name: str, begun: bytes, stream: io.BufferedReader, scan: Scan) -> Generator[Any, None, Members]:
    """Give the features of a collection as they come, and return its other members.

    Parameters
    ----------
    name
        For errors.
    begun
        Bytes that were read before.
    stream
        The rest.
    scan
        What reads one value at a place of a text, and says where it ends.

    Raises
    ------
    TableError
        What is no JSON object, a member that is there twice, a value longer than `LINE_BYTES`.
    """
    text = _Text(name, begun, stream, scan)
    members: Members = {}
    text.found("{")
    while True:
        if text.found('"}' if not members else '"') == "}":
            break
        key = text.key()
        if key in members:
            raise text.refused(f"the member {key[:60]!r} is there twice")
        text.found(":")
        if key == "features" and text.look() == "[":
            members[key] = None
            yield from _elements(text)
        else:
            members[key] = text.value()
        if text.found(",}") == "}":
            break
    if text.look():
        raise text.refused("more after its end")
    return members


def _elements(text: _Text) -> Iterator[Any]:
    text.found("[")
    if text.look() == "]":
        text.found("]")
        return
    while True:
        yield text.value()
        if text.found(",]") == "]":
            return


class _Text:
    """A part of a text, as long as the longest value."""

    def __init__(self, name: str, begun: bytes, stream: io.BufferedReader, scan: Scan) -> None:
        self.name, self.stream, self.scan = name, stream, scan
        self.decoder = codecs.getincrementaldecoder("utf-8")()
        self.text, self.at, self.taken, self.ended = "", 0, 0, False
        self.add(begun)

    def refused(self, what: str) -> TableError:
        return TableError(f"{self.name}: no JSON: {what}, near byte {self.taken:,}.", cure="Write it anew.")

    def add(self, piece: bytes) -> None:
        self.taken += len(piece)
        if self.taken > MOST_BYTES:
            raise TableError(f"{self.name} has more than {MOST_BYTES >> 20} MB.", cure="Write it as GeoParquet.")
        try:
            more = self.decoder.decode(piece, final=not piece)
        except UnicodeDecodeError as error:
            raise self.refused(f"not UTF-8 text ({error.reason})") from None
        self.text, self.at = self.text[self.at :] + more, 0
        self.ended = not piece

    def fill(self) -> bool:
        """Read on, as far as one value may go; False where there is no more, or no room."""
        room = LINE_BYTES - (len(self.text) - self.at)
        if self.ended or room <= 0:
            return False
        self.add(self.stream.read(room))
        return True

    def look(self) -> str:
        """What comes next, or nothing at the end."""
        while True:
            self.at = WHITESPACE.match(self.text, self.at).end()
            if self.at < len(self.text) or not self.fill():
                return self.text[self.at : self.at + 1]

    def found(self, wanted: str) -> str:
        mark = self.look()
        if not mark or mark not in wanted:
            raise self.refused(f"no {' or '.join(wanted)}")
        self.at += 1
        return mark

    def key(self) -> str:
        while True:
            try:
                key, self.at = scanstring(self.text, self.at)
                return str(key)
            except ValueError as error:
                if not self.fill():
                    raise self.refused(str(error)) from None

    def value(self) -> Any:
        self.look()
        while True:
            try:
                value, end = value_at(self.scan, self.text, self.at)
                # What ends with the part may go on: 1 and then 2 are 12.
                if end < len(self.text) or not self.fill():
                    self.at = end
                    return value
            except RecursionError:
                raise TableError(
                    f"{self.name}: nested too deeply, near byte {self.taken:,}.", cure="A feature is a few levels deep."
                ) from None
            except StopIteration as stop:
                self.more("no value", int(stop.value))
            except ValueError as error:
                at = error.pos if isinstance(error, json.JSONDecodeError) else 0
                self.more(str(error)[:200], len(self.text) if "Unterminated" in str(error) else at)

    def more(self, what: str, at: int) -> None:
        """Read on after what is wrong at a place of the text, which may only be that it ends there."""
        if self.fill():
            return
        if not self.ended and at > len(self.text) - _NEAR:
            raise TableError(
                f"{self.name}: a value of more than {LINE_BYTES >> 20} MB, near byte {self.taken:,}.",
                cure="Write it as GeoParquet.",
            ) from None
        raise self.refused(what) from None
