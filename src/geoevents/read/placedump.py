"""Lines of a text file, or of the one that a zip archive holds: bounded, numbered, and never unpacked to the disk."""

from __future__ import annotations

import contextlib
import hashlib
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Final

from geoevents.errors import PlaceFileError
from geoevents.read.zipped import PACKINGS

LINE_BYTES: Final = 1 << 17
"""The longest line that is read; GeoNames' longest has about 15,000."""
MOST_BYTES: Final = 4 << 30
"""The largest text; allCountries has 1.8 GB."""
MOST_RATIO: Final = 60
"""How many times larger than packed a text may be; lists of names pack to a fourth or so."""
_RATIO_FROM: Final = 1 << 20
_TEXT: Final = (".txt", ".csv", ".tsv")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number from 1, and its text without the line end, or why it has none."""

    number: int
    text: str | None
    wrong: str = ""


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, read in pieces.

    Raises
    ------
    PlaceFileError
        A file that cannot be read, or is larger than any that would be.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise PlaceFileError(path.name, f"is larger than {MOST_BYTES:,} bytes.")
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise PlaceFileError(path.name, f"cannot be read: {error.strerror or error}.") from error


def member_of(path: Path) -> str:
    """Name of the text that will be read: the file's own, or that of the member of an archive.

    Raises
    ------
    PlaceFileError
        An archive that is damaged or truncated, or that holds no text or several.
    """
    if not zipfile.is_zipfile(path):
        if path.suffix.casefold() == ".zip":
            raise _truncated(path)
        return path.name
    with _archive(path) as archive:
        return _member(path, archive).filename


@contextlib.contextmanager
def lines_of(path: Path) -> Iterator[Iterator[Line]]:
    """Open a text file, or the text in a zip archive, as a stream of lines.

    Nothing is written to the disk, so that names of members lead nowhere; of an archive only the text that is named
    like it is read ("ML.txt" of ML.zip), else the only one that is no read-me.

    Raises
    ------
    PlaceFileError
        As the stream is read: an archive that is damaged, truncated or encrypted, or much larger unpacked than packed.
    """
    if not zipfile.is_zipfile(path):
        if path.suffix.casefold() == ".zip":
            raise _truncated(path)
        try:
            with path.open("rb") as stream:
                yield _lines(path, stream, MOST_BYTES)
        except IsADirectoryError as error:
            raise PlaceFileError(path.name, "is a folder.") from error
        return
    with _archive(path) as archive:
        member = _member(path, archive)
        most = _most(path, member)
        with _opened(path, archive, member) as stream:
            yield _lines(path, stream, most)


def _archive(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise _truncated(path) from error


def _member(path: Path, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    texts = [one for one in archive.infolist() if not one.is_dir() and one.filename.casefold().endswith(_TEXT)]
    # A path that leads out of the archive is no name of a text; nothing would be written there, but who made it lies.
    texts = [one for one in texts if ".." not in PurePosixPath(one.filename.replace("\\", "/")).parts]
    own = [one for one in texts if PurePosixPath(one.filename).stem.casefold() == path.stem.casefold()]
    rest = [one for one in texts if "readme" not in one.filename.casefold()]
    for found in (own, rest):
        if len(found) == 1:
            return found[0]
    names = ", ".join(repr(one.filename[:40]) for one in rest[:5]) or "none"
    raise PlaceFileError(
        path.name,
        f"holds no text of its own name, and not exactly one other (there: {names}).",
        cure="Unpack it, and import the text.",
    )


def _most(path: Path, member: zipfile.ZipInfo) -> int:
    if member.compress_type not in PACKINGS:
        raise PlaceFileError(path.name, "is packed in an unusual way.", cure="Unpack it, and import the text.")
    if member.file_size > MOST_BYTES:
        raise PlaceFileError(path.name, f"holds {member.file_size:,} bytes; at most {MOST_BYTES:,} are read.")
    if member.file_size > max(_RATIO_FROM, MOST_RATIO * member.compress_size):
        raise PlaceFileError(
            path.name,
            f"is {member.file_size / max(member.compress_size, 1):,.0f} times as large unpacked, which no list of "
            "places is.",
            cure="Unpack it yourself if you trust it, and import the text.",
        )
    return member.file_size


@contextlib.contextmanager
def _opened(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[IO[bytes]]:
    try:
        with archive.open(member) as stream:
            yield stream
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise _truncated(path) from error
    except (RuntimeError, NotImplementedError) as error:
        if isinstance(error, NotImplementedError) or "encrypted" in str(error) or "password" in str(error):
            raise PlaceFileError(path.name, f"cannot be unpacked: {error}.", cure="Unpack it yourself.") from error
        raise


def _lines(path: Path, stream: IO[bytes], most: int) -> Iterator[Line]:
    number = taken = 0
    while raw := stream.readline(LINE_BYTES):
        number += 1
        taken += len(raw)
        too_long = False
        while len(raw) >= LINE_BYTES and not raw.endswith(b"\n"):
            too_long = True
            raw = stream.readline(LINE_BYTES)
            taken += len(raw)
            if not raw or taken > most:
                break
        if taken > most:
            raise PlaceFileError(path.name, f"holds more than the {most:,} bytes that it says, or that are read.")
        if too_long:
            yield Line(number, None, f"longer than {LINE_BYTES:,} bytes")
            continue
        try:
            text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            yield Line(number, None, "not UTF-8 text")
            continue
        yield Line(number, text.rstrip("\r\n"))


def _truncated(path: Path) -> PlaceFileError:
    return PlaceFileError(
        path.name, "is no zip archive, or a damaged or truncated one; nothing was imported.", cure="Download it again."
    )
