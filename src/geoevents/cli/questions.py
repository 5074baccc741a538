"""Verdicts in lines of text: the answer, what it rests on, and what would turn it."""

from __future__ import annotations

from collections.abc import Iterator

import click

from geoevents.cli import wording
from geoevents.model import Case, Conflict, Flip, Question, Verdict
from geoevents.model.result import CONSISTENT, DEPENDS, INCONSISTENT, UNDECIDED

WORD = {
    CONSISTENT: "possible",
    INCONSISTENT: "impossible",
    DEPENDS: "depends",
    UNDECIDED: "undecided",
}
_COLOUR = {CONSISTENT: "green", INCONSISTENT: "red", DEPENDS: "yellow", UNDECIDED: "yellow"}
# Questions that are open or answered with no come first: they are what a reader came for.
_ORDER = {INCONSISTENT: 0, DEPENDS: 1, UNDECIDED: 2, CONSISTENT: 3}


def say_verdict(verdict: Verdict) -> str:
    """Say the verdict, then every question that is open or answered with no, then those that hold, in a line each."""
    open_ = [question for question in verdict.questions if not _plain(question)]
    plain = [question for question in verdict.questions if _plain(question)]
    lines = [head(verdict), ""]
    for question in sorted(open_, key=lambda question: _ORDER[question.verdict]):
        lines += [*_question(verdict.case, question), ""]
    if plain:
        lines.append("Holds")
        lines += [wording.wrapped(question.text, indent="  ", hanging="    ") for question in plain]
        lines.append("")
    axes = list(dict.fromkeys(flip.axis for question in verdict.questions for flip in question.depends_on))
    if axes:
        lines.append(f"Turns on: {', '.join(axis_name(axis) for axis in axes)}.   Every scenario: --table")
    return "\n".join(lines).rstrip()


def head(verdict: Verdict) -> str:
    """Give the verdict in one word and the headline."""
    word = click.style(verdict.verdict.upper(), bold=True, fg=_COLOUR[verdict.verdict])
    return f"{word}   {verdict.headline}"


def axis_name(axis: str) -> str:
    """Name an axis for people.

    Examples
    --------
    >>> axis_name("convention"), axis_name("place:Tinzaouatine"), axis_name("suppose:one-place")
    ('rounding', 'which Tinzaouatine', 'whether one-place is supposed')
    """
    kind, _, name = axis.partition(":")
    if kind == "place":
        return f"which {name}"
    if kind == "suppose":
        return f"whether {name} is supposed"
    return {
        "borders": "border dataset",
        "border_error": "the border's own error",
        "convention": "rounding",
        "extent": "from a place's centre or its edge",
        "depth": "at a depth or up to it",
        "distance": "shortest distance or along the heading",
        "edges": "how the border runs between its vertices",
        "near_m": "how far near reaches",
    }.get(axis, axis)


def _plain(question: Question) -> bool:
    return question.verdict == CONSISTENT and not question.depends_on


def _question(case: Case, question: Question) -> Iterator[str]:
    yield wording.wrapped(question.text, hanging="  ")
    word = click.style(f"{WORD[question.verdict]:<10}", fg=_COLOUR[question.verdict])
    if question.conflicts:
        for conflict in question.conflicts:
            yield f"  {word}  {_conflict(conflict)}"
            yield wording.wrapped(_said(case, conflict.claims), indent=" " * 14)
    else:
        yield f"  {word}"
    for flip in question.depends_on:
        yield f"  {WORD.get(flip.verdict, flip.verdict):<10}  {_flip(flip)}"


def _conflict(conflict: Conflict) -> str:
    figures = []
    if conflict.separation_m is not None:
        figures.append(f"at least {wording.distance(conflict.separation_m)} apart")
    if conflict.gap_m is not None:
        figures.append(f"every clause would have to give way by {wording.distance(conflict.gap_m)}")
    if conflict.lower_bound_m is not None:
        figures.append(f"{wording.distance(conflict.lower_bound_m)} by arithmetic alone")
    return "; ".join([conflict.why, *figures] if conflict.why else figures)


def _said(case: Case, claims: tuple[str, ...]) -> str:
    known = {claim.id: claim for claim in case.claims}
    return " / ".join(
        f"{case.source(known[id].by).name}: “{'; '.join(known[id].says)}”" if id in known else id for id in claims
    )


def _flip(flip: Flip) -> str:
    return f"with {axis_name(flip.axis)}: {flip.choice} (default {flip.default})"


def say_table(verdict: Verdict) -> str:
    """Lay out one row a scenario, with the columns that differ first."""
    if not verdict.table:
        return "No other scenario changes anything."
    columns = list(dict.fromkeys(key for row in verdict.table for key in row))
    return wording.table(columns, ([str(row.get(column, "")) for column in columns] for row in verdict.table))
