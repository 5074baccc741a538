"""How words were read: each clause beside what it means in figures."""

from __future__ import annotations

from geoevents.cli import wording
from geoevents.compass import Bearing, name
from geoevents.model import (
    Anchor,
    AnyOf,
    At,
    Between,
    BorderRef,
    Clause,
    Depth,
    Distance,
    EventRef,
    InArea,
    Inside,
    LandRef,
    Near,
    Offset,
    Orthogonal,
    Outside,
    PlaceRef,
    Scenario,
    Toward,
    TripointRef,
)
from geoevents.quantity import Quantity, length
from geoevents.reasoning.scenario import REACH, scaled


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
        case Orthogonal(first=first, second=second, anchor=anchor):
            ways = (f"{span(leg.distance, scenario)} at azimuth {leg.bearing.deg:g}°" for leg in (first, second))
            said = f"{' and '.join(ways)} from {_anchor(anchor)}"
        case Toward(bearing=bearing, anchor=anchor):
            low, high = ((bearing.deg + sign * bearing.half_width_deg) % 360 for sign in (-1, 1))
            reach = f"up to {wording.distance(scenario.near_m * REACH['toward'])} (our figure)"
            said = f"{reach} from {_anchor(anchor)}, azimuth {low:g}° – {high:g}°"
        case Near():
            said = _near(clause, scenario)
        case Between(first=one, second=other, how=how):
            said = f"{BETWEEN[how]} {_anchor(one)} and {_anchor(other)}"
        case InArea(area=area):
            whose = f" of {wording.country(area.country)}" if area.country else ""
            said = f"in {area.name}{whose}"
        case AnyOf(options=options):
            ways = (" and ".join(explain(part, scenario) for part in way) for way in options)
            said = "either " + ", or ".join(ways)
        case Distance(distance=distance, target=target):
            ours = f" (our figure for {clause.relation})" if clause.relation else ""
            said = f"{span(scaled(clause, distance, scenario), scenario)}{ours} from {_target(target)}"
            headed = clause.bearing is not None and isinstance(target, BorderRef) and scenario.distance != "shortest"
            if clause.bearing and headed:
                said = _headed(clause.bearing, span(distance, scenario), _target(target), scenario.distance)
                said += f", on the {wording.country(clause.side)} side" if clause.side else ""
            elif clause.bearing:
                said += f", to the {_called(clause.bearing)} of it"
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


BETWEEN = {
    "between": "in the circle over the way between",
    "halfway": "around the middle, by a tenth of the way, between",
    "road": "in the circle over the way (the road itself is not known) between",
}


VAGUE = {"around": "a border triangle", "outskirts": "the outskirts"}


def _near(clause: Near, scenario: Scenario) -> str:
    where = _anchor(clause.anchor)
    if clause.within is not None:
        return f"within {_one(length(clause.within, scenario.convention, scenario.about).high_m)} of {where}"
    word = VAGUE.get(clause.relation, clause.relation)
    reach = f"{wording.distance(scenario.near_m * REACH[clause.relation])} (our figure for {word})"
    if clause.relation == "in":
        return f"within the extent of {where}"
    if clause.relation == "just outside":
        return f"outside the extent of {where} and within {reach} of it"
    return f"within {reach} of {where}"


def span(distance: Quantity, scenario: Scenario) -> str:
    """Write the interval that a distance leaves open, in one unit."""
    found = length(distance, scenario.convention, scenario.about)
    if found.low_m == found.high_m:
        return wording.distance(found.m)
    if found.high_m < 2000 and found.high_m - found.low_m < 100:
        return f"{_digits(found.low_m)} – {_digits(found.high_m)} m"
    return f"{_digits(found.low_m / 1000)} – {_digits(found.high_m / 1000)} km"


def _one(metres: float) -> str:
    return f"{_digits(metres)} m" if metres < 1000 else f"{_digits(metres / 1000)} km"


def _digits(number: float) -> str:
    """Write a number with three decimals at most: miles become kilometres of many."""
    return f"{round(number, 3):.10g}"


def _called(bearing: Bearing) -> str:
    """Name a heading in English, whatever the language it was said in; its degrees where it was said in degrees."""
    return bearing.text if bearing.text[:1].isdigit() else name(round(bearing.deg / 11.25) % 32)


def _headed(heading: Bearing, far: str, line: str, distance: str) -> str:
    """Say what "south of the border" is when it is not the shortest distance."""
    if distance == "along":
        back = (heading.deg + 180) % 360
        return f"{far} along the heading: that far at azimuth {back:g}° one first meets {line}"
    return f"{far} from some point of {line}, within {heading.half_width_deg:g}° of {_called(heading)} from it"


def _anchor(anchor: Anchor) -> str:
    match anchor:
        case PlaceRef(name=name):
            return name
        case EventRef(event=event):
            return f"the {event}"
        case TripointRef(countries=countries):
            return f"where the borders of {', '.join(map(wording.country, countries))} meet"
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
