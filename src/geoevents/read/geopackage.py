"""GeoPackage by SQLite alone: read only, plain tables, nothing that a file can make SQLite run."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from geoevents.read.boundaries import Raw, refused

SECONDS = 60.0
"""How long reading may take."""
VALUE_BYTES = 128 << 20
"""Of one value: as much as the largest outline that is read."""
_STEPS = 100_000
_ENVELOPES = (0, 32, 48, 48, 64)
_KEYS = ("fid", "ogc_fid", "row_id", "fid_1")
_SYSTEMS = {("EPSG", 4326), ("OGC", 84)}


def features(place: Path, layer: str | None = None) -> Iterator[Raw]:
    """Read the features of one layer, without the key that numbers its rows.

    Raises
    ------
    BoundaryError
        What is no GeoPackage of WGS84 degrees; several layers, and none chosen.
    """
    name = place.name
    if any(_has_content(place.with_name(name + end)) for end in ("-wal", "-journal")):
        raise refused(name, "another program has changes to it open", "Close it there first.")
    began = time.monotonic()
    try:
        with contextlib.closing(
            sqlite3.connect(f"file:{quote(str(place.absolute()))}?mode=ro&immutable=1", uri=True)
        ) as opened:
            opened.execute("PRAGMA trusted_schema=OFF")
            opened.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, VALUE_BYTES)
            opened.set_progress_handler(lambda: time.monotonic() - began > SECONDS, _STEPS)
            # No functions, no recursion, no attached files: what a view or a trigger of the file could want.
            opened.set_authorizer(_allowed)
            opened.text_factory = lambda text: text.decode("utf-8", "replace")
            table = _layer(opened, name, layer)
            column = _geometry_column(opened, name, table)
            # Without generated columns, which would be worked out while they are read.
            described = [one for one in _described(opened, table) if not _is_key(one)]
            columns = [str(one[1]) for one in described]
            truths = [str(one[1]) for one in described if str(one[2]).upper() == "BOOLEAN"]
            if column not in columns:
                raise refused(name, f"its layer {table!r} has no column {column!r}", "Write it anew.")
            wanted = ", ".join(map(_quoted, columns))
            cursor = opened.execute(f"SELECT {wanted} FROM {_quoted(table)}")  # noqa: S608 - quoted, and a plain table
            for number, row in enumerate(cursor, start=1):
                properties = dict(zip(columns, row, strict=True))
                properties |= {title: bool(properties[title]) for title in truths if properties[title] in (0, 1)}
                yield properties, _wkb(properties.pop(column), name, number)
    except (sqlite3.Error, UnicodeDecodeError) as error:
        late = time.monotonic() - began > SECONDS
        what = f"it takes more than {SECONDS:.0f} seconds to read" if late else f"it cannot be read: {error}"
        raise refused(name, what, "Write it anew, or convert it to GeoJSON.") from error


def _allowed(action: int, what: str | None, *_: object) -> int:
    fine = action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)
    fine |= action == sqlite3.SQLITE_PRAGMA and what == "table_info"
    return sqlite3.SQLITE_OK if fine else sqlite3.SQLITE_DENY


def _described(opened: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    return opened.execute(f"PRAGMA table_info({_quoted(table)})").fetchall()


def _is_key(described: tuple[object, ...]) -> bool:
    """Tell whether a column only numbers the rows, as GDAL calls it: one of a person's own may be called so, too."""
    return str(described[1]).lower() in _KEYS and str(described[2]).upper() == "INTEGER" and described[5] == 1


def _layer(opened: sqlite3.Connection, name: str, layer: str | None) -> str:
    for table in ("gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys"):
        _require_table(opened, name, table)
    rows = opened.execute("SELECT table_name, data_type FROM gpkg_contents").fetchmany(1_000)
    layers = [table for table, kind in rows if kind == "features" and isinstance(table, str)]
    bare = [table for table, kind in rows if kind == "attributes" and isinstance(table, str)]
    if layer in bare or (bare and not layers):
        raise refused(name, f"{layer or bare[0]!r} is a table without geometries", "Save it as CSV or XLSX.")
    if not layers:
        raise refused(name, "it has no layers", "Save a layer in it, or name another file.")
    if layer is not None and layer not in layers:
        raise refused(name, f"it has no layer {layer!r}", f"There are: {', '.join(layers)}.")
    if layer is None and len(layers) != 1:
        raise refused(name, f"it has {len(layers)} layers: {', '.join(layers)}", "Choose one with --layer.")
    found = layer or layers[0]
    _require_table(opened, name, found)
    return found


def _require_table(opened: sqlite3.Connection, name: str, table: str) -> None:
    found = opened.execute("SELECT type, sql FROM sqlite_master WHERE name = ?", (table,)).fetchone()
    if found is None or found[0] != "table" or str(found[1]).upper().split()[:2] != ["CREATE", "TABLE"]:
        raise refused(name, f"{table!r} is no plain table in it", "Write it anew, or convert it to GeoJSON.")


def _geometry_column(opened: sqlite3.Connection, name: str, table: str) -> str:
    row = opened.execute(
        "SELECT column_name, srs_id FROM gpkg_geometry_columns WHERE table_name = ?", (table,)
    ).fetchone()
    if row is None or not isinstance(row[0], str):
        raise refused(name, f"its layer {table!r} has no geometry", "Name another with --layer.")
    system = opened.execute(
        "SELECT organization, organization_coordsys_id, srs_name FROM gpkg_spatial_ref_sys WHERE srs_id = ?", (row[1],)
    ).fetchone()
    if system is None or (str(system[0]).upper(), system[1]) not in _SYSTEMS:
        title = system[2] if system else f"system {row[1]}"
        raise refused(name, f"its positions are in {title}", "Convert them to WGS84 degrees (EPSG:4326).")
    return str(row[0])


def _wkb(blob: Any, name: str, number: int) -> bytes | None:
    """Take the WKB out of a GeoPackage geometry: it stands behind a header and an envelope."""
    if blob is None:
        return None
    if not isinstance(blob, bytes) or blob[:2] != b"GP" or len(blob) < 8 or (blob[3] >> 1) & 7 > 4:
        raise refused(name, f"feature {number}: its geometry is none of a GeoPackage", "Write it anew.")
    if blob[3] & 0x20:
        raise refused(
            name, f"feature {number}: its geometry is of an extended type", "Convert it to polygons or lines."
        )
    return blob[8 + _ENVELOPES[(blob[3] >> 1) & 7] :]


def _quoted(table: str) -> str:
    return '"' + table.replace('"', '""') + '"'


def _has_content(place: Path) -> bool:
    return place.is_file() and place.stat().st_size > 0
