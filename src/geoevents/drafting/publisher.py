"""Whose communiqué a text is, when its head says so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from geoevents.drafting.draft import Cited
from geoevents.drafting.sentences import Sentence
from geoevents.drafting.speakers import Speakers
from geoevents.drafting.vocabulary import WORD, Vocabulary


def publisher_of(sentences: Sequence[Sentence], words: Vocabulary, speakers: Speakers) -> str | None:
    """The institution whose communiqué this is, when its head says so; what nobody else says is then its own."""
    head = sentences[:5]
    announced = next((one for one in head if one.heading and words.publications.search(one.plain)), None)
    if announced is None:
        return None
    for sentence in head:
        if not sentence.heading:
            continue
        start, end = _institution(sentence, words)
        if start < end:
            cited = Cited(sentence.number, sentence.start + start, sentence.start + end)
            return speakers.add(sentence.text[start:end], cited, head=[one for one in head if one.heading])
    return None


def _institution(sentence: Sentence, words: Vocabulary) -> tuple[int, int]:
    """The name of an office in a heading, without "Communiqué of the"."""
    found = words.publications.search(sentence.plain)
    start = found.end() if found is not None else 0
    while (word := WORD.match(sentence.plain, _skip(sentence.plain, start))) is not None and (
        word[0] in words.determiners or word[0] in ("of", "by", "from", "n", "no") or word[0].isdigit()
    ):
        start = word.end()
    start = _skip(sentence.plain, start)
    end = len(sentence.text)
    mark = re.search(r"[:;.(—–]|, ", sentence.text[start:])
    if mark is not None:
        end = start + mark.start()
    names = [word for word in WORD.finditer(sentence.plain, start, end) if word[0] in words.heads]
    if not names:
        return (0, 0)
    return start, len(sentence.text[:end].rstrip())


def _skip(text: str, at: int) -> int:
    while at < len(text) and not text[at].isalnum():
        at += 1
    return at
