"""Border columns for a frame in memory, and the accessor `frame.geoevents`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from geoevents.atlas.ruler import Wanted
from geoevents.atlas.store import DEFAULT
from geoevents.bulk.kernel import FIELDS, Kernel, Layout
from geoevents.errors import TableError
from geoevents.read.table import coordinate_columns

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
    import shapely

    lon, lat, geometry = _positions(frame)
    kernel = Kernel(Wanted(dataset, to, kind, edges), Layout("lon", "lat"), None)
    taken = [field.name for field in FIELDS if field.name in frame.columns]
    if taken:
        raise TableError(f"The frame has the column {taken[0]} already.", cure="Drop or rename it first.")
    columns = [pa.array(values, from_pandas=True) for values in (lon, lat)]
    batch = pa.RecordBatch.from_arrays(columns, ["lon", "lat"])
    added = kernel(batch).select([field.name for field in FIELDS]).to_pandas()
    added.index = frame.index
    for field in FIELDS:
        if pa.types.is_dictionary(field.type):
            added[field.name] = added[field.name].astype(object)
    joined = pd.concat([pd.DataFrame(frame), added], axis=1)
    if geometry is not None:
        return geopandas.GeoDataFrame(joined, geometry=frame.geometry.name, crs=frame.crs)
    missing = added["border_reason"].notna().to_numpy()
    points: Any = shapely.points(np.where(missing, np.nan, lon), np.where(missing, np.nan, lat))
    points[missing] = None
    return geopandas.GeoDataFrame(joined, geometry=points, crs="EPSG:4326")


def _positions(frame: pd.DataFrame) -> tuple[Any, Any, Any]:
    """Degrees of each row, NaN where there is no point; and the geometry column, or None."""
    import geopandas
    import shapely

    if not isinstance(frame, geopandas.GeoDataFrame):
        x, y = coordinate_columns([str(name) for name in frame.columns], None, None)
        lon, lat = (pd.to_numeric(frame[name], errors="coerce").to_numpy(np.float64) for name in (x, y))
        return lon, lat, None
    if frame.crs is None:
        raise TableError("The frame does not say in which system its points are.", cure='Use set_crs("EPSG:4326").')
    geometry = frame.geometry if frame.crs.equals("EPSG:4326") else frame.geometry.to_crs("EPSG:4326")
    values = geometry.to_numpy()
    point = shapely.get_type_id(values) == 0
    lon, lat = np.full(len(values), np.nan), np.full(len(values), np.nan)
    lon[point], lat[point] = shapely.get_x(values[point]), shapely.get_y(values[point])
    return lon, lat, geometry


@pd.api.extensions.register_dataframe_accessor("geoevents")
class Accessor:
    """`frame.geoevents`: border measures of a frame's rows."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    def enrich(self, to: str = "nearest", **options: Any) -> GeoDataFrame:
        """As `geoevents.enrich`."""
        return enrich(self._frame, to, **options)

    def distance_to_border(self, to: str = "nearest", **options: Any) -> pd.Series[float]:
        """Distance of each row to the border, metres; NaN where a row has no position.

        Examples
        --------
        >>> pd.DataFrame({"lat": [19.86798], "lon": [2.89392]}).geoevents.distance_to_border("ML-DZ").round(1).tolist()
        [9963.4]
        """
        kept = self._frame.drop(columns=[f.name for f in FIELDS if f.name in self._frame.columns])
        distance: pd.Series[float] = enrich(kept, to, **options)["border_distance_m"]
        return distance
