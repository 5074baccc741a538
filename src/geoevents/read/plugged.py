"""Tables in formats that other packages read, by the entry points `geoevents.readers`."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Protocol, runtime_checkable

import pyarrow as pa

from geoevents.data import plugins
from geoevents.data.plugins import Plugin
from geoevents.errors import GeoEventsError, TableError
from geoevents.read.features import GEO
from geoevents.read.stream import Table, batches_of
from geoevents.read.system import in_degrees

GEOMETRY = "geometry"


@runtime_checkable
class Reader(Protocol):
    """What an entry point of `geoevents.readers` is: endings of files, and how one is read.

    `read` gets the name of a file and gives a GeoDataFrame with a CRS, or a pyarrow Table with a column `geometry` of
    WKB in WGS84 degrees, longitude first. Null geometries are rows without a position; text stays text.
    """

    @property
    def endings(self) -> Iterable[str]:
        """Endings of files, each with its dot; a plain attribute will do."""
        ...

    def read(self, path: str, /) -> Any:
        """Read one file."""
        ...


@dataclass(frozen=True, slots=True)
class Sound:
    """A reader that was looked at: its endings in small letters, and what reads a file."""

    endings: tuple[str, ...]
    read: Callable[[str], Any]


def reader_of(ending: str, formats: Iterable[str]) -> Plugin | None:
    """The plugin that reads files with an ending that is not among `formats`; None when there is none.

    Examples
    --------
    >>> reader_of(".nothing", ()) is None
    True
    """
    usable = (one for one in readers(frozenset(formats)) if not one.error)
    return next((one for one in usable if ending in one.value.endings), None)


@lru_cache(maxsize=2)
def readers(formats: frozenset[str]) -> tuple[Plugin, ...]:
    """Every reader of another package as a `Sound` one; `error` says why one cannot be used.

    Examples
    --------
    >>> readers(frozenset())
    ()
    """
    found: list[Plugin] = []
    taken = dict.fromkeys(formats, "geoevents itself")
    for one in plugins.plugins(plugins.READERS):
        if not one.error:
            try:
                with plugins.theirs(one):
                    sound = _sound(one.value, taken)
                one = replace(one, value=sound)  # noqa: PLW2901 - the same with its endings in order
                taken |= dict.fromkeys(sound.endings, f"the package {one.package}")
            except (GeoEventsError, plugins.BrokenError) as error:
                one = replace(one, value=None, error=str(error))  # noqa: PLW2901
        found.append(one)
    return tuple(found)


def read_plugged(name: str, plugin: Plugin) -> Table:
    """Read a file by a plugin, whole.

    Raises
    ------
    TableError
        What the plugin raises, and what it gives that is no table; the message names it.
    """
    try:
        with plugins.theirs(plugin):
            table = _table(plugin.value.read(name))
    except GeoEventsError as error:
        raise TableError(f"{name}: {plugin}: {getattr(error, 'message', error)}", cure=error.cure) from error
    except plugins.BrokenError as error:
        cure = "Tell those who maintain it, or convert the file."
        raise TableError(f"{name}: {plugin} fails: {error}.", cure=cure) from error

    return Table(plugin.name, table.schema, batches_of(table), len(table), geometry=GEOMETRY)


def _sound(value: Any, taken: dict[str, str]) -> Sound:
    """Look at a reader once: what it says of itself may change, or raise."""
    if not isinstance(value, Reader) or not callable(value.read):
        raise TableError("it has no endings, or no read(path)")
    if isinstance(value, type) and inspect.isfunction(inspect.getattr_static(value, "read")):
        raise TableError(f"it is a class: let the entry point name an object, such as {value.__name__}()")
    given = value.endings
    endings: list[Any] = list(given) if isinstance(given, Iterable) and not isinstance(given, str) else [None]
    if not all(isinstance(ending, str) for ending in endings):
        raise TableError("its endings are no texts")
    wrong = [ending for ending in endings if not re.fullmatch(r"\.[^.\s/\\]+", ending)]
    if wrong or not endings:
        raise TableError(f"{wrong[0]!r} is no ending such as '.xyz'" if wrong else "it has no endings")
    endings = [ending.lower() for ending in endings]
    both = next((ending for ending in endings if ending in taken), None)
    if both:
        raise TableError(f"{both} is read by {taken[both]}")
    return Sound(tuple(endings), value.read)


def _table(given: Any) -> pa.Table:
    if hasattr(given, "to_crs") and hasattr(given, "columns"):
        given = _of_frame(given)
    if not isinstance(given, pa.Table):
        raise TableError(f"it gives a {type(given).__name__}, no GeoDataFrame and no pyarrow Table.")
    if given.column_names.count(GEOMETRY) != 1:
        raise TableError("its table has not one column 'geometry'.")
    if len(set(given.column_names)) != len(given.column_names):
        raise TableError("two columns of its table have one name.")
    at = given.column_names.index(GEOMETRY)
    column = given.column(at)
    if isinstance(column.type, pa.BaseExtensionType):
        column = pa.chunked_array([chunk.storage for chunk in column.chunks], column.type.storage_type)
    if not (pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type) or pa.types.is_null(column.type)):
        raise TableError(f"its column 'geometry' is {column.type}, not WKB.")
    given = given.set_column(at, GEOMETRY, column.cast(pa.large_binary()))
    return given.replace_schema_metadata({"geo": json.dumps(GEO)})


def _of_frame(frame: Any) -> pa.Table:
    shapes = in_degrees(frame).to_wkb()
    name = frame.geometry.name
    if name != GEOMETRY and GEOMETRY in frame.columns:
        raise TableError("its GeoDataFrame has a column 'geometry' that is not the geometry.")
    columns = pa.Table.from_pandas(frame.drop(columns=[name]), preserve_index=False)
    return columns.append_column(GEOMETRY, pa.array(list(shapes), pa.large_binary()))
