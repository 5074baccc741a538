"""What `geoevents convert` does with a case: its claims as a table and back, and its answer in formats of maps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from geoevents.cli import casefile
from geoevents.cli.command import Voice, bytes_of
from geoevents.cli.wording import counted

_CLAIMS = ("csv", "tsv", "xlsx", "markdown")
_POINTS = ("gpx", "stix", "darwin-core")


def from_case(
    voice: Voice, source: str, output: str, target: str | None, formulas: str, grain_m: float | None = None
) -> dict[str, Any]:
    """Write a case's claims as a table, or its answer in a format of positions; say what was written."""
    from geoevents.read.case import read_case
    from geoevents.read.yaml import MAX_BYTES
    from geoevents.write.atomic import undone_when_ended, write_whole
    from geoevents.write.rows import Written, target_format, write_rows

    if output.lower().endswith((".yaml", ".yml")):
        raise click.UsageError("Both are case files. Name a table to write, or one to read.")
    written_as = target_format(output, target)
    if grain_m is not None and written_as in _CLAIMS:
        raise click.UsageError(f"Claims as {written_as} are the words of the case. --generalise is for its answer.")
    text = bytes_of(source, MAX_BYTES).decode("utf-8-sig", "surrogateescape")
    case = read_case(source) if source != "-" else read_case(text=text)
    with undone_when_ended():
        if written_as in _CLAIMS:
            from geoevents.write.claimsheet import claims_table

            rows = claims_table(text, case)
            done = write_rows(rows, output, written_as, formulas=formulas, title=case.id)
            count, what = done.rows, "claims"
        elif written_as in ("kml", "kmz"):
            from geoevents.reasoning.check import check
            from geoevents.write.kml import kml_of, kmz_of

            verdict = casefile.coarse(check(case), grain_m)
            write_whole(output, (kml_of if written_as == "kml" else kmz_of)(verdict))
            done = Written(len(case.events))
            count, what = done.rows, "events"
        else:
            from geoevents.reasoning.solve import solve
            from geoevents.write.caserows import rows_of_solution

            solution = casefile.coarse(solve(case), grain_m)
            rows = rows_of_solution(solution, points=written_as in _POINTS, grain_m=grain_m)
            done = write_rows(rows, output, written_as, formulas=formulas, title=solution.case.id)
            count, what = done.rows, "answers"
    if done.left_out:
        voice.warn(f"{done.left_out:,} rows have no position and are left out: {written_as} holds none without.")
    if done.replaced:
        voice.warn(f"{done.replaced:,} characters that XML cannot hold are replaced by \ufffd.")
    if output != "-":
        voice.note(f"wrote {output}: {counted(count, what.removesuffix('s'))}")
    document = {"output": output, "format": written_as, "rows": count, "of": what, "case": case.id}
    return {**casefile.marked(document, grain_m)}


def into_case(
    voice: Voice, source: str, output: str, form: str | None, encoding: str | None, layer: str | None
) -> dict[str, Any]:
    """Put a table of claims into the case file that is there, and say what changed."""
    from geoevents.errors import TableError
    from geoevents.read.case import read_case
    from geoevents.read.placed import read_placed
    from geoevents.write.atomic import write_whole
    from geoevents.write.claimsheet import merged

    place = Path(output)
    if not place.is_file():
        raise TableError(f"There is no case {output} to put claims into.", cure="Begin one with: geoevents new -o FILE")
    case = read_case(output)
    raw = place.read_bytes()
    mark = "\ufeff" if raw.startswith(b"\xef\xbb\xbf") else ""
    rows = read_placed(source, form, encoding=encoding, layer=layer)
    for note in rows.notes:
        voice.warn(note)
    done = merged(raw.decode("utf-8-sig"), case, rows, source)
    if done.changed or done.added:
        write_whole(output, mark + done.text)
    told = [f"{counted(len(done.changed), 'claim')} changed", f"{len(done.added):,} added"]
    if done.without_row:
        told.append(f"{len(done.without_row):,} without a row stay as they are")
    voice.note(f"{'wrote' if done.changed or done.added else 'nothing to change in'} {output}: {', '.join(told)}")
    return {
        "output": output,
        "case": case.id,
        "changed": list(done.changed),
        "added": list(done.added),
        "without_row": list(done.without_row),
    }
