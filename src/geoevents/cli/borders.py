"""`geoevents borders`: the lines that everything is measured to."""

from __future__ import annotations

from pathlib import PurePath

import click

from geoevents.cli import options, wording
from geoevents.cli.command import Command, Voice, json_option, output_option, put_json
from geoevents.cli.register import forget, register
from geoevents.errors import UnknownBorderError
from geoevents.model import Border, Dataset

FORMATS = {".geojson": "GeoJSON", ".json": "GeoJSON", ".parquet": "GeoParquet", ".fgb": "FlatGeobuf", ".gpkg": "GPKG"}


@click.group("borders", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """List borders, show or export one, and add datasets of your own."""


command.add_command(register)
command.add_command(forget)


@command.command(
    "list",
    cls=Command,
    examples=(
        "geoevents borders list --country ML",
        "geoevents borders list --kind maritime --borders osm-2026c --json",
    ),
)
@options.borders_option
@options.kind_option("land")
@click.option("--country", metavar="CODE", callback=options.country_code, help="Only borders of this country.")
@json_option
@click.pass_obj
def list_pairs(voice: Voice, borders: str, kind: str, country: str | None, as_json: bool) -> None:
    """List which countries share a border, and how long it is drawn."""
    from geoevents.atlas import borders as all_borders
    from geoevents.atlas import dataset

    pairs = all_borders(dataset=borders, kind=kind, country=country)
    described = dataset(borders)
    if as_json:
        put_json(None, {"dataset": borders, "pairs": [_document(pair, described) for pair in pairs]})
        return
    rows = [
        (
            pair.code,
            f"{wording.country(pair.a)} – {wording.country(pair.b)}",
            wording.distance(pair.length_m),
            pair.kind,
            pair.status,
        )
        for pair in pairs
    ]
    whose = f" of {wording.country(country)}" if country else ""
    sort = "land and maritime" if kind == "any" else kind
    click.echo(click.style(f"{len(rows)} {sort} borders{whose} ({borders}, {described.date})", bold=True) + "\n")
    if rows:
        click.echo(wording.table(("pair", "countries", "length", "kind", "status"), rows))
    voice.note(f"\n{described.attribution}")


@command.command(
    "show",
    cls=Command,
    examples=(
        "geoevents borders show DZ-ML",
        "geoevents borders show ML-DZ --borders ne-10m -o dz-ml.geojson",
    ),
)
@click.argument("pair", metavar="AA-BB")
@options.borders_option
@options.kind_option("land")
@output_option("Export it: .geojson, .parquet (GeoParquet), .fgb (FlatGeobuf) or .gpkg (GeoPackage).")
@json_option
@click.pass_obj
def show(voice: Voice, pair: str, borders: str, kind: str, output: str | None, as_json: bool) -> None:
    """Show or export the border of two countries.

    They can come in either order. -o exports the line with its attribution.
    """
    from geoevents.atlas import dataset
    from geoevents.reasoning.constrain import border_between

    a, b = codes_of(pair)
    found = border_between(a, b, borders, kind)
    described = dataset(borders)
    if output is not None:
        _export(found, described, output)
    if as_json and output != "-":
        put_json(None, _document(found, described))
    elif output is None:
        click.echo(_say(found, described))
    elif output != "-":
        voice.note(f"wrote {output}; {described.attribution}")


def codes_of(pair: str, hint: str = "'AA-BB'") -> tuple[str, str]:
    """Split "DZ-ML" or "Algeria-Mali"; what is no pair is a wrong command line."""
    from geoevents.errors import UnknownBorderError
    from geoevents.gazetteer.pairs import pair_named

    try:
        return pair_named(pair)
    except UnknownBorderError:
        cure = "Write it as DZ-ML; `geoevents borders list --country DZ` lists a country's."
        raise click.BadParameter(f"{pair!r} is not a pair. {cure}", param_hint=hint) from None


def _document(found: Border, described: Dataset) -> dict[str, object]:
    return {
        "border": found.code,
        "kind": found.kind,
        "length_m": found.length_m,
        "parts": len(found.lines.geoms),
        "vertices": sum(len(line.coords) for line in found.lines.geoms),
        "dataset": found.dataset,
        "date": found.date,
        "licence": described.licence,
        "attribution": described.attribution,
        "status": found.status,
        "uncertainty_m": found.uncertainty_m,
        "note": found.note,
    }


def _say(found: Border, described: Dataset) -> str:
    parts = len(found.lines.geoms)
    vertices = sum(len(line.coords) for line in found.lines.geoms)
    pieces = "one line" if parts == 1 else f"{parts} lines"
    rows = [
        ("kind", f"{found.kind}, {found.status}" if found.status else found.kind),
        ("drawn as", f"{pieces}, {vertices:,} vertices"),
        ("may be off by", f"{wording.distance(found.uncertainty_m)} (half-width, 95 %)"),
        ("dataset", f"{found.dataset}, {described.title}, {found.date}"),
        ("licence", f"{described.licence}; {described.attribution}"),
    ]
    if found.note:
        rows.append(("note", found.note))
    title = wording.border(found.code)
    head = click.style(f"{title[0].upper()}{title[1:]}: {wording.distance(found.length_m)}", bold=True)
    return f"{head}\n\n{wording.table(('', ''), rows)}"


def _export(found: Border, described: Dataset, output: str) -> None:
    from geoevents.write.frames import write_borders

    suffix = ".geojson" if output == "-" else PurePath(output).suffix.lower()
    if suffix not in FORMATS:
        known = ", ".join(FORMATS)
        raise click.BadParameter(f"the format of {output} is not known; end it in {known}.", param_hint="'-o'")
    if not found.lines.geoms:
        raise UnknownBorderError(f"The border {found.code} has no line in {found.dataset}.")
    write_borders([found], [described], output, FORMATS[suffix])
