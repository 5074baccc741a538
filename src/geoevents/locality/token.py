"""What a text is made of before the grammar: words and numbers with the part that they play."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Token:
    """A token: its type (a terminal of the grammar, or WORD and ODD for what is not understood), value and span."""

    type: str
    value: object
    start: int
    end: int


#: Token types that are dropped before the grammar, or may stay over without being reported: they say nothing of place.
FUNCTION = frozenset(
    {"ARTICLE", "LIMITING", "NEUTRAL", "AND", "COMMA", "WHOSE", "COLON", "PUNCT", "LPAR", "RPAR", "QUOTE", "ON"}
)
#: Those that the grammar never sees.
DROPPED = frozenset({"ARTICLE", "LIMITING", "QUOTE"})
#: Behind which an unknown word is a name, although nobody wrote a capital.
BEFORE_A_NAME = frozenset({"NEAR", "OF", "DE", "FROM", "OFF", "AROUND", "FEATURE", "BORDERADJ"})
