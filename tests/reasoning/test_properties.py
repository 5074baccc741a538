"""What must hold of every case: of worlds with a hidden truth, of the order of things, of a world that is shifted."""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass, field

import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geoevents.compass import letters
from geoevents.earth import destination, inverse
from geoevents.read.case import read_case
from geoevents.reasoning.bench import Bench, ids_of
from geoevents.reasoning.check import check
from geoevents.reasoning.collisions import collision
from geoevents.reasoning.measure import measure
from geoevents.reasoning.network import Network
from geoevents.reasoning.scenario import scenario_of
from geoevents.reasoning.standing import placed, standing
from geoevents.write.json import verdict_json

EVENTS = ("strike", "crash", "debris")
SOURCES = "abc"
NAMES = {"DZ": "Algeria", "ML": "Mali"}


@dataclass
class World:
    """Lines of a case file, and where and when its events truly were."""

    claims: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    truth: dict[str, tuple[float, float]] = field(default_factory=dict)

    def case(self, claims=None, links=None, sources=SOURCES, events=EVENTS):
        """Read what is said; another order, or fewer claims, can be given."""
        claims = self.claims if claims is None else claims
        links = self.links if links is None else links
        lines = ["geoevents: 1", "title: t", "sources:", *(f"  {id}: {{ name: {id.upper()} }}" for id in sources)]
        lines += ["events: { " + ", ".join(f"{id}: strike" for id in events) + " }", "claims:"]
        lines += [f"  - {{ {claim} }}" for claim in claims]
        lines += ["links:", *(f"  - {{ {link} }}" for link in links)] if links else []
        return read_case(text="\n".join(lines) + "\n")


def km(metres, decimals):
    return f"{metres / 1000:.{decimals}f} km"


def anchor(lon, lat):
    return f"{abs(lat):.5f} {'N' if lat >= 0 else 'S'} {abs(lon):.5f} {'E' if lon >= 0 else 'W'}"


def moved(draw, lon, lat, low_m, high_m):
    """Another position, rounded as it can be written, and the way from it to the first."""
    x, y = destination(lon, lat, draw(st.floats(0, 360)), draw(st.floats(low_m, high_m)))
    x, y = round(float(x), 5), round(float(y), 5)
    azimuth, _, way = (float(value) for value in inverse(x, y, lon, lat))
    return x, y, azimuth, way


