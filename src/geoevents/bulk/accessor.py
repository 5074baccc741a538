"""`frame.geoevents` on every DataFrame and GeoDataFrame, there as soon as both pandas and geoevents are imported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    from geopandas import GeoDataFrame


class Accessor:
    """What geoevents does with a frame."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    def enrich(self, to: str = "nearest", **options: Any) -> GeoDataFrame:
        """As `geoevents.enrich`."""
        from geoevents.bulk.frame import enrich

        return enrich(self._frame, to, **options)

    def distance_to_border(self, to: str = "nearest", **options: Any) -> pd.Series[float]:
        """Distance of each row to the border, metres; NaN where a row has no position.

        Parameters
        ----------
        to
            "nearest", a country's code ("ML") or a pair ("ML-DZ").
        **options
            As for `geoevents.enrich`.

        Raises
        ------
        TableError, UnknownBorderError, UnknownCountryError, UnknownDatasetError

        Examples
        --------
        >>> import pandas as pd
        >>> import geoevents
        >>> pd.DataFrame({"lat": [19.86798], "lon": [2.89392]}).geoevents.distance_to_border("ML-DZ").round(1).tolist()
        [9963.4]
        """
        from geoevents.bulk.kernel import FIELDS

        kept = self._frame.drop(columns=[field.name for field in FIELDS if field.name in self._frame.columns])
        distance: pd.Series[float] = type(self)(kept).enrich(to, **options)["border_distance_m"]
        return distance


def register() -> None:
    """Give the accessor to pandas."""
    from pandas.api.extensions import register_dataframe_accessor

    register_dataframe_accessor("geoevents")(Accessor)
