"""How a claim of a draft is to be read when its words stand alone, as a case file has them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from geoevents.drafting import facts
from geoevents.errors import GeoEventsError
from geoevents.locality import parse, render
from geoevents.model import Clause, PlaceRef

NO_POSITION = ("no position",)

SEVERAL = PlaceRef("?")
"""What "the town" is when several are named before it: a reviewer has to say which."""


def read_alone(
    says: Sequence[str],
    clauses: Sequence[Clause],
    party: str | None,
    towns: Sequence[str],
    asked: dict[PlaceRef, str | None],
) -> tuple[tuple[str, ...], list[str]]:
    """What `read` has to say so that words read alone as they do in their sentence, and what a reviewer should look at.

    `read` is () when `says` does by itself. `towns` are the places that are named just before, `asked` the places that
    were looked up already.
    """
    notes: list[str] = []
    return _read_alone(says, clauses, party, towns, asked, notes), notes


def _read_alone(
    says: Sequence[str],
    clauses: Sequence[Clause],
    party: str | None,
    towns: Sequence[str],
    asked: dict[PlaceRef, str | None],
    notes: list[str],
) -> tuple[str, ...]:
    kinds = [type(clause).__name__ for clause in clauses]
    places = [place for clause in clauses for place in facts.places(clause)]
    if SEVERAL in places:
        notes.append(f"which place is meant? These are named before: {', '.join(towns)}; write  read:")
        return NO_POSITION
    why = facts.unknown(places, asked)
    if why is not None:
        notes.append(f"{why} Or add it under places:, and remove read:")
        return NO_POSITION
    if _kinds(says, party, None) == kinds:
        return ()
    try:
        rendered = tuple(render(clause) for clause in clauses)
    except GeoEventsError:
        notes.append("how the words are read in the sentence cannot be written; write  read:")
        return NO_POSITION
    if _kinds(rendered, party, None) != kinds:
        notes.append("the words do not read alone as they do in the sentence; write  read:")
        return NO_POSITION
    named = list(dict.fromkeys(place.name for place in places))
    if _kinds(says, party, SEVERAL) == kinds and named:
        notes.append(f"the place is taken to be {', '.join(named)}, the only one named just before")
    else:
        notes.append("check read: it was made from the whole sentence")
    return rendered


def _kinds(texts: Iterable[str], party: str | None, town: PlaceRef | None) -> list[str] | None:
    """Kinds of the clauses that texts read as, each by itself as a case file reads it; None when one does not."""
    kinds: list[str] = []
    for text in texts:
        try:
            phrase = parse(text, speaker=party, town=town)
        except GeoEventsError:
            return None
        kinds += [type(clause).__name__ for clause in phrase.clauses]
    return kinds
