"""XML from anybody: no document type, no entity, bounded depth, and one part in memory at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import IO, Any
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from geoevents.errors import TableError

LEVELS = 64
PART_ELEMENTS = 500_000
"""Elements of one part, at most."""
TOKEN_BYTES = 1 << 20
"""One tag with its attributes, or one comment, at most: expat reads what is open from its beginning at every piece."""
_CHUNK = 1 << 16


def elements_for(packed_bytes: int) -> int:
    """How many elements XML may have that is packed into so many bytes: a few can stand for millions.

    Examples
    --------
    >>> elements_for(1_000), elements_for(10_000_000)
    (500000, 20000000)
    """
    return max(PART_ELEMENTS, 2 * packed_bytes)


class RefusedError(Exception):
    """Raised inside the parser, which passes it on."""


def xml_parts(
    name: str, stream: IO[bytes], wanted: Callable[[str], bool], most_bytes: int, most_elements: int | None = None
) -> Iterator[tuple[int, tuple[Element, ...], Element]]:
    """Give the elements of some names as trees, without the rest of the document in memory.

    Parameters
    ----------
    name
        For errors.
    stream
        XML; its own declaration says its encoding.
    wanted
        Whether an element of this local name (without its namespace) is a part. Parts within parts stay in them.
    most_bytes
        Of the stream.
    most_elements
        Of the stream, where it is unpacked.

    Yields
    ------
    line, above, part
        The line where a part begins, the elements around it (outermost first, with the texts of their children so
        far as attributes of the same name), and the part, with local names.

    Raises
    ------
    TableError
        What is not well formed, has a document type, is nested deeper than `LEVELS`, has a tag or a comment longer than
        `TOKEN_BYTES`, or is too large.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    found: list[tuple[int, tuple[Element, ...], Element]] = []
    above: list[Element] = []
    text: list[str] = []
    building: TreeBuilder | None = None
    depth = count = line = 0
    left = most_elements if most_elements is not None else most_bytes

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal building, depth, count, line, left
        left -= 1
        if left < 0:
            raise RefusedError("far more elements than its size allows")
        local = tag.rpartition(" ")[2]
        if len(above) + depth >= LEVELS:
            raise RefusedError(f"nested deeper than {LEVELS} levels")
        text.clear()
        if building is None and not wanted(local):
            above.append(Element(local, attributes))
            return
        if building is None:
            building, count, line = TreeBuilder(), 0, parser.CurrentLineNumber
        depth += 1
        count += 1
        if count > PART_ELEMENTS:
            raise RefusedError(f"more than {PART_ELEMENTS:,} elements in one part")
        building.start(local, {key.rpartition(" ")[2]: value for key, value in attributes.items()})

    def end(tag: str) -> None:
        nonlocal building, depth
        local = tag.rpartition(" ")[2]
        if building is None:
            done = above.pop()
            if above and len(done) == 0 and len(text) < 1_000:
                above[-1].set(local, "".join(text).strip()[:10_000])
            text.clear()
            return
        building.end(local)
        depth -= 1
        if depth == 0:
            found.append((line, tuple(above), building.close()))
            building = None

    def data(piece: str) -> None:
        if building is None:
            text.append(piece)
        else:
            building.data(piece)

    def refuse(*_: Any) -> None:
        raise RefusedError("it has a document type or an entity of its own")

    def refuse_long() -> None:
        raise RefusedError(f"a tag or a comment of more than {TOKEN_BYTES >> 20} MB")

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, data
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    taken = 0
    while True:
        chunk = stream.read(_CHUNK)
        taken += len(chunk)
        if taken > most_bytes:
            raise TableError(f"{name} has more than {most_bytes >> 20} MB of XML.", cure="Take a part of it.")
        try:
            parser.Parse(chunk, not chunk)
            if taken - parser.CurrentByteIndex > TOKEN_BYTES:
                refuse_long()
        except RefusedError as error:
            raise TableError(f"{name}:{parser.CurrentLineNumber}: {error}.", cure="Write it anew.") from None
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise TableError(f"{name}: it is not well formed: {error}.", cure="Write it anew.") from error
        yield from found
        found.clear()
        if not chunk:
            return
