"""Tables of places that the user has imported: one SQLite file each, in the user's folder.

Unlike the embedded table they are written as a stream, so that a dump of 12 million places takes no more memory than
one of ten. Names are clustered by (skeleton, key), as in `packed`: spellings of one name lie together.
"""

from __future__ import annotations

import functools
import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from geoevents.data import own
from geoevents.errors import DataFileError, PlaceFileError
from geoevents.gazetteer.names import key, skeleton
from geoevents.gazetteer.source import OWN_KIND, OWN_SUFFIX, Entry
from geoevents.model.place import Place

_APPLICATION: Final = 0x67656F70  # "geop"
_VERSION: Final = 1
_NAME: Final = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
_LONGEST_NAME: Final = 40
_WORD: Final = re.compile(r"\w+")
_WORDS: Final = 6
_LOOKED_AT: Final = 2_000
_BATCH: Final = 20_000
NOT_STATED: Final = "not stated"
# What place ids begin with elsewhere, what the command line means, and what Windows keeps for devices.
_TAKEN: Final = {"geonames", "curated", "case", "nominatim", "all", "none", "con", "prn", "aux", "nul"} | {
    f"{p}{n}" for p in ("com", "lpt") for n in "0123456789"
}
_TABLES: Final = """
CREATE TABLE about (said TEXT NOT NULL);
CREATE TABLE place (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL, names TEXT NOT NULL, country TEXT, lon REAL NOT NULL,
    lat REAL NOT NULL, radius_m REAL NOT NULL, kind TEXT NOT NULL, population INTEGER NOT NULL, source TEXT NOT NULL,
    note TEXT NOT NULL
);
CREATE TABLE name (
    skeleton TEXT NOT NULL, key TEXT NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (skeleton, key, place)
) WITHOUT ROWID;
CREATE TEMP TABLE gathered (skeleton TEXT, key TEXT, place INTEGER);
"""


@dataclass(frozen=True, slots=True)
class About:
    """What is said of an imported table: its name, what it is, and the file it was made from, with its SHA-256.

    `form` is "geonames" for a dump of GeoNames, whose ids are GeoNames' own, or "own". `places` and `skipped` count
    what was taken and what was not.
    """

    name: str
    title: str
    licence: str
    attribution: str
    file: str
    sha256: str
    form: str
    places: int = 0
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """One place to be kept, the line it stood in, and its number (GeoNames' id, else that of the row)."""

    line: int
    number: int
    place: Place
    names: tuple[str, ...]


def require_name(name: str) -> None:
    """Refuse what cannot name a table.

    Examples
    --------
    >>> require_name("ml")
    >>> require_name("geonames")
    Traceback (most recent call last):
    ...
    geoevents.errors.PlaceFileError: geonames: cannot name a table of places. Choose another name (--name).
    """
    if not _NAME.fullmatch(name) or len(name) > _LONGEST_NAME or name.split(".")[0] in _TAKEN:
        wrong = bool(_NAME.fullmatch(name)) and len(name) <= _LONGEST_NAME
        raise PlaceFileError(
            name[: _LONGEST_NAME + 10],
            "cannot name a table of places.",
            cure="Choose another name (--name)."
            if wrong
            else f"Use lower-case letters and digits, with single hyphens, dots or underscores in between, at most "
            f"{_LONGEST_NAME} (--name).",
        )


def keep(about: Callable[[], About], rows: Iterable[Row], twice: Callable[[Row], None], name: str) -> About:
    """Write a table into the user's folder, whole or not at all; one of that name is replaced.

    Parameters
    ----------
    about : callable
        Gives what is to be said of the table, once all rows are read; its `places` is filled in here.
    rows : iterable of Row
        Read as they come; no more than some thousand are in memory.
    twice : callable
        Told of a row whose number was there before; it is not kept.
    name : str
        What the table is called.

    Raises
    ------
    PlaceFileError
        When there is not one row.
    DataFileError
        When it cannot be written.
    """
    require_name(name)
    with own.writing(OWN_KIND, f"{name}{OWN_SUFFIX}") as part:
        try:
            said = _written(part, about, rows, twice)
        except sqlite3.Error as error:
            raise DataFileError(
                f"The places cannot be written: {error}.", cure=f"Check the space, or name a folder in {own.VARIABLE}."
            ) from error
    _opened.cache_clear()
    return said


