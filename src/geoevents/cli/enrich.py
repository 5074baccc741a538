"""`geoevents enrich`: border columns for every row of a table."""

from __future__ import annotations

import json
import sys
import time

import click

from geoevents.cli import options, wording
from geoevents.cli.command import Command, Voice, json_option, put_json


@click.command(
    "enrich",
    cls=Command,
    examples=(
        "geoevents enrich events.csv -o measured.csv",
        "geoevents enrich events.csv -o measured.parquet --to DZ-ML --borders ne-10m",
        "geoevents enrich parts -o measured --engine dask --workers 2",
        "geoevents enrich events.csv -o events.ndjson",
        "geoevents enrich events.csv -o events.xlsx",
        "geoevents enrich events.csv -o -",
    ),
)
@click.argument("table", metavar="TABLE", type=click.Path(exists=True, allow_dash=True))
@click.option(
    "-o",
    "--output",
    metavar="TABLE",
    type=click.Path(allow_dash=True),
    default="-",
    show_default=True,
    help="Where to.",
)
@click.option("--to", metavar="AA-BB|AA|nearest", default="nearest", show_default=True, help="Which border.")
@options.kind_option("land")
@options.borders_option
@options.edges_option
@click.option("--lon", metavar="NAME", help="Column of longitudes, where its name does not say so.")
@click.option("--lat", metavar="NAME", help="Column of latitudes, where its name does not say so.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "tsv", "ndjson", "geojson"]),
    help="Of TABLE, where its name does not say.",
)
@options.encoding_option
@options.layer_option
@options.head_option
@options.locality_option
@options.formulas_option
@click.option("--workers", metavar="N", type=click.IntRange(min=1), help="Threads; by default one a processor.")
@click.option(
    "--engine", type=click.Choice(["local", "dask"]), default="local", show_default=True, help="What runs it."
)
@click.option("--scheduler", metavar="ADDRESS", help="Of a Dask cluster; without it --engine dask starts one here.")
@json_option
@click.pass_obj
def command(
    voice: Voice,
    table: str,
    output: str,
    to: str,
    kind: str,
    borders: str,
    edges: str,
    lon: str | None,
    lat: str | None,
    form: str | None,
    encoding: str | None,
    layer: str | None,
    head: int | None,
    locality: str | None,
    formulas: str,
    workers: int | None,
    engine: str,
    scheduler: str | None,
    as_json: bool,
) -> None:
    """Add the nearest border, its distance and the country as drawn to every row of TABLE.

    TABLE is CSV, TSV, GeoJSON, newline GeoJSON, GeoParquet, FlatGeobuf, GeoPackage, KML, KMZ, GPX or XLSX, and so is
    the output, by its ending; "-" is standard input or output. CSV, TSV, newline GeoJSON and Parquet are read in
    batches, of any size. All columns are kept. Rows without a usable position are kept too, with the reason
    in border_reason. What stood at the output's name before is replaced when all is written. With --engine dask TABLE
    is a Parquet file or a folder of them, and so is the output.

    \b
    Added to every row:
      border                codes of the two countries ("DZ-ML")
      border_distance_m     shortest distance on the ellipsoid, metres
      border_lon, _lat      the nearest point of the border, degrees
      border_azimuth_deg    direction to it, clockwise from north
      country_as_drawn      in which country the dataset draws the position
      neighbour             the country beyond the border
      border_uncertainty_m  by how much the line may be off
      border_dataset        what was measured to
      border_reason         why there is nothing of all this
    """  # noqa: D301 - click wants the character
    from geoevents.atlas import dataset
    from geoevents.atlas.ruler import Wanted
    from geoevents.bulk.startup import spare_pandas
    from geoevents.gazetteer.pairs import border_named
    from geoevents.write.atomic import undone_when_ended

    spare_pandas()
    if scheduler is not None and engine != "dask":
        raise click.UsageError("--scheduler goes with --engine dask.")
    used = dataset(borders)
    wanted = Wanted(borders, border_named(to), kind, edges, used.sha256 if used.registered else "")
    bar = _Bar() if sys.stderr.isatty() and not voice.quiet else None
    with undone_when_ended():
        if engine == "dask":
            from geoevents.bulk.distributed import enrich_on_dask

            if form or encoding or layer or locality or head:
                raise click.UsageError(
                    "--engine dask reads Parquet only: leave --format, --encoding, --layer, --head and --locality out."
                )
            summary = enrich_on_dask(
                table, output, wanted, scheduler=scheduler, lon=lon, lat=lat, workers=workers, progress=bar
            )
        else:
            from geoevents.bulk.local import enrich_file

            formats = (form, None)
            summary = enrich_file(
                table,
                output,
                wanted,
                formats=formats,
                lon=lon,
                lat=lat,
                workers=workers,
                progress=bar,
                encoding=encoding,
                layer=layer,
                head=head,
                locality=locality,
                formulas=formulas,
            )
            for note in summary.notes:
                voice.warn(note)
    if bar is not None:
        bar.close()
    if summary.swapped:
        voice.warn(
            f"{wording.counted(summary.swapped, 'row')} with a latitude beyond 90 where the longitude would fit. "
            "If the columns are swapped, name them with --lon and --lat; in one column the latitude comes first."
        )
    if summary.in_metres:
        voice.warn(summary.in_metres)
    if not used.territories:
        voice.warn(f"{used.name} has only lines: country_as_drawn and neighbour are empty in every row.")
    document = {
        "output": output,
        "rows": summary.rows,
        "located": summary.located,
        "skipped": summary.skipped,
        "reasons": summary.reasons,
        "seconds": round(summary.seconds, 3),
        "rows_per_second": round(summary.rows_per_second, 1),
        "dataset": used.name,
        "date": used.date,
        "licence": used.licence,
        "attribution": used.attribution,
        "territories": used.territories,
    }
    if as_json and output != "-":
        put_json(None, document)
        return
    lines = [
        f"{summary.located:,} of {wording.counted(summary.rows, 'row')} measured to {_aim(wanted.to, kind)} "
        f"in {summary.seconds:.2f} s"
    ]
    if summary.skipped:
        why = ", ".join(f"{count:,} {reason}" for reason, count in summary.reasons.items())
        lines.append(f"{wording.counted(summary.skipped, 'row')} kept without a position: {why}")
    off = wording.distance(used.uncertainty_m)
    credit = f"{used.name} ({used.date}), mostly off by up to about {off}; border_uncertainty_m says it of each row."
    lines.append(f"Borders: {credit} {used.attribution}".rstrip())
    if as_json:
        lines = [json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)]
    for line in lines:
        if output == "-":
            voice.note(line)
        else:
            click.echo(line)


def _aim(to: str, kind: str) -> str:
    what = {"land": "land border", "maritime": "border at sea", "any": "border"}[kind]
    if to == "nearest":
        return f"the nearest {what}"
    return f"the {to} {what}" if "-" in to else f"the nearest {what} of {to}"


class _Bar:
    """Rows done, rate and time left, on one line of a terminal."""

    def __init__(self) -> None:
        self.began = self.shown = time.perf_counter()

    def __call__(self, rows: int, share: float) -> None:
        now = time.perf_counter()
        if now - self.shown < 0.2:
            return
        self.shown = now
        rate = rows / (now - self.began)
        left = f", {(now - self.began) * (1 - share) / share:,.0f} s left" if 0 < share <= 1 else ""
        click.echo(f"\r\x1b[K{rows:,} rows, {rate:,.0f} a second{left}", err=True, nl=False)

    def close(self) -> None:
        click.echo("\r\x1b[K", err=True, nl=False)
