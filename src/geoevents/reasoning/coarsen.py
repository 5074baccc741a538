"""A case of which every position is coarse: what is finer than the grain is withheld, or replaced by a whole cell.

Every record is made anew from the fields that are named here, so that a field that is added later stays out until
somebody decides on it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import shapely

from geoevents.coordinates import Coordinates
from geoevents.earth import corrected_center, inverse
from geoevents.earth.mosaic import Box, Cell, cell_for
from geoevents.earth.split import Region, on_globe, polygons
from geoevents.model import (
    At,
    BorderRef,
    Case,
    Claim,
    Clause,
    Depth,
    Distance,
    Event,
    Inside,
    LandRef,
    Link,
    Near,
    Outside,
    Phrase,
    Place,
    PlaceRef,
    Settings,
    Solution,
    Source,
    Supposition,
)
from geoevents.quantity import Quantity, length
from geoevents.reasoning.constrain import constrain
from geoevents.reasoning.places import candidates_of_case, chosen
from geoevents.reasoning.regions import intersect
from geoevents.reasoning.standing import speaking_of
from geoevents.reasoning.withhold import bare_name, betrays, told
from geoevents.when import Window

KEPT, ROUNDED, LOCAL = "kept", "rounded", "local"
"""What becomes of a clause: it stays, its distance to a line is rounded, or it gives way to a cell."""

TOLD_LINKS = frozenset({"same place", "after", "before"})
LEAST_LETTERS = 6
"""Withheld words that are shorter may stand in other texts: they are found by their digits, or say nothing."""


@dataclass(frozen=True, slots=True)
class Coarse:
    """A coarse case, the new ids of what had to be renamed, and the claims whose words are all kept."""

    case: Case
    ids: Mapping[str, str]
    verbatim: frozenset[str]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every decision looks at."""

    solution: Solution
    grain_m: float
    at: Mapping[str, Place]
    own: frozenset[str]
    wider: Mapping[str, int] = field(default_factory=dict)
    names: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        return f"[withheld: finer than {told(self.grain_m)}]"

    def clean(self, text: str) -> bool:
        return not betrays(text, self.names)

    def text(self, text: str) -> str:
        return text if self.clean(text) else self.mark

    def maybe(self, text: str | None) -> str | None:
        return None if text is None else self.text(text)


def coarsened(solution: Solution, grain_m: float, wider: Mapping[str, int] | None = None) -> Coarse:
    """Make a case coarse.

    Parameters
    ----------
    solution
        The case, and the scenario in which clauses are weighed against the grain.
    grain_m
        Metres.
    wider
        By event, how many times its cells are doubled, because what was kept of it says too much together.

    Returns
    -------
    Coarse
        What can be told of a position: in which country it is; that it is near a place of the gazetteer, where near is
        as wide as a cell; a distance to a border or coast rounded to three grains; and for everything else the cell
        that holds the middle of what the claim allows, with the cells around it. A reader of the coarse case learns
        which cells these are, and no more.
    """
    case = solution.case
    candidates = candidates_of_case(case)
    at = chosen(solution.scenario, candidates)
    own = frozenset(
        name for name, places in candidates.items() if {place.id for place in places} & {p.id for p in case.places}
    )
    desk = _Desk(solution, grain_m, at, own, wider or {})
    desk = replace(desk, names=_telling_names(desk))
    ids = _renamed(desk)
    claims, verbatim = [], set()
    for claim in case.claims:
        made, whole = _claim(desk, claim, ids)
        claims.append(made)
        verbatim |= {made.id} if whole else set()
    coarse = Case(
        id="case",
        title=f"{desk.text(case.title)} (positions generalised to {told(grain_m)})".strip(),
        question=desk.text(case.question),
        sources=tuple(_source(desk, source, ids) for source in case.sources),
        events=tuple(_event(desk, event, ids) for event in case.events),
        claims=tuple(claims),
        links=tuple(_coarse_links(desk, case.links, ids)),
        suppositions=tuple(_supposition(desk, supposition, ids) for supposition in case.suppositions),
        settings=_settings(desk, case.settings),
    )
    return Coarse(coarse, ids, frozenset(verbatim), desk.names)


