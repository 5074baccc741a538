"""Shapes that give way: every set dilated by some metres, and what is left outside of sets that are denied."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from shapely import Polygon

from geoevents.earth.bands import Area, Complement, DepthBand, LineBand, SideBand
from geoevents.earth.enclose import parts
from geoevents.earth.frame import Frame
from geoevents.earth.geodesic import require_positions
from geoevents.earth.headed import AlongBand, TowardBand
from geoevents.earth.lines import within
from geoevents.earth.shapes import Disc, Ring, Shape, circle, exactly
from geoevents.earth.split import Region, Window, clip, frame_box, from_plane, grown, on_globe, polygons

Floats = NDArray[np.float64]

PAD_M = 0.2
LOCAL_DEG = 5.0
"""Up to this width a region is dilated in one plane; a wider one as its outline, chunk by chunk."""
CLEAR_M = 2e-3
LOOSE_M = 1.0
"""Regions of shapes around a place are larger than the shape by less than this."""


def widened(shape: Shape, by_m: float) -> Shape:
    """Dilate a shape: its positions, and all within `by_m` of one of them. A depth is signed, and may cross its border.

    Examples
    --------
    >>> widened(Disc(0.0, 0.0, 1_000.0), 50.0)
    Disc(lon=0.0, lat=0.0, radius_m=1050.0)
    """
    match shape:
        case Disc():
            return replace(shape, radius_m=shape.radius_m + by_m)
        case Ring() | LineBand():
            return replace(shape, low_m=max(0.0, shape.low_m - by_m), high_m=shape.high_m + by_m)
        case DepthBand():
            return replace(shape, low_m=shape.low_m - by_m, high_m=shape.high_m + by_m)
        case Area():
            return replace(shape, grow_m=shape.grow_m + by_m)
        case Complement(area=area):
            return Complement(replace(area, grow_m=area.grow_m - by_m))
        case SideBand(band=band, area=area):
            wider = replace(band, low_m=max(0.0, band.low_m - by_m), high_m=band.high_m + by_m)
            return SideBand(wider, replace(area, grow_m=area.grow_m + by_m))
        case _:
            return Widened(shape, by_m)


@dataclass(frozen=True)
class Widened:
    """Positions within `by_m` of a shape.

    Examples
    --------
    >>> from geoevents.earth.shapes import Box
    >>> Widened(Box(0.0, 0.0, 0.0, 0.0), 1_000.0).violation_m([0.0], [0.01]).round(1)
    array([105.7])
    """

    shape: Shape
    by_m: float

    def region(self, window: Window | None = None) -> Region:
        """Give an outer region."""
        look = None if window is None else on_globe(grown(window, self.by_m * 1.01 + 1_000.0))
        found = [_dilated(part, self.by_m, window) for part in parts(self.shape.region(look))]
        return clip(polygons(shapely.union_all(found)), window) if found else Polygon()

    def violation_m(self, lon: ArrayLike, lat: ArrayLike) -> Floats:
        """Give by how much positions (N,) still miss the shape, metres."""
        return exactly(np.maximum(self.shape.violation_m(lon, lat) - self.by_m, 0.0))

    def bounds(self) -> Window | None:
        """Give a box around the wider shape; None when unbounded."""
        box = self.shape.bounds()
        return None if box is None else on_globe(grown(box, self.by_m * 1.01 + 1.0))


def _dilated(part: Region, by_m: float, window: Window | None) -> Region:
    west, south, east, north = part.bounds
    if max(east - west, north - south) > LOCAL_DEG or by_m > 300_000.0:
        outline = shapely.MultiLineString(list(shapely.get_parts(shapely.boundary(part))))
        return polygons(shapely.union(part, within(outline, by_m, "planar", window, outer=True)))
    frame = Frame((west + east) / 2, (south + north) / 2)
    plane = frame.to_plane(shapely.segmentize(part, 0.01))
    size = float(np.hypot(*shapely.get_coordinates(plane).T).max()) + by_m
    # The plane stretches across the line of sight by a sixth of the squared angle and no more.
    reach = (by_m * (1.0 + (size / 6.3e6) ** 2) + PAD_M) / np.cos(np.pi / 128)
    return from_plane(frame, shapely.buffer(plane, reach, quad_segs=32))


@dataclass(frozen=True)
class Denial:
    """Positions at which not all of several shapes hold.

    Examples
    --------
    >>> Denial((Disc(0.0, 0.0, 1_000.0),)).violation_m([0.0, 0.0], [0.001, 0.02]).round(1)
    array([889.4,   0. ])
    """

    shapes: tuple[Shape, ...]

    def region(self, window: Window | None = None) -> Region:
        """Give the window, or the world, without what surely lies in all of the shapes."""
        surely: Region | None = None
        for shape in self.shapes:
            inner = _inner(shape, window)
            surely = inner if surely is None else polygons(shapely.intersection(surely, inner))
        whole = frame_box(window)
        return whole if surely is None or surely.is_empty else polygons(shapely.difference(whole, surely))

    def violation_m(self, lon: ArrayLike, lat: ArrayLike) -> Floats:
        """Give how deep positions (N,) lie in all of the shapes, metres: they would have to move about as far.

        What is denied has its edge too, so a position must miss it by more than rounding.
        """
        x, y = require_positions(lon, lat)
        depth = np.min([_depth_m(shape, x, y) for shape in self.shapes], axis=0)
        clear = np.max([shape.violation_m(x, y) for shape in self.shapes], axis=0)
        return exactly(np.where(clear >= CLEAR_M, 0.0, depth + CLEAR_M - clear))

    def bounds(self) -> Window | None:
        """Nothing bounds an outside."""
        return None


def _inner(shape: Shape, window: Window | None) -> Region:
    """Give a region that is never larger than a shape; empty where none is known."""
    match shape:
        case Disc(lon=lon, lat=lat, radius_m=radius_m):
            return clip(from_plane(Frame(lon, lat), circle(radius_m, outer=False), outer=False), window)
        case Ring(lon=lon, lat=lat, low_m=low_m, high_m=high_m) if np.isfinite(high_m):
            frame = Frame(lon, lat)
            outer = from_plane(frame, circle(high_m, outer=False), outer=False)
            hole = from_plane(frame, circle(low_m, outer=True)) if low_m > 0 else Polygon()
            return clip(polygons(shapely.difference(outer, hole)), window)
        case LineBand(lines=lines, low_m=low_m, high_m=high_m, edges=edges):
            outer = frame_box(window) if np.isinf(high_m) else within(lines, high_m, edges, window, outer=False)
            hole = within(lines, low_m, edges, window, outer=True) if low_m > 0 else Polygon()
            return polygons(shapely.difference(outer, hole))
        case Area():
            return shape.cut(window, outer=False)
        case Complement(area=area):
            return polygons(shapely.difference(frame_box(window), area.cut(window, outer=True)))
        case SideBand(band=band, area=area):
            return polygons(shapely.intersection(_inner(band, window), area.cut(window, outer=False)))
        case DepthBand(lines=lines, area=area, low_m=low_m, high_m=high_m, edges=edges) if low_m >= 0:
            band = LineBand(lines, low_m, high_m, edges)
            return polygons(shapely.intersection(_inner(band, window), area.cut(window, outer=False)))
        case LineBand() | DepthBand() | Ring() | AlongBand() | TowardBand():
            return Polygon()
    box = shape.bounds()
    if box is None or max(box[2] - box[0], box[3] - box[1]) > LOCAL_DEG:
        return Polygon()
    # Whole, then cut: the edge of the window is no edge of the shape.
    frame = Frame((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    inner = polygons(shapely.buffer(frame.to_plane(shape.region(None)), -LOOSE_M))
    return Polygon() if inner.is_empty else clip(from_plane(frame, inner, outer=False), window)


def _depth_m(shape: Shape, lon: Floats, lat: Floats) -> Floats:
    """Give how far positions (N,) would have to move to be out of a shape, metres; 0 for those that are."""
    inside = shape.violation_m(lon, lat) <= 0.0
    match shape:
        case Disc(radius_m=radius_m):
            depth = radius_m - _from_centre(shape, lon, lat)
        case Ring(low_m=low_m, high_m=high_m):
            away = _from_centre(shape, lon, lat)
            depth = np.minimum(away - low_m if low_m > 0 else np.inf, high_m - away)
        case LineBand(low_m=low_m, high_m=high_m):
            away = shape.distance_m(lon, lat)
            depth = np.minimum(away - low_m if low_m > 0 else np.inf, high_m - away)
        case DepthBand(low_m=low_m, high_m=high_m):
            away = shape.depth_m(lon, lat)
            depth = np.minimum(away - low_m, high_m - away)
        case Area(grow_m=grow_m):
            depth = grow_m - shape.signed_m(lon, lat)
        case Complement(area=area):
            depth = area.signed_m(lon, lat) - area.grow_m
        case SideBand(band=band, area=area):
            depth = np.minimum(_depth_m(band, lon, lat), _depth_m(area, lon, lat))
        case _:
            depth = np.full(len(lon), 2 * LOOSE_M)
    return np.where(inside, np.maximum(depth, 0.0), 0.0)


def _from_centre(shape: Disc | Ring, lon: Floats, lat: Floats) -> Floats:
    from geoevents.earth.geodesic import inverse

    return inverse(shape.lon, shape.lat, lon, lat)[2]
