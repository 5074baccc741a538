"""One minimal conflict with its figures: gap, separation, what arithmetic says, and the sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from geoevents.earth import destination, inverse
from geoevents.model import Conflict, Link, Scenario
from geoevents.reasoning.bench import MEASURED, Bench, Part, Separated, held
from geoevents.reasoning.gap import lower_bound_m, separation_of
from geoevents.reasoning.sentences import read_as, sentence
from geoevents.reasoning.standing import Placed, denied


def collision(bench: Bench, scenario: Scenario, parts: Sequence[Part]) -> Conflict:
    """Measure a minimal conflict; one that several questions meet is measured once."""
    placed, tied = held(parts)
    key = (scenario, frozenset((claim.id, event) for claim, event in placed), frozenset(link.id for link in tied))
    if key not in bench.measured:
        measured = len(bench.measured) - bench.unmeasured < MEASURED
        bench.unmeasured += not measured
        bench.measured[key] = _measured(bench, scenario, placed, tied, figures=measured)
    return bench.measured[key]


def _measured(
    bench: Bench, scenario: Scenario, placed: Sequence[Placed], tied: Sequence[Link], *, figures: bool = True
) -> Conflict:
    network = bench.network(scenario)
    every = [*tied, *(link for link in network.supposed() if link not in tied)]
    claims = tuple(dict.fromkeys(claim.id for claim, _ in placed))
    read = read_as([bench.case.claim(id) for id in claims], tied, scenario)
    found = Conflict(claims, "", None, None, links=tuple(link.id for link in tied), read_as=read)
    if network.out_of_time(placed, every):
        found = replace(found, read_as=())
        return replace(found, why=sentence(bench.case, found, in_time=False))
    if not figures:
        return replace(found, why=sentence(bench.case, found))
    if len(claims) == 2 and not tied:
        found = _apart(bench, scenario, found)
    missed = network.gap_of(placed, every, _between(found))
    if missed is not None:
        found = replace(found, gap_low_m=missed[0], gap_m=missed[1])
    if len(claims) == 2 and not tied:
        exact = replace(scenario, convention="exact")
        if scenario.convention != "exact" and found.separation_m:
            found = replace(found, exact_m=_apart(bench, exact, found).separation_m)
    return replace(found, why=sentence(bench.case, found))


def _between(conflict: Conflict) -> tuple[float, float] | None:
    """Give the middle of where two regions come closest, from where a gap is best looked for."""
    if conflict.closest is None:
        return None
    here, there = conflict.closest
    azimuth, _, distance = inverse(*here, *there)
    lon, lat = destination(*here, azimuth, distance / 2)
    return float(np.squeeze(lon)), float(np.squeeze(lat))


def _apart(bench: Bench, scenario: Scenario, conflict: Conflict) -> Conflict:
    # The same two claims conflict at one event after the other: how far apart they are does not change.
    key = (scenario, conflict.claims)
    if key not in bench.apart:
        bench.apart[key] = _separated(bench, scenario, conflict.claims)
    bound, apart = bench.apart[key]
    conflict = replace(conflict, lower_bound_m=bound if bound > 0.0 else None)
    if apart is None:
        return conflict
    return replace(conflict, separation_m=max(apart[0], bound), closest=(apart[1], apart[2]))


def _separated(bench: Bench, scenario: Scenario, ids: Sequence[str]) -> Separated:
    network = bench.network(scenario)
    claims = [bench.case.claim(id) for id in ids]
    one, other = (network.constraints(claim) for claim in claims)
    if not one or not other:
        return 0.0, None
    bound = 0.0 if any(denied(claim) for claim in claims) else lower_bound_m(one, other)
    return bound, separation_of(one, other, network.outlook(), bound)
