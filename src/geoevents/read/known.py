"""What the parts of a case file may refer to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from geoevents.model import Event, Place, Source


@dataclass(frozen=True, slots=True)
class Known:
    """What claims may refer to: every id and name in the file, be it right or wrong, and the records that are right."""

    source_ids: frozenset[str]
    event_ids: frozenset[str]
    sources: Mapping[str, Source]
    events: Mapping[str, Event]
    places: tuple[Place, ...]
    place_names: frozenset[str]
