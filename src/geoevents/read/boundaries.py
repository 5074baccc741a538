"""Files of boundaries: GeoJSON, GeoParquet, FlatGeobuf, GeoPackage, Shapefile, told by their ending and their magic.

No library guesses what a file is, and none is handed a path of the user's. What is wrong with features is collected.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geoevents.errors import BoundaryError
from geoevents.read.outline import POLYGON, Outline, OutlineError, outline_of

FORMATS = {
    ".geojson": "GeoJSON",
    ".json": "GeoJSON",
    ".ndjson": "newline GeoJSON",
    ".geojsonl": "newline GeoJSON",
    ".jsonl": "newline GeoJSON",
    ".parquet": "GeoParquet",
    ".geoparquet": "GeoParquet",
    ".fgb": "FlatGeobuf",
    ".gpkg": "GeoPackage",
    ".shp": "Shapefile",
}
FILE_BYTES = 512 << 20
MOST_FEATURES = 500_000
MOST_PATHS = 500_000
"""Lines or rings of all features together."""
MOST_VERTICES = 8_000_000
PROBLEMS_SHOWN, MOST_PROBLEMS = 20, 1_000
_MAGIC = {
    b"PAR1": "GeoParquet",
    b"fgb\x03fgb": "FlatGeobuf",
    b"SQLite format 3\0": "GeoPackage",
    b"\x00\x00\x27\x0a": "Shapefile",
    b"PK\x03\x04": "a zip file",
    b"\x1f\x8b": "gzip",
    b"<": "XML",
}
Raw = tuple[Mapping[str, Any], Any]
"""Properties and geometry of a feature, as its format has them."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature: its number in the file (from 1), its properties, and its lines or polygons."""

    number: int
    properties: Mapping[str, Any]
    outline: Outline


@dataclass(frozen=True, slots=True)
class Boundaries:
    """What a file of boundaries holds: `kind` is that of all features; files with their SHA-256."""

    name: str
    kind: str
    features: tuple[Feature, ...]
    files: tuple[tuple[str, str], ...]


