"""The page of JSON keys says what the commands print: every key that it lists is there, and no top key is missing."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from geoevents.cli.main import run

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "json.md").read_text(encoding="utf-8")
CASE = """geoevents: 1
title: Two words
sources: { a: { name: A, party: ML }, b: { name: B, party: DZ } }
events: { strike: strike }
claims:
  - { by: a, event: strike, says: 3.5 km southeast of Tinzaouatine }
  - { by: b, event: strike, says: 2 km inside Algeria }
"""
COMMANDS = {
    "distance": "distance|19.868 N, 2.894 E|--to|DZ|--borders|all",
    "locate": "locate|3.5 km southeast of Tinzaouatine|--pick|1",
    "solve": "solve|case.yaml",
    "check": "check|case.yaml",
    "diff": "diff|case.yaml|other.yaml",
    "map, report, demo": "map|case.yaml|-o|case.html|--no-switches",
    "enrich": "enrich|data/samples/events.csv|-o|measured.csv",
    "convert": "convert|data/samples/events.csv|-o|events.geojson",
    "borders": "borders|list|--country|ML",
    "places": "places|find|Kidal",
    "info": "info",
}


def listed(section: str) -> set[str]:
    """The keys in the first column of a section's table."""
    text = PAGE.partition(f"\n## {section}\n")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| (`[^|]+) \|", text, re.M)
    return {key for cell in cells for key in re.findall(r"`([^`]+)`", cell)}


def has(document: Any, path: str) -> bool:
    """Whether a path such as `results[].nearest` leads somewhere in one member at least."""
    key, _, rest = path.partition(".")
    plain = key.removesuffix("[]").removesuffix("{}")
    if not isinstance(document, dict) or plain not in document:
        return False
    value = document[plain]
    if key.endswith("[]") and not isinstance(value, list):
        return False
    if key.endswith("{}") and not isinstance(value, dict):
        return False
    if not rest:
        return True
    return any(has(one, rest) for one in value) if isinstance(value, list) else has(value, rest)


@pytest.mark.parametrize("section", COMMANDS)
def test_keys_are_what_is_printed(
    section: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").symlink_to(ROOT / "data")
    (tmp_path / "case.yaml").write_text(CASE, encoding="utf-8")
    (tmp_path / "other.yaml").write_text(CASE.replace("3.5 km", "5 km"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert run([*COMMANDS[section].split("|"), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    keys = listed(section)
    assert [key for key in sorted(keys) if not has(printed, key)] == []
    tops = {re.match(r"\w+", key)[0] for key in keys}  # type: ignore[index]
    assert set(printed) - tops == set()


def test_every_section_is_tried() -> None:
    assert set(re.findall(r"^## (.+)$", PAGE, re.M)) == set(COMMANDS)
