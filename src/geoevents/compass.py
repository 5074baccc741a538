"""Headings as people report them: a direction and the half-width that its grain leaves open."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from geoevents.errors import CoordinateError

#: Half-width of a heading in degrees: a point of the compass reaches halfway to its neighbours of the same grain.
#: N 45, NE 22.5, NNE 11.25 after Wieczorek, Guo & Hijmans 2004; NbE continues the series.
_HALF_WIDTHS = {8: 45.0, 4: 22.5, 2: 11.25, 1: 5.625}

#: Half-width of a heading given in degrees.
DEGREES_HALF_WIDTH = 1.0

_POINTS = (
    "N", "NbE", "NNE", "NEbN", "NE", "NEbE", "ENE", "EbN",
    "E", "EbS", "ESE", "SEbE", "SE", "SEbS", "SSE", "SbE",
    "S", "SbW", "SSW", "SWbS", "SW", "SWbW", "WSW", "WbS",
    "W", "WbN", "WNW", "NWbW", "NW", "NWbN", "NNW", "NbW",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bearing:
    """A reported heading: degrees clockwise from true north, give or take `half_width_deg`."""

    deg: float
    half_width_deg: float
    text: str


@dataclass(frozen=True, slots=True)
class _Words:
    """How a language names the points: words and letters of the four winds, and what stands for "by"."""

    words: Mapping[str, str]
    letters: Mapping[str, str]
    by: tuple[str, ...]
    by_letter: str


_LANGUAGES: Mapping[str, _Words] = MappingProxyType(
    {
        "en": _Words(
            {"N": "north", "E": "east", "S": "south", "W": "west"},
            {"N": "N", "E": "E", "S": "S", "W": "W"},
            ("by",),
            "b",
        ),
        "fr": _Words(
            {"N": "nord", "E": "est", "S": "sud", "W": "ouest"},
            {"N": "N", "E": "E", "S": "S", "W": "O"},
            ("quart", "¼"),
            "¼",
        ),
    }
)  # fmt: skip


def bearing(text: str, lang: str = "en") -> Bearing:
    """A heading in words, letters or degrees.

    Parameters
    ----------
    text
        One of the 32 points ("N", "south-east", "nord-nord-ouest", "NbE") in any case, or degrees ("135", "135°",
        "135 degrees") clockwise from north.
    lang
        Language of the words, "en" or "fr".

    Returns
    -------
    Bearing
        In degrees, [0, 360). Half-widths: N 45, NE 22.5, NNE 11.25, NbE 5.625; degrees 1.

    Raises
    ------
    CoordinateError
        When it is no heading, or beyond 360 degrees.

    Examples
    --------
    >>> bearing("SE")
    Bearing(deg=135.0, half_width_deg=22.5, text='SE')
    """
    index = _spelled(lang).get(_key(text))
    if index is not None:
        return _point(index, text)
    degrees = re.fullmatch(
        r" {0,9}([0-9]{1,3}(?:\.[0-9]{1,9})?) {0,9}(?:°|º|deg|degrees?|degrés?)? {0,9}", text.casefold()
    )
    if degrees is None:
        raise CoordinateError(f"{text[:40]!r} is no heading.", cure="Write a point such as SE or NNW, or degrees.")
    value = float(degrees[1])
    if value > 360:
        raise CoordinateError(f"Heading {text!r} is beyond 360 degrees.", cure="Count clockwise from north, 0 to 360.")
    return Bearing(value % 360, DEGREES_HALF_WIDTH, text)


def half_width_from(text: str) -> float:
    """Degrees on either side of a heading, as an analyst overrides them: "{±10°}".

    Raises
    ------
    CoordinateError
        When it is no number of degrees between 0 and 180.

    Examples
    --------
    >>> half_width_from("{±10°}"), half_width_from("{+-2.5 deg}")
    (10.0, 2.5)
    """
    found = re.fullmatch(r"\{ {0,9}(?:±|\+-|\+/-) {0,9}(\d{1,3}(?:\.\d{1,9})?) {0,9}(?:°|deg|degrees)? {0,9}\}", text)
    if found is None or not float(found[1]) <= 180.0:
        raise CoordinateError(f"{text[:60]!r} is no width of a heading.", cure="Write {±10°}, at most 180.")
    return float(found[1])


def point_name(azimuth_deg: float, lang: str = "en", points: int = 16) -> str:
    """Letters of the compass point nearest to an azimuth.

    Parameters
    ----------
    azimuth_deg
        Degrees clockwise from north; any finite number.
    lang
        "en" or "fr" (west is "O").
    points
        4, 8, 16 or 32.

    Raises
    ------
    CoordinateError
        For NaN and infinity.

    Examples
    --------
    >>> point_name(349.4), point_name(225, "fr")
    ('N', 'SO')
    """
    if not math.isfinite(azimuth_deg):
        raise CoordinateError(f"Azimuth {azimuth_deg} has no name.", cure="Give a finite number of degrees.")
    step = 360 / points
    nearest = int((azimuth_deg % 360) / step + 0.5) % points
    return letters(nearest * (32 // points), lang)


def letters(index: int, lang: str = "en") -> str:
    """Letters of point `index` of the 32 (0 is north, 8 east): "SSE", in French "SSE", "OSO".

    Examples
    --------
    >>> letters(22), letters(22, "fr")
    ('WSW', 'OSO')
    """
    language = _LANGUAGES[lang]
    before, by, after = _POINTS[index].partition("b")
    if by and lang == "fr":
        after = _quarter(before, after)
    return "".join(language.by_letter if mark == "b" else language.letters[mark] for mark in before + by + after)


def name(index: int, lang: str = "en") -> str:
    """Name in words of point `index` of the 32 (0 is north, 8 east), with hyphens.

    Examples
    --------
    >>> name(12), name(14, "fr")
    ('south-east', 'sud-sud-est')
    """
    return max(_names(index, lang), key=lambda words: words.count("-"))


@cache
def spellings(lang: str) -> Mapping[str, Bearing]:
    """Every way to write the 32 points in words or capitals in one language, for a lexicon.

    Examples
    --------
    >>> spellings("en")["south-east"].deg
    135.0
    """
    found: dict[str, Bearing] = {}
    for index in range(32):
        for text in (*_in_letters(index, lang), *_names(index, lang)):
            found[text] = _point(index, text)
    return MappingProxyType(found)


def _in_letters(index: int, lang: str) -> list[str]:
    """Letters of a point, with dots between them, and with "by" in words: "SSW", "S.S.W.", "S by E"."""
    short = letters(index, lang)
    before, by, after = _POINTS[index].partition("b")
    if by:
        return [short, f"{before} by {after}"] if lang == "en" else [short]
    dotted = [f"{mark.join(short)}." for mark in (".", ".-", ". ")] if len(short) > 1 else []
    return [short, *dotted]


def _names(index: int, lang: str) -> list[str]:
    """Names in words: of the two winds of "SE", of the three of "SSE", with "by" in between for "SbE"."""
    language = _LANGUAGES[lang]
    before, by, after = _POINTS[index].partition("b")
    heads = _joined([language.words[mark] for mark in before])
    if not by:
        return heads
    tails = _joined([language.words[mark] for mark in after])
    if lang == "fr":
        tails = _joined([language.words[mark] for mark in _quarter(before, after)])
    return [f"{head} {word} {tail}" for head in heads for word in language.by for tail in tails]


def _quarter(before: str, after: str) -> str:
    """French counts a quarter towards the next main point: NbE is "nord quart nord-est", NEbN "nord-est quart nord"."""
    if len(before) == 2:
        return after
    return before + after if before in "NS" else after + before


def _joined(words: list[str]) -> list[str]:
    if len(words) == 1:
        return words
    if len(words) == 2:
        return [mark.join(words) for mark in ("", "-", " ")]
    return [f"{words[0]}{mark}{rest}" for rest in _joined(words[1:]) for mark in ("-", " ", "")]


@cache
def _spelled(lang: str) -> Mapping[str, int]:
    if lang not in _LANGUAGES:
        raise CoordinateError(f"Headings are not read in language {lang!r}.", cure=f"Use {', '.join(_LANGUAGES)}.")
    keys: dict[str, int] = {}
    for index in range(32):
        for text in (
            letters(index, lang),
            _POINTS[index] if lang == "en" else letters(index, lang),
            *_names(index, lang),
        ):
            keys[_key(text)] = index
    return MappingProxyType(keys)


def _key(text: str) -> str:
    plain = unicodedata.normalize("NFD", text[:80].casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter) and letter not in " -.‐‑–\u00a0")


def _point(index: int, text: str) -> Bearing:
    grain = next(step for step in (8, 4, 2, 1) if index % step == 0)
    return Bearing(index * 11.25, _HALF_WIDTHS[grain], text)
