"""Headings: 32 points in two languages, and degrees."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoevents.compass import Bearing, bearing, letters, name, point_name, spellings
from geoevents.errors import CoordinateError


# Half-widths: Wieczorek, Guo & Hijmans 2004 and Chapman & Wieczorek 2020, table "Uncertainty Related to Heading".
@pytest.mark.parametrize(
    ("text", "lang", "deg", "half"),
    [
        ("N", "en", 0, 45),
        ("east", "en", 90, 45),
        ("SE", "en", 135, 22.5),
        ("southeast", "en", 135, 22.5),
        ("south-east", "en", 135, 22.5),
        ("South East", "en", 135, 22.5),
        ("NNE", "en", 22.5, 11.25),
        ("WNW", "en", 292.5, 11.25),
        ("north-northeast", "en", 22.5, 11.25),
        ("NbE", "en", 11.25, 5.625),
        ("north by east", "en", 11.25, 5.625),
        ("SEbE", "en", 123.75, 5.625),
        ("sw", "en", 225, 22.5),
        ("135°", "en", 135, 1),
        ("135", "en", 135, 1),
        ("360", "en", 0, 1),
        ("7.5 degrees", "en", 7.5, 1),
        ("sud-est", "fr", 135, 22.5),
        ("nord-nord-ouest", "fr", 337.5, 11.25),
        ("O", "fr", 270, 45),
        ("OSO", "fr", 247.5, 11.25),
        ("Nord", "fr", 0, 45),
        ("nord quart nord-est", "fr", 11.25, 5.625),
        ("nord-est quart nord", "fr", 33.75, 5.625),
        ("sud‑est", "fr", 135, 22.5),
    ],
)
def test_headings(text: str, lang: str, deg: float, half: float) -> None:
    assert bearing(text, lang) == Bearing(deg, half, text)


@pytest.mark.parametrize("text", ["", "northish", "O", "NN", "361", "-5", "SE of X", "1e2", "٣"])
def test_what_is_no_heading(text: str) -> None:
    with pytest.raises(CoordinateError):
        bearing(text)


def test_unknown_language() -> None:
    with pytest.raises(CoordinateError, match=r"en, fr"):
        bearing("N", "tlh")


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_thirty_two_points_come_back_from_letters_and_words(lang: str) -> None:
    for index in range(32):
        for text in (letters(index, lang), name(index, lang), letters(index, lang).lower(), name(index, lang).upper()):
            assert bearing(text, lang).deg == index * 11.25
    assert {found.deg for found in spellings(lang).values()} == {index * 11.25 for index in range(32)}


def test_point_names() -> None:
    assert [point_name(deg) for deg in (0, 11.24, 11.26, 349.4, 360, -90)] == ["N", "N", "NNE", "N", "N", "W"]
    assert point_name(11.25, points=32) == "NbE"
    assert point_name(100, points=4) == "E"
    assert point_name(270, "fr") == "O"


@pytest.mark.parametrize("azimuth", [math.nan, math.inf])
def test_no_name_without_an_azimuth(azimuth: float) -> None:
    with pytest.raises(CoordinateError):
        point_name(azimuth)


@given(st.floats(min_value=-720, max_value=720), st.sampled_from([4, 8, 16, 32]), st.sampled_from(["en", "fr"]))
def test_the_name_is_the_nearest_point(azimuth: float, points: int, lang: str) -> None:
    found = bearing(point_name(azimuth, lang, points), lang).deg
    apart = abs((found - azimuth + 180) % 360 - 180)
    assert apart <= 180 / points + 1e-9


@given(st.text(max_size=30))
def test_no_text_crashes(text: str) -> None:
    for lang in ("en", "fr"):
        try:
            assert 0 <= bearing(text, lang).deg < 360
        except CoordinateError:
            continue
