r"""Newline GeoJSON as a stream of batches: cut open where properties are added, or as columns.

Cut open, the text of a feature is kept to the byte: numbers as they are written, keys that are there twice, members
that GeoJSON does not know. As columns every property and every other member becomes one, of the type that fits all.
"""

from __future__ import annotations

import io
import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from json.decoder import WHITESPACE, scanstring  # type: ignore[attr-defined]
from typing import Any

import numpy as np
import pyarrow as pa

from geoevents.errors import TableError
from geoevents.read.stream import LINE_BYTES, TEXT_BYTES, TEXT_ROWS, Batches, Table

HEAD, TAIL = "head", "tail"
"""Text of a feature before and after the place where properties are added."""
MOST_COLUMNS = 4_096
GEO = {
    "version": "1.1.0",
    "primary_column": "geometry",
    "columns": {"geometry": {"encoding": "WKB", "geometry_types": []}},
}
_EXACT = 1 << 53


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a JSON object: its value, and where its text stands."""

    key: str
    value: Any
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Feature:
    text: str
    members: dict[str, Member]
    point: tuple[float, float, float] | None
    """None where there is no geometry; NaN three times where it is no point."""


def read_features(
    name: str, opened: Callable[[], tuple[io.BufferedReader, int | None]], avoid: tuple[str, ...], columns: bool
) -> Table:
    """Open newline GeoJSON.

    Parameters
    ----------
    name
        For errors.
    opened
        Gives the stream and its size; as columns the file is read twice.
    avoid
        Properties that no feature may have yet.
    columns
        Whether properties become columns; else there are `head`, `geometry` (WKB) and `tail`.

    Raises
    ------
    TableError
        While reading: the line that is wrong.
    """
    if columns:
        return _as_columns(name, opened)
    stream, size = opened()
    schema = pa.schema([(HEAD, pa.large_string()), ("geometry", pa.binary()), (TAIL, pa.large_string())])

    def batches() -> Batches:
        for features, share in _batches(name, stream, size):
            heads, tails = [], []
            for where, feature in features:
                head, tail = _cut(where, feature, avoid)
                heads.append(head)
                tails.append(tail)
            points = wkb_points([feature.point for _, feature in features])
            arrays = [pa.array(heads, pa.large_string()), points, pa.array(tails, pa.large_string())]
            yield pa.RecordBatch.from_arrays(arrays, schema=schema), share

    return Table("ndjson", schema, batches(), geometry="geometry")


def _as_columns(name: str, opened: Callable[[], tuple[io.BufferedReader, int | None]]) -> Table:
    stream, size = opened()
    kinds: dict[tuple[str, str], set[str]] = {}
    with stream:
        for features, _ in _batches(name, stream, size):
            for where, feature in features:
                if feature.point is not None and np.isnan(feature.point[0]):
                    raise TableError(
                        f"{where}: the geometry is no point with a position.",
                        cure="Only newline GeoJSON keeps it: name the output .ndjson.",
                    )
                seen = set()
                for at, member in _cells(feature):
                    if at in seen:
                        raise TableError(
                            f"{where}: {at[1]!r} is there twice.",
                            cure="Only newline GeoJSON keeps both: name it .ndjson.",
                        )
                    seen.add(at)
                    kinds.setdefault(at, set()).add(kind_of(member.value))
                if len(kinds) > MOST_COLUMNS:
                    raise TableError(f"{where}: more than {MOST_COLUMNS:,} columns.", cure="Write newline GeoJSON.")
    names = _names(name, list(kinds))
    types = {at: type_of(found) for at, found in kinds.items()}
    fields = [pa.field(names[at], types[at]) for at in kinds]
    schema = pa.schema([*fields, pa.field("geometry", pa.binary())], metadata={"geo": json.dumps(GEO)})

    def batches() -> Batches:
        again, _ = opened()
        with again:
            for features, share in _batches(name, again, size):
                cells: dict[tuple[str, str], list[Any]] = {at: [None] * len(features) for at in kinds}
                for row, (_, feature) in enumerate(features):
                    for at, member in _cells(feature):
                        if at not in cells:
                            raise TableError(f"{name} changed while it was read.", cure="Try again.")
                        cells[at][row] = _value(feature.text, member, types[at])
                try:
                    arrays = [pa.array(cells[at], types[at]) for at in kinds]
                except (pa.ArrowException, UnicodeError) as error:
                    first = features[0][0]
                    raise TableError(
                        f"{first} and after: a text cannot be written as UTF-8: {error}.",
                        cure="Only newline GeoJSON keeps it: name the output .ndjson.",
                    ) from error
                arrays.append(wkb_points([feature.point for _, feature in features]))
                yield pa.RecordBatch.from_arrays(arrays, schema=schema), share

    return Table("ndjson", schema, batches(), geometry="geometry")


def _cells(feature: _Feature) -> Iterator[tuple[tuple[str, str], Member]]:
    """Members that become columns, each with where it is from: "" for those of the feature itself."""
    for key, member in feature.members.items():
        if key not in ("type", "geometry", "properties"):
            yield ("", key), member
    properties = feature.members.get("properties")
    if properties is not None and properties.value is not None:
        for member in members(feature.text, properties.start)[0]:
            yield ("properties", member.key), member


def _names(name: str, cells: list[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Properties keep their names; a member of the feature with the same name gets another."""
    taken = {key for home, key in cells if home} | {"geometry"}
    if ("properties", "geometry") in cells:
        raise TableError(
            f"{name}: there is a property 'geometry'.", cure="Rename it: the geometry's column has that name."
        )
    found = {}
    for home, key in cells:
        if any("\ud800" <= letter <= "\udfff" for letter in key):
            raise TableError(
                f"{name}: the name {key!r} cannot be written as UTF-8.",
                cure="Only newline GeoJSON keeps it: name it .ndjson.",
            )
        column = key if home or key not in taken else f"feature_{key}"
        if not home and column != key and column in taken:
            raise TableError(f"{name}: there are a property and a member {key!r}.", cure="Rename one.")
        found[home, key] = column
    return found


