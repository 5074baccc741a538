"""Territories by the labelled grid against the polygons themselves."""

from __future__ import annotations

import numpy as np
import pytest

from geoevents.atlas import countries_at, sets, store
from geoevents.atlas.sets import country_sets_at, members


@pytest.mark.parametrize("dataset", ["osm-2026c", "ne-10m"])
def test_grid_agrees_with_the_polygons(dataset):
    arrays = store.load(dataset)
    random = np.random.default_rng(4)
    near = random.integers(0, len(arrays.lon), 3000)
    lon = np.concatenate(
        [
            random.uniform(-180, 180, 3000),
            np.clip(arrays.lon[near] + random.normal(0, 0.02, 3000), -180, 180),
            arrays.lon[near][:300],
            [180.0, -180.0, 180.0, -180.0, 179.9999, 0.0, 0.0],
        ]
    )
    lat = np.concatenate(
        [
            np.degrees(np.arcsin(random.uniform(-1, 1, 3000))),
            np.clip(arrays.lat[near] + random.normal(0, 0.02, 3000), -90, 90),
            arrays.lat[near][:300],
            [66.0, 66.0, -16.5, -16.5, 66.0, -90.0, 90.0],
        ]
    )
    found = country_sets_at(lon, lat, dataset)
    assert [members(one, dataset) for one in found] == countries_at(lon, lat, dataset)


def test_polygons_serve_without_the_core(monkeypatch):
    lon, lat = np.array([2.89, 0.0, 33.5, 2.0]), np.array([19.87, -89.0, 45.0, 48.0])
    expected = country_sets_at(lon, lat, "ne-10m")
    monkeypatch.setenv("GEOEVENTS_ENGINE", "numpy")
    assert np.array_equal(country_sets_at(lon, lat, "ne-10m"), expected)
    assert len(country_sets_at([], [], "ne-10m")) == 0


def test_sets_are_packed_in_order():
    assert sets.packed_sets([[2, 0], [], [5]]).tolist() == [1 | 3 << 16, 0, 6]
