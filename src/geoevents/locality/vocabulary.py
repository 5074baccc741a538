"""The words of one language, by what they do in a clause: lexicon, compass points, units and countries."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from itertools import pairwise, product
from string import Formatter
from types import MappingProxyType
from typing import Any

from geoevents import compass
from geoevents.errors import PhraseError
from geoevents.gazetteer import countries
from geoevents.locality.atoms import (
    Atom,
    Proclitics,
    accented,
    accents_fit,
    atomise,
    key_of,
    part,
    pieces_of,
)
from geoevents.quantity import UNIT_SPELLINGS

LANGUAGES = ("en", "fr", "es", "ar", "ru", "uk")

#: The script of each language, and letters that it has and others of its script have not.
_WRITTEN = {
    "en": ("latin", ""),
    "fr": ("latin", ""),
    "es": ("latin", ""),
    "ar": ("arabic", ""),
    "ru": ("cyrillic", "ыэёъ"),
    "uk": ("cyrillic", "іїєґ"),
}
#: Languages that are tried only where the others leave words over: every vocabulary takes time to load.
_LATER = frozenset({"es"})

MARITIME, VAGUE = "maritime", "vague"
"""Values of tokens: a border that is said to be at sea; waters that may not be the sea."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A form of the lexicon: its token type and value, its atoms, and how strictly it is matched.

    `tight[i]` says that atom i + 1 must follow atom i without a space; `case` is "any", "capitals", "title" or
    "marked", of which every mark must stand.
    """

    type: str
    value: object
    keys: tuple[str, ...]
    tight: tuple[bool, ...]
    case: str
    accents: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All forms of one language, by the key of their first atom, longest first.

    `decimal_comma` is None where a comma may part decimals or thousands. `caseless` says that the script has no
    capitals, so that only its place tells a name.
    """

    lang: str
    decimal_comma: bool | None
    caseless: bool
    name_links: frozenset[str]
    no_names: frozenset[str]
    entries: Mapping[str, tuple[Entry, ...]]
    proclitics: Proclitics | None = None
    known: frozenset[str] = frozenset()
    between: frozenset[str] = frozenset()
    features: frozenset[str] = frozenset()

    def atoms(self, text: str) -> list[Atom]:
        """Atoms of a text, without the proclitics of the language."""
        found = atomise(text)
        return (
            found if self.proclitics is None else part(found, self.proclitics, self.known, self.between, self.features)
        )


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
    words = lexicon(lang)
    found: Iterable[Entry] = _entries(lang, words)
    joined = None
    known: frozenset[str] = frozenset()
    if "proclitics" in words:
        joined = _proclitics(words["proclitics"])
        found, known = _parted(list(found), joined)
    table: dict[str, list[Entry]] = {}
    for entry in found:
        table.setdefault(entry.keys[0], []).append(entry)
    entries = {key: tuple(sorted(same, key=lambda entry: -len(entry.keys))) for key, same in table.items()}
    names = words["names"]
    return Vocabulary(
        lang,
        words.get("decimal_comma"),
        names.get("caseless", False),
        frozenset(names["links"]),
        _no_names()[_WRITTEN[lang][0]],
        MappingProxyType(entries),
        joined,
        known,
        frozenset(entry.keys[-1] for same in entries.values() for entry in same if entry.type == "BETWEEN"),
        frozenset(entry.keys[0] for same in entries.values() for entry in same if entry.type == "FEATURE"),
    )


@cache
def lexicon(lang: str) -> Mapping[str, Any]:
    """The lexicon of a language as it is written: words, compass points, numbers, and how clauses are said."""
    file = resources.files("geoevents.locality").joinpath("lexicon", f"{lang}.toml")
    return MappingProxyType(tomllib.loads(file.read_text(encoding="utf-8")))


