"""What figures alone say, before any map: distances to one line cannot differ by more than the way between."""

from __future__ import annotations

from dataclasses import dataclass

from geoevents.model import Distance
from geoevents.quantity import ABOUT_WIDENS, Quantity, length


@dataclass(frozen=True, slots=True)
class Difference:
    """Two distances to the same line differ by at least `least_m`; their ends are at most `way_m` apart."""

    least_m: float
    way_m: float

    @property
    def possible(self) -> bool:
        """Whether moving by the way between can change the distance by as much."""
        return self.least_m <= self.way_m


def difference(
    one: Distance, other: Distance, way: Quantity, convention: str, about: float = ABOUT_WIDENS
) -> Difference:
    """Compare two stated distances to the same line with the stated way between their ends.

    The shortest distance to any set is 1-Lipschitz, by the triangle inequality: it changes by no more than one moves,
    on whichever side. So |d1 - d2| <= s is necessary, whatever the line looks like.

    Examples
    --------
    >>> from geoevents.model import BorderRef
    >>> def km(figure):
    ...     quantity = Quantity(f"{figure} km", figure, "km")
    ...     return Distance(text=figure, distance=quantity, target=BorderRef("DZ", "ML"))
    >>> difference(km("9.5"), km("10.2"), Quantity("441 m", "441", "m"), "decimal")
    Difference(least_m=600.0, way_m=441.5)
    """
    a, b = length(one.distance, convention, about), length(other.distance, convention, about)
    least_m = max(0.0, a.low_m - b.high_m, b.low_m - a.high_m)
    return Difference(round(least_m, 6), length(way, convention, about).high_m)
