"""Durations, speeds and lengths of paths: how they are written, and what the writing leaves open."""

from __future__ import annotations

import math

import pytest

from geoevents.errors import QuantityError
from geoevents.motion import duration_from, metres_per_second, path_from, seconds, speed_from


@pytest.mark.parametrize(
    ("text", "value", "low", "high"),
    [
        ("17 s", 17.0, 16.5, 17.5),
        ("17 secondes", 17.0, 16.5, 17.5),
        ("17.0 sec.", 17.0, 16.95, 17.05),
        ("about 17 seconds", 17.0, 16.0, 18.0),
        ("environ 17 secondes", 17.0, 16.0, 18.0),
        ("at least 2 h", 7200.0, 5400.0, math.inf),
        ("moins de 5 minutes", 300.0, 0.0, 330.0),
        # The larger units are counts: only the last number was rounded.
        ("1 min 40 s", 100.0, 99.5, 100.5),
        ("1 h 30 min 5 s", 5405.0, 5404.5, 5405.5),
        ("10-15 min", 750.0, 570.0, 930.0),
        ("between 10 and 15 minutes", 750.0, 570.0, 930.0),
        ("1,5 h", 5400.0, 4500.0, 6300.0),
    ],
)
def test_durations(text, value, low, high):
    found = seconds(duration_from(text))
    assert (found.value, found.low, found.high) == pytest.approx((value, low, high))


@pytest.mark.parametrize(
    ("text", "value", "low", "high"),
    [
        ("36 km/h", 10.0, 35.5 / 3.6, 36.5 / 3.6),
        ("10 m/s", 10.0, 9.5, 10.5),
        ("100 kn", 51.444444, 51.444444 - 5 * 0.5144444, 51.444444 + 5 * 0.5144444),
        ("100 mph", 44.704, 44.704 - 5 * 0.44704, 44.704 + 5 * 0.44704),
        ("au moins 36 km à l'heure", 10.0, 35.5 / 3.6, math.inf),
        ("450 à 500 nœuds", 475 * 1852 / 3600, 449.5 * 1852 / 3600, 505 * 1852 / 3600),
    ],
)
def test_speeds(text, value, low, high):
    found = metres_per_second(speed_from(text))
    assert (found.value, found.low, found.high) == pytest.approx((value, low, high), rel=1e-6)


NO_DURATIONS = [
    "",
    "17",
    "17 parsecs",
    "s",
    "1:30",
    "1 s 2 min",
    "1.5 h 3 min",
    "0 s",
    "-3 s",
    "1 h 1 h",
    "15-10 min",
    "1 h 10-15 min",
    "9" * 300 + " s",
]
NO_SPEEDS = ["", "900", "Mach 2", "at mach 0.9", "fast", "km/h", "900 km", "500-450 kn", "1 2 km/h", "9" * 300 + " kn"]


@pytest.mark.parametrize("text", NO_DURATIONS)
def test_what_is_no_duration_is_refused_with_a_cure(text):
    with pytest.raises(QuantityError) as caught:
        duration_from(text)
    assert caught.value.cure


@pytest.mark.parametrize("text", NO_SPEEDS)
def test_what_is_no_speed_is_refused_with_a_cure(text):
    with pytest.raises(QuantityError) as caught:
        speed_from(text)
    assert caught.value.cure


def test_a_path_is_a_distance_above_zero():
    assert (path_from("1.15 mi").number, path_from("plus de 3 km").hedge) == ("1.15", "at least")
    for text in ("0 km", "17 s", "", "about"):
        with pytest.raises(QuantityError):
            path_from(text)
