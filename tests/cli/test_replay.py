"""`geoevents solve --replay`: the same, or what differs; and files that are no ledgers."""

from __future__ import annotations

import copy
import json
from pathlib import Path

from .conftest import Runner

STRIKE = "3.5 km southeast of Tinzaouatine and 2 km from the Algerian border"


def test_replay_on_the_command_line(geoevents: Runner, tmp_path: Path) -> None:
    file = tmp_path / "strike.json"
    assert geoevents("locate", STRIKE, "--pick", "1", "--json", "-o", str(file)).code == 0
    ran = geoevents("solve", "--replay", str(file))
    assert (ran.code, ran.out.splitlines()[0]) == (0, "1 of 1 answers come out the same from their ledgers")
    document = json.loads(file.read_text(encoding="utf-8"))
    tampered = copy.deepcopy(document)
    clause = next(step for step in tampered["readings"][0]["ledger"] if step["kind"] == "clause")
    clause["values"]["shape"]["low_m"] += 50.0
    file.write_text(json.dumps(tampered), encoding="utf-8")
    ran = geoevents("solve", "--replay", str(file), "--json")
    assert ran.code == 3
    assert not ran.json["same"]
    assert ran.json["answers"][0]["differences"]
    for content in ("{", "[" * 100_000, '{"events": []}', "[1, 2]", '{"readings": [{"ledger": [3]}]}'):
        file.write_text(content, encoding="utf-8")
        assert geoevents("solve", "--replay", str(file)).code == 1
    assert geoevents("solve", "--replay", "--borders", "ne-10m", str(file)).code == 2
