"""`geoevents map`: a case, or a table of events, as one page that opens anywhere; for Google Earth; as a picture."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geoevents.cli import casefile, options
from geoevents.cli.command import Command, Voice, json_option, put, put_json
from geoevents.model import Case, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geoevents.maps import Map
    from geoevents.maps.rows import Rows
    from geoevents.maps.tiles import Tiles

_FIGURES = ("png", "svg", "pdf")
_PAGES = (".html", ".htm")
_EARTH = (".kml", ".kmz")
_ENDINGS = (*_PAGES, *_EARTH, *(f".{kind}" for kind in _FIGURES))


def _known_ending(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """Let the name of a file through whose ending says what to write."""
    if value != "-" and Path(value).suffix.lower() not in _ENDINGS:
        raise click.BadParameter(
            f"{value!r} does not say what to write. End it in .html (the page), .kml or .kmz (Google Earth), "
            ".png, .svg or .pdf (a picture).",
            ctx=ctx,
            param=param,
        )
    return value


@click.command(
    "map",
    cls=Command,
    examples=(
        "geoevents new -o my-case.yaml",
        "geoevents map my-case.yaml -o my-case.html",
        "geoevents map my-case.yaml -o my-case.kmz",
        "geoevents map my-case.yaml -o my-case.svg",
        "geoevents map my-case.yaml -o my-case.html --no-switches --png my-case.png --pdf my-case.pdf",
        "geoevents map my-case.yaml -o my-case.html --generalise 10km",
        "geoevents map events.csv -o events.html --by id",
        "geoevents map events.csv -o events.html --tiles https://tiles.example.org/{z}/{x}/{y}.png",
    ),
)
@click.argument("case_file", metavar="CASE_OR_TABLE", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@casefile.scenario_options
@casefile.generalise_option
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False, allow_dash=True),
    callback=_known_ending,
    required=True,
    help='What its ending says: .html ("-": to standard output), .kml, .kmz, .png, .svg or .pdf.',
)
@options.figure_option("png", "Save a picture too: the page as a browser shows it, else the static figure.")
@options.figure_option("pdf", "Save a PDF too: the page as a browser prints it, else the static figure.")
@options.figure_option("svg", "Save the static figure as a vector picture too.")
@click.option("--figure", "static", is_flag=True, help="Take the static figure for --png and --pdf, no browser.")
@click.option(
    "--tiles",
    "template",
    metavar="URL",
    help="Let the page load tiles: https://HOST/{z}/{x}/{y}.png. Whoever opens it then tells HOST where they look.",
)
@click.option("--tiles-attribution", metavar="TEXT", help="What the tiles' owner wants to be said with them.")
@click.option(
    "--switches/--no-switches",
    default=True,
    show_default=True,
    help="Work out what the page of a case can be switched to: other data, roundings, places, suppositions.",
)
@click.option("--by", metavar="COLUMN", help="Of a table: tell the values of this column apart by symbols.")
@click.option("--lon", metavar="COLUMN", help="Of a table: the longitudes, where their name does not say so.")
@click.option("--lat", metavar="COLUMN", help="Of a table: the latitudes, where their name does not say so.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "tsv", "ndjson", "geojson", "kml", "gpx"]),
    help="Of a table, where its name does not say it.",
)
@options.encoding_option
@options.layer_option
@options.head_option
@options.locality_option
@json_option
@click.pass_obj
def command(
    voice: Voice,
    /,
    case_file: str,
    grain_m: float | None,
    output: str,
    png: str | None,
    svg: str | None,
    pdf: str | None,
    static: bool,
    template: str | None,
    tiles_attribution: str | None,
    switches: bool,
    by: str | None,
    lon: str | None,
    lat: str | None,
    form: str | None,
    encoding: str | None,
    layer: str | None,
    head: int | None,
    locality: str | None,
    as_json: bool,
    **scenario: Any,
) -> None:
    """Draw a case or a table, as the ending of FILE says; one HTML file that needs no network.

    Of a case every account is a layer. A table is CSV, TSV, GeoJSON (a collection, or one feature a line), GeoParquet,
    FlatGeobuf, GeoPackage, KML, KMZ, GPX or XLSX: up to 20,000 rows have a mark each, up to 200,000 open from groups,
    more are counted in cells. "-" is a case or GeoJSON; another table with --format.

    \b
    .html            the page: areas and not only points, panel, legend, ledger
    .kml .kmz        for Google Earth and GIS, with the words and figures of each account
    .png .svg .pdf   the static figure for a document, with title, legend and credits

    --png and --pdf save the page itself where a Chromium, Chrome or Edge is on the PATH or named in
    GEOEVENTS_BROWSER. It runs without a network, and without the tiles of --tiles.
    """  # noqa: D301 - click wants the character
    if as_json and output == "-":
        raise click.UsageError("--json and -o - both want standard output.")
    names = [os.path.abspath(name) for name in (output, png, svg, pdf) if name and name != "-"]
    if len(set(names)) < len(names):
        raise click.UsageError("Two of the files to write have the same name.")
    ending = ".html" if output == "-" else Path(output).suffix.lower()
    tiles = _tiles(template, tiles_attribution, ending)
    from geoevents.maps import draw
    from geoevents.maps.rowfile import is_table
    from geoevents.write.atomic import undone_when_ended

    what: Case | Verdict | Rows
    # Standard input is a case unless it begins as features do, or is said to be a table.
    stream = casefile.table_in_stdin(form) if case_file == "-" else None
    if stream is not None or (case_file != "-" and (form is not None or is_table(case_file))):
        told = {"encoding": encoding, "layer": layer, "head": head, "locality": locality}
        read_as = {"wanted": form, "stream": stream, **told}
        what = _rows(case_file, lon, lat, ending, scenario | {"generalise": grain_m}, read_as)
    else:
        told = {"encoding": encoding, "layer": layer, "head": head, "locality": locality}
        own = {"by": by, "lon": lon, "lat": lat, **told}
        _refuse(own, "a table, and the name of this file does not end like one's")
        case = casefile.read(case_file, **scenario)
        # Only a page can be switched to other scenarios, which take their time.
        switched = switches and grain_m is None and ending in _PAGES
        what = case if switched else _checked(case, grain_m)
        if switched:
            voice.progress("Working out what the page can be switched to (--no-switches leaves that out) …")
    drawn = draw(what, tiles=tiles, by=by)
    for note in drawn.scene["warnings"] if "points" in drawn.scene else ():
        voice.warn(note)
    if asked_of := drawn.scene.get("points", {}).get("dates_asked"):
        voice.warn(f"no time filter for dates such as {asked_of}")
    asked = {kind: name for kind, name in zip(_FIGURES, (png, svg, pdf), strict=True) if name}
    # A browser that has been started ends with us.
    with undone_when_ended():
        size = _write(drawn, what, output, ending)
        figures = {kind: {"path": name} | _figure(voice, drawn, kind, name, static) for kind, name in asked.items()}
    if as_json:
        put_json(None, drawn.summary(output) | {"bytes": size, "figures": figures})
        return
    if output != "-":
        voice.note(f"wrote {output}")
    for made in figures.values():
        who = f", by {made['browser']}" if made["browser"] else ""
        voice.note(f"wrote {made['path']} ({made['what']}{who})")


def _rows(
    table: str,
    lon: str | None,
    lat: str | None,
    ending: str,
    scenario: Mapping[str, Any],
    read_as: Mapping[str, Any],
) -> Rows:
    """Read a table, of which nothing is asked that only a case has."""
    _refuse(scenario, "a case")
    if ending in _EARTH:
        cure = f"end FILE in .html, .png, .svg or .pdf. `geoevents convert` writes {ending}."
        raise click.UsageError(f"A table is not written as {ending}: {cure}")
    from geoevents.maps.rowfile import rows_of_file

    return rows_of_file(table, lon, lat, **read_as)


def _refuse(given: Mapping[str, Any], whose: str) -> None:
    """Refuse options that were given, and belong to something else than what is drawn."""
    for name, value in given.items():
        if value is not None:
            raise click.UsageError(f"--{name.replace('_', '-')} is for {whose}.")


def _checked(case: Case, grain_m: float | None) -> Verdict:
    if grain_m is not None:
        return casefile.checked_coarsely(case, grain_m)
    from geoevents.reasoning.check import check

    return check(case)


def _tiles(template: str | None, attribution: str | None, ending: str) -> Tiles | None:
    """Check what is asked of tiles: they are a page's."""
    if template is None:
        if attribution is not None:
            raise click.UsageError("--tiles-attribution goes with --tiles.")
        return None
    if ending not in _PAGES:
        raise click.UsageError(f"--tiles is for a page: end FILE in .html, not {ending}.")
    from geoevents.maps.tiles import TilesError, tiles_from

    try:
        return tiles_from(template, attribution or "")
    except TilesError as error:
        raise click.BadParameter(str(error), param_hint="'--tiles'") from error