def languages_of(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Languages that a text may be in, by its letters: those to try, and those to try where something is left over.

    Examples
    --------
    >>> languages_of("near Kidal")
    (('en', 'fr'), ('es',))
    """
    scripts = {script for letter in text if letter.isalpha() for script in [_script(letter)]}
    letters = set(text.casefold())
    first: list[str] = []
    later: list[str] = []
    for lang, (script, own) in _WRITTEN.items():
        if script not in scripts and not (script == "latin" and not scripts & {"arabic", "cyrillic"}):
            continue
        rivals = [other for other, (same, _) in _WRITTEN.items() if same == script and other != lang]
        if own and letters.isdisjoint(own) and any(not letters.isdisjoint(_WRITTEN[rival][1]) for rival in rivals):
            continue
        (later if lang in _LATER or (script != "latin" and "latin" in scripts) else first).append(lang)
    if not first:
        first, later = later or [lang for lang in LANGUAGES if lang not in _LATER], []
    return tuple(first), tuple(later)


@cache
def _no_names() -> Mapping[str, frozenset[str]]:
    """Words of each script that are no names."""
    file = resources.files("geoevents.locality").joinpath("lexicon", "no_names.toml")
    found = tomllib.loads(file.read_text(encoding="utf-8"))
    return {script: frozenset(map(key_of, words)) for script, words in found.items()}


def _script(letter: str) -> str:
    if "\u0600" <= letter <= "\u077f" or "\ufb50" <= letter <= "\ufdff" or "\ufe70" <= letter <= "\ufeff":
        return "arabic"
    return "cyrillic" if "\u0400" <= letter <= "\u052f" else "latin"


def _entries(lang: str, words: Mapping[str, Any]) -> Iterator[Entry]:
    maritime = words.get("maritime", {})
    for type_, forms in words["tokens"].items():
        for form in forms:
            entry = _entry(type_, None, form)
            vague = type_ == "WATERS" and " ".join(entry.keys) in maritime.get("vague", ())
            yield replace(entry, value=VAGUE) if vague else entry
    yield from (_entry("BORDER", MARITIME, form) for form in maritime.get("BORDER", ()))
    for role, forms in words["function"].items():
        yield from (_entry(role.upper(), None, form) for form in forms)
    for kind, forms in words.get("areas", {}).items():
        yield from (_entry("AREAKIND", kind, form) for form in forms)
    for code, forms in words.get("combining", {}).items():
        yield from (_entry("COMBINING", code, form) for form in forms)
    units = {**UNIT_SPELLINGS, **{form: unit for unit, forms in words.get("units", {}).items() for form in forms}}
    yield from (_entry("UNIT", unit, form) for form, unit in units.items())
    for unit, numbers in words.get("amounts", {}).items():
        yield from (_entry("AMOUNT", (number, unit), form) for number, forms in numbers.items() for form in forms)
    numbers = words["numbers"]
    yield from (_entry("NUMBER", (str(value), False), form) for form, value in _numbers(numbers))
    yield from (_entry("NUMBER", (str(value), True), form) for form, value in numbers.get("approximate", {}).items())
    if "compass" in words:
        points = ((point, form) for point, forms in words["compass"].items() for form in forms)
        yield from (_entry("POINT", compass.bearing(point), form) for point, form in points)
    else:
        yield from (_entry("POINT", point, form) for form, point in compass.spellings(lang).items())
    if words["names"].get("caseless"):  # elsewhere a capital tells the country from what belongs to it
        names = countries.words(lang)
        for code, nation in countries.nations(lang).items():
            shared = (form for forms in nation.demonyms for form in forms if names[form].kind == "name")
            yield from (_entry("DEMONYM", (code,), form) for form in shared if not form.startswith(nation.name))
    for form, word in countries.words(lang).items():
        titled = "title" if form[:1].isupper() else "any"
        yield _entry(word.kind.replace("name", "country").upper(), word.codes, form, titled)
    yield from (_entry("WORD", None, form) for form in words["names"].get("ends", ()))
    yield from (_entry("NAME", form, form, "title") for form in words["names"].get("whole", ()))
    for form, roles in words.get("prepositions", {}).items():
        yield _entry("PREPOSITION", tuple(roles), form)
    if "proclitics" in words:
        joined = words["proclitics"]
        yield from (_entry("AND", None, form) for form in joined["and"])
        yield _entry("ARTICLE", None, joined["article"])


def _parted(entries: list[Entry], joined: Proclitics) -> tuple[list[Entry], frozenset[str]]:
    """Entries with the words of their forms parted as those of a text will be, and all words that are known then."""
    known = {entry.keys[0] for entry in entries if len(entry.keys) == 1}
    longer = {key for entry in entries if len(entry.keys) > 1 for key in entry.keys}
    for _ in range(2):  # what could not be parted is known as it stands, and may be part of something longer
        known |= {piece for key in longer for piece in pieces_of(key, joined, known)}
    pieces = {key: pieces_of(key, joined, known) for key in longer}
    parted = []
    for entry in entries:
        keys = entry.keys
        if len(keys) > 1:
            keys = tuple(piece for key in keys for piece in pieces[key])
        marked = any(map(unicodedata.combining, entry.accents))
        case, accents = ("marked", entry.accents) if marked else (entry.case, "")
        parted.append(Entry(entry.type, entry.value, keys, (False,) * (len(keys) - 1), case, accents))
    return parted, frozenset(known)


def _numbers(numbers: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Number words, and those that a language makes of others, as `compound` says: "{ten} y {one}".

    `ten` is any of the table `tens`, and so on; `small` is any number word below a hundred.
    """
    yield from numbers["words"].items()
    small = {form: value for form, value in numbers["words"].items() if value < 100}
    for pattern in numbers.get("compound", ()):
        names = [name for _, name, *_ in Formatter().parse(pattern) if name]
        tables = [numbers.get(f"{name}s", small) for name in names]
        for parts in product(*(table.items() for table in tables)):
            said = {name: form for name, (form, _) in zip(names, parts, strict=True)}
            yield pattern.format(**said), sum(value for _, value in parts)


def _proclitics(words: Mapping[str, Any]) -> Proclitics:
    return Proclitics(
        conjunctions=frozenset(map(key_of, words["and"])),
        prepositions=frozenset(map(key_of, words["before"])),
        article=key_of(words["article"]),
        melts=key_of(words["melts"]),
    )


def _entry(type_: str, value: object, form: str, case: str = "any") -> Entry:
    if form.isalpha() and "ʼ" not in form:  # one word, as most are
        return Entry(type_, value, (key_of(form),), (), "capitals" if form.isupper() else case, accented(form))
    atoms = atomise(form)
    tight = tuple("'" in (left.key, right.key) and left.end == right.start for left, right in pairwise(atoms))
    # "US" and "SE" are words in capitals only; "m" and "km" are not.
    if form.isupper():
        case = "capitals"
    return Entry(type_, value, tuple(atom.key for atom in atoms), tight, case, accented(form))


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
    if not entry.accents:  # of a script whose marks stand or not, as the writer likes
        return True
    if entry.case == "marked":  # but "ʿUmān" is not "ʿAmmān"
        return entry.accents == " ".join(accented(atom.text) for atom in here)
    written = "".join(accented(atom.text) for atom in here)
    return written == "".join(entry.keys) or accents_fit(written, entry.accents.replace(" ", ""))
