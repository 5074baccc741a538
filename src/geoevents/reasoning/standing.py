"""Which claims count, and which events each of them constrains."""

from __future__ import annotations

from collections.abc import Iterable

from geoevents.model import Case, Claim, Clause, Event, Inside, Outside

Placed = tuple[Claim, str]
"""A claim, and one event that it constrains: its own, or one that is part of the track throughout which it holds."""


def standing(case: Case) -> tuple[Claim, ...]:
    """Claims that count: not retracted, and not replaced by a later one."""
    replaced = {claim.replaces for claim in case.claims if claim.replaces}
    return tuple(claim for claim in case.claims if not claim.retracted and claim.id not in replaced)


def left_out(case: Case) -> dict[str, str]:
    """Say of each claim that does not count why: it was retracted, or another one replaces it."""
    replacing = {claim.replaces: claim.id for claim in case.claims if claim.replaces}
    told = {id: f"replaced by {by}" for id, by in replacing.items()}
    told |= {claim.id: f"retracted: {claim.retracted}" for claim in case.claims if claim.retracted}
    return {claim.id: told[claim.id] for claim in case.claims if claim.id in told}


def asserted(claim: Claim) -> tuple[Clause, ...]:
    """Give the clauses that a claim puts forward: of a denial of being in a country, that it was outside.

    The clauses of any other denial are those that cannot all hold: `denied` tells.
    """
    if claim.denies:
        match claim.clauses:
            case (Inside(text=text, span=span, country=country, waters=waters),):
                return (Outside(text=f"not {text}", span=span, country=country, waters=waters),)
            case (Outside(text=text, span=span, country=country, waters=waters),):
                return (Inside(text=f"not {text}", span=span, country=country, waters=waters),)
    return claim.clauses


def denied(claim: Claim) -> bool:
    """Tell whether what `asserted` gives is what does not hold."""
    return claim.denies and asserted(claim) == claim.clauses


def timed(claim: Claim, event: Event) -> bool:
    """Tell whether a claim says when an event was. Of a track the time is a span, in which its parts lie."""
    return claim.when is not None and not event.track and not claim.denies


def placed(case: Case, claims: Iterable[Claim]) -> tuple[Placed, ...]:
    """Put each claim to every event that it constrains."""
    return tuple(
        (claim, event)
        for claim in claims
        for event in (claim.event, *(parts_of(case, claim.event) if claim.throughout else ()))
    )


def speaking_of(case: Case, event: Event) -> tuple[Claim, ...]:
    """Claims that constrain an event: those made of it, and those that hold throughout a track it is part of."""
    tracks = set(ancestors_of(case, event.id))
    return tuple(
        claim
        for claim in standing(case)
        if (asserted(claim) or timed(claim, event))
        and (claim.event == event.id or (claim.throughout and claim.event in tracks))
    )


def ancestors_of(case: Case, id: str) -> tuple[str, ...]:
    """Give the tracks that an event is part of, the nearest first."""
    found: list[str] = []
    parent = case.event(id).part_of
    while parent is not None and parent not in found:
        found.append(parent)
        parent = case.event(parent).part_of
    return tuple(found)


def parts_of(case: Case, track: str) -> tuple[str, ...]:
    """Give every event that is part of a track, directly or not."""
    return tuple(event.id for event in case.events if track in ancestors_of(case, event.id))
