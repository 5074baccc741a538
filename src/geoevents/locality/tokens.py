"""Text to typed tokens: what the grammar sees instead of words, so that every language shares its rules."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import cast

from geoevents.compass import DEGREES_HALF_WIDTH, Bearing, half_width_from
from geoevents.coordinates import find_coordinates
from geoevents.errors import CoordinateError, PhraseError, QuantityError
from geoevents.locality.atoms import invisible, visible
from geoevents.locality.cases import read_cases
from geoevents.locality.either import Either, one_of_either
from geoevents.locality.motions import motion_at
from geoevents.locality.naming import Names
from geoevents.locality.rereading import borders_of_two, countries_of_names, names_in_lower_case, ranges
from geoevents.locality.token import DROPPED, Token
from geoevents.locality.vocabulary import Vocabulary, lexicon, vocabulary
from geoevents.motion import Speed
from geoevents.quantity import number_from, override_from

MAX_CHARACTERS = 2_000

_PUNCTUATION = {
    ",": "COMMA",
    "(": "LPAR",
    ")": "RPAR",
    "-": "DASH",
    "،": "COMMA",
    ":": "COLON",
    **dict.fromkeys(".;!?…؛؟。[]", "PUNCT"),
    **dict.fromkeys("\"“”„«»'‹›", "QUOTE"),
}
_BEFORE_A_NUMBER = frozenset(",;،؛:.(\"“«'-~≈<>≤≥[/")
_HEDGE_SIGNS = {"~": "ABOUT", "≈": "ABOUT", "<": "LESS", "≤": "LESS", ">": "ATLEAST", "≥": "ATLEAST"}
_FRACTION = re.compile(r"(?P<whole>\d{1,3}[ -])?(?P<part>\d/\d)(?![\w/.,]*\d)")
_THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3}){1,3}")
_SHORT = frozenset({"m", "ft", "yd"})
_FRACTIONS = {"1/2": ".5", "1/4": ".25", "3/4": ".75"}


@dataclass(frozen=True, slots=True)
class Tokens:
    """All tokens of a text in order, with remarks on how it was read."""

    text: str
    lang: str
    all: tuple[Token, ...]
    notes: tuple[str, ...]

    @property
    def kept(self) -> tuple[Token, ...]:
        """Tokens that the grammar sees: all but articles and quotation marks."""
        return tuple(token for token in self.all if token.type not in DROPPED)


def tokenise(
    text: str,
    lang: str,
    events: Mapping[str, str] | None = None,
    names: Collection[str] = (),
    speaker: str | None = None,
) -> Tokens:
    """Tokens of a phrase in one language; `events` maps spellings of event ids to ids, for links.

    `names` are found as they are written; a word for people of several countries is the speaker's where one is theirs.

    Raises
    ------
    PhraseError
        When the text is longer than `MAX_CHARACTERS`.
    """
    if len(text) > MAX_CHARACTERS:
        raise PhraseError(
            f"The phrase has {len(text)} characters.",
            cure=f"At most {MAX_CHARACTERS}: keep the words that locate something.",
        )
    reader = _Reader(text, vocabulary(lang), events or {}, names, speaker)
    found, notes = one_of_either(reader.tokens())
    tokens = read_cases(found, text, lexicon(lang))
    # Among events, an unknown word in lower case is rather one of them, misspelt. Without articles, any noun looks like
    # a name: "в 5 км от линии фронта".
    if not events and not reader.words.caseless and not ("genitive" in lexicon(lang) and text[1:] != text[1:].lower()):
        most = 1 if "genitive" in lexicon(lang) else MAX_CHARACTERS
        tokens = names_in_lower_case(tokens, text, most, reader.words, lexicon(lang)["names"].get("contracted", ()))
    return Tokens(text, lang, tuple(countries_of_names(borders_of_two(ranges(tokens)))), (*notes, *reader.notes()))


class _Reader(Names):
    """One pass over the atoms of one text."""

    def __init__(
        self, text: str, words: Vocabulary, events: Mapping[str, str], names: Collection[str], speaker: str | None
    ) -> None:
        super().__init__(text, words)
        self.speaker = speaker
        self.names = {tuple(atom.text for atom in words.atoms(name)): name for name in names}
        self.events = {tuple(atom.key for atom in words.atoms(form)): event for form, event in events.items()}

    def notes(self) -> tuple[str, ...]:
        self.said += (
            f"{atom.text!r} mixes letters of several scripts"
            for atom in self.atoms
            if atom.is_word and _mixed(atom.text)
        )
        hidden = {f"U+{ord(letter):04X}" for letter in self.text if invisible(letter)}
        if hidden:
            self.said.append(f"invisible characters left out: {', '.join(sorted(hidden))}")
        return tuple(dict.fromkeys(self.said))

    def tokens(self) -> list[Token]:
        readers = (
            self._event, self._own_name, self._override, self._coordinates, self._motion, self._number, self._name,
            self._form, self._other,
        )  # fmt: skip
        at = 0
        while at < len(self.atoms):
            at = next(after for read in readers if (after := read(at)))
        return self.found

    def _event(self, at: int) -> int:
        for size in range(min(12, len(self.atoms) - at), 0, -1) if self.events else ():
            event = self.events.get(tuple(atom.key for atom in self.atoms[at : at + size]))
            if event is not None:
                return self._add("EVENT", event, at, at + size)
        return 0

    def _own_name(self, at: int) -> int:
        for size in range(min(12, len(self.atoms) - at), 0, -1) if self.names else ():
            name = self.names.get(tuple(atom.text for atom in self.atoms[at : at + size]))
            if name is not None:
                return self._add("NAME", name, at, at + size)
        return 0

    def _override(self, at: int) -> int:
        start = self.atoms[at].start
        close = self.text.find("}", start, start + 60) if self.text[start] == "{" else -1
        if close < 0:
            return 0
        after = next((i for i in range(at, len(self.atoms)) if self.atoms[i].start > close), len(self.atoms))
        words = visible(self.text[start : close + 1])
        try:
            if "±" in words or "+-" in words or "+/-" in words:
                return self._add("TURN", half_width_from(words), at, after)
            return self._add("OVERRIDE", override_from(words), at, after)
        except (QuantityError, CoordinateError) as error:
            return self._odd("ODD", str(error), at, after)

    def _coordinates(self, at: int) -> int:
        atom = self.atoms[at]
        if atom.is_word:
            near = self.text[atom.start : atom.start + 16]
            starts = any(letter.isdecimal() for letter in near) and (len(atom.text) < 10 or "+" in near)
            starts = starts and (self._follows_number(at) or "+" in near)
            # Behind a distance, a word of the compass is a heading: Arabic "5 km east [of] 19.868 N 2.894 E".
            far = self._last() in ("UNIT", "AMOUNT", "OVERRIDE", "HALF")
            starts = starts and not (far and self._best(at, {"POINT"}))
        else:
            starts = atom.is_number or (atom.key in "+-" and self._follows_number(at))
        if at and starts:
            before = self.atoms[at - 1]
            starts = not before.is_number and (before.end != atom.start or before.key in "(\"'[:,;")
        if not starts:
            return 0
        found = find_coordinates(self.text, atom.start, self.words.lang)
        if found is None:
            return 0
        after = next((i for i in range(at, len(self.atoms)) if self.atoms[i].start >= found[1]), len(self.atoms))
        if self.atoms[after - 1].end > found[1] or self._best(after, {"UNIT"}):
            return 0
        return self._add("COORD", found[0], at, after)

    def _follows_number(self, at: int) -> bool:
        return any(atom.is_number for atom in self.atoms[at + 1 : at + 3])

    def _motion(self, at: int) -> int:
        """A speed or a duration; only links have them."""
        begins = self.atoms[at].is_number and not self._spoiled(at)
        if not self.events or not (begins or self._best(at, {"BETWEEN"})):
            return 0
        found = motion_at(self.text, self.atoms, at)
        if found is None:
            return 0
        return self._add("SPEED" if isinstance(found[0], Speed) else "DURATION", found[0], at, found[1])

    def _number(self, at: int) -> int:
        atom = self.atoms[at]
        if atom.key in _HEDGE_SIGNS and at + 1 < len(self.atoms) and self.atoms[at + 1].is_number:
            return self._add(_HEDGE_SIGNS[atom.key], None, at, at + 1)
        if not atom.is_number:
            return 0
        if self._spoiled(at):
            return self._add("ODD", None, at, at + 1)
        if after := self._fraction(at):
            return after
        try:
            written = self._thousands(at) or visible(atom.text).replace(" ½", "½")
            number = number_from(written, self.words.decimal_comma)
        except QuantityError as error:
            return self._odd("ODD", str(error), at, at + 1)
        degree = self._best(at + 1, {"DEGREE"})
        if degree is not None and number.replace(".", "").isdigit() and float(number) <= 360:
            after = at + 1 + len(degree.keys)
            value = Bearing(float(number) % 360, DEGREES_HALF_WIDTH, self.text[atom.start : self.atoms[after - 1].end])
            return self._add("BEARING", value, at, after)
        return self._add("NUMBER", (number, False), at, at + 1)

    def _thousands(self, at: int) -> str:
        """Digits of "1.500 m" where points group digits: nobody tells to the millimetre where something happened."""
        text, comma = self.atoms[at].text, self.words.decimal_comma
        grouped = comma is not False and _THOUSANDS.fullmatch(text if comma else text.replace(",", "."))
        unit = self._best(at + 1, {"UNIT"}) if grouped else None
        return text.replace(".", "").replace(",", "") if unit is not None and unit.value in _SHORT else ""

    def _fraction(self, at: int) -> int:
        """A fraction in digits, with or without a whole number before it: "1/2", "1 1/4"; no others are read."""
        start = self.atoms[at].start
        found = _FRACTION.match(self.text, start)
        if found is None or found["part"] not in _FRACTIONS:
            return 0
        after = next((i for i in range(at, len(self.atoms)) if self.atoms[i].start >= found.end()), len(self.atoms))
        return self._add("NUMBER", ((found["whole"] or "0").strip(" -") + _FRACTIONS[found["part"]], False), at, after)

    def _spoiled(self, at: int) -> bool:
        """Whether what stands before a number makes it part of something else: "TZ-98", "1/2", "10 ± 2", "-5"."""
        if at == 0:
            return False
        before, atom = self.atoms[at - 1], self.atoms[at]
        touching = before.end == atom.start
        if before.is_word:
            return touching and (self.words.proclitics is None or before.key not in self.words.proclitics.all)
        if before.is_number:
            return True
        if before.key == "-" and touching:
            left = self.atoms[at - 2] if at > 1 else None
            if left is None or left.end != before.start or not (left.is_number or left.is_word):
                return True
            return left.is_word and self._best(at - 2, {"UNIT", "NUMBER"}) is None
        if before.key in "./:" and touching:
            return True
        if before.key == "'" and touching and at > 1 and self.atoms[at - 2].is_number:
            return True
        return before.key not in _BEFORE_A_NUMBER or (
            before.key == "," and touching and at > 1 and not self.atoms[at - 2].is_word
        )

    def _form(self, at: int) -> int:
        entry = self._best(at)
        if entry is None:
            return 0
        after = at + len(entry.keys)
        type_, value = entry.type, entry.value
        if type_ in ("COUNTRY", "DEMONYM"):
            codes = cast("tuple[str, ...]", value)
            words = self.text[self.atoms[at].start : self.atoms[after - 1].end]
            if len(codes) > 1 and self.speaker in codes:
                self.said.append(f"{words!r} is taken to be of the speaker's country, {self.speaker}")
                codes = (self.speaker,)
            if len(codes) > 1:
                return self._add("EITHER", Either(type_, codes, words), at, after)
            value = codes[0]
        if "+" in type_:  # "en la zona fronteriza" is "near" and "border"
            one, other = type_.split("+")
            middle = self._add(one, value, at, max(at + 1, after - 1))
            if middle < after:
                return self._add(other, value, middle, after)
            end = self.atoms[at].end
            self.found.append(Token(other, value, end, end))
            return after
        if type_ == "LIMITING" and self._last() == "NOT":
            return self._add("WORD", None, at, after)
        if type_ == "NUMBER" and self._last() in ("NUMBER", "ODD"):
            self.found[-1] = Token("ODD", None, self.found[-1].start, self.found[-1].end)
            return self._add("ODD", None, at, after)
        if type_ == "UNIT" and value == "m" and self._is_any_m(at, after):
            return self._odd("ODD", f"{self.atoms[at].text!r} may be metres or miles: write m, mi or NM", at, after)
        if type_ == "UNIT" and after < len(self.atoms) and self.atoms[after].key == "." and after + 1 < len(self.atoms):
            following = self.atoms[after + 1]
            if following.text[0].islower() or self._best(after + 1, {"POINT"}) is not None:
                self._add(type_, value, at, after)
                return self._add("QUOTE", None, after, after + 1)
        if type_ == "POINT" and self._dot_abbreviates(at, after):
            self._add(type_, value, at, after)
            return self._add("QUOTE", None, after, after + 1)
        return self._add(type_, value, at, after)

    def _is_any_m(self, at: int, after: int) -> bool:
        """Whether a unit is "M", nautical miles to seafarers, or "m." before a heading: miles, on labels."""
        if self.atoms[at].text == "M":
            return not self.all_upper
        dotted = after + 1 < len(self.atoms) and self.atoms[after].key == "." and self.atoms[at].text == "m"
        return dotted and self._best(after + 1, {"POINT"}) is not None

    def _dot_abbreviates(self, at: int, after: int) -> bool:
        """Whether a dot behind letters of a compass point ends no sentence: "3 km N. of X", "5.5 mi. S., 2 mi. E."."""
        if after >= len(self.atoms) or self.atoms[after].key != "." or not self.atoms[at].text.isupper():
            return False
        following = self.atoms[after + 1] if after + 1 < len(self.atoms) else None
        return following is None or following.key == "," or following.text[0].islower()

    def _other(self, at: int) -> int:
        atom = self.atoms[at]
        if atom.is_word:
            return self._add("WORD", None, at, at + 1)
        return self._add(_PUNCTUATION.get(atom.key, "ODD"), None, at, at + 1)


def _mixed(word: str) -> bool:
    scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in word[:80] if letter.isalpha()}
    return len(scripts & {"LATIN", "CYRILLIC", "GREEK", "ARABIC"}) > 1
