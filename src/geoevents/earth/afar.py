"""Nearest points beyond a quarter of the globe, where chords do not keep the order of geodesics.

Pieces are bounded by the arc between parametric latitudes, of which a geodesic is between b and a times as long, and
then by the geodesics to their middles: a distance changes by no more than one moves. Near the antipode the series do
not settle, and a distance can have several minima along one piece: there all is searched in steps, with pyproj.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from geoevents.earth.feet import Feet, Lines, Positions, degrees_of, joined, on_lines, settled_far
from geoevents.earth.pieces import Floats, Ints
from geoevents.earth.series import FAR_RAD, FAR_STEPS, inverse

if TYPE_CHECKING:
    from pyproj import Geod

PAIRS = 1 << 18
"""Pairs of position and piece looked at together."""
ANTIPODE_RAD = FAR_RAD - 0.02
"""What is nearest beyond this arc is searched in steps; pieces that can be nearest lie within 0.02 of each other."""
STEPS = 16
BRACKETS = 1024
ROUNDS = 44
"""Of golden sections: a sixteenth of a piece becomes less than 1 um."""


def from_afar(lines: Lines, geod: Geod, rows: Ints, positions: Positions, lon: Floats, lat: Floats) -> Feet:
    """Give feet, among which the nearest is, for the positions `rows`."""
    together = max(1, PAIRS // len(lines.edge))
    parts = []
    for first in range(0, len(rows), together):
        some = rows[first : first + together]
        row, piece, arc = _within_bounds(lines, some, positions)
        settles = arc[row] < ANTIPODE_RAD
        for one in np.flatnonzero(arc >= ANTIPODE_RAD):
            parts.append(
                _in_steps(lines, geod, some[one], piece[row == one], float(lon[some[one]]), float(lat[some[one]]))
            )
        row, piece = some[row[settles]], piece[settles]
        if not len(row):
            continue
        to_middle = inverse(
            lines.ellipsoid, np.take(positions.at, row, axis=1), np.take(lines.middle, piece, axis=1), FAR_STEPS
        ).length_m
        least = np.full(len(lon), np.inf)
        np.minimum.at(least, row, to_middle)
        kept = to_middle - lines.reach_m[piece] <= least[row]
        row, piece = row[kept], piece[kept]
        parts.append(settled_far(lines, row, piece, np.full(len(row), 0.5), positions, FAR_STEPS))
    return joined(parts)


def _within_bounds(lines: Lines, rows: Ints, positions: Positions) -> tuple[Ints, Ints, Floats]:
    """Pairs of position (counted within `rows`) and piece that the arcs leave, and the least arc of each position."""
    e = lines.ellipsoid
    axes = np.array([[e.a], [e.a], [e.b]])
    arc = np.arccos(np.clip((positions.at[:, rows] / axes).T @ (lines.middle / axes), -1.0, 1.0))
    most = (e.a * arc + lines.reach_m).min(axis=1)
    # A metre for the rounding of arcs near pi.
    row, piece = np.nonzero(e.b * arc - lines.reach_m <= most[:, None] + 1.0)
    return row, piece, arc.min(axis=1)


def _in_steps(lines: Lines, geod: Geod, row: int, piece: Ints, lon: float, lat: float) -> Feet:
    """Give feet of one position near the antipode of pieces."""

    def length(on: Ints, t: Floats) -> Floats:
        x, y = degrees_of(lines, on, t)
        return np.asarray(geod.inv(np.full(len(x), lon), np.full(len(x), lat), x, y)[2])

    to_middle = length(piece, np.full(len(piece), 0.5))
    reach_m = lines.reach_m * 1.001
    piece = piece[to_middle - reach_m[piece] <= (to_middle + reach_m[piece]).min()]
    share = np.linspace(0.0, 1.0, STEPS + 1)
    every, at = np.repeat(piece, len(share)), np.tile(share, len(piece))
    there = length(every, at)
    # Between two steps the distance can fall by no more than half the step; a piece is two reaches long at most.
    kept = np.flatnonzero(there - reach_m[every] / STEPS <= there.min())
    # From a pole, say, all of the equator is equally near: then any of it will do.
    kept = kept[np.argsort(there[kept], kind="stable")[:BRACKETS]]
    every, at = every[kept], at[kept]
    low, high = np.clip(at - 1 / STEPS, 0.0, 1.0), np.clip(at + 1 / STEPS, 0.0, 1.0)
    golden = (np.sqrt(5.0) - 1.0) / 2.0
    for _ in range(ROUNDS):
        left, right = high - golden * (high - low), low + golden * (high - low)
        nearer = length(every, left) <= length(every, right)
        low, high = np.where(nearer, low, left), np.where(nearer, right, high)
    tried = np.stack([at, low, (low + high) / 2, high])
    t = tried[np.argmin([length(every, one) for one in tried], axis=0), np.arange(len(every))]
    x, y = degrees_of(lines, every, t)
    azimuth, back, distance = geod.inv(np.full(len(x), lon), np.full(len(x), lat), x, y)
    track, back = on_lines(lines, every, t), np.radians(back)
    size = np.sqrt(track.east**2 + track.north**2) + 1e-300
    lean = (track.east * np.cos(back) - track.north * np.sin(back)) / size * distance
    azimuth = np.radians(azimuth)
    return Feet(np.full(len(t), row), every, t, np.asarray(distance), lean, np.sin(azimuth), np.cos(azimuth))
