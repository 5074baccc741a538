"""No test and no example of a docstring reads or writes the data folder of whoever runs them."""

from __future__ import annotations

import itertools
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

_number = itertools.count()


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
