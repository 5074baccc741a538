"""What comes out: scenarios, readings, fixes, accounts, measures, verdicts. Records only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geoevents.model.case import Case, Claim, Event
from geoevents.model.clause import Clause, Unparsed
from geoevents.model.place import Place
from geoevents.model.shown import Shown

if TYPE_CHECKING:
    from shapely import MultiPolygon, Polygon

SATISFIABLE = "satisfiable"
UNSATISFIABLE = "unsatisfiable"
UNDECIDED = "undecided"

CONSISTENT = "consistent"
INCONSISTENT = "inconsistent"
DEPENDS = "depends"


@dataclass(frozen=True, slots=True)
class Scenario:
    """One choice on every axis, shared by all claims of a case.

    `distance` says what "south of the border" is measured along; `about` how many times wider "about" makes a number.
    `places` holds (name as written, candidate id) pairs; names that are not in it are not chosen yet.
    `suppositions` are the ids of those that are switched on.
    """

    borders: str = "osm-2026c"
    border_error: str = "none"
    edges: str = "planar"
    convention: str = "gbif-2020"
    extent: str = "centre"
    depth: str = "at depth"
    distance: str = "shortest"
    about: float = 2.0
    near_m: float = 15_000.0
    places: tuple[tuple[str, str], ...] = ()
    suppositions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fix:
    """The answer for one connected part of a region: corrected center, geographic radial, area, and the region.

    `countries_as_drawn` is None where the border dataset does not say, and `country_reason` why.
    """

    lon: float
    lat: float
    radius_m: float
    area_m2: float
    region: Polygon | MultiPolygon
    countries_as_drawn: tuple[str, ...] | None = ()
    country_reason: str = ""

    @property
    def country_as_drawn(self) -> str | None:
        """Country of the corrected center on the scenario's border dataset; None at sea, and where it does not say."""
        return self.countries_as_drawn[0] if self.countries_as_drawn else None


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a ledger: what was done, on what, with which result; `kind` says which part of a ledger it is."""

    what: str
    values: Mapping[str, object] = field(default_factory=dict)
    kind: str = "clause"


@dataclass(frozen=True, slots=True)
class Answer:
    """Where a set of clauses allows one event to be, in one scenario.

    `region` is an outer approximation (None when it is empty); `witness` is a position that meets every clause
    within 1 mm; `gap_m` is (lower, upper): by how much every clause must give way for a position to exist.
    """

    status: str
    region: Polygon | MultiPolygon | None
    fixes: tuple[Fix, ...]
    witness: tuple[float, float] | None
    gap_m: tuple[float, float] | None
    ledger: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand a phrase, and what follows from it."""

    scenario: Scenario
    places: tuple[Place, ...]
    answer: Answer

    @property
    def status(self) -> str:
        """Status of the answer: "satisfiable", "unsatisfiable" or "undecided"."""
        return self.answer.status

    @property
    def fixes(self) -> tuple[Fix, ...]:
        """Fixes of the answer, the largest first; none when nothing satisfies the phrase."""
        return self.answer.fixes


@dataclass(frozen=True, slots=True, repr=False)
class Location(Shown):
    """What `locate` gives back for one phrase."""

    text: str
    lang: str
    clauses: tuple[Clause, ...]
    unparsed: tuple[Unparsed, ...]
    notes: tuple[str, ...]
    readings: tuple[Reading, ...]

    def __repr__(self) -> str:
        found = sum(reading.status == SATISFIABLE for reading in self.readings)
        return f"<Location {self.text!r}: {found} of {len(self.readings)} readings satisfiable>"


