"""What the point-radius method asks for: the locality type, the position it starts from, and every source of error."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from geoevents.compass import Bearing, bearing
from geoevents.errors import PhraseError, QuantityError
from geoevents.model import Leg
from geoevents.pointradius.datum import Datum
from geoevents.quantity import UNIT_SPELLINGS, Length, Quantity, length, quantity_from

#: The calculator's locality types.
COORDINATES, FEATURE, DISTANCE, PATH, ORTHOGONAL, HEADING = (
    "coordinates only",
    "geographic feature only",
    "distance only",
    "distance along a path",
    "distance along orthogonal directions",
    "distance at a heading",
)
KINDS = (COORDINATES, FEATURE, DISTANCE, PATH, ORTHOGONAL, HEADING)
MOST_M = 1_000_000.0
"""Farther than that no locality is described, and the method's plane formula is no longer near the truth."""

_RIGHT_DEG = 1e-6
_OFFSET = re.compile(
    r"(?P<distance>.{0,80}?\d.{0,80}?[^\W\d_]{1,15}\.?(?: ?\{[^{}]{1,60}\})?)(?: (?P<heading>\S[^{}]{0,40}))?"
)
_FRACTION = re.compile(r"(\d{1,4})/(\d{1,4}) ?([^\W\d_]{1,15})\.?")


@dataclass(frozen=True, slots=True)
class Request:
    """One locality as the method takes it.

    `lon` and `lat` are those that the coordinates give, in `datum` (None: not recorded). `distance` belongs to
    "distance only", "along a path" and "at a heading", `legs` to the types with headings (one or two).
    `precision_deg` is that of the coordinates, longitude first; `source_ft` how far their source may be off, in feet.
    `distance_precision` is the whole precision (half of it counts), None where the digits of the distance decide
    under `convention`. `locality` are the words as they stand.
    """

    kind: str
    lon: float
    lat: float
    datum: Datum | None
    precision_deg: tuple[float, float]
    source: str
    source_ft: float
    distance: Quantity | None = None
    legs: tuple[Leg, ...] = ()
    extent: Quantity | None = None
    measurement_error: Quantity | None = None
    distance_precision: Quantity | None = None
    convention: str = "gbif-2020"
    about: float = 2.0
    locality: str = ""

    @property
    def unit(self) -> str:
        """The unit in which the calculator would count: that of the offset, else of what else is given, else km."""
        given = (self.distance, *(leg.distance for leg in self.legs), self.extent, self.measurement_error)
        return next((quantity.unit for quantity in given if quantity is not None), "km")

    @property
    def offset(self) -> Length | None:
        """The distance of a locality that has one, metres."""
        return None if self.distance is None else self.read(self.distance)

    def read(self, distance: Quantity) -> Length:
        """Metres of an offset under the request's convention."""
        return read_offset(distance, self.convention, self.about, reach=self.kind == DISTANCE)

    @property
    def half_precision_m(self) -> float:
        """Half of the distance precision, the larger one of two legs; 0 where there is no distance."""
        given = (self.distance, *(leg.distance for leg in self.legs)) if self.kind not in (COORDINATES, FEATURE) else ()
        read = [self.read(one) for one in given if one is not None]
        if not read:
            return 0.0
        if self.distance_precision is not None:
            return length(self.distance_precision, "exact").m / 2.0
        if self.kind == DISTANCE:
            # The circle holds everything nearer as well.
            return max(one.high_m - one.m for one in read)
        return max(max(one.high_m - one.m, one.m - one.low_m) for one in read)


def read_offset(distance: Quantity, convention: str, about: float, *, reach: bool = False) -> Length:
    """Read an offset, which must have two ends; as a mere `reach` it needs only the farther one.

    Raises
    ------
    QuantityError
        "at least" and "less than", and what is farther than 1000 km.
    """
    if distance.hedge == "at least" or (distance.hedge == "less than" and not reach):
        raise QuantityError(
            f"{distance.text!r} has one end only; the method needs a distance.",
            cure="Write the distance and, in braces, from where to where: 4 km {3..5 km}.",
        )
    found = length(distance, convention, about)
    if found.high_m > MOST_M:
        raise QuantityError(f"{distance.text!r} is too far.", cure="The method serves up to 1000 km.")
    return found


