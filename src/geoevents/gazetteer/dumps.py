"""What GeoNames means by its names and codes: which alternate names are names, and what kind of feature it is."""

from __future__ import annotations

import re
from typing import Final

from geoevents.gazetteer.extent import NOTE, UNKNOWN_M, radius_from_population
from geoevents.gazetteer.names import key

POPULATED: Final = "populated place"
CLASSES: Final = {
    "A": "administrative area",
    "H": "water",
    "L": "area",
    "P": POPULATED,
    "R": "road or railway",
    "S": "building or site",
    "T": "mountain, hill or rock",
    "U": "undersea feature",
    "V": "vegetation",
}
"""Feature classes of GeoNames, in words."""
CODES: Final = {
    "PPLC": "capital", "PPLA": "seat of a first-order area", "PPLA2": "seat of a second-order area",
    "PPLQ": "abandoned place", "PPLW": "destroyed place", "PPLX": "part of a place", "PPLL": "locality",
    "WLL": "well", "WLLS": "wells", "WAD": "wadi", "OAS": "oasis", "SPNG": "spring", "STM": "stream", "LK": "lake",
    "MT": "mountain", "MTS": "mountains", "HLL": "hill", "HLLS": "hills", "PASS": "pass", "PLAT": "plateau",
    "ERG": "dunes", "DSRT": "desert", "AIRP": "airport", "AIRF": "airfield", "AIRB": "airbase", "MILB": "military base",
    "INSM": "military installation", "CMP": "camp", "CMPRF": "refugee camp", "MN": "mine", "FRM": "farm",
    "PSTB": "border post", "RGN": "region", "ADM1": "first-order area", "ADM2": "second-order area",
    "ADM3": "third-order area", "ADM4": "fourth-order area",
}  # fmt: skip
"""Feature codes that reports name, in words; others are known by their class."""
SETTLED: Final = frozenset({POPULATED, *(words for code, words in CODES.items() if code.startswith("PPL"))})
_RADII_M: Final = {"S": 500.0, "H": 1_000.0, "T": 2_000.0, "V": 2_000.0, "R": 2_000.0, "L": 5_000.0}
_AREA_M: Final = 10_000.0
_LOWER_LATIN: Final = re.compile("[a-z]")


def kind_of(feature_class: str, feature_code: str) -> str:
    """Say in words what a feature is.

    Examples
    --------
    >>> kind_of("P", "PPLC"), kind_of("H", "WLL"), kind_of("S", "MSQE"), kind_of("", "")
    ('capital', 'well', 'building or site', 'feature')
    """
    return CODES.get(feature_code) or CLASSES.get(feature_class, "feature")


def radius_of(feature_class: str, population: int) -> tuple[float, str]:
    """Estimate how far a feature reaches, in metres, and say from what: GeoNames has a point only.

    Examples
    --------
    >>> radius_of("P", 40_030), radius_of("T", 0)
    ((3000.0, 'extent inferred from population'), (2000.0, 'extent not known: a judgement by kind of feature'))
    """
    if feature_class == "P":
        return radius_from_population(population), NOTE
    radius_m = _RADII_M.get(feature_class, _AREA_M if feature_class in "AU" else UNKNOWN_M)
    return radius_m, "extent not known: a judgement by kind of feature"


def is_name(text: str, country: str) -> bool:
    """Whether an alternate name of GeoNames is one: no machine romanisation, no code of an airport or a port.

    Romanisations are written without capitals ("ji da er"), and lookup transliterates itself; "GAO" is an airport in
    Cuba, and who writes of Gao means another place.

    Examples
    --------
    >>> is_name("Кидаль", "ML"), is_name("ji da er", "ML"), is_name("KDL", "ML"), is_name("MLKDL", "ML")
    (True, False, False, False)
    """
    if not key(text) or re.fullmatch(f"(?:{country})?[A-Z]{{3}}", text):
        return False
    romanised = _LOWER_LATIN.search(text) and not any(letter.isupper() or letter.istitle() for letter in text)
    return not romanised
