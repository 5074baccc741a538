"""`geoevents locate`: a locality phrase, every way to understand it, and where each puts the event."""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence
from itertools import count
from typing import TYPE_CHECKING, Any

import click

from geoevents.cli import options, wording
from geoevents.cli.areas import Area, areas_of, share
from geoevents.cli.asked import any_asked, asked_of, asked_options, csv_option
from geoevents.cli.command import Command, Voice, json_option, output_option, put, put_json, text_argument
from geoevents.cli.reading import explain
from geoevents.model import Location, Reading
from geoevents.model.result import SATISFIABLE

if TYPE_CHECKING:
    from geoevents.pointradius.located import Georeference


MOST_ROWS = 20
"""Areas that are listed in text."""


@click.command(
    "locate",
    cls=Command,
    examples=(
        'geoevents locate "3.5 km southeast of Tinzaouatine and 2 km from the Algerian border"',
        'geoevents locate "à 3,5 km au sud-est de Tinzaouatine" --pick 1 --json',
        'geoevents locate "within 20 km of Kidal" --country ML --convention decimal',
        'geoevents locate "2 km inside Algeria and near Tinzaouatine" --protocol shape -o areas.json',
        'geoevents locate "3.5 km southeast of Kidal" --country ML --protocol point-radius --calculator',
    ),
)
@text_argument("text", "TEXT")
@click.option(
    "--protocol",
    type=click.Choice(["shape", "point-radius"]),
    default="shape",
    show_default=True,
    help="Answer with areas, or with the point and radius that stand for each, in Darwin Core terms.",
)
@click.option(
    "--calculator",
    is_flag=True,
    help="With point-radius: what the Georeferencing Calculator would print, instead of the areas' own radii.",
)
@asked_options("--radial")
@options.lang_option
@click.option(
    "--near",
    "near_km",
    metavar="KM",
    type=click.FloatRange(min=0, min_open=True, max=1000),
    default=15.0,
    show_default=True,
    help='How far "near" reaches, in kilometres.',
)
@options.borders_option
@options.edges_option
@options.border_error_option
@options.convention_option
@options.distance_option
@options.extent_option
@options.depth_option
@options.about_option
@options.country_option
@options.pick_option
@click.option("--speaker", metavar="CODE", callback=options.country_code, help='Country that "national" refers to.')
@output_option("Write the JSON document, or the CSV, to this file.")
@json_option
@csv_option
@click.pass_obj
def command(
    voice: Voice,
    /,
    text: str,
    protocol: str,
    calculator: bool,
    lang: str | None,
    near_km: float,
    borders: str,
    edges: str,
    border_error: str,
    convention: str,
    distance: str,
    extent: str,
    depth: str,
    about: float,
    country: str | None,
    pick: int | None,
    speaker: str | None,
    output: str | None,
    as_json: bool,
    as_csv: bool,
    **asked: str | None,
) -> None:
    """Turn a locality phrase into the areas that it allows.

    Every candidate of a place name is a reading of its own. Words that were not understood are listed, and nothing
    is taken from them.
    """
    from geoevents.reasoning.locate import locate

    if protocol != "point-radius" and (calculator or as_csv or any_asked(asked)):
        raise click.UsageError("--calculator, what it asks, and --csv need --protocol point-radius.")
    if as_csv and as_json:
        raise click.UsageError("Give --csv or --json, not both.")
    location = locate(
        text,
        country=country,
        pick=pick,
        lang=lang,
        convention=convention,
        distance=distance,
        extent=extent,
        depth=depth,
        about=about,
        borders=borders,
        border_error=border_error,
        edges=edges,
        near_m=near_km * 1000,
        speaker=speaker,
    )
    found = None if protocol == "shape" else _georeferences(location, calculator, asked)
    for note in location.notes:
        voice.warn(note)
    if as_csv and found is not None:
        from geoevents.write.georeference import darwin_core_csv

        put(output, darwin_core_csv(record for one in found for record in one.records))
    elif as_json or output:
        from geoevents.write.json import location_json

        document = location_json(location)
        put_json(output, document if found is None else _points(document, found))
    if not as_json and output != "-" and not (as_csv and output is None):
        click.echo(_say(location, found))
    if voice.verbose:
        from geoevents.maps.words import steps_told

        for reading in location.readings:
            for line in steps_told(reading.answer):
                voice.detail(line)


