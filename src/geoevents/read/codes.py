"""Which country a feature of a boundary file is of, or which two: columns named, or found where there is no doubt."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from geoevents.errors import UnknownCountryError
from geoevents.gazetteer.countries import code_of
from geoevents.read.boundaries import Boundaries, Feature, Problems, refused
from geoevents.read.suggest import did_you_mean

COUNTRY = (
    "iso_a2", "iso_a2_eh", "iso2", "iso_2", "iso_cc", "iso3166-1:alpha2", "iso3166-1-alpha-2", "cntr_id",
    "country_code", "cc", "iso_a3", "iso_a3_eh", "adm0_a3", "iso3", "iso_3", "iso3cd", "shapegroup", "shapeiso",
    "gid_0", "gu_a3", "iso3166-1:alpha3", "iso3166-1-alpha-3", "iso", "code", "country", "country_name", "name_en",
    "admin", "shapename", "name",
)  # fmt: skip
"""Usual names of the column with the country of a polygon, those of codes first."""
PAIRS = (
    ("cc1", "cc2"), ("iso1", "iso2"), ("iso_1", "iso_2"), ("iso3_1", "iso3_2"), ("cc1_genc3", "cc2_genc3"),
    ("code1", "code2"), ("country1", "country2"), ("country_1", "country_2"), ("country_a", "country_b"),
    ("adm0_a3_l", "adm0_a3_r"), ("adm0_left", "adm0_right"), ("left", "right"), ("a", "b"),
)  # fmt: skip
"""Usual names of the two columns with the countries on either side of a line."""
PAIR_CODE = "border"
"""Column that our own exports keep a pair in, as in DZ-ML."""
NONE = "none"
_SHOWN = 5

Recode = Mapping[str, str | None]
"""Values that stand for another country, or (None) for features that are to be left out."""


def countries_of(found: Boundaries, field: str | None, recode: Recode) -> list[tuple[Feature, str]]:
    """Name the country of every polygon; those that are recoded to none are left out.

    Parameters
    ----------
    found
        Polygons.
    field
        The column; None looks for the usual names.
    recode
        Values to read as another one.

    Raises
    ------
    BoundaryError
        No column, several that disagree, or values that name no country.
    """
    columns = _columns(found)
    if field is not None:
        return _resolved(found, [_named(found, field, columns)], recode)
    usual = [name for wanted in COUNTRY for name in columns if name.lower() == wanted]
    return _guessed(found, [(name,) for name in usual], recode, "--country-field NAME", "the country of a polygon")


def pairs_of(found: Boundaries, fields: Sequence[str] | None, recode: Recode) -> list[tuple[Feature, str, str]]:
    """Name the two countries of every line; those of which one is recoded to none are left out.

    Raises
    ------
    BoundaryError
        As `countries_of`; and a line that has the same country on both sides.
    """
    columns = _columns(found)
    if fields is not None:
        resolved = _resolved(found, [_named(found, field, columns) for field in fields], recode)
    else:
        low = {name.lower(): name for name in columns}
        usual: list[tuple[str, ...]] = [(low[a], low[b]) for a, b in PAIRS if a in low and b in low]
        usual += [(low[PAIR_CODE],)] if PAIR_CODE in low else []
        resolved = _guessed(
            found,
            usual,
            recode,
            "--pair-fields A B, or --pair AA-BB if all is one border",
            "the two countries of a line",
        )
    problems = Problems(found.name)
    for feature, text in resolved:
        a, _, b = text.partition("-")
        if a == b:
            problems.add(f"feature {feature.number}: {a} on both sides. Leave lines within a country out.")
    problems.settle()
    return [(feature, *sorted(text.split("-"))) for feature, text in resolved]  # type: ignore[misc]


def listed(numbers: Sequence[int]) -> str:
    """Name features by their numbers, a few of them.

    Examples
    --------
    >>> listed([3]), listed(range(1, 12))
    ('feature 3', 'features 1, 2, 3, 4, 5 and 6 more')
    """
    few = ", ".join(str(number) for number in numbers[:_SHOWN])
    more = f" and {len(numbers) - _SHOWN:,} more" if len(numbers) > _SHOWN else ""
    return f"feature{'s' if len(numbers) > 1 else ''} {few}{more}"


def _columns(found: Boundaries) -> list[str]:
    names: dict[str, None] = {}
    for feature in found.features:
        names.update(dict.fromkeys(name for name in feature.properties if isinstance(name, str)))
    return list(names)


def _named(found: Boundaries, field: str, columns: list[str]) -> str:
    if field in columns:
        return field
    raise refused(found.name, f"it has no column {field!r}", f"{did_you_mean(field, columns).capitalize()}.")


def _guessed(
    found: Boundaries, usual: Sequence[tuple[str, ...]], recode: Recode, option: str, what: str
) -> list[tuple[Feature, str]]:
    """Take the first of the usual columns that names a country everywhere, if no other one says otherwise."""
    if not usual:
        there = ", ".join(_columns(found)[:40]) or "none"
        raise refused(found.name, f"no column of a usual name holds {what}; there are: {there}", f"Name it: {option}.")
    read: list[tuple[tuple[str, ...], list[str | None]]] = []
    for fields in usual:
        codes = [_read(feature, fields, recode) for feature in found.features]
        known = [code for code in codes if not isinstance(code, UnknownCountryError)]
        if len(known) == len(codes):
            read.append((fields, known))
    if not read:
        return _resolved(found, _best(found, usual, recode), recode, f" Or name another column: {option}.")
    (first, values), *others = read
    for fields, other in others:
        for feature, one, two in zip(found.features, values, other, strict=True):
            if one != two:
                raise refused(
                    found.name,
                    f"feature {feature.number} is of {one or NONE} by {' and '.join(first)}, of {two or NONE} by "
                    f"{' and '.join(fields)}",
                    f"Say which is meant: {option}.",
                )
    return [(feature, value) for feature, value in zip(found.features, values, strict=True) if value]


def _best(found: Boundaries, usual: Sequence[tuple[str, ...]], recode: Recode) -> tuple[str, ...]:
    def wrong(fields: tuple[str, ...]) -> int:
        return sum(isinstance(_read(feature, fields, recode), UnknownCountryError) for feature in found.features)

    return min(usual, key=wrong)  # of several the first


def _resolved(found: Boundaries, fields: Sequence[str], recode: Recode, cure: str = "") -> list[tuple[Feature, str]]:
    resolved = []
    wrong: dict[str, list[int]] = {}
    for feature in found.features:
        value = _read(feature, fields, recode)
        if isinstance(value, UnknownCountryError):
            wrong.setdefault(str(value), []).append(feature.number)
        elif value:
            resolved.append((feature, value))
    problems = Problems(found.name)
    for what, numbers in wrong.items():
        problems.add(f"{listed(numbers)}: {' and '.join(fields)}: {what}")
    if problems.count:
        raise problems.error(f"Recode them: --recode VALUE=CODE, or VALUE=none, which leaves features out.{cure}")
    return resolved


def _read(feature: Feature, fields: Iterable[str], recode: Recode) -> str | UnknownCountryError | None:
    """Read the codes of a feature, joined with a hyphen; None where it is to be left out."""
    words = [_word(feature.properties.get(field)) for field in fields]
    if len(words) == 1 and "-" in words[0] and feature.outline.kind == "line":
        words = words[0].split("-", 1)
    codes = []
    for word in words:
        code = _code(word, tuple(recode.items()))
        if isinstance(code, UnknownCountryError) or code is None:
            return code
        codes.append(code)
    if feature.outline.kind == "line" and len(codes) != 2:
        return UnknownCountryError(f"{words[0]!r} is no pair.", cure="Write it as DZ-ML.")
    return "-".join(codes)


@functools.lru_cache(maxsize=4096)
def _code(word: str, recode: tuple[tuple[str, str | None], ...]) -> str | UnknownCountryError | None:
    for value, code in recode:
        if value == word:
            return code
    if not word:
        return UnknownCountryError("No country is written there.")
    try:
        return code_of(word)
    except UnknownCountryError as error:
        return error


def _word(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list | bytes) else str(value).strip()[:200]
