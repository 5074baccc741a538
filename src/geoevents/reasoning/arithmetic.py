"""What figures alone say, before any map: distances to one line cannot differ by more than the way between."""

from __future__ import annotations

from dataclasses import dataclass

from geoevents.quantity import Length


@dataclass(frozen=True, slots=True)
class Difference:
    """Two distances to the same line differ by at least `least_m`; their ends are at most `way_m` apart."""

    least_m: float
    way_m: float

    @property
    def possible(self) -> bool:
        """Whether moving by the way between can change the distance by as much."""
        return self.least_m <= self.way_m


def difference(one: Length, other: Length, way_m: float = 0.0, *, part: int = 0) -> Difference:
    """Compare two distances to the same line with the way between their ends.

    The shortest distance to any set is 1-Lipschitz, by the triangle inequality: it changes by no more than one moves,
    on whichever side. So |d1 - d2| <= s is necessary, whatever the line looks like.

    Parameters
    ----------
    one, other
        The distances, as `geoevents.quantity.length` gives them.
    way_m
        Upper end of the way between, in metres; 0 for two distances of one point.
    part
        1 where the line of `one` is only a part of the other's, 2 where it is the other way round: the distance to a
        part is no shorter than that to the whole, so only a distance to the whole can be too long.

    Examples
    --------
    >>> difference(Length(9500.0, 9450.0, 9550.0), Length(10200.0, 10150.0, 10250.0), 441.5)
    Difference(least_m=600.0, way_m=441.5)
    """
    above = 0.0 if part == 2 else other.low_m - one.high_m
    below = 0.0 if part == 1 else one.low_m - other.high_m
    return Difference(round(max(0.0, above, below), 6), way_m)
