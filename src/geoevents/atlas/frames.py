"""Borders as a table for geopandas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoevents.atlas.lines import borders
from geoevents.atlas.store import DEFAULT

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

COLUMNS = ("code", "a", "b", "kind", "status", "length_m", "uncertainty_m", "dataset", "date", "note")


def frame(dataset: str = DEFAULT, kind: str = "land") -> GeoDataFrame:
    """Make a GeoDataFrame of all borders of a dataset.

    Parameters
    ----------
    dataset : str
        Name of a border dataset.
    kind : {"land", "maritime", "any"}

    Returns
    -------
    geopandas.GeoDataFrame
        One row a border; WGS84 (EPSG:4326); columns code, a, b, kind, status, length_m, uncertainty_m, dataset, date,
        note and geometry.

    Raises
    ------
    UnknownDatasetError

    Examples
    --------
    >>> frame("ne-10m").set_index("code").loc["DZ-ML", "kind"]
    'land'
    """
    from geopandas import GeoDataFrame

    rows = borders(dataset, kind)
    table = {column: [getattr(row, column) for row in rows] for column in COLUMNS}
    return GeoDataFrame(table, geometry=[row.lines for row in rows], crs="EPSG:4326")
