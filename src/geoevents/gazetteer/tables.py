"""The tables in which names of places are looked up: embedded ones, and those of the user."""

from __future__ import annotations

import csv
import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from geoevents import data
from geoevents.data import own
from geoevents.errors import DataFileError
from geoevents.gazetteer.packed import PackedPlaces
from geoevents.gazetteer.source import OWN_KIND, OWN_SUFFIX, Entry, PlaceSource, PlaceTable
from geoevents.model.place import Place

if TYPE_CHECKING:
    from geoevents.gazetteer.stored import About, StoredPlaces


@functools.lru_cache(maxsize=1)
def curated() -> PlaceTable:
    """The table of places that GeoNames lacks or has once where there are several (data/places/curated.csv)."""
    try:
        with data.path("places/curated.csv").open(encoding="utf-8", newline="") as stream:
            return PlaceTable([_entry_of(row) for row in csv.DictReader(stream)])
    except (ValueError, KeyError, TypeError) as error:
        raise DataFileError(f"The table of curated places cannot be read: {error}.", cure="Reinstall it.") from error


@functools.lru_cache(maxsize=1)
def geonames() -> PackedPlaces:
    """GeoNames cities500, as embedded."""
    return PackedPlaces(data.path("gazetteer/cities500.places"))


def _entry_of(row: dict[str, str]) -> Entry:
    place = Place(
        id=f"curated:{row['id']}",
        name=row["name"],
        country=row["country"] or None,
        lon=float(row["lon"]),
        lat=float(row["lat"]),
        radius_m=float(row["radius_m"]),
        source=row["source"],
        kind=row["kind"],
        population=int(row["population"] or 0),
        note=row["note"],
    )
    return Entry(place, tuple(alias for alias in row["aliases"].split("|") if alias))


def tables_of(extra: Sequence[Place], sources: Sequence[PlaceSource] | None) -> list[tuple[int, PlaceSource]]:
    """Give the tables in which names are looked up, each with its rank; `extra` are the caller's own places."""
    mine = [(0, PlaceTable(Entry(place, (place.name,)) for place in extra))] if extra else []
    # What a user has imported comes last: it adds candidates, and pushes none aside.
    rest: Sequence[PlaceSource] = (curated(), geonames(), *_imported()) if sources is None else sources
    return [*mine, *enumerate(rest, start=1)]


def _imported() -> Sequence[StoredPlaces]:
    if not own.files(OWN_KIND, OWN_SUFFIX):  # as for most, who need not load a database then
        return ()
    from geoevents.gazetteer.stored import imported

    return imported()


def about_of(id: str) -> About | None:
    """Say from which imported table a place is, by its id; None for places that are from none."""
    name = id.partition(":")[0]
    return next((table.about for table in _imported() if table.about.name == name), None)
