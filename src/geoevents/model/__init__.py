"""The records that everything else speaks in: frozen, no I/O, no solving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoevents.lazy import on_first_use

if TYPE_CHECKING:
    from geoevents.model.case import Case, Claim, Event, Link, Settings, Source, Supposition
    from geoevents.model.clause import (
        Anchor,
        At,
        BorderRef,
        Clause,
        Depth,
        Distance,
        EventRef,
        Inside,
        LandRef,
        Near,
        Offset,
        Outside,
        Phrase,
        PlaceRef,
        Unparsed,
    )
    from geoevents.model.place import Border, Dataset, Place
    from geoevents.model.result import (
        Account,
        Answer,
        BorderDistance,
        Conflict,
        EventSolution,
        Fix,
        Flip,
        Location,
        Measurement,
        Question,
        Reading,
        Rival,
        Scenario,
        Solution,
        Step,
        Together,
        Verdict,
        axis_name,
    )

__all__ = [
    "Account", "Anchor", "Answer", "At", "Border", "BorderDistance", "BorderRef", "Case", "Claim", "Clause",
    "Conflict", "Dataset", "Depth", "Distance", "Event", "EventRef", "EventSolution", "Fix", "Flip", "Inside",
    "LandRef", "Link", "Location", "Measurement", "Near", "Offset", "Outside", "Phrase", "Place", "PlaceRef",
    "Question", "Reading", "Rival", "Scenario", "Settings", "Solution", "Source", "Step", "Supposition", "Together",
    "Unparsed", "Verdict", "axis_name",
]  # fmt: skip

__getattr__, __dir__ = on_first_use(
    __name__,
    {
        "case": ["Case", "Claim", "Event", "Link", "Settings", "Source", "Supposition"],
        "clause": [
            "Anchor", "At", "BorderRef", "Clause", "Depth", "Distance", "EventRef", "Inside", "LandRef", "Near",
            "Offset", "Outside", "Phrase", "PlaceRef", "Unparsed",
        ],
        "place": ["Border", "Dataset", "Place"],
        "result": [
            "Account", "Answer", "BorderDistance", "Conflict", "EventSolution", "Fix", "Flip", "Location",
            "Measurement", "Question", "Reading", "Rival", "Scenario", "Solution", "Step", "Together", "Verdict",
            "axis_name",
        ],
    },
)  # fmt: skip
