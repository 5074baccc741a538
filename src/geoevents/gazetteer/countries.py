"""Names, codes, demonyms and time zones of countries, as embedded data.

The tables are made by data/build/countries.py (English, French, codes and zones) and data/build/countries_more.py (one
file for each further language, read only when it is needed): names from CLDR, codes from ISO 3166, zones from tzdata,
aliases and demonyms by hand. "Country" means an entry of ISO 3166-1, dependent territories included, and Kosovo (XK).
"""

from __future__ import annotations

import difflib
import functools
import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from geoevents import data
from geoevents.errors import DataFileError, UnknownCountryError

LANGUAGES = ("en", "fr", "es", "ar", "ru", "uk")
_IN_THE_TABLE = ("en", "fr")
_ARTICLES = ("the ", "le ", "la ", "les ", "l'", "l’")


@dataclass(frozen=True, slots=True)
class Country:
    """One country: ISO 3166 codes, and by language its name, other names, and words for what belongs to it.

    `demonyms[lang]` holds words with their inflected forms, the adjective first: English singular and plural, French
    masculine, feminine and their plurals. What other languages call it is in `nations`. `zone` is the main IANA zone
    when all its zones keep one offset, else None.
    """

    code: str
    alpha3: str
    zone: str | None
    names: Mapping[str, str]
    aliases: Mapping[str, tuple[str, ...]]
    demonyms: Mapping[str, tuple[tuple[str, ...], ...]]


@dataclass(frozen=True, slots=True)
class Nation:
    """What one language calls a country: `name` has the inflected forms of its name, the nominative first.

    `aliases` are other names, inflected forms included; `demonyms` as in `Country`, in an order that is the language's
    own: Spanish masculine, feminine and their plurals.
    """

    name: tuple[str, ...]
    aliases: tuple[str, ...]
    demonyms: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Word:
    """A word of running text that stands for a country; several `codes` when it stands for more than one."""

    form: str
    codes: tuple[str, ...]
    kind: Literal["name", "demonym"]

    @property
    def code(self) -> str:
        """The one code it stands for (UnknownCountryError when it stands for several)."""
        return _one(self.form, self.codes)


@functools.lru_cache(maxsize=1)
def countries() -> tuple[Country, ...]:
    """All countries, sorted by alpha-2 code.

    Returns
    -------
    tuple of Country
        249 entries of ISO 3166-1 and XK.

    Examples
    --------
    >>> len(countries())
    250
    """
    try:
        rows = json.loads(data.path("countries/countries.json").read_text(encoding="utf-8"))
        return tuple(
            Country(
                code=row["code"],
                alpha3=row["alpha3"],
                zone=row["zone"],
                names=row["names"],
                aliases={lang: tuple(names) for lang, names in row["aliases"].items()},
                demonyms={lang: tuple(map(tuple, words)) for lang, words in row["demonyms"].items()},
            )
            for row in rows
        )
    except (ValueError, KeyError, TypeError) as error:
        raise DataFileError(f"The table of countries cannot be read: {error}.", cure="Reinstall geoevents.") from error


