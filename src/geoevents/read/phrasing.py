"""The words of claims as phrases, and what to say of those that cannot be read."""

from __future__ import annotations

from collections.abc import Sequence

from geoevents.errors import CoordinateError, GeoEventsError, PhraseError, UnknownPlaceError
from geoevents.model import At, BorderRef, Clause, Link, Phrase, PlaceRef, Scenario, Unparsed, flat
from geoevents.read.entry import Entry
from geoevents.read.known import Known
from geoevents.read.position import cure_of, position, tidy
from geoevents.read.terms import NO_POSITION
from geoevents.read.yaml import Scalar, shorten


def phrases_of(entry: Entry, party: str | None, known: Known) -> tuple[Phrase, ...]:
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
            told = tidy(f"{error.message} {_or_read(error)}") if key == "says" else tidy(error.message)
            said = _how_to_say(key, told)
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
    require_what_is_named(entry, key, item, phrase.clauses, known)
    return (phrase,)


def require_what_is_named(entry: Entry, key: str, item: Scalar, clauses: Sequence[Clause], known: Known) -> None:
    """Note places that no gazetteer has, borders that no two countries share, and coasts of countries without one."""
    _require_places(entry, key, item, clauses, known)
    _require_borders(entry, key, item, clauses)


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


def _or_read(error: GeoEventsError) -> str:
    """Give the cure of a phrase that cannot be read, and the one that a case file has beside it."""
    if not isinstance(error, PhraseError):
        return error.cure
    return f"{error.cure.rstrip('.')}, or add read:" if error.cure else "Or add read:"


def _unread(text: str) -> Phrase:
    return Phrase(text=text, lang="", clauses=(), unparsed=(Unparsed(text, (0, len(text))),))


def _words(phrase: Phrase) -> str:
    return ", ".join(f'"{shorten(left.text, 40)}"' for left in phrase.unparsed) or f'"{shorten(phrase.text, 40)}"'
