"""First-order administrative areas by name, with their outlines: regions, provinces, states, governorates.

They are those of Natural Earth 1:10m (made by data/build/areas.py), and, where Natural Earth has a tier above them
(regions of France, autonomous communities of Spain), the unions of those that it counts to one.
"""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geoevents import data
from geoevents.errors import DataFileError, UnknownAreaError
from geoevents.gazetteer.countries import code_of
from geoevents.gazetteer.names import MAX_LETTERS, is_abjad, key, letters, similarity, skeleton
from geoevents.gazetteer.spelling import likeness, rewritings
from geoevents.gazetteer.surveyed import REFORMED, uncertainty_m
from geoevents.model.place import AdminArea

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from shapely import MultiPolygon, Polygon

FILE: Final = "areas/ne-10m-admin1.npz"
DATASET: Final = "ne-10m-admin1"
QUANTUM: Final = 1e-4  # Degrees: positions are rounded to this, at most 8 m off what Natural Earth has.

EXACT, FOLDED, STRIPPED, NAMED_AFTER, SOUND, ALIKE = 1.0, 0.97, 0.95, 0.9, 0.9, 0.85
CARRIES, RESEMBLES = 0.9, 0.75

# What says that a name is an area's, and little words around it. "Region" may stand in a name ("Central Region"): a
# name is compared with and without them.
_GENERIC_WORDS: Final = """
region province state governorate district department prefecture county canton oblast krai kray okrug republic wilaya
wilayat muhafazah emirate territory division autonomous area administrative circle cercle municipality city the of in
and région état gouvernorat préfecture comté département république collectivité territoire de du des la le les l d
provincia estado gobernación departamento distrito comunidad autónoma comarca región república del el los las y
منطقة محافظة ولاية إقليم مقاطعة جهة دائرة قضاء جمهورية إمارة
область области областью областях край края крае округ округа округе республика республики республике район района
районе регион региона регионе провинция провинции штат штата штате губернаторство мухафаза мухафазы вилайет вилайета
області краю регіон регіону регіоні провінція провінції республіка республіки республіці автономная автономной автономна
"""
_GENERIC: Final = frozenset(map(key, _GENERIC_WORDS.split()))
# What Natural Earth calls in English what others call otherwise.
_KINDS: Final = {
    english: frozenset(map(key, words.split()))
    for english, words in {
        "region": "oblast région región область области області منطقة إقليم край krai",
        "province": "wilaya wilayat governorate gouvernorat provincia ولاية محافظة مقاطعة провинция вилайет провінція",
        "governorate": "province muhafazah gouvernorat محافظة мухафаза провинция",
        "state": "état estado ولاية штат",
        "department": "département departamento",
        "district": "district مديرية район",
        "republic": "république república جمهورية республика республіка",
        "prefecture": "préfecture префектура",
    }.items()
}
_WORDS: Final = re.compile(r"[\s\-–—'’.,()/]+")
# Endings of adjectives that name an area in Russian and Ukrainian: Донецкая, Донецкой, Донецкую, Донецька, Донецькій.
_ADJECTIVE: Final = re.compile(
    "(?:ая|ой|ую|ою|ое|ого|ому|ом|ий|ый|ой|им|ым|ие|ые|их|ых|ська|ській|ської|ську|ське|ського|ському|цька|цькій|цької)$"
)
_DECLINED: Final = re.compile(
    "(?i)(?<=[а-яіїєґ]{2})((?:с|ц)к|(?:с|ц|з)ьк)(?:ой|ую|ою|ого|ому|ом|им|ої|ій|у|ий)$",
)
#: What makes an adjective of the name of a town: "Киевская", "Кидальский".
_SUFFIX: Final = re.compile("(?i)(?<=[а-яіїєґ]{3})сь?к(?:ая|а|ий)$")
_CYRILLIC: Final = re.compile("[\u0400-\u04ff]")


@dataclass(frozen=True, slots=True)
class _Row:
    """One area as it is kept; `parts` are the numbers of the outlines that make it up."""

    id: str
    code: str
    country: str
    kind: str
    names: tuple[str, ...]
    keys: tuple[str, ...]
    parts: tuple[int, ...]
    note: str


