"""A dataset of one's own answers as an embedded one does, or says why not."""

from __future__ import annotations

import hashlib
import json
import math

import geopandas
import numpy as np
import pytest
import shapely

import geoevents as ge
from geoevents import atlas
from geoevents.atlas import store
from geoevents.atlas.ruler import Wanted, ruler
from geoevents.atlas.territories import drawn_at
from geoevents.errors import (
    BoundaryError,
    DataFileError,
    DatasetError,
    GeoEventsError,
    NoTerritoryError,
    QuantityError,
    UnknownCountryError,
    UnknownDatasetError,
)
from geoevents.read.boundaries import read_boundaries


def box(west, south, east, north):
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


SQUARE = [("ML", "Polygon", box(0, 0, 1, 1)), ("NE", "Polygon", box(1, 0, 2, 1))]
# Half a degree of longitude at 0.5 N: a cos(b) pi / 360 with the reduced latitude b (WGS84).
HALF_DEGREE_M = 6_378_137.0 * math.cos(math.atan((1 - 1 / 298.257223563) * math.tan(math.radians(0.5)))) * math.pi / 360
LINE = ({"cc1": "ML", "cc2": "NE"}, "LineString", [[1, 0], [1, 1]])


def test_natural_earth_as_polygons_is_natural_earth(tmp_path):
    """Exported and registered, the embedded dataset answers the same to the last digit."""
    codes = store.header("ne-10m")["countries"]
    table = geopandas.GeoDataFrame(
        {"ISO_A2": codes}, geometry=[atlas.territory(code, "ne-10m") for code in codes], crs="EPSG:4326"
    )
    table.to_parquet(tmp_path / "ne.parquet")
    found = ge.register_borders(tmp_path / "ne.parquet", "again", error="3.7 km", date="2022-05-09")
    assert (found.features, len(found.borders), found.countries) == (238, 322, tuple(codes))
    # Macao's and China's coasts run beside each other.
    assert [(one.pair, one.much) for one in found.unmatched] == [("CN-MO", False)]
    # As the dataset itself states: 95 % within 3.7 km of OpenStreetMap, on average 0.8 to 1.8 km.
    assert found.compared.common == 319
    assert 800 < found.compared.median_m < 1_800
    assert found.compared.most_m < 3_700
    random = np.random.default_rng(5)
    lon, lat = random.uniform(-180, 180, 4_000), np.degrees(np.arcsin(random.uniform(-1, 1, 4_000)))
    lon[:4], lat[:4] = (180.0, -180.0, 0.0, 0.0), (66.0, 66.0, -90.0, 90.0)
    here, there = (ruler(Wanted(name, kind="any")) for name in ("again", "ne-10m"))
    assert (here.codes, here.countries) == (there.codes, there.countries)
    one, two = here.measure(lon, lat), there.measure(lon, lat)
    for field in ("distance_m", "border", "country", "neighbour", "lon", "lat", "uncertainty_m"):
        np.testing.assert_array_equal(getattr(one, field), getattr(two, field))
    assert atlas.border("DZ", "ML", "again").lines.equals(atlas.border("DZ", "ML", "ne-10m").lines)
    drawn = ge.measure(2.8939169, 19.8679828, to="DZ-ML", borders="again").results[0]
    assert (drawn.side, drawn.country_as_drawn) == ("ML", "ML")


