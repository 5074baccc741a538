"""Write the table of docs/language.md anew: how much of the corpus is read, by construct and language.

python docs/make_language_table.py
"""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "language.md"
START, END = "<!-- table -->", "<!-- end of table -->"


def _notation() -> ModuleType:
    spec = importlib.util.spec_from_file_location("notation", ROOT / "tests" / "locality" / "notation.py")
    assert spec is not None  # noqa: S101 - the file is in the repository
    assert spec.loader is not None  # noqa: S101
    module = importlib.util.module_from_spec(spec)
    sys.modules["notation"] = module
    spec.loader.exec_module(module)
    return module


def table() -> str:
    """Give the table: phrases that are read in full, of all of a construct, by language; what is read otherwise."""
    notation = _notation()
    languages = notation.LANGUAGES
    all_of: Counter[tuple[str, str]] = Counter()
    right: Counter[tuple[str, str]] = Counter()
    kinds: Counter[tuple[str, str]] = Counter()
    constructs: dict[str, None] = {}
    for lang in languages:
        for row in notation.rows(lang):
            kind, _ = notation.outcome(row)
            constructs.setdefault(row.construct)
            all_of[row.construct, lang] += 1
            right[row.construct, lang] += kind == "right"
            kinds[kind, lang] += 1
    lines = ["| construct | " + " | ".join(languages) + " |", "|---|" + "---|" * len(languages)]
    for construct in constructs:
        cells = (f"{right[construct, lang]}/{all_of[construct, lang]}" for lang in languages)
        lines.append(f"| {construct.replace('_', ' ')} | " + " | ".join(cells) + " |")
    total = {lang: sum(kinds[kind, lang] for kind in ("right", "part", "wrong")) for lang in languages}
    for kind, told in (
        ("right", "**read in full**"),
        ("part", "in part; the rest is told as unread"),
        ("wrong", "read otherwise"),
    ):
        cells = (f"{kinds[kind, lang]}/{total[lang]}" for lang in languages)
        lines.append(f"| {told} | " + " | ".join(cells) + " |")
    second: Counter[tuple[str, str]] = Counter()
    for lang in languages:
        second.update((notation.outcome(row)[0], lang) for row in notation.rows(lang, "second"))
    of = {lang: sum(second[kind, lang] for kind in ("right", "part", "wrong")) for lang in languages}
    cells = (f"{second['right', lang]}/{of[lang]}" for lang in languages)
    lines.append("| second set, read in full | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    """Put the table into the page."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(START)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{START}\n{table()}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
