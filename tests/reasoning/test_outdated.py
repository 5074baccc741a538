"""Datasets dated across a border change."""

from __future__ import annotations

from datetime import date

import pytest

import geoevents as ge
from geoevents import atlas, data
from geoevents.read.case import read_case
from geoevents.reasoning.outdated import countries_concerned, dating_warnings, days_of

SUDAN = """
geoevents: 1
title: A raid near Abyei
sources:
  a: { name: A mission }
events:
  raid: strike
claims:
  - by: a
    event: raid
    says: {says}
    when: {when}
"""


@pytest.fixture
def case(tmp_path):
    def write(says: str, when: str, party: str = ""):
        text = SUDAN.replace("{says}", says).replace("{when}", when)
        if party:
            text = text.replace("name: A mission", f"name: A mission, party: {party}")
        place = tmp_path / "case.yaml"
        place.write_text(text, encoding="utf-8")
        return read_case(place)

    return write


def test_sudan_before_its_division_warns_on_both_datasets(case):
    (warning, *more) = dating_warnings(case("inside Sudan", "2010-05-01"), "osm-2026c")
    # UN General Assembly resolution 65/308 of 14 July 2011 admits South Sudan, independent since 9 July.
    assert warning == (
        "South Sudan became independent of Sudan, 2011-07-09 (UN General Assembly resolution 65/308 (2011)). "
        "Events: 2010-05-01; borders: osm-2026c (2026-09-10), ne-10m (2022-05-09). "
        "Lines and sides there may be others than at the time."
    )
    # The datasets are 12 and 16 years off as well, which says less.
    assert more == []


@pytest.mark.parametrize(
    "says",
    [
        "10 km from the border of South Sudan with Sudan",
        "at 9.53 N 31.66 E",  # Malakal
        "5 km inside South Sudan",
        "near Malakal",
    ],
)
def test_every_way_to_name_a_country_counts(case, says):
    read = case(says, "2010-05-01")
    places = ge.places("Malakal")[:1] if "Malakal" in says else ()
    assert "SS" in countries_concerned(read, "osm-2026c", places)
    assert any("2011-07-09" in warning for warning in dating_warnings(read, "osm-2026c", places=places))


def test_the_side_of_a_coast_is_no_country(case):
    assert countries_concerned(case("12 NM off the coast of Sudan", "2010"), "osm-2026c") == {"SD"}


def test_a_party_counts(case):
    assert any("Sudan" in warning for warning in dating_warnings(case("at 0 N 0 E", "2010", "SD"), "osm-2026c"))


def test_only_datasets_beyond_the_change_are_named(case):
    # Between the data of Natural Earth (May 2022) and the event; OpenStreetMap's is later than both: the treaty on the
    # border, and that on the point where Uzbekistan's meets it.
    found = dating_warnings(case("2 km from the border of Kyrgyzstan with Tajikistan", "2025-06-01"), "osm-2026c")
    for warning, day in zip(found, ("2025-03-13", "2025-03-31"), strict=True):
        assert day in warning
        assert "borders: ne-10m (2022-05-09)." in warning


def test_after_the_change_nothing_is_said_but_the_years(case):
    assert dating_warnings(case("inside South Sudan", "2012-05-01"), "osm-2026c") == (
        "osm-2026c is of 2026-09-10; the events are of 2012.",
        "ne-10m is of 2022-05-09; the events are of 2012.",
    )
    assert dating_warnings(case("inside South Sudan", "2024-05-01"), "osm-2026c") == ()


def test_one_dataset_at_a_time_can_be_asked_about(case):
    chosen = [atlas.dataset("ne-10m")]
    (warning,) = dating_warnings(case("inside Sudan", "2010-05-01"), "osm-2026c", datasets=chosen)
    assert "osm-2026c" not in warning


def test_many_changes_are_not_a_page(case):
    warnings = dating_warnings(case("inside Serbia", "1991-01-01"), "osm-2026c")
    assert len(warnings) == 7
    assert "changed more often" in warnings[-1]


def test_an_undated_dataset_says_so(case, squares):
    ge.register_borders(squares, "mine", error=100)
    warnings = dating_warnings(case("inside Mali", "2025-05-01"), "mine")
    assert warnings == ("mine is undated: whether a border changed since the events, nobody can say.",)
    ge.forget_borders("mine")


@pytest.mark.parametrize("name", ["tinzaouatine-2025", "tinzaouatine-2025-followups"])
def test_the_founding_case_needs_no_warning(name):
    assert dating_warnings(read_case(data.path(f"cases/{name}.yaml")), "osm-2026c") == ()


def test_a_case_without_a_time_is_not_dated(case):
    read = case("inside Sudan", "2010-05-01")
    from dataclasses import replace

    timeless = replace(read, claims=tuple(replace(claim, when=None) for claim in read.claims))
    assert dating_warnings(timeless, "osm-2026c") == ()


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2011", (date(2011, 1, 1), date(2011, 12, 31))),
        ("2011-07", (date(2011, 7, 1), date(2011, 7, 31))),
        ("2011-07-09", (date(2011, 7, 9), date(2011, 7, 9))),
        ("2011-13", None),
        ("2011-02-30", None),
        ("0000", None),
        ("undated", None),
        ("", None),
    ],
)
def test_dates_of_datasets(text, days):
    assert days_of(text) == days
