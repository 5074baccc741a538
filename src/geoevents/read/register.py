"""Add a border dataset of one's own: read its file, name its countries, make its lines one, and keep it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date as Date  # noqa: N812 - the option is called date

from geoevents.atlas import store
from geoevents.atlas.compare import Compared, compare
from geoevents.atlas.lines import borders, dataset
from geoevents.atlas.match import Mismatch
from geoevents.atlas.register import UNMATCHED, About, Made, from_lines, from_polygons, keep, require_name, whole_units
from geoevents.atlas.topology import Part
from geoevents.coordinates import decimal_text
from geoevents.errors import BoundaryError, DatasetError, GeometryError, QuantityError
from geoevents.gazetteer.countries import code_of
from geoevents.model import Dataset
from geoevents.quantity import length, quantity_from
from geoevents.read.boundaries import Boundaries, Feature, Problems, read_boundaries, refused
from geoevents.read.codes import countries_of, listed, pairs_of
from geoevents.read.outline import LINE

KINDS = ("land", "maritime")
MOST_ERROR_M = 100_000.0
NOT_STATED = "not stated"
_TEXT = 2_000


@dataclass(frozen=True, slots=True)
class Registered:
    """A dataset that was registered: what it is, what of the file went into it, and what did not match.

    `unmatched` lists pairs of countries whose outlines run side by side without being one line; `compared` says how the
    borders agree with those of the default dataset.
    """

    dataset: Dataset
    features: int
    left_out: int
    countries: tuple[str, ...]
    borders: tuple[str, ...]
    length_m: float
    unmatched: tuple[Mismatch, ...]
    compared: Compared


def register_borders(
    path: str | os.PathLike[str],
    name: str,
    *,
    title: str = "",
    date: str = "",
    licence: str = "",
    attribution: str = "",
    worldview: str = "",
    error: str | float | None = None,
    country_field: str | None = None,
    pair_fields: Sequence[str] | None = None,
    pair: Sequence[str] | None = None,
    recode: Mapping[str, str | None] | None = None,
    kind: str = "land",
    layer: str | None = None,
    unmatched: str = "refuse",
    replace: bool = False,
) -> Registered:
    """Register a border dataset of one's own, which every function and command can then use by its name.

    Parameters
    ----------
    path
        GeoJSON, newline GeoJSON, GeoParquet (WKB), FlatGeobuf, GeoPackage or Shapefile; lines or polygons in WGS84.
        Polygons give borders where two countries have the same vertices, and territories. Lines give borders only.
    name
        What to call it: lower-case letters and digits, with hyphens, dots or underscores in between.
    title, date, licence, attribution, worldview
        What is printed with everything that uses it; `date` is YYYY, YYYY-MM or YYYY-MM-DD.
    error
        How far off the lines may be (half-width, 95 %): "100 m", or metres. Without it 500 m is assumed, as for the
        default dataset, and 2.5 km on straight edges longer than 20 km.
    country_field
        Column with the country of a polygon: code or name.
    pair_fields
        Two columns with the countries of a line.
    pair
        The two countries of all lines, where the whole file is one border.
    recode
        Values of these columns that are to be read as another country, or (None) whose features are to be left out.
    kind
        What the borders are: "land" or "maritime".
    layer
        Layer of a GeoPackage that has several.
    unmatched
        Where outlines of neighbours run side by side without being one line: "refuse", "leave-out" (no border there),
        or "both" (each outline is a border there).
    replace
        Whether a registered dataset of the same name is replaced.

    Returns
    -------
    Registered
        The dataset, which countries and borders it has (`borders`, as "ML-NE"), their length in metres, how many
        features were read and left out, and what did not match.

    Raises
    ------
    BoundaryError
        Everything that is wrong with the file, by feature.
    DatasetError
        A name that cannot be, or that is taken.
    QuantityError
        An error that is no distance.
    DataFileError
        The user's folder cannot be written to. A dataset that was there before is still there.

    Examples
    --------
    >>> import json, tempfile
    >>> import geoevents as ge
    >>> from pathlib import Path
    >>> def box(west, east): return [[[west, 0], [east, 0], [east, 1], [west, 1], [west, 0]]]
    >>> rows = [("ML", box(0, 1)), ("NE", box(1, 2))]
    >>> features = [
    ...     {"type": "Feature", "properties": {"iso_a2": code}, "geometry": {"type": "Polygon", "coordinates": rings}}
    ...     for code, rings in rows
    ... ]
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     place = Path(folder) / "squares.geojson"
    ...     _ = place.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    ...     found = ge.register_borders(place, "squares", error="100 m")
    >>> found.borders, round(found.length_m), found.dataset.uncertainty_m
    (('ML-NE',), 110574, 100.0)
    >>> ge.forget_borders("squares")
    """
    _require(kind, unmatched, country_field, pair_fields, pair)
    require_name(name, replace)
    stated_m = _metres(error)
    day = _day(date)
    read = read_boundaries(path, layer)
    about = About(
        name=name,
        title=_plain(title) or read.name,
        date=day,
        licence=_plain(licence) or NOT_STATED,
        attribution=_plain(attribution) or f"Borders: {_plain(title) or read.name}",
        error_m=stated_m,
        worldview=_plain(worldview) or "as its makers draw it; none is stated",
        files=read.files,
    )
    codes = {value: None if code is None else code_of(code) for value, code in (recode or {}).items()}
    if read.kind == LINE:
        if country_field is not None:
            raise refused(read.name, "it holds lines, not polygons", "Name two columns: --pair-fields A B.")
        made, used = _lines(read, about, pair_fields, pair, codes, kind)
    else:
        if pair_fields is not None or pair is not None:
            raise refused(read.name, "it holds polygons, not lines", "Name the column: --country-field NAME.")
        made, used = _polygons(read, about, country_field, codes, kind, unmatched)
    keep(made, name, replace)
    found = borders(name, "any")
    return Registered(
        dataset=dataset(name),
        features=used,
        left_out=len(read.features) - used,
        countries=tuple(store.header(name)["countries"]),
        borders=tuple(border.code for border in found),
        length_m=sum(border.length_m for border in found),
        unmatched=made.unmatched,
        compared=compare(name),
    )


def _require(
    kind: str,
    unmatched: str,
    country_field: str | None,
    pair_fields: Sequence[str] | None,
    pair: Sequence[str] | None,
) -> None:
    for value, known, what in ((kind, KINDS, "kind of border"), (unmatched, UNMATCHED, "way with what does not match")):
        if value not in known:
            raise DatasetError(f"There is no {what} {value!r}.", cure=f"Use one of {', '.join(known)}.")
    given = [one is not None for one in (country_field, pair_fields, pair)]
    if sum(given) > 1:
        raise DatasetError("A country field, pair fields and a pair exclude each other.", cure="Give one of them.")
    for two in (pair_fields, pair):
        if two is not None and (isinstance(two, str) or len(two) != 2):
            raise DatasetError(f"{two!r} are not two.", cure='Give two, as in ("DZ", "ML").')


def _polygons(
    read: Boundaries, about: About, field: str | None, recode: Mapping[str, str | None], kind: str, unmatched: str
) -> tuple[Made, int]:
    named = countries_of(read, field, recode)
    parts: list[Part] = [
        (code, whole_units(path), hole)
        for feature, code in named
        for path, hole in zip(feature.outline.paths, feature.outline.holes, strict=True)
    ]
    if len({code for code, _, _ in parts}) < 2:
        raise refused(
            read.name,
            "it has polygons of fewer than two countries, which share no border",
            "Add the neighbours' polygons, or register the line itself (--pair AA-BB).",
        )
    try:
        made = from_polygons(about, parts, kind, unmatched)
    except GeometryError as error:
        raise refused(read.name, error.message.removesuffix("."), error.cure) from error
    if made.astray:
        problems = Problems(read.name)
        for one in made.astray:
            there = _around(named, one.country, one.lon, one.lat)
            problems.add(
                f"{one.country}, {there}: polygons cross themselves or overlap each other, on {_length(one.length_m)} "
                f"of outline, as at {decimal_text(one.lon, one.lat, 4)}."
            )
        raise problems.error("Repair and dissolve them first (in QGIS: Fix geometries, Dissolve).")
    if not made.arrays:
        raise _not_matching(read, made.unmatched)
    if not len(made.arrays["border_a"]):
        raise refused(
            read.name,
            "no two countries have vertices of an outline in common: there is no border in it",
            "Take polygons that were drawn together, or register lines.",
        )
    return made, len(named)


def _not_matching(read: Boundaries, unmatched: Sequence[Mismatch]) -> BoundaryError:
    problems = Problems(read.name)
    for one in sorted(unmatched, key=lambda one: -one.unmatched_m):
        if one.much:
            problems.add(
                f"{one.pair}: {_length(one.unmatched_m)} of their outlines run side by side and are not one line, as "
                f"at {decimal_text(one.lon, one.lat, 4)}; {_length(one.shared_m)} are."
            )
    return problems.error(
        "Take polygons that were drawn together; or register them with --unmatched leave-out (no border there) or "
        "--unmatched both (each outline is one)."
    )


def _around(named: Sequence[tuple[Feature, str]], country: str, lon: float, lat: float) -> str:
    """Say which features of a country lie around a spot."""
    numbers = [
        feature.number
        for feature, code in named
        if code == country
        and any(
            path[:, 0].min() <= lon <= path[:, 0].max() and path[:, 1].min() <= lat <= path[:, 1].max()
            for path in feature.outline.paths
        )
    ]
    return listed(numbers)


def _lines(
    read: Boundaries,
    about: About,
    fields: Sequence[str] | None,
    pair: Sequence[str] | None,
    recode: Mapping[str, str | None],
    kind: str,
) -> tuple[Made, int]:
    if pair is not None:
        a, b = (code_of(one) for one in pair)
        if a == b:
            raise refused(read.name, f"{a} has no border with itself", "Name two countries.")
        named = [(feature, a, b) for feature in read.features]
    else:
        named = pairs_of(read, fields, recode)
    if not named:
        raise refused(read.name, "every feature is left out", "Leave fewer out.")
    try:
        made = from_lines(about, [(a, b, path) for feature, a, b in named for path in feature.outline.paths], kind)
    except GeometryError as error:
        raise refused(read.name, error.message.removesuffix("."), error.cure) from error
    return made, len(named)


def _metres(error: str | float | None) -> float | None:
    """Read a stated error: one distance above 0, taken exactly as it is written."""
    if error is None:
        return None
    if isinstance(error, str):
        written = quantity_from(error)
        span = length(written, "exact")
        if span.low_m != span.high_m:
            raise QuantityError(f"{error!r} is a range.", cure="Write one distance, such as 100 m.")
        metres = span.m
    else:
        metres = float(error)
    if not 0 < metres <= MOST_ERROR_M:
        raise QuantityError(
            f"{error!r} is no error of a border line.",
            cure=f"Write a distance above 0, up to {MOST_ERROR_M / 1000:.0f} km.",
        )
    return metres


def _day(text: str) -> str:
    """Let a date through as it is written: a year, a month or a day."""
    if not text:
        return "undated"
    if re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}", text):
        try:
            Date.fromisoformat((text + "-01-01")[:10])
        except ValueError:
            pass
        else:
            return text
    raise DatasetError(f"{text!r} is no date.", cure="Write YYYY, YYYY-MM or YYYY-MM-DD.")


def _plain(text: str) -> str:
    """One line of text without control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text[:_TEXT]).split())


def _length(metres: float) -> str:
    return f"{metres:,.0f} m" if metres < 1_000 else f"{metres / 1000:,.1f} km"
