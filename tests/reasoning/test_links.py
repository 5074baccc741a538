"""What ties two events: an offset at a heading, a distance, a speed in a time, an order. Small cases, known answers."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geoevents.compass import letters
from geoevents.earth import destination, inverse
from geoevents.earth.shapes import Disc
from geoevents.model import Scenario, Step
from geoevents.read.case import read_case
from geoevents.reasoning.check import check
from geoevents.reasoning.constrain import Constraint
from geoevents.reasoning.gap import clashing, too_far
from geoevents.reasoning.network import ANYWHERE, Network
from geoevents.reasoning.regions import Tie, allowed
from geoevents.reasoning.replay import ledgers_in, replay
from geoevents.reasoning.solve import solve
from geoevents.reasoning.standing import placed, standing
from geoevents.write.json import solution_json, verdict_json

HEAD = """\
geoevents: 1
title: t
sources: { a: { name: A }, b: { name: B }, c: { name: C } }
events: { e: strike, f: crash, g: debris }
claims:
"""

DEFAULT = Scenario()


def case(claims, links=(), suppose=(), head=HEAD):
    text = head + "".join(f"  - {{ by: a, {claim} }}\n" for claim in claims)
    text += "links:\n" * bool(links) + "".join(f"  - {{ {link} }}\n" for link in links)
    text += "suppose:\n" * bool(suppose) + "".join(f"  {name}\n" for name in suppose)
    return read_case(text=text)


def status(claims, links=(), scenario=DEFAULT):
    """What the network of one scenario says of all claims and links together."""
    read = case(claims, links)
    return Network(read, scenario, {}).status(placed(read, standing(read)), read.links)


def at(event, lat, lon, more=""):
    return f"event: {event}, at: {lat} {lon}{more}"


# One event at 19.95 N 2.97 E; one 1,107 m south of it (0.01 degrees of the meridian); exact to half the last digit.
HERE = at("e", "19.95000 N", "2.97000 E")
SOUTH = at("f", "19.94000 N", "2.97000 E")

NORTHERLY = (at("e", "80.00000 N", "15.00000 E"), at("f", "80.00000 N", "14.98000 E"))
ANTIMERIDIAN = (at("e", "0.00000 N", "179.98000 E"), at("f", "0.00000 N", "179.98000 W"))
POLAR = (at("e", "89.80000 N", "10.00000 E"), at("f", "89.80000 N", "170.00000 W"))


@pytest.mark.parametrize(
    ("claims", "link", "expected"),
    [
        ((HERE, SOUTH), "f 1.1 km south of e", "satisfiable"),
        ((HERE, SOUTH), "e 1.1 km north of f", "satisfiable"),
        ((HERE, SOUTH), "f 1.1 km north of e", "unsatisfiable"),
        ((HERE, SOUTH), "f 1.1 km east of e", "unsatisfiable"),
        ((HERE, SOUTH), "f 1.1 km southwest of e", "unsatisfiable"),
        ((HERE, SOUTH), "f 5 km south of e", "unsatisfiable"),
        ((HERE, SOUTH), "f within 2 km of e", "satisfiable"),
        ((HERE, SOUTH), "f within 1.0 km of e", "unsatisfiable"),
        # At 80 N, 0.02 degrees of longitude are 388 m: due west; as drawn in degrees it would be as far as 2.2 km.
        (NORTHERLY, "f 388 m west of e", "satisfiable"),
        (NORTHERLY, "f 388 m east of e", "unsatisfiable"),
        # Across the antimeridian: 0.04 degrees of the equator are 4,453 m.
        (ANTIMERIDIAN, "f 4453 m east of e", "satisfiable"),
        (ANTIMERIDIAN, "f 4453 m west of e", "unsatisfiable"),
        # Near the pole, over it: 0.2 degrees of the meridian on either side, 44.7 km; both see the other due north.
        # There headings are not followed by regions, so that nothing is shown against them.
        (POLAR, "f 44.7 km north of e", "satisfiable"),
        (POLAR, "e 44.7 km north of f", "satisfiable"),
        (POLAR, "f 44.7 km south of e", "undecided"),
        # 10 km apart. At 300 km/h that takes 2 minutes.
        ((HERE, at("f", "20.04034 N", "2.97000 E")), "f reachable from e at 300 km/h in 60 s", "unsatisfiable"),
        ((HERE, at("f", "20.04034 N", "2.97000 E")), "f reachable from e at 300 km/h in 3 minutes", "satisfiable"),
        ((HERE, at("f", "20.04034 N", "2.97000 E")), "e reachable from f at 300 km/h in 3 minutes", "satisfiable"),
    ],
)
def test_one_link_between_two_stated_positions(claims, link, expected):
    assert status(claims, [f"read: {link}, by: b"]) == expected


FAR = at("f", "20.04034 N", "2.97000 E")


def test_a_time_that_is_rounded_coarsely_decides():
    """60 s are 60 s; "1 minute" may be nearly two under one convention, and 10 km need two."""
    said = "read: f reachable from e at 300 km/h in 1 minute, by: b"
    assert status((HERE, FAR), [said]) == "unsatisfiable"
    assert status((HERE, FAR), [said], Scenario(convention="gbif-2004")) == "satisfiable"
    (question,) = [one for one in check(case((HERE, FAR), [said])).questions if one.id == "f/reach/e"]
    assert question.verdict == "depends"
    assert {(flip.axis, flip.choice) for flip in question.depends_on} == {("convention", "gbif-2004")}


NOON, LATER = (", when: 2025-04-01 12:00, zone: UTC", ", when: 2025-04-01 12:10, zone: UTC")
# 100.0 km south to north: 0.90333 degrees of the meridian. Minutes are stated, so at most 11 minutes lie between.
TIMED = (at("e", "19.95000 N", "2.97000 E", NOON), at("f", "20.85333 N", "2.97000 E", LATER))


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("f reachable from e at at most 300 km/h", "unsatisfiable"),  # 50 to 55 km
        ("e reachable from f at at most 300 km/h", "unsatisfiable"),
        ("f reachable from e at 500 m/s", "satisfiable"),  # 300 km
        ("f reachable from e at 900 km/h", "satisfiable"),  # 150 km
    ],
)
def test_where_no_time_is_stated_the_windows_bound_it(link, expected):
    assert status(TIMED, [f"read: {link}, by: b"]) == expected


def test_without_a_time_anywhere_a_speed_bounds_nothing():
    assert status((HERE, at("f", "60.00000 N", "100.00000 E")), ["read: f reachable from e at 300 km/h, by: b"]) == (
        "satisfiable"
    )


def test_order_and_reach_together():
    """A day and a night overlap for hours, and in the order stated there are none: 300 km/h need 20 minutes."""
    claims = (
        at("e", "19.95000 N", "2.97000 E", ", when: 2025-04-01 12:00, zone: UTC"),
        at("f", "20.85333 N", "2.97000 E", ", when: 2025-04-01, zone: UTC"),
    )
    reach = "read: f reachable from e at 300 km/h, by: b"
    assert status(claims, [reach]) == "satisfiable"
    before = at("g", "19.95000 N", "2.97000 E", ", when: 2025-04-01 12:05, zone: UTC")
    after, earlier = "read: f after e, by: b", "read: f before g, by: b"
    assert status((*claims, before), [reach, after]) == "satisfiable"
    assert status((*claims, before), [reach, after, earlier]) == "unsatisfiable"
    (question,) = [one for one in check(case((*claims, before), [reach, after, earlier])).questions if one.id == "case"]
    assert question.verdict == "inconsistent"
    (conflict,) = question.conflicts
    assert set(conflict.links) == {"f/reach/e", "f/after/e", "f/before/g"}


@pytest.mark.parametrize("claims", [(), (HERE,), (HERE, SOUTH)])
@pytest.mark.parametrize(
    "links",
    [("e after f", "f after e"), ("e after f", "f after g", "g after e"), ("e before f", "g before e", "f before g")],
)
def test_no_order_runs_in_a_circle(claims, links):
    stated = [f"read: {link}, by: b" for link in links]
    claims = claims or ("event: e, says: x, read: no position",)
    assert status(claims, stated) == "unsatisfiable"
    assert status(claims, stated[1:]) == "satisfiable"


# Contradictory by the heading alone, or by the distance, wherever the events were: also where nobody places them.
AT_ODDS = {
    "opposite headings": ("f 300 m southeast of e", "f 300 m northwest of e"),
    "neighbouring headings": ("f 300 m north of e", "f 300 m east-southeast of e"),
    "two distances": ("f 300 m from e", "e 5 km from f"),
    "a distance and a reach": ("f 50 km from e", "f reachable from e at 60 km/h in 20 min"),
    "one place": ("e and f at the same place", "f 441 m from e"),
    "one place by way of another": ("e and g at the same place", "g and f at the same place", "f 441 m north of e"),
}


@pytest.mark.parametrize("claims", [(HERE,), (HERE, "event: f, says: inside Mali"), ("event: e, says: inside Mali",)])
@pytest.mark.parametrize("links", AT_ODDS.values(), ids=AT_ODDS)
def test_ties_that_no_two_positions_satisfy(claims, links):
    stated = [f"read: {link}, by: b" for link in links]
    assert status(claims, stated) == "unsatisfiable"
    for left_out in range(len(stated)):
        assert status(claims, stated[:left_out] + stated[left_out + 1 :]) == "satisfiable"


def test_a_conflict_of_links_alone_names_them_and_no_claim():
    stated = [f"read: {link}, by: b" for link in AT_ODDS["opposite headings"]]
    read = case((HERE,), stated)
    verdict = check(read)
    assert verdict.verdict == "inconsistent"
    assert verdict.headline == "f 300 m southeast of e. f 300 m northwest of e. They cannot both be true."
    (question,) = [one for one in verdict.questions if one.id == "case"]
    (conflict,) = question.conflicts
    assert (conflict.claims, set(conflict.links)) == ((), {"f/offset/e", "f/offset/e/2"})
    assert solve(read).event("f").combined.status == "unsatisfiable"


@pytest.mark.parametrize("links", [*AT_ODDS.values(), ("f 300 m southeast of e", "f within 5 km of e")])
def test_answers_along_ties_come_out_again_from_their_ledgers(links):
    read = case(
        (HERE, "event: f, says: within 2.0 km of 19.95000 N 2.97000 E"), [f"read: {link}, by: b" for link in links]
    )
    document = json.loads(json.dumps(solution_json(solve(read)), allow_nan=False))
    found = list(ledgers_in(document))
    assert {name for name, _ in found} >= {"e, combined", "f, combined"}
    for name, ledger in found:
        assert replay(ledger).differences == (), name


@pytest.mark.parametrize(
    "links",
    [
        ("f 300 m southeast of e", "f 300 m south of e"),
        ("f 300 m southeast of e", "e 300 m northwest of f"),
        ("f within 300 m of e", "f within 5 km of e"),
        ("f within 300 m of e", "e and f at the same place"),
        ("f less than 300 m north of e", "f less than 300 m south of e"),
    ],
)
def test_ties_that_two_positions_satisfy(links):
    assert status((HERE,), [f"read: {link}, by: b" for link in links]) == "satisfiable"


def test_at_no_distance_there_is_no_heading():
    north, south = (Tie("a", "b", 0.0, 300.0, "", heading, 45.0) for heading in (0.0, 180.0))
    assert clashing([north, south]) == []
    assert clashing([replace(north, low_m=1.0), south]) == [south]


def test_a_supposition_may_tie_events_too():
    read = case((HERE, SOUTH), (), ("north: f 1.1 km north of e", "quick: f reachable from e at 300 km/h in 1 min"))
    told = {question.id: question for question in check(read).questions if question.supposed}
    assert {id: question.verdict for id, question in told.items()} == {
        "suppose:north": "depends",
        "suppose:quick": "consistent",
    }
    assert {flip.axis for flip in told["suppose:north"].depends_on} == {"suppose:north"}


@st.composite
def worlds(draw):
    """Hidden positions and moments of three events, and what a truthful source can say of them."""
    lat0 = draw(st.sampled_from([0.0, 19.9, -61.0, 84.0, 89.93]))
    lon0 = draw(st.sampled_from([2.9, 179.99, -180.0]))
    hidden, moment, claims, links = {}, {}, [], []
    for event in "xyz":
        lon, lat = destination(lon0, lat0, draw(st.floats(0, 360)), draw(st.floats(0, 9_000)))
        hidden[event] = float(lon), float(lat)
        moment[event] = draw(st.integers(0, 59))
    # The last may be held by links alone.
    for event in "xyz" if draw(st.booleans()) else "xy":
        radius_m = draw(st.sampled_from([100, 1_500, 4_500]))
        lon, lat = destination(*hidden[event], draw(st.floats(0, 360)), draw(st.floats(0, 0.98 * radius_m)))
        spot = f"{abs(float(lat)):.5f} {'N' if lat >= 0 else 'S'} {abs(float(lon)):.5f} {'E' if lon >= 0 else 'W'}"
        when = f"2025-04-01 12:{moment[event]:02d}"
        claims.append(f"event: {event}, says: within {radius_m / 1000:.1f} km of {spot}, when: {when}, zone: UTC")
    for a, b in draw(st.lists(st.sampled_from(["xy", "yx", "yz", "zy", "zx"]), min_size=1, max_size=4, unique=True)):
        azimuth, _, way_m = (float(value) for value in inverse(*hidden[b], *hidden[a]))
        points = draw(st.sampled_from([8, 16]))
        heading = letters(round(azimuth / (360 / points)) * (32 // points) % 32)
        apart_s = abs(moment[a] - moment[b]) * 60
        fast = math.ceil(way_m / max(apart_s, 60) * 3.6) + 1
        kinds = [
            f"{way_m:.0f} m {heading} of" if way_m > 100 else "within 200 m of",
            f"{way_m:.0f} m from",
            f"within {way_m + 1:.0f} m of",
            f"reachable from {b} at {math.ceil(way_m / 100 * 3.6) + 1} km/h in 100 s",
            f"reachable from {b} at at most {fast} km/h",
        ]
        kinds += [f"{'after' if moment[a] > moment[b] else 'before'} {b}"] if apart_s else []
        said = draw(st.sampled_from(kinds))
        links.append(f"{a} {said}" if said.endswith((f" {b}", "km/h", " s")) else f"{a} {said} {b}")
    return hidden, claims, links


@settings(max_examples=25, deadline=None)
@given(worlds())
def test_what_is_true_of_hidden_positions_can_be_true_and_regions_hold_them(world):
    hidden, claims, links = world
    # No event is called like a point of the compass.
    head = HEAD.replace("e: strike, f: crash, g: debris", "x: strike, y: crash, z: debris")
    read = case(claims, [f"read: {link}, by: b" for link in links], head=head)
    network = Network(read, Scenario(), {})
    assert network.status(placed(read, standing(read)), read.links) != "unsatisfiable"
    for event, answer in network.answers(standing(read), read.links).items():
        assert answer.status != "unsatisfiable"
        assert answer.region is not None
        assert shapely.intersects_xy(answer.region, *hidden[event]), event


def test_a_region_over_the_pole_is_not_cut_by_a_heading():
    """From 300 m beside the pole everything lies south, and nearly everything the other way round it as well."""
    here = {"a": Disc(0.0, 90.0, 3_000.0), "b": Disc(0.0, 89.99, 2_000.0)}
    nodes = {id: [Constraint(None, shape, Step("", {}))] for id, shape in here.items()}
    regions, _ = allowed(nodes, [Tie("a", "b", 900.0, 1_000.0, "", 90.0, 1.0)])
    generator = np.random.default_rng(3)
    lon, lat = destination(0.0, 90.0, generator.uniform(0, 360, 4_000), generator.uniform(0, 3_000, 4_000))
    held = here["b"].violation_m(lon, lat) == 0.0
    other = destination(lon[held], lat[held], 90.0 + generator.uniform(-1, 1, held.sum()), 950.0)
    both = here["a"].violation_m(*other) == 0.0
    assert both.sum() > 100
    assert shapely.intersects_xy(regions["b"], lon[held][both], lat[held][both]).all()
    assert shapely.intersects_xy(regions["a"], other[0][both], other[1][both]).all()


def test_links_are_listed_with_what_they_state_and_nothing_else():
    read = case(
        (HERE, SOUTH),
        ["read: f 1.1 km south of e, by: b, says: a bit south", "read: f reachable from e at 300 km/h in 1 min, by: c"],
    )
    for document in (solution_json(solve(read)), verdict_json(check(read))):
        offset, reach = document["links"]
        assert (offset["id"], offset["kind"], offset["a"], offset["b"], offset["by"]) == (
            "f/offset/e",
            "offset",
            "f",
            "e",
            "b",
        )
        assert (offset["text"], offset["says"]) == ("f 1.1 km south of e", "a bit south")
        assert (offset["distance"]["number"], offset["heading"]["deg"], offset["speed"]) == ("1.1", 180.0, None)
        assert (reach["kind"], reach["speed"], reach["lasting"], reach["distance"]) == (
            "reach",
            "300 km/h",
            "1 min",
            None,
        )


@pytest.mark.parametrize(
    ("claims", "way", "expected"),
    [
        # Italian and Albanian waters do not touch: depth in Italy is measured from borders on land, far from there.
        (
            [
                "event: e, says: '600 km {500..900 km} inside Italy'",
                "event: f, says: inside Albania",
                "event: f, says: 'within 8 km of 40.4 N 19.35 E'",
            ],
            "75 km {60..100 km}",
            "satisfiable",
        ),
        # Over the Sound and the Strait of Dover they do, and that is where depth begins.
        (
            [
                "event: e, says: '150 km {100..250 km} inside Denmark'",
                "event: f, says: inside Sweden",
                "event: f, says: 'within 3 km of 55.6 N 13.0 E'",
            ],
            "28 km {20..40 km}",
            "unsatisfiable",
        ),
        (
            [
                "event: e, says: '20 km {10..30 km} inside Denmark'",
                "event: f, says: inside Sweden",
                "event: f, says: 'within 3 km of 55.6 N 13.0 E'",
            ],
            "28 km {20..40 km}",
            "satisfiable",
        ),
        (
            [
                "event: e, says: '150 km {50..500 km} inside France'",
                "event: f, says: inside the United Kingdom",
                "event: f, says: 'within 8 km of 51.13 N 1.31 E'",
            ],
            "40 km {30..45 km}",
            "unsatisfiable",
        ),
    ],
    ids=["over the Strait of Otranto", "deep over the Sound", "over the Sound", "over the Strait of Dover"],
)
def test_over_the_sea_it_is_as_far_to_deep_in_a_country_as_its_border_at_sea_allows(claims, way, expected):
    assert status(claims, [f"read: 'f {way} from e', by: c"]) == expected


def verdict_of(claims, links):
    return check(case(claims, [f"read: '{link}', by: c" for link in links])).verdict


@pytest.mark.parametrize(
    ("claims", "links", "verdict"),
    [
        # Each is north of the other: nowhere but around a pole.
        (["event: e, at: 10 N 10 E"], ["f 5 km north of e", "e 5 km north of f"], "inconsistent"),
        (["event: g, at: 10 N 10 E"], ["f 5 km north of e", "e 5 km north of f"], "undecided"),
        ([HERE], ["f 5 km southeast of e", "e 5 km southeast of f"], "inconsistent"),
        ([HERE], ["f 5 km southeast of e", "e 5 km northwest of f"], "consistent"),
        # Nothing is farther than the other end of the world.
        ([HERE], ["f 99999 km from e"], "inconsistent"),
        ([HERE], ["f 19000 km from e"], "consistent"),
        # Round a triangle of norths there is no way back; two steps north make one.
        ([HERE], ["e 5 km north of f", "f 5 km north of g", "g 5 km north of e"], "inconsistent"),
        (["event: e, says: inside Mali"], ["f 9 km north of g", "g 9 km north of f"], "undecided"),
        (["event: e, says: inside Mali"], ["f 9 km north of g", "g 9 km south of f"], "consistent"),
    ],
)
def test_links_that_lead_nowhere(claims, links, verdict):
    assert verdict_of(claims, links) == verdict


@settings(max_examples=30)
@given(st.floats(-80, 80), st.floats(0, 360), st.floats(1_000, 200_000), st.sampled_from([8, 16]))
def test_true_headings_from_both_ends_never_contradict_each_other(lat, azimuth, way_m, points):
    lon2, lat2 = (float(value) for value in destination(10.0, lat, azimuth, way_m))
    there, back, _ = (float(value) for value in inverse(10.0, lat, lon2, lat2))
    width = 180.0 / points
    step = 360.0 / points
    ties = [
        Tie("f", "e", way_m * 0.9, way_m * 1.1, "", round(there / step) * step, width),
        Tie("e", "f", way_m * 0.9, way_m * 1.1, "", round(back / step) * step, width),
    ]
    spot = Constraint(None, Disc(10.0, lat, 100.0), Step(""))
    assert not too_far({"e": [spot], "f": [ANYWHERE]}, ties)
