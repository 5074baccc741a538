"""Pairs that look swapped: said, never mended."""

from __future__ import annotations

import pytest

from geoevents.coordinates import parse_coordinates
from geoevents.reasoning.swapped import swapped_warning


def test_a_pair_in_another_country_that_fits_with_longitude_first():
    # Row E55 of the geometry edge cases: Tinzaouaten with longitude first falls in DR Congo.
    warning = swapped_warning(parse_coordinates("2.9678, 19.9486"), {"ML"}, "osm-2026c")
    assert warning is not None
    assert "Congo" in warning
    assert warning.endswith("swapped?")


@pytest.mark.parametrize(
    ("text", "countries"),
    [
        ("19.9486, 2.9678", {"ML"}),  # as it should be
        ("2.9678 N 19.9486 E", {"ML"}),  # written out: no doubt is left
        ("2.9678, 19.9486", {"CD"}),  # that is where it should be
        ("2.9678, 19.9486", {"FR"}),  # fits neither way
        ("2.9678, 19.9486", set()),
        ("-33.87, 151.2", {"AU"}),  # a latitude of 151 is none
    ],
)
def test_no_warning_where_there_is_no_ground_for_one(text, countries):
    assert swapped_warning(parse_coordinates(text), countries, "osm-2026c") is None
