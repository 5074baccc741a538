"""The embedded border files are what their recipes made."""

from __future__ import annotations

import pytest

from geoevents import data


@pytest.mark.parametrize("name", ["borders/osm-2026c.npz", "borders/ne-10m.npz"])
def test_checksum_and_origin(name):
    file = data.verify(name)
    assert file.recipe.startswith("data/build/borders_")
    assert file.bytes < 6_000_000
    assert all(version and len(sha256) == 64 for _, version, sha256 in file.sources)


def test_every_embedded_file_holds_its_checksum():
    assert [data.verify(file.name).name for file in data.manifest()] == [file.name for file in data.manifest()]
