"""What cannot both be true, and the arrow across the gap between two accounts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import shapely

from geoevents.earth.enclose import separation
from geoevents.maps.basemap import Bounds
from geoevents.maps.cards import quotes_of
from geoevents.maps.view import inner
from geoevents.maps.words import metres_text
from geoevents.model import Account, Solution, Verdict


def conflicts_of(verdict: Verdict | None) -> Iterator[tuple[str, Any]]:
    """Conflicts between claims as they were made; what only a supposition breaks stands with its question."""
    if verdict is not None:
        seen: set[tuple[frozenset[str], frozenset[str]]] = set()
        for question in verdict.questions:
            if question.scope == "case":
                continue
            for conflict in question.conflicts:
                key = (frozenset(conflict.claims), frozenset(conflict.links))
                if key not in seen:
                    seen.add(key)
                    yield question.scope, conflict


def conflict_drawn(solution: Solution, scope: str, conflict: Any, view: Bounds) -> dict[str, Any]:
    """Tell one conflict, with its arrow where two areas come closest in the view."""
    arrow, length_m = _gap_in(solution, conflict, view)
    return {
        "scope": scope,
        "why": conflict.why,
        # The quotes stand above it on a card.
        "short": conflict.why.rpartition("”: ")[2],
        "claims": quotes_of(solution, conflict.claims),
        "figure": metres_text(conflict.separation_m) if conflict.separation_m else "",
        "gives": metres_text(conflict.gap_m) if conflict.gap_m and conflict.gap_m >= 1.0 else "",
        # Within one source's words the ends lie on its own marks: an arrow there would only hide them.
        "closest": [list(point) for point in arrow] if scope == "pair" else [],
        "length": metres_text(length_m) if length_m else "",
    }


def _gap_in(solution: Solution, conflict: Any, view: Bounds) -> tuple[tuple[Any, ...], float | None]:
    """Where two regions come closest in the view, and how close: a gap along a border is as wide out of sight."""
    if not conflict.closest or not conflict.separation_m or len(conflict.claims) != 2:
        return tuple(conflict.closest or ()) if conflict.separation_m else (), conflict.separation_m
    middle = inner(view)
    for solved in solution.events:
        parts: list[Any] = []
        for claim in conflict.claims:
            regions = [
                account.answer.region
                for account in solved.accounts
                if _only(solution, account, claim) and account.answer is not None and account.answer.region is not None
            ]
            parts += [part for region in regions[:1] if (part := shapely.intersection(region, middle)).area > 0]
        if len(parts) == 2:
            length_m, first, second = separation(parts[0], parts[1])
            if length_m > 0:
                return (first, second), length_m
    return conflict.closest, conflict.separation_m


def _only(solution: Solution, account: Account, claim: str) -> bool:
    """Tell whether the area of an account is that of one claim: others of the same source would make it smaller."""
    return [id for id in account.claims if solution.case.claim(id).clauses] == [claim]
