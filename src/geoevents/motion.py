"""Durations and speeds as people write them, and what they mean under a named rounding convention."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType

from geoevents.errors import QuantityError
from geoevents.quantity import ABOUT_WIDENS, Quantity, length, number_from, quantity_from

#: Seconds in one of each unit of time, and metres a second in one of each unit of speed: exact by definition.
SECONDS: Mapping[str, float] = MappingProxyType({"s": 1.0, "min": 60.0, "h": 3600.0})
SPEEDS: Mapping[str, float] = MappingProxyType(
    {"km/h": 1000 / 3600, "kn": 1852 / 3600, "m/s": 1.0, "mph": 1609.344 / 3600}
)

_MAX_TEXT = 200
_TIME_WORDS: Mapping[str, str] = MappingProxyType(
    {
        spelling: unit
        for unit, spellings in {
            "s": "s sec secs second seconds seconde secondes",
            "min": "min mins minute minutes",
            "h": "h hr hrs hour hours heure heures",
        }.items()
        for spelling in spellings.split()
    }
)
_SPEED_WORDS: Mapping[str, str] = MappingProxyType(
    {
        spelling: unit
        for unit, spellings in {
            "km/h": "km/h|km/hr|kmh|kph|km per hour|kilometres per hour|kilometers per hour|kilometres an hour|"
            "kilometers an hour|km à l'heure|kilomètres à l'heure|kilomètres par heure|kilomètres-heure",
            "kn": "kn|kt|kts|knot|knots|nd|nds|noeud|noeuds|nœud|nœuds",
            "m/s": "m/s|metres per second|meters per second|metres a second|meters a second|mètres par seconde",
            "mph": "mph|mi/h|miles per hour|miles an hour|statute miles per hour",
        }.items()
        for spelling in spellings.split("|")
    }
)
_HEDGE_WORDS: tuple[tuple[str, str], ...] = tuple(
    sorted(
        (
            (words, hedge)
            for hedge, spellings in {
                "about": "about|around|approximately|roughly|some|circa|environ|approximativement|à peu près|~",
                "at least": "at least|more than|over|no less than|not less than|au moins|plus de",
                "less than": "less than|at most|up to|under|no more than|not more than|moins de|au plus|jusqu'à",
            }.items()
            for words in spellings.split("|")
        ),
        key=lambda pair: (-len(pair[0]), pair),
    )
)
_PART = re.compile(r"([0-9][0-9.,\u00a0\u202f]{0,40}) ?([^\W\d_]{1,12})\.?")
_TO = re.compile(r"(?<=[0-9]) ?(?:-|–|to|à|and|et) ?(?=[0-9])")


@dataclass(frozen=True, slots=True)
class Duration:
    """How long something took, as it was written.

    `number` keeps the digits of the smallest unit; `whole_s` is what larger units before it add ("1 min 17 s": 60).
    """

    text: str
    number: str
    unit: str
    number_high: str | None = None
    hedge: str | None = None
    whole_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast something moved, as it was written."""

    text: str
    number: str
    unit: str
    number_high: str | None = None
    hedge: str | None = None


@dataclass(frozen=True, slots=True)
class Interval:
    """A figure with the interval that its writing allows, in seconds or in metres a second (low <= value <= high)."""

    value: float
    low: float
    high: float


def seconds(duration: Duration, convention: str = "gbif-2020", about: float = ABOUT_WIDENS) -> Interval:
    """Give a duration in seconds, with the interval that the written number allows.

    Parameters
    ----------
    duration
        As `duration_from` gives it.
    convention, about
        As for `geoevents.quantity.length`: a number is rounded alike in whatever unit.

    Examples
    --------
    >>> seconds(duration_from("1 min 17 s"))
    Interval(value=77.0, low=76.5, high=77.5)
    """
    return _interval(duration, SECONDS[duration.unit], duration.whole_s, convention, about)


def metres_per_second(speed: Speed, convention: str = "gbif-2020", about: float = ABOUT_WIDENS) -> Interval:
    """Give a speed in metres a second, with the interval that the written number allows.

    Examples
    --------
    >>> metres_per_second(speed_from("at least 36 km/h"), "exact")
    Interval(value=10.0, low=10.0, high=inf)
    """
    return _interval(speed, SPEEDS[speed.unit], 0.0, convention, about)


