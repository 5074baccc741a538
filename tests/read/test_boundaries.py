"""Files of boundaries in every format, and those that are something else."""

from __future__ import annotations

import json
import os
import sqlite3
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import geopandas
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from geoevents.errors import BoundaryError
from geoevents.read import boundaries, geopackage
from geoevents.read.boundaries import read_boundaries
from geoevents.read.outline import OutlineError, outline_of

SQUARES = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)]
LINES = [shapely.LineString([(0, 0), (1, 1)]), shapely.MultiLineString([[(2, 2), (3, 3)], [(4, 4), (5, 5)]])]


def frame(shapes, crs="EPSG:4326"):
    names = ["Côte d’Ivoire", "Mali"]
    return geopandas.GeoDataFrame({"name": names, "number": [1, 2]}, geometry=list(shapes), crs=crs)


def written(place: Path, shapes, crs="EPSG:4326") -> Path:
    table = frame(shapes, crs)
    if place.suffix == ".parquet":
        table.to_parquet(place)
    elif place.suffix == ".ndjson":
        place.write_text("\n".join(json.dumps(one) for one in table.iterfeatures()))
    else:
        table.to_file(place)
    return place


def feature(geometry, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


@pytest.mark.parametrize("ending", [".geojson", ".ndjson", ".parquet", ".fgb", ".gpkg", ".shp"])
@pytest.mark.parametrize(("kind", "shapes"), [("polygon", SQUARES), ("line", LINES)])
def test_every_format_gives_the_same(ending, kind, shapes, tmp_path):
    found = read_boundaries(written(tmp_path / f"x{ending}", shapes))
    assert (found.kind, found.name) == (kind, f"x{ending}")
    # FlatGeobuf puts features in an order of its own.
    features = sorted(found.features, key=lambda one: int(one.properties["number"]))
    assert [len(one.outline.paths) for one in features] == ([1, 1] if kind == "polygon" else [1, 2])
    for one, shape in zip(features, shapes, strict=True):
        there = np.vstack(one.outline.paths)
        assert set(map(tuple, there)) == set(map(tuple, shapely.get_coordinates(shape)))
        assert not any(one.outline.holes)
    assert {one.properties["name"] for one in found.features} == {"Côte d’Ivoire", "Mali"}
    assert all(len(sha256) == 64 for _, sha256 in found.files)
    assert len(found.files) == (2 if ending == ".shp" else 1)


@pytest.mark.parametrize("ending", [".geojson", ".parquet", ".fgb", ".gpkg", ".shp"])
def test_holes_are_holes(ending, tmp_path):
    holed = shapely.box(0, 0, 3, 3).difference(shapely.box(1, 1, 2, 2))
    both = shapely.MultiPolygon([holed, shapely.box(5, 5, 6, 6)])
    found = read_boundaries(written(tmp_path / f"x{ending}", [both, SQUARES[0]]))
    outline = max((one.outline for one in found.features), key=lambda one: len(one.paths))
    rings = dict(zip(outline.holes, outline.paths, strict=True))
    assert sorted(outline.holes) == [False, False, True]
    assert rings[True].max() == 2.0


@pytest.mark.parametrize("ending", [".geojson", ".parquet", ".fgb", ".gpkg", ".shp"])
def test_another_system_is_refused(ending, tmp_path):
    # GDAL writes no other system into GeoJSON unless it is asked for the old layout, which has a member for it.
    if ending == ".geojson":
        place = tmp_path / "x.geojson"
        crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}
        place.write_text(json.dumps({"type": "FeatureCollection", "features": [], "crs": crs}))
    else:
        place = written(tmp_path / f"x{ending}", SQUARES, "EPSG:3857")
    with pytest.raises(BoundaryError, match=r"3857|Pseudo-Mercator|PSEUDO") as caught:
        read_boundaries(place)
    assert "WGS84" in str(caught.value)


def test_old_names_of_wgs84_are_known(boundary_file):
    for name in ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326", "urn:ogc:def:crs:EPSG::4326"):
        crs = {"type": "name", "properties": {"name": name}}
        place = boundary_file([("ML", "LineString", [[0, 0], [1, 1]])], crs=crs)
        assert len(read_boundaries(place).features) == 1


