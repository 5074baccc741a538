"""Prepositions that mean what their surroundings make of them, and genitives that no word marks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoevents.errors import GeoEventsError, PhraseError
from geoevents.locality import parse, render
from geoevents.locality.tokens import tokenise

from .shorthand import short
from .test_phrases import _dropped


def types(text: str, lang: str) -> list[str]:
    return [token.type for token in tokenise(text, lang).kept]


@pytest.mark.parametrize(
    ("lang", "text", "expected"),
    [
        ("ru", "в 10 км", ["NUMBER", "UNIT"]),
        ("ru", "в более чем 10 км", ["ATLEAST", "NUMBER", "UNIT"]),
        ("ru", "в Мали", ["IN", "COUNTRY"]),
        ("ru", "в Кидале", ["INSIDE", "NAME"]),
        ("ru", "дорога из Гао в Кидаль", ["ROAD", "FROM", "NAME", "TO", "NAME"]),
        ("ru", "на север", ["TO", "POINT"]),
        ("ru", "на границе", ["ON", "BORDER"]),
        ("ru", "на алжирско-малийской границе", ["ON", "COMBINING", "DASH", "DEMONYM", "BORDER"]),
        ("ru", "на территории", ["INSIDE", "TERRITORY"]),
        ("ru", "от 3 до 5 км", ["NUMBER", "TO", "NUMBER", "UNIT"]),
        ("ru", "от Гао", ["FROM", "NAME"]),
        ("ru", "до 5 км", ["LESS", "NUMBER", "UNIT"]),
        ("ru", "с Алжиром", ["WITH", "COUNTRY"]),
        ("ru", "граница, с малийской стороны", ["BORDER", "COMMA", "ON", "DEMONYM", "SIDE"]),
        ("ru", "граница Мали", ["BORDER", "OF", "COUNTRY"]),
        ("ru", "севернее Гао", ["POINT", "OF", "NAME"]),
        ("ru", "север Гао", ["POINT", "NAME"]),
        ("ru", "километрах в десяти", ["NUMBER", "UNIT"]),
        ("ru", "в 5 км С", ["NUMBER", "UNIT", "POINT"]),
        ("uk", "за 10 км", ["NUMBER", "UNIT"]),
        ("uk", "у Малі", ["IN", "COUNTRY"]),
        ("uk", "у Кідалі", ["INSIDE", "NAME"]),
        ("uk", "на південь", ["TO", "POINT"]),
        ("uk", "на кордоні", ["ON", "BORDER"]),
        ("uk", "від 3 до 5 км", ["NUMBER", "TO", "NUMBER", "UNIT"]),
        ("uk", "кордон Малі", ["BORDER", "OF", "COUNTRY"]),
        ("uk", "північніше Гао", ["POINT", "OF", "NAME"]),
    ],
)
def test_what_a_preposition_is(lang: str, text: str, expected: list[str]) -> None:
    assert types(text, lang) == expected


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_languages_without_cases_have_no_such_tokens(lang: str) -> None:
    assert "OF" not in types("north Kidal border Mali", lang)


def test_a_side_that_no_border_was_named_for_is_where_it_came_from() -> None:
    assert [short(one) for one in parse("в 2 км от границы, с малийской стороны").clauses] == ["2km from || side:ML"]
    with pytest.raises(PhraseError):
        parse("стреляли с малийской стороны")


@pytest.mark.parametrize("text", ["в Кидале", "у Кидалі"])
def test_letters_of_one_language_choose_it(text: str) -> None:
    assert parse(text).lang == ("uk" if "і" in text else "ru")


def test_stress_marks_and_soft_hyphens_are_no_other_word() -> None:
    for text in ("в 3 кило\u00adметрах от Гао", "в 3\u00a0км от Гао", "в 3 километра\u0301х от Гао"):
        assert [short(one) for one in parse(text, "ru").clauses] == ["3km from Гао"]


@pytest.mark.parametrize(
    ("text", "russian", "ukrainian"),
    [
        (
            "3.5 km SE of Kidal",
            "на расстоянии 3,5 км к юго-востоку от Kidal",
            "за 3,5 км на південний схід від Kidal",
        ),
        (
            "2 NM from the Algerian border",
            "на расстоянии 2 морских миль от алжирской границы",
            "за 2 морських миль від алжирського кордону",
        ),
        (
            "less than 2 km inside Algeria",
            "на расстоянии менее 2 км вглубь территории Алжира",
            "за менш ніж 2 км углиб території Алжиру",
        ),
        (
            "5 km from the border of the Congo - Kinshasa",
            "на расстоянии 5 км от границы Демократической Республики Конго",
            "за 5 км від кордону Демократичної Республіки Конго",
        ),
        ("in Kidal region", "в регионе Kidal", "у регіоні Kidal"),
        ("near the border of Mali and Niger", "около границы Мали и Нигера", "біля кордону Малі та Нігеру"),
        ("on the outskirts of Gao", "на окраине Gao", "на околиці Gao"),
        ("never entered Algerian airspace", "за пределами территории Алжира", "за межами території Алжиру"),
    ],
)
def test_words(text: str, russian: str, ukrainian: str) -> None:
    (clause,) = parse(text, "en").clauses
    assert (render(clause, "ru"), render(clause, "uk")) == (russian, ukrainian)


_WORDS = (
    "в на от до с по к из у около под севернее к юго-востоку от границы границей с Мали Алжиром алжирской мало- "
    "территории не пересекал вглубь стороны дороге 3 3,5 км километрах десяти двадцать пять Кидаля Южное Порт- "
    "Харьковской области и или , . ( ) - 5 за на північ від кордону у з боку Малі та Кідаля південніше околиці між "
    "широта 48,5 с. ш. ° ' В С упал часах"
)
_PHRASES = st.lists(st.sampled_from(_WORDS.split()), max_size=14)
_LETTERS = st.text("0123456789 -–'.,°абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґВСЮЗ", max_size=60)


@settings(max_examples=300, deadline=None)
@given(st.one_of(_LETTERS, _PHRASES.map(" ".join), _PHRASES.map("".join)), st.sampled_from([None, "ru", "uk"]))
def test_no_text_crashes_and_no_word_is_dropped(text: str, lang: str | None) -> None:
    try:
        phrase = parse(text, lang)
    except GeoEventsError:
        return
    assert not _dropped(phrase)


@pytest.mark.parametrize("unit", ["1", " ", "б", "-", "б-", "в ", "километрах в ", "от 1 до ", "Мали ", "с. ш. "])
def test_long_hostile_text_is_refused_at_once(unit: str) -> None:
    with pytest.raises(PhraseError, match="2000"):
        parse((unit * 20_000)[:20_000])


@pytest.mark.parametrize("unit", ["в ", "от 1 до ", "километрах в ", "Южное ", "с малийской стороны ", "границы "])
def test_work_on_hostile_text_grows_with_its_length(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted in looks at a token's neighbours, which no busy machine changes."""
    from geoevents.locality import cases

    looks = {}
    original = cases._type
    for size in (1_000, 2_000):
        count = 0

        def counting(*args: object) -> str:
            nonlocal count
            count += 1
            return original(*args)  # type: ignore[arg-type]

        monkeypatch.setattr(cases, "_type", counting)
        tokenise((unit * size)[:size], "ru")
        looks[size] = count
    assert looks[2_000] <= 2.5 * looks[1_000] + 8
