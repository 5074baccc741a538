"""Rows in the terms of others: Darwin Core (CSV) and STIX 2.1 (location objects)."""

from __future__ import annotations

import datetime
import json
import math
import re
import uuid
from collections import Counter
from collections.abc import Iterator
from typing import Any, BinaryIO

import pyarrow as pa

from geoevents.errors import GeometryError
from geoevents.read.columns import LAT, LON, RADII
from geoevents.read.placed import REASON, Placed
from geoevents.write.cells import content, csv_cells, joined, require_plain
from geoevents.write.shapes import number_text, shapes_of, text_of

DARWIN_CORE = (
    "occurrenceID", "eventID", "basisOfRecord", "eventDate", "verbatimEventDate", "decimalLatitude",
    "decimalLongitude", "geodeticDatum", "coordinateUncertaintyInMeters", "footprintWKT", "footprintSRS", "countryCode",
    "locality", "verbatimLocality", "georeferenceRemarks", "dynamicProperties",
)  # fmt: skip
"""Terms that are written, in this order (https://dwc.tdwg.org/terms/)."""
SPACE = uuid.UUID("5d6a3c0e-7c1f-5a8e-9f3b-2d1c4b7a9e60")
"""Of the names from which ids of STIX objects are made: the same row gets the same id."""
EXTENSION = "extension-definition--c59939aa-041c-5569-be98-580ea1e9bde2"
"""Of the columns of a row in a STIX object: parsers that refuse unknown properties take it."""
_IDS = ("occurrenceid", "eventid", "event_id", "event_id_cnty", "globaleventid", "id")
_DATES = ("eventdate", "event_date", "date", "when", "date_start")
_COUNTRIES = ("countrycode", "country_iso", "country_code", "country_as_drawn", "iso2", "country")
_PLACES = ("locality", "verbatimlocality", "where_description", "location", "actiongeo_fullname", "place", "place_text")
_NAMES = ("name", "title", *_IDS)
_DAY = re.compile(r"\d{4}(-\d\d(-\d\d(T[\d:.]+(Z|[+-]\d\d:?\d\d)?)?)?)?(/\d{4}[\dT:.Z+-]*)?")
_CODE = re.compile(r"[A-Z]{2}")


def _said(rows: Placed, form: str) -> Iterator[tuple[dict[str, Any], Any]]:
    """What each row says, without what it does not say, and its geometry."""
    require_plain(rows.columns.schema, form)
    shapes = shapes_of(rows.geometry)
    names = rows.columns.column_names
    columns = [rows.columns.column(name).to_pylist() for name in names]
    for at, shape in enumerate(shapes):
        yield {name: column[at] for name, column in zip(names, columns, strict=True) if column[at] is not None}, shape


def _first(said: dict[str, Any], wanted: tuple[str, ...]) -> tuple[str, Any] | None:
    lower = {key.casefold(): key for key in reversed(said)}
    return next(((lower[key], said[lower[key]]) for key in wanted if key in lower and said[lower[key]] != ""), None)


def _radius(said: dict[str, Any]) -> tuple[str, float] | None:
    """Metres by which a position may be off, where a column says so."""
    for key, value in said.items():
        if key.strip().casefold().replace(" ", "") in RADII:
            try:
                metres = float(value)
            except (TypeError, ValueError):
                continue
            if 0 < metres < 2.1e7:
                return key, metres
    return None


def _spot(shape: Any) -> tuple[float, float, float | None] | None:
    """A position for a geometry, with the radius that holds all of it: of a point none, of an area its own."""
    from geoevents.earth.enclose import corrected_center

    if shape.geom_type == "Point":
        return shape.x, shape.y, None
    if shape.geom_type not in ("Polygon", "MultiPolygon"):
        return None
    try:
        return corrected_center(shape)
    except GeometryError:
        return None


