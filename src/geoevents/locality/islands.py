"""Grammar over islands: from each token the longest clause, the rest left over. Linear in the length of the text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from geoevents.locality.tables import load_parser
from geoevents.locality.token import Token

if TYPE_CHECKING:
    from lark import Lark, Tree

#: The longest clause, in tokens; "2 km (1.2 mi) from the border between A and B on the C side" has 19.
MAX_TOKENS = 32


_AFTER_A_UNIT = frozenset({"FROM", "OF", "DE", "OFF", "POINT", "BEARING", "OFFSHORE", "INLAND", "HALF"})
_OF = frozenset({"OF", "DE", "FROM"})
_ENDS = frozenset({"", "COMMA", "COLON", "PUNCT", "AND", "RPAR", "NEUTRAL"})
_AFTER_A_HEADING = frozenset({"NAME", "COORD"})


@cache
def grammar() -> Lark:
    """The parser for the start rules of grammar.lark, on tokens that are already there."""
    return load_parser()


@cache
def _openers(start: str) -> frozenset[str]:
    """Token types that a start rule can begin with."""
    state: Any = grammar().parse_interactive(start=start)
    return frozenset(state.choices())


def _goes_on(tokens: Sequence[Token], at: int) -> bool:
    """Whether what ends with a token is the beginning of something else: "north of X, 25 km" of "25 km from Y"."""
    following = tokens[at + 1].type if at + 1 < len(tokens) else ""
    if tokens[at].type == "COUNTRY":  # "in Nigeria's Borno state" is not in Nigeria alone
        return following == "POSS" or following == "BY"
    if tokens[at].type == "UNIT":
        return following in _AFTER_A_UNIT
    if tokens[at].type in _OF:
        return following not in _ENDS
    if tokens[at].type not in ("POINT", "BEARING"):
        return False
    return following in _AFTER_A_HEADING or (following in _OF and _goes_on(tokens, at + 1))


def longest(
    tokens: Sequence[Token], first: int, start: str = "start", limit: int = MAX_TOKENS
) -> tuple[Tree[Any], int] | None:
    """The longest run of tokens from `first` on that the grammar accepts: its tree, and the index after it.

    `start` is a start rule of the grammar. Leaves of the tree are lark tokens whose `start_pos` is the index
    of the token.
    """
    if first >= len(tokens) or tokens[first].type not in _openers(start):
        return None
    from lark import Token as Leaf
    from lark import UnexpectedInput

    # lark leaves these methods without annotations.
    state: Any = grammar().parse_interactive(start=start)
    ends: list[int] = []
    for at in range(first, min(len(tokens), first + limit)):
        if tokens[at].type not in state.choices():
            break
        try:
            state.feed_token(Leaf(tokens[at].type, "", start_pos=at))
        except UnexpectedInput:
            break
        if "$END" in state.choices() and not _goes_on(tokens, at):
            ends.append(at + 1)
    # Each end is parsed anew: a copy of a state shares its trees, and lark changes them when it goes on.
    for end in reversed(ends):
        state = grammar().parse_interactive(start=start)
        try:
            for at in range(first, end):
                state.feed_token(Leaf(tokens[at].type, "", start_pos=at))
            return state.feed_eof(), end
        except UnexpectedInput:
            continue
    return None