def test_lines_have_no_territories(tmp_path):
    lines = atlas.borders("ne-10m", country="ML")
    table = geopandas.GeoDataFrame(
        {"COUNTRY1": [one.b for one in lines], "COUNTRY2": [one.a for one in lines]},
        geometry=[shapely.reverse(one.lines) for one in lines],
        crs="EPSG:4326",
    )
    table.to_file(tmp_path / "lines.shp")
    found = ge.register_borders(tmp_path / "lines.shp", "lines", error="100 m")
    assert (found.dataset.territories, found.dataset.uncertainty_m) == (False, 100.0)
    assert found.length_m == pytest.approx(sum(one.length_m for one in lines), abs=0.1)
    here = ge.measure(2.8939169, 19.8679828, to="DZ-ML", borders="lines").results[0]
    there = ge.measure(2.8939169, 19.8679828, to="DZ-ML", borders="ne-10m").results[0]
    # A line that runs the other way rounds otherwise.
    assert here.distance_m == pytest.approx(there.distance_m, abs=1e-4)
    assert (here.countries_as_drawn, here.country_as_drawn, here.side, dict(here.p_side)) == (
        None,
        None,
        "undetermined",
        {},
    )
    assert here.country_reason == "lines has only lines"
    assert drawn_at([2.9, 3.0], [19.9, 20.0], "lines") == [None, None]
    for ask in (lambda: atlas.territory("ML", "lines"), lambda: atlas.countries_at([2.9], [19.9], "lines")):
        with pytest.raises(NoTerritoryError, match="lines has only lines"):
            ask()
    with pytest.raises(DataFileError, match="Another dataset is registered as lines here"):
        ruler(Wanted("lines", "ML", sha256="0" * 64))
    measured = ruler(Wanted("lines", "ML", sha256=found.dataset.sha256)).measure([2.9, 3.0], [19.9, 20.0])
    assert measured.country.tolist() == measured.neighbour.tolist() == [0, 0]


def test_pieces_of_a_line_become_one(boundary_file):
    pieces = [[[1, 0], [1, 1]], [[1, 2], [1, 1]], [[1, 2], [1, 3]], [[1, 3], [1, 2]]]
    place = boundary_file([({}, "LineString", piece) for piece in pieces])
    found = ge.register_borders(place, "mine", pair=("NE", "ML"), error=5)
    line = atlas.border("ML", "NE", "mine")
    # The last piece is the one before it, drawn the other way.
    assert (len(line.lines.geoms), len(line.lines.geoms[0].coords), line.sided) == (1, 4, False)
    assert (found.features, found.dataset.uncertainty_m) == (4, 5.0)


def test_what_is_said_of_a_dataset_is_kept(squares):
    found = ge.register_borders(
        squares, "mine", title="Two\nsquares", date="2024-03", licence="CC0-1.0", attribution="© me", worldview="mine"
    ).dataset
    assert (found.title, found.date, found.licence, found.attribution, found.worldview) == (
        "Two squares",
        "2024-03",
        "CC0-1.0",
        "© me",
        "mine",
    )
    assert found.registered
    assert found.source == f"outlines.geojson, SHA-256 {hashlib.sha256(squares.read_bytes()).hexdigest()}"
    assert (found.uncertainty_m, found.uncertainty_note[:15]) == (500.0, "none is stated:")
    # The one edge is 110 km long.
    assert atlas.uncertainty_m(atlas.border("ML", "NE", "mine"), [0]).tolist() == [2_500.0]
    assert [one.name for one in atlas.datasets()] == ["osm-2026c", "ne-10m", "mine"]


