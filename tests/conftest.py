"""What all tests share: a quiet terminal of fixed width, and hypothesis without the clock."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# Machines differ in speed, and a test that fails by the clock says nothing about the code.
settings.register_profile("everyday", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "everyday")


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make output the same wherever tests run."""
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.delenv("GEOEVENTS_DEBUG", raising=False)
