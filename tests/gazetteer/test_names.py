"""Folding of names: spellings and scripts of one name meet, and nothing that can be typed breaks it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoevents.gazetteer.names import MAX_LETTERS, key, similarity, skeleton, sound

TINZAOUATINE = [
    "Tinzaouatine", "Tin Zaouatine", "Tin-Zaouatène", "Tinzawaten", "TINZAOUATEN", "Ti-n-Zaouâtene",
    "تين زواتين", "Тин-Зауатен", "ⵜⵉⵏⵣⴰⵡⴰⵜⴰⵏ",
]  # fmt: skip


@pytest.mark.parametrize("name", TINZAOUATINE)
def test_one_skeleton_for_all_spellings_and_scripts(name):
    assert skeleton(key(name)) == "tnstn"


@pytest.mark.parametrize("name", TINZAOUATINE)
def test_transliterations_stay_alike(name):
    assert similarity("tinzaouatine", key(name)) >= 0.85


@pytest.mark.parametrize(("name", "folded"), [
    ("São Tomé", "saotome"), ("Mu\u0308nchen", "munchen"), ("München", "munchen"), ("ＫＩＤＡＬ", "kidal"),
    ("كِيدَال", "kydl"), ("\u202bKidal\u202c", "kidal"), ("Ki\u200bdal", "kidal"), ("Łódź", "lodz"),
    ("Aguel'hoc", "aguelhoc"), ("Aguel’hoc", "aguelhoc"), ("İstanbul", "istanbul"), ("京都", "京都"), ("서울", "서울"),
    ("", ""), ("...", ""), ("Ki\0dal", ""), ("\ud800", ""), ("a" * (MAX_LETTERS + 1), ""),
])  # fmt: skip
def test_key(name, folded):
    assert key(name) == folded


@given(st.text(max_size=300))
def test_folding_is_stable(name):
    folded = key(name)
    assert key(folded) == folded
    assert folded == "".join(folded.split())
    assert skeleton(folded) == folded or set(skeleton(folded)) <= set("bcdfgjklmnrst0123456789")


@given(st.text(st.sampled_from("abcehiknouwyz"), max_size=20), st.text(st.sampled_from("abcehiknouwyz"), max_size=20))
def test_similarity_is_symmetric_and_bounded(a, b):
    assert similarity(a, b) == similarity(b, a)
    assert 0.0 <= similarity(a, b) <= 1.0
    assert similarity(a, a) == (1.0 if a else 0.0)


def test_the_sound_of_a_repeated_letter_is_no_match():
    assert sound("kkkkkkkk") == sound("k")
    assert similarity("kkkkkkkk", "k") < 0.3
