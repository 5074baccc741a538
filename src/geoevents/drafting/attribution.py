"""Who says it: the speakers that a sentence names, and which part of the sentence is theirs."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from geoevents.drafting.sentences import Sentence
from geoevents.drafting.vocabulary import WORD, Vocabulary

LONGEST_NAME = 22
"""Words of the longest name of a speaker that is taken for one."""

NEAR_THE_START = 12
"""Characters before the clause of a speaker that are taken for its opening ("However, ")."""

_BREAKS = re.compile(r"[;:—–()\[\]“”«»\"]|\.{3}|…|(?<=\s)--?(?=\s)")
_SPACES = " \t\n\r\u00a0\u202f\u2009,"
_INVERTED_PRONOUN = re.compile(r"-t-(?:il|elle|on|ils|elles)(?![^\W_])|(?<=[a-z])-(?:ils|elles)(?![^\W_])")
_PARTICIPLE = re.compile(r"(?:ed|ing|é|ée|és|ées|ant)$|^(?:known|speaking|seen)$")
_NOBODY = re.compile(
    r"(?:les?|la|l)?(?:quel|quels|quelle|quelles|que|qu)(?![^\W_])|which\b|whom\b|(?:nos|our|les|the) informations?\b"
)
_OPENS_SPEECH = frozenset({"that", "que", "qu", "and", "et"})
_RELATIVE = frozenset({"who", "which", "whose", "qui", "dont", "where", "ou"})
_CLAIM_OF = re.compile(r"'s (?:claims?|assertions?|allegations?|statements?|reports?|accounts?|version) that(?![^\W_])")
_WORD_FOLLOWS = re.compile(r"\s+\w")
_AFTER_WORDS = re.compile(r"[,.;:?!“«\"]")
_COMMA_OR_STOP = re.compile(r"[,.?!]")
_ACRONYM = re.compile(r"(?<![^\W_])[A-Z]{2,8}(?![^\W_])")


@dataclass(frozen=True, slots=True)
class Attribution:
    """A speaker of a sentence. `name` and `governs` are spans in the text of the sentence.

    `name` None goes on with the speaker before ("It added"); `verb` is the span of the word of saying. `after` is true
    when the speaker stands behind what is said. `denies` is true for verbs such as "denies".
    """

    name: tuple[int, int] | None
    verb: tuple[int, int]
    governs: tuple[int, int]
    after: bool = False
    denies: bool = False


def attributions(sentence: Sentence, words: Vocabulary) -> tuple[Attribution, ...]:
    """The speakers of a sentence in the order of the text, each with the part that it governs; () for none."""
    everything = (*_according(sentence, words), *_spoken(sentence, words), *_owned(sentence, words))
    found = sorted(everything, key=lambda one: one.verb)
    kept: list[_Found] = []
    for one in found:
        if kept and one.begin < kept[-1].end:
            continue  # a verb inside the name of the speaker before
        kept.append(one)
    return tuple(_shared_out(kept, sentence, words))


@dataclass(frozen=True, slots=True)
class _Found:
    """A speaker before its part is known: the clause of its verb runs from `begin`, its words to `end`."""

    name: tuple[int, int] | None
    verb: tuple[int, int]
    begin: int
    end: int
    after: bool = False
    denies: bool = False


def _shared_out(found: list[_Found], sentence: Sentence, words: Vocabulary) -> Iterator[Attribution]:
    """Give each speaker its part: from its clause to the next one's, or, when it stands behind, what is before it.

    Of what stands between a speaker that is named before its words and one that is named behind them, the second has
    the last subordinate clause: "X denied that A, where B happened, according to Y".
    """
    begin = 0
    for number, one in enumerate(found):
        following = found[number + 1] if number + 1 < len(found) else None
        low = begin if one.after else one.begin if number or one.begin > NEAR_THE_START else 0
        high = len(sentence.text)
        if following is not None:
            high = max(one.end, following.begin)
            if one.after:
                high = one.end
            elif following.after:
                high = _last_clause(sentence, one.end, following.begin, words)
        yield Attribution(one.name, one.verb, (low, high), one.after, one.denies)
        begin = high


def _last_clause(sentence: Sentence, start: int, end: int, words: Vocabulary) -> int:
    """Where the last subordinate clause between two positions begins; `end` when there is none."""
    begins = end
    for word in WORD.finditer(sentence.plain, start, end):
        something_before = sentence.plain[start : word.start()].strip(_SPACES)
        if something_before and word[0] in words.subordinators and word[0] not in _OPENS_SPEECH:
            begins = word.start()
    return begins


def _according(sentence: Sentence, words: Vocabulary) -> Iterator[_Found]:
    for found in words.according.finditer(sentence.plain):
        start = _skip(sentence.text, found.end())
        stop = _name_end(sentence, start, words)
        after = bool(sentence.text[: found.start()].strip(_SPACES))
        if sentence.plain[start:stop].strip(_SPACES) in words.pronouns_after | words.pronouns:
            yield _Found(None, (found.start(), stop), found.start(), stop, after)
        elif start < stop and not _NOBODY.match(sentence.plain, start):
            yield _Found((start, stop), (found.start(), found.end()), found.start(), stop, after)


def _owned(sentence: Sentence, words: Vocabulary) -> Iterator[_Found]:
    """Speakers whose words are a thing of theirs: "the army's claim that"."""
    for found in _CLAIM_OF.finditer(sentence.plain):
        begin = _clause_start(sentence, found.start(), words)
        name, _ = _subject(sentence, begin, found.start(), words)
        if name is not None:
            yield _Found(name, found.span(), begin, found.end())


def _spoken(sentence: Sentence, words: Vocabulary) -> Iterator[_Found]:
    before: tuple[int, int] | None = None
    spoken_before = False
    for found in words.verbs.finditer(sentence.plain):
        if found.start() and sentence.text[found.start()].isupper() and not sentence.text.isupper():
            continue  # "the Alliance of Sahel States"
        span = found.span()
        denies = words.deny.fullmatch(found[0]) is not None
        inverted = _INVERTED_PRONOUN.match(sentence.plain, found.end()) or _INVERTED_PRONOUN.search(
            sentence.plain, max(0, found.start() - 12), found.start()
        )
        if inverted is not None:
            stop = max(found.end(), inverted.end())
            yield _Found(None, span, min(found.start(), inverted.start()), stop, after=True, denies=denies)
            continue
        at = _before_adverbs(sentence.plain, found.start(), words)
        last = _last_word(sentence.plain, at)
        if last in ("and", "et") and spoken_before:
            # "X asserts that ... and denies ...": the speaker is the one before.
            yield _Found(before, span, at, found.end(), denies=denies)
            continue
        if last in words.nouns_before and not (at < found.start() and last in ("and", "et")):
            continue
        begin = _clause_start(sentence, at, words)
        # "Told" has its hearer behind it, never its speaker.
        follows = found[0] != "told" and _follows_words(sentence, at, found.start())
        follows = follows and not _only_names(sentence, begin, at, words)
        name = _after_verb(sentence, found.end(), words) if follows else None
        if name is not None:
            yield _Found(name, span, found.start(), name[1], after=True, denies=denies)
            before, spoken_before = name, True
            continue
        name, pronoun = _subject(sentence, begin, at, words)
        if name is None and not pronoun:
            continue
        trailing = _is_trailing(sentence, name[0] if name is not None else begin, found.end(), words)
        start = name[0] if name is not None and trailing else begin
        yield _Found(name, span, start, found.end(), after=trailing, denies=denies)
        before, spoken_before = name, True


def _before_adverbs(plain: str, at: int, words: Vocabulary) -> int:
    """Where the verb's group begins: "has categorically denied" is one."""
    while True:
        at = len(plain[:at].rstrip(_SPACES + "'")) if at else 0
        best = at
        window = plain[max(0, at - 30) : at]
        for found in words.between.finditer(window):
            if found.end() == len(window):
                best = min(best, at - (found.end() - found.start()))
        if best == at:
            return at
        at = best


