"""How far stated positions are from a line along the heading that goes with a stated distance."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from geoevents import atlas
from geoevents.earth.crossing import along_m
from geoevents.errors import GeoEventsError
from geoevents.model import At, BorderRef, Case, Claim, Distance, Link, Scenario
from geoevents.reasoning.constrain import border_lines
from geoevents.reasoning.sentences import distance_text
from geoevents.reasoning.standing import standing


def measured_along(case: Case, link: Link, scenario: Scenario) -> Iterator[str]:
    """Measure the stated positions at both ends of a link along the heading of the stated distances, on each dataset.

    The shortest distance cannot change by more than one moves; that along a heading can. So where figures are too far
    apart for the one, a reader wants to know whether they are those of the other.
    """
    ends = [_stated(case, end, link.by) for end in (link.a, link.b)]
    if any(end is None for end in ends):
        return
    (here, one), (there, other) = (end for end in ends if end is not None)
    if (
        one.bearing is None
        or other.bearing is None
        or one.target != other.target
        or one.bearing.deg != other.bearing.deg
    ):
        return
    told = []
    for dataset in atlas.datasets():
        try:
            lines = border_lines(one.target.country, one.target.neighbour, dataset.name)  # type: ignore[union-attr]
        except GeoEventsError:
            continue
        lon, lat = (np.array([getattr(at.where, axis) for at in (here, there)]) for axis in ("lon", "lat"))
        far = along_m(lines, lon, lat, one.bearing.deg + 180.0, edges=scenario.edges)
        if np.isfinite(far).all():
            told.append(
                f"{far[0] / 1000:.1f} and {far[1] / 1000:.1f} km on {dataset.name}, which differ by "
                f"{distance_text(abs(far[0] - far[1]))}"
            )
    if told:
        yield (
            f"Measured along the heading ({one.bearing.text}) instead, the stated positions are from that line "
            f"{'; '.join(told)}. Stated are {one.distance.text} and {other.distance.text}."
        )


def _stated(case: Case, event: str, by: str | None) -> tuple[At, Distance] | None:
    """Give the position and the distance from a border that somebody states of an event, with a heading."""
    claims = [claim for claim in standing(case) if claim.event == event and by in (None, claim.by) and not claim.denies]
    return next(((at, far) for at in _clauses(claims, At) for far in _clauses(claims, Distance) if _headed(far)), None)


def _headed(clause: Distance) -> bool:
    return isinstance(clause.target, BorderRef) and clause.bearing is not None


def _clauses(claims: list[Claim], kind: type) -> list:  # type: ignore[type-arg]
    return [clause for claim in claims for clause in claim.clauses if isinstance(clause, kind)]