def kind_of(value: Any) -> str:
    """Tell what a value of JSON is for the type of its column: exact numbers, others, text."""
    if value is None or isinstance(value, bool):
        return "null" if value is None else "bool"
    if isinstance(value, int):
        return "exact" if abs(value) <= _EXACT else "int" if -(1 << 63) <= value < 1 << 63 else "text"
    if isinstance(value, float):
        return "float" if np.isfinite(value) else "text"
    return "text"


def type_of(kinds: set[str]) -> pa.DataType:
    """Give the type of a column that holds all of these kinds: text where they differ."""
    kinds = kinds - {"null"}
    if kinds == {"bool"}:
        return pa.bool_()
    if kinds and kinds <= {"exact", "int"}:
        return pa.int64()
    if kinds and kinds <= {"exact", "float"}:
        return pa.float64()
    return pa.large_string()


def _value(text: str, member: Member, kind: pa.DataType) -> Any:
    """Give the value as its column holds it: text as it is, anything else among text as it was written."""
    value = member.value
    if value is None or isinstance(value, str) or not pa.types.is_large_string(kind):
        return value
    return text[member.start : member.end]


def wkb_points(points: list[tuple[float, float, float] | None]) -> pa.Array:
    """Make an array of WKB points; null for None, and no point where there is NaN.

    Examples
    --------
    >>> [len(one) if one else one for one in wkb_points([(1.0, 2.0, float("nan")), None]).to_pylist()]
    [21, None]
    """
    nowhere = (float("nan"),) * 3
    xyz = np.array([nowhere if point is None else point for point in points], dtype="<f8").reshape(-1, 3)
    wide = 3 if np.isfinite(xyz[:, 2]).any() else 2
    size = 5 + 8 * wide
    data = np.zeros((len(points), size), dtype=np.uint8)
    data[:, 0] = 1
    # What is no point is written as a line without vertices, which takes the first 9 bytes.
    kind = np.where(np.isnan(xyz[:, 0]), 2, 1001 if wide == 3 else 1).astype("<u4")
    data[:, 1:5] = kind.view(np.uint8).reshape(-1, 4)
    data[:, 5:] = np.ascontiguousarray(xyz[:, :wide]).view(np.uint8)
    data[kind == 2, 5:] = 0
    offsets = pa.py_buffer((np.arange(len(points) + 1) * size).astype(np.int32))
    mask = np.packbits([point is not None for point in points], bitorder="little")
    return pa.Array.from_buffers(pa.binary(), len(points), [pa.py_buffer(mask), offsets, pa.py_buffer(data)])


def _batches(
    name: str, stream: io.BufferedReader, size: int | None
) -> Iterator[tuple[list[tuple[str, _Feature]], float]]:
    features: list[tuple[str, _Feature]] = []
    taken = read = 0
    for number in itertools.count(1):
        line = stream.readline(LINE_BYTES + 1)
        if not line:
            break
        if len(line) > LINE_BYTES:
            raise TableError(f"{name}:{number}: a line of more than {LINE_BYTES >> 20} MB.", cure="Split it.")
        read += len(line)
        line = line.removeprefix(b"\xef\xbb\xbf").strip(b" \t\r\n\x1e")
        if not line:
            continue
        where = f"{name}:{number}"
        features.append((where, _feature(where, line)))
        taken += len(line)
        if len(features) >= TEXT_ROWS or taken > TEXT_BYTES:
            yield features, read / size if size else 0.0
            features, taken = [], 0
    if features:
        yield features, 1.0


