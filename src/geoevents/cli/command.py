"""What all commands share: `-q` and `-v`, examples under the help, negative coordinates, what is read and put out."""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import click

_NEGATIVE = re.compile(r"[-−]\s*\.?\d")
# No argument of a process can hold this character, so it marks a minus sign and nothing else.
_MARK = "\0"


@dataclass(frozen=True, slots=True)
class Voice:
    """How much to say beside the answer, on standard error."""

    quiet: bool = False
    verbose: bool = False

    def warn(self, text: str) -> None:
        """Say something that may change how the answer is taken; silent with `-q`."""
        if not self.quiet:
            click.echo(f"warning: {text}", err=True)

    def note(self, text: str) -> None:
        """Say what was done; silent with `-q`."""
        if not self.quiet:
            click.echo(text, err=True)

    def progress(self, text: str) -> None:
        """Say what takes its time, to somebody who waits at a terminal."""
        if not self.quiet and sys.stderr.isatty():
            click.echo(text, err=True)

    def detail(self, text: str) -> None:
        """Say it only with `-v`."""
        if self.verbose:
            click.echo(text, err=True)


class Command(click.Command):
    """A command whose help ends with examples and whose arguments may begin with a minus sign."""

    def __init__(self, *args: Any, examples: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = tuple(examples)
        self.context_settings.setdefault("help_option_names", ["-h", "--help"])
        self.params.append(click.Option(["-q", "--quiet"], is_flag=True, help="Say nothing beside the answer."))
        self.params.append(click.Option(["-v", "--verbose"], is_flag=True, help="Say more on standard error."))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Let "-33.87, 151.2" through as an argument, without `--`."""
        valued = {
            name
            for option in self.params
            if isinstance(option, click.Option) and not option.is_flag and not option.count
            for name in option.opts
        }
        before = ""
        marked = []
        for arg in args:
            negative = before not in valued and _NEGATIVE.match(arg)
            marked.append(_MARK + arg if negative else arg)
            before = arg
        return super().parse_args(ctx, marked)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command with its voice as `ctx.obj`."""
        ctx.obj = Voice(quiet=ctx.params.pop("quiet"), verbose=ctx.params.pop("verbose"))
        if os.environ.get("NO_COLOR"):
            ctx.color = False
        began = time.perf_counter()
        answer = super().invoke(ctx)
        ctx.obj.detail(f"took {time.perf_counter() - began:.2f} s")
        return answer

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples as they are typed."""
        if self.examples:
            with formatter.section("Examples"):
                for example in self.examples:
                    formatter.write(f"  {example}\n")


def joined(ctx: click.Context, param: click.Parameter, value: Sequence[str]) -> str:
    """Make one text of the words that the shell split, and take off the mark that let a minus sign through."""
    text = " ".join(value).replace(_MARK, "").strip()
    if not text:
        raise click.BadParameter("is empty.", ctx=ctx, param=param)
    return text


def text_argument(name: str, metavar: str) -> Callable[[Any], Any]:
    """Declare an argument that is free text, quoted or not."""
    return click.argument(name, metavar=metavar, nargs=-1, required=True, callback=joined)


json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of text.")


def output_option(what: str, *, required: bool = False, default: str | None = None) -> Callable[[Any], Any]:
    """Declare `-o/--output FILE`; "-" is standard output."""
    return click.option(
        "-o",
        "--output",
        metavar="FILE",
        type=click.Path(dir_okay=False, allow_dash=True),
        required=required,
        default=default,
        help=what,
    )


def bytes_of(source: str, most: int) -> bytes:
    """Read a file, or standard input for "-": one byte more than may be, by which what is too long is known."""
    if source == "-":
        return sys.stdin.buffer.read(most + 1)
    with open(source, "rb") as stream:
        return stream.read(most + 1)


def put_json(output: str | None, document: Mapping[str, Any]) -> None:
    """Write one JSON document; NaN and infinity are refused, because JSON has neither."""
    put(output, json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False))


def put(output: str | None, text: str) -> None:
    """Write text to a file as a whole, or to standard output for None and "-"."""
    if output is None or output == "-":
        click.echo(text, nl=not text.endswith("\n"))
        return
    from geoevents.write.atomic import write_whole

    write_whole(output, text if text.endswith("\n") else text + "\n")
