"""Members of zip files, in memory and bounded: nothing is unpacked to disk, and no size is believed."""

from __future__ import annotations

import contextlib
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from geoevents.errors import TableError

MOST_MEMBERS = 10_000
MOST_BYTES = 256 << 20
"""Of all members unpacked."""
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How members are packed: other ways give all that a few bytes unpack to at once, whatever their entry says."""
DAMAGED = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError)
"""What reading a damaged zip file raises."""
_RATIO = 200
_SMALL = 8 << 20
"""Below this a member may be as well compressed as it wants."""


@contextlib.contextmanager
def opened_zip(place: Path, name: str) -> Iterator[zipfile.ZipFile]:
    """Open a zip file after its list of members has been looked at.

    Raises
    ------
    TableError
        What is none, has too many members, is encrypted, or unpacks to too much.
    """
    if place.is_file() and not place.stat().st_size:
        raise TableError(f"{name} is empty.", cure="Write it anew.")
    try:
        with zipfile.ZipFile(place) as archive:
            listed = archive.infolist()
            if len(listed) > MOST_MEMBERS:
                raise TableError(f"{name} has {len(listed):,} members.", cure="Write it anew.")
            if any(one.flag_bits & 0x1 for one in listed):
                raise TableError(f"{name} is encrypted.", cure="Save it without a password.")
            if any(one.compress_type not in PACKINGS for one in listed):
                raise TableError(f"{name} is packed in an unusual way.", cure="Write it anew, with deflate.")
            # A member gives no more bytes than its entry says, so what the entries say is a bound.
            size = sum(one.file_size for one in listed)
            bomb = any(one.file_size > max(_SMALL, _RATIO * one.compress_size) for one in listed)
            if size > MOST_BYTES or bomb:
                raise TableError(f"{name} has {size >> 20:,} MB unpacked.", cure="Write it with less in it.")
            yield archive
    except DAMAGED as error:
        if isinstance(error, TableError):
            raise
        raise TableError(f"{name} cannot be unpacked: {str(error)[:200]}.", cure="Write it anew.") from error
