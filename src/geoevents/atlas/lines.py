"""Borders as lines: one pair, all pairs, and how far off a line may be."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geoevents.atlas import store
from geoevents.atlas.store import DEFAULT, Floats, Store
from geoevents.earth.geodesic import WGS84
from geoevents.errors import GeometryError, UnknownBorderError, UnknownCountryError
from geoevents.model import Border, Dataset
from geoevents.model.shown import Listed

KINDS = ("land", "maritime")
# Lines that a party rejects as a whole, though only one claim is drawn; what is drawn follows control on the ground.
DISPUTES = {
    ("CN", "IN"): "the line of actual control; both claim beyond it",
    ("DZ", "EH"): "Western Sahara is claimed by Morocco",
    ("EH", "MA"): "Western Sahara is claimed by Morocco",
    ("EH", "MR"): "Western Sahara is claimed by Morocco",
    ("IL", "PS"): "no agreed border",
    ("IL", "SY"): "the Golan is drawn with IL, which most states do not recognise",
    ("IN", "PK"): "the line of control in Kashmir; both claim beyond it",
    ("RS", "XK"): "Serbia does not recognise Kosovo",
    ("RU", "UA"): "Russia claims Crimea and four other regions, which are drawn with UA",
}
# Areas that lie in both countries because both agreed so: claimed twice, and no dispute.
COMMON = {("DE", "LU"): "the rivers between them are held in common"}
DISPUTED_M = 1_000.0
"""From this length on an area that two countries claim makes the status of a border disputed."""
_KOSOVO = "Kosovo has no zone of its own in the source; the line to Serbia is Natural Earth's (off by up to 3.7 km)"
_KOSOVO_M = 3_700.0
_ELSEWHERE = "disputed between the two; whose line this is, the dataset has to say"
_FEW = 12


@functools.lru_cache(maxsize=8)
def dataset(name: str) -> Dataset:
    """Describe one border dataset.

    Parameters
    ----------
    name : str
        "osm-2026c", "ne-10m", or one that the user registered or a package brings.

    Returns
    -------
    Dataset

    Raises
    ------
    UnknownDatasetError
        The message lists the names that there are.

    Examples
    --------
    >>> dataset("ne-10m").licence
    'public domain'
    """
    file = store.file_of(name)
    head = store.header(name)
    return Dataset(
        name=name,
        title=head["title"],
        date=head["date"],
        licence=file.licence if file else head["licence"],
        attribution=file.attribution if file else head["attribution"],
        uncertainty_m=float(head["uncertainty_m"]),
        uncertainty_note=head["uncertainty_note"],
        source=", ".join(f"{package} {version}" for package, version, _ in file.sources) if file else head["source"],
        sha256=file.sha256 if file else head["sha256"],
        worldview=head["worldview"],
        territories=head.get("territories", True),
        registered=file is None,
        package=store.plugged()[name].package if file is None and name in store.plugged() else "",
    )


def datasets() -> tuple[Dataset, ...]:
    """Describe all border datasets, the default first, then those that the user registered and those of packages.

    Examples
    --------
    >>> [dataset.name for dataset in datasets()]
    ['osm-2026c', 'ne-10m']
    """
    return tuple(dataset(name) for name in store.names())


def border(a: str, b: str, dataset: str = DEFAULT, kind: str = "land", *, borders: str | None = None) -> Border:
    """Find the border of two countries.

    Parameters
    ----------
    a, b : str
        ISO 3166-1 alpha-2 codes, in any order.
    dataset : str
        Name of a border dataset.
    kind : {"land", "maritime", "any"}
        "any" joins the land border and the maritime one.
    borders : str, optional
        The same as `dataset`, as `measure` and `locate` call it.

    Returns
    -------
    Border
        `a` < `b`; lines in WGS84 degrees, with `a` on their left.

    Raises
    ------
    UnknownBorderError
        They share none of this kind; the message says what they share, and who the neighbours are.
    UnknownCountryError
        A code that the dataset does not have.

    Examples
    --------
    >>> import geoevents as ge
    >>> line = ge.border("ML", "DZ")
    >>> line.code, len(line.lines.geoms), round(line.length_m / 1000, -1)
    ('DZ-ML', 1, 1370.0)
    """
    dataset = store.one_name(dataset, borders)
    kinds = _kinds(kind)
    a, b = sorted(known_code(code, dataset) for code in (a, b))
    found = _numbers(dataset).get((a, b), {})
    wanted = tuple(found[k] for k in kinds if k in found)
    if not wanted:
        raise _unknown(a, b, dataset, kind, tuple(found))
    return assemble(dataset, wanted, kind if len(wanted) > 1 else _kind_of(dataset, wanted[0]))


def borders(
    dataset: str = DEFAULT, kind: str = "land", country: str | None = None, *, borders: str | None = None
) -> Listed[Border]:
    """List borders, sorted by code.

    Parameters
    ----------
    dataset : str
        Name of a border dataset.
    kind : {"land", "maritime", "any"}
        "any" lists both kinds, each as its own border.
    country : str, optional
        Only borders of this country (ISO 3166-1 alpha-2).
    borders : str, optional
        The same as `dataset`, as `measure` and `locate` call it.

    Returns
    -------
    tuple of Border
        Empty when the country shares none of this kind. In a notebook a table; `.to_frame()` is one with the lines.

    Raises
    ------
    UnknownCountryError, UnknownDatasetError

    Examples
    --------
    >>> import geoevents as ge
    >>> [b.code for b in ge.borders(country="LS")]
    ['LS-ZA']
    """
    dataset = store.one_name(dataset, borders)
    return Listed(assemble(dataset, (number,), kind_) for number, kind_ in numbered(dataset, kind, country))


def pairs(dataset: str = DEFAULT, kind: str = "land") -> tuple[tuple[str, str], ...]:
    """List which countries share a border, without assembling it.

    Examples
    --------
    >>> ("DZ", "ML") in pairs("ne-10m")
    True
    """
    return tuple(sorted(pair for pair, found in _numbers(dataset).items() if set(_kinds(kind)) & set(found)))


def uncertainty_m(border: Border, segment: ArrayLike) -> Floats:
    """How far off the line may be at some of its segments (half-width, 95 %), as the dataset states it.

    Parameters
    ----------
    border : Border
        From this package.
    segment : array_like of int
        Segments counted from 0 over all of `border.lines.geoms` in order, as `Nearest.segment` counts them.

    Returns
    -------
    numpy.ndarray
        Metres, shape (N,).

    Raises
    ------
    GeometryError
        A segment that the border does not have.

    Examples
    --------
    >>> uncertainty_m(border("DZ", "ML", "ne-10m"), [0, 1])
    array([3700., 3700.])
    """
    numbers = _numbers(border.dataset).get((border.a, border.b), {})
    wanted = tuple(numbers[k] for k in _kinds(border.kind) if k in numbers)
    stated = stated_m(border.dataset, wanted)
    at = np.atleast_1d(np.asarray(segment, dtype=np.int64))
    if at.size and (at.min() < 0 or at.max() >= len(stated)):
        raise GeometryError(
            f"The border {border.code} has no segment {int(at.max())}.", cure=f"It has {len(stated)}, counted from 0."
        )
    found: Floats = stated[at]
    return found


def _kinds(kind: str) -> tuple[str, ...]:
    if kind not in (*KINDS, "any"):
        raise UnknownBorderError(f"There is no kind of border {kind!r}.", cure="Use land, maritime or any.")
    return KINDS if kind == "any" else (kind,)


def known_code(code: str, dataset: str) -> str:
    """Normalise a country code, and refuse one that the dataset does not have."""
    found = code.upper()
    if found not in store.header(dataset)["countries"]:
        raise UnknownCountryError(f"{dataset} has no country {code!r}.", cure=_countries_of(dataset))
    return found


def _countries_of(dataset: str) -> str:
    known = store.header(dataset)["countries"]
    if len(known) > _FEW:
        return "Use ISO 3166-1 alpha-2 codes, as in ML."
    return f"It has only {', '.join(known)}."


@functools.lru_cache(maxsize=8)
def _numbers(dataset: str) -> dict[tuple[str, str], dict[str, int]]:
    """Number of each border in the arrays, by pair and kind."""
    arrays = store.load(dataset)
    codes = arrays.countries
    found: dict[tuple[str, str], dict[str, int]] = {}
    for number, (a, b, kind) in enumerate(zip(arrays.border_a, arrays.border_b, arrays.border_kind, strict=True)):
        found.setdefault((codes[a], codes[b]), {})[KINDS[kind]] = number
    return found


def _kind_of(dataset: str, number: int) -> str:
    return KINDS[int(store.load(dataset).border_kind[number])]


@functools.lru_cache(maxsize=64)
def numbered(dataset: str, kind: str, country: str | None) -> tuple[tuple[int, str], ...]:
    """List borders as (number in the arrays, kind), sorted by pair."""
    kinds = _kinds(kind)
    code = None if country is None else known_code(country, dataset)
    return tuple(
        (numbers[k], k)
        for pair, numbers in sorted(_numbers(dataset).items())
        for k in kinds
        if k in numbers and (code is None or code in pair)
    )


def _unknown(a: str, b: str, dataset: str, kind: str, shared: tuple[str, ...]) -> UnknownBorderError:
    what = f"only a {shared[0]} border" if shared else "no border"
    message = (
        f"{a} and {b} share {what} in {dataset}, none of kind {kind}."
        if shared
        else f"{a} and {b} share no border in {dataset}."
    )
    cure = f"Ask for kind {shared[0]}." if shared else f"{neighbours(dataset, a)} {neighbours(dataset, b)}"
    return UnknownBorderError(message, cure=cure)


def neighbours(dataset: str, country: str | None) -> str:
    """Say in a sentence which countries border this one on land."""
    if country is None:
        return ""
    code = known_code(country, dataset)
    found = sorted({x for pair, kinds in _numbers(dataset).items() if code in pair and "land" in kinds for x in pair})
    return f"{code} borders {', '.join(x for x in found if x != code) or 'no country'} on land."


@functools.lru_cache(maxsize=2048)
def assemble(dataset_name: str, numbers: tuple[int, ...], kind: str) -> Border:
    """Make the record of one border, from its numbers in the arrays (two when both kinds are joined)."""
    import shapely

    arrays = store.load(dataset_name)
    codes = arrays.countries
    a, b = codes[arrays.border_a[numbers[0]]], codes[arrays.border_b[numbers[0]]]
    paths = [arrays.vertices(arcs) for arcs in lines_of(arrays, numbers)]
    at = np.concatenate(paths)
    xy = np.stack([arrays.lon[at], arrays.lat[at]], axis=1)
    pieces: Any = shapely.linestrings(xy, indices=np.repeat(np.arange(len(paths)), [len(path) for path in paths]))
    lines: Any = shapely.multilinestrings(pieces)
    length_m = sum(WGS84.line_length(arrays.lon[path], arrays.lat[path]) for path in paths)
    registered = store.file_of(dataset_name) is None
    notes = []
    if (a, b) in DISPUTES:
        # What the embedded datasets draw is known; another one may draw another claim.
        notes.append(_ELSEWHERE if registered else DISPUTES[a, b])
    doubled_m = float(arrays.header.get("doubled", {}).get(f"{a}-{b}", 0.0))
    claimed_m = float(arrays.border_disputed_m[list(numbers)].sum()) - doubled_m
    if claimed_m > DISPUTED_M and (a, b) not in COMMON:
        notes.append(f"{claimed_m / 1000:,.0f} km run along areas that both claim")
    if "XK" in (a, b) and dataset_name == DEFAULT:
        notes.append(_KOSOVO)
    remarks = [COMMON[a, b]] if not notes and (a, b) in COMMON else []
    unmatched_m = arrays.header.get("unmatched", {}).get(f"{a}-{b}", 0.0)
    if unmatched_m:
        remarks.append(f"{unmatched_m / 1000:,.1f} km more, where the two outlines do not match, are not in it")
    if doubled_m:
        remarks.append(f"{doubled_m / 1000:,.1f} km of it are outlines of one side, where the two do not match")
    return Border(
        a=a,
        b=b,
        dataset=dataset_name,
        date=arrays.header["date"],
        kind=kind,
        status="disputed" if notes else "agreed",
        lines=lines,
        length_m=float(length_m),
        uncertainty_m=float(np.median(stated_m(dataset_name, numbers))),
        note="; ".join([*notes, *remarks]),
        sided=arrays.header.get("territories", True),
    )


def lines_of(arrays: Store, numbers: tuple[int, ...]) -> list[NDArray[np.int64]]:
    """Signed arcs of each line of borders."""
    return [arrays.arcs_of_line(int(line)) for n in numbers for line in np.flatnonzero(arrays.line_border == n)]


@functools.lru_cache(maxsize=256)
def stated_m(dataset: str, numbers: tuple[int, ...]) -> Floats:
    """How far off each segment of borders may be, as the dataset states it."""
    arrays = store.load(dataset)
    long = np.concatenate([arrays.long_segments(arcs) for arcs in lines_of(arrays, numbers)])
    stated = np.where(long, arrays.header["long_uncertainty_m"], arrays.header["uncertainty_m"]).astype(np.float64)
    pair = {arrays.countries[arrays.border_a[numbers[0]]], arrays.countries[arrays.border_b[numbers[0]]]}
    if pair == {"RS", "XK"} and dataset in store.embedded():
        stated = np.maximum(stated, _KOSOVO_M)
    found: Floats = stated
    return found