def _telling_names(desk: _Desk) -> tuple[str, ...]:
    """Give the places whose names tell a position: those near which something is said to be, unless that is kept."""
    kept: set[str] = set()
    telling = {place.name for place in desk.solution.case.places}
    for event, clause in _all_clauses(desk.solution.case):
        for name in _names(clause):
            known = {name, desk.at[name].name, desk.at[name].matched}
            if _fate(desk, clause, event) == KEPT:
                kept |= known
            else:
                telling |= known
    return tuple(sorted(name for name in telling - kept if name)) + _withheld_words(desk)


def _withheld_words(desk: _Desk) -> tuple[str, ...]:
    """Give the words of claims that are withheld: they are withheld where others repeat them, too."""
    words: set[str] = set()
    for claim in desk.solution.case.claims:
        told = [all(_fate(desk, c, claim.event) == KEPT for c in phrase.clauses) for phrase in claim.phrases]
        words |= {phrase.text for phrase, kept in zip(claim.phrases, told, strict=True) if not kept}
        if len(told) == len(claim.says):
            words |= {text for text, kept in zip(claim.says, told, strict=True) if not kept}
        elif not all(told):
            words |= set(claim.says)
    return tuple(sorted(text for text in words if len(bare_name(text)) >= LEAST_LETTERS))


def _all_clauses(case: Case) -> Iterator[tuple[str, Clause]]:
    yield from ((claim.event, clause) for claim in case.claims for clause in claim.clauses)
    yield from (pair for supposition in case.suppositions for pair in supposition.clauses)


def _names(clause: Clause) -> tuple[str, ...]:
    places = (getattr(clause, name, None) for name in ("anchor", "target"))
    return tuple(place.name for place in places if isinstance(place, PlaceRef))


def _fate(desk: _Desk, clause: Clause, event: str) -> str:
    """Decide on a clause: kept, rounded or local."""
    if isinstance(clause, Inside | Outside):
        return KEPT
    if event in desk.wider:
        return LOCAL
    scenario = desk.solution.scenario
    match clause:
        case Near(anchor=PlaceRef(name=name), within=within) if name not in desk.own:
            reach = desk.at[name].radius_m + (_narrowest(desk, within)[1] if within else scenario.near_m)
            return KEPT if math.pi * reach**2 >= desk.grain_m**2 and 2 * reach >= desk.grain_m else LOCAL
        case Distance(distance=distance, target=PlaceRef(name=name)) if name not in desk.own:
            return KEPT if _wide(desk, distance) else LOCAL
        case Distance(distance=distance, target=BorderRef() | LandRef()) | Depth(distance=distance):
            return KEPT if _wide(desk, distance) else ROUNDED
    return LOCAL


def _wide(desk: _Desk, distance: Quantity) -> bool:
    low_m, high_m = _narrowest(desk, distance)
    return high_m - low_m >= desk.grain_m


def _narrowest(desk: _Desk, distance: Quantity) -> tuple[float, float]:
    """Give what the digits allow at least: a reader may take them more closely than the scenario does."""
    scenario = desk.solution.scenario
    readings = [length(distance, name, scenario.about) for name in (scenario.convention, "decimal")]
    narrow = min(readings, key=lambda reading: reading.high_m - reading.low_m)
    return narrow.low_m, narrow.high_m


def _rounded(desk: _Desk, clause: Clause) -> Clause:
    """Round a distance to a line: the grain that holds it, with one more on either side, as a cell has its block."""
    assert isinstance(clause, Distance | Depth)  # noqa: S101 - narrows the type for mypy
    quantity = _coarse_quantity(desk, clause.distance, least=0 if getattr(clause, "bearing", None) else 1)
    if isinstance(clause, Depth):
        text = f"{quantity.text} inside {clause.country}"
        return Depth(text=text, distance=quantity, country=clause.country, neighbour=clause.neighbour,
                     waters=clause.waters)  # fmt: skip
    what = "coast or land" if isinstance(clause.target, LandRef) else "border"
    return Distance(text=f"{quantity.text} from the {what}", distance=quantity, target=clause.target, side=clause.side)