def heading(azimuth, points):
    return letters(round(azimuth / (360 / points)) * (32 // points) % 32)


def said_truly(draw, lon, lat, borders):
    """One clause that is true of a position."""
    kinds = [
        "offset",
        "ring",
        "within",
        "not within",
        "at",
        "not at",
        *(["border", "inside", "not inside"] if borders else []),
    ]
    kind = draw(st.sampled_from(kinds))
    x, y, azimuth, way = moved(draw, lon, lat, 2_500, 30_000)
    decimals = draw(st.integers(0, 1))
    match kind:
        case "offset":
            return f"says: {km(way, decimals)} {heading(azimuth, draw(st.sampled_from([4, 8, 16])))} of {anchor(x, y)}"
        case "ring":
            return f"says: {km(way, decimals)} from {anchor(x, y)}"
        case "within":
            return f"says: within {km(way + draw(st.floats(1_200, 9_000)), 0)} of {anchor(x, y)}"
        case "not within":
            return f"says: within {km(way * draw(st.floats(0.2, 0.7)), 2)} of {anchor(x, y)}, denies: yes"
        case "at":
            return f"at: {anchor(lon, lat)}"
        case "not at":
            return f"says: at {anchor(x, y)}, denies: yes"
    (border,) = measure(lon, lat, to="DZ-ML").results
    country = border.country_as_drawn
    if kind == "border":
        return f"says: {km(border.distance_m, decimals)} from the border between Algeria and Mali"
    if kind == "inside":
        return f"says: inside {NAMES[country]}"
    return f"says: inside {NAMES['DZ' if country == 'ML' else 'ML']}, denies: yes"


@st.composite
def worlds(draw, borders=True, lon0=2.9, lat0=19.95):
    """A few events somewhere, what sources truly say of them, and the ways between them."""
    world = World()
    for event in EVENTS[: draw(st.integers(1, 3))]:
        lon, lat = lon0 + draw(st.floats(-0.15, 0.15)), lat0 + draw(st.floats(-0.12, 0.12))
        # To a few decimimetres, so that coordinates can be stated truly.
        world.truth[event] = (round(lon, 5), round(lat, 5))
    tied = draw(st.booleans()) and len(world.truth) > 1
    if tied and draw(st.booleans()):
        world.truth["crash"] = world.truth["strike"]
        world.links.append("read: strike and crash at the same place, by: a")
    elif tied:
        azimuth, _, way = (float(value) for value in inverse(*world.truth["crash"], *world.truth["strike"]))
        if way > 1_500.0:
            where = draw(st.sampled_from(["from", f"{heading(azimuth, 8)} of"]))
            world.links.append(f"read: strike {km(way, draw(st.integers(0, 1)))} {where} crash, by: b")
    # They happened in the order of their names, an hour apart.
    if len(world.truth) > 1 and draw(st.booleans()):
        world.links.append("read: crash after strike, by: c")
    for event, (lon, lat) in world.truth.items():
        for _ in range(draw(st.integers(1, 3))):
            claim = f"by: {draw(st.sampled_from(SOURCES))}, event: {event}, {said_truly(draw, lon, lat, borders)}"
            if draw(st.booleans()):
                hour = 10 + EVENTS.index(event)
                when = draw(
                    st.sampled_from(
                        [f"2025-04-01 {hour}:00 UTC", "2025-04-01", f"2025-04-01T{hour}:00Z/2025-04-01T19:00Z"]
                    )
                )
                claim += f", when: '{when}'"
            if claim not in world.claims:
                world.claims.append(claim)
    return world


def regions_of(case):
    scenario = scenario_of(case)
    network = Network(case, scenario, {})
    return network, network.answers(standing(case), network.links())


@settings(max_examples=20)
@given(worlds())
def test_what_is_truly_said_is_consistent_and_regions_hold_the_truth(world):
    case = world.case()
    network, answers = regions_of(case)
    for event, answer in answers.items():
        assert answer.status != "unsatisfiable", world
        if event in world.truth:
            assert shapely.intersects_xy(answer.region, *world.truth[event]), (event, world)
    items = placed(case, standing(case))
    assert not network.impossible(items, network.links())
    assert network.status(items, network.links()) != "unsatisfiable"


@settings(max_examples=6)
@given(worlds())
def test_no_question_of_a_true_world_is_answered_with_a_contradiction(world):
    verdict = check(world.case())
    for question in verdict.questions:
        assert question.verdict != "inconsistent", (question.id, world)
        assert question.conflicts == ()
    assert verdict.verdict != "inconsistent"


@settings(max_examples=12)
@given(worlds(), st.data())
def test_one_more_claim_never_enlarges_a_region(world, data):
    # A false one too: it may empty regions, but nothing becomes possible by it.
    event = data.draw(st.sampled_from(sorted(world.truth)))
    lon, lat = world.truth[event]
    extra = said_truly(data.draw, lon + data.draw(st.sampled_from([0.0, 0.05])), lat, True)
    more = [*world.claims, f"by: c, event: {event}, {extra}"]
    assume(len(set(more)) == len(more))  # the same claim twice is refused
    (network, before), (_, after) = regions_of(world.case()), regions_of(world.case(more))
    for id, answer in before.items():
        if answer.region is None:
            assert after[id].region is None
        elif after[id].region is not None:
            beyond = shapely.difference(after[id].region, answer.region)
            if network.outlook() is not None:  # what nothing bounds is shown as far as anybody speaks of anything
                beyond = shapely.intersection(beyond, shapely.box(*network.outlook()))
            # Regions are outer ones to half a metre, and bands that are cut elsewhere are drawn a little otherwise.
            assert shapely.buffer(beyond, -1e-5).is_empty, (id, world, extra)


CLASHES = World(
    claims=[
        "by: a, event: strike, says: 5 km north of 19.90000 N 2.90000 E",
        "by: a, event: strike, says: inside Mali",
        "by: b, event: strike, says: 2 km inside Algeria",
        "by: c, event: strike, says: 3 km from 19.99000 N 2.95000 E",
        "by: b, event: crash, at: 19.85000 N 2.90000 E, when: 2025-04-01",
        "by: c, event: crash, says: within 3 km of 19.90000 N 2.90000 E, when: 2025-04-03",
        "by: a, event: debris, says: within 2 km of 19.91000 N 2.91000 E, denies: yes",
    ],
    links=[
        "read: strike 2 km from crash, by: a",
        "read: debris and crash at the same place, by: b",
        "read: crash after strike, by: c",
    ],
)


def told(verdict):
    """The verdict without what follows the order of the file."""
    document = verdict_json(verdict)
    ids = {claim.id: (claim.by, claim.event, claim.says) for claim in verdict.case.claims}
    links = {link.id: link.text for link in verdict.case.links}

    def named(some):
        return sorted(str(ids.get(id, links.get(id, id))) for id in some)

    questions = []
    for question in document["questions"]:
        conflicts = [
            (named(c["claims"]), named(c["links"]), c["gap_m"], c["separation_m"], c["lower_bound_m"])
            for c in question["conflicts"]
        ]
        sets = sorted(named(some) for some in question["consistent_sets"])
        flips = sorted(json.dumps(flip, sort_keys=True) for flip in question["depends_on"])
        key = (question["scope"], tuple(named(question["claims"])), question["verdict"], question["complete"])
        questions.append((key, sorted(conflicts, key=str), sets, flips))
    return document["verdict"], sorted(questions, key=str)


def alike(one, other):
    """Equal, figures to a metre: a search that begins elsewhere ends elsewhere by less."""
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= 1.0
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(alike(*both) for both in zip(one, other, strict=True))
    return one == other


@pytest.mark.parametrize("seed", [1])
def test_the_order_of_claims_links_sources_and_events_changes_nothing(seed):
    mix = random.Random(seed)  # noqa: S311 - the same order every time
    as_written = told(check(CLASHES.case()))
    assert as_written[0] == "inconsistent"

    def mixed(some):
        return mix.sample(list(some), len(some))

    other = CLASHES.case(mixed(CLASHES.claims), mixed(CLASHES.links), mixed(SOURCES), mixed(EVENTS))
    assert alike(told(check(other)), as_written)


def test_a_conflict_is_minimal_and_a_set_maximal_in_its_scenario():
    case = CLASHES.case()
    bench, scenario = Bench(case, {}), scenario_of(case)
    for question in check(case).questions:
        if question.scope not in ("pair", "event", "source", "case"):
            continue
        for conflict in question.conflicts:
            items = [item for item in placed(case, standing(case)) if item[0].id in conflict.claims]
            links = [link for link in case.links if link.id in conflict.links]
            assert bench.impossible(scenario, items, links)
            for claim in conflict.claims:
                assert not bench.impossible(scenario, [item for item in items if item[0].id != claim], links)
            for gone in links:
                assert not bench.impossible(scenario, items, [link for link in links if link is not gone])


def shifted(text, by_deg):
    """The same words about a world that is turned round the axis; longitudes keep their five digits."""

    def turn(found):
        lon = float(found[1]) * (1 if found[2] == "E" else -1)
        lon = round((lon + by_deg + 180.0) % 360.0 - 180.0, 5)
        return f"{abs(lon):.5f} {'E' if lon >= 0 else 'W'}"

    return re.sub(r"(\d+\.\d{5}) ([EW])", turn, text)


def turned(world, by_deg):
    return World([shifted(claim, by_deg) for claim in world.claims], world.links)


SHIFTS = st.one_of(st.sampled_from([177.1, -182.9, 177.0, 180.0]), st.floats(-180, 180)).map(lambda by: round(by, 3))


@settings(max_examples=12)
@given(worlds(borders=False), SHIFTS)
def test_a_world_that_is_turned_round_the_axis_has_the_same_answers(world, by_deg):
    here, there = regions_of(world.case())[1], regions_of(turned(world, by_deg).case())[1]
    assert here.keys() == there.keys()
    for id, one in here.items():
        other = there[id]
        assert one.status == other.status
        assert one.gap_m == pytest.approx(other.gap_m, abs=0.01)
        if any(fix.radius_m > 40_000 for fix in one.fixes):
            continue  # what nothing bounds is shown in a box of degrees, as far as anybody speaks of anything
        assert len(one.fixes) == len(other.fixes)
        for fix, same in zip(one.fixes, other.fixes, strict=True):
            assert same.radius_m == pytest.approx(fix.radius_m, abs=0.5)
            assert same.area_m2 == pytest.approx(fix.area_m2, rel=1e-3, abs=5.0)
            back = (same.lon - by_deg + 180.0) % 360.0 - 180.0
            # Of a whole ring every position is as good a center as any other.
            assert float(inverse(fix.lon, fix.lat, back, same.lat)[2]) < 1.0 or (
                fix.region.distance(shapely.Point(back, same.lat)) < 1e-5 and shapely.get_num_interior_rings(fix.region)
            )


RIVALS = World(
    claims=[
        "by: a, event: strike, says: 5 km north of 19.90000 N 2.90000 E",
        "by: b, event: strike, says: 3 km southeast of 19.93000 N 2.93000 E",
        "by: c, event: strike, says: 9 km from 19.99000 N 2.95000 E",
        "by: b, event: crash, at: 19.85000 N 2.90000 E",
        "by: c, event: strike, says: within 4.0 km of 19.91000 N 2.91000 E, denies: yes",
    ],
    links=["read: strike 2 km from crash, by: a"],
)


@pytest.mark.parametrize("by_deg", [177.1, 177.07, -182.93, 90.0, -120.5])
def test_conflicts_have_the_same_figures_wherever_they_are(by_deg):
    def figures(world):
        case = world.case()
        bench, scenario = Bench(case, {}), scenario_of(case)
        found = bench.conflicts(scenario, placed(case, standing(case)), case.links)
        assert found.complete
        assert found.conflicts
        measured = [collision(bench, scenario, some) for some in found.conflicts]
        keys = [(one.claims, one.links) for one in measured]
        return keys, [ids_of(some) for some in found.sets], [
            (one.gap_m, one.separation_m, one.lower_bound_m) for one in measured
        ]  # fmt: skip

    here, there = figures(RIVALS), figures(turned(RIVALS, by_deg))
    assert here[:2] == there[:2]
    for one, other in zip(here[2], there[2], strict=True):
        for a, b in zip(one, other, strict=True):
            assert a == b or a == pytest.approx(b, abs=0.01)
