"""Numbers, times and regions as JSON has them: millimetres, seven decimals of a degree, never NaN."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, TypeAlias

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from geoevents.earth.printed import printed_ring
from geoevents.errors import GeometryError

Document: TypeAlias = dict[str, Any]

DEGREE_DECIMALS = 7
METRE_DECIMALS = 3


def degrees(value: float) -> float:
    """Degrees to 7 decimals, about a centimetre."""
    rounded = number(value, DEGREE_DECIMALS)
    if rounded is None:
        raise GeometryError(f"{value} is no coordinate.", cure="Please report this with the case file.")
    return rounded


def metres(value: float | None) -> float | None:
    """Metres to the millimetre; None stays, infinity becomes null."""
    return None if value is None else number(value, METRE_DECIMALS)


def number(value: float, decimals: int | None) -> float | None:
    """A number for JSON.

    Returns
    -------
    float or None
        Rounded, or as it is where `decimals` is None; None for infinity, which means "no bound". Never -0.

    Raises
    ------
    GeometryError
        For NaN, which means that a calculation has gone wrong.

    Examples
    --------
    >>> number(440.8931, 3), number(float("inf"), 3), number(-0.0, 3)
    (440.893, None, 0.0)
    """
    value = float(value)
    if math.isnan(value):
        raise GeometryError("A result is not a number.", cure="Please report this with the case file.")
    if not math.isfinite(value):
        return None
    return (value if decimals is None else round(value, decimals)) + 0.0


def plain(value: object, decimals: int | None = 9) -> Any:
    """Any value of a ledger or table as JSON has it: numbers rounded (None: exact), times as ISO 8601 in UTC.

    Examples
    --------
    >>> plain({"low": np.float64(1.5), "span": (1, np.int64(2)), "when": datetime(2025, 4, 1, tzinfo=UTC)})
    {'low': 1.5, 'span': [1, 2], 'when': '2025-04-01T00:00:00Z'}
    """
    if value is None or isinstance(value, bool | str | int):
        return value
    if isinstance(value, float):
        return number(value, decimals)
    if isinstance(value, np.generic):
        return plain(value.item(), decimals)
    if isinstance(value, np.ndarray):
        return plain(value.tolist(), decimals)
    if isinstance(value, datetime):
        return (value.astimezone(UTC) if value.tzinfo else value).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item, decimals) for key, item in value.items()}
    if isinstance(value, Polygon | MultiPolygon):
        return region_json(value)
    if isinstance(value, Iterable):
        return [plain(item, decimals) for item in value]
    return str(value)


def region_json(region: Polygon | MultiPolygon) -> Document:
    """A region as a GeoJSON geometry (RFC 7946): exteriors counterclockwise, holes clockwise, rings closed.

    Examples
    --------
    >>> region_json(Polygon([(0, 0), (0, 1), (1, 1)]))["coordinates"]
    [[[0.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]]
    """
    oriented = shapely.orient_polygons(region, exterior_cw=False)
    if oriented.geom_type == "Polygon":
        return {"type": "Polygon", "coordinates": _rings(oriented)}
    return {"type": "MultiPolygon", "coordinates": [_rings(part) for part in shapely.get_parts(oriented)]}


def _rings(polygon: Polygon) -> list[list[list[float]]]:
    return [printed_ring(ring, DEGREE_DECIMALS).tolist() for ring in (polygon.exterior, *polygon.interiors)]
