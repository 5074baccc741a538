"""Positions that meet constraints: witnesses, and what misses least where there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geoevents.earth import (
    ArcBand,
    Area,
    AreaBand,
    Both,
    Box,
    DepthBand,
    Disc,
    Either,
    Frame,
    LineBand,
    Ring,
    Shape,
    SideBand,
    Widened,
    destination,
    inverse,
)
from geoevents.earth.headed import AlongBand, TowardBand
from geoevents.reasoning.constrain import Constraint
from geoevents.reasoning.regions import Region, Tie, Window, local_bounds

WITNESS_M = 1e-3
"""A position is a witness when no constraint misses it by more than this."""
AFLOAT_DEG = (0.0, 45.0)
SAMPLES = 48
"""Positions tried in each part of a region before a local search begins."""
STEP_M = 0.01
STARTS = 6
STREWN = 160
"""Positions strewn over a shape for a first look; a few hundred more cost more than they settle."""
TRIED = 400
SLOW = (AlongBand, TowardBand, Widened)
"""Shapes whose misses are searched for; a few positions are put to them."""
FEW = 4
FAR_M = 2_000_000.0
PLANE_M = 8_000_000.0
"""Beyond this planes around a pole have no latitude: a step of a search that goes so far is walked on the globe."""
STEPS = 60
"""Steps of one descent; each either gains or halves the reach."""

Position = tuple[float, float]
Floats = NDArray[np.float64]


class Search:
    """Positions of several events at once, as metres in one local plane per event, and how far they miss."""

    def __init__(
        self, nodes: Mapping[str, Sequence[Constraint]], ties: Sequence[Tie], anchors: Mapping[str, Position]
    ) -> None:
        self.ids = tuple(nodes)
        self.nodes = nodes
        self.ties = ties
        self.frames = {id: Frame(*anchors[id]) for id in self.ids}

    def positions(self, xy: Floats) -> dict[str, Position]:
        """Give each event's position in degrees."""
        found = {}
        for index, id in enumerate(self.ids):
            lon, lat = self._degrees(id, xy[2 * index : 2 * index + 2][None, :])
            found[id] = (float(lon[0]), float(lat[0]))
        return found

    def misses(self, xy: Floats) -> Floats:
        """Give by how many metres each constraint and each tie is missed."""
        return self._around(xy, np.zeros((1, 2)))[0]

    def slopes(self, xy: Floats) -> Floats:
        """How the misses change with every coordinate, over a step well above the rounding of a distance."""
        return self.linear(xy)[1]

    def linear(self, xy: Floats) -> tuple[Floats, Floats]:
        """Give the misses (M,) and their slopes (M, 2 events), each shape asked once."""
        steps = np.array([[0.0, 0.0], [1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]]) * STEP_M
        return self._around(xy, steps)

    def worst(self, xy: Floats) -> float:
        """Give the largest miss."""
        return float(self.misses(xy).max(initial=0.0))

    def descend(self, xy: Floats, until_m: float = 0.01) -> tuple[float, Floats]:
        """Make the largest miss as small as the way down from here allows: linear steps within a shrinking reach."""
        from scipy.optimize import linprog

        best, slopes = self.linear(xy)
        reach = max(float(best.max(initial=0.0)), 10.0)
        for _ in range(STEPS):
            worst = float(best.max(initial=0.0))
            if worst <= until_m or reach < until_m / 4:
                break
            count = len(xy)
            goal = np.append(np.zeros(count), 1.0)
            found = linprog(
                goal,
                A_ub=np.column_stack([slopes, -np.ones(len(best))]),
                b_ub=-best,
                bounds=[(-reach, reach)] * count + [(0.0, None)],
                method="highs",
            )
            if found.x is None:
                break
            there = xy + found.x[:count]
            misses = self.misses(there)
            gained = worst - float(misses.max(initial=0.0))
            if gained > 0.1 * max(worst - float(found.fun), 1e-9):
                xy = there
                best, slopes = self.linear(xy)
                reach *= 1.5
                if gained < until_m / 20 and reach < worst:
                    break
            else:
                reach /= 3
        return float(best.max(initial=0.0)), xy

    def _around(self, xy: Floats, steps: Floats) -> tuple[Floats, Floats]:
        """Misses at a position, and central differences over `steps` (one row: none are asked for)."""
        at = {
            id: self._degrees(id, xy[2 * index : 2 * index + 2][None, :] + steps) for index, id in enumerate(self.ids)
        }
        values, slopes = [], []
        for index, id in enumerate(self.ids):
            for constraint in self.nodes[id]:
                miss = constraint.shape.violation_m(*at[id])
                values.append(float(miss[0]))
                slopes.append(self._slope(miss, index))
        for tie in self.ties:
            one, other = self.ids.index(tie.a), self.ids.index(tie.b)
            a, b = at[tie.a], at[tie.b]
            fixed_a, fixed_b = (np.full(len(steps), a[0][0]), np.full(len(steps), a[1][0])), (
                np.full(len(steps), b[0][0]), np.full(len(steps), b[1][0]))  # fmt: skip
            moving_a, moving_b = _tie_miss(tie, a, fixed_b), _tie_miss(tie, fixed_a, b)
            values.append(float(moving_a[0]))
            slopes.append(self._slope(moving_a, one) + self._slope(moving_b, other))
        return np.array(values), np.array(slopes).reshape(len(values), 2 * len(self.ids))

    def _slope(self, miss: Floats, index: int) -> Floats:
        row = np.zeros(2 * len(self.ids))
        if len(miss) == 5:
            row[2 * index] = (miss[1] - miss[2]) / (2 * STEP_M)
            row[2 * index + 1] = (miss[3] - miss[4]) / (2 * STEP_M)
        return row

    def _degrees(self, id: str, xy: Floats) -> tuple[Floats, Floats]:
        frame = self.frames[id]
        if np.abs(xy).max() > PLANE_M:
            return destination(frame.lon, frame.lat, np.degrees(np.arctan2(xy[:, 0], xy[:, 1])), np.hypot(*xy.T))
        return frame.to_lonlat(xy[:, 0], xy[:, 1])


