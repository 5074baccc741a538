"""Distances along a heading, against dense brute force, other tools' figures and cases worked out by hand."""

import numpy as np
import pytest
import shapely
from shapely import LineString, MultiLineString

from geoevents import atlas
from geoevents.earth.crossing import along_m
from geoevents.earth.geodesic import WGS84, destination, inverse
from geoevents.earth.sector import sector_miss_m
from geoevents.errors import CoordinateError, GeometryError

WRECK = (2 + 53 / 60 + 38.101 / 3600, 19 + 52 / 60 + 4.738 / 3600)
LINK_LOSS = (2 + 53 / 60 + 36.099 / 3600, 19 + 51 / 60 + 50.526 / 3600)
METRE = 1 / 111_000


@pytest.mark.parametrize(
    ("dataset", "wreck_m", "link_loss_m", "within_m"),
    [
        # Computed independently of this project, to 10 m: 9.30 and 9.75 km on Natural Earth 1:10m.
        ("ne-10m", 9_300, 9_750, 5),
        # 10.82 and 11.49 km on OpenStreetMap. The embedded line is simplified to about 11 m and runs five times as far
        # north as east there, so that a crossing on a meridian can move by five times as much.
        ("osm-2026c", 10_820, 11_490, 55),
    ],
)
def test_the_founding_case_due_north(dataset, wreck_m, link_loss_m, within_m):
    lines = atlas.border("DZ", "ML", dataset=dataset).lines
    lon, lat = np.transpose([WRECK, LINK_LOSS])
    assert along_m(lines, lon, lat, 0.0) == pytest.approx([wreck_m, link_loss_m], abs=within_m)


def test_a_meridian_against_planar_geometry():
    # On a meridian a planar edge is crossed where a vertical line in degrees cuts it: shapely and Karney say how far.
    lines = atlas.border("DZ", "ML", dataset="osm-2026c").lines
    generator = np.random.default_rng(7)
    lon, lat = generator.uniform(-4.5, 4.0, 40), generator.uniform(18.5, 23.0, 40)
    found = along_m(lines, lon, lat, 0.0)
    for x, y, metres in zip(lon, lat, found, strict=True):
        met = shapely.get_coordinates(shapely.intersection(lines, LineString([(x, y), (x, y + 8.9)])))
        expected = min((float(inverse(x, y, *point)[2]) for point in met), default=np.inf)
        expected = expected if expected <= 1_000_000.0 else np.inf
        assert metres == pytest.approx(expected, abs=1e-3)
    assert np.isfinite(found).any()
    assert np.isinf(found).any()


def tangled(generator, lon, lat, spread):
    """A line that turns back on itself, so that a way meets it several times."""
    steps = generator.normal(0.0, spread / 3, (12, 2)).cumsum(axis=0)
    return LineString(np.column_stack([lon + steps[:, 0] / np.cos(np.radians(lat)), lat + steps[:, 1]]))


@pytest.mark.parametrize("lat", [-63.0, 0.0, 20.0, 71.0])
@pytest.mark.parametrize("lon", [3.0, 180.0])
@pytest.mark.parametrize("azimuth", [0.0, 37.0, 90.0, 180.0, 291.25])
def test_any_azimuth_against_a_way_in_small_steps(lat, lon, azimuth):
    generator = np.random.default_rng(int(abs(lat) * 7 + lon + azimuth))
    line = tangled(generator, lon, lat, 0.2)
    x, y = lon + generator.uniform(-0.3, 0.3, 12), lat + generator.uniform(-0.2, 0.2, 12)
    reach = 60_000.0
    on_globe = shapely.transform(line, lambda xy: np.column_stack([np.mod(xy[:, 0] + 180.0, 360.0) - 180.0, xy[:, 1]]))
    found = along_m(on_globe, np.mod(x + 180.0, 360.0) - 180.0, y, azimuth, reach_m=reach)
    met = 0
    for here_x, here_y, metres in zip(x, y, found, strict=True):
        # In degrees a step of 100 m is straight within a millimetre at 71 degrees.
        away = np.arange(0.0, reach + 50.0, 100.0)
        way_x, way_y = destination(here_x, here_y, azimuth, away)
        way_x = here_x + np.mod(way_x - here_x + 180.0, 360.0) - 180.0
        points = shapely.get_coordinates(shapely.intersection(line, LineString(np.column_stack([way_x, way_y]))))
        distances = [float(inverse(here_x, here_y, *point)[2]) for point in points]
        expected = min((d for d in distances if d <= reach), default=np.inf)
        assert metres == pytest.approx(expected, abs=0.02)
        met += np.isfinite(metres)
    assert met >= 1 or azimuth != 90.0


def test_geodesic_edges_bow_away_from_planar_ones():
    # A parallel at 20 N and the geodesic between its ends, 10 degrees apart: the latter bows to the north halfway.
    line = LineString([(0, 20), (10, 20)])
    planar, geodesic = (along_m(line, [5.0], [19.5], 0.0, edges=edges)[0] for edges in ("planar", "geodesic"))
    azimuth, _, length = WGS84.inv(0, 20, 10, 20)
    top = WGS84.fwd(0, 20, azimuth, length / 2)[1]
    assert planar == pytest.approx(float(inverse(5, 19.5, 5, 20)[2]), abs=1e-3)
    assert geodesic == pytest.approx(float(inverse(5, 19.5, 5, top)[2]), abs=1e-3)


