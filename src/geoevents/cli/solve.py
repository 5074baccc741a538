"""`geoevents solve`: where each event of a case can have been, by each account and by all."""

from __future__ import annotations

import click

from geoevents.cli import casefile, options
from geoevents.cli.accounts import say_events, say_scenario
from geoevents.cli.command import Command, Voice, json_option, output_option, put, put_json
from geoevents.model import Answer, Solution


@click.command(
    "solve",
    cls=Command,
    examples=(
        "geoevents new -o my-case.yaml",
        "geoevents solve my-case.yaml",
        "geoevents solve my-case.yaml --borders ne-10m --convention decimal --json",
        "geoevents solve my-case.yaml --geojson -o my-case.geojson",
        "geoevents solve my-case.yaml --generalise 10km",
    ),
)
@options.case_argument
@casefile.scenario_options
@casefile.generalise_option
@click.option("--ledger", is_flag=True, help="Show every step behind each fix.")
@click.option("--geojson", "as_geojson", is_flag=True, help="Write the areas as GeoJSON, with attribution.")
@output_option("Write JSON, GeoJSON or text to this file instead of standard output.")
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
    grain_m: float | None,
    ledger: bool,
    as_geojson: bool,
    output: str | None,
    as_json: bool,
) -> None:
    """Find where each event of CASE can have been: by each account, and by all of them together."""
    if as_json and as_geojson:
        raise click.UsageError("--json and --geojson exclude each other.")
    case = casefile.read(
        case_file,
        borders=borders,
        edges=edges,
        border_error=border_error,
        convention=convention,
        distance=distance,
        about=about,
    )
    from geoevents.reasoning.solve import solve

    solution = casefile.coarse(solve(case), grain_m)
    for warning in solution.warnings:
        voice.warn(warning)
    if as_geojson:
        from geoevents.write.geojson import solution_geojson

        put_json(output, casefile.marked(solution_geojson(solution), grain_m))
    elif as_json:
        from geoevents.write.json import solution_json

        put_json(output, casefile.marked(solution_json(solution), grain_m))
    else:
        put(output, _say(solution, ledger or voice.verbose))
    if output not in (None, "-"):
        voice.note(f"wrote {output}")


def _say(solution: Solution, ledger: bool) -> str:
    case = solution.case
    placed = sum(any(account.answer is not None for account in solved.accounts) for solved in solution.events)
    head = f"{case.title}\n{placed} of {len(solution.events)} events have a position in somebody's words"
    text = f"{click.style(head, bold=True)}\n\n{say_events(solution)}\n\n{say_scenario(solution)}"
    return f"{text}\n\n{_ledger(solution)}" if ledger else text


def _ledger(solution: Solution) -> str:
    lines = [click.style("Ledger", bold=True)]
    for solved in solution.events:
        answers: list[tuple[str, Answer | None]] = [(account.source, account.answer) for account in solved.accounts]
        for name, answer in (*answers, ("combined", solved.combined)):
            if answer is None:
                continue
            lines.append(f"  {solved.event.id}, {name}: {answer.status}")
            for step in answer.ledger:
                values = ", ".join(f"{key} {value}" for key, value in step.values.items())
                lines.append(f"    {step.what}" + (f": {values}" if values else ""))
    return "\n".join(lines)
