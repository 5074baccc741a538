"""What one sentence says happened and where: words of events, locality clauses, and which clause is of which event."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, is_dataclass

from geoevents.drafting.prose import plain
from geoevents.drafting.sentences import Sentence
from geoevents.drafting.vocabulary import WORD, Vocabulary
from geoevents.errors import GeoEventsError
from geoevents.gazetteer.places import candidates
from geoevents.locality import parse
from geoevents.model import Clause, Phrase, PlaceRef

#: Clauses with a figure report a position by themselves; others ("in Mali", "between X and Y") only with an event.
STRONG = frozenset({"At", "Offset", "Orthogonal", "Distance", "Depth", "Leg"})

_NAME = re.compile(r"\s*([^\W\d_a-z]\w+(?:['’-]\w+)*(?:[\s-]+[^\W\d_a-z]\w+(?:['’-]\w+)*){0,3})")
_WHEN = frozenset({"when", "lorsque", "lorsqu", "quand"})
_FALLS = frozenset({"debris", "wreck", "shelling", "strike"})
OPENING = 3
"""Words before a place that opens its sentence."""

_PARTS = re.compile(r"[,;:—–()]")


@dataclass(frozen=True, slots=True)
class Happening:
    """A word of an event; the span is in the text of the sentence."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Located:
    """A locality clause of a sentence, the event it is of (None: of none that is named), and whether it is an aside."""

    clause: Clause
    start: int
    end: int
    happening: Happening | None
    aside: bool = False

    @property
    def weak(self) -> bool:
        """Whether the clause alone is no report of a position."""
        return type(self.clause).__name__ not in STRONG


def happenings(sentence: Sentence, words: Vocabulary) -> tuple[Happening, ...]:
    """Words of events in a sentence, in order."""
    found = [
        Happening(words.kinds[" ".join(one[0].split())], one.start(), one.end())
        for one in words.events.finditer(sentence.plain)
        if _is_spelt(sentence, one, words)
    ]
    kept: list[Happening] = []
    for one in found:
        # "The debris fell": what fell is the event.
        falls = words.falling.fullmatch(sentence.plain, one.start, one.end) is not None
        what = kept[-1] if kept and falls else None
        if what is None or what.kind not in _FALLS or _PARTS.search(sentence.plain, what.end, one.start):
            kept.append(one)
    return tuple(kept)


def _is_spelt(sentence: Sentence, one: re.Match[str], words: Vocabulary) -> bool:
    """Whether accents are right where there are any: "entre" is not "entré", and "ENTRE" may be."""
    said = " ".join(sentence.text[one.start() : one.end()].casefold().replace("’", "'").split())
    unaccented = sentence.text.isascii() or sentence.text[one.start() : one.end()].isupper()
    return unaccented or said in words.spelt


def read(
    sentence: Sentence, dates: Iterable[tuple[int, int]], lang: str, party: str | None, town: PlaceRef | None
) -> Phrase | None:
    """The sentence as a locality phrase, its dates left out ("2025 in Mali"); None when nothing in it can be placed."""
    said = sentence.text
    for start, end in dates:
        said = said[:start] + " " * (end - start) + said[end:]
    try:
        return parse(said, lang, party, town)
    except GeoEventsError:
        return None


def located(
    sentence: Sentence, clauses: Iterable[Clause], found: Sequence[Happening], words: Vocabulary
) -> tuple[Located, ...]:
    """Each clause with its event: one inside its words, else in the same part of the sentence, else the last before."""
    parts = _parts(sentence.plain)
    placed = []
    for clause in clauses:
        start, end = clause.span
        part = next((one for one in parts if one[0] <= start < one[1]), (0, len(sentence.text)))
        # What "was launched from Belarus" is deep in another country later, and not where it was launched.
        deep = type(clause).__name__ == "Depth"
        all_ = [one for one in found if not (deep and one.kind == "launch")]
        inside = [one for one in all_ if start <= one.start and one.end <= end]
        here = [one for one in all_ if part[0] <= one.start < part[1]]
        before = [one for one in all_ if one.end <= start]
        aside = not inside and not here and bool(before) and _is_aside(sentence, part, words)
        choice = None
        if inside:
            choice = inside[0]
        elif not aside:
            choice = _nearest(here, start, end, sentence) or (before[-1] if before else None)
            if choice is None and all_ and not here:
                opens = len(WORD.findall(sentence.plain, 0, start)) <= OPENING
                until = set(WORD.findall(sentence.plain, end, all_[0].start))
                # "Near Kidal, a drone crashed"; "it was 2 km inside, when it was boarded"
                choice = all_[0] if opens or until & _WHEN else None
        placed.append(Located(clause, start, end, choice, aside))
    return tuple(placed)