def _write(drawn: Map, what: Case | Verdict | Rows, output: str, ending: str) -> int:
    """Write what the ending asks for, and give its bytes."""
    if ending in _PAGES:
        put(output, drawn.html)
        return len(drawn.html.encode())
    if ending in _EARTH:
        from geoevents.write.atomic import write_whole
        from geoevents.write.kml import kml_of, kmz_of

        assert isinstance(what, Verdict)  # noqa: S101 - what is no page has been checked
        content = (kml_of if ending == ".kml" else kmz_of)(what)
        write_whole(output, content)
        return len(content)
    drawn.save_figure(output)
    return os.path.getsize(output)


def _figure(voice: Voice, drawn: Map, kind: str, name: str, static: bool) -> dict[str, str]:
    """Save a picture beside the page, by a browser where that can be, and say how it was made."""
    if kind != "svg" and not static:
        from geoevents.maps.browser import BrowserError, NoBrowserError

        try:
            return {"what": "the page", "browser": drawn.save_picture(name)}
        except BrowserError as error:
            # Without a browser the static figure is what there is; one that fails is news.
            say = voice.note if isinstance(error, NoBrowserError) else voice.warn
            say(f"{error} {name} gets the static figure.")
    drawn.save_figure(name)
    return {"what": "the static figure", "browser": ""}
