"""What the README shows is what the program prints."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from geoevents.cli.main import run

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PLAIN = [
    line
    for lang, block in re.findall(r"^```(\w*)\n((?:(?!```).*\n)*)```$", README, re.M)
    for line in block.splitlines()
    if not lang and line.startswith("geoevents ")
]
SHOWN = re.findall(r"^```console\n\$ (.+)\n((?:.*\n)*?)```$", README, re.M)


def test_readme_shows_runs() -> None:
    assert len(SHOWN) >= 3


@pytest.mark.parametrize(("command", "printed"), SHOWN, ids=[command[:40] for command, _ in SHOWN])
def test_readme_shows_what_is_printed(
    command: str, printed: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    program, *arguments = shlex.split(command)
    assert program == "geoevents"
    assert run(arguments) == 0
    assert capsys.readouterr().out == printed


def test_readme_python_runs(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    (code,) = re.findall(r"^```python\n((?:.*\n)*?)```$", README, re.M)
    exec(compile(code, "README.md", "exec"), {})  # noqa: S102 - our own text
    assert capsys.readouterr().out.startswith("inconsistent ")


def test_readme_commands_can_be_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").symlink_to(ROOT / "data")
    monkeypatch.chdir(tmp_path)
    assert len(PLAIN) >= 6
    for command in PLAIN:
        arguments = shlex.split(command)[1:]
        assert run(arguments) == 0, command
        written = [arguments[at + 1] for at, word in enumerate(arguments) if word in ("-o", "--png", "--pdf")]
        assert all((tmp_path / name).stat().st_size > 0 for name in written), command
