"""Tables as a stream of record batches at constant memory: CSV and TSV, newline GeoJSON, GeoParquet.

Formats are told by the file's ending and checked by its first bytes; no driver looks at it. Text stays text: `NA`,
`NO`, leading zeros and large integers come through as they are.
"""

from __future__ import annotations

import codecs
import csv
import io
import itertools
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa

from geoevents.errors import TableError

FORMATS = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".ndjson": "ndjson",
    ".geojsonl": "ndjson",
    ".jsonl": "ndjson",
} | dict.fromkeys((".parquet", ".geoparquet", ".pq"), "parquet")
ROWS = 1 << 19
"""Rows in a batch, at most."""
TEXT_BYTES = 8 << 20
"""Bytes of text in a batch, about."""
LINE_BYTES = 16 << 20
LON = ("longitude", "lon", "lng", "long", "decimallongitude", "actiongeo_long", "x")
LAT = ("latitude", "lat", "decimallatitude", "actiongeo_lat", "y")
_MAGIC = {b"PK\x03\x04": "a zip file", b"PAR1": "Parquet", b"SQLite format": "SQLite", b"\x1f\x8b": "gzip", b"<": "XML"}


@dataclass(frozen=True, slots=True)
class Table:
    """A table that is being read: its schema, its batches with the share that is read, and where positions are.

    `rows` is None where only reading tells; `lon`, `lat` name columns of degrees, `geometry` one of WKB points. The
    text of a newline GeoJSON feature is in the column `feature`.
    """

    format: str
    schema: pa.Schema
    batches: Iterator[tuple[pa.RecordBatch, float]]
    rows: int | None = None
    lon: str | None = None
    lat: str | None = None
    geometry: str | None = None


def format_of(path: str | os.PathLike[str], wanted: str | None = None) -> str:
    """Tell the format of a table by its ending, or by what is wanted.

    Raises
    ------
    TableError
        An ending that is none of a table.

    Examples
    --------
    >>> format_of("events.csv"), format_of("-", "ndjson")
    ('csv', 'ndjson')
    """
    if wanted:
        return wanted
    name = os.fspath(path)
    found = FORMATS.get(Path(name).suffix.lower())
    if found is None:
        known = ", ".join(FORMATS)
        cure = "Say --format csv, tsv or ndjson." if name == "-" else f"Name it with one of {known}."
        raise TableError(f"{name}: its ending does not say what it is.", cure=cure)
    return found


def read_table(
    path: str | os.PathLike[str], wanted: str | None = None, lon: str | None = None, lat: str | None = None
) -> Table:
    r"""Open a table for reading in batches.

    Parameters
    ----------
    path
        A file, or "-" for standard input.
    wanted
        Format, where the ending does not say it.
    lon, lat
        Columns of degrees; by default the usual names are looked for.

    Returns
    -------
    Table

    Raises
    ------
    TableError
        What cannot be read, names that are missing or could be several; while reading, the line that is wrong.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     place = Path(folder) / "events.csv"
    ...     _ = place.write_text("id,lat,lon\n007,19.868,2.894\n")
    ...     [batch.to_pylist() for batch, _ in read_table(place).batches]
    [[{'id': '007', 'lat': '19.868', 'lon': '2.894'}]]
    """
    name = os.fspath(path)
    form = format_of(path, wanted)
    if form == "parquet":
        return _parquet(name, lon, lat)
    stream, size = _opened(name)
    first = stream.peek(1 << 16)
    for magic, what in _MAGIC.items():
        if first.lstrip().startswith(magic):
            raise TableError(f"{name} is {what}, not {form}.", cure="Give it its own ending, or convert it first.")
    for bom, encoding in ((codecs.BOM_UTF16_LE, "UTF-16"), (codecs.BOM_UTF16_BE, "UTF-16")):
        if first.startswith(bom):
            raise TableError(f"{name} is {encoding} text.", cure="Save it as UTF-8.")
    if b"\0" in first:
        raise TableError(f"{name} is not text: it holds NUL bytes.", cure="Save it as UTF-8 text.")
    if form == "ndjson":
        return _ndjson(name, stream, size)
    return _delimited(name, stream, size, form, lon, lat)


def _opened(name: str) -> tuple[io.BufferedReader, int | None]:
    if name == "-":
        return io.BufferedReader(io.FileIO(sys.stdin.fileno(), closefd=False), 1 << 20), None
    place = Path(name)
    if not place.is_file():
        raise TableError(f"There is no file {name}.", cure="Check the name.")
    return io.BufferedReader(io.FileIO(place), 1 << 20), place.stat().st_size


