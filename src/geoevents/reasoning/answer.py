"""Where a set of constraints allows an event, or several linked events, to be.

A region is an outer approximation: when it is empty, nothing satisfies the constraints. That it is not empty proves
nothing; only a witness does, one position for every event at which every constraint holds within a millimetre.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon

from geoevents.atlas.territories import drawn_at, undrawn
from geoevents.earth import (
    Area,
    Complement,
    DepthBand,
    Frame,
    LineBand,
    Shape,
    SideBand,
    area_m2,
    corrected_center,
    inverse,
    parts,
    ring_around,
    separation,
)
from geoevents.model import Answer, Fix, Step
from geoevents.model.result import SATISFIABLE, UNDECIDED, UNSATISFIABLE
from geoevents.reasoning.constrain import Constraint

WITNESS_M = 1e-3
"""A position is a witness when no constraint misses it by more than this."""
SAMPLES = 48
"""Positions tried in each part of a region before a local search begins."""
STEP_M = 0.01
ROUNDS = 8
"""Passes of link propagation; regions only shrink, so stopping early loses no position."""
WIDE_DEG = 1.0
MAX_GAP_M = 2_000_000.0

Region = Polygon | MultiPolygon
Window = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Separation:
    """Two events whose geodesic distance lies in [low_m, high_m]."""

    a: str
    b: str
    low_m: float
    high_m: float
    text: str


def answer(constraints: Sequence[Constraint], dataset: str, outlook: Window | None = None) -> Answer:
    """Solve one event: region, fixes, witness, and by how much the constraints miss when they cannot hold together.

    Parameters
    ----------
    constraints
        At least one; all must hold.
    dataset
        The border dataset on which the fixes' countries are looked up.
    outlook
        Box (west, south, east, north) in degrees to which bands are held that nothing else bounds.

    Returns
    -------
    Answer
        "unsatisfiable" only when the outer region is empty, "satisfiable" only with a witness, else "undecided".
    """
    return answer_linked({"": constraints}, (), dataset, outlook)[""]


def answer_linked(
    nodes: Mapping[str, Sequence[Constraint]], links: Sequence[Separation], dataset: str, outlook: Window | None = None
) -> dict[str, Answer]:
    """Solve events that are tied by distances between them.

    Every node needs a constraint of its own. The nodes are taken as one connected component: when one has no
    position, none has.
    """
    cut = {id: intersect(constraints, outlook) for id, constraints in nodes.items()}
    regions = {id: region for id, (region, _) in cut.items()}
    narrowed = [id for id, (_, within_outlook) in cut.items() if within_outlook]
    for _ in range(ROUNDS):
        if not _propagate(regions, links):
            break
    ledgers = {id: _ledger(constraints, links, id) for id, constraints in nodes.items()}
    for id in narrowed:
        ledgers[id] = (*ledgers[id], Step("nothing bounds this: looked at within", {"window": list(outlook or ())}))
    if any(region is None for region in regions.values()):
        missed, _ = _gap(nodes, links, outlook)
        # What was only looked at in part is not shown to be impossible elsewhere.
        status = UNDECIDED if narrowed else UNSATISFIABLE
        return {id: Answer(status, None, (), None, missed, ledgers[id]) for id in nodes}
    filled = {id: region for id, region in regions.items() if region is not None}
    witness = _witness(nodes, links, filled)
    gap: tuple[float, float] | None = (0.0, 0.0)
    if witness is None:
        gap, nearest = _gap(nodes, links, outlook)
        if gap is not None and gap[1] <= WITNESS_M:
            witness = nearest
    status = UNDECIDED if witness is None else SATISFIABLE
    return {
        id: Answer(status, region, fixes_of(region, dataset), witness[id] if witness else None, gap, ledgers[id])
        for id, region in filled.items()
    }


def intersect(constraints: Sequence[Constraint], outlook: Window | None = None) -> tuple[Region | None, bool]:
    """Give the region in which all constraints can hold, an outer approximation; None when it is empty.

    Territories come first: they are cheap, and two that do not meet settle the matter for bands inside them too. Where
    nothing bounds the bands, they are only looked at within `outlook`; the second value says that this was so.
    """
    window = window_of([local_bounds(constraint.shape) for constraint in constraints])
    if window is not None and (window[0] > window[2] or window[1] > window[3]):
        return None, False
    shapes = [constraint.shape for constraint in constraints]
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
        if window is None and outlook is not None:
            window, narrowed = outlook, True
        if region is not None and (window is not None or region.area < window_area(outlook)):
            window = region.bounds if window is None else window_of([window, region.bounds])
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
    return None if isinstance(shape, Area | Complement | LineBand | SideBand | DepthBand) else shape.bounds()


def window_of(boxes: Sequence[tuple[float, float, float, float] | None]) -> tuple[float, float, float, float] | None:
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

    Every shape is dilated by its tolerance, so a true position lies in the interior: what is left over as a bare
    line or point holds none.
    """
    found = [
        part for part in shapely.get_parts(shapely.get_parts(geometry)) if part.geom_type == "Polygon" and part.area > 0
    ]
    if not found:
        return None
    return found[0] if len(found) == 1 else MultiPolygon(found)


