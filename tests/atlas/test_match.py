"""Polygons that fit, and the ways in which they do not."""

from __future__ import annotations

import numpy as np
import pytest

from geoevents.atlas.match import Inside, astray, match, require_sparse
from geoevents.atlas.register import whole_units
from geoevents.atlas.topology import Topology
from geoevents.errors import GeometryError

# One degree of longitude on the equator, and of latitude from it (WGS84).
EAST_M, NORTH_M = 111_319.5, 110_574.4


SPECK = np.array([[0, 0], [1e-6, 0], [0, 1e-6], [0, 0]])


def topology(*parts):
    return Topology((code, whole_units(np.array(ring, dtype=float)), hole) for code, ring, hole in parts)


def box(code, west, south, east, north):
    return code, [[west, south], [east, south], [east, north], [west, north], [west, south]], False


def found_in(top, both=False):
    inside = Inside(top)
    assert astray(top, inside) == []
    return match(top, inside, 2_000.0, both)


@pytest.fixture(params=["compiled", "numpy"])
def engine(request, monkeypatch):
    monkeypatch.setenv("GEOEVENTS_ENGINE", request.param)


@pytest.mark.usefixtures("engine")
class TestEngines:
    def test_what_fits(self):
        top = topology(box("DZ", 0, 1, 2, 2), box("ML", 0, 0, 1, 1), box("NE", 1, 0, 2, 1))
        # DZ has no vertex where ML and NE meet: its southern side is one edge, theirs are two.
        found = found_in(top)
        assert [(one.pair, one.shared_m) for one in found] == [("DZ-ML", 0.0), ("DZ-NE", 0.0)]
        assert found[0].unmatched_m == pytest.approx(1.5 * EAST_M, rel=0.35)
        noded = ("DZ", [[0, 1], [1, 1], [2, 1], [2, 2], [0, 2], [0, 1]], False)
        assert found_in(topology(noded, box("ML", 0, 0, 1, 1), box("NE", 1, 0, 2, 1))) == []

    def test_gap(self):
        # 0.0005 degrees are 56 m, less than the 100 m within which two outlines are taken for drawings of one line.
        (found,) = found_in(topology(box("ML", 0, 0, 1, 1), box("NE", 1.0005, 0, 2, 1)))
        assert found.pair == "ML-NE"
        assert found.unmatched_m == pytest.approx(NORTH_M, rel=1e-3)
        assert found.much
        assert found_in(topology(box("ML", 0, 0, 1, 1), box("NE", 1.01, 0, 2, 1))) == []

    def test_shallow_overlap_is_no_border_and_deep_overlap_a_claim(self):
        top = topology(box("ML", 0, 0, 1.001, 1), box("NE", 1, 0, 2, 1))
        (found,) = found_in(top)
        assert found.unmatched_m == pytest.approx(NORTH_M, rel=0.01)
        assert (top.cover < 0).all()
        top = topology(box("ML", 0, 0, 1.2, 1), box("NE", 1, 0, 2, 1))
        assert found_in(top) == []
        # Both outlines within the other's area are a border of both.
        assert top.lengths_m(np.flatnonzero(top.cover >= 0)).sum() == pytest.approx(2 * NORTH_M, rel=0.01)

    def test_both_outlines_count_where_it_is_asked_for(self):
        top = topology(box("ML", 0, 0, 1, 1), box("NE", 1.0005, 0, 2, 1))
        found_in(top, both=True)
        assert top.lengths_m(np.flatnonzero(top.cover >= 0)).sum() == pytest.approx(2 * NORTH_M, rel=0.01)

    @pytest.mark.parametrize(
        "parts",
        [
            [("NE", [[1, 0], [2, 0], [1, 1], [2, 1], [1, 0]], False)],
            [box("NE", 1, 0, 2, 1), box("NE", 1.5, 0.2, 2.5, 0.8)],
            [box("NE", 1, 0, 2, 1), box("NE", 1.2, 0.2, 1.8, 0.8)],
        ],
        ids=["bow tie", "two that overlap", "one within the other"],
    )
    def test_polygons_of_a_country_that_contradict_each_other(self, parts):
        top = topology(box("ML", 0, 0, 1, 1), *parts)
        assert [one.country for one in astray(top, Inside(top))] == ["NE"]


def test_coasts_part_at_a_river_mouth():
    """Where a border ends at the sea both coasts begin: near each other, and no drawings of one line."""
    coast = np.linspace(0, 1, 1_001)
    west = [*zip(1 - coast, np.zeros(1_001), strict=True), (0, 1), (1, 1), (1, 0)]
    east = [*zip(1 + coast, np.zeros(1_001), strict=True), (2, 1), (1, 1), (1, 0)]
    assert found_in(topology(("ML", west, False), ("NE", east, False))) == []


def test_holes_enclaves_and_parts_of_one_country():
    ring = [[0, 0], [3, 0], [3, 3], [0, 3], [0, 0]]
    hole = box("", 1, 1, 2, 2)[1]
    top = topology(("ZA", ring, False), ("ZA", hole, True), box("LS", 1, 1, 2, 2), box("ZA", 3, 0, 4, 3))
    assert found_in(top) == []
    assert top.lengths_m(np.flatnonzero(top.right >= 0)).sum() == pytest.approx(4 * NORTH_M, rel=0.01)


def test_antimeridian_and_poles():
    south = [[-180, -90], [180, -90], [180, -60], [-180, -60], [-180, -90]]
    top = topology(("AQ", south, False), box("RU", 170, 60, 180, 70), box("US", -180, 60, -170, 70))
    assert found_in(top) == []


def test_what_no_file_of_boundaries_is_like(monkeypatch):
    random = np.random.default_rng(1)
    dense = [("ML", corner + SPECK, False) for corner in random.uniform(0.01, 0.1, (300, 2)).round(6)]
    require_sparse(topology(*dense))
    monkeypatch.setattr("geoevents.atlas.match._MOST_WORK", 100_000)
    with pytest.raises(GeometryError, match=r"900 segments lie within .* Simplify"):
        require_sparse(topology(*dense))
    star = [("ML", [[0, 0], [1, n / 1e3], [1, (n + 0.5) / 1e3], [0, 0]], False) for n in range(1_100)]
    with pytest.raises(GeometryError, match="outlines meet at"):
        require_sparse(topology(*star))
