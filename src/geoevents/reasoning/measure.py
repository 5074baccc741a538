"""Distance from a position, or a region, to borders; and on which side it is, with probability."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

from geoevents import atlas
from geoevents.atlas.territories import drawn_at, undrawn
from geoevents.earth import LineIndex, destination, require_positions
from geoevents.errors import CoordinateError, UnknownBorderError, UnknownCountryError
from geoevents.gazetteer.countries import code_of
from geoevents.model import Border, BorderDistance, Measurement
from geoevents.reasoning.constrain import border_between

if TYPE_CHECKING:
    from geoevents.reasoning.answer import Region

CONFIDENCE = 0.95
"""A side is named from this probability on; below it, it is "undetermined"."""
CERTAIN = 9.0
"""From so many standard deviations on Phi is 1 to the last bit; scipy, slow to import, need not say so."""
Z95 = 1.959963984540054
"""Standard deviations in a 95 % half-width."""
ON_LINE_M = 1e-6
HALF_GLOBE_M = 20_003_931.0
EDGE_SAMPLES = 400
FEW_SAMPLES = 24
LEAST_INSIDE = 150
"""Positions inside a region on which the share of each side rests, at least."""


def measure(
    lon: float,
    lat: float,
    *,
    to: str = "nearest",
    borders: str = "osm-2026c",
    kind: str = "land",
    edges: str = "planar",
    border_error: str = "none",
    region: Region | None = None,
    radius_m: float = 0.0,
) -> Measurement:
    """Measure the shortest distance from a position to a border, on one or on every dataset.

    Parameters
    ----------
    lon, lat
        Position in WGS84 degrees.
    to
        "nearest", a country ("DZ", "Algeria") or a pair ("DZ-ML", in any order). With "nearest", the border that is
        nearest on the first dataset is the one measured on all of them.
    borders
        A dataset's name, or "all".
    kind
        "land", "maritime" or "any".
    edges
        How the line between two vertices runs: "planar" (straight in longitude and latitude, as drawn) or "geodesic".
    border_error
        "stated" widens `low_m` and `high_m` by the line's own error; "none" keeps it apart.
    region, radius_m
        Where the position may be: a region, or a disc around it. `low_m` and `high_m` are over it.

    Returns
    -------
    Measurement
        One `BorderDistance` for each dataset: metres, azimuths in degrees clockwise from north (None on the line).

    Raises
    ------
    CoordinateError
        A position or radius that is not finite, or out of range.
    UnknownBorderError, UnknownCountryError, UnknownDatasetError
        A border, country or dataset that is not there; the message names those that are.

    Examples
    --------
    >>> wreck = measure(2.8939169, 19.8679828, to="DZ-ML").results[0]
    >>> round(wreck.distance_m / 1000, 2), wreck.side
    (9.96, 'ML')
    """
    require_positions(np.asarray([lon]), np.asarray([lat]))
    if not 0 <= radius_m < HALF_GLOBE_M:
        raise CoordinateError(
            f"A radius of {radius_m} m is not possible.", cure=f"Give metres from 0 to {HALF_GLOBE_M:,.0f}."
        )
    names = [dataset.name for dataset in atlas.datasets()] if borders == "all" else [borders]
    results: list[BorderDistance] = []
    warnings: list[str] = []
    target = to
    for name in names:
        try:
            border = _border(lon, lat, target, name, kind, edges)
        except (UnknownBorderError, UnknownCountryError) as error:
            if len(names) == 1:
                raise
            warnings.append(f"{name}: {error.message}")
            continue
        if to == "nearest":
            target = border.code
        results.append(_distance(lon, lat, border, name, edges, border_error, region, radius_m))
    if not results:
        raise UnknownBorderError(f"No dataset has the border {to!r}.", cure="List them with: geoevents borders list")
    return Measurement(lon, lat, radius_m, tuple(results), tuple(warnings))


def _border(lon: float, lat: float, to: str, dataset: str, kind: str, edges: str) -> Border:
    pair = re.fullmatch(r"\s*([A-Za-z]{2,3})\s*[-–/]\s*([A-Za-z]{2,3})\s*", to)
    if pair:
        return border_between(code_of(pair[1]), code_of(pair[2]), dataset, kind)
    country = None if to == "nearest" else code_of(to)
    return atlas.nearest_border(lon, lat, dataset, kind=kind, country=country, edges=edges)[0]


@lru_cache(maxsize=32)
def line_index(code: str, dataset: str, kind: str, edges: str) -> LineIndex:
    """Give the index over one border's lines (cached)."""
    a, b = code.split("-")
    return LineIndex(atlas.border(a, b, dataset=dataset, kind=kind).lines, edges=edges)


