"""Axes on which a degree is as long both ways as on the ground, and what can be drawn on them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from geoevents.maps.basemap import Bounds
from geoevents.maps.paper.lettering import Box, Room, font

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.path import Path

# As on the page: told apart by people who see colours differently, and by their patterns without any colour.
COLOURS = ("#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
HATCHES = ("////", "...", "\\\\\\\\", "---", "|||", "+++")
INK, QUIET, PAPER, SEA, LAND, WATER, RULE = "#1b1b1b", "#575757", "#ffffff", "#dfe9ef", "#f7f5ee", "#9dbdd0", "#c9c9c9"


def mixed(colour: str, other: str, share: float) -> str:
    """A colour with a share in [0, 1] of another one in it."""
    pairs = ((int(colour[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def metres_per_degree(lat: float) -> tuple[float, float]:
    """Metres of one degree of longitude and of latitude near a latitude, to draw with: good to a thousandth."""
    phi = math.radians(lat)
    lon_m = 111_412.84 * math.cos(phi) - 93.5 * math.cos(3 * phi)
    return max(lon_m, 1.0), 111_132.95 - 559.85 * math.cos(2 * phi)


class Plot:
    """One map: axes of a known size in points, on which a degree is as long both ways as on the ground."""

    def __init__(self, axes: Axes, bounds: Bounds, width_pt: float, height_pt: float) -> None:
        self.axes, self.bounds = axes, bounds
        west, south, east, north = bounds
        self.scale = (width_pt / (east - west), height_pt / (north - south))
        self.room = Room((2.0, 2.0, width_pt - 2.0, height_pt - 2.0))
        self.size = (width_pt, height_pt)
        axes.set_xlim(west, east)
        axes.set_ylim(south, north)
        axes.set_facecolor(SEA)

    def point(self, position: Sequence[float]) -> tuple[float, float]:
        """Where a position (lon, lat) lies, in points from the lower left corner."""
        return (position[0] - self.bounds[0]) * self.scale[0], (position[1] - self.bounds[1]) * self.scale[1]

    def position(self, x: float, y: float) -> tuple[float, float]:
        """Which position lies there."""
        return self.bounds[0] + x / self.scale[0], self.bounds[1] + y / self.scale[1]

    def seen(self, position: Sequence[float]) -> bool:
        """Whether a position lies in the frame."""
        x, y = self.point(position)
        return 0 <= x <= self.size[0] and 0 <= y <= self.size[1]

    def area(self, polygons: Sequence[Any], order: float, **style: Any) -> None:
        """Fill and outline polygons, as GeoJSON nests them."""
        path = path_of(polygons)
        if path is not None:
            fill(self.axes, path, order, **style)

    def line(self, positions: Sequence[Sequence[float]], order: float, **style: Any) -> None:
        """Draw a line; positions are (lon, lat)."""
        style = {"solid_capstyle": "round", "solid_joinstyle": "round", "dash_capstyle": "round", **style}
        self.axes.plot([p[0] for p in positions], [p[1] for p in positions], zorder=order, **style)

    def mark(self, position: Sequence[float], order: float, **style: Any) -> None:
        """Draw one sign."""
        self.axes.plot([position[0]], [position[1]], linestyle="none", zorder=order, **style)

    def write(
        self, text: str, box: Box, size: float, *, bold: bool = False, framed: bool = False, **style: Any
    ) -> None:
        """Write a text into a box that `room` gave for it."""
        lon, lat = self.position((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        paper = {"facecolor": PAPER, "alpha": 1.0 if framed else 0.72, "pad": 1.3, "linewidth": 0.7 if framed else 0.0}
        self.axes.text(
            lon,
            lat,
            text,
            ha="center",
            va="center",
            zorder=30,
            parse_math=False,
            fontproperties=font(size, bold),
            bbox={**paper, "edgecolor": INK if framed else "none"},
            **style,
        )


def fill(axes: Axes, path: Path, order: float, hatch: str | None = None, **style: Any) -> None:
    """Fill and outline a path; a pattern is drawn by itself, because browsers would draw it as faint as the fill."""
    from matplotlib.patches import PathPatch

    axes.add_patch(PathPatch(path, zorder=order, **style))
    if hatch:
        axes.add_patch(PathPatch(path, zorder=order, hatch=hatch, **{**style, "facecolor": "none"}))


def path_of(polygons: Sequence[Any]) -> Path | None:
    """One path of polygons with holes; None where nothing is left of them."""
    from matplotlib.path import Path

    vertices: list[Any] = []
    codes: list[int] = []
    for rings in polygons:
        for number, ring in enumerate(rings):
            if len(ring) < 4:
                continue
            area = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))
            # Where rings turn the other way than their shell, every backend leaves them empty.
            turned = ring if (area > 0) == (number == 0) else ring[::-1]
            vertices += [position[:2] for position in turned]
            codes += [Path.MOVETO, *[Path.LINETO] * (len(ring) - 2), Path.CLOSEPOLY]  # type: ignore[list-item]
    return Path(vertices, codes) if vertices else None
