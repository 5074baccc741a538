"""Measure the engine against its peers, in one run on one machine, and print a table.

    .venv/bin/python benchmarks/run.py            all of it, some minutes
    .venv/bin/python benchmarks/run.py --quick    a tenth of the positions

Every figure is a ratio of two measurements of the same run; processor time where one core works, wall time where
several do. Set the peers up with benchmarks/setup.sh.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import peers
import pyarrow as pa
import pyarrow.parquet as pq
from pyproj import Geod

from geoevents.atlas import ruler as rulers
from geoevents.atlas import store, territory
from geoevents.atlas.ruler import Wanted
from geoevents.atlas.sets import country_sets_at
from geoevents.earth import LineIndex, compiled

GEOD = Geod(ellps="WGS84")
ROWS: list[tuple[str, str, str, str]] = []


def say(what: str, figure: str, passing: str = "", note: str = "") -> None:
    ROWS.append((what, figure, passing, note))
    print(f"{what:74} {figure:>14}   {passing:9} {note}", flush=True)


def processor_s(work: Callable[[], object], rounds: int = 3) -> float:
    taken = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return statistics.median(taken)


def wall_s(work: Callable[[], object], rounds: int = 3) -> float:
    taken = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def positions(index: LineIndex, count: int, land: object) -> tuple[np.ndarray, np.ndarray]:
    """Half near the lines (half a degree), half uniform on land, mixed."""

    random = np.random.default_rng(1)
    start = index._edges.start
    near = start[random.integers(0, len(start), count // 2)] + random.normal(0, 0.5, (count // 2, 2))
    found = [np.column_stack([(near[:, 0] + 180) % 360 - 180, np.clip(near[:, 1], -90, 90)])]
    left = count - len(near)
    while left > 0:
        lon, lat = random.uniform(-180, 180, 4 * left), np.degrees(np.arcsin(random.uniform(-1, 1, 4 * left)))
        on = country_sets_at(lon, lat, "ne-10m") != 0
        some = np.column_stack([lon[on], lat[on]])[:left]
        found.append(some)
        left -= len(some)
    xy = random.permutation(np.vstack(found))
    return np.ascontiguousarray(xy[:, 0]), np.ascontiguousarray(xy[:, 1])


def accuracy(lines: list[object]) -> None:
    """Against a brute force with Karney's geodesics on the edges themselves."""
    import shapely

    random = np.random.default_rng(5)
    xy = shapely.get_coordinates(lines[0])
    for edges in ("planar", "geodesic"):
        lon, lat = random.uniform(-180, 180, 200), np.degrees(np.arcsin(random.uniform(-1, 1, 200)))
        near = LineIndex(lines[0], edges).nearest(lon, lat)
        worst = 0.0
        for i in range(len(lon)):
            if near.distance_m[i] > 15e6:
                continue
            s = int(near.segment[i])
            a, b = xy[s], xy[s + 1]
            az, _, length = GEOD.inv(*a, *b)
            low, high = 0.0, 1.0
            for _ in range(60):
                t = np.array([low + (high - low) * 0.382, low + (high - low) * 0.618])
                if edges == "planar":
                    x, y = a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])
                else:
                    x, y, _ = GEOD.fwd([a[0]] * 2, [a[1]] * 2, [az] * 2, t * length)
                d = GEOD.inv([lon[i]] * 2, [lat[i]] * 2, x, y)[2]
                low, high = (low, t[1]) if d[0] <= d[1] else (t[0], high)
            worst = max(worst, abs(min(d) - near.distance_m[i]))
        say(f"largest error to 15,000 km, {edges} edges", f"{worst * 1e3:.5f} mm", "<= 0.1 mm")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    scale = 0.1 if parser.parse_args().quick else 1.0
    million = int(1e6 * scale)
    cores = compiled.available()
    processor = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        "",
    )
    print(
        f"{processor}, {cores} cores; {platform.platform()}; Python {platform.python_version()}; {compiled.engine()}\n"
    )
    small, large = Wanted("ne-10m"), Wanted("osm-2026c")
    ne, osm = rulers.ruler(small)._index, rulers.ruler(large)._index
    m_small, m_large = len(ne._edges.line), len(osm._edges.line)
    lon, lat = positions(ne, million, None)
    import shapely

    accuracy([shapely.MultiLineString([b.lines.geoms[0] for b in rulers_lines("ne-10m", "DZ-ML")])])
    one = processor_s(lambda: ne.nearest(lon, lat, threads=1))
    found = ne.nearest(lon, lat, threads=1)
    inverse = processor_s(lambda: GEOD.inv(lon, lat, found.lon, found.lat))
    say(f"positions a second and core, {m_small:,} segments, N = {million:,}", f"{million / one:,.0f}")
    say("time of a query in those of one vectorised pyproj.Geod.inv", f"{one / inverse:.2f}", "<= 0.55")
    both, alone = wall_s(lambda: ne.nearest(lon, lat, threads=2)), wall_s(lambda: ne.nearest(lon, lat, threads=1))
    say("two threads against one", f"{alone / both:.2f}", ">= 1.7")
    big = processor_s(lambda: osm.nearest(lon, lat, threads=1))
    say(f"{m_large:,} segments against {m_small:,}, same positions", f"{big / one:.2f}", "<= 3.7")
    for count in (1_000, 10_000, 100_000):
        x, y = lon[:count], lat[:count]
        say(
            f"  N = {count:,}, microseconds a position",
            f"{processor_s(lambda: ne.nearest(x, y, threads=1), 9) / count * 1e6:.2f}",
        )
    again = np.random.default_rng(3).integers(0, 20_000, million)
    x, y = lon[again], lat[again]
    say(
        "  20,000 places again and again (GDELT), microseconds a position",
        f"{processor_s(lambda: ne.nearest(x, y, threads=1)) / million * 1e6:.2f}",
    )
    single = rulers.ruler(Wanted("osm-2026c", "DZ-ML"))._index
    say(
        "  one border line, microseconds a position",
        f"{processor_s(lambda: single.nearest(lon, lat, threads=1)) / million * 1e6:.2f}",
    )

    count = int(1e5 * scale)
    x, y = lon[:count], lat[:count]
    ours = processor_s(lambda: ne.nearest(x, y, threads=1), 5)
    plain_index = LineIndex.of_edges(ne._edges, engine="numpy")
    plain_index.nearest(x[:100], y[:100])
    some = min(count, 30_000)
    plain = processor_s(lambda: plain_index.nearest(x[:some], y[:some]), 1) * count / some
    start, end = ne._edges.start, ne._edges.end
    geodesic = LineIndex.of_edges(ne._edges, "geodesic").nearest(x, y).distance_m
    with peers.postgis(start, end) as server:
        if server is not None:
            server.measure(x[:1000], y[:1000])
            metres, seconds = server.measure(x, y)
            say(
                f"times PostGIS geography KNN, N = {count:,} (it: {count / seconds:,.0f} a second)",
                f"{seconds / ours:,.0f}",
                ">= 100",
                f"its largest error {np.abs(metres - geodesic).max():,.1f} m",
            )
            say("times PostGIS, NumPy without the core", f"{seconds / plain:.1f}", ">= 3")
    for name, peer in (("cKDTree of vertices + Geod.inv", peers.vertices), ("geopandas by UTM zone", peers.utm_zones)):
        metres, seconds = peer(start, end, x, y)
        off = np.abs(metres - ne.nearest(x, y).distance_m)
        say(
            f"times {name}",
            f"{seconds / ours:,.0f}",
            "",
            f"its 99th percentile error {np.nanpercentile(off, 99):,.0f} m, {np.isnan(metres).sum():,} without",
        )
    try:
        import spherely

        import_lines = spherely.create_multilinestring(
            [spherely.create_linestring(p) for p in np.stack([start, end], axis=1).tolist()]
        )
        few = 200
        points = spherely.points(x[:few], y[:few])
        seconds = processor_s(lambda: spherely.distance(points, import_lines), 1) * count / few
        say("times spherely (one multi-line, 200 positions)", f"{seconds / ours:,.0f}")
    except ImportError:
        say("spherely", "not installed")

    import geopandas

    codes = store.load("ne-10m").countries
    areas = geopandas.GeoDataFrame({"code": codes}, geometry=[territory(code, "ne-10m") for code in codes], crs=4326)
    points = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(x, y), crs=4326)
    country_sets_at(x[:10], y[:10], "ne-10m")
    joined = processor_s(lambda: geopandas.sjoin(points, areas, predicate="within"), 1)
    say(
        "territory of a position, times geopandas sjoin",
        f"{joined / processor_s(lambda: country_sets_at(x, y, 'ne-10m', threads=1), 5):,.0f}",
        ">= 20",
    )
    whole_processes(lon, lat, scale)


