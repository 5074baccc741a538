"""CASE: read a case file, and let options stand in for its settings."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import click

from geoevents.cli import options
from geoevents.model import Case


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
