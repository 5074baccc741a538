"""The words of articles in one language, as patterns over `prose.plain` text; the data is in `lexicon/`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from geoevents.drafting.prose import plain
from geoevents.errors import ArticleError
from geoevents.gazetteer import countries

LANGUAGES = ("en", "fr")

WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the words of a language do in an article; all of it on plain text."""

    lang: str
    common: frozenset[str]
    before_names: frozenset[str]
    abbreviations: frozenset[str]
    starters: frozenset[str]
    verbs: re.Pattern[str]
    deny: re.Pattern[str]
    according: re.Pattern[str]
    between: re.Pattern[str]
    nouns_before: frozenset[str]
    subordinators: frozenset[str]
    pronouns: frozenset[str]
    pronouns_after: frozenset[str]
    own: frozenset[str]
    stops: frozenset[str]
    published: re.Pattern[str]
    openers: frozenset[str]
    articles: frozenset[str]
    determiners: frozenset[str]
    appositions: frozenset[str]
    asides: frozenset[str]
    heads: frozenset[str]
    state: frozenset[str]
    institutions: frozenset[str]
    publications: re.Pattern[str]
    events: re.Pattern[str]
    kinds: Mapping[str, str]
    spelt: frozenset[str]
    negations: frozenset[str]
    locative: re.Pattern[str]
    towns: frozenset[str]
    national: re.Pattern[str]
    falling: re.Pattern[str]
    throughout: re.Pattern[str]
    unsure: re.Pattern[str]
    relative_times: re.Pattern[str]
    countries: re.Pattern[str]
    codes: Mapping[str, tuple[str, ...]]
    governments: re.Pattern[str]
    seats: Mapping[str, str]


@cache
def vocabulary(lang: str) -> Vocabulary:
    """The vocabulary of a language.

    Raises
    ------
    ArticleError
        For a language without a lexicon.
    """
    if lang not in LANGUAGES:
        raise ArticleError(f"Articles are not read in language {lang!r}.", cure=f"There are: {', '.join(LANGUAGES)}.")
    file = resources.files("geoevents.drafting").joinpath("lexicon", f"{lang}.toml")
    data: Mapping[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    speech, hints = data["speech"], data["hints"]
    spelt = {form.casefold(): kind for kind, forms in data["events"].items() for form in forms}
    if data["inflected"]:
        for form, kind in list(spelt.items()):
            for ending in ("e", "s", "es"):
                spelt.setdefault(form + ending, kind)
    kinds = {plain(form): kind for form, kind in spelt.items()}
    seats = {plain(name): code for code, names in data["governments"].items() for name in names}
    words = {form: word.codes for form, word in countries.words(lang).items() if len(form) > 2 or not form.isupper()}
    # "US" and "UK" are words in capitals only, so countries are looked up in the text as it is.
    return Vocabulary(
        lang=lang,
        common=_set(data["common"]),
        before_names=_set(data["abbreviations"]["before_names"]),
        abbreviations=_set(data["abbreviations"]["others"]),
        starters=_set(data["abbreviations"]["starters"]),
        verbs=_any(speech["verbs"]),
        deny=_any(speech["deny"]),
        according=_any(speech["according"]),
        between=_any(speech["between"]),
        nouns_before=_set(speech["nouns_before"]),
        subordinators=_set(speech["subordinators"]),
        pronouns=_set(speech["pronouns"]),
        pronouns_after=_set(speech["pronouns_after"]),
        own=_set(speech["own"]),
        stops=_set(speech["stops"]),
        published=_any(speech["published"]),
        openers=_set(speech["openers"]),
        articles=_set(speech["articles"]),
        determiners=_set(speech["determiners"]),
        appositions=_set(speech["appositions"]),
        asides=_set(speech["asides"]),
        heads=_set(speech["heads"]),
        state=_set(speech["state"]),
        institutions=_set(speech["institutions"]),
        publications=_any(speech["publications"]),
        events=_any(kinds),
        kinds=MappingProxyType(kinds),
        spelt=frozenset(spelt),
        negations=_set(hints["negations"]),
        locative=_any(hints["locative"]),
        towns=_set(hints["towns"]),
        national=_any(hints["national"]),
        falling=_any(hints["falling"]),
        throughout=_any(hints["throughout"]),
        unsure=_any(hints["unsure"]),
        relative_times=_any(hints["relative_times"]),
        countries=_any((form for form in words), folded=False),
        codes=MappingProxyType(words),
        governments=_any(seats),
        seats=MappingProxyType(seats),
    )


def _set(forms: Iterable[str]) -> frozenset[str]:
    return frozenset(plain(form) for form in forms)


def _any(forms: Iterable[str], *, folded: bool = True) -> re.Pattern[str]:
    """One of the forms, the longest first, as whole words; a space in a form is any white space."""
    written = sorted({plain(form) if folded else form for form in forms}, key=lambda form: (-len(form), form))
    inner = "|".join(r"\s+".join(map(re.escape, form.split())) for form in written)
    return re.compile(rf"(?<![^\W_])(?:{inner})(?:(?<=')|(?![^\W_]))")


def spoken(text: str) -> str:
    """Plain text with single spaces, as pronouns and names are compared."""
    return " ".join(plain(text).split())
