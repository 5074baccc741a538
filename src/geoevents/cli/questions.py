"""Verdicts in lines of text: the answer, what it rests on, and what would turn it."""

from __future__ import annotations

from collections.abc import Iterator

import click

from geoevents.cli import wording
from geoevents.model import Case, Conflict, Flip, Question, Verdict, axis_name
from geoevents.model.result import CONSISTENT, DEPENDS, INCONSISTENT, UNDECIDED

WORD = {
    CONSISTENT: "possible",
    INCONSISTENT: "impossible",
    DEPENDS: "depends",
    UNDECIDED: "undecided",
}
_COLOUR = {CONSISTENT: "green", INCONSISTENT: "red", DEPENDS: "yellow", UNDECIDED: "yellow"}
# Questions that are open or answered with no come first: they are what a reader came for.
SHOWN = 3
"""Conflicts of one supposition that are written out."""
_ORDER = {INCONSISTENT: 0, DEPENDS: 1, UNDECIDED: 2, CONSISTENT: 3}


def say_verdict(verdict: Verdict) -> str:
    """Say the verdict, then every question that is open or answered with no, then those that hold, in a line each."""
    open_ = [question for question in verdict.questions if not _plain(question)]
    plain = [question for question in verdict.questions if _plain(question)]
    lines = [head(verdict), ""]
    for number, question in enumerate(sorted(open_, key=lambda question: _ORDER[question.verdict]), 1):
        lines += [*_question(verdict.case, question, number), ""]
    if plain:
        lines.append("Holds")
        lines += [wording.wrapped(question.text, indent="  ", hanging="    ") for question in plain]
        lines.append("")
    axes = list(dict.fromkeys(flip.axis for question in verdict.questions for flip in question.depends_on))
    if axes:
        turns = f"Turns on: {', '.join(axis_name(axis) for axis in axes)}.   Every scenario: --table"
        lines.append(wording.wrapped(turns, hanging="  "))
    return "\n".join(lines).rstrip()


def head(verdict: Verdict) -> str:
    """Give the verdict in one word, and how many questions came out how."""
    word = click.style(verdict.verdict.upper(), bold=True, fg=_COLOUR[verdict.verdict])
    stated = [question.verdict for question in verdict.questions if question.scope != "case"]
    supposed = sum(question.scope == "case" and bool(question.depends_on) for question in verdict.questions)
    clashes, open_, unknown = (stated.count(kind) for kind in (INCONSISTENT, DEPENDS, UNDECIDED))
    told = [
        *([f"{clashes} contradiction{'' if clashes == 1 else 's'}"] if clashes else []),
        *([f"{open_} {'depends' if open_ == 1 else 'depend'} on how words or data are read"] if open_ else []),
        *([f"{unknown} undecided"] if unknown else []),
        *([f"{supposed} more if what nobody states is supposed"] if supposed else []),
    ]
    return f"{word}   {'; '.join(told) or 'everything that is said of where can be true together'}"


def _plain(question: Question) -> bool:
    return question.verdict == CONSISTENT and not question.depends_on


def _question(case: Case, question: Question, number: int) -> Iterator[str]:
    told = question.claims if question.scope in ("pair", "source", "event") else ()
    event = next((event for event in case.events if event.id == question.id.partition(":")[0]), None)
    head = event.title if event is not None and told else question.text
    yield wording.wrapped(head, indent=f"{number} ", hanging="  ")
    if event is not None:
        yield from _quoted(case, told, indent="    ")
    default = question.verdict if not question.depends_on or question.verdict != DEPENDS else _default(question)
    for conflict in question.conflicts[:SHOWN]:
        word = "impossible" if question.scope != "case" else "if so"
        figures = _figures(conflict)
        rest = conflict.claims if set(conflict.claims) != set(told) else ()
        if not rest:
            readings = "" if question.depends_on else "under every reading tried: "
            yield _ruled(word, readings + (figures or "nothing satisfies all of it"))
            continue
        yield _ruled(word, figures or "nothing satisfies all of:")
        yield from _quoted(case, rest, indent=" " * 16)
    if len(question.conflicts) > SHOWN:
        yield _ruled("", f"and {len(question.conflicts) - SHOWN} more pairs: --json has them all")
    if not question.conflicts:
        yield _ruled(WORD[default], "")
    if question.scope == "case":
        return
    for flip in question.depends_on:
        yield _ruled(WORD.get(flip.verdict, flip.verdict), _flip(flip) + (f": {flip.why}" if flip.why else ""))


def _ruled(word: str, text: str) -> str:
    colour = {"possible": "green", "impossible": "red"}.get(word, "yellow")
    lines = wording.wrapped(text, indent=" " * 16).lstrip() if text else ""
    return f"    {click.style(word, fg=colour)}{' ' * (12 - len(word))}{lines}".rstrip()


def _default(question: Question) -> str:
    """Verdict of a question that depends, in the default scenario."""
    return INCONSISTENT if question.conflicts else CONSISTENT


def _quoted(case: Case, claims: tuple[str, ...], indent: str) -> Iterator[str]:
    known = {claim.id: claim for claim in case.claims}
    for by in dict.fromkeys(known[id].by for id in claims):
        words = "; ".join(f"“{said}”" for id in claims if known[id].by == by for said in known[id].says)
        yield wording.wrapped(f"{case.source(by).name}: {words}", indent=indent, hanging=indent + "  ")


def _figures(conflict: Conflict) -> str:
    figures = []
    if conflict.separation_m is not None:
        figures.append(f"at least {wording.distance(conflict.separation_m)} apart")
    if conflict.gap_m is not None:
        figures.append(f"every clause would have to give way by {wording.distance(conflict.gap_m)}")
    return "; ".join([conflict.why, *figures] if conflict.why else figures)


def _flip(flip: Flip) -> str:
    return f"with {axis_name(flip.axis)}: {flip.choice} (default {flip.default})"


def say_table(verdict: Verdict) -> str:
    """Lay out one row a scenario, with the columns that differ first."""
    if not verdict.table:
        return "No other scenario changes anything."
    columns = list(dict.fromkeys(key for row in verdict.table for key in row))
    return wording.table(columns, ([str(row.get(column, "")) for column in columns] for row in verdict.table))
