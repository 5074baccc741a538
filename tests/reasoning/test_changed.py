"""What a new version of a case changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from geoevents.model import Verdict
from geoevents.read.case import read_case
from geoevents.reasoning.changed import Change, Difference, diff
from geoevents.reasoning.check import check

CASE = """geoevents: 1
title: A test
question: Where was it?
sources:
  a: { name: The first source, party: ML }
  b: { name: The second source, party: DZ }
events:
  crash: { kind: crash, title: Crash }
claims:
  - { by: a, event: crash, says: within national borders }
  - { by: a, event: crash, at: 19.8000 N 2.9000 E }
  - { id: close, by: b, event: crash, says: 20 km from the border of Mali }
"""


def verdict(text: str, folder: Path) -> Verdict:
    path = folder / "case.yaml"
    path.write_text(text, encoding="utf-8")
    return check(read_case(path))


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Verdict:
    return verdict(CASE, tmp_path_factory.mktemp("before"))


def changed(before: Verdict, tmp_path: Path, *swaps: tuple[str, str]) -> Difference:
    text = CASE
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new)
    return diff(before, verdict(text, tmp_path))


def of(found: Difference, *what: str) -> list[Change]:
    return [change for change in found.changes if change.what in what]


def test_the_same_case_has_not_changed(before: Verdict, tmp_path: Path) -> None:
    assert changed(before, tmp_path).changes == ()


def test_lines_and_comments_are_no_change(before: Verdict, tmp_path: Path) -> None:
    assert changed(before, tmp_path, ("claims:\n", "# said later\n\nclaims:\n")).changes == ()


def test_a_position_that_is_stated_otherwise_has_moved(before: Verdict, tmp_path: Path) -> None:
    found = changed(before, tmp_path, ("19.8000 N", "19.8100 N"))
    (claim,) = of(found, "claim")
    assert claim.kind == "changed"
    assert claim.before is not None
    assert claim.after is not None
    assert set(claim.before) == {"says", "read"}
    assert claim.before["read"] == ["19.8000 N 2.9000 E"]
    moved = {change.id: change.moved_m for change in of(found, "fix")}
    # 0.01 degrees of latitude at 19.8 N: 1107.0 m (PROJ geod inv, WGS84).
    assert moved["crash/a"] == pytest.approx(1107.0, abs=1.0)
    distances = {change.id: change for change in of(found, "measure")}
    change = distances["crash/a/osm-2026c"]
    assert change.before is not None
    assert change.after is not None
    assert change.before["distance_m"] - change.after["distance_m"] == pytest.approx(1085, abs=40)


def test_claims_are_added_and_removed(before: Verdict, tmp_path: Path) -> None:
    line = "  - { id: close, by: b, event: crash, says: 20 km from the border of Mali }\n"
    (gone,) = of(changed(before, tmp_path, (line, "")), "claim")
    assert (gone.id, gone.kind, gone.after) == ("close", "removed", None)
    assert gone.before is not None
    assert gone.before["says"] == ["20 km from the border of Mali"]
    (new,) = of(changed(before, tmp_path, (line, line + "  - { by: b, event: crash, says: inside Mali }\n")), "claim")
    assert (new.id, new.kind, new.before) == ("b/crash", "added", None)


def test_a_claim_without_an_id_is_known_by_its_words(before: Verdict, tmp_path: Path) -> None:
    """When the first of two goes, the second is not taken for a changed first."""
    found = changed(before, tmp_path, ("  - { by: a, event: crash, says: within national borders }\n", ""))
    (gone,) = of(found, "claim")
    assert gone.kind == "removed"
    assert gone.before is not None
    assert gone.before["says"] == ["within national borders"]


def test_a_claim_with_an_id_keeps_it_when_its_words_change(before: Verdict, tmp_path: Path) -> None:
    found = changed(before, tmp_path, ("20 km from", "9 km from"))
    (claim,) = of(found, "claim")
    assert (claim.id, claim.kind) == ("close", "changed")
    assert claim.after is not None
    assert claim.after["says"] == ["9 km from the border of Mali"]
    assert of(found, "question")


def test_a_claim_that_gets_an_id_is_the_same_claim(before: Verdict, tmp_path: Path) -> None:
    found = changed(before, tmp_path, ("{ by: a, event: crash, says", "{ id: never, by: a, event: crash, says"))
    (claim,) = of(found, "claim")
    assert claim.before is not None
    assert claim.after is not None
    assert claim.before["id"].startswith("a/crash")
    assert claim.after["id"] == "never"
    assert not of(found, "fix", "measure", "conflict")


def test_everything_else_that_is_said(before: Verdict, tmp_path: Path) -> None:
    found = changed(
        before,
        tmp_path,
        ("title: A test", "title: Another test"),
        ("The second source", "Somebody else"),
        ("title: Crash", "title: Impact"),
        ("claims:\n", "settings: { convention: decimal }\nsuppose:\n  there: crash inside Mali\nclaims:\n"),
    )
    kinds = {(change.what, change.id): change.kind for change in of(found, "case", "setting", "source", "event")}
    assert kinds == {("case", ""): "changed", ("setting", ""): "changed", ("source", "b"): "changed",
                     ("event", "crash"): "changed"}  # fmt: skip
    (setting,) = of(found, "setting")
    assert setting.before == {"convention": None}
    assert setting.after == {"convention": "decimal"}
    assert [(change.id, change.kind) for change in of(found, "supposition")] == [("there", "added")]


def test_what_a_new_claim_breaks_is_a_new_conflict(before: Verdict, tmp_path: Path) -> None:
    found = changed(
        before, tmp_path, ("claims:\n", "claims:\n  - { by: b, event: crash, says: within national borders }\n")
    )
    assert found.after.verdict == "inconsistent"
    assert any(change.kind == "added" for change in of(found, "conflict"))
    back = diff(found.after, found.before)
    assert {change.id for change in of(back, "conflict") if change.kind == "removed"} == {
        change.id for change in of(found, "conflict") if change.kind == "added"
    }


def test_two_cases_that_share_nothing_compare(before: Verdict, tmp_path: Path) -> None:
    other = verdict(CASE.replace("crash", "strike").replace("  a:", "  c:").replace("by: a", "by: c"), tmp_path)
    found = diff(before, other)
    assert {(change.id, change.kind) for change in of(found, "event")} == {("crash", "removed"), ("strike", "added")}