def _last_word(plain: str, at: int) -> str:
    last = ""
    for found in WORD.finditer(plain, max(0, at - 40), at):
        last = found[0]
    return last


def _clause_start(sentence: Sentence, at: int, words: Vocabulary) -> int:
    """Where the clause of a verb begins: behind the last mark that parts clauses, or word that opens one."""
    begin = 0
    window = max(0, at - 400)
    for mark in _BREAKS.finditer(sentence.plain, window, at):
        begin = mark.end()
    closed = sentence.text[at : at + 1] == ","
    for word in WORD.finditer(sentence.plain, max(window, begin), at):
        if closed and word[0] in _RELATIVE and sentence.text[: word.start()].rstrip().endswith(","):
            continue  # "A fisherman, who asked not to be named, said"
        if word[0] in words.subordinators and not _joins_a_name(sentence, word, begin, at, words):
            begin = word.end()
    return begin


def _joins_a_name(sentence: Sentence, word: re.Match[str], begin: int, at: int, words: Vocabulary) -> bool:
    """Whether "and" stands inside a name: "the Ministry of Defence and Civil Protection said"."""
    if word[0] not in ("and", "et"):
        return False
    before = sentence.text[begin : word.start()]
    after = WORD.search(sentence.text, word.end(), at)
    return (
        "," not in before and after is not None and after[0][:1].isupper() and len(before) < 60 and bool(before.strip())
    )


