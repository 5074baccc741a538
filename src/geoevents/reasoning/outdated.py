"""Border datasets that are drawn at another time than that of the events: what changed in between."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, is_dataclass
from datetime import date

from geoevents import atlas
from geoevents.atlas.changes import BorderChange, changes_between
from geoevents.atlas.territories import drawn_at
from geoevents.model import At, Case, Dataset, Place
from geoevents.when import Window

YEARS_APART = 5
"""A dataset this many years from the events is said to be, though no change between them is known."""
MOST_CHANGES = 6

_COUNTRY_FIELDS = frozenset({"country", "neighbour", "side"})
Days = tuple[date, date]


def dating_warnings(
    case: Case, borders: str, *, places: Iterable[Place] = (), datasets: Sequence[Dataset] | None = None
) -> tuple[str, ...]:
    """Say which border datasets show another state of the world than that of a case's events.

    Parameters
    ----------
    case
        Its claims' `when` say when the events were; without any there is nothing to say.
    borders
        The scenario's dataset, on which positions are looked up.
    places
        The candidates that the scenario chooses; their countries are concerned too.
    datasets
        Those that figures are given on; every dataset when None, for every fix is measured on every one.

    Returns
    -------
    tuple of str
        One warning for each change between the events and one dataset or more, which it names with their dates; then
        one for each other dataset that is five years from the events, or undated.

    Examples
    --------
    >>> from geoevents import data
    >>> from geoevents.read.case import read_case
    >>> dating_warnings(read_case(data.path("cases/tinzaouatine-2025.yaml")), "osm-2026c")
    ()
    """
    events = _days_of_events(case)
    if events is None:
        return ()
    concerned = countries_concerned(case, borders, places)
    crossed: dict[BorderChange, list[Dataset]] = {}
    apart = []
    for dataset in atlas.datasets() if datasets is None else datasets:
        days = days_of(dataset.date)
        if days is None:
            if dataset.name == borders:
                apart.append(f"{dataset.name} is undated: whether a border changed since the events, nobody can say.")
            continue
        # Whatever can lie between the two, whichever is first.
        between = changes_between(min(events[0], days[0]), max(events[1], days[1]), concerned)
        for change in between:
            crossed.setdefault(change, []).append(dataset)
        if not between and abs(days[0].year - events[0].year) >= YEARS_APART:
            apart.append(f"{dataset.name} is of {dataset.date}; the events are of {events[0].year}.")
    return (*_told(crossed, _when(case)), *apart)


def countries_concerned(case: Case, borders: str, places: Iterable[Place] = ()) -> frozenset[str]:
    """Give the countries that a case is about: of its parties, its words, the positions stated and the places meant."""
    clauses = [clause for claim in case.claims for clause in claim.clauses]
    clauses += [clause for supposed in case.suppositions for _, clause in supposed.clauses]
    found = {source.party for source in case.sources if source.party}
    for clause in clauses:
        found.update(_countries_in(clause))
    found.update(place.country for place in places if place.country)
    at = [clause.where for clause in clauses if isinstance(clause, At)]
    drawn = drawn_at([where.lon for where in at], [where.lat for where in at], borders) if at else []
    found.update(code for codes in drawn for code in codes or ())
    return frozenset(found)


def _countries_in(record: object) -> Iterator[str]:
    """Every country that a clause names, in itself or in what it is measured from."""
    if not is_dataclass(record):
        return
    for field in fields(record):
        value = getattr(record, field.name)
        if field.name in _COUNTRY_FIELDS and isinstance(value, str):
            # The side of a coast is "sea" or "inland".
            if len(value) == 2 and value.isupper():
                yield value
        else:
            yield from _countries_in(value)


def days_of(text: str) -> Days | None:
    """Give the first and the last day of a year, a month or a day as datasets write them; None for anything else.

    Examples
    --------
    >>> days_of("2024-02")
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    >>> days_of("undated")
    """
    written = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", text)
    if written is None:
        return None
    year, month, day = (int(part) if part else None for part in written.groups())
    try:
        first = date(year or 0, month or 1, day or 1)
        last_day = day or calendar.monthrange(first.year, month or 12)[1]
        return first, date(first.year, month or 12, last_day)
    except ValueError:
        return None


def _whens(case: Case) -> list[Window]:
    return [claim.when for claim in case.claims if claim.when and not claim.retracted]


def _days_of_events(case: Case) -> Days | None:
    whens = _whens(case)
    if not whens:
        return None
    return min(when.start for when in whens).date(), max(when.end for when in whens).date()


def _when(case: Case) -> str:
    """Say when the events were: in the words of the case where they are the same for all, else from day to day."""
    words = {when.text for when in _whens(case)}
    if len(words) == 1:
        return words.pop()
    first, last = _days_of_events(case) or ("", "")
    return f"{first} to {last}"


def _told(crossed: dict[BorderChange, list[Dataset]], when: str) -> Iterator[str]:
    told = sorted(crossed, key=lambda change: change.day)
    for change in told[:MOST_CHANGES]:
        drawn = ", ".join(f"{dataset.name} ({dataset.date})" for dataset in crossed[change])
        yield (
            f"{change.what}, {change.day} ({change.source}). Events: {when}; borders: {drawn}. "
            "Lines and sides there may be others than at the time."
        )
    if len(told) > MOST_CHANGES:
        rest = ", ".join(change.day.isoformat() for change in told[MOST_CHANGES:])
        yield f"Borders of these countries changed more often between the events and the border data: {rest}."