@pytest.mark.parametrize(
    ("options", "error", "what"),
    [
        ({"name": "osm-2026c"}, DatasetError, "embedded"),
        ({"name": "../mine"}, DatasetError, "cannot name"),
        ({"name": "Mine"}, DatasetError, "lower-case"),
        ({"name": "all"}, DatasetError, "means something else"),
        ({"name": "con"}, DatasetError, "means something else"),
        ({"name": "x" * 41}, DatasetError, "at most 40"),
        ({"date": "07/08/2024"}, DatasetError, "YYYY-MM-DD"),
        ({"date": "2024-13"}, DatasetError, "is no date"),
        ({"error": "far"}, QuantityError, "far"),
        ({"error": "1-2 km"}, QuantityError, "range|cannot"),
        ({"error": "0 m"}, QuantityError, "above 0"),
        ({"error": float("nan")}, QuantityError, "above 0"),
        ({"error": "200 km"}, QuantityError, "up to 100 km"),
        ({"kind": "river"}, DatasetError, "land, maritime"),
        ({"unmatched": "mend"}, DatasetError, "leave-out"),
        ({"pair": "ML"}, DatasetError, "not two"),
        ({"pair": ("ML", "NE"), "country_field": "iso_a2"}, DatasetError, "exclude each other"),
        ({"pair": ("ML", "NE")}, BoundaryError, "polygons, not lines"),
        ({"recode": {"ML": "XX"}}, UnknownCountryError, "XX"),
        ({"layer": "x"}, BoundaryError, "no layers"),
    ],
)
def test_options_that_cannot_be(options, error, what, squares, own_data):
    with pytest.raises(error, match=what) as caught:
        ge.register_borders(squares, **{"name": "mine"} | options)
    assert isinstance(caught.value, GeoEventsError)
    assert not own_data.exists()


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        (SQUARE[:1], "fewer than two countries"),
        ([SQUARE[0], ("NE", "Polygon", box(3, 0, 4, 1))], "no border in it"),
        ([SQUARE[0], ("NE", "Polygon", box(1.0005, 0, 2, 1))], r"ML-NE: 110\.6 km .* side by side .* 0\.5000 N 1\.000"),
        ([*SQUARE, ("NE", "Polygon", box(1.5, 0, 2.5, 1))], "NE, features 2, 3: polygons cross themselves or overlap"),
        ([({}, "LineString", [[0, 0], [1, 1]])], "--pair-fields A B, or --pair AA-BB if all is one border"),
        ([({"cc1": "ML", "cc2": "NE"}, "LineString", [[0, 0], [1e-7, 0]])], "no|No line is longer than 10 cm"),
    ],
)
def test_files_that_make_no_borders(rows, what, boundary_file, own_data):
    with pytest.raises(BoundaryError, match=what):
        ge.register_borders(boundary_file(rows), "mine")
    assert not own_data.exists()


def test_what_does_not_match_is_left_out_or_both(boundary_file):
    place = boundary_file(
        [
            ("DZ", "Polygon", box(0, 1, 1, 2)),
            ("ML", "Polygon", box(0, 0, 1, 1)),
            ("NE", "Polygon", box(1.0005, 0, 2, 1)),
        ]
    )
    left = ge.register_borders(place, "left", unmatched="leave-out", error=100)
    assert left.borders == ("DZ-ML",)
    both = ge.register_borders(place, "both", unmatched="both", error=100)
    assert both.borders == ("DZ-ML", "ML-NE")
    line = atlas.border("ML", "NE", "both")
    assert (line.status, line.note) == ("agreed", "221.1 km of it are outlines of one side, where the two do not match")
    # Between the outlines nothing is drawn, and the dataset leaves most of the world out.
    assert drawn_at([0.5, 1.0002, 1.5], [0.5, 0.5, 0.5], "both") == [("ML",), None, ("NE",)]
    near = ge.measure(1.00025, 0.5, to="ML-NE", borders="both").results[0]
    assert near.distance_m == pytest.approx(27.8, abs=0.1)
    assert near.country_reason == "both draws no country there, and only 3 of all"


def test_claims_that_overlap_are_borders_and_disputed(boundary_file):
    rows = [("ML", "Polygon", box(0, 0, 1.2, 1)), ("NE", "Polygon", box(1, 0, 2, 1))]
    found = ge.register_borders(boundary_file(rows), "mine", error=100)
    assert found.unmatched == ()
    line = atlas.border("ML", "NE", "mine")
    assert (line.status, line.note) == ("disputed", "221 km run along areas that both claim")
    assert drawn_at([1.1], [0.5], "mine") == [("ML", "NE")]


def test_antimeridian_and_poles(boundary_file):
    south = [[[-180, -90], [180, -90], [180, -60], [0, -60], [-180, -60], [-180, -90]]]
    rows = [
        ("AQ", "Polygon", south),
        ("RU", "MultiPolygon", [box(170, 60, 180, 70), box(-180, 60, -170, 70)]),
        ("US", "Polygon", box(-170, 60, -160, 70)),
        ("NZ", "Polygon", [[[0, -60], [180, -60], [180, -50], [0, -50], [0, -60]]]),
    ]
    ge.register_borders(boundary_file(rows), "ends", error=100, kind="maritime")
    lon, lat = [180.0, -180.0, 179.999, -165.0, 0.0, 77.0], [65.0, 65.0, 65.0, 65.0, -90.0, -89.999]
    assert drawn_at(lon, lat, "ends") == [("RU",), ("RU",), ("RU",), ("US",), ("AQ",), ("AQ",)]
    near = ge.measure(179.5, 65.0, to="RU-US", borders="ends", kind="maritime").results[0]
    # 10.5 degrees of longitude east across the antimeridian, by the shortest way a little less than along the parallel.
    assert (near.nearest_lon, near.side) == (pytest.approx(-170.0), "RU")
    assert near.distance_m == pytest.approx(10.5 * 47_176, rel=0.01)
    pole = ge.measure(0.0, -90.0, to="AQ-NZ", borders="ends", kind="maritime").results[0]
    # A degree of latitude is 111.4 to 111.7 km long between 60 S and the pole.
    assert pole.distance_m == pytest.approx(30 * 111_600, rel=1e-3)