def error_m(quantity: Quantity | None) -> float:
    """Metres of an extent or a measurement error, its larger end; 0 where there is none.

    Raises
    ------
    QuantityError
        "at least", and more than 1000 km.
    """
    if quantity is None:
        return 0.0
    found = length(quantity, "exact").high_m
    if not found <= MOST_M:
        raise QuantityError(f"{quantity.text!r} has no end here.", cure="Give at most 1000 km.")
    return found


def kind_of(distance: Quantity | None, legs: tuple[Leg, ...], extent: Quantity | None, along_path: bool) -> str:
    """Which of the calculator's locality types this is.

    Raises
    ------
    PhraseError
        More than two offsets, two that are not at right angles, or a path with a heading or without a distance.
    """
    if along_path:
        if distance is None or legs:
            raise PhraseError("A path has one distance and no heading.", cure='Write "13 mi" without a heading.')
        return PATH
    if len(legs) == 2:
        require_right_angle(legs)
        return ORTHOGONAL
    if len(legs) > 2 or (legs and distance is not None):
        raise PhraseError("That is more than two offsets.", cure='Give one ("10 mi ENE"), or two at right angles.')
    if legs:
        return HEADING
    if distance is not None:
        return DISTANCE
    return FEATURE if extent is not None else COORDINATES


def require_right_angle(legs: tuple[Leg, ...]) -> None:
    """Refuse two headings that are not at right angles."""
    first, second = (leg.bearing.deg for leg in legs)
    if abs((second - first) % 180.0 - 90.0) > _RIGHT_DEG:
        raise PhraseError(
            f"{legs[0].bearing.text} and {legs[1].bearing.text} are not at right angles.",
            cure='Give two such as "3 mi N" and "2 mi E".',
        )


def offset_from(text: str) -> tuple[Quantity, Bearing | None]:
    """Read an offset: a distance, and a heading when there is one.

    Parameters
    ----------
    text
        "10 mi ENE", "3.5 km southeast", "8 km 135°", "5 mi".

    Raises
    ------
    QuantityError, CoordinateError
        What is no distance, or no heading.

    Examples
    --------
    >>> distance, heading = offset_from("10 mi ENE")
    >>> distance.number, distance.unit, heading.deg, heading.half_width_deg
    ('10', 'mi', 67.5, 11.25)
    """
    body = " ".join(text.split())
    found = _OFFSET.fullmatch(body) if len(body) <= 160 else None
    if found is None:
        raise QuantityError(f"{text[:60]!r} is no offset.", cure='Write "10 mi ENE", "8 km 135°" or "5 mi".')
    heading = found["heading"]
    return quantity(found["distance"]), None if heading is None else bearing(heading)


def leg_or_distance(written: Sequence[str]) -> tuple[Quantity | None, tuple[Leg, ...]]:
    """Read the offsets of a locality: a distance without a heading, or up to two with one.

    Raises
    ------
    PhraseError
        Two distances without a heading.
    """
    read = [offset_from(text) for text in written]
    legs = tuple(Leg(distance, heading) for distance, heading in read if heading is not None)
    bare = [distance for distance, heading in read if heading is None]
    if len(bare) > 1:
        raise PhraseError(
            "Two distances have no heading.", cure='Write one, or two with headings ("3 mi N", "2 mi E").'
        )
    return (bare[0] if bare else None), legs


def quantity(text: str) -> Quantity:
    """Read a distance on its own; "1/2 mi" as well, which a person writes for a precision.

    Examples
    --------
    >>> quantity("1/2 mi").number, quantity("0.007 mi").number
    ('0.5', '0.007')
    """
    found = _FRACTION.fullmatch(text.strip())
    if found is None:
        return quantity_from(text)
    unit = UNIT_SPELLINGS.get(found[3].casefold())
    if unit is None or not int(found[2]):
        raise QuantityError(f"{text[:60]!r} is no distance.", cure="Write a number and a unit, 1/2 mi.")
    share = int(found[1]) / int(found[2])
    if not math.isfinite(share):
        raise QuantityError(f"{text[:60]!r} is no distance.", cure="Write a number and a unit, 1/2 mi.")
    return Quantity(text=text, number=f"{share:.7f}".rstrip("0").rstrip("."), unit=unit)
