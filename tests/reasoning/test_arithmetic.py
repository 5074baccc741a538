"""Two distances to one line and the way between them, without any map."""

from __future__ import annotations

import pytest

from geoevents.quantity import CONVENTIONS, Quantity, length
from geoevents.reasoning.arithmetic import difference


def km(figure, convention):
    return length(Quantity(f"{figure} km", figure, "km"), convention)


def way_m(convention):
    return length(Quantity("441 m", "441", "m"), convention).high_m


@pytest.mark.parametrize(("convention", "least_m", "possible"), [("decimal", 600.0, False), ("gbif-2020", 400.0, True)])
def test_the_follow_ups_figures(convention, least_m, possible):
    # 9.5 and 10.2 km from one line, 441 m from each other: impossible to 0.05 km, just possible to halves of 0.5 km.
    found = difference(km("9.5", convention), km("10.2", convention), way_m(convention))
    assert found.least_m == pytest.approx(least_m)
    assert found.possible is possible


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_order_does_not_matter_and_equal_distances_always_fit(convention):
    one, other = km("9.5", convention), km("10.2", convention)
    assert difference(one, other, way_m(convention)) == difference(other, one, way_m(convention))
    assert difference(one, one).least_m == 0.0


def test_a_part_of_a_line_may_be_farther_than_the_whole():
    near, far = km("2", "decimal"), km("9", "decimal")
    assert difference(far, near, part=1).least_m == 0.0
    assert difference(near, far, part=2).least_m == 0.0
    assert difference(near, far, part=1).least_m == difference(far, near, part=2).least_m == 6000.0
