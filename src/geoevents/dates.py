"""Dates and times in words to local intervals, before any time zone: the reading behind `when`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from geoevents.errors import WhenError

#: A night runs from this hour of the evening to `NIGHT_ENDS` of the next morning, local time. Our own choice: reports
#: do not say, and it holds sunset to sunrise all year between the tropics with the twilights left in.
NIGHT_BEGINS = time(18)
NIGHT_ENDS = time(6)

#: How far "about 22:00" may be off, either way. Our own choice.
ABOUT_A_TIME = timedelta(minutes=30)

#: "Early", "mid" and "late" in a month: its days 1-10, 11-20, and the rest. Our own choice.
_THIRDS = {"early": (1, 11), "mid": (11, 21), "late": (21, 0)}

_MAX_LENGTH = 200
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier janv", "february feb fevrier fevr", "march mar mars", "april apr avril avr", "may mai",
            "june jun juin", "july jul juillet juil", "august aug aout", "september sep sept septembre",
            "october oct octobre", "november nov novembre", "december dec decembre",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|er)?"
_YEAR = r"(?P<year>[0-9]{4})"
_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<year>[0-9]{4})-(?P<number>[0-9]{2})-(?P<day>[0-9]{2})",
        rf"{_DAY}(?: of)? {_MONTH}(?:,? {_YEAR})?",
        rf"{_MONTH} {_DAY}(?:,? {_YEAR})?",
        rf"{_DAY}(?:,? {_YEAR})?",
    )
)
_NUMERIC = re.compile(r"([0-9]{1,2})([/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
_PART = re.compile(rf"(?P<part>early|mid|late|beginning of|middle of|end of|debut|mi|fin)(?: |-){_MONTH} {_YEAR}")
_MONTH_ONLY = re.compile(rf"{_MONTH} {_YEAR}")
_PARTS = {
    "early": "early", "beginning of": "early", "debut": "early", "mid": "mid", "middle of": "mid", "mi": "mid",
    "late": "late", "end of": "late", "fin": "late",
}  # fmt: skip
_ABOUT = re.compile(r"(?:about|around|approximately|circa|c\.|~|vers|aux environs de|aux alentours de|environ) ?")
_WEEKDAY = re.compile(
    r"(?:on )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday"
    r"|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche),? "
)
_OPENING = re.compile(r"(?:in the|during the|overnight|the|la|le|dans la|pendant la|au cours de la|au|in|on|en|du) ")
_NIGHT = re.compile(r"(?:nights?|nuit|overnight)(?: of| from| between| on| du| de| entre)?(?: the| le)? ")
_BETWEEN_DATES = re.compile(r" (?:to|and|until|till|au|a|et|jusqu'au) (?:the )?| - | – |/| ?– ?")
_CLOCK = (
    r"(?P<hour>[0-2]?[0-9])(?: ?[:h] ?(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?)?"
    r"(?P<half> ?(?:a\.?m\.?|p\.?m\.?))?"
    r"(?: ?(?:hours|hrs|h|heures?))?|(?P<midnight>midnight|minuit)|(?P<noon>noon|midday|midi)"
)
_ZONE = r"(?: ?\(?(?P<zone>local time|local|heure locale|utc|gmt|z|(?:utc|gmt)?[+-][0-9]{1,2}(?::?[0-9]{2})?)\)?)?"
_TIME_FIRST = re.compile(rf"(?:at |a )?(?:{_CLOCK}){_ZONE},?(?: on| le| of| in| dans)?(?: the| la)? (?P<rest>.{{3,}})")
_TIME_LAST = re.compile(
    rf"(?P<rest>.{{3,}}?)(?:,? (?P<about>about|around|environ|vers)| at| a|,|(?= )) ?(?:a )?(?:{_CLOCK}){_ZONE}"
)
_ISO = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[t ](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})"
    r"(?::(?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?"
    r" ?(?P<zone>z|utc|[+-][0-9]{2}(?::?[0-9]{2})?)?"
)
_EDTF = re.compile(r"[0-9x]{4}(?:-[0-9x]{2}(?:-[0-9x]{2})?)?[?~%]?")


@dataclass(frozen=True, slots=True)
class Span:
    """A local interval [start, end), before any zone; `offset` is one that the text itself states."""

    start: datetime
    end: datetime
    approximate: bool = False
    offset: tzinfo | None = None


@dataclass(frozen=True, slots=True)
class _Day:
    """A date that may still lack its month or year, to be filled in from the other end of a range."""

    day: int
    month: int | None = None
    year: int | None = None


def read_span(text: str) -> Span:
    """The local interval that a text says.

    Raises
    ------
    WhenError
        When it cannot be read without guessing.
    """
    plain = _plain(text[: _MAX_LENGTH + 1])
    if not plain or len(text) > _MAX_LENGTH:
        raise _not_understood(text)
    return _interval(plain, text)


def _plain(text: str) -> str:
    """Lower case, no accents, single spaces, plain hyphens and apostrophes; the reading works on this."""
    spread = unicodedata.normalize("NFD", text.casefold())
    letters = "".join(letter for letter in spread if not unicodedata.combining(letter))
    letters = letters.replace("−", "-").replace("—", "–").replace("’", "'")
    return " ".join(letters.split()).strip(" .,")


def _interval(plain: str, text: str) -> Span:
    for read in (_moment, _iso_interval, _edtf, _night, _timed, _range, _single):
        span = read(plain, text)
        if span is not None:
            return span
    raise _not_understood(text)


def _iso_interval(plain: str, text: str) -> Span | None:
    """A/B with ISO 8601 or EDTF on both sides."""
    first, slash, last = plain.partition("/")
    if not slash or not _iso_like(first):
        return None
    if not _iso_like(last):
        raise WhenError(f"{text!r}: the end {last!r} is not a date.", cure="Write 2025-03-31/2025-04-01.")
    return _join(_interval(first, text), _interval(last, text), text)


def _iso_like(plain: str) -> bool:
    return bool(_ISO.fullmatch(plain) or _EDTF.fullmatch(plain))


def _moment(plain: str, text: str) -> Span | None:
    found = _ISO.fullmatch(plain)
    if found is None:
        return None
    day = _exists(*(int(part) for part in found["date"].split("-")), text=text)
    start, length = _clock(found, text)
    begin = datetime.combine(day, time()) + start
    return Span(begin, begin + length, offset=_offset(found["zone"], text))


def _edtf(plain: str, text: str) -> Span | None:
    """EDTF levels 0 and 1 for dates; the library knows how long months are and what X leaves open."""
    if not _EDTF.fullmatch(plain) or (len(plain) == 10 and plain.replace("-", "").isdigit()):
        return None
    from edtf import EDTFParseException, parse_edtf

    try:
        parsed = parse_edtf(plain.upper())
        low, high = parsed.lower_strict(), parsed.upper_strict()
        start, end = date(*low[:3]), date(*high[:3])
    except (EDTFParseException, ValueError, TypeError, AttributeError) as error:
        raise WhenError(f"{text!r} is no date of EDTF.", cure="Write 2025-04-XX, 2025-04 or 2025-04-01~.") from error
    if plain[4:5] == "-" and plain[5:7].isdigit() and int(plain[5:7]) > 12:
        raise WhenError(f"{text!r}: there is no month {plain[5:7]}.", cure="Write a month from 01 to 12.")
    return _days(start, end, approximate=plain[-1] in "~?%")


def _night(plain: str, text: str) -> Span | None:
    """18:00 of the first date to 06:00 of the next day; a night of one date begins on its evening."""
    found = _NIGHT.match(_opened(plain))
    if found is None:
        return None
    body = _opened(plain)[found.end() :]
    sides = _sides(body)
    if len(sides) == 2:
        first, last = _fill(_day(sides[0], text), _day(sides[1], text), text)
        if last - first != timedelta(days=1):
            raise WhenError(
                f"{text!r}: a night has one evening and the next morning, {first} and {last} are not.",
                cure="Write several nights as a range of dates.",
            )
        return Span(datetime.combine(first, NIGHT_BEGINS), datetime.combine(last, NIGHT_ENDS))
    day = _complete(_day(body, text), text)
    # "The night of 31 March" is the one that begins then, as English and French use it; not certain, hence approximate.
    return Span(datetime.combine(day, NIGHT_BEGINS), datetime.combine(day + timedelta(days=1), NIGHT_ENDS), True)


def _timed(plain: str, text: str) -> Span | None:
    """A time of day with a date or a night: "00:08 on 1 April 2025", "1 April 2025 at 22:00"."""
    about = _ABOUT.match(plain)
    body = plain[about.end() :] if about else plain
    matched = (pattern.fullmatch(body) for pattern in (_TIME_FIRST, _TIME_LAST))
    found = next((match for match in matched if match is not None and _has_clock(match)), None)
    if found is None:
        return None
    rest = _opened(found["rest"].strip(" ,"))
    night = _night(rest, text)
    start, length = _clock(found, text)
    if night is not None:
        # The night has two dates; the hour says which.
        day = (night.start if start >= timedelta(hours=12) else night.end).date()
        if not NIGHT_ENDS.hour <= start.seconds // 3600 < NIGHT_BEGINS.hour or start.seconds == NIGHT_ENDS.hour * 3600:
            begin = datetime.combine(day, time()) + start
        else:
            raise WhenError(f"{text!r}: that hour is not in the night.", cure="Write the date with the time.")
    elif (day_found := _whole(rest, text)) is not None:
        begin = datetime.combine(day_found, time()) + start
    else:
        return None
    approximate = about is not None or bool(found.groupdict().get("about"))
    margin = ABOUT_A_TIME if approximate else timedelta()
    offset = _offset(found["zone"], text)
    return Span(begin - margin, begin + length + margin, approximate, offset)


def _has_clock(found: re.Match[str]) -> bool:
    """Whether a bare number is a time: it has minutes, am or pm, or an hour word."""
    if found["midnight"] or found["noon"]:
        return True
    return (
        found["minute"] is not None
        or bool(found["half"])
        or re.search(r"[0-9] ?h\b|hours|hrs|heure", found[0]) is not None
    )


def _range(plain: str, text: str) -> Span | None:
    """Two dates or times: "31 March to 2 April 2025", "between 22:00 on A and 01:00 on B"."""
    body = re.sub(r"^(?:from|between|entre(?: le)?|du) ", "", plain)
    sides = _sides(body)
    if len(sides) != 2:
        return None
    first, last = (_WEEKDAY.sub("", _opened(side), count=1) for side in sides)
    early, late = _try_day(first, text), _try_day(last, text)
    if early is not None and late is not None:
        begin, end = _fill(early, late, text)
        return _days(begin, end)
    return _join(_interval(first, text), _interval(last, text), text)


def _sides(body: str) -> list[str]:
    """What stands on either side of "to"; a bare hyphen parts days ("1-2 April 2025"), not 2025-04-01."""
    sides = _BETWEEN_DATES.split(body)
    hyphen = re.search(r"\b[0-9]{1,2}-[0-9]{1,2}\b", body) if len(sides) == 1 else None
    if hyphen is not None and not _iso_like(body) and not re.search(r"[0-9]{4}-", body):
        at = body.index("-", hyphen.start())
        return [body[:at], body[at + 1 :]]
    return sides


def _single(plain: str, text: str) -> Span | None:
    about = _ABOUT.match(plain)
    body = _WEEKDAY.sub("", _opened(plain[about.end() :] if about else plain), count=1)
    part = _PART.fullmatch(body)
    if part is not None:
        month, year = _MONTHS[part["month"]], int(part["year"])
        first, after = _THIRDS[_PARTS[part["part"]]]
        begin = _exists(year, month, first, text=text)
        end = _exists(year, month, after, text=text) if after else _next_month(year, month, text)
        return Span(datetime.combine(begin, time()), datetime.combine(end, time()), True)
    whole = _MONTH_ONLY.fullmatch(body)
    if whole is not None:
        month, year = _MONTHS[whole["month"]], int(whole["year"])
        begin = _exists(year, month, 1, text=text)
        return Span(
            datetime.combine(begin, time()), datetime.combine(_next_month(year, month, text), time()), about is not None
        )
    day = _whole(body, text)
    return None if day is None else _days(day, day, about is not None)


def _whole(plain: str, text: str) -> date | None:
    day = _try_day(_WEEKDAY.sub("", plain, count=1), text)
    return None if day is None else _complete(day, text)


def _day(plain: str, text: str) -> _Day:
    found = _try_day(_WEEKDAY.sub("", _opened(plain), count=1), text)
    if found is None:
        raise _not_understood(text)
    return found


def _try_day(plain: str, text: str) -> _Day | None:
    body = plain.strip(" ,")
    numeric = _NUMERIC.fullmatch(body)
    if numeric is not None:
        return _numeric(numeric, text)
    for pattern in _DATES:
        found = pattern.fullmatch(body)
        if found is not None:
            parts = found.groupdict()
            month = (
                _MONTHS[parts["month"]] if parts.get("month") else int(parts["number"]) if parts.get("number") else None
            )
            return _Day(int(parts["day"]), month, int(parts["year"]) if parts.get("year") else None)
    return None


def _numeric(found: re.Match[str], text: str) -> _Day:
    first, second, year = int(found[1]), int(found[3]), found[4]
    if len(year) == 2:
        raise WhenError(f"{text!r}: which century, and which is the day?", cure="Write it like 2025-04-03.")
    if min(first, second) < 1 or min(first, second) > 12:
        raise WhenError(f"{text!r} is no date.", cure="Write it like 2025-04-03.")
    if first > 12 >= second:
        return _Day(first, second, int(year))
    if second > 12 >= first:
        return _Day(second, first, int(year))
    if first == second:
        return _Day(first, second, int(year))
    names = [name.capitalize() for name in list(_MONTHS) if len(name) > 2]
    by_number = {
        number: next(name for name in names if _MONTHS[name.casefold()] == number) for number in (first, second)
    }
    raise WhenError(
        f"{text!r}: {first} {by_number[second]} or {by_number[first]} {second}?",
        cure=f"write {year}-{second:02d}-{first:02d} or {year}-{first:02d}-{second:02d}.",
    )


def _fill(first: _Day, last: _Day, text: str) -> tuple[date, date]:
    """Month and year of the first date from the second: "31 March to 1 April 2025", "1 to 2 April 2025"."""
    if last.month is None and first.month is not None:
        last = _Day(last.day, first.month, last.year or first.year)
    if first.month is None:
        first = _Day(first.day, last.month, first.year)
    end = _complete(_Day(last.day, last.month, last.year or first.year), text)
    year = first.year
    if year is None:
        # "31 December to 1 January 2026": the year that is written belongs to the second.
        year = end.year - (first.month == 12 and end.month < 12)
    begin = _complete(_Day(first.day, first.month, year), text)
    if begin > end:
        raise WhenError(f"{text!r} runs from {begin} back to {end}.", cure="Write the earlier date first.")
    return begin, end


def _complete(day: _Day, text: str) -> date:
    if day.month is None or day.year is None:
        missing = "month and year" if day.month is None else "year"
        raise WhenError(f"{text!r} has no {missing}.", cure="Write it, such as 1 April 2025.")
    return _exists(day.year, day.month, day.day, text=text)


def _exists(year: int, month: int, day: int, *, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise WhenError(
            f"{text!r}: there is no {year:04d}-{month:02d}-{day:02d}.", cure="Check day and month."
        ) from None


def _next_month(year: int, month: int, text: str) -> date:
    return _exists(year + month // 12, month % 12 + 1, 1, text=text)


def _days(first: date, last: date, approximate: bool = False) -> Span:
    return Span(datetime.combine(first, time()), datetime.combine(last + timedelta(days=1), time()), approximate)


def _join(first: Span, last: Span, text: str) -> Span:
    if last.end <= first.start or (first.offset is None) != (last.offset is None):
        raise WhenError(f"{text!r} runs backwards, or only one end has an offset.", cure="Write both ends alike.")
    if first.offset is None or last.offset is None:
        return Span(first.start, last.end, first.approximate or last.approximate)
    end = last.end.replace(tzinfo=last.offset).astimezone(first.offset).replace(tzinfo=None)
    return Span(first.start, end, first.approximate or last.approximate, first.offset)


def _clock(found: re.Match[str], text: str) -> tuple[timedelta, timedelta]:
    """Time since the day began, and how long the last part written lasts."""
    parts = found.groupdict()
    if parts.get("midnight"):
        return timedelta(), timedelta(minutes=1)
    if parts.get("noon"):
        return timedelta(hours=12), timedelta(minutes=1)
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    half = (parts.get("half") or "").replace(".", "").strip()
    if half:
        if not 1 <= hour <= 12:
            raise WhenError(f"{text!r}: {hour} {half} is no time.", cure="Write 00:08 or 12:08 am.")
        hour = hour % 12 + 12 * (half == "pm")
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and minute + second):
        raise WhenError(f"{text!r}: {hour:02d}:{minute:02d}:{second:02d} is no time.", cure="Write 00:00 to 24:00.")
    length = timedelta(seconds=1) if parts.get("second") else timedelta(minutes=1)
    if not parts.get("minute"):
        length = timedelta(hours=1)
    return timedelta(hours=hour, minutes=minute, seconds=second), length


def _offset(zone: str | None, text: str) -> tzinfo | None:
    if not zone or zone.startswith(("local", "heure")):
        return None
    if zone in ("z", "utc", "gmt"):
        return UTC
    digits = re.sub(r"[^0-9]", "", zone)
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    if hours > 14 or minutes > 59:
        raise WhenError(f"{text!r}: there is no offset {zone}.", cure="Offsets run from -12:00 to +14:00.")
    return timezone(timedelta(hours=hours, minutes=minutes) * (-1 if "-" in zone else 1))


def _opened(plain: str) -> str:
    """Without the small words that open a date: "in the night", "la nuit", "on 1 April"."""
    while (found := _OPENING.match(plain)) is not None and not _NIGHT.match(plain):
        plain = plain[found.end() :]
    return plain


def _not_understood(text: str) -> WhenError:
    return WhenError(
        f"not understood: {text[:80]!r}.",
        cure='Write "1 April 2025", "night of 31 March to 1 April 2025" or 2025-04-01T00:08.',
    )
