"""What other packages add, by entry points: found by the metadata of what is installed, and tried one by one.

One that cannot be used keeps its name and says why; it never stops the others.
"""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geoevents.errors import GeoEventsError

if TYPE_CHECKING:
    from importlib.metadata import Distribution

BORDERS = "geoevents.borders"
READERS = "geoevents.readers"
PATIENCE_S = 5.0
"""After how long one hears for whom one waits."""
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Plugin:
    """One entry point: its name, the package that has it, and what it gives; `error` says why it cannot be used."""

    group: str
    name: str
    package: str
    version: str
    value: Any = None
    error: str = ""

    def __str__(self) -> str:
        what = {BORDERS: "border dataset", READERS: "reader"}.get(self.group, self.group)
        return f"the {what} {self.name} of the package {self.package} {self.version}"


class BrokenError(Exception):
    """What other people's code raised, in one line."""


@lru_cache(maxsize=4)
def plugins(group: str) -> tuple[Plugin, ...]:
    """Load every entry point of a group, sorted by package and name.

    Parameters
    ----------
    group
        `BORDERS` or `READERS`.

    Returns
    -------
    tuple of Plugin
        Of two with one name the second is an error; so is one whose package raises when it is imported.

    Examples
    --------
    >>> plugins("geoevents.nothing")
    ()
    """
    found: list[Plugin] = []
    for package, version, name, entry in sorted(_entries(group), key=lambda one: one[:3]):
        first = next((one for one in found if one.name == name and not one.error), None)
        if first is not None:
            found.append(Plugin(group, name, package, version, None, f"the package {first.package} has this name too"))
        elif isinstance(entry, Exception):
            found.append(Plugin(group, name, package, version, None, told(entry)))
        else:
            found.append(_loaded(Plugin(group, name, package, version), entry))
    return tuple(found)


def told(error: BaseException) -> str:
    """Say an error of other people's code in one line."""
    said = " ".join(str(error).split())[:_LONGEST]
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


@contextmanager
def theirs(plugin: Plugin) -> Iterator[None]:
    """Run other people's code: standard output stays ours, and after a while one hears for whom one waits.

    Raises
    ------
    BrokenError
        For whatever it raises but an interrupt and the errors of this package.

    Examples
    --------
    >>> with theirs(Plugin(READERS, "dots", "toy-pack", "1.0")):
    ...     int("seven")
    Traceback (most recent call last):
    ...
    geoevents.data.plugins.BrokenError: ValueError: invalid literal for int() with base 10: 'seven'
    """
    waiting = threading.Timer(PATIENCE_S, lambda: print(f"still waiting for {plugin}", file=sys.stderr, flush=True))
    waiting.daemon = True
    waiting.start()
    try:
        with redirect_stdout(sys.stderr):
            yield
    except (KeyboardInterrupt, GeoEventsError):
        raise
    except BaseException as error:  # a plugin may raise what is no Exception, and end nothing of ours by it
        raise BrokenError(told(error)) from error
    finally:
        waiting.cancel()


def _loaded(plugin: Plugin, entry: Any) -> Plugin:
    try:
        with theirs(plugin):
            return replace(plugin, value=entry.load())
    except BrokenError as error:
        return replace(plugin, error=str(error))
    except GeoEventsError as error:
        return replace(plugin, error=told(error))


def _entries(group: str) -> Iterator[tuple[str, str, str, Any]]:
    from importlib.metadata import distributions

    seen: set[str] = set()
    for distribution in distributions():
        try:
            text = distribution.read_text("entry_points.txt") or ""
        except (OSError, ValueError):
            continue  # unreadable for everybody, and nothing says that it is meant for us
        if group not in text:
            continue
        package, version = _named(distribution)
        # As for imports, what comes first on the path is what counts.
        key = re.sub(r"[-_.]+", "-", package).lower()
        if key in seen:
            continue
        seen.add(key)
        try:
            entries = [(entry.name, entry) for entry in distribution.entry_points if entry.group == group]
        except Exception as error:
            yield package, version, "?", error
            continue
        for name, entry in entries:
            yield package, version, name, entry


def _named(distribution: Distribution) -> tuple[str, str]:
    try:
        return str(distribution.metadata["Name"]), str(distribution.version)
    except Exception:
        return "a package without a name", "?"
