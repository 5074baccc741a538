"""Locality clauses: one spatial constraint each, as read from words, before any map is looked at.

Adding a kind takes one record here, one grammar rule in `locality`, and one case in `reasoning.constrain`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from geoevents.compass import Bearing
from geoevents.coordinates import Coordinates
from geoevents.quantity import Quantity

Span: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class PlaceRef:
    """A place by the name that the text uses; which candidate is meant is an axis."""

    name: str
    country: str | None = None


@dataclass(frozen=True, slots=True)
class EventRef:
    """Another event of the same case."""

    event: str


@dataclass(frozen=True, slots=True)
class BorderRef:
    """The border of `country`, with `neighbour` or, when that is None, with any neighbour (ISO 3166 alpha-2 codes).

    Both None means the nearest border of any two countries ("2 km from the border"). `kind` is "land", or "maritime"
    for a border that is said to be at sea.
    """

    country: str | None
    neighbour: str | None = None
    kind: str = "land"


@dataclass(frozen=True, slots=True)
class LandRef:
    """The land of `country`, or its coast; of any country when that is None.

    From "land" the distance is 0 on land. From the "coast" it is that to the line between land and sea, on either side
    of it unless `side` says which: "sea" ("off the coast") or "inland".
    """

    country: str | None
    what: str = "land"
    side: str | None = None


@dataclass(frozen=True, slots=True)
class TripointRef:
    """Where the borders of three countries meet (alpha-2 codes in the order of the alphabet)."""

    countries: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class AreaRef:
    """An administrative area by the name and kind that the text uses ("Kidal", "region"); which is meant is an axis."""

    area: str
    kind: str
    country: str | None = None

    @property
    def name(self) -> str:
        """What it is called among the names of a scenario: "Kidal region" is another name than "Kidal"."""
        return f"{self.area} {self.kind}"


Anchor: TypeAlias = PlaceRef | Coordinates | EventRef | TripointRef


@dataclass(frozen=True, slots=True)
class Leg:
    """One of two ways at right angles ("8 km E")."""

    distance: Quantity
    bearing: Bearing


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clause:
    """What every clause keeps: its words, where they stand in the phrase, and what we chose ourselves."""

    text: str
    span: Span = (0, 0)
    inferred: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class At(_Clause):
    """At given coordinates."""

    where: Coordinates


@dataclass(frozen=True, slots=True, kw_only=True)
class Offset(_Clause):
    """At a distance on a heading from a place ("3.5 km southeast of X")."""

    distance: Quantity
    bearing: Bearing
    anchor: Anchor


@dataclass(frozen=True, slots=True, kw_only=True)
class Orthogonal(_Clause):
    """Along one heading and then along another at a right angle to it ("8 km E and 6 km N of X").

    The headings are taken as exact, as museums write them; only the distances leave room.
    """

    first: Leg
    second: Leg
    anchor: Anchor


@dataclass(frozen=True, slots=True, kw_only=True)
class Toward(_Clause):
    """On a heading from a place, nobody says how far ("south of X"): as far as a multiple of "near" reaches, soft."""

    bearing: Bearing
    anchor: Anchor


@dataclass(frozen=True, slots=True, kw_only=True)
class Near(_Clause):
    """Near a place. `within` None takes the scenario's near radius, by a factor for each `relation`, and is soft.

    `relation` is "near", "in" (within the place's extent), "outskirts", "just outside", or "around" a tripoint.
    """

    anchor: Anchor
    within: Quantity | None = None
    relation: str = "near"


@dataclass(frozen=True, slots=True, kw_only=True)
class Between(_Clause):
    """Between two places: `how` is "between", "halfway" or, on a road whose course we do not know, "road"."""

    first: Anchor
    second: Anchor
    how: str = "between"


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance(_Clause):
    """At a distance from a place, a border, land or a coast ("2 km from the Algerian border").

    `side` is the country on whose side the event lies, when the words say it; `bearing` is "south" in
    "9.5 km south of the border", which has three readings (the distance-definition axis). Where no distance is said,
    `relation` is the word that stands for one: "near", "along" or "on".
    """

    distance: Quantity
    target: Anchor | BorderRef | LandRef
    side: str | None = None
    bearing: Bearing | None = None
    relation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InArea(_Clause):
    """Within an administrative area ("in Kidal region")."""

    area: AreaRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside(_Clause):
    """Within a country's territory, or (`waters`) within that part of it that is sea."""

    country: str
    waters: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside(_Clause):
    """Not within a country's territory, or (`waters`) not within its sea (denials)."""

    country: str
    waters: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Depth(_Clause):
    """At a depth inside a country, measured from its border with `neighbour`, else from any of its borders.

    `waters` is a depth at sea: then it is measured from the edge of the territory at sea as well, that to other
    countries' waters and that to the high seas.
    """

    distance: Quantity
    country: str
    neighbour: str | None = None
    waters: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyOf(_Clause):
    """Several ways to say where, of which one holds ("or"); the clauses of each way hold together."""

    options: tuple[tuple[Clause, ...], ...]


Clause: TypeAlias = (
    At | Offset | Orthogonal | Toward | Near | Between | Distance | InArea | Inside | Outside | Depth | AnyOf
)


def flat(clauses: Iterable[Clause]) -> Iterator[Clause]:
    """Give clauses with the parts of alternatives in place of these."""
    for clause in clauses:
        if isinstance(clause, AnyOf):
            for way in clause.options:
                yield from flat(way)
        else:
            yield clause


@dataclass(frozen=True, slots=True)
class Unparsed:
    """Words that were not understood, and where they stand."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Phrase:
    """A locality phrase as read: its clauses (all of them hold), and every word that was left over."""

    text: str
    lang: str
    clauses: tuple[Clause, ...]
    unparsed: tuple[Unparsed, ...] = ()
    notes: tuple[str, ...] = ()
