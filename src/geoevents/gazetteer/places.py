"""Places by name: every candidate, ranked, and none of them picked.

Names are looked up in the places of the caller, then in the curated table (places/curated.csv), in GeoNames, and in
what the user has imported (`stored`). Score says how a name matched: as written 1, but for accents, case and
punctuation 0.97, in another script 0.95, without a Russian or Ukrainian case ending 0.93, by its sound or with a slip
at most 0.9.
"""

from __future__ import annotations

import heapq
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from geoevents.errors import UnknownPlaceError
from geoevents.gazetteer.countries import code_of, name_of
from geoevents.gazetteer.dumps import SETTLED
from geoevents.gazetteer.names import is_abjad, key, letters, similarity, skeleton
from geoevents.gazetteer.source import Entry, PlaceSource
from geoevents.gazetteer.spelling import INFLECTED as INFLECTED_COST
from geoevents.gazetteer.spelling import agreement, likeness, nominatives, rewritings, spelt
from geoevents.gazetteer.tables import tables_of
from geoevents.model.place import Place
from geoevents.model.shown import Listed

EXACT, FOLDED, OTHER_SCRIPT, INFLECTED, SOUND, SLIP = 1.0, 0.97, 0.95, 0.93, 0.9, 0.85
CARRIES = 0.9  # Likeness from which two spellings are one name (see `spelling`).
SURE, LOOKS = 0.95, 0.6  # Likeness and similarity to be a candidate within a script.
_SAME = 0.99  # Likeness of what differs in doubled letters and the like.
_MANY, _MANY_IN_ABJAD = 4, 5  # Consonants that it takes to be a candidate by sound; one less within a country.
RESEMBLES = 0.75  # Similarity from which a name is worth showing to somebody who searches.
_NEARLY = 0.88
_MOST = 50  # Resembling spellings of one table whose places are worth reading from the disk.
_ONLINE = 1_000  # After all tables.
_CONSONANTS = "bcdfgjklmnrst"
_LARGER = 10  # So many times as many inhabitants make up for an ending: Киева is Kyiv, and not the hamlet Kiyeva alone.


@dataclass(frozen=True, slots=True)
class _Hit:
    place: Place
    rank: int  # of the source: the caller's own places first
    number: int
    # Within the source: a table made by hand keeps its order, a gazetteer has settlements first, and larger ones.
    order: tuple[int, int]
    same: str  # what it is the same as in other tables


def find(
    name: str,
    country: str | None = None,
    limit: int = 20,
    extra: Sequence[Place] = (),
    sources: Sequence[PlaceSource] | None = None,
    *,
    online: bool = False,
    user_agent: str | None = None,
) -> Listed[Place]:
    """Search places by a name that may be misspelt.

    Parameters
    ----------
    name : str
        In any script, with or without accents.
    country : str, optional
        Name or code; only places of this country.
    limit : int
        At most so many places.
    extra : sequence of Place
        The user's or the case's own places. Several with one id are one place with several names.
    sources : sequence of PlaceSource, optional
        Other tables than the curated one, GeoNames and what was imported.
    online : bool
        Whether to ask Nominatim as well (`online.search`): the name leaves this machine then.
    user_agent : str, optional
        Who asks Nominatim; by default `GEOEVENTS_USER_AGENT`.

    Returns
    -------
    tuple of Place
        Best first, never empty: places that carry the name (own, then by score; curated before GeoNames, then by
        population), then those whose names sound the same; when none carries it, those whose names resemble it.
        `matched` is the spelling that matched. In a notebook it is a table, and `.to_frame()` gives one with points.

    Raises
    ------
    UnknownPlaceError
        When not even a resembling name is there.
    UnknownCountryError
        When `country` is none.
    OnlineError
        When Nominatim was to be asked and could not be.
    TypeError
        When the name is no text.

    Examples
    --------
    >>> import geoevents as ge
    >>> [(place.name, place.country, place.score) for place in ge.places("Тессалит", limit=1)]
    [('Tessalit', 'ML', 0.97)]
    >>> ge.places("Aguel'hoc", country="Mali")[0].name
    'Aguelhok'
    """
    if not isinstance(name, str):
        raise TypeError(f"places takes a name, not {type(name).__name__}: places('Kidal')")
    code = None if country is None else code_of(country)
    asked = key(name)
    tables = tables_of(extra, sources)
    carrying, like = _carrying(name, asked, tables, code), list(_sounding(name, tables))
    if online:
        from geoevents.gazetteer.online import search

        elsewhere = [_answered(name, place, names) for place, names in search(name, code, user_agent=user_agent)]
        carrying += [hit for hit in elsewhere if hit.place.score >= CARRIES * SOUND]
        like += [hit for hit in elsewhere if hit.place.score < CARRIES * SOUND]
    found = {hit.same: hit for hit in _ranked(carrying, code)}
    # A name that is one only nearly may as well be a slip for another one.
    if all(hit.place.score < _NEARLY for hit in found.values()):
        like += _resembling(asked, tables)
    for hit in _ranked(like, code):
        found.setdefault(hit.same, hit)
    if not found:
        raise _unknown(name, asked, tables)
    return Listed(hit.place for hit in list(found.values())[: max(limit, 0)])


