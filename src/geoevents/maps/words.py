"""Figures as the page writes them."""

from __future__ import annotations

import math

from geoevents import compass
from geoevents.model import Claim, Measurement, Step
from geoevents.model.result import BorderDistance

MINUS = "−"


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
    """An area: "0.84 km²", "12,300 km²"."""
    kilometres = square_metres / 1e6
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


def step_text(step: Step) -> str:
    """One line of a ledger: what was said, and the figures that it became.

    Examples
    --------
    >>> step_text(Step("2 km from X", {"low_m": 1500.0, "high_m": 2500.0, "side": None}))
    '2 km from X: from 1.50 km, to 2.50 km'
    """
    names = {"low_m": "from", "high_m": "to", "distance_m": "stated", "from": "of", "radius_m": "extent"}
    told = []
    for key, value in step.values.items():
        if value is None or value == "" or value is False:
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
    return f"{step.what}: {', '.join(told)}" if told else step.what


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
