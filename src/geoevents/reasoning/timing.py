"""When events can have been: the windows that claims state, and the order that links state."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from geoevents.when import Window

Moments = tuple[datetime, datetime]
"""The earliest and the latest moment at which an event can have been."""


def moments(windows: Mapping[str, Iterable[Window]], orders: Sequence[tuple[str, str]]) -> dict[str, Moments] | None:
    """Give the span of moments that windows and order leave to each event; None when they leave none.

    Parameters
    ----------
    windows
        For each event, every window in which it is said to have been.
    orders
        (earlier, later) pairs of events.

    Returns
    -------
    dict or None
        Of the events that something bounds on both sides. The bounds are exact: windows and order are difference
        constraints, and shrinking bounds along the order until nothing changes solves them (Dechter, Meiri & Pearl
        1991, Artificial Intelligence 49).

    Examples
    --------
    >>> from geoevents.when import window
    >>> day, night = window("2025-04-01", zone="UTC"), window("night of 1 to 2 April 2025", zone="UTC")
    >>> found = moments({"crash": [night], "debris": [day]}, [("crash", "debris")])
    >>> found["debris"][0].isoformat(), found["crash"][1].isoformat()
    ('2025-04-01T18:00:00+00:00', '2025-04-02T00:00:00+00:00')
    >>> moments({"crash": [night], "debris": [day]}, [("debris", "crash"), ("crash", "debris")]) is None
    True
    """
    earliest: dict[str, datetime] = {}
    latest: dict[str, datetime] = {}
    for event, told in windows.items():
        for window in told:
            earliest[event] = max(earliest.get(event, window.start), window.start)
            latest[event] = min(latest.get(event, window.end), window.end)
    # Each round settles one more event of the longest chain; where it does not end, the order runs in a circle.
    events = {event for order in orders for event in order}
    if _runs_in_a_circle(orders, events):
        return None
    for _ in events:
        for before, after in orders:
            if before in earliest:
                earliest[after] = max(earliest.get(after, earliest[before]), earliest[before])
            if after in latest:
                latest[before] = min(latest.get(before, latest[after]), latest[after])
    both = earliest.keys() & latest.keys()
    if any(earliest[event] >= latest[event] for event in both):
        return None
    return {event: (earliest[event], latest[event]) for event in both}


def _runs_in_a_circle(orders: Sequence[tuple[str, str]], events: Iterable[str]) -> bool:
    left = set(events)
    while left:
        first = left - {after for before, after in orders if before in left}
        if not first:
            return True
        left -= first
    return False


def farthest_apart_s(one: str, other: str, spans: Mapping[str, Moments], orders: Sequence[tuple[str, str]]) -> float:
    """Give the longest time that can lie between two events, seconds; infinite where nothing bounds one of them."""
    if one not in spans or other not in spans:
        return math.inf
    longest = 0.0
    for first, then in ((one, other), (other, one)):
        if first not in _after(then, orders):
            longest = max(longest, (spans[then][1] - spans[first][0]).total_seconds())
    return longest


def _after(event: str, orders: Sequence[tuple[str, str]]) -> set[str]:
    """Give the events that come after one, in a chain of any length."""
    found: set[str] = set()
    reached = {event}
    while reached := {after for before, after in orders if before in reached} - found:
        found |= reached
    return found
