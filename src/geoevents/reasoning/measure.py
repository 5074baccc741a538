"""Distance from a position, or a region, to borders; and on which side it is, with probability."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from numbers import Real

import numpy as np
import shapely
from numpy.typing import NDArray

from geoevents import atlas
from geoevents.atlas.territories import drawn_at, undrawn
from geoevents.earth import LineIndex, require_positions
from geoevents.errors import CoordinateError, QuantityError, UnknownBorderError, UnknownCountryError
from geoevents.gazetteer.pairs import NEAREST, border_named
from geoevents.model import Border, BorderDistance, Measurement
from geoevents.reasoning.constrain import border_between
from geoevents.reasoning.density import Z95, Density, around, known_density, uniform, weights_of
from geoevents.reasoning.spread import Region, Spread, along, edge_positions, rings_of, spread_in_disc, spread_over

CONFIDENCE = 0.95
"""A side is named from this probability on; below it, it is "undetermined"."""
CERTAIN = 9.0
"""From so many standard deviations on Phi is 1 to the last bit; scipy, slow to import, need not say so."""
ON_LINE_M = 1e-6
BOTH_M = 0.01
"""Lines are kept to a millimetre: what is drawn in two countries this near to their border is on it."""
HALF_GLOBE_M = 20_003_931.0
EDGE_SAMPLES = 400
FEW_SAMPLES = 24
SIDE_SAMPLES = (500, 2_000, 8_000, 32_000)
"""Positions over which probabilities are summed, one finer set after the other until they settle."""
SETTLED = 0.001
"""Probabilities have settled when four times as many positions move none of them by more; they are good to 0.002."""


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
    density: str | Density | None = "uniform",
) -> Measurement:
    """Measure the shortest distance from a position to a border, on one or on every dataset.

    Parameters
    ----------
    lon, lat
        One position in WGS84 degrees; `enrich` measures tables of them, and `LineIndex` arrays.
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
    density
        How likely each position in it is, for `p_side`: "uniform"; "normal", which for a disc has 95 % within the
        radius, and for a region comes from its clauses by `geoevents.reasoning.density.density_of`; or a callable of
        your own, weights (N,) of longitudes (N,) and latitudes (N,). Distances are over everything that is possible.
        None leaves the sides out: `p_side` is empty, and nothing is integrated.

    Returns
    -------
    Measurement
        One `BorderDistance` for each dataset: metres, azimuths in degrees clockwise from north (None on the line).
        The integral behind each probability is good to 0.002.

    Raises
    ------
    CoordinateError
        A position or radius that is no number, not finite, or out of range.
    UnknownBorderError, UnknownCountryError, UnknownDatasetError
        A border, country or dataset that is not there; the message names those that are.
    QuantityError
        No density has this name, or weights that are none.

    Examples
    --------
    >>> import geoevents as ge
    >>> wreck = ge.measure(2.8939169, 19.8679828, to="DZ-ML").results[0]
    >>> round(wreck.distance_m / 1000, 2), wreck.side
    (9.96, 'ML')
    """
    for value in (lon, lat):
        if not isinstance(value, Real):
            raise CoordinateError(
                f"{value!r:.60} is no longitude or latitude.",
                cure="Give one position as two numbers, in degrees; `enrich` measures tables.",
            )
    require_positions(np.asarray([lon]), np.asarray([lat]))
    if not 0 <= radius_m < HALF_GLOBE_M:
        raise CoordinateError(
            f"A radius of {radius_m} m is not possible.", cure=f"Give metres from 0 to {HALF_GLOBE_M:,.0f}."
        )
    weigh = _density(lon, lat, radius_m, region, density)
    names = [dataset.name for dataset in atlas.datasets()] if borders == "all" else [borders]
    results: list[BorderDistance] = []
    warnings: list[str] = []
    target = meant = border_named(to)
    for name in names:
        try:
            border = _border(lon, lat, target, name, kind, edges)
        except (UnknownBorderError, UnknownCountryError) as error:
            if len(names) == 1:
                raise
            warnings.append(f"{name}: {error.message}")
            continue
        if meant == NEAREST:
            target = border.code
        results.append(_distance(lon, lat, border, name, edges, border_error, region, radius_m, weigh))
    if not results:
        raise UnknownBorderError(f"No dataset has the border {to!r}.", cure="List them with: geoevents borders list")
    given = "uniform" if weigh is uniform else str(getattr(density, "name", "given" if weigh else "none"))
    name = density if isinstance(density, str) else given
    return Measurement(lon, lat, radius_m, tuple(results), tuple(warnings), name)


def _density(
    lon: float, lat: float, radius_m: float, region: Region | None, density: str | Density | None
) -> Density | None:
    if not isinstance(density, str):
        return density
    if density is None:
        return None
    if known_density(density) == "uniform":
        return uniform
    if region is not None:
        raise QuantityError(
            f"A region does not say what makes it {density}.",
            cure="Give the density of its clauses: density=density_of(constraints, 'normal').",
        )
    return around(lon, lat, radius_m, density)


def _border(lon: float, lat: float, to: str, dataset: str, kind: str, edges: str) -> Border:
    if "-" in to:
        a, b = to.split("-")
        return border_between(a, b, dataset, kind)
    country = None if to == NEAREST else to
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
    weigh: Density | None,
) -> BorderDistance:
    index = line_index(border.code, dataset, border.kind, edges)
    near = index.nearest([lon], [lat])
    distance_m = float(near.distance_m[0])
    stated_m = float(atlas.uncertainty_m(border, near.segment)[0])
    # Over an area that is small beside the distance the distance hardly bends: a few positions tell as much.
    count = EDGE_SAMPLES if region is None or _extent_m(region) > distance_m / 20 else FEW_SAMPLES
    low_m, high_m = _span(distance_m, border, index, radius_m, region, count)
    if border_error == "stated":
        low_m, high_m = max(0.0, low_m - stated_m), high_m + stated_m
    drawn = drawn_at([lon], [lat], dataset)[0]
    p_side = {} if weigh is None else _sides(lon, lat, region, radius_m, dataset, stated_m, border, index, weigh)
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
    border: Border,
    index: LineIndex,
    radius_m: float,
    region: Region | None,
    count: int,
) -> tuple[float, float]:
    """Smallest and largest distance over what the position may be; 0 where the line runs through it."""
    if region is None:
        return max(0.0, distance_m - radius_m), distance_m + radius_m
    edge, inside = edge_positions(region, count), spread_over(region, count)
    over = index.nearest(np.append(edge[0], inside.lon), np.append(edge[1], inside.lat))
    high_m = max(distance_m, float(over.distance_m.max()))
    if shapely.intersects(border.lines, region):
        return 0.0, high_m
    return min(distance_m, _least(index, region, count)), high_m


def _least(index: LineIndex, region: Region, count: int) -> float:
    """Smallest distance from the edge of a region, looked at ever more closely around the nearest positions."""
    best = np.inf
    for ring in rings_of(region):
        share = np.linspace(0.0, 1.0, count + 1)
        width = 1.0 / count
        for _ in range(4):
            xy = along(ring, share)
            found = index.nearest(xy[:, 0], xy[:, 1]).distance_m
            best = min(best, float(found.min()))
            near = share[np.argsort(found, kind="stable")[:5]]
            share = (near[:, None] + np.linspace(-width, width, 21)[None, :]).ravel()
            width /= 10
    return best


def _extent_m(region: Region) -> float:
    west, south, east, north = region.bounds
    return max(east - west, north - south) * 111_320.0


def _sides(
    lon: float,
    lat: float,
    region: Region | None,
    radius_m: float,
    dataset: str,
    stated_m: float,
    border: Border,
    index: LineIndex,
    weigh: Density,
) -> Mapping[str, float]:
    """Integrate the probability of each side over what the position may be, until finer steps change nothing."""
    before: Mapping[str, float] | None = None
    for count in SIDE_SAMPLES:
        spread = spread_over(region, count) if region is not None else spread_in_disc(lon, lat, radius_m, count)
        p_side = _side_over(spread, dataset, stated_m, border, index, weigh)
        if len(spread.lon) == 1:
            break
        if before is not None:
            moved = [abs(p_side.get(code, 0.0) - before.get(code, 0.0)) for code in {*p_side, *before}]
            if max(moved, default=0.0) <= SETTLED:
                break
        before = p_side
    return p_side


def _side_over(
    spread: Spread, dataset: str, stated_m: float, border: Border, index: LineIndex, weigh: Density
) -> Mapping[str, float]:
    weights = spread.share * weights_of(weigh, spread.lon, spread.lat)
    distance_m = index.nearest(spread.lon, spread.lat).distance_m
    return side_probabilities(spread.lon, spread.lat, dataset, stated_m, border, distance_m, weights)


def side_probabilities(
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    dataset: str,
    uncertainty_m: float,
    border: Border,
    distance_m: NDArray[np.float64],
    weights: NDArray[np.float64] | None = None,
) -> Mapping[str, float]:
    """Give the probability of each country, or of none, over positions (N,) with weights (N,), alike when None.

    The line's stated uncertainty is the 95 % half-width of a normal signed error. At a position the country that is
    drawn there has probability Phi(s / sigma), s the distance to its nearest border; the rest goes to the neighbours
    in proportion to how likely each is to reach that far. Where two countries are drawn at once, or the dataset does
    not say which, nobody can say, and nothing is returned for that position.
    """
    sigma = uncertainty_m / Z95
    weights = np.ones(len(lon)) if weights is None else weights
    drawn = drawn_at(lon, lat, dataset)
    here = np.array(["" if codes is None or len(codes) > 1 else (codes[0] if codes else "none") for codes in drawn])
    totals: dict[str, float] = {}
    a, b = border.code.split("-")
    # On the line itself either is as likely.
    on_line = [set(codes or ()) == {a, b} and far <= BOTH_M for codes, far in zip(drawn, distance_m, strict=True)]
    if any(on_line):
        totals = dict.fromkeys((a, b), float(weights[on_line].sum()) / 2)
    for country in dict.fromkeys(here.tolist()):
        if not country:
            continue
        rows = np.flatnonzero(here == country)
        weight = weights[rows]
        rivals = _rivals(lon[rows], lat[rows], country, (a, b), dataset, distance_m[rows], sigma)
        nearest = np.min([*rivals.values(), np.full(len(rows), math.inf)], axis=0)
        if (nearest > CERTAIN * sigma).all():
            totals[country] = totals.get(country, 0.0) + float(weight.sum())
            continue
        from scipy.special import ndtr

        p_here = ndtr(nearest / sigma)
        totals[country] = totals.get(country, 0.0) + float((weight * p_here).sum())
        reached = {code: ndtr(-reach / sigma) for code, reach in rivals.items()}
        everyone = np.sum([*reached.values(), np.zeros(len(rows))], axis=0)
        for code, likely in reached.items():
            share = np.divide(likely, everyone, out=np.zeros(len(rows)), where=everyone > 0)
            totals[code] = totals.get(code, 0.0) + float((weight * (1 - p_here) * share).sum())
    whole = float(weights.sum())
    return {code: total / whole for code, total in sorted(totals.items(), key=lambda item: -item[1]) if total > 0}


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
