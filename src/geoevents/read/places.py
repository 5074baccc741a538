"""Import places of one's own: a table with a head, or a dump of GeoNames, as a stream into the user's folder."""

from __future__ import annotations

import csv
import math
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from geoevents.errors import PlaceFileError, UnknownCountryError
from geoevents.gazetteer.countries import code_of
from geoevents.gazetteer.dumps import is_name, kind_of, radius_of
from geoevents.gazetteer.extent import NOTE, radius_from_population
from geoevents.gazetteer.names import key
from geoevents.gazetteer.stored import NOT_STATED, About, Row, keep, require_name
from geoevents.model import Place
from geoevents.read.placedump import Line, lines_of, member_of, sha256_of

TOLD: Final = 20
"""So many bad lines are told one by one."""
GEONAMES_FIELDS: Final = 19
MOST_RADIUS_M: Final = 500_000.0
MOST_ROWS: Final = 2_000_000
"""Of a table of one's own; a dump may have more."""
_TEXT: Final = 2_000
_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("name", "place", "toponym", "nom", "nombre"),
    "lon": ("lon", "longitude", "lng", "long", "x"),
    "lat": ("lat", "latitude", "y"),
    "radius_m": ("radius_m", "radius", "extent_m"),
    "country": ("country", "country_code", "iso", "iso_a2", "pays"),
    "kind": ("kind", "type"),
    "population": ("population", "pop"),
    "source": ("source",),
    "note": ("note", "notes", "remarks"),
    "aliases": ("aliases", "names", "alternate_names", "alternatenames"),
    "id": ("id",),
}
_CELL = 1 << 17
"""Letters of one cell, at most: behind an open quote all of a file would be one."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What was imported: what is said of the table, and the bad lines as far as they are told."""

    about: About
    problems: tuple[str, ...]


@dataclass(slots=True)
class _Report:
    """Bad lines: how many, and the first of them."""

    count: int = 0
    told: list[str] = field(default_factory=list)

    def add(self, line: int, what: str) -> None:
        self.count += 1
        if len(self.told) < TOLD:
            self.told.append(f"line {line:,}: {what}")


class _BadLineError(Exception):
    """What is wrong with a line."""


def import_places(
    path: str | os.PathLike[str],
    name: str | None = None,
    *,
    title: str = "",
    licence: str = "",
    attribution: str = "",
    progress: Callable[[int], None] | None = None,
) -> Imported:
    """Read a file of places into the user's folder; every lookup then knows them.

    Parameters
    ----------
    path : path
        A dump of GeoNames (`ML.zip`, `ML.txt`, `allCountries.zip`: 19 columns and no head), or a table of one's own
        in CSV, with commas, semicolons or tabs, whose head names `name`, `lon` and `lat` (WGS84 degrees), and as it
        may `radius_m`, `country`, `kind`, `population`, `source`, `note`, `aliases` (separated by |) and `id`. UTF-8;
        either can lie in a zip archive.
    name : str, optional
        What the table is called, and its ids begin with; by default the name of the file. A table of that name is
        replaced.
    title, licence, attribution : str
        What it is and who made it; GeoNames' own are known.
    progress : callable, optional
        Told the number of the line every 100,000 lines.

    Returns
    -------
    Imported
        `about.places` were taken and `about.skipped` lines were not; `problems` tells the first 20 of these.

    Raises
    ------
    PlaceFileError
        A file that is no such file, a truncated archive, one that unpacks to far too much, no good line at all.
        Nothing is imported then, and what was there stays.
    DataFileError
        The folder cannot be written to.
    """
    path = Path(path)
    if not path.is_file():  # a device or a pipe would be read for ever
        raise PlaceFileError(path.name, "is no file.")
    called = name if name is not None else _name_of(path)
    require_name(called)
    for text in (title, licence, attribution):
        if len(text) > _TEXT or any(not letter.isprintable() for letter in text):
            raise PlaceFileError(
                path.name, "a title, licence or attribution is too long, or has signs that no text has."
            )
    sha256 = sha256_of(path)
    report = _Report()
    with lines_of(path) as lines:
        first = next(lines, None)
        if first is None:
            raise PlaceFileError(path.name, "is empty.")
        dump = first.text is not None and first.text.count("\t") == GEONAMES_FIELDS - 1
        rows = _geonames(_again(first, lines), report) if dump else _table(path, first, lines, report)

        def about() -> About:
            if dump:
                said = (
                    title or f"GeoNames {member_of(path)}",
                    licence or "CC-BY-4.0",
                    attribution or "© GeoNames, CC BY 4.0",
                )
            else:
                said = (title or path.name, licence or NOT_STATED, attribution)
            file = "".join(letter if letter.isprintable() else "?" for letter in path.name)
            return About(called, *said, file, sha256, "geonames" if dump else "own", skipped=report.count)

        try:
            kept = keep(
                about,
                _counted(rows, progress),
                lambda row: report.add(row.line, f"the id {row.place.id} was there before"),
                called,
            )
        except PlaceFileError as error:
            if report.count and not error.problems:
                raise PlaceFileError(path.name, f"no line of {report.count:,} is good.", report.told) from error
            raise
    return Imported(kept, tuple(report.told))


