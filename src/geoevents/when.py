"""Dates and times as reports write them, turned into intervals with their zone and their words kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from geoevents.dates import Span, read_span
from geoevents.errors import WhenError


@dataclass(frozen=True, slots=True)
class Window:
    """A time interval [start, end) in UTC; `text` and `zone` are what was written and how it was understood.

    `zone` is an IANA name or a fixed offset; `zone_inferred` is true when it came from the speaker's country.
    `approximate` marks "around", "about" and EDTF "~".
    """

    start: datetime
    end: datetime
    text: str
    zone: str
    zone_inferred: bool = False
    approximate: bool = False


def window(text: str, zone: str | None = None, party_zone: str | None = None) -> Window:
    """A time interval from words.

    Parameters
    ----------
    text
        "night of 31 March to 1 April 2025" (18:00 to 06:00), "1 April 2025", "early April 2025", "00:08 on 1 April
        2025", "about midnight, night of 31 March to 1 April 2025", ISO 8601 with or without offset, EDTF (levels 0 and
        1: "2025-04-XX", "2025-04~"), "A to B", "A/B", "on the morning of 1 April 2025", "shortly before midnight on 31
        March 2025"; English, French, Spanish, Arabic, Russian or Ukrainian. At most 200 characters.
    zone
        IANA name ("Africa/Bamako") in which the words are meant. An offset in the text wins.
    party_zone
        Zone of the speaker's country, where `zone` is None; the result says that it was inferred.

    Returns
    -------
    Window
        In UTC. A date is its whole day, a time its whole minute (or second); "about" adds 30 minutes either way,
        "shortly before" or "after" an hour, and midnight is the one that begins its date (ISO 8601), or the one inside
        the night. Without any zone the interval is widened to hold all of them (14 hours earlier, 12 later), and `zone`
        is "unknown".

    Raises
    ------
    WhenError
        When day and month could be exchanged, the year is missing, a date does not exist, is not the weekday that is
        named with it, or not on the clocks of the zone, a range runs backwards, or words are not understood; and for an
        unknown zone.

    Examples
    --------
    >>> night = window("night of 31 March to 1 April 2025", zone="Africa/Algiers")
    >>> night.start.isoformat(), night.end.isoformat()
    ('2025-03-31T17:00:00+00:00', '2025-04-01T05:00:00+00:00')
    >>> window("03/04/2025")
    Traceback (most recent call last):
    ...
    geoevents.errors.WhenError: '03/04/2025': 3 April or March 4? write 2025-04-03 or 2025-03-04.
    """
    try:
        return _in_zone(read_span(text), text, zone, party_zone)
    except OverflowError:
        raise WhenError(f"{text!r} is beyond the years 1 to 9999.", cure="Write a date within them.") from None


def _in_zone(span: Span, text: str, zone: str | None, party_zone: str | None) -> Window:
    if span.offset is not None:
        start, end = (moment.replace(tzinfo=span.offset).astimezone(UTC) for moment in (span.start, span.end))
        return Window(start, end, text, _offset_name(span.offset), approximate=span.approximate)
    name = zone if zone is not None else party_zone
    if name is None:
        start = span.start.replace(tzinfo=UTC) - timedelta(hours=14)
        end = span.end.replace(tzinfo=UTC) + timedelta(hours=12)
        return Window(start, end, text, "unknown", approximate=span.approximate)
    local = _zone(name)
    # Where clocks go back an hour happens twice: the first of the two begins a window, the second ends it.
    start, end = (_on_clock(moment, local, last) for moment, last in ((span.start, False), (span.end, True)))
    if span.approximate and any(_left_out(moment, local) for moment in (span.start, span.end)):
        # Around an hour that was on no clock, with the clock as it was before and as it was after.
        shifts = [m.replace(tzinfo=local, fold=fold).utcoffset() for m in (span.start, span.end) for fold in (0, 1)]
        start = min((span.start - shift).replace(tzinfo=UTC) for shift in shifts if shift is not None)
        end = max((span.end - shift).replace(tzinfo=UTC) for shift in shifts if shift is not None)
    if start >= end:
        went = f"{_shown(start, local, -1)} to {_shown(start, local, 0)}"
        raise WhenError(
            f"{text!r} was on no clock in {name}: they went from {went}.",
            cure="Write a time that there was, or the offset that is meant: "
            f"{span.start:%Y-%m-%dT%H:%M}{_offset_at(start - timedelta(microseconds=1), local)}.",
        )
    return Window(start, end, text, name, zone is None, span.approximate)


def _on_clock(moment: datetime, local: ZoneInfo, last: bool) -> datetime:
    """Give the first or the last instant at which a clock shows a time; of one that it leaves out, where it goes on."""
    first, second = _read_as(moment, local, 0), _read_as(moment, local, 1)
    if not _left_out(moment, local):
        return second if last else first
    low, high = second, first
    before = low.astimezone(local).utcoffset()
    while high - low > timedelta(microseconds=1):
        middle = low + (high - low) / 2
        low, high = (middle, high) if middle.astimezone(local).utcoffset() == before else (low, middle)
    return high


def _left_out(moment: datetime, local: ZoneInfo) -> bool:
    return _read_as(moment, local, 1) < _read_as(moment, local, 0)


def _read_as(moment: datetime, local: ZoneInfo, fold: int) -> datetime:
    return moment.replace(tzinfo=local, fold=fold).astimezone(UTC)


def _shown(moment: datetime, local: ZoneInfo, microseconds: int) -> str:
    shown = (moment + timedelta(microseconds=microseconds)).astimezone(local)
    return f"{shown + timedelta(microseconds=-microseconds):%Y-%m-%d %H:%M}"


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise WhenError(f"No time zone is named {name!r}.", cure="Write an IANA name, such as Africa/Bamako.") from None


def _offset_name(offset: tzinfo) -> str:
    shift = offset.utcoffset(None) or timedelta()
    return "UTC" if abs(shift) < timedelta(minutes=1) else _written(shift)


def _offset_at(moment: datetime, local: ZoneInfo) -> str:
    return _written(moment.astimezone(local).utcoffset() or timedelta())


def _written(shift: timedelta) -> str:
    minutes = int(abs(shift).total_seconds()) // 60
    return f"{'-' if shift < timedelta() else '+'}{minutes // 60:02d}:{minutes % 60:02d}"
