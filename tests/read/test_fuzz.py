"""Whatever stands in a file, its reader gives what is in it or says what is wrong; it never fails otherwise."""

import contextlib
import os
import tempfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geoevents.errors import CaseError, GeoEventsError
from geoevents.model import Case
from geoevents.read.boundaries import read_boundaries
from geoevents.read.case import read_case, skeleton
from geoevents.read.placed import read_placed
from geoevents.read.places import import_places
from geoevents.write.rows import write_rows

CASES = Path(__file__).parents[2] / "data" / "cases"
SEEDS = [skeleton().encode(), *(file.read_bytes() for file in sorted(CASES.glob("*.yaml")))]
PIECES = [
    b"", b"\n", b" ", b"\t", b": ", b"- ", b"[", b"]", b"{", b"}", b"&a ", b"*a", b"!", b"<<: ", b"---\n", b"|\n", b"'",
    b'"', b"#", b"\x00", b"\xff", b"\xc3\xa9", "\u202e".encode(), b"~", b"999999999999", b"-1", b"1e400", b"nan", b"%",
    b"{9..1 km}", b"no position", b"2025-13-45", b"31/04/25", b"km", b"northeast", b"' \" }", b"mali-army", b"flight",
]  # fmt: skip
ROUNDS = int(os.environ.get("GEOEVENTS_FUZZ", "60"))


def read(data: bytes) -> None:
    wrong: CaseError | None = None
    try:
        case = read_case(text=data.decode("utf-8", "surrogateescape"))
    except CaseError as error:
        wrong = error
    if wrong is None:
        assert isinstance(case, Case)
        assert case.claims
    else:
        assert wrong.problems
        assert all(problem.line > 0 and problem.column > 0 for problem in wrong.problems)
        assert all(problem.what and "\n" not in str(problem) for problem in wrong.problems)


@settings(max_examples=ROUNDS, deadline=None)
@given(st.data())
def test_mutated_cases(data):
    content = bytearray(data.draw(st.sampled_from(SEEDS)))
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(content)))
        end = min(len(content), start + data.draw(st.integers(0, 30)))
        content[start:end] = data.draw(st.sampled_from(PIECES) | st.binary(max_size=4))
    read(bytes(content))


@settings(max_examples=ROUNDS, deadline=None)
@given(st.data())
def test_lines_moved_about(data):
    lines = data.draw(st.sampled_from(SEEDS)).splitlines(keepends=True)
    for _ in range(data.draw(st.integers(1, 4))):
        line = lines.pop(data.draw(st.integers(0, len(lines) - 1)))
        lines.insert(data.draw(st.integers(0, len(lines))), line)
    read(b"".join(lines))


@settings(max_examples=ROUNDS, deadline=None)
@given(st.text(max_size=200))
def test_any_text(text):
    read(text.encode("utf-8", "surrogatepass"))


@settings(max_examples=ROUNDS, deadline=None)
@given(
    st.sampled_from(["says", "read", "at", "when", "zone", "via", "id", "replaces", "attributes", "credibility"]),
    st.text(max_size=60),
)
def test_any_value_of_any_key(key, value):
    quoted = '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    text = skeleton().replace("    event: landing\n", f"    event: landing\n    {key}: {quoted}\n", 1)
    read(text.encode("utf-8", "surrogatepass"))


FORMATS = ("csv", "tsv", "geojson", "ndjson", "parquet", "gpkg", "fgb", "kml", "kmz", "gpx", "xlsx")
BYTES = [
    *PIECES,
    b"\xff" * 4,
    b"\x00" * 8,
    b"\x7f\xff\xff\xff",
    b"<!DOCTYPE",
    b"&x;",
    b"NaN",
    b"POINT(",
    b"\r",
    b"1e400",
]


@cache
def seed(form: str) -> bytes:
    """A small table in each format, as it is written here."""
    with tempfile.TemporaryDirectory() as folder:
        place, written = Path(folder) / "seed.csv", Path(folder) / f"seed.{form}"
        place.write_text("id,lat,lon,note\n007,19.868,2.894,é\nNA,,,\nx,-33.5,151.25,=1+1\n", encoding="utf-8")
        write_rows(read_placed(place), str(written))
        return written.read_bytes()


def mutated(data: st.DataObject, content: bytes) -> bytes:
    changed = bytearray(content)
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(changed)))
        end = min(len(changed), start + data.draw(st.integers(0, 12)))
        changed[start:end] = data.draw(st.sampled_from(BYTES) | st.binary(max_size=8))
    return bytes(changed)


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=ROUNDS, deadline=None)
@given(data=st.data())
def test_mutated_tables(form, data):
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / f"table.{form}"
        place.write_bytes(mutated(data, seed(form)))
        with contextlib.suppress(GeoEventsError):
            found = read_placed(place)
            assert len(found.geometry) == len(found)
        with contextlib.suppress(GeoEventsError):
            read_boundaries(place)


@settings(max_examples=ROUNDS, deadline=None)
@given(st.data())
def test_mutated_places(data):
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "places.csv"
        place.write_bytes(mutated(data, b'name,lon,lat,aliases\nUpper farm,2.9,19.9,"A|B"\n'))
        with contextlib.suppress(GeoEventsError):
            assert import_places(place).about.places
