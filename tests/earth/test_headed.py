"""Bands along and toward a heading: no position is lost, and a miss is 0 exactly where the words hold."""

import numpy as np
import pytest
import shapely
from shapely import LineString, MultiLineString

from geoevents import atlas
from geoevents.earth import AlongBand, LineBand, TowardBand
from geoevents.earth.crossing import along_m
from geoevents.earth.geodesic import destination, inverse
from geoevents.errors import GeometryError

HEADINGS = [135.0, 180.0, 303.75]


def tangled(seed, lon, lat, spread=0.15):
    steps = np.random.default_rng(seed).normal(0.0, spread / 3, (10, 2)).cumsum(axis=0)
    xy = np.column_stack([lon + steps[:, 0] / np.cos(np.radians(lat)), lat + steps[:, 1]])
    xy[:, 0] = np.mod(xy[:, 0] + 180.0, 360.0) - 180.0
    return LineString(xy)


def around(line, seed, count=1_500):
    """Positions around a line, its longitudes within 180 degrees."""
    generator = np.random.default_rng(seed)
    xy = shapely.get_coordinates(line)
    x = np.rad2deg(np.unwrap(np.radians(xy[:, 0])))
    lon = generator.uniform(x.min() - 0.5, x.max() + 0.5, count)
    lat = generator.uniform(xy[:, 1].min() - 0.25, xy[:, 1].max() + 0.25, count)
    return np.mod(lon + 180.0, 360.0) - 180.0, lat


@pytest.mark.parametrize("heading", HEADINGS)
@pytest.mark.parametrize(("lon", "lat"), [(3.0, 20.0), (179.95, -52.0), (10.0, 70.0)])
@pytest.mark.parametrize("span", [(3_000.0, 5_000.0), (0.0, 6_000.0), (12_000.0, np.inf)])
def test_along_holds_what_its_words_say_and_its_region_loses_none(heading, lon, lat, span):
    line = tangled(11, lon, lat)
    band = AlongBand(line, *span, heading)
    x, y = around(line, int(heading))
    way = along_m(line, x, y, heading + 180.0, reach_m=20_003_931.0 if np.isinf(span[1]) else span[1])
    holds = (way >= span[0]) & (way <= span[1]) & np.isfinite(way)
    miss = band.violation_m(x, y)
    assert ((miss == 0.0) == holds).all()
    assert np.isfinite(miss).all()
    assert holds.any()
    assert not holds.all()
    window = (-180.0, lat - 1.0, 180.0, lat + 1.0)
    for region in (band.region(), band.region(window)):
        assert region.is_valid
        assert shapely.intersects_xy(region, x[holds], y[holds]).all()
    if np.isfinite(span[1]):
        # It is not much larger either: what lies in it misses by metres.
        inside = shapely.intersects_xy(band.region(), x, y)
        assert inside.sum() < len(x)
        assert miss[inside].max() < 5.0


@pytest.mark.parametrize("heading", HEADINGS)
@pytest.mark.parametrize(("lon", "lat"), [(3.0, 20.0), (179.95, -52.0), (10.0, 70.0)])
@pytest.mark.parametrize("span", [(3_000.0, 5_000.0), (0.0, 6_000.0)])
@pytest.mark.parametrize("half", [1.0, 45.0])
def test_toward_holds_what_points_on_the_line_say_and_its_region_loses_none(heading, lon, lat, span, half):
    line = tangled(5, lon, lat)
    band = TowardBand(line, *span, heading, half)
    # Positions of which a point on the line says that they are in its sector.
    generator = np.random.default_rng(int(heading + half))
    xy = shapely.get_coordinates(line)
    edge, share = generator.integers(0, len(xy) - 1, 800), generator.uniform(0.0, 1.0, 800)
    step = xy[edge + 1] - xy[edge]
    step[:, 0] = np.mod(step[:, 0] + 180.0, 360.0) - 180.0
    start = xy[edge] + share[:, None] * step
    away = generator.uniform(*span, 800)
    turn = heading + generator.uniform(-half, half, 800)
    x, y = destination(start[:, 0], start[:, 1], turn, away)
    assert band.violation_m(x, y).max() == 0.0
    for region in (band.region(), band.region((-180.0, lat - 1.0, 180.0, lat + 1.0))):
        assert region.is_valid
        assert shapely.intersects_xy(region, x, y).all()
    # And it is not much larger.
    x, y = around(line, 3)
    miss = band.violation_m(x, y)
    inside = shapely.intersects_xy(band.region(), x, y)
    assert miss[inside].max(initial=0.0) < 20.0
    assert (miss[~inside] > 0.0).all()


