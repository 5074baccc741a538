"""Places and borders as reference data gives them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from geoevents.model.shown import Shown

if TYPE_CHECKING:
    from shapely import MultiLineString, MultiPolygon, Polygon


@dataclass(frozen=True, slots=True)
class Place:
    """One candidate for a name: position, extent (geographic radial), and where it comes from.

    `id` is stable ("geonames:2449067", "curated:tinzaouatine-1"); `score` in [0, 1] is how well the name that was
    asked for matches `matched`, the spelling that did.
    """

    id: str
    name: str
    country: str | None
    lon: float
    lat: float
    radius_m: float
    source: str
    kind: str = "populated place"
    population: int = 0
    matched: str = ""
    score: float = 1.0
    note: str = ""
    outlined: bool = False
    """An area with an outline of its own: its position is only one in it, and no mark stands there."""


@dataclass(frozen=True, slots=True)
class AdminArea:
    """One candidate for the name of an administrative area: a state, province, region or governorate.

    `kind` is its type in English and lower case ("region", "governorate"), `code` its ISO 3166-2 code or "", `names`
    all its names, the main one first, `uncertainty_m` how far off its outline may be (half-width, 95 %). `matched` is
    the name that met the one asked for, and `score` in [0, 1] how well; `note` says what has to be known of it.
    """

    id: str
    name: str
    names: tuple[str, ...]
    country: str
    kind: str
    code: str
    polygon: Polygon | MultiPolygon
    dataset: str
    uncertainty_m: float
    matched: str = ""
    score: float = 1.0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Dataset:
    """A border dataset: what it is, when it was drawn, under which licence, and how it was made.

    Without `territories` it has only lines, and does not say in which country a position lies. `registered`: it is not
    embedded; the user added it, or it comes with the package named in `package`.
    """

    name: str
    title: str
    date: str
    licence: str
    attribution: str
    uncertainty_m: float
    uncertainty_note: str
    source: str
    sha256: str
    worldview: str = ""
    territories: bool = True
    registered: bool = False
    package: str = ""


@dataclass(frozen=True, slots=True)
class Border(Shown):
    """The border of two countries in one dataset (`a` < `b`); the lines run with `a` on their left where `sided`."""

    a: str
    b: str
    dataset: str
    date: str
    kind: str
    status: str
    lines: MultiLineString
    length_m: float
    uncertainty_m: float
    note: str = ""
    sided: bool = True

    @property
    def code(self) -> str:
        """Codes of both countries, sorted and joined with a hyphen: "DZ-ML"."""
        return f"{self.a}-{self.b}"
