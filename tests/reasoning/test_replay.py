"""Every number of an answer comes out again from its ledger alone, after it went through JSON."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest

from geoevents import data
from geoevents.errors import DataFileError, LedgerError
from geoevents.model import Scenario
from geoevents.read.case import read_case
from geoevents.reasoning import ledger as ledgers
from geoevents.reasoning.locate import locate
from geoevents.reasoning.redact import generalised
from geoevents.reasoning.redrawn import shape_from
from geoevents.reasoning.replay import ledgers_in, replay
from geoevents.reasoning.scenario import scenario_of
from geoevents.reasoning.solve import solve
from geoevents.write.json import location_json, solution_json

FOUNDING = "tinzaouatine-2025"
CASES = (FOUNDING, "tinzaouatine-2025-followups", "su-24-2015", "rq-4a-2019", "hms-cornwall-2007", "przewodow-2022")
STRIKE = "3.5 km southeast of Tinzaouatine and 2 km from the Algerian border"
PHRASES = (
    STRIKE,
    "less than 2 km from the Algerian border and near Tinzaouatine",
    "at least 1 km inside Mali and within 9 km of Tinzaouatine",
    "9.5 km south of the Algeria-Mali border and within 30 km of Tinzaouatine",
    "at 19.868 N 2.894 E",
    "34 km from the nearest Iranian land and 12 NM from 25.995 N 57.045 E",
    "12 NM off the coast of Iran and 30 km from 25.995 N 57.045 E",
    "1.7 NM inside Iraqi territorial waters and 20 km from 29.85 N 48.8 E",
    "8 km E and 6 km N of Kidal, Mali, in Kidal region",
)


def through_json(document):
    return json.loads(json.dumps(document, allow_nan=False))


def solved(name, **changes):
    case = read_case(data.path(f"cases/{name}.yaml"))
    return through_json(solution_json(solve(case, replace(scenario_of(case), **changes))))


def located(text, **choices):
    return through_json(location_json(locate(text, pick=1, **choices)))["readings"][0]["ledger"]


def step_of(ledger, kind):
    return next(step for step in ledger if step["kind"] == kind)["values"]


@pytest.fixture(scope="module")
def founding():
    return solved(FOUNDING)


@pytest.fixture
def strike():
    return located(STRIKE)


def require_the_same(document, least):
    found = dict(ledgers_in(document))
    assert len(found) >= least
    for name, steps in found.items():
        assert replay(steps).differences == (), name


@pytest.mark.parametrize("name", CASES)
def test_every_answer_of_a_case_replays(name):
    require_the_same(solved(name), 4)


@pytest.mark.parametrize("name", CASES[:2])
@pytest.mark.parametrize(
    "changes",
    [
        {"border_error": "stated", "distance": "toward", "edges": "geodesic"},
        {"borders": "ne-10m", "convention": "decimal", "distance": "along", "extent": "edge"},
    ],
    ids=["stated", "along"],
)
def test_it_replays_in_other_scenarios_too(name, changes):
    require_the_same(solved(name, **changes), 10)


@pytest.mark.parametrize("name", CASES[:2])
def test_it_replays_with_what_is_supposed(name):
    case = read_case(data.path(f"cases/{name}.yaml"))
    document = solved(name, suppositions=tuple(supposed.id for supposed in case.suppositions))
    require_the_same(document, 10)


@pytest.mark.parametrize("border_error", ["none", "stated"])
@pytest.mark.parametrize("text", PHRASES)
def test_every_reading_of_a_phrase_replays(text, border_error):
    found = through_json(location_json(locate(text, border_error=border_error)))
    require_the_same(found, 1)


def test_the_answer_is_the_one_that_was_given(founding):
    """Replaying gives the figures that the document states for people, which are rounded."""
    (account,) = next(event for event in founding["events"] if event["id"] == "strike")["accounts"]
    again = replay(account["ledger"]).answer
    assert len(again.fixes) == len(account["fixes"]) > 0
    for fix, stated in zip(again.fixes, account["fixes"], strict=True):
        assert (fix.lon, fix.lat) == pytest.approx((stated["lon"], stated["lat"]), abs=1e-7)
        assert fix.radius_m == pytest.approx(stated["radius_m"], abs=1e-3)


def test_tied_events_replay_from_either_ledger(tmp_path):
    file = tmp_path / "two.yaml"
    file.write_text(
        """
geoevents: 1
title: Two events
question: Where?
sources:
  a: { name: A }
events:
  one: { kind: strike, title: One }
  two: { kind: crash, title: Two }
