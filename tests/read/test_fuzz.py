"""Whatever stands in a file, the reader gives a case or says what is wrong; it never fails otherwise."""

import os
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from geoevents.errors import CaseError
from geoevents.model import Case
from geoevents.read.case import read_case, skeleton

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
