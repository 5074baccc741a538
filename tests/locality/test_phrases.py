"""Golden phrases, and what must hold for every text."""

from __future__ import annotations

import contextlib
import tomllib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoevents.errors import OffGlobeError, PhraseError
from geoevents.locality import parse
from geoevents.locality.token import FUNCTION
from geoevents.locality.tokens import MAX_CHARACTERS, tokenise
from geoevents.model import BorderRef, Distance, Inside, Near, Offset, Phrase, PlaceRef

from .shorthand import short

GOLDEN = {
    lang: table
    for place in sorted(Path(__file__).parent.glob("phrases*.toml"))
    for lang, table in tomllib.loads(place.read_text(encoding="utf-8")).items()
}
ROWS = [(lang, text, expected) for lang, table in GOLDEN.items() for text, expected in table.items()]


@pytest.mark.parametrize(("lang", "text", "expected"), ROWS)
def test_golden_phrase(lang: str, text: str, expected: list[str]) -> None:
    if all(row.startswith("?") for row in expected):
        with pytest.raises(PhraseError):
            parse(text, lang)
        return
    phrase = parse(text, lang)
    assert [short(clause) for clause in phrase.clauses] + ["?" + rest.text for rest in phrase.unparsed] == expected


@pytest.mark.parametrize(("lang", "text", "expected"), ROWS)
def test_the_language_is_found(lang: str, text: str, expected: list[str]) -> None:
    clauses = [row for row in expected if not row.startswith("?")]
    if clauses:
        assert [short(clause) for clause in parse(text).clauses] == clauses


def test_there_are_enough_golden_phrases_in_each_language() -> None:
    assert len(GOLDEN["en"]) >= 120
    assert len(GOLDEN["fr"]) >= 50
    assert len(GOLDEN["ru"]) >= 60
    assert len(GOLDEN["uk"]) >= 60
    assert min(len(table) for table in GOLDEN.values()) >= 50


# What the words do not say by themselves.


def test_national_is_of_the_speaker() -> None:
    for text in ("within national borders", "exclusively in national airspace", "never left the national airspace"):
        (clause,) = parse(text, speaker="ML").clauses
        assert isinstance(clause, Inside)
        assert (clause.country, clause.inferred) == ("ML", ("country",))
    with pytest.raises(PhraseError, match=r"speaker"):
        parse("within national borders")


def test_dans_le_territoire_national() -> None:
    (clause,) = parse("dans l'espace aérien national", speaker="DZ").clauses
    assert short(clause) == "in DZ"


def test_people_of_two_countries_are_the_speakers_where_it_is_one_of_them() -> None:
    phrase = parse("2 km from the Congolese border", speaker="CD")
    (clause,) = phrase.clauses
    assert isinstance(clause, Distance)
    assert clause.target == BorderRef("CD", None)
    assert phrase.notes == ("'Congolese' is taken to be of the speaker's country, CD",)
    with pytest.raises(PhraseError, match="CD or CG"):
        parse("2 km from the Congolese border", speaker="RW")


@pytest.mark.parametrize(
    ("text", "code", "other"),
    [
        ("3 km from the border between Congo and Rwanda", "CD", "RW"),
        ("3 km from the Congolese-Rwandan border", "CD", "RW"),
        ("3 km from the Rwanda-Congo border", "CD", "RW"),
        ("2 km from Congo's border with Uganda", "CD", "UG"),
        ("3 km de la frontière entre le Congo et le Rwanda", "CD", "RW"),
        ("2 km from the border of Cameroon and Congo", "CG", "CM"),
    ],
)
def test_the_other_country_of_a_border_settles_which_is_meant(text: str, code: str, other: str) -> None:
    phrase = parse(text)
    (clause,) = phrase.clauses
    assert isinstance(clause, Distance)
    assert isinstance(clause.target, BorderRef)
    assert {clause.target.country, clause.target.neighbour} == {code, other}
    assert f"is taken to be {code}" in phrase.notes[0]


