"""`geoevents borders register` and `forget`: border datasets of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from geoevents.cli import wording
from geoevents.cli.command import Command, Voice, json_option, put_json

if TYPE_CHECKING:
    from geoevents.atlas.match import Mismatch
    from geoevents.read.register import Registered

SHOWN = 6


def recoded(ctx: click.Context, param: click.Parameter, values: Sequence[str]) -> dict[str, str | None]:
    """Read VALUE=CODE, where "none" leaves features out."""
    from geoevents.cli.options import country_code

    found: dict[str, str | None] = {}
    for value in values:
        word, equals, code = value.rpartition("=")
        if not equals or not word or not code:
            raise click.BadParameter(f"{value!r} is not VALUE=CODE, as in SOL=SO.", ctx=ctx, param=param)
        found[word] = None if code.lower() == "none" else country_code(ctx, param, code)
    return found


@click.command(
    "register",
    cls=Command,
    examples=(
        "geoevents borders show DZ-ML --borders ne-10m -o line.geojson",
        'geoevents borders register line.geojson --name my-line --error "3.7 km" --date 2022-05',
        "geoevents distance 19.868,2.894 --to DZ-ML --borders my-line",
        "geoevents borders forget my-line",
    ),
)
@click.argument("file", metavar="FILE", type=click.Path(exists=True))
@click.option("--name", metavar="NAME", required=True, help="What --borders is to call it.")
@click.option("--error", metavar="LENGTH", help='How far off its lines may be (half-width, 95 %), such as "100 m".')
@click.option("--date", metavar="DATE", default="", help="When it was drawn: YYYY, YYYY-MM or YYYY-MM-DD.")
@click.option("--licence", "--license", metavar="TEXT", default="", help="Its licence.")
@click.option("--attribution", metavar="TEXT", default="", help="What has to stand beside everything that uses it.")
@click.option("--title", metavar="TEXT", default="", help="What it is; by default the name of the file.")
@click.option("--worldview", metavar="TEXT", default="", help="Whose view it draws where borders are disputed.")
@click.option("--country-field", metavar="NAME", help="Column with the country of a polygon, as code or name.")
@click.option("--pair-fields", metavar="A B", nargs=2, help="The two columns with the countries of a line.")
@click.option("--pair", metavar="AA-BB", help="The two countries of all lines, where the file is one border.")
@click.option(
    "--recode", metavar="VALUE=CODE", multiple=True, callback=recoded,
    help="Read a value of these columns as another country; VALUE=none leaves its features out.",
)  # fmt: skip
@click.option(
    "--kind", type=click.Choice(["land", "maritime"]), default="land", show_default=True, help="What the borders are."
)
@click.option("--layer", metavar="NAME", help="Layer of a GeoPackage that has several.")
@click.option(
    "--unmatched", type=click.Choice(["refuse", "leave-out", "both"]), default="refuse", show_default=True,
    help="Where outlines of neighbours run side by side and are not one line: no border there, or each of them.",
)  # fmt: skip
@click.option("--replace", is_flag=True, help="Replace what is registered under this name.")
@json_option
@click.pass_obj
def register(voice: Voice, /, file: str, name: str, pair: str | None, as_json: bool, **options: Any) -> None:
    """Add a border dataset of your own.

    FILE is GeoJSON, newline GeoJSON, GeoParquet, FlatGeobuf, GeoPackage or a Shapefile, in WGS84. Polygons of
    countries give their borders where neighbours have the same vertices, and say which country a point is drawn in.
    Lines need two countries each; they say nothing of the ground beside them. Every command then knows the dataset by
    its NAME.

    The columns with the countries are found by their usual names (iso_a2, ISO_A3, shapeGroup, COUNTRY1 and COUNTRY2,
    ...) where there is no doubt. The dataset is kept in your own data folder (GEOEVENTS_DATA, else the platform's).
    """
    from geoevents.cli.borders import codes_of
    from geoevents.read.register import register_borders
    from geoevents.write.atomic import undone_when_ended

    with undone_when_ended():
        found = register_borders(file, name, pair=None if pair is None else codes_of(pair, "'--pair'"), **options)
    for warning in _warnings(found, options["unmatched"]):
        voice.warn(warning)
    if as_json:
        put_json(None, _document(found))
    else:
        click.echo(_say(found))


@click.command(
    "forget",
    cls=Command,
    examples=(
        "geoevents borders show DZ-ML --borders ne-10m -o line.geojson",
        "geoevents borders register line.geojson --name my-line --pair DZ-ML",
        "geoevents borders forget my-line",
    ),
)
@click.argument("name", metavar="NAME")
@click.pass_obj
def forget(voice: Voice, name: str) -> None:
    """Remove a registered border dataset.

    The file that it was made from is not touched.
    """
    from geoevents.atlas.register import forget as forget_borders

    forget_borders(name)
    voice.note(f"removed {name}")


def _warnings(found: Registered, unmatched: str) -> list[str]:
    told = []
    if _assumed(found):
        told.append(f"No error of its lines is stated (--error); {found.dataset.uncertainty_note.partition(': ')[2]}.")
    if found.unmatched:
        total = sum(one.unmatched_m for one in found.unmatched)
        what = "count as borders each" if unmatched == "both" else "are no border in it"
        told.append(
            f"{wording.distance(total)} of outlines that run side by side and are not one line {what}: "
            f"{_few([_missed(one) for one in found.unmatched])}."
        )
    there = found.compared.dataset
    if found.compared.far:
        far = [f"{pair} (half of it by {wording.distance(metres)} or more)" for pair, metres in found.compared.far]
        told.append(f"Far from where {there} draws them: {_few(far)}. Are the countries the right ones?")
    if found.compared.unknown:
        told.append(f"No borders in {there}: {_few(found.compared.unknown)}. Are the countries the right ones?")
    if found.compared.missing:
        told.append(f"Borders in {there}, and none in it: {_few(found.compared.missing)}.")
    return told


def _assumed(found: Registered) -> bool:
    return found.dataset.uncertainty_note.startswith("none")


def _missed(one: Mismatch) -> str:
    return f"{one.pair} {wording.distance(one.unmatched_m)} (as at {wording.position(one.lon, one.lat, 4)})"


def _few(items: Sequence[str]) -> str:
    rest = f" and {len(items) - SHOWN} more" if len(items) > SHOWN else ""
    return ", ".join(items[:SHOWN]) + rest


def _document(found: Registered) -> dict[str, object]:
    compared, one = found.compared, found.dataset
    return {
        "name": one.name,
        "title": one.title,
        "date": one.date,
        "licence": one.licence,
        "attribution": one.attribution,
        "worldview": one.worldview,
        "uncertainty_m": one.uncertainty_m,
        "uncertainty_note": one.uncertainty_note,
        "source": one.source,
        "sha256": one.sha256,
        "territories": one.territories,
        "features": found.features,
        "left_out": found.left_out,
        "countries": list(found.countries),
        "borders": list(found.borders),
        "length_m": round(found.length_m, 3),
        "unmatched": [
            {"border": miss.pair, "shared_m": round(miss.shared_m, 1), "unmatched_m": round(miss.unmatched_m, 1),
             "lon": miss.lon, "lat": miss.lat}
            for miss in found.unmatched
        ],
        "compared": {
            "dataset": compared.dataset,
            "common": compared.common,
            "median_m": None if compared.median_m is None else round(compared.median_m, 1),
            "most_m": None if compared.most_m is None else round(compared.most_m, 1),
            "unknown": list(compared.unknown),
            "missing": list(compared.missing),
            "far": {pair: round(metres, 1) for pair, metres in compared.far},
        },
    }  # fmt: skip


def _say(found: Registered) -> str:
    one, compared = found.dataset, found.compared
    count = wording.counted(len(found.borders), "border")
    made_of = "polygons" if one.territories else "lines"
    left = f", {found.left_out:,} left out" if found.left_out else ""
    how_known = "assumed" if _assumed(found) else "as stated"
    rows = [
        ("made of", f"{found.features:,} {made_of}{left}"),
        ("says", "which country a point is drawn in" if one.territories else "not which country a point lies in"),
        ("may be off by", f"{wording.distance(one.uncertainty_m)} (half-width, 95 %), {how_known}"),
        ("dated", one.date),
        ("licence", f"{one.licence}; {one.attribution}"),
        ("from", one.source),
    ]
    if compared.median_m is not None and compared.most_m is not None:
        rows.append(
            (
                f"{compared.dataset} has",
                f"{compared.common} of them: half within {wording.distance(compared.median_m)}, 95 % within "
                f"{wording.distance(compared.most_m)}",
            )
        )
    head = f"{one.name}: {count} of {len(found.countries)} countries, {wording.distance(found.length_m)}"
    return f"{click.style(head, bold=True)}\n\n{wording.table(('', ''), rows)}\n\nUse it with --borders {one.name}."
