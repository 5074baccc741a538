"""Which steps of a ledger can be published beside coarse positions: by a list of what may be told."""

from __future__ import annotations

from collections.abc import Sequence

from geoevents.model import Step
from geoevents.reasoning.ledger import (
    CHOICES,
    CLAUSE,
    DATASET,
    ELSEWHERE,
    LINK,
    OUTLOOK,
    PROGRAM,
    TIE,
    WINDOW,
)

TOLD_STEPS = frozenset({PROGRAM, CHOICES, DATASET, CLAUSE, ELSEWHERE, LINK, TIE, WINDOW, OUTLOOK})
TOLD_VALUES = frozenset((
    "program", "version", "borders", "border_error", "edges", "convention", "extent", "depth", "distance",
    "about", "near_m", "places", "suppositions", "why", "dataset", "date", "file", "licence", "sha256", "source",
    "title", "uncertainty_m", "border", "kind", "border_error_m", "by", "candidate", "claim", "country",
    "coast_error_m", "coast_uncertainty_m", "distance_m", "event", "events", "from", "half_lat_deg",
    "half_lon_deg", "half_width_deg", "heading_deg", "high_m", "inferred", "inferred_parts", "land", "land_date",
    "lat", "link", "lon", "low_m", "no_side_because", "radius_m", "read", "read_as", "says", "shape",
    "shape_as_drawn", "share_of_line_facing", "side", "side_of_heading", "span", "supposed", "supposition",
    "waters", "window", "within_m", "written", "denied",
))  # fmt: skip
"""Values of a ledger that say no more than the coarse case of which they are made."""


def told_steps(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Keep what is made of the coarse case, without what came out of it, which has a witness and a gap.

    A value that nobody decided on is left out, as is the source of a place, which may state its position.
    """
    return tuple(
        Step(step.what, {key: value for key, value in step.values.items() if key in TOLD_VALUES}, step.kind)
        for step in steps
        if step.kind in TOLD_STEPS
    )
