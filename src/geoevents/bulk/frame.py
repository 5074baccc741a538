"""Border columns for a frame in memory, and the points of its columns of degrees."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa

from geoevents.atlas import store
from geoevents.atlas.ruler import Wanted
from geoevents.bulk.kernel import FIELDS, Kernel
from geoevents.errors import TableError
from geoevents.gazetteer.pairs import border_named
from geoevents.read.columns import GEOMETRY, coordinate_columns, position_columns, written_column
from geoevents.read.positions import Layout, positions
from geoevents.read.system import in_degrees
from geoevents.read.written import spots_of
from geoevents.write.geojson import attribution

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

ADDED = tuple(field.name for field in FIELDS)


def enrich(
    frame: pd.DataFrame,
    to: str = "nearest",
    *,
    borders: str = "osm-2026c",
    kind: str = "land",
    edges: str = "planar",
    dataset: str | None = None,
) -> GeoDataFrame:
    """Add border columns to every row of a frame.

    Parameters
    ----------
    frame
        A GeoDataFrame of points in any system, or a DataFrame with columns of degrees WGS84, or one of whole positions
        (coordinates, mgrs ...), under usual names. It is left as it is.
    to
        "nearest", a country ("ML", "Mali"), or a pair in any order ("DZ-ML").
    borders
        Name of a border dataset.
    kind
        "land", "maritime" or "any".
    edges
        How a line runs between two vertices: "planar" (straight in longitude and latitude, as drawn) or "geodesic".
    dataset
        The same as `borders`.

    Returns
    -------
    geopandas.GeoDataFrame
        The same rows, index and columns, in the same system, with border, border_distance_m (metres), border_lon,
        border_lat (degrees WGS84), border_azimuth_deg, country_as_drawn, neighbour, border_uncertainty_m,
        border_dataset and border_reason. A row without a position, or with a line or an area, has NaN in all of them,
        and the reason. No rows give no rows. Points of a DataFrame become its geometry, in EPSG:4326 (called "position"
        where it has a column "geometry"). `attrs["attribution"]` is what must be printed beside it.

    Raises
    ------
    TableError
        No frame, no columns of degrees, several that could be meant, columns that are there already, or no system.
    UnknownBorderError, UnknownCountryError, UnknownDatasetError
        A border, country or dataset that is not there; the message names those that are.

    Examples
    --------
    >>> import pandas as pd
    >>> import geoevents as ge
    >>> rows = pd.DataFrame({"lat": [19.86798, None], "lon": [2.89392, 1.0]})
    >>> found = ge.enrich(rows, "DZ-ML", borders="ne-10m")
    >>> [found.border_distance_m.round(1).iloc[0], *found.border_reason.iloc[1:]]
    [np.float64(9103.8), 'no latitude']
    """
    import geopandas

    dataset = store.one_name(borders, dataset)
    require_free(require_frame(frame), ADDED)
    batch, layout = _positions(frame)
    added = Kernel(Wanted(dataset, border_named(to), kind, edges), layout, None)(batch).select(ADDED).to_pandas()
    added.index = frame.index
    for field in FIELDS:
        if pa.types.is_dictionary(field.type):
            added[field.name] = added[field.name].astype(object)
    joined = pd.concat([pd.DataFrame(frame), added], axis=1)
    name = _geometry_of(frame)
    if name is None:
        name = _free(frame)
        joined[name] = geopandas.GeoSeries(_points(batch, layout), index=frame.index, crs="EPSG:4326")
    result = geopandas.GeoDataFrame(joined, geometry=name)
    result.attrs = {**frame.attrs, "attribution": attribution([dataset], ())}
    return result


def with_points(frame: pd.DataFrame) -> GeoDataFrame:
    """Give a frame the points of its columns of degrees as geometry; one that has a geometry is given back as it is.

    Raises
    ------
    TableError
        No frame, no columns of degrees, or several that could be meant.

    Examples
    --------
    >>> with_points(pd.DataFrame({"lat": [19.9, 95], "lon": [2.9, 1]})).geometry.isna().tolist()
    [False, True]
    """
    import geopandas

    if _geometry_of(require_frame(frame)) is not None:
        return frame
    points = geopandas.GeoSeries(_points(*_positions(frame)), index=frame.index, crs="EPSG:4326")
    return geopandas.GeoDataFrame(pd.DataFrame(frame).assign(**{_free(frame): points}), geometry=_free(frame))


def require_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Refuse what is no frame of pandas, and say how it becomes one.

    Examples
    --------
    >>> require_frame(pd.Series([1]))
    Traceback (most recent call last):
    ...
    geoevents.errors.TableError: A Series of pandas is no DataFrame. Use .to_frame().
    """
    if isinstance(frame, pd.DataFrame):
        return frame
    kind = type(frame)
    whose = kind.__module__.partition(".")[0]
    cure = "Give a DataFrame with columns lon and lat, or a GeoDataFrame."
    if isinstance(frame, pd.Series):
        cure = "Use .to_frame()."
    elif hasattr(frame, "to_pandas"):
        cure = "Use .to_pandas()."
    elif hasattr(frame, "compute"):
        cure = "Use .compute(), or `geoevents enrich --engine dask`."
    elif isinstance(frame, str | os.PathLike):
        cure = "Read it first, as pandas.read_csv does, or use `geoevents enrich FILE`."
    raise TableError(f"A {kind.__name__}{'' if whose == 'builtins' else f' of {whose}'} is no DataFrame.", cure=cure)


