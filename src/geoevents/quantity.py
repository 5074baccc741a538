"""Distances as people write them, and what they mean under a named rounding convention."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from geoevents.errors import QuantityError

# Decimal, so that the digits of a number survive the conversion.
_METRES: Mapping[str, Decimal] = MappingProxyType(
    {
        "m": Decimal(1),
        "km": Decimal(1000),
        "mi": Decimal("1609.344"),
        "NM": Decimal(1852),
        "ft": Decimal("0.3048"),
        "yd": Decimal("0.9144"),
    }
)

#: Metres in one of each unit; all are exact by definition (BIPM SI brochure; 1959 yard and pound agreement).
UNITS: Mapping[str, float] = MappingProxyType({unit: float(metres) for unit, metres in _METRES.items()})

#: Other spellings of the units, written in lower case. Languages add theirs in `locality/lexicon`.
UNIT_SPELLINGS: Mapping[str, str] = MappingProxyType(
    {
        spelling: unit
        for unit, spellings in {
            "m": "m metre metres meter meters",
            "km": "km kms kilometre kilometres kilometer kilometers",
            "mi": "mi mile miles",
            "NM": "nm nmi",
            "ft": "ft foot feet",
            "yd": "yd yds yard yards",
        }.items()
        for spelling in spellings.split()
    }
)

#: How much "about" widens the half-width of a number, unless a scenario says otherwise. Our own judgement: published
#: readings of numeric hedges depend on the speaker and agree only in that the interval is wider than the bare number's.
ABOUT_WIDENS = 2.0
#: "about" cannot make a number more exact than it is written, and by no more than this less.
ABOUT_LIMITS = (1.0, 100.0)

#: Hedges in their canonical form. "about" widens both ends, the others open one end.
HEDGES = ("about", "less than", "at least")

_MAX_DIGITS = 29
_FRACTIONS = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_NUMBER = re.compile(
    rf"(?P<whole>[0-9]+)(?:\.(?P<decimals>[0-9]+))?(?P<vulgar>[{_FRACTIONS}])?|(?P<only>[{_FRACTIONS}])"
)
_SPACES = "  \u2009\u202f"


@dataclass(frozen=True, slots=True)
class Length:
    """A distance in metres with the interval that its writing allows (low_m <= m <= high_m)."""

    m: float
    low_m: float
    high_m: float


@dataclass(frozen=True, slots=True)
class Quantity:
    """A distance exactly as it was written; `Length` comes from it under a convention.

    `number` keeps the digits ("2.0" is not "2"); `number_high` is the upper end of a written range;
    `override_m` is an analyst's `{low..high}`, which wins over every convention.
    """

    text: str
    number: str
    unit: str
    number_high: str | None = None
    hedge: str | None = None
    override_m: tuple[float, float] | None = None
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class _Written:
    """A number taken apart as it stands on the page: `decimals` as digits, `zeros` at the end of an integer."""

    value: Decimal
    decimals: str = ""
    zeros: int = 0
    denominator: int | None = None

    @property
    def last_digit(self) -> Decimal:
        """One unit of the last digit written."""
        return Decimal(1).scaleb(-len(self.decimals))


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a convention: for which numbers (`when` says it in words), and the half-width they get."""

    when: str
    applies: Callable[[_Written], bool]
    half_width: Callable[[_Written], Decimal]


@dataclass(frozen=True, slots=True)
class Convention:
    """A named rounding convention; the first rule that applies to a number decides."""

    title: str
    source: str
    rules: tuple[Rule, ...]


_HALF = Decimal("0.5")


def _denominator(number: _Written) -> Decimal:
    return Decimal(number.denominator or 1)


_VULGAR = Rule(
    "2½: the denominator", lambda n: n.denominator is not None, lambda n: _HALF / Decimal(n.denominator or 1)
)
_ANY = Rule("any other: the last digit", lambda n: True, lambda n: n.last_digit / 2)

