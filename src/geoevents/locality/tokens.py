"""Text to typed tokens: what the grammar sees instead of words, so that every language shares its rules."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from geoevents.compass import DEGREES_HALF_WIDTH, Bearing
from geoevents.coordinates import find_coordinates
from geoevents.errors import PhraseError, QuantityError
from geoevents.locality.atoms import Atom, atomise, invisible, visible
from geoevents.locality.cases import read_cases
from geoevents.locality.motions import motion_at
from geoevents.locality.token import Token
from geoevents.locality.vocabulary import Entry, Vocabulary, lexicon, matches, vocabulary
from geoevents.motion import Speed
from geoevents.quantity import number_from, override_from

MAX_CHARACTERS = 2_000

#: Token types that are dropped before the grammar, or may stay over without being reported: they say nothing of place.
FUNCTION = frozenset(
    {"ARTICLE", "LIMITING", "NEUTRAL", "AND", "COMMA", "WHOSE", "COLON", "PUNCT", "LPAR", "RPAR", "QUOTE", "ON"}
)
_DROPPED = frozenset({"ARTICLE", "LIMITING", "QUOTE"})
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
_IN_A_NAME = frozenset({"COUNTRY", "POINT", "FEATURE", "VAGUE", "IN", "ARTICLE", "LIMITING", "DE", "NEUTRAL"})
_BEFORE_A_NAME = frozenset({"NEAR", "OF", "DE", "FROM", "OFF", "AROUND", "FEATURE", "BORDERADJ"})
_BEFORE_A_POINT = frozenset({"UNIT", "AMOUNT", "ARTICLE", "TO", "OVERRIDE", "RPAR", "DE"})
#: After a country that is none of the name before it: "near Gao, Mali's border".
_NO_COUNTRY_OF_A_NAME = frozenset(
    {"POSS", "BORDER", "TERRITORY", "WATERS", "COAST", "LAND", "DASH", "AND", "COMBINING"}
)
_FRACTION = re.compile(r"(?P<whole>\d{1,3}[ -])?(?P<part>\d/\d)(?![\w/.,]*\d)")
_FRACTIONS = {"1/2": ".5", "1/4": ".25", "3/4": ".75"}
_MAX_NAME_ATOMS = 24
#: Where capitals do not tell names: types behind which an unknown word is one, and how many words it has at most.
_OPENS_A_NAME = _BEFORE_A_NAME | frozenset(
    "POINT BEARING BETWEEN AND OR IN INSIDE WITHIN OUTSKIRTS JUSTOUTSIDE PREPOSITION AREAKIND ROAD RIVER".split()
)
_MAX_WORDS_OF_A_NAME = 3


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
        return tuple(token for token in self.all if token.type not in _DROPPED)


def tokenise(text: str, lang: str, events: Mapping[str, str] | None = None) -> Tokens:
    """Tokens of a phrase in one language; `events` maps spellings of event ids to ids, for links.

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
    reader = _Reader(text, vocabulary(lang), events or {})
    tokens = read_cases(reader.tokens(), text, lexicon(lang))
    if (
        not events and not reader.words.caseless
    ):  # among events, an unknown word in lower case is rather one of them, misspelt
        tokens = _names_in_lower_case(tokens, text)
    return Tokens(text, lang, tuple(_countries_of_names(_borders_of_two(tokens))), reader.notes())


