"""Everything that the page shows, as plain JSON: no geometry is computed in the browser."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import shapely

from geoevents import data
from geoevents.earth.enclose import separation
from geoevents.locality import render
from geoevents.maps.basemap import Bounds, basemap, inset
from geoevents.maps.lines import border_names, borders_of
from geoevents.maps.view import DISPUTE_RADIUS_M, clipped, compact_m, fitted, inner, window_of
from geoevents.maps.words import (
    area_text,
    azimuth_text,
    best,
    distance_text,
    metres_text,
    position_text,
    steps_told,
    when_text,
)
from geoevents.model import Account, Answer, BorderDistance, Claim, EventSolution, Solution, Verdict, axis_name
from geoevents.model.result import CONSISTENT, DEPENDS, INCONSISTENT, SATISFIABLE, UNDECIDED, UNSATISFIABLE
from geoevents.write.geojson import attribution

STYLES = 6
"""How many patterns and colours the page tells apart; further sources take them again."""
CAVEAT = "An area is not a spread of likely points: it is everywhere the words do not exclude."
NO_POSITION = "no position given"
_STATUS = {
    SATISFIABLE: "",
    UNSATISFIABLE: "nothing satisfies all these words",
}

_ORDER = {INCONSISTENT: 0, DEPENDS: 1, UNDECIDED: 2, CONSISTENT: 3}
"""What is open or answered with no comes first: it is what a reader came for."""

Layer = dict[str, Any]


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
    view = _view(solution, verdict)
    window = window_of(view)
    speakers = [source.id for source in solution.case.sources if _speaks(solution, source.id)]
    styles = {id: i % STYLES for i, id in enumerate(speakers)}
    disputed = {claim for _, conflict in _conflicts(verdict) for claim in conflict.claims}
    layers = list(_layers(solution, window, styles, disputed))
    if layers and not any(layer["on"] for layer in layers):
        for layer in layers:
            layer["on"] = True
    lines = borders_of(solution, view, window)
    return {
        "title": solution.case.title,
        "question": solution.case.question,
        "headline": verdict.headline if verdict else solution.case.title,
        "note": verdict.note if verdict else "",
        "verdict": verdict.verdict if verdict else "",
        "scenario": _scenario(solution),
        "view": list(view),
        "window": list(window),
        "basemap": basemap(window),
        "inset": inset(view),
        "borders": lines,
        "layers": layers,
        "stated": list(_stated(solution, styles)),
        "events": [_card(solution, solved, styles) for solved in solution.events],
        "places": [
            {
                "number": number,
                "name": place.name,
                "country": place.country or "",
                "lon": place.lon,
                "lat": place.lat,
                "position": position_text(place.lon, place.lat),
                "source": place.source,
                "note": place.note,
                "chosen": any(id == place.id for _, id in solution.scenario.places),
            }
            for number, place in enumerate(solution.places, start=1)
        ],
        "conflicts": [_conflict(solution, scope, conflict, view) for scope, conflict in _conflicts(verdict)],
        "questions": _questions(solution, verdict),
        "sources": [
            {
                "name": source.name,
                "title": source.title or "",
                "via": source.via or "",
                "url": source.url or "",
                "archive": source.archive or "",
                "accessed": source.accessed or "",
                "sha256": source.sha256 or "",
            }
            for source in solution.case.sources
        ],
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
        "file": solution.case.file,
        "sha256": solution.case.sha256,
    }


def _speaks(solution: Solution, source: str) -> bool:
    return any(account.source == source for solved in solution.events for account in solved.accounts)


def _view(solution: Solution, verdict: Verdict | None) -> Bounds:
    near: list[tuple[float, float]] = []
    areas: list[Bounds] = []
    together = [("", solved.combined) for solved in solution.events if solved.combined is not None]
    for _, answer in (*_answers(solution), *together):
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
    far = [(place.lon, place.lat) for place in solution.places]
    if not near:  # bands come closest anywhere along a border: that must not pull the view away from the dispute
        far += [point for _, conflict in _conflicts(verdict) for point in conflict.closest or ()]
    return fitted(near, far, areas)


def _answers(solution: Solution) -> Iterator[tuple[str, Answer]]:
    for solved in solution.events:
        for account in solved.accounts:
            if account.answer is not None:
                yield account.source, account.answer


def _layers(solution: Solution, window: Bounds, styles: dict[str, int], disputed: set[str]) -> Iterator[Layer]:
    for solved in solution.events:
        event = solved.event
        torn = solved.combined is not None and solved.combined.status == UNSATISFIABLE
        for account in solved.accounts:
            if account.answer is not None and account.answer.region is not None:
                bounded = all(fix.radius_m < DISPUTE_RADIUS_M for fix in account.answer.fixes)
                said = f"where {_name(solution, account.source)}’s words allow it"
                yield {
                    **_layer(solution, solved, account.source, account.answer, window),
                    "kind": "account",
                    "style": styles.get(account.source, 0),
                    "label": f"{event.title}: {said}",
                    "on": bounded or torn or bool(disputed & set(account.claims)),
                }
        if solved.combined is not None and solved.combined.region is not None and _several(solved):
            bounded = all(fix.radius_m < DISPUTE_RADIUS_M for fix in solved.combined.fixes)
            yield {
                **_layer(solution, solved, "combined", solved.combined, window),
                "kind": "combined",
                "style": -1,
                "label": f"{event.title}: where all who place it allow it",
                "on": bounded,
            }


def _several(solved: EventSolution) -> bool:
    """Tell whether all together say something else than the only account: a link can, too."""
    answers = [account.answer for account in solved.accounts if account.answer is not None]
    return len(answers) > 1 or any(_areas(solved.combined) != _areas(answer) for answer in answers)


def _areas(answer: Answer | None) -> list[float]:
    return [fix.area_m2 for fix in answer.fixes] if answer is not None else []


def _layer(solution: Solution, solved: EventSolution, source: str, answer: Answer, window: Bounds) -> Layer:
    geometry, continues = clipped(answer.region, window) if answer.region is not None else (None, False)
    area = sum(fix.area_m2 for fix in answer.fixes)
    # A line from the middle of a wide area would look like the distance of the event.
    compact = all(fix.radius_m < DISPUTE_RADIUS_M for fix in answer.fixes)
    small = {(fix.lon, fix.lat) for fix in answer.fixes if compact and fix.radius_m < compact_m(window)}
    return {
        "id": f"{solved.event.id}/{source}",
        "event": solved.event.id,
        "geometry": geometry,
        "continues": f"continues beyond this map: {area_text(area)} in all" if continues else "",
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


def _distances(
    solution: Solution, solved: EventSolution, source: str, small: set[tuple[float, float]]
) -> Iterator[dict[str, Any]]:
    for key, measured in solved.measures:
        result = best(measured, solution.scenario.borders)
        if key.partition("/")[0] == source and result is not None and (measured.lon, measured.lat) in small:
            yield {
                "from": [measured.lon, measured.lat],
                "to": [result.nearest_lon, result.nearest_lat],
                "figure": _figure(result),
                "label": distance_text(result, border_names(result.border)),
            }


def _figure(result: BorderDistance) -> str:
    return ", ".join(filter(None, (metres_text(result.distance_m), azimuth_text(result.azimuth_deg))))


def _stated(solution: Solution, styles: dict[str, int]) -> Iterator[dict[str, Any]]:
    """Coordinates as stated where the words around them cannot all hold: what was said is still somewhere."""
    for solved in solution.events:
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
                "label": f"{solved.event.title}: coordinates as stated by {_name(solution, source)}, "
                f"{position_text(measured.lon, measured.lat)}",
                "to": [result.nearest_lon, result.nearest_lat] if result else [],
                "figure": _figure(result) if result else "",
            }


def _card(solution: Solution, solved: EventSolution, styles: dict[str, int]) -> dict[str, Any]:
    card = {
        "id": solved.event.id,
        "title": solved.event.title,
        "kind": solved.event.kind,
        "accounts": [_account(solution, solved, account, styles) for account in solved.accounts],
        "together": "",
    }
    if _several(solved) and solved.combined is not None:
        card["together"] = _together(solved.combined)
        card["figures"] = _figures(solution, solved, "combined", solved.combined)
    return card


def _together(answer: Answer) -> str:
    if answer.status == UNSATISFIABLE:
        gap = f": at least {metres_text(answer.gap_m[0])} must give" if answer.gap_m and answer.gap_m[0] > 0 else ""
        return f"No place fits all who speak of it{gap}."
    if answer.status == SATISFIABLE:
        return "There are places that fit all who speak of it."
    return "Whether a place fits all who speak of it could not be decided."


def _account(solution: Solution, solved: EventSolution, account: Account, styles: dict[str, int]) -> dict[str, Any]:
    case = solution.case
    answer = account.answer
    return {
        "name": _name(solution, account.source),
        "layer": f"{solved.event.id}/{account.source}" if answer is not None and answer.region is not None else "",
        "style": styles.get(account.source, 0),
        "claims": [_claim(case.claim(id), solved) for id in account.claims],
        "status": NO_POSITION if answer is None else _STATUS.get(answer.status, "not decided whether a place fits"),
        "figures": _figures(solution, solved, account.source, answer) if answer is not None else [],
        "stated": [
            distance_text(result, border_names(result.border))
            for key, measured in solved.measures
            if key == f"{account.source}/stated"
            for result in measured.results
        ],
        "ledger": steps_told(answer) if answer is not None else [],
    }


def _claim(claim: Claim, solved: EventSolution) -> dict[str, Any]:
    return {
        "says": list(claim.says),
        "read": [render(clause) for clause in claim.clauses],
        "left_over": [left.text for phrase in claim.phrases for left in phrase.unparsed],
        "when": when_text(claim),
        "words": claim.words or "",
        "why": claim.why or "",
        "of": "" if claim.event == solved.event.id else f"said of {claim.event}, and so of its parts",
        "retracted": claim.retracted or "",
        "denies": claim.denies,
        "position": bool(claim.clauses),
    }


def _figures(solution: Solution, solved: EventSolution, source: str, answer: Answer) -> list[dict[str, str]]:
    figures = []
    for number, fix in enumerate(answer.fixes, start=1):
        keys = {source, f"{source}/{number}"} if len(answer.fixes) == 1 else {f"{source}/{number}"}
        distances = [
            distance_text(result, border_names(result.border))
            for key, measured in solved.measures
            if key in keys
            for result in measured.results
        ]
        figures.append(
            {
                "position": position_text(fix.lon, fix.lat),
                "copy": f"{fix.lat:.6f}, {fix.lon:.6f}",
                "extent": f"within {metres_text(fix.radius_m)} of it, {area_text(fix.area_m2)} in all",
                "distances": "\n".join(distances),
            }
        )
    return figures


def _name(solution: Solution, source: str) -> str:
    return solution.case.source(source).name


def _conflicts(verdict: Verdict | None) -> Iterator[tuple[str, Any]]:
    """Conflicts between claims as they were made; what only a supposition breaks stands with its question."""
    if verdict is not None:
        seen: set[tuple[frozenset[str], frozenset[str]]] = set()
        for question in verdict.questions:
            if question.scope == "case":
                continue
            for conflict in question.conflicts:
                key = (frozenset(conflict.claims), frozenset(conflict.links))
                if key not in seen:
                    seen.add(key)
                    yield question.scope, conflict


def _conflict(solution: Solution, scope: str, conflict: Any, view: Bounds) -> dict[str, Any]:
    arrow, length_m = _gap_in(solution, conflict, view)
    return {
        "scope": scope,
        "why": conflict.why,
        "claims": _quotes(solution, conflict.claims),
        "figure": metres_text(conflict.separation_m) if conflict.separation_m else "",
        "gives": metres_text(conflict.gap_m) if conflict.gap_m else "",
        # Within one source's words the ends lie on its own marks: an arrow there would only hide them.
        "closest": [list(point) for point in arrow] if scope == "pair" else [],
        "length": metres_text(length_m) if length_m else "",
    }


def _quotes(solution: Solution, claims: tuple[str, ...]) -> list[str]:
    case = solution.case
    return [f"{_name(solution, case.claim(id).by)}: “{' / '.join(case.claim(id).says)}”" for id in claims]


def _gap_in(solution: Solution, conflict: Any, view: Bounds) -> tuple[tuple[Any, ...], float | None]:
    """Where two regions come closest in the view, and how close: a gap along a border is as wide out of sight."""
    if not conflict.closest or len(conflict.claims) != 2:
        return tuple(conflict.closest or ()), conflict.separation_m
    middle = inner(view)
    for solved in solution.events:
        parts: list[Any] = []
        for claim in conflict.claims:
            regions = [
                account.answer.region
                for account in solved.accounts
                if claim in account.claims and account.answer is not None and account.answer.region is not None
            ]
            parts += [part for region in regions[:1] if (part := shapely.intersection(region, middle)).area > 0]
        if len(parts) == 2:
            length_m, first, second = separation(parts[0], parts[1])
            if length_m > 0:
                return (first, second), length_m
    return conflict.closest, conflict.separation_m


def _questions(solution: Solution, verdict: Verdict | None) -> list[dict[str, Any]]:
    return [
        {
            "text": question.text,
            "verdict": question.verdict,
            "depends_on": [
                " and ".join(f"{axis_name(axis)}: “{choice}” in place of “{now}”" for axis, now, choice in flip.changes)
                + f" makes it {flip.verdict}"
                + (f" ({flip.why})" if flip.why else "")
                for flip in question.depends_on
            ],
            "broken": [
                " against ".join(_quotes(solution, conflict.claims))
                + (f": at least {metres_text(conflict.separation_m)} apart" if conflict.separation_m else "")
                for conflict in question.conflicts
            ]
            if question.supposed
            else [],
        }
        for question in sorted(verdict.questions if verdict else (), key=lambda one: _ORDER[one.verdict])
    ]


def _scenario(solution: Solution) -> list[str]:
    scenario = solution.scenario
    said = [
        f"borders as in {scenario.borders}, edges {scenario.edges}, their own error: {scenario.border_error}",
        f"how exact a written distance is: {scenario.convention}",
        f"“near” is within {metres_text(scenario.near_m)}",
    ]
    by_id = {place.id: place for place in solution.places}
    said += [f"“{name}” is {by_id[id].name} ({id})" for name, id in scenario.places if id in by_id]
    said += [f"supposed: {supposition}" for supposition in scenario.suppositions]
    return said


def _border_error(solution: Solution, lines: list[dict[str, Any]]) -> str:
    errors = [
        result.border_uncertainty_m
        for solved in solution.events
        for _, measured in solved.measures
        for result in measured.results
        if result.dataset == solution.scenario.borders
    ] or [line["uncertainty_m"] for line in lines if line["focus"]]
    return f"The border line itself may be off by about {metres_text(max(errors))} here." if errors else ""
