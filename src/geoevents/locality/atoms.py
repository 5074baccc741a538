"""A text in its atoms: words, numbers and single other characters, each with the key it is looked up by."""

from __future__ import annotations

import unicodedata
from collections.abc import Container
from dataclasses import dataclass
from typing import Literal

_APOSTROPHES = "’ʼ‘ʹ´`＇"
_DASHES = "‐‑‒–—−"
_MARKS = str.maketrans({**dict.fromkeys(_APOSTROPHES, "'"), **dict.fromkeys(_DASHES, "-")})
_STRESS = "\u0300\u0301"
#: Letters that a word without its proclitics has at least: "bāb" is a gate, and not "in August".
_SHORTEST = 3
_TATWEEL = "\u0640"
#: Arabic letters that are written for each other, and the Persian ones that look like them.
_ALIKE = str.maketrans("ةىیکٱ", "هييكا", _TATWEEL)


@dataclass(frozen=True, slots=True)
class Atom:
    """A run of letters, a number or one other character of a text; `key` is what it is looked up by."""

    text: str
    key: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Whether it is made of letters."""
        return self.text[0].isalpha()

    @property
    def is_number(self) -> bool:
        """Whether it begins with a digit or a vulgar fraction."""
        return self.text[0].isnumeric()


@dataclass(frozen=True, slots=True)
class Proclitics:
    """Short words that a script joins to the next one: conjunctions, then prepositions, then the article.

    `melts` is the preposition that swallows the first letter of the article after it (Arabic "li" + "al-" = "lil-").
    """

    conjunctions: frozenset[str]
    prepositions: frozenset[str]
    article: str
    melts: str

    @property
    def all(self) -> frozenset[str]:
        """All of them, as keys."""
        return self.conjunctions | self.prepositions | {self.article}


def atomise(text: str) -> list[Atom]:
    """Words, numbers and single other characters, in one pass. White space and invisible characters only part them."""
    atoms: list[Atom] = []
    at = 0
    while at < len(text):
        letter = text[at]
        end = at + 1
        if letter.isspace() or invisible(letter):
            at = end
            continue
        if letter.isalpha() and not _is_apostrophe(text, at):
            end = _word_end(text, end)
        elif letter.isnumeric():
            end = _number_end(text, at)
        atoms.append(Atom(text[at:end], key_of(text[at:end]), at, end))
        at = end
    return atoms


def part(
    atoms: list[Atom], joined: Proclitics, known: Container[str], between: Container[str], features: Container[str]
) -> list[Atom]:
    """Part proclitics from words that are known without them, and "and" from the second name after "between".

    A word that is known as it stands is left whole, and so is one that is not known without them either: nothing tells
    the "w" of Ouagadougou from the one that means "and". `features` are words such as "town", which are no name.
    """
    out: list[Atom] = []
    words_after_between = -1
    for atom in atoms:
        pieces = pieces_of(atom.key, joined, known) if atom.is_word else [atom.key]
        if pieces[-1] in between:
            words_after_between = 0
        elif not atom.is_word or (pieces[0] in joined.conjunctions and len(pieces) > 1):
            words_after_between = -1
        elif words_after_between >= 0 and pieces[-1] not in features:
            head, rest = atom.key[:1], atom.key[1:]
            unknown = len(pieces) == 1 and atom.key not in known
            if unknown and words_after_between > 0 and head in joined.conjunctions and len(rest) > 2:
                pieces, words_after_between = [head, rest], -1
            else:
                words_after_between += 1
        out += _cut(atom, pieces) if len(pieces) > 1 else [atom]
    return out


def pieces_of(key: str, joined: Proclitics, known: Container[str]) -> list[str]:
    """Keys of a word's proclitics and of the known rest; the word whole where no parting leaves one."""
    if key in known:
        return [key]
    for conjunction in ("", *joined.conjunctions):
        for preposition in ("", *joined.prepositions):
            if not key.startswith(conjunction + preposition):
                continue
            heads = [head for head in (conjunction, preposition) if head]
            rest = key[len(conjunction + preposition) :]
            if heads and len(rest) >= _SHORTEST and rest in known:
                return [*heads, rest]
            if preposition == joined.melts and rest.startswith(joined.article[1:]):
                whole = joined.article[:1] + rest
                if whole in known:
                    return [*heads, whole]
                if whole.removeprefix(joined.article) in known:
                    return [*heads, joined.article, whole.removeprefix(joined.article)]
            bare = rest.removeprefix(joined.article)
            if bare != rest and len(bare) > 1 and bare in known:
                return [*heads, joined.article, bare]
    return [key]


