"""Claims, links and suppositions of a case file, read word by word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from geoevents.errors import GeoEventsError
from geoevents.model import (
    Claim,
    Clause,
    Link,
    Supposition,
)
from geoevents.motion import duration_from, path_from, speed_from
from geoevents.read.entry import Entry
from geoevents.read.known import Known
from geoevents.read.phrasing import phrases_of, require_what_is_named
from geoevents.read.position import cure_of
from geoevents.read.suggest import did_you_mean, in_order
from geoevents.read.terms import YES_NO
from geoevents.read.yaml import Mapping as Keys
from geoevents.read.yaml import Scalar
from geoevents.when import Window


def read_claims(root: Entry, known: Known) -> tuple[Claim, ...]:
    """All claims, in file order.

    A claim without an `id` is called `source/event`; when several are, they are numbered `source/event/2` and so on, by
    time, then by words, never by their place in the file. Claims that replace another come last. So moving claims about
    renames nothing; adding one to the same source and event can, which an explicit `id` prevents.
    """
    read = [(entry, claim) for _, entry in root.entries("claims") if (claim := _claim(entry, known)) is not None]
    _refuse_twins(read)
    named = _name(read)
    entries = [entry for entry, _ in read]
    for key, does in (("replaces", "replace"), ("repeats", "repeat")):
        _refuse_circles(
            entries, named, key, f"a claim cannot {does} itself, nor can claims {does} each other in a circle"
        )
    return tuple(named)


def _refuse_circles(entries: Sequence[Entry], named: Sequence[Claim], key: str, cure: str) -> None:
    """Follow a key from claim to claim: every claim that is named must be there, and none may lead back to itself."""
    ids = frozenset(claim.id for claim in named)
    onward: dict[str, str] = {claim.id: other for claim in named if (other := getattr(claim, key))}
    for entry, claim in zip(entries, named, strict=True):
        if getattr(claim, key) is None or entry.known(key, ids, "claim") is None:
            continue
        seen = {claim.id}
        step: str | None = getattr(claim, key)
        while step is not None and step not in seen:
            seen.add(step)
            step = onward.get(step)
        if step == claim.id:
            entry.refuse(key, cure)


def _claim(entry: Entry, known: Known) -> Claim | None:
    by = entry.known("by", known.source_ids, "source")
    event = entry.known("event", known.event_ids, "event")
    via = tuple(_known_item(entry, "via", item, known.source_ids, "source") for item in entry.scalars("via"))
    if entry.node.get("says") is None and entry.node.get("at") is None:
        cure = "is missing: write the source's words, or its coordinates under at:"
        entry.notes.add(Scalar(entry.node.line, entry.node.column, ""), "says", cure)
    source = known.sources.get(by or "")
    party = source.party if source is not None else None
    phrases = phrases_of(entry, party, known)
    throughout = entry.text("holds") is not None
    told = known.events.get(event or "")
    if throughout and told is not None and not told.track:
        entry.refuse("holds", f"only a track can hold throughout; {told.id} is of kind {told.kind}")
    window = _window(entry, party)
    credibility = entry.text("credibility")
    says = tuple(item.text for item in entry.scalars("says"))
    at = entry.scalar("at")
    if not says and at is not None:
        says = (at.text,)
    attributes = entry.below("attributes")
    path = _figure(entry, "path", path_from)
    lasting = _figure(entry, "lasting", duration_from)
    speed = _figure(entry, "speed", speed_from)
    if by is None or event is None:
        return None
    return Claim(
        id=entry.text("id") or "",
        by=by,
        event=event,
        says=says or tuple(phrase.text for phrase in phrases),
        phrases=phrases,
        when=window,
        throughout=throughout,
        words=entry.text("words"),
        credibility=int(credibility) if credibility is not None else None,
        denies=bool(YES_NO.get(entry.text("denies") or "no")),
        retracted=entry.text("retracted"),
        replaces=entry.text("replaces"),
        repeats=entry.text("repeats"),
        attributes=_attributes(attributes),
        why=entry.text("why"),
        line=entry.node.line,
        via=via,
        path=path,
        lasting=lasting,
        speed=speed,
    )


_Figure = TypeVar("_Figure")


def _figure(entry: Entry, key: str, read: Callable[[str], _Figure]) -> _Figure | None:
    """Give a stated figure; None after noting what is wrong with it."""
    text = entry.text(key)
    if text is None:
        return None
    try:
        return read(text)
    except GeoEventsError as error:
        entry.refuse(key, cure_of(error))
        return None


def _known_item(entry: Entry, key: str, item: Scalar, ids: frozenset[str], what: str) -> str:
    if item.text not in ids:
        entry.refuse(key, f"no such {what}; {did_you_mean(item.text, in_order(ids))}", item)
    return item.text


def _attributes(entry: Entry | None) -> Mapping[str, str]:
    if entry is None:
        return {}
    pairs = ((key.text, entry.text(key.text)) for key, _ in entry.node.entries)
    return {key: text for key, text in pairs if text is not None}


def _window(entry: Entry, party: str | None) -> Window | None:
    from geoevents.gazetteer.countries import zone_of
    from geoevents.when import window

    text, zone = entry.text("when"), entry.text("zone")
    if text is None:
        if zone is not None and entry.node.get("when") is None:
            entry.refuse("zone", "a zone needs a when: beside it")
        return None
    try:
        return window(text, zone=zone, party_zone=zone_of(party) if party is not None else None)
    except GeoEventsError as error:
        entry.refuse("zone" if zone is not None and repr(zone) in error.message else "when", cure_of(error))
        return None


def _content(entry: Entry) -> tuple[tuple[str, object], ...]:
    return tuple(sorted((key.text, _frozen(value)) for key, value in entry.node.entries))


def _frozen(node: object) -> object:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Keys):
        return tuple((key.text, _frozen(value)) for key, value in node.entries)
    return tuple(_frozen(item) for item in getattr(node, "items", ()))


def _refuse_twins(read: Sequence[tuple[Entry, Claim]]) -> None:
    first: dict[str, Entry] = {}
    ids: dict[str, Entry] = {}
    for entry, claim in read:
        twin = first.setdefault(repr(_content(entry)), entry)
        if twin is not entry:
            cure = f"the same claim stands at {twin.node.line}:{twin.node.column}: remove one of the two"
            entry.notes.add(Scalar(entry.node.line, entry.node.column, claim.by), "by", cure)
        elif claim.id and ids.setdefault(claim.id, entry) is not entry:
            entry.refuse("id", f"the claim at {ids[claim.id].node.line} has this id: choose another")


def _name(read: Sequence[tuple[Entry, Claim]]) -> list[Claim]:
    def order(index: int) -> tuple[bool, str, str]:
        entry, claim = read[index]
        return claim.replaces is not None, claim.when.start.isoformat() if claim.when else "", repr(_content(entry))

    numbered: Counter[str] = Counter()
    ids: dict[int, str] = {}
    for index in sorted((i for i, (_, claim) in enumerate(read) if not claim.id), key=order):
        stem = f"{read[index][1].by}/{read[index][1].event}"
        numbered[stem] += 1
        ids[index] = stem if numbered[stem] == 1 else f"{stem}/{numbered[stem]}"
    return [replace(claim, id=ids[i]) if i in ids else claim for i, (_, claim) in enumerate(read)]


def read_links(root: Entry, known: Known) -> tuple[Link, ...]:
    """What sources say of two events; one entry can give several links."""
    links: list[Link] = []
    used: Counter[str] = Counter()
    explicit: dict[str, int] = {}
    for _, entry in root.entries("links"):
        by = entry.known("by", known.source_ids, "source")
        item = entry.scalar("read")
        id = entry.text("id")
        if id is not None and explicit.setdefault(id, entry.node.line) != entry.node.line:
            entry.refuse("id", f"the link at {explicit[id]} has this id: choose another")
        if item is None:
            continue
        found, clauses = _parse_link(entry, "read", item, known)
        if clauses:
            cure = f"this is about {clauses[0][0]} alone: write it under claims"
            entry.refuse("read", cure, item)
        for number, link in enumerate(found, 1):
            stem = id if id is not None else f"{link.a}/{link.kind.replace(' ', '-')}/{link.b}"
            used[stem] += 1
            name = stem if used[stem] == 1 else f"{stem}/{number if id is not None else used[stem]}"
            says = entry.text("says") or ""
            links.append(replace(link, id=name, by=by, line=entry.node.line, says=says))
    return tuple(links)


def read_suppositions(root: Entry, known: Known) -> tuple[Supposition, ...]:
    """What nobody says: links between events, and clauses about one."""
    node = root.below("suppose")
    if node is None:
        return ()
    read: list[Supposition] = []
    for key, _ in node.node.entries:
        item = node.scalar(key.text)
        if item is None:
            continue
        found, clauses = _parse_link(node, key.text, item, known)
        links = tuple(
            replace(link, id=f"{key.text}/{number}", line=key.line) for number, link in enumerate(found, start=1)
        )
        read.append(Supposition(id=key.text, text=item.text, links=links, clauses=clauses, line=key.line))
    return tuple(read)


def _parse_link(
    entry: Entry, key: str, item: Scalar, known: Known
) -> tuple[tuple[Link, ...], tuple[tuple[str, Clause], ...]]:
    from geoevents.locality import parse_link

    try:
        parsed = parse_link(item.text, tuple(sorted(known.event_ids)))
    except GeoEventsError as error:
        entry.refuse(key, cure_of(error), item)
        return (), ()
    links = tuple(part for part in parsed if isinstance(part, Link))
    clauses = tuple(part for part in parsed if not isinstance(part, Link))
    for _, clause in clauses:
        require_what_is_named(entry, key, item, (clause,), known)
    return links, clauses
