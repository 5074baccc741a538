"""How a report says ratings, sides, times and choices: for readers who do not know the field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from geoevents.errors import UnknownCountryError
from geoevents.gazetteer.countries import name_of
from geoevents.maps.words import choice_text
from geoevents.model import BorderDistance, Claim, Fix, axis_name
from geoevents.model.result import CONSISTENT, DEPENDS, INCONSISTENT, UNDECIDED
from geoevents.when import Window

NOT_ASSESSED = "not assessed"
RELIABILITY = {
    "A": "A, completely reliable",
    "B": "B, usually reliable",
    "C": "C, fairly reliable",
    "D": "D, not usually reliable",
    "E": "E, unreliable",
    "F": "F, reliability cannot be judged",
}
CREDIBILITY = {
    1: "1, confirmed by other sources",
    2: "2, probably true",
    3: "3, possibly true",
    4: "4, doubtful",
    5: "5, improbable",
    6: "6, truth cannot be judged",
}
ANSWERS = {
    CONSISTENT: "can be true together",
    INCONSISTENT: "cannot be true together",
    DEPENDS: "depends on how it is read",
    UNDECIDED: "could not be decided",
}
HOW_SAID = {"quoted": "quoted", "reported": "reported, not quoted", "inferred": "inferred by the analyst"}

GLOSSARY = (
    ("Area", "Everywhere that the words do not exclude. It is not a spread of likely points, and no part of it is more "
     "likely than another."),
    ("Center and radius", "A point in the area, and how far the area reaches from it. They stand for the area where "
     "only one point can be written."),
    ("As drawn", "What one border dataset shows, taken as if its line were exact. Border lines are themselves off; how "
     "far, each dataset states."),
    ("Border dataset", "A file of border lines that somebody drew. Two of them put the same border in different "
     "places; so every distance is given on each."),
    ("Side", "The country in which a position lies, said only where it is at least 95 % probable given the error of "
     "the line. Otherwise: undetermined."),
    ("Azimuth", "The direction to a point as computed, in degrees clockwise from north. A heading is a direction that "
     "somebody reported."),
    ("Rounding", "How much a written number leaves open: “2 km” may be 1.5 to 2.5. The rule that is used is named."),
    ("Reading", "The analyst's understanding of the words, in the terms that the program computes with. The words "
     "themselves are never changed."),
    ("Supposition", "Something that nobody said. It is tried with and without, and never taken for a claim."),
)  # fmt: skip
"""Words of the field, for the last page."""


def axis_words(axis: str) -> str:
    """Name one axis, or several that change at once.

    Examples
    --------
    >>> axis_words("borders"), axis_words("borders+convention"), axis_words("place:A+B")
    ('border dataset', 'border dataset and rounding', 'which A+B')
    """
    return " and ".join(map(axis_name, axes_of(axis)))


def axes_of(axis: str) -> list[str]:
    """Give the axes that "borders+convention" names; a "+" in the name of a place parts nothing."""
    parts = axis.split("+")
    return parts if all(axis_name(part) != part for part in parts) else [axis]


def choice_words(axis: str, choice: str) -> str:
    """Name the choice on an axis, or those on several that change at once."""
    return choice.replace("+", " and ") if len(axes_of(axis)) > 1 else choice_text(axis, choice)


def country(code: str | None) -> str:
    """A country's name by its code; the code itself where no name is known.

    Examples
    --------
    >>> country("DZ"), country("none"), country(None), country("ZZ")
    ('Algeria', 'no country', '', 'ZZ')
    """
    if not code:
        return ""
    if code in ("none", "undetermined"):
        return "no country" if code == "none" else code
    try:
        return name_of(code)
    except UnknownCountryError:
        return code


def countries_as_drawn(of: Fix | BorderDistance) -> str:
    """Which countries are drawn there: "Mali", "Algeria or Mali", "no country", or why the dataset does not say."""
    if of.countries_as_drawn is None:
        return f"not said ({of.country_reason})" if of.country_reason else "not said"
    return " or ".join(country(code) for code in of.countries_as_drawn) or "no country"


def side(result: BorderDistance) -> str:
    """The side with its probability: "Mali (more than 99 %)"."""
    if result.countries_as_drawn is None:
        return "undetermined"
    told = ", ".join(f"{country(code)} {share(p)}" for code, p in _likeliest(result.p_side) if p >= 0.005)
    if result.side == "undetermined":
        return f"undetermined ({told})" if told else "undetermined"
    p = result.p_side.get(result.side)
    return country(result.side) + (f" ({share(p)})" if p is not None else "")


def _likeliest(p_side: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(p_side.items(), key=lambda pair: (-pair[1], pair[0]))


def share(p: float) -> str:
    """A probability as people read it; never 0 % or 100 %, which no such figure can show.

    Examples
    --------
    >>> share(0.631), share(0.9999), share(0.0001)
    ('63 %', 'more than 99 %', 'less than 1 %')
    """
    if p > 0.99:
        return "more than 99 %"
    return "less than 1 %" if p < 0.01 else f"{p * 100:.0f} %"


def times(claim: Claim) -> list[tuple[str, str]]:
    """When a claim says that it was: in the zone in which the words are meant, and in UTC.

    Examples
    --------
    >>> from geoevents.when import window
    >>> claim = Claim("c", "a", "e", ("00:08",), when=window("2025-04-01 00:08", zone="Africa/Algiers"))
    >>> for name, told in times(claim): print(name, "|", told)
    In Africa/Algiers | 2025-04-01 00:08 to 00:09
    In UTC | 2025-03-31 23:08 to 23:09
    """
    if claim.when is None:
        return []
    window = claim.when
    told = []
    local = _local(window)
    if local is not None:
        inferred = " (the zone of the speaker's party)" if window.zone_inferred else ""
        told.append((f"In {window.zone}", _span(*local) + inferred))
    else:
        told.append(("Zone", "not known: the span is wide enough for every zone"))
    told.append(("In UTC", _span(window.start, window.end)))
    if window.approximate:
        told.append(("How exact", "said to be approximate"))
    return told


def _local(window: Window) -> tuple[datetime, datetime] | None:
    if window.zone == "UTC":
        return window.start, window.end
    try:
        if window.zone[:1] in "+-" and window.zone[1:3].isdigit():
            sign = -1 if window.zone[0] == "-" else 1
            hours, _, minutes = window.zone[1:].partition(":")
            shift = sign * timedelta(hours=int(hours), minutes=int(minutes or 0))
            return window.start + shift, window.end + shift
        zone = ZoneInfo(window.zone)
        return window.start.astimezone(zone), window.end.astimezone(zone)
    except (KeyError, ValueError, OSError, OverflowError):
        return None


def _span(start: datetime, end: datetime) -> str:
    if start.date() == end.date():
        return f"{start:%Y-%m-%d %H:%M} to {end:%H:%M}"
    return f"{start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}"
