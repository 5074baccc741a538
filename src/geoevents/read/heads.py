"""The row that names the columns: what has no name gets one, and a row below that looks like a head is asked about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from geoevents.errors import TableError
from geoevents.read.columns import names_positions

AHEAD = 30
"""Rows that are looked at for a head: titles and remarks stand above it."""


def named(name: str, header: Sequence[str], number: int) -> tuple[list[str], str | None]:
    """Give the columns' names, with column_8 for the eighth that has none, and what is to be said of that.

    Raises
    ------
    TableError
        A name that is there twice.

    Examples
    --------
    >>> named("a.csv", ["id", "", "lat"], 1)
    (['id', 'column_2', 'lat'], 'a.csv: column 2 has no name, and is called column_2.')
    """
    names = [title if title.strip() else f"column_{place}" for place, title in enumerate(header, start=1)]
    twice = sorted({title for title in names if names.count(title) > 1})
    if twice:
        places = [str(place) for place, title in enumerate(names, start=1) if title == twice[0]]
        raise TableError(
            f"{name}:{number}: the column {twice[0]!r} is there twice.",
            cure=f"Give columns {' and '.join(places)} each their own name.",
        )
    return names, of_nameless(name, [place for place, title in enumerate(header, start=1) if not title.strip()])


def of_nameless(name: str, places: Sequence[int]) -> str | None:
    """What is to be said of columns that have no name."""
    if not places:
        return None
    shown = ", ".join(map(str, places[:5])) + (" …" if len(places) > 5 else "")
    one = len(places) == 1
    return (
        f"{name}: column{'' if one else 's'} {shown} {'has' if one else 'have'} no name, "
        f"and {'is' if one else 'are'} called column_{places[0]}{'' if one else ' …'}."
    )


def require_head(name: str, number: int, header: Sequence[str], later: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Ask where the head is, where the row that should be it names no positions and one below names them.

    Parameters
    ----------
    name
        The file, for the question.
    number, header
        The row that is taken for the head.
    later
        Rows below it, of which `AHEAD` are looked at.

    Raises
    ------
    TableError
        The question.

    Examples
    --------
    >>> require_head("a.csv", 1, ["Incident log", "", ""], [(3, ["id", "lat", "lon"])])
    Traceback (most recent call last):
    geoevents.errors.TableError: a.csv: row 1 ('Incident log') names no positions, ... Say so with --head 3, or ... 1.
    """
    title = [cell for cell in header if cell.strip()]
    if names_positions(title):
        return
    for at, row in later:
        if at > number + AHEAD:
            return
        cells = [cell for cell in row if cell.strip()]
        # A single cell above columns is a title; of anything else only degrees are known to be a head.
        if names_positions(cells, any_kind=len(title) == 1 and len(cells) > 1):
            told = title[0].strip()[:40] if title else ""
            raise TableError(
                f"{name}: row {number} ({told!r}) names no positions, and row {at} looks like names of columns.",
                cure=f"Say so with --head {at}, or take the first as it is with --head {number}.",
            )
