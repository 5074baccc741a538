"""Where constraints allow events to be: regions intersected, and narrowed along the ties between events.

A region is an outer approximation: when it is empty, nothing satisfies the constraints. That it is not empty proves
nothing; only a witness does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import shapely
from shapely import MultiPolygon, Polygon

from geoevents.earth import (
    AlongBand,
    Area,
    AreaBand,
    Both,
    Complement,
    DepthBand,
    Either,
    LineBand,
    Shape,
    SideBand,
    TowardBand,
    Widened,
    parts,
    ring_around,
    sector_around,
)
from geoevents.earth.dilate import FAR_M as SECTOR_FAR_M
from geoevents.earth.split import grown, on_globe
from geoevents.reasoning.constrain import Constraint

WHOLE_DEG2 = 60_000.0
"""A region so wide is the world: it narrows nothing at the other end of a tie."""
FAR_M = 1_000_000.0
LEAST_M_PER_DEG = 110_574.0
SLIVER_DEG2 = 1e-14
"""A square decimetre at the equator is a hundred times as large."""
ROUNDS = 8
"""Passes of propagation along ties; regions only shrink, so stopping early loses no position."""

Region = Polygon | MultiPolygon
Window = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Tie:
    """Two events whose geodesic distance lies in [low_m, high_m]; `a` lies at a heading from `b` where one is said."""

    a: str
    b: str
    low_m: float
    high_m: float
    text: str
    heading_deg: float | None = None
    half_width_deg: float = 180.0


def allowed(
    nodes: Mapping[str, Sequence[Constraint]], ties: Sequence[Tie], outlook: Window | None = None
) -> tuple[dict[str, Region | None], tuple[str, ...]]:
    """Give the region of each of several tied events, None where it is empty.

    The second value names the events that nothing bounds, and that were only looked at within `outlook`.
    """
    regions: dict[str, Region | None] = dict.fromkeys(nodes)
    narrowed = []
    reach = _within_reach(nodes, ties)
    for id, constraints in nodes.items():
        regions[id], looked_at = intersect(constraints, reach.get(id, outlook))
        narrowed += [id] if looked_at and id not in reach else []
        if regions[id] is None and not narrowed:
            return dict.fromkeys(nodes), ()  # where one has no position, none has
    for _ in range(ROUNDS):
        if any(region is None for region in regions.values()) or not _propagate(regions, ties):
            break
    return regions, tuple(narrowed)


def _within_reach(nodes: Mapping[str, Sequence[Constraint]], ties: Sequence[Tie]) -> dict[str, Window]:
    """Give the box in which an event must lie that only its ties bound: so far from where the others are bounded."""
    boxes = {id: window_of([local_bounds(constraint.shape) for constraint in nodes[id]]) for id in nodes}
    bounded = {id: box for id, box in boxes.items() if box is not None and box[0] <= box[2] and box[1] <= box[3]}
    reach: dict[str, Window] = {}
    for _ in nodes:
        for tie in ties:
            for here, there in ((tie.a, tie.b), (tie.b, tie.a)):
                box = bounded.get(there) or reach.get(there)
                if box is None or boxes[here] is not None or here in reach or tie.high_m > FAR_M:
                    continue
                wider = on_globe(grown(box, tie.high_m * 1.01 + 1_000.0))
                if wider[2] - wider[0] < 360.0:
                    reach[here] = wider
    return reach


def _propagate(regions: dict[str, Region | None], ties: Sequence[Tie]) -> bool:
    """Shrink the regions at both ends of every tie; say whether any of them changed."""
    changed = False
    for tie in ties:
        for here, there, turn in ((tie.a, tie.b, 0.0), (tie.b, tie.a, 180.0)):
            region, other = regions[here], regions[there]
            if region is None or other is None or other.area > WHOLE_DEG2 or _holds_anyway(region, other, tie):
                continue
            cut = polygons_of(shapely.intersection(region, shapely.union_all(_reached(other, tie, turn))))
            if cut is None or cut.area < region.area * (1 - 1e-3):
                changed = True
            regions[here] = cut
    return changed


def _holds_anyway(region: Region, other: Region, tie: Tie) -> bool:
    """Tell quickly that a tie narrows nothing: within a wide region every position has others near it, and far ones."""
    _, south, _, north = other.bounds
    half_m = (north - south) * LEAST_M_PER_DEG / 2
    wide = half_m > tie.low_m and (tie.heading_deg is None or half_m > SECTOR_FAR_M)
    return wide and other.geom_type == "Polygon" and bool(other.covers(region))


def _reached(region: Region, tie: Tie, turn: float) -> list[Region]:
    found = []
    for part in parts(region):
        ring = ring_around(part, tie.low_m, tie.high_m)
        if tie.heading_deg is not None:
            sector = sector_around(part, tie.high_m, tie.heading_deg + turn, tie.half_width_deg)
            ring = polygons_of(shapely.intersection(ring, sector)) or Polygon()
        found.append(ring)
    return found


def intersect(constraints: Sequence[Constraint], outlook: Window | None = None) -> tuple[Region | None, bool]:
    """Give the region in which all constraints can hold, an outer approximation; None when it is empty.

    Territories come first: they are cheap, and two that do not meet settle the matter for bands inside them too. Where
    nothing bounds the bands, they are only looked at within `outlook`; the second value says that this was so.
    """
    shapes = [constraint.shape for constraint in constraints]
    window = window_of([local_bounds(shape) for shape in shapes])
    if window is not None and (window[0] > window[2] or window[1] > window[3]):
        return None, False
    territories = [shape for shape in shapes if isinstance(shape, Area)]
    covers = [shape.area for shape in shapes if isinstance(shape, SideBand | DepthBand) and not _crosses(shape)]
    region: Region | None = None
    for territory in dict.fromkeys([*territories, *covers]):
        region = _cut(region, _outline(territory, window))
        if region is None:
            return None, False
    narrowed = False
    rest = sorted(
        (shape for shape in shapes if shape not in territories), key=lambda shape: local_bounds(shape) is None
    )
    for shape in rest:
        # A name can mean a place far from all else: where the dispute is then says nothing of this territory.
        if window is None and outlook is not None and (region is None or shapely.box(*outlook).intersects(region)):
            window, narrowed = outlook, True
        if region is not None and (window is not None or region.area < window_area(outlook)):
            window = region.bounds if window is None else window_of([window, region.bounds])
        if window is not None and (window[0] > window[2] or window[1] > window[3]):
            return None, narrowed
        region = _cut(region, _region_of(shape, window))
        if region is None:
            return None, narrowed
    return region, narrowed


@lru_cache(maxsize=128)
def _outline(territory: Area, window: Window | None) -> Region:
    """Give a territory's region; cached, for every question of a case asks for the same two countries."""
    return territory.region(window)


