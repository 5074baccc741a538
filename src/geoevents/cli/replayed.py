"""`geoevents solve --replay`: every answer of a JSON document made again from its ledger."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from geoevents.cli.command import put, put_json
from geoevents.errors import LedgerError

DIFFERENT = 3
MAX_BYTES = 200_000_000
MAX_LISTS = 3_000_000
"""Lists and objects of the document: a few bytes each there, and very many in memory."""
SHOWN = 5


def replayed(file: str, output: str | None, as_json: bool) -> bool:
    """Replay every ledger of a file, say what differs, and tell whether nothing does.

    Raises
    ------
    LedgerError
        It has no ledger, or one from which nothing can be made.
    DataFileError
        A dataset is not the one that a ledger was made on.
    """
    from geoevents.reasoning.replay import ledgers_in, replay

    found = [(name, replay(steps).differences) for name, steps in ledgers_in(_read(file))]
    if not found:
        raise LedgerError(f"There is no ledger in {file}.", cure="Write one: geoevents solve CASE --json -o FILE.json.")
    same = sum(not differences for _, differences in found)
    if as_json:
        answers = [{"of": name, "same": not found, "differences": list(found)} for name, found in found]
        put_json(output, {"file": file, "answers": answers, "same": same == len(found)})
        return same == len(found)
    head = f"{same} of {len(found)} answers come out the same from their ledgers"
    lines = [click.style(head, bold=True)]
    for name, differences in found:
        lines += [f"  {name}: {difference}" for difference in differences[:SHOWN]]
        if len(differences) > SHOWN:
            lines.append(f"  {name}: and {len(differences) - SHOWN} more")
    put(output, "\n".join(lines))
    return same == len(found)


def _read(file: str) -> Any:
    if file == "-":
        content = sys.stdin.buffer.read(MAX_BYTES + 1)
    else:
        with Path(file).open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise LedgerError(f"{file} is larger than {MAX_BYTES:,} bytes.", cure="Give one answer's ledger on its own.")
    if content.count(b"[") + content.count(b"{") > MAX_LISTS:
        cure = "Give one answer's ledger on its own."
        raise LedgerError(f"{file} has more than {MAX_LISTS:,} lists and objects.", cure=cure)
    try:
        return json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise LedgerError(
            f"{file} is no JSON: {reason}.", cure="Write it with geoevents solve CASE --json -o FILE.json."
        ) from error