def coordinate_columns(names: list[str], lon: str | None, lat: str | None) -> tuple[str, str]:
    """Find the columns of degrees among the names.

    Raises
    ------
    TableError
        None, or more than one that could be meant.

    Examples
    --------
    >>> coordinate_columns(["id", "Latitude", "Longitude"], None, None)
    ('Longitude', 'Latitude')
    """
    found = []
    for given, usual, what in ((lon, LON, "longitude"), (lat, LAT, "latitude")):
        if given is not None:
            if given not in names:
                raise TableError(f"There is no column {given!r}.", cure=f"There are: {', '.join(names)}.")
            found.append(given)
            continue
        fits = [name for name in names if name.strip().lower() in usual]
        if len(fits) != 1:
            option = what[:3]
            if fits:
                raise TableError(f"{', '.join(fits)} could each be the {what}.", cure=f"Choose with --{option} NAME.")
            raise TableError(
                f"No column is the {what}; there are: {', '.join(names)}.", cure=f"Name it with --{option} NAME."
            )
        found.append(fits[0])
    return found[0], found[1]


def _delimited(
    name: str, stream: io.BufferedReader, size: int | None, form: str, lon: str | None, lat: str | None
) -> Table:
    delimiter = "\t" if form == "tsv" else ","
    counter = _Counting(stream)
    text = io.TextIOWrapper(io.BufferedReader(counter, 1 << 20), encoding="utf-8-sig", newline="")
    csv.field_size_limit(LINE_BYTES)
    rows = csv.reader(text, delimiter=delimiter, strict=True)

    def failed(error: Exception) -> TableError:
        if isinstance(error, UnicodeDecodeError):
            return TableError(f"{name}:{rows.line_num + 1}: not UTF-8 text.", cure="Save it as UTF-8.")
        return TableError(f"{name}:{rows.line_num}: {error}.", cure="Close the quote, or quote the field.")

    try:
        header = next(rows, None)
    except (csv.Error, UnicodeDecodeError) as error:
        raise failed(error) from error
    if not header:
        raise TableError(f"{name} is empty.", cure="The first line names the columns.")
    twice = sorted({column for column in header if header.count(column) > 1})
    if twice:
        raise TableError(f"{name}:1: the column {twice[0]!r} is there twice.", cure="Give each its own name.")
    if form == "csv" and len(header) == 1 and (";" in header[0] or "\t" in header[0]):
        mark = "semicolons" if ";" in header[0] else "tabs"
        raise TableError(f"{name}:1: the columns are separated by {mark}.", cure="Use commas, or .tsv for tabs.")
    x, y = coordinate_columns(header, lon, lat)
    schema = pa.schema([pa.field(column, pa.string()) for column in header])

    def batches() -> Iterator[tuple[pa.RecordBatch, float]]:
        width = len(header)
        while True:
            taken: list[list[str]] = []
            began = counter.count
            try:
                for row in rows:
                    if len(row) != width:
                        if not row:
                            continue
                        raise TableError(
                            f"{name}:{rows.line_num}: {len(row)} fields where the first line has {width}.",
                            cure="Quote fields that hold the separator.",
                        )
                    taken.append(row)
                    if len(taken) >= ROWS // 16 or counter.count - began > TEXT_BYTES:
                        break
            except (csv.Error, UnicodeDecodeError) as error:
                raise failed(error) from error
            if not taken:
                return
            columns = [pa.array(column, pa.string()) for column in zip(*taken, strict=True)]
            yield pa.RecordBatch.from_arrays(columns, schema=schema), counter.count / size if size else 0.0

    return Table(form, schema, batches(), None, x, y)


