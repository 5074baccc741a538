"""The areas of a solved case as layers: where each account allows an event, with its center and its distance."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from geoevents.maps.basemap import Bounds
from geoevents.maps.lines import border_names
from geoevents.maps.view import DISPUTE_RADIUS_M, clipped, compact_m
from geoevents.maps.words import area_text, azimuth_text, best, distance_text, metres_text, position_text, speaker
from geoevents.model import Answer, BorderDistance, EventSolution, Solution
from geoevents.model.result import UNSATISFIABLE

Layer = dict[str, Any]


def answers_of(solution: Solution) -> Iterator[tuple[str, Answer]]:
    """Give what each source's words allow of each event, with the source."""
    for solved in solution.events:
        for account in solved.accounts:
            if account.answer is not None:
                yield account.source, account.answer


def layers_of(
    solution: Solution, solved: EventSolution, window: Bounds, styles: dict[str, int], disputed: set[str]
) -> Iterator[Layer]:
    """Give a layer for each account of an event, and one for all of them; those of disputed claims are on."""
    event = solved.event
    torn = solved.combined is not None and solved.combined.status == UNSATISFIABLE
    for account in solved.accounts:
        if account.answer is not None and account.answer.region is not None:
            bounded = all(fix.radius_m < DISPUTE_RADIUS_M for fix in account.answer.fixes)
            said = f"where {speaker(solution, account.source)}’s words allow it"
            yield {
                **_layer(solution, solved, account.source, account.answer, window),
                "kind": "account",
                "style": styles.get(account.source, 0),
                "label": f"{event.title}: {said}",
                "on": bounded or torn or bool(disputed & set(account.claims)),
            }
    if solved.combined is not None and solved.combined.region is not None and several(solved):
        bounded = all(fix.radius_m < DISPUTE_RADIUS_M for fix in solved.combined.fixes)
        yield {
            **_layer(solution, solved, "combined", solved.combined, window),
            "kind": "combined",
            "style": -1,
            "label": f"{event.title}: where all who place it allow it",
            "on": bounded,
        }


def several(solved: EventSolution) -> bool:
    """Tell whether all together say something else than the only account: a link can, too."""
    answers = [account.answer for account in solved.accounts if account.answer is not None]
    return len(answers) > 1 or any(_areas(solved.combined) != _areas(answer) for answer in answers)


def _areas(answer: Answer | None) -> list[float]:
    return [fix.area_m2 for fix in answer.fixes] if answer is not None else []


def _layer(solution: Solution, solved: EventSolution, source: str, answer: Answer, window: Bounds) -> Layer:
    geometry, continues = clipped(answer.region, window) if answer.region is not None else (None, False)
    # A line from the middle of a wide area would look like the distance of the event.
    compact = all(fix.radius_m < DISPUTE_RADIUS_M for fix in answer.fixes)
    small = {(fix.lon, fix.lat) for fix in answer.fixes if compact and fix.radius_m < compact_m(window)}
    return {
        "id": f"{solved.event.id}/{source}",
        "event": solved.event.id,
        "geometry": geometry,
        "continues": _continues(answer, continues),
        "fixes": [
            {
                "lon": fix.lon,
                "lat": fix.lat,
                "radius_m": round(fix.radius_m, 1),
                "bounded": compact and fix.radius_m < compact_m(window),
            }
            for fix in answer.fixes
        ],
        "distances": list(_distances(solution, solved, source, small)),
    }


def _continues(answer: Answer, beyond: bool) -> str:
    if any(step.kind == "window" for step in answer.ledger):
        return "looked at only around the dispute; it goes on beyond"
    if beyond:
        return f"continues beyond this map: {area_text(sum(fix.area_m2 for fix in answer.fixes))} in all"
    return ""


def _distances(
    solution: Solution, solved: EventSolution, source: str, small: set[tuple[float, float]]
) -> Iterator[dict[str, Any]]:
    for key, measured in solved.measures:
        result = best(measured, solution.scenario.borders)
        if key.partition("/")[0] != source or result is None or (measured.lon, measured.lat) not in small:
            continue
        if result.distance_m < DISPUTE_RADIUS_M:  # a longer line leaves the map, and its figure with it
            yield {
                "from": [measured.lon, measured.lat],
                "to": [result.nearest_lon, result.nearest_lat],
                "figure": _figure(result),
                "label": distance_text(result, border_names(result.border)),
            }


def _figure(result: BorderDistance) -> str:
    return ", ".join(
        filter(None, (f"{metres_text(result.distance_m)} to the border", azimuth_text(result.azimuth_deg)))
    )


def stated_of(solution: Solution, solved: EventSolution, styles: dict[str, int]) -> Iterator[dict[str, Any]]:
    """Coordinates as stated where the words around them cannot all hold: what was said is still somewhere."""
    for key, measured in solved.measures:
        source, _, kind = key.partition("/")
        if kind != "stated":
            continue
        result = best(measured, solution.scenario.borders)
        yield {
            "lon": measured.lon,
            "lat": measured.lat,
            "style": styles.get(source, 0),
            "title": solved.event.title,
            "label": f"{solved.event.title}: coordinates as stated by {speaker(solution, source)}, "
            f"{position_text(measured.lon, measured.lat)}",
            "to": [result.nearest_lon, result.nearest_lat] if result else [],
            "figure": _figure(result) if result else "",
        }
