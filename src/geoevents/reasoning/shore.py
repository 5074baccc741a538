"""Clauses about land, coast and waters as shapes: the land is Natural Earth's, whatever dataset draws the borders."""

from __future__ import annotations

from functools import lru_cache

from shapely import MultiLineString

from geoevents import atlas
from geoevents.atlas import coast
from geoevents.earth import Area, AreaBand, Both, CoastBand, Complement, DepthBand, Either, Shape
from geoevents.errors import UnknownBorderError
from geoevents.gazetteer import countries
from geoevents.model import LandRef
from geoevents.quantity import Length


def require_coast(country: str | None) -> None:
    """Refuse the coast of a country that has none, and name it as people do.

    Raises
    ------
    UnknownBorderError
    """
    if country is not None and not coast.has_coast(country):
        raise UnknownBorderError(
            f"{countries.name_of(country)} has no coast.", cure='Say "from its border" or "inside" it.'
        )


def require_waters(country: str, dataset: str) -> None:
    """Refuse waters of a country without a coast, and on a dataset that ends at the coast.

    Raises
    ------
    UnknownBorderError
    """
    require_coast(country)
    if not coast.draws_waters(dataset):
        raise UnknownBorderError(
            f"{dataset} draws no waters: its countries end at the coast.",
            cure="Choose a dataset that reaches out to sea, like osm-2026c (--borders).",
        )


def from_land(target: LandRef, span: Length, error_m: float) -> Shape:
    """Give the positions at a distance from land or coast; `error_m` is by how much the coast may be off.

    Below 0 it gives the positions that are at that distance however the coast is off by as much.

    On a coast's side nothing is lost either: a position that is drawn on the other side by no more than the error
    could be on this one, unless the distance itself is larger.
    """
    if error_m < 0 and target.what == "land" and target.country:
        error_m = -widest_error_m(target)
    low_m, high_m = max(0.0, span.low_m - error_m), span.high_m + error_m
    if target.what == "land":
        band = AreaBand(coast.edge(target.country), land(target.country, 0.0), low_m, high_m)
        return _beside_borders(band, target, span) if error_m > 0 and target.country else band
    require_coast(target.country)
    line = CoastBand(coast.coast(target.country), low_m, high_m)
    slack_m = max(0.0, error_m - span.low_m) if error_m > 0 else error_m
    if target.side == "sea":
        return Both(line, sea(slack_m))
    return Both(line, land(target.country, slack_m)) if target.side == "inland" else line


def widest_error_m(target: LandRef) -> float:
    """Give by how much the edge of land may be off at most: a coast, or where it has one a border of the country."""
    if (
        target.what != "land"
        or target.country is None
        or not atlas.borders(dataset=coast.DATASET, country=target.country)
    ):
        return coast.ERROR_M
    return max(coast.ERROR_M, atlas.dataset(coast.DATASET).uncertainty_m)


def waters(territory: Area, error_m: float) -> Both:
    """Give the part of a territory that is sea; `error_m` is by how much the coast may be off."""
    return Both(territory, sea(error_m))


def not_waters(territory: Area, error_m: float) -> Either:
    """Give what is not the sea of a territory: all that is outside it, and all land."""
    return Either(Complement(territory), land(None, error_m))


def deep(depth: DepthBand, around: Area, error_m: float) -> Both:
    """Give the positions at sea that have a depth in a territory; `around` is as much as the depth may reach into.

    The waters come first, so that the long lines of a country are only looked at where its waters are.
    """
    return Both(waters(around, error_m), depth)


@lru_cache(maxsize=32)
def edge_of(country: str, dataset: str) -> MultiLineString:
    """Give the edge of a territory: its borders on land and at sea, and its limit towards the high seas."""
    return coast.outline(atlas.territory(country, dataset))


class Land(Area):
    """Land as a key by identity: hashing the coasts of the world takes longer than finding what is kept for them."""

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other


@lru_cache(maxsize=32)
def land(country: str | None, grow_m: float) -> Area:
    """Give the land of a country, or of the world, as a shape (cached: its index is costly)."""
    return Land(coast.land(country), name=country or "", grow_m=grow_m)


@lru_cache(maxsize=8)
def sea(error_m: float) -> Complement:
    """Give all that is not land, and what could be none where the coast is off by `error_m`."""
    return Complement(land(None, -error_m))


def ledger_values(error_m: float) -> dict[str, object]:
    """Give what the ledger says of the land that a clause was measured from."""
    described = atlas.dataset(coast.DATASET)
    return {
        "land": described.name,
        "land_date": described.date,
        "coast_uncertainty_m": coast.ERROR_M,
        "coast_error_m": error_m,
    }


def _beside_borders(band: AreaBand, target: LandRef, span: Length) -> Shape:
    """Widen what lies on other countries' land by the error of the borders there, which is larger than the coast's."""
    if not atlas.borders(dataset=coast.DATASET, country=target.country):
        return band
    error_m = atlas.dataset(coast.DATASET).uncertainty_m
    wider = AreaBand(band.lines, band.area, max(0.0, span.low_m - error_m), span.high_m + error_m)
    return Either(band, Both(wider, land(None, 0.0)))