#: Rounding conventions by name. The first rule that applies decides, from top to bottom.
CONVENTIONS: Mapping[str, Convention] = MappingProxyType(
    {
        "gbif-2020": Convention(
            "Half of the precision that the number shows",
            "Chapman & Wieczorek 2020, Georeferencing Best Practices, section 3.4.7 and its table",
            (
                _VULGAR,
                Rule("ends in .5: halves", lambda n: n.decimals == "5", lambda n: Decimal("0.25")),
                Rule("ends in .25 or .75: quarters", lambda n: n.decimals in ("25", "75"), lambda n: Decimal("0.125")),
                Rule("other decimals: the last digit", lambda n: bool(n.decimals), lambda n: n.last_digit / 2),
                Rule("140: a row of the published table", lambda n: n.value == 140, lambda n: Decimal(5)),
                Rule("k zeros at the end: 10^(k-1)", lambda n: n.zeros > 0, lambda n: Decimal(10) ** (n.zeros - 1) / 2),
                _ANY,
            ),
        ),
        "gbif-2004": Convention(
            "The whole precision of a fraction, half of the power of ten of a round number",
            "Wieczorek, Guo & Hijmans 2004, IJGIS 18(8):745-767",
            (
                Rule("2½: the denominator", lambda n: n.denominator is not None, lambda n: 1 / _denominator(n)),
                Rule("ends in .5: halves", lambda n: n.decimals == "5", lambda n: _HALF),
                Rule("ends in .25 or .75: quarters", lambda n: n.decimals in ("25", "75"), lambda n: Decimal("0.25")),
                Rule("other decimals: the last digit", lambda n: bool(n.decimals), lambda n: n.last_digit),
                Rule("k >= 1 zeros at the end: 10^k", lambda n: n.zeros > 0, lambda n: Decimal(10) ** n.zeros / 2),
                Rule("any other integer: one", lambda n: True, lambda n: Decimal(1)),
            ),
        ),
        "decimal": Convention("Half of the last digit written", "rounding to the nearest", (_VULGAR, _ANY)),
        "exact": Convention("No tolerance", "opt-in", (Rule("any", lambda n: True, lambda n: Decimal(0)),)),
    }
)  # fmt: skip


def length(quantity: Quantity, convention: str = "gbif-2020", about: float = ABOUT_WIDENS) -> Length:
    """Metres, with the interval that the written number allows.

    Parameters
    ----------
    quantity
        The distance as written.
    convention
        A name in `CONVENTIONS`.
    about
        How many times wider "about" makes the interval, from 1 (no wider than that of the bare number).

    Returns
    -------
    Length
        In metres. `low_m` is never below 0. A hedge "about" multiplies the half-width by `about`; "less than"
        sets `low_m` to 0; "at least" sets `high_m` to infinity. The ends of a range are numbers of their own, each with
        its tolerance, and `m` is the middle. `override_m` wins over all of it. A unit conversion adds no precision.

    Raises
    ------
    QuantityError
        For an unknown convention, unit or hedge, a number that cannot be read, a range that runs downwards, or an
        `about` below 1 or above 100.

    Notes
    -----
    Half-widths after Chapman & Wieczorek 2020, https://doi.org/10.15468/doc-gg7h-s853. Their table has irregular rows:
    10 mi and 30 mi give 0.5 mi, but 140 km gives 5 km; that one row is a rule of its own here.

    Examples
    --------
    >>> length(Quantity(text="3.5 km", number="3.5", unit="km"))
    Length(m=3500.0, low_m=3250.0, high_m=3750.0)
    >>> length(Quantity(text="about 9 NM", number="9", unit="NM", hedge="about"), about=1)
    Length(m=16668.0, low_m=15742.0, high_m=17594.0)
    """
    if convention not in CONVENTIONS:
        raise QuantityError(f"No rounding convention {convention!r}.", cure=f"There are: {', '.join(CONVENTIONS)}.")
    if quantity.unit not in UNITS:
        raise QuantityError(f"Unit {quantity.unit!r} is not known.", cure=f"Use {', '.join(UNITS)}.")
    if quantity.hedge is not None and quantity.hedge not in HEDGES:
        raise QuantityError(f"Hedge {quantity.hedge!r} is not known.", cure=f"Use {', '.join(HEDGES)}.")
    if not ABOUT_LIMITS[0] <= about <= ABOUT_LIMITS[1]:
        raise QuantityError(f'"about" cannot widen a number {about} times.', cure="Give a factor from 1 to 100.")
    first = _take_apart(quantity.number)
    last = first if quantity.number_high is None else _take_apart(quantity.number_high)
    if last.value < first.value:
        raise QuantityError(
            f"{quantity.text!r} runs from {first.value} down to {last.value}.", cure="Write the smaller number first."
        )
    metres = _METRES[quantity.unit]
    rules = CONVENTIONS[convention].rules
    widen = Decimal(str(about)) if quantity.hedge == "about" else 1
    low = float(max(Decimal(0), first.value - widen * _half_width(first, rules)) * metres)
    high = float((last.value + widen * _half_width(last, rules)) * metres)
    middle = float((first.value + last.value) / 2 * metres)
    if quantity.hedge == "less than":
        low = 0.0
    elif quantity.hedge == "at least":
        high = math.inf
    if quantity.override_m is not None:
        low, high = quantity.override_m
        if not 0 <= low <= high or math.isnan(high):
            raise QuantityError(
                f"{{{low}..{high} m}} is no interval.", cure="Write {1.5..2.5 km}, the smaller number first."
            )
        if not low <= middle <= high:
            middle = (low + high) / 2
    return Length(middle, low, high)