@pytest.mark.parametrize(
    "text",
    [
        "2 km from the border of Congo with the Central African Republic",  # both have one
        "3 km from the Congolese border and near Kigali in Rwanda",
        "inside Congo and Rwanda",
    ],
)
def test_without_one_border_that_fits_a_country_is_not_guessed(text: str) -> None:
    try:
        phrase = parse(text)
    except PhraseError as error:
        assert "may be CD or CG" in str(error)  # noqa: PT017 - either it is refused, or told
    else:
        assert any("may be CD or CG" in note for note in phrase.notes)


def test_the_border_with_is_the_speakers() -> None:
    (clause,) = parse("2 km from the border with Algeria", speaker="ML").clauses
    assert short(clause) == "2km from |DZ-ML|"


def test_the_town_is_the_one_named_before_it_or_given() -> None:
    text = "3.5 km southeast of the town"
    with pytest.raises(PhraseError, match=r"which one\?"):
        parse(text)
    (clause,) = parse(text, town=PlaceRef("Tinzaouatine", "ML")).clauses
    assert isinstance(clause, Offset)
    assert clause.anchor == PlaceRef("Tinzaouatine", "ML")
    assert clause.inferred == ("anchor",)


def test_our_own_choices_are_marked() -> None:
    (near,) = parse("near Kidal").clauses
    assert isinstance(near, Near)
    assert (near.within, near.inferred) == (None, ("within",))
    (border,) = parse("near the border").clauses
    assert isinstance(border, Distance)
    assert border.distance.inferred
    assert parse("about 5 km from Kidal").clauses[0].inferred == ("distance.hedge",)
    assert parse("5 km from Kidal").clauses[0].inferred == ()


def test_clauses_keep_their_words_and_where_they_stand() -> None:
    text = "Struck, just 3.5 km southeast of Tinzaouatine and 2 km from the Algerian border"
    for clause in parse(text).clauses:
        assert text[slice(*clause.span)] == clause.text
    assert [clause.text for clause in parse(text).clauses] == [
        "3.5 km southeast of Tinzaouatine",
        "2 km from the Algerian border",
    ]


def test_a_conversion_in_brackets_is_not_a_second_number() -> None:
    phrase = parse("3.5 km (2.2 miles) southeast of Kidal")
    assert phrase.notes == ("(2.2 miles) is taken as a conversion of 3.5 km",)


# Errors say the word and the cure.


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("5 km nort of Kidal", 'not understood: "nort". Did you mean "north"?'),
        ("3 km south of the Arauca river", 'not understood: "river". Say it like'),
        ("2 leagues off", 'not understood: "leagues". Use km, mi, NM.'),
        ("5 km west of the Tessalit road", 'not understood: "road".'),
        ("drei Meilen vor Kidal", 'not understood: "drei".'),
        ("near Kidal or the mosque", 'not understood: "or": one of the alternatives'),
        ("the crash", "nothing in 'the crash' says where."),
        ("", "nothing in '' says where."),
        ("2 km from the Congo border", "'Congo' may be CD or CG"),
        ("5 to 3 km from Kidal", "runs downwards"),
        ("2 km {3..1 km} from Kidal", "runs downwards"),
        ("2 km - 3 mi from Kidal", "is in two units"),
        ("1.500.20 km from Kidal", "can be read as two numbers"),
    ],
)
def test_message_of_a_phrase_that_is_not_understood(text: str, message: str) -> None:
    with pytest.raises(PhraseError) as caught:
        parse(text, "en")
    assert message in str(caught.value)


