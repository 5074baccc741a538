"""Two ways at right angles: what is on them, and how far off what is not."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geoevents.earth import Crosswise, destination, inverse
from geoevents.errors import CoordinateError, GeometryError

ranges = st.tuples(st.floats(0, 80_000), st.floats(10, 20_000)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@settings(max_examples=60, deadline=None)
@given(
    lon=st.floats(-180, 180),
    lat=st.floats(-84, 84),
    azimuth=st.floats(0, 360),
    ahead=ranges,
    aside=ranges,
    shares=st.tuples(st.floats(0, 1), st.floats(0, 1)),
)
def test_what_is_on_it_is_in_its_region(lon, lat, azimuth, ahead, aside, shares):
    shape = Crosswise(lon, lat, azimuth, *ahead, *aside)
    x, y = (low + share * (high - low) for (low, high), share in zip((aside, ahead), shares, strict=True))
    there = destination(lon, lat, azimuth + np.degrees(np.arctan2(x, y)), np.hypot(x, y))
    assert shape.violation_m([there[0]], [there[1]])[0] <= 1e-3
    assert shapely.intersects_xy(shape.region(), float(there[0]), float(there[1]))


@settings(max_examples=40, deadline=None)
@given(lat=st.floats(-80, 80), azimuth=st.floats(0, 360), ahead=ranges, aside=ranges, off=st.floats(5, 5_000))
def test_the_miss_is_the_way_to_the_nearest_position_on_it(lat, azimuth, ahead, aside, off):
    shape = Crosswise(5.0, lat, azimuth, *ahead, *aside)
    # Straight ahead of the middle of the far side.
    x, y = sum(aside) / 2, ahead[1]
    edge = destination(5.0, lat, azimuth + np.degrees(np.arctan2(x, y)), np.hypot(x, y))
    out = destination(5.0, lat, azimuth + np.degrees(np.arctan2(x, y + off)), np.hypot(x, y + off))
    way = float(inverse(edge[0], edge[1], out[0], out[1])[2])
    assert shape.violation_m([out[0]], [out[1]])[0] <= way + 1e-6
    assert shape.violation_m([out[0]], [out[1]])[0] == pytest.approx(off, rel=2e-3, abs=0.01)


def test_from_8_km_east_and_6_km_north_it_is_10_km_back():
    shape = Crosswise(0.0, 0.0, 90.0, 7_500.0, 8_500.0, -6_500.0, -5_500.0)
    assert shape.region().area * 110.57 * 111.32 == pytest.approx(1.0, rel=0.01)
    assert shape.violation_m([0.0], [0.0])[0] == pytest.approx(np.hypot(7_500, 5_500), rel=1e-4)
    west, south, east, north = shape.bounds()
    assert west < 7_500 / 111_320 < 8_500 / 111_320 < east
    assert south < 5_500 / 110_574 < 6_500 / 110_574 < north


@pytest.mark.parametrize(
    "parts",
    [
        (0.0, 0.0, np.nan, 1, 2, 1, 2),
        (0.0, 0.0, 0.0, 2, 1, 1, 2),
        (0.0, 0.0, 0.0, 1, 2e7, 1, 2),
        (0.0, 91.0, 0, 1, 2, 1, 2),
    ],
)
def test_what_is_none_is_refused(parts):
    with pytest.raises((GeometryError, CoordinateError)):
        Crosswise(*parts)