def _georeferences(location: Location, calculator: bool, asked: dict[str, str | None]) -> list[Georeference]:
    from geoevents.pointradius.located import georeference
    from geoevents.pointradius.result import CALCULATOR

    mode = CALCULATOR if calculator else ""
    return [georeference(location, reading, asked_of(asked), mode) for reading in location.readings]


def _points(document: dict[str, Any], found: Sequence[Georeference]) -> dict[str, Any]:
    """Give each reading its Darwin Core records, whose footprints stand for the regions of the fixes."""
    from geoevents.write.georeference import georeference_json

    for reading, one in zip(document["readings"], found, strict=True):
        for fix in reading["fixes"]:
            fix.pop("region", None)
        reading.update(georeference_json(one))
    return document


def _say(location: Location, found: Sequence[Georeference] | None) -> str:
    areas = areas_of(location)
    lines = [click.style(_headline(location, areas), bold=True), ""]
    for letter, area in zip(_letters(), areas[:MOST_ROWS], strict=False):
        rest = share(area, location.readings)
        fix = area.fix
        lines.append(
            f"{letter}  {wording.position(fix.lon, fix.lat, 3 if found is None else 5)}  "
            f"within {wording.distance(fix.radius_m)}"
            + (f"  {_square_km(fix.area_m2)}" if found is None else "")
            + (f"   {rest}" if rest else "")
        )
    if len(areas) > MOST_ROWS:
        lines.append(f"   and {len(areas) - MOST_ROWS} more: --json has them, --country and --pick narrow them")
    lines += [""] if areas else []
    if found is not None:
        from geoevents.cli.georeference import georeferences_told

        lines += [georeferences_told(location, found), ""]
    lines.append(_read_as(location))
    left = ", ".join(f'"{piece.text}"' for piece in location.unparsed)
    lines.append(f"Not understood, and left out: {left}" if left else "Nothing left unread.")
    return "\n".join(lines)


def _headline(location: Location, areas: Sequence[Area]) -> str:
    from geoevents.reasoning.scenario import rest_on_near
    from geoevents.reasoning.touched import countries_touched

    readings = location.readings
    dataset = readings[0].scenario.borders
    if not areas:
        gaps = [reading.answer.gap_m[0] for reading in readings if reading.answer.gap_m]
        missed = f"; every clause would have to give way by {wording.distance(min(gaps))}" if gaps else ""
        vague = "; how far a vague word reaches is our figure, see --near" if rest_on_near(location.clauses) else ""
        return f"Nowhere: the clauses cannot hold together ({dataset}){missed}{vague}"
    unsaid = [area.fix.country_reason for area in areas if area.fix.countries_as_drawn is None]
    if unsaid:
        return f"{_count(areas)}; {wording.drawn(None, unsaid[0])}{_doubt(readings)}"
    reached = list(dict.fromkeys(countries_touched(area.fix, dataset) or () for area in areas))
    whole = {1: "", 2: "both "}.get(len(areas), "all ") if len(reached) == 1 else ""
    # "In Mali and Algeria or Mali" says no more than "in Mali and Algeria".
    where = [wording.countries(one) for one in reached if not any(set(one) < set(other) for other in reached if other)]
    return f"{_count(areas)}, {whole}in {' or '.join(where)} ({dataset}){_doubt(readings)}"


def _count(areas: Sequence[Area]) -> str:
    return "1 possible area" if len(areas) == 1 else f"{len(areas)} possible areas"


def _doubt(readings: Sequence[Reading]) -> str:
    decided = any(reading.answer.status == SATISFIABLE for reading in readings)
    return "" if decided else "; whether any point satisfies all clauses is undecided"


def _read_as(location: Location) -> str:
    scenario = location.readings[0].scenario
    rows = [
        ("Read as" if number == 0 else "", f'"{clause.text}"', explain(clause, scenario))
        for number, clause in enumerate(location.clauses)
    ]
    return wording.table(("", "", ""), rows) + f"\n         figures by {scenario.convention}"


def _square_km(area_m2: float) -> str:
    return f"{area_m2 / 1e6:,.1f} km²" if area_m2 >= 1e5 else f"{area_m2:,.0f} m²"


def _letters() -> Iterator[str]:
    yield from string.ascii_uppercase
    yield from (str(number) for number in count(27))
