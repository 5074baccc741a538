"""A draft of a case: what was found in an article, each part with its place in the text, and what was not."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from geoevents.drafting.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Cited:
    """A place in the article: number of the sentence from 1, and [start, end) in characters of the text from 0."""

    sentence: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DraftSource:
    """Somebody who speaks in the article; `notes` are what a reviewer should look at."""

    id: str
    name: str
    party: str | None
    cited: Cited
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftEvent:
    """Something that happened, as one sentence names it; `possibly` are ids of events that may be the same."""

    id: str
    kind: str
    word: str
    cited: Cited
    possibly: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftClaim:
    """What a source says of an event, in the article's words. `read` empty means that `says` is read as it stands."""

    by: str
    event: str
    says: tuple[str, ...]
    cited: Cited
    read: tuple[str, ...] = ()
    when: str | None = None
    words: str | None = None
    throughout: bool = False
    denies: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """Words that locate or date something and are in no claim, and why."""

    cited: Cited
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class FoundAttribution:
    """A speaker as a sentence names it: `name` is empty where it goes on with the one before."""

    cited: Cited
    name: str
    source: str | None


@dataclass(frozen=True, slots=True)
class When:
    """A date, night or time of day as it stands in the article, and as it is to be written."""

    cited: Cited
    text: str
    when: str | None
    year_inferred: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class Draft:
    """A draft case file. `yaml` is the file; it loads with `read_case` and is marked as not reviewed.

    `located` are the numbers of the sentences that locate something, whether or not a claim came of it.
    """

    text: str
    lang: str
    lang_detected: bool
    sha256: str
    title: str
    sentences: tuple[Sentence, ...]
    sources: tuple[DraftSource, ...]
    events: tuple[DraftEvent, ...]
    claims: tuple[DraftClaim, ...]
    unread: tuple[Unread, ...]
    attributions: tuple[FoundAttribution, ...]
    dates: tuple[When, ...]
    located: tuple[int, ...]
    notes: tuple[str, ...] = ()
    yaml: str = ""

    def __repr__(self) -> str:
        found = f"{len(self.claims)} claims, {len(self.events)} events, {len(self.sources)} speakers"
        return f"<Draft, not reviewed: {found}; {self.questions} questions, {len(self.unread)} passages left>"

    def __str__(self) -> str:
        return self.yaml

    def _repr_html_(self) -> str:
        from geoevents.write.notebook import table_of

        names = {source.id: source.name for source in self.sources}
        rows = [
            (
                names.get(one.by, one.by),
                one.event,
                " | ".join(one.says),
                " | ".join(one.read),
                one.when or "",
                "; ".join(one.notes),
            )
            for one in self.claims
        ]
        left = [("", "", one.text, "", "", f"in no claim: {one.why}") for one in self.unread]
        columns = ("source", "event", "says", "read as", "when", "to look at")
        table = table_of(columns, [*rows, *left])
        return f"<p><b>{escape(self.title)}</b></p>{table}<p>print(draft) shows the case file.</p>"

    @property
    def questions(self) -> int:
        """How many things a reviewer is asked to look at."""
        notes = [*(one.notes for one in self.sources), *(one.notes for one in self.claims)]
        return sum(map(len, notes)) + sum(bool(event.possibly) for event in self.events)

    def as_dict(self) -> dict[str, Any]:
        """The same for machines: plain values, with the YAML under `yaml`."""
        return {
            "lang": self.lang,
            "lang_detected": self.lang_detected,
            "sha256": self.sha256,
            "title": self.title,
            "notes": list(self.notes),
            "sentences": [{"number": one.number, "start": one.start, "end": one.end} for one in self.sentences],
            "located": list(self.located),
            "sources": [
                {"id": one.id, "name": one.name, "party": one.party, **_place(one.cited), "notes": list(one.notes)}
                for one in self.sources
            ],
            "events": [
                {"id": one.id, "kind": one.kind, "word": one.word, **_place(one.cited), "possibly": list(one.possibly)}
                for one in self.events
            ],
            "claims": [
                {
                    "by": one.by,
                    "event": one.event,
                    "says": list(one.says),
                    "read": list(one.read),
                    "when": one.when,
                    "words": one.words,
                    "throughout": one.throughout,
                    "denies": one.denies,
                    **_place(one.cited),
                    "notes": list(one.notes),
                }
                for one in self.claims
            ],
            "attributions": [
                {"name": one.name, "source": one.source, **_place(one.cited)} for one in self.attributions
            ],
            "dates": [
                {"text": one.text, "when": one.when, "year_inferred": one.year_inferred, **_place(one.cited)}
                for one in self.dates
            ],
            "unread": [{"text": one.text, "why": one.why, **_place(one.cited)} for one in self.unread],
            "questions": self.questions,
            "yaml": self.yaml,
        }


def _place(cited: Cited) -> dict[str, int]:
    return {"sentence": cited.sentence, "start": cited.start, "end": cited.end}
