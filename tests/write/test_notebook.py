"""Results in a notebook: what they say, and that text from data is never markup."""

from __future__ import annotations

import copy
import re
import subprocess
import sys
from dataclasses import replace
from html import escape

import pytest

import geoevents as ge
from geoevents import data
from geoevents.model import Measurement
from geoevents.read.case import read_case
from geoevents.write.location import solution_of
from geoevents.write.notebook import MOST, html_of


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


def test_a_measurement_says_how_far_the_line_may_be_off():
    html = ge.measure(2.8939169, 19.8679828, to="DZ-ML", borders="all")._repr_html_()
    assert "3,700 m" in html
    assert "The datasets differ by 859 m" in html
    assert "9,963 – 9,963" not in html  # no range where none was asked for
    assert " – " in ge.measure(2.8939169, 19.8679828, to="DZ-ML", radius_m=100)._repr_html_()


def test_a_reading_is_called_by_its_place_and_not_by_where_that_is_from():
    solution = solution_of(ge.locate("3.5 km southeast of Tinzaouatine"))
    assert solution.case.sources[0].name == "reading 1: Tin Zaouatine (DZ)"
    assert any("Wikipedia" in place.source for place in solution.places)


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


def test_results_are_copied_whole(verdict):
    for result in (verdict, ge.diff(verdict, verdict), ge.locate("near Kidal"), ge.draw(verdict)):
        assert copy.deepcopy(result) == result


def test_a_case_comes_back_equal_from_another_process():
    place = data.path("cases/tinzaouatine-2025.yaml")
    code = (
        f"import geoevents as ge, pickle; c = ge.read_case({str(place)!r}); assert pickle.loads(pickle.dumps(c)) == c"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_case_shows_who_says_what(verdict):
    assert repr(verdict.case).startswith("<Case 'tinzaouatine-2025': 5 sources, 6 events, 7 claims")
    html = verdict.case._repr_html_()
    assert "within national borders" in html
    assert "Azawad Liberation Front" in html
    assert "nobody" in html  # who supposes
    assert html.count("<tr>") == 1 + len(verdict.case.claims) + len(verdict.case.links) + 2


def test_borders_and_places_are_tables():
    borders = ge.borders(country="ML")
    html = borders._repr_html_()
    assert "Burkina Faso – Mali" in html
    assert html.count("<tr>") == 1 + len(borders)
    assert borders[0]._repr_html_().count("<tr>") == 2
    assert list(borders[0].to_frame().border) == ["BF-ML"]
    everywhere = ge.borders()
    assert everywhere._repr_html_().endswith(f"<p>and {len(everywhere) - MOST} more</p>")
    places = ge.places("Kidal")
    assert "geonames:2455290" in places._repr_html_()
    frame = places.to_frame()
    assert (frame.crs.to_epsg(), frame.geometry.x.tolist()) == (4326, [place.lon for place in places])
    assert frame.attrs["attribution"] == ["Places: GeoNames cities500"]
    assert ge.borders(country="AU").to_frame().empty


def test_other_results_are_tables(verdict):
    assert "<td" in ge.point_radius("19.868 N 2.894 E", "10 mi ENE")._repr_html_()
    draft = ge.extract("The Malian army said that a drone crashed on 1 April 2025, 12 km north of <b>Kidal.")
    assert "Malian army" in draft._repr_html_()
    assert "<b>Kidal" not in draft._repr_html_()
    assert "Nothing changed" in ge.diff(verdict, verdict)._repr_html_()
    coarse = ge.generalised(verdict, 10_000)
    assert "[withheld: finer than 10 km]" in ge.diff(verdict, coarse)._repr_html_()


@pytest.mark.parametrize("draw", [ge.draw, ge.report])
def test_where_frames_are_taken_out_it_says_what_stood_there(verdict, draw):
    shown = draw(verdict)
    html = shown._repr_html_()
    left = re.sub(r"</?iframe[^>]*>", "", html)  # what Jupyter leaves of a notebook that is not trusted
    assert left.startswith(escape(repr(shown)))
    assert "trust the notebook" in left


def test_links_within_a_framed_report_stay_in_it(verdict, chromium, tmp_path):
    place = tmp_path / "notebook.html"
    place.write_text(f"<title>notebook</title>{ge.report(verdict)._repr_html_()}", encoding="utf-8")
    tab = chromium.new_context(offline=True).new_page()
    tab.goto(place.as_uri())
    frame = tab.frames[1]
    frame.click("a[href^='#'] >> nth=4")
    frame.wait_for_function("() => scrollY > 0")
    assert frame.title() == verdict.case.title


def test_an_empty_measurement():
    assert Measurement(2.9, 19.9, 0.0, ())._repr_html_() == "<p>19.90000 N 2.90000 E</p>"
    with pytest.raises(TypeError):
        html_of(3)
