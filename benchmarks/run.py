"""Measure the engine against its peers, in one run on one machine, and print a table.

    .venv/bin/python benchmarks/run.py                   all of it, about a quarter of an hour
    .venv/bin/python benchmarks/run.py --quick           a tenth of the positions
    .venv/bin/python benchmarks/run.py engine peers      only these parts

Every figure is a ratio of two measurements of the same run: processor time where one core works, wall time where several
do; medians of several rounds. "First" is an index that nobody has asked before. Set the peers up with benchmarks/setup.sh.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import geopandas
import numpy as np
import peers
import processes
import shapely
from pyproj import Geod

from geoevents import atlas
from geoevents.atlas import store, territory
from geoevents.atlas.ruler import Wanted, ruler
from geoevents.atlas.sets import country_sets_at
from geoevents.earth import LineIndex, compiled
from geoevents.earth.pieces import edges_of

GEOD = Geod(ellps="WGS84")
PARTS = ("accuracy", "engine", "peers", "territory", "processes")


def say(what: str, figure: str, passing: str = "", note: str = "") -> None:
    print(f"{what:78} {figure:>14}   {passing:9} {note}".rstrip(), flush=True)


def seconds(work: Callable[[], object], rounds: int = 5, clock: Callable[[], float] = time.process_time) -> float:
    taken = []
    for _ in range(rounds):
        began = clock()
        work()
        taken.append(clock() - began)
    return statistics.median(taken)


class Positions:
    """Half of them near the lines (half a degree), half uniform on land, mixed."""

    def __init__(self, index: LineIndex, count: int) -> None:
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
        self.lon, self.lat = np.ascontiguousarray(xy[:, 0]), np.ascontiguousarray(xy[:, 1])

    def first(self, count: int) -> tuple[np.ndarray, np.ndarray]:
        return self.lon[:count], self.lat[:count]


def accuracy() -> None:
    """Distance and foot against the zero of the slope along the edge, by bisection with pyproj."""
    line = atlas.border("DZ", "ML", dataset="ne-10m").lines
    random = np.random.default_rng(5)
    lon, lat = random.uniform(-180, 180, 20_000), np.degrees(np.arcsin(random.uniform(-1, 1, 20_000)))
    for model in ("planar", "geodesic"):
        index = LineIndex(line, model)
        found = index.nearest(lon, lat)
        rows = np.flatnonzero(found.distance_m < 15e6)
        edge = found.segment[rows]
        a, b = index._edges.start[edge], index._edges.end[edge]
        along, _, length = GEOD.inv(*a.T, *b.T)

        def at(t, a=a, b=b, along=along, length=length, model=model):
            if model == "planar":
                return (a + (b - a) * t[:, None]).T
            return np.array(GEOD.fwd(*a.T, along, t * length)[:2])

        def rises(t, rows=rows, at=at):
            step = 1e-4
            ends = [GEOD.inv(lon[rows], lat[rows], *at(np.clip(t + d, 0, 1)))[2] for d in (-step, step)]
            return ends[1] > ends[0]

        low, high = np.zeros(len(rows)), np.ones(len(rows))
        for _ in range(50):
            middle = (low + high) / 2
            up = rises(middle)
            low, high = np.where(up, low, middle), np.where(up, middle, high)
        tried = [np.zeros(len(rows)), (low + high) / 2, np.ones(len(rows))]
        truth = np.min([GEOD.inv(lon[rows], lat[rows], *at(t))[2] for t in tried], axis=0)
        stated = GEOD.inv(lon[rows], lat[rows], found.lon[rows], found.lat[rows])[2]
        worst = np.abs(truth - found.distance_m[rows]).max()
        say(f"largest error of {len(rows):,} distances to 15,000 km, {model} edges", f"{worst * 1e3:.5f} mm", "<= 0.1")
        off = np.abs(np.asarray(stated) - found.distance_m[rows]).max()
        say("  and between the distance and that to the stated foot", f"{off * 1e3:.5f} mm")


def engine(positions: Positions, million: int) -> None:
    ne, osm = (ruler(Wanted(name))._index for name in ("ne-10m", "osm-2026c"))
    simple = shapely.simplify([border.lines for border in atlas.borders("osm-2026c", kind="land")], 0.00036)
    fewer = LineIndex.of_edges(edges_of(list(simple)))
    lon, lat = positions.first(million)
    found = ne.nearest(lon, lat, threads=1)
    unit = seconds(lambda: GEOD.inv(lon, lat, found.lon, found.lat), 3) / million
    say("one vectorised pyproj.Geod.inv, ns", f"{unit * 1e9:.0f}")
    for index in (ne, fewer, osm):
        size = f"{len(index._edges.line):,} segments"
        for number in (1_000, 10_000, 100_000, 1_000_000, 10_000_000):
            count = min(number, len(positions.lon))
            if index is not ne and count < 1_000_000:
                continue
            x, y = positions.first(count)
            fresh = LineIndex.of_edges(index._edges)
            first = seconds(lambda x=x, y=y, fresh=fresh: fresh.nearest(x, y, threads=1), 1) / count
            later = (
                seconds(lambda x=x, y=y, fresh=fresh: fresh.nearest(x, y, threads=1), 9 if count < 1e6 else 5) / count
            )
            wanted = "<= 0.55" if index is ne and count >= 1_000_000 else ""
            say(
                f"{size}, N = {count:,}, in times of Geod.inv",
                f"{later / unit:.2f}",
                wanted,
                f"first {first / unit:.2f}; {later * 1e9:.0f} ns",
            )
    few, many = (seconds(lambda index=index: index.nearest(lon, lat, threads=1)) for index in (ne, osm))
    say(
        f"{len(osm._edges.line):,} segments against {len(ne._edges.line):,}, N = {million:,}",
        f"{many / few:.2f}",
        "<= 3.7",
    )
    alone, both = (seconds(lambda t=t: ne.nearest(lon, lat, threads=t), 5, time.perf_counter) for t in (1, 2))
    say("two threads against one", f"{alone / both:.2f}", ">= 1.7")
    again = np.random.default_rng(3).integers(0, 20_000, million)
    x, y = lon[again], lat[again]
    say(
        "20,000 places again and again (GDELT), in times of Geod.inv",
        f"{seconds(lambda: ne.nearest(x, y, threads=1)) / million / unit:.2f}",
    )
    single = ruler(Wanted("osm-2026c", "DZ-ML"))._index
    say(
        "one border line, positions on all continents",
        f"{seconds(lambda: single.nearest(lon, lat, threads=1), 3) / million / unit:.2f}",
    )


def against_peers(positions: Positions, count: int) -> None:
    ne = ruler(Wanted("ne-10m"))._index
    x, y = positions.first(count)
    ne.nearest(x, y, threads=1)
    ours = seconds(lambda: ne.nearest(x, y, threads=1), 9)
    plain_index = LineIndex.of_edges(ne._edges, engine="numpy")
    plain_index.nearest(x[:100], y[:100])
    plain = seconds(lambda: plain_index.nearest(x, y), 3)
    start, end = ne._edges.start, ne._edges.end
    geodesic = LineIndex.of_edges(ne._edges, "geodesic").nearest(x, y).distance_m
    with peers.postgis(start, end) as server:
        if server is None:
            say("PostGIS", "not installed")
        else:
            server.measure(x[:1000], y[:1000])
            metres, taken = server.measure(x, y)
            note = f"its largest error {np.abs(metres - geodesic).max():,.1f} m"
            say(
                f"times PostGIS geography KNN, N = {count:,} (it: {count / taken:,.0f} a second)",
                f"{taken / ours:,.0f}",
                ">= 100",
                note,
            )
            say(
                "times PostGIS, NumPy without the core",
                f"{taken / plain:.1f}",
                ">= 3",
                f"{count / plain:,.0f} a second",
            )
    for name, peer in (("cKDTree of vertices + Geod.inv", peers.vertices), ("geopandas by UTM zone", peers.utm_zones)):
        metres, taken = peer(start, end, x, y)
        off = np.abs(metres - geodesic)
        note = f"its 99th percentile error {np.nanpercentile(off, 99):,.0f} m, {np.isnan(metres).sum():,} without"
        say(f"times {name}", f"{taken / ours:,.0f}", "", note)
    few = min(count, 2_000)
    sphere = peers.spherely(start, end, x[:few], y[:few])
    if sphere is None:
        say("spherely", "not installed")
    else:
        metres, taken = sphere
        off = np.abs(metres - geodesic[:few])
        say(
            f"times spherely, {few:,} positions",
            f"{taken * count / few / ours:,.0f}",
            "",
            f"its 99th percentile error {np.percentile(off, 99):,.0f} m",
        )


def territories(positions: Positions, count: int) -> None:
    x, y = positions.first(count)
    codes = store.load("ne-10m").countries
    areas = geopandas.GeoDataFrame({"code": codes}, geometry=[territory(code, "ne-10m") for code in codes], crs=4326)
    points = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(x, y), crs=4326)
    country_sets_at(x[:10], y[:10], "ne-10m")
    joined = seconds(lambda: geopandas.sjoin(points, areas, predicate="within"), 1)
    ours = seconds(lambda: country_sets_at(x, y, "ne-10m", threads=1))
    say(
        f"territory of a position, N = {count:,}, times geopandas sjoin",
        f"{joined / ours:,.0f}",
        ">= 20",
        f"{ours / count * 1e9:.0f} ns",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    asked = parser.parse_args()
    chosen = asked.parts or PARTS
    scale = 0.1 if asked.quick else 1.0
    cpuinfo = Path("/proc/cpuinfo")
    named = (
        [line.split(":")[1].strip() for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        if cpuinfo.exists()
        else []
    )
    print(
        f"{(named or [platform.processor()])[0]}, {compiled.available()} cores; {platform.platform()}; Python {platform.python_version()}; {compiled.engine()}\n"
    )
    positions = Positions(ruler(Wanted("ne-10m"))._index, int(1e7 * scale))
    if "accuracy" in chosen:
        accuracy()
    if "engine" in chosen:
        engine(positions, int(1e6 * scale))
    if "peers" in chosen:
        against_peers(positions, int(1e5 * scale))
    if "territory" in chosen:
        territories(positions, int(1e5 * scale))
    if "processes" in chosen:
        processes.measure(positions.lon, positions.lat, scale, say)


if __name__ == "__main__":
    main()