def _tie_miss(tie: Tie, a: tuple[Floats, Floats], b: tuple[Floats, Floats]) -> Floats:
    azimuth, _, distance = inverse(*b, *a)
    miss = np.maximum(np.maximum(tie.low_m - distance, distance - tie.high_m), 0.0)
    if tie.heading_deg is not None:
        off = np.abs(np.mod(azimuth - tie.heading_deg + 180.0, 360.0) - 180.0) - tie.half_width_deg
        miss = np.maximum(miss, np.radians(np.clip(off, 0.0, 90.0)) * distance)
    found: Floats = miss
    return found


def witness(
    nodes: Mapping[str, Sequence[Constraint]], ties: Sequence[Tie], regions: Mapping[str, Region]
) -> dict[str, Position] | None:
    """Find one position per event at which everything holds within a millimetre, or None.

    Sampled positions are enough where regions have some width; exact numbers leave curves and points, which a local
    search then meets.
    """
    seeds = {id: spread(regions[id], nodes[id]) for id in nodes}
    if not ties:
        picked = {id: points[0] for id, (points, miss) in seeds.items() if miss[0] <= WITNESS_M}
        if len(picked) == len(nodes):
            return picked
    count = max(len(points) for points, _ in seeds.values())
    for start in range(min(count, STARTS)):
        anchors = {id: points[min(start, len(points) - 1)] for id, (points, _) in seeds.items()}
        search = Search(nodes, ties, anchors)
        zero = np.zeros(2 * len(search.ids))
        if search.worst(zero) <= WITNESS_M:
            return search.positions(zero)
        # Few phrases get here, and scipy takes longer to import than most take to solve.
        from scipy.optimize import least_squares

        found = least_squares(search.misses, zero, jac=search.slopes, x_scale=100.0, xtol=1e-14, ftol=1e-14, gtol=1e-14)
        if search.worst(found.x) <= WITNESS_M:
            return search.positions(found.x)
    return None


@lru_cache(maxsize=256)
def drifts(ties: tuple[Tie, ...]) -> bool:
    """Tell whether events that nobody places can be as their ties say, somewhere in moderate latitudes.

    Around a pole two events can be north of each other; nobody means that.
    """
    from scipy.optimize import least_squares

    generator = np.random.default_rng(5)
    ids = dict.fromkeys(end for tie in ties for end in (tie.a, tie.b))
    reach_m = min(max(tie.high_m for tie in ties), FAR_M)
    for lat in AFLOAT_DEG:
        search = Search(dict.fromkeys(ids, ()), ties, dict.fromkeys(ids, (0.0, lat)))
        for _ in range(FEW):
            start = generator.uniform(-reach_m, reach_m, 2 * len(ids))
            scale = max(reach_m / 10, 1.0)
            found = least_squares(search.misses, start, jac=search.slopes, x_scale=scale, max_nfev=STEPS)
            if search.worst(found.x) <= WITNESS_M:
                return True
    return False


