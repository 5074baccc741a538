"""`geoevents new`: a case file to begin with."""

from __future__ import annotations

import os

import click

from geoevents.cli.command import Command, Voice, output_option, put


@click.command("new", cls=Command, examples=("geoevents new", "geoevents new -o my-case.yaml"))
@output_option("Write it to this file instead of standard output.")
@click.option("--force", is_flag=True, help="Replace the file if it is there already.")
@click.pass_obj
def command(voice: Voice, output: str | None, force: bool) -> None:
    """Write a case file to begin with: every part once, with a line on what it is for."""
    from geoevents.read.case import skeleton

    if output not in (None, "-") and os.path.lexists(output) and not force:
        raise click.BadParameter(f"{output} is there already; --force replaces it.", param_hint="'-o'")
    put(output, skeleton())
    if output not in (None, "-"):
        voice.note(f"wrote {output}; read it with: geoevents check {output} --explain")
