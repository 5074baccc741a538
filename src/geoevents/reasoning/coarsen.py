"""A case of which every position is coarse: what is finer than the grain is withheld, or replaced by a whole cell.

Every record is made anew from the fields that are named here, so that a field that is added later stays out until
somebody decides on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from geoevents.model import (
    Case,
    Claim,
    Clause,
    Event,
    Link,
    Phrase,
    Settings,
    Solution,
    Source,
    Supposition,
)
from geoevents.reasoning.coarse_clauses import (
    KEPT,
    LOCAL,
    ROUNDED,
    Desk,
    at_cell,
    cell_of,
    coarse_quantity,
    fate_of,
    kept_or_rounded,
    names_in,
)
from geoevents.reasoning.places import candidates_of_case, chosen
from geoevents.reasoning.standing import speaking_of
from geoevents.reasoning.withhold import bare_name, told
from geoevents.when import Window

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
    desk = Desk(solution, grain_m, at, own, wider or {})
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


def _telling_names(desk: Desk) -> tuple[str, ...]:
    """Give the places whose names tell a position: those near which something is said to be, unless that is kept."""
    kept: set[str] = set()
    telling = {place.name for place in desk.solution.case.places}
    for event, clause in _all_clauses(desk.solution.case):
        for name in names_in(clause):
            known = {name, desk.at[name].name, desk.at[name].matched}
            if fate_of(desk, clause, event) == KEPT:
                kept |= known
            else:
                telling |= known
    return tuple(sorted(name for name in telling - kept if name)) + _withheld_words(desk)


def _withheld_words(desk: Desk) -> tuple[str, ...]:
    """Give the words of claims that are withheld: they are withheld where others repeat them, too."""
    words: set[str] = set()
    for claim in desk.solution.case.claims:
        told = [all(fate_of(desk, c, claim.event) == KEPT for c in phrase.clauses) for phrase in claim.phrases]
        words |= {phrase.text for phrase, kept in zip(claim.phrases, told, strict=True) if not kept}
        if len(told) == len(claim.says):
            words |= {text for text, kept in zip(claim.says, told, strict=True) if not kept}
        elif not all(told):
            words |= set(claim.says)
    return tuple(sorted(text for text in words if len(bare_name(text)) >= LEAST_LETTERS))


def _all_clauses(case: Case) -> Iterator[tuple[str, Clause]]:
    yield from ((claim.event, clause) for claim in case.claims for clause in claim.clauses)
    yield from (pair for supposition in case.suppositions for pair in supposition.clauses)


def _claim(desk: Desk, claim: Claim, ids: Mapping[str, str]) -> tuple[Claim, bool]:
    """Make a claim coarse, and say whether all its words are kept."""
    fates = [fate_of(desk, clause, claim.event) for clause in claim.clauses]
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


def _phrases(desk: Desk, claim: Claim, whole: bool, fates: Sequence[str]) -> tuple[Phrase, ...]:
    if whole:
        return tuple(Phrase(phrase.text, phrase.lang, phrase.clauses) for phrase in claim.phrases)
    if not claim.phrases or (claim.denies and set(fates) != {KEPT}):
        # What lies outside a cell is more than what a denial of something in it leaves.
        return ()
    if LOCAL in fates:
        cell = cell_of(desk, claim.clauses, claim.event, fates)
        return (_phrase(desk, (at_cell(desk, cell),)),) if cell is not None else ()
    if ROUNDED in fates and _has_a_cell(desk, claim.event):
        # A cell and a distance to a line would cross.
        return ()
    return tuple(
        _phrase(desk, tuple(kept_or_rounded(desk, clause, claim.event) for clause in phrase.clauses))
        for phrase in claim.phrases
    )


def _has_a_cell(desk: Desk, event: str) -> bool:
    case = desk.solution.case
    return any(
        fate_of(desk, clause, claim.event) == LOCAL
        for claim in speaking_of(case, case.event(event))
        for clause in claim.clauses
    )


def _phrase(desk: Desk, clauses: tuple[Clause, ...]) -> Phrase:
    return Phrase(desk.mark, "en", clauses)


def _source(desk: Desk, source: Source, ids: Mapping[str, str]) -> Source:
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


def _event(desk: Desk, event: Event, ids: Mapping[str, str]) -> Event:
    return Event(
        id=ids[event.id],
        kind=desk.text(event.kind),
        title=desk.text(event.title),
        track=event.track,
        part_of=ids.get(event.part_of) if event.part_of else None,
    )


def _coarse_links(desk: Desk, links: Sequence[Link], ids: Mapping[str, str]) -> Iterator[Link]:
    """Give the links that are coarse, and of a distance between events its rounded one; the others are left out."""
    for link in links:
        a, b = ids[link.a], ids[link.b]
        by = ids.get(link.by) if link.by else None
        if link.kind in TOLD_LINKS:
            text, says = desk.text(link.text), desk.text(link.says)
            yield Link(id=ids[link.id], kind=link.kind, a=a, b=b, text=text, by=by, says=says)
        elif link.distance is not None:
            distance = coarse_quantity(desk, link.distance)
            text, says = f"{a} {distance.text} from {b}", desk.mark if link.says else ""
            yield Link(id=ids[link.id], kind="separation", a=a, b=b, text=text, by=by, distance=distance, says=says)


def _supposition(desk: Desk, supposition: Supposition, ids: Mapping[str, str]) -> Supposition:
    fates = [fate_of(desk, clause, event) for event, clause in supposition.clauses]
    whole = set(fates) <= {KEPT} and desk.clean(supposition.text)
    clauses: list[tuple[str, Clause]] = []
    for (event, clause), fate in zip(supposition.clauses, fates, strict=True):
        if fate != LOCAL:
            clauses.append((ids[event], kept_or_rounded(desk, clause, event)))
        elif (cell := cell_of(desk, (clause,), event, (fate,))) is not None:
            clauses.append((ids[event], at_cell(desk, cell)))
    return Supposition(
        id=ids[supposition.id],
        text=supposition.text if whole else desk.mark,
        links=tuple(_coarse_links(desk, supposition.links, ids)),
        clauses=tuple(clauses),
    )


def _settings(desk: Desk, settings: Settings) -> Settings:
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


def _window(desk: Desk, window: Window | None) -> Window | None:
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


def _renamed(desk: Desk) -> dict[str, str]:
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