def _is_area(part: object) -> bool:
    return isinstance(part, Polygon) and part.area > 0


def fixes_of(region: Region, dataset: str) -> tuple[Fix, ...]:
    """Give one fix for each connected part of a region, the largest first."""
    found = []
    for part in parts(region):
        lon, lat, radius_m = _center(part)
        found.append((lon, lat, radius_m, area_m2(part), part))
    found.sort(key=lambda fix: -fix[3])
    drawn = drawn_at([fix[0] for fix in found], [fix[1] for fix in found], dataset)
    return tuple(
        Fix(*fix, countries_as_drawn=codes, country_reason=undrawn(dataset) if codes is None else "")
        for fix, codes in zip(found, drawn, strict=True)
    )


@lru_cache(maxsize=256)
def _center(part: Region) -> tuple[float, float, float]:
    """Give the corrected center of a part; of one wider than a degree, to a five-hundredth of its width.

    A border band or a country has tens of thousands of vertices, and its center says no more than where about it is:
    it is found on a coarser outline and put onto the part, and the radius still reaches every vertex.
    """
    west, south, east, north = part.bounds
    size = max(east - west, north - south)
    if size < WIDE_DEG:
        return corrected_center(part)
    coarse = polygons_of(shapely.simplify(part, size / 500)) or part
    lon, lat, _ = corrected_center(max(shapely.get_parts(coarse), key=lambda piece: piece.area))
    middle = shapely.Point(lon, lat)
    # Well inside, so that no rounding puts the center of a country across its border.
    inner = polygons_of(shapely.buffer(coarse, -size / 250)) or part
    if not inner.intersects(middle):
        middle = shapely.shortest_line(inner, middle).interpolate(0)
    vertices = shapely.get_coordinates(shapely.convex_hull(part))
    reach = inverse(middle.x, middle.y, vertices[:, 0], vertices[:, 1])[2]
    return middle.x, middle.y, float(reach.max())


def _propagate(regions: dict[str, Region | None], links: Sequence[Separation]) -> bool:
    """Shrink the regions at both ends of every link; say whether any of them changed."""
    changed = False
    for link in links:
        for here, there in ((link.a, link.b), (link.b, link.a)):
            region, other = regions[here], regions[there]
            if region is None or other is None:
                continue
            reach = [ring_around(part, link.low_m, link.high_m) for part in parts(other)]
            cut = polygons_of(shapely.intersection(region, shapely.union_all(reach)))
            if cut is None or cut.area < region.area * (1 - 1e-3):
                changed = True
            regions[here] = cut
    return changed