def _coarse_quantity(desk: _Desk, distance: Quantity, *, least: int = 1) -> Quantity:
    """Give 0 to 2 grains, 0 to 3, 1 to 4 and so on; with `least` 0 only the far end: along a heading is farther."""
    scenario = desk.solution.scenario
    span = length(distance, scenario.convention, scenario.about)
    steps = math.floor(span.m / desk.grain_m)
    low = max(0, steps - 1) if least else 0
    high = steps + 2
    while high * desk.grain_m < span.high_m and math.isfinite(span.high_m):
        high += 1
    while low * desk.grain_m > span.low_m:
        low -= 1
    low_m, high_m = low * desk.grain_m, high * desk.grain_m
    number, number_high = (f"{end / 1000:.6f}".rstrip("0").rstrip(".") for end in (low_m, high_m))
    return Quantity(f"{number} to {number_high} km", number, "km", number_high, override_m=(low_m, high_m))


def _claim(desk: _Desk, claim: Claim, ids: Mapping[str, str]) -> tuple[Claim, bool]:
    """Make a claim coarse, and say whether all its words are kept."""
    fates = [_fate(desk, clause, claim.event) for clause in claim.clauses]
    whole = all(fate == KEPT for fate in fates) and all(
        desk.clean(_without_clauses(words, claim.clauses)) for words in (*claim.says, *(p.text for p in claim.phrases))
    )
    made = Claim(
        id=ids[claim.id],
        by=ids[claim.by],
        event=ids[claim.event],
        says=claim.says if whole else (desk.mark,),
        phrases=_phrases(desk, claim, whole, fates),
        when=_window(desk, claim.when),
        throughout=claim.throughout,
        words=claim.words,
        credibility=claim.credibility,
        denies=claim.denies,
        retracted=desk.maybe(claim.retracted),
        replaces=ids.get(claim.replaces) if claim.replaces else None,
        attributes={desk.text(key): desk.text(value) for key, value in claim.attributes.items()},
        why=desk.maybe(claim.why),
        via=tuple(ids[source] for source in claim.via),
        repeats=ids.get(claim.repeats) if claim.repeats else None,
    )
    return made, whole


def _without_clauses(words: str, clauses: Sequence[Clause]) -> str:
    """Take the words of clauses out: they have been weighed already."""
    for clause in clauses:
        words = words.replace(clause.text, " ")
    return words


def _phrases(desk: _Desk, claim: Claim, whole: bool, fates: Sequence[str]) -> tuple[Phrase, ...]:
    if whole:
        return tuple(Phrase(phrase.text, phrase.lang, phrase.clauses) for phrase in claim.phrases)
    if not claim.phrases or (claim.denies and set(fates) != {KEPT}):
        # What lies outside a cell is more than what a denial of something in it leaves.
        return ()
    if LOCAL in fates:
        cell = _cell(desk, claim.clauses, claim.event, fates)
        return (_phrase(desk, (_at_cell(desk, cell),)),) if cell is not None else ()
    if ROUNDED in fates and _has_a_cell(desk, claim.event):
        # A cell and a distance to a line would cross.
        return ()
    return tuple(
        _phrase(desk, tuple(_kept_or_rounded(desk, clause, claim.event) for clause in phrase.clauses))
        for phrase in claim.phrases
    )


def _has_a_cell(desk: _Desk, event: str) -> bool:
    case = desk.solution.case
    return any(
        _fate(desk, clause, claim.event) == LOCAL
        for claim in speaking_of(case, case.event(event))
        for clause in claim.clauses
    )


def _phrase(desk: _Desk, clauses: tuple[Clause, ...]) -> Phrase:
    return Phrase(desk.mark, "en", clauses)


def _kept_or_rounded(desk: _Desk, clause: Clause, event: str) -> Clause:
    if _fate(desk, clause, event) == ROUNDED:
        return _rounded(desk, clause)
    # Where it stood among words that are withheld is withheld as well.
    return replace(clause, span=(0, 0), inferred=tuple(word for word in clause.inferred if desk.clean(word)))