def require_free(frame: pd.DataFrame, names: Sequence[str]) -> None:
    """Refuse a frame that has columns of these names.

    Examples
    --------
    >>> require_free(pd.DataFrame({"border": [1]}), ["border", "neighbour"])
    Traceback (most recent call last):
    ...
    geoevents.errors.TableError: The frame has the column border already. Drop or rename it first.
    """
    taken = [name for name in names if name in frame.columns]
    if taken:
        many = len(taken) > 1
        raise TableError(
            f"The frame has the column{'s' if many else ''} {', '.join(taken)} already.",
            cure=f"Drop or rename {'them' if many else 'it'} first.",
        )


def _geometry_of(frame: pd.DataFrame) -> Any:
    """The name of the geometry; None of a frame without one."""
    import geopandas

    return frame.active_geometry_name if isinstance(frame, geopandas.GeoDataFrame) else None


def _free(frame: pd.DataFrame) -> str:
    """What the points are called: nothing that is there is overwritten."""
    if "geometry" not in frame.columns:
        return "geometry"
    require_free(frame, ["position"])
    return "position"


def _points(batch: pa.RecordBatch, layout: Layout) -> Any:
    import shapely

    lon, lat, reason = positions(batch, layout)
    points: Any = shapely.points(np.where(reason < 0, lon, np.nan), np.where(reason < 0, lat, np.nan))
    points[reason >= 0] = None
    return points


def _positions(frame: pd.DataFrame) -> tuple[pa.RecordBatch, Layout]:
    """Give the positions of a frame as the kernel reads them: points as WKB, or two columns."""
    import shapely

    if _geometry_of(frame) is not None:
        wkb = pa.array(shapely.to_wkb(in_degrees(frame).to_numpy(), output_dimension=2), pa.large_binary())
        return pa.RecordBatch.from_arrays([wkb], ["geometry"]), Layout(geometry="geometry")
    by_text = {str(name): name for name in frame.columns}
    texts = [str(name) for name in frame.columns]
    try:
        whole = written_column(texts) if position_columns(texts, None, None, False) == (None, None, None) else None
        names = coordinate_columns(texts, None, None) if whole is None else (whole, whole)
    except TableError as error:
        raise TableError(error.message, cure=_cure(frame)) from None
    if whole is not None:
        said = _degrees(frame[by_text[whole]]).cast(pa.string())
        batch = pa.RecordBatch.from_arrays([*spots_of(said), said], ["lon", "lat", "said"])
        return batch, Layout("lon", "lat", said=("said", "position"))
    columns = [_degrees(frame[by_text[name]]) for name in names]
    return pa.RecordBatch.from_arrays(columns, ["lon", "lat"]), Layout("lon", "lat")


def _cure(frame: pd.DataFrame) -> str:
    """What helps in Python where no columns of degrees are found, or too many."""
    shapes = [name for name, kind in frame.dtypes.items() if str(kind) == "geometry"]
    if shapes:
        return f"Say which geometry is meant: geopandas.GeoDataFrame(frame, geometry={shapes[0]!r})."
    words = [name for name in frame.columns if str(name).strip().casefold() in GEOMETRY]
    if words:
        made = f"geopandas.GeoSeries.from_wkt(frame[{words[0]!r}], crs=4326)"
        return f"Read the geometries, if they are WKT: geopandas.GeoDataFrame(frame, geometry={made})."
    return 'Call one column lon and one lat: frame.rename(columns={"NAME": "lon", "OTHER": "lat"}), or drop the others.'


def _degrees(column: pd.Series[Any]) -> pa.Array:
    """Numbers as they are; of anything else its text, which the kernel reads as it reads CSV."""
    kind = column.dtype
    numeric = pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind)
    if numeric and not pd.api.types.is_complex_dtype(kind):
        return pa.array(column.to_numpy(np.float64, na_value=np.nan), from_pandas=True)
    return pa.array(
        [None if gone else str(value) for value, gone in zip(column, column.isna(), strict=True)], pa.string()
    )
