"""What is said of events beside where and when: carried, shown side by side, and not solved."""

from __future__ import annotations

from geoevents.model import Case, Rival
from geoevents.reasoning.standing import standing


def rivals_of(case: Case) -> tuple[Rival, ...]:
    """Give each attribute of each event with every value that is stated, and the claims that state it.

    Examples
    --------
    >>> from geoevents import data
    >>> from geoevents.read.case import read_case
    >>> found = rivals_of(read_case(data.path("cases/tinzaouatine-2025.yaml")))
    >>> [(rival.attribute, [value for value, _ in rival.values]) for rival in found]
    [('type', ['Akinci']), ('who', ['Algeria', 'FLA'])]
    """
    told: dict[tuple[str, str], dict[str, list[str]]] = {}
    for claim in standing(case):
        for attribute, value in claim.attributes.items():
            told.setdefault((claim.event, attribute), {}).setdefault(value, []).append(claim.id)
    events = {event.id: number for number, event in enumerate(case.events)}
    return tuple(
        Rival(event, attribute, tuple((value, tuple(claims)) for value, claims in values.items()))
        for (event, attribute), values in sorted(told.items(), key=lambda item: (events[item[0][0]], item[0][1]))
    )
