"""`geoevents convert`: from any format that is read to any that is written."""

from __future__ import annotations

import click

from geoevents.cli import casefile, options
from geoevents.cli.command import Command, Voice, json_option, put_json
from geoevents.cli.wording import counted

CASES = (".yaml", ".yml")
READ = ("csv", "tsv", "geojson", "ndjson", "kml", "gpx", "case")
_FLAT = ("csv", "tsv", "xlsx", "markdown")
WRITTEN = (
    "csv", "tsv", "geojson", "ndjson", "parquet", "flatgeobuf", "geopackage", "kml", "kmz", "gpx", "xlsx", "markdown",
    "darwin-core", "stix",
)  # fmt: skip


@click.command(
    "convert",
    cls=Command,
    examples=(
        "geoevents convert events.csv -o events.geojson",
        "geoevents convert events.csv -o events.gpkg",
        "geoevents convert events.csv -o events.dwc.csv",
        "geoevents convert events.csv -o - --to stix",
        "geoevents new -o my-case.yaml",
        "geoevents convert my-case.yaml -o claims.xlsx",
        "geoevents convert claims.xlsx -o my-case.yaml",
        "geoevents convert my-case.yaml -o my-case.stix.json",
        "geoevents convert my-case.yaml -o my-case.geojson --generalise 10km",
    ),
)
@click.argument("source", metavar="IN", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option(
    "-o", "--output", metavar="OUT", type=click.Path(dir_okay=False, allow_dash=True), required=True, help="Where to."
)
@click.option("--from", "form", type=click.Choice(READ), help="Format of IN, where its name does not say it.")
@click.option("--to", "target", type=click.Choice(WRITTEN), help="Format of OUT, where its name does not say it.")
@click.option("--lon", metavar="COLUMN", help="The longitudes, where their name does not say so.")
@click.option("--lat", metavar="COLUMN", help="The latitudes, where their name does not say so.")
@options.encoding_option
@options.layer_option
@options.head_option
@options.named_locality_option
@options.formulas_option
@casefile.generalise_option
@json_option
@click.pass_obj
def command(
    voice: Voice,
    source: str,
    output: str,
    form: str | None,
    target: str | None,
    lon: str | None,
    lat: str | None,
    encoding: str | None,
    layer: str | None,
    head: int | None,
    locality: str | None,
    formulas: str,
    grain_m: float | None,
    as_json: bool,
) -> None:
    """Convert a table between formats; rows, columns and positions are kept, and what a format cannot hold is said.

    \b
    Read     CSV, TSV, GeoJSON, newline GeoJSON, GeoParquet, FlatGeobuf, GeoPackage, KML, KMZ, GPX, XLSX
    Written  the same, Darwin Core (.dwc.csv), STIX 2.1 locations (.stix.json), Markdown (.md)

    A case (.yaml) becomes a table of its claims in CSV, TSV, XLSX or Markdown, one row a claim; edited, it goes back
    into the case: rows with a claim's id change it, others are added, and what has no row stays. In every other format
    it becomes its answer: areas or centers of each account, with what was said and how it was read.

    Positions are columns of degrees under a usual name, geometries, or a column of WKT. Text stays text. A row whose
    position is none is kept, and the column position_reason says why.
    """  # noqa: D301 - click wants the character
    if source.lower().endswith(CASES) or form == "case" or output.lower().endswith(CASES):
        from geoevents.cli.casetable import from_case, into_case

        if lon or lat or locality or head:
            raise click.UsageError("--lon, --lat, --locality and --head are for tables of positions.")
        if as_json and output == "-":
            raise click.UsageError("--json and -o - both want standard output.")
        with_case = source.lower().endswith(CASES) or form == "case"
        if with_case:
            document = from_case(voice, source, output, target, formulas, grain_m)
        else:
            if grain_m is not None:
                raise click.UsageError("--generalise is for the answer of a case.")
            document = into_case(voice, source, output, form, encoding, layer)
        if as_json:
            put_json(None, document)
        return
    if grain_m is not None:
        raise click.UsageError("--generalise is for the answer of a case.")
    from geoevents.bulk.reformat import convert_file
    from geoevents.read.positions import NOTHING_THERE
    from geoevents.write.atomic import undone_when_ended
    from geoevents.write.rows import target_format

    if as_json and output == "-":
        raise click.UsageError("--json and -o - both want standard output.")
    written_as = target_format(output, target)
    with undone_when_ended():
        done = convert_file(
            source,
            output,
            form=form,
            target_form=target,
            formulas=formulas,
            lon=lon,
            lat=lat,
            encoding=encoding,
            layer=layer,
            head=head,
            locality=locality,
        )
    for note in done.notes:
        voice.warn(note)
    bad = {why: count for why, count in done.reasons.items() if why not in NOTHING_THERE}
    if bad:
        told = ", ".join(f"{count:,} {why}" for why, count in bad.items())
        voice.warn(f"rows without a usable position, said in position_reason: {told}")
    if done.in_metres:
        voice.warn(done.in_metres)
    count, left_out, replaced = done.written.rows, done.written.left_out, done.written.replaced
    if left_out:
        voice.warn(f"{left_out:,} rows have no position and are left out: {written_as} holds none without.")
    if replaced:
        voice.warn(f"{replaced:,} characters that XML cannot hold are replaced by \ufffd.")
    if done.rows and not done.knows_where and written_as not in _FLAT:
        voice.warn("no column says where rows lie: name them with --lon and --lat, or words with --locality.")
    if as_json:
        put_json(
            None,
            {
                "output": output,
                "format": written_as,
                "rows": done.rows,
                "placed": done.placed,
                "written": count,
                "left_out": left_out,
                "reasons": dict(done.reasons),
                "columns": done.columns,
                "notes": list(done.notes),
            },
        )
    elif output != "-":
        voice.note(f"wrote {output}: {counted(count, 'row')}, {done.placed:,} with a position")
