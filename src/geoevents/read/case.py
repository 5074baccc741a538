"""Read a case file: who says what of which event, with every word kept and every mistake named with its cure."""

from __future__ import annotations

import hashlib
import os
import re
import sys
import unicodedata
from pathlib import Path
from typing import IO, Any

from geoevents.errors import CaseError, GeoEventsError, Problem
from geoevents.model import Case, Event, Place, Settings, Source
from geoevents.read.claims import read_claims, read_links, read_suppositions
from geoevents.read.entry import Entry
from geoevents.read.known import Known
from geoevents.read.position import country, cure_of, metres, position
from geoevents.read.shape import Notes, check_shape, written
from geoevents.read.suggest import did_you_mean
from geoevents.read.yaml import MAX_BYTES, Mapping, Scalar, Sequence, decode, parse_yaml, shorten

__all__ = ["case_schema", "read_case", "skeleton"]


TRACKS_DEEP = 10
"""Tracks within tracks that a case may have: nobody writes more, and each holds for all of its parts."""


def read_case(file: str | os.PathLike[str] | IO[Any] | None = None, *, text: str | None = None) -> Case:
    """A case from a YAML file.

    Parameters
    ----------
    file
        Path of the file, "-" for standard input, or an open file (bytes or text).
    text
        The file's content itself, instead of `file`.

    Returns
    -------
    Case
        Claims, links and suppositions in file order. `id` is a short word made from the file's name, `file` is the name
        as given, `sha256` that of the bytes. Claims without an `id` are called `source/event`, further ones
        `source/event/2`..., numbered by time and words and not by their place in the file.

    Raises
    ------
    CaseError
        With everything that is wrong in the file, each with line, column, value and cure.
    OSError
        FileNotFoundError and its like, when the file cannot be opened.
    TypeError
        Neither a file nor text, or both.

    Examples
    --------
    >>> import geoevents as ge
    >>> from geoevents.read.case import skeleton
    >>> case = ge.read_case(text=skeleton())
    >>> len(case.claims), case.claims[0].id
    (3, 'institute/landing')
    >>> try:
    ...     ge.read_case(text="geoevents: 1")
    ... except ge.CaseError as error:
    ...     print(error.problems[0])
    1:1  title:  is missing: say in neutral words what the case is about
    """
    name, data = _bytes(file, text)
    source, problems = decode(data)
    if problems:
        raise CaseError(name, problems)
    node, problems = parse_yaml(source)
    if node is None and problems:
        raise CaseError(name, problems)
    if not isinstance(node, Mapping):
        blank = node is None or (isinstance(node, Scalar) and not node.text.strip())
        what = "the file is empty" if blank or node is None else shorten(written(node))
        raise CaseError(name, [Problem(1, 1, what, "a case file starts with  geoevents: 1, see `geoevents new`")])
    notes = Notes(problems)
    check_shape(node, notes)
    case = _case(Entry(node, (), notes), name, hashlib.sha256(data).hexdigest())
    if notes.problems:
        raise CaseError(name, notes.problems)
    return case


def case_schema() -> dict[str, Any]:
    """The JSON Schema (Draft 2020-12) of case files.

    Examples
    --------
    >>> case_schema()["title"]
    'geoevents case file'
    """
    from geoevents.read.editors import case_schema as build

    return build()


def skeleton() -> str:
    """A small case file that reads without errors and says what each part is for.

    Examples
    --------
    >>> skeleton().splitlines()[0]
    '# A case file: who says what of which event. Change it, then run:  geoevents check my-case.yaml --explain'
    """
    from geoevents.read.skeleton import SKELETON

    return SKELETON


