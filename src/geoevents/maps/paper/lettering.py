"""Words in a figure: what its font can draw, how much room they take, where they go without lying on each other."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties

Box: TypeAlias = tuple[float, float, float, float]
"""Left, bottom, right, top in points."""
Move: TypeAlias = tuple[int, float, float]
"""Whether a text ends at (-1), stands over (0) or begins at (1) a point, and how far from it."""
LONGEST = 400
"""Letters of one text that a figure shows; the page and the report show all."""


@lru_cache(maxsize=8)
def font(size: float, bold: bool = False) -> FontProperties:
    """DejaVu Sans from the file that travels with matplotlib: the same letters on every machine."""
    import matplotlib
    from matplotlib.font_manager import FontProperties

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return FontProperties(fname=str(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / name), size=size)


@lru_cache(maxsize=1)
def _known() -> frozenset[int]:
    from matplotlib.font_manager import get_font

    both = [set(get_font(str(font(8, bold).get_file())).get_charmap()) for bold in (False, True)]
    return frozenset(both[0] & both[1])


@lru_cache(maxsize=1)
def _shapes_arabic() -> bool:
    from matplotlib import ft2font

    return hasattr(ft2font, "__libraqm_version__")


def drawable(text: str) -> str:
    r"""Give a text in letters that the figure's font has.

    Controls, among them those that turn the direction of writing, are left out. Letters that the font lacks, and Arabic
    and Hebrew where matplotlib cannot join and turn them, are written in Latin ones. A long text ends in "…".

    Examples
    --------
    >>> drawable("Tin Zaouatine"), drawable("北京 $x_1$"), drawable("a\u202eb\n\ud800")
    ('Tin Zaouatine', 'BeiJing $x_1$', 'ab �')
    """
    from anyascii import anyascii

    known, turned = _known(), _shapes_arabic()
    kept = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    letters = []
    for letter in kept:
        kind = unicodedata.category(letter)
        if letter.isspace():
            letters.append(" ")
        elif kind in ("Cc", "Cf"):
            continue
        elif kind == "Cs":
            letters.append("\ufffd")
        elif ord(letter) not in known or (not turned and unicodedata.bidirectional(letter) in ("R", "AL")):
            letters.append(anyascii(letter) or "\ufffd")
        else:
            letters.append(letter)
    return "".join(letters).strip()


def size_of(text: str, size: float, bold: bool = False) -> tuple[float, float]:
    """Width and height of one line in points."""
    from matplotlib.textpath import text_to_path

    width, _, _ = text_to_path.get_text_width_height_descent(text, font(size, bold), ismath=False)
    return float(width), size * 1.2


def wrapped(text: str, size: float, width: float, bold: bool = False, most: int = 6) -> list[str]:
    """Break a drawable text into lines no wider than `width` points; what `most` lines cannot hold ends in "…"."""
    lines: list[str] = []
    line = ""
    for word in (piece for found in text.split() for piece in _pieces(found, size, width, bold)):
        longer = f"{line} {word}".strip()
        if line and size_of(longer, size, bold)[0] > width:
            lines.append(line)
            line = word
        else:
            line = longer
    lines += [line] if line else []
    return lines if len(lines) <= most else [*lines[: most - 1], lines[most - 1].rstrip() + " …"]


def _pieces(word: str, size: float, width: float, bold: bool) -> Iterable[str]:
    while len(word) > 8 and size_of(word, size, bold)[0] > width:
        fits = max(8, int(len(word) * width / size_of(word, size, bold)[0]) - 1)
        yield word[:fits]
        word = word[fits:]
    yield word


@dataclass(slots=True)
class Room:
    """What is taken already inside a frame, in points."""

    frame: Box
    taken: list[Box] = field(default_factory=list)
    lines: list[Box] = field(default_factory=list)

    def take(self, box: Box) -> None:
        """Keep others off a box."""
        self.taken.append(box)

    def spare(self, points: Sequence[tuple[float, float]]) -> None:
        """Keep words off a line as long as there is room elsewhere."""
        for (x1, y1), (x2, y2) in pairwise(points):
            steps = max(1, min(60, int(max(abs(x2 - x1), abs(y2 - y1)) // 6)))
            for i in range(steps + 1):
                x, y = x1 + (x2 - x1) * i / steps, y1 + (y2 - y1) * i / steps
                self.lines.append((x - 1.5, y - 1.5, x + 1.5, y + 1.5))

    def find(
        self, x: float, y: float, text: str, size: float, bold: bool, moves: Sequence[Move], must: bool = True
    ) -> Box | None:
        """Give the first place for a text at (x, y) at which it lies on nothing.

        Where every place touches a line, the first that lies on no other mark; None where there is none, or where the
        text is not a must.
        """
        width, height = size_of(text, size, bold)
        boxes = []
        for side, dx, dy in moves:
            left, bottom = x + dx + (side - 1) * width / 2, y + dy - height / 2
            boxes.append((left - 1.5, bottom, left + width + 1.5, bottom + height))
        free = [box for box in boxes if self._inside(box) and not _any_touches(box, self.taken)]
        clear = next((box for box in free if not _any_touches(box, self.lines)), None)
        found = clear or (free[0] if free and must else None)
        if found is not None:
            self.taken.append(found)
        return found

    def _inside(self, box: Box) -> bool:
        left, low, right, high = self.frame
        return box[0] >= left and box[1] >= low and box[2] <= right and box[3] <= high


def _any_touches(box: Box, others: Iterable[Box]) -> bool:
    return any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in others)