def test_first_crossings_count():
    lines = MultiLineString([[(0, 1), (1, 1)], [(0, 0.95), (0.5, 0.95)]])
    band = AlongBand(lines, 9_000.0, 10_000.0, 180.0)
    y = 1.0 - 9_500.0 / 110_600.0
    # West of 0.5 the southern line is met first, after 4 km.
    assert band.violation_m([0.25, 0.75], [y, y]).round(-2).tolist() == [5_000.0, 0.0]
    assert shapely.intersects_xy(band.region(), [0.25, 0.75], [y, y]).tolist() == [False, True]


def test_a_line_along_the_heading_has_nothing_beside_it():
    band = AlongBand(LineString([(0, 0), (0, 1)]), 1_000.0, 2_000.0, 180.0)
    far = float(inverse(0, 0, 0, -0.013)[2])
    assert 1_000 < far < 2_000
    assert band.violation_m([0.0], [-0.013])[0] == 0.0
    assert band.violation_m([0.01], [-0.013])[0] == pytest.approx(1_113, abs=2)
    assert shapely.intersects_xy(band.region(), 0.0, -0.013)
    assert band.region().area < 1e-5


def test_all_three_ways_to_measure_agree_south_of_a_parallel():
    line = LineString([(0, 0), (4, 0)])
    y = np.linspace(-0.12, 0.05, 300)
    x = np.full(300, 2.0)
    along, toward = AlongBand(line, 9_250.0, 9_750.0, 180.0), TowardBand(line, 9_250.0, 9_750.0, 180.0, 0.0)
    shortest = np.where(y < 0, LineBand(line, 9_250.0, 9_750.0).violation_m(x, y), np.inf)
    assert ((along.violation_m(x, y) == 0.0) == (shortest == 0.0)).all()
    assert ((toward.violation_m(x, y) == 0.0) == (shortest == 0.0)).all()


def test_near_a_pole_the_region_is_what_any_direction_allows():
    line = LineString([(0, 89), (90, 89)])
    band = AlongBand(line, 10_000.0, 20_000.0, 180.0)
    x = np.linspace(1, 89, 60)
    lon, lat = destination(x, 89.0, 180.0, 15_000.0)
    held = band.violation_m(lon, lat) == 0.0
    assert held.any()
    assert shapely.intersects_xy(band.region(), lon[held], lat[held]).all()


def test_the_founding_case():
    # 9.30 and 9.75 km due north on Natural Earth 1:10m, computed independently of this project.
    lines = atlas.border("DZ", "ML", dataset="ne-10m").lines
    wreck, link_loss = (2.8939169, 19.8679828), (2.8933608, 19.8640350)
    assert AlongBand(lines, 9_250.0, 9_750.0, 180.0).violation_m(*wreck)[0] == 0.0
    assert AlongBand(lines, 10_150.0, 10_250.0, 180.0).violation_m(*link_loss)[0] == pytest.approx(395, abs=15)


@pytest.mark.parametrize(
    ("low_m", "high_m", "heading"),
    [(2.0, 1.0, 0.0), (np.nan, 1.0, 0.0), (0.0, 1.0, np.nan), (-2.0, 1.0, 0.0), (np.inf, np.inf, 0.0)],
)
def test_what_is_no_band_is_refused(low_m, high_m, heading):
    line = LineString([(0, 0), (1, 0)])
    with pytest.raises(GeometryError):
        AlongBand(line, low_m, high_m, heading)
    with pytest.raises(GeometryError):
        TowardBand(line, low_m, high_m, heading, 45.0)