def candidates(
    name: str,
    country: str | None = None,
    extra: Sequence[Place] = (),
    sources: Sequence[PlaceSource] | None = None,
) -> tuple[Place, ...]:
    """Give every place that carries a name; which one is meant is for the caller to say.

    A place carries the name when one of its names is the same but for case, accents, punctuation and script, or when
    the name is a Russian or Ukrainian case form of one. When no place has it so, a spelling that sounds the same
    counts; among the caller's and the curated places it always does.

    Parameters
    ----------
    name, country, extra, sources
        As in `find`.

    Returns
    -------
    tuple of Place
        All of them, ranked as in `find`; never empty.

    Raises
    ------
    UnknownPlaceError
        When no place (of this country) carries the name; `suggestions` holds up to five names that resemble it.
    UnknownCountryError
        When `country` is none.

    Examples
    --------
    >>> [(place.name, place.lat, place.lon) for place in candidates("Tin-Zaouatène", country="ML")]
    [('Tinzaouaten', 19.94861, 2.96778), ('Tin Zaouatine (Mali)', 19.96278, 2.88278)]
    >>> candidates("Tessalitr")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    geoevents.errors.UnknownPlaceError: No place named 'Tessalitr' is known. Did you mean Tessalit, ...?
    """
    code = None if country is None else code_of(country)
    asked = key(name)
    tables = tables_of(extra, sources)
    hits = _ranked(_carrying(name, asked, tables, code), code)
    if not hits:
        others = _ranked(_carrying(name, asked, tables), None) if code is not None else []
        if others and code is not None:
            names = dict.fromkeys(name_of(hit.place.country) for hit in others if hit.place.country)
            raise UnknownPlaceError(name, (), name_of(code), tuple(names))
        raise _unknown(name, asked, tables)
    return tuple(hit.place for hit in hits)


def _carrying(
    name: str, asked: str, tables: Iterable[tuple[int, PlaceSource]], country: str | None = None
) -> list[_Hit]:
    tables = list(tables)
    hits: list[_Hit] = []
    for rank, table in tables:
        mine: list[_Hit] = []
        for number in table.carrying(asked) if asked else ():
            entry = table.entry(number)
            matched, score = _spelling(name, asked, entry.names)
            if table.by_hand or _is_name(name, asked, matched, entry.names):
                mine.append(_hit(entry, matched, score, rank, number, table))
        mine += _declined(name, mine, rank, table)
        if table.by_hand:
            same = {hit.number for hit in mine}
            mine += [hit for hit in _sounding(name, [(rank, table)]) if hit.number not in same]
        hits += mine
    # Among a million spellings one is alike to nearly every name; in a table made by hand that is no accident.
    if not any(country in (None, hit.place.country) for hit in hits):
        heard = _sounding(name, [(rank, table) for rank, table in tables if not table.by_hand])
        hits += [hit for hit in heard if _surely(name, hit, country)]
    return _once(hits)


def _once(hits: Iterable[_Hit]) -> list[_Hit]:
    """Hits without those that are the same entry of GeoNames again, from a dump of it: the first table has it."""
    kept: dict[str, _Hit] = {}
    for hit in hits:
        kept.setdefault(hit.same, hit)
    return list(kept.values())


