"""Readings of phrases in Darwin Core, and the method's circles held against the regions of the same words."""

from __future__ import annotations

import math

import pytest
import shapely

import geoevents as ge
from geoevents.model import Place
from geoevents.pointradius import georeference
from geoevents.pointradius.circle import reach_m
from geoevents.pointradius.verb import Asked

TOWN = Place("test:1", "Xville", None, 5.00001, 40.00001, 3000.0, "nobody's gazetteer", note="drawn by hand")


@pytest.mark.parametrize(
    "text",
    [
        "10 km northeast of Xville",
        "3.5 km ENE of Xville",
        "100 km north of Xville",
        "10 km from Xville",
        "3-5 km from Xville",
        "within 5 km of Xville",
        "in Xville",
    ],
)
@pytest.mark.parametrize("extent", ["centre", "edge"])
def test_geodesic_circle_holds_the_region(text: str, extent: str) -> None:
    location = ge.locate(text, places=[TOWN], pick=1, extent=extent)
    found = georeference(location, location.readings[0])
    assert found.geodesic is not None
    # A region is drawn some decimetres larger than what it stands for.
    reach = max(reach_m(fix.region, found.geodesic.lon, found.geodesic.lat) for fix in location.readings[0].fixes)
    assert reach <= found.geodesic.uncertainty_m + 1.0
    for record, fix in zip(found.records, location.readings[0].fixes, strict=True):
        assert record.coordinate_uncertainty_in_meters <= fix.radius_m + 2.0
        assert record.point_radius_spatial_fit is not None
        assert record.point_radius_spatial_fit >= 1.0


def test_geodesic_circle_holds_the_box_of_two_offsets() -> None:
    location = ge.locate("8 km E and 6 km N of Xville", places=[TOWN], pick=1)
    found = georeference(location, location.readings[0]).geodesic
    assert found is not None
    assert reach_m(location.readings[0].fixes[0].region, found.lon, found.lat) <= found.uncertainty_m


def test_the_calculator_s_circle_can_lose_a_part_of_the_region() -> None:
    # The published formula lays the extent along the heading; the region has it to all sides.
    location = ge.locate("10 km northeast of Xville", places=[TOWN], pick=1, extent="edge")
    exact = Asked(distance_precision="exact", coordinate_precision="exact")
    found = georeference(location, location.readings[0], exact, "calculator")
    (record,) = found.records
    assert record.point_radius_spatial_fit == 0.0
    assert record.footprint_spatial_fit == 1.0
    assert record.footprint_wkt is not None
    assert shapely.from_wkt(record.footprint_wkt).area > 0


def test_what_a_record_says_of_itself() -> None:
    location = ge.locate("about 10 km northeast of Xville", places=[TOWN], pick=1)
    (record,) = georeference(location, location.readings[0]).records
    assert record.verbatim_locality == "about 10 km northeast of Xville"
    assert record.georeference_sources == "Xville: nobody's gazetteer, test:1"
    assert "drawn by hand." in record.georeference_remarks
    assert '"About" widens a figure 2 times.' in record.georeference_remarks
    assert "Borders" not in record.georeference_remarks
    assert record.coordinate_precision == 1e-7


def test_areas_of_one_reading_are_told_apart() -> None:
    location = ge.locate("5 km from Xville and 5 km from 40.03 N 5.03 E", places=[TOWN], pick=1)
    records = georeference(location, location.readings[0]).records
    assert len(records) == len(location.readings[0].fixes) == 2
    assert all("One of 2 separate areas" in record.georeference_remarks for record in records)


def test_border_dataset_is_a_source_only_where_it_counts() -> None:
    near = ge.locate("2 km from the Algerian border and 3.5 km southeast of Tinzaouatine", pick=1)
    (record,) = georeference(near, near.readings[0]).records
    assert record.georeference_sources.endswith(" | OpenStreetMap borders (time-zone polygons 2026c), 2026-09-10")
    assert "Borders: osm-2026c, planar edges, error none." in record.georeference_remarks


def test_undefined_is_none() -> None:
    location = ge.locate("10 km northeast of 40.00 N 5.00 E")
    found = georeference(location, location.readings[0], Asked(datum="not recorded"), "calculator")
    (record,) = found.records
    assert record.geodetic_datum == "not recorded"
    # The region is in WGS84, and where the point is in it nobody knows.
    assert record.footprint_wkt is None
    assert record.point_radius_spatial_fit is None
    assert record.footprint_spatial_fit is None


def test_antimeridian() -> None:
    location = ge.locate("12 km east of 17.0 S 179.9 E")
    (record,) = georeference(location, location.readings[0]).records
    assert 180 - abs(record.decimal_longitude) < 0.05
    assert record.footprint_wkt is not None
    assert record.footprint_wkt.startswith("MULTIPOLYGON")
    assert record.point_radius_spatial_fit == pytest.approx(
        math.pi * record.coordinate_uncertainty_in_meters**2 / location.readings[0].fixes[0].area_m2, rel=1e-3
    )
