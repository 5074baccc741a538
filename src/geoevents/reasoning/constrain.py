"""Each clause, in one scenario, as a shape on the ellipsoid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, reduce

from shapely import MultiLineString

from geoevents import atlas
from geoevents.atlas import coast
from geoevents.atlas.territories import undrawn
from geoevents.atlas.tripoints import tripoint
from geoevents.compass import Bearing
from geoevents.earth import (
    AlongBand,
    Area,
    Both,
    Box,
    Complement,
    DepthBand,
    Either,
    LineBand,
    Shape,
    SideBand,
    TowardBand,
    Widened,
)
from geoevents.errors import PhraseError, UnknownBorderError
from geoevents.gazetteer import countries
from geoevents.model import (
    AnyOf,
    At,
    Between,
    Border,
    BorderRef,
    Clause,
    Depth,
    Distance,
    InArea,
    Inside,
    LandRef,
    Near,
    Offset,
    Orthogonal,
    Outside,
    Place,
    Scenario,
    Step,
    Toward,
    TripointRef,
    flat,
)
from geoevents.quantity import length
from geoevents.reasoning import shore
from geoevents.reasoning.anchored import SIGN, anchored, in_area, span_values
from geoevents.reasoning.facing import facing
from geoevents.reasoning.ledger import clause_step
from geoevents.reasoning.scenario import rest_on_near, scaled

SURE = "denied"
"""The choice on `border_error` for what is denied: the error narrows shapes, and does not widen them."""
CROSSED_M = 2.0
"""To be "up to 2 km inside" one has to be inside at all: more than the tolerance of the regions past the line."""


@dataclass(frozen=True, slots=True)
class Constraint:
    """A clause as a shape, with the ledger step that says how it came about; `soft` rests on a default of ours.

    Without a clause it is a place that only other events bound.
    """

    clause: Clause | None
    shape: Shape
    step: Step
    soft: bool = False


def constrain(clause: Clause, scenario: Scenario, places: Mapping[str, Place]) -> Constraint:
    """Turn a clause into its shape.

    Parameters
    ----------
    clause
        What was said. An anchor that is an event is a link, not a clause on its own: `PhraseError`.
    scenario
        One choice on every axis.
    places
        The candidate that the scenario chooses for each name in the clause.

    Returns
    -------
    Constraint
        With a shape whose `region` never loses a possible point and whose `violation_m` is exact.
    """
    made = _constrained(clause, scenario, places)
    if isinstance(clause, AnyOf):
        told = {"span": list(clause.span), "inferred_parts": list(clause.inferred)}
        return replace(made, step=replace(made.step, values={**made.step.values, **told}))
    return replace(made, step=clause_step(clause, made.shape, made.step.values, scenario))


def surely(clause: Clause, scenario: Scenario, places: Mapping[str, Place]) -> Constraint | None:
    """Give the shape of a clause that is denied: what lies in it however the border is off by its stated error.

    What may lie in it or not is not denied; None where nothing surely lies in it.
    """
    if scenario.border_error == "none":
        return constrain(clause, scenario, places)
    try:
        return constrain(clause, replace(scenario, border_error=SURE), places)
    except _NothingSure:
        return None


class _NothingSure(Exception):  # noqa: N818 - no error of anybody's
    """A shape is nowhere as wide as the error of its border."""


def _constrained(clause: Clause, scenario: Scenario, places: Mapping[str, Place]) -> Constraint:
    match clause:
        case At(where=where):
            shape: Shape = Box(where.lon, where.lat, where.half_lon_deg, where.half_lat_deg)
            values: dict[str, object] = {
                "lon": where.lon,
                "lat": where.lat,
                "half_lon_deg": where.half_lon_deg,
                "half_lat_deg": where.half_lat_deg,
            }
        case Distance(target=BorderRef() as target):
            return _from_border(clause, target, scenario)
        case Distance(distance=distance, target=LandRef() as target):
            span = length(scaled(clause, distance, scenario), scenario.convention, scenario.about)
            if scenario.border_error == SURE and span.high_m - span.low_m < 2 * shore.widest_error_m(target):
                raise _NothingSure
            shape = shore.from_land(target, span, _coast_error_m(scenario))
            values = {"from": target.what, "country": target.country, "side": target.side} | span_values(span)
            values |= shore.ledger_values(_coast_error_m(scenario))
        case Inside(country=country, waters=True) | Outside(country=country, waters=True):
            shore.require_waters(country, scenario.borders)
            if isinstance(clause, Inside):
                territory = area(country, scenario.borders, scenario.edges, _error_m(scenario))
                shape = shore.waters(territory, _coast_error_m(scenario))
            else:
                territory = area(country, scenario.borders, scenario.edges, -_error_m(scenario))
                shape = shore.not_waters(territory, _coast_error_m(scenario))
            values = {"country": country, "dataset": scenario.borders, "border_error_m": _error_m(scenario)}
            values |= {"waters": True} | shore.ledger_values(_coast_error_m(scenario))
        case Offset() | Orthogonal() | Toward() | Near() | Between() | Distance():
            shape, values = anchored(clause, scenario, places)
        case InArea(area=reference):
            shape, values = in_area(places[reference.name].id, scenario)
        case AnyOf():
            return _any_of(clause, scenario, places)
        case Inside(country=country):
            shape = area(country, scenario.borders, scenario.edges, _error_m(scenario))
            values = {"country": country, "dataset": scenario.borders, "border_error_m": _error_m(scenario)}
        case Outside(country=country):
            shape = Complement(area(country, scenario.borders, scenario.edges, -_error_m(scenario)))
            values = {"country": country, "dataset": scenario.borders, "border_error_m": _error_m(scenario)}
        case Depth():
            return _at_depth(clause, scenario)
    return Constraint(clause, shape, Step(clause.text, values), bool(rest_on_near([clause])))


def _any_of(clause: AnyOf, scenario: Scenario, places: Mapping[str, Place]) -> Constraint:
    """Unite what each way allows; of each, the clauses hold together."""
    ways = [[constrain(part, scenario, places) for part in way] for way in clause.options]
    alone = [(_all([one.shape for one in way], Both), _drawn(way, "both")) for way in ways]
    shape = _all([shape for shape, _ in alone], Either)
    drawn = _nested([record for _, record in alone], "either")
    values = {"any_of": [one.step.values for way in ways for one in way], "shape": drawn}
    return Constraint(clause, shape, Step(clause.text, values), any(one.soft for way in ways for one in way))


def _all(shapes: Sequence[Shape], kind: type[Both | Either]) -> Shape:
    return reduce(kind, shapes)


def _drawn(way: Sequence[Constraint], name: str) -> object:
    return _nested([one.step.values["shape"] for one in way], name)


def _nested(records: Sequence[object], name: str) -> object:
    return reduce(lambda first, second: {"shape": name, "first": first, "second": second}, records)


def error_m(dataset: str) -> float:
    """Give the stated positional error of a border dataset (95 % half-width)."""
    return atlas.dataset(dataset).uncertainty_m


@lru_cache(maxsize=64)
def area(country: str, dataset: str, edges: str, grow_m: float) -> Area:
    """Give a country's territory as a shape (cached: its index is costly)."""
    return Area(atlas.territory(country, dataset), name=country, edges=edges, grow_m=grow_m)