def spread(region: Region, constraints: Sequence[Constraint]) -> tuple[list[Position], Floats]:
    """Positions spread over a region, the one that misses least first, with what each misses by."""
    generator = np.random.default_rng(20250401)
    points: list[Position] = []
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


def scattered(nodes: Mapping[str, Sequence[Constraint]], ties: Sequence[Tie], outlook: Window | None) -> bool:
    """Tell whether positions strewn over one shape of each event happen to be witnesses: no region is made for it.

    Ties are looked at for each of a few positions of every event, one of each. False says nothing.
    """
    found: dict[str, tuple[Floats, Floats]] = {}
    for id, constraints in nodes.items():
        first = min(constraints, key=lambda constraint: _size(constraint.shape))
        cloud = _kept(constraints, *strewn(first.shape, outlook))
        if not len(cloud[0]):
            return False
        found[id] = cloud
    if not ties:
        return True
    generator = np.random.default_rng(7)
    apart = {id: _drawn(found[id], generator) for id in nodes}
    return _all_hold(nodes, ties, apart) or _all_hold(nodes, ties, _along_ties(nodes, ties, apart, generator))


def _along_ties(
    nodes: Mapping[str, Sequence[Constraint]],
    ties: Sequence[Tie],
    apart: Mapping[str, tuple[Floats, Floats]],
    generator: np.random.Generator,
) -> dict[str, tuple[Floats, Floats]]:
    """Strew the smallest node first and the others from it: a way known to half a metre is hit by no chance."""
    ids = sorted(nodes, key=lambda id: (min(_size(constraint.shape) for constraint in nodes[id]), id))
    at = {ids[0]: apart[ids[0]]}
    for _ in ids:
        for tie in ties:
            for here, there, turn in ((tie.a, tie.b, 0.0), (tie.b, tie.a, 180.0)):
                if here not in at and there in at:
                    at[here] = _along_tie(tie, at[there], turn, generator)
    return {id: at.get(id, apart[id]) for id in ids}


def _all_hold(
    nodes: Mapping[str, Sequence[Constraint]], ties: Sequence[Tie], at: Mapping[str, tuple[Floats, Floats]]
) -> bool:
    """Tell whether one of several draws, a position of every event each, meets every tie and every constraint."""
    miss = np.max([_tie_miss(tie, at[tie.a], at[tie.b]) for tie in ties], axis=0)
    for id, constraints in nodes.items():
        for constraint in sorted(constraints, key=lambda constraint: isinstance(constraint.shape, SLOW)):
            left = np.flatnonzero(miss <= WITNESS_M)
            if isinstance(constraint.shape, SLOW):
                miss[left[FEW:]] = np.inf
                left = left[:FEW]
            if not len(left):
                return False
            miss[left] = np.maximum(miss[left], constraint.shape.violation_m(at[id][0][left], at[id][1][left]))
    return bool((miss <= WITNESS_M).any())


