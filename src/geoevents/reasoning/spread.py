"""Positions spread over a region so that each stands for a known share of it: what integrals over regions rest on."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from geoevents.earth import destination

Floats = NDArray[np.float64]
Region = Polygon | MultiPolygon

LEAST_ROWS = 24
"""Rows across a region, at least: however flat and narrow it lies, some of them meet it."""
MOST_ROWS = 4_000
GOLDEN_DEG = 180.0 * (3.0 - math.sqrt(5.0))


@dataclass(frozen=True, slots=True)
class Spread:
    """Positions (N,) in degrees, and how much ground each stands for: only the ratios count."""

    lon: Floats
    lat: Floats
    share: Floats


def spread_over(region: Region, count: int) -> Spread:
    """Spread about `count` positions over a region.

    Rows of equal height are cut where they meet the outline, and each piece is divided into equal cells about as wide
    as the row is high; a position is the middle of its cell. So nothing is lost at the edge of narrow regions.

    Examples
    --------
    >>> spread = spread_over(shapely.box(0, 0, 2, 1), 800)
    >>> len(spread.lon), bool(np.average(spread.lon, weights=spread.share).round(9) == 1)
    (960, True)
    """
    south, north = region.bounds[1], region.bounds[3]
    narrow = max(0.01, math.cos(math.radians((south + north) / 2)))
    height = math.sqrt(max(region.area, 1e-30) * narrow / count)
    rows = int(min(MOST_ROWS, max(LEAST_ROWS, math.ceil((north - south) / height - 1e-9))))
    west, east, row = _pieces(region, south, (north - south) / rows, rows)
    cells = np.maximum(1, np.ceil((east - west) * narrow / height - 1e-9)).astype(np.int64)
    of = np.repeat(np.arange(len(cells)), cells)
    nth = np.arange(cells.sum()) - np.repeat(np.cumsum(cells) - cells, cells)
    width = (east - west) / cells
    lat = south + (row[of] + 0.5) * (north - south) / rows
    lon = west[of] + (nth + 0.5) * width[of]
    share = width[of] * np.cos(np.radians(lat))
    if not share.any():
        # Too small for its own coordinates: one position says it all.
        middle = region.representative_point()
        return Spread(np.array([middle.x]), np.array([middle.y]), np.ones(1))
    return Spread(lon, lat, share)


def _pieces(region: Region, south: float, height: float, rows: int) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Give the pieces of the middles of rows that lie in the region: west and east end, and the row."""
    ends, rings = shapely.get_coordinates(shapely.get_rings(shapely.get_parts(region)), return_index=True)
    same = rings[1:] == rings[:-1]
    start, end = ends[:-1][same], ends[1:][same]
    # A row is met by an edge from its lower end on and below its upper end, so that vertices count once.
    number = np.ceil((np.sort(np.column_stack([start[:, 1], end[:, 1]]), axis=1) - south) / height - 0.5)
    first, last = np.clip(number, 0, rows).astype(np.int64).T
    edge = np.repeat(np.arange(len(first)), last - first)
    row = np.arange(len(edge)) - np.repeat(np.cumsum(last - first) - (last - first), last - first) + first[edge]
    (x0, y0), (x1, y1) = start[edge].T, end[edge].T
    lon = x0 + (south + (row + 0.5) * height - y0) / (y1 - y0) * (x1 - x0)
    order = np.lexsort((lon, row))
    lon, row = lon[order], row[order]
    return lon[0::2], lon[1::2], row[0::2]


def spread_in_disc(lon: float, lat: float, radius_m: float, count: int) -> Spread:
    """Spread `count` positions over a disc as sunflower seeds lie, each for as much ground; one without a radius."""
    if radius_m == 0:
        return Spread(np.array([lon]), np.array([lat]), np.ones(1))
    number = np.arange(count)
    away = radius_m * np.sqrt((number + 0.5) / count)
    found = destination(lon, lat, np.mod(number * GOLDEN_DEG, 360.0), away)
    return Spread(np.asarray(found[0]), np.asarray(found[1]), np.ones(count))


def edge_positions(region: Region, count: int) -> tuple[Floats, Floats]:
    """Spread `count` positions along each ring of a region."""
    share = np.linspace(0.0, 1.0, count, endpoint=False)
    xy = np.vstack([along(ring, share) for ring in rings_of(region)])
    return xy[:, 0], xy[:, 1]


def along(ring: shapely.LinearRing, share: Floats) -> Floats:
    """Give the positions (N, 2) at shares (N,) of a ring's length in degrees; 1 is the start again.

    Examples
    --------
    >>> along(shapely.box(0, 0, 1, 1).exterior, np.array([0.0, 0.125])).tolist()
    [[1.0, 0.0], [1.0, 0.5]]
    """
    xy = shapely.get_coordinates(ring)
    length = np.append(0.0, np.cumsum(np.hypot(*np.diff(xy, axis=0).T)))
    at = np.mod(share, 1.0) * length[-1]
    return np.column_stack([np.interp(at, length, xy[:, 0]), np.interp(at, length, xy[:, 1])])


def rings_of(region: Region) -> list[shapely.LinearRing]:
    """Give the outlines and holes of a region."""
    return [ring for part in shapely.get_parts(region) for ring in (part.exterior, *part.interiors)]