def quantity_from(text: str) -> Quantity:
    """A distance written on its own: "3.5 km", "about 2 NM", "3-5 km", "2 km {1.5..2.5 km}".

    Parameters
    ----------
    text
        A number, or two with a hyphen, and a unit, perhaps after a canonical hedge (`HEDGES`, or "~") and
        before an override in braces. Phrases in words are read by `geoevents.locality`.

    Raises
    ------
    QuantityError
        When it cannot be read, or "1,500" could be two numbers.

    Examples
    --------
    >>> quantity_from("about 9 NM")
    Quantity(text='about 9 NM', number='9', unit='NM', number_high=None, hedge='about', override_m=None, inferred=False)
    """
    body = " ".join(text[:200].split())
    override = None
    if body.endswith("}"):
        body, _, braces = body.rpartition("{")
        override = override_from("{" + braces)
        body = body.rstrip()
    hedge = None
    for word in (*HEDGES, "~"):
        if body.casefold().startswith(word):
            hedge, body = word.replace("~", "about"), body[len(word) :].lstrip()
            break
    split = next((i for i, letter in enumerate(body) if letter.isalpha()), len(body))
    unit = UNIT_SPELLINGS.get(body[split:].casefold().rstrip("."))
    if unit is None or len(text) > 200:
        raise QuantityError(f"{text[:60]!r} is no distance.", cure=f"Write a number and a unit ({', '.join(UNITS)}).")
    low, dash, high = body[:split].replace("–", "-").partition("-")
    return Quantity(
        text=text,
        number=number_from(low.strip()),
        unit=unit,
        number_high=number_from(high.strip()) if dash else None,
        hedge=hedge,
        override_m=override,
    )


def override_from(text: str) -> tuple[float, float]:
    """Metres of an analyst's override, "{1.5..2.5 km}".

    Raises
    ------
    QuantityError
        When it is not two rising numbers and a unit.

    Examples
    --------
    >>> override_from("{1.5..2.5 km}")
    (1500.0, 2500.0)
    """
    found = re.fullmatch(r"\{ {0,9}([0-9.]{1,40}?) {0,9}\.\. {0,9}([0-9.]{1,40}) {0,9}([A-Za-z]{1,12}) {0,9}\}", text)
    unit = UNIT_SPELLINGS.get(found[3].casefold()) if found else None
    if found is None or unit is None:
        raise QuantityError(f"{text[:60]!r} is no override.", cure="Write {1.5..2.5 km}.")
    low, high = (_take_apart(number_from(found[group])).value * _METRES[unit] for group in (1, 2))
    if high < low:
        raise QuantityError(f"{text!r} runs downwards.", cure="Write the smaller number first, {1.5..2.5 km}.")
    return float(low), float(high)


