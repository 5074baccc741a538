"""The parts of a workbook, looked over before a library builds objects of them: what a few bytes of XML may ask for."""

from __future__ import annotations

import zipfile
from typing import IO, Any
from xml.parsers import expat

from geoevents.errors import TableError
from geoevents.read.xmlrows import LEVELS, TOKEN_BYTES, RefusedError, elements_for

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
MOST_SHEETS = 256
_MOST_OTHERS = 60_000
"""Elements of styles, of the list of sheets and the like: each becomes an object."""
_MOST_FORMAT = 1_000
"""Letters of a number format; spreadsheets allow 255."""
_MOST_GAPS = 5_000_000
"""Cells between those that are there, which a reader fills up."""
_CHUNK = 1 << 16
_MARKS = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"


def look_over(name: str, archive: zipfile.ZipFile) -> None:
    """Read the XML of all members once.

    Raises
    ------
    TableError
        A document type, a row or a column that no sheet has, elements without end.
    """
    listed = archive.infolist()
    left = elements_for(sum(one.compress_size for one in listed))
    for one in listed:
        with archive.open(one) as member:
            begin = member.read(_CHUNK)
            # What does not begin so is no XML to any parser, whatever it is called.
            if begin.lstrip(_MARKS).startswith(b"<"):
                left = _Part(f"{name}: {one.filename[:80]}", left).read(begin, member)


class _Part:
    """What is counted in one part."""

    def __init__(self, where: str, left: int) -> None:
        self.where, self.left = where, left
        self.root = ""
        self.depth = self.count = self.sheets = self.gaps = self.row = self.cells = 0
        self.last = ""

    def read(self, begin: bytes, member: IO[bytes]) -> int:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler, parser.EndElementHandler = self.start, self.end
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = self.refuse
        taken = 0
        while True:
            taken += len(begin)
            try:
                parser.Parse(begin, not begin)
                if taken - parser.CurrentByteIndex > TOKEN_BYTES:
                    raise RefusedError("has a tag or a comment that is too long")
            except RefusedError as error:
                raise TableError(f"{self.where} {error}.", cure="Copy the rows to a new workbook.") from None
            except (expat.ExpatError, LookupError, ValueError):
                break  # the library says what is wrong, in a part that it reads
            if not begin:
                break
            begin = member.read(_CHUNK)
        return self.left

    def refuse(self, *_: Any) -> None:
        raise RefusedError("has a document type")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.count += 1
        self.left -= 1
        tag = tag.rpartition(" ")[2]
        if not self.root:
            self.root = tag
        if self.depth > LEVELS:
            raise RefusedError(f"is nested deeper than {LEVELS} levels")
        if self.left < 0:
            raise RefusedError("has far more elements than its size allows")
        if self.root == "worksheet":
            self.in_sheet(tag, attributes)
        elif self.root != "sst":
            if self.count > _MOST_OTHERS:
                raise RefusedError(f"has more than {_MOST_OTHERS:,} elements")
            if len(attributes.get("formatCode", "")) > _MOST_FORMAT:
                raise RefusedError(f"has a number format of more than {_MOST_FORMAT:,} letters")
            self.sheets += tag == "sheet"
            if self.sheets > MOST_SHEETS:
                raise RefusedError(f"has more than {MOST_SHEETS} sheets")

    def in_sheet(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self.cells += 1
            self.last = attributes.get("r", "")
            if self.cells > LAST_COLUMN:
                raise RefusedError(f"has a row of more than {LAST_COLUMN:,} cells")
        elif tag == "row":
            stated = attributes.get("r", "")
            self.row = int(stated[:12]) if stated.isascii() and stated.isdigit() else self.row + 1
            if self.row > LAST_ROW:
                raise RefusedError(f"has a row {stated[:12]}")
            self.cells, self.last = 0, ""

    def end(self, tag: str) -> None:
        self.depth -= 1
        if tag.endswith("row") and self.last:
            column = 0
            for letter in self.last[:8].upper():
                if not "A" <= letter <= "Z":
                    break
                column = 26 * column + ord(letter) - 64
            self.gaps += max(column - self.cells, 0)
            if self.gaps > _MOST_GAPS:
                raise RefusedError(f"has more than {_MOST_GAPS:,} empty cells between those that are there")
