"""States of a page: what is written once opens to what was drawn, and the switches fit their scenarios."""

from __future__ import annotations

import json
import re
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoevents.maps.packing import QUANTUM, packed
from geoevents.maps.scene import frame_of, scene_of, state_of
from geoevents.maps.states import scene_with_states
from geoevents.model.result import DEPENDS
from geoevents.read.case import read_case
from geoevents.reasoning.check import check
from geoevents.reasoning.elsewhere import elsewhere

CASE = """
geoevents: 1
title: A small dispute
sources:
  mali: { name: Mali, party: ML }
  algeria: { name: Algeria, party: DZ }
events:
  strike: strike
claims:
  - { by: mali, event: strike, says: 3.5 km southeast of Tinzaouatine and 2 km from the Algerian border }
  - { by: algeria, event: strike, says: inside Algeria }
suppose:
  in-mali: strike inside Mali
"""


def opened(value: Any, pool: list[Any]) -> Any:
    """Do what the page does, in Python."""
    if isinstance(value, list):
        return [opened(item, pool) for item in value]
    if not isinstance(value, dict):
        return value
    if "$" in value:
        return opened(pool[value["$"]], pool)
    if "^" in value:
        steps = np.cumsum(np.asarray(value["^"]).reshape(-1, 2), axis=0)
        return (steps * QUANTUM).tolist()
    return {key: opened(item, pool) for key, item in value.items()}


def same(one: Any, other: Any) -> bool:
    if isinstance(one, float) or isinstance(other, float):
        return abs(one - other) <= QUANTUM / 2 + 1e-12
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    file = tmp_path_factory.mktemp("case") / "case.yaml"
    file.write_text(CASE, encoding="utf-8")
    verdict = check(read_case(file))
    return scene_with_states(verdict, elsewhere(verdict, most=16))


def test_states_are_in_the_order_of_the_switches(scene: dict[str, Any]) -> None:
    choices = [switch["choices"] for switch in scene["switches"]]
    assert len(scene["states"]) == len(list(product(*choices)))
    assert len(scene["states"]) > 4
    for state, row in zip(scene["states"], product(*choices), strict=True):
        datasets = [words for words in row if words.startswith(("osm-2026c", "ne-10m"))]
        taken = state["scenario"][0]
        assert all(words.split(" ")[0] in taken for words in datasets)
        assert ("supposed: in-mali" in state["scenario"]) == ("supposed" in row)


def test_other_states_depend_on_nothing(scene: dict[str, Any]) -> None:
    for state in scene["states"][1:]:
        assert all(question["verdict"] != DEPENDS and not question["depends_on"] for question in state["questions"])


def test_the_page_starts_as_it_would_without_switches(scene: dict[str, Any], tmp_path: Any) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(CASE, encoding="utf-8")
    verdict = check(read_case(file))
    plain = scene_of(verdict.solution, verdict)
    assert all(same(scene[key], plain[key]) for key in plain), [k for k in plain if not same(scene[k], plain[k])]


def test_what_is_packed_opens_to_what_it_was(scene: dict[str, Any]) -> None:
    told = json.loads(json.dumps(packed(scene)))
    plain, states = json.loads(json.dumps(scene)), told["states"]
    assert len(json.dumps(told)) < 0.5 * len(json.dumps(plain["states"]))
    for state, number in zip(plain["states"], states, strict=True):
        assert same(opened(number, told["pool"]), state)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.text(max_size=80),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.sampled_from(["says", "read", "when", "a"]), inner),
    max_leaves=30,
)


@given(st.lists(st.dictionaries(st.sampled_from(["x", "y"]), VALUES, min_size=1), min_size=1, max_size=4))
def test_anything_can_be_packed(states: list[dict[str, Any]]) -> None:
    told = json.loads(json.dumps(packed({"title": "t", "states": states})))
    assert [opened(one, told["pool"]) for one in told["states"]] == json.loads(json.dumps(states))


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)), min_size=4, max_size=40))
def test_outlines_keep_their_positions(line: list[tuple[float, float]]) -> None:
    told = json.loads(json.dumps(packed({"states": [{"line": [list(p) for p in line]}]})))
    found = opened(told["states"][0], told["pool"])["line"]
    assert same(found, [list(p) for p in line])


def test_text_that_looks_like_a_structure_stays_text() -> None:
    event = {"says": "where and when it was said to have been", "by": "somebody"}
    text = json.dumps(event, separators=(",", ":"))
    told = json.loads(json.dumps(packed({"states": [{"event": event, "text": text}, {"text": text, "event": event}]})))
    for state in told["states"]:
        assert opened(state, told["pool"]) == {"event": event, "text": text}


def test_states_show_what_checking_there_shows(tmp_path: Path) -> None:
    file = tmp_path / "case.yaml"
    file.write_text(CASE, encoding="utf-8")
    verdict = check(read_case(file))
    switched = elsewhere(verdict, most=16)
    scene = scene_with_states(verdict, switched)
    told = ("events", "places", "scenario", "borders")
    for one, state in list(zip(switched.scenarios, scene["states"], strict=True))[1::5]:
        fresh = check(verdict.case, one.verdict.solution.scenario)
        frame = frame_of(verdict.solution, verdict)
        there = state_of(fresh.solution, fresh, frame)
        for key in told:
            assert same(without_gaps(state[key]), without_gaps(there[key])), (one.choices, key)
        assert [layer["geometry"] for layer in state["layers"]] == [layer["geometry"] for layer in there["layers"]]
        conflicts = {tuple(sorted(conflict["claims"])): conflict["figure"] for conflict in there["conflicts"]}
        assert {tuple(sorted(conflict["claims"])): conflict["figure"] for conflict in state["conflicts"]} == conflicts


def without_gaps(value: Any) -> Any:
    """Leave out by how much words would have to give way: only the scenario at home has that."""
    text = json.dumps(value).replace("No place fits all who speak of it.", "No place fits all who speak of it")
    return json.loads(re.sub(r"(No place fits all who speak of it): at least [^\"]* must give\.", r"\1", text))
