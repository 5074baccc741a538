"""Claims and clauses as JSON: the words untouched, beside how they are read."""

from __future__ import annotations

from collections.abc import Mapping

from geoevents.compass import Bearing
from geoevents.coordinates import Coordinates
from geoevents.model import (
    Anchor,
    AnyOf,
    At,
    Between,
    BorderRef,
    Claim,
    Clause,
    Depth,
    Distance,
    EventRef,
    InArea,
    Inside,
    LandRef,
    Link,
    Near,
    Offset,
    Orthogonal,
    Outside,
    Phrase,
    Toward,
    TripointRef,
    Unparsed,
)
from geoevents.quantity import Quantity
from geoevents.when import Window
from geoevents.write.figures import Document, degrees, metres, number, plain

KINDS: Mapping[type, str] = {
    At: "at",
    Offset: "offset",
    Orthogonal: "orthogonal",
    Toward: "toward",
    Near: "near",
    Between: "between",
    Distance: "distance",
    InArea: "in area",
    Inside: "inside",
    Outside: "outside",
    Depth: "depth",
    AnyOf: "any of",
}
"""What a clause is called in JSON."""


def claim_json(claim: Claim) -> Document:
    """A claim: its words untouched, beside how they are read."""
    return {
        "id": claim.id,
        "by": claim.by,
        "event": claim.event,
        "says": list(claim.says),
        "read": [phrase_json(phrase) for phrase in claim.phrases],
        "when": window_json(claim.when) if claim.when is not None else None,
        "throughout": claim.throughout,
        "words": claim.words,
        "credibility": claim.credibility,
        "denies": claim.denies,
        "retracted": claim.retracted,
        "replaces": claim.replaces,
        "repeats": claim.repeats,
        "via": list(claim.via),
        "path": _quantity(claim.path) if claim.path is not None else None,
        "lasting": claim.lasting.text if claim.lasting is not None else None,
        "speed": claim.speed.text if claim.speed is not None else None,
        "attributes": dict(claim.attributes),
        "why": claim.why,
        "line": claim.line,
    }


def link_json(link: Link) -> Document:
    """What is said of two events: `text` is how it is read, `says` the words; figures that it does not state are null.

    Of an offset, `a` lies at `distance` on `heading` from `b`; of a reach, one gets from `b` to `a` at `speed`.
    """
    return {
        "id": link.id,
        "kind": link.kind,
        "a": link.a,
        "b": link.b,
        "by": link.by,
        "text": link.text,
        "says": link.says,
        "distance": _quantity(link.distance) if link.distance is not None else None,
        "heading": _bearing(link.bearing) if link.bearing is not None else None,
        "speed": link.speed.text if link.speed is not None else None,
        "lasting": link.lasting.text if link.lasting is not None else None,
        "line": link.line,
    }


def phrase_json(phrase: Phrase) -> Document:
    """A phrase as read, with the words that were left over."""
    return {
        "text": phrase.text,
        "lang": phrase.lang,
        "clauses": [clause_json(clause) for clause in phrase.clauses],
        "unparsed": [unparsed_json(left) for left in phrase.unparsed],
        "notes": list(phrase.notes),
    }


def window_json(window: Window) -> Document:
    """A time window in UTC, with the words and the zone that it came from."""
    return {
        "start": plain(window.start),
        "end": plain(window.end),
        "text": window.text,
        "zone": window.zone,
        "zone_inferred": window.zone_inferred,
        "approximate": window.approximate,
    }


def clause_json(clause: Clause) -> Document:
    """A clause: its kind, its words and where they stand, what it says, and which of it we inferred."""
    document: Document = {"kind": KINDS[type(clause)], "text": clause.text, "span": list(clause.span)}
    if isinstance(clause, At):
        document["where"] = _coordinates(clause.where)
    elif isinstance(clause, Offset):
        document |= {
            "distance": _quantity(clause.distance),
            "heading": _bearing(clause.bearing),
            "anchor": _anchor(clause.anchor),
        }
    elif isinstance(clause, Orthogonal):
        legs = (clause.first, clause.second)
        document["ways"] = [{"distance": _quantity(leg.distance), "heading": _bearing(leg.bearing)} for leg in legs]
        document["anchor"] = _anchor(clause.anchor)
    elif isinstance(clause, Toward):
        document |= {"heading": _bearing(clause.bearing), "anchor": _anchor(clause.anchor)}
    elif isinstance(clause, Near):
        document["anchor"] = _anchor(clause.anchor)
        document["within"] = _quantity(clause.within) if clause.within is not None else None
        document["relation"] = clause.relation
    elif isinstance(clause, Between):
        document |= {"first": _anchor(clause.first), "second": _anchor(clause.second), "how": clause.how}
    elif isinstance(clause, InArea):
        document["area"] = {"name": clause.area.area, "kind": clause.area.kind, "country": clause.area.country}
    elif isinstance(clause, AnyOf):
        document["options"] = [[clause_json(part) for part in way] for way in clause.options]
    elif isinstance(clause, Distance):
        document |= {
            "distance": _quantity(clause.distance),
            "target": _anchor(clause.target),
            "side": clause.side,
            "heading": _bearing(clause.bearing) if clause.bearing is not None else None,
            "relation": clause.relation,
        }
    elif isinstance(clause, Inside | Outside):
        document |= {"country": clause.country, "waters": clause.waters}
    elif isinstance(clause, Depth):
        document |= {
            "distance": _quantity(clause.distance),
            "country": clause.country,
            "neighbour": clause.neighbour,
            "waters": clause.waters,
        }
    else:
        raise TypeError(f"no JSON for a clause of type {type(clause).__name__}")
    document["inferred"] = list(clause.inferred)
    return document


def _anchor(anchor: Anchor | BorderRef | LandRef) -> Document:
    if isinstance(anchor, BorderRef):
        return {"border": {"country": anchor.country, "neighbour": anchor.neighbour, "kind": anchor.kind}}
    if isinstance(anchor, LandRef):
        return {anchor.what: {"country": anchor.country, "side": anchor.side}}
    if isinstance(anchor, Coordinates):
        return {"coordinates": _coordinates(anchor)}
    if isinstance(anchor, EventRef):
        return {"event": anchor.event}
    if isinstance(anchor, TripointRef):
        return {"tripoint": list(anchor.countries)}
    return {"place": {"name": anchor.name, "country": anchor.country}}


def _coordinates(where: Coordinates) -> Document:
    return {
        "lon": degrees(where.lon),
        "lat": degrees(where.lat),
        "half_lon_deg": number(where.half_lon_deg, 12),
        "half_lat_deg": number(where.half_lat_deg, 12),
        "text": where.text,
        "notation": where.notation,
        "warnings": list(where.warnings),
    }


def _quantity(quantity: Quantity) -> Document:
    return {
        "text": quantity.text,
        "number": quantity.number,
        "number_high": quantity.number_high,
        "unit": quantity.unit,
        "hedge": quantity.hedge,
        "override_m": [metres(end) for end in quantity.override_m] if quantity.override_m is not None else None,
        "inferred": quantity.inferred,
    }


def _bearing(bearing: Bearing) -> Document:
    return {
        "deg": number(bearing.deg, 6),
        "half_width_deg": number(bearing.half_width_deg, 6),
        "text": bearing.text,
    }


def unparsed_json(left: Unparsed) -> Document:
    """Words that were not understood, and where they stand."""
    return {"text": left.text, "span": list(left.span)}
