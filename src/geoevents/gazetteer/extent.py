"""How far a populated place reaches from its centre when nobody has said: a stated default, by population."""

from __future__ import annotations

from typing import Final

NOTE: Final = "extent inferred from population"
UNKNOWN_M: Final = 1000.0

# (population below, radius in metres). Our judgement, not a measurement: near the radius of a disc that holds the upper
# population at about 3,000 people per km² up to 100,000 and 6,000 above; places scatter by a factor of two round it.
RADII_M: Final = (
    (1_000, 500.0),
    (5_000, 1_000.0),
    (20_000, 1_500.0),
    (100_000, 3_000.0),
    (500_000, 5_000.0),
    (1_000_000, 7_000.0),
    (5_000_000, 15_000.0),
)
LARGEST_M: Final = 25_000.0


def radius_from_population(population: int) -> float:
    """Estimate the geographic radial of a populated place.

    Parameters
    ----------
    population : int
        0 or less means unknown.

    Returns
    -------
    float
        Metres, from the table `RADII_M`; `UNKNOWN_M` when the population is unknown.

    Examples
    --------
    >>> radius_from_population(40_030), radius_from_population(0), radius_from_population(9_000_000)
    (3000.0, 1000.0, 25000.0)
    """
    if population <= 0:
        return UNKNOWN_M
    return next((radius_m for below, radius_m in RADII_M if population < below), LARGEST_M)
