"""Cases, articles, phrases, positions, places, boundaries and layers made to harm, held to the bounds of tables.

S25 to S32 and S45 to S62 of our list of attacks, and what those who look for more would try next.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from .guarded import MEGABYTES, SECONDS, Guard

CASE = "geoevents: 1\ntitle: t\nsources: { a: { name: A } }\nevents: { e: strike }\nclaims:\n"
FINE = "- { by: a, event: e, says: 2 km from 19.9 N 2.9 E }\n"
SIGNS = "\N{RIGHT-TO-LEFT OVERRIDE}\N{LEFT-TO-RIGHT ISOLATE}\N{ZERO WIDTH SPACE}\N{RIGHT-TO-LEFT MARK}"


def claim(says: str) -> str:
    return f'{CASE}- {{ by: a, event: e, says: "{says}" }}\n'


def many_ids() -> str:
    events = ", ".join(f"e{number}: strike" for number in range(4_000))
    claims = "".join(f"- {{ by: b{number}, event: f{number}, says: x }}\n" for number in range(1_400))
    return CASE.replace("e: strike", events) + claims


def aliases() -> str:
    """341 bytes, and 9 to the 9th of values."""
    return "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )


CASES: dict[str, tuple[str | bytes, str]] = {
    "aliases": (aliases(), "anchors and aliases are not read"),
    "merge keys": ("a: &a { x: 1 }\nb: { <<: [*a, *a] }\n", "anchors and aliases are not read"),
    "depth": ("[" * 900_000, "nested more than 20 levels"),
    "depth of keys": ("? " * 400_000, "nested more than 20 levels"),
    "tags": ("!!python/object/apply:os.system ['true']", "tags are not read"),
    "keys twice": (CASE + FINE + "title: u\n", "this key is already at"),
    "sexagesimal": ("geoevents: " + "1:" * 400_000, "REFUSED"),
    "digits": (f"geoevents: {'9' * 5_000}", "REFUSED"),
    "a byte order mark": (b"\xef\xbb\xbf" + (CASE + FINE).encode(), "READ 1"),
    "UTF-16": ((CASE + FINE).encode("utf-16"), "the file is UTF-16"),
    "UTF-32": ((CASE + FINE).encode("utf-32-le"), "REFUSED"),
    "Latin-1": ("title: caf\xe9".encode("latin-1"), "is not UTF-8"),
    "directives": ("%YAML 1.1\n---\n" + CASE + FINE, "lines are not read"),
    "tabs": ("geoevents: 1\n\ttitle: t\n", "indent with spaces"),
    "next lines": (CASE.replace("\n", "\x85"), "REFUSED"),
    "long keys": (f"{'k' * 900_000}: 1", "REFUSED"),
    "many values": ("[" + "[]," * 300_000, "more than 20,000 values"),
    "nothing but lines": ("\n" * 999_000, "the file is empty"),
    "folded": ("title: >\n" + " x\n" * 330_000, "REFUSED"),
    "plain lines": ("title:\n" + " x" * 490_000, "REFUSED"),
    "blanks for keys": ("[" + "a " * 490_000, "REFUSED"),
    "escapes": ('title: "\\UFFFFFFFF"', "REFUSED"),
    "half of a pair": ('title: "\\ud800"', "control character U+D800"),
    "NUL": ("title: \0", "control character U+0000"),
    "too large": (b"a" * 5_000_000, "a case file has at most 1,000,000 bytes"),
    "ids without end": (many_ids(), "no such source"),
    "a phrase without end": (claim("2 km from the border and " * 30_000), "The phrase has"),
    "a number without end": (claim("9" * 900_000 + " km from the border"), "The phrase has"),
    "a date without end": (
        CASE + FINE.replace(" }", f", when: '{'1 April 2025 ' * 60_000}' }}"), "not understood"
    ),
    "a position without end": (CASE + f"- {{ by: a, event: e, at: '{'1 ' * 400_000}' }}\n", "is no coordinate"),
    "signs that turn": (claim(f"2 km{SIGNS} from 19.9 N 2.9 E"), "READ 1"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_hostile_cases_are_refused(guard: Guard, tmp_path: Path, name: str) -> None:
    content, expected = CASES[name]
    _hold(guard, tmp_path / "case.yaml", "case", content, expected)


def _hold(guard: Guard, file: Path, how: str, content: str | bytes, expected: str) -> None:
    file.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    (file.parent / "secret.csv").write_text("id,lat,lon\nhidden,1,2\n")
    told = guard.read(how, str(file))
    assert expected in told.said, told.said
    assert not told.beside
    assert told.seconds < SECONDS
    assert told.megabytes < MEGABYTES


ARTICLES: dict[str, tuple[str | bytes, str]] = {
    "quotation marks": ('"' * 900_000, "REFUSED"),
    "brackets": ("(" * 900_000, "REFUSED"),
    "stops": (". " * 450_000, "REFUSED"),
    "names": ("Abc Def Ghi, " * 70_000, "REFUSED"),
    "dates": ("On 1 April 2025 " * 60_000, "REFUSED"),
    "distances": ("3 km from Kidal " * 60_000, "REFUSED"),
    "who says that who says": ("The army said that the ministry said that " * 20_000, "REFUSED"),
    "abbreviations": ("U.S. " * 150_000, "REFUSED"),
    "one word": ("a" * 900_000, "REFUSED"),
    "signs that turn": (SIGNS * 70_000, "REFUSED"),
    "blanks": ("\N{NO-BREAK SPACE}" * 400_000, "REFUSED"),
    "no text": (bytes(range(256)) * 1_000, "REFUSED"),
    "half of a pair": (b"\xed\xa0\x80" * 100, "is not UTF-8"),
    "too large": ("x" * 1_000_001, "more than 1,000,000 bytes"),
}


@pytest.mark.parametrize("name", ARTICLES)
def test_hostile_articles_are_refused(guard: Guard, tmp_path: Path, name: str) -> None:
    content, expected = ARTICLES[name]
    _hold(guard, tmp_path / "article.txt", "article", content, expected)


def filled(piece: str) -> str:
    return (piece * 2_000)[:1_990]


LEDGERS = {
    "depth": ("[" * 900_000, "nested too deeply"),
    "lists": ("[" + "[]," * 20_000_000 + "[]]", "lists and objects"),
    "steps": ('{"ledger":[' + "{}," * 900_000 + "{}]}", "REFUSED"),
    "no numbers": ('{"readings":[{"ledger":[NaN]}]}', "REFUSED"),
    "digits": ("9" * 1_000_000, "is no JSON"),
    "no text": (b"\xff\xfe" * 1_000, "is no JSON"),
}


@pytest.mark.parametrize("name", LEDGERS)
def test_hostile_ledgers_are_refused(guard: Guard, tmp_path: Path, name: str) -> None:
    content, expected = LEDGERS[name]
    _hold(guard, tmp_path / "ledger.json", "ledger", content, expected)


PHRASES = {
    "2 km from Kidal and ": "At most 20", "2 km from the Algerian border and ": "At most 20", "(": "REFUSED",
    "[": "REFUSED",
    "{1..2 km} ": "REFUSED", "1 ": "REFUSED", "11,": "REFUSED", "1.1.": "REFUSED", "2km": "REFUSED", "-": "REFUSED",
    "of the ": "REFUSED", "near ": "REFUSED", "between Kidal and ": "REFUSED", "north ": "REFUSED", '"': "REFUSED",
    "north-northeast of ": "REFUSED", "Kidal, Mali, ": "REFUSED", "19.9 N 2.9 E ": "REFUSED", "1° ": "READ",
    "½": "REFUSED", "1 to 2 km from ": "REFUSED", "not ": "REFUSED", "a\N{COMBINING ACUTE ACCENT}": "REFUSED",
    "\N{RIGHT-TO-LEFT OVERRIDE}": "REFUSED", "\N{ZERO WIDTH SPACE}": "REFUSED", "٣ كم من ": "REFUSED", "or ": "REFUSED",
    "3 км к северу от ": "REFUSED", "à 3 km au nord de ": "REFUSED", "三公里": "REFUSED", "A": "REFUSED",
    "Abc-Def ": "REFUSED", "a.b. ": "REFUSED", "31QBB1234567890 ": "READ", "1e9 km ": "REFUSED", " ": "REFUSED",
    "halfway between Kidal and Gao and ": "At most 20", "within 2 km of ": "REFUSED", "\ud800": "REFUSED",
}  # fmt: skip


@pytest.mark.parametrize("piece", PHRASES)
def test_hostile_phrases_end(guard: Guard, piece: str) -> None:
    told = guard.read("locate", filled(piece))
    assert PHRASES[piece] in told.said, told.said
    assert told.seconds < SECONDS
    assert told.megabytes < MEGABYTES


@pytest.mark.parametrize("piece", ["1 ", "1°", "1", "+-", "8FQ9+", "31QBB1", "1,", "1.", "N", "'", " ", "1:", "½"])
@pytest.mark.parametrize("how", ["locate", "distance"])
def test_positions_without_end_are_refused(guard: Guard, piece: str, how: str) -> None:
    told = guard.read(how, piece * 500_000)
    assert told.said.startswith("REFUSED"), told.said
    assert told.seconds < SECONDS


BOUNDARIES: dict[str, Callable[[], bytes]] = {
    "vrt.geojson": lambda: b"<OGRVRTDataSource/>",
    "depth.geojson": lambda: b'{"type":"FeatureCollection","features":' + b"[" * 900_000,
    "twice.geojson": lambda: b'{"type":"FeatureCollection","type":"x","features":[]}',
    "nan.geojson": lambda: b'{"type":"FeatureCollection","features":[NaN]}',
    "large.shp": lambda: struct.pack(">7i", 9994, 0, 0, 0, 0, 0, 2**31 - 1) + b"\xff" * 200,
    "offsets.fgb": lambda: b"fgb\x03fgb\x00" + b"\xff" * 200,
    "index.fgb": lambda: b"fgb\x03fgb\x00" + struct.pack("<I", 2**31 - 1) + b"\0" * 100,
    "pages.gpkg": lambda: b"SQLite format 3\0" + b"\xff" * 4_096,
    "footer.parquet": lambda: b"PAR1" + b"\x19" * 100 + b"\x64\0\0\0PAR1",
}


@pytest.mark.parametrize("name", BOUNDARIES)
def test_hostile_boundaries_are_refused(guard: Guard, tmp_path: Path, name: str) -> None:
    _hold(guard, tmp_path / name, "boundaries", BOUNDARIES[name](), "REFUSED")


LAYER = """
create table gpkg_contents(table_name text, data_type text);
create table gpkg_geometry_columns(table_name text, column_name text, srs_id int);
create table gpkg_spatial_ref_sys(srs_name text, srs_id int, organization text, organization_coordsys_id int);
insert into gpkg_spatial_ref_sys values('w', 4326, 'EPSG', 4326);
insert into gpkg_contents values('t', 'features');
insert into gpkg_geometry_columns values('t', 'geom', 4326);
"""
ENDLESS = "with recursive r(a) as (select 1 union all select a + 1 from r) select a as fid, null as geom from r"
LAYERS = {
    "a view without end": (f"create view t as {ENDLESS};", "is no plain table"),
    "a virtual table": ("create virtual table t using fts5(geom);", "is no plain table"),
    "a generated column": (
        "create table t(fid integer primary key, geom blob, n int, big as (hex(zeroblob(400000000))) virtual);"
        "insert into t(n) values(1);", "READ 1"),
    "a trigger": (
        "create table t(fid integer primary key, geom blob);"
        "create trigger x after insert on t begin select load_extension('secret.csv'); end;", "READ 0"),
    "a value without end": (
        "create table t(fid integer primary key, geom blob, n); insert into t(n) values(zeroblob(150000000));",
        "too big"),
    "another name": (
        "create table t(fid, geom); update gpkg_contents set table_name = 'x\"; drop table t; --';",
        "is no plain table"),
    "the schema": (
        "create table t(fid, geom); update gpkg_contents set table_name = 'sqlite_master';", "REFUSED"),
    "another's schema": (
        "create table t(fid integer primary key, geom blob); pragma writable_schema = on;"  # noqa: S608
        f"update sqlite_master set sql = 'CREATE TABLE t AS {ENDLESS}' where name = 't';", "REFUSED"),
}  # fmt: skip


@pytest.mark.parametrize("name", LAYERS)
def test_hostile_layers_run_nothing(guard: Guard, tmp_path: Path, name: str) -> None:
    statements, expected = LAYERS[name]
    place = tmp_path / "events.gpkg"
    with sqlite3.connect(place) as opened:
        opened.executescript(LAYER + statements)
    opened.close()
    told = guard.read("table", str(place))
    assert expected in told.said, told.said
    assert not told.beside
    assert told.seconds < SECONDS
    assert told.megabytes < MEGABYTES


NO_FILE = ("FAILED FileNotFoundError", "FAILED OSError: [Errno 36]", "FAILED ValueError: embedded null byte")
PATHS = (
    "/vsicurl/http://127.0.0.1:9/a.csv", "http://127.0.0.1:9/a.geojson", '{"type":"FeatureCollection"}.geojson',
    "<OGRVRTDataSource/>.csv", "/dev/zero", "/dev/stdin.csv", "/proc/self/environ", "/vsistdin/", "a\0.csv",
    "file:secret.csv", "x" * 5_000 + ".csv", "~root/a.csv",
)  # fmt: skip


@pytest.mark.parametrize("how", ["table", "stream", "boundaries", "case", "places"])
@pytest.mark.parametrize("path", PATHS)
def test_what_is_no_file_is_not_opened(guard: Guard, path: str, how: str) -> None:
    told = guard.read(how, path)
    assert told.said.startswith(("REFUSED", *NO_FILE)), told.said
    assert told.seconds < SECONDS
