"""Embedded data: where it lies, what it is, and whether it is still what its recipe made.

The files and `MANIFEST.json` are written by the recipes under `data/build/` of the source tree; nothing here writes.
Names are relative to this package with forward slashes: ``"borders/osm-2026c.npz"``.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path

from geoevents.errors import DataFileError

ROOT = Path(__file__).resolve().parent
# Written by hand at the top of the source tree, carried here by the wheel; the manifest lists only what recipes make.
_BY_HAND = ("cases", "places", "samples")
_SOURCE = ROOT.parents[2] / "data"
_REINSTALL = "Reinstall geoevents, or rebuild the file with its recipe (data/build/README.md in the source)."


@dataclass(frozen=True, slots=True)
class DataFile:
    """One embedded file: what it holds, its licence and attribution, which inputs and recipe made it, its checksum.

    `licence` is an SPDX expression or "public domain"; `licence_file` its text, by name under `licences/`.
    `sources` are (input, version, sha256) of what the recipe read, in the order in which it read it.
    """

    name: str
    title: str
    version: str
    licence: str
    licence_file: str
    attribution: str
    sources: tuple[tuple[str, str, str], ...]
    recipe: str
    sha256: str
    bytes: int


@functools.lru_cache(maxsize=1)
def manifest() -> tuple[DataFile, ...]:
    """All embedded files, sorted by name.

    Returns
    -------
    tuple of DataFile
        Empty only in a source tree in which nothing was built yet.

    Raises
    ------
    DataFileError
        When `MANIFEST.json` is missing or cannot be read.

    Examples
    --------
    >>> from geoevents import data
    >>> {file.licence for file in data.manifest() if file.name.startswith("borders/osm")} <= {"ODbL-1.0"}
    True
    """
    place = ROOT / "MANIFEST.json"
    try:
        entries = json.loads(place.read_text(encoding="utf-8"))["files"]
        files = [
            DataFile(**{**entry, "sources": tuple((s["name"], s["version"], s["sha256"]) for s in entry["sources"])})
            for entry in entries
        ]
    except OSError as error:
        raise DataFileError(f"The list of embedded data is missing: {place.name}.", cure=_REINSTALL) from error
    except (ValueError, KeyError, TypeError) as error:
        raise DataFileError(f"The list of embedded data cannot be read: {error}.", cure=_REINSTALL) from error
    return tuple(sorted(files, key=lambda file: file.name))


def entry(name: str) -> DataFile:
    """What the manifest says of one embedded file.

    Parameters
    ----------
    name : str
        Name relative to this package, with forward slashes.

    Returns
    -------
    DataFile

    Raises
    ------
    DataFileError
        When the manifest has no such file; the message lists those it has.

    Examples
    --------
    >>> entry("borders/none.npz")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    geoevents.errors.DataFileError: No embedded data file is named 'borders/none.npz'. ...
    """
    for file in manifest():
        if file.name == name:
            return file
    known = ", ".join(file.name for file in manifest()) or "none"
    raise DataFileError(f"No embedded data file is named {name!r}.", cure=f"There are: {known}.")


def path(name: str) -> Path:
    """Where an embedded file lies on disk.

    Parameters
    ----------
    name : str
        Name relative to this package, with forward slashes; "cases/...", "places/..." and "samples/..." are written
        by hand.

    Returns
    -------
    pathlib.Path
        An existing file. Its content is not checked here (see `verify`).

    Raises
    ------
    DataFileError
        When the manifest does not know the name, or the file is missing.

    Examples
    --------
    >>> path("cases/tinzaouatine-2025.yaml").name
    'tinzaouatine-2025.yaml'
    >>> path("../errors.py")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    geoevents.errors.DataFileError: No embedded data file is named '../errors.py'. ...
    """
    folder, _, rest = name.partition("/")
    if folder in _BY_HAND and rest and ".." not in rest.split("/"):
        places = [base / folder / rest for base in (ROOT, _SOURCE)]
    else:
        places = [ROOT.joinpath(*entry(name).name.split("/"))]
    found = next((place for place in places if place.is_file()), None)
    if found is None:
        raise DataFileError(f"The embedded data file {name} is missing.", cure=_REINSTALL)
    return found


def verify(name: str) -> DataFile:
    """Check that an embedded file is byte for byte what its recipe made.

    Parameters
    ----------
    name : str
        Name relative to this package, with forward slashes.

    Returns
    -------
    DataFile
        The manifest's entry, when size and SHA-256 agree.

    Raises
    ------
    DataFileError
        When the file is unknown, missing, truncated or altered.
    """
    import hashlib

    expected = entry(name)
    content = path(name).read_bytes()
    if len(content) != expected.bytes:
        raise DataFileError(
            f"The embedded data file {name} has {len(content)} bytes instead of {expected.bytes}.", cure=_REINSTALL
        )
    found = hashlib.sha256(content).hexdigest()
    if found != expected.sha256:
        raise DataFileError(
            f"The embedded data file {name} was altered: SHA-256 {found} instead of {expected.sha256}.", cure=_REINSTALL
        )
    return expected
