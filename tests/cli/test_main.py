"""The command that holds all others."""

from __future__ import annotations

import pytest

from geoevents.cli.main import run


@pytest.mark.parametrize(("typed", "meant"), [("locat", "locate"), ("mapp", "map"), ("enrcih", "enrich")])
def test_a_slip_in_a_command_is_met_with_what_is_like_it(typed, meant, capsys):
    assert run([typed]) == 2
    assert f"No such command '{typed}'. Did you mean '{meant}'?" in capsys.readouterr().err


def test_what_is_like_no_command_is_refused(capsys):
    assert run(["zzz"]) == 2
    said = capsys.readouterr().err
    assert "No such command 'zzz'" in said
    assert "Did you mean" not in said
