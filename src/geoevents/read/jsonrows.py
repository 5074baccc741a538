"""GeoJSON as rows: a collection read whole, or one feature a line, with geometries of every kind; and plain objects."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

from geoevents.errors import TableError
from geoevents.read.gathered import Row, Unusable, Written
from geoevents.read.outline import OutlineError
from geoevents.read.stream import LINE_BYTES
from geoevents.read.wkb import wkb_of_json

MOST_BYTES = 1 << 29
"""Of a collection, at most: it is read whole."""
_MARKS = b" \t\r\n\x1e"
_BOM = b"\xef\xbb\xbf"
_WGS84 = ("CRS84", "4326", "{}")


def feature_rows(name: str, stream: io.BufferedReader, whole: bool) -> Iterator[Row]:
    """Give the features of a stream.

    Parameters
    ----------
    name
        For errors.
    stream
        GeoJSON in UTF-8.
    whole
        Whether it is a FeatureCollection or a Feature, and not one feature a line.

    Raises
    ------
    TableError
        What is no GeoJSON, with the line or the feature; a member that is there twice; another system than WGS84.
    """
    for where, feature in _collection(name, stream) if whole else _lines(name, stream):
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise TableError(f"{where}: it is no Feature.", cure="Write GeoJSON (RFC 7946).")
        properties = feature.get("properties") or {}
        if not isinstance(properties, dict):
            raise TableError(f"{where}: its properties are no object.", cure='Write "properties": {}.')
        values = {"id": feature["id"], **properties} if "id" in feature else properties
        geometry: bytes | Unusable | None
        try:
            geometry = wkb_of_json(feature.get("geometry"))
        except OutlineError as error:
            geometry = Unusable(str(error))
        yield Row(where, values, geometry)


def record_rows(name: str, stream: io.BufferedReader) -> Iterator[Row]:
    """Give a list of JSON objects as rows without geometries: the list itself, or the one in what an interface answers.

    Raises
    ------
    TableError
        What is no such list, with the object; several lists.
    """
    found = _whole(name, stream)
    if isinstance(found, dict):
        lists = [key for key, value in found.items() if isinstance(value, list) and value]
        lists = lists or [key for key, value in found.items() if isinstance(value, list)][:1]
        if len(lists) != 1:
            raise TableError(f"{name} has {len(lists)} lists: {', '.join(lists)[:80]}.", cure="Write one list of rows.")
        found = found[lists[0]]
    for number, one in enumerate(found, start=1):
        if not isinstance(one, dict):
            raise TableError(f"{name}, object {number:,}: it is no object.", cure='Write each row as {"lat": 19.9, …}.')
        yield Row(f"{name}, object {number:,}", one, None)


def _lines(name: str, stream: io.BufferedReader) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(iter(lambda: stream.readline(LINE_BYTES + 1), b""), start=1):
        if len(line) > LINE_BYTES:
            raise TableError(f"{name}:{number}: longer than {LINE_BYTES >> 20} MB.", cure="Write one a line.")
        if text := line.removeprefix(_BOM).strip(_MARKS):
            yield f"{name}:{number}", _value(f"{name}:{number}", text)


def _whole(name: str, stream: io.BufferedReader) -> Any:
    raw = stream.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise TableError(f"{name} has more than {MOST_BYTES >> 20} MB.", cure="Write it as GeoParquet.")
    if not raw.strip(_MARKS):
        raise TableError(f"{name} is empty.", cure="Write a FeatureCollection (RFC 7946).")
    return _value(name, raw.removeprefix(_BOM))


def _collection(name: str, stream: io.BufferedReader) -> Iterator[tuple[str, Any]]:
    collection = _whole(name, stream)
    kind = collection.get("type") if isinstance(collection, dict) else None
    if kind == "Feature":
        yield f"{name}, feature 1", collection
        return
    members = collection.get("features") if kind == "FeatureCollection" else None
    if not isinstance(members, list):
        raise TableError(
            f"{name} is no FeatureCollection.", cure="Write it as one (RFC 7946), or as a list of objects: [{…}, {…}]."
        )
    named = json.dumps(collection.get("crs") or {}, default=str)
    if "crs" in collection and not any(known in named for known in _WGS84):
        raise TableError(f"{name}: its positions are not in WGS84.", cure="Convert them to EPSG:4326.")
    for number, feature in enumerate(members, start=1):
        yield f"{name}, feature {number:,}", feature


def _pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for key, value in found:
        if key in members:
            raise ValueError(f"the member {key[:60]!r} is there twice")
        members[key] = value
    return members


def _no_constant(text: str) -> Any:
    raise ValueError(f"{text} is no JSON number")


_decoder = json.JSONDecoder(object_pairs_hook=_pairs, parse_float=Written, parse_constant=_no_constant)


def _value(where: str, text: bytes) -> Any:
    try:
        return _decoder.decode(text.decode())
    except RecursionError:
        raise TableError(f"{where}: nested too deeply.", cure="A feature is a few levels deep.") from None
    except ValueError as error:
        raise TableError(f"{where}: no JSON: {str(error)[:200]}.", cure="Write it anew.") from None
