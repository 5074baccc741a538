"""One border dataset beside another: which borders both have, and how far apart they draw them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from geoevents.atlas import store
from geoevents.atlas.lines import border, borders, pairs
from geoevents.atlas.store import DEFAULT
from geoevents.earth.nearest import LineIndex
from geoevents.errors import UnknownBorderError, UnknownCountryError

SAMPLES = 16
"""Vertices of a border that are measured, at most."""
FAR_M = 10_000.0
"""A border of which half lies farther off than this is another line, or another pair."""


@dataclass(frozen=True, slots=True)
class Compared:
    """How a dataset agrees with another one.

    Of borders that both have, half of the sampled vertices lie within `median_m` of the other's line, 95 % within
    `most_m` (None when they have none in common). `unknown` are pairs that the other one has not, `missing` those
    that only it has between countries that both have, `far` those that are drawn far apart, with their median.
    """

    dataset: str
    common: int
    median_m: float | None
    most_m: float | None
    unknown: tuple[str, ...]
    missing: tuple[str, ...]
    far: tuple[tuple[str, float], ...]


def compare(name: str, other: str = DEFAULT) -> Compared:
    """Compare the borders of a dataset with those of another one.

    Parameters
    ----------
    name, other : str
        Names of border datasets.

    Returns
    -------
    Compared
        Metres. What is missing is said only of a dataset with territories: lines may be some of all.

    Raises
    ------
    UnknownDatasetError, DataFileError

    Examples
    --------
    >>> found = compare("ne-10m")
    >>> found.common > 300, found.unknown[:1], 300 < found.median_m < 2000
    (True, ('BR-FR',), True)
    """
    apart: list[float] = []
    far: list[tuple[str, float]] = []
    unknown: list[str] = []
    common = 0
    mine = {one.code: one for one in borders(name, "any")}
    for one in mine.values():
        try:
            there = border(one.a, one.b, dataset=other, kind="any")
        except (UnknownBorderError, UnknownCountryError):
            unknown.append(one.code)
            continue
        xy = shapely.get_coordinates(one.lines)
        xy = xy[:: max(1, len(xy) // SAMPLES)]
        found = LineIndex(there.lines).nearest(xy[:, 0], xy[:, 1]).distance_m
        common += 1
        apart += found.tolist()
        if np.median(found) > FAR_M:
            far.append((one.code, float(np.median(found))))
    missing: list[str] = []
    if store.header(name).get("territories", True):
        codes = set(store.header(name)["countries"])
        theirs = [f"{a}-{b}" for a, b in pairs(other) if {a, b} <= codes]
        missing = [code for code in theirs if code not in mine]
    return Compared(
        dataset=other,
        common=common,
        median_m=float(np.median(apart)) if apart else None,
        most_m=float(np.percentile(apart, 95)) if apart else None,
        unknown=tuple(unknown),
        missing=tuple(missing),
        far=tuple(sorted(far, key=lambda pair: -pair[1])),
    )
