"""YAML that is safe for any words: what goes in comes out of `read_case`, and nothing hides."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import geoevents as ge
from geoevents.drafting import extract
from geoevents.drafting.emit import remark
from geoevents.errors import ArticleError
from geoevents.read.yaml import Scalar, parse_yaml
from geoevents.write.scalars import quoted, word

_TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=60)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40))
def test_a_quoted_text_is_read_back(text: str) -> None:
    node, problems = parse_yaml(f"a: {quoted(text)}\n")
    forbidden = any(unicodedata.category(letter) == "Cc" and letter not in "\t\n\r\x85" for letter in text)
    if forbidden or any(ord(letter) & 0xFFFE == 0xFFFE and ord(letter) < 0x10000 for letter in text):
        assert problems  # the reader of case files refuses it, and so does the reader of articles
        return
    assert not problems
    value = node.get("a") if node is not None else None  # type: ignore[union-attr]
    assert isinstance(value, Scalar)
    assert value.text == text


@given(st.text(max_size=60))
def test_what_cannot_be_seen_is_escaped(text: str) -> None:
    for written in (quoted(text), remark(text)):
        assert all(unicodedata.category(letter)[0] != "C" for letter in written)
        assert not set(written) & set("\u2028\u2029\x85\n\r")


@pytest.mark.parametrize("id", ["no", "yes", "null", "true", "on", "1", "a b", ""])
def test_words_that_yaml_would_turn_are_quoted(id: str) -> None:
    assert word(id) == f'"{id}"'
    assert word("crash-2") == "crash-2"


HOSTILE = [
    'X: "y" # z',
    "{{ config }} {% raw %} ${7} `x`",
    "--- !!python/object &a *a <<: %TAG",
    "back\\slash \\u0041 'single' \"double\"",
    "bidi \u202e txt \u2066 zero\u200bwidth",
    "a\ttab",
    "… « » “ ” — – \u00a0 \u2028 \u2029",
    "<script>alert(1)</script>",
    "key: [a, {b: c}] | > & * ? %",
    "emoji 🛩️ \U0010fffd",
]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_load_as_they_are(hostile: str) -> None:
    text = f"{hostile} said the army. The {hostile} army said that a drone crashed 3 km north of Kidal {hostile}."
    draft = extract(text, "en")
    case = ge.read_case(text=draft.yaml)
    assert [claim.says for claim in case.claims] == [claim.says for claim in draft.claims]
    assert [source.name for source in case.sources[1:]] == [source.name for source in draft.sources]
    assert all(unicodedata.category(letter)[0] != "C" or letter == "\n" for letter in draft.yaml)


@settings(max_examples=40)
@given(_TEXT, _TEXT, st.sampled_from(["crashed", "was shot down", "entered Mali"]))
def test_any_sentence_makes_a_draft_that_loads(before: str, behind: str, event: str) -> None:
    where = "12 km north of Kidal on 1 April 2025"
    text = f"{before} the Malian army said {behind}. It {event} {where}, {behind}: {before}."
    try:
        draft = extract(text, "en")
    except ArticleError:
        return
    case = ge.read_case(text=draft.yaml)
    assert [claim.says for claim in case.claims] == [claim.says for claim in draft.claims]
    assert all(said in draft.text for claim in draft.claims for said in claim.says)


_PIECES = [
    "the army", "said", "denied", "that", "a drone", "crashed", "was shot down", "3 km", "north of Kidal", "near Gao",
    "from the border", "inside Mali", ",", ".", "“", "”", "\n\n", "according to", "on 1 April 2025", "at 22:00", "its",
    "it added", "which", "and", "the town", "of", "Algeria", "Malian", "exclusively", "in national airspace", "?",
]  # fmt: skip


@settings(max_examples=150)
@given(st.lists(st.sampled_from(_PIECES), max_size=40).map(" ".join))
def test_no_sequence_of_words_crashes_or_invents(text: str) -> None:
    try:
        draft = extract(text, "en")
    except ArticleError:
        return
    case = ge.read_case(text=draft.yaml)
    for claim, written in zip(draft.claims, case.claims, strict=True):
        assert written.says == claim.says
        cited = draft.text[claim.cited.start : claim.cited.end]
        assert all(said in cited for said in claim.says)