def test_a_figure_behind_a_name_is_part_of_it_or_of_what_follows() -> None:
    # "Hill" by itself is another place, in another country.
    for text, name in (
        ("9 km north of Hill 402", "Hill 402"),
        ("near Hill 402 and 2 km from the Algerian border", "Hill 402"),
        ("near Al 10th of Ramadan City", "Al 10th"),
    ):
        assert parse(text, "en").clauses[0].anchor == PlaceRef(name), text
    for text, left in (
        ("near Kidal 2 km from the Algerian border", ()),
        ("near Kidal 2025", ("2025",)),
        ("near Kidal, 3 April", ("3 April",)),
        ("near Kidal 3 soldiers died", ("3 soldiers died",)),
    ):
        phrase = parse(text, "en")
        assert tuple(piece.text for piece in phrase.unparsed) == left, text
        assert phrase.clauses[0].anchor == PlaceRef("Kidal"), text


def test_unknown_language() -> None:
    with pytest.raises(PhraseError, match=r"en, fr"):
        parse("near Kidal", "tlh")


@pytest.mark.parametrize(
    "text",
    [
        "-5 km from Kidal",
        "TZ-98 km from Kidal",
        "2/7 km from Kidal",
        "5 3 km from Kidal",
        "2 and 3 km from Kidal",
        "10² km from Kidal",
        "10 ± 2 km from Kidal",
        "two hundred km from Kidal",
        "soixante-deux-trois km de Kidal",
        "5 km south of the road to Kidal",
        "8 km E and 6 km NE of Kidal",
        "5 km north of Kidal airport",
        "between Kidal and Kidal",
        "not near Kidal",
        "2 km from the border with Belgorod Oblast",
        "near the border of Abkhazia",
    ],
)
def test_half_a_meaning_is_no_meaning(text: str) -> None:
    """Where part of what stands there would say something else, nothing is read, and nothing is dropped."""
    with pytest.raises(PhraseError):
        parse(text)


# Hostile text: rows S58-S62 of the security cases.


@pytest.mark.parametrize(
    "text",
    [
        *("1" * 20_000, " " * 20_000, "1 " * 10_000, "1.1." * 5_000, "\u202e" * 20_000, "(" * 20_000, "km " * 7_000),
        *("ـ" * 20_000, "َ" * 20_000, "بَ" * 10_000, "١٬" * 10_000, "ال" * 10_000, "وكيدال " * 2_900, "Å̊" * 7_000),
    ],
)
def test_long_hostile_text_is_refused_at_once(text: str) -> None:
    with pytest.raises(PhraseError, match=r"2000"):
        parse(text)