def find_areas(name: str, country: str | None = None, kind: str | None = None) -> tuple[AdminArea, ...]:
    """Give every administrative area that carries a name, with its outline; none is picked.

    Parameters
    ----------
    name : str
        In English, French, Spanish, Arabic, Russian, Ukrainian, German, Portuguese, Turkish, Persian or as the country
        writes it, with or without the word for what it is ("Kidal", "Kidal region", "région de Kidal", "منطقة كيدال",
        "Донецкой области").
    country : str, optional
        Name or code; only areas of this country.
    kind : str, optional
        What the text calls it ("region", "province"): areas of that kind come first, and none is left out, since
        writers use these words loosely.

    Returns
    -------
    tuple of AdminArea
        Best first, never empty: by kind, by how well the name agrees (as written 1, but for accents, case and
        punctuation 0.97, but for the word for what it is 0.95, else at most 0.85), by country and id. `polygon` is in
        WGS84 degrees (lon, lat), valid, with edges straight in lon/lat; it can have several parts. `uncertainty_m` is
        how far off the outline may be (half-width, 95 %).

    Raises
    ------
    UnknownAreaError
        When no area (of this country) carries the name; `suggestions` has names that resemble it.
    UnknownCountryError
        When `country` is none.
    DataFileError
        When the embedded file is damaged.

    Examples
    --------
    >>> [(area.name, area.country, area.kind, area.code) for area in find_areas("région de Kidal")]
    [('Kidal', 'ML', 'region', 'ML-8')]
    >>> area = find_areas("Донецкой области")[0]
    >>> area.country, area.polygon.contains(__import__("shapely").Point(37.8, 48.0)), area.uncertainty_m
    ('UA', True, 20000.0)
    >>> find_areas("Kidall", country="NE")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ...
    geoevents.errors.UnknownAreaError: No region, province or state named 'Kidall' is known. Did you mean Kidal (ML)?
    """
    code = None if country is None else code_of(country)
    found = _carrying(name) or _like(name, CARRIES)
    wanted = [hit for hit in found if code is None or hit[2].country == code]
    if not wanted:
        near = found or _like(name, RESEMBLES)
        shown = name if len(name) <= 60 else name[:57] + "..."
        said = dict.fromkeys(f"{row.names[0]} ({row.country})" for _, _, row in near)
        raise UnknownAreaError(shown, tuple(said)[:5])
    kinds = _kinds(kind) if kind else frozenset()
    wanted.sort(key=lambda hit: (kinds.isdisjoint(hit[2].kind.split()), -hit[0], hit[2].country, hit[2].id))
    return tuple(_area(score, matched, row) for score, matched, row in wanted)


def area_of(id: str) -> AdminArea:
    """Give the area of an id.

    Raises
    ------
    UnknownAreaError
        When there is none of this id.

    Examples
    --------
    >>> area_of("ne-10m-admin1:MLI-2689").name
    'Kidal'
    """
    row = next((row for row in _table().rows if row.id == id), None)
    if row is None:
        raise UnknownAreaError(id[:60], ())
    return _area(EXACT, row.names[0], row)


def _kinds(word: str) -> frozenset[str]:
    """The kinds of Natural Earth that a word of the text can mean; the word itself where nothing is known of it."""
    folded_word = key(word)
    meant = (english for english, words in _KINDS.items() if folded_word in words)
    return frozenset(meant) | frozenset(_WORDS.split(word.casefold()))


def folded(name: str) -> tuple[str, ...]:
    """Fold the name of an area: its key, then its key without the words for what it is, and without endings.

    Examples
    --------
    >>> folded("Région de Kidal"), folded("Донецкой области"), folded("Central Region")
    (('regiondekidal', 'kidal'), ('donetskoyoblasti', 'donetskoy', 'donetsk'), ('centralregion', 'central'))
    """
    kept = _kept(name)
    forms = [key(name), key(" ".join(kept)), key(" ".join(map(_without_article, kept)))]
    if _CYRILLIC.search(name):
        stems = [_ADJECTIVE.sub(_root, word.casefold()) if len(word) > 6 else word.casefold() for word in kept]
        forms += [key(" ".join(stems)), *(key(" ".join(stems)[:-2]) for _ in [0] if stems[-1].endswith("ск"))]
    return tuple(dict.fromkeys(form for form in forms if form))