claims:
  - { by: a, event: one, says: 3.5 km southeast of Tinzaouatine }
  - { by: a, event: two, says: within 30 km of Tinzaouatine, why: the radio said so }
links:
  - { id: apart, read: two 5 km from one, says: five kilometres apart, by: a }
""",
        encoding="utf-8",
    )
    document = through_json(solution_json(solve(read_case(file))))
    require_the_same(document, 2)
    ledger = dict(ledgers_in(document))["two, a"]
    tie = step_of(ledger, ledgers.TIE)
    assert (set(tie["link"]), tie["low_m"], tie["high_m"]) == ({"one", "two"}, 4500.0, 5500.0)
    assert step_of(ledger, ledgers.LINK)["says"] == "five kilometres apart"
    other = step_of(ledger, ledgers.ELSEWHERE)
    assert (other["event"], other["says"]) == ("one", ["3.5 km southeast of Tinzaouatine"])
    other["shape"]["high_m"] += 1000.0
    assert not replay(ledger).same


def test_it_says_what_was_said_and_how_it_was_read(founding):
    (account,) = next(event for event in founding["events"] if event["id"] == "strike")["accounts"]
    ledger = account["ledger"]
    assert [step["kind"] for step in ledger][:3] == [ledgers.PROGRAM, ledgers.CHOICES, ledgers.DATASET]
    dataset = step_of(ledger, ledgers.DATASET)
    assert dataset["sha256"] == data.entry("borders/osm-2026c.npz").sha256
    assert dataset["date"]
    case = read_case(data.path(f"cases/{FOUNDING}.yaml"))
    for step in ledger:
        if step["kind"] != ledgers.CLAUSE:
            continue
        values = step["values"]
        claim = case.claim(values["claim"])
        assert values["says"] == list(claim.says)
        assert values["by"] == claim.by
        assert values.get("why") == claim.why
        assert values["convention"] == "gbif-2020"
        assert values["written"]["number"]


def test_an_override_keeps_its_reason(tmp_path):
    file = tmp_path / "override.yaml"
    file.write_text(
        """
geoevents: 1
title: An override
question: Where?
sources:
  a: { name: A }
events:
  one: { kind: strike, title: One }
claims:
  - by: a
    event: one
    says: about 2 km
    read: "2 km {1.2..2.9 km} from Tinzaouatine"
    why: it was dark
