"""Dates, nights and times in words, ISO 8601 and EDTF."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoevents.errors import WhenError
from geoevents.when import window


def local(text: str, zone: str = "UTC") -> str:
    """The window in UTC: "2025-03-31 18:00 / 2025-04-01 06:00", with "~" when approximate."""
    found = window(text, zone=zone)
    assert found.text == text
    mark = " ~" if found.approximate else ""
    return (
        f"{found.start:%Y-%m-%d %H:%M:%S} / {found.end:%Y-%m-%d %H:%M:%S}".replace(":00 /", " /").removesuffix(":00")
        + mark
    )


NIGHT = "2025-03-31 18:00 / 2025-04-01 06:00"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("night of 31 March to 1 April 2025", NIGHT),
        ("On the night of March 31 to April 1, 2025", NIGHT),
        ("la nuit du 31 mars au 1er avril 2025", NIGHT),
        ("dans la nuit du 31 mars au 1er avril 2025", NIGHT),
        ("the night of 31st March to 1st April 2025", NIGHT),
        ("night between 31 March and 1 April 2025", NIGHT),
        ("night of 31 March 2025", NIGHT + " ~"),
        ("night of 1 to 2 April 2025", "2025-04-01 18:00 / 2025-04-02 06:00"),
        ("night of 1-2 April 2025", "2025-04-01 18:00 / 2025-04-02 06:00"),
        ("the night of April 1 to 2, 2025", "2025-04-01 18:00 / 2025-04-02 06:00"),
        ("nuit du 1 au 2 avril 2025", "2025-04-01 18:00 / 2025-04-02 06:00"),
        ("night of 31 December to 1 January 2026", "2025-12-31 18:00 / 2026-01-01 06:00"),
        ("1 April 2025", "2025-04-01 00:00 / 2025-04-02 00:00"),
        ("April 1, 2025", "2025-04-01 00:00 / 2025-04-02 00:00"),
        ("1er avril 2025", "2025-04-01 00:00 / 2025-04-02 00:00"),
        ("Tuesday, 1 April 2025", "2025-04-01 00:00 / 2025-04-02 00:00"),
        ("24 November 2015", "2015-11-24 00:00 / 2015-11-25 00:00"),
        ("15 août 2022", "2022-08-15 00:00 / 2022-08-16 00:00"),
        ("13/04/2025", "2025-04-13 00:00 / 2025-04-14 00:00"),
        ("04/04/2025", "2025-04-04 00:00 / 2025-04-05 00:00"),
        ("April 2025", "2025-04-01 00:00 / 2025-05-01 00:00"),
        ("December 2025", "2025-12-01 00:00 / 2026-01-01 00:00"),
        ("early April 2025", "2025-04-01 00:00 / 2025-04-11 00:00 ~"),
        ("mid-April 2025", "2025-04-11 00:00 / 2025-04-21 00:00 ~"),
        ("late February 2024", "2024-02-21 00:00 / 2024-03-01 00:00 ~"),
        ("début avril 2025", "2025-04-01 00:00 / 2025-04-11 00:00 ~"),
        ("00:08 on 1 April 2025", "2025-04-01 00:08 / 2025-04-01 00:09"),
        ("1 April 2025, 00:08", "2025-04-01 00:08 / 2025-04-01 00:09"),
        ("1 April 2025 at 00:08", "2025-04-01 00:08 / 2025-04-01 00:09"),
        ("at 00:08 local time on 1 April 2025", "2025-04-01 00:08 / 2025-04-01 00:09"),
        ("à 00h08 le 1er avril 2025", "2025-04-01 00:08 / 2025-04-01 00:09"),
        ("9 pm on 1 April 2025", "2025-04-01 21:00 / 2025-04-01 22:00"),
        ("12:08 am on 1 April 2025", "2025-04-01 00:08 / 2025-04-01 00:09"),
        ("noon on 1 April 2025", "2025-04-01 12:00 / 2025-04-01 12:01"),
        ("around 22:00 on 31 March 2025", "2025-03-31 21:30 / 2025-03-31 22:31 ~"),
        ("about midnight on 1 April 2025", "2025-03-31 23:30 / 2025-04-01 00:31 ~"),
        ("about midnight, night of 31 March to 1 April 2025", "2025-03-31 23:30 / 2025-04-01 00:31 ~"),
        ("22:00, night of 31 March to 1 April 2025", "2025-03-31 22:00 / 2025-03-31 22:01"),
        ("00:08, night of 31 March to 1 April 2025", "2025-04-01 00:08 / 2025-04-01 00:09"),
        ("le 1er avril 2025 vers 22h", "2025-04-01 21:30 / 2025-04-01 23:30 ~"),
        ("31 March to 2 April 2025", "2025-03-31 00:00 / 2025-04-03 00:00"),
        ("from 31 March to 2 April 2025", "2025-03-31 00:00 / 2025-04-03 00:00"),
        ("du 31 mars au 2 avril 2025", "2025-03-31 00:00 / 2025-04-03 00:00"),
        ("1-2 April 2025", "2025-04-01 00:00 / 2025-04-03 00:00"),
        ("between 22:00 on 31 March 2025 and 01:00 on 1 April 2025", "2025-03-31 22:00 / 2025-04-01 01:01"),
        # ISO 8601 and EDTF, levels 0 and 1.
        ("2025-04-01", "2025-04-01 00:00 / 2025-04-02 00:00"),
        ("2025-04-01T00:08", "2025-04-01 00:08 / 2025-04-01 00:09"),
        ("2025-04-01 00:08:30", "2025-04-01 00:08:30 / 2025-04-01 00:08:31"),
        ("2025-04", "2025-04-01 00:00 / 2025-05-01 00:00"),
        ("2025", "2025-01-01 00:00 / 2026-01-01 00:00"),
        ("2025-04-XX", "2025-04-01 00:00 / 2025-05-01 00:00"),
        ("202X", "2020-01-01 00:00 / 2030-01-01 00:00"),
        ("2025-04-01~", "2025-04-01 00:00 / 2025-04-02 00:00 ~"),
        ("2025-04?", "2025-04-01 00:00 / 2025-05-01 00:00 ~"),
        ("2025-03-31/2025-04-01", "2025-03-31 00:00 / 2025-04-02 00:00"),
        ("2025-03-31T22:00Z/2025-04-01T01:00+01:00", "2025-03-31 22:00 / 2025-04-01 00:01"),
    ],
)
def test_windows(text: str, expected: str) -> None:
    assert local(text) == expected


def test_a_minute_past_midnight_in_algiers_is_the_evening_before_in_bamako() -> None:
    found = window("00:08 on 1 April 2025", zone="Africa/Algiers")
    assert found.start == datetime(2025, 3, 31, 23, 8, tzinfo=UTC)
    assert (found.zone, found.zone_inferred) == ("Africa/Algiers", False)


def test_the_zone_of_the_party_is_inferred() -> None:
    found = window("1 April 2025", party_zone="Africa/Algiers")
    assert (found.zone, found.zone_inferred) == ("Africa/Algiers", True)
    assert window("1 April 2025", zone="Africa/Bamako", party_zone="Africa/Algiers").zone == "Africa/Bamako"


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("2025-04-01T00:08+01:00", "+01:00"),
        ("2025-04-01T00:08Z", "UTC"),
        ("00:08 UTC on 1 April 2025", "UTC"),
        ("00:08 (GMT+1) on 1 April 2025", "+01:00"),
        ("2025-04-01T00:08-03:30", "-03:30"),
    ],
)
def test_an_offset_in_the_text_wins(text: str, zone: str) -> None:
    found = window(text, zone="Asia/Tokyo", party_zone="Africa/Algiers")
    assert (found.zone, found.zone_inferred) == (zone, False)


def test_without_a_zone_the_window_holds_every_zone() -> None:
    found = window("1 April 2025")
    assert found.zone == "unknown"
    for zone in ("Pacific/Kiritimati", "Etc/GMT+12", "UTC", "Africa/Algiers"):
        known = window("1 April 2025", zone=zone)
        assert found.start <= known.start
        assert known.end <= found.end


def test_an_hour_that_happens_twice_is_all_in() -> None:
    # Clocks in Berlin went back from 03:00 to 02:00 on 26 October 2025.
    found = window("02:30 on 26 October 2025", zone="Europe/Berlin")
    assert found.start == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)
    assert found.end == datetime(2025, 10, 26, 1, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("03/04/2025", "3 April or March 4? write 2025-04-03 or 2025-03-04."),
        ("3.4.2025", "3 April or March 4? write 2025-04-03 or 2025-03-04."),
        ("03/04/25", "which century"),
        ("13/13/2025", "is no date"),
        ("1 April", "has no year"),
        ("night of 31 March to 1 April", "has no year"),
        ("31", "has no month and year"),
        ("31 April 2025", "there is no 2025-04-31"),
        ("2025-02-30", "there is no 2025-02-30"),
        ("2025-13", "is no date of EDTF"),
        ("2025-04-01/..", "is not a date"),
        ("2 April to 1 April 2025", "runs from 2025-04-02 back to 2025-04-01"),
        ("2025-04-02/2025-03-31", "runs backwards"),
        ("2025-04-01T00:00Z/2025-04-02", "only one end has an offset"),
        ("night of 31 March to 2 April 2025", "a night has one evening and the next morning"),
        ("12:00, night of 31 March to 1 April 2025", "that hour is not in the night"),
        ("25:00 on 1 April 2025", "25:00:00 is no time"),
        ("13 pm on 1 April 2025", "13 pm is no time"),
        ("00:08+15:00 on 1 April 2025", "there is no offset"),
        ("9999-12-31", "beyond the years"),
        ("0001-01-01", "beyond the years"),
        ("yesterday", "not understood"),
        ("", "not understood"),
        ("1 " * 10_000, "not understood"),
    ],
)
def test_message_of_what_is_refused(text: str, message: str) -> None:
    with pytest.raises(WhenError) as caught:
        window(text)
    assert message in str(caught.value)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../../etc/passwd", "a" * 400, "\0"])
def test_unknown_zone(zone: str) -> None:
    with pytest.raises(WhenError, match=r"time zone"):
        window("1 April 2025", zone=zone)


_DAYS = st.dates(min_value=datetime(1900, 1, 2).date(), max_value=datetime(2200, 12, 30).date())
_MONTHS = "January February March April May June July August September October November December"
_MOIS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"


@given(_DAYS)
def test_every_day_reads_the_same_in_all_spellings(day: object) -> None:
    year, month, number = day.year, day.month, day.day  # type: ignore[attr-defined]
    spelled = [
        f"{number} {_MONTHS.split()[month - 1]} {year}",
        f"{_MONTHS.split()[month - 1][:3]} {number}, {year}",
        f"{number} {_MOIS.split()[month - 1]} {year}",
        f"{year}-{month:02d}-{number:02d}",
    ]
    found = {(window(text, zone="UTC").start, window(text, zone="UTC").end) for text in spelled}
    ((start, end),) = found
    assert (start.year, start.month, start.day) == (year, month, number)
    assert end - start == timedelta(days=1)


_WORDS = (
    "night of to 31 March April 1 1, 2025 2025-04-01 00:08 at on about early / - du au nuit le mars 03/04/2025 UTC "
    "midnight T Z ~"
)


@given(st.one_of(st.text(max_size=40), st.lists(st.sampled_from(_WORDS.split()), max_size=9).map(" ".join)))
def test_no_text_crashes(text: str) -> None:
    try:
        found = window(text, zone="Africa/Algiers")
    except WhenError:
        return
    assert found.start < found.end


@pytest.mark.parametrize(
    ("text", "zone", "gap", "cure"),
    [
        ("2025-03-30 02:30", "Europe/Paris", "2025-03-30 02:00 to 2025-03-30 03:00", "2025-03-30T02:30+01:00"),
        ("30 March 2025, 02:59", "Europe/Paris", "2025-03-30 02:00 to 2025-03-30 03:00", "2025-03-30T02:59+01:00"),
        ("2011-12-30", "Pacific/Apia", "2011-12-30 00:00 to 2011-12-31 00:00", "2011-12-30T00:00-10:00"),
        ("2011-12-30 10:00", "Pacific/Apia", "2011-12-30 00:00 to 2011-12-31 00:00", "2011-12-30T10:00-10:00"),
    ],
)
def test_a_time_that_was_on_no_clock_is_refused_with_what_to_write(text, zone, gap, cure):
    with pytest.raises(WhenError) as caught:
        window(text, zone=zone)
    assert f"was on no clock in {zone}: they went from {gap}" in str(caught.value)
    assert cure in str(caught.value)
    # As it is advised it is understood.
    assert window(cure, zone=zone).start < window(cure, zone=zone).end


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("2025-03-30 01:30/2025-03-30 02:30", "Europe/Paris", "2025-03-30 00:30 / 2025-03-30 01:00"),
        ("2025-03-30 02:30/2025-03-30 05:00", "Europe/Paris", "2025-03-30 01:00 / 2025-03-30 03:01"),
        ("about 02:30 on 30 March 2025", "Europe/Paris", "2025-03-30 00:00 / 2025-03-30 02:01 ~"),
        ("2018-11-04", "America/Sao_Paulo", "2018-11-04 03:00 / 2018-11-05 02:00"),
        ("2011-12-29/2011-12-31", "Pacific/Apia", "2011-12-29 10:00 / 2011-12-31 10:00"),
        ("2025-10-26 02:30", "Europe/Paris", "2025-10-26 00:30 / 2025-10-26 01:31"),
    ],
)
def test_windows_go_on_where_clocks_do(text, zone, expected):
    assert local(text, zone) == expected


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2030, 1, 1)),
    st.sampled_from(["Europe/Paris", "Pacific/Apia", "America/Sao_Paulo", "Africa/Cairo", "Australia/Lord_Howe"]),
)
def test_no_window_is_empty(moment, zone):
    text = f"{moment:%Y-%m-%d %H:%M}"
    there = moment.replace(second=0, microsecond=0, tzinfo=ZoneInfo(zone))
    if there.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != there.replace(tzinfo=None):
        with pytest.raises(WhenError, match="was on no clock"):
            window(text, zone=zone)
        return
    found = window(text, zone=zone)
    assert found.start == there.astimezone(UTC) < found.end