def _distance(
    lon: float,
    lat: float,
    border: Border,
    dataset: str,
    edges: str,
    border_error: str,
    region: Region | None,
    radius_m: float,
) -> BorderDistance:
    index = line_index(border.code, dataset, border.kind, edges)
    near = index.nearest([lon], [lat])
    distance_m = float(near.distance_m[0])
    stated_m = float(atlas.uncertainty_m(border, near.segment)[0])
    # Over an area that is small beside the distance the distance hardly bends: a few positions tell as much.
    count = EDGE_SAMPLES if region is None or _extent_m(region) > distance_m / 20 else FEW_SAMPLES
    sample_lon, sample_lat = _samples(lon, lat, region, radius_m, count)
    over = index.nearest(sample_lon, sample_lat)
    low_m, high_m = _span(distance_m, over.distance_m, border, index, radius_m, region, count)
    if border_error == "stated":
        low_m, high_m = max(0.0, low_m - stated_m), high_m + stated_m
    drawn = drawn_at([lon], [lat], dataset)[0]
    if region is not None:
        sample_lon, sample_lat = _inside(region, count)
        over = index.nearest(sample_lon, sample_lat)
    p_side = side_probabilities(sample_lon, sample_lat, dataset, stated_m, border, over.distance_m)
    azimuth = float(near.azimuth_deg[0])
    return BorderDistance(
        dataset=dataset,
        border=border.code,
        distance_m=distance_m,
        low_m=low_m,
        high_m=high_m,
        border_uncertainty_m=stated_m,
        nearest_lon=float(near.lon[0]),
        nearest_lat=float(near.lat[0]),
        azimuth_deg=None if distance_m <= ON_LINE_M or math.isnan(azimuth) else azimuth,
        countries_as_drawn=drawn,
        side=named_side(p_side),
        p_side=p_side,
        status=border.status,
        kind=border.kind,
        date=border.date,
        country_reason=undrawn(dataset) if drawn is None else "",
    )


def _span(
    distance_m: float,
    over_m: NDArray[np.float64],
    border: Border,
    index: LineIndex,
    radius_m: float,
    region: Region | None,
    count: int,
) -> tuple[float, float]:
    """Smallest and largest distance over what the position may be; 0 where the line runs through it."""
    if region is None:
        return max(0.0, distance_m - radius_m), distance_m + radius_m
    high_m = max(distance_m, float(over_m.max()))
    if shapely.intersects(border.lines, region):
        return 0.0, high_m
    return min(distance_m, _least(index, region, count)), high_m


def _least(index: LineIndex, region: Region, count: int) -> float:
    """Smallest distance from the edge of a region, looked at ever more closely around the nearest positions."""
    best = np.inf
    for ring in _rings(region):
        share = np.linspace(0.0, 1.0, count + 1)
        width = 1.0 / count
        for _ in range(4):
            xy = shapely.get_coordinates(shapely.line_interpolate_point(ring, share % 1.0, normalized=True))
            found = index.nearest(xy[:, 0], xy[:, 1]).distance_m
            best = min(best, float(found.min()))
            near = share[np.argsort(found, kind="stable")[:5]]
            share = (near[:, None] + np.linspace(-width, width, 21)[None, :]).ravel()
            width /= 10
    return best


def _extent_m(region: Region) -> float:
    west, south, east, north = region.bounds
    return max(east - west, north - south) * 111_320.0


