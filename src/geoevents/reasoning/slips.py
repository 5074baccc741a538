"""Figures that look converted: to their last digit they are a round figure in another unit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from decimal import ROUND_HALF_UP, Decimal

from geoevents.model import Case, Claim, Link, Question, Scenario
from geoevents.model.result import CONSISTENT
from geoevents.quantity import UNITS, Quantity, length
from geoevents.reasoning.asking import metres, named
from geoevents.reasoning.standing import standing

LEAST_DIGITS = 3
"""Significant digits from which a figure can show a conversion; one of two is near something round too often."""
CHANCE = 0.012
"""A figure is flagged only where one this precise would meet a round one of that unit in fewer cases than this."""
NAMES = {"m": "metres", "km": "kilometres", "mi": "statute miles", "NM": "nautical miles", "ft": "feet", "yd": "yards"}
_METRIC = frozenset({"m", "km"})


@dataclass(frozen=True, slots=True)
class Slip:
    """What a figure may have been: `number` in `unit`; by chance alone a figure would be as near in `chance` of cases.

    `value` is the figure in that unit as converted, before rounding.
    """

    number: Decimal
    unit: str
    value: Decimal
    chance: float


def slip(number: str, unit: str) -> Slip | None:
    """Find the round figure in another unit that this one is, to its last digit.

    Parameters
    ----------
    number
        The digits as written, with a point before decimals.
    unit
        A name in `geoevents.quantity.UNITS`.

    Returns
    -------
    Slip or None
        None for fewer than three significant digits, and where nothing round gives exactly these digits or too many
        figures would be as near. Round are whole and half numbers of at most two significant digits.

    Notes
    -----
    A rounded figure stands for an interval of one unit of its last digit. The share of it in the step between two
    round figures is how often a figure meets one by chance; where that share is above `CHANCE`, nothing is concluded.

    Examples
    --------
    >>> found = slip("1.15", "mi")
    >>> found.number, found.unit, round(found.value, 3)
    (Decimal('1'), 'NM', Decimal('0.999'))
    >>> slip("441", "m") is None
    True
    """
    try:
        written = Decimal(number)
    except ArithmeticError:
        return None
    if not written.is_finite() or written <= 0 or _digits(number) < LEAST_DIGITS:
        return None
    last = Decimal(1).scaleb(int(written.as_tuple().exponent))
    found = [
        candidate
        for other in UNITS
        if other != unit and not (unit in _METRIC and other in _METRIC)
        for candidate in _rounds(written, last, unit, other)
    ]
    return min(found, key=lambda item: (item.chance, item.unit), default=None)


def _digits(number: str) -> int:
    """Count significant digits: zeros at the end count after a point only."""
    digits = number.replace(".", "").lstrip("0")
    return len(digits if "." in number else digits.rstrip("0"))


def _rounds(written: Decimal, last: Decimal, unit: str, other: str) -> Iterator[Slip]:
    factor = Decimal(str(UNITS[unit])) / Decimal(str(UNITS[other]))
    value = written * factor
    # A figure a little below a power of ten may have been it.
    tens = Decimal(1).scaleb((value * Decimal("1.02")).adjusted())
    # From coarse to fine: one digit, then halves below ten and two digits from ten on.
    for step in (tens, tens / 2, tens / 10) if tens >= 1 else (Decimal("0.5"),):
        if step < Decimal("0.5"):
            continue
        chance = last * factor / step
        if chance > Decimal(str(CHANCE)):
            continue
        near = (value / step).quantize(Decimal(1), ROUND_HALF_UP) * step
        back = (near / factor).quantize(last, ROUND_HALF_UP)
        if back == written and near > 0:
            yield Slip(near.normalize(), other, value, float(chance))


def questions_of_slips(case: Case, scenario: Scenario) -> Iterator[Question]:
    """Say of each stated figure that looks converted what it was, and how precise that would have been.

    Nothing is changed: the figure stays what its source states.
    """
    told: dict[tuple[str, str, str], list[Claim | Link]] = {}
    for by, quantity, speaker in _figures(case):
        for number in dict.fromkeys((quantity.number, quantity.number_high or quantity.number)):
            told.setdefault((by, number, quantity.unit), []).append(speaker)
    for (by, number, unit), speakers in sorted(told.items()):
        found = slip(number, unit)
        if found is None:
            continue
        claims = tuple(dict.fromkeys(speaker.id for speaker in speakers if isinstance(speaker, Claim)))
        own = _half_width(number, unit, scenario)
        original = _half_width(f"{found.number:f}", found.unit, scenario)
        text = (
            f"{named(case, by) if by else 'Stated'}: {number} {unit} is {found.value:.3f} {found.unit}, which reads as "
            f"{found.number:f} {found.unit} converted to {NAMES[unit]}. Then it would be good to ±{metres(original)}, "
            f"not to ±{metres(own)}. By chance, {found.chance:.1%} of such figures are as near to a round one"
        )
        yield Question(f"{by or 'stated'}:{number}{unit}:unit", "arithmetic", text, CONSISTENT, tuple(sorted(claims)))


def _figures(case: Case) -> Iterator[tuple[str, Quantity, Claim | Link]]:
    for claim in standing(case):
        for quantity in (claim.path, *(_quantities(claim.clauses))):
            if quantity is not None:
                yield claim.by, quantity, claim
    for link in case.links:
        if link.distance is not None:
            yield link.by or "", link.distance, link


def _quantities(clauses: Iterable[object]) -> Iterator[Quantity]:
    for clause in clauses:
        for field in fields(clause):  # type: ignore[arg-type]
            value = getattr(clause, field.name)
            if isinstance(value, Quantity) and not value.inferred:
                yield value


def _half_width(number: str, unit: str, scenario: Scenario) -> float:
    convention = "decimal" if scenario.convention == "exact" else scenario.convention
    found = length(Quantity(f"{number} {unit}", number, unit), convention)
    return found.high_m - found.m
