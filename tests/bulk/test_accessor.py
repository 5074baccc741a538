"""`frame.geoevents` is there whichever is imported first, and pandas is not imported for it."""

from __future__ import annotations

import subprocess
import sys

import pytest

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