def _kept(constraints: Sequence[Constraint], lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
    for constraint in sorted(constraints, key=lambda constraint: isinstance(constraint.shape, SLOW)):
        if isinstance(constraint.shape, SLOW):
            lon, lat = lon[:FEW], lat[:FEW]
        if len(lon):
            holds = constraint.shape.violation_m(lon, lat) <= WITNESS_M
            lon, lat = lon[holds], lat[holds]
    return lon, lat


def _drawn(cloud: tuple[Floats, Floats], generator: np.random.Generator) -> tuple[Floats, Floats]:
    pick = generator.integers(0, len(cloud[0]), TRIED)
    return cloud[0][pick], cloud[1][pick]


def _along_tie(
    tie: Tie, there: tuple[Floats, Floats], turn: float, generator: np.random.Generator
) -> tuple[Floats, Floats]:
    """Strew the one end of a tie around the positions of the other."""
    high_m = min(tie.high_m, FAR_M)
    away = generator.uniform(min(tie.low_m, high_m), high_m, TRIED)
    half = tie.half_width_deg if tie.heading_deg is not None else 180.0
    toward = (tie.heading_deg or 0.0) + turn + generator.uniform(-half, half, TRIED)
    lon, lat = destination(there[0], there[1], toward, away)
    return lon, lat


def _size(shape: Shape) -> float:
    box = local_bounds(shape)
    if box is not None:
        return (box[2] - box[0]) * (box[3] - box[1])
    # Bands are thinner than territories, and everywhere else is larger than both.
    if isinstance(shape, LineBand | SideBand | DepthBand | AreaBand | Both | Either | Widened | AlongBand | TowardBand):
        return 1e5
    return 1e6 if isinstance(shape, Area) else 1e7


@lru_cache(maxsize=512)
def strewn(shape: Shape, outlook: Window | None) -> tuple[Floats, Floats]:
    """Strew positions over a shape, longitudes and latitudes; none where that is not easy."""
    generator = np.random.default_rng(20250401)
    match shape:
        case Disc(lon=lon, lat=lat) | Ring(lon=lon, lat=lat) | ArcBand(lon=lon, lat=lat):
            low_m, high_m = (0.0, shape.radius_m) if isinstance(shape, Disc) else (shape.low_m, shape.high_m)
            arc = isinstance(shape, ArcBand)
            middle, half = (shape.azimuth_deg, shape.half_width_deg) if arc else (0.0, 180.0)  # type: ignore[union-attr]
            if not np.isfinite(high_m) or high_m > FAR_M:
                return np.empty(0), np.empty(0)
            away = np.sqrt(generator.uniform(low_m**2, high_m**2, STREWN))
            turn = middle + generator.uniform(-half, half, STREWN)
            around = destination(lon, lat, turn, away)
            return np.append(around[0], lon), np.append(around[1], lat)
        case Box(lon=lon, lat=lat, half_lon_deg=half_lon, half_lat_deg=half_lat):
            aside, up = generator.uniform(-1.0, 1.0, (2, 24))
            # A box of rounding around a pole ends there.
            up = np.clip(lat + half_lat * up, -90.0, 90.0)
            return np.append(lon, lon + half_lon * aside), np.append(lat, up)
        case Both(first=first, second=second):
            for one, other in ((first, second), (second, first)):
                x, y = strewn(one, outlook)
                holds = other.violation_m(x, y) <= 0.0 if len(x) else np.zeros(0, dtype=bool)
                if holds.any():
                    return x[holds], y[holds]
        case Either(first=first, second=second):
            clouds = strewn(first, outlook), strewn(second, outlook)
            return np.append(clouds[0][0], clouds[1][0]), np.append(clouds[0][1], clouds[1][1])
        case Widened(shape=inner):
            return strewn(inner, outlook)
        case AreaBand() | AlongBand() | TowardBand():
            return _along(shape, shape.lines, shape.low_m, shape.high_m, outlook)
        case LineBand() | SideBand() | DepthBand():
            band = shape.band if isinstance(shape, SideBand) else shape
            return _along(shape, band.lines, band.low_m, band.high_m, outlook)
        case Area():
            west, south, east, north = outlook or shape.bounds() or (-180.0, -90.0, 180.0, 90.0)
            x, y = generator.uniform(west, east, STREWN), generator.uniform(south, north, STREWN)
            inside = shape.violation_m(x, y) <= 0.0
            return x[inside], y[inside]
    return np.empty(0), np.empty(0)


def _along(shape: Shape, lines: Any, low_m: float, high_m: float, outlook: Window | None) -> tuple[Floats, Floats]:
    """Strew positions on both sides of lines, and keep those that the shape allows."""
    empty = np.empty(0), np.empty(0)
    if not np.isfinite(high_m) or high_m > FAR_M:
        return empty
    near = lines if outlook is None else shapely.clip_by_rect(lines, *outlook)
    if near.is_empty:
        return empty
    generator = np.random.default_rng(20250401)
    vertices = shapely.get_coordinates(near)
    xy = vertices[generator.integers(0, len(vertices), 8 * STREWN)]
    away = generator.uniform(max(low_m, 0.0), max(high_m, 0.0), len(xy))
    lon, lat = destination(xy[:, 0], xy[:, 1], generator.uniform(0.0, 360.0, len(xy)), away)
    holds = shape.violation_m(lon, lat) <= 0.0
    return lon[holds], lat[holds]
