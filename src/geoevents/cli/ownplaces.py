"""`geoevents places import`, `list` and `forget`: tables of places of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from geoevents.cli import wording
from geoevents.cli.command import Command, Voice, json_option, put_json

if TYPE_CHECKING:
    from geoevents.gazetteer.stored import About


@click.command(
    "import",
    cls=Command,
    examples=(
        "geoevents places import ML.zip",
        'geoevents places import wells.csv --name wells --title "Wells by GPS, 2025" --licence CC0-1.0',
        "geoevents places find Kidal",
        "geoevents places forget wells",
    ),
)
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False))
@click.option("--name", metavar="NAME", help="What the table is called; by default the name of the file.")
@click.option("--title", metavar="TEXT", default="", help="What it is; stands as the source of its places.")
@click.option("--licence", "--license", metavar="TEXT", default="", help="Its licence.")
@click.option("--attribution", metavar="TEXT", default="", help="What has to stand beside everything that uses it.")
@json_option
@click.pass_obj
def import_command(voice: Voice, /, file: str, name: str | None, as_json: bool, **said: Any) -> None:
    """Add a table of places of your own, or a dump of GeoNames.

    FILE is a dump of GeoNames (ML.zip, ML.txt, allCountries.zip), or CSV with a head: name, lon and lat, and, as you
    have them, radius_m (metres), country, kind, population, source, note, aliases (separated by |) and id. A bad line
    is told and left out; a truncated archive is refused as a whole.

    Every command then knows the places. They are candidates beside all others, with their source. Importing under the
    same name replaces what was there. The table is kept in your own data folder (GEOEVENTS_DATA, else the platform's).
    """
    from geoevents.read.places import TOLD, import_places
    from geoevents.write.atomic import undone_when_ended

    with undone_when_ended():
        found = import_places(file, name, progress=lambda line: voice.progress(f"line {line:,} …"), **said)
    about = found.about
    for problem in found.problems:
        voice.warn(f"{about.file}, {problem}")
    if about.skipped > TOLD:
        voice.warn(f"{about.file}: {about.skipped - TOLD:,} more lines were left out")
    if as_json:
        put_json(None, {**_document(about), "problems": list(found.problems)})
        return
    left_out = f", {about.skipped:,} {_lines(about.skipped)} left out" if about.skipped else ""
    click.echo(click.style(f"{about.name}: {about.places:,} {_places(about.places)}{left_out}", bold=True))
    click.echo(wording.table(("", ""), _rows(about)))


@click.command("list", cls=Command, examples=("geoevents places list", "geoevents places list --json"))
@json_option
def list_command(as_json: bool) -> None:
    """List the tables of places that names are looked up in."""
    from geoevents import data
    from geoevents.gazetteer.stored import imported
    from geoevents.gazetteer.tables import curated, geonames

    entry = data.entry("gazetteer/cities500.places")
    rows = [
        ("curated", len(curated().entries), "places that GeoNames lacks, by hand", "MIT"),
        ("geonames", len(geonames()), entry.title, entry.licence),
        *((table.about.name, len(table), table.about.title, table.about.licence) for table in imported()),
    ]
    if as_json:
        documents = [
            {"name": name, "places": places, "title": title, "licence": licence, "imported": False}
            for name, places, title, licence in rows[:2]
        ]
        put_json(None, {"tables": [*documents, *(_document(table.about) for table in imported())]})
        return
    cells = [(name, f"{places:,}", wording.credit(title), licence) for name, places, title, licence in rows]
    click.echo(wording.table(("name", "places", "what", "licence"), cells))


@click.command(
    "forget", cls=Command, examples=("geoevents places import wells.csv --name wells", "geoevents places forget wells")
)
@click.argument("name", metavar="NAME")
@click.pass_obj
def forget_command(voice: Voice, name: str) -> None:
    """Remove an imported table of places, or ("nominatim") what was kept of online answers.

    The file that a table was made from is not touched.
    """
    if name == "nominatim":
        from geoevents.gazetteer.online import clear

        count = clear()
        voice.note(f"{count:,} {'answer' if count == 1 else 'answers'} of Nominatim forgotten.")
        return
    from geoevents.gazetteer.stored import forget

    forget(name)
    voice.note(f"{name} is forgotten.")


def _document(about: About) -> dict[str, Any]:
    return {
        "name": about.name,
        "places": about.places,
        "skipped": about.skipped,
        "title": about.title,
        "licence": about.licence,
        "attribution": about.attribution,
        "file": about.file,
        "sha256": about.sha256,
        "imported": True,
    }


def _rows(about: About) -> list[tuple[str, str]]:
    rows = [("what", about.title), ("licence", about.licence), ("attribution", about.attribution)]
    return [(label, text) for label, text in (*rows, ("SHA-256", about.sha256)) if text]


def _places(count: int) -> str:
    return "place" if count == 1 else "places"


def _lines(count: int) -> str:
    return "line" if count == 1 else "lines"
