"""The point-radius method: a locality as a point and a radius, in the calculator's way and on geodesics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoevents.lazy import on_first_use

if TYPE_CHECKING:
    from geoevents.pointradius.darwin import TERMS, DarwinCore
    from geoevents.pointradius.located import Georeference, georeference
    from geoevents.pointradius.result import MODES, PointRadius
    from geoevents.pointradius.verb import point_radius

__all__ = ["MODES", "TERMS", "DarwinCore", "Georeference", "PointRadius", "georeference", "point_radius"]

__getattr__, __dir__ = on_first_use(
    __name__,
    {
        "darwin": ["TERMS", "DarwinCore"],
        "located": ["Georeference", "georeference"],
        "result": ["MODES", "PointRadius"],
        "verb": ["point_radius"],
    },
)