def _parts(plain: str) -> list[tuple[int, int]]:
    """Parts of a sentence between marks; a comma or colon between digits parts nothing."""
    spans: list[tuple[int, int]] = []
    begin = 0
    for mark in _PARTS.finditer(plain):
        at = mark.start()
        if mark[0] in ",:" and plain[at - 1 : at].isdigit() and plain[at + 1 : at + 2].isdigit():
            continue
        spans.append((begin, at))
        begin = mark.end()
    spans.append((begin, len(plain)))
    return spans


def part_around(sentence: Sentence, at: int) -> tuple[int, int]:
    """The part of the sentence between marks that holds a position, without white space."""
    start, end = next(one for one in _parts(sentence.plain) if one[0] <= at <= one[1])
    while start < end and sentence.text[start].isspace():
        start += 1
    while end > start and (sentence.text[end - 1].isspace() or sentence.text[end - 1] in ".!?"):
        end -= 1
    return start, end


def _is_aside(sentence: Sentence, part: tuple[int, int], words: Vocabulary) -> bool:
    first = WORD.search(sentence.plain, *part)
    behind_a_comma = sentence.plain[part[0] - 1 : part[0]] in (",", "(", "—", "–")
    return part[0] > 0 and behind_a_comma and first is not None and first[0] in words.asides


def _nearest(found: Sequence[Happening], start: int, end: int, sentence: Sentence) -> Happening | None:
    """The last event before a clause, else the first behind it that no "and" parts from it."""
    before = [one for one in found if one.end <= start]
    if before:
        return before[-1]
    behind = next((one for one in found if one.start >= end), None)
    if behind is None or {"and", "et"} & set(WORD.findall(sentence.plain, end, behind.start)):
        return None
    return behind


def places(clause: object) -> list[PlaceRef]:
    """The places that a clause refers to by name, in its order."""
    if isinstance(clause, PlaceRef):
        return [clause]
    if isinstance(clause, tuple):
        return [place for item in clause for place in places(item)]
    if not is_dataclass(clause) or isinstance(clause, type):
        return []
    return [place for part in fields(clause) for place in places(getattr(clause, part.name))]


def named(sentence: Sentence, dates: Iterable[tuple[int, int]], words: Vocabulary) -> list[str]:
    """Names that a sentence puts behind a word of place ("in Kidal"), but for countries, offices and dates."""
    taken = list(dates)
    found = []
    for one in words.locative.finditer(sentence.plain):
        name = _NAME.match(sentence.text, one.end())
        if name is None or any(start < name.end() and name.start() < end for start, end in taken):
            continue
        before = WORD.findall(sentence.plain, max(0, one.start() - 30), one.start())
        office = plain(name[0].split()[0]) in words.heads or (bool(before) and before[-1] in words.heads - words.towns)
        if not office and words.countries.match(name[0]) is None:
            found.append(" ".join(name[0].split()))
    return list(dict.fromkeys(found))


def unknown(named: Iterable[PlaceRef], asked: dict[PlaceRef, str | None]) -> str | None:
    """Why the first of these places that no gazetteer has cannot be used; None when all are known.

    `asked` remembers the answers: names like an unknown one are not looked up again for every claim.
    """
    for place in named:
        if place not in asked:
            try:
                candidates(place.name, place.country)
                asked[place] = None
            except GeoEventsError as error:
                asked[place] = str(error)
        if asked[place] is not None:
            return asked[place]
    return None
