"""How far off the outlines of administrative areas may be: a judgement from what could be measured.

Natural Earth draws lines between countries with care (3.7 km off OpenStreetMap, 95th percentile) and lines within
countries as well as its sources had them. Along 8,000 to 25,000 positions each, the distance of its inner lines to
those of official or OpenStreetMap data was, median and 95th percentile: United States (Census) 0.4 and 1.9 km,
Switzerland (swisstopo) 0.3 and 0.9 km, Algeria north of 33.5° N (OpenStreetMap) 0.9 and 5.6 km, the Sahara south of it
10 and 85 km. For single areas of Algeria and Egypt the 95th percentile grows with their size; the classes below are
near the median of it. Lines that were moved by reforms count in these figures, as they do for who reads a name today.
"""

from __future__ import annotations

from typing import Final

_CODES: Final = (
    "AD AT AU BE CA CH CZ DE DK EE ES FI FR GB GR HR HU IE IS IT JP KR LI LT LU LV MC MT NL NO NZ PL PT SE SI SK SM US"
)
WELL_SURVEYED: Final = frozenset(_CODES.split())
"""Countries whose areas are taken to be drawn as well as those of the two that were measured."""
WELL_M: Final = 2_000.0
BY_SIZE_M: Final = ((20_000.0, 8_000.0), (100_000.0, 20_000.0))
"""(smaller than so many km², metres) elsewhere."""
LARGEST_M: Final = 90_000.0
REFORMED: Final = {
    "DZ": "drawn as one of Algeria's 48 wilayas of before 2019; there are more since, cut from the southern ones",
    "ET": "drawn as one of Ethiopia's regions of before 2020; the southern one has been parted since",
    "ML": "drawn as one of Mali's regions of before Taoudénit and Ménaka were made of parts of Tombouctou and Gao",
}
"""What has to be known of areas of countries that have redrawn them since, as far as we know of it."""


def uncertainty_m(country: str, largest_km2: float) -> float:
    """Give the half-width (95 %) by which the outline of an area may be off.

    Parameters
    ----------
    country : str
        Alpha-2 code.
    largest_km2 : float
        Size of the area, or of the largest of those that make it up.

    Returns
    -------
    float
        Metres.

    Examples
    --------
    >>> uncertainty_m("FR", 27_000.0), uncertainty_m("SY", 6_100.0), uncertainty_m("ML", 151_000.0)
    (2000.0, 8000.0, 90000.0)
    """
    if country in WELL_SURVEYED:
        return WELL_M
    return next((metres for below, metres in BY_SIZE_M if largest_km2 < below), LARGEST_M)
