"""Rows to a file of whatever format its name asks for: whole or not at all."""

from __future__ import annotations

import contextlib
import datetime
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from geoevents.errors import OutputError
from geoevents.read.placed import Placed
from geoevents.write.atomic import replacing
from geoevents.write.formulas import ESCAPE

FORMATS = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".geojson": "geojson",
    ".json": "geojson",
    ".ndjson": "ndjson",
    ".geojsonl": "ndjson",
    ".geojsons": "ndjson",
    ".jsonl": "ndjson",
    ".parquet": "parquet",
    ".geoparquet": "parquet",
    ".pq": "parquet",
    ".fgb": "flatgeobuf",
    ".gpkg": "geopackage",
    ".kml": "kml",
    ".kmz": "kmz",
    ".gpx": "gpx",
    ".xlsx": "xlsx",
    ".md": "markdown",
    ".dwc.csv": "darwin-core",
    ".stix.json": "stix",
}
"""Formats by the endings of names; the longest that fits counts."""
_OTHERS = (".shp", ".gml", ".tab", ".mif", ".gdb", ".dxf", ".sqlite", ".topojson")
_TO_FILE = {"parquet", "flatgeobuf", "geopackage", "kmz", "xlsx"}


@dataclass(frozen=True, slots=True)
class Written:
    """What became of rows: how many a format could not hold, and letters that XML could not."""

    rows: int
    left_out: int = 0
    replaced: int = 0


def target_format(path: str | os.PathLike[str], wanted: str | None = None) -> str:
    """Tell the format to write by the name of the file, or by what is wanted.

    Raises
    ------
    OutputError
        A name that does not say it; a format of bytes for standard output.

    Examples
    --------
    >>> target_format("a.csv"), target_format("a.dwc.csv"), target_format("-", "ndjson")
    ('csv', 'darwin-core', 'ndjson')
    """
    name = os.fspath(path)
    form = wanted or next((FORMATS[end] for end in sorted(FORMATS, key=len)[::-1] if name.lower().endswith(end)), None)
    if form is None and name != "-":
        if name.lower().endswith(_OTHERS):
            cure = "Write GeoPackage (.gpkg), which the same programs open, or -o - into: ogr2ogr FILE /vsistdin/"
            raise OutputError(f"{name!r} is of a format that is not written.", cure=cure)
        raise OutputError(
            f"{name!r} does not say what to write.", cure=f"End it in one of {', '.join(FORMATS)}, or say --to FORMAT."
        )
    form = form or "ndjson"
    if name == "-" and form in _TO_FILE:
        raise OutputError(f"{form} is not written to standard output.", cure="Name a file, or write newline GeoJSON.")
    return form


def write_rows(
    rows: Placed, path: str | os.PathLike[str], form: str | None = None, *, formulas: str = ESCAPE, title: str = ""
) -> Written:
    """Write rows; what stood there before is replaced when all is written.

    Parameters
    ----------
    rows
        What `read_placed` reads.
    path
        A file, or "-".
    form
        A value of `FORMATS`, where the name does not say it.
    formulas
        "escape" puts an apostrophe before text in CSV that a spreadsheet would take for a formula; "keep" does not.
    title
        Of a KML document or a layer; by default the name of the file.

    Returns
    -------
    Written

    Raises
    ------
    TableError
        What the format cannot hold.
    OutputError
        A place that cannot be written to.
    """
    form = target_format(path, form)
    title = title or Path(os.fspath(path)).name.partition(".")[0].strip("-") or "rows"
    done = Written(len(rows))
    with _opened(path, form) as place:
        if isinstance(place, Path):
            if form == "xlsx":
                from geoevents.write.flat import write_workbook

                return Written(len(rows), replaced=write_workbook(rows, place))
            if form in ("flatgeobuf", "geopackage"):
                from geoevents.write.layers import FLATGEOBUF, GEOPACKAGE, write_layer

                write_layer(rows, place, FLATGEOBUF if form == "flatgeobuf" else GEOPACKAGE, title)
                return done
            with place.open("wb") as stream:
                done = _streamed(rows, stream, form, formulas, title)
                stream.flush()
                os.fsync(stream.fileno())
            return done
        return _streamed(rows, place, form, formulas, title)


def write_parts(parts: Iterable[Placed], path: str | os.PathLike[str], form: str, *, formulas: str = ESCAPE) -> None:
    """Write parts of rows as they come: CSV, TSV, newline GeoJSON or Parquet. Errors are those of `write_rows`."""
    with replacing(path) as part, part.open("wb") as stream:
        if form in ("csv", "tsv"):
            from geoevents.write.flat import write_delimited

            write_delimited(parts, stream, form, formulas)
        else:
            from geoevents.write import featured

            (featured.write_parquet if form == "parquet" else featured.write_lines)(parts, stream)
        stream.flush()
        os.fsync(stream.fileno())


@contextlib.contextmanager
def _opened(path: str | os.PathLike[str], form: str) -> Iterator[Path | BinaryIO]:
    if os.fspath(path) != "-":
        with replacing(path) as part:
            yield part
        return
    # All of it is made before anything is written: an error leaves half a document nowhere.
    whole = io.BytesIO()
    yield whole
    sys.stdout.flush()
    sys.stdout.buffer.write(whole.getbuffer())
    sys.stdout.buffer.flush()


def _streamed(rows: Placed, stream: BinaryIO, form: str, formulas: str, title: str) -> Written:
    count = len(rows)
    if form in ("csv", "tsv", "markdown"):
        from geoevents.write import flat

        if form == "markdown":
            flat.write_markdown(rows, stream)
        else:
            flat.write_delimited([rows], stream, form, formulas)
        return Written(count)
    if form in ("geojson", "ndjson", "parquet"):
        from geoevents.write import featured

        if form == "geojson":
            featured.write_geojson(rows, stream)
        else:
            (featured.write_parquet if form == "parquet" else featured.write_lines)([rows], stream)
        return Written(count)
    if form in ("kml", "kmz"):
        from geoevents.write import marks

        kml: Callable[[Placed, BinaryIO, str], int] = marks.write_kml if form == "kml" else marks.write_kmz
        return Written(count, replaced=kml(rows, stream, title))
    if form == "gpx":
        from geoevents.write.marks import write_gpx

        left_out, replaced = write_gpx(rows, stream)
        return Written(count - left_out, left_out, replaced)
    from geoevents.write import standards

    if form == "darwin-core":
        standards.write_darwin_core(rows, stream, formulas)
        return Written(count)
    if form == "stix":
        left_out = standards.write_stix(rows, stream, datetime.datetime.now(datetime.UTC))
        return Written(count - left_out, left_out)
    known = ", ".join(dict.fromkeys(FORMATS.values()))
    raise OutputError(f"{form!r} is no format that is written.", cure=f"There are: {known}.")
