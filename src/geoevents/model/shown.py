"""How records show themselves to people: as tables, and in notebooks.

How is the business of a floor above, which is looked up by name when it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

_T = TypeVar("_T")


class InNotebook:
    """What shows itself in a notebook."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return str(import_module("geoevents.write.notebook").html_of(self))


class Shown(InNotebook):
    """What shows itself in a notebook, and can become a table."""

    __slots__ = ()

    def to_frame(self) -> GeoDataFrame:
        """Give a GeoDataFrame in EPSG:4326, as `geoevents.write.frames.to_frame` describes it."""
        return import_module("geoevents.write.frames").to_frame(self)


class Listed(tuple[_T, ...], Shown):
    """A tuple of records of one kind; in a notebook it is a table.

    Examples
    --------
    >>> import geoevents as ge
    >>> found = ge.places("Tessalit", country="ML")
    >>> found[0].name, found.to_frame().country.tolist()
    ('Tessalit', ['ML'])
    """

    __slots__ = ()
