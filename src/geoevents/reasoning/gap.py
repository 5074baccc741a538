"""By how much constraints miss each other: gap, separation, and what arithmetic alone says.

The gap is the smallest number of metres by which every set (and every tie at both ends) must give way for a position to
exist. The separation is the distance between the regions of two claims. The lower bound needs no region: distances to
one line change by no more than one moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import product

import numpy as np
import shapely

from geoevents.earth import (
    ArcBand,
    Area,
    AreaBand,
    Box,
    Complement,
    Denial,
    DepthBand,
    Disc,
    LineBand,
    Ring,
    Shape,
    SideBand,
    inverse,
    separation,
    widened,
)
from geoevents.reasoning.constrain import Constraint
from geoevents.reasoning.regions import Region, Tie, Window, allowed, intersect, local_bounds, polygons_of
from geoevents.reasoning.search import Position, Search, spread, strewn

CLOSE_M = 1.0
"""Lower and upper bound of a gap are brought this close to each other where that is possible."""
MAX_GAP_M = 2_000_000.0
SMOOTH = (Disc, Ring, ArcBand, Box, LineBand, Area, AreaBand, Complement, SideBand)
ROUNDING_M = 0.01
ROUNDING_DEG = 1e-6
STARTS = 3
NEAREST = 30
ROUNDS = 5
BELOW_M = (CLOSE_M / 2, 2 * CLOSE_M, 10 * CLOSE_M)
SAME_M = 0.5

Gap = tuple[float, float]
Missed = tuple[Gap | None, dict[str, Position] | None]
Interval = tuple[float, float]


def gap(
    nodes: Mapping[str, Sequence[Constraint]],
    ties: Sequence[Tie],
    outlook: Window | None,
    hint: Position | None = None,
) -> Missed:
    """Bound the smallest dilation of every constraint and tie that leaves a position, (lower, upper) in metres.

    The upper bound is what a search over positions reached, and the second value where. The lower bound is the largest
    dilation that still leaves an empty region, or what arithmetic says. None when there is nothing to search around.
    `hint` is a position to start from too, where one event is asked about.
    """
    window = _window(nodes, outlook)
    begin = _starts(nodes, window)
    if not all(begin.values()):
        return None, None
    lower, upper, where = _least_m(nodes, ties), np.inf, None
    starts = [
        {id: points[min(number * len(points) // STARTS, len(points) - 1)] for id, points in begin.items()}
        for number in range(STARTS)
    ]
    for start in [*([dict.fromkeys(nodes, hint)] if hint is not None and len(nodes) == 1 else []), *starts]:
        found, at = _descended(nodes, ties, start)
        if found < upper:
            upper, where = found, at
        if upper - lower <= CLOSE_M:
            break
    lower = min(lower, upper)
    # Of bands along whole borders only what lies in the window is looked at: that shows nothing.
    shown = any(local_bounds(constraint.shape) is not None for held in nodes.values() for constraint in held)
    below = list(BELOW_M)
    for _ in range(ROUNDS if shown else 0):
        if upper - lower <= CLOSE_M:
            break
        # First right below what was found: most searches end at the smallest gap there is, and regions are outer ones.
        halved = not below or upper - below[0] <= lower
        tried = (upper + lower) / 2 if halved else upper - below.pop(0)
        wider = {
            id: [replace(constraint, shape=widened(constraint.shape, tried)) for constraint in constraints]
            for id, constraints in nodes.items()
        }
        looser = [replace(tie, low_m=max(0.0, tie.low_m - tried), high_m=tie.high_m + tried) for tie in ties]
        regions, narrowed = allowed(wider, looser, window)
        if any(region is None for region in regions.values()):
            if narrowed:
                break
            lower = max(lower, tried)
            continue
        filled = {id: region for id, region in regions.items() if region is not None}
        start = {id: spread(region, wider[id])[0][0] for id, region in filled.items()}
        found, at = _descended(nodes, ties, start)
        if found < upper - CLOSE_M / 10:
            upper, where = found, at
        elif halved:
            # What is left in the region is hard to find: the bounds stay this far apart.
            break
    return (min(lower, upper), upper), where


def _descended(
    nodes: Mapping[str, Sequence[Constraint]], ties: Sequence[Tie], start: Mapping[str, Position]
) -> tuple[float, dict[str, Position]]:
    search = Search(nodes, ties, start)
    found, at = search.descend(np.zeros(2 * len(search.ids)))
    return min(found, MAX_GAP_M), search.positions(at)


def _window(nodes: Mapping[str, Sequence[Constraint]], outlook: Window | None) -> Window | None:
    boxes = [
        box
        for constraints in nodes.values()
        for constraint in constraints
        if (box := local_bounds(constraint.shape)) is not None
    ]
    if not boxes:
        return outlook
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
    # Half a degree lets a border band or a territory that lies outside all bounded shapes still be reached.
    return max(-180.0, west - 0.5), max(-90.0, south - 0.5), min(180.0, east + 0.5), min(90.0, north + 0.5)


def _starts(nodes: Mapping[str, Sequence[Constraint]], window: Window | None) -> dict[str, list[Position]]:
    """Give positions of each event to start from, those that miss least first: strewn over every shape of it."""
    found: dict[str, list[Position]] = {}
    for id, constraints in nodes.items():
        cloud = [strewn(constraint.shape, window) for constraint in constraints]
        lon, lat = (np.concatenate([one[axis] for one in cloud]) for axis in (0, 1))
        bare = [constraint for constraint, one in zip(constraints, cloud, strict=True) if not len(one[0])]
        points = [point for constraint in bare for point in _in_region(constraint.shape, window)]
        if points:
            lon = np.concatenate([lon, [point[0] for point in points]])
            lat = np.concatenate([lat, [point[1] for point in points]])
        if not len(lon):  # shapes that are nowhere on the globe
            found[id] = []
            continue
        miss = np.max([constraint.shape.violation_m(lon, lat) for constraint in constraints], axis=0)
        order = np.argsort(miss, kind="stable")[:NEAREST]
        found[id] = [(float(lon[index]), float(lat[index])) for index in order]
    return found


def _in_region(shape: Shape, window: Window | None) -> list[Position]:
    region = shape.region(window)
    # What lies nowhere near is looked up whole: the gap is how far away it is.
    region = shape.region(None) if region.is_empty else region
    middles = [part.representative_point() for part in shapely.get_parts(region) if not part.is_empty]
    return [(middle.x, middle.y) for middle in middles[:NEAREST]]


def separation_of(
    one: Sequence[Constraint], other: Sequence[Constraint], outlook: Window | None
) -> tuple[float, Position, Position] | None:
    """Find how far the regions of two claims are apart, and where they come closest; None when either is empty.

    Of equally close places the one in the middle of the dispute is named.
    """
    regions = [intersect(constraints, outlook)[0] for constraints in (one, other)]
    if regions[0] is None or regions[1] is None:
        return None
    # A territory is a country wide: only what lies around the dispute can be what comes closest there.
    first, second = (_within(region, outlook) for region in regions if region is not None)
    found = separation(first, second)
    if outlook is None or found[0] == 0.0:
        return found
    west, south, east, north = outlook
    for share in (0.3, 0.15):
        inner = (west + share * (east - west), south + share * (north - south),
                 east - share * (east - west), north - share * (north - south))  # fmt: skip
        cut = [polygons_of(shapely.intersection(region, shapely.box(*inner))) for region in (first, second)]
        if cut[0] is not None and cut[1] is not None:
            here = separation(cut[0], cut[1])
            if here[0] <= found[0] + SAME_M:
                return found[0], here[1], here[2]
    return found


def _within(region: Region, outlook: Window | None) -> Region:
    if outlook is None or region.bounds[2] - region.bounds[0] < outlook[2] - outlook[0]:
        return region
    return polygons_of(shapely.intersection(region, shapely.box(*outlook))) or region


def _least_m(nodes: Mapping[str, Sequence[Constraint]], ties: Sequence[Tie]) -> float:
    """Bound a gap from below by arithmetic: two sets give way at both ends, and a tie between them as well."""
    ways = [(lower_bound_m(nodes[tie.a], nodes[tie.b]) - tie.high_m) / 3 for tie in ties]
    return max(arithmetic_m(nodes) / 2, *ways, 0.0)


def arithmetic_m(nodes: Mapping[str, Sequence[Constraint]]) -> float:
    """Bound from below how far the constraints of one event are apart, without any region; 0 when nothing says."""
    return max(_pairwise_m(nodes), default=0.0)


def _pairwise_m(nodes: Mapping[str, Sequence[Constraint]]) -> Iterator[float]:
    for constraints in nodes.values():
        for number, one in enumerate(constraints):
            for other in constraints[number + 1 :]:
                yield _least_between(_Pair(one, other))


class _Pair:
    """Two constraints, told apart by which they are: every set that a search for conflicts tries asks for its pairs."""

    __slots__ = ("one", "other")

    def __init__(self, one: Constraint, other: Constraint) -> None:
        self.one, self.other = one, other

    def __hash__(self) -> int:
        return hash((id(self.one), id(self.other)))

    def __eq__(self, there: object) -> bool:
        return isinstance(there, _Pair) and there.one is self.one and there.other is self.other


@lru_cache(maxsize=1 << 16)
def _least_between(pair: _Pair) -> float:
    return lower_bound_m([pair.one], [pair.other])


def at_odds(shapes: Sequence[Shape]) -> bool:
    """Tell whether sides of a border, and depths behind it, contradict each other wherever that line runs.

    Who is within A is not within its neighbour, nor 2 km inside it, by however much their border may be drawn wrong: it
    is one border. Where two countries claim the same ground, only regions tell.
    """
    lines = [shape for shape in shapes if _spot(shape) is None]
    # What one denies is what others say.
    if any(isinstance(shape, Denial) and all(part in shapes for part in shape.shapes) for shape in shapes):
        return True
    areas = [area for shape in lines if (area := _side_of(shape)) is not None]
    if any(
        one.name != other.name and _apart(one, other) for number, one in enumerate(areas) for other in areas[:number]
    ):
        return True
    outside = [shape.area for shape in lines if isinstance(shape, Complement)]
    if any(area.name and area.name == other.name for area in areas for other in outside):
        return True
    return any(
        max(low[0] - high[1], high[0] - low[1]) > 0.0
        for number, here in enumerate(lines)
        for there in lines[number + 1 :]
        for low, high in _spans(here, there)
    )


def lower_bound_m(one: Sequence[Constraint], other: Sequence[Constraint]) -> float:
    """Bound from below how far the sets of two claims are apart by arithmetic alone, metres.

    The distance to a line, signed by side, is 1-Lipschitz: whoever must be 1.5 km inside and whoever must be 9.9 km
    outside are at least 11.4 km apart, however the line runs. So is the distance to a position.
    """
    shapes = [[constraint.shape for constraint in constraints] for constraints in (one, other)]
    best = 0.0
    for here, there in product(*shapes):
        for low, high in _spans(here, there):
            best = max(best, low[0] - high[1], high[0] - low[1])
        for spot, shape in ((_spot(here), there), (_spot(there), here)):
            # The miss of these shapes is 1-Lipschitz too: it shrinks by no more than one moves.
            if spot is not None and isinstance(shape, SMOOTH):
                best = max(best, float(shape.violation_m([spot[0]], [spot[1]])[0]) - spot[3])
    return best


def too_far(nodes: Mapping[str, Sequence[Constraint]], ties: Sequence[Tie]) -> bool:
    """Tell by arithmetic alone that constraints of one event, or of two tied ones, are too far apart."""
    return any(least > ROUNDING_M for least in _pairwise_m(nodes)) or any(
        lower_bound_m(nodes[tie.a], nodes[tie.b]) > tie.high_m + ROUNDING_M for tie in ties
    )


def clashing(ties: Sequence[Tie]) -> list[Tie]:
    """Give the ties that no two positions satisfy: from an event to itself, or with another between the same two.

    Examples
    --------
    >>> north, south = (Tie("a", "b", 295.0, 305.0, "", heading, 45.0) for heading in (0.0, 180.0))
    >>> len(clashing([north])), len(clashing([north, south]))
    (0, 1)
    """
    found = [tie for tie in ties if tie.a == tie.b and tie.low_m > ROUNDING_M]
    for number, one in enumerate(ties):
        for other in ties[:number]:
            if {one.a, one.b} != {other.a, other.b}:
                continue
            least_m = max(one.low_m, other.low_m)
            # At no distance there is no direction; seen from the other end it turns with the meridians.
            turned = one.a == other.a and least_m > ROUNDING_M and _turned(one, other)
            if turned or least_m > min(one.high_m, other.high_m) + ROUNDING_M:
                found.append(one)
    return found


def _turned(one: Tie, other: Tie) -> bool:
    """Tell whether two headings from the same end have no direction in common."""
    if one.heading_deg is None or other.heading_deg is None:
        return False
    apart = abs((one.heading_deg - other.heading_deg + 180.0) % 360.0 - 180.0)
    return apart > one.half_width_deg + other.half_width_deg + ROUNDING_DEG


def _spans(here: Shape, there: Shape) -> Iterator[tuple[Interval, Interval]]:
    """Give what both shapes say of the same 1-Lipschitz functions: distance to a spot, depth behind a line."""
    one, other = _spot(here), _spot(there)
    if one is not None and other is not None:
        (lon, lat, low_m, high_m), (lon2, lat2, low2_m, high2_m) = one, other
        apart = float(inverse(lon, lat, lon2, lat2)[2])
        yield (low_m, high_m), (apart - high2_m, apart + high2_m)
        yield (apart - high_m, apart + high_m), (low2_m, high2_m)
    for depth in dict.fromkeys(shape for shape in (here, there) if isinstance(shape, DepthBand)):
        first, second = _depth(here, depth), _depth(there, depth)
        if first is not None and second is not None:
            yield first, second
    for band in dict.fromkeys(_line_of(shape) for shape in (here, there)):
        if band is not None:
            first, second = _distance(here, band), _distance(there, band)
            if first is not None and second is not None:
                yield first, second


def _spot(shape: Shape) -> tuple[float, float, float, float] | None:
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


def _side_of(shape: Shape) -> Area | None:
    """Give the territory in which a shape lies as a whole, if there is one."""
    match shape:
        case Area(name=name) if name:
            return shape
        case SideBand(area=area) if area.name and area.grow_m <= 0:
            return area
        case DepthBand(area=area, low_m=low_m) if area.name and low_m > 0:
            return area
    return None


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
    spot = _spot(shape)
    if spot is None:
        return None
    far = float(line.distance_m([spot[0]], [spot[1]])[0])
    return far - spot[3], far + spot[3]


def _depth(shape: Shape, of: DepthBand) -> Interval | None:
    """Give the depths behind a line that a shape allows; negative on the other side."""
    match shape:
        case DepthBand(lines=lines, area=area, low_m=low_m, high_m=high_m) if lines is of.lines and area == of.area:
            return low_m, high_m
        case Area(name=name, grow_m=grow_m) if name and name != of.area.name and grow_m >= 0:
            return (-np.inf, grow_m) if _apart(shape, of.area) else None
        case SideBand(band=band, area=area) if band.lines is of.lines and area.name != of.area.name:
            return (-band.high_m, -band.low_m) if area.grow_m == 0 and _apart(area, of.area) else None
    spot = _spot(shape)
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


def _least_way(of: DepthBand, spot: tuple[float, float, float, float], across_m: float, aside_m: float) -> float:
    around_m = of.way_round_m(spot[0], spot[1], across_m + spot[3]) - spot[3]
    return max(0.0, min(across_m, max(around_m, aside_m)))


_KNOWN: dict[tuple[str, str, int, int], bool] = {}


def _apart(one: Area, other: Area) -> bool:
    """Tell whether two territories have no common ground; where two countries claim the same, depth says nothing."""
    key = (one.name, other.name, id(one.polygon), id(other.polygon))
    if key not in _KNOWN:
        _KNOWN[key] = bool(shapely.intersection(one.polygon, other.polygon).area == 0)
    return _KNOWN[key]