def _bytes(file: str | os.PathLike[str] | IO[Any] | None, text: str | None) -> tuple[str, bytes]:
    if text is not None:
        if file is not None:
            raise TypeError("read_case takes a file or text=, not both")
        return "case", text.encode("utf-8", "surrogatepass")
    if file is None:
        raise TypeError("read_case needs a file, or text=")
    if isinstance(file, str) and file == "-":
        return "standard input", sys.stdin.buffer.read(MAX_BYTES + 1)
    if isinstance(file, str) and "\n" in file:
        raise TypeError("read_case takes the name of a file; its content goes in as read_case(text=...)")
    if isinstance(file, str | os.PathLike):
        with Path(file).open("rb") as stream:
            return os.fspath(file), stream.read(MAX_BYTES + 1)
    name = getattr(file, "name", None)
    # Text streams have guessed an encoding and translated line ends already; the bytes below them are what was written.
    below = getattr(file, "buffer", file)
    content = below.read(MAX_BYTES + 1)
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else bytes(content)
    return ("standard input" if name == "<stdin>" else name) if isinstance(name, str) else "case", data


def _case(root: Entry, name: str, sha256: str) -> Case:
    sources = _sources(root)
    events = _events(root)
    places = _places(root)
    known = Known(
        source_ids=_ids(root, "sources"),
        event_ids=_ids(root, "events"),
        sources={source.id: source for source in sources},
        events={event.id: event for event in events},
        places=places,
        place_names=_ids(root, "places"),
    )
    return Case(
        id=_slug(Path(name).stem),
        title=root.text("title") or "",
        question=root.text("question") or "",
        sources=sources,
        events=events,
        claims=read_claims(root, known),
        links=read_links(root, known),
        suppositions=read_suppositions(root, known),
        settings=_settings(root),
        places=places,
        file=name,
        sha256=sha256,
    )


def _ids(root: Entry, section: str) -> frozenset[str]:
    """All ids of a section, those of wrong entries too: one mistake is not reported again wherever it is named."""
    node = root.node.get(section)
    return frozenset(key.text for key, _ in node.entries) if isinstance(node, Mapping) else frozenset()


def _sources(root: Entry) -> tuple[Source, ...]:
    section = root.below("sources")
    if section is None:
        return ()
    ids = _ids(root, "sources")
    read: list[Source] = []
    for key, node in section.node.entries:
        short, entry = section.text(key.text), section.below(key.text)
        if short is not None:
            read.append(Source(id=key.text, name=short))
        if entry is None:
            continue
        if entry.node.get("name") is None and entry.node.get("title") is None:
            entry.notes.add(
                Scalar(node.line, node.column, ""), "name", "is missing: who is it? A publication has a title"
            )
        title = entry.text("title")
        read.append(
            Source(
                id=key.text,
                name=entry.text("name") or title or key.text,
                party=country(entry, "party"),
                via=entry.known("via", ids, "source"),
                title=title,
                lang=entry.text("lang"),
                url=entry.text("url"),
                archive=entry.text("archive"),
                accessed=entry.text("accessed"),
                sha256=entry.text("sha256"),
                reliability=entry.text("reliability"),
            )
        )
    up = {source.id: source.via for source in read if source.via is not None}
    for source in read:
        if _in_circle(source.id, up):
            Entry(_mapping(section, source.id), (*section.path, source.id), root.notes).refuse(
                "via", "a source cannot be published in itself"
            )
    return tuple(read)


def _events(root: Entry) -> tuple[Event, ...]:
    section = root.below("events")
    if section is None:
        return ()
    ids = _ids(root, "events")
    read: list[Event] = []
    for key, _ in section.node.entries:
        title = key.text.replace("-", " ").capitalize()
        short, entry = section.text(key.text), section.below(key.text)
        if short is not None:
            read.append(Event(id=key.text, kind=short, title=title, track=short == "track"))
        if entry is not None:
            kind = entry.text("kind") or ""
            part_of = entry.known("part_of", ids, "event")
            own = entry.text("title") or title
            read.append(Event(id=key.text, kind=kind, title=own, track=kind == "track", part_of=part_of))
    up = {event.id: event.part_of for event in read if event.part_of is not None}
    kinds = {event.id: event.kind for event in read}
    for event in read:
        if event.part_of is None:
            continue
        entry = Entry(_mapping(section, event.id), (*section.path, event.id), root.notes)
        if _in_circle(event.id, up):
            entry.refuse("part_of", "an event cannot be part of itself")
        elif _depth(event.id, up) > TRACKS_DEEP:
            entry.refuse("part_of", f"tracks within tracks, more than {TRACKS_DEEP} deep")
        elif kinds.get(event.part_of, "") not in {"track", ""}:
            entry.refuse("part_of", f"only a track has parts; {event.part_of} is of kind {kinds[event.part_of]}")
    return tuple(read)


