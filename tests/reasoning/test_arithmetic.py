"""Two stated distances and the stated way between them, without any map."""

from __future__ import annotations

import pytest

from geoevents.model import BorderRef, Distance
from geoevents.quantity import CONVENTIONS, Quantity
from geoevents.reasoning.arithmetic import difference


def border(figure: str) -> Distance:
    return Distance(text=figure, distance=Quantity(f"{figure} km", figure, "km"), target=BorderRef("DZ", "ML"))


@pytest.mark.parametrize(("convention", "least_m", "possible"), [("decimal", 600.0, False), ("gbif-2020", 400.0, True)])
def test_the_follow_ups_figures(convention, least_m, possible):
    # 9.5 and 10.2 km from one line, 441 m from each other: impossible to 0.05 km, just possible to halves of 0.5 km.
    found = difference(border("9.5"), border("10.2"), Quantity("441 m", "441", "m"), convention)
    assert found.least_m == pytest.approx(least_m)
    assert found.possible is possible


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_order_does_not_matter_and_equal_distances_always_fit(convention):
    way = Quantity("441 m", "441", "m")
    one, other = border("9.5"), border("10.2")
    assert difference(one, other, way, convention) == difference(other, one, way, convention)
    assert difference(one, one, way, convention).least_m == 0.0
