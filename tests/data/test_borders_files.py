"""The embedded border files are what their recipes made."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from geoevents import data
from geoevents.atlas import store


@pytest.mark.parametrize("name", ["borders/osm-2026c.npz", "borders/ne-10m.npz"])
def test_checksum_and_origin(name):
    file = data.verify(name)
    assert file.recipe.startswith("data/build/borders_")
    assert file.bytes < 6_000_000
    assert all(version and len(sha256) == 64 for _, version, sha256 in file.sources)


def test_every_embedded_file_holds_its_checksum():
    assert [data.verify(file.name).name for file in data.manifest()] == [file.name for file in data.manifest()]


@pytest.mark.parametrize(("dataset", "crossing"), [("osm-2026c", {"RS"}), ("ne-10m", set())])
def test_rings_are_simple(dataset, crossing):
    """Rings that touch themselves are split; where Kosovo's line begins, Serbia's crosses itself (data/build)."""
    arrays = store.load(dataset)
    found = {
        arrays.countries[arrays.ring_country[ring]]
        for ring in range(len(arrays.ring_country))
        for at in [arrays.vertices(arrays.arcs_of_ring(ring))]
        if not shapely.LinearRing(np.column_stack([arrays.lon[at], arrays.lat[at]])).is_simple
    }
    assert found == crossing


def test_every_source_has_its_licence_told():
    told = (Path(__file__).parents[2] / "docs" / "licences.md").read_text(encoding="utf-8")
    for file in data.manifest():
        for name, version, _ in file.sources:
            package = name.removesuffix(" (npm)")
            own = name.startswith("data/build/")
            assert own or f"`{package}`{name.removeprefix(package)} {version} |" in told, name
