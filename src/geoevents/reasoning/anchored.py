"""Clauses that are measured from places, coordinates or points where borders meet, as shapes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from geoevents import atlas
from geoevents.atlas.tripoints import tripoint
from geoevents.coordinates import Coordinates
from geoevents.earth import ArcBand, Area, Crosswise, Disc, Ring, Shape, destination, inverse
from geoevents.errors import PhraseError
from geoevents.gazetteer.areas import area_of
from geoevents.model import (
    Between,
    Distance,
    EventRef,
    Near,
    Offset,
    Orthogonal,
    Place,
    PlaceRef,
    Scenario,
    Toward,
    TripointRef,
)
from geoevents.quantity import Length, length
from geoevents.reasoning.scenario import REACH

Anchored: TypeAlias = Offset | Orthogonal | Toward | Near | Between | Distance
HALFWAY_SHARE = 0.1
"""Halfway between two places is this share of the way between them around its middle."""


@dataclass(frozen=True, slots=True)
class Spot:
    """What a clause is measured from: a position with the radius of its extent, and which candidate it is."""

    name: str
    lon: float
    lat: float
    radius_m: float
    candidate: str
    source: str = ""

    def as_values(self) -> dict[str, object]:
        """Give it as a step of a ledger has it."""
        return {
            "from": self.name,
            "candidate": self.candidate,
            **({"place_source": self.source} if self.source else {}),
            "lon": self.lon,
            "lat": self.lat,
            "radius_m": self.radius_m,
        }


def anchored(clause: Anchored, scenario: Scenario, places: Mapping[str, Place]) -> tuple[Shape, dict[str, object]]:
    """Give the shape of a clause that is measured from anchors, and what its step of the ledger says.

    Raises
    ------
    PhraseError
        For an anchor that is an event: that is a link, not a clause on its own.
    """
    match clause:
        case Offset(distance=distance, bearing=bearing, anchor=anchor):
            spot = spot_of(anchor, places, clause.text, scenario)
            span = _from_extent(length(distance, scenario.convention, scenario.about), spot.radius_m, scenario)
            heading = {"heading_deg": [bearing.deg - bearing.half_width_deg, bearing.deg + bearing.half_width_deg]}
            band = ArcBand(spot.lon, spot.lat, span.low_m, span.high_m, bearing.deg, bearing.half_width_deg)
            return band, spot.as_values() | span_values(span) | heading
        case Orthogonal():
            return _crosswise(clause, scenario, places)
        case Toward(bearing=bearing, anchor=anchor):
            spot = spot_of(anchor, places, clause.text, scenario)
            reach = spot.radius_m + scenario.near_m * REACH["toward"]
            heading = {"heading_deg": [bearing.deg - bearing.half_width_deg, bearing.deg + bearing.half_width_deg]}
            shape = ArcBand(spot.lon, spot.lat, 0.0, reach, bearing.deg, bearing.half_width_deg)
            return shape, spot.as_values() | heading | {"within_m": reach, "inferred": True}
        case Near():
            return _near(clause, scenario, places)
        case Between():
            return _between(clause, scenario, places)
        case Distance(distance=distance, target=target):
            spot = spot_of(target, places, clause.text, scenario)
            span = _from_extent(length(distance, scenario.convention, scenario.about), spot.radius_m, scenario)
            return Ring(spot.lon, spot.lat, span.low_m, span.high_m), spot.as_values() | span_values(span)


def spot_of(anchor: object, places: Mapping[str, Place], text: str, scenario: Scenario) -> Spot:
    """Give the position of an anchor in a scenario."""
    match anchor:
        case PlaceRef(name=name):
            place = places[name]
            return Spot(name, place.lon, place.lat, place.radius_m, place.id, place.source)
        case Coordinates():
            return Spot(anchor.text, anchor.lon, anchor.lat, 0.0, "coordinates")
        case TripointRef(countries=countries):
            lon, lat = tripoint(*countries, dataset=scenario.borders)
            error_m = atlas.dataset(scenario.borders).uncertainty_m if scenario.border_error == "stated" else 0.0
            name = "–".join(countries)
            return Spot(name, lon, lat, error_m, f"tripoint {name}", f"borders of {scenario.borders}")
        case EventRef(event=event):
            raise PhraseError(f"{text!r} is measured from the event {event!r}.", cure="Write it under links:.")
    raise TypeError(f"not an anchor: {anchor!r}")


def span_values(span: Length) -> dict[str, object]:
    """Give an interval of distances as a step of a ledger has it."""
    return {"distance_m": span.m, "low_m": span.low_m, "high_m": span.high_m}


SIGN = {"none": 0.0, "stated": 1.0, "denied": -1.0}
"""Whether the stated error of lines widens what is asserted, or narrows what is denied."""


@lru_cache(maxsize=64)
def admin_area(id: str, edges: str, grow_m: float) -> Area:
    """Give an administrative area as a shape."""
    return Area(area_of(id).polygon, name=id, edges=edges, grow_m=grow_m)


def in_area(id: str, scenario: Scenario) -> tuple[Shape, dict[str, object]]:
    """Give the shape of an administrative area in a scenario, and what its step of the ledger says."""
    meant = area_of(id)
    error = SIGN[scenario.border_error] * meant.uncertainty_m
    values: dict[str, object] = {"area": meant.name, "candidate": id, "country": meant.country, "kind": meant.kind}
    return admin_area(id, scenario.edges, error), values | {"area_dataset": meant.dataset, "border_error_m": error}


def _near(clause: Near, scenario: Scenario, places: Mapping[str, Place]) -> tuple[Shape, dict[str, object]]:
    meant = places.get(clause.anchor.name) if isinstance(clause.anchor, PlaceRef) else None
    if meant is not None and meant.outlined:
        return in_area(meant.id, scenario)
    spot = spot_of(clause.anchor, places, clause.text, scenario)
    if clause.within is not None:
        reach = length(clause.within, scenario.convention, scenario.about).high_m
    else:
        reach = scenario.near_m * REACH[clause.relation]
    values = spot.as_values() | {"within_m": reach, "inferred": clause.within is None}
    if clause.relation != "near":
        values["relation"] = clause.relation
    if clause.relation == "just outside":
        return Ring(spot.lon, spot.lat, spot.radius_m, spot.radius_m + reach), values
    return Disc(spot.lon, spot.lat, spot.radius_m + reach), values


def _between(clause: Between, scenario: Scenario, places: Mapping[str, Place]) -> tuple[Shape, dict[str, object]]:
    """Draw the circle over the way between two places: from each of its positions they lie more than 90° apart.

    Centre and radius are those of "between two features" in Zermoglio et al., Georeferencing Quick Reference Guide
    (GBIF 2020). The larger extent of the two is added.
    """
    first, second = (spot_of(anchor, places, clause.text, scenario) for anchor in (clause.first, clause.second))
    azimuth, _, apart = (float(value) for value in inverse(first.lon, first.lat, second.lon, second.lat))
    lon, lat = (float(value) for value in destination(first.lon, first.lat, azimuth, apart / 2))
    share = HALFWAY_SHARE if clause.how == "halfway" else 0.5
    radius = apart * share + max(first.radius_m, second.radius_m)
    values: dict[str, object] = {
        "from": f"{first.name} and {second.name}",
        "candidate": first.candidate,
        "candidate_2": second.candidate,
        "apart_m": apart,
        "how": clause.how,
        "within_m": radius,
        "inferred": True,
    }
    return Disc(lon, lat, radius), values


def _crosswise(clause: Orthogonal, scenario: Scenario, places: Mapping[str, Place]) -> tuple[Shape, dict[str, object]]:
    spot = spot_of(clause.anchor, places, clause.text, scenario)
    legs = [
        _from_extent(length(leg.distance, scenario.convention, scenario.about), spot.radius_m, scenario)
        for leg in (clause.first, clause.second)
    ]
    turn = (clause.second.bearing.deg - clause.first.bearing.deg) % 360.0
    aside = (legs[1].low_m, legs[1].high_m) if turn < 180.0 else (-legs[1].high_m, -legs[1].low_m)
    azimuth = clause.first.bearing.deg
    shape = Crosswise(spot.lon, spot.lat, azimuth, legs[0].low_m, legs[0].high_m, *aside)
    ways = [
        {"heading_deg": leg.bearing.deg} | span_values(span)
        for leg, span in zip((clause.first, clause.second), legs, strict=True)
    ]
    return shape, spot.as_values() | {"ways": ways}


def _from_extent(span: Length, radius_m: float, scenario: Scenario) -> Length:
    if scenario.extent == "centre":
        return span
    return Length(span.m + radius_m, span.low_m, span.high_m + radius_m)