def duration_from(text: str) -> Duration:
    """Read a duration: "17 s", "about 5 minutes", "1 h 30 min", "10-15 min"; in French too ("environ 17 secondes").

    Raises
    ------
    QuantityError
        When it cannot be read, or is no more than zero.

    Examples
    --------
    >>> duration_from("about 5 minutes")
    Duration(text='about 5 minutes', number='5', unit='min', number_high=None, hedge='about', whole_s=0.0)
    """
    hedge, body = _hedged(text)
    cure = "Write a number and s, min or h: 17 s, 1 min 20 s, at least 2 h."
    low, body = _range(body)
    parts: list[tuple[str, str]] = []
    at = 0
    while at < len(body):
        found = _PART.match(body, at)
        unit = _TIME_WORDS.get(found[2].casefold()) if found else None
        if found is None or unit is None:
            raise QuantityError(f"{text[:60]!r} is no duration.", cure=cure)
        parts.append((number_from(found[1]), unit))
        at = found.end() + (body[found.end() : found.end() + 1] == " ")
    sizes = [SECONDS[unit] for _, unit in parts]
    falling = all(one > two for one, two in pairwise(sizes))
    if not parts or not falling or (low and len(parts) > 1) or any("." in number for number, _ in parts[:-1]):
        raise QuantityError(f"{text[:60]!r} is no duration.", cure=cure)
    number, unit = parts[-1]
    whole_s = sum((float(number) * SECONDS[unit] for number, unit in parts[:-1]), 0.0)
    duration = Duration(text, low or number, unit, number if low else None, hedge, whole_s)
    if seconds(duration, "exact").value <= 0:
        raise QuantityError(f"{text[:60]!r} is no time at all.", cure="Write a duration above zero.")
    return duration


def speed_from(text: str) -> Speed:
    """Read a speed: "at least 500 km/h", "450-500 kn", "about 250 m/s"; in French too ("environ 900 km/h").

    Raises
    ------
    QuantityError
        When it cannot be read. A Mach number is refused: the speed of sound falls with the temperature outside.

    Examples
    --------
    >>> speed_from("entre 450 et 500 noeuds")
    Speed(text='entre 450 et 500 noeuds', number='450', unit='kn', number_high='500', hedge=None)
    """
    hedge, body = _hedged(text)
    if re.search(r"\bmach\b", body, re.IGNORECASE):
        raise QuantityError(
            f"{text[:60]!r}: how fast Mach 1 is depends on the height.", cure="Write it in km/h, kn, m/s or mph."
        )
    low, body = _range(body)
    found = re.fullmatch(r"([0-9][0-9.,\u00a0\u202f]{0,40}) ?(\D{1,30}?)\.?", body)
    unit = _SPEED_WORDS.get(" ".join(found[2].casefold().replace("\u2019", "'").split())) if found else None
    if found is None or unit is None:
        cure = f"Write a number and {', '.join(SPEEDS)}: at least 500 km/h, 450-500 kn."
        raise QuantityError(f"{text[:60]!r} is no speed.", cure=cure)
    number = number_from(found[1])
    speed = Speed(text, low or number, unit, number if low else None, hedge)
    metres_per_second(speed, "exact")
    return speed


def path_from(text: str) -> Quantity:
    """Read the length of a path: a distance as `quantity_from` reads it, with hedges in English and French.

    Raises
    ------
    QuantityError
        When it cannot be read, or is no more than zero.

    Examples
    --------
    >>> path_from("environ 2 km").hedge
    'about'
    """
    hedge, body = _hedged(text)
    quantity = replace(quantity_from(body), text=text, hedge=hedge)
    if length(quantity, "exact").m <= 0:
        raise QuantityError(f"{text[:60]!r} is no way at all.", cure="Write a length above zero.")
    return quantity


def _interval(figure: Duration | Speed, unit: float, whole: float, convention: str, about: float) -> Interval:
    # The rules of rounding look at digits alone, so the unit of the quantity is that of the figure, whatever its name.
    written = Quantity(figure.text, figure.number, "m", figure.number_high, figure.hedge)
    span = length(written, convention, about)
    value, low, high = (whole + unit * end for end in (span.m, span.low_m, span.high_m))
    return Interval(value, 0.0 if figure.hedge == "less than" else low, high)


def _hedged(text: str) -> tuple[str | None, str]:
    """Take the hedge off the front of a figure, whichever way it is worded."""
    if len(text) > _MAX_TEXT:
        raise QuantityError(f"{text[:60]!r}... is too long for a figure.", cure="Write one figure and its unit.")
    body = " ".join(text.split())
    for words, hedge in _HEDGE_WORDS:
        rest = body[len(words) :]
        if body.casefold().startswith(words) and (words == "~" or rest[:1].isspace()):
            return hedge, rest.lstrip()
    return None, body


def _range(body: str) -> tuple[str | None, str]:
    """Give the lower end of "450-500 kn" as a number, and the rest; None where there is one number only."""
    for word in ("between ", "entre "):
        if body.casefold().startswith(word):
            body = body[len(word) :]
    head, *rest = _TO.split(body, maxsplit=1)
    if not rest:
        return None, body
    low = number_from(head.strip())
    upper = re.match(r"[0-9.,]+", rest[0])
    if upper is not None and Decimal(number_from(upper[0].rstrip(".,"))) < Decimal(low):
        raise QuantityError(f"{body[:60]!r} runs downwards.", cure="Write the smaller number first.")
    return low, rest[0]
