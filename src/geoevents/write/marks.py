"""Rows as KML, KMZ and GPX: what each row says stands in it as data, and nothing of it can become markup."""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

from anyascii import anyascii

from geoevents.errors import TableError
from geoevents.read.placed import Placed
from geoevents.write.cells import require_names, require_plain, texts
from geoevents.write.kml.text import name_of, strip_illegal
from geoevents.write.shapes import number_text, shapes_of

KML = "http://www.opengis.net/kml/2.2"
GPX = "http://www.topografix.com/GPX/1/1"
FIELDS = "https://geoevents.invalid/fields/1"
"""The namespace of columns in a GPX file; no address of anything."""
_HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'
_TITLES = ("name", "title", "event", "event_id", "event_id_cnty", "id", "globaleventid")
_ISO = re.compile(
    r"(?P<day>\d{4}(?:-\d\d(?P<whole>-\d\d)?)?)"
    r"(?(whole)(?:T(?P<time>\d\d:\d\d)(?P<second>:\d\d(?:\.\d+)?)?(?P<zone>Z|[+-]\d\d:\d\d)?)?)"
)
_ZONED = re.compile(r"T.*(Z|[+-]\d\d:\d\d)$")
_NO_TAG = re.compile(r"[^A-Za-z0-9_]")
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_PIECE = 1 << 14


def _rows(rows: Placed, form: str) -> Iterator[tuple[dict[str, str], Any]]:
    """What each row says, as text, without what it does not say; and its geometry."""
    require_plain(rows.columns.schema, form)
    require_names(rows.columns.column_names, form)
    shapes = shapes_of(rows.geometry)
    names = rows.columns.column_names
    if not names:
        yield from (({}, shape) for shape in shapes)
        return
    at = 0
    for batch in rows.columns.to_batches(_PIECE):
        columns = [texts(*one).to_pylist() for one in zip(names, batch.columns, strict=True)]
        for values in zip(*columns, strict=True):
            yield {key: text for key, text in zip(names, values, strict=True) if text is not None}, shapes[at]
            at += 1


def _line(element: Element) -> bytes:
    """An element as one piece; a carriage return in it is written as its number, or readers would drop it."""
    written: bytes = tostring(element)
    return written.replace(b"\r", b"&#13;") + b"\n"


def _moment(text: str) -> str | None:
    """A time as XML Schema has it, None where a text is none; a column's own text stays beside it."""
    found = _ISO.fullmatch(text)
    if found is None:
        return None
    day, zone = found["day"], found["zone"] or ""
    time = f"T{found['time']}{found['second'] or ':00'}" if found["time"] else ""
    try:
        datetime.datetime.fromisoformat(f"{day}{'-01-01'[len(day) - 4 :]}{time[:9]}{zone}")
    except ValueError:
        return None
    # XML Schema ends zones at 14 hours.
    return None if zone[1:] > "14:00" else f"{day}{time}{zone}"


def _title(said: dict[str, str]) -> str:
    """What a viewer writes beside a mark."""
    lower = {key.casefold(): value for key, value in reversed(said.items())}
    return next((lower[key] for key in _TITLES if lower.get(key)), "")


def write_kml(rows: Placed, stream: BinaryIO, title: str) -> int:
    """Write KML 2.2, a placemark for each row with its columns as data; give how many characters XML cannot hold."""
    head = Element("name")
    head.text = name_of(title)
    replaced = strip_illegal(head)
    stream.write(_HEAD + f'<kml xmlns="{KML}"><Document>'.encode() + tostring(head) + b"\n")
    for said, shape in _rows(rows, "KML"):
        mark = Element("Placemark")
        if name := _title(said):
            SubElement(mark, "name").text = name_of(name)
        times = {key: text for key in ("when", "begin", "end") if (text := _moment(said.get(key, "")))}
        if "when" in times:
            SubElement(SubElement(mark, "TimeStamp"), "when").text = times["when"]
        elif times:
            span = SubElement(mark, "TimeSpan")
            for key, text in times.items():
                SubElement(span, key).text = text
        extended = SubElement(mark, "ExtendedData")
        for key, text in said.items():
            SubElement(SubElement(extended, "Data", {"name": key}), "value").text = text
        if not said:
            mark.remove(extended)
        if shape is not None:
            mark.append(_kml(shape))
        for one in mark.iter("Data"):
            replaced += strip_key(one)
        replaced += strip_illegal(mark)
        stream.write(_line(mark))
    stream.write(b"</Document></kml>\n")
    return replaced