class Problems:
    """What is wrong with a file, up to a number that a person can use."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.listed: list[str] = []
        self.count = 0

    def add(self, what: str) -> None:
        """Note one; too many end the reading.

        Raises
        ------
        BoundaryError
        """
        self.count += 1
        if len(self.listed) < PROBLEMS_SHOWN:
            self.listed.append(what)
        if self.count >= MOST_PROBLEMS:
            raise self.error("It was not read any further.")

    def error(self, cure: str = "") -> BoundaryError:
        """Make the error that lists them."""
        return BoundaryError(self.file, self.listed, more=self.count - len(self.listed), cure=cure)

    def settle(self) -> None:
        """Go on only when there is none.

        Raises
        ------
        BoundaryError
        """
        if self.count:
            raise self.error()


def read_boundaries(path: str | os.PathLike[str], layer: str | None = None) -> Boundaries:
    """Read a file of boundaries.

    Parameters
    ----------
    path
        A regular file, told by its ending; a Shapefile needs its .dbf and .prj beside it.
    layer
        Which layer of a GeoPackage; needed only where it has several.

    Returns
    -------
    Boundaries
        All lines, or all polygons, in WGS84 degrees.

    Raises
    ------
    BoundaryError
        Everything that is wrong with it, by feature.

    Examples
    --------
    >>> import tempfile
    >>> line = '{"type": "Feature", "properties": {"cc": "ML"}, "geometry": {"type": "LineString", "coordinates": %s}}'
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     place = Path(folder) / "lines.ndjson"
    ...     _ = place.write_text(line % "[[2.9, 19.9], [3.0, 20.0]]")
    ...     found = read_boundaries(place)
    >>> found.kind, found.features[0].properties
    ('line', {'cc': 'ML'})
    """
    place = Path(path)
    name = place.name
    form = _format(place, os.fspath(path))
    problems = Problems(name)
    features: list[Feature] = []
    vertices = paths = 0
    kinds: dict[str, int] = {}
    for number, (properties, geometry) in enumerate(_reader(form)(place, layer), start=1):
        if number > MOST_FEATURES:
            raise refused(name, f"it has more than {MOST_FEATURES:,} features", "Dissolve it to whole countries.")
        try:
            outline = outline_of(geometry)
        except OutlineError as error:
            problems.add(f"feature {number}: {error}.")
            continue
        vertices += outline.vertices
        paths += len(outline.paths)
        if paths > MOST_PATHS:
            raise refused(name, f"it has more than {MOST_PATHS:,} lines or rings", "Leave the smallest out.")
        if vertices > MOST_VERTICES:
            raise refused(name, f"it has more than {MOST_VERTICES:,} vertices", "Simplify it, or take a part of it.")
        kinds.setdefault(outline.kind, number)
        features.append(Feature(number, properties, outline))
    problems.settle()
    if not features:
        raise refused(name, "it has no features", "Name a file with lines or polygons.")
    if len(kinds) > 1:
        ones = " and ".join(f"{kind}s (feature {number})" for kind, number in kinds.items())
        raise refused(name, f"it has {ones}", "Register each kind by itself, from files of their own.")
    return Boundaries(name, POLYGON if POLYGON in kinds else next(iter(kinds)), tuple(features), _digests(place, form))


def refused(file: str, what: str, cure: str) -> BoundaryError:
    """Make the error for a file as a whole."""
    return BoundaryError(file, [f"{what}. {cure}"])


def _format(place: Path, given: str) -> str:
    """Tell the format by the ending, and hold the file to it by how it begins."""
    name = place.name or given
    if place.is_dir():
        raise refused(name, "it is a folder", "Name a file in it.")
    ending = place.suffix.lower()
    form = FORMATS.get(ending)
    if form is None:
        cure = "Unzip it first." if ending in (".zip", ".gz", ".kmz") else f"Name it with one of {', '.join(FORMATS)}."
        if ending == ".topojson":
            cure = "Convert it to GeoJSON."
        raise refused(name, f"the ending {ending!r} is none of a file of boundaries", cure)
    if not place.is_file():
        raise refused(name, "there is no such file", "Name a regular file.")
    size = place.stat().st_size
    if size > FILE_BYTES:
        raise refused(name, f"it has {size >> 20:,} MB, more than {FILE_BYTES >> 20}", "Simplify it, or take a part.")
    with place.open("rb") as stream:
        first = stream.read(4_096)
    begin = first.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\x1e")
    there = next((what for magic, what in _MAGIC.items() if first.startswith(magic)), None)
    if begin.startswith(b"<"):
        there = "XML"
    if "JSON" in form:
        if begin.startswith(b"{"):
            return form
        there = there or ("empty" if not begin else "something else")
    if there != form:
        raise refused(name, f"it is {there or 'something else'}, not {form}", "Give it its own ending, or convert it.")
    return form


def _reader(form: str) -> Callable[[Path, str | None], Iterator[Raw]]:
    if "JSON" in form:
        from geoevents.read import boundary_json as reader

        return reader.collection if form == "GeoJSON" else reader.lines
    from geoevents.read import boundary_tables, geopackage, shapefile

    return {
        "GeoParquet": boundary_tables.parquet,
        "FlatGeobuf": boundary_tables.flatgeobuf,
        "GeoPackage": geopackage.features,
        "Shapefile": shapefile.features,
    }[form]


def _digests(place: Path, form: str) -> tuple[tuple[str, str], ...]:
    files = [place]
    if form == "Shapefile":
        from geoevents.read.shapefile import beside

        files.append(beside(place, ".dbf", "the table of its features"))
    found = []
    for file in files:
        with file.open("rb") as stream:
            found.append((file.name, hashlib.file_digest(stream, "sha256").hexdigest()))
    return tuple(found)
