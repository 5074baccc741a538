"""A case for Google Earth and every GIS: KML 2.2, and the same with its marks inside as KMZ."""

from __future__ import annotations

import io
import zipfile
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from geoevents.model import Location, Solution, Verdict
from geoevents.write.kml.content import Content, focus
from geoevents.write.kml.symbols import add_styles, icon_files
from geoevents.write.kml.text import markup_of, name_of, strip_illegal
from geoevents.write.kml.told import document_lines, licences

__all__ = ["kml_of", "kmz_of"]
_NAMESPACE = "http://www.opengis.net/kml/2.2"
_EARLIEST = (1980, 1, 1, 0, 0, 0)


def kml_of(what: Verdict | Solution | Location, verdict: Verdict | None = None) -> bytes:
    """A result as KML 2.2.

    Parameters
    ----------
    what
        A verdict, a solution, or a located phrase.
    verdict
        For a solution: the verdict whose headline and disagreements are written.

    Returns
    -------
    bytes
        UTF-8, the same for the same result, with nothing that a viewer would fetch. A folder holds an event, with a
        placemark for each account (its area, and what was said in ExtendedData, verbatim), one for each center, the
        line to the nearest border and its length; further folders hold how far accounts are apart, the places that a
        name could mean, and the borders. Outlines of more than 2,000 vertices are drawn wider away from the event, and
        say by how much; areas never lose a possible point.

    Examples
    --------
    >>> from geoevents.reasoning.locate import locate
    >>> written = kml_of(locate("3.5 km southeast of Kidal", country="ML"))
    >>> written[:5], written.count(b"<Polygon>"), written.count(b"//")
    (b'<?xml', 1, 1)
    """
    return _written(what, verdict, icons=False)


def kmz_of(what: Verdict | Solution | Location, verdict: Verdict | None = None) -> bytes:
    """The same as `kml_of` in a zip file, with marks of its own for centers, places and stated coordinates.

    Examples
    --------
    >>> from geoevents.reasoning.locate import locate
    >>> packed = zipfile.ZipFile(io.BytesIO(kmz_of(locate("3.5 km southeast of Kidal", country="ML"))))
    >>> packed.namelist()
    ['doc.kml', 'icons/center.png', 'icons/place.png', 'icons/stated.png']
    """
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        # A viewer opens the first KML that it finds.
        for name, content in {"doc.kml": _written(what, verdict, icons=True), **icon_files()}.items():
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, content, compresslevel=9)
    return stream.getvalue()


def _written(what: Verdict | Solution | Location, verdict: Verdict | None, icons: bool) -> bytes:
    if isinstance(what, Verdict):
        solution, verdict = what.solution, what
    elif isinstance(what, Location):
        from geoevents.write.location import solution_of

        solution = solution_of(what)
    else:
        solution = what
    content = Content(solution, verdict)
    folders = list(content.folders())
    datasets = [solution.scenario.borders, *sorted(content.datasets - {solution.scenario.borders})]
    headline, note = (verdict.headline, verdict.note) if verdict is not None else ("", "")
    root = Element("kml", {"xmlns": _NAMESPACE})
    document = SubElement(root, "Document")
    SubElement(document, "name").text = name_of(solution.case.title)
    SubElement(document, "open").text = "1"
    SubElement(document, "Snippet", {"maxLines": "2"}).text = name_of(headline or solution.case.question)
    lines = [solution.case.title, *document_lines(solution, headline, note, datasets)]
    description = SubElement(document, "description")
    _look(document, solution)
    add_styles(document, icons)
    extended = SubElement(document, "ExtendedData")
    facts = [("headline", headline), ("case", solution.case.id), ("sha256", solution.case.sha256)]
    facts += [(f"licence of {name}", licence) for name, licence in licences(datasets)]
    for name, value in facts:
        if value:
            SubElement(SubElement(extended, "Data", {"name": name}), "value").text = value
    document.extend(folders)
    replaced = strip_illegal(root)
    description.text = markup_of(lines)
    replaced += strip_illegal(document)
    if replaced:
        lines.append(f"{replaced} characters that a KML file cannot hold are replaced by \ufffd.")
        description.text = markup_of(lines)
        strip_illegal(document)
    indent(root, " ")
    written: bytes = tostring(root, encoding="utf-8").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + written + b"\n"


def _look(document: Element, solution: Solution) -> None:
    """Let a viewer begin where the event is."""
    box = focus(solution)
    if box is None:
        return
    west, south, east, north = box
    look = SubElement(document, "LookAt")
    for key, value in (
        ("longitude", f"{(west + east) / 2:.5f}"),
        ("latitude", f"{(south + north) / 2:.5f}"),
        ("range", f"{max(east - west, north - south, 0.02) * 80_000:.0f}"),
        ("altitudeMode", "clampToGround"),
    ):
        SubElement(look, key).text = value