def polygon(ring):
    return {"type": "Polygon", "coordinates": [ring]}


SQUARE = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]


@pytest.mark.parametrize(
    ("geometry", "what"),
    [
        (None, "no geometry"),
        ({"type": "Point", "coordinates": [0, 0]}, "Point is neither"),
        ({"type": "GeometryCollection", "geometries": []}, "GeometryCollection is neither"),
        ({"type": "LineString", "coordinates": [[0, 0]]}, "1 vertices instead of 2"),
        ({"type": "LineString", "coordinates": []}, "empty"),
        ({"type": "MultiPolygon", "coordinates": []}, "empty"),
        ({"type": "LineString", "coordinates": [["0", "0"], ["1", "1"]]}, "pairs of numbers"),
        ({"type": "LineString", "coordinates": [[True, False], [False, True]]}, "pairs of numbers"),
        ({"type": "LineString", "coordinates": [[0, None], [1, 1]]}, "pairs of numbers"),
        ({"type": "LineString", "coordinates": [[0, 0], [10**400, 1]]}, "pairs of numbers"),
        ({"type": "LineString", "coordinates": {"0": [0, 0]}}, "no lists"),
        ({"type": "LineString", "coordinates": [[0, 0], [0, 95]]}, "latitude 95 is beyond 90 at vertex 2: longitude"),
        ({"type": "LineString", "coordinates": [[0, 0], [5e5, 2e6]]}, "longitude 500000 is beyond 180.*WGS84"),
        ({"type": "LineString", "coordinates": [[0, 0], [0, float("nan")]]}, "latitude nan is no number"),
        ({"type": "LineString", "coordinates": [[179, 0], [-179, 0]]}, "crosses the antimeridian.*RFC 7946"),
        (polygon(SQUARE[:4]), "close it"),
        (polygon(SQUARE[:3]), "3 vertices instead of 4"),
    ],
)
def test_what_is_wrong_with_a_geometry(geometry, what):
    with pytest.raises(OutlineError, match=what):
        outline_of(geometry)


def test_edges_of_the_globe_are_on_it():
    # Natural Earth has vertices at 180.00000000000006.
    found = outline_of(polygon([[179, 89], [180.00000000000006, 89], [180, 90], [179, 90], [179, 89]]))
    assert found.paths[0].max() == 180.0
    mixed = {"type": "LineString", "coordinates": [[0, 0, 5], [1, 1]]}
    assert outline_of(mixed).paths[0].tolist() == [[0.0, 0.0], [1.0, 1.0]]


@pytest.mark.parametrize("options", [{}, {"byte_order": 0}, {"flavor": "iso"}, {"include_srid": True}])
def test_wkb_of_every_flavour(options):
    shape = shapely.set_srid(shapely.force_3d(shapely.MultiPolygon(SQUARES), 7.0), 4326)
    found = outline_of(shapely.to_wkb(shape, output_dimension=3, **options))
    assert [path.shape for path in found.paths] == [(5, 2), (5, 2)]


def wkb(kind, *rest):
    return struct.pack("<BI", 1, kind) + b"".join(rest)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "no WKB"),
        (b"\x07\x00", "no WKB"),
        (wkb(2), "ends too early"),
        (wkb(2, struct.pack("<I", 0xFFFFFFFF)), "ends too early"),
        (wkb(6, struct.pack("<I", 0xFFFFFFFF)), "claims"),
        (wkb(6, struct.pack("<I", 1), wkb(6, struct.pack("<I", 1))), "nested"),
        (wkb(6, struct.pack("<I", 1), wkb(2, struct.pack("<I", 0))), "holds a LineString"),
        (wkb(7, struct.pack("<I", 1)) * 1000, "GeometryCollection is neither"),
        (wkb(10, struct.pack("<I", 1)), "type 10 is neither"),
        (shapely.to_wkb(shapely.Point(0, 0)), "Point is neither"),
        (shapely.to_wkb(shapely.set_srid(SQUARES[0], 32630), include_srid=True), "EPSG:32630"),
    ],
)
def test_what_is_wrong_with_wkb(data, what):
    with pytest.raises(OutlineError, match=what):
        outline_of(data)