def _name_of(path: Path) -> str:
    plain = re.sub(r"[^a-z0-9]+", "-", path.stem.casefold()).strip("-")[:40].strip("-")
    if not plain:
        raise PlaceFileError(path.name, "gives the table no name.", cure="Name it with --name.")
    return plain


def _again(first: Line, rest: Iterator[Line]) -> Iterator[Line]:
    yield first
    yield from rest


def _counted(rows: Iterator[Row], progress: Callable[[int], None] | None) -> Iterator[Row]:
    for count, row in enumerate(rows, 1):
        if progress is not None and count % 100_000 == 0:
            progress(row.line)
        yield row


def _geonames(lines: Iterator[Line], report: _Report) -> Iterator[Row]:
    for line in lines:
        try:
            if line.text is None:
                raise _BadLineError(line.wrong)
            if line.text:
                yield _feature(line.number, line.text.split("\t"))
        except _BadLineError as error:
            report.add(line.number, str(error))


def _feature(line: int, cells: Sequence[str]) -> Row:
    """One line of GeoNames (its readme.txt lists the columns)."""
    if len(cells) != GEONAMES_FIELDS:
        raise _BadLineError(f"{len(cells)} columns instead of {GEONAMES_FIELDS}")
    id, name, _, others, lat, lon, feature, code, country = cells[:9]
    if not re.fullmatch("[0-9]{1,10}", id):
        raise _BadLineError(f"{_short(id)} is no GeoNames id")
    population = _whole(cells[14], "population")
    radius_m, note = radius_of(feature, population)
    named = _named(name)
    if not re.fullmatch("(?:[A-Z]{2})?", country):
        raise _BadLineError(f"{_short(country)} is no code of a country")
    place = Place(
        id=id, name=named, country=country or None, lon=_degrees(lon, "longitude", 180),
        lat=_degrees(lat, "latitude", 90), radius_m=radius_m, source="", kind=kind_of(feature, code),
        population=population, note=note,
    )  # fmt: skip
    names = (_clean(other) for other in others.split(","))
    return Row(line, int(id), place, tuple(other for other in names if is_name(other, country)))


def _table(path: Path, first: Line, rest: Iterator[Line], report: _Report) -> Iterator[Row]:
    """A table with a head."""
    if first.text is None:
        raise PlaceFileError(path.name, f"the first line is {first.wrong}.", cure="Save it as UTF-8 text (CSV).")
    mark = max(",;\t", key=first.text.count)
    try:
        head = [cell.strip().casefold() for cell in next(csv.reader([first.text], delimiter=mark), [])]
    except csv.Error as error:
        cure = "Save it as CSV whose lines end with a line feed."
        raise PlaceFileError(path.name, f"line 1: {str(error).partition(' - ')[0]}.", cure=cure) from error
    columns: dict[str, int] = {}
    for meant, usual in _COLUMNS.items():
        found = [at for at, cell in enumerate(head) if cell in usual]
        if len(found) > 1:
            raise PlaceFileError(path.name, f"line 1: two columns can be {meant}.", cure=f"Call one of them {meant}.")
        if found:
            columns[meant] = found[0]
    missing = [meant for meant in ("name", "lon", "lat") if meant not in columns]
    if missing:
        raise PlaceFileError(
            path.name,
            f"line 1: there is no column {' and none '.join(missing)}.",
            cure="The first line names the columns: name,lon,lat and, as you have them, radius_m,country,kind,"
            "population,source,note,aliases,id. A dump of GeoNames has 19 columns and no head.",
        )

    def rows() -> Iterator[Row]:
        for number, (line, cells) in enumerate(_records(path, rest, mark, report), 1):
            if number > MOST_ROWS:
                raise PlaceFileError(path.name, f"has more than {MOST_ROWS:,} rows.")
            try:
                if len(cells) != len(head):
                    raise _BadLineError(f"{len(cells)} cells where the first line has {len(head)}")
                yield _own(line, number, {meant: cells[at].strip() for meant, at in columns.items()}, seen)
            except _BadLineError as error:
                report.add(line, str(error))

    seen: set[str] = set()
    return rows()