def _at_cell(desk: _Desk, cell: Cell) -> At:
    west, south, east, north = cell.block
    lon = (west + east) / 2
    text = f"somewhere in cells of {told(desk.grain_m * (1 << cell.level))}"
    where = Coordinates(
        lon=lon - 360.0 * math.floor((lon + 180.0) / 360.0),
        lat=(south + north) / 2,
        half_lon_deg=(east - west) / 2,
        half_lat_deg=(north - south) / 2,
        text=text,
        notation="decimal",
    )
    high_m, wide_m = _size(cell.block)
    inferred = (f"the middle of an area of about {wide_m / 1000:.3g} by {high_m / 1000:.3g} km",)
    return At(text=text, where=where, inferred=inferred)


def _size(box: tuple[float, float, float, float]) -> tuple[float, float]:
    west, south, east, north = box
    middle = (south + north) / 2
    wide_m = inverse(0.0, middle, min(east - west, 180.0), middle)[2]
    return float(inverse(0.0, south, 0.0, north)[2]), float(wide_m)


def _cell(desk: _Desk, clauses: Sequence[Clause], event: str, fates: Sequence[str]) -> Cell | None:
    """Give the cell of what clauses allow together; where that is nothing, of what each local one allows."""
    scenario = desk.solution.scenario
    constraints = [constrain(clause, scenario, desk.at) for clause in clauses]
    region, _ = intersect(constraints)
    if region is None:
        local = [c.shape.region(None) for c, fate in zip(constraints, fates, strict=True) if fate == LOCAL]
        region = polygons(shapely.union_all(local))
    if region.is_empty:
        return None
    stated = next((clause.where for clause in clauses if isinstance(clause, At)), None)
    lon, lat = (stated.lon, stated.lat) if stated is not None else corrected_center(region)[:2]
    vertices = shapely.get_coordinates(shapely.convex_hull(region))
    radius_m = float(np.max(inverse(lon, lat, vertices[:, 0], vertices[:, 1])[2]))
    around = cell_for(lon, lat, radius_m, desk.grain_m)
    window = on_globe(replace(around, rings=5).block)
    cell = cell_for(lon, lat, radius_m, desk.grain_m, tuple(_known(desk, event, window)))
    return cell.above(cell.level + desk.wider.get(event, 1) - 1)


def _known(desk: _Desk, event: str, window: Box) -> Iterator[Region]:
    """Give the regions that stay readable for an event: of what is kept of each claim, and of all of it."""
    case = desk.solution.case
    scenario = desk.solution.scenario
    kept = [
        tuple(clause for clause in claim.clauses if _fate(desk, clause, claim.event) == KEPT)
        for claim in speaking_of(case, case.event(event))
        if not claim.denies
    ]
    for clauses in dict.fromkeys((*kept, tuple(clause for own in kept for clause in own))):
        if clauses:
            region, _ = intersect([constrain(clause, scenario, desk.at) for clause in clauses], window)
            if region is not None:
                yield region


def _source(desk: _Desk, source: Source, ids: Mapping[str, str]) -> Source:
    # An address leads to the words, and a checksum lets a guess at them be verified.
    return Source(
        id=ids[source.id],
        name=desk.text(source.name),
        party=source.party,
        via=ids.get(source.via) if source.via else None,
        title=desk.maybe(source.title),
        lang=source.lang,
        accessed=desk.maybe(source.accessed),
        reliability=source.reliability,
    )


def _event(desk: _Desk, event: Event, ids: Mapping[str, str]) -> Event:
    return Event(
        id=ids[event.id],
        kind=desk.text(event.kind),
        title=desk.text(event.title),
        track=event.track,
        part_of=ids.get(event.part_of) if event.part_of else None,
    )


