"""A case: who says what of which event. Records only; nothing here reads a file or computes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from geoevents.compass import Bearing
from geoevents.model.clause import Clause, Phrase
from geoevents.model.place import Place
from geoevents.model.shown import InNotebook
from geoevents.motion import Duration, Speed
from geoevents.quantity import Quantity
from geoevents.when import Window

DRAFT = "Draft, not reviewed: "
"""What the title of a case begins with that rules have drafted, until a person takes it away."""


@dataclass(frozen=True, slots=True)
class Source:
    """Who says it. `via` is the id of the source it was published in; absent ratings mean "not assessed"."""

    id: str
    name: str
    party: str | None = None
    via: str | None = None
    title: str | None = None
    lang: str | None = None
    url: str | None = None
    archive: str | None = None
    accessed: str | None = None
    sha256: str | None = None
    reliability: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something at one place and time, or a track of which other events are parts (`part_of`)."""

    id: str
    kind: str
    title: str
    track: bool = False
    part_of: str | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What one source says of one event.

    `says` is verbatim. `phrases` is how it is read: one phrase for each string of `read` (or of `says` where
    there is no `read`), all of which hold; empty means that the claim states no position.
    `words` is "quoted", "reported" or "inferred". `via` are the ids of the sources in which this claim was published,
    where that is not the `via` of its source. `path`, `lasting` and `speed` are stated figures of a movement: they
    place nothing, and are put to arithmetic. `repeats` is the id of a claim that this one only passes on.
    """

    id: str
    by: str
    event: str
    says: tuple[str, ...]
    phrases: tuple[Phrase, ...] = ()
    when: Window | None = None
    throughout: bool = False
    words: str | None = None
    credibility: int | None = None
    denies: bool = False
    retracted: str | None = None
    replaces: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    why: str | None = None
    line: int = 0
    via: tuple[str, ...] = ()
    path: Quantity | None = None
    lasting: Duration | None = None
    speed: Speed | None = None
    repeats: str | None = None

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """All clauses of all phrases."""
        return tuple(clause for phrase in self.phrases for clause in phrase.clauses)


@dataclass(frozen=True, slots=True)
class Link:
    """A constraint between two events.

    `kind` is "same place", "after" or "before" (a after b), "separation" (with `distance`), "offset" (a lies at
    `distance` on `bearing` from b) or "reach" (one gets from b to a at `speed`, within `lasting` or else within the
    time that the claims leave). `text` is how it is read, `says` the verbatim words where the file gives them.
    """

    id: str
    kind: str
    a: str
    b: str
    text: str
    by: str | None = None
    distance: Quantity | None = None
    line: int = 0
    says: str = ""
    bearing: Bearing | None = None
    speed: Speed | None = None
    lasting: Duration | None = None


@dataclass(frozen=True, slots=True)
class Supposition:
    """Something that nobody said: links and clauses that the analyst puts in, run with and without."""

    id: str
    text: str
    links: tuple[Link, ...] = ()
    clauses: tuple[tuple[str, Clause], ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Settings:
    """What a case file changes from the defaults; None leaves the default."""

    convention: str | None = None
    borders: str | None = None
    border_error: str | None = None
    edges: str | None = None
    distance: str | None = None
    about: float | None = None
    near_m: float | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Case(InNotebook):
    """Sources, events, claims, links and suppositions about one incident; ids are unique within each tuple."""

    id: str
    title: str
    question: str
    sources: tuple[Source, ...]
    events: tuple[Event, ...]
    claims: tuple[Claim, ...]
    links: tuple[Link, ...] = ()
    suppositions: tuple[Supposition, ...] = ()
    settings: Settings = Settings()
    places: tuple[Place, ...] = ()
    file: str = ""
    sha256: str = ""

    @property
    def draft(self) -> bool:
        """Whether its title says that it was drafted by rules, and reviewed by nobody."""
        return self.title.startswith(DRAFT)

    def __repr__(self) -> str:
        held = f"{len(self.sources)} sources, {len(self.events)} events, {len(self.claims)} claims"
        return f"<Case {self.id!r}: {held}; .sources, .events, .claims, .links, .suppositions>"

    def source(self, id: str) -> Source:
        """The source with this id (KeyError when there is none)."""
        return _by_id(self.sources, id)

    def event(self, id: str) -> Event:
        """The event with this id (KeyError when there is none)."""
        return _by_id(self.events, id)

    def claim(self, id: str) -> Claim:
        """The claim with this id (KeyError when there is none)."""
        return _by_id(self.claims, id)


_Named = TypeVar("_Named", Source, Event, Claim)


def _by_id(records: tuple[_Named, ...], id: str) -> _Named:
    for record in records:
        if record.id == id:
            return record
    raise KeyError(id)
