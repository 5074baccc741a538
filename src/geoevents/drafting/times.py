"""Dates of an article: which year those without one mean, which date is the article's own, and which an event has."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from geoevents.dates import read_span
from geoevents.dates.finding import FoundDate, find_dates
from geoevents.drafting.sentences import Sentence, unreadable
from geoevents.drafting.vocabulary import Vocabulary
from geoevents.errors import WhenError

#: A date line stands at the head of an article: "BAMAKO, April 2, 2025 (Agency) —".
_HEAD = 6
_DIGIT = re.compile(r"\d")
_SMALL = frozenset({"le", "and", "et", "la"})
_DATELINE = re.compile(r"\s*(?:\([^()]{1,40}\)\s*)?(?:[—–]|-{1,2}\s)")


@dataclass(frozen=True, slots=True)
class Dated:
    """The dates of one sentence; spans are in its text. `own` is the article's date line, no date of an event."""

    dates: tuple[FoundDate, ...]
    own: tuple[FoundDate, ...] = ()


def dates_of(sentences: Sequence[Sentence], words: Vocabulary) -> tuple[Dated, ...]:
    """Dates of all sentences. A date without a year takes that of the last full date before it, else of the first."""
    capitals = words.lang == "en"
    found = [_dates(sentence, words, None, capitals) for sentence in sentences]
    full = [
        (sentence.number, one.span.end.year)
        for sentence, dates in zip(sentences, found, strict=True)
        for one in dates
        if one.span is not None
    ]
    dated: list[Dated] = []
    at = 0
    for sentence, known in zip(sentences, found, strict=True):
        while at + 1 < len(full) and full[at + 1][0] <= sentence.number:
            at += 1
        again = bool(full) and any(one.problem for one in known)
        dates = _dates(sentence, words, full[at][1], capitals) if again else known
        own = tuple(one for one in dates if _is_dateline(sentence, one))
        dated.append(Dated(tuple(one for one in dates if one not in own), own))
    return tuple(dated)


def _dates(sentence: Sentence, words: Vocabulary, year: int | None, capitals: bool) -> tuple[FoundDate, ...]:
    """Dates of a sentence; one without a figure or a word for a time has none."""
    if unreadable(sentence) or not (_DIGIT.search(sentence.text) or words.relative_times.search(sentence.plain)):
        return ()
    return find_dates(sentence.text, year, capitals=capitals)


def _is_dateline(sentence: Sentence, found: FoundDate) -> bool:
    """Whether a date stands at the head of the article, behind a place or alone: before a dash or on its own line."""
    if sentence.number > _HEAD or found.clock:
        return False
    before = sentence.text[: found.start].strip(" ,\n").split()
    if len(before) > 5 or not all(word[:1].isupper() or word[:1] == "(" or word in _SMALL for word in before):
        return False
    rest = sentence.text[found.end :]
    return not rest.strip(" .\n") or _DATELINE.match(rest) is not None


def choose(dates: Sequence[FoundDate], at: int) -> tuple[str | None, list[str]]:
    """How to write when an event at a position was, and what a reviewer should look at.

    The last date before the event is taken, else the first one after it; an hour that stands apart from its date is put
    beside it, when there is one of each.
    """
    notes: list[str] = []
    days = [one for one in dates if one.span is not None]
    clocks = [one for one in dates if one.clock]
    notes += [f'date not read: "{one.text}": {one.problem}' for one in dates if one.problem]
    if not days:
        notes += [f'"{one.text}" has no date with it' for one in clocks]
        return None, notes
    before = [one for one in days if one.start <= at]
    chosen = before[-1] if before else days[0]
    others = [one for one in days if one is not chosen]
    if others:
        also = ", ".join(f'"{one.text}"' for one in others)
        notes.append(f"the sentence has other dates: {also}; is this the right one?")
    if chosen.year_inferred:
        notes.append(f'the year is inferred: the article says "{chosen.text}"')
    when = chosen.when
    if len(clocks) == 1 and not others:
        both = _together(when, clocks[0].text)
        if both is not None:
            return both, [*notes, f'"{clocks[0].text}" and "{chosen.text}" stand apart in the sentence']
    notes += [f'"{one.text}" was not put to the date' for one in clocks]
    return when, notes


def _together(day: str, clock: str) -> str | None:
    for text in (f"{day}, {clock}", f"{clock}, {day}", f"{clock} {day}"):
        try:
            read_span(text)
        except (WhenError, OverflowError):
            continue
        return text
    return None
