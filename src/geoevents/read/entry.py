"""One mapping of a case file, read key by key, with everything already known to be wrong left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from geoevents.read.shape import Notes, Path
from geoevents.read.suggest import did_you_mean, in_order
from geoevents.read.yaml import Mapping, Node, Scalar, Sequence


@dataclass(frozen=True, slots=True)
class Entry:
    """A mapping at its path in the file."""

    node: Mapping
    path: Path
    notes: Notes

    def value(self, key: str) -> Node | None:
        """The node under `key`; None when there is none or when it is wrong."""
        node = self.node.get(key)
        return node if node is not None and self.notes.readable((*self.path, key)) else None

    def scalar(self, key: str) -> Scalar | None:
        """The value under `key` when it is one text."""
        node = self.value(key)
        return node if isinstance(node, Scalar) else None

    def text(self, key: str) -> str | None:
        """The text under `key`."""
        node = self.scalar(key)
        return node.text if node is not None else None

    def scalars(self, key: str) -> tuple[Scalar, ...]:
        """The text or list of texts under `key`."""
        node = self.value(key)
        if isinstance(node, Sequence):
            items = enumerate(node.items)
            return tuple(i for n, i in items if isinstance(i, Scalar) and self.notes.readable((*self.path, key, n)))
        return (node,) if isinstance(node, Scalar) else ()

    def below(self, key: str) -> Entry | None:
        """The mapping under `key`."""
        node = self.value(key)
        return Entry(node, (*self.path, key), self.notes) if isinstance(node, Mapping) else None

    def entries(self, key: str) -> Iterator[tuple[int, Entry]]:
        """The mappings of the list under `key`, with their places in it."""
        node = self.value(key)
        for index, item in enumerate(node.items if isinstance(node, Sequence) else ()):
            path = (*self.path, key, index)
            if isinstance(item, Mapping) and self.notes.readable(path):
                yield index, Entry(item, path, self.notes)

    def refuse(self, key: str, cure: str, node: Node | None = None) -> None:
        """Note that the value under `key` (or this one of its values) is wrong."""
        self.notes.add(node or self.node.get(key) or self.node, key, cure, (*self.path, key))

    def known(self, key: str, ids: frozenset[str], what: str) -> str | None:
        """The id under `key` if there is such a thing; else the file is told which there are."""
        node = self.scalar(key)
        if node is None:
            return None
        if node.text in ids:
            return node.text
        self.refuse(key, f"no such {what}; {did_you_mean(node.text, in_order(ids))}")
        return None
