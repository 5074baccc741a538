"""The rows of a file: CSV, TSV, Parquet, GeoJSON as a collection or one feature a line. No driver looks at it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from geoevents.errors import TableError
from geoevents.maps.rows import Located, Rows, gathered, located, middle, outline
from geoevents.read.outline import Outline
from geoevents.read.positions import REASONS, SWAPPED, Layout
from geoevents.read.stream import LINE_BYTES
from geoevents.read.table import FORMATS, read_table

ENDINGS = (*FORMATS, ".geojson")
"""Endings of files that are tables of rows."""
MOST_BYTES = 1 << 29
"""Of a GeoJSON file, at most: it is read whole."""
_UNPACKED_BYTES = 8 << 30
_LEVELS = 32


def is_table(path: str | os.PathLike[str]) -> bool:
    """Whether a file is a table of rows, by its ending.

    Examples
    --------
    >>> is_table("events.csv"), is_table("case.yaml")
    (True, False)
    """
    return Path(path).suffix.lower() in ENDINGS


def rows_of_file(path: str | os.PathLike[str], lon: str | None = None, lat: str | None = None) -> Rows:
    r"""Read a table for a map.

    Parameters
    ----------
    path
        A file with one of the `ENDINGS`.
    lon, lat
        Columns of degrees, where their names do not say so.

    Raises
    ------
    TableError
        What cannot be read, with the line or the feature that is wrong.
    GeoEventsError
        When no row has a position.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     place = Path(folder) / "events.csv"
    ...     _ = place.write_text("id,lat,lon\n007,19.868,2.894\n008,,\n")
    ...     rows = rows_of_file(place)
    >>> len(rows), rows.unplaced[0].reason, [name for name, _ in rows.columns]
    (1, 'no longitude', ['id', 'lat', 'lon'])
    """
    name, title = os.fspath(path), Path(path).name
    ending = Path(path).suffix.lower()
    if ending == ".geojson" or FORMATS.get(ending) == "ndjson":
        if lon is not None or lat is not None:
            raise TableError(f"{name} has geometries, not columns of degrees.", cure="Leave --lon and --lat out.")
        return _of_features(name, title, ending == ".geojson")
    table = read_table(path, None, lon, lat)
    if table.format == "parquet":
        _affordable(name)
    layout = Layout(table.lon, table.lat, table.geometry)
    batches, parts = [], []
    for batch, _ in table.batches:
        parts.append(located(batch, layout))
        batches.append(batch.drop_columns([table.geometry]) if table.geometry else batch)
    whole = pa.Table.from_batches(batches) if batches else pa.table({})
    return gathered(list(zip(whole.column_names, whole.columns, strict=True)), parts, title)


def _affordable(name: str) -> None:
    """Refuse what a few bytes unpack to."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(name) as file:
        size = sum(file.metadata.row_group(group).total_byte_size for group in range(file.metadata.num_row_groups))
    if size > _UNPACKED_BYTES:
        raise TableError(f"{name} has {size >> 20:,} MB unpacked.", cure="Draw fewer columns or rows.")


class _Written(float):
    """A number of JSON that knows how it was written."""

    text: str

    def __new__(cls, text: str) -> _Written:
        made = super().__new__(cls, text)
        made.text = text
        return made


def _pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(found)
    if len(members) < len(found):
        twice = next(key for key, _ in found if sum(key == other for other, _ in found) > 1)
        raise ValueError(f"the member {twice[:60]!r} is there twice")
    return members


def _no_constant(text: str) -> Any:
    raise ValueError(f"{text} is no JSON number")


_decoder = json.JSONDecoder(object_pairs_hook=_pairs, parse_float=_Written, parse_constant=_no_constant)


def _features(name: str, whole: bool) -> Iterator[tuple[str, Any]]:
    """Give the features of a file, each with what an error calls it."""
    place = Path(name)
    if not place.is_file():
        raise TableError(f"There is no file {name}.", cure="Check the name.")
    if place.stat().st_size > MOST_BYTES:
        raise TableError(f"{name} has more than {MOST_BYTES >> 20} MB.", cure="Write it as GeoParquet.")
    with place.open("rb") as stream:
        if not whole:
            for number, line in enumerate(iter(lambda: stream.readline(LINE_BYTES + 1), b""), start=1):
                if len(line) > LINE_BYTES:
                    raise TableError(f"{name}:{number}: longer than {LINE_BYTES >> 20} MB.", cure="Write one a line.")
                if text := line.removeprefix(b"\xef\xbb\xbf").strip(b" \t\r\n\x1e"):
                    yield f"{name}:{number}", _value(f"{name}:{number}", text)
            return
        collection = _value(name, stream.read().removeprefix(b"\xef\xbb\xbf"))
    kind = collection.get("type") if isinstance(collection, dict) else None
    if kind == "Feature":
        yield f"{name}, feature 1", collection
        return
    members = collection.get("features") if kind == "FeatureCollection" else None
    if not isinstance(members, list):
        raise TableError(f"{name} is no FeatureCollection.", cure="Write it as one (RFC 7946).")
    named = json.dumps(collection.get("crs") or {}, default=str)
    if "crs" in collection and not any(known in named for known in ("CRS84", "4326", "{}")):
        raise TableError(f"{name}: its positions are not in WGS84.", cure="Convert them to EPSG:4326.")
    for number, feature in enumerate(members, start=1):
        yield f"{name}, feature {number:,}", feature


