"""What a draft is put together in, sentence by sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from geoevents.drafting.draft import Cited, DraftClaim, DraftEvent, FoundAttribution, Unread, When
from geoevents.drafting.sentences import Quotes, Sentence
from geoevents.drafting.speakers import ARTICLE, Speakers
from geoevents.drafting.times import Dated
from geoevents.drafting.vocabulary import Vocabulary
from geoevents.model import PlaceRef

#: Kinds of which one event may be told as either.
_ALIKE = (
    frozenset({"intrusion", "crossing"}),
    frozenset({"strike", "attack", "shelling", "explosion", "impact"}),
    frozenset({"boarding", "seizure"}),
    frozenset({"crash", "landing", "wreck"}),
)
_NAMES = {"shootdown": "shoot-down", "track": "flight"}


@dataclass(slots=True)
class Assembly:
    """What has been found so far, sentence by sentence."""

    lang: str
    words: Vocabulary
    sentences: Sequence[Sentence]
    dated: Sequence[Dated]
    quotes: Quotes
    speakers: Speakers
    publisher: str | None = None
    events: list[DraftEvent] = field(default_factory=list)
    claims: list[DraftClaim] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    found: list[FoundAttribution] = field(default_factory=list)
    whens: list[When] = field(default_factory=list)
    located: list[int] = field(default_factory=list)
    towns: list[str] = field(default_factory=list)
    asked: dict[PlaceRef, str | None] = field(default_factory=dict)
    last_date: tuple[str, int] | None = None
    quoting: tuple[int, str] | None = None

    def event(self, kind: str, word: str, cited: Cited) -> str:
        """A new event; those of the same kind before it may be the same, which only a reviewer can tell."""
        stem = _NAMES.get(kind, kind)
        same = sum(one.kind == kind for one in self.events)
        alike = next((group for group in _ALIKE if kind in group), {kind})
        before = tuple(one.id for one in self.events if one.kind in alike)
        id = stem if not same else f"{stem}-{same + 1}"
        self.events.append(DraftEvent(id, kind, word, cited, before))
        return id

    @property
    def default(self) -> str:
        """Who says what nobody else says: the publisher of a communiqué, else the article."""
        return self.publisher or ARTICLE


@dataclass(slots=True)
class Spoken:
    """A speaker of a sentence, resolved: id of the source, and the part of the sentence that is theirs."""

    by: str
    governs: tuple[int, int]
    verb: tuple[int, int]
    denies: bool = False
    after: bool = False
    name: tuple[int, int] | None = None


@dataclass(slots=True)
class Passage:
    """A sentence that is being read: its dates, and who speaks in it."""

    all: Assembly
    sentence: Sentence
    dated: Dated
    speakers: Sequence[Spoken] = ()

    def by(self, at: int) -> Spoken | None:
        """Whose words stand at a position."""
        return next((one for one in self.speakers if one.governs[0] <= at < one.governs[1]), None)

    def cite(self, start: int, end: int) -> Cited:
        """A span of the sentence as a place in the article."""
        return Cited(self.sentence.number, self.sentence.start + start, self.sentence.start + end)

    def quoted(self, start: int, end: int) -> bool:
        """Whether a span stands between quotation marks."""
        return self.all.quotes.around(self.sentence.start + start, self.sentence.start + end) is not None

    def unread(self, start: int, end: int, why: str) -> None:
        """List words that are in no claim."""
        self.all.unread.append(Unread(self.cite(start, end), self.sentence.text[start:end], why))
