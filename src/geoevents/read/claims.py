"""Claims, links and suppositions of a case file, read word by word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from geoevents.errors import CoordinateError, GeoEventsError, PhraseError, UnknownPlaceError
from geoevents.model import (
    At,
    BorderRef,
    Claim,
    Clause,
    Event,
    Link,
    Phrase,
    Place,
    PlaceRef,
    Scenario,
    Source,
    Supposition,
    Unparsed,
    flat,
)
from geoevents.motion import duration_from, path_from, speed_from
from geoevents.read.entry import Entry
from geoevents.read.position import cure_of, position, tidy
from geoevents.read.suggest import did_you_mean
from geoevents.read.terms import NO_POSITION, YES_NO
from geoevents.read.yaml import Mapping as Keys
from geoevents.read.yaml import Scalar, shorten
from geoevents.when import Window


@dataclass(frozen=True, slots=True)
class Known:
    """What claims may refer to: every id and name in the file, be it right or wrong, and the records that are right."""

    source_ids: frozenset[str]
    event_ids: frozenset[str]
    sources: Mapping[str, Source]
    events: Mapping[str, Event]
    places: tuple[Place, ...]
    place_names: frozenset[str]


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
    phrases = _phrases(entry, party, known)
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
        entry.refuse(key, f"no such {what}; {did_you_mean(item.text, sorted(ids))}", item)
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


def _phrases(entry: Entry, party: str | None, known: Known) -> tuple[Phrase, ...]:
    """How a claim is read: its coordinates, then each string of `read`, or of `says` where there is no `read`."""
    phrases: list[Phrase] = []
    at = entry.value("at")
    where = position(entry)
    if at is not None and where is not None:
        phrases.append(
            Phrase(text=where.text, lang="", clauses=(At(text=where.text, span=(0, len(where.text)), where=where),))
        )
    if entry.node.get("read") is not None:
        readings = entry.scalars("read")
        if [item.text.strip().lower() for item in readings] == [NO_POSITION]:
            if entry.node.get("at") is not None:
                entry.refuse("read", "the claim gives coordinates under at: as well; keep one of the two")
            return tuple(phrases)
        for item in readings:
            if item.text.strip().lower() == NO_POSITION:
                entry.refuse("read", f"`{NO_POSITION}` stands alone", item)
            else:
                phrases.extend(_phrase(entry, "read", item, party, known))
        return tuple(phrases)
    for item in entry.scalars("says"):
        phrases.extend(_phrase(entry, "says", item, party, known, placed=at is not None))
    return tuple(phrases)


def _phrase(
    entry: Entry, key: str, item: Scalar, party: str | None, known: Known, *, placed: bool = False
) -> tuple[Phrase, ...]:
    """One text as a phrase; () after noting what is wrong with it.

    Words of `says` that are left over stay in the phrase, for the eyes of whoever checks it. `read` is the analyst's
    own, so every word of it must be understood. Where coordinates are given (`placed`), `says` may hold none at all.
    """
    from geoevents.locality import parse

    try:
        phrase = parse(item.text, speaker=party, names=known.place_names)
    except GeoEventsError as error:
        if placed and isinstance(error, PhraseError):
            return (_unread(item.text),)
        if isinstance(error, CoordinateError):
            entry.refuse(key, tidy(f"{error.message} {error.cure}"), item)
        else:
            said = _how_to_say(key, cure_of(error) if key == "says" else tidy(error.message))
            entry.refuse(key, _from_an_event(entry, item, known) or said, item)
        return ()
    if not phrase.clauses:
        if placed:
            return (_unread(item.text),)
        said = _from_an_event(entry, item, known) or _how_to_say(key, f"not understood: {_words(phrase)}.")
        entry.refuse(key, said, item)
        return ()
    bad = [note for note in phrase.notes if note.startswith("'{")]
    if bad:
        # What stands in braces is the analyst's, in `says` too: a figure that cannot be is not passed over.
        entry.refuse(key, tidy(bad[0]), item)
    elif key == "read" and phrase.unparsed:
        entry.refuse(key, f"not understood: {_words(phrase)}; see `geoevents locate --help` for what is", item)
    _require_places(entry, key, item, phrase.clauses, known)
    _require_borders(entry, key, item, phrase.clauses)
    return (phrase,)


def _require_places(entry: Entry, key: str, item: Scalar, clauses: Sequence[Clause], known: Known) -> None:
    """Every named place must be in a gazetteer, or solving would stop without a line to show."""
    from geoevents.gazetteer.areas_meant import areas_named
    from geoevents.gazetteer.places import candidates
    from geoevents.reasoning.scenario import place_names

    for place in place_names(clauses):
        if isinstance(place, PlaceRef) and place.name not in known.place_names:
            try:
                candidates(place.name, place.country, known.places)
            except UnknownPlaceError as error:
                if areas_named(place.name, place.country):
                    continue
                said = cure_of(error) + " Or add it under places:"
                entry.refuse(key, _from_an_event(entry, item, known) or said, item)


def _from_an_event(entry: Entry, item: Scalar, known: Known) -> str | None:
    """Say where words belong that would be understood as a link from the event of a claim to another one."""
    from geoevents.locality import parse_link

    event = entry.text("event")
    if event not in known.event_ids:
        return None
    try:
        parsed = parse_link(f"{event} {item.text}", tuple(sorted(known.event_ids)))
    except GeoEventsError:
        return None
    other = next((part.b for part in parsed if isinstance(part, Link)), None)
    if other is None:
        return None
    return f"this is measured from the event {other}: write it under links, as  read: {event} {shorten(item.text, 60)}"


def _require_borders(entry: Entry, key: str, item: Scalar, clauses: Sequence[Clause]) -> None:
    """A border that two countries do not share, or a coast that none has, is found where there is a line to show."""
    from geoevents.reasoning.constrain import require_lines

    for clause in flat(clauses):
        target = getattr(clause, "target", None)
        if isinstance(target, BorderRef) and target.country is None:
            entry.refuse(key, 'Which border is meant? Name a country: "2 km from the border of Mali".', item)
            continue
        try:
            require_lines(clause, Scenario().borders)
        except GeoEventsError as error:
            entry.refuse(key, tidy(f"{error.message} {error.cure}"), item)


def _how_to_say(key: str, what: str) -> str:
    if key == "read":
        if "Write" in what:
            return what
        return f"{what} Write a phrase that `geoevents locate` understands, or {NO_POSITION}"
    return what if "read:" in what else f"{what} Say how you read it under read:, or read: {NO_POSITION}"


def _unread(text: str) -> Phrase:
    return Phrase(text=text, lang="", clauses=(), unparsed=(Unparsed(text, (0, len(text))),))


def _words(phrase: Phrase) -> str:
    return ", ".join(f'"{shorten(left.text, 40)}"' for left in phrase.unparsed) or f'"{shorten(phrase.text, 40)}"'


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
        _require_places(entry, key, item, (clause,), known)
        _require_borders(entry, key, item, (clause,))
    return links, clauses
