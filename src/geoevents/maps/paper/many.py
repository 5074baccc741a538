"""The rows of a table on a plot: marks and outlines, or cells of counts, as the page shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from geoevents.maps.paper.lettering import drawable, font
from geoevents.maps.paper.plot import COLOURS, INK, PAPER, RULE, Plot
from geoevents.maps.points import UNITS, numbers_in

MARKS = ("o", "s", "^", "D", "v", "P")
ORDER = (1, 0, 2, 3, 4, 5)
"""Which of the colours each group has; one group alone is blue."""
CELLS = ("#c9dcef", "#8fbbdf", "#4b93c7", "#1f64a5", "#0b2f66")
_CELL_PT = 4.0
"""Cells smaller than this on paper give way to the next coarser ones."""


def draw_rows(plot: Plot, points: Mapping[str, Any]) -> None:
    """Draw all rows of a scene's `points`; in a picture nothing opens, so that groups are drawn as their rows."""
    if points["strategy"] == "cells":
        _cells(plot, points["cells"])
        return
    lon, lat = (numbers_in(points[name], "<i4") / UNITS for name in ("lon", "lat"))
    group = numbers_in(points["by"]["index"], "u1") if points["by"] else np.zeros(len(lon), np.uint8)
    for row, kind, paths in points["shapes"]:
        colour = COLOURS[ORDER[group[row]]]
        for steps in paths:
            path = np.cumsum(np.asarray(steps, np.float64).reshape(-1, 2), axis=0) / UNITS
            if kind == "area":
                plot.axes.fill(*path.T, facecolor=colour, alpha=0.18, edgecolor="none", zorder=11)
            plot.axes.plot(*path.T, color=colour, linewidth=1.0, zorder=12)
    # Many marks as vectors would make a document that no viewer likes.
    many = len(lon) > 5_000
    side = 5.0 if len(lon) <= 2_000 else 3.0 if not many else 1.8
    for number in np.unique(group).tolist():
        mine = group == number
        style: dict[str, Any] = {
            "marker": MARKS[number],
            "color": COLOURS[ORDER[number]],
            "markersize": side,
            "linestyle": "none",
        }
        edge: dict[str, Any] = {"markeredgecolor": PAPER, "markeredgewidth": 0.4 if not many else 0.0, "alpha": 0.9}
        plot.axes.plot(lon[mine], lat[mine], zorder=13, rasterized=many, **style, **edge)
    if points["by"]:
        _explain(plot, points["by"]["column"], [(MARKS[k], COLOURS[ORDER[k]], text) for k, text in _labels(points)])


def _labels(points: Mapping[str, Any]) -> list[tuple[int, str]]:
    by = points["by"]
    told = [(k, f"{label['value'] or '(empty)'}: {label['count']:,}") for k, label in enumerate(by["labels"])]
    others = by["others"]
    return told + ([(len(MARKS) - 1, f"{others['values']:,} other values: {others['count']:,}")] if others else [])


def _explain(plot: Plot, title: str, entries: list[tuple[str, str, str]]) -> None:
    """Say what marks mean, in the upper left corner; a text is never read as a formula."""
    from matplotlib.lines import Line2D

    signs = [
        Line2D([], [], marker=mark, color=colour, linestyle="none", markersize=5, markeredgecolor=PAPER)
        for mark, colour, _ in entries
    ]
    told = [drawable(text)[:60] for _, _, text in entries]
    box = plot.axes.legend(signs, [""] * len(signs), loc="upper left", title=" ", prop=font(6.5), edgecolor=RULE)
    box.set_zorder(40)
    for line, text in zip(box.get_texts(), told, strict=True):
        line.set_parse_math(False)
        line.set_text(text)
    heading = box.get_title()
    heading.set_parse_math(False)
    heading.set_fontproperties(font(7, True))
    heading.set_color(INK)
    heading.set_text(drawable(title)[:60])


def _cells(plot: Plot, levels: list[Mapping[str, Any]]) -> None:
    from matplotlib.collections import PolyCollection

    for level in levels:
        west, south, east, north = (
            numbers_in(level[side], "<i4") / UNITS for side in ("west", "south", "east", "north")
        )
        if np.median(north - south) * plot.scale[1] >= _CELL_PT:
            break
    count = numbers_in(level["count"], "<i4")
    # Five classes, each so many times the one before.
    most = int(count.max())
    least = np.unique(np.ceil(max(most, 2) ** (np.arange(5) / 5)).astype(int))
    kind = np.searchsorted(least, count, side="right") - 1
    corners = np.stack([west, south, east, south, east, north, west, north], axis=1).reshape(-1, 4, 2)
    plot.axes.add_collection(
        PolyCollection(list(corners), facecolors=[CELLS[k] for k in kind], edgecolors="none", alpha=0.85, zorder=11)
    )
    ends = [*(least[1:] - 1).tolist(), most]
    told = [f"{a:,} to {b:,}" if a < b else f"{b:,}" for a, b in zip(least.tolist(), ends, strict=True) if a <= b]
    size = level["size_km"]
    _explain(plot, f"Rows in a cell of about {size:,} km", [("s", CELLS[k], text) for k, text in enumerate(told)])
