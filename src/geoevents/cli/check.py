"""`geoevents check`: which claims can be true together, which cannot, and on what that depends."""

from __future__ import annotations

import click

from geoevents.cli import casefile, options
from geoevents.cli.accounts import say_scenario
from geoevents.cli.command import Command, Voice, json_option, output_option, put, put_json
from geoevents.cli.explain import say_readings
from geoevents.cli.questions import say_table, say_verdict
from geoevents.model.result import CONSISTENT

NO = 3


@click.command(
    "check",
    cls=Command,
    examples=(
        "geoevents new -o my-case.yaml",
        "geoevents check my-case.yaml",
        "geoevents check my-case.yaml --explain",
        "geoevents check my-case.yaml --table --borders ne-10m",
        "geoevents check my-case.yaml --json -o verdict.json",
        "geoevents check my-case.yaml --generalise 10km",
    ),
)
@options.case_argument
@casefile.scenario_options
@casefile.generalise_option
@click.option("--fail", is_flag=True, help="Exit with 3 unless everything can be true together.")
@click.option("--explain", is_flag=True, help="Show every phrase beside how it was read.")
@click.option("--table", is_flag=True, help="Show every scenario with its verdicts.")
@output_option("Write it to this file instead of standard output.")
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    case_file: str,
    borders: str | None,
    edges: str | None,
    border_error: str | None,
    convention: str | None,
    distance: str | None,
    about: float | None,
    grain_m: float | None,
    fail: bool,
    explain: bool,
    table: bool,
    output: str | None,
    as_json: bool,
) -> None:
    """Find out which claims of CASE can be true together.

    The exit code is 0 whatever the answer is; with --fail it is 3 when the answer is "inconsistent", "depends" or
    "undecided".
    """
    voice: Voice = ctx.obj
    case = casefile.read(
        case_file,
        borders=borders,
        edges=edges,
        border_error=border_error,
        convention=convention,
        distance=distance,
        about=about,
    )
    from geoevents.reasoning.check import check

    voice.progress("Trying the case under its readings …")
    verdict = casefile.coarse(check(case), grain_m)
    for warning in verdict.solution.warnings:
        voice.warn(warning)
    if as_json:
        from geoevents.write.json import verdict_json

        put_json(output, casefile.marked(verdict_json(verdict), grain_m))
    else:
        parts = [*([verdict.note] if grain_m else []), say_verdict(verdict)]
        parts += [say_readings(verdict)] if explain else []
        parts += [say_table(verdict)] if table else []
        put(output, "\n\n".join([*parts, say_scenario(verdict.solution)]))
    if output not in (None, "-"):
        voice.note(f"wrote {output}")
    if fail and verdict.verdict != CONSISTENT:
        ctx.exit(NO)
