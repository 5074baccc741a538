"""Tables in formats that other packages read, by the entry points `geoevents.readers`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Any, Protocol, runtime_checkable

import pyarrow as pa

from geoevents.data import plugins
from geoevents.data.plugins import Plugin
from geoevents.errors import TableError
from geoevents.read.features import GEO
from geoevents.read.stream import TEXT_ROWS, Batches, Table

GEOMETRY = "geometry"


@runtime_checkable
class Reader(Protocol):
    """What an entry point of `geoevents.readers` is: endings of files, and how one is read.

    `read` gets the name of a file and gives a GeoDataFrame with a CRS, or a pyarrow Table with a column `geometry` of
    WKB in WGS84 degrees, longitude first. Null geometries are rows without a position; text stays text.
    """

    endings: Iterable[str]

    def read(self, path: str) -> Any:
        """Read one file."""
        ...


def reader_of(ending: str, formats: Iterable[str]) -> Plugin | None:
    """The plugin that reads files with an ending that is not among `formats`; None when there is none.

    Examples
    --------
    >>> reader_of(".nothing", ()) is None
    True
    """
    usable = (one for one in readers(frozenset(formats)) if not one.error)
    return next((one for one in usable if ending in _endings(one.value)), None)


@lru_cache(maxsize=2)
def readers(formats: frozenset[str]) -> tuple[Plugin, ...]:
    """Every reader of another package; `error` says why one cannot be used.

    Examples
    --------
    >>> readers(frozenset())
    ()
    """
    found: list[Plugin] = []
    taken = dict.fromkeys(formats, "geoevents itself")
    for one in plugins.plugins(plugins.READERS):
        error = one.error or _unfit(one.value, taken)
        found.append(replace(one, error=error))
        if not error:
            taken |= dict.fromkeys(_endings(one.value), f"the package {one.package}")
    return tuple(found)


def read_plugged(name: str, plugin: Plugin) -> Table:
    """Read a file by a plugin, whole.

    Raises
    ------
    TableError
        What the plugin raises, and what it gives that is no table; the message names it.
    """
    whose = f"the reader {plugin.name} of the package {plugin.package} {plugin.version}"
    try:
        table = _table(plugin.value.read(name))
    except TableError as error:
        raise TableError(f"{name}: {whose}: {error.message}", cure=error.cure) from error
    except (Exception, SystemExit) as error:
        cure = "Tell those who maintain it, or convert the file."
        raise TableError(f"{name}: {whose} fails: {plugins.told(error)}.", cure=cure) from error

    def batches() -> Batches:
        rows = 0
        for batch in table.to_batches(TEXT_ROWS):
            rows += len(batch)
            yield batch, rows / max(len(table), 1)

    return Table(plugin.name, table.schema, batches(), len(table), geometry=GEOMETRY)


def _unfit(value: Any, taken: dict[str, str]) -> str:
    """Why something is no reader; empty when it is one."""
    if not isinstance(value, Reader) or not callable(value.read):
        return "it has no endings, or no read(path)"
    try:
        endings = _endings(value)
    except TypeError:
        return "its endings are no texts"
    wrong = [ending for ending in endings if not ending.startswith(".") or len(ending) < 2]
    if wrong or not endings:
        return f"{wrong[0]!r} is no ending such as '.xyz'" if wrong else "it has no endings"
    both = next((ending for ending in endings if ending in taken), None)
    return f"{both} is read by {taken[both]}" if both else ""


def _endings(value: Any) -> list[str]:
    if isinstance(value.endings, str):
        raise TypeError("endings are several texts")
    found = list(value.endings)
    if not all(isinstance(ending, str) for ending in found):
        raise TypeError("endings are texts")
    return [ending.lower() for ending in found]


def _table(given: Any) -> pa.Table:
    if hasattr(given, "to_crs") and hasattr(given, "geometry"):
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
    if frame.crs is None:
        raise TableError("its GeoDataFrame does not say in which system its points are.", cure="Set its CRS.")
    shapes = frame.geometry.to_crs("EPSG:4326").to_wkb()
    name = frame.geometry.name
    if name != GEOMETRY and GEOMETRY in frame.columns:
        raise TableError("its GeoDataFrame has a column 'geometry' that is not the geometry.")
    columns = pa.Table.from_pandas(frame.drop(columns=[name]), preserve_index=False)
    return columns.append_column(GEOMETRY, pa.array(list(shapes), pa.large_binary()))
