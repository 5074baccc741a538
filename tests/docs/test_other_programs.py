"""Blocks that need other people's programs are run where these are: the rest of the tests needs none of them."""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "how-to" / "other-programs.md"
NEEDS = re.compile(r"needs (.+)")
WARNED = re.compile(r"^/.*Warning: .*\n(  .*\n)?", re.M)
"""What the libraries of fio warn one another of."""
# The command stands beside the interpreter.
PATH = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])


def needed(reason: str | None) -> list[str]:
    found = NEEDS.fullmatch(reason or "")
    return found[1].split(" and ") if found else []


def test_blocks_that_are_not_run_name_the_programs(run_blocks: ModuleType) -> None:
    reasons = [block.not_run for block in run_blocks.blocks(PAGE.read_text(encoding="utf-8")) if block.not_run]
    assert len(reasons) >= 4
    assert {program for one in reasons for program in needed(one)} == {"ogr2ogr", "fio", "jq"}


@pytest.mark.parametrize("programs", [["ogr2ogr"], ["jq"], ["fio", "jq"]], ids="-".join)
def test_other_programs_take_and_give_what_the_page_shows(
    run_blocks: ModuleType, tmp_path: Path, programs: list[str]
) -> None:
    missing = [one for one in (*programs, "bash") if shutil.which(one) is None]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}")
    (tmp_path / "data").symlink_to(ROOT / "data")
    environment = os.environ | {"PATH": PATH, "PYTHONWARNINGS": "ignore"}
    for block in run_blocks.blocks(PAGE.read_text(encoding="utf-8")):
        if block.lang != "console" or not set(needed(block.not_run)) <= set(programs):
            continue
        for found in run_blocks._COMMAND.finditer(block.body):
            if block.not_run is None and "few.parquet" in found["command"]:
                continue  # a block of Python makes it
            ran = subprocess.run(
                ["bash", "-o", "pipefail", "-c", found["command"]],
                cwd=tmp_path,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            assert ran.returncode == 0, f"{found['command']}\n{ran.stdout}"
            printed = WARNED.sub("", ran.stdout)
            shown = found["printed"]
            same = doctest.OutputChecker().check_output(shown, printed, doctest.ELLIPSIS)
            assert same or (not shown and not printed), f"{found['command']}\n{printed}"
