"""How much of the articles in `articles/` a draft finds, misses and invents; `python tests/drafting/measure.py`.

With `--write` the expected drafts beside the articles are written anew, for a person to compare.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geoevents.dates import read_span
from geoevents.drafting import Draft, extract
from geoevents.drafting.draft import DraftClaim
from geoevents.errors import WhenError

HERE = Path(__file__).parent
ARTICLES = HERE / "articles"
TRUTH: dict[str, dict[str, Any]] = tomllib.loads((HERE / "truth.toml").read_text(encoding="utf-8"))
HELD_OUT = "held-out"
ROWS = (
    "sentences that locate", "speakers", "dates and times", "positions in words", "…by the right speaker",
    "…of the right kind of event", "…that are read as they stand",
)  # fmt: skip


@dataclass
class Count:
    """How many are in the text, were found, and were made up; `misses` says which."""

    there: int = 0
    found: int = 0
    invented: int = 0
    misses: list[str] = field(default_factory=list)

    def add(self, there: Iterable[str], found: Iterable[str], invented: int) -> None:
        wanted, got = list(there), set(found)
        self.there += len(wanted)
        self.found += sum(one in got for one in wanted)
        self.invented += invented
        self.misses += [one for one in wanted if one not in got]


def article(name: str) -> Draft:
    """The draft of an article of the corpus."""
    return extract((ARTICLES / f"{name}.txt").read_bytes())


def measure(names: Iterable[str]) -> dict[str, Count]:
    """Counts over articles, by what is counted."""
    counts = {row: Count() for row in ROWS}
    for name in names:
        draft, truth = article(name), TRUTH[name]
        headings = {one.number for one in draft.sentences if one.heading}
        claimed = {claim.cited.sentence for claim in draft.claims if _is_read(claim)}
        listed = {one.cited.sentence for one in draft.unread if not one.why.startswith("date")}
        noticed = listed | {claim.cited.sentence for claim in draft.claims}
        located = [f"{name} {number}" for number in truth["located"]]
        hits = [f"{name} {number}" for number in noticed - headings]
        counts[ROWS[0]].add(located, hits, len(claimed - set(truth["located"])))
        _speakers(counts[ROWS[1]], name, draft, truth["speakers"])
        _dates(counts[ROWS[2]], name, draft, truth["dates"])
        _claims(counts, name, draft, truth["claims"])
    return counts


def _speakers(count: Count, name: str, draft: Draft, wanted: list[str]) -> None:
    got = {(one.cited.sentence, " ".join(one.name.split()) or "+") for one in draft.attributions}
    asked = {(int(row.split(" ", 1)[0]), row.split(" ", 1)[1]) for row in wanted}
    # "Le communiqué précise" goes on with the speaker before, and may be told either way.
    carried = {(number, "+") for number, said in asked if (number, "+") in got}
    hits = [f"{name} {number} {said}" for number, said in asked if (number, said) in got or (number, said) in carried]
    numbers = {number for number, _ in asked}
    count.add(
        [f"{name} {number} {said}" for number, said in sorted(asked)],
        hits,
        sum(number not in numbers for number, _ in got),
    )


def _dates(count: Count, name: str, draft: Draft, wanted: list[str]) -> None:
    got = [(one.cited.sentence, " ".join(one.text.split()), one.when) for one in draft.dates]
    hits: list[str] = []
    used: set[int] = set()
    rows: list[str] = []
    for row in wanted:
        number, rest = row.split(" ", 1)
        words, day = rest.split(" = ")
        rows.append(f"{name} {row}")
        for at, (sentence, text, when) in enumerate(got):
            if sentence == int(number) and words in text and _first_day(when) == day:
                hits.append(f"{name} {row}")
                used.add(at)
                break
    count.add(rows, hits, len(got) - len(used))


def _first_day(when: str | None) -> str:
    try:
        return "?" if when is None else read_span(when).start.date().isoformat()
    except WhenError:
        return "not read"


def _claims(counts: dict[str, Count], name: str, draft: Draft, wanted: list[str]) -> None:
    kinds = {event.id: event.kind for event in draft.events}
    # Words whose place no gazetteer has are taken out all the same, for the reviewer to add it.
    placed = [one for one in draft.claims if _is_read(one) or "is known" in " ".join(one.notes)]
    found, by, kind, loads = [], [], [], []
    rows = [f"{name} {row}" for row in wanted]
    hit: set[int] = set()
    for row in wanted:
        number, rest = row.split(" ", 1)
        speaker, sort, words = rest.split(" > ")
        for at, claim in enumerate(placed):
            said = " ".join(" ".join(claim.says).split())
            if claim.cited.sentence != int(number) or words not in said:
                continue
            hit.add(at)
            found.append(f"{name} {row}")
            if speaker in claim.by:
                by.append(f"{name} {row}")
            if kinds[claim.event] == sort:
                kind.append(f"{name} {row}")
            if _is_read(claim):
                loads.append(f"{name} {row}")
            break
    counts[ROWS[3]].add(rows, found, len(placed) - len(hit))
    counts[ROWS[4]].add(found, by, 0)
    counts[ROWS[5]].add(found, kind, 0)
    counts[ROWS[6]].add(found, loads, 0)


def _is_read(claim: DraftClaim) -> bool:
    return claim.read != ("no position",)


def table() -> str:
    """The table of `docs/extract.md`."""
    groups = {
        "written with the rules": [name for name in TRUTH if not name.startswith(HELD_OUT)],
        "written after them": [name for name in TRUTH if name.startswith(HELD_OUT)],
    }
    counts = {title: measure(names) for title, names in groups.items()}
    titles = [f"{title} ({len(names)}): there" for title, names in groups.items()]
    lines = [
        "| | " + " | ".join(f"{title} | found | invented" for title in titles) + " |",
        "|---" * (1 + 3 * len(groups)) + "|",
    ]
    for row in ROWS:
        cells = [str(value) for one in counts.values() for value in (one[row].there, one[row].found, one[row].invented)]
        lines.append(f"| {row} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    if "--write" in sys.argv:
        for path in sorted(ARTICLES.glob("*.txt")):
            path.with_suffix(".yaml").write_text(article(path.stem).yaml, encoding="utf-8")
    print(table())
    if "-v" in sys.argv:
        for row, count in measure(TRUTH).items():
            print(f"\n{row}", *count.misses, sep="\n  ")