def _records(path: Path, lines: Iterator[Line], mark: str, report: _Report) -> Iterator[tuple[int, list[str]]]:
    """Rows and the lines in which they begin; a quoted cell may go over lines."""
    at = [1, 1]  # the line read last, and the one in which the row begins

    def good() -> Iterator[str]:
        for line in lines:
            at[0] = line.number
            if line.text is None:
                report.add(line.number, line.wrong)
            else:
                yield line.text + "\n"

    # The bound is one for the whole process, and readers of other tables have set theirs.
    csv.field_size_limit(_CELL)
    reader = csv.reader(good(), delimiter=mark)
    while True:
        began = at[0] + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise PlaceFileError(
                path.name, f"line {began:,}: {error}.", cure="A quote is open there: close it."
            ) from error
        if cells is None:
            return
        if cells:
            yield began, cells


def _own(line: int, number: int, cells: Mapping[str, str], seen: set[str]) -> Row:
    name = _named(cells["name"])
    population = _whole(cells.get("population", ""), "population")
    radius, note = cells.get("radius_m", ""), _clean(cells.get("note", ""))[:_TEXT]
    if radius:
        radius_m = _number(radius, "radius_m")
        if not 0 <= radius_m <= MOST_RADIUS_M:
            raise _BadLineError(f"radius_m is {_short(radius)}; it is metres, from 0 to {MOST_RADIUS_M:,.0f}")
    else:
        radius_m, note = radius_from_population(population), "; ".join(filter(None, (note, NOTE)))
    country = None
    if cells.get("country"):
        try:
            country = code_of(cells["country"])
        except UnknownCountryError as error:
            raise _BadLineError(str(error).splitlines()[0]) from None
    id = _clean(cells.get("id", "")) or str(number)
    if len(id) > 100 or not id.isprintable():
        raise _BadLineError(f"{_short(id)} is no id")
    if id in seen:
        raise _BadLineError(f"the id {_short(id)} was there before")
    place = Place(
        id=id, name=name, country=country, lon=_degrees(cells["lon"], "longitude", 180),
        lat=_degrees(cells["lat"], "latitude", 90), radius_m=radius_m, source=_clean(cells.get("source", ""))[:_TEXT],
        kind=_clean(cells.get("kind", ""))[:100] or "place", population=population, note=note,
    )  # fmt: skip
    seen.add(id)
    others = (_clean(other) for other in cells.get("aliases", "").split("|"))
    return Row(line, number, place, tuple(other for other in others if key(other)))


def _named(text: str) -> str:
    name = _clean(text)
    if not key(name):
        raise _BadLineError(f"{_short(name)} is no name" if name else "there is no name")
    return name


def _clean(text: str) -> str:
    return " ".join(text.split())


def _whole(text: str, what: str) -> int:
    if not text or re.fullmatch("-[0-9]+", text):  # GeoNames writes an unknown population as 0 or as -1
        return 0
    if not re.fullmatch("[0-9]{1,10}", text):
        raise _BadLineError(f"the {what} is {_short(text)}, and no whole number")
    return int(text)


def _number(text: str, what: str) -> float:
    if not re.fullmatch(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?", text):
        hint = " (write it with a point)" if re.fullmatch(r"[+-]?[0-9]+,[0-9]+", text) else ""
        raise _BadLineError(f"{what} is {_short(text)}, and no number{hint}" if text else f"there is no {what}")
    return float(text)


def _degrees(text: str, what: str, most: int) -> float:
    value = _number(text.strip(), what)
    if not (math.isfinite(value) and abs(value) <= most):
        raise _BadLineError(f"the {what} is {_short(text)}; it is degrees, from -{most} to {most}")
    return value


def _short(text: str) -> str:
    shown = "".join(letter if letter.isprintable() else "?" for letter in text[:40])
    return repr(shown + ("..." if len(text) > 40 else ""))
