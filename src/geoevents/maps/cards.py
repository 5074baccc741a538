"""A solved case in words: its events, the claims as they were made, what they were read as, and the questions."""

from __future__ import annotations

from typing import Any

from geoevents.locality import render
from geoevents.maps.areas import several
from geoevents.maps.lines import border_names
from geoevents.maps.view import DISPUTE_RADIUS_M
from geoevents.maps.words import (
    area_text,
    choice_text,
    distance_text,
    metres_text,
    position_text,
    speaker,
    steps_told,
    when_text,
)
from geoevents.model import Account, Answer, Claim, EventSolution, Fix, Solution, Verdict, axis_name
from geoevents.model.result import CONSISTENT, DEPENDS, INCONSISTENT, SATISFIABLE, UNDECIDED, UNSATISFIABLE

NO_POSITION = "no position given"
_STATUS = {
    SATISFIABLE: "",
    UNSATISFIABLE: "nothing satisfies all these words",
}

_ORDER = {INCONSISTENT: 0, DEPENDS: 1, UNDECIDED: 2, CONSISTENT: 3}
"""What is open or answered with no comes first: it is what a reader came for."""


def card_of(solution: Solution, solved: EventSolution, styles: dict[str, int]) -> dict[str, Any]:
    """Tell one event: who says what of it, how that was read, and what came out."""
    card = {
        "id": solved.event.id,
        "title": solved.event.title,
        "kind": solved.event.kind,
        "when": _span(solution, solved),
        "accounts": [_account(solution, solved, account, styles) for account in solved.accounts],
        "together": "",
    }
    if several(solved) and solved.combined is not None:
        card["together"] = _together(solved.combined)
        card["figures"] = _figures(solution, solved, "combined", solved.combined)
    return card


def _span(solution: Solution, solved: EventSolution) -> list[float] | None:
    """Give the time of an event by all who say when it was, in seconds since 1970, or None where nobody does."""
    windows = [
        claim.when
        for account in solved.accounts
        for claim in map(solution.case.claim, account.claims)
        if claim.when is not None and claim.event == solved.event.id
    ]
    if not windows:
        return None
    return [min(one.start.timestamp() for one in windows), max(one.end.timestamp() for one in windows)]


def _together(answer: Answer) -> str:
    if answer.status == UNSATISFIABLE:
        gap = f": at least {metres_text(answer.gap_m[0])} must give" if answer.gap_m and answer.gap_m[0] > 0 else ""
        return f"No place fits all who speak of it{gap}."
    if answer.status == SATISFIABLE:
        return "There are places that fit all who speak of it."
    return "Whether a place fits all who speak of it could not be decided."


def _account(solution: Solution, solved: EventSolution, account: Account, styles: dict[str, int]) -> dict[str, Any]:
    case = solution.case
    answer = account.answer
    return {
        "source": account.source,
        "name": speaker(solution, account.source),
        "layer": f"{solved.event.id}/{account.source}" if answer is not None and answer.region is not None else "",
        "style": styles.get(account.source, 0),
        "claims": [_claim(case.claim(id), solved) for id in account.claims],
        "status": NO_POSITION if answer is None else _STATUS.get(answer.status, "not decided whether a place fits"),
        "figures": _figures(solution, solved, account.source, answer) if answer is not None else [],
        "stated": [
            distance_text(result, border_names(result.border))
            for key, measured in solved.measures
            if key == f"{account.source}/stated"
            for result in measured.results
        ],
        "ledger": steps_told(answer) if answer is not None else [],
    }


def _claim(claim: Claim, solved: EventSolution) -> dict[str, Any]:
    return {
        "says": list(claim.says),
        "read": [render(clause) for clause in claim.clauses],
        "left_over": [left.text for phrase in claim.phrases for left in phrase.unparsed],
        "when": when_text(claim),
        "words": claim.words or "",
        "why": claim.why or "",
        "of": "" if claim.event == solved.event.id else f"said of {claim.event}, and so of its parts",
        "retracted": claim.retracted or "",
        "denies": claim.denies,
        "position": bool(claim.clauses),
    }


def _figures(solution: Solution, solved: EventSolution, source: str, answer: Answer) -> list[dict[str, str]]:
    figures = []
    # Of a band that was looked at only around the dispute, middle and size are those of the box it was cut to.
    if any(step.kind == "window" for step in answer.ledger):
        return []
    # The middle of a country says nothing of where in it something was.
    if any(fix.radius_m >= DISPUTE_RADIUS_M and not _measured(solved, source) for fix in answer.fixes):
        return []
    for number, fix in enumerate(answer.fixes, start=1):
        keys = {source, f"{source}/{number}"} if len(answer.fixes) == 1 else {f"{source}/{number}"}
        distances = [
            distance_text(result, border_names(result.border))
            for key, measured in solved.measures
            if key in keys
            for result in measured.results
        ]
        figures.append(
            {
                "position": position_text(fix.lon, fix.lat),
                "copy": _copied(fix),
                "extent": f"within {metres_text(fix.radius_m)} of it, {area_text(fix.area_m2)} in all",
                "distances": "\n".join(distances),
            }
        )
    return figures


def _copied(fix: Fix) -> str:
    """Write a center with no more decimals than its area is wide: none of a band that reaches for many kilometres."""
    if fix.radius_m >= DISPUTE_RADIUS_M:
        return ""
    decimals = 6 if fix.radius_m < 10 else 5 if fix.radius_m < 100 else 4 if fix.radius_m < 1_000 else 3
    return f"{fix.lat:.{decimals}f}, {fix.lon:.{decimals}f}"


def _measured(solved: EventSolution, source: str) -> bool:
    return any(key.partition("/")[0] == source for key, _ in solved.measures)


def questions_told(solution: Solution, verdict: Verdict | None) -> list[dict[str, Any]]:
    """Give every question with its verdict and what turns it, the open ones first."""
    return [
        {
            "id": question.id,
            "scope": question.scope,
            "text": question.text,
            "verdict": question.verdict,
            "depends_on": [
                " and ".join(
                    f"{axis_name(axis)}: “{choice_text(axis, choice)}” in place of “{choice_text(axis, now)}”"
                    for axis, now, choice in flip.changes
                )
                + f" makes it {flip.verdict}"
                + (f" ({flip.why})" if flip.why else "")
                for flip in question.depends_on
            ],
            "broken": [
                " against ".join(quotes_of(solution, conflict.claims))
                + (f": at least {metres_text(conflict.separation_m)} apart" if conflict.separation_m else "")
                for conflict in question.conflicts
            ]
            if question.supposed
            else [],
        }
        for question in sorted(verdict.questions if verdict else (), key=lambda one: _ORDER[one.verdict])
    ]


def quotes_of(solution: Solution, claims: tuple[str, ...]) -> list[str]:
    """Quote claims, each with its source."""
    case = solution.case
    return [f"{speaker(solution, case.claim(id).by)}: “{' / '.join(case.claim(id).says)}”" for id in claims]


def scenario_told(solution: Solution) -> list[str]:
    """Say what one scenario takes for granted."""
    scenario = solution.scenario
    said = [
        f"borders as in {scenario.borders}, edges {scenario.edges}, their own error: {scenario.border_error}",
        f"how exact a written distance is: {scenario.convention}",
        f"“near” is within {metres_text(scenario.near_m)}",
    ]
    by_id = {place.id: place for place in solution.places}
    said += [f"“{name}” is {by_id[id].name} ({id})" for name, id in scenario.places if id in by_id]
    said += [f"supposed: {supposition}" for supposition in scenario.suppositions]
    return said
