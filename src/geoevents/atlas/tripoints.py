"""Where the borders of three countries meet."""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations

import numpy as np
import shapely

from geoevents.atlas.lines import border
from geoevents.atlas.store import DEFAULT
from geoevents.earth import LineIndex, inverse
from geoevents.errors import UnknownBorderError

MEETS_M = 500.0
"""Ends of two borders this near to the third are where the three meet: each is drawn apart from the others."""


@lru_cache(maxsize=64)
def tripoint(a: str, b: str, c: str, dataset: str = DEFAULT) -> tuple[float, float]:
    """Give the position where the land borders of three countries meet.

    Parameters
    ----------
    a, b, c
        ISO 3166 alpha-2 codes, in any order.
    dataset
        Name of a border dataset.

    Returns
    -------
    tuple of float
        Longitude and latitude, WGS84 degrees, of the end of one of the three borders that lies nearest to the others.

    Raises
    ------
    UnknownBorderError
        When two of them share no land border, when the three do not meet, or when they meet more than once.

    Examples
    --------
    >>> lon, lat = tripoint("ML", "NE", "DZ")
    >>> round(lon, 2), round(lat, 2)
    (4.27, 19.14)
    """
    codes = sorted({a, b, c})
    named = "–".join(codes)
    if len(codes) != 3:
        raise UnknownBorderError(f"{named} are not three countries.", cure="Name three that share borders.")
    lines = [border(one, other, dataset=dataset).lines for one, other in combinations(codes, 2)]
    ends = np.vstack([shapely.get_coordinates(line)[[0, -1]] for part in lines for line in part.geoms])
    off = np.max([LineIndex(part).nearest(ends[:, 0], ends[:, 1]).distance_m for part in lines], axis=0)
    if off.min() > MEETS_M:
        raise UnknownBorderError(
            f"The borders of {named} do not meet on {dataset}: they come no nearer than {off.min() / 1000:.1f} km.",
            cure="Name three countries that meet, or give coordinates.",
        )
    lon, lat = ends[np.argmin(off)]
    meeting = ends[off <= MEETS_M]
    apart = inverse(np.full(len(meeting), lon), np.full(len(meeting), lat), meeting[:, 0], meeting[:, 1])[2]
    if apart.max() > 10 * MEETS_M:
        raise UnknownBorderError(
            f"The borders of {named} meet at more than one place on {dataset}, {apart.max() / 1000:.0f} km apart.",
            cure="Give the coordinates of the one that is meant.",
        )
    return float(lon), float(lat)
