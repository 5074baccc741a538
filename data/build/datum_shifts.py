"""Make src/geoevents/data/datums/unknown.json: how far a position can be off whose datum nobody wrote down.

For each corner of a grid of 5 degrees: the largest distance between a position and the same coordinates taken to WGS84,
over every geographic system of the EPSG registry that counts from Greenwich, as PROJ transforms it without grid files.
Great circles on a sphere of the equatorial radius. The method is that of `datumshiftproj.py` in the Georeferencing
Calculator (Wieczorek & Wieczorek, https://github.com/VertNet/georefcalculator); nothing of it is copied.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import manifest
import numpy as np
import pyproj
from pyproj import CRS, Transformer
from pyproj.database import get_database_metadata
from pyproj.enums import PJType

PYPROJ, PROJ, EPSG = "3.7.2", "9.5.1", "v11.022"
STEP_DEG = 5
RADIUS_M = 6378137.0


def main() -> None:
    found = (pyproj.__version__, pyproj.proj_version_str, get_database_metadata("EPSG.VERSION"))
    if found != (PYPROJ, PROJ, EPSG):
        sys.exit(
            f"This is made with pyproj {PYPROJ} (PROJ {PROJ}, EPSG {EPSG}); here is {' / '.join(map(str, found))}."
        )
    pyproj.network.set_network_enabled(False)
    lon, lat = np.meshgrid(np.arange(-180, 180, STEP_DEG, dtype=float), np.arange(-90, 91, STEP_DEG, dtype=float))
    largest = np.zeros(lon.shape)
    for code in pyproj.get_codes("EPSG", PJType.GEOGRAPHIC_CRS):
        crs = CRS.from_epsg(int(code))
        if crs.prime_meridian is None or crs.prime_meridian.name != "Greenwich":
            continue
        there = Transformer.from_crs(crs, "EPSG:4326", always_xy=True).transform(lon, lat)
        largest = np.fmax(largest, apart_m(lon, lat, *there))
    rows = np.rint(largest).astype(int).tolist()
    document = {
        "step_deg": STEP_DEG,
        "first_lat": -90,
        "first_lon": -180,
        "largest_shift_m": rows,
    }
    text = json.dumps(document, separators=(",", ":")).replace("],[", "],\n[")
    manifest.record(
        "datums/unknown.json",
        (text + "\n").encode(),
        title="Largest shift from any geographic datum to WGS84, on corners of 5 degrees",
        version=f"PROJ {PROJ}, EPSG {EPSG}",
        licence="MIT",
        licence_file="EPSG.txt",
        attribution="Computed with PROJ from coordinate transformations of the EPSG Dataset (IOGP)",
        sources=[manifest.Source("pyproj (proj.db)", PYPROJ, Path(pyproj.datadir.get_data_dir()) / "proj.db")],
        recipe="data/build/datum_shifts.py",
    )


def apart_m(lon: np.ndarray, lat: np.ndarray, other_lon: np.ndarray, other_lat: np.ndarray) -> np.ndarray:
    """Great circles; NaN where PROJ has no answer."""
    lost = ~(np.isfinite(other_lon) & np.isfinite(other_lat))
    x, y, to_x, to_y = (np.radians(np.where(lost, 0.0, value)) for value in (lon, lat, other_lon, other_lat))
    half = np.sin((to_y - y) / 2) ** 2 + np.cos(y) * np.cos(to_y) * np.sin((to_x - x) / 2) ** 2
    return np.where(lost, np.nan, 2 * RADIUS_M * np.arcsin(np.sqrt(np.minimum(half, 1.0))))


if __name__ == "__main__":
    main()
