"""Borders to draw: which ones, where their countries' names stand, and which of them the case is about."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely

from geoevents import atlas
from geoevents.errors import UnknownBorderError, UnknownCountryError
from geoevents.gazetteer.countries import name_of
from geoevents.maps.basemap import Bounds
from geoevents.maps.view import lines_in
from geoevents.model import AnyOf, Border, BorderRef, Clause, Depth, Distance, Inside, LandRef, Outside, Solution, flat

NAME_AT = (0.1, 0.9)
"""Where along the line in view the countries' names stand, as fractions of its length."""
BEYOND_DEG = 0.01
OFF_LINE = 0.035
"""How far from the line the names stand, in views."""


def borders_of(solution: Solution, view: Bounds, window: Bounds) -> list[dict[str, Any]]:
    """Borders of the countries that a case speaks of, where they cross the window.

    Returns
    -------
    list of dict
        `code`, `name`, `lines` clipped to the window, `focus` (the case is about this one), `labels` (names of both
        countries on their sides, where the line crosses the view), `uncertainty_m`. Of those in focus also `beyond`,
        coarse lines outside the window, and `bands`: `error_m` as the dataset states it, and the `lines` that may be
        so far off.
    """
    pairs, countries = set(_measured(solution)), set()
    for claim in solution.case.claims:
        for clause in claim.clauses:
            mentioned = [code for code in _countries(clause) if code]
            countries |= set(mentioned)
            if len(mentioned) == 2:
                pairs.add("-".join(sorted(mentioned)))
    countries |= {code for pair in pairs for code in pair.split("-")}
    found = {}
    for country in sorted(countries):
        # A dataset of one's own may have some countries only.
        with contextlib.suppress(UnknownCountryError):
            for border in atlas.borders(dataset=solution.scenario.borders, kind="land", country=country):
                found[border.code] = border
    drawn = list(_seconds(found, pairs, countries, solution.scenario.borders, window))
    for code, border in sorted(found.items()):
        runs = lines_in(border.lines, window)
        if not runs:
            continue
        focus = code in pairs or {border.a, border.b} <= countries
        named = focus and border.sided
        drawn.append(
            {
                "code": code,
                "name": border_names(code),
                "focus": focus,
                "lines": [np.round(shapely.get_coordinates(run), 6).tolist() for run in runs],
                "beyond": _beyond(border, window) if focus else [],
                "bands": list(_bands(border, window)) if focus else [],
                "status": border.status,
                "date": border.date,
                "labels": list(_labels(border.a, border.b, lines_in(border.lines, view), view)) if named else [],
                "uncertainty_m": border.uncertainty_m,
                "dataset": border.dataset,
                "length_m": border.length_m,
                "second": False,
            }
        )
    return drawn


def _seconds(
    found: dict[str, Border], pairs: set[str], countries: set[str], dataset: str, window: Bounds
) -> Iterator[dict[str, Any]]:
    """The same borders as the other datasets draw them: how far the lines lie apart is part of the answer."""
    for code, border in sorted(found.items()):
        if not (code in pairs or {border.a, border.b} <= countries):
            continue
        for other in atlas.datasets():
            if other.name == dataset:
                continue
            try:
                lines = atlas.border(border.a, border.b, dataset=other.name).lines
            except (UnknownBorderError, UnknownCountryError):
                continue
            runs = lines_in(lines, window)
            if runs:
                yield {
                    "code": code,
                    "name": border_names(code),
                    "focus": False,
                    "lines": [np.round(shapely.get_coordinates(run), 6).tolist() for run in runs],
                    "beyond": [],
                    "bands": [],
                    "status": "",
                    "date": other.date,
                    "labels": [],
                    "uncertainty_m": other.uncertainty_m,
                    "dataset": other.name,
                    "length_m": 0.0,
                    "second": True,
                }


def _beyond(border: Border, window: Bounds) -> list[Any]:
    """The rest of the line, coarse: far from the window it only shows where the border goes on."""
    outside = shapely.difference(border.lines, shapely.box(*window))
    coarse = shapely.simplify(shapely.line_merge(outside, directed=True), BEYOND_DEG)
    runs = [run for run in shapely.get_parts(coarse) if run.geom_type == "LineString" and not run.is_empty]
    return [np.round(shapely.get_coordinates(run), 3).tolist() for run in runs]


def _bands(border: Border, window: Bounds) -> Iterator[dict[str, Any]]:
    """Give the parts of a border in the window by how far off the dataset says that they may be."""
    ends = []
    for line in border.lines.geoms:
        xy = shapely.get_coordinates(line)
        ends.append(np.stack([xy[:-1], xy[1:]], axis=1))
    segments = np.concatenate(ends)
    (seen,) = np.nonzero(
        (segments[:, :, 0].min(axis=1) <= window[2])
        & (segments[:, :, 0].max(axis=1) >= window[0])
        & (segments[:, :, 1].min(axis=1) <= window[3])
        & (segments[:, :, 1].max(axis=1) >= window[1])
    )
    stated = atlas.uncertainty_m(border, seen)
    for error_m in np.unique(stated):
        runs = lines_in(shapely.MultiLineString(list(segments[seen[stated == error_m]])), window)
        if runs:
            yield {
                "error_m": float(error_m),
                "lines": [np.round(shapely.get_coordinates(run), 6).tolist() for run in runs],
            }


def border_names(code: str) -> str:
    """A border's code in words: "Algeria–Mali"."""
    return "–".join(name_of(part) if part else "" for part in code.split("-"))


def _measured(solution: Solution) -> Iterator[str]:
    for solved in solution.events:
        for _, measured in solved.measures:
            for result in measured.results:
                yield result.border


def _countries(clause: Clause) -> tuple[str | None, ...]:
    if isinstance(clause, AnyOf):
        return tuple(code for part in flat([clause]) for code in _countries(part))
    if isinstance(clause, Depth):
        return (clause.country, clause.neighbour)
    if isinstance(clause, Distance) and isinstance(clause.target, BorderRef):
        return (clause.target.country, clause.target.neighbour)
    if isinstance(clause, Distance) and isinstance(clause.target, LandRef):
        return (clause.target.country,)
    if isinstance(clause, Inside | Outside):
        return (clause.country,)
    return ()


def _labels(a: str, b: str, runs: list[shapely.LineString], view: Bounds) -> Iterator[dict[str, Any]]:
    """Place the names; `a` is on the left of the line's direction."""
    if not runs:
        return
    run = runs[0]
    off = OFF_LINE * max(view[2] - view[0], view[3] - view[1])
    for at in NAME_AT:
        before, here, after = (
            run.interpolate(min(max(f, 0.0), 1.0), normalized=True) for f in (at - 0.08, at, at + 0.08)
        )
        dx, dy = after.x - before.x, after.y - before.y
        length = float(np.hypot(dx, dy))
        if length == 0:
            continue
        left = (-dy / length * off, dx / length * off)
        yield {"name": name_of(a), "lon": round(here.x + left[0], 5), "lat": round(here.y + left[1], 5)}
        yield {"name": name_of(b), "lon": round(here.x - left[0], 5), "lat": round(here.y - left[1], 5)}
