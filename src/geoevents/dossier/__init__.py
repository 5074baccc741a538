"""The report of a case: one file for a reader who does not know GIS, and who has to defend what it says."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geoevents.errors import GeoEventsError, OutputError
from geoevents.model import Case, Verdict

if TYPE_CHECKING:
    from geoevents.dossier.blocks import Document

SUFFIXES = (".html", ".md")


@dataclass(frozen=True, slots=True, repr=False)
class Report:
    """A report that is put together; `html` and `markdown` write it out."""

    document: Document
    scene: dict[str, Any]

    @property
    def html(self) -> str:
        """One HTML file with the map in it: no script, no request, printable."""
        from geoevents.dossier.html import html_of

        return html_of(self.document, self.scene)

    @property
    def markdown(self) -> str:
        """The same as Markdown, with the map in sentences."""
        from geoevents.dossier.markdown import markdown_of

        return markdown_of(self.document, self.scene)

    def save(self, path: str | os.PathLike[str]) -> int:
        """Write it, whole or not at all, and give the number of bytes; the name ends in .html or .md.

        Raises
        ------
        OutputError
            When it ends in something else, or when the file cannot be written.
        """
        from geoevents.write.atomic import write_whole

        text = (self.html if format_of(path) == "html" else self.markdown).encode()
        write_whole(path, text)
        return len(text)

    def _repr_html_(self) -> str:
        """Show it in a notebook, in a frame that cannot reach the notebook."""
        from geoevents.write.notebook import framed

        return framed(self.html, "Report", repr(self))

    def __repr__(self) -> str:
        return f"<Report {self.document.title!r}: {len(self.document.sections)} sections; .save(path) writes it>"


def format_of(path: str | os.PathLike[str]) -> str:
    """Tell which format a file's name asks for: "html" or "markdown".

    Raises
    ------
    OutputError
        When it is none of them.

    Examples
    --------
    >>> format_of("a.md"), format_of("a.HTML")
    ('markdown', 'html')
    """
    suffix = Path(path).suffix.lower()
    if suffix not in SUFFIXES:
        raise OutputError(
            f"A report cannot be written as {suffix or 'a file without an ending'}: {os.fspath(path)}.",
            cure="Name it .html or .md.",
        )
    return "html" if suffix == ".html" else "markdown"


def report(what: Case | Verdict) -> Report:
    """Put together the report of a case.

    Parameters
    ----------
    what
        A verdict, from which everything is taken; or a case, which is checked first.

    Returns
    -------
    Report
        The verdict in words first; then the map, every answer with what it turns on, who says what and how it was read,
        where that puts each event, the distances on each border dataset, the ledger, and the data with its licences.

    Raises
    ------
    GeoEventsError
        When `what` is neither.

    Examples
    --------
    >>> import geoevents as ge
    >>> from geoevents import data
    >>> made = ge.report(ge.read_case(data.path("cases/tinzaouatine-2025.yaml")))
    >>> made
    <Report 'Drone lost near Tinzaouatine, 31 March to 2 April 2025': 12 sections; .save(path) writes it>
    """
    from geoevents.dossier.contents import document_of
    from geoevents.maps.scene import scene_of

    if isinstance(what, Case):
        from geoevents.reasoning.check import check

        what = check(what)
    if not isinstance(what, Verdict):
        raise GeoEventsError(f"There is no report of a {type(what).__name__}.", cure="Give a case or a verdict.")
    return Report(document_of(what), scene_of(what.solution, what))