def border_between(a: str, b: str, dataset: str, kind: str) -> Border:
    """Give the border of two countries; where they share none, the message names them as people do."""
    try:
        return atlas.border(a, b, dataset=dataset, kind=kind)
    except UnknownBorderError as error:
        named = f"{countries.name_of(a)} and {countries.name_of(b)}"
        raise UnknownBorderError(f"{named}: {error.message}", cure=error.cure) from None


@lru_cache(maxsize=64)
def border_lines(country: str | None, neighbour: str | None, dataset: str, kind: str = "land") -> MultiLineString:
    """Give the lines that a border reference means."""
    if country is None:
        raise PhraseError("Which border is meant?", cure='Name a country: "2 km from the border of Mali".')
    if neighbour is not None:
        return border_between(country, neighbour, dataset, kind).lines
    lines = [
        line for border in atlas.borders(dataset=dataset, kind=kind, country=country) for line in border.lines.geoms
    ]
    if not lines:
        name = countries.name_of(country)
        raise PhraseError(f"{name} has no {kind} border on {dataset}.", cure="Name another border, or a place.")
    return MultiLineString(lines)


@lru_cache(maxsize=64)
def depth_lines(country: str, neighbour: str | None, dataset: str) -> MultiLineString:
    """Give the lines behind which a depth is counted: the border on land, and where it goes on between two waters.

    Without these, a ship beside a neighbour's waters would be as deep in a country as it is far from the coast.
    """
    land = border_lines(country, neighbour, dataset)
    try:
        at_sea = border_lines(country, neighbour, dataset, "maritime")
    except (PhraseError, UnknownBorderError):
        return land
    return MultiLineString([*land.geoms, *at_sea.geoms])


