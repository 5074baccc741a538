"""Figures as the page writes them."""

from __future__ import annotations

import math
from collections.abc import Mapping

from geoevents import compass
from geoevents.model import Answer, Claim, Measurement, Solution, Step
from geoevents.model.result import BorderDistance


def choice_text(axis: str, choice: str) -> str:
    """A choice on an axis in words: how far "near" reaches is metres, and all others are said as they are.

    Examples
    --------
    >>> choice_text("near_m", "26964"), choice_text("borders", "ne-10m")
    ('27.0 km', 'ne-10m')
    """
    return metres_text(float(choice)) if axis == "near_m" else choice


def metres_text(metres: float) -> str:
    """A distance with three figures at most: "441 m", "2.35 km", "1,365 km".

    Examples
    --------
    >>> [metres_text(m) for m in (441.2, 2346, 29_540, 1_365_600)]
    ['441 m', '2.35 km', '29.5 km', '1,366 km']
    """
    if metres < 999.5:
        return f"{metres:.0f} m"
    kilometres = metres / 1000
    return f"{kilometres:,.{2 if kilometres < 9.995 else 1 if kilometres < 99.95 else 0}f} km"


def area_text(square_metres: float) -> str:
    """An area: "2,003 m²", "0.84 km²", "12,300 km²"."""
    kilometres = square_metres / 1e6
    if kilometres < 0.01:
        return f"{square_metres:,.0f} m²"
    return f"{kilometres:,.{0 if kilometres >= 100 else 2}f} km²"


def position_text(lon: float, lat: float) -> str:
    """A position, latitude first, as people copy it."""
    return f"{abs(lat):.5f}° {'S' if lat < 0 else 'N'}, {abs(lon):.5f}° {'W' if lon < 0 else 'E'}"


def azimuth_text(azimuth_deg: float | None) -> str:
    """An azimuth in degrees and on the 16-point rose; empty where there is none."""
    if azimuth_deg is None:
        return ""
    return f"{azimuth_deg:.0f}° ({compass.letters(round(azimuth_deg / 22.5) * 2 % 32)})"


def distance_text(result: BorderDistance, border: str) -> str:
    """What is known of the distance to a border, in one line."""
    words = f"{metres_text(result.distance_m)} from the {border} border"
    azimuth = azimuth_text(result.azimuth_deg)
    if azimuth:
        words += f", which lies at {azimuth}"
    if result.high_m - result.low_m > 1.0:
        words += f"; {metres_text(result.low_m)} to {metres_text(result.high_m)} over the area"
    return f"{words} ({result.dataset}, itself off by about {metres_text(result.border_uncertainty_m)})"


_NO_FIGURES = frozenset({"span", "inferred_parts", "event", "claim", "by", "source", "says", "read", "why", "about",
                         "denied", "supposed", "supposition", "place_source", "convention"})  # fmt: skip


def steps_told(answer: Answer) -> list[str]:
    """Give the lines of a ledger that are about the event itself; what all answers of a result share is left out."""
    return [step_text(step) for step in answer.ledger if step.kind in ("clause", "tie", "window")]


def step_text(step: Step) -> str:
    """One line of a ledger for people: what was said, and the figures that it became.

    From what a ledger holds besides, an answer can be made again (`geoevents.reasoning.replay`).

    Examples
    --------
    >>> step_text(Step("2 km from X", {"low_m": 1500.0, "high_m": 2500.0, "side": None}))
    '2 km from X: from 1.50 km, to 2.50 km'
    >>> step_text(Step("inside ML", {"source": "Mali", "says": ["within Mali"], "why": "its army"}))
    'inside ML (Mali: “within Mali”); the analyst: its army'
    """
    names = {"low_m": "from", "high_m": "to", "distance_m": "stated", "from": "of", "radius_m": "extent"}
    told = []
    of_words = step.kind in ("clause", "elsewhere")
    for key, value in step.values.items():
        if value in (None, "", [], ()) or value is False or isinstance(value, Mapping):
            continue
        if of_words and key in _NO_FIGURES:
            continue
        name = names.get(key, key.removesuffix("_m").removesuffix("_deg").replace("_", " "))
        if isinstance(value, float) and key.endswith("_m"):
            shown = metres_text(value) if math.isfinite(value) else "no limit"
        elif isinstance(value, float):
            shown = f"{value:.6g}" if abs(value) > 360 or not key.startswith(("l", "h")) else f"{value:.5f}"
        elif isinstance(value, list | tuple):
            shown = " – ".join(f"{item:.4g}" if isinstance(item, float) else str(item) for item in value)
        else:
            shown = "yes" if value is True else str(value)
        told.append(f"{name} {shown}")
    what = f"{step.what}{_words(step)}"
    why = step.values.get("why")
    return (f"{what}: {', '.join(told)}" if told else what) + (f"; the analyst: {why}" if why else "")


def _words(step: Step) -> str:
    """Who says it, and in which words where these are not the step's own."""
    source, says = step.values.get("source"), step.values.get("says")
    if says is None:
        return ""
    if step.values.get("supposed"):
        return " (supposed)"
    words = "; ".join(f"“{one}”" for one in says if one != step.what) if isinstance(says, list) else ""
    told = ": ".join(str(part) for part in (source, words) if part)
    return f" ({told})" if told else ""


def best(measured: Measurement, dataset: str) -> BorderDistance | None:
    """The result on the dataset that the scenario uses, else the first; None when there is none."""
    for result in measured.results:
        if result.dataset == dataset:
            return result
    return measured.results[0] if measured.results else None


def when_text(claim: Claim) -> str:
    """When, as written, and how it was understood."""
    if claim.when is None:
        return ""
    window = claim.when
    how = f"{window.start:%Y-%m-%d %H:%M} to {window.end:%Y-%m-%d %H:%M} UTC"
    return f"{window.text} ({how}{', zone taken from the speaker' if window.zone_inferred else ''})"


def speaker(solution: Solution, source: str) -> str:
    """Give the name of a source."""
    return solution.case.source(source).name
