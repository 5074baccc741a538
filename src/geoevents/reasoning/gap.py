"""By how much constraints miss each other: gap, separation, and what arithmetic alone says.

The gap is the smallest number of metres by which every set (and every tie at both ends) must give way for a position to
exist. The separation is the distance between the regions of two claims. The lower bound needs no region: distances to
one line change by no more than one moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import combinations, product

import numpy as np
import shapely

from geoevents.earth import Area, Complement, Denial, DepthBand, Shape, SideBand, separation, widened
from geoevents.earth.frame import EARTH_RADIUS_M
from geoevents.earth.shapes import FARTHEST_M
from geoevents.reasoning.constrain import Constraint
from geoevents.reasoning.regions import Region, Tie, Window, allowed, intersect, local_bounds, polygons_of
from geoevents.reasoning.search import Position, Search, spread, strewn
from geoevents.reasoning.spans import apart, disagreements, spot_of, ways

CLOSE_M = 1.0
"""Lower and upper bound of a gap are brought this close to each other where that is possible."""
SHOWN_M = 300_000.0
"""What is dilated farther is a continent, and slow to draw: of a wider gap no more is shown than arithmetic says."""
ROUNDING_M = 0.01
ROUNDING_DEG = 1e-6
MOST_DEG = 85.0
STARTS = 3
NEAREST = 30
ROUNDS = 5
BELOW_M = (CLOSE_M / 2, 2 * CLOSE_M, 10 * CLOSE_M)
SAME_M = 0.5

Gap = tuple[float, float]
Missed = tuple[Gap | None, dict[str, Position] | None]


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
        if tried > SHOWN_M:
            break
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
    return found, search.positions(at)


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
    one: Sequence[Constraint], other: Sequence[Constraint], outlook: Window | None, least_m: float = 0.0
) -> tuple[float, Position, Position] | None:
    """Find how far the regions of two claims are apart, and where they come closest; None when either is empty.

    Of equally close places the one in the middle of the dispute is named. Where they are nearly as close there as
    arithmetic lets them be (`least_m`), the rest is not looked at: along a border that both run along it takes longest.
    """
    regions = [intersect(constraints, outlook)[0] for constraints in (one, other)]
    if regions[0] is None or regions[1] is None:
        return None
    # A territory is a country wide: only what lies around the dispute can be what comes closest there.
    first, second = (_within(region, outlook) for region in regions if region is not None)
    looked = []
    for here in _toward_the_middle(first, second, outlook or _common(first, second)) if least_m > 0.0 else ():
        if here[0] <= least_m + SAME_M:
            return here
        looked.append(here)
    found = separation(first, second)
    if found[0] == 0.0 or outlook is None:
        return found
    near = (here for here in looked or _toward_the_middle(first, second, outlook) if here[0] <= found[0] + SAME_M)
    return next(((found[0], *here[1:]) for here in near), found)


def _common(first: Region, second: Region) -> Window:
    """Give the box that the boxes of two regions share, turned inside out where they share none."""
    one, other = first.bounds, second.bounds
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def _toward_the_middle(first: Region, second: Region, outlook: Window) -> Iterator[tuple[float, Position, Position]]:
    """Find how far two regions are apart in the very middle of the dispute, and farther and farther around it."""
    west, south, east, north = outlook
    if west >= east or south >= north:
        return
    for share in (0.45, 0.3, 0.15):
        inner = (west + share * (east - west), south + share * (north - south),
                 east - share * (east - west), north - share * (north - south))  # fmt: skip
        cut = [polygons_of(shapely.intersection(region, shapely.box(*inner))) for region in (first, second)]
        if cut[0] is not None and cut[1] is not None:
            yield separation(cut[0], cut[1])


def _within(region: Region, outlook: Window | None) -> Region:
    if outlook is None or region.bounds[2] - region.bounds[0] < outlook[2] - outlook[0]:
        return region
    return polygons_of(shapely.intersection(region, shapely.box(*outlook))) or region


def _least_m(nodes: Mapping[str, Sequence[Constraint]], ties: Sequence[Tie]) -> float:
    """Bound a gap from below by arithmetic: two sets give way at both ends, and a tie between them as well."""
    own = [
        _least_between(_Pair(one, other)) / 2 for held in nodes.values() for one, other in combinations(held, 2)
    ]  # fmt: skip
    between = [(lower_bound_m(nodes[tie.a], nodes[tie.b]) - tie.high_m) / 3 for tie in ties]
    return max(*own, *between, 0.0, 0.0)


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
    return max(ways(pair.one.shape, pair.other.shape), default=0.0)


@lru_cache(maxsize=1 << 16)
def _disagree_m(pair: _Pair) -> float:
    return max(disagreements(pair.one.shape, pair.other.shape), default=0.0)


def at_odds(shapes: Sequence[Shape]) -> bool:
    """Tell whether sides of a border, and depths behind it, contradict each other wherever that line runs.

    Who is within A is not within its neighbour, nor 2 km inside it, by however much their border may be drawn wrong: it
    is one border. Where two countries claim the same ground, only regions tell.
    """
    lines = [shape for shape in shapes if spot_of(shape) is None]
    # What one denies is what others say.
    if any(isinstance(shape, Denial) and all(part in shapes for part in shape.shapes) for shape in shapes):
        return True
    areas = [area for shape in lines if (area := _side_of(shape)) is not None]
    if any(
        one.name != other.name and apart(one, other) for number, one in enumerate(areas) for other in areas[:number]
    ):
        return True
    outside = [shape.area for shape in lines if isinstance(shape, Complement)]
    if any(area.name and area.name == other.name for area in areas for other in outside):
        return True
    return any(miss > 0.0 for here, there in combinations(lines, 2) for miss in disagreements(here, there))


def lower_bound_m(one: Sequence[Constraint], other: Sequence[Constraint]) -> float:
    """Bound from below how far the sets of two claims are apart by arithmetic alone, metres.

    The distance to a line, signed by side, is 1-Lipschitz where the line is the nearest way across: whoever must be
    1.5 km inside and whoever must be 9.9 km outside are at least 11.4 km apart, however it runs. So is the distance to
    a position.
    """
    return max((_least_between(_Pair(here, there)) for here, there in product(one, other)), default=0.0)


def too_far(nodes: Mapping[str, Sequence[Constraint]], ties: Sequence[Tie]) -> bool:
    """Tell by arithmetic alone that constraints of one event contradict each other, or of two tied ones are too far."""
    return any(
        _disagree_m(_Pair(one, other)) > ROUNDING_M for held in nodes.values() for one, other in combinations(held, 2)
    ) or any(
        lower_bound_m(nodes[tie.a], nodes[tie.b]) > tie.high_m + ROUNDING_M or _faces_back(tie, other, nodes)
        for number, tie in enumerate(ties)
        for other in (tie, *ties[:number])
    )


def _faces_back(one: Tie, other: Tie, nodes: Mapping[str, Sequence[Constraint]]) -> bool:
    """Tell whether two headings, each from the end that the other leads to, are not opposite, off the poles.

    Seen from the other end a heading is turned round, and by the convergence of the meridians between the two.
    """
    if (one.a, one.b) != (other.b, other.a) or one.heading_deg is None or other.heading_deg is None:
        return False
    high_m, least_m = min(one.high_m, other.high_m), max(one.low_m, other.low_m)
    boxes = [local_bounds(constraint.shape) for end in (one.a, one.b) for constraint in nodes[end]]
    top = min((max(abs(box[1]), abs(box[3])) for box in boxes if box is not None), default=90.0)
    top += np.degrees(high_m / EARTH_RADIUS_M) * 1.01
    if top > MOST_DEG or least_m <= ROUNDING_M or high_m > SHOWN_M:
        return False
    turned = np.degrees(high_m / EARTH_RADIUS_M) * np.tan(np.radians(top)) * 1.02
    back = replace(other, a=one.a, b=one.b, heading_deg=other.heading_deg + 180.0)
    return _turned(one, replace(back, half_width_deg=back.half_width_deg + turned))


def clashing(ties: Sequence[Tie]) -> list[Tie]:
    """Give the ties that no two positions satisfy: by themselves, or with another one between the same two.

    Nothing is farther from anything than half the way round the globe.

    Examples
    --------
    >>> north, south = (Tie("a", "b", 295.0, 305.0, "", heading, 45.0) for heading in (0.0, 180.0))
    >>> len(clashing([north])), len(clashing([north, south]))
    (0, 1)
    """
    found = [tie for tie in ties if tie.low_m > (ROUNDING_M if tie.a == tie.b else FARTHEST_M)]
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
