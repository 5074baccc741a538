"""Prose to sentences, each with its place in the text, and what stands in quotation marks."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from geoevents.drafting.prose import plain
from geoevents.drafting.vocabulary import LANGUAGES, Vocabulary, vocabulary

LONGEST = 2000
"""Characters of the longest sentence that is read; a locality phrase may not be longer."""

MOST_NUMBERS = 60
"""Numbers in the longest sentence that is prose."""

_NUMBER = re.compile(r"\d+")
_ENDS = re.compile(r"[.!?…]+")
_CLOSERS = "”»\"’')]"
_OPENERS = "“«\"„‘'(["
_BULLET = re.compile(r"\s*(?:[-–—•*▪·]|\d{1,2}[.)])\s+")
_HEMISPHERE = re.compile(r"[\d°′″'\"] ?[NSEWO]$")
_NARROWEST, _WIDEST = 60, 140
_LINE = re.compile(r"[^\n]*\n?")
_PAIRS = {"“": "”", "«": "»", "„": "“”", "‘": "’"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its number from 1, its span in the text, and its words; `paragraph` counts from 0."""

    number: int
    start: int
    end: int
    text: str
    plain: str
    paragraph: int
    heading: bool = False


def unreadable(sentence: Sentence) -> str:
    """Why a sentence is not read as prose; "" when it is."""
    if len(sentence.text) > LONGEST:
        return f"a sentence of {len(sentence.text):,} characters is not read"
    if len(_NUMBER.findall(sentence.text)) > MOST_NUMBERS:
        return "a table, it seems: so many numbers are not read as prose"
    return ""


def language(text: str) -> str | None:
    """The language of a text by its most common words; None when neither English nor French is clear.

    Examples
    --------
    >>> language("The drone crashed near the border of Mali and it burned."), language("42")
    ('en', None)
    """
    words = re.findall(r"[^\W\d_]+", plain(text[:100_000]))
    counts = {lang: sum(word in vocabulary(lang).common for word in words) for lang in LANGUAGES}
    best, other = sorted(counts, key=lambda lang: -counts[lang])[:2]
    clear = counts[best] >= 2 and counts[best] >= 1.5 * counts[other] and counts[best] * 20 >= len(words)
    return best if clear else None


def sentences(text: str, words: Vocabulary) -> tuple[Sentence, ...]:
    """All sentences of a text, in order; what is between them is white space and bullets.

    Examples
    --------
    >>> found = sentences("Gen. Diarra spoke. It fell 3.5 km off.", vocabulary("en"))
    >>> [(one.number, one.start, one.text) for one in found]
    [(1, 0, 'Gen. Diarra spoke.'), (2, 19, 'It fell 3.5 km off.')]
    """
    found: list[Sentence] = []
    for number, (start, end) in enumerate(_paragraphs(text)):
        spans = list(_split(text, start, end, words))
        for begin, stop in spans:
            said = text[begin:stop]
            heading = len(spans) == 1 and said[-1:] not in _CLOSERS + ".!?…:;," and stop - begin <= 160
            found.append(Sentence(len(found) + 1, begin, stop, said, plain(said), number, heading))
    return tuple(found)


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """Spans of paragraphs: between empty lines, and between lines unless the text is wrapped at its margin."""
    lines = [match.span() for match in _LINE.finditer(text) if match[0]]
    bodies = [(start, end) for start, end in lines if text[start:end].strip()]
    going_on = sum(text[start:end].lstrip()[:1].islower() for start, end in bodies[1:])
    wrapped = len(bodies) > 2 and going_on >= 0.3 * (len(bodies) - 1)
    width = max((len(text[start:end].rstrip()) for start, end in bodies), default=0)
    spans: list[tuple[int, int]] = []
    open_, before = False, (0, 0)
    for start, end in lines:
        line = text[start:end]
        if not line.strip():
            open_ = False
            continue
        goes_on = wrapped or (open_ and _is_full(text[slice(*before)], line, width))
        before = (start, end)
        if open_ and goes_on and not _BULLET.match(line):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
        open_ = True
    return spans


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether a line ends at the margin: it is long, ends no sentence, and the next word would not have fitted."""
    said, word = line.rstrip(), following.split(maxsplit=1)[0]
    return _NARROWEST <= len(said) <= width <= _WIDEST and said[-1] not in ".!?…:" and len(said) + len(word) >= width


def _split(text: str, start: int, end: int, words: Vocabulary) -> list[tuple[int, int]]:
    bullet = _BULLET.match(text, start, end)
    at = bullet.end() if bullet is not None else start
    spans: list[tuple[int, int]] = []
    for mark in _ENDS.finditer(text, at, end):
        stop = _closed(text, mark.end(), end)
        if mark.end() <= at or not _ends(text, mark, stop, end, words):
            continue
        spans.append((at, stop))
        at = stop
    spans.append((at, end))
    trimmed = (_trim(text, begin, stop) for begin, stop in spans)
    return [(begin, stop) for begin, stop in trimmed if begin < stop]


def _closed(text: str, at: int, end: int) -> int:
    """Where the closing marks after a full stop end: «… . »" belongs to the sentence."""
    while at < end:
        if (text[at] in _CLOSERS and text[at] not in "\"'") or (
            text[at] in "\"'" and not text[at + 1 : at + 2].isalnum()
        ):
            at += 1
        elif text[at] in "    " and text[at + 1 : at + 2] == "»":
            at += 2
        else:
            break
    return at


