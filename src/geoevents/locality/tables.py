"""The parser of grammar.lark: from tables made beforehand, which load in a fifth of the time that making them takes.

The tables are `grammar.json.gz`, made by data/build/grammar_tables.py. They are used only if they were made from the
grammar as it stands, by the version of lark that is installed; otherwise they are made anew in memory, and nothing
but time is lost.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterator
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lark import Lark

FILE = "grammar.json.gz"
_STARTS = ["start", "link", "alone"]
_SHIFT = 0


def load_parser() -> Lark:
    """The parser, from the tables if they fit."""
    from lark import Lark

    rules = _rules()
    try:
        packed = resources.files("geoevents.locality").joinpath(FILE).read_bytes()
        tables = json.loads(gzip.decompress(packed))
        if tables["made_from"] == _origin(rules):
            return Lark.load(_restored(tables))
    except (OSError, EOFError, ValueError, KeyError, TypeError, AttributeError):
        pass  # no tables, or damaged ones
    return make_parser(rules)


def make_parser(rules: str) -> Lark:
    """The parser, made from the rules of the grammar."""
    from lark import Lark

    return Lark(rules, parser="lalr", lexer=_given(), start=_STARTS, maybe_placeholders=False)


def make_tables() -> bytes:
    """The content of the file of tables for the grammar as it stands."""
    from lark.grammar import Rule
    from lark.lexer import TerminalDef

    rules = _rules()
    data, memo = make_parser(rules).memo_serialize([TerminalDef, Rule])
    data["options"]["lexer"] = data["parser"]["lexer_conf"]["lexer_type"] = None
    _number_anew(data["parser"]["parser"])
    tables = {"made_from": _origin(rules), "data": data, "memo": memo}
    text = json.dumps(tables, separators=(",", ":"), sort_keys=True)
    return gzip.compress(text.encode(), mtime=0)


def _number_anew(table: dict[str, Any]) -> None:
    """Number tokens by their names, and states as they are come by; lark does it as its sets lie in memory."""
    names = sorted(table["tokens"].values())
    token_of = {old: names.index(name) for old, name in table["tokens"].items()}
    states = {
        state: sorted((token_of[token], action) for token, action in actions.items())
        for state, actions in table["states"].items()
    }
    state_of = {table["start_states"][start]: number for number, start in enumerate(_STARTS)}
    order = list(state_of)
    for state in order:  # grows as it is walked
        for _, (kind, to) in states[state]:
            if kind == _SHIFT and to not in state_of:
                state_of[to] = len(order)
                order.append(to)
    table["tokens"] = dict(enumerate(names))
    table["states"] = {
        state_of[state]: {
            token: [kind, state_of[to]] if kind == _SHIFT else [kind, to] for token, (kind, to) in actions
        }
        for state, actions in states.items()
    }
    for ends in ("start_states", "end_states"):
        table[ends] = {start: state_of[state] for start, state in table[ends].items()}


def _restored(tables: dict[str, Any]) -> Any:
    """Tables as lark takes them: JSON has no numbers for keys, and no lexer."""
    data, memo = tables["data"], tables["memo"]
    parser = data["parser"]["parser"]
    parser["tokens"] = _numbered(parser["tokens"])
    parser["states"] = {int(state): _numbered(actions) for state, actions in parser["states"].items()}
    data["options"]["lexer"] = data["parser"]["lexer_conf"]["lexer_type"] = _given()
    return {"data": data, "memo": _numbered(memo)}


def _numbered(table: dict[str, Any]) -> dict[int, Any]:
    return {int(key): value for key, value in table.items()}


def _given() -> Any:
    from lark.lexer import Lexer

    class Given(Lexer):
        """No lexer: tokens are fed one by one."""

        def __init__(self, conf: object) -> None:
            """Take lark's configuration and leave it."""

        def lex(self, *_: object) -> Iterator[Any]:
            """Nothing to give."""
            return iter(())

    return Given


def _rules() -> str:
    return resources.files("geoevents.locality").joinpath("grammar.lark").read_text(encoding="utf-8")


def _origin(rules: str) -> str:
    import lark

    return f"{hashlib.sha256(rules.encode()).hexdigest()} lark {lark.__version__}"
