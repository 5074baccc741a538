"""`geoevents point-radius`: a locality in the calculator's terms, to a point and a radius."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from geoevents.cli import options
from geoevents.cli.asked import asked_of, asked_options, csv_option
from geoevents.cli.command import Command, Voice, json_option, output_option, put, put_json

if TYPE_CHECKING:
    from geoevents.coordinates import Coordinates
    from geoevents.model import Place
    from geoevents.pointradius import PointRadius


@click.command(
    "point-radius",
    cls=Command,
    examples=(
        'geoevents point-radius --at "35°24\'21\\"N 118°51\'25\\"W" --offset "10 mi ENE" --extent "2 mi" --datum NAD27'
        ' --source "USGS 1:24000" --measurement-error "0.007 mi" --distance-precision "10 mi" --calculator',
        'geoevents point-radius --at "35.4178 N 118.9817 W" --offset "3 mi N" --offset "2 mi E" --extent "2 mi" --json',
        'geoevents point-radius --at Kidal --country ML --offset "30 km"',
        'geoevents point-radius --at "-33.87, 151.2" --datum WGS84 --source GPS --measurement-error "8 m"',
    ),
)
@click.option("--at", metavar="POINT", required=True, help="Coordinates or a place to start from.")
@click.option(
    "--offset",
    "offsets",
    metavar="TEXT",
    multiple=True,
    help='"10 mi ENE", "5 mi" without a heading, or twice at right angles.',
)
@click.option("--along-path", is_flag=True, help="The offset runs along a path, and POINT is where it ends.")
@click.option("--locality", metavar="TEXT", default="", help="The words as they stand, for verbatimLocality.")
@asked_options("--extent")
@click.option("--calculator", is_flag=True, help="Give what the Georeferencing Calculator prints, in its datum.")
@options.convention_option
@options.about_option
@options.country_option
@options.pick_option
@output_option("Write the JSON document, or the CSV, to this file.")
@json_option
@csv_option
@click.pass_obj
def command(voice: Voice, /, at: str, offsets: tuple[str, ...], **given: Any) -> None:
    """Give a locality as a point and a radius in Darwin Core terms, by the point-radius method.

    Both modes are shown: what the Georeferencing Calculator (georeferencing.org) prints, and the same on geodesics, in
    WGS 84. Without --datum nobody knows the datum of coordinates, and what that costs is added.
    """
    from geoevents.errors import GeoEventsError
    from geoevents.pointradius.request import leg_or_distance
    from geoevents.pointradius.result import CALCULATOR, GEODESIC
    from geoevents.pointradius.verb import answered, request_at

    if given["as_csv"] and given["as_json"]:
        raise click.UsageError("Give --csv or --json, not both.")
    start = _start(at, given["country"], given["pick"])
    distance, legs = leg_or_distance(offsets)
    request = request_at(
        start,
        distance,
        legs,
        asked_of(given),
        along_path=given["along_path"],
        locality=given["locality"],
        convention=given["convention"],
        about=given["about"],
    )
    mode, other = (CALCULATOR, GEODESIC) if given["calculator"] else (GEODESIC, CALCULATOR)
    found = answered(request, mode)
    beside: PointRadius | None = None
    reason = ""
    try:
        beside = answered(request, other)
    except GeoEventsError as error:
        reason = str(error)
    if given["as_csv"]:
        from geoevents.write.georeference import darwin_core_csv

        put(given["output"], darwin_core_csv([found.darwin_core]))
    elif given["as_json"] or given["output"]:
        from geoevents.write.georeference import point_radius_json

        document = {
            "query": at,
            **point_radius_json(found),
            other: None if beside is None else point_radius_json(beside),
            "reason": reason or None,
            "darwin_core": found.darwin_core.terms,
        }
        put_json(given["output"], document)
    quiet = given["as_json"] or (given["as_csv"] and given["output"] is None)
    if not quiet and given["output"] != "-":
        click.echo(_say(found, beside, reason))
    if request.datum is None:
        shift = dict(found.contributions)["datum"]
        voice.warn(f"The datum is not recorded, which adds {shift:,.0f} m; give --datum where it is known.")


def _start(text: str, country: str | None, pick: int | None) -> Coordinates | Place:
    """Find what to start from: coordinates with their digits, or one candidate of a place name."""
    from geoevents.coordinates import looks_like_coordinates, parse_coordinates
    from geoevents.errors import CoordinateError

    try:
        return parse_coordinates(text)
    except CoordinateError:
        if looks_like_coordinates(text):
            raise
    from geoevents.cli.point import Choices, place_named

    return place_named(text, Choices(country, pick))


def _say(found: PointRadius, beside: PointRadius | None, reason: str) -> str:
    from geoevents.cli.georeference import answer_line, contributions_table, terms_table

    lines = [click.style(answer_line(found), bold=True)]
    lines.append(answer_line(beside) if beside is not None else f"Not the other way: {reason}")
    lines += ["", f"Locality type: {found.kind}", ""]
    lines.append(contributions_table([found] if beside is None else [found, beside]))
    lines += ["", "Darwin Core", terms_table(found.darwin_core)]
    return "\n".join(lines)