def _surely(name: str, hit: _Hit, country: str | None) -> bool:
    """Whether a place of a large table is a candidate by sound, or only worth showing to somebody who searches.

    Of random letters nine Arabic words in ten of three consonants sound like one of a million names, and hardly one in
    ten of five. Within a script names of one place look alike too.
    """
    matched = hit.place.matched
    ours, theirs = _script(name), _script(matched)
    if theirs not in (ours, "LATIN"):
        return False
    sound = hit.place.score / SOUND
    least = (_MANY_IN_ABJAD if is_abjad(name) else _MANY) - (country is not None)
    enough = len(skeleton(spelt(name))) >= least
    if ours != theirs:
        return enough
    return sound >= SURE and (enough or sound >= _SAME) and similarity(key(name), key(matched)) >= LOOKS


def _answered(name: str, place: Place, names: Sequence[str]) -> _Hit:
    """A place that a service has answered with, and how well its names agree with the one that was asked for."""
    matched, score = _spelling(name, key(name), names)
    if key(matched) != key(name):
        score, matched = max((agreement(name, other), other) for other in names)
        score = round(score * SOUND, 4) if score >= CARRIES else RESEMBLES * SLIP
    return _Hit(replace(place, matched=matched, score=score), _ONLINE, 0, (0, 0), place.id)


def _declined(name: str, exact: Sequence[_Hit], rank: int, table: PlaceSource) -> Iterator[_Hit]:
    """Places of whose names this may be a case form: all if none has it as it stands, else those far larger."""
    largest = max((hit.place.population for hit in exact), default=-1)
    seen = {hit.number for hit in exact}
    for form in nominatives(name):
        folded = key(form)
        for number in table.carrying(folded) if folded and table.has(skeleton(folded)) else ():
            if number in seen:
                continue
            seen.add(number)
            entry = table.entry(number)
            matched, _ = _spelling(form, folded, entry.names)
            larger = largest < 0 or entry.place.population >= _LARGER * max(largest, 500)
            if larger and _is_name(form, folded, matched, entry.names) and _script(matched) == _script(name):
                yield _hit(entry, matched, INFLECTED, rank, number, table)


def _is_name(name: str, asked: str, matched: str, names: Sequence[str]) -> bool:
    """False when a Latin spelling meets only the romanisation of a foreign one: "Köln", and कोलन, which is Colón."""
    if _script(name) != "LATIN" or _script(matched) == "LATIN":
        return True
    return any(_script(spelt) == "LATIN" and similarity(asked, key(spelt)) >= CARRIES for spelt in names)


def _hit(entry: Entry, matched: str, score: float, rank: int, number: int, table: PlaceSource) -> _Hit:
    place = entry.place
    order = (number, 0) if table.by_hand else (place.kind not in SETTLED, -place.population)
    same = f"geonames:{number}" if table.numbers_of_geonames else place.id
    return _Hit(replace(place, matched=matched, score=score), rank, number, order, same)


def _sounding(name: str, tables: Iterable[tuple[int, PlaceSource]]) -> Iterator[_Hit]:
    """Places with a name of three consonants at least that sounds so much like it that it is this name."""
    forms = _forms(name)
    for rank, table in tables:
        alike: dict[str, float] = {}
        for form, bones, cost in forms:
            for folded in table.alike(bones) if table.has(bones) else ():
                score = likeness(form, folded) - cost
                if score >= CARRIES and score > alike.get(folded, 0.0):
                    alike[folded] = score
        alike.pop(key(name), None)
        for hit in _carried(alike, SOUND, rank, table):
            if is_abjad(name) or not is_abjad(hit.place.matched) or _agrees(name, hit.place.matched):
                yield hit


def _forms(name: str) -> list[tuple[str, str, float]]:
    """How the name may be written otherwise, with the skeleton and the cost of each; the cheapest of each skeleton."""
    forms: dict[str, tuple[str, str, float]] = {}
    for plain, less in ((name, 0.0), *((form, INFLECTED_COST) for form in nominatives(name)[:8])):
        first = spelt(plain) if key(plain) else ""
        if not (first and first.isascii()):
            continue
        for form, cost in ((first, 0.0), *rewritings(first)):
            bones = skeleton(form)
            if len(bones) >= 3 and form not in forms:
                forms[form] = (form, bones, cost + less)
    return list(forms.values())


def _agrees(name: str, foreign: str) -> bool:
    """Whether a name in an abjad, whose key lacks vowels, is this one when its letters are read."""
    ours = key(name)
    return any(
        likeness(form, ours) - cost >= CARRIES
        for form, cost in ((spelt(foreign), 0.0), *rewritings(spelt(foreign)))
        if skeleton(form) == skeleton(ours)
    )