class _Reader:
    """One pass over the atoms of one text."""

    def __init__(self, text: str, words: Vocabulary, events: Mapping[str, str]) -> None:
        self.text = text
        self.words = words
        self.atoms = words.atoms(text)
        letters = [letter for letter in text if letter.isalpha()]
        self.all_lower = not any(letter.isupper() for letter in letters)
        self.all_upper = any(letter.isupper() for letter in letters) and not any(map(str.islower, letters))
        self.events = {tuple(atom.key for atom in atomise(form)): event for form, event in events.items()}
        self.found: list[Token] = []
        self.said: list[str] = []

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
            self._event, self._override, self._coordinates, self._motion, self._number, self._name, self._form,
            self._other,
        )  # fmt: skip
        at = 0
        while at < len(self.atoms):
            at = next(after for read in readers if (after := read(at)))
        return self.found

    def _add(self, type_: str, value: object, first: int, after: int) -> int:
        self.found.append(Token(type_, value, self.atoms[first].start, self.atoms[after - 1].end))
        return after

    def _odd(self, type_: str, reason: str, first: int, after: int) -> int:
        """A token that is not understood, with the reason as its value."""
        self.said.append(reason)
        return self._add(type_, reason, first, after)

    def _event(self, at: int) -> int:
        for size in range(min(12, len(self.atoms) - at), 0, -1) if self.events else ():
            event = self.events.get(tuple(atom.key for atom in self.atoms[at : at + size]))
            if event is not None:
                return self._add("EVENT", event, at, at + size)
        return 0

    def _override(self, at: int) -> int:
        start = self.atoms[at].start
        close = self.text.find("}", start, start + 60) if self.text[start] == "{" else -1
        if close < 0:
            return 0
        after = next((i for i in range(at, len(self.atoms)) if self.atoms[i].start > close), len(self.atoms))
        try:
            return self._add("OVERRIDE", override_from(visible(self.text[start : close + 1])), at, after)
        except QuantityError as error:
            return self._odd("ODD", str(error), at, after)

    def _coordinates(self, at: int) -> int:
        atom = self.atoms[at]
        if atom.is_word:
            near = self.text[atom.start : atom.start + 16]
            starts = any(letter.isdecimal() for letter in near) and (len(atom.text) < 10 or "+" in near)
            starts = starts and (self._follows_number(at) or "+" in near)
        else:
            starts = atom.is_number or (atom.key in "+-" and self._follows_number(at))
        if not starts or (at and self.atoms[at - 1].end == atom.start and self.atoms[at - 1].key not in "(\"'[:,;"):
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
            number = number_from(visible(atom.text).replace(" ½", "½"), self.words.decimal_comma)
        except QuantityError as error:
            return self._odd("ODD", str(error), at, at + 1)
        degree = self._best(at + 1, {"DEGREE"})
        if degree is not None and number.replace(".", "").isdigit() and float(number) <= 360:
            after = at + 1 + len(degree.keys)
            value = Bearing(float(number) % 360, DEGREES_HALF_WIDTH, self.text[atom.start : self.atoms[after - 1].end])
            return self._add("BEARING", value, at, after)
        return self._add("NUMBER", (number, False), at, at + 1)

    def _fraction(self, at: int) -> int:
        """A fraction in digits, with or without a whole number before it: "1/2", "1 1/4"; no others are read."""
        start = self.atoms[at].start
        found = _FRACTION.match(self.text, start)
        if found is None or found["part"] not in _FRACTIONS:
            return 0
        after = next((i for i in range(at, len(self.atoms)) if self.atoms[i].start >= found.end()), len(self.atoms))
        return self._add("NUMBER", ((found["whole"] or "0").strip() + _FRACTIONS[found["part"]], False), at, after)

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
            if len(codes) > 1:
                words = self.text[self.atoms[at].start : self.atoms[after - 1].end]
                return self._odd("WORD", f"{words!r} may be {' or '.join(codes)}: write the country in full", at, after)
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
        if type_ == "UNIT" and after < len(self.atoms) and self.atoms[after].key == "." and after + 1 < len(self.atoms):
            following = self.atoms[after + 1]
            if following.text[0].islower() or self._best(after + 1, {"POINT"}) is not None:
                self._add(type_, value, at, after)
                return self._add("QUOTE", None, after, after + 1)
        if type_ == "POINT" and self._dot_abbreviates(at, after):
            self._add(type_, value, at, after)
            return self._add("QUOTE", None, after, after + 1)
        return self._add(type_, value, at, after)

    def _dot_abbreviates(self, at: int, after: int) -> bool:
        """Whether a dot behind letters of a compass point ends no sentence: "3 km N. of X", "5.5 mi. S., 2 mi. E."."""
        if after >= len(self.atoms) or self.atoms[after].key != "." or not self.atoms[at].text.isupper():
            return False
        following = self.atoms[after + 1] if after + 1 < len(self.atoms) else None
        return following is None or following.key == "," or following.text[0].islower()

    def _last(self) -> str:
        return next((token.type for token in reversed(self.found) if token.type not in _DROPPED), "")

    def _best(self, at: int, types: set[str] | None = None) -> Entry | None:
        """The longest form at an atom; of equal ones the first whose surroundings fit."""
        if at >= len(self.atoms):
            return None
        best: list[Entry] = []
        for entry in self.words.entries.get(self.atoms[at].key, ()):
            if best and len(entry.keys) < len(best[0].keys):
                break
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
        if entry.type == "NUMBER":
            return self._best(after, {"UNIT"}) is not None
        if entry.type == "DEMONYM":
            # With a capital "Laos" is the country and not several Lao, in French too; but "la frontière Suisse".
            return not self.atoms[at].text[0].isupper() or self._last() == "BORDER"
        if entry.type == "TO":
            ranged = self._last() == "NUMBER" and after < len(self.atoms) and self.atoms[after].is_number
            road = any(token.type in ("ROAD", "HALFWAY") for token in self.found[-8:])
            return ranged or road or self._best(after, {"POINT"}) is not None
        if entry.type == "POINT":  # French "est" is east only behind a distance, an article or a preposition
            return bool(self.found) and self.found[-1].type in _BEFORE_A_POINT
        if entry.type in ("BY", "ON"):
            if entry.type == "ON" and self._best(at, {"ARTICLE", "IN"}):  # "at": on a border, and otherwise nothing
                return self._opens_border(after)
            counted = after < len(self.atoms) and self.atoms[after].is_number
            counted = counted or self._best(after, {"NUMBER", "ABOUT", "LESS", "ATLEAST"}) is not None
            return counted is (entry.type == "BY")
        if entry.type == "NATIONAL":
            return self._best(after, {"TERRITORY", "BORDER", "WATERS", "LAND", "COAST"}) is not None
        return entry.type not in FUNCTION

    def _is_new_name(self, at: int) -> bool:
        return self.atoms[at].is_word and self.atoms[at].text[0].isupper() and self._best(at) is None

    def _opens_border(self, at: int) -> bool:
        """Whether a border is named from an atom on, after articles and up to two words of a country."""
        for _ in range(4):
            entry = self._best(at, {"BORDER", "ARTICLE", "DEMONYM", "COUNTRY"})
            if entry is None:
                return False
            if entry.type == "BORDER":
                return True
            at += len(entry.keys)
        return False

    def _name(self, at: int) -> int:
        first = self.atoms[at]
        if not first.is_word or not _can_name(first):
            return 0
        if self.words.caseless and not first.text[0].isupper():
            return self._name_by_place(at)
        entry = self._best(at)
        if entry is not None and not self._opens_name(at, entry):
            return 0
        after = at + 1
        while after < len(self.atoms) and after - at < _MAX_NAME_ATOMS:
            step = self._name_goes_on(after)
            if not step:
                break
            after += step
        return self._add("NAME", visible(self.text[first.start : self.atoms[after - 1].end]), at, after)

    def _opens_name(self, at: int, entry: Entry) -> bool:
        """Whether a capitalised word of the lexicon begins a name: "In Guezzam", "La Mecque", "Port Sudan"."""
        first = self.atoms[at]
        if entry.type in ("POINT", "NOT") and len(first.text) == 1 and self._name_goes_on(at + 1) == 2:
            return self.atoms[at + 1].key == "'" and self.atoms[at + 2].text[0].isupper()  # N'Djamena, not "N'a"
        if (
            at == 0
            or self.all_upper
            or entry.type not in _IN_A_NAME - {"COUNTRY", "NEUTRAL"}
            or first.text == first.text.upper()
        ):
            return False
        if (
            (self.found and self.found[-1].type in ("PUNCT", "COLON"))
            or len(entry.keys) > 1
            or at + 1 == len(self.atoms)
        ):
            return False
        following = self.atoms[at + 1]
        if not following.is_word or not following.text[0].isupper():
            return False
        other = self._best(at + 1)
        return other is None or (
            entry.type == "FEATURE" and other.type == "COUNTRY" and first.end + 1 == following.start
        )

    def _name_goes_on(self, at: int) -> int:
        """How many atoms from `at` on belong to the name that stands before it."""
        if at >= len(self.atoms):
            return 0
        before, atom = self.atoms[at - 1], self.atoms[at]
        following = self.atoms[at + 1] if at + 1 < len(self.atoms) else None
        if atom.key in ("-", "'", "."):
            tight = before.end == atom.start and following is not None and following.is_word
            if not tight or following is None:
                return 0
            if atom.key == ".":
                return 2 if len(before.text) <= 3 and _can_name(following) else 0
            if following.start != atom.end or (atom.key == "'" and following.key == "s"):
                return 0
            return 2
        if not atom.is_word or "\n" in self.text[before.end : atom.start]:
            return 0
        if _can_name(atom):
            entry = self._best(at)
            if entry is None:
                return 1
            if len(atom.text) == 1 and following is not None and following.key == "'" and following.start == atom.end:
                return 1  # Fada N'Gourma
            joins = entry.type in _IN_A_NAME and not self.all_upper and atom.text != atom.text.upper()
            return len(entry.keys) if joins and entry.type not in ("ARTICLE", "LIMITING") else 0
        return self._link_in_a_name(at)

    def _link_in_a_name(self, at: int) -> int:
        """How many atoms the small words at `at` ("de los") and the capitalised one behind them have."""
        tied = self.atoms[at + 1 : at + 3]  # Deir ez-Zor, Tall al-Bab
        if (
            len(tied) == 2
            and tied[0].key == "-"
            and _can_name(tied[1])
            and self.atoms[at].text in self.words.name_links
        ):
            return 3 if self.atoms[at].end == tied[0].start and tied[0].end == tied[1].start else 0
        for size in (2, 1):
            links, following = self.atoms[at : at + size], self.atoms[at + size : at + size + 1]
            if " ".join(atom.text for atom in links) in self.words.name_links and following:
                names = following[0].is_word and _can_name(following[0]) and self._best(at + size) is None
                return size + 1 if names else 0
        return 0

    def _other(self, at: int) -> int:
        atom = self.atoms[at]
        if atom.is_word:
            return self._add("WORD", None, at, at + 1)
        return self._add(_PUNCTUATION.get(atom.key, "ODD"), None, at, at + 1)

    def _name_by_place(self, at: int) -> int:
        """A name in a script without capitals: unknown words behind one that a name must follow.

        Known words end it, as do marks and `_MAX_WORDS_OF_A_NAME`.
        """
        entry = self._best(at)
        road = self._last() == "DASH" and "ROAD" in [token.type for token in self.found[-4:]]
        if at and not road and self._last() not in _OPENS_A_NAME:
            return 0
        after = at + 1
        if entry is not None:  # "the state of North Darfur"
            after = at + len(entry.keys)
            following = after < len(self.atoms) and self.atoms[after].is_word and self._best(after) is None
            if self._last() != "AREAKIND" or entry.type != "POINT" or not following:
                return 0
        words = 1
        while after < len(self.atoms) and words < _MAX_WORDS_OF_A_NAME:
            before, atom = self.atoms[after - 1], self.atoms[after]
            following = self.atoms[after + 1] if after + 1 < len(self.atoms) else None
            if atom.key == "-" and following is not None and before.end == atom.start and following.start == atom.end:
                after, atom = after + 1, following
            if not atom.is_word or "\n" in self.text[before.end : atom.start] or self._best(after) is not None:
                break
            if self.words.proclitics is not None and atom.key[:1] in self.words.proclitics.conjunctions:
                break  # rather "and" than a letter of the name
            after, words = after + 1, words + 1
        after -= self.atoms[after - 1].key == "-"
        return self._add("NAME", visible(self.text[self.atoms[at].start : self.atoms[after - 1].end]), at, after)


