"""Conflicts in a sentence that a reader understands: who says what, that nothing satisfies it, and by how much."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from geoevents.model import Case, Claim, Conflict, Link, Scenario
from geoevents.quantity import Length, Quantity, length
from geoevents.reasoning.scenario import quantities_of
from geoevents.reasoning.standing import asserted

TOUCH_M = 1.0
"""Regions are drawn larger by their tolerance: what is nearer than this touches."""


def sentence(case: Case, conflict: Conflict, *, in_time: bool = True) -> str:
    """Say a conflict: "A says 2 km inside Algeria; B says within Mali: nothing satisfies both; ...".

    Parameters
    ----------
    case, conflict
        The conflict with its figures.
    in_time
        False when the times alone leave no order.
    """
    claims = [case.claim(id) for id in conflict.claims]
    links = [link for link in case.links if link.id in conflict.links]
    speakers = dict.fromkeys(claim.by for claim in claims)
    told = "; ".join([*(_says(case, by, claims) for by in speakers), *(_states(case, link) for link in links)])
    count = sum(len(claim.phrases) for claim in claims) + len(links)
    all_of = "both" if count == 2 else "all of it"
    if not in_time:
        when = ", ".join(dict.fromkeys(f"“{claim.when.text}”" for claim in claims if claim.when is not None))
        return f"{told}: no times satisfy {all_of} ({when})" if when else f"{told}: no order satisfies {all_of}"
    figures = figures_of(conflict)
    return f"{told}: nothing satisfies {all_of}" + (f"; {figures}" if figures else "")


def figures_of(conflict: Conflict) -> str:
    """Say by how much a conflict misses, and how its figures were read."""
    read = f" with {'; '.join(conflict.read_as)}" if conflict.read_as else ""
    apart, exact_m = conflict.separation_m, conflict.exact_m
    if apart is not None and apart < TOUCH_M:
        return "what they allow meets along a line, and no position is in both"
    if apart:
        text = f"their regions are {distance_text(apart)} apart{read}"
        if exact_m is not None and distance_text(exact_m) != distance_text(apart):
            text += f", {distance_text(exact_m)} if every figure is exact"
        return text
    return f"each would have to give way by {distance_text(conflict.gap_m)}{read}" if conflict.gap_m else ""


def read_as(claims: Iterable[Claim], links: Iterable[Link], scenario: Scenario) -> tuple[str, ...]:
    """Say how the figures of claims and links are read: "2 km read as 2 ± 0.5 km"."""
    return tuple(dict.fromkeys(_read(scenario, _quantities(claims, links))))


def _says(case: Case, by: str, claims: Sequence[Claim]) -> str:
    words = ", ".join(
        f"“{words}”{' (a denial)' if claim.denies else ''}"
        for claim in claims
        if claim.by == by
        for words in claim.says
    )
    return f"{case.source(by).name} says {words}"


def _states(case: Case, link: Link) -> str:
    return f"{case.source(link.by).name} says {link.text}" if link.by else f"stated: {link.text}"


def _quantities(claims: Iterable[Claim], links: Iterable[Link]) -> list[Quantity]:
    stated = [one for claim in claims for clause in asserted(claim) for one in quantities_of(clause)]
    return [quantity for quantity in (*stated, *(link.distance for link in links)) if quantity is not None]


def _read(scenario: Scenario, quantities: Iterable[Quantity]) -> list[str]:
    found = []
    for quantity in quantities:
        span = length(quantity, scenario.convention, scenario.about)
        if span.low_m < span.high_m:
            found.append(f"{quantity.text} read as {range_text(span, quantity)}")
    return found


def range_text(span: Length, quantity: Quantity) -> str:
    """Write the interval that a figure leaves, in the figure's own unit.

    Examples
    --------
    >>> two = Quantity("2 km", "2", "km")
    >>> range_text(length(two), two)
    '2 ± 0.5 km'
    """
    unit_m = length(Quantity("", "1", quantity.unit), "exact").m
    middle, low, high = span.m / unit_m, span.low_m / unit_m, span.high_m / unit_m
    if quantity.hedge == "at least" or high == float("inf"):
        return f"{low:g} {quantity.unit} or more"
    if abs((high - middle) - (middle - low)) < 1e-9:
        return f"{middle:.10g} ± {high - middle:.6g} {quantity.unit}"
    return f"{low:.6g} to {high:.6g} {quantity.unit}"


def distance_text(metres: float) -> str:
    """Write a distance as people read it: metres below 1 km, then kilometres.

    Examples
    --------
    >>> distance_text(441.2), distance_text(1499.7), distance_text(11846.0)
    ('441 m', '1.5 km', '11.8 km')
    """
    if metres < 999.5:
        return f"{metres:.0f} m"
    return f"{metres / 1000:,.1f} km" if metres < 99_950 else f"{metres / 1000:,.0f} km"
