"""Border columns for a frame in memory, and the accessor `frame.geoevents`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from geoevents.atlas.ruler import Wanted
from geoevents.atlas.store import DEFAULT
from geoevents.bulk.kernel import FIELDS, Kernel
from geoevents.errors import TableError
from geoevents.read.columns import coordinate_columns
from geoevents.read.positions import Layout, positions

if TYPE_CHECKING:
    from geopandas import GeoDataFrame


def enrich(
    frame: pd.DataFrame, to: str = "nearest", *, dataset: str = DEFAULT, kind: str = "land", edges: str = "planar"
) -> GeoDataFrame:
    """Add border columns to every row of a frame.

    Parameters
    ----------
    frame
        A GeoDataFrame of points in any system, or a DataFrame with columns of degrees WGS84 under usual names.
    to
        "nearest", a country's code, or a pair as in "DZ-ML".
    dataset, kind, edges
        As for `borders` and `LineIndex`.

    Returns
    -------
    geopandas.GeoDataFrame
        The same rows, index and columns, with border, border_distance_m, border_lon, border_lat, border_azimuth_deg,
        country_as_drawn, neighbour, border_uncertainty_m, border_dataset and border_reason; rows without a position
        have nulls and the reason. Points of a DataFrame become its geometry, in EPSG:4326.

    Raises
    ------
    TableError
        No columns of degrees, several that could be meant, columns that are there already, or no system.

    Examples
    --------
    >>> rows = pd.DataFrame({"lat": [19.86798, None], "lon": [2.89392, 1.0]})
    >>> found = enrich(rows, "DZ-ML", dataset="ne-10m")
    >>> [found.border_distance_m.round(1).iloc[0], *found.border_reason.iloc[1:]]
    [np.float64(9103.8), 'no latitude']
    """
    import geopandas

    taken = [field.name for field in FIELDS if field.name in frame.columns]
    if taken:
        raise TableError(f"The frame has the column {taken[0]} already.", cure="Drop or rename it first.")
    batch, layout = _positions(frame)
    kernel = Kernel(Wanted(dataset, to, kind, edges), layout, None)
    added = kernel(batch).select([field.name for field in FIELDS]).to_pandas()
    added.index = frame.index
    for field in FIELDS:
        if pa.types.is_dictionary(field.type):
            added[field.name] = added[field.name].astype(object)
    joined = pd.concat([pd.DataFrame(frame), added], axis=1)
    if isinstance(frame, geopandas.GeoDataFrame):
        return geopandas.GeoDataFrame(joined, geometry=frame.geometry.name, crs=frame.crs)
    return geopandas.GeoDataFrame(joined, geometry=_points(batch, layout), crs="EPSG:4326")


def with_points(frame: pd.DataFrame) -> GeoDataFrame:
    """Give a frame the points of its columns of degrees as geometry; a GeoDataFrame is given back as it is.

    Raises
    ------
    TableError
        No columns of degrees, or several that could be meant.

    Examples
    --------
    >>> with_points(pd.DataFrame({"lat": [19.9, 95], "lon": [2.9, 1]})).geometry.isna().tolist()
    [False, True]
    """
    import geopandas

    if isinstance(frame, geopandas.GeoDataFrame):
        return frame
    return geopandas.GeoDataFrame(frame, geometry=_points(*_positions(frame)), crs="EPSG:4326")


def _points(batch: pa.RecordBatch, layout: Layout) -> Any:
    import shapely

    lon, lat, reason = positions(batch, layout)
    points: Any = shapely.points(np.where(reason < 0, lon, np.nan), np.where(reason < 0, lat, np.nan))
    points[reason >= 0] = None
    return points


def _positions(frame: pd.DataFrame) -> tuple[pa.RecordBatch, Layout]:
    """Give the positions of a frame as the kernel reads them: points as WKB, or two columns."""
    import geopandas
    import shapely

    if isinstance(frame, geopandas.GeoDataFrame):
        if frame.crs is None:
            raise TableError("The frame does not say in which system its points are.", cure='Use set_crs("EPSG:4326").')
        geometry = frame.geometry if frame.crs.equals("EPSG:4326") else frame.geometry.to_crs("EPSG:4326")
        wkb = pa.array(shapely.to_wkb(geometry.to_numpy(), output_dimension=2), pa.large_binary())
        return pa.RecordBatch.from_arrays([wkb], ["geometry"]), Layout(geometry="geometry")
    by_text = {str(name): name for name in frame.columns}
    names = coordinate_columns(list(by_text), None, None)
    columns = [_degrees(frame[by_text[name]]) for name in names]
    return pa.RecordBatch.from_arrays(columns, ["lon", "lat"]), Layout("lon", "lat")


def _degrees(column: pd.Series[Any]) -> pa.Array:
    """Numbers as they are; of anything else its text, which the kernel reads as it reads CSV."""
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        return pa.array(column.to_numpy(np.float64, na_value=np.nan), from_pandas=True)
    return pa.array(
        [None if gone else str(value) for value, gone in zip(column, column.isna(), strict=True)], pa.string()
    )
