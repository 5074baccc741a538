"""Every phrase of a case beside how it was read."""

from __future__ import annotations

from collections.abc import Iterator

import click

from geoevents.cli import wording
from geoevents.cli.reading import explain
from geoevents.model import Claim, Scenario, Verdict


def say_readings(verdict: Verdict) -> str:
    """Show each claim: who says it, the words, and every clause read from them with its figures."""
    scenario = verdict.solution.scenario
    case = verdict.case
    lines = [click.style("How it was read", bold=True)]
    for claim in case.claims:
        lines.append(f"  {claim.id}   {case.source(claim.by).name}, of the {claim.event}")
        lines += [wording.wrapped(f"“{words}”", indent="    ", hanging="     ") for words in claim.says]
        lines += list(_read(claim, scenario))
    for supposition in case.suppositions:
        lines.append(f"  {supposition.id}   supposed, said by nobody: {supposition.text}")
    return "\n".join(lines)


def _read(claim: Claim, scenario: Scenario) -> Iterator[str]:
    if not claim.phrases:
        yield "      no position"
    for phrase in claim.phrases:
        for clause in phrase.clauses:
            denied = "not: " if claim.denies else ""
            yield f"      “{clause.text}”  ->  {denied}{explain(clause, scenario)}"
        for left in phrase.unparsed:
            yield f"      “{left.text}”  ->  not understood, left out"
    if claim.throughout:
        yield "      holds throughout the track and for every part of it"
    if claim.when is not None:
        inferred = ", zone of the party" if claim.when.zone_inferred else ""
        yield (
            f"      when “{claim.when.text}”  ->  {claim.when.start:%Y-%m-%d %H:%M} to "
            f"{claim.when.end:%Y-%m-%d %H:%M} UTC ({claim.when.zone}{inferred})"
        )
    for name, figure in (("path", claim.path), ("lasting", claim.lasting), ("speed", claim.speed)):
        if figure is not None:
            yield f"      {name} “{figure.text}”, for the arithmetic"
    if claim.why:
        yield f"      why: {claim.why}"
