"""Positions, distances and countries as a case file writes them."""

from __future__ import annotations

import math
import re

from geoevents.coordinates import Coordinates, parse_coordinates
from geoevents.errors import GeoEventsError
from geoevents.quantity import length, quantity_from
from geoevents.read.entry import Entry
from geoevents.read.shape import bare_pair, which_is_the_latitude
from geoevents.read.yaml import Mapping, Scalar

# At the end of a sentence only: the dots of {1.5..2.5 km} stand between digits.
_DOUBLE_STOP = re.compile(r"(?<!\.)\.\.(?= |$)")


def position(entry: Entry, key: str = "at") -> Coordinates | None:
    """The coordinates under `key`, as text with hemispheres (or a grid reference), or as `{lat: ..., lon: ...}`."""
    node = entry.value(key)
    if isinstance(node, Mapping):
        parts = Entry(node, (*entry.path, key), entry.notes)
        lat, lon = parts.text("lat"), parts.text("lon")
        if lat is None or lon is None:
            return None
        text = f"{_signed(lat, 'NS')}, {_signed(lon, 'EW')}"
    elif isinstance(node, Scalar):
        text = node.text
        pair = bare_pair(text)
        if pair is not None:
            entry.refuse(key, which_is_the_latitude(*pair))
            return None
    else:
        return None
    try:
        return parse_coordinates(text)
    except GeoEventsError as error:
        entry.refuse(key, cure_of(error))
        return None


def metres(entry: Entry, key: str) -> float | None:
    """The distance under `key`, in metres as written."""
    text = entry.text(key)
    if text is None:
        return None
    try:
        written = length(quantity_from(text), "exact").m
    except GeoEventsError as error:
        entry.refuse(key, cure_of(error))
        return None
    if not math.isfinite(written) or written < 0:
        entry.refuse(key, "write a distance, such as 500 m or 15 km")
        return None
    return written


def country(entry: Entry, key: str) -> str | None:
    """The country under `key`, code or name, as its code."""
    text = entry.text(key)
    if text is None:
        return None
    from geoevents.gazetteer.countries import code_of

    try:
        return code_of(text)
    except GeoEventsError as error:
        entry.refuse(key, cure_of(error))
        return None


def cure_of(error: GeoEventsError) -> str:
    """Message and cure of an error, for the place in the file where it arose."""
    return tidy(f"{error.message} {error.cure}")


def tidy(text: str) -> str:
    """Text on one line, without the second full stop that an error has when it ends in another error's."""
    return _DOUBLE_STOP.sub(".", " ".join(text.split()))


def _signed(number: str, hemispheres: str) -> str:
    plain = number.strip()
    if plain[-1:].isalpha():
        return plain
    return f"{plain.lstrip('+-')} {hemispheres[1] if plain.startswith('-') else hemispheres[0]}"