def _inside(region: Region, count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Spread positions evenly inside a region, so that shares of its area can be read off them."""
    west, south, east, north = region.bounds
    for steps in (24, 60, 150, 400) if count > FEW_SAMPLES else (8, 24):
        east_of = west + (np.arange(steps) + 0.5) * (east - west) / steps
        north_of = south + (np.arange(steps) + 0.5) * (north - south) / steps
        grid_lon, grid_lat = (grid.ravel() for grid in np.meshgrid(east_of, north_of))
        inside = shapely.contains_xy(region, grid_lon, grid_lat)
        if inside.sum() >= min(LEAST_INSIDE, count):
            return grid_lon[inside], grid_lat[inside]
    # A sliver: its edge says as much.
    return _edge(region, count)


def _samples(
    lon: float, lat: float, region: Region | None, radius_m: float, count: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Spread positions over what the position may be: the edge and the inside of a region, or of a disc."""
    if region is not None:
        edge_lon, edge_lat = _edge(region, count)
        inside_lon, inside_lat = _inside(region, count)
        return np.append(edge_lon, inside_lon), np.append(edge_lat, inside_lat)
    if radius_m == 0:
        return np.array([lon]), np.array([lat])
    rings = [radius_m * math.sqrt((ring + 0.5) / 8) for ring in range(8)]
    azimuths = np.tile(np.arange(0, 360, 15.0), len(rings))
    around = destination(lon, lat, azimuths, np.repeat(rings, 24))
    return np.append(around[0], lon), np.append(around[1], lat)


def _edge(region: Region, count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Spread `count` positions along each ring of a region."""
    share = np.linspace(0.0, 1.0, count, endpoint=False)
    xy = np.vstack(
        [
            shapely.get_coordinates(shapely.line_interpolate_point(ring, share, normalized=True))
            for ring in _rings(region)
        ]
    )
    return xy[:, 0], xy[:, 1]


def _rings(region: Region) -> list[shapely.LinearRing]:
    rings = []
    for polygon in shapely.get_parts(region):
        rings += [polygon.exterior, *polygon.interiors]
    return rings


def side_probabilities(
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    dataset: str,
    uncertainty_m: float,
    border: Border,
    distance_m: NDArray[np.float64],
) -> Mapping[str, float]:
    """Give the probability of each country, or of none, over positions that are equally likely.

    The line's stated uncertainty is the 95 % half-width of a normal signed error. At a position the country that is
    drawn there has probability Phi(s / sigma), s the distance to its nearest border; the rest goes to the neighbours
    in proportion to how likely each is to reach that far. Where two countries are drawn at once, or the dataset does
    not say which, nobody can say, and nothing is returned for that position.
    """
    sigma = uncertainty_m / Z95
    drawn = drawn_at(lon, lat, dataset)
    here = np.array(["" if codes is None or len(codes) > 1 else (codes[0] if codes else "none") for codes in drawn])
    totals: dict[str, float] = {}
    a, b = border.code.split("-")
    # On the line itself either is as likely.
    on_line = sum(set(codes or ()) == {a, b} and far <= ON_LINE_M for codes, far in zip(drawn, distance_m, strict=True))
    if on_line:
        totals = {a: on_line / 2, b: on_line / 2}
    for country in dict.fromkeys(here.tolist()):
        if not country:
            continue
        rows = np.flatnonzero(here == country)
        rivals = _rivals(lon[rows], lat[rows], country, (a, b), dataset, distance_m[rows], sigma)
        nearest = np.min([*rivals.values(), np.full(len(rows), math.inf)], axis=0)
        if (nearest > CERTAIN * sigma).all():
            totals[country] = totals.get(country, 0.0) + len(rows)
            continue
        from scipy.special import ndtr

        p_here = ndtr(nearest / sigma)
        totals[country] = totals.get(country, 0.0) + float(p_here.sum())
        weights = {code: ndtr(-reach / sigma) for code, reach in rivals.items()}
        whole = np.sum([*weights.values(), np.zeros(len(rows))], axis=0)
        for code, weight in weights.items():
            share = np.divide(weight, whole, out=np.zeros(len(rows)), where=whole > 0)
            totals[code] = totals.get(code, 0.0) + float(((1 - p_here) * share).sum())
    return {code: total / len(drawn) for code, total in sorted(totals.items(), key=lambda item: -item[1]) if total > 0}


def _rivals(
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    here: str,
    pair: tuple[str, str],
    dataset: str,
    distance_m: NDArray[np.float64],
    sigma: float,
) -> dict[str, NDArray[np.float64]]:
    """Distance to each other country whose border could be drawn on the wrong side of positions (N,); else infinity."""
    rivals: dict[str, NDArray[np.float64]] = {}
    if here in pair:
        rivals[pair[1] if here == pair[0] else pair[0]] = distance_m
    if here == "none":
        return rivals
    reach = 5 * sigma
    pad = reach / 100_000 / np.maximum(0.05, np.cos(np.radians(np.minimum(89.0, np.abs(lat)))))
    for border in atlas.borders(dataset=dataset, kind="any", country=here):
        other = border.b if border.a == here else border.a
        if other in pair and here in pair:
            continue
        west, south, east, north = border.lines.bounds
        near = np.flatnonzero((west - pad <= lon) & (lon <= east + pad) & (south - pad <= lat) & (lat <= north + pad))
        if not len(near):
            continue
        far = line_index(border.code, dataset, border.kind, "planar").nearest(lon[near], lat[near]).distance_m
        known = rivals.setdefault(other, np.full(len(lon), math.inf))
        known[near] = np.minimum(known[near], np.where(far <= reach, far, math.inf))
    return rivals


def named_side(p_side: Mapping[str, float]) -> str:
    """Name the side that reaches 95 %, else "undetermined"."""
    return next((code for code, p in p_side.items() if p >= CONFIDENCE), "undetermined")
