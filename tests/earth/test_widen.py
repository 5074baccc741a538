"""Sets that give way, and what is left outside of sets that are denied."""

import numpy as np
import pytest
import shapely
from shapely import LineString, Polygon

from geoevents.earth import (
    ArcBand,
    Area,
    Both,
    Box,
    Complement,
    Denial,
    DepthBand,
    Disc,
    Either,
    LineBand,
    Ring,
    SideBand,
    TowardBand,
    Widened,
    destination,
    inverse,
    widened,
)

# The line runs on beyond the window: where a border ends there is another neighbour.
LINE = LineString([(1.50, 19.90), (2.80, 19.90), (2.95, 19.98), (3.00, 19.94), (3.20, 20.05), (4.50, 20.05)])
NORTH = Area(Polygon([*LINE.coords, (4.50, 21.60), (1.50, 21.60)]), name="NN")
WINDOW = (2.6, 19.7, 3.4, 20.3)
SHAPES = {
    "disc": Disc(2.97, 19.95, 3_000.0),
    "ring": Ring(2.97, 19.95, 2_500.0, 3_500.0),
    "arc band": ArcBand(2.97, 19.95, 3_450.0, 3_550.0, 135.0, 22.5),
    "wide arc band": ArcBand(2.97, 19.95, 500.0, 5_000.0, 10.0, 100.0),
    "box": Box(2.97, 19.95, 0.005, 0.003),
    "one position": Box(2.97, 19.95, 0.0, 0.0),
    "band along a line": LineBand(LINE, 1_500.0, 2_500.0),
    "band on one side": SideBand(LineBand(LINE, 1_500.0, 2_500.0), NORTH),
    "depth": DepthBand(LINE, NORTH, 1_500.0, 2_500.0),
    "shallow depth": DepthBand(LINE, NORTH, 200.0, 900.0),
    "territory": NORTH,
    "outside a territory": Complement(NORTH),
    "both": Both(LineBand(LINE, 0.0, 2_500.0), NORTH),
    "either": Either(Disc(2.90, 19.95, 2_000.0), Disc(3.05, 19.95, 1_000.0)),
    "toward": TowardBand(LINE, 1_500.0, 2_500.0, 180.0, 45.0),
}
BY_M = (0.4, 700.0, 2_600.0)


def positions(shape, count, seed=5):
    """Positions in a shape, found by trying; for thin shapes, those of its region that it does not miss."""
    random = np.random.default_rng(seed)
    region = shape.region(WINDOW)
    lon, lat = np.empty(0), np.empty(0)
    west, south, east, north = region.bounds
    for _ in range(40):
        x, y = random.uniform(west, east, 4 * count), random.uniform(south, north, 4 * count)
        held = shapely.contains_xy(region, x, y)
        x, y = x[held], y[held]
        if len(x):
            held = shape.violation_m(x, y) == 0.0
            lon, lat = np.append(lon, x[held]), np.append(lat, y[held])
        if len(lon) >= count:
            break
    if isinstance(shape, Box) and not len(lon):
        lon, lat = np.full(1, shape.lon), np.full(1, shape.lat)
    assert len(lon)
    pick = random.integers(0, len(lon), count)
    return lon[pick], lat[pick]


@pytest.mark.parametrize("by_m", BY_M)
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_all_within_reach_of_a_shape_is_in_the_wider_one(shape, by_m):
    count = 60
    lon, lat = positions(shape, count)
    random = np.random.default_rng(11)
    # Half of them move by as much as is allowed.
    away = np.where(np.arange(count) % 2, by_m, random.uniform(0.0, by_m, count))
    x, y = destination(lon, lat, random.uniform(0.0, 360.0, count), away)
    wider = widened(shape, by_m)
    assert wider.violation_m(x, y).max() <= 1e-3
    near = (x > WINDOW[0]) & (x < WINDOW[2]) & (y > WINDOW[1]) & (y < WINDOW[3])
    assert near.any()
    assert shapely.intersects_xy(wider.region(WINDOW), x[near], y[near]).all()


