"""The group of commands, and the one place where errors become messages and exit codes."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from geoevents import __version__
from geoevents.errors import AmbiguousPlaceError, CaseError, GeoEventsError

# Name: (module, what it does). Each module holds its command as `command`, and is imported only when it is asked for.
COMMANDS = {
    "demo": ("demo", "Solve and draw the founding case, and say what comes out."),
    "new": ("new", "Write a case file to begin with."),
    "extract": ("extract", "Make a draft case file of a news article, for a person to review."),
    "distance": ("distance", "Say how far a point is from a border, and on which side."),
    "locate": ("locate", "Turn a locality phrase into the areas that it allows."),
    "point-radius": ("point_radius", "Give a locality as a point and a radius in Darwin Core terms."),
    "solve": ("solve", "Find where each event of a case can have been."),
    "check": ("check", "Find out which claims of a case can be true together."),
    "diff": ("diff", "Say what a new version of a case changed."),
    "map": ("map", "Draw a case as one HTML file that opens offline."),
    "report": ("report", "Write a case as a document: the answer, the map, the sources, the ledger."),
    "enrich": ("enrich", "Add border columns to every row of a table."),
    "convert": ("convert", "Convert a table between the formats that are read and written."),
    "borders": ("borders", "List borders, show or export one, and add datasets of your own."),
    "places": ("places", "Search the places that phrases can name, and add your own."),
    "schema": ("schema", "Print the JSON Schema of case files."),
    "info": ("info", "Show versions, datasets, licences and checksums."),
}


class Commands(click.Group):
    """A group that knows its commands by name and imports each only when it runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order in which a newcomer needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Import one command; None when there is none of that name."""
        if name not in COMMANDS:
            return None
        loaded = import_module(f"geoevents.cli.{COMMANDS[name][0]}").command
        assert isinstance(loaded, click.Command)  # noqa: S101 - narrows the type for mypy
        return loaded

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; click's own suggestions know only commands that are loaded."""
        name = args[0]
        if name[:1].isalpha() and name not in COMMANDS:
            from difflib import get_close_matches

            close = get_close_matches(name, COMMANDS, n=1)
            if close:
                ctx.fail(f"No such command {name!r}. Did you mean {close[0]!r}?")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, what) for name, (_, what) in COMMANDS.items()])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show where to begin."""
        with formatter.section("Examples"):
            formatter.write("  geoevents demo\n")
            formatter.write('  geoevents distance "19.868 N, 2.894 E" --to DZ --borders all\n')
            formatter.write('  geoevents locate "2 km from the Algerian border"  (geoevents COMMAND --help has more)\n')


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="geoevents", message="%(prog)s %(version)s")
def group() -> None:
    """Where reports say that something happened, what can be true together, and maps that open offline."""


def main() -> None:
    """Run the command line and leave with its exit code."""
    # No command multiplies large matrices, and the threads that OpenBLAS starts for them spin for 0.04 s.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # What is imported stays: it is looked through less often, and at the end goes with the process as it is (0.03 s).
    gc.set_threshold(100_000)
    code = run(sys.argv[1:])
    gc.freeze()
    sys.exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code.

    Parameters
    ----------
    arguments : sequence of str
        What follows the program's name.

    Returns
    -------
    int
        0 done, 1 the data is wrong, 2 the command line is wrong, 3 the answer is no, depends or undecided where
        `--fail` asks for it, 130 interrupted.

    Examples
    --------
    >>> run(["--version"])  # doctest: +ELLIPSIS
    geoevents ...
    0
    """
    _speak_utf8()
    try:
        code = group.main(args=list(arguments), prog_name="geoevents", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("geoevents: interrupted", err=True)
        return 130
    except (BrokenPipeError, SystemExit):
        # The reader has what it wanted (click turns that into an exit, and nothing else here). Without a new place
        # for what is left, the interpreter complains once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.__stdout__.fileno())  # type: ignore[union-attr]
        return 0
    except GeoEventsError as error:
        click.echo(explain(error), err=True)
        return 1
    except OSError as error:
        named = f"{error.filename}: " if error.filename else ""
        click.echo(f"geoevents: {named}{error.strerror or error}", err=True)
        return 1
    except MemoryError:
        click.echo("geoevents: not enough memory for this; try a smaller input.", err=True)
        return 1
    except Exception as error:
        if os.environ.get("GEOEVENTS_DEBUG"):
            raise
        click.echo(
            f"geoevents: this should not happen: {type(error).__name__}: {error}\n"
            "Please report it with the input; GEOEVENTS_DEBUG=1 shows where it was raised.",
            err=True,
        )
        return 1
    return code if isinstance(code, int) else 0


PROBLEMS_SHOWN = 100


def explain(error: GeoEventsError) -> str:
    """Put an error as a person reads it: what, the value, the cure; several problems in columns.

    Examples
    --------
    >>> from geoevents.errors import CoordinateError
    >>> explain(CoordinateError("Latitude 95 is beyond 90.", cure="Write latitude first."))
    'geoevents: Latitude 95 is beyond 90. Write latitude first.'
    """
    if isinstance(error, CaseError):
        return _problems(error)
    if isinstance(error, AmbiguousPlaceError):
        listed = [f"  {number}  {candidate}" for number, candidate in enumerate(error.candidates, 1)]
        return "\n".join([f"geoevents: {error}", *listed])
    return f"geoevents: {error}"


def _problems(error: CaseError) -> str:
    head = str(error).splitlines()[0]
    where = [f"{problem.line}:{problem.column}" if problem.line else "" for problem in error.problems]
    wide = max((len(text) for text in where), default=0)
    what = max((len(problem.what) for problem in error.problems if len(problem.what) <= 40), default=0)
    lines = [
        f"  {place:<{wide}}  {problem.what:<{what}}  {problem.cure}".rstrip()
        for place, problem in zip(where, error.problems, strict=True)
    ]
    more = [f"  and {len(lines) - PROBLEMS_SHOWN:,} more"] if len(lines) > PROBLEMS_SHOWN else []
    return "\n".join([head, *lines[:PROBLEMS_SHOWN], *more])


def _speak_utf8() -> None:
    """Write UTF-8 whatever the locale says: names of places come in every script."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
