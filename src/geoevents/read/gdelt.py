"""The columns of GDELT's event exports, which come without a head.

Source: The GDELT Event Database Data Format Codebook, V1.03 (2013-08-25: 57 columns, 58 with SOURCEURL) and V2.0
(2015-02-19: 61 columns).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_DAY = re.compile(r"(19|20)\d{6}")
_ACTOR = (
    "Code", "Name", "CountryCode", "KnownGroupCode", "EthnicCode", "Religion1Code", "Religion2Code", "Type1Code",
    "Type2Code", "Type3Code",
)  # fmt: skip
_PLACE_1 = ("Type", "FullName", "CountryCode", "ADM1Code", "Lat", "Long", "FeatureID")
_PLACE_2 = ("Type", "FullName", "CountryCode", "ADM1Code", "ADM2Code", "Lat", "Long", "FeatureID")
_BEGIN = (
    "GLOBALEVENTID", "SQLDATE", "MonthYear", "Year", "FractionDate",
    *(f"Actor1{name}" for name in _ACTOR), *(f"Actor2{name}" for name in _ACTOR),
    "IsRootEvent", "EventCode", "EventBaseCode", "EventRootCode", "QuadClass", "GoldsteinScale", "NumMentions",
    "NumSources", "NumArticles", "AvgTone",
)  # fmt: skip


def _whole(place: Sequence[str], end: Sequence[str]) -> tuple[str, ...]:
    places = (f"{whose}Geo_{name}" for whose in ("Actor1", "Actor2", "Action") for name in place)
    return (*_BEGIN, *places, *end)


_V1, _V1_URL = _whole(_PLACE_1, ("DATEADDED",)), _whole(_PLACE_1, ("DATEADDED", "SOURCEURL"))
_V2 = _whole(_PLACE_2, ("DATEADDED", "SOURCEURL"))
_BY_WIDTH = {len(names): names for names in (_V1, _V1_URL, _V2)}


def headless(first: Sequence[str]) -> tuple[str, ...] | None:
    """Name the columns of an export of GDELT whose first line is an event; None for any other line.

    Examples
    --------
    >>> found = headless(["1", "20250401", *[""] * 59])
    >>> len(found), found[0], found[56]
    (61, 'GLOBALEVENTID', 'ActionGeo_Lat')
    >>> headless(["id", "lat", "lon"])
    """
    names = _BY_WIDTH.get(len(first))
    return names if names and first[0].isdecimal() and _DAY.fullmatch(first[1]) else None
