"""Times of day: since when the day began, how long the last part written lasts, and the offset that goes with it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta, timezone, tzinfo

from geoevents.dates.tokens import CLOCK, YEAR, Token
from geoevents.errors import WhenError

#: How far "about 22:00" may be off, either way. Our own choice.
ABOUT_A_TIME = timedelta(minutes=30)

#: How long before or after a time "shortly" reaches. Our own choice.
SHORTLY = timedelta(hours=1)

#: Hours from and to which a part of the day lasts, local time: wide, so that no report is cut short. Our own choice.
PARTS_OF_DAY = {
    "small_hours": (0, 6),
    "dawn": (3, 8),
    "morning": (4, 12),
    "afternoon": (12, 19),
    "evening": (16, 24),
}


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day: `start` since midnight, `length` of the last part that is written.

    `mark` is "~" (about), "<" (shortly before), ">" (shortly after) or "".
    """

    start: timedelta
    length: timedelta
    mark: str = ""
    offset: tzinfo | None = None
    midnight: bool = False


def clock_of(tokens: Sequence[Token], text: str) -> Clock:
    """The time that the tokens of a time say; the pattern that found them has seen to their order."""
    by_kind: dict[str, list[Token]] = {}
    for token in tokens:
        by_kind.setdefault(token.kind, []).append(token)
    mark = next((token.kind for token in tokens if token.kind in "~<>"), "")
    zone = by_kind["z"][0] if "z" in by_kind else None
    offset = None if zone is None else _offset(zone, text)
    if "M" in by_kind or "O" in by_kind:
        return Clock(timedelta(hours=12 if "O" in by_kind else 0), timedelta(minutes=1), mark, offset, "M" in by_kind)
    minute: int | None = None
    second: int | None = None
    if CLOCK in by_kind:
        found = by_kind[CLOCK][0].value
        hour, minute = int(found["hour"]), int(found["minute"])
        second = None if found["second"] is None else int(found["second"])
    elif YEAR in by_kind:  # "2230 hours"
        hour, minute = divmod(by_kind[YEAR][0].value, 100)
    else:
        hour = by_kind["d"][0].value
        minute = by_kind["d"][1].value if len(by_kind["d"]) > 1 else None
    half = next((token.value for token in by_kind.get("a", ())), "")
    part = next((token.value for token in tokens if token.kind in "qQ"), "")
    if half:
        if not 1 <= hour <= 12:
            raise WhenError(f"{text!r}: {hour} {half} is no time.", cure="Write 00:08 or 12:08 am.")
        hour = hour % 12 + 12 * (half == "pm")
    return _checked(_in_part(hour, part, text) if part else hour, minute, second, text, mark, offset)


def iso_clock(found: re.Match[str], text: str) -> Clock:
    """The time of an ISO 8601 date and time."""
    hour, minute, second = int(found["hour"]), int(found["minute"]), found["second"]
    clock = _checked(hour, minute, None if second is None else int(second), text, "", None)
    return Clock(clock.start, clock.length, offset=_iso_offset(found["zone"], text))


def _checked(hour: int, minute: int | None, second: int | None, text: str, mark: str, offset: tzinfo | None) -> Clock:
    if hour > 24 or (minute or 0) > 59 or (second or 0) > 59 or (hour == 24 and (minute or 0) + (second or 0)):
        raise WhenError(
            f"{text!r}: {hour:02d}:{minute or 0:02d}:{second or 0:02d} is no time.", cure="Write 00:00 to 24:00."
        )
    length = timedelta(hours=1) if minute is None else timedelta(minutes=1) if second is None else timedelta(seconds=1)
    return Clock(timedelta(hours=hour, minutes=minute or 0, seconds=second or 0), length, mark, offset)


def _in_part(hour: int, part: str, text: str) -> int:
    """Hour of 24 from one of 12 and its part of the day: "11 in the evening", "2 de la madrugada"."""
    if part == "night":
        fits = [hour % 12 + 12] if hour % 12 >= 6 else [hour % 12]
    else:
        begins, ends = PARTS_OF_DAY[part]
        # "3 in the morning" is one, though no report of a morning means that hour.
        begins = 0 if part == "morning" else begins
        fits = [at for at in (hour % 12, hour % 12 + 12) if begins <= at < ends]
    if hour > 12:
        fits = [at for at in fits if at == hour]
    # Which midnight "12 at night" is, and whether "12 in the morning" is noon, differs from speaker to speaker.
    if len(fits) != 1 or (hour == 12 and part != "afternoon"):
        raise WhenError(f"{text!r}: {hour} in that part of the day is no time.", cure="Write it like 22:08.")
    return fits[0]


def _offset(zone: Token, text: str) -> tzinfo | None:
    if zone.value == "local":
        return None
    if zone.value == "utc":
        return UTC
    sign, hours, minutes = (zone.value[name] for name in ("sign", "hours", "minutes"))
    return _fixed(sign, int(hours), int(minutes or 0), zone.text.strip(), text)


def _iso_offset(zone: str | None, text: str) -> tzinfo | None:
    if not zone:
        return None
    if zone in ("z", "utc"):
        return UTC
    digits = zone[1:].replace(":", "")
    return _fixed(zone[0], int(digits[:2]), int(digits[2:] or 0), zone, text)


def _fixed(sign: str, hours: int, minutes: int, written: str, text: str) -> tzinfo:
    if hours > 14 or minutes > 59:
        raise WhenError(f"{text!r}: there is no offset {written}.", cure="Offsets run from -12:00 to +14:00.")
    shift = timedelta(hours=hours, minutes=minutes) * (-1 if sign == "-" else 1)
    return UTC if not shift and written.startswith(("utc", "gmt")) else timezone(shift)
