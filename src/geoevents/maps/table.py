"""A table of geometries on the same page: rows as layers where they are few, as one layer where they are many."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import shapely

from geoevents import data
from geoevents.errors import GeoEventsError
from geoevents.maps.basemap import basemap, inset
from geoevents.maps.view import fitted, window_of
from geoevents.maps.words import position_text

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

ROWS = 2_000
SINGLE = 24


def scene_of_table(frame: GeoDataFrame) -> dict[str, Any]:
    """The scene of a GeoDataFrame; its columns are shown as text.

    Raises
    ------
    GeoEventsError
        When it has no CRS, no geometry, or more than `ROWS` rows.
    """
    if frame.crs is None:
        raise GeoEventsError("The table has no CRS.", cure='Set it: frame.set_crs("EPSG:4326").')
    if len(frame) > ROWS:
        raise GeoEventsError(f"The table has {len(frame):,} rows.", cure=f"Draw at most {ROWS:,}: filter or aggregate.")
    shown = frame.to_crs("EPSG:4326")
    shown = shown[~(shown.geometry.isna() | shown.geometry.is_empty)]
    if not len(shown):
        raise GeoEventsError("The table has no geometry to draw.", cure="Give at least one row with a geometry.")
    west, south, east, north = (float(side) for side in shown.total_bounds)
    view = fitted([(west, south), (east, north)], (), ())
    window = window_of(view)
    columns = [column for column in shown.columns if column != shown.geometry.name]
    cards, layers = [], []
    for number, (geometry, values) in enumerate(
        zip(shown.geometry, shown[columns].astype(str).to_dict("records"), strict=True), start=1
    ):
        points = [geometry] if geometry.geom_type == "Point" else []
        style = (number - 1) % 6 if len(shown) <= SINGLE else 1
        rows = [f"{column}: {value}" for column, value in values.items()]
        layers.append(
            {
                "id": f"row/{number}",
                "event": "row",
                "kind": "account",
                "style": style,
                "label": rows[0] if rows else f"row {number}",
                "on": True,
                "geometry": None if points else json.loads(shapely.to_geojson(geometry)),
                "continues": "",
                "fixes": [{"lon": p.x, "lat": p.y, "radius_m": 0.0, "bounded": True} for p in points],
                "distances": [],
            }
        )
        claim = {"says": rows, "read": [], "left_over": [], "when": "", "words": "row", "why": "", "of": ""}
        account = {
            "name": f"Row {number}",
            "layer": f"row/{number}",
            "style": style,
            "claims": [{**claim, "retracted": "", "denies": False, "position": True}],
            "status": "",
            "stated": [],
            "ledger": [],
            "figures": [
                {
                    "position": position_text(p.x, p.y),
                    "copy": f"{p.y:.6f}, {p.x:.6f}",
                    "extent": "as given",
                    "distances": "",
                }
                for p in points
            ],
        }
        cards.append({"id": f"row-{number}", "title": f"Row {number}", "kind": "row", "accounts": [account]})
    empty: list[Any] = []
    return {
        "title": f"{len(shown):,} rows",
        "question": "",
        "headline": f"{len(shown):,} rows",
        "verdict": "",
        "scenario": empty,
        "view": list(view),
        "window": list(window),
        "basemap": basemap(window),
        "inset": inset(view),
        "borders": empty,
        "layers": layers,
        "stated": empty,
        "note": "",
        "events": [{**card, "together": ""} for card in cards],
        "places": empty,
        "conflicts": empty,
        "questions": empty,
        "sources": empty,
        "warnings": empty,
        "attribution": list(
            dict.fromkeys(file.attribution for file in data.manifest() if file.name.startswith("basemap/"))
        ),
        "caveat": "A position here is as exact as the table makes it; the basemap is for orientation only.",
        "file": "",
        "sha256": "",
    }
