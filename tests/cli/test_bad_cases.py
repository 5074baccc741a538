"""Cases that cannot be, and cases that are very large: what is wrong with which cure, and what was not looked at."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from .conftest import Ran, Runner

HEAD = """\
geoevents: 1
title: t
sources: { a: { name: A }, b: { name: B } }
events: { strike: strike, crash: crash }
claims:
"""
FINE = "{ by: a, event: strike, says: 2 km from 19.9 N 2.9 E }"


def check(geoevents: Runner, text: str, *more: str) -> Ran:
    Path("case.yaml").write_text(text, encoding="utf-8")
    return geoevents("check", "case.yaml", *more)


WRONG = {
    "an unknown event of a link": (
        f"  - {FINE}\nlinks:\n  - {{ read: strike 441 m from blast, by: a }}\n", 8,
        "no such event; there are: crash, strike"),
    "an order with an unknown event": (
        f"  - {FINE}\nlinks:\n  - {{ read: blast after strike, by: a }}\n", 8, "no such event"),
    "an unknown event of a claim": (
        "  - { by: a, event: blast, says: 2 km from 19.9 N 2.9 E }\n", 6, "no such event; there are: crash, strike"),
    "no source": (
        "  - { event: strike, says: 2 km from 19.9 N 2.9 E }\n", 6, "which source says it?"),
    "an unknown source": (
        "  - { by: c, event: strike, says: 2 km from 19.9 N 2.9 E }\n", 6, "no such source; there are: a, b"),
    "a link from an event to itself": (
        f"  - {FINE}\nlinks:\n  - {{ read: strike after strike, by: a }}\n", 8, "links strike to itself"),
    "a figure that runs downwards": (
        '  - { by: a, event: strike, says: x, read: "2 km {3..1 km} from 19.9 N 2.9 E" }\n', 6, "runs downwards"),
    "a figure that runs downwards in what is said": (
        '  - { by: a, event: strike, says: "2 km {3..1 km} from 19.9 N 2.9 E" }\n', 6,
        "Write the smaller number first"),
    "a figure that is none": (
        '  - { by: a, event: strike, says: "2 km {3 km..1 km} from 19.9 N 2.9 E" }\n', 6, "is no override"),
    "a distance that runs downwards": (
        "  - { by: a, event: strike, says: x, read: 3 to 2 km from 19.9 N 2.9 E }\n", 6,
        "write the smaller number first"),
    "a time that runs backwards": (
        f"  - {{ {FINE[2:-2]}, when: 2025-04-03/2025-04-01 }}\n", 6, "when"),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "line", "cure"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_is_named_with_its_line_and_cure(geoevents, lines, line, cure):
    result = check(geoevents, HEAD + lines)
    assert result.code == 1
    assert result.out == ""
    assert "nothing was checked" in result.err
    assert f"\n  {line}:" in result.err
    assert cure in result.err


def test_all_that_is_wrong_is_told_at_once(geoevents):
    lines = "".join(entry[0].split("links:")[0] for name, entry in WRONG.items() if "link" not in name)
    assert f"{len(WRONG) - 3} problems" in check(geoevents, HEAD + lines).err


def many(claims, sources):
    """As many claims of one event, hardly two of which can be true together."""
    draw = random.Random(1)  # noqa: S311 - the same claims every time
    lines = ["geoevents: 1", "title: t", "sources:", *(f"  s{n}: {{ name: S{n} }}" for n in range(sources))]
    lines += ["events: { e: strike }", "claims:"]
    for number in range(claims):
        lat, lon = 19.9 + draw.uniform(-0.3, 0.3), 2.9 + draw.uniform(-0.3, 0.3)
        says = f"within {draw.randint(2, 9)} km of {lat:.4f} N {lon:.4f} E"
        lines.append(f"  - {{ by: s{number % sources}, event: e, says: {says} }}")
    return "\n".join(lines) + "\n"


def test_twenty_sources_on_one_event(geoevents):
    result = check(geoevents, many(20, 20), "--json")
    assert result.code == 0
    found = result.json
    assert found["verdict"] == "inconsistent"
    whole = next(question for question in found["questions"] if question["id"] == "case")
    assert len(whole["claims"]) == 20
    together = {frozenset(some) for some in whole["consistent_sets"]}
    for conflict in whole["conflicts"]:
        assert not any(set(conflict["claims"]) <= some for some in together)


def test_two_hundred_claims_say_what_was_not_looked_for(geoevents, monkeypatch):
    # As many questions and conflicts as a real case may have would take half a minute.
    for name, few in (("ASKED_IN_ALL", 200), ("ASKED_LEAST", 40), ("MEASURED", 10)):
        monkeypatch.setattr(f"geoevents.reasoning.bench.{name}", few)
    monkeypatch.setattr("geoevents.reasoning.collisions.MEASURED", 10)
    result = check(geoevents, many(200, 1), "--json")
    assert result.code == 0
    found = result.json
    assert found["verdict"] == "inconsistent"
    assert "Not every conflict and every set was looked for" in found["note"]
    large = [question for question in found["questions"] if len(question["claims"]) > 100]
    assert large
    assert not any(question["complete"] for question in large)
    conflicts = {tuple(conflict["claims"]): conflict for question in large for conflict in question["conflicts"]}
    assert conflicts
    assert sum(conflict["gap_m"] is not None for conflict in conflicts.values()) <= 10
    # Those that were not measured say all the same who contradicts whom.
    assert all("nothing satisfies" in conflict["why"] for conflict in conflicts.values())
