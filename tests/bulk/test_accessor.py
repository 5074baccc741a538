"""`frame.geoevents` is there whichever is imported first, takes any frame, and says what helps where it cannot."""

from __future__ import annotations

import inspect
import subprocess
import sys
import warnings

import geopandas
import numpy as np
import pandas as pd
import pyarrow
import pytest
import shapely

import geoevents as ge
from geoevents.atlas.store import DEFAULT
from geoevents.bulk.accessor import Accessor
from geoevents.reasoning.summary import LocateOptions

ASK = "print(pandas.DataFrame({'lat': [19.86798], 'lon': [2.89392]}).geoevents.distance_to_border('ML-DZ').round(1)[0])"


@pytest.mark.parametrize(
    "order", ["import geoevents, pandas", "import pandas, geoevents", "import geoevents, geopandas, pandas"]
)
def test_the_order_of_imports_does_not_matter(order):
    ran = subprocess.run([sys.executable, "-c", f"{order}; {ASK}"], capture_output=True, text=True, check=False)
    assert ran.stdout == "9963.4\n", ran.stderr


def test_importing_geoevents_imports_no_pandas():
    code = "import sys, geoevents; print('pandas' in sys.modules, 'numpy' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "False False\n"


def test_looking_whether_there_is_a_pandas_does_not_lose_the_accessor():
    # polars, narwhals and others ask so, long before anybody imports pandas.
    code = f"import geoevents, importlib.util; importlib.util.find_spec('pandas'); import pandas; {ASK}"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.stdout == "9963.4\n", ran.stderr


def test_a_package_that_is_loaded_anew_gives_its_accessor_once():
    code = "import geoevents, pandas, importlib; importlib.reload(geoevents)"
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)


ROWS = pd.DataFrame({"lat": [19.86798, None], "lon": [2.89392, 1.0]})


@pytest.mark.parametrize(
    ("given", "cure"),
    [
        (ROWS["lat"], r"\.to_frame\(\)"),
        (geopandas.GeoSeries([None], crs=4326), r"\.to_frame\(\)"),
        (pyarrow.table({"lat": [1.0], "lon": [2.0]}), r"\.to_pandas\(\)"),
        (np.array([[2.9, 19.9]]), "columns lon and lat"),
        ([[2.9, 19.9]], "columns lon and lat"),
        ("events.csv", "read_csv"),
        (None, "columns lon and lat"),
    ],
    ids=["Series", "GeoSeries", "pyarrow", "array", "list", "path", "None"],
)
def test_what_is_no_frame_is_refused_with_a_cure(given, cure):
    for use in (ge.enrich, ge.draw) if hasattr(given, "iloc") else (ge.enrich,):
        with pytest.raises(ge.TableError, match=cure):
            use(given)


@pytest.mark.parametrize(
    ("frame", "why"),
    [
        (pd.DataFrame(), "rename"),
        (pd.DataFrame({"a": [1]}), "No column is the longitude; there are: a. Call one column lon"),
        (pd.DataFrame([[1.0, 1.0, 1.0]], columns=["lat", "lat", "lon"]), "lat, lat could each be the latitude"),
        (pd.DataFrame({"the_geom": ["POINT (2.9 19.9)"]}), "from_wkt(frame['the_geom'], crs=4326)"),
        (pd.DataFrame(geopandas.GeoDataFrame({"p": [1]}, geometry=[None], crs=4326)), "geometry='geometry'"),
    ],
    ids=["nothing", "no degrees", "twice", "WKT", "geometry of no GeoDataFrame"],
)
def test_frames_without_positions_say_what_helps_in_python(frame, why):
    for use in (ge.enrich, ge.draw):
        with pytest.raises(ge.TableError) as raised:
            use(frame)
        assert why in str(raised.value)
        assert "--l" not in str(raised.value)


@pytest.mark.parametrize(
    ("crs", "why"),
    [
        (None, r"no CRS: .* Set it: frame\.set_crs"),
        ("IAU_2015:30100", "Moon.* has no way to degrees on the Earth"),
        ('LOCAL_CS["site",UNIT["metre",1]]', "'site' has no way to degrees on the Earth"),
        ("EPSG:5773", "EGM96 height"),
        ("EPSG:4978", "WGS 84"),
    ],
    ids=["none", "the Moon", "a building site", "heights", "geocentric"],
)
def test_systems_that_are_none_on_the_earth_are_refused(crs, why):
    frame = geopandas.GeoDataFrame({"a": [1]}, geometry=[shapely.Point(2.9, 19.9)], crs=crs)
    for use in (ge.enrich, ge.draw):
        with pytest.raises(ge.TableError, match=why):
            use(frame)


def test_a_geodataframe_without_geometry_has_columns_of_degrees():
    bare = geopandas.GeoDataFrame(ROWS)
    assert bare.geoevents.enrich("DZ-ML").border_distance_m.round(1).iloc[0] == 9963.4
    assert bare.geoevents.draw().layers == ("rows",)


