"""What else measures the distance to the nearest border; each gives metres for positions, and the seconds it took."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

PG = Path("/usr/lib/postgresql/15/bin")


class PostGis:
    """A cluster of its own on a socket in a temporary folder, one process a query."""

    def __init__(self, start: np.ndarray, end: np.ndarray) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="geoevents-pg-"))
        shutil.chown(self.folder, "postgres", "postgres")
        self._as_postgres(PG / "initdb", "-D", self.folder / "db", "-A", "trust", "--no-sync")
        options = (
            f"-k {self.folder} -h '' -c fsync=off -c jit=off -c shared_buffers=1GB -c max_parallel_workers_per_gather=0"
        )
        self._as_postgres(
            PG / "pg_ctl", "-D", self.folder / "db", "-w", "-o", options, "-l", self.folder / "log", "start"
        )
        self.run(
            "CREATE EXTENSION postgis; CREATE TABLE seg(g geography(LineString)); CREATE TABLE pt(id int, g geography(Point));"
        )
        lines = (
            f"SRID=4326;LINESTRING({a[0]!r} {a[1]!r},{b[0]!r} {b[1]!r})"
            for a, b in zip(start.tolist(), end.tolist(), strict=True)
        )
        self.copy("seg(g)", "\n".join(lines))
        self.run("CREATE INDEX ON seg USING gist(g);")
        self.run("VACUUM ANALYZE seg;")

    def measure(self, lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, float]:
        """Distance by KNN on geography, and the seconds that the server took."""
        self.run("TRUNCATE pt;")
        self.copy(
            "pt",
            "\n".join(
                f"{i}\tSRID=4326;POINT({x!r} {y!r})"
                for i, (x, y) in enumerate(zip(lon.tolist(), lat.tolist(), strict=True))
            ),
        )
        began = time.perf_counter()
        self.run(
            "DROP TABLE IF EXISTS found; CREATE UNLOGGED TABLE found AS SELECT p.id, s.d FROM pt p CROSS JOIN LATERAL (SELECT ST_Distance(p.g, seg.g) AS d FROM seg ORDER BY seg.g <-> p.g LIMIT 1) s;"
        )
        seconds = time.perf_counter() - began
        text = self.run("COPY (SELECT d FROM found ORDER BY id) TO STDOUT;")
        return np.array([float(line) for line in text.split()]), seconds

    def copy(self, table: str, rows: str) -> None:
        self._psql(f"COPY {table} FROM STDIN;", rows + "\n")

    def run(self, sql: str) -> str:
        return self._psql(sql, "")

    def _psql(self, sql: str, rows: str) -> str:
        command = [
            "runuser",
            "-u",
            "postgres",
            "--",
            str(PG / "psql"),
            "-h",
            str(self.folder),
            "-d",
            "postgres",
            "-qAt",
            "-v",
            "ON_ERROR_STOP=1",
            "-c",
            sql,
        ]
        return subprocess.run(command, input=rows, capture_output=True, text=True, check=True, cwd="/").stdout

    def _as_postgres(self, *command: object) -> None:
        subprocess.run(
            ["runuser", "-u", "postgres", "--", *map(str, command)], check=True, capture_output=True, cwd="/"
        )

    def stop(self) -> None:
        with contextlib.suppress(subprocess.CalledProcessError):
            self._as_postgres(PG / "pg_ctl", "-D", self.folder / "db", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def postgis(start: np.ndarray, end: np.ndarray) -> Iterator[PostGis | None]:
    """A running cluster with the segments in it; None where PostGIS is not installed."""
    if not (PG / "initdb").exists():
        yield None
        return
    server = PostGis(start, end)
    try:
        yield server
    finally:
        server.stop()


def vertices(start: np.ndarray, end: np.ndarray, lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, float]:
    """Distance to the nearest vertex: a KD-tree in space, then one geodesic."""
    from pyproj import Geod
    from scipy.spatial import cKDTree

    from geoevents.earth.pieces import to_space

    xy = np.vstack([start, end])
    tree = cKDTree(to_space(xy[:, 0], xy[:, 1]))
    began = time.process_time()
    at = tree.query(to_space(lon, lat))[1]
    metres = Geod(ellps="WGS84").inv(lon, lat, xy[at, 0], xy[at, 1])[2]
    return np.asarray(metres), time.process_time() - began


def utm_zones(start: np.ndarray, end: np.ndarray, lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, float]:
    """Distance in the UTM zone of each position, as many do it with geopandas."""
    import geopandas
    import shapely

    lines = geopandas.GeoDataFrame(geometry=shapely.linestrings(np.stack([start, end], axis=1)), crs=4326)
    points = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(lon, lat), crs=4326)
    metres = np.full(len(lon), np.nan)
    began = time.process_time()
    zone = np.floor((lon + 180) / 6).astype(int) % 60 + 1
    for code in np.unique(zone + np.where(lat < 0, 32700, 32600)):
        rows = np.flatnonzero(zone + np.where(lat < 0, 32700, 32600) == code)
        middle = (code % 100) * 6 - 183
        near = lines.cx[middle - 12 : middle + 12, :].to_crs(code)
        near = near[np.isfinite(near.bounds).all(axis=1)]
        if len(near):
            found = geopandas.sjoin_nearest(points.iloc[rows].to_crs(code), near, distance_col="d")
            found = found[~found.index.duplicated()]
            metres[found.index] = found["d"]
    return metres, time.process_time() - began


def spherely(start: np.ndarray, end: np.ndarray, lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, float] | None:
    """Distance on the sphere by S2, to the edges as one multi-line; None where it is not installed."""
    try:
        import spherely as s2
    except ImportError:
        return None
    lines = s2.create_multilinestring([s2.create_linestring(ends) for ends in np.stack([start, end], axis=1).tolist()])
    points = s2.points(lon, lat)
    s2.distance(points[:1], lines)
    began = time.process_time()
    metres = s2.distance(points, lines)
    return np.asarray(metres), time.process_time() - began
