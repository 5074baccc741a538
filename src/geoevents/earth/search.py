"""The search for nearest points with NumPy: what the compiled core does, where there is none.

Method. Edges become quadratic pieces in space (`pieces`). For a position the pieces that can hold the nearest point are
those whose chord distance is within a margin of the smallest (`boxes`): on an ellipsoid of low flattening the order of
chords and the order of geodesics differ by at most that margin. The foot on each is found by Newton steps on the chord
and moved to where the geodesic meets the line at a right angle (`feet`): nearby in closed form, farther away by series
(`series`). Beyond a quarter of the globe chords say little, and pieces are found otherwise (`afar`).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from geoevents.earth.afar import from_afar
from geoevents.earth.boxes import FAR_CHORD_M, boxes_of, candidates, curve_order
from geoevents.earth.feet import (
    NEAR_M,
    Feet,
    Lines,
    by_chord,
    closed_form_error,
    degrees_of,
    joined,
    lines_of,
    positions_of,
    settled_far,
    settled_near,
)
from geoevents.earth.pieces import MISFIT_M, SIDE_M, Floats, Found, Pieces

ON_LINE_M = 1e-6
"""Nearer than this the distance is 0."""
TIE_M = 1e-7
"""Distances to the same point by way of two edges differ by less."""
CHUNK = 4096
"""Positions worked on together: few enough for the processor's cache."""


class Search:
    """Finds nearest points on pieces."""

    def __init__(self, pieces: Pieces) -> None:
        self._geod, self._lines, self._boxes = pieces.geod, lines_of(pieces), boxes_of(pieces)

    def find(self, lon: Floats, lat: Floats) -> Found:
        """Find the nearest point for each position; `edge` counts edges."""
        count = len(lon)
        columns = [*np.empty((4, count)), np.empty(count, dtype=np.int64), np.empty(count, dtype=np.int8)]
        order = curve_order(lon, lat)
        for first in range(0, count, CHUNK):
            rows = order[first : first + CHUNK]
            for whole, part in zip(columns, self._chunk(lon[rows], lat[rows]), strict=True):
                whole[rows] = part
        return Found(*columns)

    def _chunk(self, lon: Floats, lat: Floats) -> tuple[Any, ...]:
        lines = self._lines
        positions = positions_of(lines.ellipsoid, lon, lat)
        row, piece, chord = candidates(self._boxes, positions.at)
        t, distance, own = by_chord(lines, piece, positions[row])
        # Only pieces whose closed form comes within its error of the least can be nearest.
        far = chord[row] > NEAR_M
        error = np.where(far, closed_form_error(lines.ellipsoid, own), 3 * MISFIT_M)
        most = np.full(len(lon), np.inf)
        np.minimum.at(most, row, distance + error)
        can = distance - error <= most[row]
        parts = []
        for which, settled in ((can & ~far, settled_near), (can & far, settled_far)):
            pair = np.flatnonzero(which)
            if len(pair):
                parts.append(settled(lines, row[pair], piece[pair], t[pair], positions))
        beyond = np.flatnonzero(chord > FAR_CHORD_M)
        if len(beyond):
            parts.append(from_afar(lines, self._geod, beyond, positions, lon, lat))
        return _answers(lines, lat, _best(lines, joined(parts), len(lon)))


def _best(lines: Lines, feet: Feet, count: int) -> Feet:
    """Choose the nearest foot of each position.

    At a shared vertex it is that of the edge which the position lies most clearly beside (to 1e-9), and where a
    line is drawn twice that of the first.
    """
    shortest = np.full(count, np.inf)
    np.minimum.at(shortest, feet.row, feet.distance_m)
    tied = feet[np.flatnonzero(feet.distance_m <= shortest[feet.row] + TIE_M)]
    # A foot held back at an end gives way to one that is free: that one is nearer, though by less than can be told. And
    # where its edge goes on it is none.
    held = (tied.t <= lines.low[tied.piece]) | (tied.t >= lines.high[tied.piece])
    held = held * (1 + ((tied.t < 0.0) | (tied.t > 1.0)))
    beside = np.rint(1e9 * np.abs(tied.lean_m) / (tied.distance_m + ON_LINE_M))
    order = np.lexsort((tied.piece, -beside, held, tied.row))
    rows = tied.row[order]
    return tied[order[np.append(True, rows[1:] != rows[:-1])]]


def _answers(lines: Lines, lat: Floats, feet: Feet) -> tuple[Any, ...]:
    """Columns of `Found`."""
    distance_m, lean_m = feet.distance_m, feet.lean_m
    azimuth = np.degrees(np.arctan2(feet.sin_az, feet.cos_az))
    azimuth = np.where(azimuth < 0.0, azimuth + 360.0, azimuth)
    azimuth = np.where(azimuth >= 360.0, 0.0, azimuth)
    on_line = distance_m <= SIDE_M
    # An edge without length, or all of it at a pole, has no direction and so no sides; straight ahead of an end the
    # sign is that of rounding.
    short = (np.take(lines.u, feet.piece, axis=1) ** 2).sum(axis=0) <= ON_LINE_M**2
    ahead = np.abs(lean_m) <= 1e-8 + 1e-12 * distance_m
    return (
        np.where(distance_m <= ON_LINE_M, 0.0, distance_m),
        *degrees_of(lines, feet.piece, feet.t),
        np.where(on_line | (np.abs(lat) >= 90.0), np.nan, azimuth),
        lines.edge[feet.piece],
        np.where(on_line | short | ahead, 0, np.sign(lean_m)).astype(np.int8),
    )
