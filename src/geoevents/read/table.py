"""Tables as a stream of record batches at constant memory: CSV and TSV, newline GeoJSON, GeoParquet.

Formats are told by the file's ending and checked by its first bytes; no driver looks at it. Text stays text: `NA`,
`NO`, leading zeros and large integers come through as they are.
"""

from __future__ import annotations

import codecs
import io
import os
import sys
from pathlib import Path

from geoevents.errors import TableError
from geoevents.read.delimited import read_delimited
from geoevents.read.features import read_features
from geoevents.read.parquet import read_parquet
from geoevents.read.stream import Table

FORMATS = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".ndjson": "ndjson",
    ".geojsonl": "ndjson",
    ".jsonl": "ndjson",
} | dict.fromkeys((".parquet", ".geoparquet", ".pq"), "parquet")
_MAGIC = {b"PK\x03\x04": "a zip file", b"PAR1": "Parquet", b"SQLite format": "SQLite", b"\x1f\x8b": "gzip", b"<": "XML"}
_LOOKED_AT = 1 << 16


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
    ending = Path(name).suffix.lower()
    found = FORMATS.get(ending)
    if found is None:
        cure = f"Name it with one of {', '.join(FORMATS)}."
        if ending in (".geojson", ".json"):
            cure = "Write one feature a line and name it .ndjson."
        raise TableError(f"{name}: its ending does not say what it is.", cure=cure)
    return found


def read_table(
    path: str | os.PathLike[str],
    wanted: str | None = None,
    lon: str | None = None,
    lat: str | None = None,
    *,
    avoid: tuple[str, ...] = (),
    columns: bool = False,
) -> Table:
    r"""Open a table for reading in batches.

    Parameters
    ----------
    path
        A file, or "-" for standard input.
    wanted
        Format, where the ending does not say it; standard input is looked at otherwise.
    lon, lat
        Columns of degrees; by default the usual names are looked for.
    avoid
        Names of properties that no feature of newline GeoJSON may have yet.
    columns
        Whether properties of newline GeoJSON become columns; else its features stay text, cut in two where
        properties are added.

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
    if name != "-" and format_of(path, wanted) == "parquet":
        return read_parquet(name, lon, lat)
    stream, size = _opened(name)
    first = stream.peek(_LOOKED_AT)
    form = wanted or (_looked(first) if name == "-" else format_of(path))
    for magic, what in _MAGIC.items():
        if first.lstrip().startswith(magic):
            raise TableError(f"{name} is {what}, not {form}.", cure="Give it its own ending, or convert it first.")
    for bom in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        if first.startswith(bom):
            raise TableError(f"{name} is UTF-16 text.", cure="Save it as UTF-8.")
    if b"\0" in first:
        raise TableError(f"{name} is not text: it holds NUL bytes.", cure="Save it as UTF-8 text.")
    if form != "ndjson":
        return read_delimited(name, stream, size, form, lon, lat)
    if lon is not None or lat is not None:
        raise TableError(f"{name} has geometries, not columns of degrees.", cure="Leave --lon and --lat out.")
    if not columns:
        return read_features(name, lambda: (stream, size), avoid, False)
    if name == "-":
        raise TableError(
            "Features from standard input cannot become columns: they are read twice for that.",
            cure="Save them to a file first, or write .ndjson.",
        )
    stream.close()
    return read_features(name, lambda: _opened(name), avoid, True)


def _looked(first: bytes) -> str:
    """Tell what standard input holds by how it begins."""
    begin = first.removeprefix(codecs.BOM_UTF8).lstrip(b" \t\r\n\x1e")
    if begin.startswith(b"{"):
        return "ndjson"
    line = begin.split(b"\n", 1)[0]
    return "tsv" if b"\t" in line and b"," not in line else "csv"


def _opened(name: str) -> tuple[io.BufferedReader, int | None]:
    if name == "-":
        return io.BufferedReader(io.FileIO(sys.stdin.fileno(), closefd=False), 1 << 20), None
    place = Path(name)
    if not place.is_file():
        raise TableError(f"There is no file {name}.", cure="Check the name.")
    return io.BufferedReader(io.FileIO(place), 1 << 20), place.stat().st_size
