"""Dates and times in words to local intervals, before any time zone: the reading behind `when`.

English, French, Spanish, Arabic, Russian and Ukrainian; the words are data (`lexicon/`).
"""

from __future__ import annotations

from geoevents.dates.clock import ABOUT_A_TIME, PARTS_OF_DAY, SHORTLY
from geoevents.dates.days import edtf_days
from geoevents.dates.reading import NIGHT_BEGINS, NIGHT_ENDS, Span, days, interval, join, moment
from geoevents.dates.tokens import EDTF, ISO, folded, lex
from geoevents.errors import WhenError

__all__ = ["ABOUT_A_TIME", "NIGHT_BEGINS", "NIGHT_ENDS", "PARTS_OF_DAY", "SHORTLY", "Span", "read_span"]

_MAX_LENGTH = 200


def read_span(text: str) -> Span:
    """The local interval that a text says.

    Parameters
    ----------
    text
        At most 200 characters.

    Returns
    -------
    Span
        Without a zone, unless the text states an offset.

    Raises
    ------
    WhenError
        When it cannot be read without guessing.

    Examples
    --------
    >>> span = read_span("в ночь на 1 апреля 2025 года")
    >>> span.start.isoformat(), span.end.isoformat()
    ('2025-03-31T18:00:00', '2025-04-01T06:00:00')
    """
    plain = folded(text[: _MAX_LENGTH + 1]).text.strip(" .,")
    if not plain or len(text) > _MAX_LENGTH:
        raise _not_understood(text)
    span = _formal(plain, text)
    if span is None:
        span = _iso_interval(plain, text)
    if span is None:
        span = interval(lex(plain, text), text)
    if span is None:
        raise _not_understood(text)
    return span


def _formal(plain: str, text: str) -> Span | None:
    """ISO 8601 and EDTF, which need no words."""
    found = ISO.fullmatch(plain)
    if found is not None:
        return moment(found, text)
    if not EDTF.fullmatch(plain) or (len(plain) == 10 and plain.replace("-", "").isdigit()):
        return None
    begin, end, uncertain = edtf_days(plain, text)
    return days(begin, end, uncertain)


def _iso_interval(plain: str, text: str) -> Span | None:
    """A/B with ISO 8601 or EDTF on both sides."""
    first, slash, last = plain.partition("/")
    if not slash or not _iso_like(first):
        return None
    if not _iso_like(last):
        raise WhenError(f"{text!r}: the end {last!r} is not a date.", cure="Write 2025-03-31/2025-04-01.")
    return join(_iso_side(first, text), _iso_side(last, text), text)


def _iso_side(plain: str, text: str) -> Span:
    span = _formal(plain, text) or interval(lex(plain, text), text)
    if span is None:
        raise _not_understood(text)
    return span


def _iso_like(plain: str) -> bool:
    return bool(ISO.fullmatch(plain) or EDTF.fullmatch(plain))


def _not_understood(text: str) -> WhenError:
    return WhenError(
        f"not understood: {text[:80]!r}.",
        cure='Write "1 April 2025", "night of 31 March to 1 April 2025" or 2025-04-01T00:08.',
    )
