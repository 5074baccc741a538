"""The reference of the command line is made from the commands, and is current."""

from __future__ import annotations

from types import ModuleType

import click

from geoevents.cli.main import COMMANDS, group


def test_reference_is_current(cli_reference: ModuleType) -> None:
    shown = cli_reference.PAGE.read_text(encoding="utf-8")
    assert shown == cli_reference.page(), "run python docs/make_cli_reference.py"


def test_every_option_of_every_command_is_in_it(cli_reference: ModuleType) -> None:
    page = cli_reference.page()
    for name in COMMANDS:
        command = group.get_command(click.Context(group), name)
        assert command is not None
        section = page.partition(f"## {name} {{ #{name} }}")[2].partition("\n## ")[0]
        for option in command.params:
            if isinstance(option, click.Option) and option.name not in cli_reference.SHARED:
                assert option.opts[0] in section, (name, option.opts)
