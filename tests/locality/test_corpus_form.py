"""The corpus of locality phrases is well formed; whether the parser reads it is another test's question."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

CORPUS = Path(__file__).parent / "corpus"
COLUMNS = ["id", "construct", "style", "text", "expected", "unparsed", "note"]
LEAST = {"en": 130, "fr": 110, "es": 65, "ar": 65, "ru": 65, "uk": 45}
CONSTRUCTS = frozenset(
    re.findall(
        r"\w+",
        """
offset orthogonal heading_only distance_place near outskirts between halfway road river border_near border_on
border_distance border_along tripoint inside_country depth outside_country coast area coordinates range hedge
number_words travel_time conjunction alternatives digits degrees name_first
""",
    )
)
STYLES = frozenset({"acled", "ucdp", "museum", "communique", "wire", "ngo", "maritime"})
KINDS = "region|province|district|cercle|governorate|department|oblast|raion|state|county|commune"

NUMBER = r"\d+(?:\.\d+)?"
QUANTITY = rf"(?:[~<>]?{NUMBER}|{NUMBER}\.\.{NUMBER}) (?:m|km|mi|NM|ft|yd)"
POINT = (
    "N|NbE|NNE|NEbN|NE|NEbE|ENE|EbN|E|EbS|ESE|SEbE|SE|SEbS|SSE|SbE"
    "|S|SbW|SSW|SWbS|SW|SWbW|WSW|WbS|W|WbN|WNW|NWbW|NW|NWbN|NNW|NbW"
)
HEADING = rf"(?:{POINT}|{NUMBER}°)"
CODE = "[A-Z]{2}"
NAME = rf"(?P<%s>[^(),;/|\s][^(),;/|]*?)(?:/{CODE})?"
BORDER = rf"border\((?:(?:{CODE}(?:,{CODE})?(?:, sea)?)?)\)"
TRIPOINT = rf"tripoint\((?:{CODE},{CODE},{CODE})?\)"
COAST = rf"coast\((?:{CODE})?\)"
WATERS = rf"{CODE}(?: waters)?"
GRID = (
    r"MGRS \d{1,2}[C-X][A-Z]{2}(?:\d\d)*|UTM \d{1,2}[C-X] \d{6} \d{6,7}|plus [2-9CFGHJMPQRVWX]{4,8}\+[2-9CFGHJMPQRVWX]*"
)

# One pattern for each form of a clause; a name counts only where the text has it.
FORMS = [
    re.compile(form)
    for form in [
        rf"at\((?P<lat>-?{NUMBER}), (?P<lon>-?{NUMBER})\)",
        rf"at\((?:{GRID})\)",
        rf"at\((?!(?:MGRS|UTM|plus)\b){NAME % 'a'}\)",
        rf"offset\({QUANTITY}, {HEADING}, {NAME % 'a'}\)",
        rf"orthogonal\({QUANTITY} [NS], {QUANTITY} [EW], {NAME % 'a'}\)",
        rf"orthogonal\({QUANTITY} [EW], {QUANTITY} [NS], {NAME % 'a'}\)",
        rf"heading\({HEADING}, (?:{BORDER}|{COAST}|{NAME % 'a'})\)",
        rf"distance\({QUANTITY}(?: {HEADING})?, {BORDER}(?:, side={CODE})?\)",
        rf"distance\({QUANTITY}(?: off| inland)?, {COAST}\)",
        rf"distance\({QUANTITY}, {TRIPOINT}\)",
        rf"distance\({QUANTITY}, {NAME % 'a'}\)",
        rf"near\((?:{QUANTITY}, )?(?:{BORDER}|{COAST}|{TRIPOINT}|{NAME % 'a'})\)",
        rf"(?:just_outside|outskirts|river)\({NAME % 'a'}\)",
        rf"(?:between|halfway|road)\({NAME % 'a'}, {NAME % 'b'}\)",
        rf"(?:along|on)\({BORDER}\)",
        rf"(?:inside|outside)\({WATERS}\)",
        rf"depth\({QUANTITY}, {WATERS}\)",
        rf"area\({NAME % 'a'}, (?:{KINDS})\)",
    ]
]


def _rows(language: str) -> list[dict[str, str]]:
    with (CORPUS / f"{language}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _clauses(expected: str) -> Iterator[str]:
    """Split complete readings at ` / `, and each of them into its clauses at ` ; `."""
    for reading in expected.split(" / "):
        yield from reading.split(" ; ")


def _match(clause: str) -> re.Match[str] | None:
    return next((found for form in FORMS if (found := form.fullmatch(clause))), None)


def _faults(row: dict[str, str]) -> Iterator[str]:
    if any(value is None or value != value.strip() for value in row.values()):
        yield "a column is missing or has space at its end"
        return
    if row["construct"] not in CONSTRUCTS:
        yield f"no such construct: {row['construct']}"
    if row["style"] not in STYLES:
        yield f"no such style: {row['style']}"
    if not row["expected"] and not row["unparsed"]:
        yield "neither expected nor unparsed"
    for piece in filter(None, row["unparsed"].split(" ; ")):
        if piece not in row["text"]:
            yield f"unparsed words that the text has not: {piece}"
    for clause in _clauses(row["expected"]) if row["expected"] else ():
        found = _match(clause)
        if found is None:
            yield f"not in the notation: {clause}"
            continue
        parts = found.groupdict()
        for name in filter(None, (parts.get("a"), parts.get("b"))):
            if name not in row["text"]:
                yield f"a name that the text has not: {name}"
        if parts.get("lat") and not (abs(float(parts["lat"])) <= 90 and abs(float(parts["lon"])) <= 180):
            yield f"no such place on earth: {clause}"
        for low, high in re.findall(rf"({NUMBER})\.\.({NUMBER})", clause):
            if float(low) >= float(high):
                yield f"a range that falls: {clause}"
        for group in re.findall(rf"(?:border|tripoint)\(({CODE}(?:,{CODE})+)", clause):
            if group.split(",") != sorted(set(group.split(","))):
                yield f"countries out of alphabetical order: {clause}"


@pytest.mark.parametrize("language", LEAST)
def test_rows_are_well_formed(language: str) -> None:
    lines = (CORPUS / f"{language}.tsv").read_text(encoding="utf-8").splitlines()
    assert lines[0].split("\t") == COLUMNS
    assert {line.count("\t") for line in lines} == {len(COLUMNS) - 1}
    faults = [f"{row['id']}: {fault}" for row in _rows(language) for fault in _faults(row)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("language", LEAST)
def test_ids_and_texts_are_unique(language: str) -> None:
    rows = _rows(language)
    assert [row["id"] for row in rows] == [f"{language}-{number:03d}" for number in range(1, len(rows) + 1)]
    assert [text for text, count in Counter(row["text"] for row in rows).items() if count > 1] == []


@pytest.mark.parametrize(("language", "least"), LEAST.items())
def test_every_construct_is_covered(language: str, least: int) -> None:
    counts = Counter(row["construct"] for row in _rows(language))
    assert counts.total() >= least
    few = 3 if language in ("en", "fr") else 2
    assert {construct: counts[construct] for construct in CONSTRUCTS if counts[construct] < few} == {}


@pytest.mark.parametrize(
    "clause",
    [
        "offset(3.5 km, SE)",
        "offset(3,5 km, SE, Gao)",
        "offset(3.5 km, SE, Gao",
        "distance(2 km, border(Algeria))",
        "orthogonal(8 km E, 6 km E, Gao)",
        "area(Kidal)",
        "nearby(Kidal)",
        "at(MGRS 31)",
    ],
)
def test_the_check_refuses_what_is_malformed(clause: str) -> None:
    assert _match(clause) is None
