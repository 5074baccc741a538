"""`geoevents demo`: the founding case, solved and drawn from the installed package."""

from __future__ import annotations

from pathlib import Path

import click

from geoevents.cli.accounts import say_events, say_scenario
from geoevents.cli.command import Command, Voice, json_option, put, put_json
from geoevents.cli.questions import say_verdict

FOUNDING_CASE = "tinzaouatine-2025"


@click.command("demo", cls=Command, examples=("geoevents demo", "geoevents demo -o maps --json"))
@click.option(
    "-o",
    "--output",
    "folder",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("out"),
    show_default=True,
    help="Folder for the map; made when it is not there.",
)
@json_option
@click.pass_obj
def command(voice: Voice, folder: Path, as_json: bool) -> None:
    """Solve and draw the founding case, and say what comes out.

    It is the loss of a drone near Tinzaouatine, on the border of Algeria and Mali, in the night of 31 March to 1 April
    2025. Both sides say where it was; the two cannot both be right.
    """
    from geoevents import data
    from geoevents.maps import draw
    from geoevents.read.case import read_case
    from geoevents.reasoning.check import check

    case = read_case(data.path(f"cases/{FOUNDING_CASE}.yaml"))
    voice.progress("Checking the case, and working out what its page can be switched to …")
    verdict = check(case)
    page = draw(verdict, switches=True)
    folder.mkdir(parents=True, exist_ok=True)
    output = folder / f"{FOUNDING_CASE}.html"
    put(str(output), page.html)
    for warning in verdict.solution.warnings:
        voice.warn(warning)
    if as_json:
        from geoevents.write.json import solution_json, verdict_json

        solved = solution_json(verdict.solution)
        judged = verdict_json(verdict)
        put_json(
            None,
            {
                "output": str(output),
                "case": solved["case"],
                "scenario": solved["scenario"],
                "verdict": judged["verdict"],
                "events": solved["events"],
                "questions": judged["questions"],
            },
        )
        return
    click.echo(click.style(case.title, bold=True))
    click.echo(f"{case.question}\n")
    click.echo(say_verdict(verdict) + "\n")
    click.echo(say_events(verdict.solution) + "\n")
    click.echo(say_scenario(verdict.solution))
    click.echo(f"\nThe map: {output}   (one file, opens in any browser, without a network)")
