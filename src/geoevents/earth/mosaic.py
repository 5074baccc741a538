"""A fixed mosaic of cells over the globe, for positions that are published coarsely.

The cells lie where they lie whatever the data are. Latitude is cut into zones; in each zone all rows and columns have
the same width in degrees, so that cells fit together, and no cell is narrower than the grain on the ground.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

import shapely

from geoevents.earth.enclose import area_m2
from geoevents.earth.split import Region, polygons, wrapped

Box = tuple[float, float, float, float]
NORTHERN = (0.0, 15.0, 30.0, 40.0, 50.0, 60.0, 65.0, 70.0, 75.0, 80.0, 85.0, 90.0)
EDGES = (*(-edge for edge in NORTHERN[:0:-1]), *NORTHERN)
"""Latitudes between which rows and columns do not change."""
LAT_DEGREE_M = 110_574.0
"""A degree of latitude where it is shortest, at the equator."""
LON_DEGREE_M = 111_319.0
REACH = 0.8
"""How far a point of a shape may lie from its center, in grains, before it takes larger cells."""
MOST_LEVEL = 24
SHARE = 0.5
"""What must be left of a cell where a reader knows more, such as on which side of a border it was."""
NOTHING_M2 = 1.0


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a mosaic, or (`level` above 0) a square of 2^level by 2^level of them, cut at the edges of its zone.

    `rings` is 2 where what it is told for may also have its center in a neighbour.
    """

    grain_m: float
    zone: int
    level: int
    row: int
    column: int
    rings: int = 1

    @property
    def box(self) -> Box:
        """West, south, east, north in degrees."""
        high_deg, wide_deg, rows, columns = _widths(self.zone, self.grain_m)
        size = 1 << self.level
        south, west = EDGES[self.zone], -180.0
        return (
            west + wide_deg * self.column * size,
            south + high_deg * self.row * size,
            west + wide_deg * min((self.column + 1) * size, columns),
            south + high_deg * min((self.row + 1) * size, rows),
        )

    @property
    def block(self) -> Box:
        """The cell with whole cells around it, so that what has its center in the cell lies in the block.

        Longitudes may pass 180 degrees; the block is as wide as the globe at most.
        """
        west, south, east, north = self.box
        high_deg, wide_deg, _, _ = _widths(self.zone, self.grain_m)
        size = 1 << self.level
        reach_m = REACH * self.grain_m * size
        rows = math.ceil(reach_m / (high_deg * LAT_DEGREE_M)) + (self.rings - 1) * size
        south, north = max(south - rows * high_deg, -90.0), min(north + rows * high_deg, 90.0)
        across_m = wide_deg * LON_DEGREE_M * math.cos(math.radians(min(max(-south, north), 90.0)))
        columns = math.ceil(min(reach_m / max(across_m, 1.0), 360.0 / wide_deg)) + (self.rings - 1) * size
        west, east = west - columns * wide_deg, east + columns * wide_deg
        return (-180.0, south, 180.0, north) if east - west >= 360.0 else (west, south, east, north)

    def above(self, level: int) -> Cell:
        """The square of a higher level in which the cell lies."""
        up = level - self.level
        return Cell(self.grain_m, self.zone, level, self.row >> up, self.column >> up)

    def neighbours(self) -> tuple[Cell, ...]:
        """The cells of its level around it, eight of them away from zones' edges and poles."""
        west, south, east, north = self.box
        high_deg, wide_deg, _, _ = _widths(self.zone, self.grain_m)
        size = 1 << self.level
        found = dict.fromkeys(
            cell_at(lon, lat, self.grain_m).above(self.level)
            for lat in (south - high_deg * size / 2, (south + north) / 2, north + high_deg * size / 2)
            for lon in (west - wide_deg * size / 2, (west + east) / 2, east + wide_deg * size / 2)
            if -90.0 <= lat <= 90.0
        )
        return tuple(cell for cell in found if cell != self.above(self.level))


def cell_at(lon: float, lat: float, grain_m: float) -> Cell:
    """Give the cell of the mosaic that holds a position.

    Examples
    --------
    >>> cell = cell_at(2.8939169, 19.8679828, 10_000.0)
    >>> cell == cell_at(2.8933608, 19.8640350, 10_000.0)
    True
    >>> [round(edge, 3) for edge in cell.box]
    [2.801, 19.818, 2.905, 19.909]
    """
    zone = min(bisect_right(EDGES, lat) - 1, len(EDGES) - 2)
    high_deg, wide_deg, rows, columns = _widths(zone, grain_m)
    row = min(int((lat - EDGES[zone]) / high_deg), rows - 1)
    column = min(int(((lon + 180.0) % 360.0) / wide_deg), columns - 1)
    return Cell(grain_m, zone, 0, row, column)


def cell_for(lon: float, lat: float, radius_m: float, grain_m: float, known: Sequence[Region] = ()) -> Cell:
    """Give the cell by which something of this center and radius is published.

    Its size follows from the radius. Where a reader may know more, a cell of which that leaves little stands for
    nothing by itself: it is told as its neighbour. Which cells these are follows from what the reader knows, so that
    the answer tells no more than that the center is in the cell or in such a neighbour.

    Parameters
    ----------
    known
        Regions of which a reader may know that the position lies in them, at least around it.
    """
    cell = cell_at(lon, lat, grain_m)
    level = 0
    while radius_m > REACH * grain_m * (1 << level) and level < MOST_LEVEL:
        level += 1
    cell = cell.above(level)
    if not known:
        return cell
    if not _leaves_enough(cell, known):
        sound = [other for other in cell.neighbours() if _leaves_enough(other, known)]
        if not sound:
            return cell.above(level + 2)
        cell = max(sound, key=lambda other: _left_m2(other, known))
    alone = all(_leaves_enough(other, known) for other in cell.neighbours())
    return cell if alone else replace(cell, rings=2)


def box_region(box: Box) -> Region:
    """Give a box as a region; one across the antimeridian has two parts."""
    west, south, east, north = box
    return polygons(wrapped(shapely.box(west, south, east, north)))


def _leaves_enough(cell: Cell, known: Sequence[Region]) -> bool:
    """Say whether no region cuts a cell down to less than its share; one that misses it does not cut it."""
    shape = box_region(cell.box)
    cut = (area_m2(polygons(shapely.intersection(shape, region))) for region in known)
    return not any(NOTHING_M2 < left_m2 < SHARE * cell.grain_m**2 for left_m2 in cut)


def _left_m2(cell: Cell, known: Sequence[Region]) -> float:
    shape = box_region(cell.box)
    return min(area_m2(polygons(shapely.intersection(shape, region))) for region in known)


def _widths(zone: int, grain_m: float) -> tuple[float, float, int, int]:
    """Height and width of a zone's cells in degrees, and how many rows and columns they make."""
    south, north = EDGES[zone], EDGES[zone + 1]
    rows = max(1, math.floor((north - south) * LAT_DEGREE_M / grain_m))
    round_m = 360.0 * LON_DEGREE_M * math.cos(math.radians(max(-south, north)))
    columns = max(3, math.floor(round_m / grain_m))
    return (north - south) / rows, 360.0 / columns, rows, columns
