"""Lines spelt in few letters: differences of whole numbers, five bits a letter."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
"""A letter for each number below 64; none that JSON or HTML would have to escape."""


def spelt(lines: Iterable[ArrayLike]) -> str:
    """Spell lines of whole-number positions.

    Every position is told as two differences from the one before, the first of each line from (0, 0). A difference
    `d` becomes 2d, or -2d - 1 where it is negative, in letters of five bits each, the lowest first; all but its last
    letter have 32 added. Lines are parted by full stops.

    Parameters
    ----------
    lines
        Arrays of shape (N, 2) of integers.

    Returns
    -------
    str
        As the page reads it.

    Examples
    --------
    >>> spelt([[(0, 0), (1, -1)], [(20, 3)]])
    '0021.e16'
    """
    return ".".join(_spelt(np.asarray(line, dtype=np.int64)) for line in lines)


def _spelt(line: np.ndarray) -> str:
    letters = []
    for step in np.diff(line, axis=0, prepend=np.zeros((1, 2), dtype=np.int64)).ravel().tolist():
        rest = 2 * step if step >= 0 else -2 * step - 1
        while rest > 31:
            letters.append(LETTERS[32 + (rest & 31)])
            rest >>= 5
        letters.append(LETTERS[rest])
    return "".join(letters)