def _coarse_links(desk: _Desk, links: Sequence[Link], ids: Mapping[str, str]) -> Iterator[Link]:
    """Give the links that are coarse, and of a distance between events its rounded one; the others are left out."""
    for link in links:
        a, b = ids[link.a], ids[link.b]
        by = ids.get(link.by) if link.by else None
        if link.kind in TOLD_LINKS:
            text, says = desk.text(link.text), desk.text(link.says)
            yield Link(id=ids[link.id], kind=link.kind, a=a, b=b, text=text, by=by, says=says)
        elif link.distance is not None:
            distance = _coarse_quantity(desk, link.distance)
            text, says = f"{a} {distance.text} from {b}", desk.mark if link.says else ""
            yield Link(id=ids[link.id], kind="separation", a=a, b=b, text=text, by=by, distance=distance, says=says)


def _supposition(desk: _Desk, supposition: Supposition, ids: Mapping[str, str]) -> Supposition:
    fates = [_fate(desk, clause, event) for event, clause in supposition.clauses]
    whole = set(fates) <= {KEPT} and desk.clean(supposition.text)
    clauses: list[tuple[str, Clause]] = []
    for (event, clause), fate in zip(supposition.clauses, fates, strict=True):
        if fate != LOCAL:
            clauses.append((ids[event], _kept_or_rounded(desk, clause, event)))
        elif (cell := _cell(desk, (clause,), event, (fate,))) is not None:
            clauses.append((ids[event], _at_cell(desk, cell)))
    return Supposition(
        id=ids[supposition.id],
        text=supposition.text if whole else desk.mark,
        links=tuple(_coarse_links(desk, supposition.links, ids)),
        clauses=tuple(clauses),
    )


def _settings(desk: _Desk, settings: Settings) -> Settings:
    return Settings(
        convention=settings.convention,
        borders=settings.borders,
        border_error=settings.border_error,
        edges=settings.edges,
        near_m=settings.near_m,
        distance=settings.distance,
        about=settings.about,
        why=desk.maybe(settings.why),
    )


def _window(desk: _Desk, window: Window | None) -> Window | None:
    if window is None:
        return None
    return Window(
        start=window.start,
        end=window.end,
        text=desk.text(window.text),
        zone=window.zone,
        zone_inferred=window.zone_inferred,
        approximate=window.approximate,
    )


def _renamed(desk: _Desk) -> dict[str, str]:
    """Give every id its new one: its own, unless it could betray something."""
    case = desk.solution.case
    kinds: dict[str, Sequence[Source | Event | Claim | Link | Supposition]] = {
        "source": case.sources,
        "event": case.events,
        "claim": case.claims,
        "link": tuple(_links(case)),
        "supposition": case.suppositions,
    }
    taken = {record.id for records in kinds.values() for record in records}
    found: dict[str, str] = {}
    for kind, records in kinds.items():
        for number, record in enumerate(records, 1):
            new = f"{kind}-{number}"
            plain = _plain_id(desk.clean, record.id)
            found.setdefault(record.id, record.id if plain else f"{new}x" if new in taken else new)
    return found | _counted_anew(case, found)


def _counted_anew(case: Case, ids: Mapping[str, str]) -> dict[str, str]:
    """Count claims without an id of their own as they stand in the file: their numbers follow from their words."""
    counts: dict[str, int] = {}
    found = {}
    for claim in sorted(case.claims, key=lambda claim: claim.line):
        stem = f"{claim.by}/{claim.event}"
        if f"{claim.id}/".startswith(f"{stem}/") and ids[claim.id] == claim.id:
            counts[stem] = counts.get(stem, 0) + 1
            found[claim.id] = stem if counts[stem] == 1 else f"{stem}/{counts[stem]}"
    return found


def _links(case: Case) -> Iterator[Link]:
    yield from case.links
    for supposition in case.suppositions:
        yield from supposition.links


def _plain_id(clean: Callable[[str], bool], id: str) -> bool:
    """Say whether an id tells nothing; a number that only counts does not."""
    head, slash, number = id.rpartition("/")
    body = head if slash and number.isdecimal() and len(number) < 3 else id
    return clean(body.replace("-", " ").replace("_", " ").replace("/", " "))
