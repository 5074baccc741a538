"""Geometries of a frame in WGS84 degrees, whatever system they are in."""

from __future__ import annotations

from typing import Any

from geoevents.errors import TableError


def in_degrees(frame: Any) -> Any:
    """Give the geometries of a GeoDataFrame in EPSG:4326.

    Parameters
    ----------
    frame
        A GeoDataFrame; it is left as it is.

    Returns
    -------
    geopandas.GeoSeries
        The same rows and index.

    Raises
    ------
    TableError
        No geometry, no system, or one from which there is no way to degrees on the Earth.

    Examples
    --------
    >>> import geopandas
    >>> in_degrees(geopandas.GeoDataFrame(geometry=geopandas.points_from_xy([0], [0], crs="EPSG:3857"))).x.tolist()
    [0.0]
    """
    from pyproj.exceptions import ProjError

    if not hasattr(frame, "geometry"):
        raise TableError("The GeoDataFrame has no geometry.", cure="Set one: frame.set_geometry(...).")
    if frame.crs is None:
        raise TableError(
            "The GeoDataFrame has no CRS: it does not say in which system its geometries are.",
            cure='Set it: frame.set_crs("EPSG:4326").',
        )
    if frame.crs.equals("EPSG:4326"):
        return frame.geometry
    cause: Exception | None = None
    # PROJ takes heights, and coordinates from the middle of the Earth, for degrees.
    if frame.crs.is_geographic or frame.crs.is_projected:
        try:
            return frame.geometry.to_crs("EPSG:4326")
        except ProjError as error:
            cause = error
    raise TableError(
        f"The system {frame.crs.name!r} has no way to degrees on the Earth.", cure="Give EPSG:4326."
    ) from cause
