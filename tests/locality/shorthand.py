"""Clauses in a short notation, so that a table of a hundred phrases can be read."""

from __future__ import annotations

from geoevents.compass import Bearing
from geoevents.coordinates import Coordinates
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
    Toward,
    TripointRef,
)
from geoevents.quantity import Quantity

_SIGNS = {None: "", "about": "~", "less than": "<", "at least": ">"}


def short(clause: Clause) -> str:
    match clause:
        case At():
            return f"at {_target(clause.where)}"
        case Offset():
            return f"{_quantity(clause.distance)} {_bearing(clause.bearing)} {_target(clause.anchor)}"
        case Near(relation=relation) if relation != "near":
            return f"{relation}: {_target(clause.anchor)}"
        case Near():
            return f"near {_target(clause.anchor)}" + (f" {_quantity(clause.within)}" if clause.within else "")
        case Distance(relation=str() as relation) if relation != "near":
            return f"{relation}: {_target(clause.target)}"
        case Orthogonal():
            ways = (f"{_quantity(leg.distance)} {_bearing(leg.bearing)}" for leg in (clause.first, clause.second))
            return f"{' & '.join(ways)} {_target(clause.anchor)}"
        case Toward():
            return f"toward {_bearing(clause.bearing)} {_target(clause.anchor)}"
        case Between():
            return f"{clause.how}: {_target(clause.first)} & {_target(clause.second)}"
        case InArea(area=area):
            return f"area {area.area}" + (f"/{area.country}" if area.country else "") + f" ({area.kind})"
        case AnyOf(options=options):
            return " or ".join(" + ".join(map(short, way)) for way in options)
        case Distance():
            bearing = f" {_bearing(clause.bearing)}" if clause.bearing else ""
            side = f" side:{clause.side}" if clause.side else ""
            return f"{_quantity(clause.distance)}{bearing} from {_target(clause.target)}{side}"
        case Inside():
            return f"in {clause.country}{'~' * clause.waters}"
        case Outside():
            return f"out {clause.country}{'~' * clause.waters}"
        case Depth():
            return f"{_quantity(clause.distance)} deep {clause.country}{'~' * clause.waters}"
    raise AssertionError(clause)


def _quantity(quantity: Quantity) -> str:
    number = quantity.number + (f"..{quantity.number_high}" if quantity.number_high else "")
    override = f"{{{quantity.override_m[0]:g}..{quantity.override_m[1]:g}}}" if quantity.override_m else ""
    return f"{_SIGNS[quantity.hedge]}{number}{quantity.unit}{override}"


def _bearing(bearing: Bearing) -> str:
    return f"{bearing.deg:g}±{bearing.half_width_deg:g}"


def _target(target: Anchor | BorderRef | LandRef) -> str:
    match target:
        case BorderRef():
            line = "~" if target.kind == "maritime" else "|"
            return line + "-".join(code for code in (target.country, target.neighbour) if code) + line
        case LandRef():
            return f"{target.what}:{target.country or '*'}" + (f" at {target.side}" if target.side else "")
        case Coordinates():
            return f"{target.lat:.5f},{target.lon:.5f}"
        case TripointRef():
            return f"^{'-'.join(target.countries)}"
        case EventRef():
            return f"@{target.event}"
    return target.name + (f"/{target.country}" if target.country else "")
