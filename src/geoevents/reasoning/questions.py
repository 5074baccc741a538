"""Which questions a case raises: each a set of claims, put to events, with the links that tie these."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from geoevents.earth.shapes import FARTHEST_M
from geoevents.model import At, Case, Claim, Event, Link
from geoevents.quantity import length
from geoevents.reasoning.network import ORDERS
from geoevents.reasoning.standing import Placed, asserted, denied, placed, speaking_of, standing, timed

TIES = ("separation", "same place", "offset", "reach")


@dataclass(frozen=True, slots=True)
class Put:
    """A question before it has its verdict: these claims, each put to an event, tied by these links."""

    id: str
    scope: str
    text: str
    items: tuple[Placed, ...]
    links: tuple[Link, ...] = ()

    @property
    def claims(self) -> tuple[Claim, ...]:
        """The claims, each once."""
        return tuple({claim.id: claim for claim, _ in self.items}.values())


def questions_of(case: Case) -> Iterator[Put]:
    """Give every question, those of one event first, then those of links, then all of it at once."""
    for claim in standing(case):
        if len(asserted(claim)) > 1 and not denied(claim):
            text = f"{case.event(claim.event).title}. {_name(case, claim.by)}, in one breath: {quotes((claim,))}"
            yield Put(claim.id, "claim", text, ((claim, claim.event),))
    for event in case.events:
        yield from _of_event(case, event)
    for source in case.sources:
        links = tuple(link for link in case.links if link.by == source.id)
        own = tuple(claim for claim in standing(case) if claim.by == source.id and asserted(claim))
        if links and len({claim.event for claim in own}) > 1:
            text = f"{source.name}, by itself, with the ways between its events: {quotes(own)}"
            yield Put(f"{source.id}:linked", "source", text, placed(case, own), links)
    for link in case.links:
        yield from _of_link(case, link)
    whole = [claim for claim in standing(case) if _counts(case, claim)]
    if len(whole) > 1 or len(case.links) > 1 or any(_beyond_reach(link) for link in case.links):
        yield Put("case", "case", "All that is said, taken together", placed(case, whole), case.links)


def _beyond_reach(link: Link) -> bool:
    """Tell whether a stated way is longer than any on the globe: it contradicts itself."""
    return link.distance is not None and length(link.distance, "gbif-2020").low_m > FARTHEST_M


def _counts(case: Case, claim: Claim) -> bool:
    return bool(asserted(claim)) or any(timed(claim, case.event(event)) for _, event in placed(case, (claim,)))


def _of_event(case: Case, event: Event) -> Iterator[Put]:
    claims = speaking_of(case, event)
    if not any(claim.event == event.id for claim in claims):
        return
    sources = list(dict.fromkeys(claim.by for claim in claims))
    for source in sources:
        own = tuple(claim for claim in claims if claim.by == source)
        if len(own) > 1 and any(claim.event == event.id for claim in own):
            text = f"{event.title}. {_name(case, source)}, by itself: {quotes(own)}"
            yield Put(f"{event.id}:{source}", "source", text, _put_to(own, event))
    for one, two in combinations(sources, 2):
        both = tuple(claim for claim in claims if claim.by in (one, two))
        if any(claim.event == event.id for claim in both) and _comparable(case, event, both, one):
            told = said(case, both) if _both_place(both) else _when(case, event, both)
            yield Put(f"{event.id}:{one}+{two}", "pair", f"{event.title}. {told}", _put_to(both, event))
    if len(sources) > 2:
        text = f"{event.title}. All who speak of it: {said(case, claims)}"
        yield Put(f"{event.id}:all", "event", text, _put_to(claims, event))


def _both_place(both: Sequence[Claim]) -> bool:
    return len({claim.by for claim in both if asserted(claim)}) > 1


def _when(case: Case, event: Event, claims: Sequence[Claim]) -> str:
    """Say when each source puts an event, where that is all that both of them say of it."""
    told = {
        claim.by: f"{_name(case, claim.by)}: {claim.when.text}"
        for claim in claims
        if claim.when is not None and timed(claim, event)
    }
    return "When. " + ". ".join(told.values())


def _comparable(case: Case, event: Event, both: Sequence[Claim], one: str) -> bool:
    """Tell whether two sources say something of the same kind: both where it was, or both when."""
    sides = [[claim for claim in both if (claim.by == one) is first] for first in (True, False)]
    where = all(any(asserted(claim) for claim in side) for side in sides)
    when = all(any(timed(claim, event) for claim in side) for side in sides)
    return where or when


def _of_link(case: Case, link: Link) -> Iterator[Put]:
    ends = [[claim for claim in standing(case) if claim.event == end] for end in (link.a, link.b)]
    if link.kind in TIES:
        ends = [[claim for claim in claims if asserted(claim)] for claims in ends]
    elif link.kind in ORDERS:
        ends = [
            [claim for claim in claims if timed(claim, case.event(end))]
            for claims, end in zip(ends, (link.a, link.b), strict=True)
        ]
    own_ends = [[claim for claim in claims if claim.by == link.by] for claims in ends]
    ends = own_ends if all(own_ends) else ends
    # A stated way between two stated positions is measured between them; other claims have their own questions.
    exact = [[claim for claim in claims if _at(claim)] for claims in ends]
    chosen = exact if all(exact) and link.kind in TIES else ends
    if all(chosen):
        text = f"{_name(case, link.by) if link.by else 'Stated'}: {link.text}"
        yield Put(link.id, "pair", text, tuple((claim, claim.event) for claims in chosen for claim in claims), (link,))


def _at(claim: Claim) -> bool:
    return not claim.denies and any(isinstance(clause, At) for clause in claim.clauses)


def _put_to(claims: Sequence[Claim], event: Event) -> tuple[Placed, ...]:
    return tuple((claim, event.id) for claim in claims)


def _name(case: Case, source: str) -> str:
    return case.source(source).name


def quotes(claims: Sequence[Claim]) -> str:
    """Quote what claims say, verbatim."""
    return "; ".join(f'"{words}"' for claim in claims for words in claim.says)


def said(case: Case, claims: Sequence[Claim]) -> str:
    """Quote claims source by source."""
    sources = dict.fromkeys(claim.by for claim in claims)
    return ". ".join(f"{_name(case, by)}: {quotes([c for c in claims if c.by == by])}" for by in sources)
