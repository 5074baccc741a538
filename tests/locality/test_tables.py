"""Parse tables that are made beforehand."""

from __future__ import annotations

import functools
import gzip
import json
from importlib import resources

import pytest

from geoevents.locality import tables
from geoevents.locality.tokens import tokenise

MADE = functools.cache(tables.make_tables)
PLACE = resources.files("geoevents.locality").joinpath(tables.FILE)


def test_the_tables_are_of_the_grammar_as_it_stands() -> None:
    written, made = (json.loads(gzip.decompress(packed)) for packed in (PLACE.read_bytes(), MADE()))
    assert written["made_from"] == made["made_from"], "run python data/build/grammar_tables.py"
    assert written == made


@pytest.mark.parametrize("damage", ["", "not gzip", "gzip of nothing", "other grammar", "no data"])
def test_damaged_or_old_tables_are_made_anew(damage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    content = json.loads(gzip.decompress(MADE()))
    packed = {
        "": MADE(),
        "not gzip": b"\x00" * 100,
        "gzip of nothing": gzip.compress(b""),
        "other grammar": gzip.compress(json.dumps({**content, "made_from": "another"}).encode()),
        "no data": gzip.compress(json.dumps({"made_from": content["made_from"]}).encode()),
    }[damage]
    monkeypatch.setattr(tables.gzip, "decompress", lambda _, original=gzip.decompress: original(packed))
    parser = tables.load_parser()
    state = parser.parse_interactive(start="start")
    assert {"NEAR", "NUMBER", "POINT"} <= set(state.choices())


def test_a_parser_from_tables_reads_what_one_from_rules_reads() -> None:
    from lark import Token as Leaf

    kept = tokenise("3.5 km southeast of Tinzaouatine", "en").kept
    trees = []
    for parser in (tables.load_parser(), tables.make_parser(tables._rules())):
        state = parser.parse_interactive(start="start")
        for at, token in enumerate(kept):
            state.feed_token(Leaf(token.type, "", start_pos=at))
        trees.append(state.feed_eof().pretty())
    assert trees[0] == trees[1]
