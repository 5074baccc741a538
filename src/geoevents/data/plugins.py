"""What other packages add, by entry points: found by the metadata of what is installed, and tried one by one.

One that cannot be used keeps its name and says why; it never stops the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.metadata import Distribution

BORDERS = "geoevents.borders"
READERS = "geoevents.readers"
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
            found.append(_loaded(group, package, version, name, entry))
    return tuple(found)


def told(error: BaseException) -> str:
    """Say an error of other people's code in one line."""
    said = " ".join(str(error).split())[:_LONGEST]
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def _loaded(group: str, package: str, version: str, name: str, entry: Any) -> Plugin:
    try:
        return Plugin(group, name, package, version, entry.load())
    except (Exception, SystemExit) as error:
        return Plugin(group, name, package, version, None, told(error))


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
