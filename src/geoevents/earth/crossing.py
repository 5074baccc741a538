"""How far it is to lines in a given direction: exact on the ellipsoid.

Edges are cut into short pieces. In the azimuthal equidistant plane around a position every way that leaves it is a
straight line, and so, but for centimetres, is a short piece: what the plane finds is then settled with geodesics.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geoevents.earth.crosspieces import Pieces, at_share, near, pieces_of, turned
from geoevents.earth.frame import EARTH_RADIUS_M
from geoevents.earth.geodesic import WGS84, require_positions
from geoevents.earth.lines import Lines, Same, index_of
from geoevents.earth.split import METRES_PER_DEGREE
from geoevents.errors import GeometryError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

REACH_M = 1_000_000.0
"""How far a crossing is looked for, unless one says otherwise."""
ON_LINE_M = 1e-6
ROUNDS = 40
"""Steps of false position, which need four or five unless a way only grazes a line."""


def along_m(
    lines: Lines,
    lon: ArrayLike,
    lat: ArrayLike,
    azimuth_deg: ArrayLike,
    *,
    edges: str = "planar",
    reach_m: float = REACH_M,
) -> Floats:
    """Measure how far one has to go straight on at an azimuth until one first meets lines.

    Parameters
    ----------
    lines
        shapely LineString or MultiLineString, degrees.
    lon, lat
        Degrees WGS84, scalars or (N,).
    azimuth_deg
        In which direction to leave, degrees clockwise from north, scalar or (N,). One goes on along the geodesic: for
        0 and 180 that is the meridian.
    edges
        How lines run between vertices, "planar" or "geodesic".
    reach_m
        How far to go, at most.

    Returns
    -------
    Array of shape (N,)
        Metres, exact to 1 mm. 0 on the line; infinity, never NaN, where no line is met within reach.

    Raises
    ------
    CoordinateError
        A position that is NaN, infinite, masked or off the globe.
    GeometryError
        An azimuth that is not finite, or a reach that is negative or NaN.

    Examples
    --------
    >>> from shapely import LineString
    >>> equator = LineString([(0, 0), (1, 0)])
    >>> along_m(equator, [0.5, 0.5, 2.0], [-0.1, 0.1, -0.1], 0.0).round(1)
    array([11057.4,     inf,     inf])
    """
    x, y = require_positions(lon, lat)
    azimuth = np.broadcast_to(np.asarray(azimuth_deg, dtype=np.float64), x.shape)
    if not np.isfinite(azimuth).all() or not reach_m >= 0.0:
        raise GeometryError(
            f"One cannot leave at {azimuth_deg!r} degrees for {reach_m} m.",
            cure="Give finite azimuths in degrees, and a reach in metres that is not negative.",
        )
    key = Same(lines)
    pieces = pieces_of(key, edges)
    found = np.full(len(x), np.inf)
    found[index_of(key, edges).nearest(x, y).distance_m <= ON_LINE_M] = 0.0
    left = np.flatnonzero(found > 0.0)
    if len(left):
        boxes = _ways(x[left], y[left], azimuth[left], min(reach_m, np.pi * WGS84.a))
        for row, piece in near(pieces, boxes):
            _cross(pieces, left[row], piece, x, y, azimuth, found)
    found[found > reach_m + ON_LINE_M] = np.inf
    return found


def _ways(x: Floats, y: Floats, azimuth: Floats, reach_m: float) -> tuple[Floats, Floats, Floats, Floats]:
    """Give boxes around the ways that leave positions; between stations a way strays by no more than the margin."""
    count = int(np.clip(np.ceil(reach_m / 100_000.0), 4, 200))
    shape = (count + 1, len(x))
    far = np.broadcast_to(np.linspace(0.0, reach_m, count + 1)[:, None], shape)
    left, at, leave = (np.broadcast_to(value, shape).ravel() for value in (x, y, azimuth))
    there_lon, there_lat, _ = WGS84.fwd(left, at, leave, far.ravel())
    lon, lat = np.asarray(there_lon).reshape(shape), np.asarray(there_lat).reshape(shape)
    steps = turned(np.diff(lon, axis=0))
    lon = x + np.vstack([np.zeros(len(x)), np.cumsum(steps, axis=0)])
    south, north = lat.min(axis=0), lat.max(axis=0)
    top = np.minimum(np.maximum(np.abs(south), np.abs(north)), 89.9)
    stray = (reach_m / count) ** 2 / (8 * EARTH_RADIUS_M) * (1.0 + np.tan(np.radians(top))) * 2.0 + 100.0
    rise = stray / METRES_PER_DEGREE
    over = (np.abs(steps).max(axis=0) > 60.0) | (np.maximum(np.abs(south), np.abs(north)) + rise > 89.0)
    widen = np.where(over, 360.0, rise / np.cos(np.radians(np.minimum(top + rise, 89.5))))
    # A way that passes close to a pole may bend there between two stations.
    south = np.where(over & (lat[0] < 0) | over & (south < -45.0), -90.0, south - rise)
    north = np.where(over & (lat[0] >= 0) | over & (north > 45.0), 90.0, north + rise)
    west, east = lon.min(axis=0) - widen, lon.max(axis=0) + widen
    round_ = east - west >= 360.0
    return np.where(round_, -180.0, west), south, np.where(round_, 180.0, east), north


def _cross(pieces: Pieces, row: Ints, piece: Ints, lon: Floats, lat: Floats, azimuth: Floats, found: Floats) -> None:
    """Put the first crossing of each row's way into `found`."""
    x, y, leave = lon[row], lat[row], azimuth[row]

    def offset(which: NDArray[np.int64], t: Floats) -> tuple[Floats, Floats]:
        """Give how far pieces at t are to the right of the way, and how far ahead."""
        to_lon, to_lat = at_share(pieces, piece[which], t)
        bearing, _, distance = WGS84.inv(x[which], y[which], to_lon, to_lat)
        turn = np.radians(turned(np.asarray(bearing) - leave[which]))
        aside = np.asarray(distance) * np.sin(turn)
        return np.where(np.abs(aside) <= ON_LINE_M, 0.0, aside), np.asarray(distance) * np.cos(turn)

    every = np.arange(len(row))
    zero, one = np.zeros(len(row)), np.ones(len(row))
    aside0, ahead0 = offset(every, zero)
    aside1, ahead1 = offset(every, one)
    forward = np.maximum(ahead0, ahead1) >= 0.0
    # A piece that runs along the way is met at its nearer end.
    beside = np.flatnonzero((aside0 == 0.0) & (aside1 == 0.0) & forward)
    np.minimum.at(found, row[beside], np.maximum(np.minimum(ahead0[beside], ahead1[beside]), 0.0))
    crossing = np.flatnonzero((aside0 * aside1 <= 0.0) & ((aside0 != 0.0) | (aside1 != 0.0)) & forward)
    brackets = [(crossing, zero[crossing], one[crossing], aside0[crossing], aside1[crossing])]
    # A piece bends by centimetres: one that ends on the same side on both ends may still be grazed between them.
    bend = 0.2 * (1.0 + np.tan(np.radians(np.minimum(np.abs(y), 89.9))))
    closest = np.minimum(np.abs(aside0), np.abs(aside1))
    grazed = np.flatnonzero((aside0 * aside1 > 0.0) & (closest <= bend) & forward)
    if len(grazed):
        middle, _ = offset(grazed, np.full(len(grazed), 0.5))
        curve = 2.0 * (aside0[grazed] + aside1[grazed] - 2.0 * middle)
        with np.errstate(divide="ignore", invalid="ignore"):
            turn = 0.5 - (aside1[grazed] - aside0[grazed]) / (2.0 * curve)
        inner = np.flatnonzero((turn > 0.0) & (turn < 1.0))
        grazed, turn = grazed[inner], turn[inner]
        least, _ = offset(grazed, turn)
        over = np.flatnonzero(least * aside0[grazed] <= 0.0)
        grazed, turn, least = grazed[over], turn[over], least[over]
        brackets += [
            (grazed, zero[grazed], turn, aside0[grazed], least),
            (grazed, turn, one[grazed], least, aside1[grazed]),
        ]
    for which, low, high, at_low, at_high in brackets:
        if len(which):
            ahead = _false_position(offset, which, low, high, at_low, at_high)
            met = ahead >= -ON_LINE_M
            np.minimum.at(found, row[which[met]], np.maximum(ahead[met], 0.0))


