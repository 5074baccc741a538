"""Figures and positions as a person reads them: the grain that they deserve, and no float noise."""

from __future__ import annotations

import math
import re
import shutil
import textwrap
from collections.abc import Iterable, Mapping, Sequence


def distance(metres: float | None) -> str:
    """Write a distance: metres below 1 km, then kilometres with two decimals, one from 100 km, none from 1,000.

    Examples
    --------
    >>> distance(440.893), distance(9963.4), distance(1_365_600.0), distance(None)
    ('441 m', '9.96 km', '1,366 km', '–')
    """
    if metres is None:
        return "–"
    if metres < 999.5:
        return f"{metres:.0f} m"
    km = metres / 1000
    return f"{km:,.{2 if km < 99.995 else 1 if km < 999.95 else 0}f} km"


def distance_range(low_m: float, high_m: float) -> str:
    """Write the two ends of an interval of distances, in one unit.

    Examples
    --------
    >>> distance_range(9463.0, 10463.0), distance_range(0.0, 850.0), distance_range(2000.0, float("inf"))
    ('9.5 – 10.5 km', '0 – 850 m', '2.0 km or more')
    """
    if math.isinf(high_m):
        return f"{low_m / 1000:,.1f} km or more"
    if high_m < 999.5:
        return f"{low_m:.0f} – {high_m:.0f} m"
    return f"{low_m / 1000:,.1f} – {high_m / 1000:,.1f} km"


def position(lon: float, lat: float, decimals: int = 3) -> str:
    """Write a position, latitude first, with hemispheres.

    Examples
    --------
    >>> position(2.98712, 19.92649), position(-70.5, -33.0, 1)
    ('19.926 N 2.987 E', '33.0 S 70.5 W')
    """
    from geoevents.coordinates import decimal_text

    return decimal_text(lon, lat, decimals)


def counted(count: int, what: str) -> str:
    """Write how many things there are.

    Examples
    --------
    >>> counted(1, "row"), counted(2000, "row")
    ('1 row', '2,000 rows')
    """
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def azimuth(degrees: float | None) -> str:
    """Write an azimuth; 360 is 0.

    Examples
    --------
    >>> azimuth(349.44), azimuth(359.97), azimuth(None)
    ('349.4°', '0.0°', '–')
    """
    return "–" if degrees is None else f"{round(degrees, 1) % 360:.1f}°"


def probability(p: float) -> str:
    """Write a probability without claiming certainty.

    Examples
    --------
    >>> probability(0.9999), probability(0.503), probability(0.0001)
    ('>0.99', '0.50', '<0.01')
    """
    if p > 0.99:
        return ">0.99"
    return "<0.01" if p < 0.01 else f"{p:.2f}"


def likely(p_side: Mapping[str, float]) -> str:
    """Write the probability of each side that has one, the likeliest first; one side alone when it is almost sure."""
    ranked = sorted(p_side.items(), key=lambda item: -item[1])
    shown = ranked[:1] if ranked and ranked[0][1] > 0.99 else [item for item in ranked if item[1] >= 0.01]
    return ", ".join(
        f"{code} p{text}" if (text := probability(p)).startswith((">", "<")) else f"{code} p={text}"
        for code, p in shown
    )


def country(code: str | None) -> str:
    """Name of a country by its code; "no country (sea or no man's land)" for None and "none".

    Examples
    --------
    >>> country(None)
    "no country (sea or no man's land)"
    """
    if code is None or code == "none":
        return "no country (sea or no man's land)"
    from geoevents.errors import UnknownCountryError
    from geoevents.gazetteer.countries import name_of

    try:
        return name_of(code)
    except UnknownCountryError:
        return code


def countries(codes: Sequence[str]) -> str:
    """Name those that claim a point as drawn: "Mali", "Sudan and South Sudan", "no country …".

    Examples
    --------
    >>> countries(())
    "no country (sea or no man's land)"
    """
    return " and ".join(country(code) for code in codes) if codes else country(None)


def drawn(codes: Sequence[str] | None, reason: str) -> str:
    """Say in which countries a point is drawn, or why the dataset does not say.

    Examples
    --------
    >>> drawn((), ""), drawn(None, "lsib has only lines")
    ("drawn in no country (sea or no man's land)", 'in which country is not said (lsib has only lines)')
    """
    return f"in which country is not said ({reason})" if codes is None else f"drawn in {countries(codes)}"


def border(code: str) -> str:
    """Name a border by its pair of codes: "Algeria–Mali border"."""
    a, b = code.split("-")
    return f"{country(a)}–{country(b)} border"


def credit(source: str) -> str:
    """Name a source in a few words: what stands before its details.

    Examples
    --------
    >>> credit("Wikipedia (English), article Kidal: 18°26'N 1°24'E; population of 2009")
    'Wikipedia (English), article Kidal'
    """
    return re.split(r"[:;] ", source, maxsplit=1)[0]


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, indent: str = "") -> str:
    """Lay rows out in columns two blanks apart; figures stand on the left like words, so that columns never jump.

    Examples
    --------
    >>> print(table(("border", "distance"), [("osm-2026c", "9.96 km")]))
    border     distance
    osm-2026c  9.96 km
    """
    body = [tuple(row) for row in rows]
    lines = [tuple(head), *body] if any(head) else body
    widths = [max(len(row[column]) for row in lines) for column in range(len(lines[0]))] if lines else []
    return "\n".join(
        (indent + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))).rstrip()
        for row in lines
    )


def wrapped(text: str, *, indent: str = "", hanging: str | None = None) -> str:
    """Break a sentence at the terminal's width, 100 columns at most."""
    width = max(40, min(shutil.get_terminal_size((100, 24)).columns, 100))
    return textwrap.fill(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=indent if hanging is None else hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
