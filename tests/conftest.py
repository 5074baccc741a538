"""What all tests share: a quiet terminal of fixed width, and hypothesis without the clock."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

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


@pytest.fixture
def boundary_file(tmp_path: Path) -> Callable[..., Path]:
    """Write a GeoJSON file of (properties, geometry type, coordinates); text is the country of a polygon."""

    def write(rows: list[tuple[Any, str, Any]], name: str = "outlines.geojson", **members: Any) -> Path:
        features = [
            {
                "type": "Feature",
                "properties": said if isinstance(said, dict) else {"iso_a2": said},
                "geometry": {"type": kind, "coordinates": coordinates},
            }
            for said, kind, coordinates in rows
        ]
        place = tmp_path / name
        place.write_text(json.dumps({"type": "FeatureCollection", "features": features, **members}), encoding="utf-8")
        return place

    return write


@pytest.fixture
def squares(boundary_file: Callable[..., Path]) -> Path:
    """Write two squares side by side in the Gulf of Guinea: ML from 0 to 1 E, NE from 1 to 2 E."""
    ring = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]
    return boundary_file([("ML", "Polygon", [ring]), ("NE", "Polygon", [[[x + 1, y] for x, y in ring]])])


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A browser; without one the test is skipped here, and fails in continuous integration."""
    found = os.environ.get("CHROMIUM") or next((p for p in map(shutil.which, ("chromium", "google-chrome")) if p), None)
    missing = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright is not installed: pip install playwright")
    if found is None:
        missing("no chromium on the PATH: apt-get install chromium, or set CHROMIUM")
    quiet = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=[*quiet, "--disable-component-update", "--disable-sync"]
        )
        yield browser
        browser.close()


@pytest.fixture
def plug(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Path]]:
    """Install a small package with entry points into a folder on the path, as an installer leaves it."""
    from geoevents.atlas import store

    folder = tmp_path_factory.mktemp("site")

    def install(
        name: str, code: str, entries: Mapping[str, Mapping[str, str]], version: str = "1.2", written: str = ""
    ) -> Path:
        """Write a module and its dist-info; `written` is the text of the entry points where it is none."""
        module = name.replace("-", "_")
        (folder / f"{module}.py").write_text(code, encoding="utf-8")
        info = folder / f"{module}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n", encoding="utf-8")
        lines = [f"[{group}]\n" + "".join(f"{k} = {v}\n" for k, v in named.items()) for group, named in entries.items()]
        (info / "entry_points.txt").write_text(written or "\n".join(lines), encoding="utf-8")
        importlib.invalidate_caches()
        store.refresh()
        return folder

    before = set(sys.modules)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(os.fspath(folder))
        yield install
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(os.fspath(folder)):
            del sys.modules[name]
    store.refresh()
