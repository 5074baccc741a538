"""Geometries of rows as other formats write them: GeoJSON, WKT, WKB, columns of degrees."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from numpy.typing import NDArray
from shapely.geometry import mapping
from shapely.geometry.polygon import orient

from geoevents.errors import TableError

Shapes = NDArray[Any]
POINT, MULTIPOINT = 0, 4
_KINDS = {0: "Point", 1: "LineString", 3: "Polygon", 4: "MultiPoint", 5: "MultiLineString", 6: "MultiPolygon"}


def shapes_of(geometry: pa.Array | pa.ChunkedArray) -> Shapes:
    """Geometries of WKB that a reader has looked at; None where there is none, no heights where all are NaN.

    Raises
    ------
    TableError
        Measures (M), which libraries take for heights.

    Examples
    --------
    >>> shapes_of(pa.array([bytes.fromhex("010100000000000000000004400000000000003440"), None], pa.binary()))
    array([<POINT (2.5 20)>, None], dtype=object)
    """
    found: Shapes = shapely.from_wkb(np.array(geometry.to_pylist(), dtype=object))
    # GEOS reads none before 3.12.
    if shapely.geos_version >= (3, 12, 0) and shapely.has_m(found).any():
        row = int(np.argmax(shapely.has_m(found))) + 1
        raise TableError(f"The geometry of row {row:,} has measures (M).", cure="Leave them out: ogr2ogr -dim XYZ.")
    high = np.flatnonzero(shapely.has_z(found))
    if len(high):
        places, of = shapely.get_coordinates(found[high], include_z=True, return_index=True)
        known = np.bincount(of, ~np.isnan(places[:, 2]), len(high)) > 0
        found[high[~known]] = shapely.force_2d(found[high[~known]])
    return found


def wkb_of(shapes: Shapes) -> pa.Array:
    """ISO WKB in little-endian order, null for None."""
    return pa.array(shapely.to_wkb(shapes, flavor="iso", byte_order=1).tolist(), pa.binary())


def json_of(shapes: Shapes) -> list[dict[str, Any] | None]:
    """GeoJSON geometries (RFC 7946: outer rings counter-clockwise), None for None."""
    return [None if one is None else _json(one) for one in shapes]


def _json(shape: Any) -> dict[str, Any]:
    if shape.geom_type == "Polygon":
        shape = orient(shape)
    elif shape.geom_type == "MultiPolygon":
        shape = shapely.MultiPolygon([orient(one) for one in shape.geoms])
    said = mapping(shape)
    places = said["coordinates"]
    return {"type": said["type"], "coordinates": _heights_known(places) if shape.has_z else places}


def _heights_known(places: Any) -> Any:
    """Positions, those whose height is NaN without one."""
    if places and isinstance(places[0], tuple):
        return tuple(_heights_known(one) for one in places)
    return places[:2] if len(places) > 2 and math.isnan(places[2]) else places


def kinds_of(shapes: Shapes) -> set[str]:
    """Kinds that are there, with " Z" behind those that have heights."""
    found = zip(shapely.get_type_id(shapes).tolist(), shapely.has_z(shapes).tolist(), strict=True)
    return {f"{_KINDS[kind]}{' Z' if high else ''}" for kind, high in found}


def text_of(shape: Any) -> str:
    """WKT with every digit that a coordinate has.

    Examples
    --------
    >>> text_of(shapely.Point(2.8939169, 0.1))
    'POINT (2.8939169 0.1)'
    """
    return _wkt(json.loads(json.dumps(mapping(shape)["coordinates"])), shape.geom_type, shape.has_z)


def _wkt(coordinates: Any, kind: str, high: bool) -> str:
    def written(value: Any) -> str:
        if isinstance(value[0], list):
            return "(" + ", ".join(written(one) for one in value) + ")"
        return " ".join(number_text(one) for one in value)

    body = written(coordinates)
    return f"{kind.upper()}{' Z' if high else ''} {body if body.startswith('(') else f'({body})'}"


def number_text(value: float) -> str:
    """A number in the fewest digits that say it, without an exponent where it is a coordinate."""
    text = repr(float(value))
    if "e" in text:
        text = f"{value:.17f}".rstrip("0").rstrip(".")
    return text.removesuffix(".0")


def are_points(shapes: Shapes) -> bool:
    """Tell whether all geometries are points without a height that says something."""
    there = [one for one in shapes if one is not None]
    return all(
        shapely.get_type_id(one) == POINT and not (one.has_z and one.z and math.isfinite(one.z)) for one in there
    )


def degrees_of(shapes: Shapes) -> tuple[pa.Array, pa.Array]:
    """Longitudes and latitudes of points, null where there is none."""
    lon = [None if one is None else one.x for one in shapes]
    lat = [None if one is None else one.y for one in shapes]
    return pa.array(lon, pa.float64()), pa.array(lat, pa.float64())
