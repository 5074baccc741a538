"""What becomes of one clause where positions are published coarsely: it stays, is rounded, or gives way to a cell."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import shapely

from geoevents.coordinates import Coordinates
from geoevents.earth import corrected_center, inverse
from geoevents.earth.mosaic import Box, Cell, cell_for
from geoevents.earth.split import Region, on_globe, polygons
from geoevents.model import (
    At,
    BorderRef,
    Clause,
    Depth,
    Distance,
    Inside,
    LandRef,
    Near,
    Outside,
    Place,
    PlaceRef,
    Solution,
)
from geoevents.quantity import Quantity, length
from geoevents.reasoning.constrain import constrain
from geoevents.reasoning.regions import intersect
from geoevents.reasoning.scenario import REACH, place_names
from geoevents.reasoning.standing import speaking_of
from geoevents.reasoning.withhold import betrays, told

KEPT, ROUNDED, LOCAL = "kept", "rounded", "local"
"""What becomes of a clause: it stays, its distance to a line is rounded, or it gives way to a cell."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What every decision looks at.

    `at` has the chosen candidate of each name, `own` the names of the case's own places, `wider` how often an event's
    cells are doubled, `names` what no text may hold.
    """

    solution: Solution
    grain_m: float
    at: Mapping[str, Place]
    own: frozenset[str]
    wider: Mapping[str, int] = field(default_factory=dict)
    names: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        """What stands in place of words."""
        return f"[withheld: finer than {told(self.grain_m)}]"

    def clean(self, text: str) -> bool:
        """Say whether a text can stay."""
        return not betrays(text, self.names)

    def text(self, text: str) -> str:
        """Give a text, or the mark in its place."""
        return text if self.clean(text) else self.mark

    def maybe(self, text: str | None) -> str | None:
        """Give a text, the mark in its place, or None where there is none."""
        return None if text is None else self.text(text)


def names_in(clause: Clause) -> tuple[str, ...]:
    """Give the places that a clause names."""
    return tuple(place.name for place in place_names([clause]))


def fate_of(desk: Desk, clause: Clause, event: str) -> str:
    """Decide on a clause: kept, rounded or local."""
    if isinstance(clause, Inside | Outside):
        return KEPT
    if event in desk.wider:
        return LOCAL
    scenario = desk.solution.scenario
    match clause:
        case Near(anchor=PlaceRef(name=name), within=within) if name not in desk.own:
            wide_m = _narrowest(desk, within)[1] if within else scenario.near_m * REACH[clause.relation]
            reach = desk.at[name].radius_m + wide_m
            return KEPT if math.pi * reach**2 >= desk.grain_m**2 and 2 * reach >= desk.grain_m else LOCAL
        case Distance(distance=distance, target=PlaceRef(name=name)) if name not in desk.own:
            return KEPT if _wide(desk, distance) else LOCAL
        case Distance(distance=distance, target=BorderRef() | LandRef()) | Depth(distance=distance):
            return KEPT if _wide(desk, distance) else ROUNDED
    return LOCAL


def _wide(desk: Desk, distance: Quantity) -> bool:
    low_m, high_m = _narrowest(desk, distance)
    return high_m - low_m >= desk.grain_m


def _narrowest(desk: Desk, distance: Quantity) -> tuple[float, float]:
    """Give what the digits allow at least: a reader may take them more closely than the scenario does."""
    scenario = desk.solution.scenario
    readings = [length(distance, name, scenario.about) for name in (scenario.convention, "decimal")]
    narrow = min(readings, key=lambda reading: reading.high_m - reading.low_m)
    return narrow.low_m, narrow.high_m


def _rounded(desk: Desk, clause: Clause) -> Clause:
    """Round a distance to a line: the grain that holds it, with one more on either side, as a cell has its block."""
    assert isinstance(clause, Distance | Depth)  # noqa: S101 - narrows the type for mypy
    quantity = coarse_quantity(desk, clause.distance, least=0 if getattr(clause, "bearing", None) else 1)
    if isinstance(clause, Depth):
        text = f"{quantity.text} inside {clause.country}"
        return Depth(text=text, distance=quantity, country=clause.country, neighbour=clause.neighbour,
                     waters=clause.waters)  # fmt: skip
    what = "coast or land" if isinstance(clause.target, LandRef) else "border"
    return Distance(text=f"{quantity.text} from the {what}", distance=quantity, target=clause.target, side=clause.side)


def coarse_quantity(desk: Desk, distance: Quantity, *, least: int = 1) -> Quantity:
    """Give 0 to 2 grains, 0 to 3, 1 to 4 and so on; with `least` 0 only the far end: along a heading is farther."""
    scenario = desk.solution.scenario
    span = length(distance, scenario.convention, scenario.about)
    steps = math.floor(span.m / desk.grain_m)
    low = max(0, steps - 1) if least else 0
    high = steps + 2
    while high * desk.grain_m < span.high_m and math.isfinite(span.high_m):
        high += 1
    while low * desk.grain_m > span.low_m:
        low -= 1
    low_m, high_m = low * desk.grain_m, high * desk.grain_m
    number, number_high = (f"{end / 1000:.6f}".rstrip("0").rstrip(".") for end in (low_m, high_m))
    return Quantity(f"{number} to {number_high} km", number, "km", number_high, override_m=(low_m, high_m))


def kept_or_rounded(desk: Desk, clause: Clause, event: str) -> Clause:
    """Give a clause that is not local as it can be published."""
    if fate_of(desk, clause, event) == ROUNDED:
        return _rounded(desk, clause)
    # Where it stood among words that are withheld is withheld as well.
    return replace(clause, span=(0, 0), inferred=tuple(word for word in clause.inferred if desk.clean(word)))


def at_cell(desk: Desk, cell: Cell) -> At:
    """Give the clause that says no more than a cell's block."""
    west, south, east, north = cell.block
    lon = (west + east) / 2
    text = f"somewhere in cells of {told(desk.grain_m * (1 << cell.level))}"
    where = Coordinates(
        lon=lon - 360.0 * math.floor((lon + 180.0) / 360.0),
        lat=(south + north) / 2,
        half_lon_deg=(east - west) / 2,
        half_lat_deg=(north - south) / 2,
        text=text,
        notation="decimal",
    )
    high_m, wide_m = _size(cell.block)
    inferred = (f"the middle of an area of about {wide_m / 1000:.3g} by {high_m / 1000:.3g} km",)
    return At(text=text, where=where, inferred=inferred)


