"""Results in a notebook: what they say, and that text from data is never markup."""

from __future__ import annotations

import copy
import pickle
from dataclasses import replace

import pytest

import geoevents as ge
from geoevents import data
from geoevents.model import Measurement
from geoevents.read.case import read_case
from geoevents.write.notebook import html_of


@pytest.fixture(scope="module")
def verdict():
    return ge.check(read_case(data.path("cases/tinzaouatine-2025.yaml")))


def test_a_verdict_shows_its_questions(verdict):
    html = verdict._repr_html_()
    assert "<b>INCONSISTENT</b>" in html
    assert html.count("<tr>") == 1 + len(verdict.questions)
    assert repr(verdict).startswith("<Verdict inconsistent")


def test_a_solution_shows_every_account(verdict):
    html = verdict.solution._repr_html_()
    assert "Azawad Liberation Front" in html
    assert "no position given" in html
    assert repr(verdict.solution) == "<Solution 'tinzaouatine-2025' on osm-2026c: 6 of 6 events placed>"


def test_a_location_offers_status_and_fixes():
    location = ge.locate("3.5 km SE of Tinzaouatine", country="ML")
    assert [(reading.status, len(reading.fixes)) for reading in location.readings] == [("satisfiable", 1)] * 2
    assert "2 of 2 readings" in repr(location)
    assert location._repr_html_().count("satisfiable") == 2
    assert len(location.to_frame()) == 2


def test_text_from_data_is_escaped(verdict):
    attack = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    html = html_of(replace(verdict, headline=attack, note=attack))
    assert "<script" not in html
    assert "<img" not in html


def test_tables_of_every_result(verdict):
    frame = verdict.to_frame()
    assert frame.crs.to_epsg() == 4326
    assert set(frame["question"]) == {question.id for question in verdict.questions}
    assert (~frame.geometry.is_empty).sum() == sum(len(q.conflicts) for q in verdict.questions)
    assert len(verdict.solution.to_frame()) > 5
    assert len(ge.measure(2.89, 19.86, borders="all").to_frame()) == 2


def test_results_come_back_equal_from_another_process(verdict):
    for result in (verdict, ge.diff(verdict, verdict), ge.locate("near Kidal"), ge.draw(verdict)):
        assert pickle.loads(pickle.dumps(result)) == result  # noqa: S301 - our own bytes
    assert copy.deepcopy(verdict.case) == verdict.case


def test_an_empty_measurement():
    assert Measurement(2.9, 19.9, 0.0, ())._repr_html_() == "<p>19.90000 N 2.90000 E</p>"
    with pytest.raises(TypeError):
        html_of(3)