def require_lines(clause: Clause, dataset: str) -> None:
    """Refuse a clause about a border, a coast or waters that are not there, before anything is solved.

    Raises
    ------
    PhraseError, UnknownBorderError, UnknownCountryError
    """
    if isinstance(clause, AnyOf):
        for part in flat([clause]):
            require_lines(part, dataset)
        return
    for point in (getattr(clause, "anchor", None), getattr(clause, "target", None)):
        if isinstance(point, TripointRef):
            tripoint(*point.countries, dataset=dataset)
    match clause:
        case Distance(target=BorderRef(country=str()) as target):
            border_lines(target.country, target.neighbour, dataset, target.kind)
        case Distance(target=LandRef(what="coast", country=country)):
            shore.require_coast(country)
        case Inside(country=country, waters=True) | Outside(country=country, waters=True):
            shore.require_waters(country, dataset)
        case Depth(country=country, neighbour=neighbour, waters=True):
            shore.require_waters(country, dataset)
            water_lines(country, neighbour, dataset)
        case Depth(country=country, neighbour=neighbour):
            border_lines(country, neighbour, dataset)


def water_lines(country: str, neighbour: str | None, dataset: str) -> MultiLineString:
    """Give the lines from which a depth at sea is measured: the border of two countries, else the territory's edge."""
    if neighbour is not None:
        return border_between(country, neighbour, dataset, "any").lines
    return shore.edge_of(country, dataset)


@lru_cache(maxsize=256)
def _line_band(target: BorderRef, dataset: str, edges: str, low_m: float, high_m: float) -> LineBand:
    return LineBand(border_lines(target.country, target.neighbour, dataset, target.kind), low_m, high_m, edges)


@lru_cache(maxsize=256)
def _headed(
    target: BorderRef, scenario: tuple[str, str, str], low_m: float, high_m: float, bearing: Bearing
) -> AlongBand | TowardBand:
    dataset, edges, distance = scenario
    lines = border_lines(target.country, target.neighbour, dataset, target.kind)
    if distance == "along":
        return AlongBand(lines, low_m, high_m, bearing.deg, edges)
    return TowardBand(lines, low_m, high_m, bearing.deg, bearing.half_width_deg, edges)


def _to_a_heading(clause: Distance, target: BorderRef, bearing: Bearing, scenario: Scenario) -> Constraint:
    """Measure "south of the border" along the heading, or within it: the direction says the side.

    The border may be off by its error in any direction, so every position within as much of the shape is allowed.
    """
    span = length(clause.distance, scenario.convention, scenario.about)
    error = _error_m(scenario)
    if error < 0:
        raise _NothingSure
    measured = (scenario.borders, scenario.edges, scenario.distance)
    shape: Shape = _headed(target, measured, span.low_m, span.high_m, bearing)
    if error:
        shape = Widened(shape, error)
    values = _border_values(target, scenario) | span_values(span) | {
        "border_error_m": error,
        "distance": scenario.distance,
        "heading_deg": bearing.deg,
    }  # fmt: skip
    if scenario.distance == "toward":
        values["half_width_deg"] = bearing.half_width_deg
    if clause.side is not None:
        shape = Both(shape, area(clause.side, scenario.borders, scenario.edges, error))
        values["side"] = clause.side
    return Constraint(clause, shape, Step(clause.text, values))


