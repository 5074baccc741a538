"""CASE: read a case file, and let options stand in for its settings."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

import click

from geoevents.cli import options
from geoevents.model import Case, Solution, Verdict

_FEATURES = re.compile(rb'\{.{0,4000}?"(type|features|geometry|properties)"\s*:', re.DOTALL)
Result = TypeVar("Result", Solution, Verdict)


def scenario_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Declare the options that overrule a case's own settings; None leaves what the file says."""
    for decorate in (
        click.option(
            "--convention",
            metavar="NAME",
            callback=options.known_convention,
            help="What a written number leaves open: gbif-2020, gbif-2004, decimal or exact.",
        ),
        click.option(
            "--border-error",
            type=click.Choice(["none", "stated"]),
            help="Take the border as drawn, or let it be off by as much as its dataset states.",
        ),
        click.option(
            "--edges",
            type=click.Choice(["planar", "geodesic"]),
            help="How a border runs between its vertices: straight on the map, or the shortest way on the ground.",
        ),
        click.option(
            "--about",
            metavar="TIMES",
            type=click.FloatRange(min=1, max=100),
            help='How many times wider "about" makes a number: 1 is no wider than the bare number.',
        ),
        click.option(
            "--distance",
            type=click.Choice(options.DISTANCES),
            help=options.DISTANCE_HELP,
        ),
        click.option("--borders", metavar="NAME", callback=options.known_dataset, help="Border dataset to solve on."),
    ):
        function = decorate(function)
    return function


def _grain(ctx: click.Context, param: click.Parameter, value: str | None) -> float | None:
    if value is None:
        return None
    from geoevents.errors import QuantityError
    from geoevents.reasoning.redact import grain_from

    try:
        return grain_from(value)
    except QuantityError as error:
        raise click.BadParameter(str(error), ctx=ctx, param=param) from error


generalise_option = click.option(
    "--generalise",
    "grain_m",
    metavar="LENGTH",
    callback=_grain,
    help="Publish coarse positions only (10km), and withhold every word that tells more.",
)


def coarse(result: Result, grain_m: float | None) -> Result:
    """Give the coarse result where a grain is asked for, else the result itself."""
    if grain_m is None:
        return result
    from geoevents.reasoning.redact import generalised

    return generalised(result, grain_m)


def checked_coarsely(case: Case, grain_m: float) -> Verdict:
    """Check a case and give the coarse verdict."""
    from geoevents.reasoning.check import check

    return coarse(check(case), grain_m)


def marked(document: Mapping[str, Any], grain_m: float | None) -> Mapping[str, Any]:
    """Say first in a JSON document that its positions are coarse."""
    if grain_m is None:
        return document
    from geoevents.write.json import generalised_json

    return generalised_json(document, grain_m)


def table_in_stdin(form: str | None) -> io.BufferedReader | None:
    """Give standard input where it holds a table: features of GeoJSON, or what `form` says; None for a case.

    A case is left as it is, to be read from standard input.
    """
    buffer = sys.stdin.buffer
    first = buffer.peek(1) if isinstance(buffer, io.BufferedReader) else b""
    if form is None and not _FEATURES.match(first.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\x1e")):
        return None
    return io.BufferedReader(_Rest(buffer), 1 << 20)


class _Rest(io.RawIOBase):
    """What a buffer still has, for another one that can look further ahead."""

    def __init__(self, buffer: Any) -> None:
        self.buffer = buffer

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, into: Any) -> int:
        """Take what is there."""
        found = self.buffer.read1(len(into))
        into[: len(found)] = found
        return len(found)


def read(
    case_file: str,
    *,
    borders: str | None = None,
    edges: str | None = None,
    border_error: str | None = None,
    convention: str | None = None,
    distance: str | None = None,
    about: float | None = None,
) -> Case:
    """Read a case from a file, or from standard input for "-", with the options' choices in place of its settings.

    Raises
    ------
    CaseError
        With everything that is wrong in the file.
    """
    from geoevents.read.case import read_case

    case = read_case(sys.stdin if case_file == "-" else case_file)
    options.warn_of_unusable()
    own = case.settings
    settings = replace(
        own,
        borders=borders or own.borders,
        edges=edges or own.edges,
        border_error=border_error or own.border_error,
        convention=convention or own.convention,
        distance=distance or own.distance,
        about=about or own.about,
    )
    return case if settings == own else replace(case, settings=settings)
