"""`geoevents solve`: where each event of a case can have been, by each account and by all."""

from __future__ import annotations

import click

from geoevents.cli import casefile, options, wording
from geoevents.cli.accounts import SHOWN, say_events, say_scenario
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
        "geoevents solve my-case.yaml --json -o my-case.json",
        "geoevents solve --replay my-case.json",
    ),
)
@options.case_argument
@casefile.scenario_options
@casefile.generalise_option
@click.option("--ledger", is_flag=True, help="Show every step behind each fix; --json always has them.")
@click.option("--replay", is_flag=True, help="CASE is what --json wrote: make every answer again from its ledger.")
@click.option("--geojson", "as_geojson", is_flag=True, help="Write the areas as GeoJSON, with attribution.")
@output_option("Write JSON, GeoJSON or text to this file instead of standard output.")
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
    ledger: bool,
    replay: bool,
    as_geojson: bool,
    output: str | None,
    as_json: bool,
) -> None:
    """Find where each event of CASE can have been: by each account, and by all of them together.

    With --replay nothing is read but ledgers; the exit code is 3 when an answer comes out otherwise.
    """
    voice: Voice = ctx.obj
    if as_json and as_geojson:
        raise click.UsageError("--json and --geojson exclude each other.")
    if replay:
        _require_alone(borders, edges, border_error, convention, distance, about, grain_m, as_geojson or None)
        from geoevents.cli.replayed import DIFFERENT, replayed

        if not replayed(case_file, output, as_json):
            ctx.exit(DIFFERENT)
        return
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


def _require_alone(*choices: object) -> None:
    if any(choice is not None for choice in choices):
        raise click.UsageError("--replay takes every choice from the ledger: give none beside it.")


def _say(solution: Solution, ledger: bool) -> str:
    case = solution.case
    placed = sum(
        solved.combined is not None or any(account.answer is not None for account in solved.accounts)
        for solved in solution.events
    )
    head = f"{case.title}\n{placed} of {len(solution.events)} events have a position in somebody's words"
    text = f"{click.style(head, bold=True)}\n\n{say_events(solution)}\n\n{say_scenario(solution)}"
    return f"{text}\n\n{_ledger(solution)}" if ledger else text


def _ledger(solution: Solution) -> str:
    from geoevents.maps.words import step_text
    from geoevents.reasoning.ledger import CHOICES, CLAUSE, DATASET, PROGRAM, TIE, WINDOW

    answers: list[tuple[str, Answer | None]] = []
    for solved in solution.events:
        answers += [(f"{solved.event.id}, {account.source}", account.answer) for account in solved.accounts]
        answers.append((f"{solved.event.id}, combined", solved.combined))
        answers += [(f"{solved.event.id}, {' and '.join(one.claims)}", one.answer) for one in solved.together]
    found = [(name, answer) for name, answer in answers if answer is not None]
    shared = [step for _, answer in found for step in answer.ledger if step.kind in (PROGRAM, CHOICES, DATASET)]
    lines = [click.style("Ledger", bold=True)]
    # The same for every answer, so said once; --json has it in each of them.
    lines += dict.fromkeys(f"  {step_text(step)}" for step in shared)
    for name, answer in found:
        lines.append(f"  {name}: {answer.status}")
        lines += [f"    {step_text(step)}" for step in answer.ledger if step.kind in (CLAUSE, TIE, WINDOW)]
        for number, fix in enumerate(answer.fixes[:SHOWN], 1):
            lines.append(
                f"    fix {number}: " + f"{wording.position(fix.lon, fix.lat)} within {wording.distance(fix.radius_m)}"
            )
        if len(answer.fixes) > SHOWN:
            lines.append(f"    and {len(answer.fixes) - SHOWN} more, which --json has")
    lines.append("  Every figure of it is in --json, and is made again from there: geoevents solve --replay FILE.json")
    return "\n".join(lines)
