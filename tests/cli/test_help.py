"""Every help page, and every example that stands on one."""

from __future__ import annotations

import shlex
import zipfile
from collections.abc import Iterator
from pathlib import Path

import click
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from geoevents.cli.command import Command
from geoevents.cli.main import COMMANDS, group

from .conftest import Runner


def leaves(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command that does something, with the words that call it."""
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            child = command.get_command(click.Context(command), name)
            assert child is not None
            yield from leaves(child, (*path, name))
    else:
        yield path, command


LEAVES = dict(leaves(group))


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_help_ends_with_examples(path: tuple[str, ...], geoevents: Runner) -> None:
    long, short = geoevents(*path, "--help"), geoevents(*path, "-h")
    assert long == short
    assert long.code == 0
    command = LEAVES[path]
    assert isinstance(command, Command)
    assert command.examples
    assert long.out.rstrip().endswith(command.examples[-1])
    assert {"-q", "-v", "-h"} <= {word.rstrip(",") for word in long.out.split()}


def tables_of_examples() -> None:
    """What the examples read, in the current folder."""
    Path("events.csv").write_text("id,lat,lon\n1,19.868,2.894\n2,,\n", encoding="utf-8")
    said = "The Malian army said that a drone crashed on 1 April 2025, 12 km north of Kidal."
    Path("article.txt").write_text(said, encoding="utf-8")
    Path("wells.csv").write_text("name,lon,lat,country\nI-n-Abeg,2.1,19.4,ML\n", encoding="utf-8")
    kidal = "2455290\tKidal\tKidal\tКидаль\t18.44\t1.41\tP\tPPLA\tML\t\t10\t\t\t\t40030\t\t446\t\t\n"
    with zipfile.ZipFile("ML.zip", "w") as archive:
        archive.writestr("ML.txt", kidal)
    Path("parts").mkdir()
    for part in range(2):
        pq.write_table(pa.table({"lat": [19.868], "lon": [2.894]}), f"parts/{part}.parquet")


@pytest.mark.parametrize("path", LEAVES, ids=" ".join)
def test_examples_run(path: tuple[str, ...], geoevents: Runner) -> None:
    tables_of_examples()
    command = LEAVES[path]
    assert isinstance(command, Command)
    for example in command.examples:
        program, *arguments = shlex.split(example)
        assert program == "geoevents"
        ran = geoevents(*arguments)
        assert ran.code == 0, f"{example}\n{ran.err}"
    assert any(example.startswith(f"geoevents {' '.join(path)}") for example in command.examples)


def test_group_lists_every_command_with_its_own_words(geoevents: Runner) -> None:
    page = geoevents("--help").out
    for name, (_, what) in COMMANDS.items():
        assert f"  {name} " in page
        command = group.get_command(click.Context(group), name)
        assert command is not None
        assert what.removesuffix(".")[:30].split()[0] in (command.help or "")


def test_version(geoevents: Runner) -> None:
    ran = geoevents("--version")
    assert ran.code == 0
    assert ran.out.startswith("geoevents ")


def test_mistyped_command(geoevents: Runner) -> None:
    ran = geoevents("distanse", "Kidal")
    assert ran.code == 2
    assert ran.out == ""
    assert "distanse" in ran.err
