"""A table on the page: every row by itself while they can be read, in groups or cells where they are too many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from geoevents import data
from geoevents.atlas import store
from geoevents.maps.basemap import Bounds, basemap, inset
from geoevents.maps.points import points_of
from geoevents.maps.rows import Rows, len_text, rows_of_frame
from geoevents.maps.view import fitted, window_of
from geoevents.read.stream import is_text
from geoevents.write.geojson import attribution

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

_MOST_CREDITS = 20
_COARSE_DEG = 30.0
"""A wider window has the outlines of the inset under it: finer ones would be larger than the table."""


def scene_of_table(table: GeoDataFrame | Rows, by: str | None = None) -> dict[str, Any]:
    """The scene of a table; its columns are shown as text, as they stand.

    Parameters
    ----------
    table
        A GeoDataFrame, or what `rows_of_file` reads.
    by
        The column whose values are told apart by symbols.

    Raises
    ------
    GeoEventsError
        When it has no CRS, no geometry to draw, or no column `by`.

    Examples
    --------
    >>> import geopandas
    >>> points = geopandas.points_from_xy([3, None], [20, None])
    >>> scene = scene_of_table(geopandas.GeoDataFrame({"id": ["007", "8"]}, geometry=points, crs="EPSG:4326"))
    >>> scene["headline"]
    '1 row, drawn by a mark; 1 more has no position'
    >>> scene["note"]
    '1 row of 2 has no position and is not drawn: no geometry (row 2)'
    """
    rows = table if isinstance(table, Rows) else rows_of_frame(table)
    points = points_of(rows, by)
    view = fitted(_corners(rows), (), ())
    window = window_of(view)
    empty: list[Any] = []
    return {
        "title": f"{rows.name}: {len_text(rows.total)}" if rows.name else len_text(rows.total),
        "question": "",
        "headline": _headline(points),
        "verdict": "",
        "scenario": empty,
        "view": list(view),
        "window": list(window),
        "basemap": _ground(window, view),
        "inset": inset(view),
        "borders": empty,
        "layers": empty,
        "stated": empty,
        "note": unplaced_text(points),
        "events": empty,
        "places": empty,
        "conflicts": empty,
        "questions": empty,
        "sources": empty,
        "warnings": list(rows.notes),
        "attribution": credits_of(rows),
        "caveat": "A position here is as exact as the table makes it; the basemap is for orientation only.",
        "file": "",
        "sha256": "",
        "points": points,
    }


def credits_of(rows: Rows) -> list[str]:
    """What must be printed beside a table: the basemap's, and that of what is drawn or was measured on.

    A frame of ours carries it, and so do columns: `border_dataset` of tables that were measured, `attribution` of
    answers. Other people's columns may be called so, too: who is held responsible is no credit.

    Examples
    --------
    >>> import geopandas
    >>> points = geopandas.points_from_xy([3], [20], crs="EPSG:4326")
    >>> credits_of(rows_of_frame(geopandas.GeoDataFrame({"border_dataset": ["osm-2026c"]}, geometry=points)))[0]
    '© OpenStreetMap contributors'
    """
    told = list(rows.credits)
    for title, column in rows.columns:
        kind = column.type
        if title in {"attribution", "border_dataset"} and is_text(
            kind.value_type if pa.types.is_dictionary(kind) else kind
        ):
            texts = [one for one in column.unique().slice(0, _MOST_CREDITS).to_pylist() if isinstance(one, str)]
            known = {"border_dataset": attribution([one for one in texts if one in store.names()], ())}
            told += known.get(title, [one for one in texts if "©" in one or one.startswith(("Borders: ", "Places: "))])
    ground = (file.attribution for file in data.manifest() if file.name.startswith("basemap/"))
    return list(dict.fromkeys([*told, *ground]))


def unplaced_text(points: dict[str, Any]) -> str:
    """Which rows are not drawn, and why; empty where all are."""
    if not points["unplaced"]:
        return ""
    count = sum(one["count"] for one in points["unplaced"])
    told = []
    for one in points["unplaced"]:
        first = ", ".join(f"{number:,}" for number in one["first"])
        more = ", …" if one["count"] > len(one["first"]) else ""
        figure = f"{one['count']:,} " if len(points["unplaced"]) > 1 else ""
        told.append(f"{figure}{one['reason']} (row{'s' if one['count'] > 1 else ''} {first}{more})")
    verbs = "has no position and is" if count == 1 else "have no position and are"
    return f"{len_text(count)} of {points['total']:,} {verbs} not drawn: {'; '.join(told)}"


def _headline(points: dict[str, Any]) -> str:
    count, left = len_text(points["drawn"]), points["total"] - points["drawn"]
    rest = f"; {left:,} more {'has' if left == 1 else 'have'} no position" if left else ""
    if points["strategy"] == "clusters":
        return f"{count}, drawn in groups that open as you zoom in{rest}"
    if points["strategy"] == "cells":
        finest = points["cells"][0]["size_km"]
        return f"{count}, counted in cells of {finest:,} km or more; no row is shown by itself{rest}"
    return f"{count}, {'each ' if points['drawn'] > 1 else ''}drawn by a mark{rest}"


def _corners(rows: Rows) -> list[tuple[float, float]]:
    lon, lat = [rows.lon], [rows.lat]
    for shape in rows.outlines.values():
        for path in shape.paths:
            lon.append(path[:, 0])
            lat.append(path[:, 1])
    x, y = np.concatenate(lon), np.concatenate(lat)
    return [(float(x.min()), float(y.min())), (float(x.max()), float(y.max()))]


def _ground(window: Bounds, view: Bounds) -> dict[str, Any]:
    if window[2] - window[0] <= _COARSE_DEG:
        return basemap(window)
    none: list[Any] = []
    return {"land": inset(view)["land"], "lakes": none, "rivers": none, "countries": none, "towns": none}
