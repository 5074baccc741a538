"""The compiled core and NumPy give the same; nothing is lost at chunks or threads; any ellipsoid."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from pyproj import Geod

from geoevents import atlas
from geoevents.earth import LineIndex, compiled
from geoevents.errors import GeometryError

needs_core = pytest.mark.skipif(compiled.chosen(None) != "compiled", reason="the core is not installed")
RANDOM = np.random.default_rng(11)


def around(lines, count, spread_deg):
    """Positions near lines."""
    xy = shapely.get_coordinates(lines)
    at = xy[RANDOM.integers(0, len(xy), count)] + RANDOM.normal(0, spread_deg, (count, 2))
    return (at[:, 0] + 180) % 360 - 180, np.clip(at[:, 1], -90, 90)


def over_the_globe(count):
    return RANDOM.uniform(-180, 180, count), np.degrees(np.arcsin(RANDOM.uniform(-1, 1, count)))


@pytest.fixture(scope="module")
def africa():
    return [border.lines for border in atlas.borders("ne-10m") if {border.a, border.b} & {"DZ", "ML", "NE", "LY", "TD"}]


@needs_core
@pytest.mark.parametrize("edges", ["planar", "geodesic"])
@pytest.mark.parametrize("spread_deg", [0.001, 0.2, 3.0, None])
def test_both_engines_agree(africa, edges, spread_deg):
    lon, lat = over_the_globe(400) if spread_deg is None else around(africa, 1500, spread_deg)
    core, plain = (LineIndex(africa, edges, engine=engine).nearest(lon, lat) for engine in compiled.ENGINES)
    assert np.abs(core.distance_m - plain.distance_m).max() < 1e-6
    apart = Geod(ellps="WGS84").inv(core.lon, core.lat, plain.lon, plain.lat)[2]
    assert apart[core.distance_m < 15e6].max() < 1e-3
    assert (core.line == plain.line).mean() > 0.999
    assert (core.side == plain.side).mean() > 0.999
    turn = np.abs((core.azimuth_deg - plain.azimuth_deg + 180) % 360 - 180)
    assert np.nanmax(np.radians(turn) * np.minimum(core.distance_m, 1e6)) < 1e-3


@needs_core
@pytest.mark.parametrize("build", compiled.builds())
def test_every_build_of_the_core_agrees(africa, build):
    lon, lat = (np.concatenate(pair) for pair in zip(around(africa, 4000, 1.0), over_the_globe(500), strict=True))
    index = LineIndex(africa)
    found = index._core.find(lon, lat, 1, build)
    best = index._core.find(lon, lat, 1)
    assert np.abs(found.distance_m - best.distance_m).max() < 1e-7
    assert np.array_equal(found.side, best.side)


@needs_core
def test_order_chunks_and_threads_change_nothing(africa):
    lon, lat = around(africa, 200_000, 1.0)
    index = LineIndex(africa)
    whole = index.nearest(lon, lat, threads=1)
    shared = index.nearest(lon, lat, threads=3)
    parts = [index.nearest(lon[i : i + 997], lat[i : i + 997]) for i in range(0, 19940, 997)]
    order = RANDOM.permutation(len(lon))
    mixed = index.nearest(lon[order], lat[order])
    for name in ("distance_m", "lon", "lat", "azimuth_deg", "line", "segment", "side"):
        column = getattr(whole, name)
        assert np.array_equal(column, getattr(shared, name), equal_nan=True)
        assert np.array_equal(column[order], getattr(mixed, name), equal_nan=True)
        assert np.array_equal(column[:19940], np.concatenate([getattr(part, name) for part in parts]), equal_nan=True)


@needs_core
def test_series_agree_with_karney_up_to_170_degrees():
    from geoevents.earth import _core

    a, b = over_the_globe(20_000), over_the_globe(20_000)
    geod = Geod(ellps="WGS84")
    azimuth, _, metres = geod.inv(*a, *b)
    for build in _core.builds:
        turned, length = _core.inverse(*a, *b, geod.a, geod.f, build)
        near = metres < 18.9e6
        assert np.abs(length - metres)[near].max() < 1e-6
        assert np.abs((turned - azimuth + 180) % 360 - 180)[near].max() < 1e-9


@pytest.mark.parametrize("engine", compiled.ENGINES if compiled.chosen(None) == "compiled" else ["numpy"])
@pytest.mark.parametrize("name", ["GRS80", "clrk80", "bessel", "mprts", "sphere"])
def test_other_ellipsoids(name, engine):
    line = shapely.LineString([(0, 10), (0, 30)])
    geod = Geod(ellps=name)
    near = LineIndex(line, ellipsoid=name, engine=engine).nearest([0.0, 5.0], [40.0, 20.0])
    assert near.distance_m[0] == pytest.approx(geod.inv(0, 40, 0, 30)[2], abs=1e-6)
    _, _, stated = geod.inv(5.0, 20.0, near.lon[1], near.lat[1])
    assert near.distance_m[1] == pytest.approx(stated, abs=1e-6)
    around_it = geod.inv(np.full(2001, 5.0), np.full(2001, 20.0), np.zeros(2001), np.linspace(19, 21, 2001))[2]
    assert near.distance_m[1] <= around_it.min() + 1e-6


def test_unknown_engines_and_ellipsoids_are_named():
    line = shapely.LineString([(0, 0), (1, 0)])
    with pytest.raises(GeometryError, match="no engine 'fortran'"):
        LineIndex(line, engine="fortran")
    with pytest.raises(GeometryError, match="no ellipsoid 'moon2'"):
        LineIndex(line, ellipsoid="moon2")


@needs_core
def test_many_short_lines_far_apart():
    lon, lat = over_the_globe(3000)
    lines = shapely.linestrings(np.stack([np.column_stack([lon, lat]), np.column_stack([lon + 0.01, lat * 0.999])], 1))
    x, y = over_the_globe(300)
    core, plain = (LineIndex(lines, engine=engine).nearest(x, y) for engine in compiled.ENGINES)
    assert np.abs(core.distance_m - plain.distance_m).max() < 1e-6
    assert np.array_equal(core.line, plain.line)
