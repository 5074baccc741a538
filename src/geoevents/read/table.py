"""Tables as a stream of record batches: CSV and TSV, newline GeoJSON and GeoParquet at constant memory, others whole.

Formats are told by the file's ending and checked by its first bytes; no driver looks at it. Text stays text: `NA`,
`NO`, leading zeros and large integers come through as they are. Tables of ACLED, UCDP GED and GDELT get their
precision in metres.
"""

from __future__ import annotations

import codecs
import io
import json
import os
import re
import sys
from dataclasses import replace
from pathlib import Path

from geoevents.data.plugins import Plugin
from geoevents.errors import TableError
from geoevents.read.columns import position_columns
from geoevents.read.delimited import read_delimited
from geoevents.read.features import GEO, read_features
from geoevents.read.layouts import coarse, with_precision
from geoevents.read.parquet import read_parquet
from geoevents.read.positions import broken
from geoevents.read.stream import ROWS, Batches, Table, batches_of
from geoevents.read.worded import worded
from geoevents.read.written import spotted

STREAMED = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".ndjson": "ndjson",
    ".geojsonl": "ndjson",
    ".geojsons": "ndjson",
    ".jsonl": "ndjson",
} | dict.fromkeys((".parquet", ".geoparquet", ".pq"), "parquet")
WHOLE = {
    ".geojson": "geojson",
    ".json": "geojson",
    ".fgb": "flatgeobuf",
    ".gpkg": "geopackage",
    ".kml": "kml",
    ".kmz": "kmz",
    ".gpx": "gpx",
    ".xlsx": "xlsx",
}
FORMATS = STREAMED | WHOLE
"""Formats by their endings: read batch by batch, or whole."""
FLAT = ("xlsx", "records")
"""Read whole, and of columns alone: a sheet, and a list of JSON objects."""
OURS = frozenset({*FORMATS, ".yaml", ".yml"})
"""Endings that no reader of another package takes: those above, and those of cases."""
_MAGIC = {b"PK\x03\x04": "a zip file", b"PAR1": "Parquet", b"SQLite format": "SQLite", b"\x1f\x8b": "gzip", b"<": "XML"}
_CURES = (
    dict.fromkeys((".zip", ".gz", ".bz2", ".xz", ".7z", ".rar", ".tar"), "Unpack it first.")
    | dict.fromkeys((".xls", ".xlsb", ".xlsm", ".ods", ".numbers"), "Save it as .xlsx or as CSV.")
    | dict.fromkeys(
        (".shp", ".dbf", ".shx", ".prj", ".gdb", ".tab", ".mif", ".gml", ".sqlite", ".topojson"),
        "Save it as GeoPackage: in QGIS, or with `ogr2ogr events.gpkg FILE`.",
    )
    | dict.fromkeys((".txt", ".dat", ".asc", ".tab"), "Is it CSV? Name it .csv; columns may be parted by tabs too.")
)
"""What to do with files that people have and that are not read."""
_RECORDS = re.compile(
    rb"\s*(\[\s*[{\]]|\{(?:[^{}\[\]]|\[\])*"
    rb'"(?:data|Result|results|records|rows|items|events)"\s*:\s*\[)'
)
"""How JSON begins that is a list of objects, by itself or as the answer of an interface."""
_LOOKED_AT = 1 << 16
_HEAD = 1 << 10
_BOM = codecs.BOM_UTF8
_FEW_ROWS = 1 << 13
"""Of Parquet at once, where all of it is read: a row may be large."""


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
        from geoevents.read.plugged import readers

        known = readers(OURS)
        more = [end.lower() for one in known if not one.error for end in one.value.endings]
        broken = [f" The reader {one.name} of {one.package} cannot be used: {one.error}." for one in known if one.error]
        if ending in _CURES:
            raise TableError(f"{name}: {ending} is not read.", cure=f"{_CURES[ending]}{''.join(broken)}")
        raise TableError(
            f"{name}: its ending does not say what it is.",
            cure=f"Name it with one of {', '.join([*FORMATS, *more])}.{''.join(broken)}",
        )
    return found


