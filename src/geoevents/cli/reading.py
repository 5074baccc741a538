"""How words were read: each clause beside what it means in figures."""

from __future__ import annotations

from geoevents.cli import wording
from geoevents.model import (
    Anchor,
    At,
    BorderRef,
    Clause,
    Depth,
    Distance,
    EventRef,
    Inside,
    Near,
    Offset,
    Outside,
    PlaceRef,
)
from geoevents.quantity import Quantity, length


def explain(clause: Clause, convention: str, near_m: float = 15_000.0) -> str:
    """Say what a clause allows, with the figures that its words leave open.

    Examples
    --------
    >>> from geoevents.quantity import Quantity
    >>> two = Quantity("2 km", "2", "km")
    >>> explain(Distance(text="2 km from Kidal", distance=two, target=PlaceRef("Kidal")), "gbif-2020")
    '1.5 – 2.5 km from Kidal'
    """
    match clause:
        case At(where=where):
            said = f"at {wording.position(where.lon, where.lat, 5)} ({where.notation})"
        case Offset(distance=distance, bearing=bearing, anchor=anchor):
            low, high = ((bearing.deg + sign * bearing.half_width_deg) % 360 for sign in (-1, 1))
            said = f"{span(distance, convention)} from {_anchor(anchor)}, azimuth {low:g}° – {high:g}°"
        case Near(anchor=anchor, within=within):
            reach = span(within, convention) if within else f"{wording.distance(near_m)} (our figure for near)"
            said = f"within {reach} of {_anchor(anchor)}"
        case Distance(distance=distance, target=target):
            said = f"{span(distance, convention)} from {_target(target)}"
            if clause.bearing:
                said += f", to the {clause.bearing.text} of it"
            if isinstance(target, BorderRef):
                said += f", on the {wording.country(clause.side)} side" if clause.side else "; side not stated"
        case Inside(country=country):
            said = f"inside {wording.country(country)}"
        case Outside(country=country):
            said = f"outside {wording.country(country)}"
        case Depth(distance=distance, country=country, neighbour=neighbour):
            line = f"its border with {wording.country(neighbour)}" if neighbour else "its nearest border"
            said = f"inside {wording.country(country)}, {span(distance, convention)} from {line}"
    return f"{said} (inferred: {', '.join(clause.inferred)})" if clause.inferred else said


def span(distance: Quantity, convention: str) -> str:
    """Write the interval that a distance leaves open, in one unit."""
    found = length(distance, convention)
    if found.low_m == found.high_m:
        return wording.distance(found.m)
    if found.high_m < 2000 and found.high_m - found.low_m < 100:
        return f"{found.low_m:g} – {found.high_m:g} m"
    return f"{found.low_m / 1000:g} – {found.high_m / 1000:g} km"


def _anchor(anchor: Anchor) -> str:
    match anchor:
        case PlaceRef(name=name):
            return name
        case EventRef(event=event):
            return f"the {event}"
        case _:
            return wording.position(anchor.lon, anchor.lat, 5)


def _target(target: Anchor | BorderRef) -> str:
    if not isinstance(target, BorderRef):
        return _anchor(target)
    if target.country is None:
        return "the nearest border"
    if target.neighbour is None:
        return f"the border of {wording.country(target.country)}"
    return f"the {wording.country(target.country)}–{wording.country(target.neighbour)} border"
