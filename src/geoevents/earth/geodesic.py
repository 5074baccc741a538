"""Geodesics on WGS84, by pyproj (Karney's algorithms): arrays in, arrays out."""

from __future__ import annotations

import sys
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geoevents.errors import CoordinateError

if TYPE_CHECKING:
    from pyproj import Geod


class _Wgs84:
    """The `Geod` of WGS84, made when a geodesic is first asked for, because pyproj is slow to import."""

    # Known without it, for the compiled core, which has geodesics of its own.
    a = 6378137.0
    f = 1 / 298.257223563

    @cached_property
    def _geod(self) -> Geod:
        from pyproj import Geod

        return Geod(ellps="WGS84")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._geod, name)


WGS84 = cast("Geod", _Wgs84())
Floats = NDArray[np.float64]


def require_positions(lon: ArrayLike, lat: ArrayLike, what: str = "position") -> tuple[Floats, Floats]:
    """Give longitudes and latitudes as float arrays of shape (N,), or say which one cannot be.

    Parameters
    ----------
    lon, lat
        Degrees WGS84, scalars or (N,); longitudes from -360 to 360.
    what
        How to call a row in the message.

    Raises
    ------
    CoordinateError
        Different lengths, masked or non-numeric values, NaN, infinity, a latitude beyond 90, a longitude beyond 360.

    Examples
    --------
    >>> require_positions(2.97, 19.95)
    (array([2.97]), array([19.95]))
    """
    if _masked(lon) or _masked(lat):
        raise CoordinateError(f"A {what} is masked.", cure="Leave out rows without a position.")
    try:
        x = np.atleast_1d(np.asarray(lon, dtype=np.float64))
        y = np.atleast_1d(np.asarray(lat, dtype=np.float64))
    except (TypeError, ValueError) as error:
        raise CoordinateError(f"A {what} is not a number: {error}.", cure="Give degrees as numbers.") from None
    if x.ndim != 1 or x.shape != y.shape:
        raise CoordinateError(
            f"Longitudes of shape {x.shape} and latitudes of shape {y.shape} do not belong together.",
            cure="Give two arrays of shape (N,).",
        )
    # Smallest and largest, which are NaN where one is, need no arrays beside these.
    if not len(x) or (y.min() >= -90.0 and y.max() <= 90.0 and x.min() >= -360.0 and x.max() <= 360.0):
        return x, y
    bad = ~(np.isfinite(x) & np.isfinite(y) & (np.abs(y) <= 90.0) & (np.abs(x) <= 360.0))
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        raise CoordinateError(
            f"{what} {row}: longitude {x[row]}, latitude {y[row]} is not on the globe.",
            cure="Latitudes run from -90 to 90, longitudes from -180 to 180 degrees.",
        )
    return x, y


def _masked(values: ArrayLike) -> bool:
    # Who has not imported numpy.ma, which takes 6 ms, has no masked arrays.
    masks = sys.modules.get("numpy.ma")
    return masks is not None and bool(masks.is_masked(values))


def inverse(lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Solve the inverse problem from (lon1, lat1) to (lon2, lat2).

    Parameters
    ----------
    lon1, lat1, lon2, lat2
        Degrees WGS84, broadcast against each other.

    Returns
    -------
    azimuth_deg, back_azimuth_deg, distance_m
        Azimuths in [0, 360): at the first point towards the second, and at the second towards the first.

    Raises
    ------
    CoordinateError
        As `require_positions`.

    Examples
    --------
    >>> azimuth, _, distance = inverse(2.8933608, 19.8640350, 2.8939169, 19.8679828)
    >>> round(float(distance), 1), round(float(azimuth), 1)
    (440.9, 7.6)
    """
    x1, y1, x2, y2 = np.broadcast_arrays(*(np.asarray(value, dtype=np.float64) for value in (lon1, lat1, lon2, lat2)))
    require_positions(x1.ravel(), y1.ravel())
    require_positions(x2.ravel(), y2.ravel())
    azimuth, back, distance = WGS84.inv(x1, y1, x2, y2)
    return np.mod(azimuth, 360.0), np.mod(back, 360.0), np.asarray(distance)


def destination(lon: ArrayLike, lat: ArrayLike, azimuth_deg: ArrayLike, distance_m: ArrayLike) -> tuple[Floats, Floats]:
    """Give where a geodesic ends that leaves (lon, lat) at an azimuth for a distance, in degrees WGS84.

    Examples
    --------
    >>> lon, lat = destination(0.0, 0.0, 90.0, 111319.49079327358)
    >>> round(float(lon), 9), abs(float(lat)) < 1e-12
    (1.0, True)
    """
    values = (np.asarray(value, dtype=np.float64) for value in (lon, lat, azimuth_deg, distance_m))
    x, y, azimuth, distance = np.broadcast_arrays(*values)
    require_positions(x.ravel(), y.ravel())
    if not (np.isfinite(azimuth).all() and np.isfinite(distance).all()):
        raise CoordinateError("An azimuth or a distance is not a finite number.", cure="Check what was read.")
    end_lon, end_lat, _ = WGS84.fwd(x, y, azimuth, distance)
    return np.asarray(end_lon), np.asarray(end_lat)
