"""When the rows of a table were, from a column of dates: what a time slider can filter by."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from geoevents.dates import read_span
from geoevents.errors import WhenError

TITLES = ("when", "event_date", "date")
"""Columns that are looked at, the first of these first; the case of letters does not matter."""
_PAIRS = (("date_start", "date_end"), ("start_date", "end_date"))
_ISO = re.compile(
    r"(\d{4})(?:-?(\d\d)(?:-?(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?\s?(Z|[+-]\d\d:?\d\d)?)?)?)?"
)


_ORDERED = re.compile(r"\s*\d{1,2}([./-])\d{1,2}\1\d{2,4}\b")
_IN_WORDS = 20_000
"""Different texts of a column of which dates in words are read; more are no dates in words."""


def columns_of_time(names: Sequence[str]) -> tuple[str, str] | None:
    """Name the columns that say from when to when; None where there are none.

    Examples
    --------
    >>> columns_of_time(["id", "Event_Date"]), columns_of_time(["date_start", "date_end"]), columns_of_time(["id"])
    (('Event_Date', 'Event_Date'), ('date_start', 'date_end'), None)
    """
    known = {name.strip().casefold(): name for name in reversed(names)}
    for title in TITLES:
        if title in known:
            return known[title], known[title]
    for begin, end in _PAIRS:
        if begin in known and end in known:
            return known[begin], known[end]
    return None


def spans_of(begin: Sequence[str], end: Sequence[str]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """First and last instant of each pair of texts, in seconds since 1970; NaN where they are no dates.

    A date is the whole day, a month the whole month, "a/b" from the begin of a to the end of b. What names no zone is
    taken for UTC. Dates are ISO dates, or words that can be read in one way ("7 August 2024"); where day and month of
    one text could be exchanged, none of the column is read that is written so: `question_of` asks.

    Examples
    --------
    >>> first, last = spans_of(["2025-03-31", "1970-01-01T00:01Z", "31/03"], ["2025-03-31", "1970-01-01T00:01Z", ""])
    >>> (last - first).tolist(), first[1]
    ([86400.0, 60.0, nan], np.float64(60.0))
    """
    pairs = set(zip(begin, end, strict=True))
    texts = {text for pair in pairs for text in pair}
    words = _in_words(texts) if len(texts) <= _IN_WORDS else {}
    known: dict[tuple[str, str], tuple[float, float]] = {}
    for pair in pairs:
        first = words.get(pair[0]) or _span(pair[0].partition("/")[0])
        last = words.get(pair[1]) or _span(pair[1].rpartition("/")[2])
        good = first is not None and last is not None and first[0] <= last[1]
        known[pair] = (first[0], last[1]) if good and first and last else (np.nan, np.nan)
    both = np.array([known[pair] for pair in zip(begin, end, strict=True)], dtype=np.float64).reshape(-1, 2)
    return both[:, 0].copy(), both[:, 1].copy()


def question_of(texts: Iterable[str]) -> str:
    """Ask what a date means of which day and month could be exchanged; "" where there is none.

    Examples
    --------
    >>> question_of(["13/08/2024", "07/08/2024"]), question_of(["2024-08-07", "7 August 2024", "13/08/2024"])
    ("'07/08/2024': 7 August or July 8? Write dates as 2024-08-07.", '')
    """
    for text in islice(sorted(set(texts)), _IN_WORDS):
        if _ORDERED.match(text):
            try:
                read_span(text.strip())
            except WhenError as error:
                if "?" in error.message:
                    return f"{error.message.partition('?')[0]}? Write dates as 2024-08-07."
    return ""


def _in_words(texts: Collection[str]) -> dict[str, tuple[float, float]]:
    """Read what is no ISO date, as long as it can be read in one way."""
    unsure = bool(question_of(texts))
    found = {}
    for text in texts:
        said = text.strip()
        if not said or _ISO.fullmatch(said.partition("/")[0][:40]) or (unsure and _ORDERED.match(text)):
            continue
        try:
            span = read_span(said)
        except WhenError:
            continue
        zone = span.offset or UTC
        found[text] = (span.start.replace(tzinfo=zone).timestamp(), span.end.replace(tzinfo=zone).timestamp())
    return found


def _span(text: str) -> tuple[float, float] | None:
    found = _ISO.fullmatch(text.strip()[:40])
    if found is None:
        return None
    year, month, day, hour, minute, second, zone = found.groups()
    if "-" not in text and len(text.strip()) == 6:
        return None  # 202503 is a month to some, a day to others
    try:
        start = datetime(int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), int(second or 0),
                         tzinfo=UTC)  # fmt: skip
        if hour:
            last = start + timedelta(seconds=1 if second else 60)
        elif day:
            last = start + timedelta(days=1)
        elif month:
            last = datetime(start.year + start.month // 12, start.month % 12 + 1, 1, tzinfo=UTC)
        else:
            last = datetime(start.year + 1, 1, 1, tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
    off = 0
    if zone and zone != "Z":
        off = (int(zone[1:3]) * 60 + int(zone[-2:])) * (-60 if zone[0] == "-" else 60)
    return start.timestamp() - off, last.timestamp() - off
