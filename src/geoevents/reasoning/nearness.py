"""What rests on how far "near" reaches: that is our own default, and the smallest reach that would do is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from geoevents.earth import inverse
from geoevents.model import At, Clause, Distance, Flip, Link, PlaceRef, Scenario, Toward
from geoevents.model.result import CONSISTENT, INCONSISTENT
from geoevents.reasoning.bench import Bench
from geoevents.reasoning.scenario import REACH, rest_on_near
from geoevents.reasoning.sentences import distance_text
from geoevents.reasoning.standing import Placed, asserted, denied

SAID = {
    "near": "“near”",
    "toward": "a heading without a distance",
    "outskirts": "“outskirts”",
    "just outside": "“just outside”",
    "around": "a border triangle",
}
FARTHEST_NEAR_M = 1_000_000.0
GRAIN_M = 100.0


def near_flip(
    bench: Bench, scenario: Scenario, items: Sequence[Placed], links: Sequence[Link], default: str
) -> Flip | None:
    """Give the reach of "near" that would satisfy what does not hold with the default; None when none would.

    A conflict that goes away when "near" reaches farther, or where it is denied less far, rests on our own figure, and
    is no contradiction of theirs.
    """
    clauses = [clause for claim in {claim.id: claim for claim, _ in items}.values() for clause in asserted(claim)]
    if default != INCONSISTENT or not rest_on_near(clauses):
        return None
    # What "near" is denied, or has to be far from, holds where it reaches less far.
    for end_m, told in ((FARTHEST_NEAR_M, "have to reach"), (0.0, "have to reach no farther than")):
        if bench.impossible(replace(scenario, near_m=end_m), items, links):
            continue
        holds, fails = end_m, scenario.near_m
        while abs(holds - fails) > GRAIN_M:
            middle = (holds + fails) / 2
            if bench.impossible(replace(scenario, near_m=middle), items, links):
                fails = middle
            else:
                holds = middle
        why = f"{_reaching(clauses, told, holds, scenario.near_m)}, which is no figure of theirs"
        return Flip("near_m", f"{scenario.near_m:g}", f"{holds:.0f}", CONSISTENT, why)
    return None


def _reaching(clauses: Sequence[Clause], told: str, reach_m: float, default_m: float) -> str:
    """Say how far vague words would have to reach: the one that there is, or by how much all of them more."""
    words = {"toward" if isinstance(one, Toward) else str(one.relation) for one in rest_on_near(clauses)}
    if len(words) == 1:
        word = words.pop()
        return f"{SAID[word]} would {told} {distance_text(reach_m * REACH[word])}"
    return f"vague words would {told} {reach_m / default_m:.3g} times our figures for them"


def how_near(bench: Bench, scenario: Scenario, items: Sequence[Placed], links: Sequence[Link]) -> Iterator[str]:
    """Say how far stated coordinates are from places that other claims call near, where all are put at one place."""
    together = {end for link in links if link.kind == "same place" for end in (link.a, link.b)}
    claims = {claim.id: (claim, event) for claim, event in items if event in together and not denied(claim)}
    places = {
        (clause.text, clause.anchor.name)
        for claim, _ in claims.values()
        for clause in rest_on_near(asserted(claim))
        if not isinstance(clause, Distance) and isinstance(clause.anchor, PlaceRef)
    }
    for claim, event in claims.values():
        for clause in asserted(claim):
            if not isinstance(clause, At):
                continue
            for text, name in sorted(places):
                far = [
                    float(inverse(clause.where.lon, clause.where.lat, place.lon, place.lat)[2])
                    for place in bench.candidates[name]
                ]
                span = _span(min(far), max(far))
                count = f"the middle of the {len(far)} places of that name" if len(far) > 1 else "its middle"
                yield (
                    f"“{text}”: the stated position of the {event} is {span} from {count}. Whether that is near rests "
                    f"on our own default, {distance_text(scenario.near_m)} from its edge."
                )


def _span(low_m: float, high_m: float) -> str:
    if round(low_m, -2) == round(high_m, -2):
        return distance_text(low_m)
    return f"{low_m / 1000:.1f} to {high_m / 1000:.1f} km"