def test_all_problems_are_listed_up_to_a_number(boundary_file, monkeypatch):
    rows = [("ML", "LineString", [[0, 0], [0, 91 + n]]) for n in range(30)]
    with pytest.raises(BoundaryError) as caught:
        read_boundaries(boundary_file(rows))
    assert "30 problems, nothing was registered" in str(caught.value)
    assert caught.value.problems[1].startswith("feature 2: latitude 92 is beyond 90 at vertex 2")
    assert (len(caught.value.problems), caught.value.more) == (20, 10)
    monkeypatch.setattr(boundaries, "MOST_PROBLEMS", 25)
    with pytest.raises(BoundaryError, match=r"25 problems(.|\n)*not read any further"):
        read_boundaries(boundary_file(rows))


def test_limits(boundary_file, monkeypatch):
    place = boundary_file([("ML", "LineString", [[0, 0], [1, 1], [2, 2]])] * 3)
    for limit, value, what in (
        ("MOST_FEATURES", 2, "more than 2 features"),
        ("MOST_VERTICES", 5, "more than 5 vertices"),
        ("MOST_PATHS", 2, "more than 2 lines or rings"),
        ("FILE_BYTES", 100, "more than 0"),
    ):
        with monkeypatch.context() as patched:
            patched.setattr(boundaries, limit, value)
            with pytest.raises(BoundaryError, match=what):
                read_boundaries(place)


VRT = '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>{}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'


@pytest.mark.parametrize("ending", [".geojson", ".json", ".ndjson", ".fgb", ".gpkg", ".shp", ".parquet"])
def test_no_driver_looks_at_what_a_file_is(ending, tmp_path):
    """A VRT can read any file and address: whatever it is called, nothing opens it."""
    secret = written(tmp_path / "secret.geojson", SQUARES)
    place = tmp_path / f"x{ending}"
    place.write_text(VRT.format(secret))
    with pytest.raises(BoundaryError, match="is XML, not"):
        read_boundaries(place)


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("x.kml", b"<kml/>", "ending '.kml'"),
        ("x.zip", b"PK\x03\x04", "Unzip"),
        ("x", b"{}", "ending ''"),
        ("x.geojson", b"", "it is empty"),
        ("x.geojson", b"PK\x03\x04", "a zip file, not GeoJSON"),
        ("x.geojson", b"fgb\x03fgb\x00", "FlatGeobuf, not GeoJSON"),
        ("x.gpkg", b"PAR1", "GeoParquet, not GeoPackage"),
        ("x.geojson", b"{\xff\xfe", "not UTF-8"),
        ("x.geojson", b'{"type": "FeatureCollection", "features": [', "no JSON"),
        ("x.geojson", b'{"type": "FeatureCollection"}', "FeatureCollection"),
        ("x.geojson", b'{"type": "Topology", "objects": {}}', "Convert it to GeoJSON"),
        ("x.geojson", b'{"type": "FeatureCollection", "features": []}', "no features"),
        ("x.geojson", b'{"features": [], "features": []}', "twice"),
        ("x.geojson", b'{"type": "FeatureCollection", "features": []} {}', "more after its end"),
        ("x.geojson", b'{"type": "FeatureCollection", "features": [{"type": "Point"}]}', "feature 1: Point is no Feat"),
        ("x.geojson", b'{"type": "FeatureCollection", "features": [{"a": NaN}]}', "feature 1: NaN"),
        ("x.ndjson", b'{"type": "Feature"} {}', "line 1 has more than one"),
        ("x.ndjson", b"{]", "no JSON"),
        ("x.parquet", b"PAR1 and nothing of it", "cannot be read"),
        ("x.fgb", b"fgb\x03fgb\x00 and nothing of it", "cannot be read"),
        ("x.gpkg", b"SQLite format 3\x00 and nothing of it", "cannot be read"),
    ],
)
def test_files_that_are_something_else(name, content, what, tmp_path):
    place = tmp_path / name
    place.write_bytes(content)
    with pytest.raises(BoundaryError, match=what) as caught:
        read_boundaries(place)
    assert str(caught.value).startswith(f"{name}: 1 problem, nothing was registered\n")


