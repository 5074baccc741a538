"""What stated figures say by themselves, before any map is looked at."""

from __future__ import annotations

from geoevents.model import Case, Question, Scenario
from geoevents.reasoning.distances import questions_of_one_event, questions_of_ways, stated_distances
from geoevents.reasoning.separations import questions_of_ways_round
from geoevents.reasoning.slips import questions_of_slips
from geoevents.reasoning.speeds import questions_of_speed


def questions_of_figures(case: Case, scenario: Scenario) -> tuple[Question, ...]:
    """Put the figures of a case to arithmetic.

    Parameters
    ----------
    case
        As `read_case` gives it.
    scenario
        One choice on every axis. Of its axes only rounding, the width of "about", and what a depth and a distance
        along a heading measure change a figure without a map.

    Returns
    -------
    tuple of Question
        Of scope "arithmetic", in an order that does not depend on that of the claims: distances to one line over a
        stated way and of one event, ways between events, speeds, and figures that look converted. Only where there is
        something to say; claims are never changed.

    Examples
    --------
    >>> from geoevents import data
    >>> from geoevents.read.case import read_case
    >>> case = read_case(data.path("cases/tinzaouatine-2025-followups.yaml"))
    >>> [(question.id, question.verdict) for question in questions_of_figures(case, Scenario())]
    [('stated-separation:figures', 'depends')]
    """
    stated = stated_distances(case)
    return (
        *questions_of_ways(case, scenario, stated),
        *questions_of_one_event(case, scenario, stated),
        *questions_of_ways_round(case, scenario),
        *questions_of_speed(case, scenario),
        *questions_of_slips(case, scenario),
    )
