"""The words of dates and times in all languages, by what they do; the data is in `lexicon/`, one file a language."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

LANGUAGES = ("en", "fr", "es", "ar", "ru", "uk")

#: Kind of a token, one letter each: what a text does is then a word over these letters, which patterns read.
KINDS: Mapping[str, str] = {
    "on": "s", "of": "o", "from": "f", "between": "b", "to": "t", "at_or_to": "A", "into": "I", "and": "e",
    "about": "~", "shortly_before": "<", "shortly_after": ">", "midnight": "M", "noon": "O", "hours": "h",
    "local": "z", "utc": "z", "night": "n", "am": "a", "pm": "a", "year": "g",
}  # fmt: skip
MONTH, WEEKDAY, DAY, PART_OF_MONTH, PART_OF_DAY = "m", "w", "d", "p", "q"

#: "11 at night": of an hour, and no night that has an evening and a morning.
AT_NIGHT = "Q"

_ATOM = re.compile(r"[^\W\d_]+|\d+|[^\w\s]|_")
_MARKS = {ord(mark): "'" for mark in "’ʼ‘ʹ`´＇"} | {ord("−"): "-", ord("—"): "–", ord("‐"): "-", ord("‑"): "-"}


@dataclass(frozen=True, slots=True)
class Form:
    """One form of the lexicon: its kind, its value, its atoms."""

    kind: str
    value: Any
    atoms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All forms of all languages by their first atom, longest first, and what may follow the number of a day."""

    forms: Mapping[str, tuple[Form, ...]]
    ordinals: frozenset[str]


def fold(letter: str) -> str:
    """Give what one character is looked up by: lower case, no accents, ASCII digits, plain marks.

    Examples
    --------
    >>> fold("É"), fold("٣"), fold("’"), fold("\u200f")
    ('e', '3', "'", '')
    """
    if unicodedata.category(letter) == "Cf":
        return ""
    digit = unicodedata.decimal(letter, None)
    if digit is not None:
        return str(digit)
    spread = unicodedata.normalize("NFD", letter.casefold())
    return "".join(part for part in spread if not unicodedata.combining(part)).translate(_MARKS)


def atoms(folded: str) -> list[re.Match[str]]:
    """Words, numbers and single marks of a folded text."""
    return list(_ATOM.finditer(folded))


@cache
def lexicon(lang: str) -> Mapping[str, Any]:
    """The data of one language, as its file has it."""
    file = resources.files("geoevents.dates").joinpath("lexicon", f"{lang}.toml")
    return MappingProxyType(tomllib.loads(file.read_text(encoding="utf-8")))


@cache
def vocabulary() -> Vocabulary:
    """The forms of all languages together: reports mix them, and no form does one thing here and another there."""
    table: dict[str, dict[tuple[str, ...], Form]] = {}
    ordinals: set[str] = set()
    for lang in LANGUAGES:
        for form in _forms(lexicon(lang)):
            table.setdefault(form.atoms[0], {}).setdefault(form.atoms, form)
        ordinals.update(lexicon(lang)["ordinals"])
    longest = {
        first: tuple(sorted(forms.values(), key=lambda form: -len(form.atoms))) for first, forms in table.items()
    }
    return Vocabulary(MappingProxyType(longest), frozenset(ordinals))


def _forms(data: Mapping[str, Any]) -> list[Form]:
    found = [Form(DAY, 1, _keys(form)) for form in data["first"]]
    for kind, groups in ((MONTH, data["months"]), (WEEKDAY, data["weekdays"])):
        for number, names in enumerate(groups, start=1 if kind == MONTH else 0):
            found += [Form(kind, number, _keys(form)) for form in names]
    for role, forms in data["words"].items():
        value = data["night_of_one_date"] if role == "night" else role
        found += [Form(KINDS[role], value, _keys(form)) for form in forms]
    for kind, section in ((PART_OF_MONTH, "part_of_month"), (PART_OF_DAY, "part_of_day")):
        for part, forms in data[section].items():
            found += [Form(AT_NIGHT if part == "night" else kind, part, _keys(form)) for form in forms]
    return found


def _keys(form: str) -> tuple[str, ...]:
    return tuple(atom[0] for atom in atoms("".join(map(fold, form))))
