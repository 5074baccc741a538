"""A located phrase in the form of a case: each reading is an account, so that page and file show both alike."""

from __future__ import annotations

from geoevents.model import (
    Account,
    Case,
    Claim,
    Event,
    EventSolution,
    Location,
    Phrase,
    Place,
    Scenario,
    Solution,
    Source,
)


def solution_of(location: Location) -> Solution:
    """A case of one event, with one account for each reading of the phrase."""
    phrase = Phrase(location.text, location.lang, location.clauses, location.unparsed, location.notes)
    event = Event("phrase", "phrase", location.text)
    sources, claims, accounts = [], [], []
    places: dict[str, Place] = {}
    for number, reading in enumerate(location.readings, start=1):
        places |= {place.id: place for place in reading.places}
        # Where a place is from stands beside it in the list of places: as a name of an account it would be read as one.
        meant = ", ".join(
            f"{place.name} ({place.country})" if place.country else place.name for place in reading.places
        )
        id = f"reading-{number}"
        sources.append(Source(id, f"reading {number}" + (f": {meant}" if meant else "")))
        claims.append(Claim(id, id, event.id, (location.text,), (phrase,)))
        accounts.append(Account(id, (id,), reading.answer))
    case = Case("phrase", location.text, "Where is that?", tuple(sources), (event,), tuple(claims))
    scenario = location.readings[0].scenario if location.readings else Scenario()
    solved = EventSolution(event, tuple(accounts), None)
    return Solution(case, scenario, (solved,), tuple(places.values()), location.notes)
