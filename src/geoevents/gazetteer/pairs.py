"""Which border somebody means: a pair, a country, or the nearest."""

from __future__ import annotations

import re
from collections.abc import Callable

from geoevents.errors import UnknownBorderError, UnknownCountryError
from geoevents.gazetteer.countries import code_of

NEAREST = "nearest"
_BETWEEN = re.compile(r"[-–—/]")


def border_named(to: str) -> str:
    """Give the codes of the border that is meant.

    Parameters
    ----------
    to
        "nearest", a country by code or name, or two of them with a hyphen, a dash or a slash in between.

    Returns
    -------
    str
        "nearest", "DZ", or "DZ-ML" in the order in which they were given. Two letters that are no
        country's code stay as they are: what else there is, each border dataset says itself.

    Raises
    ------
    UnknownCountryError
        A name that no country has.
    UnknownBorderError
        Something that is no text, or empty.

    Examples
    --------
    >>> border_named("Algeria–Mali"), border_named("Guinea-Bissau"), border_named("mli / DZ"), border_named("nearest")
    ('DZ-ML', 'GW', 'ML-DZ', 'nearest')
    """
    if not isinstance(to, str) or not to.strip():
        raise UnknownBorderError(
            f"{to!r} names no border.", cure='Write "nearest", a country ("ML") or a pair ("DZ-ML").'
        )
    if to.strip().casefold() == NEAREST:
        return NEAREST
    try:
        return _code(to)
    except UnknownCountryError:
        if not _BETWEEN.search(to):
            raise
    return "-".join(pair_named(to, _code))


def pair_named(pair: str, code: Callable[[str], str] = code_of) -> tuple[str, str]:
    """Give the codes of two countries that are written with a hyphen, a dash or a slash in between.

    Names have hyphens too, so every one is tried.

    Raises
    ------
    UnknownBorderError
        There is nothing in between.
    UnknownCountryError
        A name that no country has.

    Examples
    --------
    >>> pair_named("Guinea-Bissau-Senegal")
    ('GW', 'SN')
    """
    failed: UnknownCountryError | None = None
    for cut in _BETWEEN.finditer(pair):
        try:
            return code(pair[: cut.start()]), code(pair[cut.end() :])
        except UnknownCountryError as error:
            failed = failed or error
    raise failed or UnknownBorderError(f"{pair!r} is not a pair.", cure="Write it as DZ-ML.")


def _code(word: str) -> str:
    try:
        return code_of(word)
    except UnknownCountryError:
        if re.fullmatch(r"\s*[A-Za-z]{2}\s*", word):
            return word.strip().upper()
        raise
