"""The guarded loader: text stays text, and hostile files end in one message."""

import json
import subprocess
import sys

import pytest

from geoevents.read.yaml import MAX_DEPTH, MAX_NODES, Mapping, Scalar, Sequence, decode, parse_yaml

ALIAS_BOMB = "a0: &a0 [lol]\n" + "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10))
MERGE_BOMB = "a0: &a0 {x: 1}\n" + "".join(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}\n" for n in range(1, 25))

ATTACKS = {
    "alias bomb": (ALIAS_BOMB, "1:5  &a0  anchors and aliases are not read"),
    "merge bomb": (MERGE_BOMB, "1:5  &a0  anchors and aliases are not read"),
    "100,000 nested lists": ("[" * 100_000, "1:21  nested more than 20 levels"),
    "100,000 nested block lists": ("- " * 100_000, "1:41  nested more than 20 levels"),
    "50,000 nested mappings": ("{a: " * 50_000, "nested more than 20 levels"),
    "explicit keys": ("? " * 50_000, "nested more than 20 levels"),
    "python tag": ("!!python/object/apply:os.system ['touch pwned']", "tags are not read in case files"),
    "too many values": ("[" + "a," * 100_000 + "]", "more than 20,000 values"),
    "sexagesimal": ("1:" * 200_000 + "1", "a case file starts with"),
    "5000 digits": ("geoevents: " + "9" * 5000, "this program reads format 1"),
    "more than a megabyte": ("#" * 1_000_001, "a case file has at most 1,000,000 bytes"),
}


# One process for all: a signal or a hang would show as a missing line, and every start costs a second.
RUN = """
import json, sys
from geoevents.errors import CaseError
from geoevents.read.case import read_case
for file in sys.argv[1:]:
    try:
        read_case(file)
    except CaseError as error:
        print(json.dumps([str(problem) for problem in error.problems]), flush=True)
"""


def test_attacks_end_in_a_clear_message_and_no_signal(tmp_path):
    files = []
    for number, (content, _) in enumerate(ATTACKS.values()):
        files.append(tmp_path / f"{number}.yaml")
        files[-1].write_text(content, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-c", RUN, *map(str, files)], capture_output=True, text=True, timeout=100, cwd=tmp_path
    )
    assert (run.returncode, run.stderr) == (0, "")
    told = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(told) == len(ATTACKS)
    for problems, (_, expected) in zip(told, ATTACKS.values(), strict=True):
        assert any(expected in problem for problem in problems)
        assert sum(map(len, problems)) < 1000
    assert sorted(tmp_path.iterdir()) == sorted(files), "a file was made by reading one"


def test_alias_bomb_is_one_problem():
    root, problems = parse_yaml(ALIAS_BOMB)
    assert root is None
    assert len(problems) == 1


# What YAML 1.1 loaders make of these: False, 71832, 83, 45045, 1000.0, 1000, None, a date.
@pytest.mark.parametrize(
    "text", ["NO", "19:57:12", "0123", "12:30:45", "1e3", "1_000", "null", "~", "2025-04-03", "0x1F", "on", ".inf"]
)
def test_every_scalar_stays_the_text_it_was(text):
    root, problems = parse_yaml(f"key: {text}\n")
    assert problems == []
    assert root == Mapping(1, 1, ((Scalar(1, 1, "key"), Scalar(1, 6, text)),))


def test_positions_count_lines_and_columns_from_one():
    root, _ = parse_yaml("a:\n  - x\n  - {b: y, c: }\n")
    assert isinstance(root, Mapping)
    items = root.get("a")
    assert isinstance(items, Sequence)
    assert (items.items[0].line, items.items[0].column) == (2, 5)
    inner = items.items[1]
    assert isinstance(inner, Mapping)
    assert inner.get("b") == Scalar(3, 9, "y")
    # What is absent is where its key is, not where the parser found the next token.
    assert inner.get("c") == Scalar(3, 12, "", blank=True)


def test_quoted_nothing_is_not_blank():
    root, _ = parse_yaml('a: ""\nb:\n')
    assert isinstance(root, Mapping)
    assert [value.blank for _, value in root.entries if isinstance(value, Scalar)] == [False, True]


def test_every_duplicate_key_is_told_with_the_place_of_the_first():
    root, problems = parse_yaml("lat: 1\nlat: 2\nlat: 3\n")
    assert isinstance(root, Mapping)
    assert root.get("lat") == Scalar(1, 6, "1")
    assert [str(problem) for problem in problems] == [
        "2:1  lat:  this key is already at 1:1: keep one of the two",
        "3:1  lat:  this key is already at 1:1: keep one of the two",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: *x", "1:4  *x  anchors and aliases are not read in case files: write the value out"),
        ("a: {<<: {b: c}}", "1:5  <<  merge keys are not read in case files: write the keys out"),
        ("a: ! x", "1:4  !  tags are not read in case files: remove it"),
        ("%YAML 1.1\n---\na: b", "2:1  a % directive  %YAML and %TAG lines are not read in case files: remove it"),
        ("? [a]\n: b", "1:3  a list or mapping as a key  a key must be plain text"),
        ("a: b\n---\nc: d", "2:1  a second document  a case file is one document: remove the second ---"),
        ('a: "\\0"', "1:4  control character U+0000  remove it"),
        ('a: "\\ud800"', "1:4  control character U+D800  remove it"),
        (
            "a:\n\tb: c",
            "2:1  not YAML: found character '\\t' that cannot start any token  indent with spaces, not tabs",
        ),
        (
            "a: b: c",
            '1:5  not YAML: mapping values are not allowed here  check the indentation, and quote text that holds ": "',
        ),
    ],
)
def test_refused_with_place_and_cure(text, message):
    root, problems = parse_yaml(text)
    assert root is None
    assert [str(problem) for problem in problems] == [message]


def test_depth_is_allowed_up_to_its_bound():
    assert parse_yaml("[" * MAX_DEPTH + "]" * MAX_DEPTH)[1] == []
    assert parse_yaml("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1))[0] is None


def test_nodes_are_allowed_up_to_their_bound():
    assert parse_yaml("[" + "a," * (MAX_NODES - 1) + "]")[1] == []
    assert parse_yaml("[" + "a," * MAX_NODES + "]")[0] is None


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            "title: Algérie".encode("latin-1"),
            "1:11  byte 0xE9 is not UTF-8  the file looks like Latin-1 or Windows-1252: save it as UTF-8",
        ),
        ("a: b".encode("utf-16"), "1:1  the file is UTF-16  save it as UTF-8"),
        ("a: b".encode("utf-16-le"), "1:1  the file is UTF-16  save it as UTF-8"),
        (b"a: b\nc: \x00", "2:4  control character U+0000  remove it"),
        (b"a: \x1b[31m", "1:4  control character U+001B  remove it"),
    ],
)
def test_bytes_that_are_no_text(data, message):
    text, problems = decode(data)
    assert text == ""
    assert [str(problem) for problem in problems] == [message]


def test_byte_order_mark_and_crlf_are_fine():
    text, problems = decode(b"\xef\xbb\xbfa: b\r\nc: d\r\n")
    assert problems == []
    root, problems = parse_yaml(text)
    assert problems == []
    assert isinstance(root, Mapping)
    assert root.get("c") == Scalar(2, 4, "d")
