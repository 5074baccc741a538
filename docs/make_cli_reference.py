"""Write docs/reference/cli.md from the commands themselves: `python docs/make_cli_reference.py`.

A test holds the page to what this prints, so it is run again whenever a command changes.
"""

from __future__ import annotations

import html
import inspect
from collections.abc import Iterator
from pathlib import Path

import click

from geoevents.cli.main import COMMANDS, group

PAGE = Path(__file__).parent / "reference" / "cli.md"
HEAD = """\
# Command line

Made from the commands by `docs/make_cli_reference.py`. `geoevents COMMAND --help` prints the same.

Every command also knows `-q` (say nothing beside the answer), `-v` (say more, on standard error) and `-h`. The answer
goes to standard output, everything else to standard error; `-` is standard input or output where a file is asked for. A
file is replaced when all of it is written, or not at all. `NO_COLOR` is obeyed. What `--json` prints: [JSON](json.md).

| exit code | |
|---|---|
| 0 | done |
| 1 | the data is wrong: the message names the file, the line, the value and the cure |
| 2 | the command line is wrong, or a file is missing |
| 3 | the answer is "no", "depends" or "undecided", and `--fail` asked for it; or a ledger does not replay |
| 130 | interrupted |

| variable | |
|---|---|
| `GEOEVENTS_DATA` | the folder of border datasets and places of your own |
| `GEOEVENTS_ENGINE` | `numpy` leaves the compiled core out |
| `GEOEVENTS_BROWSER` | the Chromium, Chrome or Edge that saves pages for `map --png` and `--pdf` |
| `GEOEVENTS_USER_AGENT` | who asks Nominatim, with `places find --online` |
| `GEOEVENTS_DEBUG` | `1` shows where an unexpected error was raised |
"""
# Said once, in the head of the page. Click gives its own help option a name that depends on its version.
SHARED = {"quiet", "verbose"}


def page() -> str:
    """Give the whole page."""
    context = click.Context(group, info_name="geoevents")
    listed = [f"| [`geoevents {name}`](#{name}) | {what} |" for name, (_, what) in COMMANDS.items()]
    parts = [HEAD, "\n".join(["| command | |", "|---|---|", *listed]) + "\n"]
    for name in COMMANDS:
        command = group.get_command(context, name)
        assert command is not None  # noqa: S101 - COMMANDS names what there is
        parts += list(_sections(command, click.Context(command, info_name=name, parent=context), 2))
    return "\n".join(parts)


def _sections(command: click.Command, context: click.Context, level: int) -> Iterator[str]:
    path = context.command_path.removeprefix("geoevents ")
    anchor = path.replace(" ", "-")
    yield f"{'#' * level} {path} {{ #{anchor} }}\n\n{_prose(command.help or '')}\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None  # noqa: S101 - as above
            yield from _sections(child, click.Context(child, info_name=name, parent=context), level + 1)
        return
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    yield f"```text\n{usage}\n```\n"
    rows = [
        f"| {_names(record[0])} | {_cell(record[1])} |"
        for one in command.params
        if isinstance(one, click.Option) and one.name not in SHARED and (record := one.get_help_record(context))
    ]
    if rows:
        yield "\n".join(["| option | |", "|---|---|", *rows]) + "\n"
    examples = "\n".join(getattr(command, "examples", ()))
    yield f"```sh\n{examples}\n```\n"


def _prose(text: str) -> str:
    """Paragraphs as paragraphs; what click is told to leave as it stands, as it stands."""
    told = []
    for paragraph in inspect.cleandoc(text).split("\n\n"):
        if paragraph.startswith("\b"):
            told.append("```text\n" + paragraph.removeprefix("\b").strip("\n") + "\n```")
        else:
            told.append(" ".join(paragraph.split()).replace("<", "\\<").replace("*", "\\*"))
    return "\n\n".join(told)


def _names(names: str) -> str:
    # A pipe in backticks ends a cell for some readers of Markdown, and keeps its backslash for others.
    return f"<code>{html.escape(names, quote=False).replace('|', '&#124;')}</code>"


def _cell(text: str) -> str:
    told = html.escape(" ".join(text.split()), quote=False)
    return told.replace("|", "&#124;").replace("*", "\\*").replace("_", "\\_")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
