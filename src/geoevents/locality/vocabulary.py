"""The words of one language, by what they do in a clause: lexicon, compass points, units and countries."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from itertools import pairwise
from types import MappingProxyType

from geoevents import compass
from geoevents.errors import PhraseError
from geoevents.gazetteer import countries
from geoevents.quantity import UNIT_SPELLINGS

LANGUAGES = ("en", "fr")

MARITIME, VAGUE = "maritime", "vague"
"""Values of tokens: a border that is said to be at sea; waters that may not be the sea."""

_APOSTROPHES = "’ʼ‘ʹ´`＇"
_DASHES = "‐‑‒–—−"


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
class Entry:
    """A form of the lexicon: its token type and value, its atoms, and how strictly it is matched.

    `tight[i]` says that atom i + 1 must follow atom i without a space; `case` is "any", "capitals" or "title".
    """

    type: str
    value: object
    keys: tuple[str, ...]
    tight: tuple[bool, ...]
    case: str
    accents: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All forms of one language, by the key of their first atom, longest first."""

    lang: str
    decimal_comma: bool
    name_links: frozenset[str]
    entries: Mapping[str, tuple[Entry, ...]]


@cache
def vocabulary(lang: str) -> Vocabulary:
    """The vocabulary of a language.

    Raises
    ------
    PhraseError
        For a language without a lexicon.

    Examples
    --------
    >>> vocabulary("fr").decimal_comma
    True
    """
    if lang not in LANGUAGES:
        raise PhraseError(f"Phrases are not read in language {lang!r}.", cure=f"There are: {', '.join(LANGUAGES)}.")
    file = resources.files("geoevents.locality").joinpath("lexicon", f"{lang}.toml")
    lexicon = tomllib.loads(file.read_text(encoding="utf-8"))
    found: list[Entry] = []
    for type_, forms in lexicon["tokens"].items():
        found += (_entry(type_, None, form) for form in forms)
    maritime = lexicon["maritime"]
    found += (_entry("BORDER", MARITIME, form) for form in maritime["BORDER"])
    found = [
        replace(e, value=VAGUE) if e.type == "WATERS" and " ".join(e.keys) in maritime["vague"] else e for e in found
    ]
    for role, forms in lexicon["function"].items():
        found += (_entry(role.upper(), None, form) for form in forms)
    for code, forms in lexicon.get("combining", {}).items():
        found += (_entry("COMBINING", code, form) for form in forms)
    units = {**UNIT_SPELLINGS, **{form: unit for unit, forms in lexicon.get("units", {}).items() for form in forms}}
    found += (_entry("UNIT", unit, form) for form, unit in units.items())
    numbers = lexicon["numbers"]
    found += (_entry("NUMBER", (str(value), False), form) for form, value in numbers["words"].items())
    found += (_entry("NUMBER", (str(value), True), form) for form, value in numbers.get("approximate", {}).items())
    found += (_entry("POINT", point, form) for form, point in compass.spellings(lang).items())
    for form, word in countries.words(lang).items():
        titled = "title" if form[:1].isupper() else "any"
        found.append(_entry(word.kind.replace("name", "country").upper(), word.codes, form, titled))
    table: dict[str, list[Entry]] = {}
    for entry in found:
        table.setdefault(entry.keys[0], []).append(entry)
    entries = {key: tuple(sorted(same, key=lambda entry: -len(entry.keys))) for key, same in table.items()}
    return Vocabulary(lang, lexicon["decimal_comma"], frozenset(lexicon["names"]["links"]), MappingProxyType(entries))


def _entry(type_: str, value: object, form: str, case: str = "any") -> Entry:
    atoms = atomise(form)
    tight = tuple("'" in (left.key, right.key) and left.end == right.start for left, right in pairwise(atoms))
    # "US" and "SE" are words in capitals only; "m" and "km" are not.
    if form.isupper():
        case = "capitals"
    return Entry(type_, value, tuple(atom.key for atom in atoms), tight, case, _accented(form))


def matches(entry: Entry, atoms: list[Atom], at: int, all_lower: bool) -> bool:
    """Whether a form stands at atom `at`. Accents may be left out, but not be other ones."""
    size = len(entry.keys)
    if at + size > len(atoms):
        return False
    here = atoms[at : at + size]
    if any(atom.key != key for atom, key in zip(here, entry.keys, strict=True)):
        return False
    if any(tight and left.end != right.start for tight, left, right in zip(entry.tight, here, here[1:], strict=False)):
        return False
    if entry.case == "capitals" and not all(atom.text == atom.text.upper() for atom in here):
        return False
    if entry.case == "title" and not here[0].text[0].isupper() and not all_lower:
        return False
    written = "".join(_accented(atom.text) for atom in here)
    return written == entry.accents.replace(" ", "") or written == "".join(entry.keys)


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
        if letter.isalpha():
            while end < len(text) and (text[end].isalpha() or unicodedata.combining(text[end]) or invisible(text[end])):
                end += 1
        elif letter.isnumeric():
            end = _number_end(text, at)
        atoms.append(Atom(text[at:end], _key(text[at:end]), at, end))
        at = end
    return atoms


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
        elif letter in ".,\u066b\u066c" and text[end + 1 : end + 2].isdecimal():
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


def _key(text: str) -> str:
    if len(text) == 1 and text in _APOSTROPHES:
        return "'"
    if len(text) == 1 and text in _DASHES:
        return "-"
    spread = unicodedata.normalize("NFD", text.casefold())
    return "".join(letter for letter in spread if not unicodedata.combining(letter) and not invisible(letter))


def _accented(text: str) -> str:
    plain = "".join(letter for letter in text if not invisible(letter))
    for mark in _APOSTROPHES:
        plain = plain.replace(mark, "'")
    for mark in _DASHES:
        plain = plain.replace(mark, "-")
    return unicodedata.normalize("NFC", plain.casefold())
