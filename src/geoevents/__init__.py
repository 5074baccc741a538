"""geoevents: where reports say that something happened, with its uncertainty, and what can be true together.

The names below are imported when they are first used, so that `import geoevents` costs next to nothing.

Examples
--------
>>> import geoevents as ge
>>> [name for name in dir(ge) if name in {"check", "draw", "locate", "read_case", "solve"}]
['check', 'draw', 'locate', 'read_case', 'solve']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from geoevents.lazy import when_imported

if TYPE_CHECKING:
    from geoevents.atlas import border as border
    from geoevents.atlas import borders as borders
    from geoevents.atlas.register import forget as forget_borders
    from geoevents.bulk.frame import enrich as enrich
    from geoevents.dossier import report as report
    from geoevents.drafting.article import extract as extract
    from geoevents.errors import AmbiguousPlaceError as AmbiguousPlaceError
    from geoevents.errors import ArticleError as ArticleError
    from geoevents.errors import BoundaryError as BoundaryError
    from geoevents.errors import CaseError as CaseError
    from geoevents.errors import CoordinateError as CoordinateError
    from geoevents.errors import DataFileError as DataFileError
    from geoevents.errors import DatasetError as DatasetError
    from geoevents.errors import GeoEventsError as GeoEventsError
    from geoevents.errors import GeometryError as GeometryError
    from geoevents.errors import LedgerError as LedgerError
    from geoevents.errors import NoTerritoryError as NoTerritoryError
    from geoevents.errors import OffGlobeError as OffGlobeError
    from geoevents.errors import OnlineError as OnlineError
    from geoevents.errors import OutputError as OutputError
    from geoevents.errors import PhraseError as PhraseError
    from geoevents.errors import PlaceFileError as PlaceFileError
    from geoevents.errors import QuantityError as QuantityError
    from geoevents.errors import TableError as TableError
    from geoevents.errors import UnknownAreaError as UnknownAreaError
    from geoevents.errors import UnknownBorderError as UnknownBorderError
    from geoevents.errors import UnknownCountryError as UnknownCountryError
    from geoevents.errors import UnknownDatasetError as UnknownDatasetError
    from geoevents.errors import UnknownPlaceError as UnknownPlaceError
    from geoevents.errors import WhenError as WhenError
    from geoevents.gazetteer.places import find as places
    from geoevents.maps import draw as draw
    from geoevents.maps.browser import BrowserError as BrowserError
    from geoevents.maps.tiles import TilesError as TilesError
    from geoevents.pointradius.verb import point_radius as point_radius
    from geoevents.read.case import read_case as read_case
    from geoevents.read.register import register_borders as register_borders
    from geoevents.reasoning.changed import diff as diff
    from geoevents.reasoning.check import check as check
    from geoevents.reasoning.confidence import confidence_within as confidence_within
    from geoevents.reasoning.locate import locate as locate
    from geoevents.reasoning.measure import measure as measure
    from geoevents.reasoning.redact import generalised as generalised
    from geoevents.reasoning.replay import replay as replay
    from geoevents.reasoning.solve import solve as solve

__version__ = "0.1.0"

_HOMES = {
    "border": ("geoevents.atlas", "border"),
    "borders": ("geoevents.atlas", "borders"),
    "check": ("geoevents.reasoning.check", "check"),
    "confidence_within": ("geoevents.reasoning.confidence", "confidence_within"),
    "diff": ("geoevents.reasoning.changed", "diff"),
    "draw": ("geoevents.maps", "draw"),
    "enrich": ("geoevents.bulk.frame", "enrich"),
    "extract": ("geoevents.drafting.article", "extract"),
    "forget_borders": ("geoevents.atlas.register", "forget"),
    "generalised": ("geoevents.reasoning.redact", "generalised"),
    "locate": ("geoevents.reasoning.locate", "locate"),
    "measure": ("geoevents.reasoning.measure", "measure"),
    "places": ("geoevents.gazetteer.places", "find"),
    "point_radius": ("geoevents.pointradius.verb", "point_radius"),
    "read_case": ("geoevents.read.case", "read_case"),
    "register_borders": ("geoevents.read.register", "register_borders"),
    "replay": ("geoevents.reasoning.replay", "replay"),
    "report": ("geoevents.dossier", "report"),
    "solve": ("geoevents.reasoning.solve", "solve"),
}
_ERRORS = (
    "AmbiguousPlaceError",
    "ArticleError",
    "BoundaryError",
    "CaseError",
    "CoordinateError",
    "DataFileError",
    "DatasetError",
    "GeoEventsError",
    "GeometryError",
    "LedgerError",
    "NoTerritoryError",
    "OffGlobeError",
    "OnlineError",
    "OutputError",
    "PhraseError",
    "PlaceFileError",
    "QuantityError",
    "TableError",
    "UnknownAreaError",
    "UnknownBorderError",
    "UnknownCountryError",
    "UnknownDatasetError",
    "UnknownPlaceError",
    "WhenError",
)
_HOMES.update({name: ("geoevents.errors", name) for name in _ERRORS})
_HOMES["BrowserError"] = ("geoevents.maps.browser", "BrowserError")
_HOMES["TilesError"] = ("geoevents.maps.tiles", "TilesError")

__all__ = [  # noqa: PLE0604 - the errors' names stand in one place
    "BrowserError",
    "TilesError",
    "__version__",
    "border",
    "borders",
    "check",
    "confidence_within",
    "diff",
    "draw",
    "enrich",
    "extract",
    "forget_borders",
    "generalised",
    "locate",
    "measure",
    "places",
    "point_radius",
    "read_case",
    "register_borders",
    "replay",
    "report",
    "solve",
    *_ERRORS,
]


def __getattr__(name: str) -> object:
    try:
        module, attribute = _HOMES[name]
    except KeyError:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
    value = getattr(import_module(module), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    # What is offered when somebody types `ge.`; submodules and what this file needs itself are found by their names.
    return sorted([*__all__, "__doc__", "__file__", "__name__", "__path__"])


def _give_accessor() -> None:
    from geoevents.bulk.accessor import register

    register()


# `frame.geoevents`, whichever is imported first; pandas itself is not imported for it.
when_imported("pandas", _give_accessor)
