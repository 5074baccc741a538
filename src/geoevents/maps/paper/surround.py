"""What stands around the map itself: the net of degrees, the scale, and where on the continent it lies."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from geoevents.maps.paper.lettering import font, size_of
from geoevents.maps.paper.plot import COLOURS, INK, LAND, PAPER, QUIET, RULE, SEA, Plot, metres_per_degree, path_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def net(plot: Plot) -> None:
    """A light net of degrees with its figures at the frame."""
    west, south, east, north = plot.bounds
    steps = (60.0, 30.0, 20.0, 10.0, 5.0, 2.0, 1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005)
    step = next((s for s in steps if (east - west) / s >= 3), 0.002)
    decimals = 3 if step < 0.01 else 2 if step < 0.1 else 1 if step < 1 else 0
    for axis, low, high, signs in ((plot.axes.xaxis, west, east, "WE"), (plot.axes.yaxis, south, north, "SN")):
        at = [n * step for n in range(int(low // step) + 1, int(high // step) + 1)]
        axis.set_ticks(at)
        axis.set_ticklabels([f"{abs(v):.{decimals}f}° {signs[v > 0] if v else ''}".strip() for v in at])
        for label in axis.get_ticklabels():
            label.set_fontproperties(font(7))
            label.set_color(QUIET)
    plot.axes.tick_params(length=2.5, width=0.5, color=QUIET, pad=2)
    plot.axes.grid(True, color=QUIET, alpha=0.35, linewidth=0.4, zorder=3)
    plot.axes.set_axisbelow(False)
    for spine in plot.axes.spines.values():
        spine.set(linewidth=0.8, color=INK, zorder=40)


def scale_bar(plot: Plot) -> None:
    """A scale and a north arrow in the lower left corner, whose room is taken."""
    west, south, east, north = plot.bounds
    lon_m, _ = metres_per_degree((south + north) / 2)
    goal = 0.22 * (east - west) * lon_m
    step = 10.0 ** math.floor(math.log10(goal))
    length = max(factor * step for factor in (1, 2, 5) if factor * step <= goal)
    wide = length / lon_m * plot.scale[0]
    text = f"{length:,.0f} m" if length < 1000 else f"{length / 1000:,.0f} km"
    text += " at the middle" if north - south > 5 else ""
    left, low = 12.0, 12.0
    right = left + max(wide, size_of(text, 7)[0])
    sheet = [plot.position(x, y) for x, y in ((6, 6), (right + 28, 6), (right + 28, 34), (6, 34), (6, 6))]
    plot.area([[sheet]], 27, facecolor=PAPER, alpha=0.8, edgecolor="none")
    ends = [plot.position(x, y) for x, y in ((left, low + 5), (left, low), (left + wide, low), (left + wide, low + 5))]
    plot.line(ends, 28, color=INK, linewidth=1.3)
    plot.axes.text(*plot.position(left, low + 6), text, va="bottom", zorder=28, fontproperties=font(7))
    tip, foot = plot.position(right + 16, 27), plot.position(right + 16, 9)
    plot.axes.annotate(
        "",
        xy=tip,
        xytext=foot,
        zorder=28,
        arrowprops={"arrowstyle": "-|>", "color": INK, "linewidth": 1.2, "shrinkA": 0},
    )
    plot.axes.text(
        *plot.position(right + 23, 12), "N", ha="center", va="center", zorder=28, fontproperties=font(7, True)
    )
    plot.room.take((6, 6, right + 30, 36))


def inset(figure: Figure, plot: Plot, scene: Mapping[str, Any], at: tuple[float, float, float, float, float]) -> None:
    """Where on the continent, in the upper right corner, whose room is taken.

    `at` is where the map lies: left, low, width, height and the figure's height, all in inches.
    """
    from matplotlib.patches import PathPatch, Rectangle

    left, low, wide, high, total = at
    small = scene["inset"]
    west, south, east, north = small["bounds"]
    lon_m, lat_m = metres_per_degree((south + north) / 2)
    side = 1.05
    aspect = min(max((east - west) * lon_m / ((north - south) * lat_m), 0.6), 1.8)
    across, up = (side, side / aspect) if aspect > 1 else (side * aspect, side)
    if small["view"][2] - small["view"][0] > 0.6 * (east - west):
        return
    box = (
        (left + wide - across - 0.06) / figure.get_figwidth(),
        (low + high - up - 0.06) / total,
        across / figure.get_figwidth(),
        up / total,
    )
    axes = figure.add_axes(box, zorder=5)
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_facecolor(SEA)
    axes.set_xticks([])
    axes.set_yticks([])
    path = path_of(small["land"])
    if path is not None:
        axes.add_patch(PathPatch(path, facecolor=LAND, edgecolor=RULE, linewidth=0.4))
    for spine in axes.spines.values():
        spine.set(linewidth=0.6, color=INK)
    view = small["view"]
    if view[2] - view[0] > 3:
        axes.add_patch(
            Rectangle(
                (view[0], view[1]),
                view[2] - view[0],
                view[3] - view[1],
                fill=False,
                edgecolor=COLOURS[0],
                linewidth=1.2,
            )
        )
    else:
        middle = ((view[0] + view[2]) / 2, (view[1] + view[3]) / 2)
        axes.plot(*([v] for v in middle), marker="o", markersize=6, markerfacecolor="none", markeredgecolor=COLOURS[0])
    plot.room.take((plot.size[0] - across * 72 - 8, plot.size[1] - up * 72 - 8, plot.size[0], plot.size[1]))
