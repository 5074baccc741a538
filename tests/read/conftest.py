"""One process that reads hostile files, for all tests of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .guarded import Guard


@pytest.fixture(scope="session")
def guard() -> Iterator[Guard]:
    made = Guard()
    yield made
    made.close()
