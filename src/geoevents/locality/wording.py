"""Clauses back to words that people read, and that the grammar reads as the same clause.

What is said stands in the lexicon of each language, under `[wording]`: a template for each kind of clause, and what a
name takes before it ("de Kidal", "d'Aguelhok"). Nothing here knows a language.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from geoevents import compass
from geoevents.compass import Bearing
from geoevents.coordinates import Coordinates, find_coordinates
from geoevents.errors import PhraseError
from geoevents.gazetteer.countries import nations, words
from geoevents.locality.vocabulary import LANGUAGES, lexicon
from geoevents.model import (
    Anchor,
    AnyOf,
    At,
    Between,
    BorderRef,
    Clause,
    Depth,
    Distance,
    EventRef,
    InArea,
    Inside,
    LandRef,
    Leg,
    Near,
    Offset,
    Orthogonal,
    Outside,
    PlaceRef,
    Toward,
    TripointRef,
)
from geoevents.quantity import Quantity


def render(clause: Clause, lang: str = "en") -> str:
    """A clause in plain words.

    Parameters
    ----------
    clause
        Any clause.
    lang
        One of the languages that `parse` reads.

    Returns
    -------
    str
        Words that `parse` reads as the same clause, apart from what was inferred.

    Raises
    ------
    PhraseError
        For another language.

    Examples
    --------
    >>> from geoevents.locality import parse
    >>> render(parse("à 3,5 km au sud-est de Tinzaouatine").clauses[0])
    '3.5 km SE of Tinzaouatine'
    """
    if lang not in LANGUAGES:
        raise PhraseError(f"Phrases are not written in language {lang!r}.", cure=f"There are: {', '.join(LANGUAGES)}.")
    return _Writer(lang, lexicon(lang)["wording"]).clause(clause)


class _SharedError(LookupError):
    """An adjective that does not stand for one country alone."""


@dataclass(frozen=True, slots=True)
class _Name:
    """A name in a template; `{name:of}` puts before it what `before.of` of the wording says."""

    text: str
    wording: Mapping[str, Any]

    def __format__(self, how: str) -> str:
        if not how:
            return self.text
        before: Mapping[str, str] = self.wording["before"][how]
        for start, instead in before.items():
            if start not in ("plain", "vowel") and self.text.startswith(start):
                return instead + self.text[len(start) :]
        first = unicodedata.normalize("NFD", self.text)[0].casefold()
        vowel = "vowel" in before and first in self.wording["vowels"]
        return str(before["vowel" if vowel else "plain"]) + self.text


@dataclass(frozen=True, slots=True)
class _Nation:
    """A country in a template: its name, a form of it, what goes before it, or an adjective ("{country:feminine}")."""

    code: str
    lang: str
    wording: Mapping[str, Any]

    def __format__(self, how: str) -> str:
        nation = nations(self.lang)[self.code]
        if how in self.wording.get("adjective", {}):
            forms = nation.demonyms[0]
            adjective = forms[min(self.wording["adjective"][how], len(forms) - 1)]
            word = words(self.lang).get(adjective)
            if word is None or word.kind != "demonym" or word.codes != (self.code,):
                raise _SharedError(adjective)
            return str(adjective)
        if how in self.wording.get("cases", {}):
            return str(nation.name[min(self.wording["cases"][how], len(nation.name) - 1)])
        return format(_Name(nation.name[0], self.wording), how)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Fills the templates of one language."""

    lang: str
    wording: Mapping[str, Any]

    def clause(self, clause: Clause) -> str:
        match clause:
            case At(where=where):
                return self._say("at", where=_coordinates(where))
            case Offset(distance=distance, bearing=bearing, anchor=anchor):
                return self._headed(
                    "offset", bearing, distance=self._quantity(distance), anchor=self._name(self._anchor(anchor))
                )
            case Orthogonal(first=first, second=second, anchor=anchor):
                anchored = self._name(self._anchor(anchor))
                return self._say("orthogonal", first=self._leg(first), second=self._leg(second), anchor=anchored)
            case Toward(bearing=bearing, anchor=anchor):
                return self._headed("toward", bearing, anchor=self._name(self._anchor(anchor)))
            case Near(anchor=TripointRef() as tripoint):
                return self._say("around_tripoint", tripoint=self._tripoint(tripoint))
            case Near(anchor=anchor, within=Quantity() as within):
                return self._say("within", distance=self._quantity(within), anchor=self._name(self._anchor(anchor)))
            case Near(anchor=anchor, relation=relation):
                return self._say(relation.replace(" ", "_"), anchor=self._name(self._anchor(anchor)))
            case Between(first=first_, second=second_, how=how):
                return self._say(how, first=self._name(self._anchor(first_)), second=self._name(self._anchor(second_)))
            case Distance():
                return self._distance(clause)
            case InArea(area=area):
                kind = lexicon(self.lang)["areas"][area.kind][0]
                said = self._say("area", name=self._name(area.area), kind=kind)
                return self._say("in_area", area=self._in_country(said, area.country))
            case Inside(country=country, waters=waters):
                return self._within("inside", country, waters)
            case Outside(country=country, waters=waters):
                return self._within("outside", country, waters)
            case Depth(country=country, waters=waters, distance=distance):
                return self._within("depth", country, waters, distance=self._quantity(distance))
            case AnyOf(options=options):
                ways = (self.wording["and"].join(map(self.clause, option)) for option in options)
                return str(self.wording["or"]).join(ways)

    def _distance(self, clause: Distance) -> str:
        target = clause.target
        if isinstance(target, BorderRef | LandRef):
            sea = {"sea": "_sea", "inland": "_inland"}.get(getattr(target, "side", None) or "", "")
            if clause.distance.inferred:
                relation = clause.relation or "near"
                return self._say(f"{relation}_line{sea}", line=self._line(target, relation))
            line, distance = self._line(target), self._quantity(clause.distance)
            if clause.bearing is None:
                said = self._say(f"from_line{sea}", distance=distance, line=line)
            else:
                said = self._headed("headed_line", clause.bearing, distance=distance, line=line)
            return f"{said} {self._of_nation('side', clause.side)}" if clause.side else said
        anchor = self._tripoint(target) if isinstance(target, TripointRef) else self._anchor(target)
        name = self._name(anchor)
        if clause.distance.inferred:
            return self._say("near", anchor=name)
        if clause.bearing is None:
            return self._say("from", distance=self._quantity(clause.distance), anchor=name)
        return self._headed("offset", clause.bearing, distance=self._quantity(clause.distance), anchor=name)

    def _line(self, line: BorderRef | LandRef, relation: str = "") -> str:
        """A border, a coast, or land; "on" it may take another case of it than "from" it."""
        if isinstance(line, LandRef):
            return self._of_nation(line.what, line.country) if line.country else self._say(line.what)
        kind = "sea_border" if line.kind == "maritime" else "border"
        if f"{kind}_{relation}" in self.wording:
            kind = f"{kind}_{relation}"
        if line.country is None:
            return self._say(kind)
        if line.neighbour is not None:
            return self._say(f"{kind}_pair", country=self._nation(line.country), other=self._nation(line.neighbour))
        return self._of_nation(kind, line.country)

    def _within(self, how: str, country: str, waters: bool, **fields: object) -> str:
        if waters:
            return self._say(f"{how}_waters", country=self._nation(country), **fields)
        return self._of_nation(how, country, **fields)

    def _of_nation(self, key: str, code: str, **fields: object) -> str:
        """Say it with the adjective of a country; where that is shared, or the language takes none, with its name."""
        nation = self._nation(code)
        if f"{key}_adjective" in self.wording:
            try:
                return self._say(f"{key}_adjective", country=nation, **fields)
            except _SharedError:
                pass
        return self._say(f"{key}_of", country=nation, **fields)

    def _headed(self, key: str, bearing: Bearing, **fields: object) -> str:
        index = round(bearing.deg / 11.25) % 32
        usual = compass.bearing(compass.letters(index))
        width = f" {{±{_plain(bearing.half_width_deg)}°}}"
        if bearing.half_width_deg == compass.DEGREES_HALF_WIDTH or bearing.deg != usual.deg:
            degrees = _plain(bearing.deg).replace(".", self.wording["decimal"])
            said = self._say(f"{key}_degrees", degrees=degrees, **fields)
            return said if bearing.half_width_deg == compass.DEGREES_HALF_WIDTH else said.replace("°", f"°{width}", 1)
        point = self._point(index)
        if bearing.half_width_deg != usual.half_width_deg:
            point = self._name(f"{point.text}{width}")
        return self._say(key, point=point, **fields)

    def _point(self, index: int) -> _Name:
        letters = compass.letters(index)
        table = lexicon(self.lang).get("compass")
        if table is not None:
            return self._name(table[letters][0])
        return self._name(letters if self.lang == "en" else compass.name(index, self.lang))

    def _leg(self, leg: Leg) -> str:
        return self._headed("leg", leg.bearing, distance=self._quantity(leg.distance))

    def _quantity(self, quantity: Quantity) -> str:
        numbers = "-".join(number for number in (quantity.number, quantity.number_high) if number is not None)
        unit = self.wording.get("units", {}).get(quantity.unit, quantity.unit)
        hedge = self.wording["hedges"][quantity.hedge] if quantity.hedge else ""
        said = f"{hedge}{numbers.replace('.', self.wording['decimal'])} {unit}"
        if quantity.override_m is not None:
            low, high = quantity.override_m
            said += f" {{{low:f}..{high:f} m}}"
        return said

    def _anchor(self, anchor: Anchor) -> str:
        if isinstance(anchor, PlaceRef):
            return self._in_country(anchor.name, anchor.country)
        if isinstance(anchor, TripointRef):
            return self._tripoint(anchor)
        return anchor.event if isinstance(anchor, EventRef) else _coordinates(anchor)

    def _in_country(self, name: str, country: str | None) -> str:
        return self._say("place", name=name, country=self._nation(country)) if country else name

    def _tripoint(self, tripoint: TripointRef) -> str:
        a, b, c = (self._nation(code) for code in tripoint.countries)
        return self._say("tripoint", a=a, b=b, c=c)

    def _name(self, text: str) -> _Name:
        return _Name(text, self.wording)

    def _nation(self, code: str) -> _Nation:
        return _Nation(code, self.lang, self.wording)

    def _say(self, key: str, **fields: object) -> str:
        return str(self.wording[key]).format(**fields)


def _coordinates(where: Coordinates) -> str:
    """As written; a bare pair that a phrase could take for something else gets its hemispheres."""
    found = find_coordinates(where.text)
    if found is not None and found[1] == len(where.text):
        return where.text
    lat = f"{abs(where.lat):.{_decimals(where.half_lat_deg)}f} {'S' if where.lat < 0 else 'N'}"
    return f"{lat} {abs(where.lon):.{_decimals(where.half_lon_deg)}f} {'W' if where.lon < 0 else 'E'}"


def _decimals(half: float) -> int:
    return next(decimals for decimals in range(16) if half >= 0.49 * 10.0**-decimals)


def _plain(value: float) -> str:
    return f"{value:.9f}".rstrip("0").rstrip(".")