def rulers_lines(dataset: str, pair: str) -> list[object]:
    from geoevents.atlas import border

    return [border(*pair.split("-"), dataset=dataset)]


GEOPANDAS = """
import geopandas, pandas, sys
rows = pandas.read_csv(sys.argv[1])
points = geopandas.GeoDataFrame(rows, geometry=geopandas.points_from_xy(rows.lon, rows.lat), crs=4326)
lines = geopandas.read_parquet(sys.argv[2])
geopandas.sjoin_nearest(points.to_crs(3857), lines.to_crs(3857), distance_col="d").drop(columns="geometry").to_csv(sys.argv[3])
"""


def whole_processes(lon: np.ndarray, lat: np.ndarray, scale: float) -> None:
    """Whole command lines, from a cold shell."""
    import geopandas
    import shapely

    geoevents = str(Path(sys.executable).parent / "geoevents")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = ["lon,lat", *(f"{x!r},{y!r}" for x, y in zip(lon[:1000].tolist(), lat[:1000].tolist(), strict=True))]
        (folder / "a.csv").write_text("\n".join(lines) + "\n")
        for dataset in ("ne-10m", "osm-2026c"):
            edges = rulers.ruler(Wanted(dataset))._index._edges
            segments = shapely.linestrings(np.stack([edges.start, edges.end], axis=1))
            geopandas.GeoDataFrame(geometry=segments, crs=4326).to_parquet(folder / "lines.parquet")
            command = [
                geoevents,
                "enrich",
                str(folder / "a.csv"),
                "-o",
                str(folder / "b.csv"),
                "-q",
                "--borders",
                dataset,
            ]
            peer = [
                sys.executable,
                "-c",
                GEOPANDAS,
                str(folder / "a.csv"),
                str(folder / "lines.parquet"),
                str(folder / "c.csv"),
            ]
            ours, theirs = (
                wall_s(lambda c=c: subprocess.run(c, check=True, capture_output=True), 5) for c in (command, peer)
            )
            say(
                f"1,000 rows of CSV from a cold shell, {dataset}: {ours:.2f} s, of geopandas' time",
                f"{ours / theirs:.2f}",
                "<= 0.5",
            )
        count = int(1e7 * scale)
        again = np.random.default_rng(9).integers(0, len(lon), count)
        jitter = np.random.default_rng(8).normal(0, 0.01, count)
        x, y = np.clip(lon[again] + jitter, -180, 180), np.clip(lat[again] - jitter, -90, 90)
        pq.write_table(
            pa.table({"id": np.arange(count), "lon": x, "lat": y}), folder / "t.parquet", row_group_size=1 << 20
        )
        rates = {}
        for dataset in ("ne-10m", "osm-2026c"):
            command = [
                geoevents,
                "enrich",
                str(folder / "t.parquet"),
                "-o",
                str(folder / "u.parquet"),
                "-q",
                "--borders",
                dataset,
            ]
            began = time.perf_counter()
            ran = subprocess.Popen(command, stdout=subprocess.DEVNULL)
            usage = os.wait4(ran.pid, 0)[2]
            rates[dataset] = count / (time.perf_counter() - began)
            say(
                f"enrich, {count:,} rows of Parquet, {dataset}, whole process, rows a second",
                f"{rates[dataset]:,.0f}",
                ">= 2 M" if dataset == "ne-10m" else "",
                f"{usage.ru_maxrss / 1e6:.2f} GB",
            )
        command = [
            geoevents,
            "enrich",
            str(folder / "t.parquet"),
            "-o",
            str(folder / "v"),
            "-q",
            "--borders",
            "ne-10m",
            "--engine",
            "dask",
            "--workers",
            "2",
        ]
        seconds = wall_s(lambda: subprocess.run(command, check=True, capture_output=True), 1)
        say("Dask on two workers against the local run", f"{count / seconds / rates['ne-10m']:.2f}", ">= 0.5")


if __name__ == "__main__":
    main()
