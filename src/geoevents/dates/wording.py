"""Dates, nights and times back to words, in each of the languages that are read."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from geoevents.dates.vocabulary import LANGUAGES, lexicon
from geoevents.errors import WhenError


def write_date(day: date, lang: str = "en", *, weekday: bool = False) -> str:
    """A date in words.

    Parameters
    ----------
    day
        Any date.
    lang
        One of `LANGUAGES`.
    weekday
        Put the name of the weekday before it.

    Returns
    -------
    str
        Words that `read_span` reads as this day.

    Raises
    ------
    WhenError
        For a language without a lexicon.

    Examples
    --------
    >>> write_date(date(2025, 4, 1), "fr", weekday=True), write_date(date(2025, 4, 1), "ru")
    ('mardi 1er avril 2025', '1 апреля 2025 года')
    """
    data = _writing(lang)
    written = data["date"].format(day=_day(day, lang), month=_month(day, lang), year=f"{day.year:04d}")
    return f"{lexicon(lang)['weekdays'][day.weekday()][0]} {written}" if weekday else str(written)


def write_night(evening: date, lang: str = "en") -> str:
    """The night that begins on an evening, in words.

    Raises
    ------
    WhenError
        For a language without a lexicon.
    OverflowError
        For the last evening of the year 9999.

    Examples
    --------
    >>> write_night(date(2025, 3, 31), "es")
    'noche del 31 de marzo al 1 de abril de 2025'
    """
    morning = evening + timedelta(days=1)
    template = str(_writing(lang)["night"])
    return template.format(
        day=_day(evening, lang),
        month=_month(evening, lang),
        next_day=_day(morning, lang),
        next_month=_month(morning, lang),
        year=f"{morning.year:04d}",
    )


def write_time(moment: datetime, lang: str = "en") -> str:
    """A local time to the minute with its date, in words.

    Examples
    --------
    >>> write_time(datetime(2025, 4, 1, 0, 8), "uk")
    'о 00:08 1 квітня 2025 року'
    """
    return str(_writing(lang)["time"]).format(clock=f"{moment:%H:%M}", date=write_date(moment.date(), lang))


def _writing(lang: str) -> dict[str, str]:
    if lang not in LANGUAGES:
        raise WhenError(f"Dates are not written in language {lang!r}.", cure=f"There are: {', '.join(LANGUAGES)}.")
    return dict(lexicon(lang)["writing"])


def _day(day: date, lang: str) -> str:
    return _writing(lang).get("first_day", "1") if day.day == 1 else str(day.day)


def _month(day: date, lang: str) -> str:
    return str(lexicon(lang)["months"][day.month - 1][0])
