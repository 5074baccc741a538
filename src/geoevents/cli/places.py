"""`geoevents places`: which places a name can mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from geoevents.cli import options, wording
from geoevents.cli.command import Command, Voice, json_option, put_json, text_argument
from geoevents.cli.ownplaces import forget_command, import_command, list_command

if TYPE_CHECKING:
    from geoevents.model import Place

CARRIED = 0.81
"""The score from which a place carries a name: one that sounds the same."""


@click.group("places", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Search the places that phrases can name, and add your own."""


@command.command(
    "find",
    cls=Command,
    examples=(
        "geoevents places find Tinzaouatine",
        "geoevents places find تساليت",
        "geoevents places find Tripoli --context Lebanon --explain",
        "geoevents places find Kidal --country ML --json",
    ),
)
@text_argument("name", "NAME")
@options.country_option
@click.option(
    "--context", metavar="TEXT", multiple=True,
    help="A country or another place that the text names: ranks candidates, removes none. Can be given again.",
)  # fmt: skip
@click.option("--online", is_flag=True, help="Ask Nominatim (OpenStreetMap) as well; the name leaves this machine.")
@click.option("--user-agent", metavar="TEXT", help="Who asks Nominatim; else GEOEVENTS_USER_AGENT.")
@click.option("--explain", is_flag=True, help="Say of every candidate why it stands where it does.")
@click.option(
    "--limit", metavar="N", type=click.IntRange(1, 1000), default=20, show_default=True, help="At most N candidates."
)
@json_option
@click.pass_obj
def find(
    voice: Voice,
    name: str,
    country: str | None,
    context: tuple[str, ...],
    online: bool,
    user_agent: str | None,
    explain: bool,
    limit: int,
    as_json: bool,
) -> None:
    """List the places that NAME can mean, the best match first.

    The exact name counts most, then the name without accents, other scripts, Russian and Ukrainian case forms, and
    spellings that sound alike or are close. Among equals the context decides, then the source and the population.

    With --online what Nominatim answers is added (geopy is needed: pip install "geoevents[online]"). It is asked once
    a second at most, and its answers are kept in your data folder; `geoevents places forget nominatim` removes them.
    """
    from geoevents.gazetteer.places import find as find_places
    from geoevents.gazetteer.ranking import match_of

    found = find_places(name, country, 1000 if context else limit, online=online, user_agent=user_agent)
    standings = _ranked(found, context)[:limit]
    if as_json:
        from geoevents.write.json import place_json

        documents = [
            {**place_json(place), "match": match_of(place.score), "context": points, "reasons": list(reasons)}
            for place, points, reasons in standings
        ]
        put_json(None, {"query": name, "candidates": documents})
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
        for number, (place, _, _) in enumerate(standings, 1)
    ]
    carry = sum(place.score >= CARRIED for place, _, _ in standings) if online else None
    click.echo(click.style(_headline(name, country, len(standings), carry), bold=True) + "\n")
    click.echo(wording.table(("", "name", "country", "position", "extent", "match", "source"), rows))
    if explain:
        click.echo("\n" + "\n".join(_why(number, *standing) for number, standing in enumerate(standings, 1)))


def _ranked(found: Sequence[Place], said: Sequence[str]) -> list[tuple[Place, float, tuple[str, ...]]]:
    """Put candidates in order by what was said around the name."""
    if not said:
        return [(place, 0.0, ()) for place in found]
    from geoevents.errors import UnknownCountryError
    from geoevents.gazetteer.countries import code_of, name_of
    from geoevents.gazetteer.places import candidates
    from geoevents.gazetteer.ranking import IN_PHRASE, Context, Evidence, ranked

    countries: dict[str, Evidence] = {}
    others: dict[str, Sequence[Place]] = {}
    for text in said:
        try:
            code = code_of(text)
            countries[code] = Evidence(IN_PHRASE[0], f"in {name_of(code)}")
        except UnknownCountryError:
            others[text] = candidates(text)
    return [(one.place, one.points, one.reasons) for one in ranked(found, Context(countries, {}, others))]


def _why(number: int, place: Place, points: float, reasons: Sequence[str]) -> str:
    from geoevents.gazetteer.ranking import match_of

    people = f", {place.population:,} inhabitants" if place.population else ", inhabitants not known"
    context = f"; context {points:g} ({', '.join(reasons)})" if reasons else ""
    return f"{number}  match {place.score:.2f}, {match_of(place.score)}{context}; {place.kind}{people}"


def _headline(name: str, country: str | None, shown: int, carry: int | None = None) -> str:
    from geoevents.errors import UnknownPlaceError
    from geoevents.gazetteer.places import candidates

    if carry is None:
        try:
            carry = len(candidates(name, country))
        except UnknownPlaceError:
            carry = 0
    if not carry:
        return f"Nothing carries the name {name}; {shown} {'name is' if shown == 1 else 'names are'} close to it"
    close = f", and {shown - carry} with a name close to it" if shown > carry else ""
    return f"{carry} {'place carries' if carry == 1 else 'places carry'} the name {name}{close}"


command.add_command(import_command)
command.add_command(list_command)
command.add_command(forget_command)
