"""What two shapes say of the same functions of a position: distance to a spot or a line, depth behind a border.

At one position these functions have one value. Between two positions the distances change by no more than one moves;
depth, which has a sign, does so only where the border is the nearest way across: round its end, or over a coast, it
jumps.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray

from geoevents.earth import (
    ArcBand,
    Area,
    AreaBand,
    Box,
    Complement,
    DepthBand,
    Disc,
    LineBand,
    Ring,
    Shape,
    SideBand,
    inverse,
    separation,
)
from geoevents.earth.bands import SAME_DEG
from geoevents.earth.lines import Same, drawn
from geoevents.earth.split import METRES_PER_DEGREE, grown, on_globe

SMOOTH = (Disc, Ring, ArcBand, Box, LineBand, Area, AreaBand, Complement, SideBand)
"""Shapes whose miss is 1-Lipschitz too: it shrinks by no more than one moves."""
ACROSS_M = 60_000.0
"""Up to here it is looked at whether there is a shorter way between two territories than over their border."""
PIECE = 32
"""Vertices of the pieces of an edge that are put beside each other."""
BOXES = 12
DRAWN_M = 1.2
"""Two regions may be nearer than their shapes by this."""

Interval = tuple[float, float]
Spot = tuple[float, float, float, float]


def disagreements(here: Shape, there: Shape) -> Iterator[float]:
    """Give by how much two shapes contradict each other at any one position; above 0 none is in both."""
    yield from _between(_distances(here, there))
    yield from _beside_spots(here, there)
    for depth in _depths(here, there):
        first, second = _depth(here, depth), _depth(there, depth)
        if first is not None and second is not None:
            yield max(first[0] - second[1], second[0] - first[1])
        for one, other in ((here, there), (there, here)):
            # Near a neighbour is not in it: whoever is may be deep in a country whose border runs elsewhere.
            if one is depth and isinstance(other, Area) and other.grow_m > 0 and _opposite(other, depth):
                yield across_m(depth, other) - other.grow_m


def ways(here: Shape, there: Shape) -> Iterator[float]:
    """Bound from below how far a position in one shape is from a position in the other."""
    yield from _between(_distances(here, there))
    yield from _beside_spots(here, there)
    for depth in _depths(here, there):
        first, second = _depth(here, depth), _depth(there, depth)
        if first is None or second is None:
            continue
        if spot_of(here) is not None or spot_of(there) is not None:
            yield max(first[0] - second[1], second[0] - first[1])
            continue
        yield from _between([(_unsigned(first), _unsigned(second))])
        for one, other in ((here, there), (there, here)):
            if one is depth and isinstance(other, Area | SideBand):
                yield across_m(depth, other) - (other.grow_m if isinstance(other, Area) else 0.0)


def spot_of(shape: Shape) -> Spot | None:
    """Give a position, and from how near to how far from it the shape lies."""
    match shape:
        case Disc(lon=lon, lat=lat, radius_m=radius_m):
            return lon, lat, 0.0, radius_m
        case Ring(lon=lon, lat=lat, low_m=low_m, high_m=high_m) | ArcBand(lon=lon, lat=lat, low_m=low_m, high_m=high_m):
            return lon, lat, low_m, high_m
        case Box(lon=lon, lat=lat, half_lon_deg=half_lon_deg, half_lat_deg=half_lat_deg) if half_lat_deg < 1.0:
            corner = inverse(lon, lat, lon + half_lon_deg, lat + half_lat_deg if lat < 0 else lat - half_lat_deg)[2]
            return lon, lat, 0.0, float(corner) + 0.01
    return None


def apart(one: Area, other: Area) -> bool:
    """Tell whether two territories have no common ground; where two countries claim the same, depth says nothing."""
    return _apart(Same(one.polygon), Same(other.polygon))


@lru_cache(maxsize=256)
def _apart(one: Same, other: Same) -> bool:
    return bool(shapely.intersection(one.lines, other.lines).area == 0)


def _between(pairs: Iterator[tuple[Interval, Interval]] | list[tuple[Interval, Interval]]) -> Iterator[float]:
    for low, high in pairs:
        yield max(low[0] - high[1], high[0] - low[1])


def _distances(here: Shape, there: Shape) -> Iterator[tuple[Interval, Interval]]:
    yield from _to_a_part(here, there)
    one, other = spot_of(here), spot_of(there)
    if one is not None and other is not None:
        (lon, lat, low_m, high_m), (lon2, lat2, low2_m, high2_m) = one, other
        way = float(inverse(lon, lat, lon2, lat2)[2])
        yield (low_m, high_m), (way - high2_m, way + high2_m)
        yield (way - high_m, way + high_m), (low2_m, high2_m)
    for band in dict.fromkeys(_line_of(shape) for shape in (here, there)):
        if band is not None:
            first, second = _distance(here, band), _distance(there, band)
            if first is not None and second is not None:
                yield first, second


def _to_a_part(here: Shape, there: Shape) -> Iterator[tuple[Interval, Interval]]:
    """Compare the distance to a line with that to a part of it, which is never the shorter one."""
    for part, whole in ((here, there), (there, here)):
        near, far = _from_line(part), _from_line(whole)
        if near is not None and far is not None and near[0] is not far[0] and _part_of(Same(near[0]), Same(far[0])):
            yield (0.0, near[1][1]), (far[1][0], np.inf)


def _from_line(shape: Shape) -> tuple[shapely.Geometry, Interval] | None:
    """Give the line that a shape is measured from, and from how near to how far from it the shape lies."""
    match shape:
        case (
            LineBand(lines=lines, low_m=low_m, high_m=high_m)
            | SideBand(band=LineBand(lines=lines, low_m=low_m, high_m=high_m))
        ):
            return lines, (low_m, high_m)
        case DepthBand(lines=lines, low_m=low_m, high_m=high_m):
            return lines, _unsigned((low_m, high_m))
    return None


@lru_cache(maxsize=256)
def _part_of(part: Same, whole: Same) -> bool:
    """Tell whether every line of one border is a line of the other, vertex by vertex, as borders of one dataset are."""
    own, every = (set(shapely.to_wkb(shapely.get_parts(border.lines))) for border in (part, whole))
    return own <= every


def _beside_spots(here: Shape, there: Shape) -> Iterator[float]:
    for spot, shape in ((spot_of(here), there), (spot_of(there), here)):
        if spot is not None and isinstance(shape, SMOOTH):
            yield float(shape.violation_m([spot[0]], [spot[1]])[0]) - spot[3]


def _depths(here: Shape, there: Shape) -> dict[DepthBand, None]:
    return dict.fromkeys(shape for shape in (here, there) if isinstance(shape, DepthBand))


def _unsigned(depth: Interval) -> Interval:
    low, high = depth
    if low >= 0.0:
        return low, high
    return (-high, -low) if high <= 0.0 else (0.0, max(-low, high))


def _line_of(shape: Shape) -> LineBand | None:
    match shape:
        case LineBand():
            return shape
        case SideBand(band=band):
            return band
    return None


def _distance(shape: Shape, line: LineBand) -> Interval | None:
    """Give the distances to a line that a shape allows."""
    own = _line_of(shape)
    if own is not None and own.lines is line.lines:
        return own.low_m, own.high_m
    spot = spot_of(shape)
    if spot is None:
        return None
    far = float(line.distance_m([spot[0]], [spot[1]])[0])
    return far - spot[3], far + spot[3]


def _opposite(area: Area, of: DepthBand) -> bool:
    return bool(area.name) and area.name != of.area.name and apart(area, of.area)


def _depth(shape: Shape, of: DepthBand) -> Interval | None:
    """Give the depths behind a line that a shape allows; negative on the other side."""
    match shape:
        case DepthBand(lines=lines, area=area, low_m=low_m, high_m=high_m) if lines is of.lines and area == of.area:
            return low_m, high_m
        case Area(grow_m=0.0) if _opposite(shape, of):
            return -np.inf, 0.0
        case SideBand(band=band, area=Area(grow_m=0.0) as area) if band.lines is of.lines and _opposite(area, of):
            return -band.high_m, -band.low_m
    spot = spot_of(shape)
    if spot is None:
        return None
    deep = float(of.depth_m([spot[0]], [spot[1]])[0])
    low, high = deep - spot[3], deep + spot[3]
    # What is said of the other side of the line may be nearer round its end, or over a coast: only how far both are
    # from the line counts there.
    if deep < 0.0 < of.high_m and of.low_m > high:
        aside = max(max(of.low_m, 0.0) + low, -high - of.high_m)
        high = of.low_m - _least_way(of, spot, of.low_m - high, aside)
    elif deep > 0.0 > of.low_m and low > of.high_m:
        aside = max(-min(of.high_m, 0.0) - high, low + of.low_m)
        low = of.high_m + _least_way(of, spot, low - of.high_m, aside)
    return low, high


def _least_way(of: DepthBand, spot: Spot, across: float, aside: float) -> float:
    around_m = of.way_round_m(spot[0], spot[1], across + spot[3]) - spot[3]
    return max(0.0, min(across, max(around_m, aside)))


def across_m(depth: DepthBand, other: Area | SideBand) -> float:
    """Bound from below how far it is from a depth in one territory to another territory (as drawn), or a band in it.

    Over the border it is as far as both are from it. Where the rest of their edges come nearer to each other than
    that, round the end of the border or over a strait, regions are looked at; 0 where that would be much to look at.
    """
    area = other.area if isinstance(other, SideBand) else other
    if not _opposite(area, depth) or (isinstance(other, SideBand) and other.band.lines is not depth.lines):
        return 0.0
    if isinstance(other, SideBand) and area.grow_m != 0.0:
        return 0.0
    beyond_m = other.band.low_m if isinstance(other, SideBand) else 0.0
    if not depth.low_m > 0.0 or depth.low_m + beyond_m > ACROSS_M:
        return 0.0
    plain = area if area.grow_m == 0.0 else Area(area.polygon, name=area.name, edges=area.edges)
    here = SideBand(LineBand(depth.lines, depth.low_m, np.inf, depth.edges), depth.area)
    return _across_m(here, SideBand(LineBand(depth.lines, beyond_m, np.inf, depth.edges), plain))


@lru_cache(maxsize=256)
def _across_m(here: SideBand, there: SideBand) -> float:
    reach_m = here.band.low_m + there.band.low_m
    boxes = _narrows(here, there, reach_m)
    if boxes is None:
        return 0.0
    least = reach_m
    for box in boxes:
        one, other = here.region(box), there.region(box)
        if not one.is_empty and not other.is_empty:
            least = min(least, max(0.0, separation(one, other)[0] - DRAWN_M))
    return least


def _narrows(here: SideBand, there: SideBand, reach_m: float) -> list[tuple[float, float, float, float]] | None:
    """Give boxes around where the edges of two territories, their border left out, come near each other."""
    line = shapely.buffer(drawn(Same(here.band.lines), here.band.edges), SAME_DEG)
    edges = [_pieces(shapely.difference(side.area.boundary, line)) for side in (here, there)]
    if not all(len(pieces) for pieces in edges):
        return []
    _, south, _, north = there.area.polygon.bounds
    top = min(max(abs(south), abs(north)) + reach_m / METRES_PER_DEGREE, 89.0)
    near_deg = reach_m / METRES_PER_DEGREE / float(np.cos(np.radians(top)))
    found = shapely.STRtree(edges[0]).query(edges[1], predicate="dwithin", distance=near_deg)[1]
    around = [grown(tuple(edges[0][index].bounds), 2.1 * reach_m) for index in np.unique(found)]
    if any(box != on_globe(box) for box in around):
        return None
    merged = shapely.get_parts(shapely.union_all([shapely.box(*box) for box in around]))
    boxes = [part.bounds for part in merged]
    return boxes if len(boxes) <= BOXES else None


def _pieces(edge: shapely.Geometry) -> NDArray[np.object_]:
    lines = [shapely.get_coordinates(line) for line in shapely.get_parts(shapely.get_parts(edge)) if line.length > 0]
    return np.array(
        [shapely.LineString(xy[start : start + PIECE + 1]) for xy in lines for start in range(0, len(xy) - 1, PIECE)]
    )
