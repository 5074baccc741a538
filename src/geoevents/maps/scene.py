"""Everything that the page shows, as plain JSON: no geometry is computed in the browser."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Any

from geoevents import data
from geoevents.maps.areas import answers_of, layers_of, stated_of
from geoevents.maps.basemap import Bounds, basemap, inset
from geoevents.maps.cards import card_of, questions_told, scenario_told
from geoevents.maps.gaps import conflict_drawn, conflicts_of
from geoevents.maps.lines import borders_of
from geoevents.maps.view import DISPUTE_RADIUS_M, fitted, window_of
from geoevents.maps.words import best, metres_text, position_text
from geoevents.model import EventSolution, Solution, Verdict
from geoevents.write.geojson import attribution

STYLES = 6
"""How many patterns and colours the page tells apart; further sources take them again."""
CAVEAT = "An area is not a spread of likely points: it is everywhere the words do not exclude."


@dataclass(frozen=True, slots=True)
class Frame:
    """What every scenario of a case is drawn in: the view, the bounds shapes are cut to, and a style for each source.

    `home` is the scenario that is looked at first.

    `drawn` keeps what was drawn once: an event that a scenario does not turn is the same in all of them.
    """

    home: Solution
    view: Bounds
    window: Bounds
    styles: dict[str, int]
    drawn: dict[object, Any] = field(default_factory=dict, compare=False)


def scene_of(solution: Solution, verdict: Verdict | None = None) -> dict[str, Any]:
    """Everything that the page of a solved case shows.

    Parameters
    ----------
    solution
        A case in one scenario.
    verdict
        What can be true together; without it the page has no headline verdict and no double arrows.

    Returns
    -------
    dict
        Pure JSON (no NaN): texts verbatim, geometry in WGS84 degrees clipped to the window around the view. Countries
        and long bands say that they continue.

    Raises
    ------
    UnknownDatasetError
        When the scenario names a border dataset that is not registered.
    """
    frame = frame_of(solution, verdict)
    return {**ground_of(solution, frame), **state_of(solution, verdict, frame)}


def frame_of(solution: Solution, verdict: Verdict | None) -> Frame:
    """Choose what the map shows and how sources are told apart, from the scenario that is looked at first."""
    view = _view(solution, verdict)
    speakers = [source.id for source in solution.case.sources if _speaks(solution, source.id)]
    return Frame(solution, view, window_of(view), {id: i % STYLES for i, id in enumerate(speakers)})


def ground_of(solution: Solution, frame: Frame) -> dict[str, Any]:
    """What does not change with the scenario: the question, the ground under the map, the sources."""
    case = solution.case
    return {
        "title": case.title,
        "question": case.question,
        "view": list(frame.view),
        "window": list(frame.window),
        "basemap": basemap(frame.window),
        "inset": inset(frame.view),
        "sources": [
            {
                "id": source.id,
                "name": source.name,
                "style": frame.styles.get(source.id, -1),
                "title": source.title or "",
                "via": source.via or "",
                "url": source.url or "",
                "archive": source.archive or "",
                "accessed": source.accessed or "",
                "sha256": source.sha256 or "",
            }
            for source in case.sources
        ],
        # Where it lies on the machine that made the page is nobody's business.
        "file": PurePath(case.file).name if case.file else "",
        "sha256": case.sha256,
    }


def state_of(solution: Solution, verdict: Verdict | None, frame: Frame) -> dict[str, Any]:
    """What one scenario shows: verdicts, areas, distances, and the lines they are measured to."""
    conflicts = list(conflicts_of(verdict))
    disputed = {claim for _, conflict in conflicts for claim in conflict.claims}
    drawn = [_event(solution, solved, frame, disputed) for solved in solution.events]
    layers = [layer for one in drawn for layer in one["layers"]]
    if layers and not any(layer["on"] for layer in layers):
        layers = [{**layer, "on": True} for layer in layers]
    dataset = solution.scenario.borders
    lines = _kept(frame, ("borders", dataset), lambda: borders_of(_at_home(frame, dataset), frame.view, frame.window))
    return {
        "headline": verdict.headline if verdict else solution.case.title,
        "note": verdict.note if verdict else "",
        "verdict": verdict.verdict if verdict else "",
        "scenario": scenario_told(solution),
        "borders": lines,
        "layers": layers,
        "stated": [mark for one in drawn for mark in one["stated"]],
        "events": [one["card"] for one in drawn],
        "places": _places(solution),
        "conflicts": [
            _kept(
                frame,
                ("conflict", scope, conflict, tuple(map(id, solution.events))),
                lambda scope=scope, conflict=conflict: conflict_drawn(solution, scope, conflict, frame.view),
            )
            for scope, conflict in conflicts
        ],
        "questions": questions_told(solution, verdict),
        "warnings": list(solution.warnings),
        "attribution": list(
            dict.fromkeys(
                [
                    # Other datasets' lines are drawn too, and theirs may be licences that ask for it.
                    *attribution([solution.scenario.borders, *(line["dataset"] for line in lines)], ()),
                    *(["Places: the source stands beside each in the list"] if solution.places else []),
                    *(f.attribution for f in data.manifest() if f.name.startswith("basemap/")),
                ]
            )
        ),
        "caveat": f"{CAVEAT} {_border_error(solution, lines)}".strip(),
    }


def _event(solution: Solution, solved: EventSolution, frame: Frame, disputed: set[str]) -> dict[str, Any]:
    own = {claim for account in solved.accounts for claim in account.claims}
    key = ("event", id(solved), solution.scenario.borders, frozenset(disputed & own))
    drawn: dict[str, Any] = _kept(
        frame,
        key,
        lambda: {
            "solved": solved,  # kept as long as its number is a key
            "layers": list(layers_of(solution, solved, frame.window, frame.styles, disputed)),
            "stated": list(stated_of(solution, solved, frame.styles)),
            "card": card_of(solution, solved, frame.styles),
        },
    )
    return drawn


def _kept(frame: Frame, key: object, make: Any) -> Any:
    if key not in frame.drawn:
        frame.drawn[key] = make()
    return frame.drawn[key]


def _at_home(frame: Frame, dataset: str) -> Solution:
    """Give the first scenario on another dataset: the borders that a case is about are the same in all scenarios."""
    return replace(frame.home, scenario=replace(frame.home.scenario, borders=dataset))


def _places(solution: Solution) -> list[dict[str, Any]]:
    chosen = {id for _, id in solution.scenario.places}
    return [
        {
            "number": number,
            "name": place.name,
            "country": place.country or "",
            "lon": place.lon,
            "lat": place.lat,
            "position": position_text(place.lon, place.lat),
            "source": place.source,
            "note": place.note,
            "chosen": place.id in chosen,
        }
        for number, place in enumerate((place for place in solution.places if not place.outlined), start=1)
    ]


def _speaks(solution: Solution, source: str) -> bool:
    return any(account.source == source for solved in solution.events for account in solved.accounts)


def _view(solution: Solution, verdict: Verdict | None) -> Bounds:
    near: list[tuple[float, float]] = []
    areas: list[Bounds] = []
    together = [("", solved.combined) for solved in solution.events if solved.combined is not None]
    for _, answer in (*answers_of(solution), *together):
        # The islands of a country are small, and say no more than the country does.
        local = all(fix.radius_m < DISPUTE_RADIUS_M for fix in answer.fixes)
        for fix in answer.fixes:
            box: Bounds = fix.region.bounds
            areas.append(box)
            if local:
                near += [(box[0], box[1]), (box[2], box[3])]
    for solved in solution.events:
        for key, measured in solved.measures:
            result = best(measured, solution.scenario.borders)
            if result is not None and result.distance_m < DISPUTE_RADIUS_M:
                near.append((result.nearest_lon, result.nearest_lat))
            if key.endswith("/stated"):
                near.append((measured.lon, measured.lat))
    far = [(place.lon, place.lat) for place in solution.places if not place.outlined]
    if not near:  # bands come closest anywhere along a border: that must not pull the view away from the dispute
        far += [point for _, conflict in conflicts_of(verdict) for point in conflict.closest or ()]
    return fitted(near, far, areas)


def _border_error(solution: Solution, lines: list[dict[str, Any]]) -> str:
    errors = [
        result.border_uncertainty_m
        for solved in solution.events
        for _, measured in solved.measures
        for result in measured.results
        if result.dataset == solution.scenario.borders
    ] or [line["uncertainty_m"] for line in lines if line["focus"]]
    return f"The border line itself may be off by about {metres_text(max(errors))} here." if errors else ""
