"""Two ways at right angles from a centre, each with a lowest and a highest length: an oblong in the local plane."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import ArrayLike
from shapely import LineString, Polygon

from geoevents.earth.frame import Frame
from geoevents.earth.geodesic import destination, require_positions
from geoevents.earth.nearest import LineIndex
from geoevents.earth.shapes import PAD_M, WHOLE_GLOBE_M, Floats, _box, _polar, exactly, require_span
from geoevents.earth.split import Region, Window, clip, from_plane, polygons
from geoevents.errors import GeometryError

STEPS = 64
"""Pieces of each side: a straight side of the plane is bent on the ellipsoid, by less than 1 mm in pieces at 200 km."""


@dataclass(frozen=True)
class Crosswise:
    """Positions that lie `ahead` of a centre along an azimuth and `aside` to the right of it.

    Both are measured in the azimuthal equidistant plane around the centre: a position at distance s and azimuth a is
    s cos(a - azimuth) ahead and s sin(a - azimuth) aside. Lengths in metres; to the left is negative.

    Examples
    --------
    >>> east_and_north = Crosswise(0.0, 0.0, 90.0, 7_500.0, 8_500.0, -6_500.0, -5_500.0)
    >>> lon, lat = destination([0.0], [0.0], [53.13], [10_000.0])
    >>> east_and_north.violation_m(lon, lat)
    array([0.])
    >>> east_and_north.violation_m([0.0], [0.0]).round(-1)
    array([9300.])
    """

    lon: float
    lat: float
    azimuth_deg: float
    ahead_low_m: float
    ahead_high_m: float
    aside_low_m: float
    aside_high_m: float

    def __post_init__(self) -> None:
        """Refuse what is no oblong on the globe."""
        require_positions(self.lon, self.lat, "centre")
        if not math.isfinite(self.azimuth_deg):
            raise GeometryError(f"An oblong cannot face {self.azimuth_deg} degrees.", cure="Give a finite azimuth.")
        reach = 0.0
        for low, high in ((self.ahead_low_m, self.ahead_high_m), (self.aside_low_m, self.aside_high_m)):
            require_span(0.0, high - low, "An oblong")
            reach = math.hypot(reach, max(abs(low), abs(high)))
        if not reach < WHOLE_GLOBE_M / 2:
            raise GeometryError(
                f"Two ways at right angles that lead {reach / 1000:.0f} km away have no meaning on the globe.",
                cure="Give one distance and one heading.",
            )

    def region(self, window: Window | None = None) -> Region:
        """Give an outer region, at most 0.5 m larger."""
        return clip(self._whole, window)

    def violation_m(self, lon: ArrayLike, lat: ArrayLike) -> Floats:
        """Give how far positions (N,) are from the oblong, metres."""
        azimuth, distance = _polar(self.lon, self.lat, lon, lat)
        turn = np.radians(azimuth - self.azimuth_deg)
        ahead, aside = distance * np.cos(turn), distance * np.sin(turn)
        out = np.maximum(
            np.maximum(self.ahead_low_m - ahead, ahead - self.ahead_high_m),
            np.maximum(self.aside_low_m - aside, aside - self.aside_high_m),
        )
        miss = exactly(np.maximum(out, 0.0))
        off = miss > 0
        if off.any():
            x, y = require_positions(lon, lat)
            # Along the outline the plane's metres are not the ellipsoid's: the miss is measured on the latter.
            miss[off] = np.maximum(self._outline.nearest(x[off], y[off]).distance_m, 2e-6)
        return miss

    def bounds(self) -> Window | None:
        """Give the box around the region."""
        return _box(self._whole)

    def _corners(self, pad_m: float = 0.0) -> Floats:
        """Give x east and y north of the outline in the plane, in pieces, closed."""
        ahead = np.array([self.ahead_low_m - pad_m, self.ahead_high_m + pad_m])[[0, 1, 1, 0, 0]]
        aside = np.array([self.aside_low_m - pad_m, self.aside_high_m + pad_m])[[0, 0, 1, 1, 0]]
        share = np.linspace(0.0, 4.0, 4 * STEPS + 1)
        ahead, aside = np.interp(share, range(5), ahead), np.interp(share, range(5), aside)
        turn = math.radians(self.azimuth_deg)
        return np.column_stack(
            [ahead * math.sin(turn) + aside * math.cos(turn), ahead * math.cos(turn) - aside * math.sin(turn)]
        )

    @cached_property
    def _outline(self) -> LineIndex:
        x, y = self._corners().T
        azimuth, distance = np.degrees(np.arctan2(x, y)), np.hypot(x, y)
        xy = np.column_stack(destination(np.full(len(x), self.lon), np.full(len(x), self.lat), azimuth, distance))
        return LineIndex(LineString(xy), edges="geodesic")

    @cached_property
    def _whole(self) -> Region:
        plane = Polygon(self._corners(PAD_M))
        return polygons(from_plane(Frame(self.lon, self.lat), shapely.make_valid(plane)))
