"""A scene on a plot: the ground, areas, borders, distances and places, as the page shows them."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

import shapely

from geoevents.maps.paper.lettering import Move, drawable, font, size_of
from geoevents.maps.paper.many import draw_rows
from geoevents.maps.paper.naming import Area, name_all
from geoevents.maps.paper.plot import (
    COLOURS,
    HATCHES,
    INK,
    LAND,
    PAPER,
    QUIET,
    RULE,
    WATER,
    Plot,
    metres_per_degree,
    mixed,
)

CANDIDATE_PT = 6.0
"""Half the width of a numbered circle."""
_OVER: tuple[Move, ...] = tuple(
    (side, dx, dy)
    for dy in (0.0, 12.0, -12.0, 24.0, -24.0, 36.0, -36.0)
    for side, dx in ((0, 0.0), (1, 6.0), (-1, -6.0), (1, 30.0), (-1, -30.0))
)


_WIDE = 0.3
"""An area that fills more of the frame than this is drawn faintly, so that what is smaller stands out."""


def draw(plot: Plot, scene: Mapping[str, Any]) -> None:
    """Draw everything that a scene shows when it opens, the ground first and words last."""
    _ground(plot, scene)
    _borders(plot, scene)
    areas = _areas(plot, scene)
    if "points" in scene:
        draw_rows(plot, scene["points"])
    for border in scene["borders"]:
        for line in border["lines"] if border["focus"] else ():
            plot.room.spare([plot.point(position) for position in line if plot.seen(position)])
    spots = [place for place in scene["places"] if plot.seen((place["lon"], place["lat"]))]
    _keep_clear(plot, scene, spots)
    _distances(plot, scene)
    circles = _candidates(plot, spots)
    name_all(plot, scene, circles, areas)


def _ground(plot: Plot, scene: Mapping[str, Any]) -> None:
    under = scene["basemap"]
    plot.area(under["land"], 1, facecolor=LAND, edgecolor=RULE, linewidth=0.5)
    plot.area(under["lakes"], 2, facecolor=WATER, edgecolor="none")
    for river in under["rivers"]:
        plot.line(river, 2, color=WATER, linewidth=0.8)


def _borders(plot: Plot, scene: Mapping[str, Any]) -> None:
    for border in scene["borders"]:
        for line in border["lines"]:
            if border["focus"]:
                plot.line(line, 9, color=PAPER, linewidth=5.0, alpha=0.85)
                plot.line(line, 10, color=INK, linewidth=2.2)
            elif border["second"]:
                plot.line(line, 10, color=INK, linewidth=1.2, linestyle=(0, (0.1, 2.6)))
            else:
                plot.line(line, 8, color=QUIET, linewidth=0.9, linestyle=(0, (5, 3)))


def area_style(style: int, faint: bool = False) -> dict[str, Any]:
    """How the area of an account is drawn: -1 is what all allow; `faint` where it goes on beyond the map."""
    from matplotlib.colors import to_rgba

    if style < 0:
        return {"facecolor": to_rgba(INK, 0.08), "edgecolor": INK, "linewidth": 2.2}
    colour = COLOURS[style % 6]
    if faint:
        colour = mixed(colour, PAPER, 0.55)
    return {
        "facecolor": to_rgba(colour, 0.10),
        "edgecolor": colour,
        "hatch": HATCHES[style % 6],
        "linewidth": 1.0 if faint else 1.6,
    }


def _areas(plot: Plot, scene: Mapping[str, Any]) -> list[Area]:
    """Every area once, the widest first, so that it hides nothing."""
    areas = _distinct(plot, scene)
    for area in areas:
        order = 7.0 if area.style < 0 else 6.0 - area.share
        _shape(plot, area.geometry, order, area_style(area.style, faint=area.goes_on and area.share > _WIDE))
    for layer in scene["layers"]:
        for fix in layer["fixes"] if layer["on"] else ():
            if fix["bounded"]:
                _center(plot, fix)
    return areas


def _distinct(plot: Plot, scene: Mapping[str, Any]) -> list[Area]:
    titles = {event["id"]: event["title"] for event in scene["events"]}
    frame = shapely.box(*plot.bounds)
    found: dict[tuple[int, str], Area] = {}
    for layer in scene["layers"]:
        if not layer["on"] or not layer["geometry"]:
            continue
        text = json.dumps(layer["geometry"], sort_keys=True)
        if (layer["style"], text) not in found:
            part = shapely.intersection(shapely.from_geojson(text), frame)
            share = float(part.area / frame.area)
            goes_on = bool(layer["continues"])
            found[layer["style"], text] = Area(layer["style"], layer["geometry"], part, share, goes_on, [])
        if title := titles.get(layer["event"]):
            found[layer["style"], text].titles.append(title)
    return sorted(found.values(), key=lambda area: (area.style < 0, -area.share))


def _shape(plot: Plot, geometry: Mapping[str, Any], order: float, style: dict[str, Any]) -> None:
    kind, coordinates = geometry["type"], geometry.get("coordinates", [])
    if kind == "GeometryCollection":
        for part in geometry["geometries"]:
            _shape(plot, part, order, style)
    elif kind in ("Polygon", "MultiPolygon"):
        plot.area([coordinates] if kind == "Polygon" else coordinates, order, **style)
    elif kind in ("LineString", "MultiLineString"):
        for line in [coordinates] if kind == "LineString" else coordinates:
            plot.line(line, order, color=style["edgecolor"], linewidth=1.6)
    else:
        for position in [coordinates] if kind == "Point" else coordinates:
            plot.mark(position, 20, marker="o", markersize=4, color=style["edgecolor"])


def _center(plot: Plot, fix: Mapping[str, Any]) -> None:
    from matplotlib.patches import Ellipse

    lon_m, lat_m = metres_per_degree(fix["lat"])
    if fix["radius_m"] > 0:
        wide, high = 2 * fix["radius_m"] / lon_m, 2 * fix["radius_m"] / lat_m
        plot.axes.add_patch(
            Ellipse(
                (fix["lon"], fix["lat"]),
                wide,
                high,
                fill=False,
                edgecolor=INK,
                linewidth=0.8,
                linestyle="--",
                zorder=12,
            )
        )
    plot.mark((fix["lon"], fix["lat"]), 21, marker="o", markersize=4.2, color=PAPER, markeredgecolor=INK)


def _keep_clear(plot: Plot, scene: Mapping[str, Any], spots: Sequence[Mapping[str, Any]]) -> None:
    points = [(place["lon"], place["lat"]) for place in spots] + [(s["lon"], s["lat"]) for s in scene["stated"]]
    for position in points:
        x, y = plot.point(position)
        plot.room.take((x - 6, y - 6, x + 6, y + 6))


def _distances(plot: Plot, scene: Mapping[str, Any]) -> None:
    """Lines to the border, double arrows, coordinates as stated; their figures stand at the middle."""
    figures: list[tuple[Sequence[float], Sequence[float], str]] = []
    for layer in scene["layers"]:
        for distance in layer["distances"] if layer["on"] else ():
            figures.append((distance["from"], distance["to"], distance["figure"]))
    for stated in scene["stated"]:
        here = (stated["lon"], stated["lat"])
        colour = COLOURS[stated["style"] % 6]
        plot.mark(here, 22, marker="D", markersize=5.5, color=PAPER, markeredgecolor=colour, markeredgewidth=1.8)
        if stated["to"]:
            figures.append((here, stated["to"], stated["figure"]))
    for start, end, _ in figures:
        plot.line((start, end), 13, color=INK, linewidth=1.0)
    for conflict in scene["conflicts"]:
        if len(conflict["closest"]) == 2:
            start, end = conflict["closest"]
            _arrow(plot, start, end)
            if conflict["length"]:
                figures.append((start, end, f"{conflict['length']} apart"))
    for start, end, _ in figures:
        plot.room.spare([plot.point(start), plot.point(end)])
    for start, end, figure in figures:
        _figure(plot, start, end, figure)


def _arrow(plot: Plot, start: Sequence[float], end: Sequence[float]) -> None:
    (x1, y1), (x2, y2) = plot.point(start), plot.point(end)
    # On a short arrow heads would cover each other: bars mark its ends.
    short = math.hypot(x2 - x1, y2 - y1) < 20
    style = "|-|,widthA=0.3,widthB=0.3" if short else "<->,head_length=0.5,head_width=0.25"
    plot.axes.annotate(
        "",
        xy=(end[0], end[1]),
        xytext=(start[0], start[1]),
        zorder=23,
        arrowprops={
            "arrowstyle": style,
            "color": INK,
            "linewidth": 2.0,
            "shrinkA": 0,
            "shrinkB": 0,
            "mutation_scale": 9,
        },
    )


def _figure(plot: Plot, start: Sequence[float], end: Sequence[float], text: str) -> None:
    """Write a figure on its line, or beside one that it would hide."""
    (x1, y1), (x2, y2) = plot.point(start), plot.point(end)
    x, y = (x1 + x2) / 2, (y1 + y2) / 2
    if not (0 <= x <= plot.size[0] and 0 <= y <= plot.size[1]):
        return
    words = drawable(text)
    width, _ = size_of(words, 7.5, True)
    away = abs(x2 - x1) / 2 + 8
    beside: tuple[Move, ...] = (
        *((side, side * away, dy) for dy in (0, -12, 12) for side in (1, -1)),
        *((0, 0, dy) for dy in (30, -30)),
    )
    on_it: tuple[Move, ...] = tuple((0, (x2 - x1) * at, (y2 - y1) * at) for at in (0.0, 0.2, -0.2, 0.33, -0.33))
    long = math.hypot(x2 - x1, y2 - y1) > max(40.0, 0.6 * width)
    box = plot.room.find(x, y, words, 7.5, True, on_it if long else beside)
    box = box or plot.room.find(x, y, words, 7.5, True, _OVER)
    if box is not None:
        plot.write(words, box, 7.5, bold=True, framed=True)


def _candidates(plot: Plot, spots: Sequence[Mapping[str, Any]]) -> list[tuple[Mapping[str, Any], float, float]]:
    """Numbered circles; those that would lie on each other stand in a row above, each with a line to its place."""
    groups: list[list[tuple[Mapping[str, Any], float, float]]] = []
    for place in spots:
        one = (place, *plot.point((place["lon"], place["lat"])))
        near = next((g for g in groups if any(math.hypot(one[1] - o[1], one[2] - o[2]) < 14 for o in g)), None)
        if near is None:
            groups.append([one])
        else:
            near.append(one)
    circles = []
    for group in groups:
        middle = sum(one[1] for one in group) / len(group)
        top = sum(one[2] for one in group) / len(group) + 26
        for i, (place, x, y) in enumerate(group):
            at = (x, y) if len(group) == 1 else (middle + (i - (len(group) - 1) / 2) * 17, top)
            if len(group) > 1:
                plot.line((plot.position(x, y), plot.position(*at)), 24, color=INK, linewidth=0.7)
                plot.mark(plot.position(x, y), 24, marker="o", markersize=3, color=INK)
            _circle(plot, place, at)
            circles.append((place, *at))
    return circles


def _circle(plot: Plot, place: Mapping[str, Any], at: tuple[float, float]) -> None:
    here = plot.position(*at)
    weight = 1.9 if place["chosen"] else 1.0
    plot.mark(
        here, 25, marker="o", markersize=2 * CANDIDATE_PT, color=PAPER, markeredgecolor=INK, markeredgewidth=weight
    )
    plot.axes.text(
        *here, str(place["number"]), ha="center", va="center_baseline", zorder=26, fontproperties=font(7, True)
    )
    plot.room.take((at[0] - 7, at[1] - 7, at[0] + 7, at[1] + 7))