@lru_cache(maxsize=512)
def _region_of(shape: Shape, window: Window | None) -> Region:
    """Give a shape's region; cached, for scenarios that differ on one axis share most of their bands."""
    return shape.region(window)


@lru_cache(maxsize=256)
def _cut(region: Region | None, piece: shapely.Geometry) -> Region | None:
    return polygons_of(piece if region is None else shapely.intersection(region, piece))


def _crosses(shape: Shape) -> bool:
    """Say whether a depth reaches across the border, so that its territory does not cover it."""
    return isinstance(shape, DepthBand) and shape.low_m < 0


def window_area(window: Window | None) -> float:
    """Area of a window in square degrees; 0 without one."""
    return 0.0 if window is None else (window[2] - window[0]) * (window[3] - window[1])


def local_bounds(shape: Shape) -> Window | None:
    """Give the box of a shape around one spot; None for territories and bands, which are as long as countries."""
    match shape:
        case Area() | AreaBand() | Complement() | LineBand() | SideBand() | DepthBand() | AlongBand() | TowardBand():
            return None
        case Widened(shape=inner) if local_bounds(inner) is None:
            return None
        case Both(first=first, second=second):
            return local_bounds(first) or local_bounds(second)
        case Either(first=first, second=second) if local_bounds(first) is None or local_bounds(second) is None:
            return None
    return shape.bounds()


def window_of(boxes: Sequence[Window | None]) -> Window | None:
    """Intersect bounding boxes; None where nothing bounds. An empty box comes back inverted."""
    bounded = [box for box in boxes if box is not None]
    if not bounded:
        return None
    return (
        max(box[0] for box in bounded),
        max(box[1] for box in bounded),
        min(box[2] for box in bounded),
        min(box[3] for box in bounded),
    )


def polygons_of(geometry: shapely.Geometry) -> Region | None:
    """Keep the areas of an overlay's result; None when it has none.

    Every shape is dilated by its tolerance, so a true position lies decimetres in the interior: what is left over as a
    bare line or point, or a sliver of square millimetres, holds none.
    """
    found = [
        part
        for part in shapely.get_parts(shapely.get_parts(geometry))
        if part.geom_type == "Polygon" and part.area > SLIVER_DEG2
    ]
    if not found:
        return None
    return found[0] if len(found) == 1 else MultiPolygon(found)