def test_only_regular_files_are_read(tmp_path):
    for name in ("x.geojson", "x.gpkg"):
        with pytest.raises(BoundaryError, match="there is no such file"):
            read_boundaries(tmp_path / name)
    (tmp_path / "x.gpkg").mkdir()
    with pytest.raises(BoundaryError, match="it is a folder"):
        read_boundaries(tmp_path / "x.gpkg")
    for name in ("/vsicurl/http://127.0.0.1/x.gpkg", "/vsizip/a.zip/x.shp", "http://127.0.0.1/x.fgb", "-"):
        with pytest.raises(BoundaryError):
            read_boundaries(name)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "x.geojson")
        with pytest.raises(BoundaryError, match="there is no such file"):
            read_boundaries(tmp_path / "x.geojson")


def test_lines_and_polygons_are_not_mixed(boundary_file):
    rows = [("ML", "Polygon", [SQUARE]), ("ML", "LineString", [[0, 0], [1, 1]])]
    with pytest.raises(BoundaryError, match=r"polygons \(feature 1\) and lines \(feature 2\)"):
        read_boundaries(boundary_file(rows))


class TestGeoPackage:
    @pytest.fixture
    def place(self, tmp_path):
        return written(tmp_path / "x.gpkg", SQUARES)

    def changed(self, place, *statements):
        with sqlite3.connect(place) as opened:
            # Triggers of the format ask for functions that SQLite alone has not.
            for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                opened.execute(f'DROP TRIGGER "{name}"')
            for statement in statements:
                opened.execute(statement)
        opened.close()

    def test_layers(self, place):
        frame(SQUARES).to_file(place, layer="other")
        with pytest.raises(BoundaryError, match=r"2 layers: x, other\. Choose one with --layer"):
            read_boundaries(place)
        assert len(read_boundaries(place, "other").features) == 2
        with pytest.raises(BoundaryError, match=r"no layer 'third'\. There are: x, other"):
            read_boundaries(place, "third")

    def test_a_view_is_no_layer(self, place):
        endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS geom FROM n"
        self.changed(place, "ALTER TABLE x RENAME TO y", f"CREATE VIEW x AS {endless}")
        with pytest.raises(BoundaryError, match="'x' is no plain table"):
            read_boundaries(place)
        self.changed(place, "ALTER TABLE gpkg_contents RENAME TO c", f"CREATE VIEW gpkg_contents AS {endless}")
        with pytest.raises(BoundaryError, match="'gpkg_contents' is no plain table"):
            read_boundaries(place)

    def test_generated_columns_run_nothing(self, place):
        self.changed(place, "ALTER TABLE x ADD COLUMN bomb AS (hex(zeroblob(400000000)))")
        assert "bomb" not in read_boundaries(place).features[0].properties

    def test_time_is_bounded(self, place, monkeypatch):
        monkeypatch.setattr(geopackage, "SECONDS", -1.0)
        monkeypatch.setattr(geopackage, "_STEPS", 1)
        with pytest.raises(BoundaryError, match="takes more than"):
            read_boundaries(place)

    def test_blobs_that_are_none(self, place):
        self.changed(place, "UPDATE x SET geom = x'00'")
        with pytest.raises(BoundaryError, match="feature 1: its geometry is none of a GeoPackage"):
            read_boundaries(place)

    def test_open_changes_are_not_left_out(self, place):
        place.with_name("x.gpkg-wal").write_bytes(b"x")
        with pytest.raises(BoundaryError, match="Close it there first"):
            read_boundaries(place)


class TestShapefile:
    @pytest.fixture
    def place(self, tmp_path):
        return written(tmp_path / "x.shp", SQUARES)

    @pytest.mark.parametrize("ending", [".dbf", ".prj"])
    def test_files_that_belong_to_it(self, place, ending):
        place.with_suffix(ending).rename(place.with_suffix(ending.upper()))
        assert len(read_boundaries(place).features) == 2
        place.with_suffix(ending.upper()).unlink()
        with pytest.raises(BoundaryError, match=rf"x\{ending}, .* is not beside it"):
            read_boundaries(place)

    def test_encoding(self, place):
        place.with_suffix(".cpg").write_text("ISO-8859-1")
        assert "Ã´te" in read_boundaries(place).features[0].properties["name"]
        place.with_suffix(".cpg").write_text("wingdings")
        with pytest.raises(BoundaryError, match="no encoding 'wingdings'"):
            read_boundaries(place)

    def test_damage(self, place):
        whole = place.read_bytes()
        for at, value in ((144, -1), (144, 1 << 30), (148, 1 << 30), (152, 99)):
            place.write_bytes(whole[:at] + struct.pack("<i", value) + whole[at + 4 :])
            with pytest.raises(BoundaryError, match="damaged"):
                read_boundaries(place)
        place.write_bytes(whole[:150])
        with pytest.raises(BoundaryError, match=r"damaged|too early"):
            read_boundaries(place)
        place.write_bytes(whole)
        table = place.with_suffix(".dbf")
        table.write_bytes(table.read_bytes()[:-80])
        with pytest.raises(BoundaryError, match="no whole dBASE table"):
            read_boundaries(place)


