"""What all tests share: a quiet terminal of fixed width, and hypothesis without the clock."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
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
