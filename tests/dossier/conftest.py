"""The small dispute and the browser of the map's tests, and a report opened in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ..maps.conftest import Opened, verdict_with  # noqa: F401, TID252 - a fixture of the map's tests


@pytest.fixture
def open_report(chromium: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    opened = []

    def start(html: str, width: int = 1280, height: int = 800, scheme: str = "light") -> Any:
        file = tmp_path / f"report-{len(opened)}.html"
        file.write_text(html, encoding="utf-8")
        opened.append(Opened(chromium, file, width, height, scheme, ready="footer"))
        return opened[-1]

    yield start
    for page in opened:
        page.context.close()
