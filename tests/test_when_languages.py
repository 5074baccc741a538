"""Dates, nights and times in six languages: golden rows, what is refused, and writing read back.

The phrases are of the styles of public communiqués and wire reports; what each must give was worked out by hand. All
windows are in UTC, and "~" marks those that are approximate.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoevents.dates import read_span
from geoevents.dates.vocabulary import LANGUAGES, atoms, fold, lexicon
from geoevents.dates.wording import write_date, write_night, write_time
from geoevents.errors import WhenError
from geoevents.when import window

NIGHT = "03-31 18:00 / 04-01 06:00"
NEXT = "04-01 18:00 / 04-02 06:00"
DAY = "04-01 00:00 / 04-02 00:00"
DAYS = "03-31 00:00 / 04-03 00:00"
MONTH = "04-01 00:00 / 05-01 00:00"
AT_0008 = "04-01 00:08 / 04-01 00:09"
AT_2200 = "03-31 22:00 / 03-31 22:01"
HOUR_22 = "03-31 22:00 / 03-31 23:00"
ABOUT_2200 = "03-31 21:30 / 03-31 22:31 ~"
MIDNIGHT = "03-31 23:30 / 04-01 00:31 ~"
BEFORE_MIDNIGHT = "03-31 23:00 / 04-01 00:00 ~"
AFTER_MIDNIGHT = "04-01 00:00 / 04-01 01:01 ~"
SMALL_HOURS = "04-01 00:00 / 04-01 06:00 ~"
DAWN = "04-01 03:00 / 04-01 08:00 ~"
MORNING = "04-01 04:00 / 04-01 12:00 ~"
AFTERNOON = "04-01 12:00 / 04-01 19:00 ~"
EVENING = "03-31 16:00 / 04-01 00:00 ~"
EARLY, MID, LATE = (
    "04-01 00:00 / 04-11 00:00 ~", "04-11 00:00 / 04-21 00:00 ~", "04-21 00:00 / 05-01 00:00 ~",
)  # fmt: skip
NOON = "04-01 12:00 / 04-01 12:01"
EVENING_TO_NIGHT = "03-31 22:00 / 04-01 01:01"

ROWS: dict[str, list[tuple[str, str]]] = {
    "en": [
        ("the night of March 31 to April 1, 2025", NIGHT),
        ("overnight from 31 March to 1 April 2025", NIGHT),
        ("in the night between 31 March and 1 April 2025", NIGHT),
        ("the night of Monday 31 March to Tuesday 1 April 2025", NIGHT),
        ("night of Monday to Tuesday, 1 April 2025", NIGHT),
        ("Monday night, 31 March 2025", NIGHT + " ~"),
        ("Tuesday, April 1st, 2025", DAY),
        ("1 April 2025 (Tuesday)", DAY),
        ("the first of April 2025", DAY),
        ("around midnight, night of 31 March to 1 April 2025", MIDNIGHT),
        ("shortly before midnight on 31 March 2025", BEFORE_MIDNIGHT),
        ("just after midnight on 1 April 2025", AFTER_MIDNIGHT),
        ("00:08 local on 1 April 2025", AT_0008),
        ("00:08 local time, 1 April 2025", AT_0008),
        ("12:08 a.m. on April 1, 2025", AT_0008),
        ("0008 hours on 1 April 2025", AT_0008),
        ("10 p.m. on 31 March 2025", HOUR_22),
        ("10 at night on 31 March 2025", HOUR_22),
        ("00:08 on the night of 31 March 2025", AT_0008),
        ("23:30 on the night of 31 March 2025", "03-31 23:30 / 03-31 23:31"),
        ("2200 hrs on 31 March 2025", AT_2200),
        ("10 in the evening on 31 March 2025", HOUR_22),
        ("around 22:00 on Monday, 31 March 2025", ABOUT_2200),
        ("on the morning of 1 April 2025", MORNING),
        ("in the early hours of April 1, 2025", SMALL_HOURS),
        ("at dawn on 1 April 2025", DAWN),
        ("Tuesday afternoon, 1 April 2025", AFTERNOON),
        ("on the evening of 31 March 2025", EVENING),
        ("between 22:00 on 31 March and 01:00 on 1 April 2025", EVENING_TO_NIGHT),
        ("22:00 to 23:00 on 31 March 2025", "03-31 22:00 / 03-31 23:01"),
        ("from 31 March through to 2 April 2025", DAYS),
        ("the beginning of April 2025", EARLY),
        ("mid-April 2025", MID),
        ("at noon on 1 April 2025", NOON),
        ("00:08 Z on 1 April 2025", AT_0008),
        ("31 March 2025, between 22:00 and 23:00", "03-31 22:00 / 03-31 23:01"),
        ("3 o'clock in the morning on 1 April 2025", "04-01 03:00 / 04-01 04:00"),
    ],
    "fr": [
        ("la nuit du 31 mars au 1er avril 2025", NIGHT),
        ("dans la nuit du lundi 31 mars au mardi 1er avril 2025", NIGHT),
        ("dans la nuit de lundi à mardi 1er avril 2025", NIGHT),
        ("nuit du 1er au 2 avril 2025", NEXT),
        ("la nuit du 31 mars 2025", NIGHT + " ~"),
        ("mardi 1er avril 2025", DAY),
        ("le premier avril 2025", DAY),
        ("en date du 1er avril 2025", DAY),
        ("vers minuit, dans la nuit du 31 mars au 1er avril 2025", MIDNIGHT),
        ("peu avant minuit le 31 mars 2025", BEFORE_MIDNIGHT),
        ("juste après minuit, le 1er avril 2025", AFTER_MIDNIGHT),
        ("à 00h08 le 1er avril 2025", AT_0008),
        ("à 0 h 08, heure locale, le 1er avril 2025", AT_0008),
        ("le 1er avril 2025 à 00 heures 08", AT_0008),
        ("le 31 mars 2025 à 22h00 GMT", AT_2200),
        ("à 22 heures le 31 mars 2025", HOUR_22),
        ("à 22 h 31 mars 2025", HOUR_22),
        ("à 10 heures du soir le 31 mars 2025", HOUR_22),
        ("le lundi 31 mars 2025 vers 22h00", ABOUT_2200),
        ("au matin du 1er avril 2025", MORNING),
        ("le 1er avril 2025 au petit matin", DAWN),
        ("aux premières heures du 1er avril 2025", SMALL_HOURS),
        ("à l'aube du 1er avril 2025", DAWN),
        ("lundi soir, 31 mars 2025", EVENING),
        ("le 31 mars 2025 dans la soirée", EVENING),
        ("dans l'après-midi du 1er avril 2025", AFTERNOON),
        ("du 31 mars au 2 avril 2025", DAYS),
        ("entre le 31 mars et le 2 avril 2025", DAYS),
        ("de 22h00 le 31 mars à 01h00 le 1er avril 2025", EVENING_TO_NIGHT),
        ("début avril 2025", EARLY),
        ("à la mi-avril 2025", MID),
        ("fin avril 2025", LATE),
        ("le 1er avril 2025 à midi", NOON),
    ],
    "es": [
        ("la noche del 31 de marzo al 1 de abril de 2025", NIGHT),
        ("en la noche del 31 de marzo al 1 de abril del 2025", NIGHT),
        ("durante la noche del lunes 31 de marzo al martes 1 de abril de 2025", NIGHT),
        ("la noche del 1 al 2 de abril de 2025", NEXT),
        ("la noche del 31 de marzo de 2025", NIGHT + " ~"),
        ("1 de abril de 2025", DAY),
        ("el martes 1 de abril de 2025", DAY),
        ("el 1º de abril de 2025", DAY),
        ("el primero de abril de 2025", DAY),
        ("el día 1 de abril del año 2025", DAY),
        ("hacia la medianoche, noche del 31 de marzo al 1 de abril de 2025", MIDNIGHT),
        ("poco antes de la medianoche del 31 de marzo de 2025", BEFORE_MIDNIGHT),
        ("poco después de medianoche del 1 de abril de 2025", AFTER_MIDNIGHT),
        ("a las 00:08 del 1 de abril de 2025", AT_0008),
        ("a las 00:08 hora local del 1 de abril de 2025", AT_0008),
        ("a las 00:08 horas del martes 1 de abril de 2025", AT_0008),
        ("a las 10 de la noche del 31 de marzo de 2025", HOUR_22),
        ("a las 00:08 de la noche del 31 de marzo al 1 de abril de 2025", AT_0008),
        ("a las 22 horas del 31 de marzo de 2025", HOUR_22),
        ("hacia las 22:00 del 31 de marzo de 2025", ABOUT_2200),
        ("alrededor de las 22:00 del 31 de marzo de 2025", ABOUT_2200),
        ("a las 10:00 p. m. del 31 de marzo de 2025", AT_2200),
        ("la madrugada del 1 de abril de 2025", SMALL_HOURS),
        ("el 1 de abril de 2025 por la mañana", MORNING),
        ("en la tarde del 1 de abril de 2025", AFTERNOON),
        ("del 31 de marzo al 2 de abril de 2025", DAYS),
        ("entre el 31 de marzo y el 2 de abril de 2025", DAYS),
        ("desde las 22:00 del 31 de marzo hasta las 01:00 del 1 de abril de 2025", EVENING_TO_NIGHT),
        ("a principios de abril de 2025", EARLY),
        ("a mediados de abril de 2025", MID),
        ("a finales de abril de 2025", LATE),
        ("abril de 2025", MONTH),
    ],
    "ru": [
        ("в ночь на 1 апреля 2025 года", NIGHT),
        ("в ночь с 31 марта на 1 апреля 2025 года", NIGHT),
        ("в ночь на вторник, 1 апреля 2025 г.", NIGHT),
        ("ночь с понедельника на вторник 1 апреля 2025", NIGHT),
        ("в ночь с 1 на 2 апреля 2025", NEXT),
        ("1 апреля 2025 года", DAY),
        ("1-го апреля 2025 года", DAY),
        ("во вторник, 1 апреля 2025 года", DAY),
        ("первого апреля 2025", DAY),
        ("около полуночи, в ночь с 31 марта на 1 апреля 2025", MIDNIGHT),
        ("незадолго до полуночи 31 марта 2025 года", BEFORE_MIDNIGHT),
        ("вскоре после полуночи 1 апреля 2025 года", AFTER_MIDNIGHT),
        ("в 00:08 1 апреля 2025 года", AT_0008),
        ("1 апреля 2025 года в 00:08 по местному времени", AT_0008),
        ("в 00:08 UTC 1 апреля 2025", AT_0008),
        ("31 марта 2025 в 22 часа", HOUR_22),
        ("в 10 часов вечера 31 марта 2025", HOUR_22),
        ("в 2 часа ночи 1 апреля 2025", "04-01 02:00 / 04-01 03:00"),
        ("около 22:00 31 марта 2025 года", ABOUT_2200),
        ("примерно в 22:00 31 марта 2025", ABOUT_2200),
        ("утром 1 апреля 2025 года", MORNING),
        ("вечером 31 марта 2025", EVENING),
        ("31 марта 2025 года вечером", EVENING),
        ("на рассвете 1 апреля 2025", DAWN),
        ("с 31 марта по 2 апреля 2025 года", DAYS),
        ("с 22:00 31 марта до 01:00 1 апреля 2025", EVENING_TO_NIGHT),
        ("в начале апреля 2025 года", EARLY),
        ("в середине апреля 2025", MID),
        ("в конце апреля 2025", LATE),
        ("в апреле 2025 года", MONTH),
        ("в полдень 1 апреля 2025", NOON),
    ],
    "uk": [
        ("у ніч на 1 квітня 2025 року", NIGHT),
        ("в ніч на 1 квітня 2025 року", NIGHT),
        ("у ніч з 31 березня на 1 квітня 2025 року", NIGHT),
        ("у ніч із понеділка на вівторок, 1 квітня 2025", NIGHT),
        ("ніч з 1 на 2 квітня 2025 р.", NEXT),
        ("1 квітня 2025 року", DAY),
        ("у вівторок, 1 квітня 2025 року", DAY),
        ("1-го квітня 2025", DAY),
        ("першого квітня 2025 року", DAY),
        ("близько півночі, у ніч на 1 квітня 2025 року", MIDNIGHT),
        ("незадовго до півночі 31 березня 2025 року", BEFORE_MIDNIGHT),
        ("невдовзі після півночі 1 квітня 2025", AFTER_MIDNIGHT),
        ("о 00:08 1 квітня 2025 року", AT_0008),
        ("1 квітня 2025 року о 00:08 за місцевим часом", AT_0008),
        ("о 22 годині 31 березня 2025", HOUR_22),
        ("о 10 годині вечора 31 березня 2025", HOUR_22),
        ("о 2 годині ночі 1 квітня 2025", "04-01 02:00 / 04-01 03:00"),
        ("близько 22:00 31 березня 2025 року", ABOUT_2200),
        ("приблизно о 22:00 31 березня 2025", ABOUT_2200),
        ("вранці 1 квітня 2025 року", MORNING),
        ("увечері 31 березня 2025", EVENING),
        ("на світанку 1 квітня 2025", DAWN),
        ("з 31 березня до 2 квітня 2025 року", DAYS),
        ("з 22:00 31 березня до 01:00 1 квітня 2025", EVENING_TO_NIGHT),
        ("на початку квітня 2025 року", EARLY),
        ("в середині квітня 2025", MID),
        ("наприкінці квітня 2025", LATE),
        ("у квітні 2025 року", MONTH),
        ("опівдні 1 квітня 2025", NOON),
        ("п’ятниця, 4 квітня 2025", "04-04 00:00 / 04-05 00:00"),
    ],
    "ar": [
        ("ليلة 31 مارس إلى 1 أبريل 2025", NIGHT),
        ("ليلة ٣١ مارس إلى ١ أبريل ٢٠٢٥", NIGHT),
        ("في الليلة الواقعة بين 31 مارس و1 أبريل 2025", NIGHT),
        ("ليلة الاثنين 31 مارس إلى الثلاثاء 1 أبريل 2025", NIGHT),
        ("ليلة 31 آذار إلى 1 نيسان 2025", NIGHT),
        ("ليلة 1 إلى 2 أبريل 2025", NEXT),
        ("1 أبريل 2025", DAY),
        ("1 أفريل 2025", DAY),
        ("1 نيسان 2025", DAY),
        ("1 نيسان/أبريل 2025", DAY),
        ("الثلاثاء 1 أبريل 2025", DAY),
        ("يوم الثلاثاء، 1 أفريل 2025", DAY),
        ("الفاتح من أفريل 2025", DAY),
        ("في 1 أبريل من عام 2025", DAY),
        ("حوالي منتصف الليل، ليلة 31 مارس إلى 1 أبريل 2025", MIDNIGHT),
        ("قبيل منتصف الليل يوم 31 مارس 2025", BEFORE_MIDNIGHT),
        ("بعيد منتصف الليل يوم 1 أبريل 2025", AFTER_MIDNIGHT),
        ("الساعة 00:08 يوم 1 أبريل 2025", AT_0008),
        ("في الساعة ٠٠:٠٨ بالتوقيت المحلي يوم ١ أبريل ٢٠٢٥", AT_0008),
        ("الساعة 10 مساء يوم 31 مارس 2025", HOUR_22),
        ("الساعة 10:00 م يوم 31 مارس 2025", AT_2200),
        ("حوالي الساعة 22:00 يوم 31 مارس 2025", ABOUT_2200),
        ("صباح 1 أبريل 2025", MORNING),
        ("فجر الثلاثاء 1 أبريل 2025", DAWN),
        ("مساء يوم 31 مارس 2025", EVENING),
        ("من 31 مارس إلى 2 أبريل 2025", DAYS),
        ("بين 31 مارس و2 أبريل 2025", DAYS),
        ("أوائل أبريل 2025", EARLY),
        ("منتصف أبريل 2025", MID),
        ("أواخر نيسان 2025", LATE),
        ("نيسان 2025", MONTH),
        ("15 كانون الثاني 2025", "01-15 00:00 / 01-16 00:00"),
        ("15 جانفي 2025", "01-15 00:00 / 01-16 00:00"),
        ("15 تشرين الثاني 2022", "2022-11-15 00:00 / 2022-11-16 00:00"),
        ("8 أوت 2025", "08-08 00:00 / 08-09 00:00"),
        ("8 شتنبر 2025", "09-08 00:00 / 09-09 00:00"),
    ],
}


def shown(text: str) -> str:
    found = window(text, zone="UTC")
    assert found.text == text
    mark = " ~" if found.approximate else ""
    return f"{found.start:%Y-%m-%d %H:%M} / {found.end:%Y-%m-%d %H:%M}".replace("2025-", "") + mark


@pytest.mark.parametrize(("lang", "text", "expected"), [(lang, *row) for lang in ROWS for row in ROWS[lang]])
def test_golden(lang: str, text: str, expected: str) -> None:
    assert shown(text) == expected


def test_every_language_has_its_golden_rows() -> None:
    assert set(ROWS) == set(LANGUAGES)
    assert all(len({text for text, _ in rows}) >= 25 for rows in ROWS.values())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        # The order of day and month is never guessed, in whatever digits.
        ("07/08/2024", "7 August or July 8?"),
        ("٠٧/٠٨/٢٠٢٤", "7 August or July 8?"),
        ("в 00:08 07.08.2024", "7 August or July 8?"),
        # A weekday that the date does not have.
        ("Wednesday, 1 April 2025", "2025-04-01 is a Tuesday, not a Wednesday"),
        ("lundi 1er avril 2025", "2025-04-01 is a Tuesday, not a Monday"),
        ("viernes 1 de abril de 2025", "2025-04-01 is a Tuesday, not a Friday"),
        ("в среду, 1 апреля 2025", "2025-04-01 is a Tuesday, not a Wednesday"),
        ("у середу, 1 квітня 2025", "2025-04-01 is a Tuesday, not a Wednesday"),
        ("الجمعة 1 أبريل 2025", "2025-04-01 is a Tuesday, not a Friday"),
        ("nuit de mardi à mercredi 1er avril 2025", "2025-04-01 is a Tuesday, not a Wednesday"),
        ("night of Tuesday 31 March to Tuesday 1 April 2025", "2025-03-31 is a Monday, not a Tuesday"),
        ("Wednesday 2025-04-01", "is a Tuesday, not a Wednesday"),
        # A night of one date, where usage has both.
        ("ليلة 1 أبريل 2025", "the night that ends on 2025-04-01, or the one that begins on it?"),
        ("ночью 1 апреля 2025 года", "the night that ends on 2025-04-01, or the one that begins on it?"),
        ("вночі 1 квітня 2025 року", "the night that ends on 2025-04-01, or the one that begins on it?"),
        # Which of two things is said.
        ("10:00-11:00 on 1 April 2025", "until 11:00, or at UTC-11:00?"),
        ("12 at night on 31 March 2025", "12 in that part of the day is no time"),
        ("a las 12 de la mañana del 1 de abril de 2025", "12 in that part of the day is no time"),
        ("22 heures du matin le 1er avril 2025", "22 in that part of the day is no time"),
        ("1 آذار/نيسان 2025", "names two months"),
        # What is missing stays missing.
        ("la noche del 31 de marzo al 1 de abril", "has no year"),
        ("в ночь на 1 апреля", "has no year"),
        ("صباح 1 أبريل", "has no year"),
        ("22:00 to 23:00", "has no date"),
        # A number behind a full date is no day of its month.
        ("3 juillet 2020 à 4", "not understood"),
        ("1-2 avril 2025 à 22h", "not understood"),
        ("le 1er avril 2025 à 0 h 08, à 3", "not understood"),
        ("31 de febrero de 2025", "there is no 2025-02-31"),
        ("31 квітня 2025", "there is no 2025-04-31"),
        ("2530 hours on 1 April 2025", "25:30:00 is no time"),
        # Other calendars and unknown words are not passed over.
        ("1 رمضان 1446", "not understood"),
        ("1 апреля 2025 года по новому стилю", "not understood"),
        ("mañana", "not understood"),
        ("the night before", "not understood"),
    ],
)
def test_refused_with_a_reason(text: str, message: str) -> None:
    with pytest.raises(WhenError) as caught:
        window(text)
    assert message in str(caught.value)


def test_no_form_does_one_thing_in_one_language_and_another_in_the_next() -> None:
    roles: dict[tuple[str, ...], set[object]] = {}
    for lang in LANGUAGES:
        data = lexicon(lang)
        groups: list[tuple[object, list[str]]] = [
            ((k, i), f) for k in ("months", "weekdays") for i, f in enumerate(data[k])
        ]
        groups += [(role, forms) for role, forms in data["words"].items()]
        groups += [
            ((section, name), forms)
            for section in ("part_of_month", "part_of_day")
            for name, forms in data[section].items()
        ]
        for role, forms in groups:
            for form in forms:
                roles.setdefault(tuple(a[0] for a in atoms("".join(map(fold, form)))), set()).add(role)
    assert {form: found for form, found in roles.items() if len(found) > 1} == {}


_DATES = st.dates(date(1900, 1, 2), date(2200, 12, 30))
_LANGS = st.sampled_from(LANGUAGES)


@given(_DATES, _LANGS, st.booleans())
def test_a_written_date_is_read_back(day: date, lang: str, weekday: bool) -> None:
    span = read_span(write_date(day, lang, weekday=weekday))
    assert (span.start.date(), span.end - span.start) == (day, timedelta(days=1))


@given(_DATES, _LANGS)
def test_a_written_night_is_read_back(evening: date, lang: str) -> None:
    span = read_span(write_night(evening, lang))
    assert (span.start, span.end) == (
        datetime(evening.year, evening.month, evening.day, 18),
        datetime(evening.year, evening.month, evening.day, 6) + timedelta(days=1),
    )
    assert not span.approximate


@given(st.datetimes(datetime(1900, 1, 2), datetime(2200, 12, 30)), _LANGS)
def test_a_written_time_is_read_back(moment: datetime, lang: str) -> None:
    span = read_span(write_time(moment, lang))
    assert (span.start, span.end - span.start) == (moment.replace(second=0, microsecond=0), timedelta(minutes=1))


@given(_DATES, _LANGS, st.integers(0, 6))
def test_a_wrong_weekday_is_an_error_in_every_language(day: date, lang: str, weekday: int) -> None:
    text = f"{lexicon(lang)['weekdays'][weekday][0]} {write_date(day, lang)}"
    if weekday == day.weekday():
        assert read_span(text).start.date() == day
        return
    with pytest.raises(WhenError, match=r"is a \w+day, not a \w+day"):
        read_span(text)


@given(_LANGS, st.integers(1, 12), st.integers(1, 12), st.sampled_from("/."))
def test_day_and_month_are_never_guessed(lang: str, first: int, second: int, mark: str) -> None:
    text = f"{first:02d}{mark}{second:02d}{mark}2024"
    if lang == "ar":
        text = text.translate({ord(d): chr(0x660 + int(d)) for d in "0123456789"})
    if first == second:
        assert read_span(text).start.month == first
        return
    with pytest.raises(WhenError, match=r"or .*\?"):
        read_span(text)


_PIECES = [
    form
    for lang in LANGUAGES
    for forms in (*lexicon(lang)["words"].values(), *lexicon(lang)["months"], *lexicon(lang)["part_of_day"].values())
    for form in forms[:2]
] + ["1", "31", "2025", "00:08", "-", "/", ",", "22", "2025-04-01"]


@given(st.lists(st.sampled_from(_PIECES), max_size=12).map(" ".join), st.sampled_from(["UTC", "Africa/Algiers"]))
def test_no_text_crashes(text: str, zone: str) -> None:
    try:
        found = window(text, zone=zone)
    except WhenError:
        return
    assert found.start < found.end


@pytest.mark.parametrize(
    "piece", ["a ", "on ", "1 ", "1 april ", "22 h ", "night of ", "d'", "12:00 ", "в ", "(", "monday "]
)
def test_hostile_runs_take_no_time(piece: str) -> None:
    import time

    began = time.perf_counter()
    with pytest.raises(WhenError):
        read_span((piece * 200)[:200])
    assert time.perf_counter() - began < 0.5
