"""Which country lies to a heading of a border: "south of the border" names a side where the line allows it."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from geoevents import atlas
from geoevents.model import Border, BorderRef

SIDE_SHARE = 0.75
"""Share of a border's length that must face a heading before "south of the border" names a country's side."""


@lru_cache(maxsize=64)
def facing(target: BorderRef, dataset: str, heading_deg: float) -> tuple[str | None, float]:
    """Say which country lies to a heading of a border, and for which share of the line; None when it is not clear.

    A border that runs north and south has no southern side: then the words do not choose one. A dataset that has only
    lines does not say what lies on their sides.
    """
    if target.country is None:
        return None, 0.0
    borders: tuple[Border, ...]
    if target.neighbour is not None:
        borders = (atlas.border(target.country, target.neighbour, dataset=dataset, kind=target.kind),)
    else:
        borders = atlas.borders(dataset=dataset, kind=target.kind, country=target.country)
    if not all(border.sided for border in borders):
        return None, 0.0
    weights: dict[str, float] = {}
    total = 0.0
    for border in borders:
        for line in border.lines.geoms:
            xy = np.asarray(line.coords)
            middle = np.radians((xy[1:, 1] + xy[:-1, 1]) / 2)
            east, north = np.diff(xy[:, 0]) * np.cos(middle), np.diff(xy[:, 1])
            size = np.hypot(east, north)
            # The right-hand normal of (east, north) is (north, -east): positive means that the right side faces it.
            toward = north * np.sin(np.radians(heading_deg)) - east * np.cos(np.radians(heading_deg))
            weights[border.b] = weights.get(border.b, 0.0) + float(size[toward > 0].sum())
            weights[border.a] = weights.get(border.a, 0.0) + float(size[toward < 0].sum())
            total += float(size.sum())
    country, weight = max(weights.items(), key=lambda item: item[1])
    share = weight / total if total else 0.0
    return (country if share >= SIDE_SHARE else None), share