def _size(box: tuple[float, float, float, float]) -> tuple[float, float]:
    west, south, east, north = box
    middle = (south + north) / 2
    wide_m = inverse(0.0, middle, min(east - west, 180.0), middle)[2]
    return float(inverse(0.0, south, 0.0, north)[2]), float(wide_m)


def cell_of(desk: Desk, clauses: Sequence[Clause], event: str, fates: Sequence[str]) -> Cell | None:
    """Give the cell of what clauses allow together; where that is nothing, of what each local one allows."""
    scenario = desk.solution.scenario
    constraints = [constrain(clause, scenario, desk.at) for clause in clauses]
    region, _ = intersect(constraints)
    if region is None:
        local = [c.shape.region(None) for c, fate in zip(constraints, fates, strict=True) if fate == LOCAL]
        region = polygons(shapely.union_all(local))
    if region.is_empty:
        return None
    stated = next((clause.where for clause in clauses if isinstance(clause, At)), None)
    lon, lat = (stated.lon, stated.lat) if stated is not None else corrected_center(region)[:2]
    vertices = shapely.get_coordinates(shapely.convex_hull(region))
    radius_m = float(np.max(inverse(lon, lat, vertices[:, 0], vertices[:, 1])[2]))
    around = cell_for(lon, lat, radius_m, desk.grain_m)
    window = on_globe(replace(around, rings=5).block)
    cell = cell_for(lon, lat, radius_m, desk.grain_m, tuple(_known(desk, event, window)))
    return cell.above(cell.level + desk.wider.get(event, 1) - 1)


def _known(desk: Desk, event: str, window: Box) -> Iterator[Region]:
    """Give the regions that stay readable for an event: of what is kept of each claim, and of all of it."""
    case = desk.solution.case
    scenario = desk.solution.scenario
    kept = [
        tuple(clause for clause in claim.clauses if fate_of(desk, clause, claim.event) == KEPT)
        for claim in speaking_of(case, case.event(event))
        if not claim.denies
    ]
    for clauses in dict.fromkeys((*kept, tuple(clause for own in kept for clause in own))):
        if clauses:
            region, _ = intersect([constrain(clause, scenario, desk.at) for clause in clauses], window)
            if region is not None:
                yield region
