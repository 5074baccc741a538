"""A located phrase in Darwin Core: each fix as a point and a radius, and what the calculator would say of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import import_module

import shapely

from geoevents.coordinates import Coordinates
from geoevents.earth.printed import printed
from geoevents.errors import GeoEventsError, PhraseError
from geoevents.model import (
    Anchor,
    At,
    Clause,
    Distance,
    Fix,
    Leg,
    Location,
    Near,
    Offset,
    Orthogonal,
    Place,
    PlaceRef,
    Reading,
)
from geoevents.model.result import UNDECIDED
from geoevents.pointradius.circle import around, spatial_fit
from geoevents.pointradius.darwin import DECIMALS, DarwinCore
from geoevents.pointradius.datum import WGS84
from geoevents.pointradius.request import Request
from geoevents.pointradius.result import CALCULATOR, GEODESIC, PointRadius
from geoevents.pointradius.verb import Asked, answered, request_at
from geoevents.quantity import Quantity

PRACTICES = "Georeferencing Best Practices (Chapman & Wieczorek 2020, https://doi.org/10.15468/doc-gg7h-s853)"


@dataclass(frozen=True, slots=True)
class Georeference:
    """One reading of a phrase in Darwin Core.

    `records` has one for each fix, in the order of the reading. `calculator` and `geodesic` are what the point-radius
    method gives for the phrase in its two modes, None where it does not know that kind of locality, and `reason` why.
    """

    records: tuple[DarwinCore, ...]
    calculator: PointRadius | None
    geodesic: PointRadius | None
    reason: str = ""


def georeference(location: Location, reading: Reading, asked: Asked | None = None, mode: str = "") -> Georeference:
    """Put a reading of a phrase into Darwin Core.

    Parameters
    ----------
    location, reading
        What `locate` gave, and one of its readings.
    asked
        What the calculator asks and the phrase does not say.
    mode
        "" gives the regions' own centers and radii; "calculator" or "geodesic" the one record of the point-radius
        method instead, with the fix as its footprint, and none where the method does not know the locality.

    Returns
    -------
    Georeference
        WGS84 degrees, metres. Coordinates are to 7 decimals and radii rounded up, so that the circle as printed holds
        the footprint as printed.
    """
    found: dict[str, PointRadius] = {}
    reason, asked = "", asked or Asked()
    try:
        request = request_of(location, reading, asked)
        for each in (CALCULATOR, GEODESIC):
            found[each] = answered(request, each)
    except GeoEventsError as error:
        reason = str(error)
    records: list[DarwinCore] = []
    if mode in found:
        records.append(_calculated(location, reading, found[mode], asked))
    elif not mode:
        records += [of_fix(location, reading, fix) for fix in reading.fixes]
    return Georeference(tuple(records), found.get(CALCULATOR), found.get(GEODESIC), reason)


def of_fix(location: Location, reading: Reading, fix: Fix) -> DarwinCore:
    """Put a fix into Darwin Core: its region is the footprint, and the most specific representation that there is."""
    circle = around(fix.region, fix.lon, fix.lat)
    version = import_module("geoevents").__version__
    return DarwinCore(
        decimal_latitude=circle.lat,
        decimal_longitude=circle.lon,
        geodetic_datum=WGS84.code,
        coordinate_uncertainty_in_meters=circle.radius_m,
        point_radius_spatial_fit=circle.fit,
        footprint_wkt=shapely.to_wkt(circle.footprint, rounding_precision=DECIMALS, trim=True),
        footprint_srs=WGS84.code,
        footprint_spatial_fit=1.0,
        verbatim_locality=location.text,
        georeference_protocol=(
            f"{PRACTICES}: the region that the words allow, its corrected center and geographic radial; "
            f"geoevents {version}"
        ),
        georeference_sources=sources(location, reading),
        georeference_remarks=_remarks(location, reading),
    )


def _calculated(location: Location, reading: Reading, found: PointRadius, asked: Asked) -> DarwinCore:
    """Put what the method gave beside the region, when that is one and both are in WGS84."""
    record = replace(
        found.darwin_core,
        georeference_sources=" | ".join(part for part in (sources(location, reading), asked.source) if part),
        georeference_remarks=f"{found.darwin_core.georeference_remarks} {_remarks(location, reading)}",
    )
    if len(reading.fixes) != 1 or found.datum != WGS84:
        return record
    footprint = printed(reading.fixes[0].region, DECIMALS)
    return replace(
        record,
        point_radius_spatial_fit=spatial_fit(footprint, found.lon, found.lat, record.coordinate_uncertainty_in_meters),
        footprint_wkt=shapely.to_wkt(footprint, rounding_precision=DECIMALS, trim=True),
        footprint_srs=WGS84.code,
        footprint_spatial_fit=1.0,
    )


def request_of(location: Location, reading: Reading, asked: Asked) -> Request:
    """Put a phrase as the point-radius method takes it.

    Raises
    ------
    PhraseError
        More than one clause, or one that is none of the calculator's locality types.
    """
    if len(location.clauses) != 1:
        raise PhraseError(
            f"The calculator takes one clause, and this phrase has {len(location.clauses)}.",
            cure="Its radius would lose what the others say; take the region's own.",
        )
    (clause,) = location.clauses
    distance, legs, anchor = _parts(clause)
    at = anchor if isinstance(anchor, Coordinates) else _place(anchor, reading)
    if isinstance(at, Coordinates) and asked.datum is None:
        asked = replace(asked, datum=WGS84.code)
    scenario = reading.scenario
    return request_at(
        at, distance, legs, asked, convention=scenario.convention, about=scenario.about, locality=location.text
    )


def _parts(clause: Clause) -> tuple[Quantity | None, tuple[Leg, ...], Anchor]:
    match clause:
        case At(where=where):
            return None, (), where
        case Offset(distance=distance, bearing=bearing, anchor=anchor):
            return None, (Leg(distance, bearing),), anchor
        case Orthogonal(first=first, second=second, anchor=anchor):
            return None, (first, second), anchor
        case Distance(distance=distance, target=PlaceRef() | Coordinates() as target, bearing=None):
            return distance, (), target
        case Near(within=Quantity() as within, anchor=anchor):
            return within, (), anchor
        case Near(relation="in", anchor=anchor):
            return None, (), anchor
        case _:
            raise PhraseError(
                f"The calculator has no locality type for {clause.text!r}.", cure="Take the region's own radius."
            )


def _place(anchor: Anchor, reading: Reading) -> Place:
    if isinstance(anchor, PlaceRef):
        chosen = dict(reading.scenario.places).get(anchor.name)
        for place in reading.places:
            if chosen is None or place.id == chosen:
                return place
    raise PhraseError("The calculator starts from a place or from coordinates.", cure="Take the region's own radius.")


def sources(location: Location, reading: Reading) -> str:
    """Name what the position rests on: places, coordinates, border datasets; parted as Darwin Core parts lists."""
    named = [f"{place.name}: {place.source}, {place.id}" for place in reading.places]
    if any(isinstance(_start_of(clause), Coordinates) for clause in location.clauses):
        named.append("coordinates in the words")
    titles = {
        str(step.values["dataset"]): f"{step.values['title']}, {step.values['date']}"
        for step in reading.answer.ledger
        if step.kind == "dataset" and "title" in step.values and "dataset" in step.values
    }
    return " | ".join([*named, *(titles.get(name, name) for name in _measured_on(reading))])


def _start_of(clause: Clause) -> object:
    return next((getattr(clause, name) for name in ("where", "anchor", "target") if hasattr(clause, name)), None)


def _measured_on(reading: Reading) -> list[str]:
    """Name the border datasets that clauses are drawn from."""
    steps = [step for step in reading.answer.ledger if step.kind == "clause"]
    return list(dict.fromkeys(name for step in steps for name in _datasets(step.values)))


def _quantities(clause: Clause) -> Iterator[Quantity]:
    for name in ("distance", "within"):
        found = getattr(clause, name, None)
        if isinstance(found, Quantity):
            yield found


def _datasets(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        if isinstance(value.get("dataset"), str):
            yield str(value["dataset"])
        for part in value.values():
            yield from _datasets(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _datasets(part)


def _remarks(location: Location, reading: Reading) -> str:
    scenario = reading.scenario
    said = [
        "Clauses: " + "; ".join(f'"{clause.text}"' for clause in location.clauses) + ".",
        f"Figures by {scenario.convention}; distances from the {scenario.extent} of a place.",
    ]
    if _measured_on(reading):
        said.append(f"Borders: {scenario.borders}, {scenario.edges} edges, error {scenario.border_error}.")
    if any(quantity.hedge == "about" for clause in location.clauses for quantity in _quantities(clause)):
        said.append(f'"About" widens a figure {scenario.about:g} times.')
    inferred = dict.fromkeys(what for clause in location.clauses for what in clause.inferred)
    if inferred:
        said.append(f"Not said but inferred: {', '.join(inferred)}.")
    notes = dict.fromkeys(place.note for place in reading.places if place.note)
    said += [f"{place}." for place in notes]
    if location.unparsed:
        said.append("Not understood and left out: " + ", ".join(f'"{left.text}"' for left in location.unparsed) + ".")
    if reading.status == UNDECIDED:
        said.append("Whether any point satisfies all clauses is undecided.")
    parts = len(reading.fixes)
    if parts > 1:
        said.append(f"One of {parts} separate areas of this reading.")
    if len(location.readings) > 1:
        number = location.readings.index(reading) + 1
        said.append(f"Reading {number} of {len(location.readings)}.")
    return " ".join(said)
