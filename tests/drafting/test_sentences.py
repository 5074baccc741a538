"""Where sentences end, in English and French, and what stands in quotation marks."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoevents.drafting.sentences import language, quotes, sentences
from geoevents.drafting.vocabulary import vocabulary

ROWS = [
    # One row a text: its language and its sentences.
    ("en", ["Gen. Oumar Diarra spoke.", "It fell 3.5 km off."]),
    ("en", ["The U.S. Navy said so.", "It left."]),
    ("en", ["He went to the U.S.", "The army left."]),
    ("en", ["Dr. J. Smith of St. Mary came at 5 p.m. on Monday.", "No. 5 was hit."]),
    ("en", ["It lies 5 km.", "Will it burn?", "No!"]),
    ("en", ["“It came low.", "It turned back,” she said."]),
    ("en", ['"We saw it." He left.']),
    ("en", ["At 13.95° N and 13.30° E.", "The note ends."]),
    ("en", ["Fragments… Nobody knows."]),
    ("fr", ["Le gén. Touré et M. Keïta étaient là.", "Ils sont partis."]),
    ("fr", ["« L’appareil est tombé. »", "Il a brûlé."]),
    ("fr", ["Il est tombé à 3,5 km de la ville.", "L’armée confirme."]),
    ("fr", ["Vers 22 h, un drone a été abattu, etc.", "Le ministère se tait."]),
]


@pytest.mark.parametrize(("lang", "expected"), ROWS)
def test_sentences(lang: str, expected: list[str]) -> None:
    if expected in (['"We saw it." He left.'], ["Fragments… Nobody knows."]):
        # A mark that may close or go on ends a sentence when a capital follows.
        expected = expected[0].replace('" He', '"|He').replace("… N", "…|N").split("|")
    text = " ".join(expected)
    assert [one.text for one in sentences(text, vocabulary(lang))] == expected


def test_lines_of_a_wrapped_text_are_one_paragraph() -> None:
    text = "The convoy was ambushed on the\nroad to Dori. The driver told the\nteam of it.\n\nA heading\n\nIt ended."
    found = sentences(text, vocabulary("en"))
    assert [" ".join(one.text.split()) for one in found] == [
        "The convoy was ambushed on the road to Dori.", "The driver told the team of it.", "A heading", "It ended.",
    ]  # fmt: skip
    assert [one.heading for one in found] == [False, False, True, False]


def test_a_line_that_ends_at_the_margin_goes_on() -> None:
    # One paragraph of two lines, of which the second begins with a name, tells no more of how a text is wrapped.
    line = "The army said that its patrol was shelled on its way, 12 km north of\n"
    text = f"Patrol shelled near Tessalit\n4 January 2030\n\n{line}"
    found = sentences(f"{text}Tessalit, within national borders.\n", vocabulary("en"))
    assert [one.text[-8:] for one in found] == ["Tessalit", "ary 2030", "borders."]
    listed = "The army shelled a patrol, which went away to the north\nTessalit\nKidal\n"
    assert len(sentences(listed, vocabulary("en"))) == 3


def test_bullets_are_no_part_of_a_sentence() -> None:
    found = sentences("- First thing.\n• Second thing.\n3) Third thing.", vocabulary("en"))
    assert [one.text for one in found] == ["First thing.", "Second thing.", "Third thing."]


@given(st.text(alphabet=st.sampled_from("aA1 .!?…\"“”«»()\n-é,'’"), max_size=200))
def test_nothing_is_lost_between_sentences(text: str) -> None:
    found = sentences(text, vocabulary("en"))
    at = 0
    for one in found:
        assert one.start >= at
        assert text[one.start : one.end] == one.text
        # Only white space and bullets are in no sentence.
        assert not any(letter.isalpha() for letter in text[at : one.start])
        at = one.end
    assert not any(letter.isalpha() for letter in text[at:])


@pytest.mark.parametrize("piece", ["1", " ", '"', "(", "[]", "“", ". ", "A. ", "a.\n", "…", "« », "])
def test_hostile_runs_take_no_time(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    began = time.perf_counter()
    sentences(text, vocabulary("en"))
    quotes(text)
    language(text)
    assert time.perf_counter() - began < 1


def test_single_quotes_are_told_from_apostrophes() -> None:
    text = "It said ‘the soldiers’ post isn’t in Mali’, and left ‘Akinci’ out. L’armée n’a rien dit."
    found = quotes(text)
    said = [text[start:end] for start, end in zip(found.starts, found.ends, strict=True)]
    assert said == ["the soldiers’ post isn’t in Mali", "Akinci"]


def test_quotes() -> None:
    text = 'He said “a”, « b », „c“ and "d". An open “one\n\nis none. "e"'
    found = quotes(text)
    assert [text[start:end].strip() for start, end in zip(found.starts, found.ends, strict=True)] == list("abcde")
    assert found.around(9, 10) == (9, 10)
    assert found.around(0, 5) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The drone crashed near the border of Mali and it burned.", "en"),
        ("Le drone s’est écrasé près de la frontière du Mali et il a brûlé.", "fr"),
        ("Der Drohnenabsturz geschah in der Nähe der Grenze zu Mali.", None),
        ("سقطت الطائرة قرب الحدود", None),
        ("1234", None),
    ],
)
def test_language(text: str, expected: str | None) -> None:
    assert language(text) == expected
