"""Make src/geoevents/data/countries/<lang>.json: names and demonyms of all countries in one further language each.

Names come from CLDR (PyPI `babel`). By hand, in data/build/countries/: `names.<lang>.txt` (other names; one that begins
with "=" replaces the name that CLDR has, one with "-" is left out) and `demonyms.<lang>.txt`. What is inflected by rule
comes from `inflect_<lang>.py` beside this file, where a language has one:

    names(name) -> forms of a country's name, the nominative first
    demonym(fields) -> forms of one word, from its fields in the table

Run it after countries.py, whose table has the codes: `python data/build/countries_more.py [LANG...]`.
"""

from __future__ import annotations

import importlib
import json
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import manifest
from countries import HAND, read_table

LANGUAGES = ("es", "ar", "ru", "uk")
TITLES = {"es": "Spanish", "ar": "Arabic", "ru": "Russian", "uk": "Ukrainian"}


def main(languages: list[str]) -> None:
    babel = manifest.fetch("babel", "2.18.0")
    with tempfile.TemporaryDirectory() as folder:
        zipfile.ZipFile(babel.file).extractall(folder)
        cldr = {lang: territories(folder, lang) for lang in languages}
    table = json.loads((manifest.TARGET / "countries/countries.json").read_text(encoding="utf-8"))
    codes = [row["code"] for row in table]
    for lang in languages:
        rows = nations(lang, codes, cldr[lang])
        lines = (f"{json.dumps(code)}: {json.dumps(row, ensure_ascii=False)}" for code, row in rows.items())
        content = "{\n" + ",\n".join(lines) + "\n}\n"
        hand = [f"names.{lang}.txt", f"demonyms.{lang}.txt"]
        manifest.record(
            f"countries/{lang}.json",
            content.encode(),
            title=f"Countries: names and demonyms in {TITLES[lang]}",
            version="babel 2.18.0, table 1",
            licence="MIT AND Unicode-3.0",
            licence_file="Unicode-3.0.txt",
            attribution="Names © Unicode, Inc. (CLDR)",
            sources=[babel, *(manifest.Source(f"data/build/countries/{n}", "1", HAND / n) for n in hand)],
            recipe="data/build/countries_more.py",
        )


def nations(lang: str, codes: list[str], cldr: dict[str, str]) -> dict[str, dict[str, list[str] | list[list[str]]]]:
    """For each code its `name` in all forms, `aliases` in all forms, and `demonyms`, the adjective first."""
    names, demonym = inflection(lang)
    other = {code: [field for field in fields if field] for code, *fields in read_table(HAND / f"names.{lang}.txt")}
    people = {code: fields for code, *fields in read_table(HAND / f"demonyms.{lang}.txt")}
    unknown = sorted({*other, *people} - set(codes)) + sorted(set(codes) - set(people))
    if unknown:
        raise ValueError(f"{lang}: no country, or one without demonyms: {', '.join(unknown)}")
    rows: dict[str, dict[str, list[str] | list[list[str]]]] = {}
    for code in codes:
        replaced = [field.removeprefix("=").strip() for field in other.get(code, []) if field.startswith("=")]
        left_out = [field.removeprefix("-").strip() for field in other.get(code, []) if field.startswith("-")]
        aliases = [a.strip() for field in other.get(code, []) if field[0] not in "=-" for a in field.split("|")]
        name, *further = [one for one in (*replaced, cldr[code]) if one not in left_out]
        forms = unique(names(name))
        rows[code] = {
            "name": forms,
            "aliases": [f for f in unique(f for alias in (*further, *aliases) for f in names(alias)) if f not in forms],
            "demonyms": [demonym([form.strip() for form in word.split(",")]) for word in people[code]],
        }
    return rows


def inflection(lang: str) -> tuple[Callable[[str], list[str]], Callable[[list[str]], list[str]]]:
    if not Path(__file__).with_name(f"inflect_{lang}.py").exists():
        return (lambda name: [name]), list
    module = importlib.import_module(f"inflect_{lang}")
    return module.names, module.demonym


def unique(forms: object) -> list[str]:
    return list(dict.fromkeys(forms))  # type: ignore[call-overload]


def territories(folder: str, lang: str) -> dict[str, str]:
    if folder not in sys.path:
        sys.path.insert(0, folder)
        for module in [name for name in sys.modules if name.partition(".")[0] == "babel"]:
            del sys.modules[module]
    from babel import Locale

    return dict(Locale(lang).territories)


if __name__ == "__main__":
    main(sys.argv[1:] or list(LANGUAGES))
