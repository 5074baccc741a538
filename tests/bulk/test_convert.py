"""From each format to each other."""

from __future__ import annotations

import csv
import itertools
import json

import geopandas
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from geoevents.atlas.ruler import Wanted
from geoevents.bulk.local import enrich_file
from geoevents.errors import TableError
from geoevents.read.placed import read_placed
from geoevents.write.rows import write_rows

DZ_ML = Wanted("ne-10m", "DZ-ML")
NAMES = ("a.csv", "a.tsv", "a.ndjson", "a.parquet", "g.parquet")


@pytest.fixture
def tables(tmp_path):
    """One table in every format: a position, none, and one that is not on the globe."""
    ids, lons, lats = ["007", 'q"', "c"], [2.89392, None, 2.0], [19.86798, None, 95.0]
    for name, mark in (("a.csv", ","), ("a.tsv", "\t")):
        with (tmp_path / name).open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, delimiter=mark).writerows([["id", "lon", "lat"], *zip(ids, lons, lats, strict=True)])
    with (tmp_path / "a.ndjson").open("w", encoding="utf-8") as stream:
        for one, x, y in zip(ids, lons, lats, strict=True):
            geometry = None if x is None else {"type": "Point", "coordinates": [x, y]}
            print(json.dumps({"type": "Feature", "geometry": geometry, "properties": {"id": one}}), file=stream)
    pq.write_table(pa.table({"id": ids, "lon": lons, "lat": lats}), tmp_path / "a.parquet")
    points = [None if x is None else shapely.Point(x, y) for x, y in zip(lons, lats, strict=True)]
    geopandas.GeoDataFrame({"id": ids}, geometry=points, crs=4326).to_parquet(tmp_path / "g.parquet", index=False)
    return tmp_path


def rows_of(path):
    if path.suffix == ".ndjson":
        features = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        return [{**one["properties"], "at": one["geometry"] and one["geometry"]["coordinates"]} for one in features]
    if path.suffix == ".parquet":
        return pq.read_table(path).to_pylist()
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t" if path.suffix == ".tsv" else ","))


@pytest.mark.parametrize(("source", "ending"), list(itertools.product(NAMES, ("csv", "tsv", "ndjson", "parquet"))))
def test_every_format_becomes_every_other(tables, source, ending):
    target = tables / f"out.{ending}"
    summary = enrich_file(tables / source, target, DZ_ML)
    assert (summary.rows, summary.located, summary.swapped) == (3, 1, 1)
    rows = rows_of(target)
    assert [row["id"] for row in rows] == ["007", 'q"', "c"]
    assert float(rows[0]["border_distance_m"]) == pytest.approx(9103.8, abs=0.05)
    assert [row["border"] or None for row in rows] == ["DZ-ML", None, None]
    assert [row["border_reason"] or None for row in rows][2] == "latitude is beyond 90, as if swapped"
    geometry = source in ("g.parquet", "a.ndjson")
    if ending == "ndjson":
        assert rows[0]["at"] == [2.89392, 19.86798]
        assert rows[1]["at"] is None
    elif ending == "parquet" and geometry:
        frame = geopandas.read_parquet(target)
        assert frame.crs == "OGC:CRS84" or frame.crs == 4326
        assert frame.geometry.iloc[0].coords[0] == (2.89392, 19.86798)
        assert frame.geometry.iloc[1] is None
    else:
        assert (float(rows[0]["lon"]), float(rows[0]["lat"]), float(rows[2]["lat"])) == (2.89392, 19.86798, 95.0)


@pytest.mark.parametrize(
    ("points", "message"),
    [
        ([shapely.Point(1, 2, 300)], "have heights"),
        ([shapely.LineString([(0, 0), (1, 1)])], "1 geometries are no points"),
    ],
)
def test_nothing_is_lost_on_the_way(tmp_path, points, message):
    geopandas.GeoDataFrame({"id": [1]}, geometry=points, crs=4326).to_parquet(tmp_path / "a.parquet")
    with pytest.raises(TableError, match=message):
        enrich_file(tmp_path / "a.parquet", tmp_path / "b.csv", DZ_ML)
    assert [path.name for path in tmp_path.iterdir()] == ["a.parquet"]
    enrich_file(tmp_path / "a.parquet", tmp_path / "b.ndjson", DZ_ML)
    found = shapely.from_geojson(json.dumps(json.loads((tmp_path / "b.ndjson").read_text())["geometry"]))
    assert found.equals_exact(points[0], 0)
    enrich_file(tmp_path / "a.parquet", tmp_path / "b.parquet", DZ_ML)
    assert geopandas.read_parquet(tmp_path / "b.parquet").geometry.iloc[0].equals(points[0])


def test_heights_of_nothing_are_no_loss(tmp_path):
    geopandas.GeoDataFrame({"n": [1]}, geometry=[shapely.Point(1, 2, 0)], crs=4326).to_parquet(tmp_path / "a.parquet")
    enrich_file(tmp_path / "a.parquet", tmp_path / "b.csv", DZ_ML)
    assert (tmp_path / "b.csv").read_text().splitlines()[1].startswith("1,1,2,DZ-ML,")


def test_columns_that_a_format_cannot_hold_are_refused(tmp_path):
    frame = geopandas.GeoDataFrame({"lon": [1], "tags": [[1]]}, geometry=[shapely.Point(1, 2)], crs=4326)
    frame.drop(columns="tags").to_parquet(tmp_path / "lon.parquet")
    frame.drop(columns="lon").to_parquet(tmp_path / "tags.parquet")
    for source, ending, message in (
        ("lon", "csv", "there is a column 'lon'"),
        ("tags", "csv", "CSV cannot hold the column 'tags'"),
        ("tags", "ndjson", "GeoJSON cannot hold the column 'tags'"),
    ):
        with pytest.raises(TableError, match=message):
            enrich_file(tmp_path / f"{source}.parquet", tmp_path / f"b.{ending}", DZ_ML)
    enrich_file(tmp_path / "tags.parquet", tmp_path / "b.parquet", DZ_ML)
    assert pq.read_table(tmp_path / "b.parquet")["tags"].to_pylist() == [[1]]


WHOLE = ("geojson", "fgb", "gpkg", "kml", "kmz", "gpx", "xlsx")


@pytest.mark.parametrize("target", [*WHOLE, "csv", "tsv", "ndjson", "parquet"])
@pytest.mark.parametrize("source", [*WHOLE, "csv"])
def test_formats_that_are_read_whole_are_enriched_alike(tmp_path, source, target):
    (tmp_path / "events.csv").write_text("id,lat,lon\n007,19.86798,2.89392\nNO,18,1\n", encoding="utf-8")
    write_rows(read_placed(tmp_path / "events.csv"), tmp_path / f"a.{source}")
    summary = enrich_file(tmp_path / f"a.{source}", tmp_path / f"b.{target}", DZ_ML)
    assert (summary.rows, summary.located) == (2, 2)
    found = read_placed(tmp_path / f"b.{target}").columns.to_pydict()
    assert sorted(found["id"]) == ["007", "NO"]
    row = found["id"].index("007")
    assert found["border"][row] == "DZ-ML"
    assert float(found["border_distance_m"][row]) == pytest.approx(9103.8, abs=0.05)
    assert {"lat", "lon"} <= set(found)
