"""RFC 7459: how probable it is that a located target is within a region of interest.

Thomson & Winterbottom 2015, Representation of Uncertainty and Confidence in PIDF-LO. A location estimate is an area
that holds the target with some confidence; with a density that is flat over it, the probability that the target is in
a region is P = confidence * overlap / area of the estimate. What is outside the estimate counts for nothing, so P is
at most the confidence. This is the RFC's own rule, apart from `measure`: no border's error is in it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely import MultiPolygon, Polygon

from geoevents.earth import Disc, Frame, inverse
from geoevents.errors import GeometryError, QuantityError

Zone = Disc | Polygon | MultiPolygon

MOST_REACH_M = 100_000.0
"""The rule is meant for small areas: in a plane around the estimate, areas this wide are true to 0.01 %."""
CORNERS = 1_440
"""Corners of the polygon that stands for a circle beside a polygon; it has the area of the circle."""
_TURN = np.array([360.0, 0.0])


@dataclass(frozen=True, slots=True)
class Within:
    """The probability that a target is within a region, the area that both share, and that of the estimate."""

    probability: float
    overlap_m2: float
    area_m2: float


def confidence_within(estimate: Zone, region: Zone, confidence: float = 0.95) -> Within:
    """Give the probability that the target of a location estimate is within a region, after RFC 7459.

    Parameters
    ----------
    estimate
        Where the target is with this confidence: a `Disc` (longitude, latitude, radius in metres), or a polygon in
        WGS84 degrees; at most 100 km from its middle to its edge.
    region
        The region of interest, a `Disc` or a polygon of any size.
    confidence
        That of the estimate, above 0 and at most 1.

    Returns
    -------
    Within
        `probability` from 0 to `confidence`; areas in square metres.

    Raises
    ------
    QuantityError
        A confidence that is none.
    GeometryError
        An estimate without an area, or a wider one; a polygon that is not valid.

    Notes
    -----
    Two discs overlap in a lens, from the geodesic distance between their centers. Anything else is laid into a plane
    around the estimate, true to scale at its middle.

    Examples
    --------
    >>> import geoevents as ge
    >>> from geoevents.reasoning.confidence import Disc
    >>> estimate = Disc(151.20683, -33.855490, 99.10)
    >>> found = ge.confidence_within(estimate, Disc(151.20683, -33.872754, 1950.0), confidence=0.95)
    >>> round(found.probability, 2)
    0.68
    """
    if not 0.0 < confidence <= 1.0:
        raise QuantityError(
            f"A confidence of {confidence} is not possible.", cure="Give a share above 0 and at most 1: 0.95."
        )
    if isinstance(estimate, Disc) and isinstance(region, Disc):
        _require_reach(estimate.radius_m)
        apart_m = float(inverse(estimate.lon, estimate.lat, region.lon, region.lat)[2])
        area = math.pi * estimate.radius_m**2
        overlap = lens_m2(estimate.radius_m, region.radius_m, apart_m)
    else:
        frame, reach_m = _frame(estimate)
        own = _in_plane(estimate, frame, reach_m)
        area = own.area
        overlap = shapely.intersection(own, _in_plane(region, frame, reach_m)).area
    return Within(min(confidence, confidence * overlap / area), overlap, area)


def lens_m2(one_m: float, other_m: float, apart_m: float) -> float:
    """Give the area that two plane circles share, from their radii and the distance between their centers.

    Examples
    --------
    >>> round(lens_m2(99.10, 1950.0, 1915.26), 1)
    22029.7
    """
    if apart_m >= one_m + other_m:
        return 0.0
    if apart_m <= abs(one_m - other_m):
        return math.pi * min(one_m, other_m) ** 2
    area = 0.0
    for radius, rival in ((one_m, other_m), (other_m, one_m)):
        # Half of the angle under which the common chord is seen from this center.
        half = math.acos(max(-1.0, min(1.0, (apart_m**2 + radius**2 - rival**2) / (2 * apart_m * radius))))
        area += radius**2 * (half - math.sin(2 * half) / 2)
    return area


def _frame(estimate: Zone) -> tuple[Frame, float]:
    """Give the plane around an estimate, and how far the estimate reaches from its middle."""
    if isinstance(estimate, Disc):
        _require_reach(estimate.radius_m)
        return Frame(estimate.lon, estimate.lat), estimate.radius_m
    _require_polygon(estimate)
    if estimate.bounds[2] - estimate.bounds[0] > 180.0:  # cut at the antimeridian
        estimate = shapely.transform(estimate, lambda xy: xy + np.where(xy < [0.0, -90.0], _TURN, 0.0))
    middle = estimate.centroid
    reach_m = float(inverse(middle.x, middle.y, *shapely.get_coordinates(estimate).T)[2].max())
    _require_reach(reach_m)
    return Frame(middle.x, middle.y), reach_m


def _in_plane(zone: Zone, frame: Frame, reach_m: float) -> Any:
    """Lay a zone into the plane, as far as the estimate reaches."""
    if not isinstance(zone, Disc):
        _require_polygon(zone)
        return shapely.make_valid(frame.to_plane(_near(zone, frame, reach_m)))
    if zone.radius_m > MOST_REACH_M:
        raise GeometryError(
            f"A circle of {zone.radius_m:,.0f} m does not fit into a plane.", cure="Give it as a polygon in degrees."
        )
    azimuth, _, away = inverse(frame.lon, frame.lat, zone.lon, zone.lat)
    x, y = (float(away * part(np.radians(azimuth))) for part in (np.sin, np.cos))
    turn = np.linspace(0.0, 2 * np.pi, CORNERS, endpoint=False)
    radius = zone.radius_m * math.sqrt(2 * math.pi / (CORNERS * math.sin(2 * math.pi / CORNERS)))
    return Polygon(np.column_stack([x + radius * np.cos(turn), y + radius * np.sin(turn)]))


def _near(zone: Polygon | MultiPolygon, frame: Frame, reach_m: float) -> shapely.Geometry:
    """Cut a polygon to a box around the estimate, for a country does not fit into one plane."""
    tall = 1.1 * reach_m / 110_000.0
    high = min(90.0, abs(frame.lat) + tall)
    wide = min(180.0, tall / max(1e-6, math.cos(math.radians(high))))
    box = (frame.lon - wide, frame.lat - tall, frame.lon + wide, frame.lat + tall)
    # What lies across the antimeridian is looked at from this side of it.
    turned = [shapely.transform(zone, lambda xy, by=by: xy + by * _TURN) for by in (-1, 0, 1)]
    near = shapely.union_all([shapely.clip_by_rect(one, *box) for one in turned])
    # Edges are straight in degrees, as borders are drawn.
    return shapely.segmentize(near, tall / 50)


def _require_reach(reach_m: float) -> None:
    if not 0.0 < reach_m <= MOST_REACH_M:
        raise GeometryError(
            f"An estimate that reaches {reach_m:,.0f} m from its middle is no small area.",
            cure=f"Give one with more than 0 and at most {MOST_REACH_M:,.0f} m, or measure its side instead.",
        )


def _require_polygon(zone: Polygon | MultiPolygon) -> None:
    if not isinstance(zone, Polygon | MultiPolygon):
        raise GeometryError(f"{zone!r} is no area.", cure="Give a Disc, a Polygon or a MultiPolygon.")
    if zone.is_empty or not zone.is_valid:
        raise GeometryError(
            f"A polygon is not valid: {shapely.is_valid_reason(zone)}.", cure="Mend it with shapely.make_valid."
        )
