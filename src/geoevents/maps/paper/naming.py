"""Names on a plot: countries, places, events and towns; the less important gives way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely

from geoevents.maps.paper.lettering import Move, drawable
from geoevents.maps.paper.plot import COLOURS, INK, QUIET, Plot, mixed

_BESIDE: tuple[Move, ...] = ((1, 9, 0), (-1, -9, 0), (1, 9, 11), (1, 9, -11), (-1, -9, 11), (-1, -9, -11))
_ALONG: tuple[Move, ...] = ((0, 0, 0), (1, 0, 0), (-1, 0, 0), (1, 40, 0), (-1, -40, 0))
_AROUND: tuple[Move, ...] = tuple(
    (side, dx, dy)
    for dy in (0.0, 14.0, -14.0, 28.0, -28.0, 42.0, -42.0)
    for side, dx in ((0, 0.0), (0, 40.0), (0, -40.0))
)


@dataclass(frozen=True, slots=True)
class Area:
    """One area on a plot: its pattern (-1: what all allow), where it lies, the part in the frame, its share of it.

    `goes_on` beyond the map; `titles` of the events that it is for.
    """

    style: int
    geometry: Mapping[str, Any]
    part: Any
    share: float
    goes_on: bool
    titles: list[str]


def name_all(
    plot: Plot,
    scene: Mapping[str, Any],
    circles: Sequence[tuple[Mapping[str, Any], float, float]],
    areas: Sequence[Area],
) -> None:
    """Write all names; `circles` are the candidates' with their places in points."""
    labels = [label for border in scene["borders"] for label in border["labels"]]
    for label in labels or scene["basemap"]["countries"]:
        text = drawable(label["name"].upper())
        box = plot.room.find(*plot.point((label["lon"], label["lat"])), text, 9, True, _ALONG)
        if box is not None:
            plot.write(text, box, 9, bold=True)
    for stated in scene["stated"]:
        _named(plot, stated["title"], *plot.point((stated["lon"], stated["lat"])), must=True)
    named: list[str] = []
    for place, x, y in circles:
        # Candidates of one name stand close together: their numbers lead to the list.
        if place["name"] not in named and _named(plot, place["name"], x, y, must=False):
            named.append(place["name"])
    _areas_named(plot, areas)
    for town in scene["basemap"]["towns"][:40]:
        here = (town["lon"], town["lat"])
        known = any(abs(p["lat"] - here[1]) + abs(p["lon"] - here[0]) < 0.01 for p in scene["places"])
        if known or not plot.seen(here):
            continue
        text = drawable(town["name"])
        box = plot.room.find(*plot.point(here), text, 7, False, ((1, 4.0, 0.0),))
        if box is not None:
            plot.mark(here, 4, marker="o", markersize=3, color=QUIET)
            plot.write(text, box, 7, color=QUIET)


def _areas_named(plot: Plot, areas: Sequence[Area]) -> None:
    """Write into or beside each area which events it is for, in its colour; the small ones choose first."""
    smaller: list[Any] = []
    for area in reversed(areas):
        if area.part.is_empty or not area.titles:
            continue
        # Where a smaller area lies in a wide one, the name of the wide one would be taken for its name.
        own = shapely.difference(area.part, shapely.union_all(smaller)) if smaller else area.part
        smaller.append(area.part)
        text = _cut(", ".join(dict.fromkeys(area.titles)), 70)
        for at in _within(own if own.area > 0.05 * area.part.area else area.part):
            box = plot.room.find(*plot.point(at), text, 7.5, True, _AROUND, must=False)
            if box is not None:
                plot.write(text, box, 7.5, bold=True, color=_dark(area.style))
                break


def _cut(text: str, most: int) -> str:
    shown = drawable(text)
    return shown if len(shown) <= most else shown[: most - 1] + "…"


def _within(part: Any) -> Iterator[tuple[float, float]]:
    """Positions in a shape at which its name may stand: well inside, and inside each of its quarters."""
    west, south, east, north = part.bounds
    middle = ((west + east) / 2, (south + north) / 2)
    quarters = [shapely.box(x, y, *middle) for x in (west, east) for y in (south, north)]
    for place in (part, *(shapely.intersection(part, quarter) for quarter in quarters)):
        if place.area > 0:
            x, y = shapely.get_coordinates(shapely.maximum_inscribed_circle(place, tolerance=(east - west) / 100))[0]
            yield float(x), float(y)


def _dark(style: int) -> str:
    """A style's colour, dark enough to read."""
    return INK if style < 0 else mixed(COLOURS[style % 6], "#000000", 0.38)


def _named(plot: Plot, name: str, x: float, y: float, *, must: bool) -> bool:
    text = _cut(name, 60)
    box = plot.room.find(x, y, text, 8, False, _BESIDE, must=must)
    if box is not None:
        plot.write(text, box, 8)
    return box is not None