@dataclass(frozen=True, slots=True)
class BorderDistance:
    """Distance from a point (or a region) to one border on one dataset.

    `low_m` and `high_m` are over the region of the point; the border's own error stands apart in
    `border_uncertainty_m`. `azimuth_deg` is None on the line and where it is undefined. `p_side` maps a country code,
    or "none", to a probability. `countries_as_drawn` is None where the dataset does not say, and `country_reason` why;
    no side is known then.
    """

    dataset: str
    border: str
    distance_m: float
    low_m: float
    high_m: float
    border_uncertainty_m: float
    nearest_lon: float
    nearest_lat: float
    azimuth_deg: float | None
    countries_as_drawn: tuple[str, ...] | None
    side: str
    p_side: Mapping[str, float]
    status: str
    kind: str = "land"
    date: str = ""
    country_reason: str = ""

    @property
    def country_as_drawn(self) -> str | None:
        """First country that the dataset draws at the point; None at sea, and where the dataset does not say."""
        return self.countries_as_drawn[0] if self.countries_as_drawn else None


@dataclass(frozen=True, slots=True, repr=False)
class Measurement(Shown):
    """Distances from one point to a border on one or more datasets; `density` is that of the sides' probabilities."""

    lon: float
    lat: float
    radius_m: float
    results: tuple[BorderDistance, ...]
    warnings: tuple[str, ...] = ()
    density: str = "uniform"

    def __repr__(self) -> str:
        told = ", ".join(f"{item.distance_m:,.0f} m from {item.border} ({item.dataset})" for item in self.results)
        return f"<Measurement at lon {self.lon:.6f}, lat {self.lat:.6f}: {told or 'nothing'}>"

    @property
    def spread_m(self) -> float | None:
        """Largest minus smallest distance over the datasets; None when there is only one."""
        if len({result.dataset for result in self.results}) < 2:
            return None
        distances = [result.distance_m for result in self.results]
        return max(distances) - min(distances)