def _no_constant(text: str) -> Any:
    raise ValueError(f"{text} is no JSON number")


_scan = json.JSONDecoder(parse_constant=_no_constant).scan_once  # type: ignore[attr-defined]


def members(text: str, start: int) -> tuple[list[Member], int]:
    """Read the members of the JSON object that begins at `start`, and where it ends.

    Raises
    ------
    ValueError
        No JSON.

    Examples
    --------
    >>> [(one.key, one.value, one.start, one.end) for one in members('{"a": 1.10}', 0)[0]]
    [('a', 1.1, 6, 10)]
    """
    found: list[Member] = []

    def skip(at: int, wanted: str) -> int:
        at = WHITESPACE.match(text, at).end()
        if text[at : at + 1] not in wanted or at >= len(text):
            raise ValueError(f"no {' or '.join(wanted)} at character {at + 1}")
        return at

    at = skip(start, "{")
    first = True
    while True:
        at = skip(at + 1, '"}' if first else '"')
        if text[at] == "}":
            return found, at + 1
        key, at = scanstring(text, at + 1)
        at = WHITESPACE.match(text, skip(at, ":") + 1).end()
        try:
            value, end = _scan(text, at)
        except StopIteration as stop:
            raise ValueError(f"no value at character {stop.value + 1}") from None
        found.append(Member(key, value, at, end))
        at = skip(end, ",}")
        if text[at] == "}":
            return found, at + 1
        first = False


def _feature(where: str, line: bytes) -> _Feature:
    try:
        text = line.decode("utf-8")
        listed, end = members(text, 0)
        if end != len(text):
            raise ValueError(f"more than one object, at character {end + 1}")
    except RecursionError:
        raise TableError(f"{where}: nested too deeply.", cure="A feature is a few levels deep.") from None
    except UnicodeDecodeError as error:
        raise TableError(f"{where}: not UTF-8 text.", cure="Save it as UTF-8.") from error
    except ValueError as error:
        raise TableError(f"{where}: no JSON: {error}.", cure="Write one feature a line.") from error
    found = {member.key: member for member in listed}
    for key in ("type", "geometry", "properties"):
        if sum(member.key == key for member in listed) > 1:
            raise TableError(f"{where}: the member {key!r} is there twice.", cure="Leave one.")
    kind = found["type"].value if "type" in found else None
    if kind != "Feature":
        if kind is None:
            cure = "Plain objects are read as one list in a .json file: [{…}, {…}]; `jq -s .` makes it."
            raise TableError(f"{where}: it is no Feature.", cure=cure)
        cure = "Write one Feature a line." if kind != "FeatureCollection" else "Write each of its features on a line."
        raise TableError(f"{where}: {kind!r} is no Feature.", cure=cure)
    if "properties" in found and not isinstance(found["properties"].value, dict | None):
        raise TableError(f"{where}: properties are no object.", cure='Write "properties": {}.')
    return _Feature(text, found, _point(found["geometry"].value if "geometry" in found else None))


def _point(geometry: Any) -> tuple[float, float, float] | None:
    nan = float("nan")
    if geometry is None:
        return None
    place = geometry.get("coordinates") if isinstance(geometry, dict) and geometry.get("type") == "Point" else None
    if place == []:
        return None  # an empty point
    if not isinstance(place, list) or len(place) < 2:
        return nan, nan, nan
    if any(isinstance(one, bool) or not isinstance(one, int | float) for one in place[:3]):
        return nan, nan, nan
    try:
        x, y, z = (float(one) for one in (*place[:3], nan)[:3])
    except OverflowError:
        return float("inf"), float("inf"), nan
    return x, y, z


def _cut(where: str, feature: _Feature, avoid: tuple[str, ...]) -> tuple[str, str]:
    """Cut a feature where properties are added: the first part ends ready for a key, the second begins after it."""
    text, properties = feature.text, feature.members.get("properties")
    if properties is None:
        return f'{text[:-1]},"properties":{{', "}}"
    if properties.value is None:
        return f"{text[: properties.start]}{{", f"}}{text[properties.end :]}"
    taken = [name for name in avoid if name in properties.value]
    if taken:
        raise TableError(
            f"{where}: there is a property {taken[0]!r} already.", cure="Drop or rename it: nothing is overwritten."
        )
    comma = "," if properties.value else ""
    return f"{text[: properties.end - 1]}{comma}", text[properties.end - 1 :]