@functools.cache
def nations(lang: str) -> Mapping[str, Nation]:
    """What a language calls each country, by alpha-2 code.

    Parameters
    ----------
    lang : str
        One of `LANGUAGES`.

    Returns
    -------
    mapping of str to Nation
        For every code of `countries`.

    Raises
    ------
    ValueError
        For a language that is not there.

    Examples
    --------
    >>> nations("fr")["DZ"].name[0], nations("fr")["DZ"].demonyms[0]
    ('Algérie', ('algérien', 'algérienne', 'algériens', 'algériennes'))
    """
    _language(lang)
    if lang in _IN_THE_TABLE:
        return MappingProxyType(
            {one.code: Nation((one.names[lang],), one.aliases[lang], one.demonyms[lang]) for one in countries()}
        )
    try:
        rows = json.loads(data.path(f"countries/{lang}.json").read_text(encoding="utf-8"))
        found = {
            code: Nation(tuple(row["name"]), tuple(row["aliases"]), tuple(map(tuple, row["demonyms"])))
            for code, row in rows.items()
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        cause = f"The names of countries in {lang} cannot be read: {error}."
        raise DataFileError(cause, cure="Reinstall geoevents.") from error
    return MappingProxyType(found)


def code_of(word: str, lang: str | None = None) -> str:
    """ISO 3166 alpha-2 code of a country given by name, alias, demonym, alpha-2 or alpha-3 code.

    For a field that holds a country ("country: Mali"), not for words of running text: there "NO" and "in" are words,
    and `words` is the table to use.

    Parameters
    ----------
    word : str
        Case, accents, punctuation and a leading article do not matter, unless they tell two countries apart.
    lang : str, optional
        One of `LANGUAGES`; None looks in English and French, and where nothing is found in the others.

    Returns
    -------
    str
        Alpha-2 code in capitals. Names as written win over codes, codes over names without accents and punctuation.

    Raises
    ------
    UnknownCountryError
        When nothing (did-you-mean) or more than one country ("Congo", "Dominican") carries the word.

    Examples
    --------
    >>> code_of("Cote d'Ivoire"), code_of("malienne"), code_of("NOR"), code_of("na"), code_of("Niger")
    ('CI', 'ML', 'NO', 'NA', 'NE')
    >>> code_of("Congo")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    geoevents.errors.UnknownCountryError: 'Congo' may be CD (Congo - Kinshasa) or CG (Congo - Brazzaville). ...
    """
    plain = word.strip()
    folded: Mapping[str, tuple[str, ...]] = {}
    for languages in (_IN_THE_TABLE, LANGUAGES) if lang is None else (_language(lang),):
        exact, folded = _lookup(languages)
        if plain.casefold() in exact:
            return _one(plain, exact[plain.casefold()])
        if plain.upper() in _codes():  # before folding: "RU" is Russia although "R.-U." is the Royaume-Uni
            return _codes()[plain.upper()]
        for form in (_fold(plain), _fold(_without_article(plain))):
            if form in folded:
                return _one(plain, folded[form])
    raise UnknownCountryError(f"No country is named {_short(plain)!r}.", cure=_did_you_mean(plain, folded))


def name_of(code: str, lang: str = "en") -> str:
    """Name of a country, as CLDR has it.

    Parameters
    ----------
    code : str
        ISO 3166 alpha-2 or alpha-3 code.
    lang : str
        One of `LANGUAGES`.

    Returns
    -------
    str

    Raises
    ------
    UnknownCountryError
        When the code is not one; for a language that is not there, ValueError.

    Examples
    --------
    >>> name_of("DZ"), name_of("DZ", "fr")
    ('Algeria', 'Algérie')
    """
    return nations(lang)[_country(code).code].name[0]


def adjective_of(code: str, lang: str = "en", *, feminine: bool = False, plural: bool = False) -> str:
    """Adjective of a country ("Algerian border", "frontière algérienne").

    Parameters
    ----------
    code : str
        ISO 3166 alpha-2 or alpha-3 code.
    lang : str
        One of `LANGUAGES`.
    feminine, plural : bool
        For French and Spanish; English adjectives have one form, and of Arabic ones the plural has no gender.

    Returns
    -------
    str
        For territories without an adjective the name used as one ("Bouvet Island", "de l'île Bouvet").

    Raises
    ------
    UnknownCountryError
        When the code is not one; for a language that is not there, ValueError.

    Examples
    --------
    >>> adjective_of("ML"), adjective_of("ML", "fr"), adjective_of("ML", "fr", feminine=True)
    ('Malian', 'malien', 'malienne')
    """
    forms = nations(lang)[_country(code).code].demonyms[0]
    return forms[0] if lang == "en" else forms[min(int(feminine) + 2 * int(plural), len(forms) - 1)]


def zone_of(code: str) -> str | None:
    """Main IANA time zone of a country whose zones all keep the same offset today.

    "Today" is every day of the year of the embedded tzdata release; an earlier year may have had several offsets.

    Parameters
    ----------
    code : str
        ISO 3166 alpha-2 or alpha-3 code.

    Returns
    -------
    str or None
        None when offsets differ within the country (Russia, and Ukraine with Crimea as tzdata has it), or when tzdata
        has no zone for it.

    Raises
    ------
    UnknownCountryError
        When the code is not one.

    Examples
    --------
    >>> zone_of("DZ"), zone_of("ML"), zone_of("XK"), zone_of("RU")
    ('Africa/Algiers', 'Africa/Bamako', 'Europe/Belgrade', None)
    """
    return _country(code).zone


@functools.lru_cache(maxsize=len(LANGUAGES))
def words(lang: str) -> Mapping[str, Word]:
    """Every word of one language that stands for a country in running text.

    Parameters
    ----------
    lang : str
        One of `LANGUAGES`.

    Returns
    -------
    mapping of str to Word
        By the form as it is written ("Malian", "maliennes", "Côte d’Ivoire"); names win over demonyms. Forms in
        capitals ("US", "UAE") are to be matched in capitals only. Codes are not in it.

    Examples
    --------
    >>> words("fr")["maliennes"].code, words("en")["Mali"].kind, words("en")["Dominican"].codes
    ('ML', 'name', ('DM', 'DO'))
    """
    found: dict[str, Word] = {}
    for kind, forms in (("demonym", _demonyms), ("name", _names)):
        table: dict[str, set[str]] = {}
        for code, nation in nations(lang).items():
            for form in forms(nation):
                table.setdefault(form, set()).add(code)
        found.update({form: Word(form, tuple(sorted(codes)), kind) for form, codes in table.items()})  # type: ignore[arg-type]
    return MappingProxyType(found)


def _names(nation: Nation) -> Iterator[str]:
    for name in (*nation.name, *nation.aliases):
        yield name
        if name.startswith("St. "):
            yield "Saint " + name[4:]
        if " & " in name:
            yield name.replace(" & ", " and ")
            yield name.replace("St. ", "Saint ").replace(" & ", " and ")
        if "’" in name:
            yield name.replace("’", "'")


def _demonyms(nation: Nation) -> Iterator[str]:
    for forms in nation.demonyms:
        yield from forms


@functools.lru_cache(maxsize=4)
def _lookup(languages: tuple[str, ...]) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Forms to codes, casefolded and fully folded. A CLDR name wins over an alias, an alias over a demonym."""
    exact: dict[str, tuple[str, ...]] = {}
    folded: dict[str, tuple[str, ...]] = {}
    for fold, table in ((str.casefold, exact), (_fold, folded)):
        main: dict[str, set[str]] = {}
        other: dict[str, set[str]] = {}
        people: dict[str, set[str]] = {}
        for lang in languages:
            for code, nation in nations(lang).items():
                main.setdefault(fold(nation.name[0]), set()).add(code)
                for name in _names(nation):
                    other.setdefault(fold(name), set()).add(code)
                for word in _demonyms(nation):
                    people.setdefault(fold(word), set()).add(code)
        for forms in (people, other, main):
            table.update({form: tuple(sorted(codes)) for form, codes in forms.items() if form})
    return exact, folded


@functools.lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    codes = {country.code: country.code for country in countries()}
    return codes | {country.alpha3: country.code for country in countries()}


@functools.lru_cache(maxsize=1)
def _by_code() -> dict[str, Country]:
    return {country.code: country for country in countries()}


def _country(code: str) -> Country:
    known = _codes().get(code.strip().upper())
    if known is None:
        raise UnknownCountryError(f"No country has the code {_short(code)!r}.", cure="Codes are ISO 3166 (ML, MLI).")
    return _by_code()[known]


def _language(lang: str | None) -> tuple[str, ...]:
    if lang is None:
        return LANGUAGES
    if lang not in LANGUAGES:
        raise ValueError(f"No country names in language {_short(lang)!r}. There are: {', '.join(LANGUAGES)}.")
    return (lang,)


def _one(word: str, codes: tuple[str, ...]) -> str:
    if len(codes) == 1:
        return codes[0]
    listed = " or ".join(f"{code} ({_by_code()[code].names['en']})" for code in codes)
    raise UnknownCountryError(f"{word!r} may be {listed}.", cure="Write the code.")


def _fold(word: str) -> str:
    """Letters and digits only, without case and accents; other scripts keep their letters."""
    spread = unicodedata.normalize("NFKD", word.replace("&", " and ")).casefold()
    return "".join(character for character in spread if character.isalnum())


def _without_article(word: str) -> str:
    low = word.casefold()
    return next((word[len(article) :] for article in _ARTICLES if low.startswith(article)), word)


def _did_you_mean(word: str, folded: Mapping[str, tuple[str, ...]]) -> str:
    close = difflib.get_close_matches(_fold(word)[:60], folded, n=5, cutoff=0.72)
    codes = list(dict.fromkeys(code for form in close for code in folded[form]))[:3]
    if not codes:
        return "Write its name in English or French, or its ISO code (ML, MLI)."
    shown = ", ".join(f"{_by_code()[code].names['en']} ({code})" for code in codes)
    return f"Did you mean {shown}?"


def _short(word: str) -> str:
    return word if len(word) <= 60 else word[:57] + "..."
