"""Words for people or land of one of several countries, settled by the border that they are named with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from geoevents.locality.token import Token

_ONE = frozenset({"COUNTRY", "DEMONYM"})
#: What may stand between two countries of one border: "the Congo-Rwanda border", "Congo's border with Rwanda".
_BETWEEN = frozenset({
    "DASH", "AND", "BETWEEN", "BORDER", "BORDERADJ", "ARTICLE", "QUOTE", "DE", "OF", "POSS", "FROM", "WITH",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Either:
    """What the token would be of one country, which countries it may be, and the words."""

    type: str
    codes: tuple[str, ...]
    words: str


def one_of_either(tokens: Sequence[Token]) -> tuple[list[Token], list[str]]:
    """Take the one country that has a border with the other one that is named; else the word is not understood.

    The second value says what was taken, and what was not understood.
    """
    out, notes = list(tokens), []
    said = any(token.type.startswith("BORDER") for token in tokens)
    for at, token in enumerate(tokens):
        if not isinstance(token.value, Either):
            continue
        either = token.value
        others = [found for step in (1, -1) if said and (found := _beside(tokens, at, step)) is not None]
        fitting = [code for code in either.codes if any(_touch(code, other) for other in others)]
        if len(fitting) == 1:
            out[at] = replace(token, type=either.type, value=fitting[0])
            rest = " and ".join(code for code in either.codes if code not in fitting)
            notes.append(f"{either.words!r} is taken to be {fitting[0]}: {rest} has no border with {others[0]}")
        else:
            reason = f"{either.words!r} may be {' or '.join(either.codes)}: write the country in full"
            out[at] = replace(token, type="WORD", value=reason)
            notes.append(reason)
    return out, notes


def _beside(tokens: Sequence[Token], at: int, step: int) -> str | None:
    """Give the next country in a direction, as long as nothing but the words of a border stands between."""
    here = at + step
    while 0 <= here < len(tokens) and tokens[here].type in _BETWEEN:
        here += step
    if not 0 <= here < len(tokens) or tokens[here].type not in _ONE:
        return None
    return str(tokens[here].value)


def _touch(one: str, other: str) -> bool:
    from geoevents.atlas.lines import pairs

    return tuple(sorted((one, other))) in pairs(kind="any")
