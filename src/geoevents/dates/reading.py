"""Tokens of dates to local intervals: what the words do, as letters, is matched by patterns.

"la nuit du 31 mars au 1er avril 2025" is "snfdmAdmy": on, night, from, day, month, to, day, month, year.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo

from geoevents.dates.clock import ABOUT_A_TIME, PARTS_OF_DAY, SHORTLY, Clock, clock_of, iso_clock
from geoevents.dates.days import Day, check_weekday, complete, day_before, day_of, edtf_days, exists, fill, next_month
from geoevents.dates.tokens import EDTF_DATE, MOMENT, UNKNOWN, YEAR, Token
from geoevents.errors import WhenError

#: A night runs from this hour of the evening to `NIGHT_ENDS` of the next morning, local time. Our own choice: reports
#: do not say, and it holds sunset to sunrise all year between the tropics with the twilights left in.
NIGHT_BEGINS = time(18)
NIGHT_ENDS = time(6)

#: "Early", "mid" and "late" in a month: its days 1-10, 11-20, and the rest. Our own choice.
_THIRDS = {"early": (1, 11), "mid": (11, 21), "late": (21, 0)}

# Small words that may open a part or stand between two of them.
_L = "[sAof]*"
_S = "[,sAof]*"
_Y = "(?:,?[ofgs]*yg?,?)"
_W = "(?:w[,sfo]*)"
_DATED = f"(?:{_W}?(?:i|x|d[of]?m{_Y}?|md{_Y}?)(?:,?w,?)?)"
_DATE = f"(?:{_W}?(?:i|x|d[of]?m{_Y}?|md{_Y}?|d(?:,?yg?)?)(?:,?w,?)?)"  # the other end of a range may say the month
_TO = "[tAIe/-]"
_NIGHT = f"{_L}(?:[nQ][ofbs,]*(?P<first>{_DATE}|w){_TO}s*(?P<last>{_DATE})|n[ofbs,]*(?P<into>I)?s*(?P<one>{_DATE}))"
_CLOCK = f"{_L}[~<>]?{_L}(?:M|O|(?:c|dhd|da|dh|d(?=[osfA]*[qQ])|yh)h?a?(?:[osfA]*[qQ])?)(?:,?z,?)?"
_NAMED = f"(?:(?P<night>{_NIGHT})|{_L}(?P<date>{_DATED}))"

_NIGHTS = re.compile(f"{_L}{_NIGHT}")
_WEEKDAY_NIGHT = re.compile(f"{_L}(?P<weekday>w)[,s]*n{_S}(?P<date>{_DATE})")
_TIMED = tuple(
    re.compile(pattern)
    for pattern in (f"(?P<clock>{_CLOCK}){_S}{_NAMED}", f"(?P<about>~)?{_NAMED}{_S}(?P<clock>{_CLOCK})")
)
_PARTS = tuple(
    re.compile(pattern)
    for pattern in (
        f"{_L}~?{_L}(?P<weekday>w)?[,sAof]*(?P<part>[qQ]){_S}(?P<date>{_DATED})",
        f"{_L}(?P<date>{_DATED}){_S}(?P<part>[qQ])",
    )
)
_THIRD = re.compile(f"~?{_L}p[-osf]*m{_Y}")
_MONTH = re.compile(f"~?{_L}m{_Y}")
_DAY = re.compile(f"~?{_L}(?P<date>{_DATE})")
_YEAR = re.compile(f"~?{_L}[yk]")
# Nobody writes so many small words in a row, and patterns would try every way to share them out.
_CROWD = re.compile("[sAof,]{6}")
_HOURS = re.compile(f"{_L}(?P<date>{_DATED}){_S}[fb]?{_L}(?P<first>{_CLOCK}){_TO}s*(?P<last>{_CLOCK})")
_RANGE_OPENS = re.compile("[fbs]*")
_END = re.compile(
    f"{_L}(?:(?P<clock>{_CLOCK})(?:{_S}(?P<date>{_DATED}))?|(?P<date2>{_DATED}){_S}(?P<clock2>{_CLOCK})|(?P<date3>{_DATE}))"
)


@dataclass(frozen=True, slots=True)
class Span:
    """A local interval [start, end), before any zone; `offset` is one that the text itself states."""

    start: datetime
    end: datetime
    approximate: bool = False
    offset: tzinfo | None = None


@dataclass(frozen=True, slots=True)
class _Words:
    """Tokens, the letters of their kinds, and the text that errors quote."""

    tokens: tuple[Token, ...]
    text: str

    @property
    def kinds(self) -> str:
        return "".join(token.kind for token in self.tokens)

    def part(self, found: re.Match[str], name: str) -> tuple[Token, ...]:
        start, end = found.span(name)
        return self.tokens[start:end]

    def cut(self, start: int, end: int | None = None) -> _Words:
        return _Words(self.tokens[start:end], self.text)


def interval(tokens: Sequence[Token], text: str) -> Span | None:
    """What the tokens say; None when no pattern fits all of them.

    Raises
    ------
    WhenError
        When a pattern fits, and what it says cannot be: a missing year, a date that is none, a wrong weekday.
    """
    words = _Words(tuple(tokens), text)
    if UNKNOWN in words.kinds or _CROWD.search(words.kinds):
        return None
    found = _one(words)
    return found if found is not None else _range(words)


def _one(words: _Words) -> Span | None:
    for read in (_moment, _night, _timed, _part_of_day, _part_of_month, _single):
        span = read(words)
        if span is not None:
            return span
    return None


def _moment(words: _Words) -> Span | None:
    if words.kinds != MOMENT:
        return None
    return moment(words.tokens[0].value, words.text)


def moment(found: re.Match[str], text: str) -> Span:
    """The span of an ISO 8601 date and time."""
    day = exists(*(int(part) for part in found["date"].split("-")), text=text)
    clock = iso_clock(found, text)
    begin = datetime.combine(day, time()) + clock.start
    return Span(begin, begin + clock.length, offset=clock.offset)


def _night(words: _Words) -> Span | None:
    """18:00 of the first date to 06:00 of the next day."""
    found = _NIGHTS.fullmatch(words.kinds)
    if found is not None:
        return _night_of(words, found)
    named = _WEEKDAY_NIGHT.fullmatch(words.kinds)
    if named is None:
        return None
    weekday = words.part(named, "weekday")[0].value
    day = replace(day_of(words.part(named, "date"), words.text), weekday=weekday)
    return _night_of_one(day, _rule(words.tokens), words.text)


def _night_of(words: _Words, found: re.Match[str]) -> Span:
    text = words.text
    if found["one"]:
        day = day_of(words.part(found, "one"), text)
        if found["into"]:
            last = complete(day, text)
            return _between(day_before(last), last)
        return _night_of_one(day, _rule(words.tokens), text)
    first, last_day = day_of(words.part(found, "first"), text), day_of(words.part(found, "last"), text)
    if first.day is None:  # "the night of Monday to Tuesday 1 April 2025"
        last = complete(last_day, text)
        check_weekday(day_before(last), first.weekday, text)
        return _between(day_before(last), last)
    begin, last = fill(first, last_day, text)
    if last - begin != timedelta(days=1):
        raise WhenError(
            f"{text!r}: a night has one evening and the next morning, {begin} and {last} are not.",
            cure="Write several nights as a range of dates.",
        )
    return _between(begin, last)


def _night_of_one(day: Day, rule: str, text: str) -> Span:
    date_ = complete(day, text)
    after = date_ + timedelta(days=1)
    if rule == "ask":
        raise WhenError(
            f"{text!r}: the night that ends on {date_}, or the one that begins on it?",
            cure=f"Write both dates: {day_before(date_)} and {date_}, or {date_} and {after}.",
        )
    # "The night of 31 March" is the one that begins then; not certain, hence approximate.
    return replace(_between(date_, after), approximate=True)


def _rule(tokens: Sequence[Token]) -> str:
    return next(str(token.value) for token in tokens if token.kind == "n")


def _between(evening: date, morning: date) -> Span:
    return Span(datetime.combine(evening, NIGHT_BEGINS), datetime.combine(morning, NIGHT_ENDS))


def _timed(words: _Words) -> Span | None:
    """A time of day with a date or a night: "00:08 on 1 April 2025", "1 April 2025 at 22:00"."""
    kinds = words.kinds
    matched = (pattern.fullmatch(kinds) for pattern in _TIMED)
    found = next((match for match in matched if match is not None), None)
    if found is None:
        return None
    clock = clock_of(words.part(found, "clock"), words.text)
    if found.groupdict().get("about") and not clock.mark:
        clock = replace(clock, mark="~")
    if not found["night"]:
        return _at(complete(day_of(words.part(found, "date"), words.text), words.text), clock, words.text)
    night = _night_of(words, found)
    # The night has two dates; the hour says which, and midnight is the one inside it.
    hour = clock.start.seconds // 3600
    if NIGHT_ENDS.hour <= hour < NIGHT_BEGINS.hour:
        raise WhenError(f"{words.text!r}: that hour is not in the night.", cure="Write the date with the time.")
    day = (night.start if clock.start >= timedelta(hours=12) else night.end).date()
    return _at(day, clock, words.text, inside=True)


def _at(day: date, clock: Clock, text: str, *, inside: bool = False) -> Span:
    begin = datetime.combine(day, time()) + clock.start
    if clock.mark == "<" and clock.midnight and not inside:
        # What happened shortly before midnight on a date happened on it: that is the midnight which ends it.
        begin += timedelta(days=1)
    margin = ABOUT_A_TIME if clock.mark == "~" else timedelta()
    start, end = begin - margin, begin + clock.length + margin
    if clock.mark == "<":
        start, end = begin - SHORTLY, begin
    if clock.mark == ">":
        end += SHORTLY
    return Span(start, end, bool(clock.mark), clock.offset)


def _part_of_day(words: _Words) -> Span | None:
    kinds = words.kinds
    found = next((match for pattern in _PARTS if (match := pattern.fullmatch(kinds)) is not None), None)
    if found is None:
        return None
    day = day_of(words.part(found, "date"), words.text)
    weekday = words.part(found, "weekday") if found.groupdict().get("weekday") else ()
    part = words.part(found, "part")[0].value
    if weekday:
        check_weekday(complete(day, words.text), weekday[0].value, words.text)
    if part not in PARTS_OF_DAY:  # a night
        return _night_of_one(day, "ask", words.text)
    begins, ends = PARTS_OF_DAY[part]
    midnight = datetime.combine(complete(day, words.text), time())
    return Span(midnight + timedelta(hours=begins), midnight + timedelta(hours=ends), True)


def _part_of_month(words: _Words) -> Span | None:
    kinds = words.kinds
    third = _THIRD.fullmatch(kinds)
    if third is None and _MONTH.fullmatch(kinds) is None:
        return None
    by_kind = {token.kind: token.value for token in words.tokens}
    month, year = by_kind["m"], by_kind[YEAR]
    if third is None:
        begin, end = exists(year, month, 1, text=words.text), next_month(year, month, words.text)
    else:
        first, after = _THIRDS[by_kind["p"]]
        begin = exists(year, month, first, text=words.text)
        end = exists(year, month, after, text=words.text) if after else next_month(year, month, words.text)
    return Span(datetime.combine(begin, time()), datetime.combine(end, time()), third is not None or "~" in by_kind)


def _single(words: _Words) -> Span | None:
    kinds = words.kinds
    found = _DAY.fullmatch(kinds)
    if found is not None:
        day = complete(day_of(words.part(found, "date"), words.text), words.text)
        return days(day, day, "~" in kinds)
    if _YEAR.fullmatch(kinds) is not None:
        last = words.tokens[-1]
        begin, end, uncertain = edtf_days(last.text if last.kind == EDTF_DATE else f"{last.value:04d}", words.text)
        return days(begin, end, uncertain or "~" in kinds)
    return None


def _range(words: _Words) -> Span | None:
    """Two dates or times: "31 March to 2 April 2025", "between 22:00 on A and 01:00 on B"."""
    kinds = words.kinds
    hours = _HOURS.fullmatch(kinds)
    if hours is not None:
        return _hours(words, hours)
    opening = _RANGE_OPENS.match(kinds)
    begins = opening.end() if opening is not None else 0
    for at in range(begins + 1, len(kinds) - 1):
        if kinds[at] not in _TO[1:-1]:
            continue
        left, right = words.cut(begins, at), words.cut(at + 1)
        ends = (_END.fullmatch(left.kinds), _END.fullmatch(right.kinds))
        if ends[0] is not None and ends[1] is not None:
            clocks = [found["clock"] or found["clock2"] for found in ends if found is not None]
            if any(clocks) and "d" in (left.kinds, right.kinds):
                continue  # "1-2 April 2025 at 22:00": at that hour of both days, or from the one to the other?
            if YEAR in left.kinds and right.kinds == "d":
                continue  # "3 July 2020 to 4": the year ends a date, so this 4 is something else
            return _from_to(left, ends[0], right, ends[1])
        first = _one(left)
        last = _one(right) if first is not None else None
        if first is not None and last is not None:
            return join(first, last, words.text)
    return None


def _hours(words: _Words, found: re.Match[str]) -> Span:
    """A range of hours on one day: "1 April 2025, between 22:00 and 23:00"."""
    day = complete(day_of(words.part(found, "date"), words.text), words.text)
    spans = [_at(day, clock_of(words.part(found, name), words.text), words.text) for name in ("first", "last")]
    if spans[0].offset is None:
        spans[0] = replace(spans[0], offset=spans[1].offset)
    return join(spans[0], spans[1], words.text)


def _from_to(left: _Words, first: re.Match[str], right: _Words, last: re.Match[str]) -> Span:
    """A range whose ends are days or times; what one end leaves out of its date, the other one gives."""
    text = left.text
    early, late = _end(left, first), _end(right, last)
    if early.day is None and late.day is None:
        raise WhenError(f"{text!r} has no date.", cure="Write it, such as 22:00 to 23:00 on 1 April 2025.")
    begin, end = fill(early.day or late.day or Day(None), late.day or early.day or Day(None), text)
    if early.clock is None and late.clock is None:
        return days(begin, end, early.about or late.about)
    spans = [
        days(day, day, one.about) if one.clock is None else _at(day, one.clock, text)
        for day, one in ((begin, early), (end, late))
    ]
    if spans[0].offset is None and early.clock is not None and late.clock is not None:
        # "22:00 to 23:00 UTC": what is written once holds for both.
        spans[0] = replace(spans[0], offset=spans[1].offset)
    return join(spans[0], spans[1], text)


@dataclass(frozen=True, slots=True)
class _End:
    day: Day | None
    clock: Clock | None
    about: bool


def _end(words: _Words, found: re.Match[str]) -> _End:
    parts = {name.rstrip("23"): words.part(found, name) for name, value in found.groupdict().items() if value}
    return _End(
        day_of(parts["date"], words.text) if "date" in parts else None,
        clock_of(parts["clock"], words.text) if "clock" in parts else None,
        "~" in words.kinds,
    )


def days(first: date, last: date, approximate: bool = False) -> Span:
    """The span of whole days."""
    return Span(datetime.combine(first, time()), datetime.combine(last + timedelta(days=1), time()), approximate)


def join(first: Span, last: Span, text: str) -> Span:
    """From the start of one span to the end of the other."""
    if last.end <= first.start or (first.offset is None) != (last.offset is None):
        raise WhenError(f"{text!r} runs backwards, or only one end has an offset.", cure="Write both ends alike.")
    if first.offset is None or last.offset is None:
        return Span(first.start, last.end, first.approximate or last.approximate)
    end = last.end.replace(tzinfo=last.offset).astimezone(first.offset).replace(tzinfo=None)
    return Span(first.start, end, first.approximate or last.approximate, first.offset)