def _kept(name: str) -> list[str]:
    """Words of a name without those that say what it is, if others are left."""
    words = [word for word in _WORDS.split(name[:MAX_LETTERS]) if word]
    return [word for word in words if key(word) not in _GENERIC] or words


def _without_article(word: str) -> str:
    """The article is written together with its word in Arabic."""
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


def _same_letters(a: str, b: str) -> bool:
    return letters("".join(map(_without_article, _kept(a)))) == letters("".join(map(_without_article, _kept(b))))


def _nominative(name: str) -> str:
    """A name whose adjectives are in another case in the nominative: "Сумской области" is that of "Сумская область"."""
    return " ".join(_DECLINED.sub(_undecline, word) for word in _kept(name)) if _CYRILLIC.search(name) else name


def _undecline(found: re.Match[str]) -> str:
    """Feminine as most regions are: "-ская", in Ukrainian, which has a soft sign before its k, "-ська"."""
    return found[1] + ("а" if "ь" in found[1] else "ая")


def _root(ending: re.Match[str]) -> str:
    """What is left of an ending: Ukrainian adjectives have their suffix in it."""
    return {"ськ": "ск", "цьк": "цк"}.get(ending.group()[:3], "")


def _carrying(name: str) -> list[tuple[float, str, _Row]]:
    table = _table()
    hits: dict[str, tuple[float, str, _Row]] = {}
    for said in dict.fromkeys((_nominative(name), name)):
        forms = folded(said)
        for row in {row.id: row for form in forms for row in table.by_key.get(form, ())}.values():
            agreed = _agreement(said, forms, row)
            # Of a name that had to be changed first, no better can be said than of one without its endings.
            score = min(agreed[0], EXACT if said == name else STRIPPED) if agreed else 0.0
            if agreed and (row.id not in hits or score > hits[row.id][0]):
                hits[row.id] = (score, agreed[1], row)
    noun = _SUFFIX.sub("", _nominative(name))
    if noun not in (name, "") and all(score < NAMED_AFTER for score, _, _ in hits.values()):
        for _, spelt, row in _carrying(noun):
            hits[row.id] = (NAMED_AFTER, spelt, row)
    return list(hits.values())


def _agreement(name: str, forms: tuple[str, ...], row: _Row) -> tuple[float, str] | None:
    """How well one of the names of an area agrees with what was asked for, and which.

    A key is coarse where a script writes no vowels: names in such a script agree with others of it letter by letter,
    and with those of another script only where the area has no other name in the script that was asked in.
    """
    written = " ".join(name.casefold().split())
    best: tuple[float, str] | None = None
    for spelt in row.names:
        if spelt.casefold() == written:
            return EXACT, spelt
        theirs = folded(spelt)
        shared = set(forms) & set(theirs)
        if not shared or (is_abjad(spelt) and not (is_abjad(name) and _same_letters(name, spelt))):
            continue
        score = FOLDED if forms[0] == theirs[0] else STRIPPED if set(forms[:2]) & set(theirs[:2]) else ALIKE
        if best is None or score > best[0]:
            best = (score, spelt)
    return best


def _like(name: str, least: float) -> list[tuple[float, str, _Row]]:
    """Areas with a name that sounds so much alike (`spelling`); none for names of fewer than three consonants."""
    hits: dict[str, tuple[float, str, _Row]] = {}
    table = _table()
    measure = likeness if least >= CARRIES else similarity
    for form in folded(name)[:2]:
        for written, cost in ((form, 0.0), *rewritings(form)):
            bones = skeleton(written)
            for other in _by_skeleton().get(bones, ()) if len(bones) >= 3 and written.isascii() else ():
                alike = measure(written, other) - cost
                for row in table.by_key[other] if alike >= least else ():
                    score = round(alike * SOUND, 4)
                    if row.id not in hits or hits[row.id][0] < score:
                        matched = next((spelt for spelt in row.names if other in folded(spelt)), row.names[0])
                        hits[row.id] = (score, matched, row)
    return sorted(hits.values(), key=lambda hit: (-hit[0], hit[2].id))


