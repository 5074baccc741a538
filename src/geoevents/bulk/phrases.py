"""A column of locality phrases as areas: one row for each phrase, or one for each area."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np
import pandas as pd

from geoevents.atlas.store import DEFAULT
from geoevents.bulk.frame import require_frame, require_free
from geoevents.errors import GeoEventsError, TableError
from geoevents.gazetteer.countries import code_of
from geoevents.reasoning.summary import LocateOptions, Summary, require_options, summary, unread
from geoevents.write.geojson import attribution

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

COLUMNS = ("status", "reason", "candidates", "areas", "center_lon", "center_lat", "radius_m", "note")
OF_AREAS = ("place", "country_as_drawn")
TEXTS = ("status", "reason", "note", *OF_AREAS)
KEPT = 2_000
"""Phrases that are remembered while a table is read: the same words come again and again."""


def locate_phrases(
    frame: pd.DataFrame,
    column: str,
    *,
    country: str | None = None,
    each_area: bool = False,
    **options: Unpack[LocateOptions],
) -> GeoDataFrame:
    """Locate the phrase of every row, as `frame.geoevents.locate` describes it.

    Examples
    --------
    >>> rows = pd.DataFrame({"where": ["12 km north of Kidal", "near Kidal", "beyond the hills", None]})
    >>> found = locate_phrases(rows, "where", country="ML")
    >>> found[["status", "areas"]].values.tolist()
    [['satisfiable', 1], ['satisfiable', 1], ['unread', 0], ['unread', 0]]
    """
    require_frame(frame)
    per_row = country is not None and country in frame.columns
    for name in (column, *([country] if per_row and country is not None else [])):
        if list(frame.columns).count(name) != 1:
            what = "more than one" if name in frame.columns else "no"
            listed = ", ".join(dict.fromkeys(str(one) for one in frame.columns))
            raise TableError(f"There is {what} column {name!r}.", cure=f"There are: {listed}.")
    geometry = "located" if "geometry" in frame.columns else "geometry"
    require_free(frame, (*COLUMNS, *(OF_AREAS if each_area else ()), geometry))
    require_options(country=None if per_row else country, **options)
    found = _summaries(frame, column, country, per_row, options)
    return _frame(frame, found, each_area, geometry, str(options.get("borders", DEFAULT)))


def _summaries(
    frame: pd.DataFrame, column: str, country: str | None, per_row: bool, options: LocateOptions
) -> list[Summary]:
    @lru_cache(maxsize=KEPT)
    def read(text: str, where: str | None) -> Summary:
        return summary(text, **options, country=where)

    phrases = frame[column]
    countries = frame[country] if per_row else [country] * len(frame)
    return [_read(read, text, where) for text, where in zip(phrases, countries, strict=True)]


def _read(read: Callable[[str, str | None], Summary], text: object, where: object) -> Summary:
    if _missing(text):
        return unread("no words")
    if not isinstance(text, str):
        return unread(f"{str(text)[:60]!r} is no text")
    try:
        code = None if _missing(where) or not str(where).strip() else code_of(str(where))
    except GeoEventsError as error:
        return unread(str(error))
    return read(text, code)


def _missing(value: object) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value))


def _frame(frame: pd.DataFrame, found: list[Summary], each_area: bool, geometry: str, borders: str) -> GeoDataFrame:
    import geopandas

    rows: list[int] = []
    values: list[tuple[Any, ...]] = []
    shapes: list[Any] = []
    for number, one in enumerate(found):
        for told, shape in _of_areas(one) if each_area else [(_of_row(one), one.region)]:
            rows.append(number)
            values.append(told)
            shapes.append(shape)
    kept = pd.DataFrame(frame).iloc[rows]
    names = [*COLUMNS, *(OF_AREAS if each_area else ())]
    added = pd.DataFrame(values, columns=names, index=kept.index)
    for name in ("center_lon", "center_lat", "radius_m"):
        added[name] = added[name].astype("float64")
    for name in ("candidates", "areas"):
        added[name] = added[name].astype("int64")
    for name in TEXTS:
        if name in added:
            # Otherwise what stands for no text would depend on whether another row has one.
            added[name] = added[name].astype(object).where(added[name].notna(), np.nan)
    shown = pd.concat([kept, added], axis=1)
    shown[geometry] = geopandas.GeoSeries(shapes, index=kept.index, crs="EPSG:4326")
    located = geopandas.GeoDataFrame(shown, geometry=geometry, crs="EPSG:4326")
    places = [place for one in found if one.location for reading in one.location.readings for place in reading.places]
    located.attrs = {**frame.attrs, "attribution": attribution([borders], places)}
    return located


def _of_row(one: Summary) -> tuple[Any, ...]:
    return (one.status, one.reason, one.candidates, one.areas, one.lon, one.lat, one.radius_m, one.note)


def _of_areas(one: Summary) -> list[tuple[tuple[Any, ...], Any]]:
    """A row for each fix of each reading; a phrase or a reading without one keeps a row with the reason."""
    if one.location is None:
        return [((*_of_row(one), None, None), None)]
    told: list[tuple[tuple[Any, ...], Any]] = []
    values: tuple[Any, ...]
    for reading in one.location.readings:
        places = ", ".join(f"{place.name} ({place.id})" for place in reading.places) or None
        for fix in reading.fixes:
            values = (
                reading.status, None, one.candidates, one.areas, fix.lon, fix.lat, fix.radius_m, one.note,
                places, fix.country_as_drawn,
            )  # fmt: skip
            told.append((values, fix.region))
        if not reading.fixes:
            reason = one.reason or "the words cannot hold together from this place"
            values = (reading.status, reason, one.candidates, one.areas, None, None, None, one.note, places, None)
            told.append((values, None))
    return told
