"""Options that several commands share; their choices are looked up only when one is given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

BORDERS = "osm-2026c"
CONVENTION = "gbif-2020"
LANGUAGES = ("en", "fr", "es", "ar", "ru", "uk")
DISTANCES = ("shortest", "along", "toward")
DISTANCE_HELP = (
    'What "9.5 km south of the border" is: the shortest distance on that side, the way due north to the line, '
    "or a distance to some point of it that one is south of."
)


def known_dataset(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Let the name of a border dataset through."""
    if value in (None, BORDERS):
        return value
    from geoevents.atlas import store

    if value in {one.name for one in store.unusable()} - set(store.names()):
        raise click.BadParameter(store.why_not(str(value)), ctx=ctx, param=param)
    return _one_of(value, list(store.names()), ctx, param)


def known_dataset_or_all(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Let the name of a border dataset through, and "all"."""
    return value if value == "all" else known_dataset(ctx, param, value)


def warn_of_unusable() -> None:
    """Say which border datasets of other packages are left out where all there are come into an answer, and why."""
    from geoevents.atlas import store

    for one in store.unusable():
        if one.name not in store.names():
            click.get_current_context().obj.warn(store.why_not(one.name))


def known_convention(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Let the name of a rounding convention through."""
    if value in (None, CONVENTION):
        return value
    from geoevents.quantity import CONVENTIONS

    return _one_of(value, list(CONVENTIONS), ctx, param)


def country_code(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Give the alpha-2 code of a country that is written as a code, a name or an alias."""
    from geoevents.errors import UnknownCountryError
    from geoevents.gazetteer.countries import code_of

    if value is None:
        return None
    try:
        return code_of(value)
    except UnknownCountryError as error:
        raise click.BadParameter(str(error), ctx=ctx, param=param) from error


def _one_of(value: str | None, known: list[str], ctx: click.Context, param: click.Parameter) -> str | None:
    if value is not None and value not in known:
        raise click.BadParameter(f"{value!r} is not one of {', '.join(known)}.", ctx=ctx, param=param)
    return value


borders_option = click.option(
    "--borders",
    metavar="NAME",
    callback=known_dataset,
    default=BORDERS,
    show_default=True,
    help="Border dataset to measure on.",
)
borders_or_all_option = click.option(
    "--borders",
    metavar="NAME|all",
    callback=known_dataset_or_all,
    default=BORDERS,
    show_default=True,
    help="Border dataset to measure on, or all of them side by side.",
)
edges_option = click.option(
    "--edges",
    type=click.Choice(["planar", "geodesic"]),
    default="planar",
    show_default=True,
    help="How a border runs between its vertices: straight on the map, or the shortest way on the ground.",
)
border_error_option = click.option(
    "--border-error",
    type=click.Choice(["none", "stated"]),
    default="none",
    show_default=True,
    help="Take the border as drawn, or let it be off by as much as its dataset states.",
)
convention_option = click.option(
    "--convention",
    metavar="NAME",
    callback=known_convention,
    default=CONVENTION,
    show_default=True,
    help="What a written number leaves open: gbif-2020, gbif-2004, decimal or exact.",
)
distance_option = click.option(
    "--distance", type=click.Choice(DISTANCES), default="shortest", show_default=True, help=DISTANCE_HELP
)
about_option = click.option(
    "--about",
    metavar="TIMES",
    type=click.FloatRange(min=1, max=100),
    default=2.0,
    show_default=True,
    help='How many times wider "about" makes a number: 1 is no wider than the bare number.',
)
extent_option = click.option(
    "--extent",
    type=click.Choice(["centre", "edge"]),
    default="centre",
    show_default=True,
    help="From where of a place with an extent distances are measured.",
)
depth_option = click.option(
    "--depth",
    type=click.Choice(["at depth", "up to"]),
    default="at depth",
    show_default=True,
    help='What "2 km inside A" is: at that depth, or anywhere up to it.',
)
lang_option = click.option(
    "--lang",
    metavar="CODE",
    type=click.Choice(LANGUAGES),
    help=f"Language of the phrase: {', '.join(LANGUAGES)} [default: found].",
)
country_option = click.option(
    "--country", metavar="CODE", callback=country_code, help="Only places in this country, by code or name."
)
pick_option = click.option(
    "--pick", metavar="N", type=click.IntRange(min=1), help="Take the Nth candidate where several carry the name."
)


def _text_encoding(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """Let the name of an encoding of text through."""
    import codecs

    try:
        known = value is None or codecs.lookup(value)._is_text_encoding
    except LookupError:
        known = False
    if not known:
        raise click.BadParameter(
            f"{value!r} is no encoding of text; try windows-1252, latin-1 or utf-16-le.", ctx=ctx, param=param
        )
    return value


encoding_option = click.option(
    "--encoding",
    metavar="NAME",
    callback=_text_encoding,
    help="Of CSV and TSV that is not UTF-8: windows-1252, latin-1, windows-1256 …",
)
layer_option = click.option(
    "--layer", metavar="NAME", help="Of a GeoPackage, or the sheet of a workbook, where there are several."
)
head_option = click.option(
    "--head",
    metavar="ROW",
    type=click.IntRange(min=1),
    help="Of CSV, TSV and XLSX: the row that names the columns, where titles stand above it.",
)
_LOCALITY = "Words that say where rows are, to be located"
locality_option = click.option(
    "--locality", metavar="COLUMN", help=f"{_LOCALITY}; without coordinates a column like place or locality is taken."
)
named_locality_option = click.option("--locality", metavar="COLUMN", help=f"{_LOCALITY}; only where it is named here.")
formulas_option = click.option(
    "--formulas",
    type=click.Choice(["escape", "keep"]),
    default="escape",
    show_default=True,
    help="Text in CSV that a spreadsheet would run: put an apostrophe before it, or keep it as it is.",
)
case_argument = click.argument(
    "case_file", metavar="CASE", type=click.Path(exists=True, dir_okay=False, allow_dash=True)
)


def kind_option(default: str) -> Callable[[Any], Any]:
    """Declare `--kind`: borders on land, at sea, or both."""
    return click.option(
        "--kind",
        type=click.Choice(["land", "maritime", "any"]),
        default=default,
        show_default=True,
        help="Borders on land, at sea, or both.",
    )


def ending_in(*suffixes: str) -> Callable[[click.Context, click.Parameter, str | None], str | None]:
    """Let a file's name through that ends in one of these: the ending chooses the format."""

    def checked(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
        if value is not None and not value.lower().endswith(suffixes):
            raise click.BadParameter(f"{value!r} does not end in {' or '.join(suffixes)}.", ctx=ctx, param=param)
        return value

    return checked


def figure_option(kind: str, what: str) -> Callable[[Any], Any]:
    """Declare `--png FILE` and the like."""
    name = click.Path(dir_okay=False)
    return click.option(f"--{kind}", metavar="FILE", type=name, callback=ending_in(f".{kind}"), help=what)
