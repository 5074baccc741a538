"""How words were read: each clause beside what it means in figures."""

from __future__ import annotations

from geoevents.cli import wording
from geoevents.compass import Bearing
from geoevents.model import (
    Anchor,
    At,
    BorderRef,
    Clause,
    Depth,
    Distance,
    EventRef,
    Inside,
    LandRef,
    Near,
    Offset,
    Outside,
    PlaceRef,
    Scenario,
)
from geoevents.quantity import Quantity, length


def explain(clause: Clause, scenario: Scenario) -> str:
    """Say what a clause allows, with the figures that its words leave open.

    Examples
    --------
    >>> from geoevents.quantity import Quantity
    >>> two = Quantity("2 km", "2", "km")
    >>> explain(Distance(text="2 km from Kidal", distance=two, target=PlaceRef("Kidal")), Scenario())
    '1.5 – 2.5 km from Kidal'
    """
    match clause:
        case At(where=where):
            said = f"at {wording.position(where.lon, where.lat, 5)} ({where.notation})"
        case Offset(distance=distance, bearing=bearing, anchor=anchor):
            low, high = ((bearing.deg + sign * bearing.half_width_deg) % 360 for sign in (-1, 1))
            said = f"{span(distance, scenario)} from {_anchor(anchor)}, azimuth {low:g}° – {high:g}°"
        case Near(anchor=anchor, within=within):
            reach = span(within, scenario) if within else f"{wording.distance(scenario.near_m)} (our figure for near)"
            said = f"within {reach} of {_anchor(anchor)}"
        case Distance(distance=distance, target=target):
            said = f"{span(distance, scenario)} from {_target(target)}"
            headed = clause.bearing is not None and isinstance(target, BorderRef) and scenario.distance != "shortest"
            if clause.bearing and headed:
                said = _headed(clause.bearing, span(distance, scenario), _target(target), scenario.distance)
                said += f", on the {wording.country(clause.side)} side" if clause.side else ""
            elif clause.bearing:
                said += f", to the {clause.bearing.text} of it"
            if isinstance(target, BorderRef) and not headed:
                said += f", on the {wording.country(clause.side)} side" if clause.side else "; side not stated"
        case Inside(country=country, waters=waters):
            said = f"inside {_territory(country, waters)}"
        case Outside(country=country, waters=waters):
            said = f"outside {_territory(country, waters)}"
        case Depth(distance=distance, country=country, neighbour=neighbour, waters=waters):
            line = "the nearest edge of its territory at sea" if waters else "its nearest border"
            line = f"its border with {wording.country(neighbour)}" if neighbour else line
            said = f"inside {_territory(country, waters)}, {span(distance, scenario)} from {line}"
    return f"{said} (inferred: {', '.join(clause.inferred)})" if clause.inferred else said


def span(distance: Quantity, scenario: Scenario) -> str:
    """Write the interval that a distance leaves open, in one unit."""
    found = length(distance, scenario.convention, scenario.about)
    if found.low_m == found.high_m:
        return wording.distance(found.m)
    if found.high_m < 2000 and found.high_m - found.low_m < 100:
        return f"{found.low_m:g} – {found.high_m:g} m"
    return f"{found.low_m / 1000:g} – {found.high_m / 1000:g} km"


def _headed(heading: Bearing, far: str, line: str, distance: str) -> str:
    """Say what "south of the border" is when it is not the shortest distance."""
    if distance == "along":
        back = (heading.deg + 180) % 360
        return f"{far} along the heading: that far at azimuth {back:g}° one first meets {line}"
    return f"{far} from some point of {line}, within {heading.half_width_deg:g}° of {heading.text} from it"


def _anchor(anchor: Anchor) -> str:
    match anchor:
        case PlaceRef(name=name):
            return name
        case EventRef(event=event):
            return f"the {event}"
        case _:
            return wording.position(anchor.lon, anchor.lat, 5)


def _territory(country: str, waters: bool) -> str:
    return f"the territorial waters of {wording.country(country)}" if waters else wording.country(country)


def _target(target: Anchor | BorderRef | LandRef) -> str:
    if isinstance(target, LandRef):
        return _land(target)
    if not isinstance(target, BorderRef):
        return _anchor(target)
    line = "maritime border" if target.kind == "maritime" else "border"
    if target.country is None:
        return f"the nearest {line}"
    if target.neighbour is None:
        return f"the {line} of {wording.country(target.country)}"
    return f"the {wording.country(target.country)}–{wording.country(target.neighbour)} {line}"


def _land(target: LandRef) -> str:
    """Name land or coast, and the dataset that it is always of."""
    from geoevents.atlas.coast import DATASET, ERROR_M

    whose = f" of {wording.country(target.country)}" if target.country else ""
    side = {"sea": ", at sea", "inland": ", on land"}.get(target.side or "", ", at sea or on land")
    named = f"the nearest land{whose}" if target.what == "land" else f"the coast{whose}{side}"
    return f"{named} (as {DATASET} draws it, good to {ERROR_M / 1000:g} km)"
