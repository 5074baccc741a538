"""Days that may lack their month or year, filled in from what stands beside them and checked against the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from geoevents.dates.tokens import ISO_DATE, NUMERIC, YEAR, Token
from geoevents.errors import WhenError

MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class MissingYearError(WhenError):
    """A date that lacks its year, and nothing else."""


@dataclass(frozen=True, slots=True)
class Day:
    """A date that may still lack its month or year; `weekday` (0 = Monday) is what the text calls it."""

    day: int | None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None


def day_of(tokens: Sequence[Token], text: str) -> Day:
    """The day that the tokens of one date say."""
    by_kind = {token.kind: token for token in tokens}
    weekday = by_kind["w"].value if "w" in by_kind else None
    if ISO_DATE in by_kind:
        year, month, day = (int(part) for part in by_kind[ISO_DATE].text.split("-"))
        return Day(day, month, year, weekday)
    if NUMERIC in by_kind:
        return replace(_numeric(by_kind[NUMERIC], text), weekday=weekday)
    return Day(
        by_kind["d"].value if "d" in by_kind else None,
        by_kind["m"].value if "m" in by_kind else None,
        by_kind[YEAR].value if YEAR in by_kind else None,
        weekday,
    )


def fill(first: Day, last: Day, text: str) -> tuple[date, date]:
    """Month and year of the first date from the second: "31 March to 1 April 2025", "1 to 2 April 2025"."""
    if last.month is None and first.month is not None:
        last = replace(last, month=first.month, year=last.year or first.year)
    if first.month is None:
        first = replace(first, month=last.month)
    end = complete(replace(last, year=last.year or first.year), text)
    year = first.year
    if year is None:
        # "31 December to 1 January 2026": the year that is written belongs to the second.
        year = end.year - (first.month == 12 and end.month < 12)
    begin = complete(replace(first, year=year), text)
    if begin > end:
        raise WhenError(f"{text!r} runs from {begin} back to {end}.", cure="Write the earlier date first.")
    return begin, end


def complete(day: Day, text: str) -> date:
    """The date, when nothing of it is missing and its weekday is right."""
    if day.day is None or day.month is None or day.year is None:
        missing = "day" if day.day is None else "month and year" if day.month is None else "year"
        kind = MissingYearError if missing == "year" else WhenError
        raise kind(f"{text!r} has no {missing}.", cure="Write it, such as 1 April 2025.")
    found = exists(day.year, day.month, day.day, text=text)
    check_weekday(found, day.weekday, text)
    return found


def check_weekday(found: date, weekday: int | None, text: str) -> None:
    """Refuse a weekday that the date does not have: one of the two is wrong, and which, nobody can tell."""
    if weekday is not None and found.weekday() != weekday:
        raise WhenError(
            f"{text!r}: {found} is a {WEEKDAY_NAMES[found.weekday()]}, not a {WEEKDAY_NAMES[weekday]}.",
            cure="Check the date and its weekday; leave the weekday out if the date is right.",
        )


def exists(year: int, month: int, day: int, *, text: str) -> date:
    """The date, if the calendar has it."""
    try:
        return date(year, month, day)
    except ValueError:
        raise WhenError(
            f"{text!r}: there is no {year:04d}-{month:02d}-{day:02d}.", cure="Check day and month."
        ) from None


def next_month(year: int, month: int, text: str) -> date:
    """The first day of the month after."""
    return exists(year + month // 12, month % 12 + 1, 1, text=text)


def day_before(day: date) -> date:
    """The day before (OverflowError before the year 1)."""
    return day - timedelta(days=1)


def edtf_days(plain: str, text: str) -> tuple[date, date, bool]:
    """First and last day of EDTF levels 0 and 1, and whether it says that it is not certain.

    The library knows how long months are and what X leaves open.
    """
    from edtf import EDTFParseException, parse_edtf

    try:
        parsed = parse_edtf(plain.upper())
        low, high = parsed.lower_strict(), parsed.upper_strict()
        start, end = date(*low[:3]), date(*high[:3])
    except (EDTFParseException, ValueError, TypeError, AttributeError) as error:
        raise WhenError(f"{text!r} is no date of EDTF.", cure="Write 2025-04-XX, 2025-04 or 2025-04-01~.") from error
    if plain[4:5] == "-" and plain[5:7].isdigit() and int(plain[5:7]) > 12:
        raise WhenError(f"{text!r}: there is no month {plain[5:7]}.", cure="Write a month from 01 to 12.")
    return start, end, plain[-1] in "~?%"


def _numeric(token: Token, text: str) -> Day:
    first, second, year = (token.value[name] for name in ("first", "second", "year"))
    first, second = int(first), int(second)
    if len(year) == 2:
        raise WhenError(f"{text!r}: which century, and which is the day?", cure="Write it like 2025-04-03.")
    if min(first, second) < 1 or min(first, second) > 12:
        raise WhenError(f"{text!r} is no date.", cure="Write it like 2025-04-03.")
    if first > 12 >= second:
        return Day(first, second, int(year))
    if second > 12 >= first:
        return Day(second, first, int(year))
    if first == second:
        return Day(first, second, int(year))
    raise WhenError(
        f"{text!r}: {first} {MONTH_NAMES[second - 1]} or {MONTH_NAMES[first - 1]} {second}?",
        cure=f"write {year}-{second:02d}-{first:02d} or {year}-{first:02d}-{second:02d}.",
    )
