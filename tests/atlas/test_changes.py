"""The table of border changes: every row is well formed, sourced, and found when it matters."""

from __future__ import annotations

from datetime import date

import pytest

from geoevents.atlas import changes as table
from geoevents.atlas.changes import changes, changes_between
from geoevents.errors import DataFileError
from geoevents.gazetteer.countries import countries


def test_every_row_is_well_formed():
    known = {country.code for country in countries()}
    for change in changes():
        assert change.kind in ("state", "line"), change
        assert set(change.countries) <= known, change
        assert list(change.countries) == sorted(change.countries), change
        assert len(change.countries) > 1 or change.kind == "state", change
        assert table.FIRST_YEAR <= change.day.year <= 2026, change
        assert 3 <= len(change.what.split()) <= 18, change
        assert change.what[0].isupper(), change
        assert not change.what.endswith("."), change
        assert len(change.source) > 10, change
        assert "http" not in change.source, change
    assert len(set(changes())) == len(changes()) >= 40


def test_the_year_stands_in_the_source_or_before_the_day():
    # A source is a document of the time: it carries a year, at most a few years from the change (treaties wait long).
    import re

    for change in changes():
        years = [int(year) for year in re.findall(r"\b(?:19|20)\d\d\b", change.source)]
        assert years, change
        assert min(years) <= change.day.year + 2, change


@pytest.mark.parametrize(
    ("day", "asked", "word"),
    [
        # UN General Assembly resolutions 65/308 (2011) and 47/230 (1993); the Meuse treaty of 2016.
        (date(2011, 7, 9), ["SS"], "South Sudan"),
        (date(1993, 5, 24), ["ET"], "Eritrea"),
        (date(2018, 1, 1), ["NL", "BE"], "Meuse"),
        (date(2015, 7, 31), ["IN", "BD"], "enclaves"),
    ],
)
def test_a_change_holds_from_its_day_on(day, asked, word):
    eve = date.fromordinal(day.toordinal() - 1)
    (change,) = changes_between(eve, day, asked)
    assert word in change.what
    assert changes_between(day, day, asked) == ()
    assert changes_between(day, eve, asked) == (change,)


def test_a_line_matters_to_who_asks_about_both_sides_or_about_one_country_alone():
    span = date(2015, 7, 1), date(2015, 8, 1)
    assert changes_between(*span, ["IN"])
    assert changes_between(*span, ["BD", "IN", "NP"])
    assert not changes_between(*span, ["IN", "NP"])
    assert not changes_between(*span, ["NP"])
    # A new state matters to whoever asks about one of its countries.
    assert changes_between(date(2011, 1, 1), date(2012, 1, 1), ["SD", "EG"])
    assert not changes_between(*span, [])
    assert changes_between(*span)


def test_a_table_that_cannot_be_read_is_said(monkeypatch, tmp_path):
    (tmp_path / "changes.csv").write_text(
        "date,kind,countries,what,source\n2011-07-99,state,SD,x,y\n", encoding="utf-8"
    )
    monkeypatch.setattr(table.resources, "files", lambda package: tmp_path)
    changes.cache_clear()
    try:
        with pytest.raises(DataFileError, match="border changes cannot be read"):
            changes()
    finally:
        changes.cache_clear()