def test_a_line_that_runs_along_the_way_is_met_at_its_nearer_end():
    line = LineString([(0, 1), (0, 2)])
    near = float(inverse(0, 0.5, 0, 1)[2])
    assert along_m(line, [0.0, 0.0, 0.0], [0.5, 1.5, 2.5], 0.0) == pytest.approx([near, 0.0, np.inf])
    assert along_m(line, [0.0], [2.5], 180.0)[0] == pytest.approx(float(inverse(0, 2.5, 0, 2)[2]), abs=1e-3)


def test_a_shared_vertex_is_no_gap():
    zigzag = LineString([(-0.1, 0.0), (0.0, 0.1), (0.1, 0.0), (0.2, 0.1)])
    x = np.array([0.0, 0.1])
    expected = [float(inverse(0, -0.5, 0, 0.1)[2]), float(inverse(0.1, -0.5, 0.1, 0.0)[2])]
    assert along_m(zigzag, x, [-0.5, -0.5], 0.0) == pytest.approx(expected, abs=1e-3)


def test_an_end_that_is_passed_by_is_not_met():
    line = LineString([(0, 0), (1, 0)])
    beside = np.array([-METRE, METRE])
    assert np.isinf(along_m(line, beside, [-0.1, -0.1], 0.0)).tolist() == [True, False]


def test_a_way_over_the_pole():
    line = LineString([(170, 88), (-170, 88)])
    quarter = float(inverse(0, 88, 0, 90)[2])
    assert along_m(line, [0.0], [88.0], 0.0)[0] == pytest.approx(2 * quarter, abs=1e-3)


def test_the_first_of_several_lines_counts_and_on_the_line_it_is_nothing():
    lines = MultiLineString([[(0, 2), (1, 2)], [(0, 1), (1, 1)]])
    found = along_m(lines, [0.5, 0.5, 0.5], [0.0, 1.0, 1.5], 0.0)
    assert found == pytest.approx(
        [float(inverse(0.5, 0, 0.5, 1)[2]), 0.0, float(inverse(0.5, 1.5, 0.5, 2)[2])], abs=1e-3
    )
    assert along_m(lines, [], [], 0.0).shape == (0,)


def test_out_of_reach_is_infinite():
    line = LineString([(0, 1), (1, 1)])
    way = float(inverse(0.5, 0, 0.5, 1)[2])
    assert along_m(line, [0.5], [0.0], 0.0, reach_m=way - 1)[0] == np.inf
    assert along_m(line, [0.5], [0.0], 0.0, reach_m=way + 1)[0] == pytest.approx(way, abs=1e-3)


def test_what_is_no_way_is_refused():
    line = LineString([(0, 0), (1, 0)])
    with pytest.raises(CoordinateError):
        along_m(line, [np.nan], [0.0], 0.0)
    with pytest.raises(GeometryError):
        along_m(line, [0.0], [0.0], np.nan)
    with pytest.raises(GeometryError):
        along_m(line, [0.0], [0.0], 0.0, reach_m=np.nan)


@pytest.mark.parametrize("lat", [0.0, 20.0, -68.0])
@pytest.mark.parametrize(("heading", "half"), [(180.0, 45.0), (90.0, 22.5), (303.75, 5.625), (10.0, 1.0)])
@pytest.mark.parametrize("span", [(9_250.0, 9_750.0), (0.0, 5_000.0)])
def test_sectors_against_points_on_the_line(lat, heading, half, span):
    """A position is in a sector if one of many points on the line has it there, else it misses as they say."""
    generator = np.random.default_rng(int(abs(lat) + heading + half))
    line = tangled(generator, 3.0, lat, 0.05)
    x = 3.0 + generator.uniform(-0.4, 0.4, 40) / np.cos(np.radians(lat))
    y = lat + generator.uniform(-0.3, 0.3, 40)
    found = sector_miss_m(line, "planar", x, y, span, heading, half)
    # Points 2 m apart: what they say of a distance is true within a metre.
    dense = shapely.get_coordinates(shapely.segmentize(line, 2 * METRE))
    for here_x, here_y, miss in zip(x, y, found, strict=True):
        azimuth, _, distance = inverse(dense[:, 0], dense[:, 1], here_x, here_y)
        off = np.abs(np.mod(azimuth - heading + 180.0, 360.0) - 180.0)
        turn = np.radians(np.maximum(off - half, 0.0))
        ahead = distance * np.cos(turn)
        sampled = np.hypot(ahead - np.clip(ahead, *span), distance * np.sin(turn)).min()
        assert miss <= (sampled + 0.1 if sampled < 5_000.0 else sampled * 1.02)
        if sampled == 0.0:
            assert miss == 0.0
        if miss == 0.0:
            assert sampled <= 1.5
