"""News articles and communiqués to draft case files, for a person to review.

Rules, lexicons and the gazetteer; nothing is learned, downloaded or guessed. `docs/extract.md` says how and how well.
"""

from __future__ import annotations

from geoevents.drafting.article import extract
from geoevents.drafting.draft import Draft

__all__ = ["Draft", "extract"]
