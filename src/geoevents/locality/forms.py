"""Which form of the lexicon stands at a place of a text, where several could."""

from __future__ import annotations

from geoevents.locality.atoms import Atom
from geoevents.locality.token import DROPPED, FUNCTION, Token
from geoevents.locality.vocabulary import Entry, Vocabulary, matches

_BEFORE_A_POINT = frozenset({"UNIT", "AMOUNT", "ARTICLE", "TO", "OVERRIDE", "RPAR", "DE"})
#: Where the same word is a country and what belongs to it: Arabic "the Saudi border".
_BEFORE_A_DEMONYM = frozenset({"BORDER", "DEMONYM", "TERRITORY", "WATERS", "COAST", "LAND", "SIDE"})


class Forms:
    """A text on its way to tokens: its atoms, and the tokens found so far."""

    def __init__(self, text: str, words: Vocabulary) -> None:
        """Take a text and the vocabulary of its language."""
        self.text = text
        self.words = words
        self.atoms: list[Atom] = words.atoms(text)
        letters = [letter for letter in text if letter.isalpha()]
        self.all_lower = not any(letter.isupper() for letter in letters)
        self.all_upper = any(letter.isupper() for letter in letters) and not any(map(str.islower, letters))
        self.found: list[Token] = []
        self.said: list[str] = []

    def _add(self, type_: str, value: object, first: int, after: int) -> int:
        self.found.append(Token(type_, value, self.atoms[first].start, self.atoms[after - 1].end))
        return after

    def _odd(self, type_: str, reason: str, first: int, after: int) -> int:
        """A token that is not understood, with the reason as its value."""
        self.said.append(reason)
        return self._add(type_, reason, first, after)

    def _last(self) -> str:
        return next((token.type for token in reversed(self.found) if token.type not in DROPPED), "")

    def _touches(self, type_: str) -> bool:
        return bool(self.found) and self.found[-1].type == type_

    def _best(self, at: int, types: set[str] | None = None) -> Entry | None:
        """The longest form at an atom; of equal ones the first whose surroundings fit."""
        if at >= len(self.atoms):
            return None
        best: list[Entry] = []
        for entry in self.words.entries.get(self.atoms[at].key, ()):
            if best and len(entry.keys) < len(best[0].keys):
                break
            # "12 kilometres and a half" is not "a kilometre and a half", "a third of a kilometre" not one kilometre.
            if entry.type == "AMOUNT" and (self._last() in ("NUMBER", "ODD") or self._touches("WORD")):
                continue
            if (types is None or entry.type in types) and matches(entry, self.atoms, at, self.all_lower):
                best.append(entry)
        if len(best) < 2 or types is not None:
            return best[0] if best else None
        silent = [entry for entry in best if entry.type in FUNCTION]
        return next((entry for entry in best if self._fits(entry, at)), (silent or best)[-1])

    def _fits(self, entry: Entry, at: int) -> bool:
        after = at + len(entry.keys)
        if entry.type == "IN":  # Spanish "en" is "in" wherever it is not "on"; French "au" is mostly an article
            named = self._last() != "NAME" and after < len(self.atoms) and self._is_new_name(after)
            return named or self._best(after, {"COUNTRY"}) is not None or self._best(at, {"ARTICLE"}) is None
        if entry.type in ("OR", "NOT") and self.atoms[at].text.isupper():  # Spanish "2 km O", "NO" are west, northwest
            return not (self._best(at, {"POINT"}) and self.found and self.found[-1].type in _BEFORE_A_POINT)
        if entry.type == "UNIT" and self._best(at, {"AMOUNT"}):  # Arabic "kilometre" behind no number is one of them
            return self._last() == "NUMBER"
        if entry.type in ("LESS", "ATLEAST") and self._best(at, {"ENTER"}):  # Arabic "it exceeds" and "it crossed"
            return after < len(self.atoms) and (
                self.atoms[after].is_number or self._best(after, {"NUMBER"}) is not None
            )
        if entry.type == "NUMBER":
            return self._best(after, {"UNIT"}) is not None
        if entry.type == "DEMONYM" and self.words.caseless and self._best(at, {"COUNTRY"}):
            return self._last() in _BEFORE_A_DEMONYM
        if entry.type == "DEMONYM":
            # With a capital "Laos" is the country and not several Lao, in French too; but "la frontière Suisse".
            return not self.atoms[at].text[0].isupper() or self._last() == "BORDER"
        if entry.type == "TO":
            number = after < len(self.atoms) and self.atoms[after].is_number
            if number or self._best(after, {"NUMBER"}):
                return self._last() == "NUMBER"
            road = any(token.type in ("ROAD", "HALFWAY") for token in self.found[-8:])
            return road or self._best(after, {"POINT"}) is not None
        if entry.type == "POINT":  # French "est" is east only behind a distance, an article or a preposition
            opens = not self.found or self.found[-1].type in ("COMMA", "COLON", "PUNCT")
            return self.found[-1].type in _BEFORE_A_POINT if not opens else self._best(after, {"DE"}) is not None
        if entry.type in ("BY", "ON"):
            # "at": on a border or a road, and otherwise nothing
            if entry.type == "ON" and self._best(at, {"ARTICLE", "IN", "OVER"}):
                return self._opens_line(after)
            counted = after < len(self.atoms) and self.atoms[after].is_number
            counted = counted or self._best(after, {"NUMBER", "ABOUT", "LESS", "ATLEAST"}) is not None
            return counted is (entry.type == "BY")
        if entry.type == "NATIONAL":
            return self._best(after, {"TERRITORY", "BORDER", "WATERS", "LAND", "COAST"}) is not None
        return entry.type not in FUNCTION

    def _is_new_name(self, at: int) -> bool:
        return self.atoms[at].is_word and self.atoms[at].text[0].isupper() and self._best(at) is None

    def _opens_line(self, at: int) -> bool:
        """Whether a border or a road is named from an atom on, after articles and up to two words of a country."""
        for _ in range(4):
            entry = self._best(at, {"BORDER", "ROAD", "ARTICLE", "DEMONYM", "COUNTRY"})
            if entry is None:
                return False
            if entry.type in ("BORDER", "ROAD"):
                return True
            at += len(entry.keys)
        return False