def _mapping(section: Entry, key: str) -> Mapping:
    node = section.node.get(key)
    return node if isinstance(node, Mapping) else section.node


def _in_circle(id: str, up: dict[str, str]) -> bool:
    step, seen = up.get(id), {id}
    while step is not None and step not in seen:
        seen.add(step)
        step = up.get(step)
    return step == id


def _depth(id: str, up: dict[str, str]) -> int:
    """How many tracks an event is part of, one in the other; counted no further than matters."""
    count, step = 0, up.get(id)
    while step is not None and count <= TRACKS_DEEP:
        count, step = count + 1, up.get(step)
    return count


def _places(root: Entry) -> tuple[Place, ...]:
    section = root.below("places")
    if section is None:
        return ()
    read: list[Place] = []
    for key, node in section.node.entries:
        one = section.below(key.text)
        several = [entry for _, entry in section.entries(key.text)] if isinstance(node, Sequence) else []
        for entry in [one] if one is not None else several:
            where = position(entry)
            radius = metres(entry, "radius")
            code = country(entry, "country")
            if where is None:
                continue
            read.append(
                Place(
                    id=f"case:{len(read) + 1}-{_slug(key.text)}",
                    name=key.text,
                    country=code,
                    lon=where.lon,
                    lat=where.lat,
                    radius_m=radius or 0.0,
                    source=entry.text("source") or "",
                )
            )
    return tuple(read)


def _settings(root: Entry) -> Settings:
    entry = root.below("settings")
    if entry is None:
        return Settings()
    convention, borders = entry.text("convention"), entry.text("borders")
    if convention is not None:
        from geoevents.quantity import CONVENTIONS

        if convention not in CONVENTIONS:
            entry.refuse("convention", f"no such rounding convention; {did_you_mean(convention, CONVENTIONS)}")
    if borders is not None:
        from geoevents.atlas import dataset

        try:
            dataset(borders)
        except GeoEventsError as error:
            entry.refuse("borders", cure_of(error))
    near_m = metres(entry, "near")
    if near_m == 0:
        entry.refuse("near", "write a distance above zero, such as 15 km")
    about = entry.text("about")
    if about is not None and not _widens(about):
        entry.refuse("about", f"{about[:20]!r} is no factor: write a number from 1 to 100, such as 3")
        about = None
    return Settings(
        convention=convention,
        borders=borders,
        border_error=entry.text("border_error"),
        edges=entry.text("edges"),
        distance=entry.text("distance"),
        about=None if about is None else float(about),
        near_m=near_m,
        why=entry.text("why"),
    )


def _widens(text: str) -> bool:
    from geoevents.quantity import ABOUT_LIMITS

    plain = re.fullmatch(r"[0-9]{1,3}(?:\.[0-9]{1,9})?", text)
    return plain is not None and ABOUT_LIMITS[0] <= float(text) <= ABOUT_LIMITS[1]


def _slug(text: str) -> str:
    """A short word from a name; it names outputs but is never a path.

    Examples
    --------
    >>> _slug("../Tinzaouatine 2025"), _slug("…"), _slug("Événement à l'est")
    ('tinzaouatine-2025', 'case', 'evenement-a-l-est')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:64].rstrip("-") or "case"
