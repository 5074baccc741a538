"""KML and KMZ as rows: one for each placemark, with its own data as columns. Nothing that it links to is fetched."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from geoevents.errors import TableError
from geoevents.read.gathered import Row, Unusable
from geoevents.read.outline import OutlineError
from geoevents.read.wkb import wkb_of_parts
from geoevents.read.xmlrows import elements_for, xml_parts
from geoevents.read.zipped import opened_zip

MOST_BYTES = 256 << 20
MOST_FOLDERS = 4_096
_SHAPES = ("Point", "LineString", "Polygon", "MultiGeometry", "LinearRing", "Model", "Track", "MultiTrack")
_TEXTS = ("name", "description", "address", "phoneNumber", "Snippet")
_FOLDER = "folder"
_LOOKS = str.maketrans({"‹": "<", "›": ">", "\u2068": None, "\u2069": None})
_KINDS = {"Point": "MultiPoint", "LineString": "MultiLineString", "Polygon": "MultiPolygon"}


def kml_rows(
    name: str,
    stream: IO[bytes],
    notes: list[str],
    most_elements: int | None = None,
    linked: list[str] | None = None,
) -> Iterator[Row]:
    """Give the placemarks of a KML file.

    Their `Data` and `SimpleData` become columns, and so do name, description, the names of the folders around them
    and times. A name that only repeats one of the data is left out.

    Parameters
    ----------
    name
        For errors.
    stream
        KML 2.
    notes
        Gets a line for what is there and was not read: links and overlays, which are never fetched.
    most_elements
        Of what is unpacked.
    linked
        Gets what its network links name that is no address, where there may be other files beside it.

    Raises
    ------
    TableError
        What is no KML, or nested too deeply.
    """
    links = 0
    rooted = False

    def wanted(local: str) -> bool:
        nonlocal links, rooted
        rooted |= local == "kml"
        links += local in ("GroundOverlay", "ScreenOverlay", "PhotoOverlay")
        return local in ("Placemark", "NetworkLink")

    for line, above, mark in xml_parts(name, stream, wanted, MOST_BYTES, most_elements):
        where = f"{name}:{line}"
        if mark.tag == "NetworkLink":
            address = (mark.findtext("Link/href") or mark.findtext("Url/href") or "").strip()
            if linked is not None and _within("", address):
                linked.append(address)
            else:
                links += 1
            continue
        folders = " / ".join(one.get("name", "") for one in above if one.tag == "Folder" and one.get("name"))
        if len(folders) > MOST_FOLDERS:
            # Written once, they would stand in every row.
            cure = f"Names of folders within folders have {MOST_FOLDERS:,} letters together, at most."
            raise TableError(f"{where}: the folders around it are named with {len(folders):,} letters.", cure=cure)
        values = _values(mark)
        if folders and _FOLDER not in values:
            values[_FOLDER] = folders
        shapes = [child for child in mark if child.tag in _SHAPES]
        if len(shapes) > 1:
            raise TableError(f"{where}: a placemark has {len(shapes)} geometries.", cure="Put them in a MultiGeometry.")
        geometry: bytes | Unusable | None
        try:
            geometry = _geometry(shapes[0]) if shapes else None
        except OutlineError as error:
            geometry = Unusable(str(error))
        yield Row(where, values, geometry)
    if not rooted:
        raise TableError(f"{name} is no KML.", cure="Give it its own ending.")
    if links:
        told = f"{links} links or overlays were" if links > 1 else "1 link or overlay was"
        notes.append(f"{name}: {told} not read: nothing is fetched.")


def kmz_rows(name: str, place: Path, notes: list[str]) -> Iterator[Row]:
    """Give the placemarks of the KML in a KMZ file: doc.kml, else the first one, and what that links to in the file.

    Raises
    ------
    TableError
        As `kml_rows`; no KML in it, two of the same name, or more than may be unpacked.
    """
    with opened_zip(place, name) as archive:
        names = [one.filename for one in archive.infolist() if one.filename.lower().endswith(".kml")]
        if not names:
            raise TableError(f"{name} holds no KML.", cure="Write it anew.")
        chosen = "doc.kml" if "doc.kml" in names else names[0]
        members = Counter(names)
        if members[chosen] > 1:
            raise TableError(f"{name} holds {chosen} twice.", cure="Write it anew.")
        parts = dict.fromkeys([chosen])
        missing = 0
        for part in _growing(parts):
            linked: list[str] = []
            with archive.open(part) as member:
                most = elements_for(archive.getinfo(part).compress_size)
                yield from kml_rows(name if part == chosen else f"{name}/{part}", member, notes, most, linked)
            for one in (_within(part, address) for address in linked):
                if members[one] == 1:
                    parts[one] = None
                else:
                    missing += 1
        if missing:
            what = "1 linked file is" if missing == 1 else f"{missing} linked files are"
            notes.append(f"{name}: {what} not in it, or twice, and not read.")
        if len(parts) < len(names):
            told = f"only {chosen} was" if len(parts) == 1 else f"{chosen} and what it links to were"
            notes.append(f"{name}: {told} read, of {len(names)} KML files in it.")


def _growing(parts: dict[str, None]) -> Iterator[str]:
    """Give each key of a dictionary once, also of those that come while they are gone through."""
    done = 0
    while done < len(parts):
        for part in list(parts)[done:]:
            done += 1
            yield part


def _within(part: str, link: str) -> str:
    """Give the member of an archive that a link in one of its members means; "" for an address or a way out of it."""
    if ":" in link or link.startswith(("/", "\\")):
        return ""
    found = posixpath.normpath(posixpath.join(posixpath.dirname(part), unquote(link.partition("#")[0])))
    return "" if found.startswith("..") else found


def _values(mark: Element) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for extended in mark.findall("ExtendedData"):
        for one in extended.iter():
            if one.tag in ("Data", "SimpleData") and one.get("name"):
                value = one.find("value") if one.tag == "Data" else one
                # A text of nothing is one; no value at all is none.
                found[str(one.get("name"))] = None if value is None else _text(value)
    for tag in _TEXTS:
        child = mark.find(tag)
        if child is not None and not repeats(_text(child), found):
            found.setdefault(tag, _text(child))
    for begin, end in (("TimeStamp/when", None), ("TimeSpan/begin", "TimeSpan/end")):
        first = mark.find(begin)
        last = mark.find(end) if end else None
        if end is None and first is not None:
            found.setdefault("when", _text(first))
        elif end is not None and (first is not None or last is not None):
            found.setdefault("begin", _text(first) if first is not None else None)
            found.setdefault("end", _text(last) if last is not None else None)
    if mark.get("id"):
        found.setdefault("id", mark.get("id"))
    return found


def repeats(text: str, found: Mapping[str, Any]) -> bool:
    """Tell whether a text is one of the data, as it looks on one line without marks of direction, perhaps cut off."""
    bare = _bare(text)
    cut = bare.endswith("…")
    begin = bare.removesuffix("…") if cut else bare
    # A shorter value is not it, and is not looked at.
    for value in found.values():
        if value and len(value) >= len(begin):
            other = _bare(value)
            if other.startswith(begin) if cut else other == bare:
                return True
    return False


def _bare(text: str) -> str:
    return " ".join(text.translate(_LOOKS).split())


def _text(element: Element) -> str:
    return "".join(element.itertext()).strip() if len(element) else (element.text or "")


def _geometry(shape: Element) -> bytes | None:
    kind = shape.tag
    if kind == "MultiGeometry":
        inner = [child for child in shape if child.tag in _SHAPES]
        kinds = {child.tag for child in inner}
        if len(kinds) != 1 or not kinds <= set(_KINDS):
            raise OutlineError("geometry is a mixture, or of a kind that is no point, line or area")
        one = kinds.pop()
        return wkb_of_parts(_KINDS[one], [_coordinates(child) for child in inner])
    if kind == "LinearRing":
        return wkb_of_parts("LineString", _path(shape))
    if kind not in _KINDS:
        raise OutlineError(f"geometry is a {kind}, no point, line or area")
    return wkb_of_parts(kind, _coordinates(shape))


def _coordinates(shape: Element) -> Any:
    if shape.tag == "Polygon":
        outer = shape.findall("outerBoundaryIs/LinearRing")
        if len(outer) != 1:
            raise OutlineError("geometry is an area without an outer boundary")
        return [_path(ring) for ring in (*outer, *shape.findall("innerBoundaryIs/LinearRing"))]
    path = _path(shape)
    if shape.tag == "Point":
        if len(path) > 1:
            raise OutlineError("geometry is a point of several positions")
        return path[0] if path else []
    return path


def _path(shape: Element) -> list[list[float]]:
    found = []
    for vertex in (shape.findtext("coordinates") or "").split():
        try:
            numbers = [float(one) for one in vertex.replace("_", "?").split(",") if one]
        except ValueError:
            raise OutlineError(f"geometry has a position {vertex[:40]!r}") from None
        if not 2 <= len(numbers) <= 3:
            raise OutlineError(f"geometry has a position {vertex[:40]!r}")
        # A height of 0 is what programs write that know none.
        found.append(numbers if len(numbers) == 3 and numbers[2] else numbers[:2])
    return found