def _value(where: str, text: bytes) -> Any:
    try:
        return _decoder.decode(text.decode())
    except RecursionError:
        raise TableError(f"{where}: nested too deeply.", cure="A feature is a few levels deep.") from None
    except ValueError as error:
        raise TableError(f"{where}: no JSON: {str(error)[:200]}.", cure="Write it anew.") from None


def _of_features(name: str, title: str, whole: bool) -> Rows:
    cells: dict[str, dict[int, str]] = {}
    lon, lat, reasons, outlines = [], [], [], {}
    for row, (where, feature) in enumerate(_features(name, whole)):
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise TableError(f"{where}: it is no Feature.", cure="Write GeoJSON (RFC 7946).")
        properties = feature.get("properties") or {}
        if not isinstance(properties, dict):
            raise TableError(f"{where}: its properties are no object.", cure='Write "properties": {}.')
        for key, value in ({"id": feature["id"], **properties} if "id" in feature else properties).items():
            text = _text(where, value)
            if text is not None:
                cells.setdefault(key, {})[row] = text
        x, y, reason, shape = _position(feature.get("geometry"))
        lon.append(x)
        lat.append(y)
        reasons.append(reason)
        if shape is not None:
            outlines[row] = shape
    columns = [
        (key.encode("utf-8", "backslashreplace").decode(), pa.array([of.get(row) for row in range(len(lon))]))
        for key, of in cells.items()
    ]
    part = Located(np.array(lon, float), np.array(lat, float), np.array(reasons, object), outlines)
    return gathered(columns, [part], title)


def _position(geometry: Any) -> tuple[float, float, str, Outline | None]:
    nowhere = float("nan")
    if geometry is None:
        return nowhere, nowhere, REASONS[6], None
    if isinstance(geometry, dict) and geometry.get("type") == "Point":
        spot = geometry.get("coordinates")
        if not isinstance(spot, list) or len(spot) < 2 or not all(type(one) in (int, _Written) for one in spot[:2]):
            return nowhere, nowhere, REASONS[6], None
        try:
            x, y = float(spot[0]), float(spot[1])
        except OverflowError:
            return nowhere, nowhere, REASONS[4], None
        swapped = 90.0 < abs(y) <= 180.0 and abs(x) <= 90.0
        for reason, bad in ((SWAPPED, swapped), (5, not abs(y) <= 90.0), (4, not abs(x) <= 180.0)):
            if bad:
                return nowhere, nowhere, REASONS[reason], None
        return x, y, "", None
    shape = outline(_plain(geometry))
    if not isinstance(shape, Outline):
        return nowhere, nowhere, shape, None
    return *middle(shape), "", shape


def _plain(value: Any, left: int = _LEVELS) -> Any:
    """Numbers as Python has them: outlines take no others."""
    if left and isinstance(value, list):
        return [_plain(member, left - 1) for member in value]
    if left and isinstance(value, dict):
        return {key: _plain(member, left - 1) for key, member in value.items()}
    return float(value) if isinstance(value, _Written) else value


def _text(where: str, value: Any) -> str | None:
    """A value as it was written; None for null."""
    if value is None:
        return None
    if isinstance(value, _Written):
        return value.text
    try:
        text = value if isinstance(value, str) else json.dumps(_shown(value), ensure_ascii=False)
    except (RecursionError, ValueError):
        raise TableError(f"{where}: nested too deeply, or a number of too many digits.", cure="Simplify it.") from None
    return text.encode("utf-8", "backslashreplace").decode()


def _shown(value: Any) -> Any:
    """Numbers inside a nested value, without what only `float` would make of them."""
    if isinstance(value, list):
        return [_shown(member) for member in value]
    if isinstance(value, dict):
        return {key: _shown(member) for key, member in value.items()}
    if isinstance(value, _Written):
        return float(value) if np.isfinite(value) else value.text
    return value
