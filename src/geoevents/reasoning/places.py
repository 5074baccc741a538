"""Which candidates a name can mean, for a phrase or for a whole case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from geoevents.gazetteer import places as gazetteer
from geoevents.gazetteer.areas_meant import area_candidates
from geoevents.model import AreaRef, Case, Clause, Place, Scenario
from geoevents.reasoning.scenario import place_names


def candidates_of(
    clauses: Iterable[Clause], *, country: str | None = None, extra: Sequence[Place] = ()
) -> dict[str, tuple[Place, ...]]:
    """Give every candidate of every name in the clauses, ranked; `UnknownPlaceError` for an unknown name."""
    found: dict[str, tuple[Place, ...]] = {}
    for reference in place_names(clauses):
        if isinstance(reference, AreaRef):
            found[reference.name] = area_candidates(reference, country)
        else:
            found[reference.name] = gazetteer.candidates(
                reference.name, reference.country or country, extra=tuple(extra)
            )
    return found


def candidates_of_case(case: Case) -> dict[str, tuple[Place, ...]]:
    """Give every candidate of every name in a case, its own places first."""
    clauses = [clause for claim in case.claims for clause in claim.clauses]
    clauses += [clause for supposition in case.suppositions for _, clause in supposition.clauses]
    return candidates_of(clauses, extra=case.places)


def chosen(scenario: Scenario, candidates: Mapping[str, Sequence[Place]]) -> dict[str, Place]:
    """Give the candidate that a scenario takes for each name: the one it names, else the highest ranked."""
    wanted = dict(scenario.places)
    return {
        name: next((place for place in places if place.id == wanted.get(name)), places[0])
        for name, places in candidates.items()
    }
