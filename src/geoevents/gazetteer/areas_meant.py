"""Which administrative areas the words of a text can mean, as candidates like those of any other name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely

from geoevents.earth import inverse
from geoevents.errors import UnknownAreaError, UnknownCountryError
from geoevents.gazetteer.areas import area_of, find_areas
from geoevents.model import AdminArea, AreaRef, Place

# Second-order areas, of which there are no outlines: one of the first order that bears the name is another one.
SECOND_ORDER: Final = {
    "cercle": ("cercle",),
    "raion": ("raion",),
    "district": ("district",),
    "county": ("county",),
    "commune": ("commune",),
    "prefecture": ("prefecture",),
}
AS_WRITTEN: Final = 0.97
"""A name that agrees but for case and accents."""
BESIDE_DEG: Final = 0.1
"""Outlines are off by kilometres: a town this near to one may lie in it."""
LEAST: Final = 0.85
"""Names that agree less than this are suggestions and no candidates."""


def area_candidates(reference: AreaRef, country: str | None = None) -> tuple[Place, ...]:
    """Give every area that is meant by words such as "Kidal region", best first.

    Parameters
    ----------
    reference
        Name, kind and, where it is said, country.
    country
        Keep only areas of this country (alpha-2), where the words name none.

    Returns
    -------
    tuple of Place
        Their `id` is that of the area, `lon` and `lat` a position in it, `radius_m` the distance to its farthest edge.

    Raises
    ------
    UnknownAreaError
        When no outline is known of an area of that name and kind.

    Examples
    --------
    >>> [(place.id, place.country, place.kind) for place in area_candidates(AreaRef("Kidal", "region"))]
    [('ne-10m-admin1:MLI-2689', 'ML', 'region')]
    >>> area_candidates(AreaRef("Kidal", "cercle"))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    geoevents.errors.UnknownAreaError: No region, province or state named 'Kidal cercle' is known. ...
    """
    found = find_areas(reference.area, reference.country or country, reference.kind)
    kinds = SECOND_ORDER.get(reference.kind)
    meant = [area for area in found if area.score >= LEAST and (kinds is None or area.kind in kinds)]
    if not meant:
        raise UnknownAreaError(reference.name, ())
    return tuple(_place(area) for area in meant)


def areas_named(name: str, country: str | None = None) -> tuple[Place, ...]:
    """Give every area that bears a name as it is written, whatever it is called: "in Borno", "in Texas".

    Examples
    --------
    >>> [(place.name, place.country, place.kind) for place in areas_named("Borno")]
    [('Borno', 'NG', 'state')]
    >>> areas_named("Tinzaouatine")
    ()
    """
    try:
        found = find_areas(name, country)
    except (UnknownAreaError, UnknownCountryError):
        return ()
    return tuple(_place(area) for area in found if area.score >= AS_WRITTEN)


def holds(area: Place, places: Sequence[Place]) -> bool:
    """Whether one of some places lies in an area.

    Examples
    --------
    >>> texas, = areas_named("Texas")
    >>> holds(texas, [Place("a", "Austin", "US", -97.74, 30.27, 0.0, "own")])
    True
    """
    outline = area_of(area.id).polygon
    return any(bool(shapely.dwithin(outline, shapely.Point(place.lon, place.lat), BESIDE_DEG)) for place in places)


def _place(area: AdminArea) -> Place:
    inner = area.polygon.representative_point()
    edge = shapely.get_coordinates(area.polygon)
    far_m = inverse(np.full(len(edge), inner.x), np.full(len(edge), inner.y), edge[:, 0], edge[:, 1])[2]
    return Place(
        id=area.id,
        name=area.name,
        country=area.country,
        lon=inner.x,
        lat=inner.y,
        radius_m=float(far_m.max()),
        source=area.dataset,
        kind=area.kind,
        matched=area.matched,
        score=area.score,
        note=area.note,
        outlined=True,
    )
