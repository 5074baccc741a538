"""Sides under a density: against closed forms, a fine grid, and the words that made the region."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from scipy.integrate import quad
from scipy.special import ndtr
from shapely import LineString, box

import geoevents as ge
from geoevents import atlas
from geoevents.earth import AlongBand, ArcBand, Area, AreaBand, Both, Complement, Disc, LineBand, destination
from geoevents.errors import QuantityError
from geoevents.locality import parse
from geoevents.model import Scenario, Step
from geoevents.reasoning import measure as measuring
from geoevents.reasoning.constrain import Constraint, constrain
from geoevents.reasoning.density import R95, Z95, density_of, density_of_reading
from geoevents.reasoning.locate import locate
from geoevents.reasoning.measure import measure, side_probabilities
from geoevents.reasoning.spread import spread_in_disc, spread_over

GOOD_TO = 0.002
"""What `measure` says of its integrals."""
EQUATOR_M = 111_319.49079327358
"""A degree of longitude on the equator: the semi-major axis of WGS84 times pi / 180."""


@pytest.fixture
def halves(boundary_file):
    """ML west and NE east of the meridian of 1 E, which is straight on the ground, off by 400 m."""
    rows = [
        ("ML", "Polygon", [[[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]]]),
        ("NE", "Polygon", [[[1, -1], [3, -1], [3, 1], [1, 1], [1, -1]]]),
    ]
    ge.register_borders(boundary_file(rows), "halves", error=400)
    yield "halves"
    ge.forget_borders("halves")


def _from_line(east_m):
    return 1.0 + east_m / EQUATOR_M


@pytest.mark.parametrize("east_m", [-9_000.0, -3_000.0, -100.0, 0.0, 2_000.0, 7_500.0])
@pytest.mark.parametrize("radius_m", [50.0, 4_000.0])
def test_a_disc_across_a_straight_border(halves, east_m, radius_m):
    lon = _from_line(east_m)
    sigma = 400 / Z95
    # The chord at x of a disc is 2 sqrt(r^2 - x^2) long; at x the country drawn has Phi(s / sigma).
    expected = quad(
        lambda x: ndtr((east_m + x) / sigma) * 2 * math.sqrt(radius_m**2 - x**2) / (math.pi * radius_m**2),
        -radius_m,
        radius_m,
        points=[-east_m] if abs(east_m) < radius_m else None,
    )[0]
    for over in ({"region": Disc(lon, 0.0, radius_m).region()}, {"radius_m": radius_m}):
        (result,) = measure(lon, 0.0, to="ML-NE", borders=halves, **over).results
        assert result.p_side.get("NE", 0.0) == pytest.approx(expected, abs=GOOD_TO)
        assert sum(result.p_side.values()) == pytest.approx(1.0)


@pytest.mark.parametrize("east_m", [-2_500.0, -300.0, 0.0, 900.0])
@pytest.mark.parametrize("tau_m", [150.0, 1_000.0])
def test_a_normal_across_a_straight_border(halves, east_m, tau_m):
    # Errors of the position and of the line are independent normals: their difference is normal with both variances.
    lon = _from_line(east_m)

    def normal(x, y):
        return np.exp(-0.5 * ((x - lon) ** 2 + y**2) * (EQUATOR_M / tau_m) ** 2)

    region = Disc(lon, 0.0, 6 * tau_m).region()
    (result,) = measure(lon, 0.0, to="ML-NE", borders=halves, region=region, density=normal).results
    assert result.p_side.get("NE", 0.0) == pytest.approx(ndtr(east_m / math.hypot(400 / Z95, tau_m)), abs=GOOD_TO)


def test_a_distance_from_a_line_is_normal_in_it(halves):
    # "2 km from the border" reaches 1.5 to 2.5 km, and that is 95 % of a normal: cut there, its variance is
    # sigma^2 (1 - 2 z phi(z) / 0.95) with z = 1.96.
    (clause,) = parse("2 km from the border of Mali with Niger").clauses
    constraint = constrain(clause, Scenario(borders=halves), {})
    weigh = density_of([constraint], "normal")
    spread = spread_over(constraint.shape.region((0.5, -0.2, 1.5, 0.2)), 20_000)
    off_m = np.abs(spread.lon - 1.0) * EQUATOR_M * np.cos(np.radians(spread.lat)) - 2_000
    phi = math.exp(-0.5 * Z95**2) / math.sqrt(2 * math.pi)
    variance = np.average(off_m**2, weights=spread.share * weigh(spread.lon, spread.lat))
    assert variance == pytest.approx((500 / Z95) ** 2 * (1 - 2 * Z95 * phi / 0.95), rel=0.005)


def test_the_error_of_the_line_widens_the_curve_and_does_not_flatten_it(halves):
    (clause,) = parse("2 km from the border of Mali with Niger").clauses
    lon, lat = np.array([_from_line(2_000.0), _from_line(2_500.0), _from_line(0.0)]), np.zeros(3)
    drawn, stated = (
        density_of([constrain(clause, Scenario(borders=halves, border_error=error), {})], "normal")(lon, lat)
        for error in ("none", "stated")
    )
    assert drawn[1] == pytest.approx(math.exp(-0.5 * Z95**2), abs=1e-3)
    assert stated[1] == pytest.approx(math.exp(-0.5 * Z95**2 * 500**2 / (500**2 + 400**2)), abs=1e-3)
    assert stated[0] == 1.0
    assert stated[2] < 1e-3


@pytest.mark.parametrize(
    ("said", "azimuth_deg", "distance_m", "weight"),
    [
        # 3.5 km is 3.25 to 3.75, southeast 112.5 to 157.5 degrees (gbif-2020): sigma 127.6 m and 11.48 degrees.
        ("3.5 km southeast of 0 N 2 E", 135.0, 3_500.0, 1.0),
        ("3.5 km southeast of 0 N 2 E", 135.0, 3_750.0, math.exp(-0.5 * Z95**2)),
        ("3.5 km southeast of 0 N 2 E", 157.5, 3_500.0, math.exp(-0.5 * Z95**2)),
        ("3.5 km southeast of 0 N 2 E", 157.5, 3_750.0, math.exp(-(Z95**2))),
        ("3.5 km north of 0 N 2 E", 350.0, 3_500.0, math.exp(-0.5 * (10 * Z95 / 45) ** 2)),
        ("3.5 km from 0 N 2 E", 10.0, 3_750.0, math.exp(-0.5 * Z95**2)),
        # Near is within 15 km by default.
        ("near 0 N 2 E", 10.0, 15_000.0, math.exp(-0.5 * R95**2)),
        ("near 0 N 2 E", 250.0, 7_500.0, math.exp(-0.5 * R95**2 / 4)),
        ("less than 5 km from 0 N 2 E", 10.0, 4_000.0, 1.0),
        ("at least 5 km from 0 N 2 E", 10.0, 9_000.0, 1.0),
    ],
)
def test_the_curve_of_each_clause(said, azimuth_deg, distance_m, weight):
    (clause,) = parse(said).clauses
    weigh = density_of([constrain(clause, Scenario(), {})], "normal")
    most = {"southeast": (135.0, 3_500.0), "north": (0.0, 3_500.0), "near": (0.0, 0.0)}
    best = next((at for word, at in most.items() if word in said), (0.0, 3_500.0))
    lon, lat = destination(2.0, 0.0, [best[0], azimuth_deg], [best[1], distance_m])
    assert weigh(lon, lat) == pytest.approx([1.0, weight], abs=1e-6)


def test_clauses_multiply_and_what_only_bounds_is_flat():
    clauses = parse("3.5 km southeast of 19.95 N 2.97 E and inside Mali").clauses
    constraints = [constrain(clause, Scenario(), {}) for clause in clauses]
    lon, lat = destination(2.97, 19.95, [135.0, 120.0], [3_500.0, 3_600.0])
    both, offset = (density_of(held, "normal")(lon, lat) for held in (constraints, constraints[:1]))
    assert (both == offset).all()
    assert (density_of(constraints, "uniform")(lon, lat) == 1.0).all()
    assert density_of(constraints, "normal")(lon[:0], lat[:0]).shape == (0,)


def test_depth_is_normal_where_it_is_a_depth_and_flat_where_it_is_a_limit(halves):
    (clause,) = parse("2 km inside Mali").clauses
    lon, lat = np.array([_from_line(-2_000.0), _from_line(-2_400.0)]), np.zeros(2)
    at, up_to = (
        density_of([constrain(clause, Scenario(borders=halves, depth=depth), {})], "normal")(lon, lat)
        for depth in ("at depth", "up to")
    )
    assert at == pytest.approx([1.0, math.exp(-0.5 * (400 * Z95 / 500) ** 2)], abs=1e-3)
    assert (up_to == 1.0).all()


def test_shapes_of_land_and_of_headings():
    lines, square = LineString([(0, 0), (1, 0)]), Area(box(0, 0, 1, 1))
    step = Step("said", {"low_m": 1_500.0, "high_m": 2_500.0})
    # South of the middle of the line, where the shortest way, the way north and the distance to the land are one.
    lon, lat = np.full(2, 0.5), np.array([-2_000.0, -2_500.0]) / 110_574.4
    for shape in (
        AlongBand(lines, 1_500.0, 2_500.0, 180.0),
        AreaBand(lines, square, 1_500.0, 2_500.0),
        Both(LineBand(lines, 1_500.0, 2_500.0), Complement(square)),
    ):
        weigh = density_of([Constraint(parse("inside Mali").clauses[0], shape, step)], "normal")
        assert weigh(lon, lat) == pytest.approx([1.0, math.exp(-0.5 * Z95**2)], abs=2e-3)
    # Beyond the end of the line no way north meets it: unlikely, and still a number.
    along = Constraint(parse("inside Mali").clauses[0], AlongBand(lines, 1_500.0, 2_500.0, 180.0), step)
    beside = density_of([along], "normal")(np.array([0.5, 1.01]), np.full(2, -2_000.0 / 110_574.4))
    assert beside[0] == 1.0
    assert beside[1] < 1e-6


STRIKE = "3.5 km southeast of Tinzaouatine and 2 km from the Algerian border"


@pytest.mark.parametrize("density", ["uniform", "normal"])
def test_the_strike_of_the_founding_case(density):
    # founding-case.md: on osm-2026c inside Mali from every candidate, 1.5 km from the line at least.
    found = locate(STRIKE)
    for reading in found.readings:
        (fix,) = reading.fixes
        weigh = density_of_reading(found.clauses, reading, density)
        on = measure(fix.lon, fix.lat, to="DZ-ML", borders="all", region=fix.region, density=weigh)
        assert on.density == density
        osm, ne = on.results
        assert osm.side == "ML"
        assert osm.p_side["ML"] > 0.999
        # Natural Earth draws its line, which may be off by 3.7 km, right through the area.
        assert ne.side == "undetermined"
        assert 0.45 < ne.p_side["ML"] < 0.67


def test_a_density_changes_where_a_side_is_undetermined():
    found = locate("3.5 km southeast of Tinzaouatine", pick=2)
    (reading,) = found.readings
    (fix,) = reading.fixes
    flat, peaked = (
        measure(
            fix.lon, fix.lat, to="DZ-ML", region=fix.region, density=density_of_reading(found.clauses, reading, name)
        ).results[0]
        for name in ("uniform", "normal")
    )
    # Brute force over 400,000 positions: 0.896 and 0.952.
    for result, name in ((flat, "uniform"), (peaked, "normal")):
        spread = spread_over(fix.region, 400_000)
        index = measuring.line_index("DZ-ML", "osm-2026c", "land", "planar")
        border = atlas.border("DZ", "ML")
        weights = spread.share * density_of_reading(found.clauses, reading, name)(spread.lon, spread.lat)
        expected = side_probabilities(
            spread.lon,
            spread.lat,
            "osm-2026c",
            result.border_uncertainty_m,
            border,
            index.nearest(spread.lon, spread.lat).distance_m,
            weights,
        )
        assert result.p_side["ML"] == pytest.approx(expected["ML"], abs=GOOD_TO)
    assert (flat.side, peaked.side) == ("undetermined", "ML")
    # Distances are over everything that is possible, whatever is likely.
    assert (flat.low_m, flat.high_m) == (peaked.low_m, peaked.high_m)


def test_a_disc_takes_the_name_of_a_density():
    flat, peaked = (
        measure(2.91, 19.952, to="DZ-ML", radius_m=2_000.0, density=name).results[0].p_side
        for name in ("uniform", "normal")
    )
    assert abs(flat["ML"] - 0.5) < abs(peaked["ML"] - 0.5)


@pytest.mark.parametrize("name", ["uniform", "normal"])
def test_a_point_has_no_spread(name):
    one = measure(2.8939169, 19.8679828, to="DZ-ML", density=name).results[0]
    assert one.p_side == {"ML": 1.0}


@pytest.mark.parametrize(
    ("density", "message"),
    [
        ("gaussian", "No density 'gaussian'. There are: uniform, normal"),
        ("normal", "A region does not say what makes it normal"),
        (lambda lon, lat: np.ones(3), "for 5.. positions"),
        (lambda lon, lat: np.full(len(lon), np.nan), "gave the weight nan"),
        (lambda lon, lat: -np.ones(len(lon)), "gave the weight -1.0"),
        (lambda lon, lat: np.zeros(len(lon)), "nothing but zeros"),
    ],
)
def test_what_is_no_density_is_refused(density, message):
    with pytest.raises(QuantityError, match=message):
        measure(2.9, 19.9, to="DZ-ML", region=Disc(2.9, 19.9, 5_000.0).region(), density=density)
    with pytest.raises(QuantityError, match="No density 'peaked'"):
        density_of([], "peaked")


@pytest.mark.parametrize(
    "region",
    [
        Disc(10.0, 60.0, 3_000.0).region(),
        ArcBand(10.0, 60.0, 40_000.0, 40_200.0, 90.0, 30.0).region(),
        LineString([(10, 60), (11, 60.4), (11.5, 60.1)]).buffer(0.0005),
        LineString([(10, 60), (11, 60)]).buffer(0.0003),
        box(0, 0, 1, 1).difference(box(0.2, 0.2, 0.8, 0.8)),
        box(0, 0, 1, 1).union(box(3, 5, 3.1, 5.1)),
    ],
    ids=["disc", "arc", "bent sliver", "flat sliver", "hole", "parts"],
)
def test_positions_lie_inside_and_stand_for_the_whole(region):
    spread = spread_over(region, 2_000)
    inside = shapely.contains_xy(region, spread.lon, spread.lat)
    assert inside.mean() > 0.99
    middle = [np.average(values, weights=spread.share) for values in (spread.lon, spread.lat)]
    # Shares are of ground and the centroid is of degrees: they part by a little where a region is tall.
    size = max(region.bounds[2] - region.bounds[0], region.bounds[3] - region.bounds[1])
    assert middle == pytest.approx([region.centroid.x, region.centroid.y], abs=0.004 * size)


def test_a_disc_of_seeds_is_even():
    spread = spread_in_disc(0.0, 0.0, 1_000.0, 2_000)
    x, y = spread.lon * EQUATOR_M, spread.lat * 110_574.3
    away = np.hypot(x, y)
    assert (away <= 1_000.1).all()
    assert np.mean(away <= 500.0) == pytest.approx(0.25, abs=0.001)
    assert abs(np.mean(x > 0) - 0.5) < 0.01