@pytest.mark.parametrize("by_m", BY_M)
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_the_miss_shrinks_by_as_much(shape, by_m):
    random = np.random.default_rng(3)
    lon, lat = random.uniform(2.85, 3.1, 40), random.uniform(19.86, 20.06, 40)
    miss = shape.violation_m(lon, lat)
    assert miss.max() > by_m or by_m > 1_000
    assert widened(shape, by_m).violation_m(lon, lat) == pytest.approx(np.maximum(miss - by_m, 0.0), abs=1e-3)


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_giving_way_twice_is_giving_way_once(shape):
    random = np.random.default_rng(4)
    lon, lat = random.uniform(2.8, 3.15, 60), random.uniform(19.8, 20.1, 60)
    once, twice = widened(shape, 900.0), widened(widened(shape, 500.0), 400.0)
    assert twice.violation_m(lon, lat) == pytest.approx(once.violation_m(lon, lat), abs=1e-3)


def test_a_wider_region_is_not_much_wider_than_it_must_be():
    # Twice its radius: of a region that is drawn at most a few metres too large.
    region = Widened(ArcBand(2.97, 19.95, 990.0, 1_000.0, 0.0, 180.0), 1_000.0).region()
    lon, lat = destination(2.97, 19.95, np.arange(0.0, 360.0, 5.0), np.full(72, 2_005.0))
    assert not shapely.intersects_xy(region, lon, lat).any()


@pytest.mark.parametrize("across", [179.999, -179.999])
def test_giving_way_across_the_antimeridian(across):
    wider = Widened(Box(across, 65.0, 0.0001, 0.0001), 5_000.0)
    lon, lat = destination(across, 65.0, np.arange(0.0, 360.0, 10.0), np.full(36, 4_990.0))
    assert wider.violation_m(lon, lat).max() == 0.0
    assert shapely.intersects_xy(wider.region(), lon, lat).all()


DENIALS = {name: (shape,) for name, shape in SHAPES.items() if name not in ("toward", "one position")} | {
    "not all of two": (Disc(2.97, 19.95, 3_000.0), NORTH),
    "not all of three": (Ring(2.97, 19.95, 500.0, 3_500.0), LineBand(LINE, 0.0, 3_000.0), Disc(2.98, 19.95, 3_000.0)),
}


@pytest.mark.parametrize("shapes", DENIALS.values(), ids=DENIALS)
def test_a_denial_keeps_all_outside_and_nothing_inside(shapes):
    random = np.random.default_rng(9)
    lon, lat = random.uniform(2.85, 3.1, 400), random.uniform(19.86, 20.06, 400)
    for shape in shapes:
        x, y = positions(shape, 60)
        lon, lat = np.append(lon, x), np.append(lat, y)
    miss = np.max([shape.violation_m(lon, lat) for shape in shapes], axis=0)
    denial = Denial(shapes)
    outside = miss > 0.01
    assert outside.any()
    assert (~outside).any()
    assert denial.violation_m(lon[outside], lat[outside]).max() == 0.0
    assert denial.violation_m(lon[miss == 0.0], lat[miss == 0.0]).min() > 0.0
    assert shapely.intersects_xy(denial.region(WINDOW), lon[outside], lat[outside]).all()


@pytest.mark.parametrize("shape", [SHAPES["disc"], SHAPES["ring"], SHAPES["band along a line"], SHAPES["depth"]])
def test_what_is_well_inside_is_left_out_of_a_denial(shape):
    # The region of a denial is an outer one, but not so large that it denies nothing.
    lon, lat = positions(shape, 200)
    deep = Denial((shape,)).violation_m(lon, lat) > 30.0
    assert deep.sum() > 50
    assert not shapely.contains_xy(Denial((shape,)).region(WINDOW), lon[deep], lat[deep]).any()


def test_the_miss_of_a_denied_disc_is_the_way_out():
    disc = Disc(2.97, 19.95, 3_000.0)
    lon, lat = positions(disc, 50)
    way_out = 3_000.0 - inverse(2.97, 19.95, lon, lat)[2]
    assert Denial((disc,)).violation_m(lon, lat) == pytest.approx(way_out, abs=0.01)