def test_geoparquet_without_geo(tmp_path):
    pq.write_table(pa.table({"iso_a2": ["ML"]}), tmp_path / "x.parquet")
    with pytest.raises(BoundaryError, match="no geo metadata"):
        read_boundaries(tmp_path / "x.parquet")


HOSTILE = """
import sys, time
from pathlib import Path
from geoevents.errors import BoundaryError
from geoevents.read.boundaries import read_boundaries
for place in sorted(Path(sys.argv[1]).iterdir()):
    began = time.monotonic()
    try:
        read_boundaries(place)
    except BoundaryError as error:
        print(place.name, round(time.monotonic() - began, 1), str(error).splitlines()[1][:80])
"""


def test_hostile_files_end_soon_and_in_words(tmp_path):
    """In a process of their own: a crash in a library would end it."""
    folder = tmp_path / "hostile"
    folder.mkdir()
    deep = "[" * 200_000
    head = '{"type": "FeatureCollection", "features": ['
    square = json.dumps(feature(polygon(SQUARE)))
    nested = wkb(7, struct.pack("<I", 1)) * 100_000
    files = {
        "deep.geojson": f'{head}{{"type": "Feature", "geometry": {{"type": "Polygon", "coordinates": {deep}',
        "deeper.geojson": f'{{"a": {deep}',
        "deep.ndjson": f'{{"type": "Feature", "properties": {"{" + chr(34) + "a" + chr(34) + ":"}{deep}',
        "digits.geojson": f'{head}{{"type": "Feature", "a": {"9" * 5_000_000}}}]}}',
        "unclosed.geojson": head + ",".join([square] * 20_000),
        "infinite.geojson": head + json.dumps(feature(polygon([[0, 0], [1e999, 0], [1, 1], [0, 0]]))) + "]}",
        "huge.geojson": head + json.dumps(feature({"type": "LineString", "coordinates": [[0, 0], [1e300, 5]]})) + "]}",
    }
    for name, text in files.items():
        (folder / name).write_text(text)
    table = pa.table({"geometry": pa.array([nested], pa.binary())})
    geo = {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": {"encoding": "WKB"}}}
    table = table.replace_schema_metadata({"geo": json.dumps(geo)})
    pq.write_table(table, folder / "nested.parquet")
    rows = pa.array([None], pa.binary()).take(pa.array(np.zeros(600_000, dtype=np.int64)))
    bomb = pa.table({"geometry": rows}).replace_schema_metadata({"geo": json.dumps(geo)})
    pq.write_table(bomb, folder / "rows.parquet", compression="zstd")
    with zipfile.ZipFile(folder / "zip.geojson", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x", b"0" * 1_000_000)
    flat = written(tmp_path / "x.fgb", SQUARES).read_bytes()
    random = np.random.default_rng(3)
    for number in range(60):
        data = bytearray(flat)
        for at in random.integers(8, len(data), 4):
            data[at] = random.integers(0, 256)
        (folder / f"flat{number}.fgb").write_bytes(bytes(data))
    ran = subprocess.run(
        [sys.executable, "-c", HOSTILE, str(folder)], capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == 0, ran.stderr
    told = {line.split()[0]: line.split(maxsplit=2)[1:] for line in ran.stdout.splitlines()}
    assert set(files) | {"nested.parquet", "rows.parquet", "zip.geojson"} <= set(told)
    assert max(float(seconds) for seconds, _ in told.values()) < 5.0, told
    assert "nested too deeply" in told["deep.geojson"][1]
    assert "GeometryCollection is neither" in told["nested.parquet"][1]
