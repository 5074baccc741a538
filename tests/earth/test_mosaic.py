"""The mosaic of cells: it lies fixed, loses nothing, and tells of a position no more than its cell."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geoevents.earth import Disc, area_m2, inverse
from geoevents.earth.mosaic import EDGES, REACH, SHARE, Cell, box_region, cell_at, cell_for

GRAINS = st.sampled_from([100.0, 1_852.0, 10_000.0, 123_456.0, 500_000.0])
LONS = st.floats(-180.0, 180.0)
LATS = st.floats(-90.0, 90.0)


@given(LONS, LATS, GRAINS)
def test_a_cell_holds_its_position(lon: float, lat: float, grain_m: float) -> None:
    west, south, east, north = cell_at(lon, lat, grain_m).box
    turned = -180.0 if lon + 180.0 == 360.0 else lon  # the last double before 180 rounds onto it
    assert west - 1e-9 <= turned <= east + 1e-9
    assert south - 1e-9 <= lat <= north + 1e-9


@given(LONS, LATS, GRAINS)
def test_no_cell_is_smaller_than_the_grain(lon: float, lat: float, grain_m: float) -> None:
    cell = cell_at(lon, lat, grain_m)
    west, south, east, north = cell.box
    middle = (west + east) / 2
    # Along the parallel nearest the pole, where it is narrowest; at the pole itself cells are sectors.
    assert float(inverse(middle, south, middle, north)[2]) >= grain_m * (1 - 1e-9)
    if max(abs(south), abs(north)) < 89.9 and EDGES[cell.zone] not in (-90.0, 85.0):
        narrow = max(abs(south), abs(north))
        radius_m = 6_378_137.0 * math.cos(math.radians(narrow))
        assert math.radians(east - west) * radius_m >= grain_m * (1 - 1e-5)
    assert area_m2(box_region(cell.box)) >= grain_m**2 * 0.99


@settings(max_examples=60, deadline=None)
@given(LONS, st.floats(-84.0, 84.0), st.sampled_from([1_000.0, 10_000.0]), st.floats(0.0, 1.0), st.floats(0.0, 6.0))
def test_a_block_loses_no_position(lon: float, lat: float, grain_m: float, share: float, times: float) -> None:
    radius_m = share * REACH * grain_m * 2**times
    cell = cell_for(lon, lat, radius_m, grain_m)
    block = box_region(cell.block)
    around = Disc(lon, lat, radius_m).region()
    # The disc's region is dilated by its own tolerance, of less than a metre.
    assert area_m2(shapely.difference(around, block)) <= 1.0 + 10 * math.sqrt(max(0.0, area_m2(around)))
    assert cell.level <= math.ceil(times)


@given(LONS, LATS, GRAINS, st.floats(0.05, 0.95), st.floats(0.05, 0.95))
def test_positions_of_one_cell_are_told_alike(lon: float, lat: float, grain_m: float, x: float, y: float) -> None:
    cell = cell_at(lon, lat, grain_m)
    west, south, east, north = cell.box
    other = cell_at(west + x * (east - west), south + y * (north - south), grain_m)
    assert other == cell
    assert other.block == cell.block


@pytest.mark.parametrize("bearing_deg", [0, 33, 90, 147])
def test_what_a_reader_knows_leaves_no_sliver_of_a_cell(bearing_deg: int) -> None:
    """Of all positions on one side of a line, those that are told alike fill at least a share of a cell."""
    lon0, lat0, grain_m = 3.0, 20.0, 10_000.0
    along = math.radians(bearing_deg)
    direction = np.array([math.sin(along), math.cos(along)])
    normal = np.array([direction[1], -direction[0]])
    corners = [3 * direction, 3 * direction + 6 * normal, -3 * direction + 6 * normal, -3 * direction]
    half = shapely.Polygon([(lon0 + x, lat0 + y) for x, y in corners])
    generator = np.random.default_rng(7)
    lons, lats = generator.uniform(lon0 - 0.5, lon0 + 0.5, 3000), generator.uniform(lat0 - 0.5, lat0 + 0.5, 3000)
    inside = shapely.contains_xy(half, lons, lats)
    told: dict[Cell, set[Cell]] = {}
    for lon, lat in zip(lons[inside], lats[inside], strict=True):
        told.setdefault(cell_for(lon, lat, 1.0, grain_m, (half,)), set()).add(cell_at(lon, lat, grain_m))
    assert len(told) > 20
    for published, cells in told.items():
        together = shapely.union_all([box_region(cell.box) for cell in cells | {published.above(0)}])
        left_m2 = area_m2(shapely.intersection(together, half))
        assert left_m2 >= SHARE * grain_m**2 * 0.999, (published, left_m2)
        # Whatever was told as this cell lies in its block.
        assert shapely.covers(box_region(published.block), together)


def test_a_block_across_the_antimeridian_has_two_parts() -> None:
    block = box_region(cell_at(179.99, 10.0, 10_000.0).block)
    assert len(shapely.get_parts(block)) == 2
    assert -180.0 <= block.bounds[0] <= block.bounds[2] <= 180.0
