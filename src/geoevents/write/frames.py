"""Results as GeoDataFrames (WGS84, longitude first), and borders as files of the formats that GDAL writes."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from functools import singledispatch
from typing import TYPE_CHECKING, Any, cast

from shapely import LineString, Point, Polygon

from geoevents.errors import OutputError
from geoevents.model import Answer, Border, Dataset, Location, Measurement, Place, Solution, Verdict
from geoevents.write.atomic import replacing, write_whole
from geoevents.write.geojson import attribution, border_properties, borders_geojson

if TYPE_CHECKING:
    import geopandas as gpd

CRS = "EPSG:4326"
_ANSWER = ("status", "fix", "lon", "lat", "radius_m", "area_m2", "country_as_drawn")


@singledispatch
def to_frame(result: Any) -> gpd.GeoDataFrame:
    """A result as a GeoDataFrame in EPSG:4326.

    Parameters
    ----------
    result
        Location, Solution, Verdict, Measurement, Border, or a sequence of Border or of Place.

    Returns
    -------
    GeoDataFrame
        One row for each fix (geometry: its region), for each conflict of a verdict and each question without one
        (geometry: the line where the regions come closest, or an empty one), for each dataset of a measurement
        (geometry: the nearest point of the border), for each border (its lines), or for each place (its point). An
        answer without a fix keeps a row with an empty polygon, so that "nowhere" is not lost. Metres and degrees.
        `frame.attrs["attribution"]` is what must be printed beside it.

    Raises
    ------
    TypeError
        Anything else.

    Examples
    --------
    >>> frame = to_frame(Measurement(2.9, 19.9, 0.0, ()))
    >>> len(frame), frame.crs.to_epsg()
    (0, 4326)
    """
    raise TypeError(
        f"no table for {type(result).__name__}; there is one for Location, Solution, Verdict, Measurement and borders"
    )


@to_frame.register(Verdict)
def _(result: Verdict) -> gpd.GeoDataFrame:
    columns = ("question", "scope", "text", "verdict", "claims", "depends_on", "gap_m", "separation_m")
    rows = []
    for question in result.questions:
        row = {
            "question": question.id,
            "scope": question.scope,
            "text": question.text,
            "verdict": question.verdict,
            "claims": ", ".join(question.claims),
            "depends_on": "; ".join(f"{f.axis}={f.choice}: {f.verdict}" for f in question.depends_on),
        }
        for conflict in question.conflicts or (None,):
            known: dict[str, Any] = {"gap_m": None, "separation_m": None, "geometry": LineString()}
            if conflict is not None:
                known |= {"gap_m": conflict.gap_m, "separation_m": conflict.separation_m}
                known |= {"claims": ", ".join(conflict.claims)}
                known |= {"geometry": LineString(conflict.closest)} if conflict.closest else {}
            rows.append(row | known)
    frame = _frame(rows, columns)
    frame.attrs["attribution"] = attribution([result.solution.scenario.borders], result.solution.places)
    return frame


@to_frame.register(Location)
def _(result: Location) -> gpd.GeoDataFrame:
    rows = [
        {"reading": number, "places": ", ".join(place.id for place in reading.places), **row}
        for number, reading in enumerate(result.readings, start=1)
        for row in _answer_rows(reading.answer)
    ]
    frame = _frame(rows, ("reading", "places", *_ANSWER))
    places = [place for reading in result.readings for place in reading.places]
    frame.attrs["attribution"] = attribution((reading.scenario.borders for reading in result.readings), places)
    return frame


@to_frame.register(Solution)
def _(result: Solution) -> gpd.GeoDataFrame:
    rows = [
        {"event": solved.event.id, "account": source, **row}
        for solved in result.events
        for source, answer in (*((a.source, a.answer) for a in solved.accounts), ("combined", solved.combined))
        if answer is not None
        for row in _answer_rows(answer)
    ]
    frame = _frame(rows, ("event", "account", *_ANSWER))
    frame.attrs["attribution"] = attribution([result.scenario.borders], result.places)
    return frame


@to_frame.register(Measurement)
def _(result: Measurement) -> gpd.GeoDataFrame:
    columns = (
        "lon", "lat", "dataset", "border", "kind", "distance_m", "low_m", "high_m", "border_uncertainty_m",
        "azimuth_deg", "country_as_drawn", "side", "status", "date",
    )  # fmt: skip
    rows = [
        {
            **{name: getattr(found, name) for name in columns[2:]},
            "lon": result.lon,
            "lat": result.lat,
            "geometry": Point(found.nearest_lon, found.nearest_lat),
        }
        for found in result.results
    ]
    frame = _frame(rows, columns)
    frame.attrs["attribution"] = attribution((found.dataset for found in result.results), ())
    return frame


@to_frame.register(list)
@to_frame.register(tuple)
def _(result: Sequence[Border | Place]) -> gpd.GeoDataFrame:
    kinds = {type(item) for item in result}
    if not kinds <= {Border} and kinds != {Place}:
        named = ", ".join(sorted(kind.__name__ for kind in kinds))
        raise TypeError(f"no table for a sequence of {named}; there is one for borders, and one for places")
    return _places(cast("Sequence[Place]", result)) if kinds == {Place} else _borders(cast("Sequence[Border]", result))


@to_frame.register(Border)
def _(result: Border) -> gpd.GeoDataFrame:
    return _borders([result])


def _places(result: Sequence[Place]) -> gpd.GeoDataFrame:
    columns = (
        "id", "name", "country", "lon", "lat", "radius_m", "kind", "population", "matched", "score", "source", "note",
    )  # fmt: skip
    rows = [{name: getattr(one, name) for name in columns} | {"geometry": Point(one.lon, one.lat)} for one in result]
    frame = _frame(rows, columns)
    frame.attrs["attribution"] = attribution((), result)
    return frame


def _borders(result: Sequence[Border]) -> gpd.GeoDataFrame:
    columns = ("border", "dataset", "date", "kind", "status", "length_m", "uncertainty_m", "note")
    frame = _frame([{**border_properties(border), "geometry": border.lines} for border in result], columns)
    frame.attrs["attribution"] = attribution((border.dataset for border in result), ())
    return frame


def write_borders(
    borders: Sequence[Border], datasets: Sequence[Dataset], output: str | os.PathLike[str], driver: str
) -> None:
    """Write borders to a file, whole or not at all, with their attribution.

    Parameters
    ----------
    borders, datasets
        What to write, and the datasets they come from.
    output
        The file; "-" (GeoJSON only) is standard output.
    driver
        "GeoJSON", "GeoParquet", "FlatGeobuf" or "GPKG".

    Raises
    ------
    OutputError
        When the file cannot be written, or the driver is none of these.
    """
    if driver == "GeoJSON":
        document = borders_geojson(borders, datasets)
        write_whole(output, json.dumps(document, ensure_ascii=False, allow_nan=False) + "\n")
        return
    if driver not in {"GeoParquet", "FlatGeobuf", "GPKG"} or os.fspath(output) == "-":
        cure = "Write GeoJSON, GeoParquet, FlatGeobuf or GPKG to a file; only GeoJSON goes to standard output."
        raise OutputError(f"{driver} cannot be written to {os.fspath(output)}.", cure=cure)
    lines = "; ".join(dict.fromkeys(dataset.attribution for dataset in datasets))
    frame = to_frame(tuple(borders)).assign(attribution=lines)
    with replacing(output) as part:
        if driver == "GeoParquet":
            frame.to_parquet(part, index=False, write_covering_bbox=True, schema_version="1.1.0")
        else:
            # GDAL appends to what it finds; the empty file that keeps the name is no GeoPackage.
            part.unlink()
            # Programs of some years ago warn of later versions.
            options = {"VERSION": "1.2"} if driver == "GPKG" else {}
            from geoevents.write.layers import writing

            with writing(driver, part, sum(len(border.lines.wkb) for border in borders)):
                frame.to_file(part, driver=driver, layer="borders", index=False, **options)


def _answer_rows(answer: Answer) -> list[dict[str, Any]]:
    if not answer.fixes:
        return [{"status": answer.status, "geometry": Polygon()}]
    return [
        {
            "status": answer.status,
            "fix": number,
            "lon": fix.lon,
            "lat": fix.lat,
            "radius_m": fix.radius_m,
            "area_m2": fix.area_m2,
            "country_as_drawn": fix.country_as_drawn,
            "geometry": fix.region,
        }
        for number, fix in enumerate(answer.fixes, start=1)
    ]


def _frame(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> gpd.GeoDataFrame:
    import geopandas as gpd

    table = {name: [row.get(name) for row in rows] for name in columns}
    return gpd.GeoDataFrame(table, geometry=[row["geometry"] for row in rows], crs=CRS)
