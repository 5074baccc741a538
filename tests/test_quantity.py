"""Distances and what their digits allow."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoevents.errors import QuantityError
from geoevents.quantity import (
    ABOUT_WIDENS,
    CONVENTIONS,
    UNITS,
    Length,
    Quantity,
    length,
    number_from,
    override_from,
    quantity_from,
)


def half_width(text: str, convention: str = "gbif-2020") -> float:
    """Half-width in the unit that the text is in."""
    quantity = quantity_from(text)
    found = length(quantity, convention)
    return (found.high_m - found.m) / UNITS[quantity.unit]


# Chapman & Wieczorek 2020, Georeferencing Best Practices (https://doi.org/10.15468/doc-gg7h-s853), section
# "Uncertainty Related to Offset Precision", second column of the table, all rows. The row of 30 mi is 0.5 mi in
# version 1.0 (2020) and 5 mi in later text; version 1.0 is reproduced.
@pytest.mark.parametrize(
    ("text", "published"),
    [
        ("10.1 km", 0.05),
        ("10.25 mi", 0.125),
        ("10.5 km", 0.25),
        ("10.6 mi", 0.05),
        ("10.75 km", 0.125),
        ("10 mi", 0.5),
        ("15 km", 0.5),
        ("30 mi", 0.5),
        ("33 km", 0.5),
        ("100 mi", 5),
        ("140 km", 5),
        ("200 mi", 5),
        ("1000 m", 50),
        ("2000 m", 50),
    ],
)
def test_published_rows_of_gbif_2020(text: str, published: float) -> None:
    assert half_width(text) == pytest.approx(published, abs=1e-9)


# Rows stated in the design of this project, with their convention.
@pytest.mark.parametrize(
    ("text", "convention", "expected"),
    [
        ("10.2 km", "gbif-2020", 0.05),
        ("10.0 km", "gbif-2020", 0.05),
        ("10 km", "gbif-2020", 0.5),
        ("2 km", "gbif-2020", 0.5),
        ("3.5 km", "gbif-2020", 0.25),
        ("9.5 km", "gbif-2020", 0.25),
        ("441 m", "gbif-2020", 0.5),
        ("100 km", "gbif-2020", 5),
        ("200 km", "gbif-2020", 5),
        ("10000 m", "gbif-2020", 500),
        ("10.5 mi", "gbif-2004", 0.5),
        ("10 mi", "gbif-2004", 5),
        ("100 mi", "gbif-2004", 50),
        ("33 km", "gbif-2004", 1),
        ("3.5 km", "decimal", 0.05),
        ("2 km", "decimal", 0.5),
        ("441 m", "decimal", 0.5),
        ("9.5 km", "decimal", 0.05),
        ("10.50 km", "decimal", 0.005),
        ("3.5 km", "exact", 0),
        ("about 3.5 km", "exact", 0),
    ],
)
def test_conventions(text: str, convention: str, expected: float) -> None:
    assert half_width(text, convention) == pytest.approx(expected, abs=1e-9)


def test_every_rule_says_for_which_numbers_it_is() -> None:
    for convention in CONVENTIONS.values():
        assert convention.title
        assert convention.source
        assert all(rule.when for rule in convention.rules)


def test_a_conversion_keeps_the_precision_of_the_original() -> None:
    # 1.15 statute miles are 0.999 nautical miles; the half-width stays half a hundredth of a statute mile.
    found = length(quantity_from("1.15 mi"), "decimal")
    assert found.m == pytest.approx(1850.7456, abs=1e-9)
    assert found.high_m - found.low_m == pytest.approx(0.01 * 1609.344, abs=1e-9)


def test_units_are_exact() -> None:
    assert dict(UNITS) == {"m": 1, "km": 1000, "mi": 1609.344, "NM": 1852, "ft": 0.3048, "yd": 0.9144}


def test_about_widens_by_the_documented_factor() -> None:
    assert ABOUT_WIDENS == 2
    # "About nine" nautical miles: 8 to 10.
    assert length(quantity_from("about 9 NM")) == Length(9 * 1852, 8 * 1852, 10 * 1852)


def test_one_sided_hedges() -> None:
    assert length(quantity_from("less than 5 km")) == Length(5000, 0, 5500)
    assert length(quantity_from("at least 5 km")) == Length(5000, 4500, math.inf)


def test_a_range_has_the_tolerance_of_its_ends() -> None:
    assert length(quantity_from("3-5 km")) == Length(4000, 2500, 5500)
    assert length(quantity_from("3–5 km"), "exact") == Length(4000, 3000, 5000)


def test_an_override_wins_over_everything() -> None:
    quantity = quantity_from("about 2 km {1.5..2.5 km}")
    assert {length(quantity, name) for name in CONVENTIONS} == {Length(2000, 1500, 2500)}
    assert length(quantity_from("2 km {3..4 km}")) == Length(3500, 3000, 4000)


def test_low_is_never_below_zero() -> None:
    assert length(quantity_from("0 km")) == Length(0, 0, 500)
    assert length(quantity_from("about 0.5 km")).low_m == 0


def test_vulgar_fractions() -> None:
    assert length(quantity_from("2½ km")) == Length(2500, 2250, 2750)
    assert half_width("10¼ mi") == pytest.approx(0.125)


@pytest.mark.parametrize(
    ("text", "decimal_comma", "number"),
    [
        ("3,5", None, "3.5"),
        ("3.50", None, "3.50"),
        ("1 500", None, "1500"),
        ("1\u202f500,5", True, "1500.5"),
        ("1,500", False, "1500"),
        ("1,500", True, "1.500"),
        ("1.500", False, "1.500"),
        ("1,234.5", False, "1234.5"),
        ("1.234,5", True, "1234.5"),
        ("1,234,567", False, "1234567"),
        ("٣٫٥", None, "3.5"),
        ("３", None, "3"),
    ],
)
def test_numbers_in_all_their_spellings(text: str, decimal_comma: bool | None, number: str) -> None:
    assert number_from(text, decimal_comma) == number


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: number_from("1,500"), "can be read as two numbers"),
        (lambda: number_from("1.500", decimal_comma=True), "can be read as two numbers"),
        (lambda: number_from("1" * 30), "too many digits"),
        (lambda: number_from("1٣"), "mixes the digits"),
        (lambda: number_from("10²"), "is no number"),
        (lambda: number_from("1 50"), "is no number"),
        (lambda: number_from(""), "is no number"),
        (lambda: quantity_from("2 leagues"), "is no distance"),
        (lambda: quantity_from("km"), "is no number"),
        (lambda: quantity_from("3 km" + " " * 300), "is no distance"),
        (lambda: length(quantity_from("5-3 km")), "runs from 5 down to 3"),
        (lambda: override_from("{2.5..1.5 km}"), "runs downwards"),
        (lambda: override_from("{2.5 km}"), "is no override"),
        (lambda: length(quantity_from("2 km"), "gbif"), "gbif-2020, gbif-2004, decimal, exact"),
        (lambda: length(Quantity("2 lea", "2", "lea")), "Unit 'lea'"),
        (lambda: length(Quantity("2 km", "2", "km", hedge="maybe")), "Hedge 'maybe'"),
        (lambda: length(Quantity("2 km", "2", "km", override_m=(5.0, 1.0))), "is no interval"),
    ],
)
def test_message_of_what_is_refused(call: object, message: str) -> None:
    with pytest.raises(QuantityError) as caught:
        call()  # type: ignore[operator]
    assert message in str(caught.value)


@given(
    st.decimals(min_value=0, max_value=10**6, allow_nan=False, places=3).map(str),
    st.sampled_from(list(UNITS)),
    st.sampled_from([None, "about", "less than", "at least"]),
    st.sampled_from(list(CONVENTIONS)),
)
def test_the_interval_holds_the_number(number: str, unit: str, hedge: str | None, convention: str) -> None:
    found = length(Quantity(f"{number} {unit}", number, unit, hedge=hedge), convention)
    assert 0 <= found.low_m <= found.m <= found.high_m


@pytest.mark.parametrize(
    ("about", "low_m", "high_m"), [(1, 15_742.0, 17_594.0), (2, 14_816.0, 18_520.0), (3, 13_890.0, 19_446.0)]
)
def test_about_widens_as_much_as_it_is_told_to(about, low_m, high_m):
    # "about nine" NM: half a mile either way is that of the bare 9.
    nine = Quantity("about 9 NM", "9", "NM", hedge="about")
    assert length(nine, about=about) == Length(16_668.0, low_m, high_m)
    assert length(nine) == length(nine, about=ABOUT_WIDENS)
    for other in (
        Quantity("9 NM", "9", "NM"),
        Quantity("9 NM {1..2 NM}", "9", "NM", hedge="about", override_m=(1.0, 2.0)),
    ):
        assert length(other, about=about) == length(other)


@pytest.mark.parametrize("about", [0.0, 0.99, 100.5, float("inf"), float("nan"), -2.0])
def test_about_is_a_factor(about):
    with pytest.raises(QuantityError, match="about"):
        length(Quantity("9 NM", "9", "NM"), about=about)


@given(st.text(max_size=40))
def test_no_text_crashes(text: str) -> None:
    try:
        found = length(quantity_from(text))
    except QuantityError:
        return
    assert found.low_m <= found.high_m
