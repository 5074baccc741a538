"""Results as plain dictionaries for JSON.

The keys are a contract with other people's programs: they may be added to, never renamed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from geoevents.model import (
    Answer,
    BorderDistance,
    Conflict,
    EventSolution,
    Fix,
    Location,
    Measurement,
    Place,
    Question,
    Scenario,
    Solution,
    Step,
    Verdict,
)
from geoevents.reasoning.withhold import statement
from geoevents.write.figures import Document, degrees, metres, number, plain, region_json
from geoevents.write.words import claim_json, clause_json, link_json, unparsed_json

if TYPE_CHECKING:
    from geoevents.reasoning.changed import Difference


def difference_json(difference: Difference) -> Document:
    """What `geoevents diff --json` prints: both verdicts, and everything that differs, before and after."""
    return {
        "before": {"case": difference.before.case.id, "sha256": difference.before.case.sha256},
        "after": {"case": difference.after.case.id, "sha256": difference.after.case.sha256},
        "verdict": {"before": difference.before.verdict, "after": difference.after.verdict},
        "changed": [
            {
                "what": change.what,
                "id": change.id,
                "kind": change.kind,
                "before": None if change.before is None else plain(change.before),
                "after": None if change.after is None else plain(change.after),
                **({} if change.moved_m is None else {"moved_m": metres(change.moved_m)}),
            }
            for change in difference.changes
        ],
    }


def generalised_json(document: Mapping[str, Any], grain_m: float) -> Document:
    """Put first in a document that its positions are coarse."""
    return {"generalised_m": metres(grain_m), "generalised": statement(grain_m), **document}


def location_json(location: Location) -> Document:
    """What `geoevents locate --json` prints: the phrase, how it was read, and every reading with its fixes."""
    return {
        "text": location.text,
        "lang": location.lang,
        "clauses": [clause_json(clause) for clause in location.clauses],
        "unparsed": [unparsed_json(left) for left in location.unparsed],
        "notes": list(location.notes),
        "readings": [
            {
                "scenario": scenario_json(reading.scenario),
                "places": [place_json(place) for place in reading.places],
                **answer_json(reading.answer),
            }
            for reading in location.readings
        ],
    }


def measurement_json(measurement: Measurement, query: str) -> Document:
    """What `geoevents distance --json` prints; `spread_m` only when there are several datasets."""
    document: Document = {
        "query": query,
        "point": {
            "lon": degrees(measurement.lon),
            "lat": degrees(measurement.lat),
            "radius_m": metres(measurement.radius_m),
        },
        "results": [_border_distance(result) for result in measurement.results],
        "density": measurement.density,
        "warnings": list(measurement.warnings),
    }
    if measurement.spread_m is not None:
        document["spread_m"] = metres(measurement.spread_m)
    return document


def solution_json(solution: Solution) -> Document:
    """What `geoevents solve --json` prints: every event by every account, and by all of them together."""
    case = solution.case
    return {
        "case": case.id,
        "title": case.title,
        "question": case.question,
        "file": case.file,
        "sha256": case.sha256,
        "scenario": scenario_json(solution.scenario),
        "events": [
            {
                "id": solved.event.id,
                "kind": solved.event.kind,
                "title": solved.event.title,
                "part_of": solved.event.part_of,
                "accounts": [
                    {
                        "source": account.source,
                        "claims": list(account.claims),
                        "left_out": [{"claim": id, "why": why} for id, why in account.left_out],
                        **(answer_json(account.answer) if account.answer is not None else _unplaced()),
                    }
                    for account in solved.accounts
                ],
                "combined": _combined(solved),
                "measures": [_measure(of, measured) for of, measured in solved.measures],
            }
            for solved in solution.events
        ],
        "claims": [claim_json(claim) for claim in case.claims],
        "links": [link_json(link) for link in case.links],
        "places": [place_json(place) for place in solution.places],
        "warnings": list(solution.warnings),
    }


def _combined(solved: EventSolution) -> Document | None:
    """All accounts together; where they cannot hold, each largest set of claims that can has its fixes."""
    if solved.combined is None:
        return None
    sets = [
        {"claims": list(one.claims), "links": list(one.links), **answer_json(one.answer)} for one in solved.together
    ]
    return {**answer_json(solved.combined), "consistent_sets": sets}


def verdict_json(verdict: Verdict) -> Document:
    """What `geoevents check --json` prints: what can be true together, and on what that depends."""
    case = verdict.case
    return {
        "case": case.id,
        "title": case.title,
        "verdict": verdict.verdict,
        "headline": verdict.headline,
        "note": verdict.note,
        "scenario": scenario_json(verdict.solution.scenario),
        "questions": [_question(question) for question in verdict.questions],
        "table": [{str(key): plain(value) for key, value in row.items()} for row in verdict.table],
        "tried": verdict.tried,
        "rivals": [
            {
                "event": rival.event,
                "attribute": rival.attribute,
                "disputed": rival.disputed,
                "values": [{"value": value, "claims": list(claims)} for value, claims in rival.values],
            }
            for rival in verdict.rivals
        ],
        "claims": [claim_json(claim) for claim in case.claims],
        "links": [link_json(link) for link in case.links],
        "warnings": list(verdict.solution.warnings),
    }


def answer_json(answer: Answer) -> Document:
    """An answer: status, gap, fixes, witness, ledger.

    `gap_m` is the smallest dilation at which a common position was found, `gap_low_m` the largest below which there
    is none; both are null where nothing was searched.
    """
    return {
        "status": answer.status,
        "gap_m": metres(answer.gap_m[1]) if answer.gap_m is not None else None,
        "gap_low_m": metres(answer.gap_m[0]) if answer.gap_m is not None else None,
        "fixes": [fix_json(fix) for fix in answer.fixes],
        "witness": _position(*answer.witness) if answer.witness is not None else None,
        "ledger": [_step(step) for step in answer.ledger],
    }


def fix_json(fix: Fix) -> Document:
    """A fix: corrected center, geographic radial, area, country and region."""
    return {
        "lon": degrees(fix.lon),
        "lat": degrees(fix.lat),
        "radius_m": metres(fix.radius_m),
        "area_m2": number(fix.area_m2, 1),
        "country_as_drawn": fix.country_as_drawn,
        **_drawn(fix),
        "region": region_json(fix.region),
    }


def scenario_json(scenario: Scenario) -> Document:
    """One choice on every axis; `places` maps names as written to the ids of the chosen candidates."""
    return {
        "borders": scenario.borders,
        "border_error": scenario.border_error,
        "edges": scenario.edges,
        "convention": scenario.convention,
        "extent": scenario.extent,
        "depth": scenario.depth,
        "distance": scenario.distance,
        "about": scenario.about,
        "near_m": metres(scenario.near_m),
        "places": dict(scenario.places),
        "suppositions": list(scenario.suppositions),
    }


def place_json(place: Place) -> Document:
    """A candidate for a name, with the keys of `geoevents places find --json`."""
    return {
        "id": place.id,
        "name": place.name,
        "country": place.country,
        "lon": degrees(place.lon),
        "lat": degrees(place.lat),
        "radius_m": metres(place.radius_m),
        "source": place.source,
        "kind": place.kind,
        "population": place.population,
        "matched": place.matched,
        "score": number(place.score, 4),
        "note": place.note,
    }


def _unplaced() -> Document:
    return {"status": None, "gap_m": None, "gap_low_m": None, "fixes": [], "witness": None, "ledger": []}


def _position(lon: float, lat: float) -> Document:
    return {"lon": degrees(lon), "lat": degrees(lat)}


def _border_distance(result: BorderDistance) -> Document:
    return {
        "dataset": result.dataset,
        "date": result.date,
        "border": result.border,
        "kind": result.kind,
        "status": result.status,
        "distance_m": metres(result.distance_m),
        "low_m": metres(result.low_m),
        "high_m": metres(result.high_m),
        "border_uncertainty_m": metres(result.border_uncertainty_m),
        "nearest": _position(result.nearest_lon, result.nearest_lat),
        "azimuth_deg": None if result.azimuth_deg is None else _azimuth(result.azimuth_deg),
        "country_as_drawn": result.country_as_drawn,
        **_drawn(result),
        "side": result.side,
        "p_side": {code: number(p, 6) for code, p in result.p_side.items()},
    }


def _drawn(of: Fix | BorderDistance) -> Document:
    """All countries as drawn; null where the dataset does not say, with the reason."""
    if of.countries_as_drawn is None:
        return {"countries_as_drawn": None, "country_reason": of.country_reason}
    return {"countries_as_drawn": list(of.countries_as_drawn)}


def _azimuth(azimuth_deg: float) -> float | None:
    rounded = number(azimuth_deg, 4)
    return 0.0 if rounded == 360.0 else rounded


def _measure(of: str, measured: Measurement) -> Document:
    document = measurement_json(measured, of)
    del document["query"]
    return {"of": of, **document}


def _question(question: Question) -> Document:
    return {
        "id": question.id,
        "scope": question.scope,
        "text": question.text,
        "verdict": question.verdict,
        "default": question.default,
        "claims": list(question.claims),
        "conflicts": [_conflict(conflict) for conflict in question.conflicts],
        "consistent_sets": [list(together) for together in question.consistent_sets],
        "depends_on": [
            {
                "axis": flip.axis,
                "default": plain(flip.default),
                "choice": plain(flip.choice),
                "verdict": flip.verdict,
                "why": flip.why,
            }
            for flip in question.depends_on
        ],
        "supposed": question.supposed,
        "notes": list(question.notes),
        "witnesses": [list(together) for together in question.witnesses],
        "complete": question.complete,
    }


def _conflict(conflict: Conflict) -> Document:
    closest = conflict.closest
    return {
        "claims": list(conflict.claims),
        "links": list(conflict.links),
        "gap_m": metres(conflict.gap_m),
        "gap_low_m": metres(conflict.gap_low_m),
        "separation_m": metres(conflict.separation_m),
        "lower_bound_m": metres(conflict.lower_bound_m),
        "why": conflict.why,
        "read_as": list(conflict.read_as),
        "exact_m": metres(conflict.exact_m),
        "closest": [_position(*closest[0]), _position(*closest[1])] if closest is not None else None,
    }


def _step(step: Step) -> Document:
    """A step of a ledger; its figures are exact, because the answer is made again from them."""
    return {"kind": step.kind, "what": step.what, "values": plain(step.values, None)}
