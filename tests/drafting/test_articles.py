"""Whole articles: what a draft of each must be, and that it loads and makes nothing up."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

import geoevents as ge
from geoevents.drafting import Draft, extract
from geoevents.errors import ArticleError
from geoevents.model import At

from .measure import ARTICLES, TRUTH, article, measure, table

NAMES = sorted(path.stem for path in ARTICLES.glob("*.txt"))
ROOT = Path(__file__).parents[2]
FOUNDING = ROOT.parent / "shared" / "article.txt"


def without_leftovers(yaml: str) -> str:
    """The draft without what depends on how much is known elsewhere: its last block, and names like an unknown one."""
    draft = re.split(r"\n# (?:Not understood|Nothing else)", yaml)[0]
    return re.sub(r"Did you mean [^?\n]*\? ", "", draft)


@pytest.mark.parametrize("name", NAMES)
def test_golden(name: str) -> None:
    expected = (ARTICLES / f"{name}.yaml").read_text(encoding="utf-8")
    # After a change that is meant: python tests/drafting/measure.py --write, and compare.
    assert without_leftovers(article(name).yaml) == without_leftovers(expected)


@pytest.mark.parametrize("name", NAMES)
def test_every_part_cites_its_words(name: str) -> None:
    draft = article(name)
    for claim in draft.claims:
        cited = draft.text[claim.cited.start : claim.cited.end]
        assert all(words in cited for words in claim.says), claim
        sentence = draft.sentences[claim.cited.sentence - 1]
        assert sentence.start <= claim.cited.start < claim.cited.end <= sentence.end
    for event in draft.events:
        assert draft.text[event.cited.start : event.cited.end] == event.word
    for one in (*draft.unread, *draft.dates):
        assert draft.text[one.cited.start : one.cited.end] == one.text


@pytest.mark.parametrize("name", NAMES)
def test_it_loads_as_a_draft(name: str) -> None:
    draft = article(name)
    case = ge.read_case(text=draft.yaml)
    assert case.title.startswith("Draft, not reviewed: ")
    assert [claim.says for claim in case.claims] == [claim.says for claim in draft.claims]
    assert {source.id for source in case.sources} == {"article", *(source.id for source in draft.sources)}
    assert case.source("article").sha256 == draft.sha256
    assert draft.yaml.startswith("# DRAFT ")
    assert case.draft


def test_what_is_solved_of_a_draft_says_that_it_is_one() -> None:
    draft = ge.extract("The Malian army said that a drone crashed on 1 April 2025, 12 km north of Kidal.")
    assert "a draft made by rules" in ge.solve(ge.read_case(text=draft.yaml)).warnings[0]
    reviewed = draft.yaml.replace("Draft, not reviewed: ", "")
    assert not any("draft" in warning for warning in ge.solve(ge.read_case(text=reviewed)).warnings)


@pytest.mark.parametrize("name", NAMES)
def test_no_position_is_made_up(name: str) -> None:
    draft = article(name)
    case = ge.read_case(text=draft.yaml)
    assert not case.places
    assert not case.links
    for claim in case.claims:
        for clause in claim.clauses:
            if isinstance(clause, At):
                assert clause.text.removeprefix("at ") in draft.text
    numbers = {number for claim in draft.claims for text in claim.read for number in re.findall(r"\d+(?:\.\d+)?", text)}
    in_text = {number.replace(",", ".") for number in re.findall(r"\d+(?:[.,]\d+)?", draft.text)}
    words = {"2"} if re.search(r"\btwo\b|\bdeux\b", draft.text) else set()
    assert numbers <= in_text | words


def test_every_article_has_its_truth() -> None:
    assert set(NAMES) == set(TRUTH)
    assert len(NAMES) >= 6


def test_nothing_is_invented_and_what_is_found_is_told() -> None:
    counts = measure(TRUTH)
    assert {row: count.invented for row, count in counts.items() if count.invented} == {}
    document = (ROOT / "docs" / "extract.md").read_text(encoding="utf-8")
    # After a change that is meant: python tests/drafting/measure.py prints it.
    assert table() in document


@pytest.fixture(scope="module")
def founding() -> Draft:
    if not FOUNDING.exists():
        pytest.skip("the founding article does not lie beside the project")
    return extract(FOUNDING.read_bytes())


def test_founding_article(founding: Draft) -> None:
    case = ge.read_case(text=founding.yaml)
    kinds = {event.id: event.kind for event in case.events}
    said = {(claim.by, kinds[claim.event], claim.says[0]): claim for claim in case.claims if claim.clauses}
    assert set(said) == {
        ("malian-army", "track", "in national airspace"),
        ("article", "crash", "near the border town of Tinzaouatine"),
        ("first-lieutenant-general-oumar-diarra", "track", "within national borders"),
        ("first-lieutenant-general-oumar-diarra", "track", "ruling out any intrusion into Algerian airspace"),
        ("ministry-of-defense", "intrusion", "intrusion into Algerian airspace by two kilometers"),
        ("field-evidence", "debris", "within Malian territory"),
        ("article", "strike", "3.5 km southeast of the town and 2 km from the Algerian border"),
    }
    parties = {source.id: source.party for source in case.sources}
    assert (parties["malian-army"], parties["ministry-of-defense"], parties["field-evidence"]) == ("ML", "DZ", None)
    assert parties["first-lieutenant-general-oumar-diarra"] == "ML"
    assert parties["azawad-liberation-front"] is None


def test_nights_of_the_founding_article(founding: Draft) -> None:
    when = {claim.says[0]: claim.when for claim in founding.claims}
    assert when["near the border town of Tinzaouatine"] == "On the night of March 31 to April 1, 2025"
    strike = next(claim for claim in founding.claims if claim.says[0].startswith("3.5 km"))
    assert strike.when == "On the night of April 1 to 2, 2025"
    assert any("the year is inferred" in note for note in strike.notes)
    assert strike.read == ("3.5 km SE of Tinzaouatine", "2 km from the Algerian border")
    # Where the article gives no date there is none, only a question that names the last one.
    intrusion = next(claim for claim in founding.claims if claim.says[0].startswith("intrusion into"))
    assert intrusion.when is None
    assert any("March 31 to April 1, 2025" in note for note in intrusion.notes)


def test_rivals_of_the_founding_article_stay_apart(founding: Draft) -> None:
    downed = [claim for claim in founding.claims if claim.event.startswith("shoot-down")]
    assert {claim.by for claim in downed} == {"ministry-of-defense", "azawad-liberation-front"}
    assert len({claim.event for claim in downed}) == 2
    second = next(event for event in founding.events if event.id == "shoot-down-2")
    assert second.possibly == ("shoot-down",)
    assert "# ? possibly the same as shoot-down\n" in founding.yaml


def test_the_geometry_of_the_founding_article_is_that_of_its_words(founding: Draft) -> None:
    # Nothing in it has coordinates, so no clause is at any.
    case = ge.read_case(text=founding.yaml)
    assert not any(isinstance(clause, At) for claim in case.claims for clause in claim.clauses)


_RUNS = [
    "1",
    "1 ",
    " ",
    '"',
    "(",
    "“",
    "[]",
    ". ",
    "said ",
    "the army said ",
    "according to ",
    "1 April ",
    "and ",
    "km ",
]


@pytest.mark.parametrize("piece", _RUNS)
@pytest.mark.parametrize("length", [20_000, 1_900])
def test_hostile_runs_take_no_time(piece: str, length: int) -> None:
    once = (piece * length)[:length]
    text = once if length == 20_000 else f"It {once.strip()}. " * 10
    began = time.perf_counter()
    with pytest.raises(ArticleError):
        extract(text, "en")
    assert time.perf_counter() - began < 3


def test_reading_stops_where_nobody_would_review() -> None:
    draft = extract("The Malian army said a drone crashed 3 km north of Kidal. " * 400, "en")
    assert len(draft.claims) <= 300
    assert any("claims are enough" in one.why for one in draft.unread)


@pytest.mark.parametrize("name", NAMES)
def test_line_ends_of_windows_change_nothing(name: str) -> None:
    there = (ARTICLES / f"{name}.txt").read_text(encoding="utf-8")
    other = extract(there.replace("\n", "\r\n").encode())
    assert [(one.by, one.event, " ".join(" ".join(one.says).split()), one.read, one.when) for one in other.claims] == [
        (one.by, one.event, " ".join(" ".join(one.says).split()), one.read, one.when) for one in article(name).claims
    ]


def test_what_is_in_no_claim_is_listed() -> None:
    draft = extract(
        "The Malian army said a drone crashed 3 km north of Kidal on 1 April 2025. Was it 2 km inside Algeria? "
        "On 3 April 2025 the weather was fine. The school lies 5 km from the river.",
        "en",
    )
    assert [(one.text, one.why) for one in draft.unread] == [
        ("Was it 2 km inside Algeria?", "a question"),
        ("On 3 April 2025", "dates nothing that is in a claim"),
        ("The school lies 5 km from the river", "a distance that was not understood"),
    ]
    assert repr(draft) == "<Draft, not reviewed: 1 claims, 1 events, 1 speakers; 0 questions, 3 passages left>"
    assert str(draft) == draft.yaml