def _mixed(word: str) -> bool:
    scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in word[:80] if letter.isalpha()}
    return len(scripts & {"LATIN", "CYRILLIC", "GREEK", "ARABIC"}) > 1


def _can_name(atom: Atom) -> bool:
    """Whether a word can be part of a name: it has a capital, or its script has none."""
    return atom.text[0].isupper() or unicodedata.category(atom.text[0]) == "Lo"


def _names_in_lower_case(tokens: list[Token], text: str) -> list[Token]:
    """Where nobody wrote a capital, unknown words after "near" or "of" are a name: "near tin zaouatine".

    An article in between ("near the river") says that it is no name.
    """
    if any(token.type == "NAME" for token in tokens):
        return tokens
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.type != "WORD" or not out or out[-1].type not in _BEFORE_A_NAME:
            out.append(token)
            at += 1
            continue
        after = at + 1
        while after < len(tokens) and (tokens[after].type == "WORD" or _joins_words(tokens, after)):
            after += 1
        words = text[token.start : tokens[after - 1].end]
        out.append(Token("NAME", visible(words), token.start, tokens[after - 1].end))
        at = after
    return out


def _countries_of_names(tokens: list[Token]) -> list[Token]:
    """Mark the comma of "Gao, Mali" and "Kaya, au Burkina Faso": another one ends a clause."""
    out = list(tokens)
    said = [(at, token.type) for at, token in enumerate(tokens) if token.type not in _DROPPED]
    for here in range(1, len(said) - 1):
        at, kind = said[here]
        if kind != "COMMA" or said[here - 1][1] not in ("NAME", "TOWN"):
            continue
        after = here + 1 + (said[here + 1][1] == "IN")
        following = said[after + 1][1] if after + 1 < len(said) else ""
        if after < len(said) and said[after][1] == "COUNTRY" and following not in _NO_COUNTRY_OF_A_NAME:
            out[at] = Token("WHOSE", None, tokens[at].start, tokens[at].end)
    return out