def _only_names(sentence: Sentence, begin: int, at: int, words: Vocabulary) -> bool:
    """Whether nothing but a name stands before a verb: "The governor, Atou Matubuana, told local radio"."""
    parts = _parts(sentence.text, begin, at)
    return bool(parts) and all(_is_name(sentence, part, words) for part in parts)


def _follows_words(sentence: Sentence, at: int, verb: int) -> bool:
    """Whether a verb stands behind a comma or a quotation, as in “…”, said X."""
    before = sentence.text[:at].rstrip(" \t\n\u00a0\u202f\u2009")
    return bool(before) and (before[-1] in '”»"' or "," in sentence.text[len(before) : verb])


def _after_verb(sentence: Sentence, at: int, words: Vocabulary) -> tuple[int, int] | None:
    """The name behind a verb, past a day: "a annoncé lundi le ministère"."""
    start = _skip(sentence.text, at)
    day = words.relative_times.match(sentence.plain, start)
    if day is not None:
        start = _skip(sentence.text, day.end())
    start = _past_the_hearer(sentence, start, words)
    stop = _name_end(sentence, start, words)
    for number, word in enumerate(WORD.finditer(sentence.plain, start, stop)):
        if word[0] in words.stops or words.relative_times.fullmatch(word[0]):
            stop = word.start() if number else start
            break
    while stop > start and sentence.text[stop - 1] in _SPACES:
        stop -= 1
    office = WORD.match(sentence.plain, _skip(sentence.text, stop))
    if start < stop and sentence.text[stop : stop + 1] == "," and office is not None and office[0] in words.heads:
        # "a précisé le colonel Issoufou, porte-parole du ministère"
        stop = _name_end(sentence, office.start(), words)
    return (start, stop) if start < stop and _names_somebody(sentence, start, stop, words) else None


def _past_the_hearer(sentence: Sentence, start: int, words: Vocabulary) -> int:
    """Behind those who were told: "a indiqué à l'AFP une source"."""
    found = list(itertools.islice(WORD.finditer(sentence.plain, start), 6))
    if not found or found[0][0] not in ("a", "au", "aux", "to"):
        return start
    return next((word.start() for word in found[2:] if word[0] in words.articles), start)


def _name_end(sentence: Sentence, start: int, words: Vocabulary) -> int:
    """Where a name ends: at a mark, a verb of saying, or a word that opens another clause."""
    stop = len(sentence.text)
    for pattern in (_BREAKS, _COMMA_OR_STOP, words.verbs):
        found = pattern.search(sentence.plain, start)
        while found is not None and found[0] == "." and _WORD_FOLLOWS.match(sentence.text, found.end()):
            # A full stop inside a sentence is that of an abbreviation.
            found = pattern.search(sentence.plain, found.end())
        if found is not None:
            stop = min(stop, found.start())
    for number, word in enumerate(WORD.finditer(sentence.plain, start, stop)):
        if number and word[0] in words.subordinators and word[0] not in ("and", "et"):
            stop = word.start()
            break
        if number >= LONGEST_NAME:
            stop = word.start()
            break
    while stop > start and sentence.text[stop - 1] in _SPACES:
        stop -= 1
    return stop


def _subject(sentence: Sentence, begin: int, at: int, words: Vocabulary) -> tuple[tuple[int, int] | None, bool]:
    """The name before a verb, and whether a pronoun stands there instead."""
    parts = _parts(sentence.text, begin, at)
    for number in range(len(parts) - 1, -1, -1):
        start, stop = parts[number]
        said = " ".join(sentence.plain[start:stop].split())
        if said in words.pronouns:
            return None, True
        if not _names_somebody(sentence, start, stop, words):
            continue
        first = WORD.search(sentence.plain, start, stop)
        if number and first is not None and not _begins_a_name(sentence, first, words):
            continue  # "The captain, asked by a radio station, said"
        if (
            number
            and first is not None
            and (
                first[0] in words.appositions
                or all(one[0][:1].isupper() for one in WORD.finditer(sentence.text, start, stop))
            )
        ):
            before = parts[number - 1]
            if _is_name(sentence, before, words):
                # "Oumar Diarra, Chief of the General Staff," is one name.
                start = before[0]
        start = _name_start(sentence, start, stop, words)
        return (
            ((start, stop), False) if len(WORD.findall(sentence.text, start, stop)) <= LONGEST_NAME else (None, False)
        )
    return None, False


