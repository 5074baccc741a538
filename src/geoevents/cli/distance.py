"""`geoevents distance`: how far a point is from a border, on which side, and how far datasets differ."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click

from geoevents.cli import options, wording
from geoevents.cli.command import Command, Voice, json_option, put_json, text_argument
from geoevents.cli.point import Choices, Point, resolve
from geoevents.model import BorderDistance, Measurement


@click.command(
    "distance",
    cls=Command,
    examples=(
        'geoevents distance "19°52\'04.738\\"N 2°53\'38.101\\"E" --to DZ --borders all',
        'geoevents distance "50.47099, 23.93432" --to PL-UA',
        'geoevents distance "-33.87, 151.2" --kind maritime --json',
        'geoevents distance "2 km inside Algeria and near Tinzaouatine"',
        'geoevents distance "3.5 km southeast of 19.95333 N 2.96667 E" --density normal',
        "geoevents distance Tessalit --to DZ",
    ),
)
@text_argument("point", "POINT")
@click.option(
    "--to",
    metavar="AA-BB|AA|nearest",
    default="nearest",
    show_default=True,
    help="Border between two countries, the nearest of one country, or the nearest of all.",
)
@options.kind_option("land")
@options.borders_or_all_option
@options.edges_option
@options.border_error_option
@options.convention_option
@click.option(
    "--density",
    type=click.Choice(["uniform", "normal"]),
    default="uniform",
    show_default=True,
    help="For the side: all of an area alike, or most likely where the words point, with 95 % in each interval.",
)
@options.country_option
@options.pick_option
@json_option
@click.pass_obj
def command(
    voice: Voice,
    point: str,
    to: str,
    kind: str,
    borders: str,
    edges: str,
    border_error: str,
    convention: str,
    density: str,
    country: str | None,
    pick: int | None,
    as_json: bool,
) -> None:
    """Say how far POINT is from a border, and on which side.

    POINT is coordinates (degrees, DMS, MGRS, UTM, a full plus code), a place, or a locality phrase, tried in this
    order; "coords:" or "name:" in front of it allow only the one. Latitude comes first where no hemisphere is
    written. A minus sign needs no "--".
    """
    if borders == "all":
        options.warn_of_unusable()
    first = options.BORDERS if borders == "all" else borders
    meant = resolve(point, Choices(country, pick, convention, first, border_error, edges, density))
    for warning in meant.warnings:
        voice.warn(warning)
    from geoevents.reasoning.measure import measure

    measured = measure(
        meant.lon,
        meant.lat,
        to=to,
        borders=borders,
        kind=kind,
        edges=edges,
        border_error=border_error,
        region=meant.region,
        radius_m=meant.radius_m,
        density=meant.density,
    )
    for warning in (*measured.warnings, *_swapped(meant, measured, to, country)):
        voice.warn(warning)
    if as_json:
        from geoevents.write.json import measurement_json

        put_json(None, measurement_json(measured, point))
    else:
        click.echo(_say(measured, meant, border_error))


def _swapped(meant: Point, measured: Measurement, to: str, country: str | None) -> Iterator[str]:
    """Warn of a pair that lies in none of the countries that were named, and with longitude first would."""
    named = measured.results[0].border.split("-") if to != "nearest" else []
    if meant.where is None or not (named or country):
        return
    from geoevents.gazetteer.countries import code_of
    from geoevents.reasoning.swapped import swapped_warning

    codes = {*named, *([code_of(country)] if country else [])}
    warning = swapped_warning(meant.where, codes, measured.results[0].dataset)
    if warning:
        yield warning


def _say(measured: Measurement, meant: Point, border_error: str) -> str:
    first = measured.results[0]
    lines = [click.style(_headline(measured), bold=True), "", _table(measured, border_error), ""]
    if measured.spread_m is not None:
        lines.append(f"The datasets differ by {wording.distance(measured.spread_m)}.")
    lines.append(_meant(meant))
    if first.status not in ("", "agreed"):
        lines.append(f"This border is {first.status} ({first.dataset}).")
    if measured.density != "uniform":
        lines.append(f"Side with the density {measured.density}: most likely where the words point.")
    return "\n".join(lines)


def _headline(measured: Measurement) -> str:
    first, *others = measured.results
    told = f"{wording.distance(first.distance_m)} from the {wording.border(first.border)}, {_side(first)}"
    if len(others) == 1:
        told += f" ({others[0].dataset} says {wording.distance(others[0].distance_m)})"
    elif others:
        least, most = (wording.distance(end(other.distance_m for other in others)) for end in (min, max))
        told += f" ({len(others)} other datasets say {least if least == most else f'{least} to {most}'})"
    return told


def _side(result: BorderDistance) -> str:
    if result.countries_as_drawn is None:
        return f"on which side is not said ({result.country_reason})"
    if result.side == "undetermined":
        return f"on which side is not certain (drawn in {wording.countries(result.countries_as_drawn)})"
    if result.side == "none":
        return "at sea or in no man's land"
    if result.side in result.border.split("-"):
        return f"on the {wording.country(result.side)} side"
    return f"in {wording.country(result.side)}"


def _table(measured: Measurement, border_error: str) -> str:
    rows = []
    for result in measured.results:
        widen = 0.0 if border_error == "stated" else result.border_uncertainty_m
        rows.append(
            (
                result.dataset,
                wording.distance(result.distance_m),
                wording.distance_range(max(0.0, result.low_m - widen), result.high_m + widen),
                "not said" if result.countries_as_drawn is None else wording.likely(result.p_side),
                wording.position(result.nearest_lon, result.nearest_lat, 5),
                wording.azimuth(result.azimuth_deg),
            )
        )
    return wording.table(("border", "distance", "could be", "side", "nearest point", "azimuth"), rows)


def _meant(meant: Point) -> str:
    if meant.region is not None:
        return f"The phrase allows an area; measured from {wording.position(meant.lon, meant.lat)}, its center."
    if meant.taken_for.endswith("coordinates"):
        grain = f"{meant.radius_m * 100:.0f} cm" if meant.radius_m < 1 else wording.distance(meant.radius_m)
        return (
            f"Point as written ({re.sub(' coordinates$', '', meant.taken_for)}): good to {grain} at best. "
            "How good the position is, the source does not say."
        )
    extent = f", extent {wording.distance(meant.radius_m)}" if meant.radius_m else ""
    return f"Measured from {meant.taken_for}{extent}."
