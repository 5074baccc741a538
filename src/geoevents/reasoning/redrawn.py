"""Shapes drawn again from the records that a ledger keeps of them; whatever such a record holds is checked first."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from typing import Any, TypeAlias

from geoevents.atlas import coast
from geoevents.earth import Area, AreaBand, LineBand, Shape
from geoevents.errors import LedgerError
from geoevents.reasoning import ledger, shore
from geoevents.reasoning.anchored import admin_area
from geoevents.reasoning.constrain import area, border_lines, depth_lines, water_lines

DEEPEST = 12
EDGES = ("planar", "geodesic")
LARGEST = 1e15
CURE = "Write it with geoevents solve CASE --json, and change nothing in it."

Document: TypeAlias = Mapping[str, Any]


def shape_from(record: object, known: Collection[str], depth: int = 0) -> Shape:
    """Draw a shape from its record.

    Parameters
    ----------
    record
        What `ledger.recorded` gave, after it went through JSON.
    known
        The datasets of which the ledger says which version it was made on; others are refused.

    Raises
    ------
    LedgerError

    Examples
    --------
    >>> shape_from({"shape": "disc", "lon": 3.0, "lat": 20.0, "radius_m": 500.0}, [])
    Disc(lon=3.0, lat=20.0, radius_m=500.0)
    """
    if not isinstance(record, Mapping) or depth > DEEPEST:
        raise LedgerError("A shape of this ledger is none.", cure=CURE)
    name = record.get("shape")
    if name == ledger.ADMIN:
        return admin_area(text(record, "area"), _edges(record), figure(record, "grow_m"))
    if name in (ledger.AREA, ledger.LAND, ledger.LAND_BAND):
        return _territory(record, known)
    kind = ledger.SHAPES.get(name) if isinstance(name, str) else None
    if kind is None:
        raise LedgerError(f"This ledger has a shape {str(name)[:40]!r}, which is not known.", cure=CURE)
    parts: dict[str, Any] = {}
    for field in fields(kind):
        value = record.get(field.name)
        if field.name == "lines":
            parts["lines"] = _lines(value, known)
        elif field.name == "shapes":
            parts["shapes"] = tuple(shape_from(one, known, depth + 1) for one in listed(value))
        elif field.name == "edges":
            parts["edges"] = _edges(record)
        elif field.name in ledger.PARTS:
            parts[field.name] = shape_from(record.get(ledger.PARTS[field.name]), known, depth + 1)
        else:
            parts[field.name] = figure(record, field.name)
    _require_parts(parts)
    made: Shape = kind(**parts)
    return made


def _require_parts(parts: Mapping[str, Any]) -> None:
    wanted = {"band": LineBand, "area": Area}
    wrong = [key for key, kind in wanted.items() if key in parts and not isinstance(parts[key], kind)]
    if wrong or parts.get("shapes") == ():
        raise LedgerError("A shape of this ledger is made of the wrong parts.", cure=CURE)


def _territory(record: Document, known: Collection[str]) -> Shape:
    dataset = _dataset(record, known)
    country = record.get("country")
    if record["shape"] == ledger.AREA:
        return area(text(record, "country"), dataset, _edges(record), figure(record, "grow_m"))
    whose = None if country is None else text(record, "country")
    if record["shape"] == ledger.LAND:
        return shore.land(whose, figure(record, "grow_m"))
    return AreaBand(coast.edge(whose), shore.land(whose, 0.0), figure(record, "low_m"), figure(record, "high_m"))


def _lines(record: object, known: Collection[str]) -> Any:
    if not isinstance(record, Mapping):
        raise LedgerError("A shape of this ledger does not say along which lines it runs.", cure=CURE)
    dataset = _dataset(record, known)
    country, neighbour = (None if record.get(key) is None else text(record, key) for key in ("country", "neighbour"))
    match record.get("of"):
        case ledger.BORDER:
            kind = text(record, "kind")
            if kind in ("land", "maritime", "any"):
                return border_lines(country, neighbour, dataset, kind)
        case ledger.ONWARD if country is not None:
            return depth_lines(country, neighbour, dataset)
        case ledger.WATERS_EDGE if country is not None:
            return water_lines(country, neighbour, dataset)
        case ledger.COAST:
            return coast.coast(country)
    raise LedgerError("This ledger has lines that are not known.", cure=CURE)


def _dataset(record: Document, known: Collection[str]) -> str:
    name = text(record, "dataset")
    if name not in known:
        raise LedgerError(f"This ledger does not say which version of {name[:60]!r} it was made on.", cure=CURE)
    return name


def figure(values: Document, key: str) -> float:
    """Give a figure of a record; only a `high_m` may have no bound."""
    value = values.get(key)
    if value is None and key == "high_m" and key in values:
        return math.inf
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < LARGEST:
        raise LedgerError(f"This ledger lacks a figure for {key}.", cure=CURE)
    return float(value)


def text(values: Document, key: str) -> str:
    """Give a word of a record."""
    value = values.get(key)
    if not isinstance(value, str):
        raise LedgerError(f"This ledger does not say {key}.", cure=CURE)
    return value


def _edges(record: Document) -> str:
    edges = text(record, "edges")
    if edges not in EDGES:
        raise LedgerError(f"Edges cannot be {edges[:40]!r}.", cure=CURE)
    return edges


def listed(value: object) -> Sequence[Any]:
    """Give a list, or nothing for what is none."""
    return value if isinstance(value, list) else ()
