"""Thrift's compact protocol, as far as Parquet uses it: structs as dictionaries by the numbers of their fields."""

from __future__ import annotations

from typing import Any

_LEVELS = 32


class Damaged(Exception):  # noqa: N818 - not told to anybody as it is
    """What is no struct; data that end early raise IndexError."""


def struct_at(data: bytes, at: int, most: int) -> tuple[dict[int, Any], int]:
    """Read the struct that begins at a place, and where it ends.

    Raises
    ------
    IndexError
        The data end before it does.
    Damaged
        It is none, or has more than `most` values.

    Examples
    --------
    >>> struct_at(bytes([0x15, 0x08, 0x18, 0x02, 0x61, 0x62, 0x00]), 0, 10)
    ({1: 4, 2: b'ab'}, 7)
    """
    reader = _Reader(data, at, most)
    return reader.struct(0), reader.at


class _Reader:
    def __init__(self, data: bytes, at: int, most: int) -> None:
        self.data, self.at, self.left = data, at, most

    def varint(self) -> int:
        data, at = self.data, self.at
        byte = data[at]
        if byte < 0x80:
            self.at = at + 1
            return byte
        result, shift = byte & 0x7F, 7
        while True:
            at += 1
            byte = data[at]
            result |= (byte & 0x7F) << shift
            if byte < 0x80:
                self.at = at + 1
                return result
            shift += 7
            if shift > 63:
                raise Damaged("a number that does not end")

    def struct(self, level: int) -> dict[int, Any]:
        found: dict[int, Any] = {}
        number = 0
        while True:
            head = self.data[self.at]
            self.at += 1
            if head == 0:
                return found
            if head >> 4:
                number += head >> 4
            else:
                step = self.varint()
                number = (step >> 1) ^ -(step & 1)
            kind = head & 0x0F
            found[number] = kind == 1 if kind in (1, 2) else self.value(kind, level)

    def value(self, kind: int, level: int) -> Any:
        self.left -= 1
        if self.left < 0 or level > _LEVELS:
            raise Damaged("it is more intricate than any")
        if kind in (4, 5, 6):
            step = self.varint()
            return (step >> 1) ^ -(step & 1)
        if kind == 8:
            size = self.varint()
            begin = self.at
            if begin + size > len(self.data):
                raise IndexError("it ends early")
            self.at = begin + size
            return self.data[begin : self.at]
        if kind == 12:
            return self.struct(level + 1)
        if kind in (9, 10):
            return self.list(level)
        if kind in (1, 2, 3):
            self.at += 1
            return self.data[self.at - 1]
        if kind == 7:
            self.at += 8
            return self.data[self.at - 8 : self.at]
        if kind == 11:
            size = self.varint()
            kinds = self.varint() if size else 0
            for _ in range(size):
                self.value(kinds >> 4, level + 1)
                self.value(kinds & 0x0F, level + 1)
            return None
        raise Damaged(f"a value of kind {kind}")

    def list(self, level: int) -> list[Any]:
        head = self.data[self.at]
        self.at += 1
        size = head >> 4
        if size == 15:
            size = self.varint()
        if size > len(self.data):
            raise Damaged("a list that is longer than all")
        return [self.value(head & 0x0F, level + 1) for _ in range(size)]
