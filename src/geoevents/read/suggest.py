"""What somebody may have meant by a word that is not one of ours."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from functools import lru_cache

_COMPARED = 300


def did_you_mean(word: str, known: Iterable[str], *, limit: int = 12) -> str:
    """The nearest known word as a question, else the known words.

    Examples
    --------
    >>> did_you_mean("crsh", ["crash", "debris"])
    'did you mean crash?'
    >>> did_you_mean("zzz", ["crash", "debris"])
    'there are: crash, debris'
    >>> did_you_mean("zzz", [])
    'there are none'
    """
    words = list(known)
    # Long words cost quadratic time and are no typing slips; of very many words all are wrong, or all are like another.
    compared = len(word) <= 80 and len(words) <= _COMPARED
    near = difflib.get_close_matches(word.lower(), words, n=1, cutoff=0.6) if compared else []
    if near:
        return f"did you mean {near[0]}?"
    if not words:
        return "there are none"
    shown = ", ".join(words[:limit])
    return f"there are: {shown}{', ...' if len(words) > limit else ''}"


@lru_cache(8)
def in_order(words: frozenset[str]) -> tuple[str, ...]:
    """Words by the alphabet; many questions are asked of the same ones.

    Examples
    --------
    >>> in_order(frozenset({"debris", "crash"}))
    ('crash', 'debris')
    """
    return tuple(sorted(words))
