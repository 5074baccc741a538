"""The folders of a case in KML: an event each, then the disagreements, the places a name could mean, the borders."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import shapely

from geoevents import atlas
from geoevents.earth.enclose import separation
from geoevents.errors import GeoEventsError, UnknownBorderError, UnknownCountryError, UnknownDatasetError
from geoevents.model import (
    Answer,
    Border,
    BorderDistance,
    BorderRef,
    Conflict,
    Depth,
    Distance,
    EventSolution,
    Fix,
    Measurement,
    Solution,
    Verdict,
    flat,
)
from geoevents.model.result import UNSATISFIABLE
from geoevents.reasoning.asking import metres
from geoevents.write.figures import metres as metres_json
from geoevents.write.kml import told
from geoevents.write.kml.shapes import (
    Bounds,
    Region,
    add_lines,
    add_point,
    add_region,
    drawn_region,
    halfway,
    run_between,
)
from geoevents.write.kml.symbols import STYLES
from geoevents.write.kml.text import markup_of, name_of

LOCAL_M = 60_000.0
"""A fix with a larger radius has no center to show: its area says all there is."""
ANYWHERE_M = 9_000_000.0
"""A region of this radius is about half the Earth: it is told, not drawn."""
_AROUND_DEG = 0.5


@dataclass(slots=True)
class Content:
    """What is written of a solution: the elements, and which border datasets are in them."""

    solution: Solution
    verdict: Verdict | None
    datasets: set[str] = field(default_factory=set)

    def folders(self) -> Iterator[Element]:
        """Give every folder that has something in it."""
        near = focus(self.solution)
        made = [self._event(solved, near) for solved in self.solution.events]
        made += [self._disagreements(near), self._places(), self._borders()]
        yield from (folder for folder in made if folder is not None)

    def _event(self, solved: EventSolution, near: Bounds | None) -> Element | None:
        folder = _folder(solved.event.title, visible=True)
        case = self.solution.case
        speakers = [source.id for source in case.sources if _speaks(self.solution, source.id)]
        torn = solved.combined is not None and solved.combined.status == UNSATISFIABLE
        for account in solved.accounts:
            who = case.source(account.source).name
            claims = [case.claim(id) for id in account.claims]
            shown = _local(account.answer) or torn
            region, wider_m = _drawn(account.answer, near)
            placemark = _placemark(
                folder,
                f"{solved.event.title}: {who}",
                told.account_facts(self.solution, solved, account, wider_m),
                style=f"source-{speakers.index(account.source) % STYLES}" if account.source in speakers else "",
                lead=[f"“{words}”" for claim in claims for words in claim.says]
                + [told.status_line(account.answer), _unbounded(account.answer), _wider(wider_m)],
                span=told.span_of(claims),
                visible=shown,
            )
            if region is not None:
                add_region(placemark, region)
            self._centers(folder, solved, account.source, who, account.answer, shown)
        if solved.combined is not None and _several(solved):
            region, wider_m = _drawn(solved.combined, near)
            placemark = _placemark(
                folder,
                f"{solved.event.title}: all together",
                told.answer_facts(self.solution, solved, "combined", solved.combined, wider_m),
                style="combined",
                lead=["Where all who place it allow it.", told.status_line(solved.combined), _wider(wider_m)],
                span=told.span_of(case.claim(id) for account in solved.accounts for id in account.claims),
                visible=_local(solved.combined),
            )
            if region is not None:
                add_region(placemark, region)
        self._stated(folder, solved)
        return folder if folder.find("Placemark") is not None else None

    def _centers(
        self, folder: Element, solved: EventSolution, key: str, who: str, answer: Answer | None, visible: bool
    ) -> None:
        for number, fix in enumerate(answer.fixes if answer is not None else (), start=1):
            if fix.radius_m >= LOCAL_M:
                continue
            measured = _measured(solved, key, number, fix)
            facts = [("radius_m", f"{fix.radius_m:.1f}"), ("country_as_drawn", fix.country_as_drawn or "none")]
            if measured is not None:
                facts.append(("distances", "\n".join(told.distance_lines(measured))))
            placemark = _placemark(
                folder,
                f"{solved.event.title}, {who}: within {metres(fix.radius_m)}",
                facts,
                style="center",
                lead=["The position from which the area is nowhere farther than this; it is no likelier than others."],
                visible=visible,
            )
            add_point(placemark, fix.lon, fix.lat)
            if measured is not None:
                self._measure(folder, measured, visible)

    def _stated(self, folder: Element, solved: EventSolution) -> None:
        for key, measured in solved.measures:
            source, _, kind = key.partition("/")
            if kind != "stated":
                continue
            who = self.solution.case.source(source).name
            facts = [("source", who), ("distances", "\n".join(told.distance_lines(measured)))]
            lead = ["Coordinates as stated, where the words around them cannot all hold."]
            name = f"{solved.event.title}: as stated by {who}"
            add_point(_placemark(folder, name, facts, style="stated", lead=lead), measured.lon, measured.lat)
            self._measure(folder, measured, True)

    def _measure(self, folder: Element, measured: Measurement, visible: bool) -> None:
        """Draw the way to the nearest point of the border, on the dataset that the case is solved on."""
        result = _best(measured, self.solution.scenario.borders)
        if result is None or not 0 < result.distance_m < LOCAL_M:
            return
        here, there = (measured.lon, measured.lat), (result.nearest_lon, result.nearest_lat)
        facts = [("dataset", result.dataset), ("distance_m", f"{metres_json(result.distance_m)}")]
        placemark = _placemark(
            folder,
            f"{metres(result.distance_m)} to the border",
            facts,
            style="measure",
            lead=[told.distance_line(result)],
            visible=visible,
        )
        add_lines(placemark, run_between(here, there), halfway(here, there))

    def _disagreements(self, near: Bounds | None) -> Element | None:
        folder = _folder("How far apart they are", visible=True)
        seen: set[frozenset[str]] = set()
        for question in self.verdict.questions if self.verdict is not None else ():
            for conflict in question.conflicts if question.scope == "pair" else ():
                if not conflict.closest or not conflict.separation_m or frozenset(conflict.claims) in seen:
                    continue
                seen.add(frozenset(conflict.claims))
                here, there = _arrow(self.solution, conflict, near)
                claims = [self.solution.case.claim(id) for id in conflict.claims]
                said = [f"{self.solution.case.source(claim.by).name}: “{' / '.join(claim.says)}”" for claim in claims]
                facts = [("claims", " ".join(conflict.claims)), ("separation_m", f"{conflict.separation_m:.1f}")]
                apart = f"At least {metres(conflict.separation_m)} apart"
                placemark = _placemark(folder, apart, facts, style="gap", lead=[*said, conflict.why])
                add_lines(placemark, run_between(here, there), halfway(here, there))
        return folder if folder.find("Placemark") is not None else None

    def _places(self) -> Element | None:
        folder = _folder("Places that a name could mean", visible=True)
        chosen = {id for _, id in self.solution.scenario.places}
        for number, place in enumerate((place for place in self.solution.places if not place.outlined), start=1):
            title = f"{number} {place.name}" + (f" ({place.country})" if place.country else "")
            lead = ["Taken here."] if place.id in chosen else []
            facts = told.place_facts(place, place.id in chosen)
            add_point(_placemark(folder, title, facts, style="place", lead=lead), place.lon, place.lat)
        return folder if folder.find("Placemark") is not None else None

    def _borders(self) -> Element | None:
        folder = _folder("Borders", visible=True)
        own = self.solution.scenario.borders
        for border in _borders(self.solution):
            self.datasets.add(border.dataset)
            facts = [
                ("border", border.code),
                ("dataset", border.dataset),
                ("date", border.date),
                ("status", border.status),
                ("length_km", f"{border.length_m / 1000:.1f}"),
                ("uncertainty_m", f"{border.uncertainty_m:.0f}"),
                ("note", border.note),
            ]
            style = "border" if border.dataset == own else "second"
            lead = [f"The line itself may be off by about {metres(border.uncertainty_m)}."]
            placemark = _placemark(
                folder, f"{told.border_name(border.code)} ({border.dataset})", facts, style=style, lead=lead
            )
            add_lines(placemark, [list(line.coords) for line in border.lines.geoms])
        return folder if folder.find("Placemark") is not None else None


def focus(solution: Solution) -> Bounds | None:
    """The box around what is local in a case: there everything is drawn as exactly as it is known."""
    spots = [(place.lon, place.lat) for place in solution.places if not place.outlined]
    for solved in solution.events:
        answers = [account.answer for account in solved.accounts] + [solved.combined]
        for fix in (fix for answer in answers if answer is not None for fix in answer.fixes):
            if fix.radius_m < LOCAL_M:
                west, south, east, north = fix.region.bounds
                spots += [(west, south), (east, north)]
        for _, measured in solved.measures:
            if measured.radius_m < LOCAL_M:
                spots.append((measured.lon, measured.lat))
    lons, lats = [lon for lon, _ in spots], [lat for _, lat in spots]
    # Spots on both sides of the antimeridian, or of the world, are in no box worth the name.
    if not spots or max(lons) - min(lons) > 20 or max(lats) - min(lats) > 20:
        return None
    return (
        max(min(lons) - _AROUND_DEG, -180.0),
        max(min(lats) - _AROUND_DEG, -90.0),
        min(max(lons) + _AROUND_DEG, 180.0),
        min(max(lats) + _AROUND_DEG, 90.0),
    )


def _folder(title: str, *, visible: bool) -> Element:
    folder = Element("Folder")
    SubElement(folder, "name").text = name_of(title)
    SubElement(folder, "visibility").text = str(int(visible))
    return folder


def _placemark(
    folder: Element,
    title: str,
    facts: told.Facts,
    *,
    style: str,
    lead: Sequence[str] = (),
    span: tuple[str, str] | None = None,
    visible: bool = True,
) -> Element:
    """Add a placemark with everything but its geometry, in the order that KML asks for."""
    known = [(name, value) for name, value in facts if value]
    said = [line for line in lead if line]
    placemark = SubElement(folder, "Placemark")
    SubElement(placemark, "name").text = name_of(title)
    SubElement(placemark, "visibility").text = str(int(visible))
    SubElement(placemark, "Snippet", {"maxLines": "1"}).text = name_of(said[0]) if said else ""
    SubElement(placemark, "description").text = markup_of([title, *said, *told.told_lines(known)])
    if span is not None:
        times = SubElement(placemark, "TimeSpan")
        SubElement(times, "begin").text, SubElement(times, "end").text = span
    if style:
        SubElement(placemark, "styleUrl").text = f"#{style}"
    extended = SubElement(placemark, "ExtendedData")
    for name, value in known:
        SubElement(SubElement(extended, "Data", {"name": name}), "value").text = value
    return placemark


def _drawn(answer: Answer | None, near: Bounds | None) -> tuple[Region | None, float]:
    if answer is None or answer.region is None or _unbounded(answer):
        return None, 0.0
    return drawn_region(answer.region, near)


def _unbounded(answer: Answer | None) -> str:
    if answer is not None and any(fix.radius_m > ANYWHERE_M for fix in answer.fixes):
        return "Almost anywhere on Earth: the area is not drawn."
    return ""


def _wider(wider_m: float) -> str:
    return (
        f"In places the outline is drawn up to {metres(wider_m)} too wide, to keep the file small." if wider_m else ""
    )


def _local(answer: Answer | None) -> bool:
    return answer is not None and all(fix.radius_m < LOCAL_M for fix in answer.fixes)


def _several(solved: EventSolution) -> bool:
    """Tell whether all together say something else than the only account: a link can, too."""
    answers = [account.answer for account in solved.accounts if account.answer is not None]
    return len(answers) > 1 or any(_areas(solved.combined) != _areas(answer) for answer in answers)


def _areas(answer: Answer | None) -> list[float]:
    return [fix.area_m2 for fix in answer.fixes] if answer is not None else []


def _speaks(solution: Solution, source: str) -> bool:
    return any(account.source == source for solved in solution.events for account in solved.accounts)


def _measured(solved: EventSolution, key: str, number: int, fix: Fix) -> Measurement | None:
    for of, measured in solved.measures:
        if of in (key, f"{key}/{number}") and (measured.lon, measured.lat) == (fix.lon, fix.lat):
            return measured
    return None


def _best(measured: Measurement, dataset: str) -> BorderDistance | None:
    results = sorted(measured.results, key=lambda result: result.dataset != dataset)
    return results[0] if results else None


def _arrow(
    solution: Solution, conflict: Conflict, near: Bounds | None
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Where two accounts come closest, near the event if they do so there: along a border they do all the way."""
    assert conflict.closest is not None and conflict.separation_m is not None  # noqa: S101, PT018 - as it was asked for
    if near is not None:
        frame = shapely.box(*near)
        for solved in solution.events:
            parts: list[Any] = []
            for claim in conflict.claims:
                for account in solved.accounts:
                    if claim in account.claims and account.answer is not None and account.answer.region is not None:
                        parts.append(shapely.intersection(account.answer.region, frame))
                        break
            if len(parts) == 2 and all(part.area > 0 for part in parts):
                with contextlib.suppress(GeoEventsError):
                    apart_m, here, there = separation(parts[0], parts[1])
                    if 0 < apart_m <= conflict.separation_m * 1.02 + 1:
                        return here, there
    return conflict.closest


def _borders(solution: Solution) -> Iterator[Border]:
    """Borders between countries that the case speaks of or measures to, on each dataset that it uses."""
    datasets = dict.fromkeys([solution.scenario.borders])
    pairs: dict[tuple[str, str], None] = {}
    for solved in solution.events:
        for _, measured in solved.measures:
            for result in measured.results:
                datasets[result.dataset] = None
                first, _, second = result.border.partition("-")
                if first and second:
                    pairs[(first, second)] = None
    pairs |= dict.fromkeys(combinations(sorted(_countries(solution)), 2))
    for a, b in sorted(pairs):
        for dataset in datasets:
            with contextlib.suppress(UnknownBorderError, UnknownCountryError, UnknownDatasetError):
                yield atlas.border(a, b, dataset=dataset)


def _countries(solution: Solution) -> set[str]:
    found: set[str | None] = set()
    for clause in flat(clause for claim in solution.case.claims for clause in claim.clauses):
        if isinstance(clause, Depth):
            found |= {clause.country, clause.neighbour}
        elif isinstance(clause, Distance) and isinstance(clause.target, BorderRef):
            found |= {clause.target.country, clause.target.neighbour}
    return {code for code in found if code}
