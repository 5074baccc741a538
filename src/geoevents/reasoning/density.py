"""How likely each position in a region is, by what was said: a density over the region, uniform or peaked.

The field's word is *uncertainty field*: a density that integrates to one over what the words allow, made of the
uncertainty of the place and that of the relation (Guo, Liu & Wieczorek 2008, IJGIS 22(10):1067-1090; Liu, Guo,
Wieczorek & Goodchild 2009, IJGIS 23(11):1471-1501). It is high where somebody would probably have said these words, by
Bayes' rule with nothing known before (Zhang, Wu, Gao & Liu 2013, Journal of Geo-Information Science). The interval
of each clause is that of the point-radius method (Wieczorek, Guo & Hijmans 2004, IJGIS 18(8):745-767).

`normal` is our own choice of curves within that frame; the first of these papers proposes curves too, and ours need not
be the same:

- a distance, a depth, or a distance from a line is normal around the middle of its interval, and the interval holds
  95 % (sigma = half of it / 1.96; where the scenario states the line's own error, its variance is added); so is the
  azimuth around its heading;
- near is a two-dimensional normal around the place, 95 % of it within the radius (sigma = radius / 2.45);
- what only says where not stays flat: "inside", coordinates to their last digit, "less than", "at least", "up to", and
  a heading from some point of a line, which is no single distance;
- clauses are independent: their densities are multiplied, cut to the region and normalised there. Ways to other
  events cut the region and weigh nothing.

The density is one over the ground and not over distance and azimuth: twice as far out, a degree of heading covers twice
the ground and counts twice.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geoevents.earth import (
    AlongBand,
    ArcBand,
    AreaBand,
    Both,
    DepthBand,
    Disc,
    LineBand,
    Ring,
    Shape,
    SideBand,
    inverse,
)
from geoevents.earth.crossing import along_m
from geoevents.earth.shapes import FARTHEST_M
from geoevents.errors import QuantityError
from geoevents.model import Clause, Near, Reading
from geoevents.reasoning.constrain import Constraint, constrain

Floats = NDArray[np.float64]
Density = Callable[[Floats, Floats], Floats]
"""Weights (N,) of positions (N,) given as longitudes and latitudes; only their ratios count."""

DENSITIES = ("uniform", "normal")
Z95 = 1.959963984540054
"""Standard deviations in a 95 % half-width."""
R95 = math.sqrt(-2 * math.log(0.05))
"""Standard deviations in the radius that holds 95 % of a two-dimensional normal (2.45)."""


@dataclass(frozen=True, slots=True)
class Normal:
    """The density `normal` of constraints that hold together: the product of the curves of their clauses."""

    constraints: tuple[Constraint, ...]
    name = "normal"

    def __call__(self, lon: Floats, lat: Floats) -> Floats:
        """Give the weights (N,) of positions."""
        halves = np.zeros(len(lon))
        for constraint in self.constraints:
            halves += _square(constraint, constraint.shape, lon, lat)
        # Only ratios count: the most likely position weighs one, however unlikely it is.
        weights: Floats = np.exp(-0.5 * (halves - halves.min(initial=np.inf)))
        return weights


def uniform(lon: Floats, lat: Floats) -> Floats:
    """Give every position the same weight."""
    del lat
    return np.ones(len(lon))


def density_of(constraints: Iterable[Constraint], name: str = "uniform") -> Density:
    """Give the density over a region in which all these constraints hold.

    Parameters
    ----------
    constraints
        As `constrain` gives them, those that made the region.
    name
        "uniform", or "normal" as the top of this module says.

    Returns
    -------
    callable
        Weights (N,) for longitudes (N,) and latitudes (N,) in degrees; none for no positions.

    Raises
    ------
    QuantityError
        No density has this name.

    Examples
    --------
    >>> from geoevents.locality import parse
    >>> from geoevents.model import Scenario
    >>> (clause,) = parse("3.5 km east of 0 N 2 E").clauses
    >>> weigh = density_of([constrain(clause, Scenario(), {})], "normal")
    >>> weigh(np.array([2.03144, 2.0325]), np.array([0.0, 0.0])).round(2)
    array([1.  , 0.65])
    """
    return uniform if known_density(name) == "uniform" else Normal(tuple(constraints))


def known_density(name: str) -> str:
    """Let the name of a density through.

    Raises
    ------
    QuantityError
        No density has this name.
    """
    if name not in DENSITIES:
        raise QuantityError(f"No density {name!r}.", cure=f"There are: {', '.join(DENSITIES)}.")
    return name


def density_of_reading(clauses: Sequence[Clause], reading: Reading, name: str = "uniform") -> Density:
    """Give the density over the fixes of one reading that `locate` gives."""
    if known_density(name) == "uniform":
        return uniform
    places = {at: place for (at, _), place in zip(reading.scenario.places, reading.places, strict=True)}
    return density_of([constrain(clause, reading.scenario, places) for clause in clauses], name)


def around(lon: float, lat: float, radius_m: float, name: str) -> Density:
    """Give the density over a disc that holds a position: its center is most likely, 95 % of `normal` is within."""
    if known_density(name) == "uniform" or radius_m == 0:
        return uniform
    disc = Disc(lon, lat, radius_m)
    return lambda x, y: np.exp(-0.5 * _around(disc, x, y))


def weights_of(density: Density, lon: Floats, lat: Floats) -> Floats:
    """Ask a density for its weights, and refuse what are none.

    Raises
    ------
    QuantityError
        Another number of weights than of positions, one that is negative or not finite, or nothing but zeros.
    """
    weights = np.asarray(density(lon, lat), dtype=np.float64)
    if weights.shape != lon.shape:
        raise QuantityError(
            f"A density gave {weights.shape} weights for {len(lon)} positions.", cure="Give one for each position."
        )
    wrong = weights[~(np.isfinite(weights) & (weights >= 0))]
    if len(wrong):
        raise QuantityError(f"A density gave the weight {wrong[0]}.", cure="Weights are finite and not negative.")
    if len(lon) and not weights.any():
        raise QuantityError(
            f"A density gave nothing but zeros for {len(lon)} positions.", cure="It must be positive in the region."
        )
    return weights


def _square(constraint: Constraint, shape: Shape, lon: Floats, lat: Floats) -> Floats | float:
    """How many standard deviations positions are off, squared; 0 where the clause tells no two of them apart."""
    match shape:
        case ArcBand():
            azimuth, _, distance = inverse(shape.lon, shape.lat, lon, lat)
            turn = np.mod(azimuth - shape.azimuth_deg + 180.0, 360.0) - 180.0
            return _off_span(constraint, shape, distance) + _off(turn, 0.0, shape.half_width_deg)
        case Ring():
            return _off_span(constraint, shape, inverse(shape.lon, shape.lat, lon, lat)[2])
        case Disc() if isinstance(constraint.clause, Near):
            return _around(shape, lon, lat)
        case LineBand() | AreaBand():
            return _off_span(constraint, shape, shape.distance_m(lon, lat))
        case AlongBand(lines=lines, edges=edges, heading_deg=heading):
            reach_m = min(2 * shape.high_m, FARTHEST_M)
            way = along_m(lines, lon, lat, heading + 180.0, edges=edges, reach_m=reach_m)
            return _off_span(constraint, shape, np.minimum(way, reach_m))
        case Both(first=first, second=second):
            return _square(constraint, first, lon, lat) + _square(constraint, second, lon, lat)
        case SideBand(band=band):
            return _off_span(constraint, band, band.distance_m(lon, lat))
        case DepthBand() if constraint.step.values.get("depth") == "at depth":
            return _off_span(constraint, shape, shape.depth_m(lon, lat))
    return 0.0


def _off_span(
    constraint: Constraint, shape: ArcBand | Ring | LineBand | AreaBand | AlongBand | DepthBand, value: Floats
) -> Floats | float:
    """Squared deviations from the middle of the interval that the words give, the line's own error besides.

    The shape's interval is widened by that error and cut at 0; the ledger has both apart. A distance from 0 on ("less
    than") or without end ("at least") has no middle that anybody spoke of.
    """
    said: Any = {"low_m": shape.low_m, "high_m": shape.high_m} | dict(constraint.step.values)
    low, high = float(said["low_m"]), float(said["high_m"])
    error = math.hypot(*(float(said.get(key, 0.0)) for key in ("border_error_m", "coast_error_m")))
    if low <= 0 or math.isinf(high):
        return 0.0
    return _off(value, (low + high) / 2, math.hypot((high - low) / 2, error))


def _off(value: Floats, middle: float, half: float) -> Floats | float:
    """Squared deviations where `half` on either side of the middle holds 95 %; a single value tells nothing apart."""
    if half <= 0:
        return 0.0
    off: Floats = ((value - middle) * Z95 / half) ** 2
    return off


def _around(disc: Disc, lon: Floats, lat: Floats) -> Floats:
    off: Floats = (inverse(disc.lon, disc.lat, lon, lat)[2] * R95 / disc.radius_m) ** 2
    return off
