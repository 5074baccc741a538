"""Geometry on the WGS84 ellipsoid: plain functions and analytic shapes, no names and no claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoevents.lazy import on_first_use

if TYPE_CHECKING:
    from geoevents.earth.bands import Area, Complement, DepthBand, LineBand, SideBand
    from geoevents.earth.crossing import along_m
    from geoevents.earth.crosswise import Crosswise
    from geoevents.earth.dilate import ring_around, sector_around
    from geoevents.earth.enclose import area_m2, corrected_center, parts, separation
    from geoevents.earth.frame import Frame
    from geoevents.earth.geodesic import destination, inverse, require_positions
    from geoevents.earth.headed import AlongBand, TowardBand
    from geoevents.earth.nearest import LineIndex, Nearest
    from geoevents.earth.shapes import ArcBand, Box, Disc, Ring, Shape
    from geoevents.earth.shores import AreaBand, Both, CoastBand, Either
    from geoevents.earth.widen import Denial, Widened, widened

__all__ = [
    "AlongBand",
    "ArcBand",
    "Area",
    "AreaBand",
    "Both",
    "Box",
    "CoastBand",
    "Complement",
    "Crosswise",
    "Denial",
    "DepthBand",
    "Disc",
    "Either",
    "Frame",
    "LineBand",
    "LineIndex",
    "Nearest",
    "Ring",
    "Shape",
    "SideBand",
    "TowardBand",
    "Widened",
    "along_m",
    "area_m2",
    "corrected_center",
    "destination",
    "inverse",
    "parts",
    "require_positions",
    "ring_around",
    "sector_around",
    "separation",
    "widened",
]

__getattr__, __dir__ = on_first_use(
    __name__,
    {
        "bands": ["Area", "Complement", "DepthBand", "LineBand", "SideBand"],
        "crossing": ["along_m"],
        "crosswise": ["Crosswise"],
        "dilate": ["ring_around", "sector_around"],
        "enclose": ["area_m2", "corrected_center", "parts", "separation"],
        "frame": ["Frame"],
        "geodesic": ["destination", "inverse", "require_positions"],
        "headed": ["AlongBand", "TowardBand"],
        "nearest": ["LineIndex", "Nearest"],
        "shapes": ["ArcBand", "Box", "Disc", "Ring", "Shape"],
        "shores": ["AreaBand", "Both", "CoastBand", "Either"],
        "widen": ["Denial", "Widened", "widened"],
    },
)
