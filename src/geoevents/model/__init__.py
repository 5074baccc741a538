"""The records that everything else speaks in: frozen, no I/O, no solving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geoevents.lazy import on_first_use

if TYPE_CHECKING:
    from geoevents.model.case import Case, Claim, Event, Link, Settings, Source, Supposition
    from geoevents.model.clause import (
        Anchor,
        AnyOf,
        AreaRef,
        At,
        Between,
        BorderRef,
        Clause,
        Depth,
        Distance,
        EventRef,
        InArea,
        Inside,
        LandRef,
        Leg,
        Near,
        Offset,
        Orthogonal,
        Outside,
        Phrase,
        PlaceRef,
        Toward,
        TripointRef,
        Unparsed,
        flat,
    )
    from geoevents.model.place import AdminArea, Border, Dataset, Place
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
    "Account", "AdminArea", "Anchor", "Answer", "AnyOf", "AreaRef", "At", "Between", "Border", "BorderDistance",
    "BorderRef", "Case", "Claim", "Clause", "Conflict", "Dataset", "Depth", "Distance", "Event", "EventRef",
    "EventSolution", "Fix", "Flip", "InArea", "Inside", "LandRef", "Leg", "Link", "Location", "Measurement",
    "Near", "Offset", "Orthogonal", "Outside", "Phrase", "Place", "PlaceRef", "Question", "Reading", "Rival",
    "Scenario", "Settings", "Solution", "Source", "Step", "Supposition", "Together", "Toward", "TripointRef",
    "Unparsed", "Verdict", "axis_name", "flat",
]  # fmt: skip

__getattr__, __dir__ = on_first_use(
    __name__,
    {
        "case": ["Case", "Claim", "Event", "Link", "Settings", "Source", "Supposition"],
        "clause": [
            "Anchor", "AnyOf", "AreaRef", "At", "Between", "BorderRef", "Clause", "Depth", "Distance", "EventRef",
            "InArea", "Inside", "LandRef", "Leg", "Near", "Offset", "Orthogonal", "Outside", "Phrase", "PlaceRef",
            "Toward", "TripointRef", "Unparsed", "flat",
        ],
        "place": ["AdminArea", "Border", "Dataset", "Place"],
        "result": [
            "Account", "Answer", "BorderDistance", "Conflict", "EventSolution", "Fix", "Flip", "Location",
            "Measurement", "Question", "Reading", "Rival", "Scenario", "Solution", "Step", "Together", "Verdict",
            "axis_name",
        ],
    },
)  # fmt: skip