class _Counting(io.RawIOBase):
    """Counts the bytes that were read."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream, self.count = stream, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        found = self.stream.read(len(buffer))
        buffer[: len(found)] = found
        self.count += len(found)
        return len(found)


def _ndjson(name: str, stream: io.BufferedReader, size: int | None) -> Table:
    schema = pa.schema([pa.field("feature", pa.large_string()), pa.field("lon", pa.float64())])
    schema = schema.append(pa.field("lat", pa.float64()))

    def lines() -> Iterator[tuple[int, bytes]]:
        for number in itertools.count(1):
            line = stream.readline(LINE_BYTES + 1)
            if not line:
                return
            if len(line) > LINE_BYTES:
                raise TableError(f"{name}:{number}: a line of more than {LINE_BYTES >> 20} MB.", cure="Split it.")
            line = line.strip(b" \t\r\n\x1e")
            if line:
                yield number, line

    def batches() -> Iterator[tuple[pa.RecordBatch, float]]:
        texts: list[str] = []
        xy: list[tuple[float, float]] = []
        taken = read = 0
        for number, line in lines():
            text, point = _feature(f"{name}:{number}", line)
            texts.append(text)
            xy.append(point)
            taken, read = taken + len(line), read + len(line) + 1
            if len(texts) >= ROWS // 16 or taken > TEXT_BYTES:
                yield _features(texts, xy, schema), read / size if size else 0.0
                texts, xy, taken = [], [], 0
        if texts:
            yield _features(texts, xy, schema), 1.0

    return Table("ndjson", schema, batches(), None, "lon", "lat")


def _features(texts: list[str], xy: list[tuple[float, float]], schema: pa.Schema) -> pa.RecordBatch:
    columns = np.array(xy, dtype=np.float64)
    arrays = [pa.array(texts, pa.large_string()), *(pa.array(columns[:, i].copy(), from_pandas=True) for i in (0, 1))]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _no_constant(text: str) -> Any:
    raise ValueError(f"{text} is no JSON number")


def _feature(where: str, line: bytes) -> tuple[str, tuple[float, float]]:
    """Text and position of one feature; NaN where it has none."""
    nowhere = (float("nan"), float("nan"))
    try:
        text = line.decode("utf-8-sig")
        feature = json.loads(text, parse_constant=_no_constant)
    except RecursionError:
        raise TableError(f"{where}: nested too deeply.", cure="A feature is a few levels deep.") from None
    except (ValueError, UnicodeDecodeError) as error:
        raise TableError(f"{where}: no JSON: {error}.", cure="Write one feature a line.") from error
    if not isinstance(feature, dict) or feature.get("type") != "Feature":
        kind = feature.get("type") if isinstance(feature, dict) else type(feature).__name__
        cure = "Write one Feature a line." if kind != "FeatureCollection" else "Write each of its features on a line."
        raise TableError(f"{where}: {kind!r} is no Feature.", cure=cure)
    if not isinstance(feature.get("properties"), dict | None):
        raise TableError(f"{where}: properties are no object.", cure='Write "properties": {}.')
    geometry = feature.get("geometry")
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return text, nowhere
    place = geometry.get("coordinates")
    if not isinstance(place, list) or len(place) < 2:
        return text, nowhere
    x, y = place[0], place[1]
    if any(isinstance(one, bool) or not isinstance(one, int | float) for one in (x, y)):
        return text, nowhere
    try:
        return text, (float(x), float(y))
    except OverflowError:
        return text, (float("inf"), float("inf"))


def _parquet(name: str, lon: str | None, lat: str | None) -> Table:
    import pyarrow.parquet as pq

    if name == "-":
        raise TableError("Parquet cannot be read from standard input.", cure="Name a file, or pipe CSV or GeoJSON.")
    if not Path(name).is_file():
        what = "is a folder" if Path(name).is_dir() else "is not there"
        raise TableError(f"{name} {what}.", cure="Name a file; a folder of parts is for --engine dask.")
    try:
        file = pq.ParquetFile(name, pre_buffer=False)
        schema = file.schema_arrow
    except (pa.ArrowException, OSError) as error:
        raise TableError(f"{name} is no Parquet: {error}.", cure="Write it anew.") from error
    geometry = geometry_column(name, schema)
    x, y = (None, None) if geometry and lon is None and lat is None else coordinate_columns(schema.names, lon, lat)
    rows = file.metadata.num_rows

    def batches() -> Iterator[tuple[pa.RecordBatch, float]]:
        done = 0
        try:
            for batch in file.iter_batches(batch_size=ROWS, use_threads=False):
                done += len(batch)
                yield batch.replace_schema_metadata(schema.metadata), done / max(rows, 1)
        except (pa.ArrowException, OSError) as error:
            raise TableError(f"{name} is damaged after row {done:,}: {error}.", cure="Write it anew.") from error
        finally:
            file.close()

    return Table("parquet", schema, batches(), rows, x, y, None if x else geometry)


def geometry_column(name: str, schema: pa.Schema) -> str | None:
    """Name the column of WKB points of a GeoParquet file; None for plain Parquet.

    Raises
    ------
    TableError
        Another encoding, or positions in another system than WGS84 degrees.
    """
    raw = (schema.metadata or {}).get(b"geo")
    if raw is None:
        return None
    try:
        geo = json.loads(raw)
        primary = geo["primary_column"]
        column = geo["columns"][primary]
        encoding, crs = column.get("encoding", "WKB"), column.get("crs")
        identity = (crs or {}).get("id") or {}
        where = f"{identity.get('authority', '')}:{identity.get('code', '')}"
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise TableError(f"{name}: its geo metadata cannot be read: {error!r}.", cure="Write it anew.") from error
    if encoding != "WKB":
        raise TableError(f"{name}: geometries are encoded as {encoding}.", cure="Write them as WKB.")
    if crs is not None and where not in ("OGC:CRS84", "EPSG:4326"):
        title = crs.get("name", where) if isinstance(crs, dict) else where
        raise TableError(f"{name}: positions are in {title}.", cure="Convert them to WGS84 degrees (EPSG:4326).")
    if primary not in schema.names:
        raise TableError(f"{name}: its geo metadata name a column {primary!r}.", cure="There is none: write it anew.")
    return str(primary)
