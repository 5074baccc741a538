"""Dates and times that stand in prose, each with its place and, where its year is missing, the one given for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from geoevents.dates.days import MissingYearError
from geoevents.dates.reading import Span, interval
from geoevents.dates.tokens import UNKNOWN, YEAR, Folded, Token, folded, lex
from geoevents.errors import WhenError

LONGEST = 18
"""Tokens of the longest date that is looked for: a night with weekdays, years and an hour has 17."""

# What makes a date of a run of words: a day with its month, a formal date, or a month with its year.
_ANCHOR = re.compile("d[of]?m|md|m[^mdwn]{0,3}y|[ixj]|n[^mdwn]{0,4}d|w[^mdwn]{0,3}d")
_CLOCK = re.compile("[~<>]?[sAof]{0,2}(?:c|dhd|dha?|da|yh|M|O)h?a?,?z?")
_TRIMMED = frozenset("sAoft,e-/b")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date, night or time in a text: [start, end) in characters, and the words as they stand there.

    `span` is its local interval, or None for a time of day alone (`clock`) and for what `problem` says. `when` is how
    to write it so that it reads as `span`: `text` itself, or `text` with the year that was given.
    """

    start: int
    end: int
    text: str
    when: str
    span: Span | None
    year_inferred: bool = False
    clock: bool = False
    problem: str = ""


def find_dates(text: str, year: int | None = None, *, capitals: bool = False) -> tuple[FoundDate, ...]:
    """Dates, nights and times of day in prose, in the order of the text; none overlaps another.

    Parameters
    ----------
    text
        A sentence or more, in any of the languages that are read.
    year
        Taken for dates without one; None leaves those with a `problem`.
    capitals
        Whether months and weekdays begin with a capital, as in English: "may" is no month then.

    Returns
    -------
    tuple of FoundDate
        () when there is none.

    Examples
    --------
    >>> found = find_dates("On the night of April 1 to 2, the base was hit.", year=2025)
    >>> [(one.text, one.when, one.year_inferred) for one in found]
    [('On the night of April 1 to 2', 'On the night of April 1 to 2, 2025', True)]
    """
    plain = folded(text)
    try:
        tokens = lex(plain.text, text)
    except WhenError as error:
        return (FoundDate(0, len(text), text, text, None, problem=error.message),)
    if capitals:
        tokens = [_unless_capital(token, plain, text) for token in tokens]
    return tuple(_found(tokens, plain, text, year))


def _unless_capital(token: Token, plain: Folded, text: str) -> Token:
    if token.kind in "mw" and not text[plain.places[token.start]].isupper():
        return Token(UNKNOWN, None, token.start, token.end, token.text)
    return token


def _found(tokens: Sequence[Token], plain: Folded, text: str, year: int | None) -> Iterator[FoundDate]:
    kinds = "".join(token.kind for token in tokens)
    at = 0
    while at < len(tokens):
        stop = at
        while stop < len(tokens) and kinds[stop] != UNKNOWN:
            stop += 1
        if stop > at:
            yield from _in_run(tokens, kinds, at, stop, plain, text, year)
        at = stop + 1


def _in_run(
    tokens: Sequence[Token], kinds: str, at: int, stop: int, plain: Folded, text: str, year: int | None
) -> Iterator[FoundDate]:
    while at < stop:
        found = _longest(tokens, kinds, at, stop, plain, text, year)
        if found is None:
            at += 1
            continue
        yield found[0]
        at = found[1]


def _longest(
    tokens: Sequence[Token], kinds: str, at: int, stop: int, plain: Folded, text: str, year: int | None
) -> tuple[FoundDate, int] | None:
    """The longest date that begins at a token; a problem only when nothing shorter reads without one."""
    if kinds[at] == ",":
        return None
    trouble: tuple[FoundDate, int] | None = None
    for end in range(min(stop, at + LONGEST), at, -1):
        if kinds[end - 1] in _TRIMMED or not _ANCHOR.search(kinds, at, end):
            continue
        found = _read(tokens[at:end], plain, text, year)
        if found is None:
            continue
        if not found.problem:
            return found, end
        trouble = trouble or (found, end)
    if trouble is not None:
        return trouble
    clock = _CLOCK.match(kinds, at, stop)
    if clock is not None and kinds[at] not in ",oft":
        end = clock.end()
        while kinds[end - 1] == ",":
            end -= 1
        start, last = plain.original(tokens[at].start, tokens[end - 1].end)
        said = text[start:last]
        return FoundDate(start, last, said, said, None, clock=True), end
    return None


def _read(tokens: Sequence[Token], plain: Folded, text: str, year: int | None) -> FoundDate | None:
    start, end = plain.original(tokens[0].start, tokens[-1].end)
    said = text[start:end]
    try:
        span = interval(tokens, said)
        return None if span is None else FoundDate(start, end, said, said, span)
    except MissingYearError as error:
        if year is None:
            return FoundDate(start, end, said, said, None, problem=error.message)
        return _with_year(tokens, plain, text, year, said)
    except (WhenError, OverflowError) as error:
        return FoundDate(start, end, said, said, None, problem=getattr(error, "message", "beyond the calendar"))


def _with_year(tokens: Sequence[Token], plain: Folded, text: str, year: int, said: str) -> FoundDate | None:
    """The date with a year put behind its last day or month."""
    start, end = plain.original(tokens[0].start, tokens[-1].end)
    last = max(number for number, token in enumerate(tokens) if token.kind in "dm" and _is_date(tokens, number))
    at = plain.original(tokens[last].start, tokens[last].end)[1]
    put = Token(YEAR, year, tokens[last].end, tokens[last].end, str(year))
    joined = ", " if tokens[last].kind == "d" else " "
    when = f"{text[start:at]}{joined}{year:04d}{text[at:end]}"
    try:
        span = interval([*tokens[: last + 1], put, *tokens[last + 1 :]], when)
    except (WhenError, OverflowError) as error:
        return FoundDate(start, end, said, said, None, problem=getattr(error, "message", "beyond the calendar"))
    return None if span is None else FoundDate(start, end, said, when, span, year_inferred=True)


def _is_date(tokens: Sequence[Token], number: int) -> bool:
    """Whether a number is a day and not an hour: no word for hours follows it, and no half of the day."""
    following = tokens[number + 1].kind if number + 1 < len(tokens) else ""
    return tokens[number].kind == "m" or following not in ("h", "a", "q") or not any(t.kind == "c" for t in tokens)
