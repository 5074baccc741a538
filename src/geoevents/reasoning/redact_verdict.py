"""Verdicts that can be published: who contradicts whom, without the figures that would tell where."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import replace

from geoevents.earth import separation
from geoevents.model import At, Case, Claim, Conflict, Flip, Question, Solution, Verdict
from geoevents.model.result import CONSISTENT, DEPENDS, INCONSISTENT, UNDECIDED
from geoevents.reasoning.coarsen import Coarse
from geoevents.reasoning.constrain import constrain
from geoevents.reasoning.rivals import rivals_of
from geoevents.reasoning.withhold import betrays, statement, told

WORDED_AXES = frozenset({"borders", "border_error", "edges", "convention", "extent", "depth", "distance"})
"""Axes whose choices are words; on the others a choice is a number, and may come from a position."""
VERDICTS = frozenset({CONSISTENT, INCONSISTENT, DEPENDS, UNDECIDED})
WHEN = "No times and no order satisfy them together."
WHY = "Nothing satisfies them together; by how much they miss each other is withheld."
_COUNTED = re.compile(r"\b\d[\d,]*\b(?= (?:scenarios?|questions?|at random)\b)")


def withheld_verdict(verdict: Verdict, coarse: Coarse, solution: Solution, grain_m: float) -> Verdict:
    """Give a verdict on what is left of a case, `solution`, of which no figure and no word tells a position."""
    asked = tuple(enumerate(verdict.questions, 1))
    questions = tuple(_question(question, number, coarse, solution, grain_m) for number, question in asked)
    named = {old.id: new.id for old, new in zip(verdict.questions, questions, strict=True)}
    extra = tuple(warning for warning in verdict.solution.warnings if not betrays(warning, coarse.names))
    warnings = tuple(dict.fromkeys((*solution.warnings, *extra)))
    return Verdict(
        case=solution.case,
        verdict=verdict.verdict,
        headline=_headline(verdict.verdict, questions, solution.case),
        questions=questions,
        solution=replace(solution, warnings=warnings),
        table=tuple(_row(row, named, coarse) for row in verdict.table),
        note=statement(grain_m),
        tried=verdict.tried if not betrays(_COUNTED.sub(" ", verdict.tried), coarse.names) else "",
        rivals=rivals_of(solution.case),
    )


def _question(question: Question, number: int, coarse: Coarse, solution: Solution, grain_m: float) -> Question:
    case = solution.case
    claims = tuple(coarse.ids[id] for id in question.claims)
    kept = set(claims) <= coarse.verbatim and not betrays(_without_words(question.text, case), coarse.names)
    return Question(
        id=_question_id(question.id, number, coarse),
        scope=question.scope,
        text=question.text if kept else _said(claims, case),
        verdict=question.verdict,
        default=question.default,
        claims=claims,
        conflicts=tuple(_conflict(conflict, coarse, solution, grain_m) for conflict in question.conflicts),
        consistent_sets=tuple(tuple(coarse.ids[id] for id in together) for together in question.consistent_sets),
        depends_on=tuple(dict.fromkeys(_flip(flip, coarse) for flip in question.depends_on)),
        notes=tuple(note for note in question.notes if not betrays(note, coarse.names)),
        witnesses=tuple(tuple(coarse.ids.get(id, "source") for id in together) for together in question.witnesses),
        complete=question.complete,
    )


def _without_words(text: str, case: Case) -> str:
    """Take out what claims say that are kept: it has been weighed already."""
    for claim in case.claims:
        for words in claim.says:
            text = text.replace(words, " ")
    return text


def _question_id(id: str, number: int, coarse: Coarse) -> str:
    kind, _, name = id.partition(":")
    if kind == "suppose":
        return f"suppose:{coarse.ids.get(name, 'something')}"
    if id in coarse.ids:
        return coarse.ids[id]
    renamed = any(old in id for old, new in coarse.ids.items() if old != new)
    plain = id.replace("-", " ").replace("_", " ").replace("/", " ").replace(":", " ").replace("+", " ")
    return f"question-{number}" if renamed or betrays(plain, coarse.names) else id


def _said(claims: tuple[str, ...], case: Case) -> str:
    by: dict[str, list[Claim]] = {}
    for id in claims:
        by.setdefault(case.claim(id).by, []).append(case.claim(id))
    events = dict.fromkeys(case.event(case.claim(id).event).title for id in claims)
    quotes = (
        f"{case.source(source).name}: " + "; ".join(f'"{words}"' for claim in own for words in claim.says)
        for source, own in by.items()
    )
    return f"{', '.join(events)}. {'. '.join(quotes)}"


def _conflict(conflict: Conflict, coarse: Coarse, solution: Solution, grain_m: float) -> Conflict:
    ids = tuple(coarse.ids[id] for id in conflict.claims)
    placed = conflict.gap_m is not None or conflict.separation_m is not None
    apart_m = _apart_m(ids, solution, grain_m) if placed else None
    told_links = {link.id for link in solution.case.links}
    return Conflict(
        claims=ids,
        why=WHEN
        if not placed
        else WHY
        if apart_m is None
        else f"The cells in which they lie are at least {told(apart_m)} apart.",
        gap_m=None,
        separation_m=apart_m,
        links=tuple(new for id in conflict.links if (new := coarse.ids.get(id)) in told_links),
    )


def _apart_m(ids: tuple[str, ...], solution: Solution, grain_m: float) -> float | None:
    """Say how far two claims are apart at least, as far as their cells tell; None where they tell nothing."""
    clauses = [solution.case.claim(id).clauses for id in ids]
    if len(ids) != 2 or not all(clauses) or not all(isinstance(c, At) for own in clauses for c in own):
        return None
    one, other = (constrain(own[0], solution.scenario, {}).shape.region(None) for own in clauses)
    apart_m = math.floor(separation(one, other)[0] / grain_m) * grain_m
    return apart_m or None


def _flip(flip: Flip, coarse: Coarse) -> Flip:
    """Keep the axes of a flip, two joined by a plus sign, and of their choices those that are words."""
    axes, defaults, choices = (text.split("+") for text in (flip.axis, flip.default, flip.choice))
    if not len(axes) == len(defaults) == len(choices):
        defaults, choices = ([""] * len(axes) for _ in range(2))
    kept = [_choice(*one, coarse) for one in zip(axes, defaults, choices, strict=True)]
    axis, default, choice = ("+".join(side) for side in zip(*kept, strict=True))
    return Flip(axis=axis, default=default, choice=choice, verdict=flip.verdict)


def _choice(axis: str, default: str, choice: str, coarse: Coarse) -> tuple[str, str, str]:
    kind, _, name = axis.partition(":")
    if kind == "place":
        told_name = "place" if betrays(name, coarse.names) else name
        return f"place:{told_name}", "the candidate that was taken", "another candidate"
    if kind == "suppose" and {default, choice} <= {"with", "without"}:
        return f"suppose:{coarse.ids.get(name, 'something')}", default, choice
    if kind in WORDED_AXES and default and choice:
        return axis, default, choice
    return kind, "the default", "another"


def _row(row: Mapping[str, object], named: Mapping[str, str], coarse: Coarse) -> Mapping[str, object]:
    """Keep the axis, the choice, and the verdicts of questions."""
    axis, choice = str(row.get("axis", "")), str(row.get("choice", ""))
    flip = _flip(Flip(axis, choice, choice, ""), coarse) if axis != "default" else None
    told_of = {named[key]: value for key, value in row.items() if key in named and value in VERDICTS}
    if flip is None:
        return {"axis": axis, "choice": choice, **told_of}
    return {"axis": flip.axis, "choice": flip.choice, **told_of}


def _headline(verdict: str, questions: tuple[Question, ...], case: Case) -> str:
    if verdict == INCONSISTENT:
        for question in questions:
            if question.verdict == INCONSISTENT and question.conflicts:
                ids = question.conflicts[0].claims
                return f"{_said(ids, case)}. They cannot {'both' if len(ids) == 2 else 'all'} be true."
    return {
        CONSISTENT: "Everything that is said of where things happened can be true together.",
        DEPENDS: "Whether all that is said can be true turns on how words or data are read.",
        UNDECIDED: "Whether all that is said can be true could not be decided.",
    }.get(verdict, "Not everything that is said of where things happened can be true together.")
