"""Who is a witness of their own: a source that repeats another is not a second one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from geoevents.model import Case, Claim
from geoevents.reasoning.standing import standing


def witnesses(case: Case, claims: Iterable[Claim]) -> tuple[tuple[str, ...], ...]:
    """Group the sources of claims: those that repeat each other are one witness.

    Returns
    -------
    tuple of tuples of source ids
        In the order of the case. A source is part of another's group when one of its claims repeats the other's.
    """
    own = tuple(claims)
    group = {claim.by: claim.by for claim in sorted(own, key=lambda claim: _order(case, claim.by))}
    told = repeated(case)
    for claim in own:
        root = told.get(claim.id)
        if root is not None and root.by in group and root.by != claim.by:
            old, new = sorted((group[claim.by], group[root.by]), key=lambda by: -_order(case, by))
            group = {by: new if head == old else head for by, head in group.items()}
    return tuple(tuple(by for by in group if group[by] == head) for head in dict.fromkeys(group.values()))


def repeated(case: Case) -> dict[str, Claim]:
    """Give for each claim that only repeats another the one that it goes back to.

    It does so when the file says so (`repeats`), or when both say the same of the same event and the one source
    was published in the other, or has it from there (`via`).
    """
    found = {}
    for claim in standing(case):
        step, seen = claim, {claim.id}
        while (before := _before(case, step)) is not None and before.id not in seen:
            step = before
            seen.add(step.id)
        if step is not claim:
            found[claim.id] = step
    return found


def _before(case: Case, claim: Claim) -> Claim | None:
    if claim.repeats is not None:
        return case.claim(claim.repeats)
    through = set(_channels(case, claim))
    return next(
        (
            other
            for other in standing(case)
            if other.by in through and other.by != claim.by and other.event == claim.event and _same(claim, other)
        ),
        None,
    )


def _channels(case: Case, claim: Claim) -> Iterator[str]:
    """Name every source that a claim came through: where it was published, where that was, and so on."""
    left = [*claim.via, *([via] if (via := case.source(claim.by).via) else [])]
    seen: set[str] = set()
    while left:
        step = left.pop()
        if step not in seen:
            seen.add(step)
            yield step
            left += [via] if (via := case.source(step).via) else []


def _same(one: Claim, other: Claim) -> bool:
    """Tell whether two claims say the same: the same words, or clauses that read the same."""
    words = [tuple(" ".join(said.casefold().split()) for said in claim.says) for claim in (one, other)]
    read = [tuple(clause.text.casefold() for clause in claim.clauses) for claim in (one, other)]
    return one.denies == other.denies and (words[0] == words[1] or bool(read[0] and read[0] == read[1]))


def _order(case: Case, source: str) -> int:
    return next(number for number, known in enumerate(case.sources) if known.id == source)
