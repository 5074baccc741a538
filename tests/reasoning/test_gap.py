"""Gap, separation and lower bound against brute force: a search over positions that knows nothing but exact misses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Polygon

from geoevents.earth import (
    ArcBand,
    Area,
    Box,
    Complement,
    DepthBand,
    Disc,
    Frame,
    LineBand,
    Ring,
    SideBand,
    destination,
    inverse,
    widened,
)
from geoevents.model import Step
from geoevents.reasoning.constrain import Constraint
from geoevents.reasoning.gap import gap, lower_bound_m, separation_of, too_far
from geoevents.reasoning.regions import Tie, intersect
from geoevents.reasoning.spans import apart

# The line runs on beyond where anything is asked: where a border ends there is another neighbour.
LINE = LineString([(1.50, 19.93), (2.85, 19.93), (2.95, 19.98), (3.00, 19.94), (3.10, 20.00), (4.50, 20.00)])
NORTH = Area(Polygon([*LINE.coords, (4.50, 21.60), (1.50, 21.60)]), name="NN")
OUTLOOK = (2.4, 19.4, 3.6, 20.5)
PLANE = Frame(2.97, 19.95)


def held(*shapes):
    return [Constraint(None, shape, Step("")) for shape in shapes]


def least(miss, spots, seeds=12, reach_m=60_000.0, grid=41):
    """The smallest worst miss over one or two positions: a grid, then smaller grids around the best few of it.

    `miss` takes lon, lat arrays for each position. Every value is reached at a position, so it is never too small.
    """
    random = np.random.default_rng(1)
    size = 2 * spots
    if spots == 1:
        side = np.linspace(-reach_m / 2, reach_m / 2, grid)
        at = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
        step = side[1] - side[0]
    else:
        at = random.uniform(-reach_m / 2, reach_m / 2, (20_000, size))
        step = reach_m / 8
    best = np.inf

    def worst(xy):
        return miss(*(PLANE.to_lonlat(xy[:, 2 * k], xy[:, 2 * k + 1]) for k in range(spots)))

    value = worst(at)
    for first in at[np.argsort(value, kind="stable")[:seeds]]:
        here, reach, low = first, step, np.inf
        while reach > 0.02:
            around = here + np.vstack([np.zeros(size), random.uniform(-1, 1, (120 * spots, size)) * reach])
            values = worst(around)
            pick = int(np.argmin(values))
            moved = values[pick] < low - 1e-9
            low, here = min(low, float(values[pick])), around[pick]
            reach = reach if moved and pick else reach * 0.6
        best = min(best, low)
    return best


def worst_of(shapes, at):
    return np.max([shape.violation_m(*at) for shape in shapes], axis=0)


def truth_of(shapes):
    return least(lambda at: worst_of(shapes, at), 1)


CLAUSES = {
    "two discs": (Disc(2.97, 19.95, 1_000.0), Disc(3.05, 19.99, 2_000.0)),
    "a position and a depth": (Box(2.92, 19.88, 0.0, 0.0), DepthBand(LINE, NORTH, 1_500.0, 2_500.0)),
    "offset and band": (ArcBand(2.97, 19.90, 3_450.0, 3_550.0, 135.0, 22.5), LineBand(LINE, 1_950.0, 2_050.0)),
    "offset and territory": (ArcBand(2.97, 19.90, 3_450.0, 3_550.0, 135.0, 22.5), NORTH),
    "two offsets": (
        ArcBand(2.97, 19.95, 3_450.0, 3_550.0, 135.0, 22.5),
        ArcBand(3.05, 19.99, 900.0, 1_100.0, 0.0, 45.0),
    ),
    "inside one ring and outside another": (Ring(2.97, 19.95, 9_000.0, 9_500.0), Disc(2.98, 19.95, 4_000.0)),
    "three rings": (
        Ring(2.90, 19.95, 10_000.0, 10_100.0),
        Ring(3.00, 19.95, 10_000.0, 10_100.0),
        Ring(2.95, 20.04, 10_000.0, 10_100.0),
    ),
    "one side and the other": (SideBand(LineBand(LINE, 3_000.0, 3_500.0), NORTH), Complement(NORTH)),
    "outside where it is said to be": (Disc(2.97, 20.05, 3_000.0), Complement(NORTH)),
    "a box and a ring": (Box(2.97, 19.95, 0.01, 0.01), Ring(3.1, 20.0, 4_000.0, 5_000.0)),
    "band, ring and depth": (
        LineBand(LINE, 4_000.0, 4_200.0),
        Ring(2.97, 19.99, 6_500.0, 6_600.0),
        DepthBand(LINE, NORTH, 900.0, 1_100.0),
    ),
    "what fits": (Disc(2.97, 19.95, 5_000.0), LineBand(LINE, 1_000.0, 2_000.0), NORTH),
}


@pytest.mark.parametrize("shapes", CLAUSES.values(), ids=CLAUSES)
def test_the_gap_of_one_event(shapes):
    truth = truth_of(shapes)
    (low, high), where = gap({"e": held(*shapes)}, (), OUTLOOK)
    assert high == pytest.approx(truth, abs=1.0)
    assert low <= truth + 0.05
    # It is reached where it is said to be.
    at = [[value] for value in where["e"]]
    assert max(float(shape.violation_m(*at)[0]) for shape in shapes) == pytest.approx(high, abs=0.02)


@pytest.mark.parametrize(
    "name", ["two discs", "a position and a depth", "three rings", "two offsets", "a box and a ring"]
)
def test_bounds_of_a_gap_are_close(name):
    (low, high), _ = gap({"e": held(*CLAUSES[name])}, (), OUTLOOK)
    assert high - low <= 3.0


@pytest.mark.parametrize("shapes", CLAUSES.values(), ids=CLAUSES)
def test_giving_way_by_the_gap_leaves_a_position_and_by_less_leaves_none(shapes):
    (_, high), where = gap({"e": held(*shapes)}, (), OUTLOOK)
    at = [[value] for value in where["e"]]
    assert max(float(widened(shape, high + 0.05).violation_m(*at)[0]) for shape in shapes) <= 1e-3
    region, _ = intersect(held(*(widened(shape, high) for shape in shapes)), OUTLOOK)
    assert region is not None


@settings(max_examples=8)
@given(
    st.lists(st.tuples(st.floats(2.85, 3.1), st.floats(19.88, 20.05), st.floats(10, 8_000), st.floats(0, 3_000)),
             min_size=2, max_size=4),
)  # fmt: skip
def test_the_gap_of_any_rings(rings):
    shapes = [Ring(lon, lat, low, low + width) for lon, lat, low, width in rings]
    truth = truth_of(shapes)
    (low, high), _ = gap({"e": held(*shapes)}, (), OUTLOOK)
    assert low <= truth + 0.05
    # Rings have several places where they all but meet; the better of them counts.
    assert high <= truth + 1.0


def tie_miss(tie, one, other):
    _azimuth, _, away = inverse(*other, *one)
    return np.maximum(np.maximum(tie.low_m - away, away - tie.high_m), 0.0)


TIED = {
    "too far for the way": (
        (Disc(2.90, 19.95, 500.0),), (Disc(3.00, 19.95, 700.0),), Tie("a", "b", 440.5, 441.5, "")),
    "too near for the way": (
        (Disc(2.97, 19.95, 500.0),), (Disc(2.98, 19.95, 300.0),), Tie("a", "b", 5_000.0, 5_100.0, "")),
    "at one place": (
        (LineBand(LINE, 0.0, 1_000.0), Disc(2.97, 19.85, 4_000.0)),
        (Box(3.05, 19.99, 0.0, 0.0),), Tie("a", "b", 0.0, 0.0, "")),
    "over a border": (
        (DepthBand(LINE, NORTH, 1_500.0, 2_500.0),),
        (Box(2.92, 19.85, 0.0, 0.0),),
        Tie("a", "b", 2_000.0, 3_000.0, "")),
    "it fits": (
        (Disc(2.97, 19.95, 500.0),), (Disc(2.98, 19.95, 300.0),), Tie("a", "b", 900.0, 1_100.0, "")),
}  # fmt: skip


@pytest.mark.parametrize(("one", "other", "tie"), TIED.values(), ids=TIED)
def test_the_gap_of_two_tied_events(one, other, tie):
    def miss(a, b):
        own = [shape.violation_m(*a) for shape in one] + [shape.violation_m(*b) for shape in other]
        return np.max([*own, tie_miss(tie, a, b)], axis=0)

    truth = least(miss, 2)
    (low, high), where = gap({"a": held(*one), "b": held(*other)}, [tie], OUTLOOK)
    # The brute force over two positions is itself good to a metre only from above.
    assert high == pytest.approx(truth, abs=1.0)
    assert low <= truth + 0.05
    ends = [([where[id][0]], [where[id][1]]) for id in "ab"]
    assert float(miss(*(tuple(map(np.array, end)) for end in ends))[0]) == pytest.approx(high, abs=0.02)


APART = {
    "a position and a depth": ((Box(2.92, 19.85, 0.0, 0.0),), (DepthBand(LINE, NORTH, 1_500.0, 2_500.0),)),
    "two offsets": (
        (ArcBand(2.97, 19.95, 3_450.0, 3_550.0, 135.0, 22.5),), (ArcBand(3.05, 19.99, 900.0, 1_100.0, 0.0, 45.0),)),
    "a band and a disc": ((LineBand(LINE, 0.0, 500.0),), (Disc(2.97, 19.85, 2_000.0),)),
    "the two sides": ((Complement(NORTH),), (DepthBand(LINE, NORTH, 1_500.0, 2_500.0),)),
    "several clauses each": (
        (Ring(2.90, 19.90, 5_000.0, 6_000.0), LineBand(LINE, 3_000.0, 4_000.0)), (Disc(3.05, 20.02, 1_000.0), NORTH)),
}  # fmt: skip


def apart_by_force(one, other):
    """The distance between two sets: the ways between two positions, a miss counting for thirty ways.

    So steep a price is never worth paying: what is left is the distance between positions that hold.
    """

    spot = next((shape for shapes in (one, other) for shape in shapes if shape == Box(2.92, 19.85, 0.0, 0.0)), None)
    if spot is not None:
        rest = other if spot in one else one
        return least(lambda at: inverse(spot.lon, spot.lat, *at)[2] + 30.0 * worst_of(rest, at), 1)

    def way(a, b):
        return inverse(*a, *b)[2] + 30.0 * (worst_of(one, a) + worst_of(other, b))

    return least(way, 2)


@pytest.mark.parametrize(("one", "other"), APART.values(), ids=APART)
def test_the_separation_of_two_claims(one, other):
    truth = apart_by_force(one, other)
    found, here, there = separation_of(held(*one), held(*other), OUTLOOK)
    # Regions are drawn larger by at most half a metre each, a little more at a corner where two clauses meet.
    assert truth - 1.5 <= found <= truth + 0.3
    assert float(inverse(*here, *there)[2]) == pytest.approx(found, abs=0.6)
    for at, shapes in ((here, one), (there, other)):
        assert max(float(shape.violation_m([at[0]], [at[1]])[0]) for shape in shapes) < 1.5
    assert lower_bound_m(held(*one), held(*other)) <= truth + 0.3


@settings(max_examples=40)
@given(st.sampled_from(sorted(CLAUSES)), st.sampled_from(sorted(CLAUSES)), st.integers(0, 2), st.integers(0, 2))
def test_arithmetic_never_says_more_than_is_true(first, second, here, there):
    one, other = (CLAUSES[name][number % len(CLAUSES[name])] for name, number in ((first, here), (second, there)))
    apart = separation_of(held(one), held(other), OUTLOOK)
    bound = lower_bound_m(held(one), held(other))
    # The regions are cut to the outlook, and so can only be farther apart there than they are.
    assert apart is None or bound <= apart[0] + 1.2


def test_a_region_that_is_empty_is_at_no_distance():
    assert separation_of(held(Disc(2.9, 19.9, 100.0), Disc(3.1, 19.9, 100.0)), held(NORTH), OUTLOOK) is None


# Two neighbours to the south, and the sea to the east: the depth is measured from the border with one of them.
ENDS = LineString([(2.50, 19.93), (2.97, 19.93)])
LAND = Area(Polygon([(2.50, 19.93), (2.97, 19.93), (3.00, 19.90), (3.00, 20.60), (2.50, 20.60)]), name="LL")
DEEP = DepthBand(ENDS, LAND, 1_500.0, 2_500.0)


@pytest.mark.parametrize("radius_m", [0.0, 200.0, 1_000.0])
@pytest.mark.parametrize("azimuth", range(0, 360, 30))
@pytest.mark.parametrize("away_m", [500.0, 2_500.0])
def test_round_the_end_of_a_border_no_more_is_said_than_is_true(azimuth, away_m, radius_m):
    lon, lat = (float(value) for value in destination(2.99, 19.93, float(azimuth), away_m))
    spot = Disc(lon, lat, radius_m)
    truth = least(lambda at: inverse(lon, lat, *at)[2] + 30.0 * worst_of((DEEP,), at), 1, reach_m=20_000.0)
    assert lower_bound_m(held(spot), held(DEEP)) <= max(0.0, truth - radius_m) + 0.3
    assert too_far({"e": held(spot, DEEP)}, ()) <= (truth > radius_m)


# Over a strait of 2 km to the east lies another country: from the border in the south it is as deep as one likes there.
BEYOND = Area(Polygon([(3.02, 19.90), (3.40, 19.90), (3.40, 20.60), (3.02, 20.60)]), name="BB")


@pytest.mark.parametrize("beyond", [BEYOND, SideBand(LineBand(ENDS, 30_000.0, 50_000.0), BEYOND)])
@pytest.mark.parametrize("low_m", [5_000.0, 40_000.0])
def test_over_a_strait_depth_is_no_way(low_m, beyond):
    deep = DepthBand(ENDS, LAND, low_m, low_m + 10_000.0)
    at = {"e": [3.0 - 1e-6, 20.36], "f": [3.02 + 1e-6, 20.36]}
    tie = Tie("e", "f", 0.0, 3_000.0, "")
    nodes = {"e": held(replace(deep, high_m=90_000.0)), "f": held(beyond)}
    assert [float(own[0].shape.violation_m([at[id][0]], [at[id][1]])[0]) for id, own in nodes.items()] == [0, 0]
    assert float(inverse(*at["e"], *at["f"])[2]) < tie.high_m
    assert not too_far(nodes, [tie])
    assert lower_bound_m(nodes["e"], nodes["f"]) <= 2_200.0
    # At one position the depth has one sign all the same.
    assert too_far({"e": held(deep, beyond)}, ())
    # And near that country one can be as deep as one likes in this one.
    assert not too_far({"e": held(deep, replace(BEYOND, grow_m=2_500.0))}, ())


def test_over_a_border_that_is_the_nearest_way_it_is_as_far_as_both_are_from_it():
    south = Area(Polygon([*LINE.coords, (4.50, 18.0), (1.50, 18.0)]), name="SS")
    deep = DepthBand(LINE, NORTH, 1_500.0, 2_500.0)
    assert lower_bound_m(held(deep), held(south)) == pytest.approx(1_500.0, abs=2)
    band = SideBand(LineBand(LINE, 9_900.0, 10_000.0), south)
    assert lower_bound_m(held(deep), held(band)) == pytest.approx(11_400.0, abs=2)
    assert too_far({"e": held(deep), "f": held(band)}, [Tie("e", "f", 0.0, 11_000.0, "")])


def test_a_gap_across_half_the_globe_is_bounded_by_what_is_true():
    here, there = Disc(2.9, 19.9, 1_000.0), Disc(-150.0, -20.0, 1_000.0)
    truth = (float(inverse(2.9, 19.9, -150.0, -20.0)[2]) - 2_000.0) / 2
    (low, high), _ = gap({"e": held(here, there)}, (), None)
    assert low == pytest.approx(truth, abs=1.0)
    assert high >= truth - 0.1
    (low, high), _ = gap({"e": held(here, Disc(2.9, -20.0, 1_000.0))}, (), None)
    assert low == pytest.approx((4_416_150.0 - 2_000.0) / 2, rel=1e-3)
    assert low <= high <= low + 1_000.0


def test_whether_territories_overlap_is_not_mixed_up_when_memory_is_used_again():
    for number in range(60):
        one = Area(Polygon([(0, 0), (1, 0), (1, 1), (0, 1)]), name="AA")
        x = 0.5 if number % 2 else 1.0
        other = Area(Polygon([(x, 0), (x + 1, 0), (x + 1, 1), (x, 1)]), name="BB")
        assert apart(one, other) == (number % 2 == 0)