def plugin_for(path: str | os.PathLike[str]) -> Plugin | None:
    """The reader of another package for a file, by its ending; None for formats that are read here, and without one.

    Examples
    --------
    >>> plugin_for("events.csv") is None
    True
    """
    ending = Path(path).suffix.lower()
    if not ending or ending in OURS:
        return None
    from geoevents.read.plugged import reader_of

    return reader_of(ending, OURS)


def read_table(
    path: str | os.PathLike[str],
    wanted: str | None = None,
    lon: str | None = None,
    lat: str | None = None,
    *,
    avoid: tuple[str, ...] = (),
    columns: bool = False,
    encoding: str | None = None,
    layer: str | None = None,
    stream: io.BufferedReader | None = None,
    positioned: bool = True,
    as_written: bool = False,
    every_geometry: bool = False,
    covering: bool = False,
    locality: str | None = None,
    head: int | None = None,
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
    encoding
        Of CSV and TSV that is neither UTF-8 nor marked as UTF-16.
    layer
        Of a GeoPackage, or the sheet of a workbook, where there are several.
    stream
        Standard input, where somebody looked at it before.
    positioned
        Whether a table without positions is refused.
    as_written
        Whether values of GeoJSON become text as they were written.
    every_geometry
        Whether newline GeoJSON may have lines and areas where its properties become columns; it is read whole then.
    covering
        Whether GeoParquet keeps the boxes around its geometries, by which parts of the file are found.
    locality
        The column of phrases that say where rows are; where positions are wanted and there are none, one of a usual
        name is taken (`worded`).
    head
        The row of CSV, TSV or a workbook that names the columns, where titles or remarks stand above it.

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

    def done(table: Table) -> Table:
        return worded(spotted(_precise(table), locality), positioned, locality)

    must = positioned and locality is None
    plugin = plugin_for(name) if wanted is None else None
    if plugin is not None:
        from geoevents.read.plugged import read_plugged

        if layer is not None or encoding is not None or head is not None:
            raise TableError(f"{name} is read by {plugin.package}.", cure="Leave --layer, --encoding and --head out.")
        _no_columns(name, lon, lat)
        if not Path(name).is_file():
            raise TableError(f"There is no file {name}.", cure="Check the name.")
        return done(read_plugged(name, plugin))
    form = None if name == "-" and wanted is None else format_of(path, wanted)
    if layer is not None and form not in ("geopackage", "xlsx"):
        raise TableError(f"{name} has no layers.", cure="Leave --layer out.")
    if encoding is not None and form not in (None, "csv", "tsv"):
        raise TableError(f"{name} says its encoding itself.", cure="Leave --encoding out.")
    if head is not None and form not in (None, "csv", "tsv", "xlsx"):
        raise TableError(f"{name} names its columns itself.", cure="Leave --head out.")
    if form == "parquet":
        most = _FEW_ROWS if every_geometry else ROWS
        return done(read_parquet(name, lon, lat, must, covering, most, every_geometry))
    if form in ("kmz", "xlsx", "geopackage", "flatgeobuf"):
        return done(_whole(name, form, None, lon, lat, layer, must, as_written, head))
    stream, size = (stream, None) if stream is not None else opened(name)
    first = stream.peek(_LOOKED_AT)
    form = form or looked(first)
    if form == "geojson":
        form = "ndjson" if _one_a_line(first) else "records" if _are_records(first) else form
    _require_text(name, form, first, encoding)
    if form == "records" or form in WHOLE.values():
        return done(_whole(name, form, stream, lon, lat, layer, must, as_written))
    if form != "ndjson":
        return done(read_delimited(name, stream, size, form, lon, lat, encoding, must, head))
    _no_columns(name, lon, lat)
    if not columns:
        return read_features(name, lambda: (stream, size), avoid, False)
    if name == "-" or every_geometry:
        # Features of a pipe cannot be read twice, for their columns first.
        return done(_whole(name, form, stream, lon, lat, layer, must, as_written))
    stream.close()
    return done(read_features(name, lambda: opened(name), avoid, True))


def _require_text(name: str, form: str, first: bytes, encoding: str | None) -> None:
    """Hold a file to its format by how it begins."""
    marked = first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for magic, what in _MAGIC.items():
        if first.lstrip().startswith(magic) and not (what == "XML" and form in ("kml", "gpx")):
            raise TableError(f"{name} is {what}, not {form}.", cure="Give it its own ending, or convert it first.")
    if form in ("kml", "gpx") or (form in ("csv", "tsv") and (marked or encoding)):
        return
    if marked:
        raise TableError(f"{name} is UTF-16 text.", cure="Save it as UTF-8.")
    if b"\0" in first:
        cure = "Save it as UTF-8 text." if form != "csv" else "Is it UTF-16? Say so with --encoding utf-16-le."
        raise TableError(f"{name} is not text: it holds NUL bytes.", cure=cure)


def _no_columns(name: str, lon: str | None, lat: str | None) -> None:
    if lon is not None or lat is not None:
        raise TableError(f"{name} has geometries, not columns of degrees.", cure="Leave --lon and --lat out.")


def _whole(
    name: str,
    form: str,
    stream: io.BufferedReader | None,
    lon: str | None,
    lat: str | None,
    layer: str | None,
    positioned: bool,
    as_written: bool,
    head: int | None = None,
) -> Table:
    """Read a table whole, and give it as others are given that are read in batches."""
    from geoevents.read.rows import rows_of

    notes: list[str] = []
    found = rows_of(name, form, stream, layer, notes, as_written, head)
    table = found.columns
    x = y = title = wkt = None
    if form in FLAT:
        x, y, wkt = position_columns(table.column_names, lon, lat, positioned)
    else:
        _no_columns(name, lon, lat)
        title = "geometry"
        if title in table.column_names:
            raise TableError(f"{name}: there is a property 'geometry'.", cure="Rename it.")
        table = table.append_column(title, broken(found.geometry, found.unusable))
        table = table.replace_schema_metadata({"geo": json.dumps(GEO)})

    return Table(
        form, table.schema, batches_of(table), len(table), x, y, title, wkt=wkt, notes=notes, unusable=found.unusable
    )


def _precise(table: Table) -> Table:
    """The same table with the precision of a layout that is known by its columns."""
    more = with_precision(table.schema)
    if more is None:
        return table
    schema, added = more
    vague = coarse(table.schema)

    def batches() -> Batches:
        count = 0
        for batch, share in table.batches:
            count += vague[1](batch) if vague else 0
            yield added(batch), share
        if vague and count:
            table.notes.append(f"{count:,} {'row is' if count == 1 else 'rows are'} {vague[0]}")

    return replace(table, schema=schema, batches=batches())


def looked(first: bytes) -> str:
    """Tell what standard input holds by how it begins."""
    begin = first.removeprefix(_BOM).lstrip(b" \t\r\n\x1e")
    if _are_records(first):
        return "geojson"
    if begin.startswith(b"{"):
        line = begin.split(b"\n", 1)[0]
        # One object over several lines, or one that holds others, is a document.
        head = begin[:_HEAD]
        # Its type may stand behind its features, as fio writes it.
        collection = b'"FeatureCollection"' in head or -1 < head.find(b'"features"') < head.find(b'"Feature"')
        return "geojson" if line.rstrip(b"\r ") == b"{" or collection else "ndjson"
    if begin.startswith(b"<"):
        return "gpx" if b"<gpx" in first else "kml"
    line = begin.split(b"\n", 1)[0]
    return "tsv" if b"\t" in line and b"," not in line else "csv"


def _are_records(first: bytes) -> bool:
    """Whether a file begins as a list of objects that are no features."""
    begin = first.removeprefix(_BOM)[: 4 * _HEAD]
    return b'"Feature' not in begin and _RECORDS.match(begin) is not None


def _one_a_line(first: bytes) -> bool:
    """Whether a file begins with a whole feature on a line of its own, and another behind it."""
    line, _, rest = first.removeprefix(_BOM).lstrip().partition(b"\n")
    if not rest.lstrip(b" \t\r\n\x1e").startswith(b"{"):
        return False
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and found.get("type") == "Feature"


def opened(name: str) -> tuple[io.BufferedReader, int | None]:
    """Open a file, or standard input for "-", and give its size where it has one.

    Raises
    ------
    TableError
        What is no file.
    """
    if name == "-":
        return io.BufferedReader(io.FileIO(sys.stdin.fileno(), closefd=False), 1 << 20), None
    place = Path(name)
    if not place.is_file():
        raise TableError(f"There is no file {name}.", cure="Check the name.")
    return io.BufferedReader(io.FileIO(place), 1 << 20), place.stat().st_size