def test_registering_again(squares, boundary_file):
    ge.register_borders(squares, "mine", error=100)
    with pytest.raises(DatasetError, match=r"registered already.*--replace"):
        ge.register_borders(squares, "mine")
    assert ge.measure(0.5, 0.5, borders="mine").results[0].distance_m == pytest.approx(HALF_DEGREE_M, abs=0.1)
    wide = boundary_file([("ML", "Polygon", box(0, 0, 3, 1)), ("NE", "Polygon", box(3, 0, 4, 1))], "wide.geojson")
    ge.register_borders(wide, "mine", replace=True)
    assert ge.measure(0.5, 0.5, borders="mine").results[0].distance_m == pytest.approx(5 * HALF_DEGREE_M, abs=0.5)
    with pytest.raises(BoundaryError):
        ge.register_borders(boundary_file([LINE], "line.geojson"), "mine", replace=True, country_field="x")
    assert ge.measure(0.5, 0.5, borders="mine").results[0].distance_m == pytest.approx(5 * HALF_DEGREE_M, abs=0.5)
    ge.forget_borders("mine")
    with pytest.raises(UnknownDatasetError, match="osm-2026c, ne-10m"):
        atlas.dataset("mine")
    with pytest.raises(UnknownDatasetError, match="None is registered"):
        ge.forget_borders("mine")


def test_a_file_that_was_altered_is_not_used(squares, own_data):
    ge.register_borders(squares, "mine", error=100)
    (place,) = (own_data / "borders").iterdir()
    whole = place.read_bytes()
    with np.load(place) as arrays:
        content = {name: arrays[name] for name in arrays.files}
    head = json.loads(content["header"].tobytes())
    changed = json.dumps(head | {"uncertainty_m": 1.0}).encode()
    np.savez_compressed(place, **content | {"header": np.frombuffer(changed, np.uint8)})
    store.refresh()
    with pytest.raises(DataFileError, match=r"mine was altered.*borders forget mine"):
        atlas.border("ML", "NE", "mine")
    for broken in (b"", whole[:100], whole[:-200], b"not an archive", b"PK\x03\x04" + whole[4:90]):
        place.write_bytes(broken)
        store.refresh()
        with pytest.raises(DataFileError, match="borders forget mine"):
            atlas.border("ML", "NE", "mine")
        # The others are not touched by it.
        assert atlas.dataset("ne-10m").licence == "public domain"


def test_replaced_by_another_program_while_it_is_used(squares, boundary_file, own_data):
    ge.register_borders(squares, "mine", error=100)
    (place,) = (own_data / "borders").iterdir()
    before = place.read_bytes()
    ge.register_borders(squares, "mine", error=200, replace=True)
    assert atlas.dataset("mine").uncertainty_m == 200.0
    place.write_bytes(before)
    store._registered.cache_clear()
    with pytest.raises(DataFileError, match="Start it again"):
        store.load("mine")


def test_exports_of_our_own_can_be_registered(tmp_path):
    from geoevents.write.frames import write_borders

    line = atlas.border("DZ", "ML", "ne-10m")
    for name, driver in (("x.geojson", "GeoJSON"), ("x.gpkg", "GPKG"), ("x.fgb", "FlatGeobuf")):
        write_borders([line], [atlas.dataset("ne-10m")], tmp_path / name, driver)
        assert read_boundaries(tmp_path / name).kind == "line"
    assert ge.register_borders(tmp_path / "x.geojson", "mine", error="3.7 km").borders == ("DZ-ML",)