@functools.lru_cache(maxsize=1)
def _by_skeleton() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for folded_name in _table().by_key:
        found.setdefault(skeleton(folded_name), []).append(folded_name)
    return found


@dataclass(frozen=True, slots=True)
class _Table:
    rows: tuple[_Row, ...]
    by_key: dict[str, list[_Row]]


@functools.lru_cache(maxsize=1)
def _table() -> _Table:
    said = _loaded("table")
    try:
        kept = json.loads(said["table"].tobytes().decode())
        rows = [
            _Row(
                f"{DATASET}:{area['id']}", area["code"], area["country"], area["kind"], tuple(area["names"]),
                tuple(area["keys"]), (number,), area["note"],
            )
            for number, area in enumerate(kept["areas"])
        ]  # fmt: skip
        rows += [
            _Row(
                f"{DATASET}:{above['country']}:{above['names'][0]}", "", above["country"], "region",
                tuple(above["names"]), tuple(above["keys"]), tuple(above["parts"]),
                f"the {len(above['parts'])} areas that Natural Earth counts to it, taken together",
            )
            for above in kept["regions"]
        ]  # fmt: skip
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged() from error
    by_key: dict[str, list[_Row]] = {}
    for row in rows:
        for form in row.keys:
            by_key.setdefault(form, []).append(row)
    return _Table(tuple(rows), by_key)


def _area(score: float, matched: str, row: _Row) -> AdminArea:
    return AdminArea(
        id=row.id,
        name=row.names[0],
        names=row.names,
        country=row.country,
        kind=row.kind,
        code=row.code,
        polygon=_outline(row.parts),
        dataset=DATASET,
        uncertainty_m=uncertainty_m(row.country, max(_size_km2(part) for part in row.parts)),
        matched=matched,
        score=score,
        note="; ".join(filter(None, (row.note, REFORMED.get(row.country)))),
    )


def _size_km2(part: int) -> float:
    from geoevents.earth.geodesic import WGS84

    return float(abs(WGS84.geometry_area_perimeter(_outline((part,)))[0])) / 1e6


@functools.lru_cache(maxsize=256)
def _outline(parts: tuple[int, ...]) -> Polygon | MultiPolygon:
    """The outline of an area; it is valid, and has no lines or points in it."""
    import shapely

    drawn = [shapely.make_valid(_polygon(number), method="structure", keep_collapsed=False) for number in parts]
    whole: Any = drawn[0] if len(drawn) == 1 else shapely.union_all(drawn)
    return whole  # type: ignore[no-any-return]


def _polygon(number: int) -> MultiPolygon:
    import numpy as np
    import shapely

    lon, lat, start, area, hole = _coordinates()
    first, last = np.searchsorted(area, [number, number + 1])
    shells: list[tuple[Any, list[Any]]] = []
    for ring in range(first, last):
        drawn = np.column_stack([lon[start[ring] : start[ring + 1]], lat[start[ring] : start[ring + 1]]])
        if hole[ring] and shells:
            shells[-1][1].append(drawn)
        else:
            shells.append((drawn, []))
    return shapely.MultiPolygon(shells)


@functools.lru_cache(maxsize=1)
def _coordinates() -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[Any], NDArray[Any], NDArray[Any]]:
    import numpy as np

    arrays = _loaded("x", "y", "start", "area", "hole")

    def decoded(planes: NDArray[np.uint8]) -> NDArray[np.float64]:
        zigzag = np.ascontiguousarray(planes.T).view("<u4").ravel().astype(np.int64)
        return np.cumsum((zigzag >> 1) ^ -(zigzag & 1)) * QUANTUM

    lon, lat = decoded(arrays["x"]), decoded(arrays["y"])
    if len(lon) != len(lat) or arrays["start"][-1] != len(lon):
        raise _damaged()
    return lon, lat, arrays["start"], arrays["area"], arrays["hole"]


def _loaded(*names: str) -> dict[str, NDArray[Any]]:
    import zipfile
    import zlib

    import numpy as np

    try:
        with np.load(data.path(FILE), allow_pickle=False) as arrays:
            return {name: arrays[name] for name in names}
    except (ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise _damaged() from error


def _damaged() -> DataFileError:
    return DataFileError(f"The table of areas {FILE} is damaged or truncated.", cure="Reinstall it.")
