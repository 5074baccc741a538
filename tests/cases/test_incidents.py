"""Four more published cases: what is stated, and what the figures say without any map."""

from __future__ import annotations

from pathlib import Path

import pytest

from geoevents import data
from geoevents.model import At, BorderRef, Depth, Distance, Inside
from geoevents.read.case import read_case
from geoevents.reasoning.figures import questions_of_figures
from geoevents.reasoning.measure import measure
from geoevents.reasoning.scenario import scenario_of

CASES = Path(__file__).parents[2] / "data" / "cases"
INCIDENTS = ("su-24-2015", "przewodow-2022", "rq-4a-2019", "hms-cornwall-2007")


def incident(name):
    return read_case(CASES / f"{name}.yaml")


def figures(name):
    case = incident(name)
    return {question.id: question for question in questions_of_figures(case, scenario_of(case))}


@pytest.mark.parametrize("name", INCIDENTS)
def test_cases_read_travel_with_the_package_and_name_a_source_for_everything(name):
    case = read_case(data.path(f"cases/{name}.yaml"))
    assert case.sha256 == incident(name).sha256
    assert all(claim.words in ("quoted", "reported") for claim in case.claims)
    assert all(len(words) < 90 for claim in case.claims for words in claim.says)
    for claim in case.claims:
        publication = case.source(case.source(claim.by).via or claim.by)
        assert "20" in (publication.title or ""), claim.id
    # No source is given a rating that nobody published.
    assert not any(source.reliability for source in case.sources)


def test_su_24_as_clauses():
    case = incident("su-24-2015")
    depths = [case.claim(id).clauses[0] for id in ("turkey/plane-1", "turkey/plane-2")]
    assert [(type(c), c.country, c.distance.text) for c in depths] == [
        (Depth, "TR", "1.36 mi"),
        (Depth, "TR", "1.15 mi"),
    ]
    hit, fell = (case.claim(id).clauses[0] for id in ("russia/hit", "russia/crash"))
    for clause, km in ((hit, "1"), (fell, "4")):
        assert (type(clause), clause.target, clause.side) == (Distance, BorderRef("TR", "SY"), "SY")
        assert (clause.distance.number, clause.distance.unit) == (km, "km")
    assert case.claim("russia-mod/flight").throughout
    assert [type(c) for c in case.claim("turkey/firing").clauses] == [Inside]


def test_su_24_unit_slip_and_speed():
    # The founding facts: 1.15 mi = 0.999 NM; 1.15 mi in 17 s = 392 km/h.
    found = figures("su-24-2015")
    slip = found["turkey:1.15mi:unit"]
    assert "1.15 mi is 0.999 NM" in slip.text
    assert "reads as 1 NM converted to statute miles" in slip.text
    assert "392 km/h" in found["turkey/plane-2:speed"].text
    # 1.36 mi is 1.18 NM and 2.19 km: nothing round.
    assert not any("1.36mi" in id for id in found)


def test_przewodow_distances_on_two_datasets():
    case = incident("przewodow-2022")
    (at,) = case.claim("visegrad/explosion").clauses
    assert (type(at), at.where.lat, at.where.lon) == (At, 50.47099, 23.93432)
    measured = {
        result.dataset: result.distance_m
        for result in measure(at.where.lon, at.where.lat, to="PL-UA", borders="all").results
    }
    # The founding facts: 6.4 +-0.1 km on OSM 2026c, 5.27 +-0.05 km on Natural Earth 1:10m.
    assert measured["osm-2026c"] == pytest.approx(6400, abs=100)
    assert measured["ne-10m"] == pytest.approx(5270, abs=50)


def test_przewodow_figures_meet_without_a_map():
    (question,) = figures("przewodow-2022").values()
    assert (question.verdict, question.claims) == ("consistent", ("interia/explosion", "wp/explosion"))
    assert "5.50 to 6.50 km and 6.00 to 8.00 km" in question.text


def test_hms_cornwall_depths_leave_room_for_the_stated_way():
    # The founding facts: 1.7 NM and 0.5 km on opposite sides are 1.97 NM together; more than 2 NM were stated.
    question = figures("hms-cornwall-2007")["stated-separation:sides"]
    assert (question.verdict, set(question.claims)) == ("consistent", {"uk/boarding", "iran/iran-second"})
    assert "(1.97 NM) as written" in question.text


def test_rq_4a_as_stated():
    case = incident("rq-4a-2019")
    (at,) = case.claim("iran/iran-position").clauses
    # 25°59'43"N 57°02'25"E
    assert (at.where.lat, at.where.lon) == pytest.approx((25 + 59 / 60 + 43 / 3600, 57 + 2 / 60 + 25 / 3600))
    (land,) = case.claim("us/us-position").clauses
    assert (land.distance.number, land.distance.unit) == ("34", "km")
    (way,) = case.links
    assert (way.distance.number, way.distance.unit, way.distance.hedge) == ("9", "NM", "about")
    # 04:05 in Tehran (UTC+4:30 in summer) and 23:35 UTC the evening before are the same minute.
    assert case.claim("iran/iran-position").when.start == case.claim("us/us-position").when.start