def strip_key(element: Element) -> int:
    """Replace in the name of a column what XML cannot hold."""
    probe = Element("name")
    probe.text = element.get("name", "")
    count = strip_illegal(probe)
    element.set("name", probe.text)
    return count


def _kml(shape: Any) -> Element:
    kind = shape.geom_type
    if kind.startswith("Multi"):
        made = Element("MultiGeometry")
        made.extend([_kml(part) for part in shape.geoms])
        return made
    made = Element(kind)
    if kind == "Polygon":
        for tag, ring in (("outerBoundaryIs", shape.exterior), *(("innerBoundaryIs", one) for one in shape.interiors)):
            line = SubElement(SubElement(made, tag), "LinearRing")
            SubElement(line, "coordinates").text = _path(ring.coords)
    else:
        SubElement(made, "coordinates").text = _path(shape.coords)
    return made


def _path(coordinates: Sequence[Sequence[float]]) -> str:
    # A height that is not known is left out.
    return " ".join(",".join(number_text(one) for one in position if one == one) for position in coordinates)


def write_kmz(rows: Placed, stream: BinaryIO, title: str) -> int:
    """Write the same in a zip file."""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        entry = zipfile.ZipInfo("doc.kml", _EARLIEST)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        with packed.open(entry, "w") as member:
            return write_kml(rows, member, title)  # type: ignore[arg-type]


def _tags(names: Sequence[str]) -> dict[str, str]:
    """Names of elements for columns: in the letters that every reader of XML takes, each once."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for name in names:
        bare = _NO_TAG.sub("_", anyascii(name))[:60]
        first = bare if bare[:1].isalpha() or bare.startswith("_") else f"_{bare}"
        tag, number = first, 2
        while tag.lower() in taken:
            tag, number = f"{first}_{number}", number + 1
        found[name] = tag
        taken.add(tag.lower())
    return found


def write_gpx(rows: Placed, stream: BinaryIO) -> tuple[int, int]:
    """Write GPX 1.1, a waypoint for each row; give how many rows have none, and characters XML cannot hold.

    Raises
    ------
    TableError
        Lines or areas: a waypoint is a point.
    """
    register_namespace("geoevents", FIELDS)
    stream.write(_HEAD + f'<gpx xmlns="{GPX}" version="1.1" creator="geoevents">\n'.encode())
    # GDAL knows columns by their elements: of many called alike it keeps one.
    tags = _tags(rows.columns.column_names)
    left_out = replaced = 0
    for number, (said, shape) in enumerate(_rows(rows, "GPX"), start=1):
        if shape is None:
            left_out += 1
            continue
        if shape.geom_type != "Point":
            raise TableError(f"Row {number:,} is a {shape.geom_type}: GPX has waypoints.", cure="Write KML or GeoJSON.")
        point = Element("wpt", {"lat": number_text(shape.y), "lon": number_text(shape.x)})
        if shape.has_z:
            SubElement(point, "ele").text = number_text(shape.z)
        # Of GPX the standard says that times are in UTC: one without a zone would become another.
        if (time := _moment(said.get("time", ""))) and _ZONED.search(time):
            SubElement(point, "time").text = time
        if name := _title(said):
            SubElement(point, "name").text = name_of(name)
        extensions = SubElement(point, "extensions")
        for key, text in said.items():
            SubElement(extensions, f"{{{FIELDS}}}{tags[key]}", {"name": key}).text = text
        for one in extensions:
            replaced += strip_key(one)
        if not said:
            point.remove(extensions)
        replaced += strip_illegal(point)
        stream.write(_line(point))
    stream.write(b"</gpx>\n")
    return left_out, replaced
