"""Which free texts can be published beside coarse positions: none that could hold a position, or help to find one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_MONTH = (
    "jan(?:uary|vier)?|feb(?:ruary)?|f[eé]v(?:rier)?|mar(?:ch|s)?|apr(?:il)?|avr(?:il)?|may|mai|june?|juin|july?|"
    "juillet|aug(?:ust)?|ao[uû]t|sept?(?:ember|embre)?|oct(?:ober|obre)?|nov(?:ember|embre)?|dec(?:ember)?|d[eé]c(?:embre)?"
)
# What may hold digits and cannot be a position: dates, times of day, years, types such as RQ-4A and TZ-98D.
_HARMLESS = re.compile(
    rf"""\b(?:
        (?:19|20)\d\d-\d\d-\d\d(?:T\d\d:\d\d(?:Z|[+-]\d\d:\d\d)?)?
        | \d{{1,2}}(?:st|nd|rd|th|er)?\ (?:(?:of|to|and|au?|et)\ \d{{1,2}}(?:st|nd|rd|th|er)?\ )?
          (?:{_MONTH})\b\.?(?:,?\ (?:19|20)\d\d\b)?
        | (?:{_MONTH})\ \d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\ (?:19|20)\d\d\b)?
        | (?:[01]?\d|2[0-3]):[0-5]\d\b(?!\s*(?:[NSEWO]\b|[:°'′])|[.,]?\d)
        | (?:19|20)\d\d\b(?!\s*(?:[NSEWO]\b|[°'′])|[.,:]\d)
        | (?!lat|lon|lng)[A-Z][A-Za-z]{{1,3}}-\d{{1,3}}[A-Z]{{0,2}}\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
# Numbers are also written in words, and units in other scripts.
_UNIT = re.compile(
    r"\b(?:kilo|centi)?m[eè]t(?:er|re)s?\b|\bkms?\b|\bklicks?\b|\bmiles?\b|\bmilles?\b|\bnautical|\bnautique|\bleagues?\b|"
    r"\blieues?\b|\byards?\b|\bfeet\b|\bfoot\b|\bdegr[eé]e?s?\b|\blatitude|\blongitude|километр|метр|\bкм\b|\bмил[яьией]|"
    r"كيلومتر|\bكم\b|\bمتر|\bميل|°|º|///|\+\w{2,3}\b",
    re.IGNORECASE,
)
_GRID = re.compile(r"\b[23456789CFGHJMPQRVWX]{4,8}\+|\bwhat3words\b|https?:|www\.|\bgeo:", re.IGNORECASE)


def betrays(text: str, names: Iterable[str] = ()) -> bool:
    """Say whether a text could tell where something was, more closely than a coarse position does.

    Parameters
    ----------
    text
        Anything that a person wrote.
    names
        Places whose names would tell it.

    Returns
    -------
    bool
        True for every digit that is not part of a date, a time of day, a year or a type such as "RQ-4A", for every
        word that is a unit of length or angle, for addresses and codes of places, and for the names. Names that are
        not given are not known, and pass.

    Examples
    --------
    >>> betrays("Drone TZ-98D lost, night of 31 March to 1 April 2025"), betrays("two kilometers inside")
    (False, True)
    >>> betrays("at 19.868, 2.894"), betrays("at the wells of In Khalil", names=["In-Khalil"])
    (True, True)
    """
    plain = unicodedata.normalize("NFKC", text)
    if _UNIT.search(plain) or _GRID.search(plain):
        return True
    if any(letter.isnumeric() for letter in _HARMLESS.sub(" ", plain)):
        return True
    bare = bare_name(plain)
    return any(bare_name(name) in bare for name in names if bare_name(name))


def bare_name(text: str) -> str:
    """Strip a text of case, accents, spaces and hyphens, so that spellings of one name are the same.

    Examples
    --------
    >>> bare_name("Tin-Zaouatène")
    'tinzaouatene'
    """
    return "".join(letter for letter in unicodedata.normalize("NFKD", text.casefold()) if letter.isalnum())


def told(metres: float) -> str:
    """Write a grain as people do.

    Examples
    --------
    >>> told(10_000.0), told(500.0), told(9260.0)
    ('10 km', '500 m', '9.26 km')
    """
    return f"{metres / 1000:g} km" if metres >= 1000 else f"{metres:g} m"


def statement(grain_m: float) -> str:
    """Say what a reader of a coarse result must know."""
    return (
        f"Positions are generalised to {told(grain_m)}, and finer words are withheld. "
        "Verdicts are those of the words as stated."
    )