def _resembling(asked: str, tables: Sequence[tuple[int, PlaceSource]]) -> Iterator[_Hit]:
    """Places with a name of the same skeleton, or of one that is a slip away, that is like the one asked for."""
    bones = skeleton(asked)
    yield from _alike(asked, tables, SOUND, (bones,))
    yield from _alike(asked, tables, SLIP, _slips(bones))


def _alike(
    asked: str, tables: Iterable[tuple[int, PlaceSource]], weight: float, skeletons: Iterable[str]
) -> Iterator[_Hit]:
    if not (asked and asked.isascii()):
        return
    for rank, table in tables:
        alike: dict[str, float] = {}
        for bones in skeletons:
            for folded in table.alike(bones) if table.has(bones) else ():
                score = similarity(asked, folded, RESEMBLES)
                if score >= RESEMBLES and folded != asked:
                    alike[folded] = score
        yield from _carried(alike, weight, rank, table)


def _carried(alike: dict[str, float], weight: float, rank: int, table: PlaceSource) -> Iterator[_Hit]:
    """The places that carry the keys which are most alike, each once."""
    seen: set[int] = set()
    for folded, score in heapq.nlargest(_MOST, alike.items(), key=lambda item: item[1]):
        for number in table.carrying(folded):
            if number not in seen:
                seen.add(number)
                entry = table.entry(number)
                matched = next((name for name in entry.names if key(name) == folded), entry.place.name)
                yield _hit(entry, matched, round(score * weight, 4), rank, number, table)


def _slips(bones: str) -> list[str]:
    """Skeletons one slip away: a consonant left out, put in, exchanged for another, or two of them swapped."""
    if not 2 <= len(bones) <= 20:
        return []
    cuts = [(bones[:at], bones[at:]) for at in range(len(bones) + 1)]
    near = {a + b[1:] for a, b in cuts if b}
    near |= {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    near |= {a + c + b[1:] for a, b in cuts if b for c in _CONSONANTS}
    near |= {a + c + b for a, b in cuts for c in _CONSONANTS}
    return sorted(near - {bones})


def _spelling(name: str, asked: str, names: Sequence[str]) -> tuple[str, float]:
    """Which of the names has the key that was asked for, and how well its writing agrees."""
    written = _plain(name)
    for other in names:
        if _plain(other) == written:
            return other, EXACT
    same = [other for other in names if key(other) == asked]
    if is_abjad(name):  # Keys leave the long a out, and with it the letters that tell دالابا from إدلب.
        same.sort(key=lambda other: letters(other) != letters(name))
    for other in same:
        if _script(other) == _script(name):
            return other, SOUND if is_abjad(name) and letters(other) != letters(name) else FOLDED
    return (same or names)[0], OTHER_SCRIPT


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _script(name: str) -> str:
    """The first word of the Unicode name of the first letter ("LATIN", "ARABIC"); modifiers such as ʻ do not count."""
    letters = (c for c in name if unicodedata.category(c) in {"Lu", "Ll", "Lt", "Lo"})
    return next((unicodedata.name(letter, "").partition(" ")[0] for letter in letters), "")


def _ranked(hits: Iterable[_Hit], country: str | None) -> list[_Hit]:
    wanted = [hit for hit in hits if country is None or hit.place.country == country]
    return sorted(wanted, key=lambda hit: (hit.rank != 0, -hit.place.score, hit.rank, hit.order))


def _unknown(name: str, asked: str, tables: Sequence[tuple[int, PlaceSource]]) -> UnknownPlaceError:
    elsewhere = [f"{hit.place.name} ({hit.place.country})" for hit in _ranked(_carrying(name, asked, tables), None)]
    near = [_suggestion(name, asked, hit.place) for hit in _ranked(_resembling(asked, tables), None)]
    shown = name if len(name) <= 60 else name[:57] + "..."
    return UnknownPlaceError(shown, tuple(dict.fromkeys([*elsewhere, *near]))[:5])


def _suggestion(name: str, asked: str, place: Place) -> str:
    """The main name, unless only another name in the same script resembles what was asked for."""
    by_other_name = similarity(asked, key(place.name)) < RESEMBLES and _script(place.matched) == _script(name)
    return place.matched if by_other_name else place.name