def _ends(text: str, mark: re.Match[str], stop: int, end: int, words: Vocabulary) -> bool:
    """Whether a full stop ends a sentence: white space and a capital, a digit or an opening mark follow."""
    if stop >= end:
        return True
    if not text[stop].isspace():
        return False
    after = stop
    while after < end and (text[after].isspace() or text[after] in _OPENERS):
        after += 1
    if after >= end:
        return True
    following = text[after]
    if not (following.isupper() or following.isdigit() or (following.isalpha() and not following.islower())):
        return False
    if mark[0] != "." or stop > mark.end():
        return True
    before = _word_before(text, mark.start())
    if len(before) == 1 and _HEMISPHERE.search(text, max(0, mark.start() - 4), mark.start()):
        return True
    if before in words.before_names or (len(before) == 1 and before.isalpha() and text[mark.start() - 1].isupper()):
        return False
    if before in words.abbreviations or re.fullmatch(r"(?:\w\.)+\w", before):
        follower = re.match(r"[^\W\d_]+", plain(text[after : after + 20]))
        return follower is not None and follower[0] in words.starters
    return True


def _word_before(text: str, at: int) -> str:
    begin = at
    while begin > 0 and at - begin < 12 and (text[begin - 1].isalpha() or text[begin - 1] == "."):
        begin -= 1
    return plain(text[begin:at]).lstrip(".")


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


@dataclass(frozen=True, slots=True)
class Quotes:
    """Spans between quotation marks, sorted; an opening mark that nothing closes is none."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def around(self, start: int, end: int) -> tuple[int, int] | None:
        """The quotation that holds a span whole, or None."""
        at = bisect_right(self.starts, start) - 1
        return (self.starts[at], self.ends[at]) if at >= 0 and end <= self.ends[at] else None


def _is_apostrophe(text: str, at: int) -> bool:
    """Whether "’" is one: inside a word, or behind the s of a genitive ("the soldiers’ post")."""
    if text[at] != "’":
        return False
    inside = text[at + 1 : at + 2].isalnum()
    return inside or (text[at - 1 : at] == "s" and text[at + 1 : at + 2].isspace())


def quotes(text: str) -> Quotes:
    """Quotations of a text: “…”, «…», „…“, ‘…’ and "…"; a paragraph's end closes none.

    Examples
    --------
    >>> quotes('He said "no" and “yes”.')
    Quotes(starts=(9, 18), ends=(11, 21))
    """
    spans: list[tuple[int, int]] = []
    open_at, closing = -1, ""
    for at, letter in enumerate(text):
        if open_at >= 0 and letter in closing and not _is_apostrophe(text, at):
            spans.append((open_at + 1, at))
            open_at = -1
        elif letter == "\n" and text[at + 1 : at + 3].lstrip("\r")[:1] in ("\n", ""):
            open_at = -1
        elif open_at < 0 and (letter in _PAIRS or letter == '"'):
            open_at, closing = at, _PAIRS.get(letter, '"')
    return Quotes(tuple(start for start, _ in spans), tuple(end for _, end in spans))
