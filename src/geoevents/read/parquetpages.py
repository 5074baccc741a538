"""What the pages of a Parquet file will take in memory, from their headers, before any of them is unpacked.

A few bytes can stand for gigabytes: pages that unpack a thousandfold, long values that are stored once and meant in
every row, lists of millions of the same number. Arrow believes what it reads, and on some wrong footers it ends the
whole process; so the footer and the headers of pages, all in Thrift's compact protocol, are read here first.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from geoevents.errors import TableError
from geoevents.read.stream import Stored
from geoevents.read.thrift import Damaged, struct_at

_PAGE_RATIO = 200
"""How many times as large as packed a page may be, where it is larger than `_PAGE_BYTES`."""
_PAGE_BYTES = 16 << 20
_AT_ONCE_BYTES = 256 << 20
_PAGE_RATIO_TOGETHER = 50
_NESTED_VALUES = 16 << 20
_NESTED_RATIO = 64
_MOST_HEADER = 16 << 20
_LITTLE = 1 << 10
_VALUES_LEAST, _BYTES_A_VALUE = 500_000, 100
"""Values of a footer that are read: as many as a file of its size may have use for."""
_CODECS = {1: "snappy", 2: "gzip", 4: "brotli", 6: "zstd", 7: "lz4_raw"}
_TEXT, _FIXED = 6, 7
_PLAIN_BYTES = {1: 4, 4: 4, 2: 8, 5: 8}


@dataclass(frozen=True, slots=True)
class Pages:
    """How many rows at once take little memory, and what made columns smaller (nested ones are left out)."""

    rows_at_once: int
    stored: dict[str, Stored]


def looked_through(name: str, most: int) -> Pages:
    """Look through the footer and the headers of all pages.

    Parameters
    ----------
    name
        The file.
    most
        Rows at once, at most.

    Raises
    ------
    TableError
        What is no Parquet, and what would unpack to far more than it is.
    """
    with open(name, "rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        try:
            footer = _footer(stream, size)
            return _pages(name, stream, footer, most)
        except TableError:
            raise
        except (Damaged, LookupError, TypeError, AttributeError, ValueError, OSError, OverflowError) as error:
            raise TableError(f"{name} is no Parquet, or cannot be read: {error}.", cure="Write it anew.") from None


def _footer(stream: Any, size: int) -> dict[int, Any]:
    stream.seek(max(size - 8, 0))
    end = stream.read(8)
    if end[4:] == b"PARE":
        raise Damaged("it is encrypted")
    length = int.from_bytes(end[:4], "little")
    if end[4:] != b"PAR1" or length > size - 12:
        raise Damaged("its footer is not there")
    stream.seek(size - 8 - length)
    return struct_at(stream.read(length), 0, max(_VALUES_LEAST, size // _BYTES_A_VALUE))[0]


def _pages(name: str, stream: Any, footer: dict[int, Any], most: int) -> Pages:
    values: dict[tuple[bytes, ...], int] = {}
    stored: dict[str, Stored] = {}
    for number, group in enumerate(footer.get(4, [])):
        together = packed = 0
        for chunk in group[1]:
            meta = chunk[3]
            if not meta[5] and not group[3]:
                continue
            title = tuple(meta[3])
            if meta[5] > _NESTED_VALUES and meta[5] > _NESTED_RATIO * meta[7] and meta[5] > group[3]:
                raise _bomb(name, f"{meta[5]:,} values in {meta[7]:,} bytes")
            largest = value = 0
            for header, at in _headers(stream, meta):
                if header[2] > max(_PAGE_BYTES, _PAGE_RATIO * header[3]):
                    raise _bomb(name, f"a page of {header[3]:,} bytes that unpacks to {header[2]:,}")
                largest = max(largest, header[2])
                value = max(value, _value_bytes(stream, meta, header, at))
            values[title] = max(values.get(title, 0), value)
            together += largest
            packed += meta[7]
            if number == 0 and len(title) == 1:
                stored[title[0].decode("utf-8", "replace")] = _stored(meta)
        if together > max(_AT_ONCE_BYTES, _PAGE_RATIO_TOGETHER * packed):
            raise _bomb(name, f"pages of {packed:,} bytes that unpack to {together:,} at once")
    return Pages(max(1, min(most, _AT_ONCE_BYTES // max(sum(values.values()), 1))), stored)


def _bomb(name: str, what: str) -> TableError:
    return TableError(f"{name} has {what}.", cure="Write it anew.")


def _headers(stream: Any, meta: dict[int, Any]) -> Iterator[tuple[dict[int, Any], int]]:
    """Give the header of each page of a column chunk, and where the page itself begins."""
    dictionary = meta.get(11, 0)
    at = dictionary if 0 < dictionary < meta[9] else meta[9]
    end = at + meta[7]
    while at < end:
        look = _LITTLE
        while True:
            stream.seek(at)
            data = stream.read(look)
            try:
                header, used = struct_at(data, 0, _LITTLE)
                break
            except IndexError:
                if len(data) < look or look > _MOST_HEADER:
                    raise Damaged("a page ends early") from None
                look *= 16
        if not (header[2] >= 0 and header[3] >= 0):
            raise Damaged("a page of less than nothing")
        yield header, at + used
        at += used + header[3]


def _value_bytes(stream: Any, meta: dict[int, Any], header: dict[int, Any], at: int) -> int:
    """How many bytes one value of a page can have."""
    kind = meta[1]
    if kind in _PLAIN_BYTES or kind not in (_TEXT, _FIXED):
        return int(_PLAIN_BYTES.get(kind, 16))
    if 7 in header:
        count = header[7][1]
        if kind == _TEXT and header[2] > _LITTLE:
            return _longest(stream, meta[4], header, at)
        return int(header[2]) if kind == _TEXT else int(header[2]) // max(count, 1)
    page = header.get(5) or header.get(8) or {}
    return int(header[2]) // max(int(page.get(1, 1)), 1)


def _longest(stream: Any, codec: int, header: dict[int, Any], at: int) -> int:
    """Bytes of the longest of the values that are stored once."""
    stream.seek(at)
    data = stream.read(header[3])
    if codec != 0:
        try:
            data = pa.Codec(_CODECS[codec]).decompress(data, header[2], asbytes=True)
        except (LookupError, ValueError, pa.ArrowException, OSError):
            return int(header[2])
    longest = at = 0
    while at + 4 <= len(data):
        size = int.from_bytes(data[at : at + 4], "little")
        if size > longest:
            longest = size
        at += 4 + size
    return min(longest, len(data))


def _stored(meta: dict[int, Any]) -> Stored:
    plain = _PLAIN_BYTES.get(meta[1], 0) * meta[5]
    smaller = meta[6] < 0.7 * plain if plain else bool(meta.get(11, 0))
    return Stored(smaller, meta[7] < 0.9 * meta[6])
