"""`geoevents enrich` as whole commands: streams, summaries, hostile tables, and ends that come early."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .conftest import Runner

PROGRAM = [sys.executable, "-c", "from geoevents.cli.main import main; main()", "enrich"]
FAST = ("--to", "DZ-ML", "--borders", "ne-10m")
EVENTS = "id,lat,lon\n007,19.86798,2.89392\nb,,2\nc,95,2\nd,19.8,500\n"


def piped(text: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, "-", *FAST, *arguments], input=text, capture_output=True, text=True, cwd=cwd, check=False
    )


def test_summary_puts_the_answer_first(geoevents: Runner) -> None:
    Path("a.csv").write_text(EVENTS)
    ran = geoevents("enrich", "a.csv", "-o", "b.csv", *FAST)
    assert ran.code == 0
    first, second, third = ran.out.splitlines()
    assert first.startswith("1 of 4 rows measured to the DZ-ML land border in ")
    for said, meant in (("Algeria-Mali", "the DZ-ML land border"), ("algérie", "the nearest land border of DZ")):
        named = geoevents("enrich", "a.csv", "-o", "b.csv", "--to", said, "--borders", "ne-10m")
        assert f"measured to {meant} in " in named.out
    assert second == (
        "3 rows kept without a position: 1 no latitude, 1 latitude is beyond 90, as if swapped, "
        "1 longitude is beyond 180"
    )
    assert "ne-10m (2022-05-09)" in third
    assert ran.err.startswith("warning: 1 row with a latitude beyond 90 where the longitude would fit.")
    assert geoevents("enrich", "a.csv", "-o", "b.csv", *FAST, "-q").err == ""


def test_metres_are_asked_about(geoevents: Runner) -> None:
    Path("a.csv").write_text("id,x,y\n1,497171,2206592\n")
    for ran in (geoevents("enrich", "a.csv", "-o", "b.csv"), geoevents("convert", "a.csv", "-o", "b.gpkg")):
        assert ran.code == 0
        assert "Are these eastings and northings in metres?" in ran.err


def test_json_summary(geoevents: Runner) -> None:
    Path("a.csv").write_text(EVENTS)
    document = geoevents("enrich", "a.csv", "-o", "b.parquet", *FAST, "--json").json
    assert (document["rows"], document["located"], document["skipped"]) == (4, 1, 3)
    assert sum(document["reasons"].values()) == 3
    assert document["rows_per_second"] > 0 <= document["seconds"]
    assert document["licence"] == "public domain"
    ran = geoevents("enrich", "a.csv", "-o", "b.csv", "--to", "dz-ml", "--json")
    assert "OpenStreetMap" in ran.json["attribution"]


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        (EVENTS, "id,lat,lon,border,"),
        (EVENTS.replace(",", "\t"), "id\tlat\tlon\tborder\t"),
        ('\n{"type":"Feature","geometry":{"type":"Point","coordinates":[2.9,19.8]}}\n', '{"type":"Feature","geometry"'),
    ],
)
def test_standard_input_is_looked_at(tmp_path: Path, text: str, begins: str) -> None:
    ran = piped(text, "-o", "-", "--json", cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith(begins)
    assert json.loads(ran.stderr[ran.stderr.index("{") :])["located"] == 1
    assert not list(tmp_path.iterdir())


def test_hostile_tables_leave_nothing(tmp_path: Path) -> None:
    (tmp_path / "vrt.geojson").write_text("<OGRVRTDataSource><SrcDataSource>/etc/passwd</SrcDataSource>")
    (tmp_path / "bomb.csv").write_bytes(b'lat,lon\n1,"' + b"x" * (17 << 20))
    (tmp_path / "late.csv").write_text("lat,lon\n" + "1,2\n" * 40_000 + "1,2,3\n")
    (tmp_path / "a.parquet").write_bytes(b"PAR1" + b"\xff" * 100 + b"PAR1")
    for name, message in (
        ("vrt.geojson", "is XML, not geojson"),
        ("bomb.csv", "a line of more than 16 MB"),
        ("late.csv", "late.csv:40002: 3 fields where the first line has 2"),
        ("a.parquet", "is no Parquet"),
    ):
        ran = subprocess.run(
            [*PROGRAM, name, "-o", "out.csv", *FAST], capture_output=True, text=True, cwd=tmp_path, check=False
        )
        assert ran.returncode == 1
        assert message in ran.stderr
        assert "Traceback" not in ran.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.parquet", "bomb.csv", "late.csv", "vrt.geojson"]


@pytest.mark.skipif(os.name == "nt", reason="ends as POSIX has them")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_an_end_that_comes_early_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "out.csv").write_text("what stood there")
    with subprocess.Popen(
        [*PROGRAM, "-", "-o", "out.csv", *FAST], stdin=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path
    ) as process:
        assert process.stdin is not None
        process.stdin.write(b"lat,lon\n")
        process.stdin.flush()
        # It waits for more rows with its output open.
        until = time.monotonic() + 60
        while len(list(tmp_path.iterdir())) < 2 and time.monotonic() < until:
            time.sleep(0.01)
        assert len(list(tmp_path.iterdir())) == 2
        process.send_signal(number)
        assert process.wait(60) == (130 if number == signal.SIGINT else -number)
        assert process.stderr is not None
        assert b"Traceback" not in process.stderr.read()
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]
    assert (tmp_path / "out.csv").read_text() == "what stood there"


def test_a_table_can_replace_itself(geoevents: Runner) -> None:
    Path("a.csv").write_text(EVENTS)
    assert geoevents("enrich", "a.csv", "-o", "a.csv", *FAST).code == 0
    assert Path("a.csv").read_text().startswith("id,lat,lon,border,")
    ran = geoevents("enrich", "a.csv", "-o", "a.csv", *FAST)
    assert ran.code == 1
    assert "has the columns border, border_distance_m" in ran.err


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("none.csv", "-o", "b.csv"), 2, "does not exist"),
        (("a.csv", "-o", "b.doc"), 1, "does not say what to write"),
        (("a.csv", "-o", "b.csv", "--encoding", "base64"), 2, "no encoding of text"),
        (("a.csv", "-o", "b.csv", "--layer", "x"), 1, "has no layers"),
        (("a.csv", "-o", "b.csv", "--scheduler", "tcp://x:1"), 2, "goes with --engine dask"),
        (("a.csv", "-o", "b.csv", "--engine", "dask"), 1, "Dask writes Parquet"),
        (("a.csv", "-o", "b", "--engine", "dask"), 1, "is no Parquet"),
        (("a.csv", "-o", "b.csv", "--lon", "where"), 1, "no column 'where'"),
        (("a.csv", "-o", "b.csv", "--lon", "lat"), 1, "both longitude and latitude"),
        (("a.csv", "-o", "no/b.csv"), 1, "no folder no"),
        (("a.csv", "-o", "b.csv", "--to", "DZ-FR"), 1, "share no border"),
        (("a.csv", "-o", "b.csv", "--workers", "0"), 2, "workers"),
    ],
)
def test_what_cannot_be_is_said(geoevents: Runner, arguments: tuple[str, ...], code: int, message: str) -> None:
    Path("a.csv").write_text(EVENTS)
    ran = geoevents("enrich", *arguments)
    assert ran.code == code
    assert message in ran.err
    assert [path.name for path in Path().iterdir()] == ["a.csv"]


def test_dask_that_is_not_installed(geoevents: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.csv").write_text(EVENTS)
    assert geoevents("enrich", "a.csv", "-o", "a.parquet", *FAST).code == 0
    monkeypatch.setitem(sys.modules, "distributed", None)
    ran = geoevents("enrich", "a.parquet", "-o", "b", *FAST, "--engine", "dask")
    assert ran.code == 1
    assert 'pip install "geoevents[dask]"' in ran.err or "already" in ran.err
