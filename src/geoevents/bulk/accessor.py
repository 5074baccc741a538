"""`frame.geoevents` on every DataFrame and GeoDataFrame, there as soon as both pandas and geoevents are imported."""

from __future__ import annotations

import warnings
from importlib import import_module
from typing import TYPE_CHECKING, Unpack

if TYPE_CHECKING:
    import pandas as pd
    from geopandas import GeoDataFrame

    from geoevents.maps import Map
    from geoevents.maps.tiles import Tiles
    from geoevents.reasoning.summary import LocateOptions


class Accessor:
    """What geoevents does with a frame. None of it changes the frame, or its index.

    Type checkers take `frame.geoevents` for anything, as they do with everything that is registered with pandas;
    `Accessor(frame)` is the same to them with all its types.

    Examples
    --------
    >>> import pandas as pd
    >>> import geoevents
    >>> events = pd.DataFrame({"lat": [19.86798], "lon": [2.89392]})
    >>> [name for name in dir(events.geoevents) if not name.startswith("_")]
    ['distance_to_border', 'draw', 'enrich', 'locate']
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    def __repr__(self) -> str:
        shown = ", ".join(name for name in dir(type(self)) if not name.startswith("_"))
        return f"<geoevents of {len(self._frame):,} rows: {shown}>"

    def enrich(
        self,
        to: str = "nearest",
        *,
        borders: str = "osm-2026c",
        kind: str = "land",
        edges: str = "planar",
        dataset: str | None = None,
    ) -> GeoDataFrame:
        """Add border columns to every row: the border, its distance and nearest point, the country as drawn.

        Parameters
        ----------
        to, borders, kind, edges, dataset
            As for `geoevents.enrich`, which describes the columns.

        Returns
        -------
        geopandas.GeoDataFrame
            The same rows; one without a position has NaN, and the reason in border_reason.

        Raises
        ------
        TableError, UnknownBorderError, UnknownCountryError, UnknownDatasetError
            As `geoevents.enrich`.

        Examples
        --------
        >>> import pandas as pd
        >>> import geoevents
        >>> found = pd.DataFrame({"lat": [19.86798], "lon": [2.89392]}).geoevents.enrich()
        >>> found[["border", "country_as_drawn"]].values.tolist()
        [['DZ-ML', 'ML']]
        """
        from geoevents.bulk.frame import enrich

        return enrich(self._frame, to, borders=borders, kind=kind, edges=edges, dataset=dataset)

    def distance_to_border(
        self,
        to: str = "nearest",
        *,
        borders: str = "osm-2026c",
        kind: str = "land",
        edges: str = "planar",
        dataset: str | None = None,
    ) -> pd.Series[float]:
        """Distance of each row to the border, under the same index.

        Parameters
        ----------
        to, borders, kind, edges, dataset
            As for `geoevents.enrich`: "nearest", a country ("ML") or a pair ("ML-DZ").

        Returns
        -------
        pandas.Series
            Metres, called border_distance_m; NaN where a row has no position. Positions that are there and cannot be
            measured (a line, a latitude of 95) are counted in a warning; `enrich` says of each row why. Border columns
            that the frame has already are passed over.

        Raises
        ------
        TableError, UnknownBorderError, UnknownCountryError, UnknownDatasetError
            As `geoevents.enrich`.

        Examples
        --------
        >>> import pandas as pd
        >>> import geoevents
        >>> pd.DataFrame({"lat": [19.86798], "lon": [2.89392]}).geoevents.distance_to_border("ML-DZ").round(1).tolist()
        [9963.4]
        """
        from geoevents.bulk.frame import ADDED, require_frame
        from geoevents.read.positions import NOTHING_THERE

        kept = require_frame(self._frame).drop(columns=[name for name in ADDED if name in self._frame.columns])
        enriched = type(self)(kept).enrich(to, borders=borders, kind=kind, edges=edges, dataset=dataset)
        counts = enriched["border_reason"].value_counts()
        told = [f"{count:,} {reason}" for reason, count in counts.items() if reason not in NOTHING_THERE]
        if told:
            text = f"Rows without a distance, though they have a position: {'; '.join(told)}. `enrich` says which."
            warnings.warn(text, stacklevel=2)
        distance: pd.Series[float] = enriched["border_distance_m"]
        return distance

    def locate(
        self, column: str, *, country: str | None = None, each_area: bool = False, **options: Unpack[LocateOptions]
    ) -> GeoDataFrame:
        """Locate the phrase of every row; none is dropped, and each has a status or a reason.

        Parameters
        ----------
        column
            The column with the phrases.
        country
            Keep only candidates of a place in this country: a column with codes or names, or one of them for all.
        each_area
            One row for each area of each candidate, instead of one for each phrase; the index is repeated.
        **options
            As for `geoevents.locate`: pick, lang, convention, borders, border_error, edges, extent, distance, depth,
            about, near_m, speaker, places.

        Returns
        -------
        geopandas.GeoDataFrame
            The same rows, index and columns. In EPSG:4326 the geometry, every position that any reading allows
            ("located" where the frame has a column "geometry"). With it status ("satisfiable", "unsatisfiable",
            "undecided", "unread"), reason (why there is no geometry), candidates (combinations of places that carry
            the names), areas (connected parts), center_lon, center_lat, radius_m (corrected center and geographic
            radial in metres; of one area only, NaN for several) and note (which candidates, what was not understood,
            what was inferred); with `each_area` also place and country_as_drawn. Text that is not there is NaN.
            `attrs["attribution"]` is what must be printed beside it.

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
        >>> rows = pd.DataFrame({"place_text": ["12 km north of Kidal", None], "country": ["Mali", None]})
        >>> found = rows.geoevents.locate("place_text", country="country")
        >>> found.radius_m.round().tolist(), found.reason[1]
        ([9231.0, nan], 'no words')
        """
        from geoevents.bulk.phrases import locate_phrases

        return locate_phrases(self._frame, column, country=country, each_area=each_area, **options)

    def draw(self, *, by: str | None = None, tiles: Tiles | None = None) -> Map:
        """Draw the rows on one self-contained page; in a notebook it shows itself in a sandboxed frame.

        Parameters
        ----------
        by
            The column whose values are told apart by symbols.
        tiles
            As for `geoevents.draw`; without them the page asks nobody for anything.

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
        # Maps are a floor above: looked up by name when they are asked for, as results look up how they show.
        drawn: Map = import_module("geoevents.maps").draw(self._frame, by=by, tiles=tiles)
        return drawn


def register() -> None:
    """Give the accessor to pandas, once."""
    import pandas as pd

    if getattr(pd.DataFrame, "geoevents", None) is not Accessor:
        pd.api.extensions.register_dataframe_accessor("geoevents")(Accessor)