def test_nothing_of_the_frame_is_changed_or_overwritten():
    frame = ROWS.assign(geometry=["north of the wadi", None])
    frame.attrs["source"] = "made up"
    before = frame.copy(deep=True)
    found = frame[frame.lat.notna()].geoevents.enrich("DZ-ML")
    assert found["geometry"].tolist() == ["north of the wadi"]
    assert (found.geometry.name, found.crs.to_epsg()) == ("position", 4326)
    assert found.attrs == {"source": "made up", "attribution": ["© OpenStreetMap contributors"]}
    assert frame.geoevents.draw().layers == ("rows",)
    pd.testing.assert_frame_equal(frame, before)
    assert frame.attrs == {"source": "made up"}


def test_all_columns_that_are_in_the_way_are_named_at_once():
    with pytest.raises(ge.TableError, match=r"columns border, border_dataset already\. Drop or rename them first"):
        ROWS.assign(border="x", border_dataset="y").geoevents.enrich()
    assert ROWS.geoevents.enrich().geoevents.distance_to_border("DZ-ML").notna().tolist() == [True, False]


def test_positions_that_cannot_be_measured_are_no_silent_nan():
    rows = pd.DataFrame({"lat": [19.9, 95.0, None], "lon": [2.9, 2.9, 2.9]})
    with pytest.warns(UserWarning, match=r"1 latitude is beyond 90, as if swapped\. `enrich` says which") as warned:
        assert rows.geoevents.distance_to_border("DZ-ML").notna().tolist() == [True, False, False]
    assert warned[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert ROWS.geoevents.distance_to_border("DZ-ML").attrs == {"attribution": ["© OpenStreetMap contributors"]}


@pytest.mark.parametrize("to", ["ML-DZ", "dz–ml", "Algeria-Mali", "Mali / DZA", "DZ"])
def test_a_border_is_named_by_codes_or_names_in_frames_and_for_positions(to):
    assert ROWS.geoevents.distance_to_border(to).round(1).iloc[0] == 9963.4
    assert round(ge.measure(2.89392, 19.86798, to=to).results[0].distance_m, 1) == 9963.4


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("DZ-FR", "DZ borders EH"),
        ("Algeia-Mali", "Did you mean Algeria"),
        ("DZ-XX", "has no country 'XX'"),
        (("DZ", "ML"), 'a pair ("DZ-ML")'),
        (None, '"nearest"'),
        ("", '"nearest"'),
    ],
)
def test_a_border_that_is_none_is_told_with_those_that_are(to, why):
    for use in (ROWS.geoevents.distance_to_border, lambda to: ge.measure(2.9, 19.9, to=to)):
        with pytest.raises((ge.UnknownBorderError, ge.UnknownCountryError)) as raised:
            use(to)
        assert why in str(raised.value)


def test_a_dataset_may_be_called_borders_everywhere():
    old = ROWS.geoevents.distance_to_border("DZ-ML", dataset="ne-10m")
    pd.testing.assert_series_equal(ROWS.geoevents.distance_to_border("DZ-ML", borders="ne-10m"), old)
    assert ge.enrich(ROWS, borders="ne-10m", dataset="ne-10m").border_dataset[0] == "ne-10m"
    assert ge.border("DZ", "ML", borders="ne-10m").dataset == "ne-10m"
    assert {one.dataset for one in ge.borders(country="ML", borders="ne-10m")} == {"ne-10m"}
    with pytest.raises(ge.DatasetError, match="two datasets"):
        ge.enrich(ROWS, borders="ne-10m", dataset="lsib")
    with pytest.raises(ge.DatasetError, match=r"^'ne-10m' and 'lsib' are two datasets. Give borders or dataset"):
        ge.border("DZ", "ML", dataset="ne-10m", borders="lsib")


@pytest.mark.parametrize("name", ["enrich", "distance_to_border"])
def test_the_accessor_takes_what_the_function_takes(name):
    told = inspect.signature(getattr(Accessor, name)).parameters
    assert told["borders"].default == DEFAULT
    for option, parameter in inspect.signature(ge.enrich).parameters.items():
        assert option == "frame" or (told[option].default, told[option].kind) == (parameter.default, parameter.kind)
    asked = set(inspect.signature(ge.locate).parameters) - {"text", "country"}
    assert asked == set(LocateOptions.__annotations__)
    assert all(option in Accessor.locate.__doc__ for option in asked)


@pytest.mark.parametrize("position", [("2.9", "19.9"), (np.array([2.9, 3.0]), np.array([19.9, 20.0])), (None, 19.9)])
def test_a_position_is_two_numbers(position):
    with pytest.raises(ge.CoordinateError, match="`enrich` measures tables"):
        ge.measure(*position)
    assert ge.measure(np.float32(2.5), np.int64(19)).results


def test_what_is_of_another_kind_altogether_is_refused_by_its_name():
    for call, what in ((ge.locate, "NoneType"), (ge.places, "NoneType"), (lambda one: ge.diff(one, one), "Verdicts")):
        with pytest.raises(TypeError, match=what):
            call(None)
