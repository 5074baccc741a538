"""Files that are read whole, as columns and geometries: which reader has which format."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from geoevents.errors import TableError
from geoevents.read.gathered import Gathered, Row, gathered


def rows_of(
    name: str,
    form: str,
    stream: io.BufferedReader | None,
    layer: str | None,
    notes: list[str],
    as_written: bool = False,
    head: int | None = None,
) -> Gathered:
    """Read a file whole.

    Parameters
    ----------
    name
        The file, or "-".
    form
        "geojson", "ndjson", "records", "kml", "gpx", which are read from `stream`, or "kmz", "xlsx", "geopackage",
        "flatgeobuf".
    stream
        What was opened.
    layer
        Of a GeoPackage, or the sheet of a workbook, where there are several.
    notes
        Gets a line for whatever is there and was not read.
    as_written
        Whether all values become text as they were written.
    head
        Of a workbook: the row that names the columns.

    Raises
    ------
    TableError
        What cannot be read, with the line, the row or the feature.
    """
    place = Path(name)
    if stream is None and not place.is_file():
        what = "is a folder" if place.is_dir() else "is not there"
        raise TableError(f"{name} {what}.", cure="Check the name.")
    if stream is None and form == "flatgeobuf":
        from geoevents.read.layers import flatgeobuf

        return flatgeobuf(name, place)
    try:
        return gathered(name, _reader(name, place, form, stream, layer, notes, head), as_written)
    finally:
        if stream is not None:
            stream.close()


def _reader(
    name: str,
    place: Path,
    form: str,
    stream: io.BufferedReader | None,
    layer: str | None,
    notes: list[str],
    head: int | None,
) -> Iterator[Row]:
    if stream is not None:
        if form in ("geojson", "ndjson"):
            from geoevents.read.jsonrows import feature_rows

            return feature_rows(name, stream, form == "geojson")
        if form == "records":
            from geoevents.read.jsonrows import record_rows

            return record_rows(name, stream)
        if form == "kml":
            from geoevents.read.placemarks import kml_rows

            return kml_rows(name, stream, notes)
        if form == "gpx":
            from geoevents.read.waypoints import gpx_rows

            return gpx_rows(name, stream, notes)
    elif form == "kmz":
        from geoevents.read.placemarks import kmz_rows

        return kmz_rows(name, place, notes)
    elif form == "xlsx":
        from geoevents.read.workbook import workbook_rows

        return workbook_rows(name, place, layer, notes, head)
    elif form == "geopackage":
        from geoevents.read.layers import geopackage_rows

        return geopackage_rows(name, place, layer)
    raise TableError(f"{name}: {form} is not read from there.", cure="Name a file.")
