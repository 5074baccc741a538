"""Texts in their atoms: what is looked up, and what is parted from the word it is joined to."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoevents.locality.atoms import accents_fit, atomise, key_of, pieces_of
from geoevents.locality.vocabulary import LANGUAGES, lexicon, matches, vocabulary

_ARABIC = st.text(alphabet="\ufef7\ufefb\ufe8d\ufedfابتحدرسشعقكلمنهويةىأإآئؤ ـَِّْٓ0123٣٫٬،. -(", max_size=80)


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        ("بمالي", ["ب", "مالي"]),
        ("ومالي", ["و", "مالي"]),
        ("للأردن", ["ل", "الاردن"]),
        ("وللأردن", ["و", "ل", "الاردن"]),
        ("والأردن", ["و", "الاردن"]),
        ("الحدود", ["ال", "حدود"]),
        ("بالحدود", ["ب", "ال", "حدود"]),
        ("للحدود", ["ل", "ال", "حدود"]),
        ("وَلِلْحُدُودِ", ["و", "ل", "ال", "حدود"]),
        ("واغادوغو", ["واغادوغو"]),  # nothing known is left without its first letter
        ("بلدة", ["بلده"]),  # known as it stands, although "ب" is a preposition
        ("كم", ["كم"]),
        ("بين غاو وكيدال", ["بين", "غاو", "و", "كيدال"]),
        ("بين واغادوغو ونيامي", ["بين", "واغادوغو", "و", "نيامي"]),
        ("بين مدينتي ورقلة والأغواط", ["بين", "مدينتي", "ورقله", "و", "الاغواط"]),
        ("قرب كيدال ونيامي", ["قرب", "كيدال", "ونيامي"]),  # without "between" it may be a letter of the name
        ("باب الهوى", ["باب", "الهوي"]),  # no month of August in a gate
        ("و2", ["و", "2"]),
        ("لـ2", ["ل", "2"]),
    ],
)
def test_proclitics_are_parted_from_what_is_known(text: str, parted: list[str]) -> None:
    assert [atom.key for atom in vocabulary("ar").atoms(text)] == parted


@pytest.mark.parametrize(
    "spelling",
    ["الجزائر", "الجزائِر", "الــجــزائــر", "الجَزَائِرُ"],
)
def test_vowels_and_tatweel_may_stand_or_not(spelling: str) -> None:
    assert key_of(spelling) == key_of("الجزائر")


def test_shapes_of_letters_are_letters() -> None:
    shaped = "\ufe8d\ufedf\ufea4\ufeaa\ufeed\ufea9 \ufe8d\ufef7\ufead\ufea9\ufee7\ufef4\ufe94"  # as a PDF may have them
    assert [atom.key for atom in vocabulary("ar").atoms(shaped)] == ["ال", "حدود", "الاردنيه"]


@pytest.mark.parametrize(("one", "other"), [("أربعة", "اربعه"), ("إلى", "الي"), ("آسيا", "اسيا"), ("کیدال", "كيدال")])
def test_letters_that_are_written_for_each_other(one: str, other: str) -> None:
    assert key_of(one) == key_of(other)


@given(_ARABIC)
def test_atoms_have_every_letter_of_the_text_once(text: str) -> None:
    atoms = vocabulary("ar").atoms(text)
    for left, right in pairwise(atoms):
        assert left.end <= right.start
    for atom in atoms:
        assert atom.text == text[atom.start : atom.end]
        assert atom.text
    assert "".join(atom.text for atom in atoms) == "".join(atom.text for atom in atomise(text))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_form_of_a_lexicon_is_found_in_a_text_of_it(lang: str) -> None:
    """A form that is parted otherwise in a text than in the lexicon could never be read."""
    words = vocabulary(lang)
    forms = [form for forms in lexicon(lang)["tokens"].values() for form in forms]
    forms += [form for forms in lexicon(lang).get("compass", {}).values() for form in forms]
    lost = []
    for form in forms:
        atoms = words.atoms(form)
        found = [entry for entry in words.entries.get(atoms[0].key, ()) if len(entry.keys) == len(atoms)]
        if not any(matches(entry, atoms, 0, all_lower=False) for entry in found):
            lost.append(form)
    assert lost == []


def test_a_parted_word_keeps_no_rest() -> None:
    words = vocabulary("ar")
    assert words.proclitics is not None
    for key in words.known:
        assert pieces_of(key, words.proclitics, words.known) == [key]


@pytest.mark.parametrize(
    ("written", "form", "fits"),
    [
        ("sudest", "sudest", True),
        ("algerienne", "algérienne", True),
        ("трехметровый", "трёхметровый", True),  # ё without its dots, й with its mark
        ("algèrienne", "algérienne", False),
        ("malì", "mali", False),
        ("على", "عَلَى", True),
        ("عَلى", "على", True),
    ],
)
def test_accents_may_be_left_out_and_not_be_others(written: str, form: str, fits: bool) -> None:
    assert accents_fit(written, form) is fits
