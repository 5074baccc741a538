"""GeoJSON as rows: a collection read whole, or one feature a line, with geometries of every kind; and plain objects."""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Generator, Iterator
from typing import Any

from geoevents.errors import TableError
from geoevents.read.gathered import Row, Unusable, Written
from geoevents.read.jsonpieces import MOST_BYTES, Members, features_of, is_wgs84, value_at
from geoevents.read.outline import OutlineError
from geoevents.read.stream import LINE_BYTES
from geoevents.read.wkb import wkb_of_json

MOST_LISTS = 8_000_000
"""Lists and objects of a document that is not read feature by feature."""
_MARKS = b" \t\r\n\x1e"
_BOM = b"\xef\xbb\xbf"


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
        properties = feature.get("properties")
        properties = {} if properties is None else properties
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
    if raw.count(b"[") + raw.count(b"{") > MOST_LISTS:
        raise TableError(f"{name} has more than {MOST_LISTS:,} lists and objects.", cure="Write it as newline GeoJSON.")
    return _value(name, raw.removeprefix(_BOM))


def _collection(name: str, stream: io.BufferedReader) -> Iterator[tuple[str, Any]]:
    begun = stream.read(LINE_BYTES + 1)
    long = len(begun) > LINE_BYTES
    begun = begun.removeprefix(_BOM)
    if not begun.strip(_MARKS):
        raise TableError(f"{name} is empty.", cure="Write a FeatureCollection (RFC 7946).")
    if long:
        _require_collection(name, {"type": "FeatureCollection"}, begun.lstrip(_MARKS).startswith(b"{"))
        found = features_of(name, begun, stream, _scan)
        members = yield from _counted(name, found)
        _require_collection(name, members, "features" in members)
        return
    collection = _value(name, begun)
    if isinstance(collection, dict) and collection.get("type") == "Feature":
        yield f"{name}, feature 1", collection
        return
    features = collection.get("features") if isinstance(collection, dict) else None
    _require_collection(name, collection, isinstance(features, list))
    for number, feature in enumerate(features or [], start=1):
        yield f"{name}, feature {number:,}", feature


def _counted(name: str, found: Generator[Any, None, Members]) -> Generator[tuple[str, Any], None, Members]:
    for number in itertools.count(1):
        try:
            feature = next(found)
        except StopIteration as end:
            members: Members = end.value
            return members
        yield f"{name}, feature {number:,}", feature
    raise AssertionError


def _require_collection(name: str, members: Any, features: bool) -> None:
    if not features or members.get("type") != "FeatureCollection":
        raise TableError(
            f"{name} is no FeatureCollection.", cure="Write it as one (RFC 7946), or as a list of objects: [{…}, {…}]."
        )
    if not is_wgs84(members.get("crs")):
        raise TableError(f"{name}: its positions are not in WGS84.", cure="Convert them to EPSG:4326.")


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
_scan = _decoder.scan_once  # type: ignore[attr-defined]


def _value(where: str, text: bytes) -> Any:
    try:
        plain = text.decode().strip(" \t\r\n")
        value, end = value_at(_scan, plain, 0)
        if end < len(plain):
            raise ValueError(f"more after its end, at character {end + 1:,}")
        return value
    except StopIteration:
        raise TableError(f"{where}: no JSON: no value.", cure="Write it anew.") from None
    except RecursionError:
        raise TableError(f"{where}: nested too deeply.", cure="A feature is a few levels deep.") from None
    except ValueError as error:
        raise TableError(f"{where}: no JSON: {str(error)[:200]}.", cure="Write it anew.") from None
