"""Speeds and durations among the words of a link."""

from __future__ import annotations

from collections.abc import Sequence

from geoevents.errors import QuantityError
from geoevents.locality.atoms import Atom
from geoevents.motion import Duration, Speed, duration_from, speed_from

MAX_ATOMS = 10
"""The longest figure, in atoms: "entre 450 et 500 km à l'heure" has 9."""


def motion_at(text: str, atoms: Sequence[Atom], at: int) -> tuple[Speed | Duration, int] | None:
    """Read the longest speed or duration that begins at an atom, and give the index of the atom after it; or None.

    Examples
    --------
    >>> from geoevents.locality.atoms import atomise
    >>> text = "300 km/h in 20 minutes"
    >>> figure, after = motion_at(text, atomise(text), 0)
    >>> figure.number, figure.unit, after
    ('300', 'km/h', 4)
    """
    for after in range(min(at + MAX_ATOMS, len(atoms)), at + 1, -1):
        words = text[atoms[at].start : atoms[after - 1].end]
        for read in (speed_from, duration_from):
            try:
                return read(words), after
            except QuantityError:
                continue
    return None
