"""Which countries an area reaches into: its center lies in one, and the words may allow another as well."""

from __future__ import annotations

from collections import Counter

import numpy as np
import shapely

from geoevents.atlas.territories import drawn_at
from geoevents.model import Fix

LEAST_DEG = 2e-5
"""Regions are outer ones: what is nearer to their edge than this, two metres, may not be meant."""
SHARE = 0.02
"""Into a country by less than this share of its radius an area does not reach: outlines of regions and borders are of
different datasets, and differ by kilometres where areas are hundreds wide."""
METRES_PER_DEGREE = 111_320.0
SAMPLES = 2_000
MANY = 50_000


def countries_touched(fix: Fix, dataset: str) -> tuple[str, ...] | None:
    """Give the countries into which an area reaches, that of its center first; None where the dataset does not say.

    Parameters
    ----------
    fix
        An area with its region.
    dataset
        The border dataset.

    Returns
    -------
    tuple of str
        Alpha-2 codes, after that of the center in the order of how much of the outline lies in them.

    Examples
    --------
    >>> circle = shapely.Point(2.97, 19.95).buffer(0.2)
    >>> countries_touched(Fix(2.97, 19.9, 1.0, 1.0, circle, ("ML",)), "osm-2026c")
    ('ML', 'DZ')
    """
    if fix.countries_as_drawn is None:
        return None
    # Of a band along a border, long and thin, nothing may be left within.
    xy = _within(fix.region, SHARE * fix.radius_m / METRES_PER_DEGREE)
    if not len(xy):
        xy = _within(fix.region, LEAST_DEG)
    if not len(xy):
        return fix.countries_as_drawn
    xy = xy[np.linspace(0, len(xy) - 1, min(len(xy), SAMPLES)).astype(int)]
    found = Counter(code for codes in drawn_at(xy[:, 0], xy[:, 1], dataset) for code in codes or ())
    return tuple(dict.fromkeys([*fix.countries_as_drawn, *(code for code, _ in found.most_common())]))


def _within(region: shapely.Geometry, inset_deg: float) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Give points along a region's outline, moved inwards; of a region of very many points, its outline itself."""
    if shapely.get_num_coordinates(region) > MANY:
        return shapely.get_coordinates(region)
    xy = shapely.get_coordinates(shapely.buffer(region, -max(LEAST_DEG, inset_deg)))
    # What GEOS leaves of thin and winding bands can lie outside of them.
    return xy[shapely.contains_xy(region, xy)]
