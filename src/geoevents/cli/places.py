"""`geoevents places`: which places a name can mean."""

from __future__ import annotations

import click

from geoevents.cli import options, wording
from geoevents.cli.command import Command, Voice, json_option, put_json, text_argument


@click.group("places", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Search the places that phrases can name."""


@command.command(
    "find",
    cls=Command,
    examples=(
        "geoevents places find Tinzaouatine",
        "geoevents places find تساليت",
        "geoevents places find Kidal --country ML --json",
    ),
)
@text_argument("name", "NAME")
@options.country_option
@click.option(
    "--limit", metavar="N", type=click.IntRange(1, 1000), default=20, show_default=True, help="At most N candidates."
)
@json_option
@click.pass_obj
def find(voice: Voice, name: str, country: str | None, limit: int, as_json: bool) -> None:
    """List the places that NAME can mean, the best match first.

    The exact name counts most, then the name without accents, other scripts, and spellings that are close.
    """
    from geoevents.gazetteer.places import find as find_places

    found = find_places(name, country, limit)
    if as_json:
        from geoevents.write.json import place_json

        put_json(None, {"query": name, "candidates": [place_json(place) for place in found]})
        return
    rows = [
        (
            str(number),
            place.name if place.matched in ("", place.name) else f"{place.name} ({place.matched})",
            wording.country(place.country) if place.country else "–",
            wording.position(place.lon, place.lat, 4),
            wording.distance(place.radius_m) if place.radius_m else "–",
            f"{place.score:.2f}",
            wording.credit(place.source),
        )
        for number, place in enumerate(found, 1)
    ]
    click.echo(click.style(_headline(name, country, len(found)), bold=True) + "\n")
    click.echo(wording.table(("", "name", "country", "position", "extent", "match", "source"), rows))


def _headline(name: str, country: str | None, shown: int) -> str:
    from geoevents.errors import UnknownPlaceError
    from geoevents.gazetteer.places import candidates

    try:
        carry = len(candidates(name, country))
    except UnknownPlaceError:
        return f"Nothing carries the name {name}; {shown} {'name is' if shown == 1 else 'names are'} close to it"
    close = f", and {shown - carry} with a name close to it" if shown > carry else ""
    return f"{carry} {'place carries' if carry == 1 else 'places carry'} the name {name}{close}"