def _from_border(clause: Distance, target: BorderRef, scenario: Scenario) -> Constraint:
    if clause.bearing is not None and scenario.distance != "shortest":
        return _to_a_heading(clause, target, clause.bearing, scenario)
    span = length(scaled(clause, clause.distance, scenario), scenario.convention, scenario.about)
    error = _error_m(scenario)
    low_m, high_m = _given_way(span.low_m, span.high_m, error)
    low_m = max(0.0, low_m)
    band = _line_band(target, scenario.borders, scenario.edges, low_m, high_m)
    side = clause.side
    values: dict[str, object] = _border_values(target, scenario) | span_values(span) | {"border_error_m": error}
    if clause.bearing is not None and side is None:
        side, share = facing(target, scenario.borders, clause.bearing.deg)
        values |= {"side_of_heading": side, "share_of_line_facing": round(share, 3), "inferred": True}
        if side is None and not atlas.dataset(scenario.borders).territories:
            values["no_side_because"] = undrawn(scenario.borders)
    shape: Shape = band
    if side is not None:
        grow = max(0.0, error - span.low_m) if error > 0 else error
        shape = SideBand(band, area(side, scenario.borders, scenario.edges, grow))
        values["side"] = side
    return Constraint(clause, shape, Step(clause.text, values))


def _at_depth(clause: Depth, scenario: Scenario) -> Constraint:
    span = length(clause.distance, scenario.convention, scenario.about)
    error = _error_m(scenario)
    least_m = span.low_m if scenario.depth == "at depth" else min(CROSSED_M, span.low_m)
    low_m, high_m = _given_way(least_m, span.high_m, error)
    territory = area(clause.country, scenario.borders, scenario.edges, 0.0)
    if clause.waters:
        shore.require_waters(clause.country, scenario.borders)
        lines = water_lines(clause.country, clause.neighbour, scenario.borders)
        around = area(clause.country, scenario.borders, scenario.edges, max(0.0, -low_m))
        depth = DepthBand(lines, territory, low_m, high_m, scenario.edges)
        shape: Shape = shore.deep(depth, around, _coast_error_m(scenario))
    else:
        lines = depth_lines(clause.country, clause.neighbour, scenario.borders)
        shape = DepthBand(lines, territory, low_m, high_m, scenario.edges)
    values = _border_values(BorderRef(clause.country, clause.neighbour), scenario) | span_values(span) | {
        "side": clause.country,
        "depth": scenario.depth,
        "border_error_m": error,
    }  # fmt: skip
    if clause.waters:
        values |= {"waters": True} | shore.ledger_values(_coast_error_m(scenario))
    return Constraint(clause, shape, Step(clause.text, values))


def _given_way(low_m: float, high_m: float, error: float) -> tuple[float, float]:
    if low_m - error > high_m + error:
        raise _NothingSure
    return low_m - error, high_m + error


def _error_m(scenario: Scenario) -> float:
    return SIGN[scenario.border_error] * error_m(scenario.borders)


def _coast_error_m(scenario: Scenario) -> float:
    return SIGN[scenario.border_error] * coast.ERROR_M


def _border_values(target: BorderRef, scenario: Scenario) -> dict[str, object]:
    codes = [code for code in (target.country, target.neighbour) if code]
    kind = {} if target.kind == "land" else {"kind": target.kind}
    return {"border": "-".join(sorted(codes)), **kind, "dataset": scenario.borders, "edges": scenario.edges}
