"""Changes of borders and of who is on their sides since 1990: a table by hand (`changes.csv`), each with its source.

It lists what moved or settled a line, or put another state on one side of it, by the day from which it holds: the entry
into force of a treaty where that is what `what` says, else its signature; a judgment; a declaration. It takes no side:
what is not recognised says so. It is not complete. `state` means that a state came to be, ended or was divided; `line`
that a line, or what lies behind it, changed between the countries listed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib import resources

from geoevents.errors import DataFileError

FIRST_YEAR = 1990


@dataclass(frozen=True, slots=True)
class BorderChange:
    """A change: from which day it holds, its kind, the countries (ISO 3166 alpha-2), what it was, and who says so."""

    day: date
    kind: str
    countries: tuple[str, ...]
    what: str
    source: str

    def concerns(self, countries: Iterable[str]) -> bool:
        """Say whether this can matter to who asks about these countries.

        A new or ended state does when one of its countries is among them. A line does when two are, or when only one
        country is asked about at all: of two that are, only their common line matters.
        """
        asked = set(countries)
        met = len(asked & set(self.countries))
        return met > 0 and (self.kind == "state" or met > 1 or len(asked) == 1)


@lru_cache(maxsize=1)
def changes() -> tuple[BorderChange, ...]:
    """Give all changes of the table, the oldest first.

    Raises
    ------
    DataFileError
        The table is missing or cannot be read.

    Examples
    --------
    >>> changes()[0].day.year
    1990
    """
    place = resources.files("geoevents.atlas").joinpath("changes.csv")
    try:
        rows = list(csv.DictReader(place.read_text(encoding="utf-8").splitlines()))
        found = [
            BorderChange(
                date.fromisoformat(row["date"]),
                row["kind"],
                tuple(row["countries"].split()),
                row["what"],
                row["source"],
            )
            for row in rows
        ]
    except (OSError, ValueError, KeyError, AttributeError) as error:
        raise DataFileError(
            f"The table of border changes cannot be read: {error}.", cure="Reinstall geoevents."
        ) from error
    return tuple(sorted(found, key=lambda change: change.day))


def changes_between(first: date, last: date, countries: Iterable[str] | None = None) -> tuple[BorderChange, ...]:
    """Give the changes after one day and up to another, the oldest first.

    Parameters
    ----------
    first, last
        Days; a change on `first` had happened by then. In the wrong order they are exchanged.
    countries
        ISO 3166 alpha-2 codes; all changes when None.

    Returns
    -------
    tuple of BorderChange
        Empty when nothing is known to have changed.

    Examples
    --------
    >>> [change.what for change in changes_between(date(2010, 5, 1), date(2022, 5, 9), ["SD"])]
    ['South Sudan became independent of Sudan']
    """
    start, end = min(first, last), max(first, last)
    asked = None if countries is None else frozenset(countries)
    return tuple(
        change for change in changes() if start < change.day <= end and (asked is None or change.concerns(asked))
    )
