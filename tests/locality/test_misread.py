"""What has been read as something else, and must not be: negations, half figures, other things than the place named."""

from __future__ import annotations

import pytest

from geoevents.errors import PhraseError
from geoevents.locality import parse

from .notation import notation


@pytest.mark.parametrize(
    "text",
    [
        # A denial that is denied.
        "does not deny it was in Mali", "has not ruled out it was in Mali", "denies not being in Mali",
        "ne nie pas être entré au Mali", "no se descarta que fue en Colombia", "не исключено, что в Польше",
        "не виключено, що в Польщі", "لا تنفي دخول مالي",
        # Half of a figure, and figures that say two things.
        "2 km 500 m from Gao", "5'000 m from Gao", "one point five km from Gao", "10 km (60 miles) from Gao",
        "5 m. N of Gao", "10 M north of Gao", "4 road miles N of Moab", "36 75 N 37 12 E",
        "did not enter Mali by more than 5 km",
        # Words in lower case that are no names.
        "near us", "near downtown", "5 km from home", "à 5 km de là", "a 5 km de allí", "от передовой", "شمال البلاد",
        # The end of something longer.
        "from Gao", "بعيدا عن غاو", "500 m from the road from Gao to Kidal", "in Gao and Kidal regions",
        "a 3 km del aeropuerto de Cúcuta", "в 5 км от аэропорта Киева", "22 km from Gao airport", "5 km beyond Gao",
        "near the capital of Mali",
    ],
)  # fmt: skip
def test_nothing_is_read(text: str) -> None:
    with pytest.raises(PhraseError):
        parse(text)


@pytest.mark.parametrize(
    ("text", "expected", "unread"),
    [
        ("near Kilis, 100 km from the capital", "near(Kilis)", ["100 km from the capital"]),
        ("in Rafah, 2 km from the crossing", "at(Rafah)", ["2 km from the crossing"]),
        ("cerca de Cúcuta, a 3 km del aeropuerto", "near(Cúcuta)", ["3 km del aeropuerto"]),
        ("20 km north of Goma, the capital of North Kivu", "offset(20 km, N, Goma)", ["capital of North Kivu"]),
        ("3.5 km southeast of the road, near Kidal", "near(Kidal)", ["3.5 km southeast of the road"]),
        ("near Gao, Kidal and Timbuktu", "near(Gao)", ["Kidal", "Timbuktu"]),
        ("in Kabul, Kandahar", "at(Kabul)", ["Kandahar"]),
        ("VESSEL APPROACHED BY TWO SKIFFS 25NM SOUTH OF MOKHA", "offset(25 NM, S, MOKHA)", None),
    ],
)
def test_the_rest_is_unread(text: str, expected: str, unread: list[str] | None) -> None:
    phrase = parse(text)
    assert notation(phrase.clauses) == expected
    assert unread is None or [left.text for left in phrase.unparsed] == unread


@pytest.mark.parametrize(
    ("text", "lang", "expected"),
    [
        ("denied entering Mali", "en", "outside(ML)"),
        ("sauf au Mali", "fr", "outside(ML)"),
        ("ni au Mali ni au Niger", "fr", "outside(ML) ; outside(NE)"),
        ("ما دخلت الطائرة مالي", "ar", "outside(ML)"),
        ("hors de la ville de Gao", "fr", "just_outside(Gao)"),
        ("within 5 km north of Gao", "en", "offset(<5 km, N, Gao)"),
        ("1-1/2 miles north of Gao", "en", "offset(1.5 mi, N, Gao)"),
        ("latitude 19,5 longitude 2,9", None, "at(19.5, 2.9)"),
        # Of two languages the one that knows the words.
        ("en Siria", "es", "inside(SY)"),
        ("5 km de Argelia", "es", "distance(5 km, border(DZ))"),
        ("5 км до кордону", "uk", "distance(5 km, border())"),
        ("este de Cúcuta", "es", "heading(E, Cúcuta)"),
        # Areas that are called by a heading, and a town by "In".
        ("a 5 km de Cúcuta, Norte de Santander", None, "distance(5 km, Cúcuta) ; area(Norte de Santander, department)"),
        ("In Salah", "en", "at(In Salah)"),
        ("10 km east of Springfield, Illinois", "en", "offset(10 km, E, Springfield) ; area(Illinois, state)"),
        ("in Goma, North Kivu", "en", "at(Goma) ; area(North Kivu, province)"),
        # What a comma parts from alternatives.
        ("in Mali, near Gao or near Kidal", "en", "inside(ML) ; (near(Gao) / near(Kidal))"),
        ("near Gao or near Kidal, in Mali", "en", "(near(Gao) / near(Kidal)) ; inside(ML)"),
        ("near Gao, near Ber or near Kidal", "en", "near(Gao) / near(Ber) / near(Kidal)"),
        ("in Gao or Kidal region", "en", "area(Gao, region) / area(Kidal, region)"),
    ],
)
def test_it_is_read_as_it_is_meant(text: str, lang: str | None, expected: str) -> None:
    phrase = parse(text)
    assert lang in (None, phrase.lang)
    assert phrase.unparsed == ()
    assert notation(phrase.clauses) == expected


def test_a_country_with_a_city_of_its_name_is_told() -> None:
    assert "there is a city of that name" in parse("5 km north of Djibouti").notes[0]
    assert parse("5 km north of the territory of Djibouti").notes == ()
