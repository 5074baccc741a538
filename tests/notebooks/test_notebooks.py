"""The notebooks run, show what they print, and keep little."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType

import nbformat
import pytest

import geoevents as ge

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
TITLES = (
    "The founding case in ten minutes",
    "Distance to the border for a table of events",
    "Why border data matters",
    "Your own case",
)


@pytest.fixture(scope="module")
def runner() -> ModuleType:
    spec = importlib.util.spec_from_file_location("run_notebooks", FOLDER / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_there_are_four() -> None:
    read = [nbformat.read(path, as_version=4) for path in NOTEBOOKS]
    assert tuple(one.cells[0].source.splitlines()[0].removeprefix("# ") for one in read) == TITLES
    for one in read:
        nbformat.validate(one)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs_and_shows_what_it_prints(path: Path, runner: ModuleType) -> None:
    kept, ran = nbformat.read(path, as_version=4), runner.run(path)
    assert runner.texts(ran) == runner.texts(kept), "run python notebooks/run.py"


def test_a_dataset_of_ones_own_changes_nothing_in_the_third(runner: ModuleType, squares: Path) -> None:
    ge.register_borders(squares, "squares", error="100 m")
    path = NOTEBOOKS[2]
    assert runner.texts(runner.run(path)) == runner.texts(nbformat.read(path, as_version=4))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_code_reads_no_file_beside_the_notebook(path: Path) -> None:
    code = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert not any("../" in source for source in code)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_little_is_kept(path: Path) -> None:
    assert path.stat().st_size < 150_000
    text = path.read_text(encoding="utf-8")
    for word in (str(Path.home()), os.fspath(FOLDER.parent), "<iframe", "Traceback", "Warning"):
        assert word not in text
    for cell in nbformat.read(path, as_version=4).cells:
        assert not cell.metadata
        assert all(output.output_type != "error" for output in cell.get("outputs", []))


def test_large_outputs_are_left_out(runner: ModuleType) -> None:
    output = nbformat.v4.new_output("execute_result", data={"text/plain": "<Map>", "text/html": "x" * 100_000})
    runner._shorten(output)
    assert output.data["text/plain"] == "<Map>"
    assert runner.LEFT_OUT in output.data["text/html"]
