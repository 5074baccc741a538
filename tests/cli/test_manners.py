"""Standard streams, exit codes and interruptions, as whole programs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from geoevents.cli.main import run

from .conftest import Runner

PROGRAM = [sys.executable, "-c", "from geoevents.cli.main import main; main()"]


def test_closed_pipe_ends_quietly(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ran = subprocess.run(
        [*PROGRAM, "borders", "list"], stdout=writer, stderr=subprocess.PIPE, text=True, cwd=tmp_path, check=False
    )
    os.close(writer)
    assert "Error" not in ran.stderr
    assert "Traceback" not in ran.stderr
    assert ran.returncode == 0


NO_SOCKET = """
import os, sys
def look(event, arguments):
    if event.startswith("socket.") and event != "socket.gethostname":
        os.write(2, b"A SOCKET: " + event.encode()); os._exit(9)
sys.addaudithook(look)
from geoevents.cli.main import main; main()
"""


@pytest.mark.parametrize(
    "words",
    [
        "map events.csv -o map.html --svg map.svg",
        "enrich events.csv -o events.gpkg",
        "convert events.csv -o events.xlsx",
        "distance 19.9,2.9 --borders all",
        "locate 3km_south_of_Kidal",
        "places find Kidal",
        "info",
    ],
)
def test_no_socket_is_made(words: str, tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text("id,lat,lon\n1,19.9,2.9\n", encoding="utf-8")
    command = [word.replace("_", " ") for word in words.split()]
    ran = subprocess.run(
        [sys.executable, "-c", NO_SOCKET, *command], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert ran.returncode == 0, ran.stderr


def test_no_colour_without_a_terminal(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    ran = subprocess.run([*PROGRAM, "info"], capture_output=True, cwd=tmp_path, env=environment, check=True)
    assert b"\x1b[" not in ran.stdout


def test_output_is_utf8_whatever_the_locale(tmp_path: Path) -> None:
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    ran = subprocess.run(
        [*PROGRAM, "places", "find", "Kidal"], capture_output=True, cwd=tmp_path, env=environment, check=True
    )
    assert "Kidal" in ran.stdout.decode("utf-8")


def test_an_interrupt_is_no_traceback(geoevents: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("geoevents.gazetteer.places.find", interrupted)
    ran = geoevents("places", "find", "Kidal")
    assert ran.code == 130
    assert ran.err.strip() == "geoevents: interrupted"


def test_a_mistake_of_ours_asks_for_a_report(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr("geoevents.gazetteer.places.find", broken)
    assert run(["places", "find", "Kidal"]) == 1
    error = capsys.readouterr().err
    assert "ZeroDivisionError: a bug" in error
    assert "report" in error
    assert "Traceback" not in error
    monkeypatch.setenv("GEOEVENTS_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        run(["places", "find", "Kidal"])


def test_quiet_leaves_only_the_answer(geoevents: Runner) -> None:
    ran = geoevents("borders", "list", "--country", "ML", "-q")
    assert ran.err == ""
    assert ran.out
