"""The order of a report: the answer first, then why, then what it rests on."""

from __future__ import annotations

from geoevents.dossier.answer import answer_of, conflicts_of, head_of, turns_on_of
from geoevents.dossier.basis import (
    choices_of,
    citation_of,
    data_of,
    glossary_of,
    ledger_of,
    sources_of,
    stated_of,
)
from geoevents.dossier.blocks import Document, Picture, Section
from geoevents.dossier.events import events_of
from geoevents.model import Verdict


def document_of(verdict: Verdict) -> Document:
    """Everything that a report says, taken from the verdict alone: nothing is solved or read again."""
    return Document(
        verdict.case.title or verdict.case.id,
        tuple(head_of(verdict)),
        (
            Section("map", "The situation on a map", (Picture(),)),
            answer_of(verdict),
            conflicts_of(verdict),
            turns_on_of(verdict),
            sources_of(verdict),
            events_of(verdict),
            stated_of(verdict),
            choices_of(verdict),
            ledger_of(verdict),
            data_of(verdict),
            citation_of(verdict),
            glossary_of(),
        ),
    )
