"""The published incidents, checked whole: what comes out by itself."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from geoevents.read.case import read_case
from geoevents.reasoning.check import check

CASES = Path(__file__).parents[2] / "data" / "cases"


@cache
def verdict(name):
    return check(read_case(CASES / f"{name}.yaml"))


def questions(name):
    return {question.id: question for question in verdict(name).questions}


def flips(question):
    return {(flip.axis, flip.choice, flip.verdict) for flip in question.depends_on}


def test_su_24_the_parties_contradict_each_other_on_the_intrusion():
    found = questions("su-24-2015")
    intrusion = found["plane-2:turkey+russia-mod"]
    assert (intrusion.verdict, intrusion.depends_on) == ("inconsistent", ())
    # 1.15 mi deep and not across the border at all: 1.145 mi, 1,843 m, at least.
    assert intrusion.conflicts[0].separation_m == pytest.approx(1843, abs=3)
    # Hit 1 km inside Syria and fallen 4 km from the border: each fits with all that is said of it.
    assert {found[id].verdict for id in ("hit:russia-mod+russia", "crash:turkey+russia", "crash:all")} == {"consistent"}
    # Fired at in one country and hit in the other is no contradiction, unless it is supposed to be one place.
    assert "suppose:one-place" in {axis for axis, _, _ in flips(found["suppose:one-place"])}
    # What the figures say by themselves is no contradiction and stands beside it.
    assert {"turkey/plane-2:speed", "turkey:1.15mi:unit"} <= set(found)


def test_przewodow_turns_on_the_border_dataset():
    # 6.4 km from the border on OSM 2026c and 5.27 on Natural Earth: "6 km", 5.5 to 6.5, fits one of them.
    question = questions("przewodow-2022")["explosion:visegrad+interia"]
    assert (question.verdict, question.conflicts) == ("depends", ())
    assert ("borders", "ne-10m", "inconsistent") in flips(question)
    assert questions("przewodow-2022")["explosion:interia+wp"].verdict == "consistent"


def test_rq_4a_the_positions_are_two():
    found = questions("rq-4a-2019")
    # 9 +- 1 NM are up to 18.52 km; 33.5 km from land are 18.3 km from a point that is 15.2 km from it.
    assert found["stated-separation"].conflicts == ()
    supposed = found["suppose:one-place"]
    assert flips(supposed) == {("suppose:one-place", "with", "inconsistent")}
    # The founding facts: 34 km needs 9.88 NM between the points with 34 +- 0.5 km.
    assert supposed.conflicts[0].separation_m / 1852 == pytest.approx(9.88, abs=0.05)


def test_rq_4a_turns_on_how_wide_about_is():
    # 9 +- 0.5 NM, "about" no wider than the bare number, are 9.5 NM: less than 9.88.
    assert ("about", "1", "inconsistent") in flips(questions("rq-4a-2019")["stated-separation"])


def test_hms_cornwall_the_figures_fit_and_the_positions_are_two():
    found = questions("hms-cornwall-2007")
    assert found["stated-separation"].verdict == "consistent"
    assert found["stated-separation:sides"].verdict == "consistent"
    supposed = found["suppose:one-place"]
    assert set(supposed.conflicts[0].claims) == {"uk/boarding", "iran/iran-second"}