def status_of(
    nodes: Mapping[str, Sequence[Constraint]], links: Sequence[Separation], outlook: Window | None = None
) -> str:
    """Tell only whether events can have positions: what `answer_linked` says, without fixes and gaps."""
    cut = {id: intersect(constraints, outlook) for id, constraints in nodes.items()}
    regions = {id: region for id, (region, _) in cut.items()}
    for _ in range(ROUNDS):
        if not _propagate(regions, links):
            break
    filled = {id: region for id, region in regions.items() if region is not None}
    if len(filled) < len(regions):
        return UNDECIDED if any(narrowed for _, narrowed in cut.values()) else UNSATISFIABLE
    return UNDECIDED if _witness(nodes, links, filled) is None else SATISFIABLE


def _ledger(constraints: Sequence[Constraint], links: Sequence[Separation], id: str) -> tuple[Step, ...]:
    tied = [
        Step(link.text, {"link": [link.a, link.b], "low_m": link.low_m, "high_m": link.high_m})
        for link in links
        if id in (link.a, link.b)
    ]
    return (*(constraint.step for constraint in constraints), *tied)


class _Search:
    """Positions of all events at once, as metres in one local plane per event, and how far they miss."""

    def __init__(
        self,
        nodes: Mapping[str, Sequence[Constraint]],
        links: Sequence[Separation],
        anchors: Mapping[str, tuple[float, float]],
    ) -> None:
        self.ids = tuple(nodes)
        self.nodes = nodes
        self.links = links
        self.frames = {id: Frame(*anchors[id]) for id in self.ids}

    def positions(self, xy: NDArray[np.float64]) -> dict[str, tuple[float, float]]:
        found = {}
        for index, id in enumerate(self.ids):
            lon, lat = self.frames[id].to_lonlat(np.asarray([xy[2 * index]]), np.asarray([xy[2 * index + 1]]))
            found[id] = (float(lon[0]), float(lat[0]))
        return found

    def misses(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        at = self.positions(xy)
        values = [
            float(constraint.shape.violation_m(np.asarray([at[id][0]]), np.asarray([at[id][1]]))[0])
            for id in self.ids
            for constraint in self.nodes[id]
        ]
        for link in self.links:
            distance = float(inverse(*at[link.a], *at[link.b])[2])
            values.append(max(link.low_m - distance, distance - link.high_m, 0.0))
        return np.asarray(values)

    def slopes(self, xy: NDArray[np.float64]) -> NDArray[np.float64]:
        """How the misses change with every coordinate, over a step well above the rounding of a distance."""
        steps = np.eye(len(xy)) * STEP_M
        return np.column_stack([(self.misses(xy + step) - self.misses(xy - step)) / (2 * STEP_M) for step in steps])

    def worst(self, xy: NDArray[np.float64]) -> float:
        return float(self.misses(xy).max())


def _witness(
    nodes: Mapping[str, Sequence[Constraint]], links: Sequence[Separation], regions: Mapping[str, Region]
) -> dict[str, tuple[float, float]] | None:
    """Find one position per event at which everything holds within a millimetre, or None.

    Sampled positions are enough where regions have some width; exact numbers leave curves and points, which a local
    search then meets.
    """
    seeds = {id: _seeds(regions[id], nodes[id]) for id in nodes}
    if not links:
        picked = {id: points[0] for id, (points, miss) in seeds.items() if miss[0] <= WITNESS_M}
        if len(picked) == len(nodes):
            return picked
    count = max(len(points) for points, _ in seeds.values())
    for start in range(min(count, 6)):
        anchors = {id: points[min(start, len(points) - 1)] for id, (points, _) in seeds.items()}
        search = _Search(nodes, links, anchors)
        zero = np.zeros(2 * len(search.ids))
        if search.worst(zero) <= WITNESS_M:
            return search.positions(zero)
        # Few phrases get here, and scipy takes longer to import than most take to solve.
        from scipy.optimize import least_squares

        found = least_squares(search.misses, zero, jac=search.slopes, x_scale=100.0, xtol=1e-14, ftol=1e-14, gtol=1e-14)
        if search.worst(found.x) <= WITNESS_M:
            return search.positions(found.x)
    return None


def _seeds(region: Region, constraints: Sequence[Constraint]) -> tuple[list[tuple[float, float]], NDArray[np.float64]]:
    """Positions spread over a region, the one that misses least first, with what each misses by."""
    generator = np.random.default_rng(20250401)
    points: list[tuple[float, float]] = []
    for part in shapely.get_parts(region):
        middle = part.representative_point()
        points.append((middle.x, middle.y))
        west, south, east, north = part.bounds
        lon, lat = generator.uniform(west, east, SAMPLES), generator.uniform(south, north, SAMPLES)
        within = shapely.contains_xy(part, lon, lat)
        points += list(zip(lon[within].tolist(), lat[within].tolist(), strict=True))
    lon, lat = np.array(points).T
    miss = np.max([constraint.shape.violation_m(lon, lat) for constraint in constraints], axis=0)
    order = np.argsort(miss, kind="stable")
    return [points[index] for index in order], miss[order]


def _gap(
    nodes: Mapping[str, Sequence[Constraint]], links: Sequence[Separation], outlook: Window | None
) -> tuple[tuple[float, float] | None, dict[str, tuple[float, float]] | None]:
    """Bound the smallest dilation of every constraint that leaves a position, (lower, upper) in metres, and say where.

    The lower bound is half the separation of the two shapes of one event that lie farthest apart; the upper bound is
    what a search over positions reached. None when an event has no bounded constraint to search around.
    """
    if links:
        return None, None
    (id, constraints), *_ = nodes.items()
    window = _gap_window(constraints, outlook)
    if window is None:
        return None, None
    regions = [constraint.shape.region(window) for constraint in constraints]
    # What lies nowhere near is looked up whole: the gap is how far away it is.
    whole = zip(constraints, regions, strict=True)
    regions = [constraint.shape.region(None) if region.is_empty else region for constraint, region in whole]
    pieces = [region for region in regions if not region.is_empty]
    lower, starts = 0.0, [(middle.x, middle.y) for part in pieces for middle in [part.representative_point()]]
    for index, first in enumerate(pieces):
        for second in pieces[index + 1 :]:
            distance_m, one, two = separation(first, second)
            if len(pieces) == len(regions):
                lower = max(lower, distance_m / 2)
            starts += [one, two, ((one[0] + two[0]) / 2, (one[1] + two[1]) / 2)]
    if not starts:  # a shape that is nowhere on the globe
        return None, None
    from scipy.optimize import minimize

    best, where = MAX_GAP_M, None
    for start in _best_starts(starts, constraints):
        search = _Search({id: constraints}, (), {id: start})
        found = minimize(
            search.worst,
            np.zeros(2),
            method="Nelder-Mead",
            options={
                "xatol": 0.05,
                "fatol": 0.05,
                "maxiter": 60,
                "initial_simplex": _simplex(search.worst(np.zeros(2))),
            },
        )
        if float(found.fun) < best:
            best, where = float(found.fun), search.positions(found.x)
    return (lower, max(best, lower)), where


def _gap_window(constraints: Sequence[Constraint], outlook: Window | None) -> tuple[float, float, float, float] | None:
    boxes = [box for constraint in constraints if (box := local_bounds(constraint.shape)) is not None]
    if not boxes:
        return outlook
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
    # Half a degree lets a border band or a territory that lies outside all bounded shapes still be reached.
    return max(-180.0, west - 0.5), max(-90.0, south - 0.5), min(180.0, east + 0.5), min(90.0, north + 0.5)


def _best_starts(starts: Sequence[tuple[float, float]], constraints: Sequence[Constraint]) -> list[tuple[float, float]]:
    lon, lat = np.array([start[:2] for start in starts]).T
    miss = np.max([constraint.shape.violation_m(lon, lat) for constraint in constraints], axis=0)
    return [(float(lon[index]), float(lat[index])) for index in np.argsort(miss, kind="stable")[:2]]


def _simplex(size_m: float) -> NDArray[np.float64]:
    step = max(size_m, 10.0)
    return np.array([[0.0, 0.0], [step, 0.0], [0.0, step]])
