"""Options for what the Georeferencing Calculator asks beside the locality itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from geoevents.pointradius.verb import Asked

_NAMES = ("datum", "coordinate_precision", "source", "measurement_error", "distance_precision")
_EXTENTS = ("radial", "extent")


def asked_options(extent: str) -> Callable[[Any], Any]:
    """Declare the options; `extent` is what that of the place's extent is called, "--extent" or "--radial"."""
    declared = (
        click.option("--datum", metavar="NAME", help='Of the coordinates: WGS84, NAD27, EPSG:4267, or "not recorded".'),
        click.option(
            "--coordinate-precision",
            metavar="TEXT",
            help='"nearest second", 0.001, "0.1 minutes", exact [default: that of the last digit].',
        ),
        click.option(
            "--source", metavar="TEXT", help='Of the coordinates: GPS, gazetteer, "USGS 1:24000", "map 1:100000".'
        ),
        click.option(extent, metavar="LENGTH", help="Geographic radial of the named place."),
        click.option("--measurement-error", metavar="LENGTH", help="Of measuring on the map, or a GPS's accuracy."),
        click.option(
            "--distance-precision",
            metavar="LENGTH",
            help='Whole precision of the offset, "10 mi" or "1/2 km", or exact [default: what its digits leave open].',
        ),
    )

    def declare(command: Any) -> Any:
        for option in reversed(declared):
            command = option(command)
        return command

    return declare


csv_option = click.option("--csv", "as_csv", is_flag=True, help="Print the Darwin Core records as CSV instead of text.")


def asked_of(given: dict[str, Any]) -> Asked:
    """Take what these options were given out of a command's arguments."""
    from geoevents.pointradius.verb import Asked

    return Asked(extent=_extent(given), **{name: given[name] for name in _NAMES})


def any_asked(given: dict[str, Any]) -> bool:
    """Tell whether one of these options was given."""
    return _extent(given) is not None or any(given[name] is not None for name in _NAMES)


def _extent(given: dict[str, Any]) -> str | None:
    # Where a command has both, "--extent" is another matter: whether distances are from a place's centre or its edge.
    return next((given[name] for name in _EXTENTS if name in given), None)
