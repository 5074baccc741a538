"""GPX waypoints as rows; tracks and routes are counted, and said to be left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any
from xml.etree.ElementTree import Element

from geoevents.errors import TableError
from geoevents.read.gathered import Row, Unusable
from geoevents.read.outline import OutlineError
from geoevents.read.placemarks import repeats
from geoevents.read.wkb import wkb_of_parts
from geoevents.read.xmlrows import xml_parts

MOST_BYTES = 256 << 20


def gpx_rows(name: str, stream: IO[bytes], notes: list[str]) -> Iterator[Row]:
    """Give the waypoints of a GPX file, with all that stands in them as columns.

    Parameters
    ----------
    name
        For errors.
    stream
        GPX 1.
    notes
        Gets a line for tracks and routes, which are no rows.

    Raises
    ------
    TableError
        What is no GPX.
    """
    others = {"trk": 0, "rte": 0}
    rooted = False

    def wanted(local: str) -> bool:
        nonlocal rooted
        rooted |= local == "gpx"
        if local in others:
            others[local] += 1
        return local == "wpt"

    for line, _, point in xml_parts(name, stream, wanted, MOST_BYTES):
        values: dict[str, Any] = {}
        fields = _fields(point)
        first = point.find("extensions")
        for child in point:
            if child is first:
                values.update(fields)
            elif child.tag == "link":
                values.setdefault("link", child.get("href", ""))
            elif not len(child) and child.tag not in ("ele", "extensions"):
                values.setdefault(child.tag, child.text or "")
        own = values.pop("name", None) if "name" not in fields else None
        if own is not None and not repeats(own, values):
            values["name"] = own
        yield Row(f"{name}:{line}", values, _position(point))
    if not rooted:
        raise TableError(f"{name} is no GPX.", cure="Give it its own ending.")
    if any(others.values()):
        counted = " and ".join(
            f"{count} {what}{'s' if count > 1 else ''}"
            for count, what in ((others["trk"], "track"), (others["rte"], "route"))
            if count
        )
        notes.append(f"{name}: {counted} left out: waypoints are the rows.")


def _fields(point: Element) -> dict[str, Any]:
    """Fields under a name of their own, or elements without others in them under theirs."""
    found: dict[str, Any] = {}
    for one in (inner for extensions in point.findall("extensions") for inner in extensions.iter()):
        if one.tag != "extensions" and not len(one):
            found[one.get("name") or one.tag] = one.text or ""
    return found


def _position(point: Element) -> bytes | Unusable | None:
    numbers = []
    for key in ("lon", "lat"):
        text = (point.get(key) or "").strip()
        if not text:
            return None
        try:
            numbers.append(float(text))
        except ValueError:
            return Unusable(f"{key} {text[:40]!r} is not a number")
    height = (point.findtext("ele") or "").strip()
    try:
        numbers += [float(height)] if height else []
        return wkb_of_parts("Point", numbers)
    except (ValueError, OutlineError):
        return Unusable(f"ele {height[:40]!r} is not a number")
