"""The ground of a page: fine inside its window, coarser in wider and wider boxes around it, to the whole world."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geoevents.atlas.lines import DISPUTES
from geoevents.gazetteer.countries import name_of
from geoevents.maps.ground.outlines import Grid, Outlines, outlines_of, simplified
from geoevents.maps.ground.spelling import spelt
from geoevents.maps.ground.stored import Bounds, Towns, areas, lines, names, towns

WORLD: Bounds = (-180.0, -85.0, 180.0, 85.0)
LEAST_DEG = 0.3
"""The finest box is no smaller: what is kept is no finer than that needs."""
WIDER = 5.0
"""How much wider each box is than the one inside it."""
GRAIN = 4000.0
"""Boxes are as fine as their width through this: about a pixel when a box fills a screen."""
FINE_DEG, MIDDLING_DEG = 0.01, 0.1
"""Grains below which the layers `countries` and `region` are taken; else it is `world`."""
INNER_DEG = 0.012
"""Coarser boxes have no lines inside countries."""
RIVER_GRAIN_DEG = 0.02
"""Coarser boxes have no rivers of the third rank, and only larger lakes."""
RIVER_DEG = (6.0, 2.5)
"""Rivers at least so long are of the first and the second rank; all others of the third."""
TOWNS = (140, 90, 110, 170)
"""How many towns are named in the finest box, the next, and so on."""
ROOM_PX = 170
"""So far from the next larger town a small one is named all the same."""
TOWN_ZOOMS = (
    (5_000_000, 3.6),
    (1_500_000, 4.4),
    (500_000, 5.4),
    (150_000, 6.4),
    (50_000, 7.4),
    (15_000, 8.4),
    (5_000, 9.2),
)
"""From which zoom towns of so many people are named."""


def ground_of(view: Bounds, window: Bounds) -> dict[str, Any]:
    """Everything that lies under a page, spelt shortly.

    Parameters
    ----------
    view
        West, south, east, north of what is shown first, in degrees.
    window
        What shapes are cut to; the ground is finest in it.

    Returns
    -------
    dict
        `levels`, the whole world first and the finest box last: `box`, `quantum` (degrees), `lines` as `spelt` gives
        them with the kind of each (`kinds`: c coast, b border, d disputed border, f the box's own edge), `areas`
        (number of the country, rings as numbers of lines), `lakes`, `rivers` by rank, `admin1`. `countries` by number:
        code, name, zoom from which it is named. `towns`: name, lon, lat, zoom, whether it is a capital.

    Examples
    --------
    >>> told = ground_of((2.5, 19.5, 3.5, 20.3), (1.5, 18.5, 4.5, 21.3))
    >>> [round(level["box"][2] - level["box"][0]) for level in told["levels"]]
    [360, 75, 15, 3]
    >>> sorted(told["countries"][str(area[0])][1] for area in told["levels"][-1]["areas"])
    ['Algeria', 'Mali', 'Niger']
    """
    boxes = boxes_of(window)
    levels = [_level(box, last=at == len(boxes) - 1) for at, box in enumerate(boxes)]
    seen = {area[0] for level in levels for area in level["areas"]}
    named = names()
    return {
        "levels": levels,
        "countries": {
            str(i): [named[i][0], name_of(named[i][0]) if named[i][0] else named[i][1], float(named[i][4])]
            for i in sorted(seen)
        },
        "towns": list(_towns(view, boxes[::-1])),
    }


def boxes_of(window: Bounds) -> list[Bounds]:
    """The world, and in it smaller boxes down to the window; none reaches over a pole or the antimeridian."""
    found: list[Bounds] = []
    middle = ((window[0] + window[2]) / 2, (window[1] + window[3]) / 2)
    wide = max(window[2] - window[0], LEAST_DEG) / 2
    high = max(window[3] - window[1], LEAST_DEG) / 2
    while 2 * wide < 120 and 2 * high < 80:
        cut = (middle[0] - wide, middle[1] - high, middle[0] + wide, middle[1] + high)
        west, south, east, north = (
            max(cut[0], WORLD[0]),
            max(cut[1], WORLD[1]),
            min(cut[2], WORLD[2]),
            min(cut[3], WORLD[3]),
        )
        if west < east and south < north:
            found.append((round(west, 3), round(south, 3), round(east, 3), round(north, 3)))
        wide, high = wide * WIDER, high * WIDER
    return [WORLD, *found[::-1]]


@lru_cache(maxsize=16)
def _level(box: Bounds, last: bool) -> dict[str, Any]:
    grain = max(box[2] - box[0], box[3] - box[1]) / GRAIN
    if box == WORLD:
        grain = 0.1 if last else 0.16
    quantum = _quantum(grain / 2)
    west, south, east, north = (round(edge / quantum) for edge in box)
    frame: Grid = (west, south, east, north)
    # Cut where the grid is, so that what is cut off lies on the frame.
    cut = tuple(edge * quantum for edge in frame)
    layer = "countries" if grain < FINE_DEG else "region" if grain < MIDDLING_DEG else "world"
    parts = ((number, shapely.clip_by_rect(area, *cut)) for number, area in areas(layer, box))
    kept = [(number, _without_specks(part, grain)) for number, part in parts if not part.is_empty]
    outlines = outlines_of(kept, quantum, frame)
    level: dict[str, Any] = {
        "box": list(cut),
        "quantum": quantum,
        "lines": spelt(simplified(line, grain / quantum / 2) for line in outlines.lines),
        "kinds": "".join(_kinds(outlines, frame)),
        "areas": [[number, rings] for number, rings in outlines.rings.items()],
        "rivers": [spelt(_on_grid(runs, quantum, grain)) for runs in _rivers(box, _ranks(grain))],
    }
    lakes = [shapely.clip_by_rect(lake, *cut) for _, lake in areas("lakes", box)]
    least = grain * (6 if grain > RIVER_GRAIN_DEG else 3)
    shores = [ring for lake in lakes for part in shapely.get_parts(lake) for ring in _shores(part, least)]
    level["lakes"] = spelt(_on_grid(shores, quantum, grain / 2))
    if grain < INNER_DEG:
        # Arcs of one line are kept apart: in one they take fewer letters.
        inner = [shapely.clip_by_rect(shapely.LineString(xy), *cut) for xy in lines("admin1", box)]
        runs = [run for line in inner for run in shapely.get_parts(line) if run.geom_type == "LineString"]
        joined: Any = shapely.get_parts(shapely.line_merge(shapely.MultiLineString(runs))) if runs else []
        level["admin1"] = spelt(_on_grid([run for run in joined if not run.is_empty], quantum, grain))
    return level


def _quantum(least: float) -> float:
    """Give the largest of 1, 2 and 5 times a power of ten that is no larger."""
    power: float = 10.0 ** math.floor(math.log10(least))
    return round(power * (5 if least >= 5 * power else 2 if least >= 2 * power else 1), 9)


def _without_specks(area: shapely.Geometry, grain: float) -> shapely.Geometry:
    parts = shapely.get_parts(area)
    sizes = shapely.area(parts)
    # The largest part stays, so that no country is missing for being small.
    return shapely.GeometryCollection(list(parts[(sizes > (3 * grain) ** 2) | (sizes == sizes.max())]))


def _kinds(outlines: Outlines, frame: Grid) -> Iterator[str]:
    named = names()
    for line, owners in zip(outlines.lines, outlines.owners, strict=True):
        along = any(
            (line[:, axis] == edge).all() for axis, edge in ((0, frame[0]), (1, frame[1]), (0, frame[2]), (1, frame[3]))
        )
        codes = sorted(named[owner][0] for owner in owners)
        if along:
            yield "f"
        elif len(owners) == 1:
            yield "c"
        else:
            # What has no code of its own is somebody's claim.
            yield "d" if tuple(codes) in DISPUTES or not codes[0] else "b"


def _shores(part: Any, grain: float) -> list[shapely.Geometry]:
    if part.geom_type != "Polygon" or part.is_empty or part.area < grain**2:
        return []
    return [part.exterior, *(hole for hole in part.interiors if shapely.Polygon(hole).area > grain**2)]


def _ranks(grain: float) -> int:
    return 1 if grain >= MIDDLING_DEG else 2 if grain >= RIVER_GRAIN_DEG else 3


@lru_cache(maxsize=1)
def _ranked() -> list[tuple[int, shapely.LineString]]:
    found = []
    for xy in lines("rivers", (-180.0, -90.0, 180.0, 90.0)):
        line = shapely.LineString(xy)
        found.append((1 + sum(line.length < least for least in RIVER_DEG), line))
    return found


def _rivers(box: Bounds, ranks: int) -> Iterator[list[shapely.LineString]]:
    for rank in range(1, ranks + 1):
        clipped = [shapely.clip_by_rect(line, *box) for at, line in _ranked() if at == rank]
        yield [
            run for line in clipped for run in shapely.get_parts(line) if run.geom_type == "LineString" and run.length
        ]


def _on_grid(runs: list[Any], quantum: float, grain: float) -> Iterator[NDArray[np.int64]]:
    for run in runs:
        xy = np.round(shapely.get_coordinates(shapely.simplify(run, grain)) / quantum).astype(np.int64)
        moved = np.ones(len(xy), dtype=bool)
        moved[1:] = (np.diff(xy, axis=0) != 0).any(axis=1)
        if moved.sum() > 1:
            yield xy[moved]


def _towns(view: Bounds, boxes: list[Bounds]) -> Iterator[list[Any]]:
    """Give the largest of each box, the finest box first, with the zoom from which each is named."""
    known = towns()
    shown = math.log2(800 * 360 / 256 / max(view[2] - view[0], (view[3] - view[1]) * 1.6, 0.005))
    taken: set[int] = set()
    for at, box in enumerate(boxes):
        inside = known.within(box)
        chosen = inside[: TOWNS[min(at, len(TOWNS) - 1)]]
        if box == WORLD:
            chosen = np.unique(np.concatenate([chosen, np.flatnonzero(known.capital)]))
        for rank, i in enumerate(chosen.tolist()):
            if i in taken:
                continue
            taken.add(i)
            zoom = min(_town_zoom(int(known.population[i]), bool(known.capital[i])), _lone_zoom(known, i))
            if at == 0:
                # Where all towns are small, the largest are what one knows the place by.
                zoom = min(zoom, max(shown + (-0.8 if rank < 8 else 0.5 if rank < 30 else 1.5), 5.0))
            elif rank < 12 and at == 1:
                zoom = min(zoom, max(shown - 2.5, 5.0))
            yield [
                known.name[i],
                round(float(known.lon[i]), 4),
                round(float(known.lat[i]), 4),
                round(zoom, 1),
                int(known.capital[i]),
            ]


def _lone_zoom(known: Towns, i: int) -> float:
    """Give the zoom from which a town has room: where the next larger one is far, it is what one knows a region by."""
    if i == 0:
        return 0.0
    away_deg = np.hypot(
        (known.lon[:i] - known.lon[i]) * math.cos(math.radians(known.lat[i])), known.lat[:i] - known.lat[i]
    ).min()
    return max(4.5, math.log2(ROOM_PX * 360 / 256 / max(float(away_deg), 1e-3)))


def _town_zoom(population: int, capital: bool) -> float:
    zoom = next((zoom for least, zoom in TOWN_ZOOMS if population >= least), 10.0)
    return min(zoom, 4.2 if population > 100_000 else 5.5) if capital else zoom
