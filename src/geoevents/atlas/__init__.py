"""Border datasets: lines between countries, territories, and which country a point is drawn in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoevents.lazy import on_first_use

if TYPE_CHECKING:
    from geoevents.atlas.frames import frame
    from geoevents.atlas.lines import border, borders, dataset, datasets, uncertainty_m
    from geoevents.atlas.nearest import nearest_border
    from geoevents.atlas.territories import countries_at, territory

__all__ = [
    "border",
    "borders",
    "countries_at",
    "dataset",
    "datasets",
    "frame",
    "nearest_border",
    "territory",
    "uncertainty_m",
]

__getattr__, __dir__ = on_first_use(
    __name__,
    {
        "frames": ["frame"],
        "lines": ["border", "borders", "dataset", "datasets", "uncertainty_m"],
        "nearest": ["nearest_border"],
        "territories": ["countries_at", "territory"],
    },
)