def _borders_of_two(tokens: list[Token]) -> list[Token]:
    """Read "the border of A and B" as the one between them: without it, "and" would begin another clause."""
    said = [(at, token) for at, token in enumerate(tokens) if token.type not in _DROPPED]
    out = list(tokens)
    for (_, border), (at, of), *rest in (said[i : i + 7] for i in range(len(said) - 4)):
        kinds = [token.type for _, token in rest]
        if kinds[:3] == ["COUNTRY", "AND", "DE"]:
            of_again, kinds = rest[2][0], [*kinds[:2], *kinds[3:]]
        else:
            of_again = None
        two = border.type == "BORDER" and of.type in ("OF", "DE") and kinds[:3] == ["COUNTRY", "AND", "COUNTRY"]
        if two and kinds[3:4] not in (["POSS"], ["TERRITORY"], ["BORDER"]):
            out[at] = Token("BETWEEN", None, of.start, of.end)
            if of_again is not None:
                again = out[of_again]
                out[of_again] = Token("ARTICLE", None, again.start, again.end)
    return out


def _joins_words(tokens: list[Token], at: int) -> bool:
    tight = at + 1 < len(tokens) and tokens[at - 1].end == tokens[at].start and tokens[at].end == tokens[at + 1].start
    return tokens[at].type in ("DASH", "QUOTE") and tight and tokens[at + 1].type == "WORD"
