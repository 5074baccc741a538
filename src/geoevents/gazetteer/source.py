"""What a table of places has to offer for lookup by name, and the small tables that live in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from geoevents.gazetteer.names import key, skeleton
from geoevents.model.place import Place

OWN_KIND, OWN_SUFFIX = "places", ".sqlite"
"""Where tables lie that the user has imported, in the user's folder (see `stored`)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One place and every name it carries, the main one first, as they are written."""

    place: Place
    names: tuple[str, ...]


class PlaceSource(Protocol):
    """A table of places, numbered from 0, with its names indexed by key and by skeleton (see `names`)."""

    @property
    def by_hand(self) -> bool:
        """Whether it is small and made by hand, so that a name nearly the one asked for is no accident."""
        ...

    @property
    def numbers_of_geonames(self) -> bool:
        """Whether its numbers are GeoNames ids, by which one entry is known in several tables."""
        ...

    def carrying(self, folded: str) -> Sequence[int]:
        """Numbers of the places of which a name has this key."""
        ...

    def alike(self, bones: str) -> Iterator[str]:
        """Keys of this skeleton."""
        ...

    def has(self, bones: str) -> bool:
        """False when no name has this skeleton; True when one probably has (a quick look)."""
        ...

    def entry(self, number: int) -> Entry:
        """The place with this number."""
        ...


class PlaceTable:
    """A table in memory, in the order in which it is given: curated places, or those of a user or a case.

    Entries with one place id are one place: their names are put together.

    Examples
    --------
    >>> kidal = Place("case:kidal", "Kidal", "ML", 1.4092, 18.4435, 0.0, "case file")
    >>> table = PlaceTable([Entry(kidal, ("Kidal", "كيدال"))])
    >>> table.carrying(key("Kidal")), [*table.alike("kdl")], table.has("glk"), PlaceTable([]).has("kdl")
    ((0,), ['kidal', 'kydl'], False, False)
    """

    by_hand = True
    numbers_of_geonames = False

    def __init__(self, entries: Iterable[Entry]) -> None:
        merged: dict[str, Entry] = {}
        for entry in entries:
            known = merged.get(entry.place.id)
            names = (*known.names, entry.place.name, *entry.names) if known else (entry.place.name, *entry.names)
            merged[entry.place.id] = Entry(known.place if known else entry.place, tuple(dict.fromkeys(names)))
        self.entries = tuple(merged.values())
        numbers: dict[str, list[int]] = {}
        for number, entry in enumerate(self.entries):
            for folded in dict.fromkeys(key(name) for name in entry.names):
                if folded:
                    numbers.setdefault(folded, []).append(number)
        self._keys = {folded: tuple(found) for folded, found in numbers.items()}
        self._skeletons: dict[str, list[str]] = {}
        for folded in self._keys:
            self._skeletons.setdefault(skeleton(folded), []).append(folded)

    def carrying(self, folded: str) -> Sequence[int]:
        """Numbers of the places of which a name has this key."""
        return self._keys.get(folded, ())

    def alike(self, bones: str) -> Iterator[str]:
        """Keys of this skeleton."""
        yield from self._skeletons.get(bones, ())

    def has(self, bones: str) -> bool:
        """Whether a name has this skeleton."""
        return bones in self._skeletons

    def entry(self, number: int) -> Entry:
        """The place with this number."""
        return self.entries[number]
