"""`geoevents report`: a case as a document that somebody can read, print and defend."""

from __future__ import annotations

from typing import Any

import click

from geoevents.cli import casefile, options
from geoevents.cli.command import Command, Voice, json_option, put_json


@click.command(
    "report",
    cls=Command,
    examples=(
        "geoevents new -o my-case.yaml",
        "geoevents report my-case.yaml -o my-case.md",
        "geoevents report my-case.yaml -o my-case.html",
        "geoevents report my-case.yaml -o my-case.html --generalise 10km",
    ),
)
@options.case_argument
@casefile.scenario_options
@casefile.generalise_option
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False),
    required=True,
    callback=options.ending_in(".html", ".md"),
    help="File to write: .html (with the map, complete in itself, printable) or .md.",
)
@json_option
@click.pass_obj
def command(
    voice: Voice, /, case_file: str, grain_m: float | None, output: str, as_json: bool, **scenario: Any
) -> None:
    """Write the report of CASE: the verdict in words, the map, who says what, why, and what it rests on.

    For readers who do not know GIS. The same case gives the same file, byte for byte.
    """
    case = casefile.read(case_file, **scenario)
    from geoevents.dossier import report

    voice.progress("Trying the case under its readings …")
    size = report(case if grain_m is None else casefile.checked_coarsely(case, grain_m)).save(output)
    if as_json:
        put_json(None, {"output": output, "bytes": size})
    else:
        voice.note(f"wrote {output}")