def _cut(atom: Atom, pieces: list[str]) -> list[Atom]:
    """Atoms of the pieces of a word. A melted article has one letter less in the text than in its key."""
    begins = [*(at for at, letter in enumerate(atom.text) for _ in key_of(letter)), len(atom.text)]
    spare = len("".join(pieces)) - (len(begins) - 1)
    melted = next((index for index, piece in enumerate(pieces) if index and len(piece) > 1), 0)
    out: list[Atom] = []
    letters = 0
    for index, piece in enumerate(pieces):
        first, letters = letters, letters + len(piece) - (spare if index == melted else 0)
        start, end = begins[first] if index else 0, begins[letters]
        if start == end:  # a ligature stands across the cut
            return [atom]
        out.append(Atom(atom.text[start:end], piece, atom.start + start, atom.start + end))
    return out


def _word_end(text: str, at: int) -> int:
    while at < len(text):
        letter = text[at]
        if letter.isalpha():
            if letter == "ʼ" and _is_apostrophe(text, at):
                break
        elif not (unicodedata.combining(letter) or invisible(letter)):
            break
        at += 1
    return at


def _is_apostrophe(text: str, at: int) -> bool:
    """Ukrainian may write its apostrophe as a modifier letter, which in other scripts is part of a word."""
    return text[at] == "ʼ" and at > 0 and "\u0400" <= text[at - 1] <= "\u04ff"


def invisible(letter: str) -> bool:
    """Format characters: bidirectional controls, zero-width spaces and joiners, soft hyphens."""
    return unicodedata.category(letter) == "Cf"


def visible(text: str) -> str:
    """Text without its invisible characters and with single spaces."""
    return " ".join("".join(letter for letter in text if not invisible(letter)).split())


def _number_end(text: str, start: int) -> int:
    """End of a number: digits, marks with a digit on either side, groups of three after a space, a fraction."""
    end = start
    group = 0
    while end < len(text):
        letter = text[end]
        if letter.isnumeric():
            group += 1
        elif letter in ".,\u066b\u066c،" and text[end + 1 : end + 2].isdecimal():
            group = 4
        elif letter in " \u00a0\u2009\u202f" and 0 < group < 4 and _three_digits(text, end + 1):
            group = 0
        else:
            break
        end += 1
    rest = text[end : end + 2]
    if rest[:1] == " " and rest[1:].isnumeric() and not rest[1:].isdecimal() and unicodedata.category(rest[1:]) == "No":
        end += 2
    return end


def _three_digits(text: str, at: int) -> bool:
    group = text[at : at + 3]
    return len(group) == 3 and group.isdecimal() and not text[at + 3 : at + 4].isdecimal()


def key_of(text: str) -> str:
    """What a word is looked up by: without case, accents, and marks that are written or not."""
    if text.isascii():
        return "'" if text == "`" else text.casefold()
    if len(text) == 1 and text in _APOSTROPHES:
        return "'"
    if len(text) == 1 and text in _DASHES:
        return "-"
    # Letters of a page that was printed to be read, not typed, have a code for each shape ("ﻻ").
    form: Literal["NFKD", "NFD"] = "NFKD" if max(text) >= "\ufb50" else "NFD"
    spread = unicodedata.normalize(form, text.casefold()).translate(_ALIKE)
    if spread.isalpha():  # neither marks nor invisible characters
        return spread
    return "".join(letter for letter in spread if not unicodedata.combining(letter) and not invisible(letter))


def accented(text: str) -> str:
    """A word with its accents, otherwise as it is looked up."""
    if text.isascii():
        return text.casefold().replace("`", "'")
    plain = text if text.isalpha() else "".join(letter for letter in text if not invisible(letter))
    return unicodedata.normalize("NFC", plain.translate(_MARKS).casefold())


def accents_fit(written: str, form: str) -> bool:
    """Whether a word has no accent that a form of the same letters has not: accents may be left out one by one.

    Arabic marks of vowels and of doubling may stand or not, whatever the form has; so may stress on Cyrillic vowels.
    """
    if written == form:
        return True
    left, right = (unicodedata.normalize("NFD", word).translate(_ALIKE) for word in (written, form))
    at = 0
    for letter in left:
        while at < len(right) and right[at] != letter and unicodedata.combining(right[at]):
            at += 1
        if at < len(right) and right[at] == letter:
            at += 1
        elif not ("\u064b" <= letter <= "\u065f" or (letter in _STRESS and "\u0400" <= right[at - 1] <= "\u04ff")):
            return False
    return all(unicodedata.combining(letter) for letter in right[at:])