def write_darwin_core(rows: Placed, stream: BinaryIO, formulas: str) -> None:
    """Write a CSV of Darwin Core terms.

    Columns that carry a term's name stay as they are; ids, dates, countries, localities and radii under other names get
    theirs; every other column goes into dynamicProperties. An area is given as its corrected center and geographic
    radial with its footprint. A date that is not ISO is verbatimEventDate.
    """
    terms = {term.casefold(): term for term in DARWIN_CORE}
    found: list[dict[str, str]] = []
    for said, shape in _said(rows, "Darwin Core"):
        row: dict[str, str] = {}
        rest = dict(said)

        def take(term: str, key: str, value: Any, row: dict[str, str] = row, rest: dict[str, Any] = rest) -> None:
            if term not in row:
                row[term] = _text(value)
                rest.pop(key, None)

        for key, value in said.items():
            if key.casefold() in terms:
                take(terms[key.casefold()], key, value)
            elif key.casefold() in (*LON, *LAT) and shape is not None and shape.geom_type == "Point":
                rest.pop(key)
        for term, wanted in (("eventID", _IDS), ("countryCode", _COUNTRIES), ("locality", _PLACES)):
            if (one := _first(rest, wanted)) and (term != "countryCode" or _CODE.fullmatch(str(one[1]))):
                take(term, *one)
        if one := _first(rest, _DATES):
            take("eventDate" if _DAY.fullmatch(_text(one[1])) else "verbatimEventDate", *one)
        if shape is not None:
            spot = _spot(shape)
            if spot is not None:
                row["decimalLongitude"], row["decimalLatitude"] = number_text(spot[0]), number_text(spot[1])
                row["geodeticDatum"] = "EPSG:4326"
            if shape.geom_type != "Point":
                row["footprintWKT"], row["footprintSRS"] = text_of(shape), "EPSG:4326"
            radius = _radius(rest)
            if radius is not None and (spot is None or spot[2] is None):
                take("coordinateUncertaintyInMeters", radius[0], math.ceil(radius[1]))
            elif spot is not None and spot[2]:
                row.setdefault("coordinateUncertaintyInMeters", str(math.ceil(spot[2])))
        if remarks := "; ".join(str(rest.pop(key)) for key in (REASON, "geo_precision_basis") if rest.get(key)):
            row.setdefault("georeferenceRemarks", remarks)
        if rest:
            row.setdefault("dynamicProperties", json.dumps(_plain(rest), ensure_ascii=False, allow_nan=False))
        found.append(row)
    columns = [pa.array([row.get(term, "") for row in found], pa.string()) for term in DARWIN_CORE]
    head = [csv_cells("", pa.array([term]), ",") for term in DARWIN_CORE]
    for cells, count in (
        (head, 1),
        ([csv_cells("", column, ",", formulas) for column in columns], len(found)),
    ):
        stream.write(content(joined([joined([*cells], count, ","), "\n"], count)))


def write_stix(rows: Placed, stream: BinaryIO, now: datetime.datetime) -> int:
    """Write a bundle of STIX 2.1 location objects, and give how many rows have neither a position nor a country.

    An area is given as its corrected center with its geographic radial as `precision`; a column of metres is the
    precision of a point. Every column stands in an extension of properties.
    """
    at = now.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    objects: list[dict[str, Any]] = []
    left_out = 0
    alike: Counter[str] = Counter()
    for said, shape in _said(rows, "STIX"):
        columns = _plain(said)
        one: dict[str, Any] = {"type": "location", "spec_version": "2.1", "id": "", "created": at, "modified": at}
        if named := _first(said, _NAMES):
            one["name"] = _text(named[1])
        spot = None if shape is None else _spot(shape)
        if spot is not None:
            one |= {"latitude": spot[1], "longitude": spot[0]}
            radius = _radius(said)
            precision = spot[2] or (radius[1] if radius else None)
            if precision:
                one["precision"] = round(precision, 1)
        country = _first(said, _COUNTRIES)
        if country and _CODE.fullmatch(str(country[1])):
            one["country"] = country[1]
        if "latitude" not in one and "country" not in one:
            left_out += 1
            continue
        if columns:
            one["extensions"] = {EXTENSION: {"extension_type": "property-extension", "columns": columns}}
        # By what it says and not by its place: rows before it come and go.
        same = json.dumps([one.get("latitude"), one.get("longitude"), columns], sort_keys=True, default=str)
        alike[same] += 1
        one["id"] = f"location--{uuid.uuid5(SPACE, f'{alike[same]} {same}')}"
        objects.append(one)
    bundle: dict[str, Any] = {
        "type": "bundle",
        "id": f"bundle--{uuid.uuid5(SPACE, json.dumps([one['id'] for one in objects]))}",
    }
    if objects:
        # An empty list is none that STIX allows.
        bundle["objects"] = objects
    stream.write(json.dumps(bundle, ensure_ascii=False, indent=1, allow_nan=False).encode() + b"\n")
    return left_out


def _plain(said: dict[str, Any]) -> dict[str, Any]:
    return {key: value if isinstance(value, int | str | bool) else _jsonable(value) for key, value in said.items()}


def _jsonable(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def _text(value: Any) -> str:
    return number_text(value) if isinstance(value, float) else str(_jsonable(value))
