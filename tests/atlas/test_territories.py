"""Who is drawn where."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geoevents import atlas
from geoevents.errors import CoordinateError

DRAWN = {
    "Lesotho": (27.4833, -29.3167, ("LS",)),
    "Ceuta": (-5.3162, 35.8894, ("ES",)),
    "Cabinda": (12.19, -5.56, ("AO",)),
    "Nakhchivan": (45.41, 39.21, ("AZ",)),
    "Crimea": (34.1, 44.95, ("UA",)),
    "South Pole": (0.0, -90.0, ()),
    "Oecusse": (124.36, -9.2, ("TL",)),
    "Pristina": (21.16, 42.66, ("XK",)),
    "Hanoi": (105.85, 21.03, ("VN",)),
    "Urumqi": (87.6, 43.8, ("CN",)),
    "Abyei": (28.43, 9.6, ("SD", "SS")),
    "Mid-Atlantic": (-30.0, 0.0, ()),
    "Taveuni, east of 180": (-179.95, -16.78, ("FJ",)),
}


@pytest.mark.parametrize("name", DRAWN)
def test_countries_at(name):
    lon, lat, expected = DRAWN[name]
    assert atlas.countries_at([lon], [lat]) == [expected]


def test_countries_at_many_is_the_same_as_one_by_one():
    lon, lat, expected = zip(*DRAWN.values(), strict=True)
    assert atlas.countries_at(lon, lat) == list(expected)
    assert atlas.countries_at([], []) == []


def test_bad_positions_are_refused():
    with pytest.raises(CoordinateError):
        atlas.countries_at([np.nan], [0.0])


def test_lines_are_edges_of_both_territories():
    """Territories and borders come from the same arcs: each vertex of the line is a vertex of both outlines."""
    vertices = {tuple(v) for v in shapely.get_coordinates(atlas.border("DZ", "ML").lines).tolist()}
    for code in ("DZ", "ML"):
        outline = {tuple(v) for v in shapely.get_coordinates(atlas.territory(code)).tolist()}
        assert vertices <= outline


@pytest.mark.parametrize("dataset", ["osm-2026c", "ne-10m"])
@pytest.mark.parametrize("code", ["DZ", "ML", "BE", "NL", "VN", "RS", "LS", "ZA", "EG"])
def test_territories_are_valid(code, dataset):
    assert atlas.territory(code, dataset).is_valid


def test_enclave_is_a_hole():
    assert not atlas.territory("ZA").intersects(shapely.Point(27.4833, -29.3167))