@dataclass(frozen=True, slots=True)
class Account:
    """Where one source puts one event; `claims` are the ids of its claims about it (throughout-claims too).

    `left_out` are its claims that no longer count, each with the reason: retracted, or replaced by another.
    """

    source: str
    claims: tuple[str, ...]
    answer: Answer | None
    left_out: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Together:
    """A largest set of claims, and of links between events, that can hold together; and where that puts an event."""

    claims: tuple[str, ...]
    answer: Answer
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EventSolution:
    """All accounts of one event, their intersection, and the measures of each account's fixes.

    Where the intersection is empty, `together` has one answer for each largest set of claims that can hold together.
    """

    event: Event
    accounts: tuple[Account, ...]
    combined: Answer | None
    measures: tuple[tuple[str, Measurement], ...] = ()
    together: tuple[Together, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Solution(Shown):
    """A case, solved in one scenario."""

    case: Case
    scenario: Scenario
    events: tuple[EventSolution, ...]
    places: tuple[Place, ...] = ()
    warnings: tuple[str, ...] = ()

    def __repr__(self) -> str:
        placed = sum(any(account.answer is not None for account in solved.accounts) for solved in self.events)
        return f"<Solution {self.case.id!r} on {self.scenario.borders}: {placed} of {len(self.events)} events placed>"

    def event(self, id: str) -> EventSolution:
        """The solution of the event with this id (KeyError when there is none)."""
        for solved in self.events:
            if solved.event.id == id:
                return solved
        raise KeyError(id)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Claims, and links between events, without a common solution in the default scenario; without any one they have.

    `why` says it in a sentence. `gap_m` is the smallest dilation of every clause that gives a solution (`gap_low_m` is
    shown to be too little), `separation_m` the distance between the regions of two claims (None for more than two),
    `lower_bound_m` what arithmetic alone gives. `read_as` says how the figures were read ("2 km read as 2 ± 0.5 km"),
    `exact_m` is the separation where every figure is exact.
    """

    claims: tuple[str, ...]
    why: str
    gap_m: float | None
    separation_m: float | None
    lower_bound_m: float | None = None
    closest: tuple[tuple[float, float], tuple[float, float]] | None = None
    links: tuple[str, ...] = ()
    gap_low_m: float | None = None
    read_as: tuple[str, ...] = ()
    exact_m: float | None = None


@dataclass(frozen=True, slots=True)
class Flip:
    """An axis that changes the verdict: its default choice, the other choice, the verdict there, and why if known."""

    axis: str
    default: str
    choice: str
    verdict: str
    why: str = ""

    @property
    def changes(self) -> tuple[tuple[str, str, str], ...]:
        """Each axis that changes, with its default and the other choice: two of them where neither alone turns it."""
        sides = self.axis.split("+"), self.default.split("+"), self.choice.split("+")
        # A "+" can stand in the name of a place, and then parts nothing.
        if len({len(side) for side in sides}) > 1 or any(axis_name(axis) == axis for axis in sides[0]):
            return ((self.axis, self.default, self.choice),)
        return tuple(zip(*sides, strict=True))


@dataclass(frozen=True, slots=True)
class Rival:
    """What is said of an event beside where and when (who, which type): each value with the claims that state it."""

    event: str
    attribute: str
    values: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def disputed(self) -> bool:
        """Whether more than one value is stated."""
        return len(self.values) > 1


@dataclass(frozen=True, slots=True)
class Question:
    """One question put to a case, with its verdict.

    `scope` is "claim", "source", "event", "pair" (of sources, or the two ends of a link), "arithmetic" or "case".
    `conflicts` are minimal, `consistent_sets` (of claims and links) maximal; `complete` is False where there may be
    more of them.
    `depends_on` are the changes of one axis, or of two at once ("borders+convention"), that turn the verdict.
    `witnesses` are its sources, those that repeat each other taken together; `notes` what else there is to know.
    `default` is the verdict in the scenario that it started from, which is not told by a verdict of "depends".
    """

    id: str
    scope: str
    text: str
    verdict: str
    claims: tuple[str, ...]
    conflicts: tuple[Conflict, ...] = ()
    consistent_sets: tuple[tuple[str, ...], ...] = ()
    depends_on: tuple[Flip, ...] = ()
    notes: tuple[str, ...] = ()
    witnesses: tuple[tuple[str, ...], ...] = ()
    complete: bool = True
    default: str = CONSISTENT

    @property
    def supposed(self) -> bool:
        """Whether it puts something that nobody says."""
        return self.id.startswith("suppose:")


@dataclass(frozen=True, slots=True, repr=False)
class Verdict(Shown):
    """What can be true together: `headline` in words, and in `note` how much else there is to know.

    `table` has a row for each scenario, `tried` says in words which scenarios these are. `rivals` are what is said of
    events beside where and when; that is shown and not solved.
    """

    case: Case
    verdict: str
    headline: str
    questions: tuple[Question, ...]
    solution: Solution
    table: tuple[Mapping[str, object], ...] = ()
    note: str = ""
    tried: str = ""
    rivals: tuple[Rival, ...] = ()

    def __repr__(self) -> str:
        return f"<Verdict {self.verdict}, {len(self.questions)} questions: {self.headline}>"

    def claim(self, id: str) -> Claim:
        """The claim with this id."""
        return self.case.claim(id)


def axis_name(axis: str) -> str:
    """Name an axis for people.

    Examples
    --------
    >>> axis_name("convention"), axis_name("place:Tinzaouatine"), axis_name("suppose:one-place")
    ('rounding', 'which Tinzaouatine', 'whether one-place is supposed')
    """
    kind, _, name = axis.partition(":")
    if kind == "place":
        return f"which {name}"
    if kind == "suppose":
        return f"whether {name} is supposed"
    return {
        "borders": "border dataset",
        "border_error": "the border's own error",
        "convention": "rounding",
        "extent": "from a place's centre or its edge",
        "depth": "at a depth or up to it",
        "distance": "how a distance to a side is measured",
        "about": "how much about widens a number",
        "edges": "how the border runs between its vertices",
        "near_m": "how far near reaches",
    }.get(axis, axis)
