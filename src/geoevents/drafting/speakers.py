"""The sources of a draft: names as the article writes them, which of them are one, and the country they speak for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from geoevents.drafting.attribution import Attribution
from geoevents.drafting.draft import Cited, DraftSource
from geoevents.drafting.sentences import Sentence
from geoevents.drafting.vocabulary import WORD, Vocabulary, spoken

_FROM = re.compile(r"\s+(?:from|of|by|du|de la|de l['’]|des|de)\s*", re.IGNORECASE)
_DESCRIBED = re.compile(r",\s+(?:a|an|un|une|which|who|qui)\s")

ARTICLE = "article"
"""Id of the article itself, which says what it attributes to nobody."""


@dataclass(slots=True)
class Speakers:
    """Sources in the order in which the article brings them; `last` is whom "It added" means."""

    words: Vocabulary
    sources: list[DraftSource] = field(default_factory=list)
    last: str | None = None
    last_sentence: int = 0

    def source(self, id: str) -> DraftSource:
        """The source with an id."""
        return next(one for one in self.sources if one.id == id)

    def party(self, id: str) -> str | None:
        """The country that a source speaks for; None for the article."""
        return None if id == ARTICLE else self.source(id).party

    def resolve(self, found: Attribution, sentence: Sentence, before: Sequence[Sentence]) -> str | None:
        """Id of the source that an attribution means; None for "It added" when nobody has spoken yet."""
        if found.name is None:
            self.last_sentence = sentence.number
            return self.last
        name, owned = self._name(sentence.text[slice(*found.name)])
        if not name:
            return None
        known = self._known(name, owned)
        if known is None:
            start = sentence.start + found.name[0]
            cited = Cited(sentence.number, start, sentence.start + found.name[1])
            known = self.add(name, cited, owned, before)
        self.last, self.last_sentence = known, sentence.number
        return known

    def add(
        self,
        name: str,
        cited: Cited,
        owned: bool = False,
        before: Sequence[Sentence] = (),
        head: Sequence[Sentence] = (),
    ) -> str:
        """A new source, with its country when the name or what stands before it says one.

        `head` are the headings of a communiqué, whose date line names the seat of a government.
        """
        party, notes = self._party(name, owned, before, head)
        shown = " ".join(name.split())
        source = DraftSource(self._id(shown), shown[:1].upper() + shown[1:], party, cited, tuple(notes))
        self.sources.append(source)
        return source.id

    def note(self, id: str, text: str) -> None:
        """Add something for the reviewer to look at, once."""
        for at, source in enumerate(self.sources):
            if source.id == id and text not in source.notes:
                self.sources[at] = replace(source, notes=(*source.notes, text))

    def _name(self, written: str) -> tuple[str, bool]:
        """A name without its article, and whether it is somebody's ("Its Ministry of Defence")."""
        name, owned = written.strip(" ,'’-–—\n\t\u00a0"), False
        while (first := WORD.match(name)) is not None:
            word = spoken(first[0])
            if (word not in self.words.determiners and word not in self.words.own) or first.end() == len(name):
                break
            owned = owned or word in self.words.own
            name = name[first.end() :].lstrip(" '’\n\t\u00a0")
        # "the Azawad Liberation Front, a terrorist group": what others call somebody is no name.
        published = self.words.publications.match(spoken(name))
        behind = _FROM.match(name, published.end()) if published is not None else None
        if behind is not None and behind.end() < len(name):
            return self._name(name[behind.end() :])
        described = _DESCRIBED.search(name)
        office = described is not None and bool(set(WORD.findall(spoken(name[described.start() :]))) & self.words.state)
        return (name[: described.start()] if described is not None and not office else name), owned

    def _known(self, name: str, owned: bool) -> str | None:
        """A source that the article has named before, in full or in short ("the ministry", "General Diarra")."""
        asked = _content(name, self.words)
        for source in self.sources:
            if spoken(source.name) == spoken(name):
                return source.id
        if owned or not asked or self.words.countries.search(name):
            return None
        person = any(word[0][:1].isupper() and spoken(word[0]) not in self.words.heads for word in WORD.finditer(name))
        if len(asked) > 2 and not person:
            return None
        fitting = [one for one in self.sources if asked <= _content(one.name, self.words)]
        if not fitting:
            return None
        latest = fitting[-1]
        if self.last in {one.id for one in fitting}:
            latest = self.source(str(self.last))
        others = ", ".join(one.id for one in fitting if one.id != latest.id)
        also = f"; it could be {others} too" if others else ""
        self.note(latest.id, f'"{" ".join(name.split())}" was taken to be this source{also}')
        return latest.id

    def _party(
        self, name: str, owned: bool, before: Sequence[Sentence], head: Sequence[Sentence]
    ) -> tuple[str | None, list[str]]:
        words = self.words
        speaks = bool(set(spoken(name).split()) & words.state) or any(
            part in words.state for part in re.findall(r"[^\W_]+", spoken(name))
        )
        # Headings are in capitals, and names and demonyms are looked up as they are written.
        written = [name, name.title(), name.lower()] if name.isupper() else [name]
        country = next((found for text in written if (found := words.countries.search(text)) is not None), None)
        code = _one_code(words, country[0]) if country is not None else None
        alone = country is not None and not spoken(name.replace(country[0], "")).strip(" 's")
        seat = words.governments.search(spoken(name))
        if code is not None and (speaks or alone):
            return code, []
        if code is not None:
            return None, [f"does it speak for {code}? If so, add  party: {code}"]
        headings = (words.governments.search(one.plain) for one in head)
        at_head = next((found for found in headings if found is not None), None)
        if seat is None and speaks and at_head is not None:
            return words.seats[at_head[0]], [f'party from "{at_head[0].title()}" at the head of the text']
        if seat is not None and (speaks or len(spoken(name).split()) <= 2):
            return words.seats[seat[0]], []
        if owned:
            return self._party_of_owner(before)
        kin = self._kin(name)
        if kin is not None and speaks:
            return kin.party, [f"party from {kin.id}, which shares words with it"]
        return None, (["for which country does it speak? Add  party:"] if speaks else [])

    def _party_of_owner(self, before: Sequence[Sentence]) -> tuple[str | None, list[str]]:
        """The country of whom "its" means: the speaker of the sentence before, or the country that begins it."""
        last = before[-1] if before else None
        spoke = self.last if last is not None and self.last_sentence == last.number else None
        if spoke is not None:
            party = self.party(spoke)
            return party, [f'"its" seems to be that of {spoke}' + ("" if party else "; add  party:  if you know it")]
        country = self.words.countries.search(last.text[:40]) if last is not None else None
        if country is None or last is None or len(WORD.findall(last.text, 0, country.start())) > 1:
            return None, ["whose is it? Add  party:  if that is a country"]
        code = _one_code(self.words, country[0])
        return code, [f'party from "{country[0]}" in sentence {last.number}, whose it seems to be']

    def _kin(self, name: str) -> DraftSource | None:
        """A source with a country that the name seems to belong to.

        It is of the same institution ("spokesman of the ministry") when all sources of one are of one country, shares
        two words in a row ("General Staff"), or has all its names ("the Guards"). Two words in a row prove nothing
        where sources of several countries share a word with it: of rivals, both have a "Defence Minister".
        """
        pairs = _pairs(name)
        office = set(WORD.findall(spoken(name))) & self.words.institutions
        serving = [
            one for one in self.sources if one.party is not None and office & set(WORD.findall(spoken(one.name)))
        ]
        if len({one.party for one in serving}) == 1:
            return serving[-1]
        content = _content(name, self.words)
        parties = {one.party for one in self.sources if one.party and content & _content(one.name, self.words)}
        if len(parties) > 1:
            pairs = set()
        capitals = {spoken(word[0]) for word in WORD.finditer(name) if word.start() and word[0][:1].isupper()}
        for source in reversed(self.sources):
            inside = bool(capitals) and capitals <= set(WORD.findall(spoken(source.name)))
            if source.party is not None and (inside or pairs & _pairs(source.name)):
                return source
        return None

    def _id(self, name: str) -> str:
        taken = {ARTICLE, *(source.id for source in self.sources)}
        parts = slug(name.split(",")[0]).split("-")
        stem = parts[0][:40] or "source"
        for part in parts[1:7]:
            stem = f"{stem}-{part}" if len(stem) + len(part) < 40 else stem
        number = 1
        while (id := stem if number == 1 else f"{stem}-{number}") in taken:
            number += 1
        return id


def slug(text: str) -> str:
    """A short word of a-z, 0-9 and hyphens.

    Examples
    --------
    >>> slug("Ministère de la Défense"), slug("…")
    ('ministere-de-la-defense', '')
    """
    ascii_ = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_).strip("-")


def _content(name: str, words: Vocabulary) -> frozenset[str]:
    return frozenset(word for word in WORD.findall(spoken(name)) if word not in words.determiners and len(word) > 2)


def _pairs(name: str) -> set[tuple[str, str]]:
    found = [word[0] for word in WORD.finditer(name) if word[0][:1].isupper()]
    return {(spoken(a), spoken(b)) for a, b in pairwise(found)}


def _one_code(words: Vocabulary, form: str) -> str | None:
    codes = words.codes.get(" ".join(form.split()), ())
    return codes[0] if len(codes) == 1 else None
