"""`geoevents map`: a case as one page that opens anywhere, offline, and as a figure for a document."""

from __future__ import annotations

from typing import Any

import click

from geoevents.cli import casefile, options
from geoevents.cli.command import Command, Voice, json_option, put, put_json

_FIGURES = ("png", "svg", "pdf")


@click.command(
    "map",
    cls=Command,
    examples=(
        "geoevents new -o my-case.yaml",
        "geoevents map my-case.yaml -o my-case.html",
        "geoevents map my-case.yaml -o my-case.html --png my-case.png --pdf my-case.pdf",
        "geoevents map my-case.yaml -o my-case.html --generalise 10km",
    ),
)
@options.case_argument
@casefile.scenario_options
@casefile.generalise_option
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False, allow_dash=True),
    required=True,
    help="HTML file to write, complete in itself.",
)
@options.figure_option("png", "Draw it as a picture too, for a document: 200 dots an inch.")
@options.figure_option("svg", "Draw it as a vector picture too.")
@options.figure_option("pdf", "Draw it as a PDF of one page too.")
@json_option
@click.pass_obj
def command(
    voice: Voice,
    /,
    case_file: str,
    grain_m: float | None,
    output: str,
    png: str | None,
    svg: str | None,
    pdf: str | None,
    as_json: bool,
    **scenario: Any,
) -> None:
    """Draw CASE as one HTML file: every account as a layer, areas and not only points, no network needed."""
    if as_json and output == "-":
        raise click.UsageError("--json and -o - both want standard output.")
    case = casefile.read(case_file, **scenario)
    from geoevents.maps import draw

    drawn = draw(case if grain_m is None else casefile.checked_coarsely(case, grain_m))
    put(output, drawn.html)
    figures = {kind: name for kind, name in zip(_FIGURES, (png, svg, pdf), strict=True) if name}
    for name in figures.values():
        drawn.save_figure(name)
    if as_json:
        put_json(None, drawn.summary(output) | {"figures": figures})
    for name in (output, *figures.values()):
        if name != "-" and not as_json:
            voice.note(f"wrote {name}")
