"""A local plane: azimuthal equidistant on the ellipsoid, true in distance and azimuth from its centre."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, overload

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from geoevents.earth.geodesic import require_positions

Floats = NDArray[np.float64]
EARTH_RADIUS_M = 6_371_008.8


@lru_cache(maxsize=512)
def _transformer(lon: float, lat: float) -> Transformer:
    plane = f"+proj=aeqd +lon_0={lon!r} +lat_0={lat!r} +datum=WGS84 +units=m +type=crs"
    return Transformer.from_crs("+proj=longlat +datum=WGS84 +type=crs", plane, always_xy=True)


class Frame:
    """Azimuthal equidistant plane around a centre; x east and y north, in metres.

    Parameters
    ----------
    lon, lat
        Centre, WGS84 degrees.

    Examples
    --------
    >>> frame = Frame(2.97, 19.95)
    >>> x, y = frame.to_plane(np.array([2.97]), np.array([19.95]))
    >>> bool(abs(x[0]) < 1e-6 and abs(y[0]) < 1e-6)
    True
    """

    __slots__ = ("_transformer", "lat", "lon")

    def __init__(self, lon: float, lat: float) -> None:
        require_positions(lon, lat, "centre")
        self.lon = float(lon)
        self.lat = float(lat)
        self._transformer = _transformer(self.lon, self.lat)

    @overload
    def to_plane(self, first: shapely.Geometry) -> Any: ...
    @overload
    def to_plane(self, first: Floats, second: Floats) -> tuple[Floats, Floats]: ...
    def to_plane(self, first: Any, second: Any = None) -> Any:
        """Turn degrees into metres: a geometry, or arrays of longitudes and latitudes."""
        return self._apply(first, second, "FORWARD")

    @overload
    def to_lonlat(self, first: shapely.Geometry) -> Any: ...
    @overload
    def to_lonlat(self, first: Floats, second: Floats) -> tuple[Floats, Floats]: ...
    def to_lonlat(self, first: Any, second: Any = None) -> Any:
        """Turn metres into degrees: a geometry, or arrays of x and y."""
        return self._apply(first, second, "INVERSE")

    def _apply(self, first: Any, second: Any, direction: str) -> Any:
        if second is not None:
            return self._transformer.transform(first, second, direction=direction, errcheck=True)

        def move(xy: Floats) -> Floats:
            x, y = self._transformer.transform(xy[:, 0], xy[:, 1], direction=direction, errcheck=True)
            return np.column_stack([x, y])

        return shapely.transform(first, move)

    def error_m(self, radius_m: float) -> float:
        """Bound by how much a distance between two positions within `radius_m` of the centre can be wrong, in metres.

        Across the line of sight the plane stretches by c / sin c at an angular distance c, which is about c**2 / 6:
        a chord as long as the working radius is wrong by at most that share of it.
        """
        angle = radius_m / EARTH_RADIUS_M
        return float(2 * radius_m * (angle / np.sin(angle) - 1.0)) if angle else 0.0
