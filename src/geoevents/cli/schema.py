"""`geoevents schema`: what a case file may hold, for editors and validators."""

from __future__ import annotations

import click

from geoevents.cli.command import Command, Voice, output_option, put_json


@click.command("schema", cls=Command, examples=("geoevents schema -o case.schema.json",))
@output_option("Write it to this file instead of standard output.")
@click.pass_obj
def command(voice: Voice, output: str | None) -> None:
    """Print the JSON Schema of case files.

    Editors that know it show what a key means, offer what may stand there, and mark what is wrong as it is typed.
    """
    from geoevents.read.case import case_schema

    put_json(output, case_schema())
    if output not in (None, "-"):
        voice.note(f"wrote {output}")
