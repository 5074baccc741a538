"""Clauses to words and back."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoevents import compass
from geoevents.compass import DEGREES_HALF_WIDTH, Bearing
from geoevents.coordinates import format_decimal, format_dms, parse_coordinates
from geoevents.errors import PhraseError
from geoevents.gazetteer.countries import countries
from geoevents.locality import parse, render
from geoevents.locality.parts import FROM_LINE_M
from geoevents.locality.vocabulary import LANGUAGES
from geoevents.model import (
    AnyOf,
    AreaRef,
    At,
    Between,
    BorderRef,
    Clause,
    Depth,
    Distance,
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
from geoevents.quantity import HEDGES, UNITS, Quantity

CODES = [country.code for country in countries()]

_codes = st.sampled_from(CODES)
_places = st.builds(
    PlaceRef,
    st.sampled_from(
        [
            "Tinzaouatine",
            "Tin Zaouatine",
            "In Guezzam",
            "N'Djamena",
            "Bordj Badji Mokhtar",
            "Châlons-en-Champagne",
            "Aguelhok",
            "Port Sudan",
            "تين زواتين",
        ]
    ),
    st.none() | _codes,
)
_numbers = st.from_regex(r"[1-9][0-9]{0,3}(\.[0-9]{1,2})?", fullmatch=True)
_quantities = st.builds(
    lambda number, further, unit, hedge, override: Quantity(
        "", number, unit, str(float(number) + float(further)) if further else None, hedge, override
    ),
    _numbers,
    st.none() | _numbers,
    st.sampled_from(list(UNITS)),
    st.none() | st.sampled_from(HEDGES),
    st.none() | st.sampled_from([(1500.0, 2500.0), (0.0, 0.5)]),
)
_bearings = st.one_of(
    st.sampled_from([compass.bearing(compass.letters(index)) for index in range(32)]),
    st.floats(min_value=0, max_value=359.9).map(lambda deg: Bearing(round(deg, 3), DEGREES_HALF_WIDTH, "")),
)
_lon, _lat = st.floats(min_value=-180, max_value=180), st.floats(min_value=-90, max_value=90)
_coordinates = st.one_of(
    st.builds(lambda lon, lat, n: parse_coordinates(format_decimal(lon, lat, n)), _lon, _lat, st.integers(0, 6)),
    st.builds(lambda lon, lat, n: parse_coordinates(format_dms(lon, lat, n)), _lon, _lat, st.integers(0, 3)),
    st.builds(lambda lon, lat: parse_coordinates(f"{lat:.1f}, {lon:.1f}"), _lon, _lat),
)
_kinds = st.sampled_from(["land", "maritime"])
_borders = st.one_of(
    st.builds(BorderRef, st.none(), kind=_kinds),
    st.builds(BorderRef, _codes, kind=_kinds),
    st.tuples(_codes, _codes, _kinds).filter(lambda pair: pair[0] != pair[1]).map(lambda pair: BorderRef(*pair)),
)
_lands = st.one_of(
    st.builds(LandRef, st.none() | _codes),
    st.builds(LandRef, st.none() | _codes, st.just("coast"), st.sampled_from([None, "sea", "inland"])),
)
_trios = st.sampled_from([("DZ", "ML", "NE"), ("BF", "ML", "NE"), ("IQ", "IR", "TR"), ("CZ", "DE", "PL")])
_legs = st.tuples(_quantities, _quantities, st.integers(0, 31), st.sampled_from([8, 24])).map(
    lambda made: (
        Leg(made[0], compass.bearing(compass.letters(made[2]))),
        Leg(made[1], compass.bearing(compass.letters((made[2] + made[3]) % 32))),
    )
)
_areas = st.sampled_from(
    [AreaRef("Kidal", "region"), AreaRef("Kidal", "region", "ML"), AreaRef("Idlib", "governorate"),
     AreaRef("Gao", "region"), AreaRef("Tamanrasset", "province", "DZ")]
)  # fmt: skip
_by_the_line = st.builds(
    lambda target, relation: Distance(
        text="",
        distance=Quantity("", f"{FROM_LINE_M[relation] / 1000:g}", "km", hedge="less than",
                          override_m=(0.0, FROM_LINE_M[relation]), inferred=True),
        target=target,
        relation=relation,
    ),
    _borders,
    st.sampled_from(["near", "along", "on"]),
)  # fmt: skip
_pairs = st.tuples(_places, _places).filter(lambda pair: pair[0] != pair[1])
_widened = st.tuples(_bearings, st.sampled_from([3.0, 12.5])).map(lambda made: replace(made[0], half_width_deg=made[1]))
_clauses = st.one_of(
    st.builds(lambda legs, anchor: Orthogonal(text="", first=legs[0], second=legs[1], anchor=anchor), _legs, _places),
    st.builds(Toward, text=st.just(""), bearing=_bearings, anchor=_places | _coordinates),
    st.builds(Near, text=st.just(""), anchor=_places, relation=st.sampled_from(["in", "outskirts", "just outside"])),
    st.builds(lambda trio: Near(text="", anchor=TripointRef(trio), relation="around"), _trios),
    st.builds(lambda far, trio: Distance(text="", distance=far, target=TripointRef(trio)), _quantities, _trios),
    st.builds(
        lambda pair, how: Between(text="", first=pair[0], second=pair[1], how=how),
        _pairs,
        st.sampled_from(["between", "halfway", "road"]),
    ),
    st.builds(InArea, text=st.just(""), area=_areas),
    _by_the_line,
    st.builds(Offset, text=st.just(""), distance=_quantities, bearing=_widened, anchor=_places),
    st.builds(At, text=st.just(""), where=_coordinates),
    st.builds(Offset, text=st.just(""), distance=_quantities, bearing=_bearings, anchor=_places | _coordinates),
    st.builds(Near, text=st.just(""), anchor=_places | _coordinates, within=st.none() | _quantities),
    st.builds(Distance, text=st.just(""), distance=_quantities, target=_places | _coordinates),
    st.builds(
        Distance,
        text=st.just(""),
        distance=_quantities,
        target=_borders,
        side=st.none() | _codes,
        bearing=st.none() | _bearings,
    ),
    st.builds(Distance, text=st.just(""), distance=_quantities, target=_lands),
    st.builds(Inside, text=st.just(""), country=_codes, waters=st.booleans()),
    st.builds(Outside, text=st.just(""), country=_codes, waters=st.booleans()),
    st.builds(Depth, text=st.just(""), distance=_quantities, country=_codes),
)


def meaning(clause: Clause) -> Clause:
    """The clause without its words: text, span, what was inferred, the text of its numbers and headings."""
    found = bare(clause)
    assert isinstance(found, type(clause))
    return found


def bare(value: object) -> Any:
    """Anything without the words it was read from, at any depth."""
    if isinstance(value, tuple):
        return tuple(map(bare, value))
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changes = {field.name: bare(getattr(value, field.name)) for field in fields(value)}
    words = {"text": "", "notation": "", "span": (0, 0)}
    if "span" in changes:  # a clause, and not a number that stands for a word
        words["inferred"] = ()
    changes |= {name: nothing for name, nothing in words.items() if name in changes}
    return replace(value, **changes)


@pytest.mark.parametrize("lang", LANGUAGES)
@settings(max_examples=250, deadline=None)
@given(clause=_clauses)
def test_what_is_rendered_is_read_as_the_same_clause(lang: str, clause: Clause) -> None:
    words = render(clause, lang)
    phrase = parse(words, lang)
    assert phrase.unparsed == (), words
    assert [meaning(found) for found in phrase.clauses] == [meaning(clause)], words


@pytest.mark.parametrize("lang", LANGUAGES)
@settings(max_examples=60, deadline=None)
@given(ways=st.lists(_clauses, min_size=2, max_size=3))
def test_alternatives_are_read_as_the_same(lang: str, ways: list[Clause]) -> None:
    clause = AnyOf(text="", options=tuple((way,) for way in ways))
    words = render(clause, lang)
    phrase = parse(words, lang)
    assert [meaning(found) for found in phrase.clauses] == [meaning(clause)], words


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", CODES)
def test_every_country_can_be_said(lang: str, code: str) -> None:
    (found,) = parse(render(Inside(text="", country=code), lang), lang).clauses
    assert found == replace(found, country=code)
    (found,) = parse(
        render(Distance(text="", distance=Quantity("", "2", "km"), target=BorderRef(code)), lang), lang
    ).clauses
    assert isinstance(found, Distance)
    assert found.target == BorderRef(code)


@pytest.mark.parametrize(
    ("text", "english", "french"),
    [
        ("3.5 km southeast of Tinzaouatine", "3.5 km SE of Tinzaouatine", "à 3,5 km au sud-est de Tinzaouatine"),
        ("2 km from the Algerian border", "2 km from the Algerian border", "à 2 km de la frontière algérienne"),
        (
            "about 2 km inside Algeria",
            "about 2 km inside Algeria",
            "à environ 2 km à l'intérieur du territoire algérien",
        ),
        ("near Aguelhok", "near Aguelhok", "près d'Aguelhok"),
        ("near the border", "near the border", "près de la frontière"),
        ("12 km west of Kidal, Mali", "12 km W of Kidal, Mali", "à 12 km à l'ouest de Kidal, Mali"),
        (
            "2 km from the Algeria-Mali border",
            "2 km from the Algeria–Mali border",
            "à 2 km de la frontière Algérie–Mali",
        ),
        ("at 19.868 N 2.894 E", "at 19.868 N 2.894 E", "19.868 N 2.894 E"),
        ("never entered Algerian airspace", "outside Algeria", "hors du territoire algérien"),
    ],
)
def test_words(text: str, english: str, french: str) -> None:
    (clause,) = parse(text).clauses
    assert (render(clause), render(clause, "fr")) == (english, french)


def test_unknown_language() -> None:
    with pytest.raises(PhraseError, match=r"en, fr, es"):
        render(Inside(text="", country="ML"), "tlh")


def test_a_country_that_is_spelled_like_its_people() -> None:
    (clause,) = parse("à 1 km de Gao, Laos", "fr").clauses
    assert isinstance(clause, Distance)
    assert isinstance(clause.target, PlaceRef)
    assert clause.target.country == "LA"
