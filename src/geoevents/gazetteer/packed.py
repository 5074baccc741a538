"""A large table of places in one compressed file that a cold process can ask for a name within milliseconds.

The file holds two sorted sequences, each cut into blocks that are compressed on their own: all keys in the order of
(skeleton, key), each with the numbers of the places that carry it, and the places themselves in the order of their main
name. The order by skeleton brings the spellings of a name together, so exact and fuzzy lookup read the same few blocks.

Layout: magic, length of the header (uint32), header (JSON, zlib), then the blocks one after another. All integers are
little-endian. A block is two zlib streams after the length of the first (uint32). Keys: the keys joined by line feeds |
for each key the count and the zigzag differences of its numbers, as variable-length integers. Places: one line a place
(country, main name, other names, separated by tabs) | four int32 columns (id, longitude and latitude in 1e-5 degrees,
population), all first bytes of a column first. The first block of all is one stream: a bit table of the CRC-32 of every
skeleton, which rules out most skeletons that are not there.
"""

from __future__ import annotations

import bisect
import functools
import json
import mmap
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from geoevents.errors import DataFileError
from geoevents.gazetteer.extent import NOTE, radius_from_population
from geoevents.gazetteer.names import key, skeleton
from geoevents.gazetteer.source import Entry
from geoevents.model.place import Place

MAGIC = b"GEOEVENTS PLACES 1\n"
KEYS_PER_BLOCK = 1024
PLACES_PER_BLOCK = 512
_DEGREE = 100_000


@dataclass(frozen=True, slots=True)
class Record:
    """One place as it is packed; `names` are the other names. Tabs and line feeds cannot be part of a name."""

    id: int
    name: str
    names: tuple[str, ...]
    country: str
    lon: float
    lat: float
    population: int


def pack(records: Iterable[Record], *, prefix: str, source: str) -> bytes:
    """Write a table of places.

    Parameters
    ----------
    records : iterable of Record
        In any order; the same records give the same bytes.
    prefix : str
        What place ids begin with ("geonames" for "geonames:2455290").
    source : str
        What `Place.source` says.

    Returns
    -------
    bytes
        The file.

    Examples
    --------
    >>> len(pack([], prefix="none", source="nothing")) < 700
    True
    """
    rows = sorted(records, key=lambda r: (_order(key(r.name)), r.country, -r.population, r.id))
    numbers: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        for folded in sorted({key(name) for name in (row.name, *row.names)} - {""}):
            numbers.setdefault(folded, []).append(number)
    keys = sorted(numbers, key=_order)
    first = keys[::KEYS_PER_BLOCK]
    key_blocks = [
        _pack_keys({k: numbers[k] for k in keys[start : start + KEYS_PER_BLOCK]})
        for start in range(0, len(keys), KEYS_PER_BLOCK)
    ]
    place_blocks = [
        _pack_places(rows[start : start + PLACES_PER_BLOCK]) for start in range(0, len(rows), PLACES_PER_BLOCK)
    ]
    skeletons = {skeleton(folded) for folded in keys}
    bits = bytearray(1 << max(7, len(skeletons).bit_length()))  # 8 to 16 bits a skeleton
    for bones in skeletons:
        bit = _bit(bones, bits)
        bits[bit >> 3] |= 1 << (bit & 7)
    blocks = [zlib.compress(bytes(bits), 9), *key_blocks, *place_blocks]
    ends = [0]
    for block in blocks:
        ends.append(ends[-1] + len(block))
    header = {
        "prefix": prefix,
        "source": source,
        "places": len(rows),
        "keys": len(keys),
        "first": first,
        "key_ends": ends[1 : len(key_blocks) + 2],
        "place_ends": ends[len(key_blocks) + 1 :],
    }
    packed = zlib.compress(json.dumps(header, ensure_ascii=False).encode(), 9)
    return b"".join((MAGIC, struct.pack("<I", len(packed)), packed, *blocks))


def _pack_keys(numbers: dict[str, list[int]]) -> bytes:
    text = "\n".join(numbers).encode()
    postings = bytearray()
    last = 0
    for found in numbers.values():
        postings += _varint(len(found))
        for number in found:
            postings += _varint((number - last) << 1 if number >= last else ((last - number) << 1) - 1)
            last = number
    return _streams(text, bytes(postings))


def _pack_places(rows: Sequence[Record]) -> bytes:
    columns = (
        [row.id for row in rows],
        [round(row.lon * _DEGREE) for row in rows],
        [round(row.lat * _DEGREE) for row in rows],
        [row.population for row in rows],
    )
    packed = [struct.pack(f"<{len(rows)}i", *column) for column in columns]
    text = "\n".join("\t".join((row.country, row.name, *row.names)) for row in rows).encode()
    return _streams(text, b"".join(column[byte::4] for column in packed for byte in range(4)))


def _streams(text: bytes, numbers: bytes) -> bytes:
    first = zlib.compress(text, 9)
    return struct.pack("<I", len(first)) + first + zlib.compress(numbers, 9)


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def _order(folded: str) -> tuple[str, str]:
    return skeleton(folded), folded


def _bit(bones: str, bits: bytes | bytearray) -> int:
    return zlib.crc32(bones.encode()) % (8 * len(bits))


