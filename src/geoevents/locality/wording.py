"""Clauses back to words that people read, and that the grammar reads as the same clause."""

from __future__ import annotations

from geoevents import compass
from geoevents.compass import Bearing
from geoevents.coordinates import Coordinates, find_coordinates
from geoevents.errors import PhraseError
from geoevents.gazetteer.countries import adjective_of, name_of, words
from geoevents.model import (
    Anchor,
    At,
    BorderRef,
    Clause,
    Depth,
    Distance,
    EventRef,
    Inside,
    LandRef,
    Near,
    Offset,
    Outside,
    PlaceRef,
)
from geoevents.quantity import Quantity

_HEDGES = {
    "en": {"about": "about ", "less than": "less than ", "at least": "at least "},
    "fr": {"about": "environ ", "less than": "moins de ", "at least": "au moins "},
}


def render(clause: Clause, lang: str = "en") -> str:
    """A clause in plain words.

    Parameters
    ----------
    clause
        Any clause.
    lang
        "en" or "fr".

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
    if lang not in _HEDGES:
        raise PhraseError(f"Phrases are not written in language {lang!r}.", cure=f"There are: {', '.join(_HEDGES)}.")
    return _english(clause) if lang == "en" else _french(clause)


def _english(clause: Clause) -> str:
    if isinstance(clause, At):
        return f"at {_coordinates(clause.where)}"
    if isinstance(clause, Offset):
        return f"{_quantity(clause.distance, 'en')} {_heading(clause.bearing, 'en')} {_anchor(clause.anchor, 'en')}"
    if isinstance(clause, Near):
        if clause.within is not None:
            return f"within {_quantity(clause.within, 'en')} of {_anchor(clause.anchor, 'en')}"
        return f"near {_anchor(clause.anchor, 'en')}"
    if isinstance(clause, Distance):
        target = clause.target
        if isinstance(target, LandRef):
            return _from_land(clause, target, "en")
        to = _border(target, "en") if isinstance(target, BorderRef) else _anchor(target, "en")
        if clause.distance.inferred:
            return f"near {to}"
        way = f"{_heading(clause.bearing, 'en')} " if clause.bearing else "from "
        side = f" {_side(clause.side, 'en')}" if clause.side else ""
        return f"{_quantity(clause.distance, 'en')} {way}{to}{side}"
    if isinstance(clause, Depth):
        return f"{_quantity(clause.distance, 'en')} inside {_within(clause)}"
    return f"{'inside' if isinstance(clause, Inside) else 'outside'} {_within(clause)}"


def _french(clause: Clause) -> str:
    if isinstance(clause, At):
        return _coordinates(clause.where)
    if isinstance(clause, Offset):
        return (
            f"à {_quantity(clause.distance, 'fr')} {_heading(clause.bearing, 'fr')} {_of(_anchor(clause.anchor, 'fr'))}"
        )
    if isinstance(clause, Near):
        if clause.within is not None:
            return f"dans un rayon de {_quantity(clause.within, 'fr')} autour {_of(_anchor(clause.anchor, 'fr'))}"
        return f"près {_of(_anchor(clause.anchor, 'fr'))}"
    if isinstance(clause, Distance):
        target = clause.target
        if isinstance(target, LandRef):
            return _from_land(clause, target, "fr")
        to = f"de {_border(target, 'fr')}" if isinstance(target, BorderRef) else _of(_anchor(target, "fr"))
        if clause.distance.inferred:
            return f"près {to}"
        way = f"{_heading(clause.bearing, 'fr')} " if clause.bearing else ""
        side = f" {_side(clause.side, 'fr')}" if clause.side else ""
        return f"à {_quantity(clause.distance, 'fr')} {way}{to}{side}"
    if isinstance(clause, Depth):
        inside = "des" if clause.waters else "du"
        return f"à {_quantity(clause.distance, 'fr')} à l'intérieur {inside} {_land(clause.country, clause.waters)}"
    if clause.waters:
        return f"{'dans les' if isinstance(clause, Inside) else 'hors des'} {_land(clause.country, waters=True)}"
    return f"{'dans le' if isinstance(clause, Inside) else 'hors du'} {_land(clause.country)}"


def _from_land(clause: Distance, target: LandRef, lang: str) -> str:
    """A distance from land or coast; which side of the coast is said by "off" and "inland"."""
    how = "near" if clause.distance.inferred else _quantity(clause.distance, lang)
    if lang == "en":
        line = f"the coast of {name_of(target.country)}" if target.country else "the coast"
        land = f"the land of {name_of(target.country)}" if target.country else "land"
        way = {"sea": "off ", "inland": "inland from "}.get(target.side or "", "" if how == "near" else "from ")
        if how == "near":
            return f"{way or 'near '}{land if target.what == 'land' else line}"
        return f"{how} {way}{land if target.what == 'land' else line}"
    line = f"la côte {_of(name_of(target.country, 'fr'))}" if target.country else "la côte"
    land = f"la terre {_of(name_of(target.country, 'fr'))}" if target.country else "la terre"
    way = {"sea": "au large de ", "inland": "à l'intérieur des terres depuis "}.get(target.side or "", "")
    to = land if target.what == "land" else line
    if how == "near":
        return f"{way or 'près de '}{to}"
    return f"à {how} {way or 'de '}{to}"


def _within(clause: Inside | Outside | Depth) -> str:
    name = name_of(clause.country)
    return f"the territorial waters of {name}" if clause.waters else name


def _quantity(quantity: Quantity, lang: str) -> str:
    numbers = "-".join(number for number in (quantity.number, quantity.number_high) if number is not None)
    if lang == "fr":
        numbers = numbers.replace(".", ",")
    words = f"{_HEDGES[lang].get(quantity.hedge or '', '')}{numbers} {quantity.unit}"
    if quantity.override_m is not None:
        low, high = quantity.override_m
        words += f" {{{low:f}..{high:f} m}}"
    return words


def _heading(bearing: Bearing, lang: str) -> str:
    """A point with its preposition up to the place: "SE of", "au sud-est", "at a bearing of 135° from"."""
    if bearing.half_width_deg == compass.DEGREES_HALF_WIDTH:
        degrees = f"{bearing.deg:.9f}".rstrip("0").rstrip(".")
        if lang == "en":
            return f"at a bearing of {degrees}° from"
        return f"à l'azimut {degrees.replace('.', ',')}°"
    index = round(bearing.deg / 11.25) % 32
    if lang == "en":
        return f"{compass.letters(index)} of"
    point = compass.name(index, "fr")
    return f"à l'{point}" if point[0] in "eo" else f"au {point}"


def _anchor(anchor: Anchor, lang: str) -> str:
    if isinstance(anchor, PlaceRef):
        return f"{anchor.name}, {name_of(anchor.country, lang)}" if anchor.country else anchor.name
    return anchor.event if isinstance(anchor, EventRef) else _coordinates(anchor)


def _coordinates(where: Coordinates) -> str:
    """As written; a bare pair that a phrase could take for something else gets its hemispheres."""
    found = find_coordinates(where.text)
    if found is not None and found[1] == len(where.text):
        return where.text
    lat = f"{abs(where.lat):.{_decimals(where.half_lat_deg)}f} {'S' if where.lat < 0 else 'N'}"
    return f"{lat} {abs(where.lon):.{_decimals(where.half_lon_deg)}f} {'W' if where.lon < 0 else 'E'}"


def _decimals(half: float) -> int:
    return next(decimals for decimals in range(16) if half >= 0.49 * 10.0**-decimals)


def _of(words: str) -> str:
    return f"d'{words}" if words[0].casefold() in "aeiouyéèêàâîôûë" else f"de {words}"


def _border(border: BorderRef, lang: str) -> str:
    sea = border.kind == "maritime"
    line = ("maritime border" if sea else "border") if lang == "en" else f"frontière{' maritime' * sea}"
    if border.country is None:
        return f"the {line}" if lang == "en" else f"la {line}"
    if border.neighbour is not None:
        pair = f"{name_of(border.country, lang)}–{name_of(border.neighbour, lang)}"
        return f"the {pair} {line}" if lang == "en" else f"la {line} {pair}"
    adjective = adjective_of(border.country, lang, feminine=True) if lang == "fr" else adjective_of(border.country)
    if not _says(adjective, border.country, lang):
        name = name_of(border.country, lang)
        return f"the {line} of {name}" if lang == "en" else f"la {line} {_of(name)}"
    return f"the {adjective} {line}" if lang == "en" else f"la {line} {adjective}"


def _land(code: str, waters: bool = False) -> str:
    if waters:
        return f"eaux territoriales {_of(name_of(code, 'fr'))}"
    adjective = adjective_of(code, "fr")
    return f"territoire {adjective}" if _says(adjective, code, "fr") else f"territoire {_of(name_of(code, 'fr'))}"


def _side(code: str, lang: str) -> str:
    adjective = adjective_of(code, lang)
    if _says(adjective, code, lang):
        return f"on the {adjective} side" if lang == "en" else f"côté {adjective}"
    return f"on the side of {name_of(code)}" if lang == "en" else f"du côté {_of(name_of(code, 'fr'))}"


def _says(adjective: str, code: str, lang: str) -> bool:
    """Whether an adjective stands for this country alone."""
    word = words(lang).get(adjective)
    return word is not None and word.kind == "demonym" and word.codes == (code,)
