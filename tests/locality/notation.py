"""Clauses in the notation of the corpus (corpus/README.md), and the corpus itself."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path

from geoevents import compass
from geoevents.compass import Bearing
from geoevents.coordinates import Coordinates
from geoevents.errors import PhraseError
from geoevents.locality import parse
from geoevents.model import (
    Anchor,
    AnyOf,
    At,
    Between,
    BorderRef,
    Clause,
    Depth,
    Distance,
    InArea,
    Inside,
    LandRef,
    Near,
    Offset,
    Orthogonal,
    Outside,
    PlaceRef,
    Toward,
    TripointRef,
)
from geoevents.quantity import Quantity

CORPUS = Path(__file__).with_name("corpus")
LANGUAGES = ("en", "fr", "es", "ar", "ru", "uk")
_SIGNS = {None: "", "about": "~", "less than": "<", "at least": ">"}


@dataclass(frozen=True, slots=True)
class Row:
    """One phrase of the corpus, as it stands there."""

    id: str
    construct: str
    style: str
    text: str
    expected: str
    unparsed: str
    note: str

    @property
    def lang(self) -> str:
        """The language of the phrase."""
        return self.id[:2]


def rows(lang: str, part: str = "") -> list[Row]:
    """All phrases of a language; of the second set with `part` "second"."""
    with (CORPUS / part / f"{lang}.tsv").open(encoding="utf-8", newline="") as file:
        return [Row(**row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def outcome(row: Row) -> tuple[str, str]:
    """Read a phrase: "right", "part" (what is missing is said to be unread), or "wrong"; and how it was read.

    "wrong" is the worst: a reading that differs from what was expected, with not a word left over to show it.
    """
    try:
        phrase = parse(row.text, lang=row.lang)
    except PhraseError as error:
        return ("right" if not row.expected else "part"), f"!! {error.message}"
    said = notation(phrase.clauses)
    # "Within 10 km of a border" and "less than 10 km from" it are the same area (README).
    expected = re.sub(r"near\((\d+(?:\.\d+)? \w+, border)", r"distance(<\1", row.expected)
    same_order = said == expected
    if same_order or (" / " not in expected and sorted(said.split(" ; ")) == sorted(expected.split(" ; "))):
        return "right", said
    left = "; ".join(one.text for one in phrase.unparsed)
    extra = set(said.split(" ; ")) - set(expected.split(" ; "))
    return ("wrong" if extra or not left else "part"), f"{said} | {left}"


def notation(clauses: tuple[Clause, ...]) -> str:
    """Clauses that hold together."""
    if len(clauses) == 1 and isinstance(clauses[0], AnyOf):
        return " / ".join(notation(way) for way in clauses[0].options)
    return " ; ".join(map(_clause, clauses))


def _clause(clause: Clause) -> str:
    match clause:
        case At(where=where):
            return f"at({_coordinates(where)})"
        case Offset():
            return f"offset({_quantity(clause.distance)}, {_bearing(clause.bearing)}, {_anchor(clause.anchor)})"
        case Orthogonal():
            legs = (f"{_quantity(leg.distance)} {_bearing(leg.bearing)}" for leg in (clause.first, clause.second))
            return f"orthogonal({', '.join(legs)}, {_anchor(clause.anchor)})"
        case Toward():
            return f"heading({_bearing(clause.bearing)}, {_anchor(clause.anchor)})"
        case Near(within=Quantity() as within):
            return f"near({_quantity(within)}, {_anchor(clause.anchor)})"
        case Near():
            words = {"in": "at", "around": "near", "just outside": "just_outside"}
            return f"{words.get(clause.relation, clause.relation)}({_anchor(clause.anchor)})"
        case Between():
            return f"{clause.how}({_anchor(clause.first)}, {_anchor(clause.second)})"
        case Distance(relation=str() as relation, target=target):
            return f"{relation}({_target(target)})"
        case Distance(target=target):
            far = _quantity(clause.distance) + (f" {_bearing(clause.bearing)}" if clause.bearing else "")
            if isinstance(target, LandRef) and target.side:
                far += {"sea": " off", "inland": " inland"}[target.side]
            side = f", side={clause.side}" if clause.side else ""
            return f"distance({far}, {_target(target)}{side})"
        case InArea(area=area):
            whose = f"/{area.country}" if area.country else ""
            return f"area({area.area}{whose}, {area.kind})"
        case Inside() | Outside():
            kind = "inside" if isinstance(clause, Inside) else "outside"
            return f"{kind}({clause.country}{' waters' * clause.waters})"
        case Depth():
            return f"depth({_quantity(clause.distance)}, {clause.country}{' waters' * clause.waters})"
        case AnyOf():
            return "(" + notation((clause,)) + ")"
    raise AssertionError(clause)


def _quantity(quantity: Quantity) -> str:
    high = f"..{quantity.number_high}" if quantity.number_high else ""
    return f"{_SIGNS[quantity.hedge]}{quantity.number}{high} {quantity.unit}"


def _bearing(bearing: Bearing) -> str:
    if bearing.half_width_deg == compass.DEGREES_HALF_WIDTH:
        return f"{bearing.deg:g}°"
    return compass.letters(round(bearing.deg / 11.25) % 32)


def _target(target: Anchor | BorderRef | LandRef) -> str:
    match target:
        case BorderRef():
            codes = sorted(code for code in (target.country, target.neighbour) if code)
            sea = ["sea"] if target.kind == "maritime" else []
            return f"border({','.join(codes) + ', ' * bool(codes and sea) + ''.join(sea)})"
        case LandRef():
            return f"{target.what}({target.country or ''})"
    return _anchor(target)


def _anchor(anchor: Anchor) -> str:
    match anchor:
        case PlaceRef():
            return anchor.name + (f"/{anchor.country}" if anchor.country else "")
        case TripointRef():
            return f"tripoint({','.join(anchor.countries)})"
        case Coordinates():
            return f"at({_coordinates(anchor)})"
    raise AssertionError(anchor)


def _coordinates(where: Coordinates) -> str:
    if where.notation in _CODES:
        return _code(where)
    return ", ".join(f"{value:.5f}".rstrip("0").rstrip(".") for value in (where.lat, where.lon))


_CODES = ("mgrs", "utm", "plus-code")


def _code(where: Coordinates) -> str:
    word = {"mgrs": "MGRS", "utm": "UTM", "plus-code": "plus"}[where.notation]
    text = where.text.replace(" ", "") if word == "MGRS" else where.text
    return f"{word} {text}"
