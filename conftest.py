"""No test and no example of a docstring reads or writes the data folder of whoever runs them."""

from __future__ import annotations

import itertools
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

_number = itertools.count()

#: Files whose tests take longest: an everyday `pytest` leaves them out, and `make test` runs them.
SLOW = frozenset(
    {
        "tests/atlas/test_coast.py",
        "tests/bulk/test_distributed.py",
        "tests/cli/test_bad_cases.py",
        "tests/cli/test_cases.py",
        "tests/cli/test_convert.py",
        "tests/cli/test_help.py",
        "tests/cli/test_map.py",
        "tests/cli/test_register.py",
        "tests/cli/test_report.py",
        "tests/docs/test_json_reference.py",
        "tests/docs/test_other_programs.py",
        "tests/docs/test_pages.py",
        "tests/docs/test_site.py",
        "tests/dossier/test_report.py",
        "tests/earth/test_around.py",
        "tests/maps/test_browser.py",
        "tests/maps/test_figure.py",
        "tests/maps/test_points.py",
        "tests/maps/test_security.py",
        "tests/maps/test_states.py",
        "tests/maps/test_switches.py",
        "tests/notebooks/test_notebooks.py",
        "tests/read/test_hostile_tables.py",
        "tests/read/test_hostile_texts.py",
        "tests/read/test_placed.py",
        "tests/read/test_register.py",
        "tests/reasoning/test_check.py",
        "tests/reasoning/test_incidents.py",
        "tests/reasoning/test_links.py",
        "tests/reasoning/test_properties.py",
        "tests/reasoning/test_redact.py",
        "tests/reasoning/test_replay.py",
        "tests/reasoning/test_scenarios.py",
        "tests/reasoning/test_truth.py",
        "tests/reasoning/test_turns.py",
        "tests/test_package.py",
        "tests/test_readme.py",
        "tests/test_typed.py",
        "tests/write/test_kml.py",
    }
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what takes long."""
    for item in items:
        if item.path.relative_to(config.rootpath).as_posix() in SLOW:
            item.add_marker(pytest.mark.slow)


def pytest_configure() -> None:
    """Name a folder that is never made, for fixtures that outlive a test and run before its own."""
    os.environ["GEOEVENTS_DATA"] = os.path.join(tempfile.gettempdir(), f"geoevents-tests-{os.getpid()}")


@pytest.fixture(autouse=True)
def own_data(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give each test a data folder of its own, which is not there until something is written to it."""
    folder = tmp_path_factory.getbasetemp() / f"own-data-{next(_number)}"
    monkeypatch.setenv("GEOEVENTS_DATA", os.fspath(folder))
    yield folder
    if folder.exists():
        from geoevents.atlas import store

        store.refresh()