class PackedPlaces:
    """A packed file, opened for lookup (a `PlaceSource`); blocks are decompressed when they are asked for.

    Raises
    ------
    DataFileError
        When the file is missing, is not one, or is truncated; also from the methods when a block is damaged.
    """

    by_hand = False
    numbers_of_geonames = False  # they are places in the file; ids have the prefix of GeoNames themselves

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            with path.open("rb") as stream:
                self._bytes = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise DataFileError(f"The table of places {path.name} cannot be opened.", cure="Reinstall it.") from error
        at = len(MAGIC) + 4
        if self._bytes[: len(MAGIC)] != MAGIC or len(self._bytes) < at:
            raise self._damaged()
        try:
            (length,) = struct.unpack("<I", self._bytes[at - 4 : at])
            header = json.loads(zlib.decompress(self._bytes[at : at + length]))
            self._start = at + length
            self._prefix: str = header["prefix"]
            self._source: str = header["source"]
            self._order = [_order(folded) for folded in header["first"]]
            self._key_ends: list[int] = header["key_ends"]
            self._place_ends: list[int] = header["place_ends"]
            self.places: int = header["places"]
            self.keys: int = header["keys"]
        except (zlib.error, ValueError, KeyError, TypeError) as error:
            raise self._damaged() from error
        if len(self._bytes) != self._start + self._place_ends[-1]:
            raise self._damaged()
        self._keys_of = functools.lru_cache(maxsize=64)(self._read_keys)
        self._numbers_of = functools.lru_cache(maxsize=64)(self._read_numbers)
        self._place_block = functools.lru_cache(maxsize=64)(self._read_places)
        self._filter = b""

    def __len__(self) -> int:
        return self.places

    def carrying(self, folded: str) -> Sequence[int]:
        """Numbers of the places of which a name has this key."""
        wanted = _order(folded)
        block = bisect.bisect_right(self._order, wanted) - 1
        if block < 0:
            return ()
        keys = self._keys_of(block)
        at = bisect.bisect_left(keys, wanted, key=_order)
        return self._numbers_of(block)[at] if at < len(keys) and keys[at] == folded else ()

    def alike(self, bones: str) -> Iterator[str]:
        """Keys of this skeleton."""
        wanted = (bones, "")
        block = max(0, bisect.bisect_left(self._order, wanted) - 1)
        while block < len(self._order) and self._order[block][0] <= bones:
            keys = self._keys_of(block)
            for at in range(bisect.bisect_left(keys, wanted, key=_order), len(keys)):
                if skeleton(keys[at]) != bones:
                    return
                yield keys[at]
            block += 1

    def has(self, bones: str) -> bool:
        """False when no name has this skeleton; about one True in ten is mistaken."""
        if not self._filter:
            self._filter = self._inflate(self._start, self._start + self._key_ends[0])
        bit = _bit(bones, self._filter)
        return bool(self._filter[bit >> 3] & (1 << (bit & 7)))

    def entry(self, number: int) -> Entry:
        """The place with this number (IndexError when there is none)."""
        if not 0 <= number < self.places:
            raise IndexError(f"There is no place number {number}.")
        block, row = divmod(number, PLACES_PER_BLOCK)
        (ids, lons, lats, populations), lines = self._place_block(block)
        country, name, *others = lines[row].split("\t")
        place = Place(
            id=f"{self._prefix}:{ids[row]}",
            name=name,
            country=country or None,
            lon=lons[row] / _DEGREE,
            lat=lats[row] / _DEGREE,
            radius_m=radius_from_population(populations[row]),
            source=self._source,
            population=populations[row],
            note=NOTE,
        )
        return Entry(place, (name, *others))

    def _read_keys(self, block: int) -> list[str]:
        text, _ = self._streams(self._key_ends[block], self._key_ends[block + 1])
        return self._inflate(*text).decode().split("\n")

    def _read_numbers(self, block: int) -> list[tuple[int, ...]]:
        _, numbers = self._streams(self._key_ends[block], self._key_ends[block + 1])
        postings = _varints(self._inflate(*numbers))
        table = []
        number = 0
        for count in postings:
            found = []
            for _ in range(count):
                step = next(postings)
                number += -((step + 1) >> 1) if step & 1 else step >> 1
                found.append(number)
            table.append(tuple(found))
        return table

    def _read_places(self, block: int) -> tuple[tuple[tuple[int, ...], ...], list[str]]:
        text, numbers = self._streams(self._place_ends[block], self._place_ends[block + 1])
        content = self._inflate(*numbers)
        count = len(content) // 16
        columns = []
        for start in range(0, len(content), 4 * count):
            column = bytearray(4 * count)
            for byte in range(4):
                column[byte::4] = content[start + byte * count : start + (byte + 1) * count]
            columns.append(struct.unpack(f"<{count}i", column))
        return tuple(columns), self._inflate(*text).decode().split("\n")

    def _streams(self, start: int, end: int) -> tuple[tuple[int, int], tuple[int, int]]:
        """Where in the file the two streams of a block begin and end."""
        start, end = self._start + start, self._start + end
        (length,) = struct.unpack_from("<I", self._bytes, start)
        return (start + 4, start + 4 + length), (start + 4 + length, end)

    def _inflate(self, start: int, end: int) -> bytes:
        try:
            return zlib.decompress(self._bytes[start:end])
        except zlib.error as error:
            raise self._damaged() from error

    def _damaged(self) -> DataFileError:
        return DataFileError(f"The table of places {self._path.name} is damaged or truncated.", cure="Reinstall it.")


def _varints(content: bytes) -> Iterator[int]:
    value = shift = 0
    for byte in content:
        value |= (byte & 127) << shift
        if byte & 128:
            shift += 7
        else:
            yield value
            value = shift = 0