def _written(part: Path, about: Callable[[], About], rows: Iterable[Row], twice: Callable[[Row], None]) -> About:
    base = sqlite3.connect(part, isolation_level=None)
    try:
        base.executescript(
            # What is half written is thrown away, so nothing has to be safe until the end; sorting goes to the disk.
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA temp_store=FILE; PRAGMA cache_size=-65536;"
            f"PRAGMA application_id={_APPLICATION}; PRAGMA user_version={_VERSION}; {_TABLES} BEGIN;"
        )
        count = 0
        for row in rows:
            place, names = row.place, tuple(dict.fromkeys((row.place.name, *row.names)))
            done = base.execute(
                "INSERT OR IGNORE INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    row.number, place.id, "\t".join(names), place.country, place.lon, place.lat, place.radius_m,
                    place.kind, place.population, place.source, place.note,
                ),
            )  # fmt: skip
            if done.rowcount != 1:
                twice(row)
                continue
            base.executemany(
                "INSERT INTO gathered VALUES (?, ?, ?)",
                [(skeleton(folded), folded, row.number) for folded in dict.fromkeys(map(key, names)) if folded],
            )
            count += 1
            if count % _BATCH == 0:
                base.execute("COMMIT")
                base.execute("BEGIN")
        base.execute("INSERT OR IGNORE INTO name SELECT * FROM gathered ORDER BY skeleton, key, place")
        said = about()
        if not count:
            raise PlaceFileError(said.file, "there is no place in it, and nothing was imported.")
        said = About(**{**asdict(said), "places": count})
        base.execute("INSERT INTO about VALUES (?)", (json.dumps(asdict(said), ensure_ascii=False),))
        base.execute("COMMIT")
        return said
    finally:
        base.close()