def _false_position(
    offset: Callable[[Ints, Floats], tuple[Floats, Floats]],
    which: Ints,
    low: Floats,
    high: Floats,
    at_low: Floats,
    at_high: Floats,
) -> Floats:
    """Find where pieces cross the way between `low` and `high`, and give how far ahead (the Illinois method)."""
    low, high, at_low, at_high = low.copy(), high.copy(), at_low.copy(), at_high.copy()
    t = np.where(at_low == 0.0, low, high)
    kept = np.zeros(len(which), dtype=np.int8)
    open_ = (at_low != 0.0) & (at_high != 0.0)
    for _ in range(ROUNDS):
        go = np.flatnonzero(open_)
        if not len(go):
            break
        t[go] = (low[go] * at_high[go] - high[go] * at_low[go]) / (at_high[go] - at_low[go])
        value = offset(which[go], t[go])[0]
        left = value * at_low[go] > 0.0
        up, down = go[left], go[~left]
        low[up], at_low[up] = t[up], value[left]
        high[down], at_high[down] = t[down], value[~left]
        at_high[up] = np.where(kept[up] == 1, at_high[up] / 2.0, at_high[up])
        at_low[down] = np.where(kept[down] == -1, at_low[down] / 2.0, at_low[down])
        kept[up], kept[down] = 1, -1
        open_[go] = (value != 0.0) & (high[go] - low[go] > 1e-13)
    return np.asarray(offset(which, t)[1])
