"""Borders as lines: the founding case, what is drawn, and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pyproj import Geod

from geoevents import atlas
from geoevents.earth.nearest import LineIndex
from geoevents.errors import GeometryError, UnknownBorderError, UnknownCountryError, UnknownDatasetError

WGS84 = Geod(ellps="WGS84")
# 19°52'04.738"N 2°53'38.101"E and 19°51'50.526"N 2°53'36.099"E: wreck and link loss of the founding case.
WRECK = (2 + 53 / 60 + 38.101 / 3600, 19 + 52 / 60 + 4.738 / 3600)
LINK_LOSS = (2 + 53 / 60 + 36.099 / 3600, 19 + 51 / 60 + 50.526 / 3600)
SOURCE = Path(__file__).parents[1] / "data" / "dz_ml_source.csv"


@pytest.mark.parametrize(
    ("position", "dataset", "distance_m", "tolerance_m"),
    [
        (WRECK, "osm-2026c", 9_963, 15),
        (WRECK, "ne-10m", 9_104, 60),
        (LINK_LOSS, "osm-2026c", 10_383, 15),
        (LINK_LOSS, "ne-10m", 9_543, 60),
    ],
)
def test_founding_case_distances(position, dataset, distance_m, tolerance_m):
    border, near = atlas.nearest_border(*position, dataset=dataset)
    assert border.code == "DZ-ML"
    assert near.distance_m[0] == pytest.approx(distance_m, abs=tolerance_m)
    assert atlas.countries_at(*([v] for v in position), dataset) == [("ML",)]
    # DZ lies on the left of the line, so that Mali is on its right.
    assert near.side[0] == -1


def test_founding_case_nearest_point():
    _, near = atlas.nearest_border(*WRECK)
    assert WGS84.inv(near.lon[0], near.lat[0], 2.87634, 19.95643)[2] < 20


def test_algeria_mali_is_one_line_of_known_length():
    border = atlas.border("ML", "DZ")
    assert (border.a, border.b, border.status, border.kind) == ("DZ", "ML", "agreed", "land")
    assert len(border.lines.geoms) == 1
    # CIA World Factbook: 1,359 km; the source polygons: 1,365.6 km.
    assert border.length_m == pytest.approx(1_365_000, abs=5_000)


def test_line_keeps_to_its_source():
    lon, lat = np.loadtxt(SOURCE, delimiter=",", skiprows=2, unpack=True)
    assert len(lon) > 150
    near = LineIndex(atlas.border("DZ", "ML").lines).nearest(lon, lat)
    assert near.distance_m.max() < 15


@pytest.mark.parametrize("pair", ["DZ-ML", "CA-US", "FI-RU", "AR-CL", "EG-LY"])
def test_straight_and_geodesic_edges_differ_by_less_than_a_metre(pair):
    for line in atlas.border(*pair.split("-")).lines.geoms:
        xy = np.asarray(line.coords)
        p, q = xy[:-1], xy[1:]
        azimuth, _, length = WGS84.inv(p[:, 0], p[:, 1], q[:, 0], q[:, 1])
        lon, lat, _ = WGS84.fwd(p[:, 0], p[:, 1], azimuth, length / 2)
        planar = (p + q) / 2
        assert length.max() < 10_100
        assert WGS84.inv(planar[:, 0], planar[:, 1], lon, lat)[2].max() < 1.0


def test_first_country_lies_on_the_left():
    for border in atlas.borders(country="ML"):
        line = max(border.lines.geoms, key=lambda part: part.length)
        at = np.asarray(line.interpolate(0.5, normalized=True).coords[0])
        ahead = np.asarray(line.interpolate(min(0.5 + 1e-6, 1.0), normalized=True).coords[0])
        step = (ahead - at) / np.linalg.norm(ahead - at) * 1e-5
        left, right = at + step[::-1] * (-1, 1), at + step[::-1] * (1, -1)
        drawn = atlas.countries_at([left[0], right[0]], [left[1], right[1]])
        assert drawn == [(border.a,), (border.b,)], border.code


@pytest.mark.parametrize(("code", "dataset", "edges"), [("ML", "osm-2026c", "planar"), ("BR", "ne-10m", "geodesic")])
def test_nearest_agrees_with_all_borders_at_once(code, dataset, edges):
    indexes = {b.code: LineIndex(b.lines, edges=edges) for b in atlas.borders(dataset, country=code)}
    for lon, lat in [(-8.0, 12.65), (2.9, 19.87), (-60.0, -10.0), (175.0, 75.0), (120.0, -45.0)]:
        found, near = atlas.nearest_border(lon, lat, dataset, country=code, edges=edges)
        every = {pair: index.nearest([lon], [lat]).distance_m[0] for pair, index in indexes.items()}
        assert near.distance_m[0] == pytest.approx(min(every.values()), abs=1e-6)
        assert every[found.code] == pytest.approx(min(every.values()), abs=1e-6)


def test_stated_error_follows_the_segment():
    border = atlas.border("DZ", "NE")
    count = sum(len(line.coords) - 1 for line in border.lines.geoms)
    stated = atlas.uncertainty_m(border, np.arange(count))
    # Long straight desert edges beside short ones.
    assert set(stated.tolist()) == {500.0, 2_500.0}
    with pytest.raises(GeometryError, match=f"has no segment {count}"):
        atlas.uncertainty_m(border, [count])


def test_kinds():
    land, sea, both = (atlas.border("FR", "ES", kind=k) for k in ("land", "maritime", "any"))
    assert both.length_m == pytest.approx(land.length_m + sea.length_m)
    assert {b.kind for b in atlas.borders("osm-2026c", "any", "FR")} == {"land", "maritime"}
    assert [b.code for b in atlas.borders(country="LS")] == ["LS-ZA"]


@pytest.mark.parametrize("pair", ["IN-PK", "RU-UA", "EH-MA", "RS-XK", "SD-SS", "GE-RU"])
def test_disputed_lines_say_why(pair):
    border = atlas.border(*pair.split("-"))
    assert border.status == "disputed"
    assert border.note


@pytest.mark.parametrize("pair", [("FR", "GB"), ("MY", "SG"), ("DK", "SE"), ("BH", "QA")])
def test_pairs_that_meet_only_at_sea(pair):
    with pytest.raises(UnknownBorderError, match="share only a maritime border"):
        atlas.border(*pair)


def test_pairs_that_do_not_meet():
    with pytest.raises(UnknownBorderError, match=r"DZ and EG share no border.*DZ borders .*ML.*EG borders IL, LY"):
        atlas.border("EG", "DZ")
    with pytest.raises(UnknownCountryError, match="no country 'QQ'"):
        atlas.border("QQ", "DZ")
    with pytest.raises(UnknownDatasetError, match="osm-2026c, ne-10m"):
        atlas.border("DZ", "ML", dataset="lsib")
    with pytest.raises(UnknownBorderError, match="IS has no land border"):
        atlas.nearest_border(-20.0, 64.0, country="IS")


def test_datasets_state_licence_and_worldview():
    osm, ne = atlas.datasets()
    assert (osm.name, osm.licence, osm.attribution) == ("osm-2026c", "ODbL-1.0", "© OpenStreetMap contributors")
    assert (ne.name, ne.licence, ne.uncertainty_m) == ("ne-10m", "public domain", 3_700.0)
    assert "Crimea is UA" in osm.worldview


def test_frame_is_in_degrees():
    table = atlas.frame("ne-10m")
    assert table.crs.to_epsg() == 4326
    assert len(table) == len(atlas.borders("ne-10m"))