class StoredPlaces:
    """An imported table, opened for lookup (a `PlaceSource`); it is never written to.

    Raises
    ------
    DataFileError
        When the file is none of ours, or damaged; also from the methods.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._base = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, check_same_thread=False)
            self._base.execute("PRAGMA trusted_schema=OFF")
            marks = [self._base.execute(f"PRAGMA {mark}").fetchone()[0] for mark in ("application_id", "user_version")]
            if marks != [_APPLICATION, _VERSION]:
                raise self._damaged()
            (said,) = self._one("SELECT said FROM about")
            self.about = About(**json.loads(said))
        except (sqlite3.Error, ValueError, TypeError) as error:
            if isinstance(error, DataFileError):
                raise
            raise self._damaged() from error
        self._entry_of = functools.lru_cache(maxsize=4096)(self._read_entry)

    @property
    def _credit(self) -> tuple[str, ...]:
        """What its licence wants to stand beside its places."""
        licence = "" if self.about.licence == NOT_STATED or self.about.form == "geonames" else self.about.licence
        return (self.about.attribution, licence)

    @property
    def by_hand(self) -> bool:
        """Whether it is a table of the user's own, in which a name that is nearly the one asked for is no accident."""
        return self.about.form == "own" and self.about.places <= 20_000

    @property
    def numbers_of_geonames(self) -> bool:
        """Whether its numbers are GeoNames ids."""
        return self.about.form == "geonames"

    def __len__(self) -> int:
        return self.about.places

    def carrying(self, folded: str) -> Sequence[int]:
        """Numbers of the places of which a name has this key."""
        found = self._all("SELECT place FROM name WHERE skeleton = ? AND key = ?", skeleton(folded), folded)
        return tuple(number for (number,) in found)

    def alike(self, bones: str) -> Iterator[str]:
        """Keys of this skeleton."""
        for (folded,) in self._all("SELECT DISTINCT key FROM name WHERE skeleton = ?", bones):
            yield folded

    def has(self, bones: str) -> bool:
        """Whether a name has this skeleton."""
        return bool(self._all("SELECT 1 FROM name WHERE skeleton = ? LIMIT 1", bones))

    def entry(self, number: int) -> Entry:
        """The place with this number (IndexError when there is none)."""
        return self._entry_of(number)

    def _read_entry(self, number: int) -> Entry:
        found = self._all("SELECT * FROM place WHERE number = ?", number)
        if not found:
            raise IndexError(f"There is no place number {number}.")
        _, id, names, country, lon, lat, radius_m, kind, population, source, note = found[0]
        written = tuple(names.split("\t"))
        place = Place(
            id=f"{self.about.name}:{id}",
            name=written[0],
            country=country,
            lon=lon,
            lat=lat,
            radius_m=radius_m,
            source="; ".join(filter(None, (source or self.about.title, *self._credit))),
            kind=kind,
            population=population,
            note=note,
        )
        return Entry(place, written)

    def _one(self, query: str) -> tuple[Any, ...]:
        found = self._base.execute(query).fetchone()
        if found is None:
            raise self._damaged()
        return tuple(found)

    def _all(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        try:
            return self._base.execute(query, values).fetchall()
        except (sqlite3.Error, UnicodeError) as error:
            raise self._damaged() from error

    def _damaged(self) -> DataFileError:
        return DataFileError(
            f"The imported table of places {self.path.name} is damaged.",
            cure=f"Import it again, or remove it: geoevents places forget {self.path.stem}",
        )


def imported() -> tuple[StoredPlaces, ...]:
    """All imported tables of the user's folder, sorted by name; none when there is no folder."""
    try:
        folder = own.folder()
    except DataFileError:  # no home, and so nothing of one's own
        return ()
    return _opened(folder)


@functools.lru_cache(maxsize=4)
def _opened(folder: Path) -> tuple[StoredPlaces, ...]:
    return tuple(StoredPlaces(path) for path in own.files(OWN_KIND, OWN_SUFFIX) if path.parent.parent == folder)


def names_in(text: str) -> frozenset[str]:
    """Find names of imported places that nothing but the table tells to be names: "Hill 402", "wadi el kebir".

    Parameters
    ----------
    text : str
        What may name places; 2,000 characters are looked at.

    Returns
    -------
    frozenset of str
        As they are written in the text. Names of several words or with a figure, of which some word has no capital; of
        tables of the user's own only, since a dump of the world has a place for nearly every word.

    Examples
    --------
    >>> names_in("9 km north of Hill 402")
    frozenset()
    """
    tables = [table for table in imported() if table.about.form == "own"]
    if not tables:
        return frozenset()
    words = [(found.start(), found.end()) for found in _WORD.finditer(text[:_LOOKED_AT])]
    found = set()
    for first, (start, _) in enumerate(words):
        for last in range(first, min(first + _WORDS, len(words))):
            said = text[start : words[last][1]]
            folded = key(said) if _needs_a_table(said, last > first) else ""
            if folded and any(table.carrying(folded) for table in tables):
                found.add(said)
    return frozenset(found)


def _needs_a_table(said: str, several: bool) -> bool:
    figure = any(letter.isdigit() for letter in said)
    letters = any(letter.isalpha() for letter in said)
    return letters and (several or figure) and any(not word[:1].isupper() for word in said.split())


def forget(name: str) -> None:
    """Remove an imported table.

    Raises
    ------
    PlaceFileError
        When none has this name; the message lists those that are there.
    """
    there = [path.stem for path in own.files(OWN_KIND, OWN_SUFFIX)]
    if name not in there:
        known = f"There are: {', '.join(there)}." if there else "None is imported."
        raise PlaceFileError(name[:60], "no table of places has this name.", cure=known)
    _opened.cache_clear()
    own.drop(OWN_KIND, f"{name}{OWN_SUFFIX}")
