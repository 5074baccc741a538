"""Whole command lines, from a cold shell."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import geopandas
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from geoevents.atlas.ruler import Wanted, ruler

GEOEVENTS = str(Path(sys.executable).parent / "geoevents")
GEOPANDAS = """
import geopandas, pandas, sys
rows = pandas.read_csv(sys.argv[1])
points = geopandas.GeoDataFrame(rows, geometry=geopandas.points_from_xy(rows.lon, rows.lat), crs=4326)
lines = geopandas.read_parquet(sys.argv[2])
found = geopandas.sjoin_nearest(points.to_crs(3857), lines.to_crs(3857), distance_col="d")
found.drop(columns="geometry").to_csv(sys.argv[3])
"""


def wall_s(command: list[str], rounds: int) -> float:
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def measure(lon: np.ndarray, lat: np.ndarray, scale: float, say: Callable[..., None]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _cold(folder, lon, lat, say)
        _bulk(folder, lon, lat, scale, say)


def _cold(folder: Path, lon: np.ndarray, lat: np.ndarray, say: Callable[..., None]) -> None:
    lines = ["lon,lat", *(f"{x!r},{y!r}" for x, y in zip(lon[:1000].tolist(), lat[:1000].tolist(), strict=True))]
    (folder / "a.csv").write_text("\n".join(lines) + "\n")
    for dataset in ("ne-10m", "osm-2026c"):
        edges = ruler(Wanted(dataset))._index._edges
        segments = shapely.linestrings(np.stack([edges.start, edges.end], axis=1))
        geopandas.GeoDataFrame(geometry=segments, crs=4326).to_parquet(folder / "lines.parquet")
        files = [str(folder / one) for one in ("a.csv", "b.csv", "lines.parquet", "c.csv")]
        ours = wall_s([GEOEVENTS, "enrich", files[0], "-o", files[1], "-q", "--borders", dataset], 9)
        theirs = wall_s([sys.executable, "-c", GEOPANDAS, files[0], files[2], files[3]], 5)
        say(
            f"1,000 rows of CSV from a cold shell, {dataset}: {ours:.2f} s, of geopandas' time",
            f"{ours / theirs:.2f}",
            "<= 0.5",
        )


def _bulk(folder: Path, lon: np.ndarray, lat: np.ndarray, scale: float, say: Callable[..., None]) -> None:
    count = int(1e7 * scale)
    again = np.random.default_rng(9).integers(0, len(lon), count)
    jitter = np.random.default_rng(8).normal(0, 0.01, count)
    x, y = np.clip(lon[again] + jitter, -180, 180), np.clip(lat[again] - jitter, -90, 90)
    pq.write_table(pa.table({"id": np.arange(count), "lon": x, "lat": y}), folder / "t.parquet", row_group_size=1 << 20)
    rates = {}
    for dataset in ("ne-10m", "osm-2026c"):
        command = [
            GEOEVENTS,
            "enrich",
            str(folder / "t.parquet"),
            "-o",
            str(folder / "u.parquet"),
            "-q",
            "--borders",
            dataset,
        ]
        found = []
        for _ in range(3):
            began = time.perf_counter()
            # Started by a small process: what is forked from a large one would count its memory.
            ran = subprocess.run(
                ["/usr/bin/env", sys.executable, "-c", _WATCHED, *command], check=True, capture_output=True, text=True
            )
            found.append((time.perf_counter() - began, int(ran.stdout.split()[-1])))
        rates[dataset] = count / statistics.median(one[0] for one in found)
        memory = max(one[1] for one in found) / 1e6
        wanted = ">= 2 M" if dataset == "ne-10m" else ""
        say(
            f"enrich, {count:,} rows of Parquet, {dataset}, whole process, rows a second",
            f"{rates[dataset]:,.0f}",
            wanted,
            f"{memory:.2f} GB",
        )
    command = [
        GEOEVENTS,
        "enrich",
        str(folder / "t.parquet"),
        "-q",
        "--borders",
        "ne-10m",
        "--engine",
        "dask",
        "--workers",
        "2",
    ]
    taken = [wall_s([*command, "-o", str(folder / f"v{number}")], 1) for number in range(3)]
    say(
        "Dask on two workers against the local run",
        f"{count / statistics.median(taken) / rates['ne-10m']:.2f}",
        ">= 0.5",
    )


_WATCHED = """
import os, subprocess, sys
ran = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, usage = os.wait4(ran.pid, 0)
print(usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""
