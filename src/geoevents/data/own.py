"""Data of the user's own: a folder outside the package, whose files are written whole or not at all.

`GEOEVENTS_DATA` names the folder; without it it is where the platform keeps such data.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from geoevents.errors import DataFileError, GeoEventsError

VARIABLE = "GEOEVENTS_DATA"
_APP = "geoevents"
_WRITING = ".writing-"


def folder() -> Path:
    """Where the user's data lies; the folder need not exist yet.

    Returns
    -------
    pathlib.Path
        `GEOEVENTS_DATA`, else `geoevents` below `XDG_DATA_HOME` or `~/.local/share`; on macOS below
        `~/Library/Application Support`, on Windows below `%LOCALAPPDATA%`.

    Raises
    ------
    DataFileError
        When there is neither a name for it nor a home.

    Examples
    --------
    >>> import os
    >>> folder() == Path(os.environ["GEOEVENTS_DATA"])
    True
    """
    try:
        if os.environ.get(VARIABLE):
            return Path(os.environ[VARIABLE]).expanduser().absolute()
        if sys.platform == "win32":
            base = os.environ.get("LOCALAPPDATA")
            return Path(base) / _APP if base else Path.home() / "AppData" / "Local" / _APP
        if sys.platform == "darwin":
            return Path.home() / "Library" / "Application Support" / _APP
        base = os.environ.get("XDG_DATA_HOME", "")
        # A relative path there is to be ignored (XDG Base Directory Specification).
        return (Path(base) if os.path.isabs(base) else Path.home() / ".local" / "share") / _APP
    except RuntimeError as error:
        raise DataFileError(
            "There is no home folder for data of your own.", cure=f"Name a folder in {VARIABLE}."
        ) from error


def path(kind: str, file: str) -> Path:
    """Where a file of one kind lies; `kind` and `file` are plain names.

    Raises
    ------
    DataFileError
        A name that could lead out of the folder.

    Examples
    --------
    >>> path("borders", "lsib.npz").parts[-2:]
    ('borders', 'lsib.npz')
    >>> path("borders", "../lsib.npz")
    Traceback (most recent call last):
    ...
    geoevents.errors.DataFileError: '../lsib.npz' is no plain file name. Use letters, digits, hyphens and dots.
    """
    for name in (kind, file):
        if not name or name.startswith(".") or any(mark in name for mark in ("/", "\\", ":", "\0")):
            raise DataFileError(f"{name!r} is no plain file name.", cure="Use letters, digits, hyphens and dots.")
    return folder() / kind / file


def files(kind: str, suffix: str) -> tuple[Path, ...]:
    """Files of one kind, sorted by name; none when the folder is not there."""
    try:
        found = [place for place in (folder() / kind).iterdir() if place.suffix == suffix and place.is_file()]
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise _refused(folder() / kind, "read", error) from error
    return tuple(sorted(place for place in found if not place.name.startswith(".")))


def keep(kind: str, file: str, content: bytes, *, replace: bool = True) -> Path:
    """Write a file; what stood there before stays until all of it is on disk.

    Raises
    ------
    DataFileError
        When it cannot be written, or is there already and shall not be replaced. Nothing is left behind then.
    """
    target = path(kind, file)
    # The name is known before the file is there, so that an interrupt at any moment finds what to remove.
    part = target.parent / f"{_WRITING}{os.urandom(6).hex()}"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with part.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if replace:
            part.replace(target)
        else:
            _place(part, target)
    except FileExistsError:
        raise DataFileError(f"{target.name} was written meanwhile.", cure="Look at it, and try again.") from None
    except OSError as error:
        raise _refused(target, "written", error) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink()
    return target


@contextlib.contextmanager
def writing(kind: str, file: str) -> Iterator[Path]:
    """Give a path to write a file to; it gets its name when the block ends well, and is removed otherwise.

    For what is too large to be held as bytes. What stood under the name before stays until then.

    Raises
    ------
    DataFileError
        When it cannot be written.
    """
    target = path(kind, file)
    part = target.parent / f"{_WRITING}{os.urandom(6).hex()}"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield part
        with part.open("rb+") as stream:
            os.fsync(stream.fileno())
        part.replace(target)
    except OSError as error:
        if isinstance(error, GeoEventsError):
            raise
        raise _refused(target, "written", error) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink()


def _place(part: Path, target: Path) -> None:
    """Give a file its name if nothing has it: a link, unlike a look before, lets only one of several through."""
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        with target.open("xb"):
            part.replace(target)


def drop(kind: str, file: str) -> bool:
    """Remove a file; False when it was not there."""
    target = path(kind, file)
    try:
        target.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise _refused(target, "removed", error) from error
    return True


def _refused(place: Path, what: str, error: OSError) -> DataFileError:
    return DataFileError(
        f"{place} cannot be {what}: {error.strerror or error}.",
        cure=f"Check the folder's rights and space, or name another in {VARIABLE}.",
    )
