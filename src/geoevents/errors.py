"""Every error that geoevents raises on purpose.

Each one is a `GeoEventsError` and a builtin, so that callers can catch either, and each one carries a cure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


class GeoEventsError(Exception):
    """Base of all errors raised on purpose; `cure` says what to do about it."""

    def __init__(self, message: str, *, cure: str = "") -> None:
        super().__init__(f"{message} {cure}".strip() if cure else message)
        self.message = message
        self.cure = cure

    def __reduce__(self) -> tuple[Any, ...]:
        # As exceptions are pickled by default, the message would be given to `__init__`, whose arguments are others:
        # a pool of processes ends when it cannot read the error of one of them.
        return _again, (type(self), self.args, vars(self))

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows: the caller's own lines and the message; `%debug` and `__traceback__` have the rest."""
        import traceback

        own: list[str] = []
        for frame, line in traceback.walk_tb(self.__traceback__):
            package = str(frame.f_globals.get("__name__", "")).partition(".")[0]
            if package == __package__:
                break
            if package != "IPython":
                own += traceback.format_list(traceback.StackSummary.extract([(frame, line)]))
        own = [re.sub(r'File ".*[\\/]ipykernel_[^"]*"', "In a cell", text).rstrip() for text in own]
        return [*own, f"{type(self).__name__}: {self}"]


def _again(kind: type[GeoEventsError], args: tuple[Any, ...], attributes: Mapping[str, Any]) -> GeoEventsError:
    """Make an error that was pickled or copied again."""
    error = kind.__new__(kind)
    error.args = args
    vars(error).update(attributes)
    return error


class CoordinateError(GeoEventsError, ValueError):
    """A coordinate that cannot be one: out of range, ambiguous or unreadable."""


class OffGlobeError(CoordinateError):
    """A latitude beyond 90 or a longitude beyond 180 degrees."""


class QuantityError(GeoEventsError, ValueError):
    """A distance, number or rounding convention that cannot be read."""


class WhenError(GeoEventsError, ValueError):
    """A date or time that cannot be read without guessing."""


class PhraseError(GeoEventsError, ValueError):
    """A locality phrase with nothing in it that can be placed."""


class ArticleError(GeoEventsError, ValueError):
    """An article of which no draft can be made: no text, too large, in another language, or nothing in it."""


class GeometryError(GeoEventsError, ValueError):
    """A geometry that has no unique or no finite answer."""


class UnknownPlaceError(GeoEventsError, LookupError):
    """No candidate carries this name; `suggestions` are the nearest names."""

    def __init__(
        self, name: str, suggestions: Sequence[str] = (), where: str = "", elsewhere: Sequence[str] = ()
    ) -> None:
        shown = ", ".join(suggestions[:5])
        cure = f"Did you mean {shown}?" if shown else "Give coordinates, or add the place to a places file."
        if elsewhere:
            cure = f"There is one in {', '.join(elsewhere[:8])}: leave out the country, or write another."
        super().__init__(f"No place named {name!r} is known{f' in {where}' if where else ''}.", cure=cure)
        self.name = name
        self.suggestions = tuple(suggestions)


class UnknownAreaError(GeoEventsError, LookupError):
    """No administrative area carries this name; `suggestions` are the nearest names."""

    def __init__(self, name: str, suggestions: Sequence[str] = ()) -> None:
        shown = ", ".join(suggestions[:5])
        cure = f"Did you mean {shown}?" if shown else "Name a town, a country or coordinates instead."
        super().__init__(f"No region, province or state named {name!r} is known.", cure=cure)
        self.name = name
        self.suggestions = tuple(suggestions)


class AmbiguousPlaceError(GeoEventsError, LookupError):
    """Several candidates carry this name and nothing chooses between them."""

    def __init__(self, name: str, candidates: Sequence[str]) -> None:
        super().__init__(
            f"{len(candidates)} places are named {name!r}.",
            cure="Choose one with --pick N, or narrow them with --country CODE.",
        )
        self.name = name
        self.candidates = tuple(candidates)


class UnknownCountryError(GeoEventsError, LookupError):
    """A word or code that names no country."""


class UnknownBorderError(GeoEventsError, LookupError):
    """Two countries that share no border of the kind asked for."""


class UnknownDatasetError(GeoEventsError, LookupError):
    """A border dataset that is not registered."""


class DatasetError(GeoEventsError, ValueError):
    """A border dataset that cannot be registered as asked: its name, its date, options that exclude each other."""


class NoTerritoryError(GeoEventsError, LookupError):
    """A border dataset that has only lines, asked in which country a position lies."""


class DataFileError(GeoEventsError, OSError):
    """Embedded or registered data that is missing, truncated or altered."""


class LedgerError(GeoEventsError, ValueError):
    """A ledger that is none, or from which an answer cannot be made again."""


class TableError(GeoEventsError, ValueError):
    """A table that cannot be read as one, or lacks what is needed."""


class BoundaryError(GeoEventsError, ValueError):
    """A file of boundaries that cannot be registered; `problems` lists what is wrong with it, in file order.

    `more` counts problems beyond those that are listed.
    """

    def __init__(self, file: str, problems: Sequence[str], *, more: int = 0, cure: str = "") -> None:
        count = len(problems) + more
        head = f"{file}: {count:,} problem{'s' if count != 1 else ''}, nothing was registered"
        rest = [f"and {more:,} more"] if more else []
        super().__init__("\n".join([head, *(f"  {text}" for text in (*problems, *rest, *([cure] if cure else [])))]))
        self.file = file
        self.problems = tuple(problems)
        self.more = more
        self.cure = cure


class PlaceFileError(GeoEventsError, ValueError):
    """A file of places that cannot be imported; `problems` lists bad lines, in file order, as far as they are told."""

    def __init__(self, file: str, message: str, problems: Sequence[str] = (), *, cure: str = "") -> None:
        super().__init__("\n".join([f"{file}: {message}", *(f"  {text}" for text in problems)]), cure=cure)
        self.file = file
        self.problems = tuple(problems)


class OnlineError(GeoEventsError, OSError):
    """An online service that cannot be asked, or that answers what is no answer."""


class OutputError(GeoEventsError, OSError):
    """An output that cannot be written whole."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a file: where, what, the value, and the cure."""

    line: int
    column: int
    what: str
    cure: str = ""
    value: str = ""

    def __str__(self) -> str:
        where = f"{self.line}:{self.column}" if self.line else ""
        return "  ".join(part for part in (where, self.what, self.cure) if part)


class CaseError(GeoEventsError, ValueError):
    """A case file that is wrong; `problems` lists everything that is wrong in it, in file order."""

    def __init__(self, file: str, problems: Sequence[Problem]) -> None:
        self.file = file
        self.problems = tuple(sorted(problems, key=lambda p: (p.line, p.column)))
        count = len(self.problems)
        head = f"{file}: {count} problem{'s' if count != 1 else ''}, nothing was checked"
        super().__init__("\n".join([head, *(f"  {problem}" for problem in self.problems)]))
