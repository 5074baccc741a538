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