def number_from(text: str, decimal_comma: bool | None = None) -> str:
    """Digits as written, with a point for the decimals and no grouping; any one script's digits.

    Parameters
    ----------
    text
        "3,5", "1 500", "٣٫٥", "2½".
    decimal_comma
        Whether the language writes a comma before decimals; None when the language is not known.

    Raises
    ------
    QuantityError
        When it is no number, has more than 29 digits, mixes scripts, or its comma or point could also group.

    Examples
    --------
    >>> number_from("3,5"), number_from("1 500"), number_from("1,500", decimal_comma=False)
    ('3.5', '1500', '1500')
    """
    if sum(letter.isdecimal() for letter in text) > _MAX_DIGITS or len(text) > 3 * _MAX_DIGITS:
        raise QuantityError(f"{text[:20]!r}... has too many digits.", cure=f"At most {_MAX_DIGITS}.")
    zeros = {ord(letter) - unicodedata.decimal(letter) for letter in text if letter.isdecimal()}
    if len(zeros) > 1:
        raise QuantityError(f"{text!r} mixes the digits of several scripts.", cure="Write them in one.")
    plain = "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)
    if zeros and zeros != {48}:
        plain = plain.replace("\u066b", ".").replace("،", ",")
        if re.fullmatch(r"[0-9]{1,3}(?:\u066c[0-9]{3})+(?:\.[0-9]+)?", plain):  # a mark that only groups
            plain = plain.replace("\u066c", "")
    plain = _without_groups(plain, text, decimal_comma)
    _take_apart(plain)
    return plain


def _without_groups(plain: str, text: str, decimal_comma: bool | None) -> str:
    for space in _SPACES:
        plain = plain.replace(space, " ")
    if " " in plain:
        head, *groups = re.split(r"[.,]", plain)[0].split(" ")
        if not 1 <= len(head) <= 3 or any(len(group) != 3 for group in groups):
            raise QuantityError(f"{text!r} is no number.", cure="Group digits by three, or write them together.")
        plain = plain.replace(" ", "")
    marks = [letter for letter in plain if letter in ".,"]
    if not marks:
        return plain
    grouped = re.fullmatch(r"[0-9]{1,3}(?:[.,][0-9]{3})+", plain) is not None
    if len(set(marks)) == 2 and marks.count(marks[-1]) == 1:
        head, _, decimals = plain.rpartition(marks[-1])
        if re.fullmatch(r"[0-9]{1,3}(?:[.,][0-9]{3})+", head):
            return head.replace(marks[0], "") + "." + decimals
    elif marks == [","]:
        if not grouped or decimal_comma:
            return plain.replace(",", ".")
        if decimal_comma is False:
            return plain.replace(",", "")
    elif marks == ["."]:
        if not grouped or not decimal_comma:
            return plain
    elif grouped and len(set(marks)) == 1:
        return plain.replace(marks[0], "")
    cure = "Write decimals with a point and no grouping: 1500 or 1.500."
    raise QuantityError(f"{text!r} can be read as two numbers.", cure=cure)


def _take_apart(number: str) -> _Written:
    found = _NUMBER.fullmatch(number)
    if found is None or sum(letter.isdigit() for letter in number) > _MAX_DIGITS:
        raise QuantityError(f"{number[:40]!r} is no number.", cure="Write digits, with a point before decimals.")
    vulgar = found["vulgar"] or found["only"]
    whole, decimals = found["whole"] or "0", found["decimals"] or ""
    if vulgar and decimals:
        raise QuantityError(f"{number!r} has decimals and a fraction.", cure="Write one of them.")
    if vulgar:
        numerator, denominator = unicodedata.normalize("NFKC", vulgar).split("\u2044")
        return _Written(Decimal(whole) + Decimal(numerator) / Decimal(denominator), denominator=int(denominator))
    zeros = len(whole) - len(whole.rstrip("0")) if not decimals and whole.strip("0") else 0
    return _Written(Decimal(f"{whole}.{decimals}" if decimals else whole), decimals, zeros)


def _half_width(number: _Written, rules: tuple[Rule, ...]) -> Decimal:
    return next(rule for rule in rules if rule.applies(number)).half_width(number)
