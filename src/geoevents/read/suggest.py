"""What somebody may have meant by a word that is not one of ours."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


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
    # Long words cost quadratic time and are no typing slips.
    near = difflib.get_close_matches(word.lower()[:80], words, n=1, cutoff=0.6) if len(word) <= 80 else []
    if near:
        return f"did you mean {near[0]}?"
    if not words:
        return "there are none"
    shown = ", ".join(words[:limit])
    return f"there are: {shown}{', ...' if len(words) > limit else ''}"
