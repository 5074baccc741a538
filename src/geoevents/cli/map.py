"""`geoevents map`: a case as one page that opens anywhere, offline."""

from __future__ import annotations

import click

from geoevents.cli import casefile, options
from geoevents.cli.command import Command, Voice, json_option, put, put_json


@click.command(
    "map",
    cls=Command,
    examples=(
        "geoevents new -o my-case.yaml",
        "geoevents map my-case.yaml -o my-case.html",
    ),
)
@options.case_argument
@casefile.scenario_options
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False, allow_dash=True),
    required=True,
    help="HTML file to write, complete in itself.",
)
@json_option
@click.pass_obj
def command(
    voice: Voice,
    case_file: str,
    borders: str | None,
    edges: str | None,
    border_error: str | None,
    convention: str | None,
    distance: str | None,
    about: float | None,
    output: str,
    as_json: bool,
) -> None:
    """Draw CASE as one HTML file: every account as a layer, areas and not only points, no network needed."""
    if as_json and output == "-":
        raise click.UsageError("--json and -o - both want standard output.")
    case = casefile.read(
        case_file,
        borders=borders,
        edges=edges,
        border_error=border_error,
        convention=convention,
        distance=distance,
        about=about,
    )
    from geoevents.maps import draw

    drawn = draw(case)
    put(output, drawn.html)
    if as_json:
        put_json(None, drawn.summary(output))
    elif output != "-":
        voice.note(f"wrote {output}")
