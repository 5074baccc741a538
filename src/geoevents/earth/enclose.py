"""What a region amounts to: its corrected center, its parts, its area, and how far it is from another."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon, affinity, ops

from geoevents.earth.frame import Frame
from geoevents.earth.geodesic import WGS84
from geoevents.earth.pieces import to_degrees, to_space
from geoevents.earth.split import Region, polygons
from geoevents.errors import GeometryError

Floats = NDArray[np.float64]
Position = tuple[float, float]
NEAR_M = 100_000.0
HAIR_DEG = 1e-8
"""Overlays leave hairs between pieces of one part, a millimetre wide at most."""
MOST_EDGES = 200
"""Edges searched for a corrected center, the most promising ones; more only tie."""


def corrected_center(region: Region) -> tuple[float, float, float]:
    """Find the position on a region from which its farthest point is nearest, and that distance.

    Returns
    -------
    lon, lat, radius_m
        The centre of the smallest enclosing circle when it lies on the region, else the best position on its edge
        (GBIF's corrected center); the radius is the largest geodesic distance to a vertex.

    Raises
    ------
    GeometryError
        An empty region.

    Examples
    --------
    >>> lon, lat, radius_m = corrected_center(shapely.box(0, 0, 0.02, 0.02))
    >>> round(lon, 5), round(lat, 5), round(radius_m)
    (0.01, 0.01, 1569)
    """
    lon, lat = middle_of(region)
    dense = _dense(region)
    xy = shapely.get_coordinates(dense)
    best = (lon, lat, np.inf)
    for _ in range(6):
        frame = Frame(lon, lat)
        plane = to_plane(frame, dense)
        if plane.is_empty:
            # A sliver that is nothing in a plane: every position of it is its center.
            lon, lat = float(xy[0, 0]), float(xy[0, 1])
            reach = WGS84.inv(np.full(len(xy), lon), np.full(len(xy), lat), xy[:, 0], xy[:, 1])[2]
            return lon, lat, float(np.max(reach))
        x, y = _center_in_plane(plane)
        lon_there, lat_there = frame.to_lonlat(np.array([x]), np.array([y]))
        lon, lat = float(lon_there[0]), float(lat_there[0])
        _, _, distance = WGS84.inv(np.full(len(xy), lon), np.full(len(xy), lat), xy[:, 0], xy[:, 1])
        radius = float(np.max(distance))
        improved = best[2] - radius
        if radius < best[2]:
            best = (lon, lat, radius)
        # Near its centre a plane is true: one more round there settles a small region.
        if improved < 1e-3 or (np.hypot(x, y) < 1.0 and radius < NEAR_M):
            break
    return best


def parts(region: Region) -> tuple[Region, ...]:
    """Give the connected parts of a region; pieces that meet at the antimeridian are one part.

    Examples
    --------
    >>> halves = shapely.union_all([shapely.box(179, 0, 180, 1), shapely.box(-180, 0, -179, 1)])
    >>> len(parts(halves))
    1
    """
    pieces = [part for part in shapely.get_parts(region) if not part.is_empty]
    group = list(range(len(pieces)))
    # What begins at the antimeridian is looked at on its other side too, beside what ends there.
    moved = [number for number, piece in enumerate(pieces) if piece.bounds[0] <= -180.0 + HAIR_DEG]
    laid = np.array([*pieces, *(affinity.translate(pieces[number], xoff=360.0) for number in moved)])
    if len(pieces) > 1:
        owner = np.array([*range(len(pieces)), *moved])
        near = shapely.STRtree(laid).query(laid, predicate="dwithin", distance=HAIR_DEG)
        for one, other in owner[near].T.tolist():
            if group[one] != group[other]:
                old, new = group[other], group[one]
                group = [new if number == old else number for number in group]
    found: list[Region] = []
    for number in dict.fromkeys(group):
        members = [piece for piece, owner in zip(pieces, group, strict=True) if owner == number]
        found.append(members[0] if len(members) == 1 else MultiPolygon(members))
    return tuple(found)


@lru_cache(maxsize=512)
def area_m2(region: Region) -> float:
    """Give a region's area on the ellipsoid, in square metres; 0 for an empty one.

    Examples
    --------
    >>> round(area_m2(shapely.box(0, 0, 1, 1)) / 1e6)
    12308
    """
    total = 0.0
    if not region.is_empty and region.bounds[2] - region.bounds[0] > 170.0:
        # A polygon that goes round the globe does not say which side is inside: quarters do.
        quarters = [shapely.box(west, -90.0, west + 90.0, 90.0) for west in (-180.0, -90.0, 0.0, 90.0)]
        return sum(area_m2(polygons(shapely.intersection(region, quarter))) for quarter in quarters)
    for part in shapely.get_parts(region):
        if part.is_empty:
            continue
        dense = _dense(part)
        rings = [(1.0, dense.exterior), *((-1.0, hole) for hole in dense.interiors)]
        for sign, ring in rings:
            xy = shapely.get_coordinates(ring)
            total += sign * abs(float(WGS84.polygon_area_perimeter(xy[:, 0], xy[:, 1])[0]))
    return total


def separation(a: Region, b: Region) -> tuple[float, Position, Position]:
    """Find how far two regions are apart, and where.

    Returns
    -------
    distance_m, position on a, position on b
        Geodesic; 0 and twice the same position when they share one.

    Raises
    ------
    GeometryError
        An empty region.

    Examples
    --------
    >>> metres, here, there = separation(shapely.box(0, 0, 1, 1), shapely.box(2, 0, 3, 1))
    >>> round(metres / 1000, 2)
    111.3
    """
    if a.is_empty or b.is_empty:
        raise GeometryError("An empty region is not at any distance.", cure="Look at what left it empty.")
    shared = shapely.intersection(a, b)
    if not shared.is_empty:
        at = shared.representative_point()
        return 0.0, (at.x, at.y), (at.x, at.y)
    one, other = _dense(a), _dense(b)
    best: tuple[float, Position, Position] = (np.inf, (0.0, 0.0), (0.0, 0.0))
    for turn in (0.0, -360.0, 360.0):
        if _aside_m(one.bounds, other.bounds, turn) > best[0]:
            continue
        first, second = _closest(one, affinity.translate(other, xoff=turn))
        best = min(best, _approach(one, other, first, second))
    return best


def _aside_m(a: tuple[float, ...], b: tuple[float, ...], turn: float) -> float:
    """Bound from below how far two boxes are apart in longitude, the second one turned round the globe."""
    apart = max(b[0] + turn - a[2], a[0] - b[2] - turn, 0.0)
    top = max(abs(a[1]), abs(a[3]), abs(b[1]), abs(b[3]))
    # The great circle between two meridians is nearest at the pole side: sin(d) >= cos(lat) sin(apart).
    if apart <= 0.0 or apart >= 90.0 or top >= 89.0:
        return 0.0 if apart <= 0.0 or top >= 89.0 else float(6_300e3 * np.radians(90.0 - top))
    return float(6_300e3 * np.arcsin(np.cos(np.radians(top)) * np.sin(np.radians(apart))))


def to_plane(frame: Frame, region: Region) -> Region:
    """Draw a region in a plane, healed where it was cut at the antimeridian."""
    drawn = [part if part.is_valid else shapely.make_valid(part) for part in shapely.get_parts(frame.to_plane(region))]
    return polygons(drawn[0] if len(drawn) == 1 else shapely.union_all(drawn, grid_size=1e-6))


MANY = 20_000
"""From so many vertices on, two regions are only looked at around where they come closest on the map."""


def _closest(one: Any, other: Any) -> tuple[Position, Position]:
    """Give where two regions apart come closest on the map; of many edges only those that can are held together."""
    if shapely.get_num_coordinates(one) + shapely.get_num_coordinates(other) <= MANY:
        first, second = ops.nearest_points(one, other)
        return (first.x, first.y), (second.x, second.y)
    edges, others = _edges_of(one), _edges_of(other)
    tree = shapely.STRtree(edges)
    _, some = tree.query_nearest(others[::50], return_distance=True, all_matches=False)
    pairs, apart = tree.query_nearest(
        others, max_distance=float(some.min()) * (1.0 + 1e-9) + 1e-12, return_distance=True, all_matches=False
    )
    best = int(np.argmin(apart))
    line = shapely.get_coordinates(shapely.shortest_line(edges[pairs[1, best]], others[pairs[0, best]]))
    return (float(line[0, 0]), float(line[0, 1])), (float(line[1, 0]), float(line[1, 1]))


def _edges_of(region: Any) -> Any:
    rings = [shapely.get_coordinates(ring) for ring in shapely.get_parts(shapely.boundary(region))]
    return np.concatenate([shapely.linestrings(np.stack([xy[:-1], xy[1:]], axis=1)) for xy in rings])


def _part_in(region: Region, box: Region) -> Region:
    part = polygons(shapely.intersection(region, box))
    return region if part.is_empty else part


def _box_around(here: Position, there: Position) -> Region:
    reach = 10.0 * max(abs(here[0] - there[0]), abs(here[1] - there[1])) + 0.5
    (west, east), (south, north) = (sorted((here[axis], there[axis])) for axis in (0, 1))
    return shapely.box(west - reach, max(south - reach, -90.0), east + reach, min(north + reach, 90.0))


def _approach(one: Region, other: Region, here: Position, there: Position) -> tuple[float, Position, Position]:
    """Move two positions together, each round in a plane around the middle of the last line between them."""
    best = (_distance(here, there), here, there)
    if shapely.get_num_coordinates(one) + shapely.get_num_coordinates(other) > MANY:
        # A band along a country has no business far away from where it comes closest on the map.
        box = _box_around(here, there)
        one, other = (_part_in(whole, box) for whole in (one, other))
    for _ in range(8):
        azimuth, _, length = WGS84.inv(*here, *there)
        lon, lat, _ = WGS84.fwd(*here, azimuth, length / 2)
        frame = Frame(lon, lat)
        points = ops.nearest_points(to_plane(frame, one), to_plane(frame, other))
        x, y = frame.to_lonlat(np.array([p.x for p in points]), np.array([p.y for p in points]))
        here, there = (float(x[0]), float(y[0])), (float(x[1]), float(y[1]))
        distance = _distance(here, there)
        gained = best[0] - distance
        best = min(best, (distance, here, there))
        if abs(gained) < 1e-3:
            break
    return best


def _distance(here: Position, there: Position) -> float:
    return float(WGS84.inv(*here, *there)[2])


def middle_of(region: Region) -> Position:
    """Give the mean of a region's vertices in space, put back onto the ellipsoid."""
    if region.is_empty:
        raise GeometryError("An empty region has no centre.", cure="Look at what left it empty.")
    xy = shapely.get_coordinates(region)
    space = to_space(xy[:, 0], xy[:, 1]).mean(axis=0, keepdims=True)
    lon, lat = to_degrees(space)
    return float(lon[0]), float(lat[0])


def _dense(region: Region) -> Any:
    """Vertices close enough that an edge straight in degrees is straight in a plane, too."""
    west, south, east, north = region.bounds
    extent = max(east - west, north - south)
    return shapely.segmentize(region, 0.02 if extent < 20.0 else 0.2)


def _center_in_plane(plane: Region) -> tuple[float, float]:
    middle = shapely.minimum_bounding_circle(plane).centroid
    if plane.distance(middle) <= 1e-6:
        return float(middle.x), float(middle.y)
    # The choice of the position may rest on a coarser hull; its radius is then measured to every vertex.
    coarse_m = max(0.1, shapely.minimum_bounding_radius(plane) * 2e-5)
    hull = shapely.get_coordinates(shapely.simplify(shapely.convex_hull(plane), coarse_m))[:-1]
    rings = [
        shapely.get_coordinates(ring)
        for part in shapely.get_parts(plane)
        if isinstance(part, Polygon)
        for ring in (part.exterior, *part.interiors)
    ]
    start = np.vstack([ring[:-1] for ring in rings])
    step = np.vstack([np.diff(ring, axis=0) for ring in rings])

    def farthest(at: Floats) -> Floats:
        return np.concatenate(
            [
                np.hypot(chunk[:, 0, None] - hull[:, 0], chunk[:, 1, None] - hull[:, 1]).max(axis=1)
                for chunk in np.array_split(at, max(1, len(at) * len(hull) // 1_000_000))
            ]
        )

    # The farthest distance is 1-Lipschitz: an edge whose middle is too far by half its length cannot hold the best.
    at_middle = farthest(start + step / 2)
    least = at_middle - np.linalg.norm(step, axis=1) / 2
    keep = np.argsort(least, kind="stable")[: min(MOST_EDGES, int((least <= at_middle.min()).sum()))]
    start, step = start[keep], step[keep]
    low, high = np.zeros(len(start)), np.ones(len(start))
    for _ in range(50):
        third = (high - low) / 3
        left, right = low + third, high - third
        nearer = farthest(start + left[:, None] * step) < farthest(start + right[:, None] * step)
        high, low = np.where(nearer, right, high), np.where(nearer, low, left)
    found = start + ((low + high) / 2)[:, None] * step
    x, y = found[int(np.argmin(farthest(found)))]
    return float(x), float(y)