""",
        encoding="utf-8",
    )
    document = through_json(solution_json(solve(read_case(file))))
    require_the_same(document, 1)
    values = step_of(dict(ledgers_in(document))["one, a"], ledgers.CLAUSE)
    assert values["written"]["override_m"] == [1200.0, 2900.0]
    assert (values["says"], values["why"]) == (["about 2 km"], "it was dark")
    assert (values["low_m"], values["high_m"]) == (1200.0, 2900.0)


@pytest.mark.parametrize(
    ("kind", "path", "value"),
    [
        (ledgers.CLAUSE, ("shape", "low_m"), 3300.0),
        (ledgers.CLAUSE, ("shape", "azimuth_deg"), 134.0),
        (ledgers.CLAUSE, ("read_as", "low_m"), 3300.0),
        (ledgers.CLAUSE, ("low_m",), 3300.0),
        (ledgers.CLAUSE, ("written", "number"), "3.50"),
        (ledgers.CLAUSE, ("convention",), "exact"),
        (ledgers.RESULT, ("fixes", 0, "lon"), 2.99),
        (ledgers.RESULT, ("fixes", 0, "radius_m"), 1.0),
        (ledgers.RESULT, ("status",), "undecided"),
        (ledgers.RESULT, ("witness", 0), 2.99),
        (ledgers.RESULT, ("gap_m", 1), 0.5),
    ],
)
def test_a_changed_figure_is_noticed(strike, kind, path, value):
    assert replay(strike).same
    holder = step_of(strike, kind)
    for key in path[:-1]:
        holder = holder[key]
    assert holder[path[-1]] != value
    holder[path[-1]] = value
    assert replay(strike).differences


def test_a_fix_that_moved_by_a_micrometre_is_not_the_same(strike):
    fix = step_of(strike, ledgers.RESULT)["fixes"][0]
    fix["radius_m"] += 1e-7
    assert replay(strike).same
    fix["radius_m"] += 1e-5
    assert not replay(strike).same


def test_another_version_of_a_dataset_is_refused(strike):
    values = step_of(strike, ledgers.DATASET)
    there, other = values["sha256"], "0" * 64
    values["sha256"] = other
    with pytest.raises(DataFileError) as refused:
        replay(strike)
    assert there in str(refused.value)
    assert other in str(refused.value)


def test_a_dataset_without_a_version_is_refused(strike):
    without = [step for step in strike if step["kind"] != ledgers.DATASET]
    with pytest.raises(LedgerError):
        replay(without)
    clause = [step for step in strike if step["kind"] == ledgers.CLAUSE][-1]
    clause["values"]["shape"] = {"shape": "area", "country": "ML", "dataset": "ne-10m", "edges": "planar", "grow_m": 0}
    with pytest.raises(LedgerError, match="which version of 'ne-10m'"):
        replay(strike)


DISC = {"shape": "disc", "lon": 3.0, "lat": 20.0, "radius_m": 500.0}


def deep(depth):
    record = DISC
    for _ in range(depth):
        record = {"shape": "widened", "of": record, "by_m": 1.0}
    return record


@pytest.mark.parametrize(
    "record",
    [
        None,
        [],
        {},
        {"shape": "cube"},
        {"shape": ["disc"]},
        {**DISC, "lat": None},
        {**DISC, "lat": "20"},
        {**DISC, "lat": True},
        {**DISC, "lat": 95.0},
        {**DISC, "radius_m": -1.0},
        {**DISC, "radius_m": 1e300},
        {**DISC, "radius_m": math.nan},
        {"shape": "not all of", "shapes": []},
        {"shape": "outside", "area": DISC},
        {"shape": "line band", "lines": None, "low_m": 0, "high_m": 1, "edges": "planar"},
        {"shape": "line band", "lines": {"of": "rivers", "dataset": "osm-2026c"}, "low_m": 0, "high_m": 1},
        {"shape": "area", "country": "XX", "dataset": "osm-2026c", "edges": "planar", "grow_m": 0},
        {"shape": "area", "country": "ML", "dataset": "osm-2026c", "edges": "curly", "grow_m": 0},
        {"shape": "area", "country": "ML", "dataset": "../osm-2026c", "edges": "planar", "grow_m": 0},
        deep(40),
    ],
    ids=str,
)
def test_what_is_no_shape_is_refused(strike, record):
    step_of(strike, ledgers.CLAUSE)["shape"] = record
    with pytest.raises(LedgerError):
        replay(strike)


@pytest.mark.parametrize("steps", [[], None, "ledger", [1], [{"kind": "clause"}], [{}] * 3000], ids=str)
def test_what_is_no_ledger_is_refused(steps):
    with pytest.raises(LedgerError):
        replay(steps)


def test_every_kind_of_shape_can_be_drawn_again():
    """What a scenario can make of a phrase is in the ledger: each name of a shape is read back to an equal one."""
    assert shape_from(deep(2), []).shape.by_m == 1.0
    seen = set()
    for text in PHRASES:
        for scenario in (
            Scenario(border_error="stated", distance="along"),
            Scenario(border_error="stated", distance="toward"),
            Scenario(),
        ):
            choices = {"border_error": scenario.border_error, "distance": scenario.distance}
            seen |= set(names_of(located(text, **choices)))
    denied = {"outside", "not all of", "either", ledgers.LAND_BAND}
    assert seen | denied == set(ledgers.SHAPES) | {
        ledgers.AREA,
        ledgers.ADMIN,
        ledgers.LAND,
        ledgers.LAND_BAND,
    }


def names_of(value):
    if isinstance(value, dict):
        if isinstance(value.get("shape"), str):
            yield value["shape"]
        for part in value.values():
            yield from names_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from names_of(part)


def test_what_was_made_coarse_has_no_result_to_compare():
    coarse = generalised(solve(read_case(data.path(f"cases/{FOUNDING}.yaml"))), 10_000)
    found = list(ledgers_in(through_json(solution_json(coarse))))
    assert found
    for _, steps in found:
        assert ledgers.RESULT not in {step["kind"] for step in steps}
        assert "place_source" not in json.dumps(steps)
        with pytest.raises(LedgerError, match="withheld"):
            replay(steps)


def test_of_what_was_made_coarse_only_known_values_are_told():
    from geoevents.model import Step
    from geoevents.reasoning.coarse_ledger import TOLD_VALUES, told_steps

    steps = (Step("x", {"low_m": 1.0, "place_source": "at 1.2345 N", "new": 2.0}), Step("result", {}, ledgers.RESULT))
    assert told_steps(steps) == (Step("x", {"low_m": 1.0}),)
    kept = {"place_source", *["fixes", "gap_m", "parts", "status", "witness"]}
    names = {key for name in CASES[:2] for _, steps in ledgers_in(solved(name)) for s in steps for key in s["values"]}
    assert names - kept <= TOLD_VALUES
