"""What the pages show is what the program prints, and nothing that looks like a command goes unrun without a reason."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [page.relative_to(DOCS).as_posix() for page in sorted(DOCS.rglob("*.md")) if page.name != "cli.md"]


@pytest.mark.parametrize("page", PAGES)
def test_page_shows_what_is_printed(page: str, run_blocks: ModuleType, tmp_path: Path) -> None:
    text = (DOCS / page).read_text(encoding="utf-8")
    after, wrong = run_blocks.run_page(text, tmp_path)
    assert not wrong, "\n".join(wrong)
    assert after == text


@pytest.mark.parametrize("page", PAGES)
def test_what_is_not_run_says_why(page: str, run_blocks: ModuleType) -> None:
    assert run_blocks.silent((DOCS / page).read_text(encoding="utf-8")) == []


def test_pages_with_commands_are_many(run_blocks: ModuleType) -> None:
    shown = [block for page in run_blocks.pages() for block in run_blocks.blocks(page.read_text(encoding="utf-8"))]
    assert sum(block.lang == "console" and block.not_run is None for block in shown) >= 30


def test_a_wrong_line_is_found(run_blocks: ModuleType, tmp_path: Path) -> None:
    text = "```console\n$ geoevents --version\ngeoevents 0.0.0\n```\n"
    after, wrong = run_blocks.run_page(text, tmp_path)
    assert len(wrong) == 1
    assert "geoevents 0.0.0" not in after


def test_a_wrong_exit_code_is_found(run_blocks: ModuleType, tmp_path: Path) -> None:
    text = "<!-- exits 3 -->\n```console\n$ head -1 a.txt\none\n```\n"
    (tmp_path / "a.txt").write_text("one\n", encoding="utf-8")
    _, wrong = run_blocks.run_page(text, tmp_path)
    assert "exits with 0, not with 3" in wrong[0]


def test_a_wrong_python_answer_is_found(run_blocks: ModuleType, tmp_path: Path) -> None:
    _, wrong = run_blocks.run_page("```pycon\n>>> 1 + 1\n3\n```\n", tmp_path)
    assert "Expected:" in wrong[0]


def test_what_needs_no_reason_and_what_does(run_blocks: ModuleType) -> None:
    bare = "```\ngeoevents demo\n```\n"
    assert run_blocks.silent(bare) == ["geoevents demo"]
    assert run_blocks.silent("<!-- not run: it takes long -->\n" + bare) == []