@pytest.mark.parametrize(
    ("unit", "lang"),
    [
        *((unit, "en") for unit in ("1", "1 ", " ", "1 km ", "N 1 ", "1°2'", "near ", "X ", "A-", "{1..", "(1 km ")),
        *((unit, "en") for unit in ("between 1 and ", "not ")),
        *(
            (unit, "es")
            for unit in ("a ", "en ", "O ", "NO ", "entre ", "2 km al ", "entró el dron ", "de los ", "A de ")
        ),
        *((unit, "ar") for unit in ("ـ", "َ", "بَ", "ال", "وال", "بين كيدال و", "قرب أ", "لم ", "الحدود الجزائرية ")),
        *((unit, "ar") for unit in ("دخلت الطائرة 2 كم ", "١،", "خمسة و", "من 3 إلى ", "جنوب ", "في ", "على ")),
    ],
)
def test_work_on_hostile_text_grows_with_its_length(unit: str, lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted in tokens fed to the grammar, which no busy machine changes."""
    from geoevents.locality import phrases

    fed = {}
    original = phrases.longest
    for size in (500, 1_000, 2_000):
        count = 0

        def counting(*args: object, **options: object) -> object:
            nonlocal count
            count += 1
            return original(*args, **options)  # type: ignore[arg-type]

        monkeypatch.setattr(phrases, "longest", counting)
        text = (unit * size)[:size]
        with contextlib.suppress(PhraseError):
            parse(text, lang)
        fed[size] = count
    assert fed[2_000] <= 2.5 * fed[1_000] + 8


def test_digits_of_other_scripts_are_read_and_never_mixed() -> None:
    assert short(parse("٣٫٥ km from Kidal").clauses[0]) == "3.5km from Kidal"
    assert short(parse("३ km from Kidal").clauses[0]) == "3km from Kidal"
    with pytest.raises(PhraseError, match=r"mixes the digits"):
        parse("1٣ km from Kidal")


def test_thirty_digits_are_refused() -> None:
    assert short(parse("9" * 29 + " km from Kidal").clauses[0]).startswith("9" * 29)
    with pytest.raises(PhraseError, match=r"too many digits"):
        parse("9" * 30 + " km from Kidal")


def test_vulgar_fractions_are_not_folded_into_digits() -> None:
    assert short(parse("2½ km from Kidal").clauses[0]) == "2½km from Kidal"
    assert short(parse("2 ½ km from Kidal").clauses[0]) == "2½km from Kidal"


def test_invisible_characters_are_left_out_and_said() -> None:
    phrase = parse("near Tinza\u200bouatine\u202e")
    assert short(phrase.clauses[0]) == "near Tinzaouatine"
    assert phrase.notes == ("invisible characters left out: U+200B, U+202E",)


def test_letters_of_two_scripts_in_one_word_are_said() -> None:
    phrase = parse("near Кidal")  # a Cyrillic К
    assert "mixes letters of several scripts" in phrase.notes[0]


# What holds for every text.

_VOCABULARY = (
    "near inside 3 3.5 km mi NE southeast of from the border Algerian Algeria Mali Kidal town and , not never or in "
    "between 5 - ( ) à au sud de la frontière et d' malien dans ~ 2½ { } 19.868 N E 2.89 ° ' \" crash fell leagues . ;"
)
_PHRASES = st.lists(st.sampled_from(_VOCABULARY.split()), max_size=14)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=60), _PHRASES.map(" ".join), _PHRASES.map("".join)))
def test_no_text_crashes_and_no_word_is_dropped(text: str) -> None:
    try:
        phrase = parse(text)
    except PhraseError:
        return
    assert not _dropped(phrase)


_OF_ANY_LANGUAGE = sorted({word for _, text, _ in ROWS for word in text.split()})


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(_OF_ANY_LANGUAGE), max_size=10).map(" ".join), st.sampled_from([*GOLDEN, None]))
def test_no_words_of_any_language_crash_or_are_dropped(text: str, lang: str | None) -> None:
    try:
        phrase = parse(text, lang)
    except (PhraseError, OffGlobeError):  # "91 N 2 E" is an error that says so
        return
    assert not _dropped(phrase)


def _dropped(phrase: Phrase) -> list[str]:
    """Characters that are in no clause, not reported, and no function word of the lexicon."""
    covered = [clause.span for clause in phrase.clauses] + [rest.span for rest in phrase.unparsed]
    tokens = tokenise(phrase.text, phrase.lang)
    covered += [(token.start, token.end) for token in tokens.all if token.type in FUNCTION]
    seen = [any(start <= at < end for start, end in covered) for at in range(len(phrase.text))]
    return [
        letter
        for at, letter in enumerate(phrase.text)
        if not seen[at] and not letter.isspace() and unicodedata.category(letter) != "Cf"
    ]


@given(st.integers(min_value=MAX_CHARACTERS + 1, max_value=MAX_CHARACTERS + 50))
def test_the_limit_is_on_characters(size: int) -> None:
    with pytest.raises(PhraseError, match=str(size)):
        parse("a" * size)


def test_names_of_one_s_own_are_found_as_they_are_written() -> None:
    """Also where their words are those of the lexicon, or no capital tells them."""
    names = ["Upper farm", "the old well", "Camp"]
    for name in names:
        (clause,) = parse(f"2 km north of {name}", names=names).clauses
        assert isinstance(clause, Offset)
        assert clause.anchor == PlaceRef(name)
    with pytest.raises(PhraseError):
        parse("2 km north of the camp", names=names)
