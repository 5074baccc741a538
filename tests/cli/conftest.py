"""Running command lines as a person does, in a directory of their own."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from geoevents.cli.main import run

ROOT = Path(__file__).parents[2]
FOUNDING = ROOT / "data" / "cases" / "tinzaouatine-2025.yaml"


@dataclass(frozen=True)
class Ran:
    """What a command line gave back."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output, which must be one JSON document and nothing else."""
        return json.loads(self.out)


Runner = Callable[..., Ran]


@pytest.fixture
def geoevents(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """Run a command line in an empty directory; nothing may come back as a traceback."""
    monkeypatch.chdir(tmp_path)

    def runner(*arguments: str) -> Ran:
        capsys.readouterr()
        code = run(arguments)
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        assert "should not happen" not in err, err
        return Ran(code, out, err)

    return runner


@pytest.fixture
def founding() -> str:
    return os.fspath(FOUNDING)
