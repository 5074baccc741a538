"""Land and coast of Natural Earth: what is land, where it ends, and what is no coast."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geoevents import atlas
from geoevents.atlas.coast import coast, draws_waters, edge, has_coast, land
from geoevents.earth import LineIndex, area_m2
from geoevents.errors import UnknownBorderError, UnknownCountryError


@pytest.mark.parametrize(
    ("place", "lon", "lat", "on_land"),
    [
        ("the middle of Iran", 55.0, 32.0, True),
        ("the Persian Gulf", 51.5, 27.0, False),
        ("the Caspian Sea", 51.0, 42.0, False),
        ("Lake Victoria, a lake", 33.0, -1.0, True),
        ("Bir Tawil, which no country is drawn to own", 33.68, 21.88, True),
        ("Abyei", 28.41, 9.77, True),
        ("the Pacific", -140.0, 0.0, False),
        ("Antarctica, which the dataset leaves out", 0.0, -80.0, False),
    ],
)
def test_what_is_land(place: str, lon: float, lat: float, on_land: bool) -> None:
    assert land().contains(shapely.Point(lon, lat)) is on_land, place


def test_all_land_is_that_of_the_countries_and_what_none_owns() -> None:
    # 134.6 million km2 of land without Antarctica and 135 with inland waters, by general reference: to 1 %.
    assert sum(area_m2(part) for part in land().geoms) / 1e12 == pytest.approx(135.0, rel=0.01)


def test_the_coast_of_the_world_is_the_edge_of_its_land() -> None:
    # The cuts at the antimeridian are the only part of the edge that is no coast.
    boundary = land().boundary
    xy = np.concatenate([shapely.get_coordinates(line)[None, [0, -1]] for line in coast().geoms]).reshape(-1, 2)
    assert shapely.distance(boundary, shapely.points(xy)).max() == 0.0
    seam = sum(
        float(np.abs(np.diff(ring[:, 1]))[(np.abs(ring[1:, 0]) == 180) & (np.abs(ring[:-1, 0]) == 180)].sum())
        for ring in map(shapely.get_coordinates, shapely.get_parts(boundary))
    )
    assert coast().length + seam == pytest.approx(boundary.length, rel=1e-9)


def test_every_country_has_its_own_part_of_the_coast() -> None:
    codes = sorted({code for pair in atlas.lines.pairs("ne-10m") for code in pair} | {"IS", "MG", "NZ", "JP"})
    mine = sum(coast(code).length for code in codes if has_coast(code))
    assert mine < coast().length
    assert mine > 0.7 * coast().length
    for code in ("ML", "CH", "MN", "BO", "LS", "SS"):
        assert not has_coast(code)
    for code in ("KZ", "TM", "IR", "BA", "SI", "JO", "CD", "IQ"):  # the Caspian, and the shortest coasts that there are
        assert has_coast(code)


def test_a_coast_is_no_border() -> None:
    dz_ly = atlas.border("DZ", "LY", dataset="ne-10m").lines
    assert coast("LY").intersection(dz_ly).length == 0
    assert edge("LY").length == pytest.approx(
        coast("LY").length + sum(b.lines.length for b in atlas.borders(dataset="ne-10m", country="LY")), rel=1e-3
    )


def test_the_stated_point_of_june_2019_is_15_km_from_land() -> None:
    # 25 59 43 N 57 02 25 E. Computed apart from this package, over every vertex and edge with geographiclib's formulas
    # as pyproj has them: the nearest position is found by walking the coast in steps of metres.
    lon, lat = 57 + 2 / 60 + 25 / 3600, 25 + 59 / 60 + 43 / 3600
    near = shapely.clip_by_rect(coast("IR"), 56.0, 25.0, 58.0, 27.0)
    xy = shapely.get_coordinates(shapely.segmentize(near, 0.00005))
    from pyproj import Geod

    walked = np.min(Geod(ellps="WGS84").inv(np.full(len(xy), lon), np.full(len(xy), lat), xy[:, 0], xy[:, 1])[2])
    found = LineIndex(coast("IR")).nearest([lon], [lat]).distance_m[0]
    assert found == pytest.approx(walked, abs=0.5)
    assert found / 1000 == pytest.approx(15.13, abs=0.01)


def test_no_coast_and_no_country() -> None:
    with pytest.raises(UnknownBorderError, match="ML has no coast"):
        coast("ML")
    with pytest.raises(UnknownCountryError):
        land("QQ")


def test_which_datasets_reach_out_to_sea() -> None:
    assert draws_waters("osm-2026c")
    assert not draws_waters("ne-10m")