def _begins_a_name(sentence: Sentence, first: re.Match[str], words: Vocabulary) -> bool:
    """Whether a part between commas can be a name: it does not begin with a participle or a relative."""
    if sentence.text[first.start()].isupper() or first[0] in words.heads or first[0] in words.determiners:
        return True
    written = sentence.text[first.start() : first.end()].casefold()
    return first[0] not in _RELATIVE and _PARTICIPLE.search(written) is None


def _is_name(sentence: Sentence, part: tuple[int, int], words: Vocabulary) -> bool:
    """Whether a part is a name and nothing else: it names somebody, and nothing happens or is said in it."""
    found = WORD.findall(sentence.text, *part)
    said = sentence.plain[part[0] : part[1]]
    happens = words.events.search(said) is not None or words.verbs.search(said) is not None
    return len(found) <= 10 and not happens and _names_somebody(sentence, *part, words)


def _parts(text: str, begin: int, end: int) -> list[tuple[int, int]]:
    """What stands between commas, without white space."""
    spans: list[tuple[int, int]] = []
    start = begin
    for at in [*(at for at in range(begin, end) if text[at] == ","), end]:
        low, high = start, at
        while low < high and text[low] in _SPACES:
            low += 1
        while high > low and text[high - 1] in _SPACES:
            high -= 1
        if low < high:
            spans.append((low, high))
        start = at + 1
    return spans


def _name_start(sentence: Sentence, start: int, stop: int, words: Vocabulary) -> int:
    """Without what opens the sentence before the name: "On Tuesday the ministry" begins with "the"."""
    first = WORD.search(sentence.plain, start, stop)
    if first is None or first[0] not in words.openers:
        return start
    start_of_name = start
    for word in WORD.finditer(sentence.plain, first.end(), stop):
        if word[0] in words.heads and start_of_name > start:
            break
        if word[0] in words.articles and _names_somebody(sentence, word.start(), stop, words):
            start_of_name = word.start()
    return start_of_name


def _names_somebody(sentence: Sentence, start: int, stop: int, words: Vocabulary) -> bool:
    """Whether a part of a sentence names somebody who can speak: an office, a country, an acronym, a person."""
    said = sentence.text[start:stop]
    found = list(WORD.finditer(said))
    if not found or len(found) > LONGEST_NAME:
        return False
    if any(sentence.plain[start + word.start() : start + word.end()] in words.heads for word in found):
        return True
    first = sentence.plain[start + found[0].start() : start + found[0].end()]
    begins = found[0][0][:1].isupper() or first in words.determiners
    if words.governments.search(sentence.plain[start:stop]) and begins and len(found) <= 4:
        return True
    if _ACRONYM.search(said) and not said.isupper():
        return True
    country = words.countries.search(said)
    if country is not None and len(found) <= 4:
        return True
    capitals = [word[0][:1].isupper() for word in found]
    if start == 0 and capitals and sentence.plain[: found[0].end()] in words.starters:
        capitals[0] = False
    # "Oumar Diarra", or a surname alone.
    return all(capitals) and len(capitals) <= 4


def _is_trailing(sentence: Sentence, name: int, verb_end: int, words: Vocabulary) -> bool:
    """Whether "the army said on Monday" follows what it said: behind a comma or quotation, with little after it."""
    before = sentence.text[:name].rstrip(" \t\n\u00a0\u202f")
    if not before or before[-1] not in '”»",':
        return False
    mark = _AFTER_WORDS.search(sentence.text, verb_end)
    rest = sentence.plain[verb_end : mark.start() if mark is not None else len(sentence.text)]
    said = [word[0] for word in WORD.finditer(rest)]
    told = words.events.search(rest) is not None or any(word in words.subordinators for word in said)
    return len(said) <= 5 and not told and (before[-1] != "," or len(WORD.findall(before)) > 3)


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACES:
        at += 1
    return at
