"""`frame.geoevents` on every DataFrame and GeoDataFrame, there as soon as both pandas and geoevents are imported."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    from geopandas import GeoDataFrame

    from geoevents.maps import Map


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

    def locate(
        self, column: str, *, country: str | None = None, each_area: bool = False, **options: Any
    ) -> GeoDataFrame:
        """Locate the phrase of every row; none is dropped, and each has a status or a reason.

        Parameters
        ----------
        column
            The column with the phrases.
        country
            Keep only candidates of a place in this country: a column with codes or names, or one of them for all.
        each_area
            One row for each area of each candidate, instead of one for each phrase.
        **options
            As for `geoevents.locate`: convention, borders, near_m, pick, lang ...

        Returns
        -------
        geopandas.GeoDataFrame
            The rows with the region as geometry (EPSG:4326), status, reason, candidates, areas, center_lon, center_lat,
            radius_m (metres) and note, as `geoevents.bulk.phrases.locate_phrases` describes them.

        Raises
        ------
        TableError
            No such column, or a column that is there already.
        GeoEventsError
            An option that is wrong for every row.

        Examples
        --------
        >>> import pandas as pd
        >>> import geoevents
        >>> rows = pd.DataFrame({"place_text": ["12 km north of Kidal"], "country": ["Mali"]})
        >>> rows.geoevents.locate("place_text", country="country").radius_m.round().tolist()
        [9231.0]
        """
        from geoevents.bulk.phrases import locate_phrases

        return locate_phrases(self._frame, column, country=country, each_area=each_area, **options)

    def draw(self, *, by: str | None = None, **options: Any) -> Map:
        """Draw the rows on one self-contained page; in a notebook it shows itself in a sandboxed frame.

        Parameters
        ----------
        by
            The column whose values are told apart by symbols.
        **options
            As for `geoevents.draw`.

        Returns
        -------
        geoevents.maps.drawing.Map
            `.save(path)` writes it. Rows without a position are counted on it, with the reason.

        Raises
        ------
        GeoEventsError
            When there is no CRS, nothing to draw, no column `by`, or no columns of degrees.

        Examples
        --------
        >>> import pandas as pd
        >>> import geoevents
        >>> pd.DataFrame({"lat": [19.86798], "lon": [2.89392]}).geoevents.draw().layers
        ('rows',)
        """
        from geoevents.bulk.frame import with_points

        # Maps are a floor above: looked up by name when they are asked for, as results look up how they show.
        drawn: Map = import_module("geoevents.maps").draw(with_points(self._frame), by=by, **options)
        return drawn


def register() -> None:
    """Give the accessor to pandas, once."""
    import pandas as pd

    if getattr(pd.DataFrame, "geoevents", None) is not Accessor:
        pd.api.extensions.register_dataframe_accessor("geoevents")(Accessor)
